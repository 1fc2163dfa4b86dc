"""What speaks for each element a paragraph could be, all cues added up?"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from bangban.skills.documents.recognise.cues import CUES, State, Test, Worded, by_whom
from bangban.skills.documents.recognise.seen import Seen

LONGEST = {
    State.SERIAL: 16, State.CLASSIFICATION: 24, State.URGENCY: 10, State.MARK: 70, State.NUMBER: 60,
    State.SIGNER: 24, State.HEAD_LINE: 60, State.TITLE: 100, State.PASSED: 120, State.ADDRESSEE: 500,
    State.ATTENDANCE_MORE: 80, State.COPY_MORE: 200, State.TEXT: 1 << 30, State.ATTENDANCE: 2000, State.NOTE_OF: 400, State.NOTE_OF_MORE: 100,
    State.SIGNATURE: 90, State.DATE: 24, State.NOTE: 160, State.A_MARK: 60, State.A_TITLE: 80,
    State.A_TEXT: 1 << 30, State.COPY_TO: 1500, State.IMPRINT: 80,
}  # fmt: skip
"""Characters beyond which a paragraph is not asked whether it is this element."""

ONLY: dict[State, Test] = {
    State.SERIAL: lambda one: one.bare[0] in "№Nn份编0123456789０１２３４５６７８９",
    State.SIGNER: lambda one: "签" in one.bare or "签发" in one.before,
    State.PASSED: lambda one: one.bare[0] in "（(" or by_whom(one),
    State.ATTENDANCE: lambda one: one.bare[0] in "出请列缺主记参时地会",
    State.NOTE_OF: lambda one: one.bare[0] == "附",
    State.A_MARK: lambda one: "附" in one.bare,
    State.COPY_TO: lambda one: one.bare[0] in "抄分发报印主送" or one.before[:1] in ("抄", "分"),
    State.COPY_MORE: lambda one: one.near_end and not one.numbered,
    State.IMPRINT: lambda one: one.near_end or "印" in one.bare or one.after.endswith("印发"),
}
"""Without this a paragraph is not asked whether it is that element; none of it is a thing that may be wrong."""

FLOOR = -1.5
"""Below this an element is not worth a step of the path."""

BY_STATE: list[tuple[State, int, Test | None, list[tuple[float, Test]]]] = [
    (
        state,
        LONGEST[state],
        ONLY.get(state),
        [(cue.weight, cue.test) for cue in CUES if cue.state is state and not isinstance(cue.test, Worded)],
    )
    for state in State
    if state is not State.A_TEXT
]
WORDED: dict[State, list[tuple[float, Callable[[str], object]]]] = {
    state: [
        (cue.weight, cue.test.holds) for cue in CUES if cue.state is state and isinstance(cue.test, Worded)
    ]
    for state in State
}


@lru_cache(maxsize=1 << 12)
def _said(bare: str) -> dict[State, float]:
    """What the words alone have said of each element so far.

    Kept: a document is read again after every correction, and much stands in many.
    """
    return {}


def _words(state: State, bare: str) -> float:
    score = 0.0
    for weight, holds in WORDED[state]:
        if holds(bare):
            score += weight
    return score


def scores(one: Seen) -> dict[State, float]:
    """Return what speaks for each element a paragraph could be; those hardly possible are left out."""
    found: dict[State, float] = {}
    if one.in_data:
        return {State.TEXT: 3.0, State.A_TEXT: 3.0}
    bare, length = one.bare, one.n
    said = _said(bare)
    for state, longest, only, cues in BY_STATE:
        if length > longest or (only is not None and not only(one)):
            continue
        known = said.get(state)
        if known is None:
            known = said[state] = _words(state, bare)
        score = known
        for weight, test in cues:
            if test(one):
                score += weight
        if score >= FLOOR and (score > 0 or state is State.TEXT):
            found[state] = score
    found.setdefault(State.TEXT, FLOOR)
    # What stands in an attachment looks like what stands in a body; a title or signature of its own is still it.
    found[State.A_TEXT] = max(found[State.TEXT], 1.5)
    return found
