"""What decides between answer, choice and nothing out of the box? Fits answers/data/judge.json on text of our own writing.

    python -m tools.answers_judge

The questions and answers are those of the invented district (catalog/knowledge/linjiang_faq.csv) and the ways
people ask for them, with questions nothing there answers (tools/answers_own/questions.jsonl); questions_en.jsonl are
those of people who write English.
"""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

from bangban.skills.answers import decide
from bangban.skills.answers.decide import POOL, Judge, Lesson
from bangban.skills.answers.looking import look_up
from bangban.skills.answers.memory import Memory
from bangban.skills.answers.vectors import Vectors, encoder

ROOT = Path(__file__).parents[1]
FAQ = ROOT / "src/bangban/catalog/knowledge/linjiang_faq.csv"
OWN = ROOT / "tools/answers_own"
LEAST = {"vectors": (0.98, 0.45), "words": (0.95, 0.3), "across": (0.984, 0.1), "across_words": (0.984, 0.2)}
"""The probabilities from which on an answer is given, or three are offered."""
OUT = ROOT / "src/bangban/skills/answers/data/judge.json"


def fitted(kind: str, vectors: Vectors | None) -> Judge:
    """A judge of this kind (`decide.kind_of`) over the district's own questions."""
    with FAQ.open(encoding="utf-8", newline="") as file:
        entries = [
            {"id": row["id"], "question": row["question"], "text": row["answer"], "agency": row["agency"]}
            for row in csv.DictReader(file)
        ]
    memory = Memory(entries)
    lessons = []
    questions = OWN / ("questions_en.jsonl" if kind.startswith("across") else "questions.jsonl")
    for line in questions.read_text("utf-8").splitlines():
        row = json.loads(line)
        lessons.append(
            Lesson(
                row["query"],
                look_up(row["query"], memory, vectors=vectors, most=POOL + 1),
                frozenset(row["gold"]),
            )
        )
    judge = decide.fit(lessons)
    # The district's set is small; in a larger one more entries lie close together, so more is asked for.
    answer_at, offer_at = LEAST[kind]
    # For another script, likeness is weaker the larger the set: three are offered sooner, none answers sooner.
    offer_at = offer_at if kind.startswith("across") else max(judge.offer_at, offer_at)
    return replace(judge, answer_at=max(judge.answer_at, answer_at), offer_at=offer_at)


if __name__ == "__main__":
    vectors = Vectors(encoder())
    judges = {kind: fitted(kind, None if kind.endswith("words") else vectors) for kind in LEAST}
    decide.save(judges, OUT)
    for name, judge in judges.items():
        print(name, judge.answer_at, judge.offer_at, dict(judge.card))
