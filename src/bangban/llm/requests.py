"""Is a request one that can be served? Checked for shape and size before anything is spent on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bangban.llm.errors import BadRequest

MOST_MESSAGES = 2000
MOST_INPUTS = 2048
DEEPEST = 40
_ROLES = frozenset({"system", "developer", "user", "assistant", "tool", "function"})

Check = Callable[[Any], bool]


def _whole(low: int, high: int) -> Check:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _number(low: float, high: float) -> Check:
    return lambda value: (
        isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
    )


def _is_stop(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and len(value) <= 16 and all(isinstance(one, str) for one in value)
    )


_PARAMETERS: dict[str, tuple[Check, str]] = {
    "max_tokens": (_whole(1, 1_000_000), "1…1000000"),
    "max_completion_tokens": (_whole(1, 1_000_000), "1…1000000"),
    "n": (_whole(1, 16), "1…16"),
    "temperature": (_number(0, 2), "0…2"),
    "top_p": (_number(0, 1), "0…1"),
    "stream": (lambda value: isinstance(value, bool), "true | false"),
    "stream_options": (lambda value: isinstance(value, dict), "{}"),
    "tools": (lambda value: isinstance(value, list) and len(value) <= 128, "[…] (≤ 128)"),
    "tool_choice": (lambda value: isinstance(value, str | dict), '"none" | "auto" | "required" | {}'),
    "response_format": (lambda value: isinstance(value, dict), "{}"),
    "stop": (_is_stop, '"…" | […] (≤ 16)'),
    "seed": (_whole(-(2**63), 2**63 - 1), "-2^63…2^63-1"),
    "frequency_penalty": (_number(-2, 2), "-2…2"),
    "presence_penalty": (_number(-2, 2), "-2…2"),
    "user": (lambda value: isinstance(value, str), '"…"'),
}


def checked_chat(body: Any) -> dict[str, Any]:
    """The body of a chat request.

    Raises:
        BadRequest: which parameter is wrong, and what it must be.
    """
    found = _common(body)
    messages = found.get("messages")
    if not isinstance(messages, list) or not 1 <= len(messages) <= MOST_MESSAGES:
        raise _wrong(
            "messages", f"1 到 {MOST_MESSAGES} 条消息的列表", f"a list of 1 to {MOST_MESSAGES} messages"
        )
    for number, message in enumerate(messages):
        _check_message(f"messages[{number}]", message)
    for at, tool in enumerate(found.get("tools") or ()):
        if not (isinstance(tool, dict) and isinstance(tool.get("type"), str)):
            raise _wrong(f"tools[{at}]", '{"type": "function", …}', '{"type": "function", …}')
    return found


def _check_message(where: str, message: Any) -> None:
    role = message.get("role") if isinstance(message, dict) else None
    if not isinstance(role, str) or role not in _ROLES:
        roles = ", ".join(sorted(_ROLES))
        raise _wrong(f"{where}.role", f"{roles} 之一", f"one of {roles}")
    content = message.get("content")
    # Only what a model said may be without words: it called a tool instead.
    if not (isinstance(content, str) or _parts(content) or (content is None and role == "assistant")):
        raise _wrong(f"{where}.content", "文本，或内容片段的列表", "text, or a list of parts")
    calls = message.get("tool_calls")
    if calls is not None and not (isinstance(calls, list) and all(map(_is_call, calls))):
        raise _wrong(f"{where}.tool_calls", "工具调用的列表", "a list of calls of tools")


def checked_embeddings(body: Any) -> dict[str, Any]:
    """The body of an embeddings request.

    Raises:
        BadRequest: which parameter is wrong, and what it must be.
    """
    found = _common(body)
    given = found.get("input")
    texts = [given] if isinstance(given, str) else given
    if (
        not isinstance(texts, list)
        or not 1 <= len(texts) <= MOST_INPUTS
        or not all(isinstance(t, str) for t in texts)
    ):
        raise _wrong(
            "input",
            f"文本，或不超过 {MOST_INPUTS} 段文本的列表",
            f"text, or a list of at most {MOST_INPUTS} texts",
        )
    return found


def checked_choice(body: Any) -> tuple[str, int]:
    """(id of an answer, index of the choice taken).

    Raises:
        BadRequest: which parameter is wrong, and what it must be.
    """
    given = body if isinstance(body, dict) else {}
    identity, index = given.get("id"), given.get("index")
    if not isinstance(identity, str) or not 1 <= len(identity) <= 60:
        raise _wrong("id", "并列回答的 id", "the id of an answer side by side")
    if not _whole(0, 1)(index):
        raise _wrong("index", "0 或 1", "0 or 1")
    return identity, int(given["index"])


def _common(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict) or _depth(body) > DEEPEST:
        raise _wrong(
            "body", f"嵌套不超过 {DEEPEST} 层的 JSON 对象", f"a JSON object of at most {DEEPEST} levels"
        )
    model = body.get("model")
    if not isinstance(model, str) or not 1 <= len(model) <= 200:
        raise _wrong("model", "模型名", "a model id")
    for name, (check, expected) in _PARAMETERS.items():
        if body.get(name) is not None and not check(body[name]):
            raise _wrong(name, expected, expected)
    return {name: value for name, value in body.items() if value is not None}


def _parts(content: Any) -> bool:
    return isinstance(content, list) and bool(content) and all(map(_is_part, content))


def _is_part(part: Any) -> bool:
    if not isinstance(part, dict) or not isinstance(part.get("type"), str):
        return False
    return part["type"] != "text" or isinstance(part.get("text"), str)


def _is_call(call: Any) -> bool:
    """One call of a tool, as an assistant's message holds it: its arguments are a text, which every screen reads."""
    if not isinstance(call, dict):
        return False
    function = call.get("function")
    return function is None or (
        isinstance(function, dict)
        and isinstance(function.get("name"), str)
        and isinstance(function.get("arguments", ""), str)
    )


def _depth(value: Any) -> int:
    deepest, layer, level = 0, [value], 0
    while layer and level <= DEEPEST + 1:
        level, deepest = level + 1, level
        inner: list[Any] = []
        for one in layer:
            if isinstance(one, dict):
                inner += one.values()
            elif isinstance(one, list):
                inner += one
        layer = inner
    return deepest


def _wrong(param: str, zh: str, en: str) -> BadRequest:
    return BadRequest(param=param, expected={"zh": zh, "en": en})
