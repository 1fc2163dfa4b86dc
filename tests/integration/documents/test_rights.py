"""What may each process's database role do with documents on PostgreSQL? Connect as it and try."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bangban.executor.act import act_on_pending
from bangban.governance.decide import Verdict, decide
from bangban.services.documents import batches, letters, reviews, uploads
from bangban.services.documents.models import Release, Review
from tests.support.papers import faulty
from tests.support.roles import acting_as, refused

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]


OUT = (
    "INSERT INTO documents_release (decision_id, position, case_id, file_id, form, name, labelled, created_at) "
    f"VALUES ('{uuid.uuid4()}', 0, 1, 'x', 'clean', 'x', false, now())"
)


@pytest.mark.usefixtures("roles")
def test_only_the_executor_lets_a_file_out(people: Any, settings: Any) -> None:
    file = SimpleUploadedFile("通知.docx", faulty())
    with acting_as("web", settings):
        upload = uploads.receive(people.handler, file)
        review = reviews.open_review(upload, people.handler)
        ids = [one["id"] for one in review.case.proposals.get().content["findings"]]
        reviews.judge(review, people.handler, ids, True)
        reviews.finish(review, people.handler, review.case.proposals.get().digest)
        case = reviews.correct(review, people.handler, "公文校核员").case
        assert case is not None
        decide(case, people.handler, Verdict("accept", case.proposals.get().digest))
        refused(OUT)
        refused("UPDATE documents_release SET file_id = 'x'")
        refused("UPDATE documents_storedfile SET data = ''")
    with acting_as("host", settings):
        for statement in (
            OUT,
            "UPDATE documents_storedfile SET data = ''",
            "DELETE FROM documents_storedfile",
            "UPDATE documents_upload SET agency_id = 1",
            "INSERT INTO documents_verdict (finding) VALUES ('x')",
            "SELECT rule FROM documents_verdict",
        ):
            refused(statement)
    with acting_as("executor", settings):
        assert act_on_pending() == 1
        for statement in (
            "INSERT INTO documents_storedfile (uid) VALUES ('x')",
            "UPDATE documents_release SET file_id = 'x'",
            "DELETE FROM documents_release",
            "SELECT name FROM documents_upload",
        ):
            refused(statement)
    assert Release.objects.count() == 2


@pytest.mark.usefixtures("roles")
def test_the_worker_goes_through_a_batch_with_the_hosts_rights(people: Any, settings: Any) -> None:
    with acting_as("web", settings):
        batch = batches.begin(people.handler)
        files = [SimpleUploadedFile("一.docx", faulty()), SimpleUploadedFile("坏.docx", b"PK\x03\x04")]
        batches.add(batch, people.handler, files)
        type(batch).objects.filter(pk=batch.pk).update(state="running")
    with acting_as("host", settings):
        batches.work(batch.pk)
    assert sorted(batch.items.values_list("state", flat=True)) == ["done", "failed"]
    assert Review.objects.get(batch=batch).required


@pytest.mark.usefixtures("roles")
def test_the_worker_writes_letters_with_the_hosts_rights(people: Any, settings: Any) -> None:
    table = SimpleUploadedFile("单位.csv", "单位,事项\n区气象局,提供雨情数据\n".encode())
    words = {"issuer": "临江区水利局", "addressee": "{单位}", "matter": "{事项}", "situation": "consult"}
    with acting_as("web", settings):
        batch = letters.begin(people.handler, table)
        type(batch).objects.filter(pk=batch.pk).update(state="running", form=words)
    with acting_as("host", settings):
        letters.work(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.problem, batch.case_id is not None) == ("done", "", True)
