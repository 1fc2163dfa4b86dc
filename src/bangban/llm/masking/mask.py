"""How is a call's text masked, and its answer restored? One table a call: the same value, the same placeholder."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bangban.llm.masking.addresses import addresses
from bangban.llm.masking.names import names
from bangban.llm.masking.numbers import Span, numbers

OPEN, CLOSE = "⟦", "⟧"
_PLACEHOLDER = re.compile(r"⟦[\u4e00-\u9fff]{1,6}\d{1,6}⟧")
LONGEST = 16
"""Signs of a placeholder at most."""


class CallMask:
    """The placeholders of one call. `words`: the agency's own list; `people`: whether names and addresses are masked too."""

    def __init__(self, words: Sequence[str] = (), *, people: bool = True) -> None:
        self._values: dict[str, str] = {}
        self._placeholders: dict[str, str] = {}
        self._numbers: Counter[str] = Counter()
        self._people = people
        self._words = (
            re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True)))) if words else None
        )

    @property
    def count(self) -> int:
        """How many different values are hidden."""
        return len(self._values)

    def hide(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The request with every text masked; what steers the model (its name, numbers, schemas' keys) stays."""
        hidden = dict(body)
        if "messages" in body:
            hidden["messages"] = [self._message(message) for message in body["messages"]]
        if "input" in body:
            given = body["input"]
            hidden["input"] = (
                self.text(given) if isinstance(given, str) else [self.text(one) for one in given]
            )
        for part in ("tools", "functions", "response_format", "user", "metadata"):
            if part in body:
                hidden[part] = self._value(body[part])
        return hidden

    def text(self, text: str) -> str:
        """One text, masked."""
        # A placeholder that the caller wrote himself would be restored to somebody's number.
        text = text.replace(OPEN, "[").replace(CLOSE, "]") if OPEN in text or CLOSE in text else text
        spans = _apart(self._found(text))
        if not spans:
            return text
        parts, at = [], 0
        for span in spans:
            parts += [text[at : span.start], self._placeholder(text[span.start : span.end], span.kind)]
            at = span.end
        return "".join([*parts, text[at:]])

    def restorer(self) -> Restorer:
        """For one text of the answer."""
        return Restorer(self._placeholders)

    def _found(self, text: str) -> Iterable[Span]:
        yield from numbers(text)
        if self._words is not None:
            yield from (Span(*found.span(), "词") for found in self._words.finditer(text))
        if self._people:
            yield from addresses(text)
            yield from names(text)

    def _placeholder(self, value: str, kind: str) -> str:
        if value not in self._values:
            self._numbers[kind] += 1
            placeholder = f"{OPEN}{kind}{self._numbers[kind]}{CLOSE}"
            self._values[value], self._placeholders[placeholder] = placeholder, value
        return self._values[value]

    def _message(self, message: Mapping[str, Any]) -> dict[str, Any]:
        hidden = dict(message)
        content = message.get("content")
        if isinstance(content, str):
            hidden["content"] = self.text(content)
        elif isinstance(content, list):
            hidden["content"] = [self._part(part) for part in _joined(content)]
        for name in ("name", "tool_calls", "function_call", "reasoning_content"):
            if name in message:
                hidden[name] = self._value(message[name])
        return hidden

    def _part(self, part: Mapping[str, Any]) -> dict[str, Any]:
        return {**part, "text": self.text(part["text"])} if isinstance(part.get("text"), str) else dict(part)

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {key: self._value(inner) for key, inner in value.items()}
        return [self._value(inner) for inner in value] if isinstance(value, list) else value


class Restorer:
    """Puts the values back; what may be the beginning of a placeholder is held until it is known."""

    def __init__(self, placeholders: Mapping[str, str]) -> None:
        self._placeholders, self._held = placeholders, ""

    def feed(self, text: str) -> str:
        """What can be given out after `text` came."""
        held = self._held + text
        begun = held.rfind(OPEN)
        if begun >= 0 and CLOSE not in held[begun:] and len(held) - begun < LONGEST:
            self._held, held = held[begun:], held[:begun]
        else:
            self._held = ""
        return _PLACEHOLDER.sub(lambda found: self._placeholders.get(found[0], found[0]), held)

    def end(self) -> str:
        """What was held back."""
        held, self._held = self._held, ""
        return _PLACEHOLDER.sub(lambda found: self._placeholders.get(found[0], found[0]), held)


def _joined(parts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Neighbouring parts of text as one: a number is no less personal for standing in two of them."""
    joined: list[dict[str, Any]] = []
    for part in parts:
        both_text = joined and part.get("type") == joined[-1].get("type") == "text"
        if both_text and isinstance(part.get("text"), str) and isinstance(joined[-1].get("text"), str):
            joined[-1]["text"] += part["text"]
        else:
            joined.append(dict(part))
    return joined


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
