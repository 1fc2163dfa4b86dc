"""Which texts does a request hold, and how is it built again with others in their place?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

Give = Callable[[str], str]

_STEERING = frozenset({"model", "seed", "logit_bias", "stream", "stream_options"})
"""Fields of a request that hold no text of people."""
_FRAME = frozenset(
    {
        "role", "content", "type", "text", "tool_calls", "function", "arguments", "id", "tool_call_id", "index",
        "image_url", "url", "detail", "input_audio", "data", "format", "file", "file_data", "parameters", "properties",
        "required", "description", "items", "enum", "strict", "json_schema", "schema", "additionalProperties",
    }
)  # fmt: skip
"""Keys of OpenAI's own: every other key is text as well, and says what its value is."""
_SPOKEN_BY_PROGRAMS = frozenset(
    {
        "system", "developer", "user", "assistant", "tool", "function", "text", "image_url", "input_audio", "file", "object",
        "string", "number", "integer", "array", "boolean", "null", "json_object", "json_schema", "auto", "none", "required",
    }
)  # fmt: skip
"""Values of OpenAI's own: between two texts they would only be in the way."""
_NAMES = frozenset({"id", "tool_call_id"})
_CARRIED = frozenset({"url", "data", "file_data"})
_BASE64 = re.compile(r"(?:data:[\w/+.;=-]{0,100},)?[A-Za-z0-9+/=_\s-]{200,}")
_BIG = 10**9
"""A whole number from here on may be somebody's, however it is written."""


def texts(body: Mapping[str, Any]) -> list[str]:
    """Every text of a request, in the order it stands there; arguments in JSON are taken apart."""
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    rebuilt(body, note)
    return found


def rebuilt(body: Mapping[str, Any], give: Give, name: Give = str) -> dict[str, Any]:
    """The request with `give(text)` for every text; `give` is called in the order of `texts`. `name` is given what
    calls refer to each other by, which is no text and must stay the same everywhere."""
    return {
        key: value if key in _STEERING else _walk(_joined(value), (give, name), key)
        for key, value in body.items()
    }


def among(value: Any) -> Iterator[str]:
    """Every text of any value of JSON."""
    yield from texts({"": value})


def _walk(value: Any, give: tuple[Give, Give], name: str) -> Any:
    if isinstance(value, str):
        if name in _NAMES:
            return give[1](value)
        return value if value in _SPOKEN_BY_PROGRAMS else _text(value, give, name)
    if isinstance(value, dict):
        return {
            key if key in _FRAME else give[0](key): _walk(inner, give, key) for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_walk(inner, give, name) for inner in value]
    if isinstance(value, int | float) and abs(value) >= _BIG and value == value // 1:
        written = str(abs(int(value)))
        given = give[0](written)
        return value if given == written else given
    return value


def _text(text: str, give: tuple[Give, Give], name: str) -> str:
    if name in _CARRIED and _BASE64.fullmatch(text):
        return text
    if name == "arguments" or ("\\" in text and text.lstrip()[:1] in ("{", "[")):
        # What is escaped cannot be read where it stands.
        try:
            inner = msgspec.json.decode(text)
        except (msgspec.DecodeError, UnicodeError):
            return give[0](text)
        if isinstance(inner, dict | list):
            built = _walk(inner, give, "")
            return text if built == inner else msgspec.json.encode(built).decode()
    return give[0](text)


def _joined(value: Any) -> Any:
    """Messages whose neighbouring parts of text are one: a number is no less one for standing in two of them."""
    if not isinstance(value, list) or not any(isinstance(_content(one), list) for one in value):
        return value
    return [
        {**one, "content": _parts(one["content"])} if isinstance(_content(one), list) else one
        for one in value
    ]


def _content(message: Any) -> Any:
    return message.get("content") if isinstance(message, dict) else None


def _parts(parts: list[Any]) -> list[Any]:
    joined: list[Any] = []
    for part in parts:
        if joined and _is_text(part) and _is_text(joined[-1]):
            joined[-1] = {**joined[-1], "text": joined[-1]["text"] + part["text"]}
        else:
            joined.append(part)
    return joined


def _is_text(part: Any) -> bool:
    return isinstance(part, dict) and part.get("type") == "text" and isinstance(part.get("text"), str)
