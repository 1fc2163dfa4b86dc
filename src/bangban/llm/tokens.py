"""How many tokens can a request be at most? An upper bound without a vocabulary, for what is reserved beforehand.

A byte-level vocabulary (GPT, Qwen, DeepSeek, Llama 3) never makes more tokens than the text has UTF-8 bytes, and one
with byte fallback (SentencePiece: Llama 2, Gemma, Hunyuan) not more than the normalised text has. Real text has a
quarter of that; what was reserved too much comes back when the call is settled.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

PER_MESSAGE = 8
"""Marks of role and end; the largest template measured has 5."""
PER_REQUEST = 16
_PER_HAN, _PER_LETTER = 0.75, 0.3
_PROMPT = ("messages", "tools", "functions", "response_format", "input")


def upper_bound(text: str) -> int:
    """Tokens `text` can have at most."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if text.isascii() or unicodedata.is_normalized("NFKC", text):
        return size
    # One sign may stand for eighteen letters.
    return max(size, len(unicodedata.normalize("NFKC", text).encode("utf-8", "surrogatepass")))


def likely(text: str) -> float:
    """Tokens `text` has, as vocabularies of 2025 and 2026 cut it: what is counted where a provider did not say."""
    size = len(text)
    if text.isascii():
        return size * _PER_LETTER
    wide = min(size, (len(text.encode("utf-8", "surrogatepass")) - size) / 2)
    return wide * _PER_HAN + (size - wide) * _PER_LETTER


def likely_of_request(body: Mapping[str, Any]) -> int:
    """Tokens of a request's prompt, likely: for a call that was cut before the provider counted."""
    texts = (text for part in _PROMPT for text in texts_of(body.get(part)))
    return round(sum(map(likely, texts)) + 4 * len(body.get("messages") or ()))


def of_request(body: Mapping[str, Any]) -> int:
    """Tokens of a chat or embeddings request's prompt, at most: messages, tools, schemas."""
    total = PER_REQUEST
    for message in body.get("messages") or ():
        total += PER_MESSAGE + sum(map(upper_bound, texts_of(message)))
    for part in ("tools", "functions", "response_format", "input"):
        total += sum(map(upper_bound, texts_of(body.get(part))))
    return total


def texts_of(value: Any) -> Iterable[str]:
    """Every text in a value of JSON, keys included: they stand in the prompt, too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from texts_of(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_of(inner)
    elif value is not None:
        yield str(value)
