"""What is read of PDF, OFD and older files that officers send in, how often, and in what time?"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bangban import config
from bangban.governance.models import Case, Decision, Proposal
from bangban.services.documents import uploads
from bangban.services.documents.models import StoredFile, Upload
from tests.support.desk import digest_of
from tests.support.papers import called_here, faulty, judge
from tests.unit.skills.documents.read import fixed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("format_", ["pdf", "ofd"])
def test_a_fixed_layout_is_judged_as_far_as_it_can_be_and_not_corrected(
    send: Any, handler: Any, format_: str
) -> None:
    data = (fixed.pdf if format_ == "pdf" else fixed.ofd)(*fixed.sheet())
    review = send(data, f"通知.{format_}")
    page = handler.get(f"/documents/reviews/{review.pk}").content.decode()
    assert "登记" in page
    index = Proposal.objects.get(case=review.case).envelope["details"]["roles"].index("addressee")
    answer = handler.post(f"/documents/reviews/{review.pk}/do/elements", {f"e_{index}": "body"})
    assert answer.status_code == 302
    judge(handler, review, said="right")
    asked = {"digest": digest_of(review.case), "then": "correct"}
    assert handler.post(f"/documents/reviews/{review.pk}/do/finish", asked).status_code in (409, 422)
    assert not Decision.objects.exists()
    assert (
        handler.post(f"/documents/reviews/{review.pk}/do/finish", {"digest": asked["digest"]}).status_code
        == 302
    )
    assert Decision.objects.get(case=review.case)
    original = b"".join(handler.get(f"/documents/reviews/{review.pk}/original"))
    assert original == data


def test_an_old_file_goes_through_the_office_program_once(
    send: Any, handler: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def convert(data: bytes, found: str, **_: Any) -> bytes:
        made.append(found)
        return faulty()

    monkeypatch.setattr("bangban.skills.documents.read.office.to_docx", convert)
    review = send(b"{\\rtf1\\ansi notice}", "通知.rtf")
    assert review.upload.format == "rtf"
    judge(handler, review, said="right")
    asked = {"digest": digest_of(review.case), "then": "correct"}
    answer = handler.post(f"/documents/reviews/{review.pk}/do/finish", asked)
    assert answer.status_code == 302
    assert Case.objects.get(pk=int(answer["Location"].rpartition("/")[2])).scenario == "document.fix"
    assert made == ["rtf"]


def test_what_takes_its_time_to_read_is_given_it(
    send: Any, handler: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[float] = []

    def call(skill: str, inputs: Any, *, deadline_seconds: float, **more: Any) -> Any:
        given.append(deadline_seconds)
        return called_here(skill, inputs, **more)

    monkeypatch.setattr("bangban.governance.handle.call", call)
    send(fixed.pdf(*fixed.sheet()), "扫描件.pdf")
    send()
    assert given == [uploads.SECONDS, config.load()["hosts.deadline_seconds"]]


def test_what_the_office_program_made_goes_with_the_document(
    send: Any, handler: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bangban.skills.documents.read.office.to_docx", lambda *_, **__: faulty())
    handler.post("/documents/drafts/like", {"file": SimpleUploadedFile("旧稿.rtf", b"{\\rtf1 notice}")})
    assert StoredFile.objects.count() == 3
    uploads.forget(Upload.objects.get())
    assert not StoredFile.objects.exists()
