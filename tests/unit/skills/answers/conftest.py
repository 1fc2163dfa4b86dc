"""The invented district's questions and answers, searched in memory."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

import bangban.catalog
from bangban.skills.answers import Memory

FAQ = Path(bangban.catalog.__file__).parent / "knowledge/linjiang_faq.csv"


@pytest.fixture(scope="session")
def entries() -> list[dict[str, Any]]:
    with FAQ.open(encoding="utf-8", newline="") as file:
        return [
            {"id": row["id"], "question": row["question"], "text": row["answer"]}
            for row in csv.DictReader(file)
        ]


@pytest.fixture(scope="session")
def memory(entries: list[dict[str, Any]]) -> Memory:
    return Memory(entries)
