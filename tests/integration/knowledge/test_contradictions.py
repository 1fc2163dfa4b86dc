"""Two sources contradict each other: are both shown, with their dates?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bangban.knowledge import add as adding
from bangban.knowledge import retrieve
from bangban.knowledge.intake import faq
from bangban.skills.answers import answer

pytestmark = pytest.mark.django_db(transaction=True)
QUESTION = "居住证办理需要几个工作日"


def bring(folder: Path, agency: str, text: str, since: str) -> None:
    file = folder / f"{agency}.csv"
    file.write_text(f"agency,question,answer,in_force_from\n{agency},{QUESTION}？,{text},{since}\n", "utf-8")
    owner = adding.agency_named(agency, "operator:test")
    adding.add(faq.read(file, file.name), owner, "two", by="operator:test", shared=True)


def answered(today: str) -> str:
    hits = retrieve.search(QUESTION, scope="two", as_of=today)
    return answer(QUESTION, [hit.as_dict() for hit in hits], today=date.fromisoformat(today)).text


def test_both_are_shown_with_their_dates(tmp_path: Path) -> None:
    retrieve.forget()
    bring(tmp_path, "公安分局", "居住证自受理之日起15个工作日内办结。", "2019-03-01")
    bring(tmp_path, "政务服务中心", "居住证自受理之日起5个工作日内办结。", "2025-07-01")
    text = answered("2026-01-05")
    for said in ("15个工作日", "5个工作日内办结", "2019-03-01", "2025-07-01"):
        assert said in text
    # Before the second was in force there was nothing to contradict.
    before = answered("2020-01-05")
    assert "15个工作日" in before
    assert "2025-07-01" not in before
