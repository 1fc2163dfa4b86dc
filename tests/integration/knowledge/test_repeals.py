"""Does anything answer from repealed text? Two hundred passages are repealed or replaced in each way there is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bangban.errors import Problem
from bangban.knowledge import add as adding
from bangban.knowledge import retrieve, standing
from bangban.knowledge.intake.sources import sources_of
from bangban.knowledge.models import Source
from bangban.skills.answers import answer

pytestmark = pytest.mark.django_db(transaction=True)
SCOPE, FIFTY, OLD, NEW = "repeals", 50, "旧规定", "新规定"
ENDED, BEFORE, TODAY = "2020-01-01", "2019-06-30", "2026-01-05"
PLACES = ["河东", "河西", "城南", "城北", "云山"]
THINGS = ["路灯", "花坛", "停车位", "公厕", "健身器材", "晾衣架", "公告栏", "垃圾桶", "充电桩", "雨棚"]
MATTERS = [f"{place}片区{thing}" for place in PLACES for thing in THINGS]


def said(which: str, matter: str, word: str) -> str:
    days = 30 if word == OLD else 7
    return f"{which}范围内{matter}的报修依照{word}办理，应当在{days}日内修复。"


def lines(which: str, word: str, **more: Any) -> Iterator[dict[str, Any]]:
    for number, matter in enumerate(MATTERS):
        yield {
            "id": f"{which}-{word}-{number}" if more else f"{which}-{number}",
            "title": f"{which}管理办法第{number + 1}条",
            "text": said(which, matter, word),
            **more,
        }


def law(which: str, word: str, begins: str) -> str:
    year, month, day = begins.split("-")
    head = f"# {which}管理办法\n\n（自{year}年{int(month)}月{int(day)}日起施行）\n\n"
    return head + "\n\n".join(
        f"第{number + 1}条 {said(which, matter, word)}" for number, matter in enumerate(MATTERS)
    )


def bring(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    owner = adding.agency_named("city", "operator:test")
    for _, open_source in sources_of(path):
        adding.add(open_source(), owner, SCOPE, by="operator:test", indexed=False)


def jsonl(rows: Iterator[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture
def planted(tmp_path: Path) -> list[str]:
    """Fifty each: ended by its own date, replaced in place, repealed as a whole, followed by a later law."""
    retrieve.forget()
    bring(
        tmp_path / "ended.jsonl", jsonl(lines("甲", OLD, in_force_to="2019-12-31", replaced_by="甲-新规定"))
    )
    bring(tmp_path / "follows.jsonl", jsonl(lines("甲", NEW, in_force_from=ENDED)))
    bring(tmp_path / "replaced.jsonl", jsonl(lines("乙", OLD)))
    bring(tmp_path / "replaced.jsonl", jsonl(lines("乙", NEW)))
    bring(tmp_path / "repealed.md", law("丙", OLD, "2015-01-01"))
    repealed = Source.objects.get(shelf_id=SCOPE, name="repealed.md")
    standing.repeal(repealed, date.fromisoformat(ENDED), by="operator:test")
    bring(tmp_path / "丙-2.md", law("丙", NEW, ENDED))
    bring(tmp_path / "丁-1.md", law("丁", OLD, "2015-01-01"))
    bring(tmp_path / "丁-2.md", law("丁", NEW, ENDED))
    adding.settle(SCOPE)
    return [f"{which}范围内{matter}坏了几天修好" for which in "甲乙丙丁" for matter in MATTERS]


def test_two_hundred_repeals_and_not_one_answer_from_them(planted: list[str]) -> None:
    assert len(planted) == 4 * FIFTY
    for query in planted:
        hits = retrieve.search(query, scope=SCOPE, k=10)
        assert hits
        assert not [hit.text for hit in hits if OLD in hit.text]
        assert query.removesuffix("坏了几天修好") in hits[0].text
    # And what the answers make of them.
    for query in planted[::10]:
        found = [hit.as_dict() for hit in retrieve.search(query, scope=SCOPE, k=10)]
        made = answer(query, found, today=date.fromisoformat(TODAY))
        assert "30" not in made.text


def test_as_of_a_day_before_the_old_text_answers(planted: list[str]) -> None:
    for query in planted[::7]:
        if query.startswith("乙"):
            # Corrected in place: the text that was wrong never held.
            continue
        hits = retrieve.search(query, scope=SCOPE, k=10, as_of=BEFORE)
        assert OLD in hits[0].text
        assert not [hit for hit in hits if NEW in hit.text and not hit.id.startswith("乙")]


def test_a_repeal_that_was_taken_back_answers_again(planted: list[str]) -> None:
    source = Source.objects.get(shelf_id=SCOPE, name="repealed.md")
    standing.repeal(source, None, by="operator:test")
    texts = [hit.text for hit in retrieve.search("丙范围内河东片区路灯坏了几天修好", scope=SCOPE)]
    assert any(OLD in text for text in texts)


def test_a_date_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem):
        bring(tmp_path / "x.jsonl", jsonl(lines("戊", OLD, in_force_to="2019-13-31")))
    assert not Source.objects.filter(name="x.jsonl").exists()
