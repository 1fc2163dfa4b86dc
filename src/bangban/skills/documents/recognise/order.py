"""Which reading of a whole document is the likeliest, given what each paragraph looks like and the usual order?

A document is a path through the elements. Each step costs what its unusualness is worth; the cheapest path is
found by dynamic programming. Missing elements cost nothing, elements in the wrong order a little: order is one
of the things that may be wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

from bangban.skills.documents.recognise.cues import State

_BLOCK = {
    **dict.fromkeys(range(State.SERIAL, State.HEAD_LINE + 1), 0),
    State.TITLE: 1,
    State.PASSED: 1,
    State.ADDRESSEE: 2,
    State.TEXT: 3,
    State.ATTENDANCE: 3,
    State.ATTENDANCE_MORE: 3,
    **dict.fromkeys(range(State.NOTE_OF, State.NOTE + 1), 4),
    **dict.fromkeys(range(State.A_MARK, State.A_TEXT + 1), 5),
    State.COPY_TO: 6,
    State.COPY_MORE: 6,
    State.IMPRINT: 6,
}
_BACK = {
    # (from block, to block): what it costs to go back
    (1, 0): 2.5, (2, 1): 6.0, (2, 0): 6.0, (3, 2): 4.0, (3, 1): 6.0, (3, 0): 7.0, (4, 3): 5.0, (4, 2): 9.0,
    (4, 1): 9.0, (4, 0): 9.0, (5, 4): 5.0, (5, 3): 9.0, (5, 2): 12.0, (5, 1): 12.0, (5, 0): 12.0, (6, 5): 3.0,
    (6, 4): 5.0, (6, 3): 9.0, (6, 2): 9.0, (6, 1): 12.0, (6, 0): 12.0,
}  # fmt: skip
_AGAIN = {
    State.SERIAL: 4.0, State.CLASSIFICATION: 4.0, State.URGENCY: 4.0, State.MARK: 1.0, State.NUMBER: 4.0,
    State.SIGNER: 1.0, State.HEAD_LINE: 4.0, State.PASSED: 1.0, State.ADDRESSEE: 2.0, State.NOTE_OF: 4.0,
    State.SIGNATURE: 0.5, State.DATE: 4.0, State.NOTE: 1.0, State.A_MARK: 3.0, State.COPY_TO: 1.5,
    State.IMPRINT: 0.5,
}  # fmt: skip
_MORE = {
    State.NOTE_OF_MORE: State.NOTE_OF,
    State.ATTENDANCE_MORE: State.ATTENDANCE,
    State.COPY_MORE: State.COPY_TO,
}
"""What runs on: only ever after its first line."""
_NEVER = 40.0
_WORST = -1e9
_PAIRS = {
    (State.TITLE, State.ADDRESSEE): -1.0,
    (State.SIGNATURE, State.DATE): -1.5,
    (State.DATE, State.NOTE): -1.0,
    (State.A_MARK, State.A_TITLE): -1.5,
    (State.COPY_TO, State.IMPRINT): -1.0,
    (State.COPY_MORE, State.IMPRINT): -1.0,
    (State.NOTE_OF, State.NOTE_OF_MORE): -1.0,
    (State.NOTE_OF_MORE, State.NOTE_OF_MORE): -1.0,
    (State.A_MARK, State.A_TEXT): 1.0,
    (State.A_TITLE, State.A_MARK): 1.0,
    (State.A_TEXT, State.A_TITLE): 4.0,
    (State.A_TEXT, State.A_MARK): 0.0,
    # What an order or a notice issues follows its date without a mark of its own.
    (State.DATE, State.A_TITLE): 2.0,
    (State.NOTE, State.A_TITLE): 2.0,
    (State.MARK, State.URGENCY): 1.5,
    (State.MARK, State.CLASSIFICATION): 1.5,
    (State.MARK, State.SERIAL): 1.5,
    (State.ATTENDANCE, State.TEXT): 0.5,
    (State.NUMBER, State.SIGNER): 0.0,
    # Red letters below the number are a title in the wrong colour, not a second mark.
    (State.NUMBER, State.MARK): 8.0,
    (State.SIGNER, State.MARK): 8.0,
    (State.DATE, State.SIGNATURE): 2.0,
}


def _step(start: State, end: State) -> float:
    """Return what going from one element to the next costs."""
    if (start, end) in _PAIRS:
        return _PAIRS[start, end]
    if end in _MORE:
        return 0.0 if start in (end, _MORE[end]) else _NEVER
    if start is end:
        return _AGAIN.get(start, 0.0)
    a, b = _BLOCK[start], _BLOCK[end]
    if a == b:
        return 0.0 if start < end else 2.0
    if a < b:
        if end in (State.A_TITLE, State.A_TEXT):
            return 6.0 if a < 4 else 3.5
        return 0.0
    return _BACK[a, b]


def _first(state: State) -> float:
    block = _BLOCK[state]
    return 0.0 if block <= 1 else (1.0, 1.0, 5.0, 6.0, 6.0)[block - 2]


_COST = [[_step(start, end) for end in State] for start in State]


def likeliest(scores: Sequence[dict[State, float]]) -> list[State]:
    """Return the element of every paragraph on the likeliest path."""
    if not scores:
        return []
    best = {state: score - _first(state) for state, score in scores[0].items()}
    steps: list[dict[State, State]] = []
    for here in scores[1:]:
        came: dict[State, State] = {}
        after: dict[State, float] = {}
        for state, score in here.items():
            before, worth = state, _WORST
            for start, value in best.items():
                left = value - _COST[start][state]
                if left > worth:
                    before, worth = start, left
            after[state] = worth + score
            came[state] = before
        best = after
        steps.append(came)
    state = max(best, key=best.__getitem__)
    path = [state]
    for came in reversed(steps):
        state = came[state]
        path.append(state)
    path.reverse()
    return path
