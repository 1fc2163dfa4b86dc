"""How is a call's text masked, and its answer restored? One table a call: the same value, the same placeholder."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

from bangban.llm.masking.addresses import addresses
from bangban.llm.masking.names import names
from bangban.llm.masking.numbers import Span, apart, numbers
from bangban.llm.masking.restore import CLOSE, OPEN, Restorer
from bangban.llm.masking.texts import rebuilt, texts
from bangban.llm.masking.view import BOUNDARY, View

_LARGEST_PLACEHOLDER = len("⟦信用代码999999⟧".encode())


class CallMask:
    """The placeholders of one call. `words`: the agency's own list; `people`: whether names and addresses are masked too."""

    def __init__(self, words: Sequence[str] = (), *, people: bool = True) -> None:
        self._values: dict[str, str] = {}
        self._placeholders: dict[str, str] = {}
        self._numbers: Counter[str] = Counter()
        self._places = 0
        self._people = people
        self._words = (
            re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True)))) if words else None
        )
        self._hidden: tuple[Mapping[str, Any], dict[str, Any]] | None = None

    @property
    def count(self) -> int:
        """How many different values are hidden."""
        return len(self._values)

    @property
    def counts(self) -> dict[str, int]:
        """Different values of each kind."""
        return dict(self._numbers)

    @property
    def growth(self) -> int:
        """Bytes the placeholders can have added at most."""
        return self._places * _LARGEST_PLACEHOLDER

    def hide(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The request with every text masked. All its texts are read as one, so that no number hides between two."""
        if self._hidden is None or self._hidden[0] is not body:
            masked = iter(self.all(texts(body)))
            self._hidden = (body, rebuilt(body, lambda _text: next(masked), self._name))
        return dict(self._hidden[1])

    def text(self, text: str) -> str:
        """One text, masked."""
        return self.all([text])[0]

    def all(self, given: Sequence[str]) -> list[str]:
        """Texts that belong together, masked."""
        whole = BOUNDARY.join(given)
        if OPEN in whole or CLOSE in whole:
            # A placeholder that the caller wrote himself would be restored to somebody's number.
            given = [text.replace(OPEN, "[").replace(CLOSE, "]") for text in given]
            whole = BOUNDARY.join(given)
        view = View(whole)
        spans = _apart(self._found(view.text))
        if not spans:
            return list(given)
        if len(given) == 1:
            cut = (
                [Span(*view.original(span.start, span.end), span.kind) for span in spans]
                if view.moved
                else spans
            )
            return [self._put(given[0], cut)]
        starts = [0, *accumulate(len(text) + 1 for text in given)][:-1]
        cuts: dict[int, list[Span]] = {}
        for span in spans:
            start, end = view.original(span.start, span.end)
            self._cut(cuts, given, starts, start, end, span.kind)
        return [self._put(text, cuts[at]) if at in cuts else text for at, text in enumerate(given)]

    def restorer(self, *, escaped: bool = False) -> Restorer:
        """For one text of the answer; `escaped` where that is JSON."""
        return Restorer(self._placeholders, escaped=escaped)

    def _found(self, text: str) -> Iterable[Span]:
        yield from numbers(text)
        yield from apart(text)
        if self._words is not None:
            yield from (Span(*found.span(), "词") for found in self._words.finditer(text))
        if self._people:
            yield from addresses(text)
            yield from names(text)

    def _name(self, name: str) -> str:
        """What calls refer to each other by: only numbers that stand in it whole are hidden."""
        if len(name) <= 6:
            return name
        view = View(name)
        found = _apart(numbers(view.text))
        return self._put(name, [Span(*view.original(one.start, one.end), one.kind) for one in found])

    def _cut(
        self,
        cuts: dict[int, list[Span]],
        given: Sequence[str],
        starts: list[int],
        start: int,
        end: int,
        kind: str,
    ) -> None:
        """Note the span in every text it reaches into."""
        at = bisect_right(starts, start) - 1
        while at < len(given) and starts[at] < end:
            low, high = max(start - starts[at], 0), min(end - starts[at], len(given[at]))
            if low < high:
                cuts.setdefault(at, []).append(Span(low, high, kind))
            at += 1

    def _put(self, text: str, spans: Iterable[Span]) -> str:
        parts, at = [], 0
        for start, end, kind in spans:
            parts += [text[at:start], self._placeholder(text[start:end], kind)]
            at = end
        return "".join([*parts, text[at:]])

    def _placeholder(self, value: str, kind: str) -> str:
        self._places += 1
        if value not in self._values:
            self._numbers[kind] += 1
            placeholder = f"{OPEN}{kind}{self._numbers[kind]}{CLOSE}"
            self._values[value], self._placeholders[placeholder] = placeholder, value
        return self._values[value]


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Spans in order without overlap: what overlaps is hidden as one, by the name of the longer."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if kept and span.start < kept[-1].end:
            last = kept[-1]
            longer = span if span.end - span.start > last.end - last.start else last
            kept[-1] = Span(last.start, max(last.end, span.end), longer.kind)
        else:
            kept.append(span)
    return kept
