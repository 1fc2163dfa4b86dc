"""Whose word is it? The web process signs for officers and guardians, the executor for itself."""

from __future__ import annotations

from functools import cache, lru_cache

from bangban.config import load
from bangban.crypto.signing import Signer, Verifier, load_signer, load_verifier

WEB, EXECUTOR = "web", "executor"


@cache
def signer(process: str) -> Signer:
    """The signing key of `process`, which only that process can read.

    Raises:
        NoKey, BadKey, KeyExposed: the file is missing, broken or readable by others.
    """
    return load_signer(load().path("keys", f"{process}.key"))


@cache
def verifier(process: str) -> Verifier:
    return load_verifier(load().path("keys", f"{process}.pub"))


@lru_cache(maxsize=256)
def is_signed_by(process: str, body: str, signature: str) -> bool:
    """Whether `process` signed exactly this body. The public half is read from its file, never from the database.

    The same bytes have the same answer: one order stands behind thousands of decisions.
    """
    return verifier(process).verify(body.encode(), signature)
