"""Does any personal number leave, wherever it is planted and however it is split, and does it come back in the answer?"""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from bangban.llm.answers import Reading
from bangban.llm.masking import CallMask
from bangban.llm.masking.texts import texts
from bangban.llm.model import Call, Caller, Provider, Target
from bangban.llm.ports import PlainWatch
from tests.support.planted import leaked, prompts

OUTSIDE = Target(Provider("cloud", "openai", "http://127.0.0.1:1/v1", ("m",), "outside"), "m")


@pytest.mark.parametrize("seed", range(4))
def test_no_number_leaves(seed: int) -> None:
    for planted in prompts(300, seed):
        hidden = CallMask().hide(planted.body)
        assert not leaked(hidden, planted.secrets), (planted, hidden)


@pytest.mark.parametrize("stream", [False, True])
def test_what_was_hidden_comes_back_in_the_answer(stream: bool) -> None:
    chance = random.Random(7)
    for planted in prompts(200, 11):
        mask = CallMask()
        found = texts(planted.body)
        echoed, expected = "\n".join(mask.all(found)), "\n".join(found)
        assert _answered(mask, echoed, stream, chance)[0] == expected


@pytest.mark.parametrize("escaped", [False, True])
@pytest.mark.parametrize("stream", [False, True])
def test_arguments_of_tools_stay_json(stream: bool, escaped: bool) -> None:
    mask = CallMask(['磐石"计划"', "甲\\乙"])
    masked = mask.text('电话13812345678，磐石"计划"，甲\\乙，王小明先生')
    assert "13812345678" not in masked
    arguments = json.dumps({"tel": masked, "n": [masked]}, ensure_ascii=escaped)
    _, given = _answered(mask, "", stream, random.Random(3), arguments)
    said = json.loads(given)
    assert said["tel"] == said["n"][0] == '电话13812345678，磐石"计划"，甲\\乙，王小明先生'


def test_the_request_itself_is_not_changed() -> None:
    for planted in prompts(100, 5):
        before = json.dumps(planted.body)
        CallMask().hide(planted.body)
        assert json.dumps(planted.body) == before


def test_names_of_calls_stay_the_same_on_both_sides() -> None:
    calls = [{"id": "call_8a13b812345678x", "type": "function", "function": {"name": "f", "arguments": "{}"}}]
    messages: list[dict[str, Any]] = [
        {"role": "assistant", "tool_calls": calls},
        {"role": "tool", "tool_call_id": "call_8a13b812345678x", "content": "号码 1 3 8 1 2 3 4 5 6 7 8"},
    ]
    hidden = CallMask().hide({"messages": messages})["messages"]
    assert hidden[0]["tool_calls"][0]["id"] == hidden[1]["tool_call_id"]
    assert "1 2 3" not in hidden[1]["content"]


@pytest.mark.parametrize(
    "messages",
    [
        ["第13条规定了什么？", "1234567890 元怎么算？"],
        ["2025年预算是 1300 万元", "那么 2026 年呢，是 45678 元吗？"],
        ["13 项中的第 8 项", "共有 123 家，合计 45678 户"],
    ],
)
def test_figures_in_two_messages_are_no_number(messages: list[str]) -> None:
    body = {"messages": [{"role": "user", "content": text} for text in messages]}
    assert CallMask().hide(body) == body


def _answered(
    mask: CallMask, text: str, stream: bool, chance: random.Random, arguments: str = ""
) -> tuple[str, str]:
    """(content, arguments) of an answer that says `text` and calls a tool with `arguments`, in pieces if it streams."""
    call = Call("c1", Caller(1, 1, "hotline"), "public", "chat", {"model": "chat", "messages": []}, stream)
    reading = Reading(call, OUTSIDE, mask, PlainWatch())
    if not stream:
        tools = [{"id": "1", "type": "function", "function": {"name": "f", "arguments": arguments}}]
        message = {"role": "assistant", "content": text, **({"tool_calls": tools} if arguments else {})}
        found = reading.whole({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]})
        said = found["choices"][0]["message"]
        return said["content"] or "", said["tool_calls"][0]["function"]["arguments"] if arguments else ""
    deltas = [{"content": piece} for piece in _pieces(text, chance)]
    deltas += [
        {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}
        for piece in _pieces(arguments, chance)
    ]
    chunks = [{"choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    chunks.append({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    content = called = ""
    for piece in [*map(reading.piece, chunks), *reading.end()]:
        for choice in (piece or {}).get("choices", ()):
            content += choice["delta"].get("content") or ""
            for tool in choice["delta"].get("tool_calls") or ():
                called += tool["function"]["arguments"]
    return content, called


def _pieces(text: str, chance: random.Random) -> list[str]:
    found, at = [], 0
    while at < len(text):
        size = chance.randint(1, 7)
        found.append(text[at : at + size])
        at += size
    return found
