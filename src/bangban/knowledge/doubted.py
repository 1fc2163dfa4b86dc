"""Which texts are in doubt, because a complaint about an answer from them was upheld? Whoever knows says so here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

Digests = Callable[[], Iterable[str]]
_known: list[Digests] = []


def tells(digests: Digests) -> Digests:
    """Have `digests` say which texts are in doubt; it is returned, as of a decorator."""
    if digests not in _known:
        _known.append(digests)
    return digests


def doubted() -> frozenset[str]:
    """Digests of texts that answer nobody until they are corrected."""
    return frozenset(one for digests in _known for one in digests())
