"""What proves which sentences were released, and in which order? A chain of digests, one link a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from bangban.crypto.digests import digest


def chain_of(sentences: Sequence[str]) -> list[str]:
    """One link for each sentence: the digest of the link before and the sentence. The last stands for all."""
    links: list[str] = []
    link = ""
    for sentence in sentences:
        link = digest(f"{link}\n{sentence}".encode())
        links.append(link)
    return links or [digest(b"")]
