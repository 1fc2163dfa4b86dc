"""What proves which sentences were released, and in which order? A chain of digests, one link a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from bangban.crypto.digests import digest


def chain_of(sentences: Sequence[str]) -> list[str]:
    """One link for each sentence: the digest of the link before and the sentence. The last stands for all."""
    links: list[str] = []
    for sentence in sentences:
        links.append(link_after(links[-1] if links else "", sentence))
    return links or [digest(b"")]


def link_after(link: str, sentence: str) -> str:
    """The link of the sentence that comes after `link`; "" before the first."""
    return digest(f"{link}\n{sentence}".encode())
