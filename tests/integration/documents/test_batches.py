"""Are many documents checked, and many letters written, one bad one stopping no other, and all of it to be gone on with?"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bangban.executor.act import act_on_pending
from bangban.governance.models import Case, Proposal
from bangban.services.documents import batches, letters
from bangban.services.documents.models import Batch, BatchItem, Release, Review, StoredFile
from tests.support.desk import at_desk
from tests.support.papers import a_notice, faulty

pytestmark = pytest.mark.django_db
TABLE = "单位,事项\n区气象局,提供雨情数据\n区交通运输局,开放视频监控\n区应急管理局,\n"
WORDS = {
    "i_issuer": "临江区水利局",
    "i_addressee": "{单位}",
    "i_matter": "{事项}",
    "i_situation": "consult",
    "i_number": "临水函〔2026〕{number}号",
    "i_date": "2026-04-20",
    "i_file_name": "{单位}",
}


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is handed to a worker is done by the test."""
    from bangban.services.documents import tasks

    for task in (tasks.check_batch, tasks.write_letters):
        monkeypatch.setattr(type(task), "enqueue", lambda self, *args: None)


def a_batch(handler: Any, *files: tuple[str, bytes]) -> Batch:
    answer = handler.post("/documents/batches/new", {"title": "防汛材料"})
    batch = Batch.objects.get(pk=int(answer["Location"].rpartition("/")[2]))
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    if sent:
        handler.post(f"/documents/batches/{batch.pk}/do/add", {"files": sent})
    batch.refresh_from_db()
    return batch


def run(handler: Any, batch: Batch) -> Batch:
    handler.post(f"/documents/batches/{batch.pk}/do/start")
    batches.work(batch.pk)
    batch.refresh_from_db()
    return batch


def test_each_is_a_review_and_a_bad_one_stops_no_other(handler: Any) -> None:
    batch = a_batch(
        handler, ("一.docx", faulty()), ("坏.docx", b"PK\x03\x04 nothing"), ("二.docx", a_notice())
    )
    assert (batch.total, Review.objects.count()) == (3, 0), "nothing is read before it is started"
    run(handler, batch)
    assert (batch.state, batch.done) == ("done", 3)
    assert [one.state for one in batch.items.order_by("pk")] == ["done", "failed", "done"]
    assert Review.objects.filter(batch=batch, case__scenario="document.batch_review").count() == 2
    page = handler.get(f"/documents/batches/{batch.pk}").content.decode()
    assert "坏.docx" in page
    assert "损坏" in page
    bad = BatchItem.objects.get(name="坏.docx")
    assert bad.file is None, "what could not be read is not kept"
    assert StoredFile.objects.filter(origin="sent").count() == 2


def test_a_batch_goes_on_where_it_stood(handler: Any) -> None:
    batch = a_batch(handler, ("一.docx", faulty()), ("二.docx", a_notice()))
    handler.post(f"/documents/batches/{batch.pk}/do/start")
    handler.post(f"/documents/batches/{batch.pk}/do/stop")
    batches.work(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.done) == ("stopped", 0)
    run(handler, batch)
    batches.work(batch.pk)
    assert Review.objects.count() == 2, "done once, however often it is handed on"


def test_an_empty_or_started_batch_says_so(handler: Any) -> None:
    batch = a_batch(handler)
    assert handler.post(f"/documents/batches/{batch.pk}/do/start").status_code == 409
    full = a_batch(handler, ("一.docx", faulty()))
    handler.post(f"/documents/batches/{full.pk}/do/start")
    late = handler.post(
        f"/documents/batches/{full.pk}/do/add",
        {"files": SimpleUploadedFile("x.docx", b"x")},
        headers={"accept": "application/json"},
    )
    assert late.status_code == 409
    assert late.json()["code"] == "batch_started"


def test_a_classified_one_is_refused_and_removed(handler: Any) -> None:
    batch = a_batch(handler, ("密.docx", a_notice(classification="机密★1年")))
    run(handler, batch)
    handler.get(f"/documents/batches/{batch.pk}")
    assert batch.items.get().state == "failed"
    assert not StoredFile.objects.exists()
    assert not Review.objects.exists()


def letters_of(handler: Any, table: str = TABLE, **changes: str) -> Batch:
    answer = handler.post("/documents/letters/new", {"file": SimpleUploadedFile("单位.csv", table.encode())})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    batch = Batch.objects.get(pk=int(answer["Location"].rpartition("/")[2]))
    sent = handler.post(f"/documents/letters/{batch.pk}", {**WORDS, **changes})
    assert sent.status_code == 302, sent.content.decode()[:3000]
    letters.work(batch.pk)
    batch.refresh_from_db()
    return batch


def test_one_letter_a_row_decided_together(handler: Any, people: Any) -> None:
    batch = letters_of(handler)
    assert (batch.state, batch.done, batch.total) == ("done", 3, 3)
    case = Case.objects.get(pk=batch.case_id)
    assert case.agency == people.centre
    proposal = Proposal.objects.get(case=case)
    assert [one["name"] for one in proposal.content["files"]] == [
        "0002-区气象局.docx",
        "0003-区交通运输局.docx",
    ]
    page = handler.get(f"/documents/cases/{case.pk}").content.decode()
    assert "缺少：事项" in page
    assert "表格中有 1 行没有成信" in handler.get(f"/documents/batches/{batch.pk}").content.decode()
    handler.post(f"/documents/cases/{case.pk}/do/hand-out", {"digest": proposal.digest})
    act_on_pending()
    assert Release.objects.filter(case=case, labelled=True).count() == 2


def test_the_letters_are_written_some_at_a_time(handler: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "AT_ONCE", 2)
    rows = "".join(f"第{number}局,提供数据\n" for number in range(5))
    batch = letters_of(handler, f"单位,事项\n{rows}", i_file_name="")
    names = [one["name"] for one in Proposal.objects.get(case=batch.case_id).content["files"]]
    # No name was asked for: whom a letter goes to names its file.
    assert names == [f"{number + 2:04d}-第{number}局.docx" for number in range(5)]


def test_a_column_that_is_not_there_is_said_at_once(handler: Any) -> None:
    answer = handler.post("/documents/letters/new", {"file": SimpleUploadedFile("单位.csv", TABLE.encode())})
    where = answer["Location"]
    page = handler.get(where).content.decode()
    assert 'data-insert="单位"' in page
    wrong = handler.post(where, {**WORDS, "i_matter": "{事由}"})
    assert wrong.status_code == 409
    assert "事由" in wrong.content.decode()
    assert Batch.objects.get().state == "collecting"
    shown = handler.post(f"{where}/preview", {**WORDS, "row": "1"}).content.decode()
    assert "区交通运输局" in shown


@pytest.mark.parametrize("data", ["", "单位\n", "not a table"], ids=["empty", "no rows", "one line"])
def test_a_table_without_rows_is_not_taken(handler: Any, data: str) -> None:
    answer = handler.post("/documents/letters/new", {"file": SimpleUploadedFile("空.csv", data.encode())})
    assert answer.status_code != 302
    assert not Batch.objects.exists()
    assert not StoredFile.objects.exists()


def test_another_agencys_batch_does_not_exist(handler: Any, people: Any) -> None:
    batch, stranger = a_batch(handler, ("一.docx", faulty())), at_desk(people.elsewhere)
    assert stranger.get(f"/documents/batches/{batch.pk}").status_code == 404
    for act in ("add", "start", "stop"):
        assert stranger.post(f"/documents/batches/{batch.pk}/do/{act}").status_code in (403, 404)


def test_a_batch_of_many_asks_few_questions(handler: Any, django_assert_max_num_queries: Any) -> None:
    batch = run(handler, a_batch(handler, *[(f"{n}.docx", a_notice()) for n in range(5)]))
    handler.get(f"/documents/batches/{batch.pk}")
    with django_assert_max_num_queries(12):
        assert handler.get(f"/documents/batches/{batch.pk}").status_code == 200
