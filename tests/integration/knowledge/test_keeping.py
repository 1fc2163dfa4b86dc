"""Is an index that is missing, behind or of an earlier release made while nobody waits, and is that said meanwhile?"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from bangban.knowledge import add as adding
from bangban.knowledge import retrieve
from bangban.knowledge.index import shelf
from bangban.knowledge.intake.sources import sources_of
from bangban.knowledge.models import Shelf
from bangban.services.consult.sources import vectors_file
from bangban.site import keeping
from bangban.skillhost.inprocess import run_here
from bangban.skills.answers.vectors import SIZE

pytestmark = pytest.mark.django_db(transaction=True)
SCOPE, QUESTION = "keeping", "路灯坏了找谁修？"


@pytest.fixture(autouse=True)
def _somebody_waits(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.PROCESS = "skill"
    monkeypatch.setattr(shelf, "FEW", 0)
    monkeypatch.setattr(shelf, "BRIEF", 0.1)
    monkeypatch.setattr(retrieve, "FRESH_SECONDS", 0.0)
    retrieve.forget()
    yield
    retrieve.forget()


def bring(path: Path, rows: dict[str, str], *, indexed: bool = True) -> None:
    lines = "".join(f"{number},{asked},{told}\n" for number, (asked, told) in enumerate(rows.items()))
    path.write_text(f"id,question,answer\n{lines}", "utf-8")
    for _, open_source in sources_of(path):
        adding.add(
            open_source(),
            adding.agency_named("city", "operator:test"),
            SCOPE,
            by="operator:test",
            indexed=indexed,
        )


def asked(language: str = "zh") -> dict[str, Any]:
    found: dict[str, Any] = run_here(
        "answers.answer", {"text": QUESTION, "language": language}, {"scope": SCOPE}
    )["content"]
    return found


def manifest() -> Path:
    [mark] = Shelf.objects.filter(pk=SCOPE).values_list("mark", flat=True)
    return shelf.folder_of(SCOPE, mark) / "manifest.json"


def test_an_index_of_another_release_is_made_by_the_worker_and_a_question_meanwhile_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bring(tmp_path / "faq.csv", {QUESTION: "打12345报修。", "下水道堵了？": "找市政。"})
    assert asked()["outcome"] == "answered_from_faq"
    kept = json.loads(manifest().read_text())
    manifest().write_text(json.dumps({**kept, "format": kept["format"] - 1}))
    retrieve.forget()
    told = asked("en")
    assert (told["outcome"], told["handover"]) == ("error", True)
    assert "person" in told["text"]
    assert json.loads(manifest().read_text())["format"] != kept["format"]
    with caplog.at_level("INFO", "bangban.knowledge"):
        assert keeping.look_after({}, keeping.make_vectors) > 0
    assert "0/2 passages" in caplog.text
    assert json.loads(manifest().read_text())["format"] == kept["format"]
    assert asked()["outcome"] == "answered_from_faq"
    done: dict[str, object] = {}
    keeping.look_after(done, keeping.make_vectors)
    assert keeping.look_after(done, keeping.make_vectors) == 0


def test_an_index_that_is_behind_answers_as_it_stands_but_not_from_what_was_withdrawn(tmp_path: Path) -> None:
    bring(tmp_path / "faq.csv", {QUESTION: "打12345报修。", "下水道堵了？": "找市政。"})
    bring(tmp_path / "faq.csv", {QUESTION: "打12319报修。", "下水道堵了？": "找市政。"}, indexed=False)
    assert [hit.text for hit in retrieve.search(QUESTION, scope=SCOPE) if hit.question == QUESTION] == []
    assert [hit.text for hit in retrieve.search("下水道堵了", scope=SCOPE)] == ["找市政。"]
    keeping.look_after({}, keeping.make_vectors)
    assert retrieve.search(QUESTION, scope=SCOPE)[0].text == "打12319报修。"


def test_nobody_waits_long_for_another_process_that_indexes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "FEW", 100)
    bring(tmp_path / "faq.csv", {QUESTION: "打12345报修。"})
    manifest().unlink()
    retrieve.forget()
    with (manifest().parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(shelf.IndexBeingMade):
            retrieve.search(QUESTION, scope=SCOPE)
    assert retrieve.search(QUESTION, scope=SCOPE)[0].text == "打12345报修。"


def test_a_small_sets_vectors_are_made_once_in_the_background(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def encode(text: str) -> Any:
        made.append(text)
        return np.ones(SIZE, np.float32)

    monkeypatch.setattr(keeping, "encoder", SimpleNamespace(__wrapped__=lambda: encode))
    vectors_file().unlink(missing_ok=True)
    bring(tmp_path / "faq.csv", {f"第{n}号路灯坏了？": "打12345报修。" for n in range(30)})
    assert keeping.make_vectors(SCOPE) == 30
    assert keeping.make_vectors(SCOPE) == 0
    assert len(made) == 30
    monkeypatch.setattr(retrieve, "SMALL", 10)
    retrieve.forget()
    assert retrieve.heads(SCOPE) == ()
    vectors_file().unlink()
