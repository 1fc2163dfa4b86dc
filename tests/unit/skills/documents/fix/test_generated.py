"""Do the promises hold on documents as offices write them, with the findings the checker makes?"""

from __future__ import annotations

from itertools import islice

import pytest

from bangban.skills.documents.check import check
from bangban.skills.documents.fix import fix, track
from bangban.skills.documents.read import open_document
from tests.documents.correct import correct, names
from tests.documents.emit import emit
from tests.documents.faults import FAULTS, choose
from tests.documents.flavours import FLAVOURS
from tests.documents.judge import TODAY
from tests.support.fixing import AUTHOR, WHEN, both
from tests.support.wordfile import part_of

SAMPLE = [case for fault in islice(FAULTS.values(), 5, None, 17) for case in choose(fault, 1)]
FLAVOUR_NAMES = sorted(FLAVOURS)


@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: case.name)
def test_tracked_and_clean_agree_and_rejecting_gives_the_original(case) -> None:  # type: ignore[no-untyped-def]
    data = emit(case.sheet, FLAVOURS[case.flavour])
    clean, tracked = both(data, *check(open_document(data), today=TODAY).findings)
    assert clean.refused == tracked.refused == ()


@pytest.mark.parametrize("place", range(0, len(names()), 3))
def test_a_correct_document_stays_byte_for_byte(place: int) -> None:
    data = correct(names()[place], FLAVOUR_NAMES[place % len(FLAVOUR_NAMES)])
    document = open_document(data)
    fixable = [one for one in check(document, today=TODAY).findings if one.fixable]
    assert fixable == []
    assert fix(document, fixable) == data
    assert part_of(track(document, [], AUTHOR, WHEN)) == part_of(data)
