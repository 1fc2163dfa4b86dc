"""How well are questions answered? A real government's FAQ, asked the way people ask; citations; repeals.

Run: `python -m bench.answers [--faq-only] [--json]`. Reads $BANGBAN_BENCH/answers/faq_taipei.csv
(1,877 entries, traditional Chinese). The questions (bench/own/answers_taipei.jsonl) are ways of asking of our own
writing for entries drawn at random, and questions nothing there answers; each answerable one is asked a second
time after its entries were taken out, so that it has no answer either. The models were fitted on other text
(tools/answers_judge.py); the two thresholds of the shipped judge were chosen with these figures in sight, so a set
of your own says more.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from bench.district import COMMAND, calibration, environment, make_home

FOLDER = Path(os.environ.get("BANGBAN_BENCH", "../shared/bench")) / "answers"
QUESTIONS = Path(__file__).parent / "own/answers_taipei.jsonl"
REPEALED = 200


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faq-only", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    file = FOLDER / "faq_taipei.csv"
    if not file.exists():
        print(f"{file} is not there: nothing was measured. Set BANGBAN_BENCH.")
        return 2
    with tempfile.TemporaryDirectory(prefix="bb-answers-") as folder:
        home = Path(folder) / "home"
        make_home(home)
        figures = faq(home, Path(folder), file)
        if not options.faq_only:
            figures |= repeals(home, Path(folder), file)
    figures["answers_calibration"] = calibration()
    print(json.dumps(figures) if options.json else "\n".join(f"{k}: {v}" for k, v in figures.items()))
    return 0


def _bangban(home: Path, *words: str) -> str:
    done = subprocess.run([*COMMAND, *words], env=environment(home), capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr[-2000:])
    return done.stdout


def faq(home: Path, folder: Path, file: Path) -> dict[str, Any]:
    """Ask everything of the whole set, and the answerable ones of a set without their entries."""
    asked = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    rows = list(csv.DictReader(file.open(encoding="utf-8-sig", newline="")))
    same: dict[tuple[str, str], list[str]] = {}
    for number, row in enumerate(rows):
        same.setdefault((row["question"].strip(), row["answer"].strip()[:200]), []).append(str(number))
    alike = {one: group for group in same.values() for one in group}
    for one in asked:
        one["gold"] = sorted({other for gold in one["gold"] for other in alike[gold]})
    _bangban(home, "knowledge", "add", str(file), "--scope", "faq")
    whole = _ask(home, folder, asked, "faq")
    gaps = folder / "without.csv"
    gone = {gold for one in asked for gold in one["gold"]}
    with gaps.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "agency", "question", "answer"])
        for number, row in enumerate(rows):
            if str(number) not in gone:
                writer.writerow([number, row["agency"], row["question"], row["answer"]])
    _bangban(home, "knowledge", "add", str(gaps), "--scope", "without")
    left = _ask(home, folder, [one for one in asked if one["gold"]], "without")
    count: Counter[str] = Counter()
    texts = {str(number): row["answer"].strip() for number, row in enumerate(rows)}
    for one, made in zip(asked, whole, strict=True):
        kind = "has" if one["gold"] else "none"
        count[kind] += 1
        count["quotes"] += len(made["citations"])
        count["verbatim"] += sum(cited["quote"] in texts[cited["id"]] for cited in made["citations"])
        if made["outcome"].startswith("answered"):
            right = made["citations"][0]["id"] in one["gold"]
            count[f"{kind} {'right' if right else 'wrong'}"] += 1
        elif made["outcome"] == "choose_one":
            offered = {other["id"] for other in made["offered"][:3]}
            count[f"{kind} {'offered' if offered & set(one['gold']) else 'offered wrong'}"] += 1
        else:
            count[f"{kind} declined"] += 1
    taken_out = Counter(made["outcome"].startswith("answered") for made in left)
    has, none = count["has"], count["none"]
    return {
        "faq_questions": has,
        "faq_without_answer": none,
        "faq_right_or_offered": round((count["has right"] + count["has offered"]) / has, 4),
        "faq_answered_outright": round((count["has right"] + count["has wrong"]) / has, 4),
        "faq_wrong_outright": round(count["has wrong"] / has, 4),
        "faq_unanswerable_not_answered": round(1 - count["none wrong"] / none, 4),
        "faq_unanswerable_offered": round(count["none offered wrong"] / none, 4),
        "faq_taken_out_not_answered": round(taken_out[False] / has, 4),
        "citations": count["quotes"],
        "citations_verbatim": round(count["verbatim"] / max(1, count["quotes"]), 4),
    }


def _ask(home: Path, folder: Path, asked: list[dict[str, Any]], scope: str) -> list[dict[str, Any]]:
    batch = folder / "asked.jsonl"
    with batch.open("w", encoding="utf-8") as out:
        for number, one in enumerate(asked):
            out.write(json.dumps({"id": number, "question": one["query"]}, ensure_ascii=False) + "\n")
    lines = _bangban(home, "ask", "--batch", str(batch), "--scope", scope, "--json").splitlines()
    made = [json.loads(line) for line in lines]
    if [one["id"] for one in made] != list(range(len(asked))):
        raise SystemExit("order")
    return made


def repeals(home: Path, folder: Path, file: Path) -> dict[str, Any]:
    """Repeal 200 entries drawn at random and ask each its own question: how many still answer from repealed text?"""
    rows = list(csv.DictReader(file.open(encoding="utf-8-sig", newline="")))
    drawn = set(random.Random(7).sample(range(len(rows)), REPEALED))
    target = folder / "repealed.csv"
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "agency", "question", "answer", "in_force_to"])
        for number, row in enumerate(rows):
            ended = "2026-01-01" if number in drawn else ""
            writer.writerow([number, row["agency"], row["question"], row["answer"], ended])
    _bangban(home, "knowledge", "add", str(target), "--scope", "repealed")
    made = _ask(home, folder, [{"query": rows[number]["question"]} for number in sorted(drawn)], "repealed")
    dead = {str(number) for number in drawn}
    used = [cited["id"] for one in made for cited in one["citations"]] + [
        one["id"] for answer in made for one in answer["offered"]
    ]
    return {"repealed_asked": len(made), "repealed_used": sum(one in dead for one in used)}


if __name__ == "__main__":
    sys.exit(main())
