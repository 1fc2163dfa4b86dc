"""What does a caller get of what a provider sent? Our id and model, values put back, thoughts apart, usage counted."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

from bangban.llm import tokens
from bangban.llm.kinds import KINDS
from bangban.llm.model import Call, Target, Usage
from bangban.llm.ports import Mask, Restorer
from bangban.llm.thoughts import Thoughts, thought_in

_KEPT = ("role", "content", "refusal", "reasoning_content", "tool_calls", "function_call")
"""Fields of a message that are passed on: what a provider adds of its own is not."""


class Reading:
    """Reads one answer of one target."""

    def __init__(self, call: Call, target: Target, mask: Mask) -> None:
        self.call, self.target = call, target
        self._mask = mask if target.provider.place != "local" else None
        self._kind = KINDS[target.provider.kind]
        self._restorers: dict[tuple[int, str], Restorer] = {}
        self._thoughts: dict[int, Thoughts] = {}
        self._reported: Usage | None = None
        self._received = 0
        self._created = int(time.time())
        self._finished: set[int] = set()

    def whole(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """The object a caller gets who does not stream."""
        self._note_usage(answer)
        choices = []
        for number, choice in enumerate(_dicts(answer.get("choices"))):
            index = _index(choice, number)
            message = self._message(index, choice.get("message") or {})
            for name, text in self._rest(index):
                message[name] = (message.get(name) or "") + text
            message.setdefault("content", None)
            choices.append(
                {"index": index, "message": message, "finish_reason": choice.get("finish_reason") or "stop"}
            )
        usage = self.usage(tokens.of_request(self.call.body))
        return self._frame("chat.completion", choices) | {"usage": usage.as_dict()}

    def as_stream(self, answer: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """A whole answer in the form of a stream: one chunk a choice, and the usage."""
        found = self.whole(answer)
        for choice in found["choices"]:
            delta = {name: value for name, value in choice["message"].items() if value is not None}
            yield self._frame(
                "chat.completion.chunk",
                [{"index": choice["index"], "delta": delta, "finish_reason": choice["finish_reason"]}],
            )
        yield from self._usage_chunk()

    def piece(self, chunk: Mapping[str, Any]) -> dict[str, Any] | None:
        """One chunk of a stream; None when it says nothing the caller gets."""
        self._note_usage(chunk)
        choices = []
        for number, choice in enumerate(_dicts(chunk.get("choices"))):
            index, reason = _index(choice, number), choice.get("finish_reason")
            delta = self._message(index, choice.get("delta") or {})
            if reason and index not in self._finished:
                self._finished.add(index)
                for name, text in self._rest(index):
                    delta[name] = (delta.get(name) or "") + text
            if delta or reason:
                choices.append({"index": index, "delta": delta, "finish_reason": reason})
        return self._frame("chat.completion.chunk", choices) if choices else None

    def end(self) -> Iterator[dict[str, Any]]:
        """What was held back, where no chunk said that it was the last; then the usage, if it was asked for."""
        for index in {index for index, _ in self._restorers} | set(self._thoughts):
            rest = dict(self._rest(index)) if index not in self._finished else {}
            if rest:
                yield self._frame(
                    "chat.completion.chunk", [{"index": index, "delta": rest, "finish_reason": None}]
                )
        yield from self._usage_chunk()

    def usage(self, prompt_bound: int) -> Usage:
        """What the provider counted; else our own count of what was sent and what came, for a call that was cut."""
        if self._reported is not None:
            return self._reported
        return (
            Usage(prompt=prompt_bound, completion=self._received, estimated=True)
            if self._received
            else Usage()
        )

    def _usage_chunk(self) -> Iterator[dict[str, Any]]:
        if (self.call.body.get("stream_options") or {}).get("include_usage"):
            usage = self.usage(tokens.of_request(self.call.body))
            yield self._frame("chat.completion.chunk", []) | {"usage": usage.as_dict()}

    def _message(self, index: int, message: Mapping[str, Any]) -> dict[str, Any]:
        given = {name: message[name] for name in _KEPT if message.get(name) is not None}
        thought, said = thought_in(message, self._kind.reasoning), message.get("content")
        if isinstance(said, str) and self._kind.thinks_in_content:
            more, said = self._thoughts.setdefault(index, Thoughts()).feed(said)
            thought += more
        given.pop("content", None)
        given.pop("reasoning_content", None)
        for name, text in (("reasoning_content", thought), ("content", said)):
            if isinstance(text, str) and text:
                self._received += tokens.upper_bound(text)
                if restored := self._restored(index, name, text):
                    given[name] = restored
        if "tool_calls" in given:
            given["tool_calls"] = [self._tool(index, one) for one in _dicts(given["tool_calls"])]
        return given

    def _tool(self, index: int, call: Mapping[str, Any]) -> dict[str, Any]:
        function = dict(call.get("function") or {})
        if isinstance(arguments := function.get("arguments"), str):
            self._received += tokens.upper_bound(arguments)
            function["arguments"] = self._restored(index, f"tool {call.get('index', 0)}", arguments)
        return {**call, "function": function}

    def _restored(self, index: int, name: str, text: str) -> str:
        if self._mask is None:
            return text
        key = (index, name)
        if key not in self._restorers:
            self._restorers[key] = self._mask.restorer()
        return self._restorers[key].feed(text)

    def _rest(self, index: int) -> Iterator[tuple[str, str]]:
        """What is still held back of a choice: a mark or placeholder that was never completed."""
        thought, said = self._thoughts[index].end() if index in self._thoughts else ("", "")
        for name, text in (("reasoning_content", thought), ("content", said)):
            restored = self._restored(index, name, text) if text else ""
            restorer = self._restorers.get((index, name))
            restored += restorer.end() if restorer else ""
            if restored:
                yield name, restored

    def _note_usage(self, answer: Mapping[str, Any]) -> None:
        said = answer.get("usage")
        if not isinstance(said, Mapping) or not isinstance(said.get("prompt_tokens"), int):
            return
        details = said.get("completion_tokens_details")
        thought = details.get("reasoning_tokens") if isinstance(details, Mapping) else 0
        self._reported = Usage(
            prompt=max(0, said["prompt_tokens"]),
            completion=max(0, int(said.get("completion_tokens") or 0)),
            reasoning=max(0, int(thought or 0)),
        )

    def _frame(self, kind: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "id": f"chatcmpl-{self.call.id}",
            "object": kind,
            "created": self._created,
            "model": self.call.model,
            "choices": choices,
        }


def _dicts(value: Any) -> list[Mapping[str, Any]]:
    """The mappings of what should be a list of them: an upstream may send anything."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _index(choice: Mapping[str, Any], number: int) -> int:
    index = choice.get("index")
    return index if isinstance(index, int) else number
