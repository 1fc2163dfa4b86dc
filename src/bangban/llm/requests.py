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


_PARAMETERS: dict[str, tuple[Check, str]] = {
    "max_tokens": (_whole(1, 1_000_000), "1…1000000"),
    "max_completion_tokens": (_whole(1, 1_000_000), "1…1000000"),
    "n": (_whole(1, 16), "1…16"),
    "temperature": (_number(0, 2), "0…2"),
    "top_p": (_number(0, 1), "0…1"),
    "stream": (lambda value: isinstance(value, bool), "true | false"),
    "stream_options": (lambda value: isinstance(value, dict), "{}"),
    "tools": (lambda value: isinstance(value, list) and len(value) <= 128, "[…] (≤ 128)"),
    "response_format": (lambda value: isinstance(value, dict), "{}"),
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
        if not isinstance(message, dict) or message.get("role") not in _ROLES:
            roles = ", ".join(sorted(_ROLES))
            raise _wrong(f"messages[{number}].role", f"{roles} 之一", f"one of {roles}")
        content = message.get("content")
        if not (content is None or isinstance(content, str) or _parts(content)):
            raise _wrong(f"messages[{number}].content", "文本，或内容片段的列表", "text, or a list of parts")
    return found


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
    return isinstance(content, list) and all(
        isinstance(part, dict) and isinstance(part.get("type"), str) for part in content
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
