"""Does every mark in the message belong to one reason or field, and never lie over another?"""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as some

from bangban.governance.presentation import Found, Reason
from bangban.services.desk.marks import MOST, marked

OFFSETS = some.one_of(some.none(), some.integers(-5, 60))


def test_a_reason_wins_over_a_field_and_the_earlier_reason_over_the_later() -> None:
    reasons = [Reason("a", "灯", 4, 8), Reason("b", "灯坏", 6, 9)]
    found = [
        Found("place", "地点", "楼道", 0, 2),
        Found("time", "时间", "晚上", 7, 9),
        Found("request", "诉求", "请修", 10, 12),
    ]
    notes = marked(reasons, found, shown=20)
    assert sorted(notes.spans) == [(0, 2, 3), (4, 8, 1)]
    assert [one["start"] for one in notes.reasons] == [4, None]
    assert [(line.value, line.number) for line in notes.lines] == [("楼道", 3), ("晚上", 1), ("请修", 0)]
    # What a reason marks already leads to that mark, and the mark to the reason.
    assert [line.own for line in notes.lines] == [True, False, False]


def test_what_is_not_shown_is_not_marked() -> None:
    notes = marked([Reason("a", "灯", 4, 8), Reason("b", "题", -4, -2)], [], shown=6)
    assert notes.spans == []
    assert [one["quote"] for one in notes.reasons] == ["灯", "题"]


@given(
    some.lists(some.tuples(OFFSETS, OFFSETS), max_size=8),
    some.lists(some.tuples(OFFSETS, OFFSETS), max_size=30),
    some.integers(0, 50),
)
def test_marks_never_overlap_and_stay_inside_the_text(
    reasons: list[tuple[int | None, int | None]], fields: list[tuple[int | None, int | None]], shown: int
) -> None:
    found = [Found("place", "地点", str(n), start, end) for n, (start, end) in enumerate(fields)]
    notes = marked([Reason("x", "y", start, end) for start, end in reasons], found, shown)
    ordered = sorted(notes.spans)
    assert all(0 <= start < end <= shown for start, end, _ in ordered)
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(ordered))
    assert len(notes.lines) <= MOST
