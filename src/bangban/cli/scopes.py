"""Is there a set of sources of that name? A word mistyped must not look like sources that say nothing."""

from __future__ import annotations

from bangban.errors import BadInput

SHOWN = 10


class UnknownScope(BadInput):
    """没有名为“{scope}”的知识集。已有的：{known}。 | There is no set of sources “{scope}”. There are: {known}."""

    code = "unknown_scope"


def known_scope(scope: str) -> None:
    """Do nothing, if sources were ever brought into it.

    Raises:
        UnknownScope: nothing was.
    """
    from bangban.knowledge.models import Shelf

    if scope and not Shelf.objects.filter(pk=scope).exists():
        known = list(Shelf.objects.exclude(pk="").order_by("pk").values_list("pk", flat=True)[:SHOWN])
        raise UnknownScope(scope=scope, known="、".join(known) or "-")
