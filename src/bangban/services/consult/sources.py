"""What was learned here about answering? Where the vectors are kept, and the judge a city fitted itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bangban.config import load
from bangban.knowledge.retrieve import stamp


def vectors_file() -> Path:
    return load().path("models", "answers", "questions.vectors")


def judge_file(scope: str) -> Path:
    """The judge fitted for a set of sources (`bangban ask --calibrate`)."""
    return load().path("models", "answers", f"{hashlib.sha256(scope.encode()).hexdigest()[:20]}.json")


def learned(query: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """One row: {"vectors": path, "judge": path or ""} for `query["scope"]`."""
    judge = judge_file(str(query.get("scope") or ""))
    return [{"vectors": str(vectors_file()), "judge": str(judge) if judge.exists() else ""}]


def standing(query: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """One row: {"stamp": text}, another as soon as anything in the set of `query["scope"]` may read differently."""
    return [{"stamp": repr(stamp(str(query.get("scope") or "")))}]


SOURCES = {"consult.learned": (learned, 5.0), "consult.standing": (standing, 0.0)}
