"""How fast and how right is the dispatcher, beside simply counting the duty lists' words in the text?

Run: `python bench/workorders.py [--rounds 10]`. Prints messages per second of one core and, on the
invented messages, how often the first agency and one of the first two is right; exits 1 when matching
does fewer than 1,000 messages/s. With BANGBAN_BENCH set to a CSV file with the columns text and label
(the seven classes of the TipDM Cup 2020, task C), the same is measured on it, by the class an agency's
work falls in. That file belongs to its owner and is not part of Bangban.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bangban.catalog.demo import duty_rows, messages
from bangban.skills import Context
from bangban.skills.workorders.duplicates import fingerprint
from bangban.skills.workorders.extract import read
from bangban.skills.workorders.letter import letter_of
from bangban.skills.workorders.match import index_of
from bangban.skills.workorders.route import skill, zones_of

LEAST_PER_SECOND = 1_000
Ranking = Callable[[str, str], list[tuple[str, str]]]
"""(title, text) → [(agency, duty), ...], best first."""

TOWN, LABOUR, SCHOOL, TRADE, HEALTH, AIR, ROADS = (
    "城乡建设", "劳动和社会保障", "教育文体", "商贸旅游", "卫生计生", "环境保护", "交通运输"
)  # fmt: skip
CLASSES = {
    **dict.fromkeys(
        ("housing", "urban", "planning", "water", "emergency", "fund", "development", "agriculture"), TOWN
    ),
    **dict.fromkeys(("wangjiang", "liupu", "qingshi", "dongdu"), TOWN),
    **dict.fromkeys(("labour", "insurance", "civil"), LABOUR),
    **dict.fromkeys(("education", "culture"), SCHOOL),
    **dict.fromkeys(("market", "commerce", "tax"), TRADE),
    **dict.fromkeys(("transport", "police"), ROADS),
    "health": HEALTH,
    "environment": AIR,
}
DUTY_CLASSES = {
    ("market", "food"): HEALTH, ("market", "medicine"): HEALTH, ("culture", "tourism"): TRADE,
    ("police", "social_noise"): AIR, ("urban", "fumes_noise"): AIR, ("police", "public_order"): TRADE,
}  # fmt: skip


def retrieve(source: str, query: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return duty_rows() if source == "agencies.duties" else ()


CONTEXT = Context(now=datetime.now(UTC), settings={"fallback": "hotline"}, retrieve=retrieve)


def by_counting(title: str, text: str) -> list[tuple[str, str]]:
    """The plain baseline: how often each duty's words stand in the text, all words alike."""
    whole = f"{title}\n{text}".lower()
    counts: Counter[str] = Counter()
    best: dict[str, tuple[int, str]] = {}
    for row in duty_rows():
        here = sum(whole.count(word.lstrip("!~@").lower()) for word in row["keywords"])
        counts[row["agency"]] += here
        best[row["agency"]] = max(best.get(row["agency"], (0, "")), (here, row["duty"]))
    return [(agency, best[agency][1]) for agency, count in counts.most_common(2) if count]


def by_skill(title: str, text: str) -> list[tuple[str, str]]:
    result = skill.run({"title": title, "text": text}, CONTEXT)
    ranked = []
    for one in result.details["alternatives"]:
        duties: Counter[str] = Counter()
        for reason in one["reasons"]:
            duties[reason["duty"]] += reason["weight"]
        ranked.append((one["agency"], duties.most_common(1)[0][0]))
    return ranked or [(result.content["agency"], "")]


def speed(
    name: str, work: Callable[[str, str], object], letters: list[tuple[str, str]], rounds: int
) -> float:
    work(*letters[0])
    before = time.process_time()
    for _ in range(rounds):
        for title, text in letters:
            work(title, text)
    rate = rounds * len(letters) / (time.process_time() - before)
    print(f"  {name:<44}{rate:>9,.0f} messages/s a core")
    return rate


def match_only(title: str, text: str) -> object:
    letter = letter_of({"title": title, "text": text})
    return index_of(duty_rows()).match(letter.message.text, zones_of(letter, read(letter.message)))


def quality(name: str, rank: Ranking, cases: Iterable[tuple[str, str, Callable[[str, str], bool]]]) -> None:
    first = either = total = 0
    for title, text, right in cases:
        ranked = rank(title, text)[:2]
        total += 1
        first += bool(ranked) and right(*ranked[0])
        either += any(right(*one) for one in ranked)
    print(f"  {name:<44}{first / total:>9.3f} first, {either / total:.3f} one of two ({total} messages)")


def classes_of(label: str) -> Callable[[str, str], bool]:
    return lambda agency, duty: DUTY_CLASSES.get((agency, duty), CLASSES.get(agency)) == label


def macro_f1(rank: Ranking, rows: Sequence[Mapping[str, str]]) -> float:
    right: Counter[str] = Counter()
    said: Counter[str] = Counter()
    meant = Counter(row["label"] for row in rows)
    for row in rows:
        ranked = rank("", row["text"])
        given = DUTY_CLASSES.get(ranked[0], CLASSES.get(ranked[0][0], "")) if ranked else ""
        said[given] += 1
        right[given] += given == row["label"]
    return sum(2 * right[label] / (said[label] + meant[label]) for label in meant) / len(meant)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    letters = [(message.get("title", ""), message["text"]) for message in messages()]
    length = sum(len(text) for _, text in letters) / len(letters)
    print(f"speed, {len(letters)} invented messages of {length:.0f} characters on average")
    matched = speed("reading and matching", match_only, letters, rounds)
    speed("the whole skill, repeats included", by_skill, letters, rounds)
    speed("fingerprint alone", lambda title, text: fingerprint(text), letters, rounds)
    speed("baseline: counting every word", by_counting, letters, max(1, rounds // 5))

    print("quality, invented messages (agency an officer would accept)")
    own = [
        (
            message.get("title", ""),
            message["text"],
            lambda agency, _, ok=tuple(message["expect"]): agency in ok,
        )
        for message in messages()
    ]
    quality("the skill", by_skill, own)
    quality("baseline: counting every word", by_counting, own)

    path = os.environ.get("BANGBAN_BENCH")
    if path:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        print(f"quality, {Path(path).name} (seven classes, no training)")
        real = [("", row["text"], classes_of(row["label"])) for row in rows]
        for name, rank in (("the skill", by_skill), ("baseline: counting every word", by_counting)):
            quality(name, rank, real)
            print(f"  {'':<44}{macro_f1(rank, rows):>9.3f} macro-F1")
        speed("the whole skill", by_skill, [("", row["text"]) for row in rows], 1)
    return 0 if matched >= LEAST_PER_SECOND else 1


if __name__ == "__main__":
    sys.exit(main())
