"""What are the canonical bytes of a value, and what is their digest?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives import hashes

from bangban.errors import BadInput


class UnknownDigest(BadInput):
    """不支持摘要算法“{algorithm}”。可用：sha256、sm3。 | The digest algorithm "{algorithm}" is not supported. Use sha256 or sm3."""

    code = "unknown_digest"


class NotCanonical(BadInput):
    """该内容无法写成规范的 JSON：{reason}。 | This value has no canonical JSON form: {reason}."""

    code = "not_canonical"


def _sha256(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def _sm3(data: bytes) -> str:
    state = hashes.Hash(hashes.SM3())  # GB/T 32905-2016
    state.update(data)
    return "sm3:" + state.finalize().hex()


_ALGORITHMS: dict[str, Callable[[bytes], str]] = {"sha256": _sha256, "sm3": _sm3}


def hasher(algorithm: str) -> Callable[[bytes], str]:
    """Return the function that digests bytes with `algorithm`, for loops over many rows.

    Raises:
        UnknownDigest: the algorithm is neither sha256 nor sm3.
    """
    try:
        return _ALGORITHMS[algorithm]
    except KeyError:
        raise UnknownDigest(algorithm=algorithm) from None


def digest(data: bytes, algorithm: str = "sha256") -> str:
    """Return the digest of `data`, named: "sha256:<64 hex>" or "sm3:<64 hex>".

    Raises:
        UnknownDigest: the algorithm is neither sha256 nor sm3.
    """
    return hasher(algorithm)(data)


DEEPEST = 100
"""Levels of lists and objects in a canonical value."""

# Made once: json.dumps with these options would make an encoder for every call.
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def canonical(value: Any) -> bytes:
    """Return the one JSON text of `value` as UTF-8: sorted keys, no spaces, characters unescaped.

    Two equal values give equal bytes. Keys must be strings, since JSON would turn 1 and "1" into the
    same key, and numbers must be finite, since JSON has no NaN.

    Raises:
        NotCanonical: a key is no string, a number is not finite, a text holds half a surrogate pair,
            or a value is no JSON type.
    """
    try:
        text = _encode(value).encode("utf-8")
    except (TypeError, ValueError, RecursionError) as error:
        raise NotCanonical(reason=error) from error
    _refuse_other_keys(value)
    return text


def _refuse_other_keys(value: Any) -> None:
    # Level by level, which costs a call a level and not one a value; what was encoded has no circles.
    level = [value]
    for _ in range(DEEPEST):
        below: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                for key in one:
                    if not isinstance(key, str):
                        raise NotCanonical(reason=f"the key {key!r} is not a string")
                below += one.values()
            elif isinstance(one, list | tuple):
                below += one
        level = [one for one in below if isinstance(one, dict | list | tuple)]
        if not level:
            return
    raise NotCanonical(reason=f"nested deeper than {DEEPEST}")


def digest_of(value: Any, algorithm: str = "sha256") -> str:
    """Return the digest of the canonical JSON of `value`.

    Raises:
        NotCanonical, UnknownDigest: see `canonical` and `digest`.
    """
    return digest(canonical(value), algorithm)
