"""Which faults are there? The table of them all, and a faulty document for each text and flavour it can happen to."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from tests.documents.correct import names, sheet
from tests.documents.faults import (
    attachment,
    finer,
    head,
    heading,
    imprint,
    page,
    sense,
    sign,
    slips,
    special,
    text,
    title,
)
from tests.documents.faults.fault import FAULTS, Fault
from tests.documents.flavours import FLAVOURS
from tests.documents.sheet import Para, Sheet

__all__ = ["FAULTS", "MODULES", "Case", "Fault", "cases"]
MODULES = (page, head, title, heading, attachment, sign, imprint, special, text, sense, slips, finer)
"""Each enters its faults when it is imported."""


@dataclass(frozen=True)
class Case:
    """One faulty document, and the right one it was made from."""

    fault: Fault
    parent: Sheet
    sheet: Sheet
    hurt: tuple[Para, ...]
    """Where the fault stands; empty when in no paragraph."""
    flavour: str

    @property
    def right(self) -> Sheet:
        """What the faulty document should become: its parent, save for the texts that the fault says."""
        if not self.sheet.wanted:
            return self.parent
        right: Sheet = pickle.loads(pickle.dumps(self.parent))
        for one in right.paras:
            if one.id in self.sheet.wanted:
                one.say(self.sheet.wanted[one.id])
        return right

    @property
    def name(self) -> str:
        return f"{self.fault.id}-{self.parent.name}-{self.flavour}"


@cache
def _parent(name: str) -> tuple[Sheet, bytes]:
    right = sheet(name)
    return right, pickle.dumps(right)


def cases(fault: Fault, start: int = 0) -> Iterator[tuple[Sheet, Sheet, tuple[Para, ...]]]:
    """(right sheet, faulty sheet, paragraphs hurt) for every text the fault can happen to, from the `start`-th on."""
    known = fault.texts or tuple(names())
    for number in range(len(known)):
        parent, copied = _parent(known[(start + number) % len(known)])
        hurt: Sheet = pickle.loads(copied)
        where = fault.hurt(hurt)
        if where is not None:
            yield parent, hurt, tuple(where)


def choose(fault: Fault, count: int = 2) -> list[Case]:
    """A few cases of a fault, spread over texts and flavours: the same ones at every run."""
    ways = fault.flavours or tuple(FLAVOURS)
    start = sum(map(ord, fault.id))
    found = list(islice(cases(fault, start), count))
    chosen = []
    for number in range(min(count, max(len(found), len(ways)))):
        parent, hurt, where = found[number % len(found)]
        chosen.append(Case(fault, parent, hurt, where, ways[(start // 7 + number) % len(ways)]))
    return chosen
