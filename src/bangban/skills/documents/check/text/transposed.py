"""Is an amount said again with its figures in another order: 860万元, and then 680万元?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from bangban.skills.documents.check.text.prose import found, paragraphs
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element, Finding, Kind

_AMOUNT = re.compile(r"(?<![\d.])(?P<figures>\d{3,7}(?:\.\d+)?)(?P<unit>万元|亿元|元|平方米|公里|亩|吨)")
_KINDS = frozenset({Kind.REQUEST, Kind.REPLY, Kind.LETTER, Kind.NOTICE})
_FEW = 8
"""A text with more amounts than this has such neighbours by chance."""


def amounts_apart(view: View) -> Iterator[Finding]:
    """In a short text about one sum of money: the amount that stands once, beside one that is said again and again."""
    if view.outline.kind not in _KINDS:
        return
    every = [
        (one, match)
        for one in paragraphs(view)
        if view.role(one) is not Element.ATTACHMENT_BODY
        for match in _AMOUNT.finditer(one.text)
    ]
    times = Counter(match.group() for _, match in every)
    if len(times) > _FEW:
        return
    for order, (paragraph, match) in enumerate(every):
        figures, unit = match.group("figures", "unit")
        for other, earlier in every[:order]:
            before = earlier.group("figures")
            if (
                other is not paragraph
                and earlier.group("unit") == unit
                and before != figures
                and sorted(before) == sorted(figures)
                and times[match.group()] == 1
            ):
                yield found(
                    view, "sums.transposed", paragraph, *match.span(), sure=False, other=earlier.group()
                )
                return
