"""What does a caller get of what a provider sent? Our id and model, values put back, thoughts apart, usage counted."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from bangban.llm import tokens
from bangban.llm.kinds import KINDS
from bangban.llm.model import Call, Target, Usage
from bangban.llm.ports import Mask, Restorer, Watch
from bangban.llm.thoughts import Thoughts, thought_in

_KEPT = ("role", "refusal", "tool_calls", "function_call")
"""Fields of a message that are passed on beside what is said and thought: what a provider adds of its own is not."""
_WORDS = ("reasoning_content", "content", "refusal")
_MOST_TOKENS = 10**9
"""What a provider says beyond this is no count."""


class Reading:
    """Reads one answer of one target. `watch` looks at it before the values are put back; `most`: the tokens it may have,
    0 for no bound."""

    def __init__(self, call: Call, target: Target, mask: Mask, watch: Watch, most: int = 0) -> None:
        self.call, self.target = call, target
        self.most = most
        self._mask = mask if target.provider.place != "local" and mask.count else None
        self._watch = watch
        self._kind = KINDS[target.provider.kind]
        self._in_json = (call.body.get("response_format") or {}).get("type") in ("json_object", "json_schema")
        self._restorers: dict[tuple[int, str], Restorer] = {}
        self._thoughts: dict[int, Thoughts] = {}
        self._watched: set[tuple[int, str]] = set()
        self._reported: Usage | None = None
        self._received, self._pieces = 0.0, 0
        self._created = int(time.time())
        self._finished: set[int] = set()

    @property
    def complete(self) -> bool:
        """Whether a choice of a stream said that it is at its end."""
        return bool(self._finished)

    @property
    def received(self) -> int:
        """Tokens that came so far, by our own count: a chunk has one at least."""
        return max(self._pieces, math.ceil(self._received))

    def whole(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """The object a caller gets who does not stream."""
        self._note_usage(answer)
        choices = []
        for number, choice in enumerate(_dicts(answer.get("choices"))):
            index = _index(choice, number)
            said = choice.get("message")
            message = self._message(index, said if isinstance(said, Mapping) else {})
            _add(message, self._rest(index))
            message.setdefault("role", "assistant")
            message.setdefault("content", None)
            for position, call in enumerate(message.get("tool_calls") or ()):
                call.pop("index", None)
                call.setdefault("id", f"call_{self.call.id}_{index}_{position}")
            finished = choice.get("finish_reason") or "stop"
            choices.append(
                {"index": index, "message": message, "finish_reason": finished} | self._odds(choice)
            )
        usage = self.usage()
        return self._frame("chat.completion", choices) | {"usage": usage.as_dict()}

    def as_stream(self, answer: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """A whole answer in the form of a stream: one chunk a choice, and the usage."""
        found = self.whole(answer)
        for choice in found["choices"]:
            delta = {name: value for name, value in choice["message"].items() if value is not None}
            for position, call in enumerate(delta.get("tool_calls") or ()):
                call["index"] = position
            choices = [{"index": choice["index"], "delta": delta, "finish_reason": choice["finish_reason"]}]
            yield self._frame("chat.completion.chunk", choices)
        yield from self._usage_chunk()

    def piece(self, chunk: Mapping[str, Any]) -> dict[str, Any] | None:
        """One chunk of a stream; None when it says nothing the caller gets."""
        self._note_usage(chunk)
        choices = []
        for number, choice in enumerate(_dicts(chunk.get("choices"))):
            index, reason = _index(choice, number), choice.get("finish_reason")
            said = choice.get("delta")
            delta = self._message(index, said if isinstance(said, Mapping) else {})
            self._pieces += bool(delta)
            if reason and index not in self._finished:
                self._finished.add(index)
                _add(delta, self._rest(index))
            if delta or reason:
                choices.append({"index": index, "delta": delta, "finish_reason": reason} | self._odds(choice))
        return self._frame("chat.completion.chunk", choices) if choices else None

    def end(self) -> Iterator[dict[str, Any]]:
        """What was held back, where no chunk said that it was the last; then the usage, if it was asked for."""
        waiting = {index for index, _ in self._restorers} | {index for index, _ in self._watched}
        for index in sorted((waiting | set(self._thoughts)) - self._finished):
            if rest := self._rest(index):
                choices = [{"index": index, "delta": rest, "finish_reason": None}]
                yield self._frame("chat.completion.chunk", choices)
        yield from self._usage_chunk()

    def cut(self, reason: str) -> dict[str, Any]:
        """The last chunk of an answer that we end ourselves."""
        return self._frame("chat.completion.chunk", [{"index": 0, "delta": {}, "finish_reason": reason}])

    def usage(self) -> Usage:
        """What the provider counted; else our own count of what was sent and what came, for a call that was cut."""
        if self._reported is not None:
            return self._reported
        if not self.received:
            return Usage()
        # Our count is a guess: it must not pass what was set aside.
        received = min(self.received, self.most) if self.most else self.received
        return Usage(tokens.likely_of_request(self.call.body), received, estimated=True)

    def _usage_chunk(self) -> Iterator[dict[str, Any]]:
        if (self.call.body.get("stream_options") or {}).get("include_usage"):
            yield self._frame("chat.completion.chunk", []) | {"usage": self.usage().as_dict()}

    def _message(self, index: int, message: Mapping[str, Any]) -> dict[str, Any]:
        given = {name: message[name] for name in _KEPT if message.get(name) is not None}
        thought, said = thought_in(message, self._kind.reasoning), _said(message.get("content"))
        if said and self._kind.thinks_in_content:
            more, said = self._thoughts.setdefault(index, Thoughts()).feed(said)
            thought += more
        refusal = given.pop("refusal", None)
        for name, text in zip(_WORDS, (thought, said, refusal), strict=True):
            if isinstance(text, str) and text:
                self._received += tokens.likely(text)
                if released := self._released(index, name, text):
                    given[name] = released
        if "tool_calls" in given:
            given["tool_calls"] = [
                self._tool(index, number, one) for number, one in enumerate(_dicts(given["tool_calls"]))
            ]
        if isinstance(given.get("function_call"), Mapping):
            given["function_call"] = self._function(index, "function", given["function_call"])
        return given

    def _tool(self, index: int, number: int, call: Mapping[str, Any]) -> dict[str, Any]:
        place = call.get("index")
        name = f"tool {place if isinstance(place, int) else number}"
        function = call.get("function")
        if not isinstance(function, Mapping):
            return dict(call)
        return {**call, "function": self._function(index, name, function)}

    def _function(self, index: int, name: str, function: Mapping[str, Any]) -> dict[str, Any]:
        given = dict(function)
        arguments = given.get("arguments")
        if isinstance(arguments, str):
            self._received += tokens.likely(arguments)
            given["arguments"] = self._restored(index, name, arguments)
        return given

    def _released(self, index: int, name: str, text: str) -> str:
        """What of a text may be given out now: nothing that must not be, and with its values."""
        self._watched.add((index, name))
        seen = self._watch.feed((index, name), text)
        return self._restored(index, name, seen) if seen else ""

    def _restored(self, index: int, name: str, text: str) -> str:
        if self._mask is None:
            return text
        key = (index, name)
        if key not in self._restorers:
            escaped = name not in _WORDS or (self._in_json and name == "content")
            self._restorers[key] = self._mask.restorer(escaped=escaped)
        return self._restorers[key].feed(text)

    def _rest(self, index: int) -> dict[str, Any]:
        """What is still held back of a choice: a mark or placeholder that was never completed."""
        rest: dict[str, Any] = {}
        thought, said = self._thoughts[index].end() if index in self._thoughts else ("", "")
        for name, text in (("reasoning_content", thought), ("content", said), ("refusal", "")):
            key = (index, name)
            released = self._released(index, name, text) if text else ""
            if key in self._watched:
                released += self._restored(index, name, self._watch.end(key))
            released += self._restorers[key].end() if key in self._restorers else ""
            if released:
                rest[name] = released
        for (choice, name), restorer in self._restorers.items():
            if choice == index and name.startswith("tool ") and (held := restorer.end()):
                place = int(name.removeprefix("tool "))
                rest.setdefault("tool_calls", []).append({"index": place, "function": {"arguments": held}})
        return rest

    def _odds(self, choice: Mapping[str, Any]) -> dict[str, Any]:
        """Probabilities of tokens are passed on where nothing was hidden: they would spell the placeholders."""
        return {"logprobs": choice["logprobs"]} if choice.get("logprobs") and self._mask is None else {}

    def _note_usage(self, answer: Mapping[str, Any]) -> None:
        said = answer.get("usage")
        if not isinstance(said, Mapping) or not _is_count(said.get("prompt_tokens")):
            return
        completion = said.get("completion_tokens")
        details = said.get("completion_tokens_details")
        thought = details.get("reasoning_tokens") if isinstance(details, Mapping) else 0
        self._reported = Usage(
            prompt=said["prompt_tokens"],
            completion=completion if _is_count(completion) else self.received,
            reasoning=thought if _is_count(thought) else 0,
        )

    def _frame(self, kind: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "id": f"chatcmpl-{self.call.id}",
            "object": kind,
            "created": self._created,
            "model": self.call.model,
            "choices": choices,
        }


def _add(message: dict[str, Any], rest: Mapping[str, Any]) -> None:
    """Put what was held back at the end of what is there."""
    for name, more in rest.items():
        if name != "tool_calls":
            message[name] = (message.get(name) or "") + more
            continue
        calls = message.setdefault("tool_calls", [])
        for one in more:
            there = next(
                (call for at, call in enumerate(calls) if call.get("index", at) == one["index"]), None
            )
            if there is None:
                calls.append(one)
            else:
                there["function"]["arguments"] += one["function"]["arguments"]


def _said(content: Any) -> str:
    """The text of an answer, which some send as a list of parts."""
    if isinstance(content, str):
        return content
    return "".join(str(part.get("text") or "") for part in _dicts(content))


def _is_count(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_TOKENS


def _dicts(value: Any) -> list[Mapping[str, Any]]:
    """The mappings of what should be a list of them: an upstream may send anything."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _index(choice: Mapping[str, Any], number: int) -> int:
    index = choice.get("index")
    return index if isinstance(index, int) else number
