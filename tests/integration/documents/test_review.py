"""Is a document checked, judged, decided and corrected, each step on record, and nothing of it another agency's?"""

from __future__ import annotations

import io
import shutil
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bangban import config
from bangban.executor.act import act_on_pending
from bangban.governance.models import Case, CaseOpening, Decision, Proposal
from bangban.ledger.models import LedgerEntry
from bangban.services.documents import profiles
from bangban.services.documents.models import Release, Review, StoredFile, Upload, Verdict
from tests.support.desk import at_desk, digest_of
from tests.support.papers import a_notice, faulty, judge

pytestmark = pytest.mark.django_db


def listed(review: Review) -> list[dict[str, Any]]:
    return list(Proposal.objects.filter(case=review.case).order_by("-serial")[0].content["findings"])


def test_a_document_is_kept_drawn_and_checked(send: Any, handler: Any, people: Any) -> None:
    review = send()
    assert review.agency == people.centre
    assert review.case.agency == people.centre, "its own agency keeps it, not the employee's"
    assert (review.kind, review.required > 0) == ("tongzhi", True)
    page = handler.get(f"/documents/reviews/{review.pk}").content.decode()
    assert "临江区人民政府关于做好防汛工作的通知" in page
    assert 'id="at-1"' in page
    assert 'href="#at-1"' in page
    assert "style=" not in page.partition("<main")[2]
    kinds = set(LedgerEntry.objects.values_list("kind", flat=True))
    assert {"document.received", "case.opened", "proposal.made", "read.case"} <= kinds


def test_the_stylesheet_of_a_document_is_its_own_address(send: Any, handler: Any) -> None:
    page = handler.get(f"/documents/reviews/{send().pk}").content.decode()
    address = page.partition('href="/documents/style.css')[2].partition('"')[0]
    answer = handler.get(f"/documents/style.css{address}")
    assert answer.headers["Content-Type"].startswith("text/css")
    assert ".sheet .p0 {" in answer.content.decode()
    assert "immutable" in answer.headers["Cache-Control"]
    assert handler.get("/documents/style.css?f=%00rubbish").status_code == 400


def test_judging_finishing_and_correcting(send: Any, handler: Any, people: Any) -> None:
    review = send()
    found = listed(review)
    wrong = next(one for one in found if not one["fixable"]) if any(not o["fixable"] for o in found) else None
    judge(handler, review, said="right")
    if wrong:
        judge(handler, review, said="wrong", finding=wrong["id"])
    assert Verdict.objects.filter(review=review).count() == len(found)
    answer = handler.post(
        f"/documents/reviews/{review.pk}/do/finish", {"digest": digest_of(review.case), "then": "correct"}
    )
    decision = Decision.objects.get(case=review.case)
    assert decision.officer == people.handler
    assert decision.final_content["findings"] == found
    assert not Verdict.objects.filter(review=review, counted=False).exists()
    details = LedgerEntry.objects.get(kind="document.reviewed").details
    assert f'"accepted":{len(found) - bool(wrong)}' in details
    case = Case.objects.get(pk=int(answer["Location"].rpartition("/")[2]))
    assert (case.scenario, case.agency) == ("document.fix", people.centre)
    assert not Release.objects.exists(), "nothing leaves before it is decided"
    page = handler.get(f"/documents/cases/{case.pk}").content.decode()
    assert "〔2026〕" in page
    handler.post(f"/documents/cases/{case.pk}/do/hand-out", {"digest": digest_of(case)})
    assert act_on_pending() == 1
    clean, tracked = Release.objects.filter(case=case).order_by("position")
    assert (clean.form, tracked.form) == ("clean", "tracked")
    got = handler.get(f"/documents/files/{clean.pk}")
    assert got.headers["Content-Type"] == "application/octet-stream"
    body = zipfile.ZipFile(io.BytesIO(got.content)).read("word/document.xml").decode()
    assert "〔2026〕" in body
    assert "[2026]" not in body
    assert b"<w:ins" in zipfile.ZipFile(io.BytesIO(bytes(tracked.file.data))).read("word/document.xml")
    assert LedgerEntry.objects.filter(kind="document.taken", subject=f"case:{case.pk}").count() == 1
    assert Release.objects.get(pk=clean.pk).taken_at is not None


def test_what_was_swapped_under_a_decision_does_not_leave(send: Any, handler: Any) -> None:
    review = send()
    judge(handler, review, said="right")
    answer = handler.post(
        f"/documents/reviews/{review.pk}/do/finish", {"digest": digest_of(review.case), "then": "correct"}
    )
    case = Case.objects.get(pk=int(answer["Location"].rpartition("/")[2]))
    handler.post(f"/documents/cases/{case.pk}/do/hand-out", {"digest": digest_of(case)})
    for one in Proposal.objects.get(case=case).content["files"]:
        StoredFile.objects.filter(pk=one["file"]).update(data=b"something else")
    act_on_pending()
    assert not Release.objects.exists()
    assert Decision.objects.get(case=case).state == "failed"


def test_an_uploaded_file_is_never_handed_out_as_made(send: Any, people: Any) -> None:
    from bangban.governance.effects import WrongContent
    from bangban.services.documents.effects import HandOut

    stored = send().upload.file
    one = {"form": "clean", "name": "x.docx", "file": stored.pk, "digest": stored.digest}
    with pytest.raises(WrongContent):
        HandOut().check({"files": [one]})


def test_only_findings_that_were_accepted_are_corrected(send: Any, handler: Any) -> None:
    review = send()
    answer = handler.post(
        f"/documents/reviews/{review.pk}/do/finish", {"digest": digest_of(review.case), "then": "correct"}
    )
    assert answer.status_code == 409, "nothing was accepted"
    assert not Decision.objects.exists()
    number = next(one for one in listed(review) if one["rule"].startswith("number."))
    judge(handler, review, said="right", finding=number["id"])
    handler.post(
        f"/documents/reviews/{review.pk}/do/finish", {"digest": digest_of(review.case), "then": "correct"}
    )
    case = Review.objects.get(pk=review.pk).correction
    assert case is not None
    assert [one["id"] for one in Proposal.objects.get(case=case).content["changes"]] == [number["id"]]


def test_a_verdict_is_taken_back_and_a_decided_review_is_closed(send: Any, handler: Any) -> None:
    review = send()
    first = listed(review)[0]["id"]
    judge(handler, review, said="right", finding=first)
    judge(handler, review, said="wrong", finding=first)
    assert Verdict.objects.get(review=review).right is False
    judge(handler, review, said="open", finding=first)
    assert not Verdict.objects.exists()
    handler.post(f"/documents/reviews/{review.pk}/do/finish", {"digest": digest_of(review.case)})
    answer = handler.post(f"/documents/reviews/{review.pk}/do/judge", {"said": "right", "finding": first})
    assert answer.status_code == 409
    assert not Verdict.objects.exists()


def test_correcting_an_element_checks_once_more(send: Any, handler: Any) -> None:
    review = send()
    page = handler.get(f"/documents/reviews/{review.pk}/elements").content.decode()
    assert "<select" in page
    first = digest_of(review.case)
    roles = Proposal.objects.get(case=review.case).envelope["details"]["roles"]
    index = roles.index("addressee")
    answer = handler.post(f"/documents/reviews/{review.pk}/do/elements", {f"e_{index}": "body"})
    assert answer.status_code == 302
    proposals = list(Proposal.objects.filter(case=review.case).order_by("serial"))
    assert len(proposals) == 2
    assert proposals[1].envelope["details"]["roles"][index] == "body"
    assert Review.objects.get(pk=review.pk).corrections == {str(index): "body"}
    late = handler.post(f"/documents/reviews/{review.pk}/do/finish", {"digest": first})
    assert late.status_code == 409


def test_reading_alone_is_the_measure_for_what_findings_save(send: Any, handler: Any) -> None:
    review = send(alone="on")
    page = handler.get(f"/documents/reviews/{review.pk}").content.decode()
    assert "临江区人民政府关于做好防汛工作的通知" in page
    assert "finding-1" not in page
    answer = handler.post(f"/documents/reviews/{review.pk}/do/alone", {"outcome": "发文字号的括号不对"})
    assert answer.status_code == 302
    decision = Decision.objects.get(case=review.case)
    assert decision.seconds is not None
    assert CaseOpening.objects.get(case=review.case).with_proposal is False
    checked = Review.objects.exclude(pk=review.pk).get()
    assert checked.upload == review.upload
    assert checked.required


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"PK\x03\x04 broken", "没有接收"), (b"MZ program", "没有接收"), (b"", "空")],
    ids=["broken", "program", "empty"],
)
def test_what_cannot_be_read_is_told_and_not_kept(handler: Any, people: Any, data: bytes, words: str) -> None:
    answer = handler.post("/documents/new", {"file": SimpleUploadedFile("坏.docx", data)})
    assert answer.status_code in (200, 400, 413, 415, 422)
    assert words in answer.content.decode() or "empty" in answer.content.decode()
    assert not StoredFile.objects.exists()
    assert not Upload.objects.exists()
    assert not Case.objects.exists()


def test_a_classified_document_is_refused_and_not_kept(handler: Any, people: Any) -> None:
    file = SimpleUploadedFile("密.docx", a_notice(classification="机密★1年"))
    answer = handler.post("/documents/new", {"file": file})
    assert answer.status_code == 409
    assert not Upload.objects.exists()
    assert not StoredFile.objects.exists()
    assert not Case.objects.exists()
    assert LedgerEntry.objects.filter(kind="refused").exists()


def test_a_refused_document_stays_readable_and_can_be_tried_again(
    send: Any, handler: Any, people: Any
) -> None:
    from bangban.governance import stops

    stop = stops.set_stop(people.security, "scenario", "pause", scenario="document.check")
    review = send()
    assert (review.case.status, review.case.refusal) == ("manual", "stopped")
    page = handler.get(f"/documents/reviews/{review.pk}").content.decode()
    assert "临江区人民政府关于做好防汛工作的通知" in page
    stops.lift_stop(stop, people.security, "over")
    assert handler.post(f"/documents/reviews/{review.pk}/do/again").status_code == 302
    assert Review.objects.get(pk=review.pk).required


def test_another_agencys_document_does_not_exist(send: Any, people: Any) -> None:
    review, stranger = send(), at_desk(people.elsewhere)
    for tail in ("", "/sheets/0", "/original", "/elements"):
        assert stranger.get(f"/documents/reviews/{review.pk}{tail}").status_code == 404, tail
    for act in ("judge", "finish", "correct", "again", "alone", "elements"):
        answer = stranger.post(f"/documents/reviews/{review.pk}/do/{act}", {"said": "right", "outcome": "x"})
        assert answer.status_code in (403, 404), act
    assert stranger.get(f"/documents/cases/{review.case_id}").status_code == 404
    assert not Verdict.objects.exists()


def test_who_may_only_read_is_shown_no_control(send: Any, handler: Any, people: Any) -> None:
    page = f"/documents/reviews/{send().pk}/elements"
    assert "<select" in handler.get(page).content.decode()
    read = at_desk(people.guardian).get(page)
    assert read.status_code == 200
    assert "<select" not in read.content.decode()


def test_no_page_asks_more_than_twelve_questions(
    send: Any, handler: Any, django_assert_max_num_queries: Any
) -> None:
    review = send()
    judge(handler, review, said="right")
    pages = [f"/documents/reviews/{review.pk}", f"/documents/reviews/{review.pk}/elements", "/documents/"]
    pages += [f"/documents/?tab={tab}" for tab in ("done", "made", "batches")]
    for page in pages:
        handler.get(page)
        with django_assert_max_num_queries(12):
            assert handler.get(page).status_code == 200
    answer = handler.post(
        f"/documents/reviews/{review.pk}/do/finish", {"digest": digest_of(review.case), "then": "correct"}
    )
    made = answer["Location"]
    handler.get(made)
    with django_assert_max_num_queries(12):
        assert handler.get(made).status_code == 200
    case = Case.objects.get(pk=int(made.rpartition("/")[2]))
    handler.post(f"{made}/do/hand-out", {"digest": digest_of(case)})
    act_on_pending()
    with django_assert_max_num_queries(12):
        assert handler.get(made).status_code == 200
    with django_assert_max_num_queries(12):
        assert handler.get(f"/documents/reviews/{review.pk}").status_code == 200


def test_the_desk_leads_to_the_documents_own_pages(send: Any, handler: Any) -> None:
    review = send()
    assert handler.get(f"/desk/cases/{review.case_id}")["Location"] == f"/documents/cases/{review.case_id}"
    assert handler.get(f"/documents/cases/{review.case_id}")["Location"] == f"/documents/reviews/{review.pk}"
    assert handler.get("/desk/new/document.check")["Location"] == "/documents/new"
    assert (
        "must" in handler.get("/desk/").content.decode() or "必须" in handler.get("/desk/").content.decode()
    )


def test_rules_that_officers_reject_stand_first(send: Any, handler: Any, people: Any) -> None:
    for _ in range(6):
        review = send()
        rules = sorted({one["rule"] for one in listed(review)})
        for rule in rules[1:]:
            judge(handler, review, said="right", rule=rule)
        judge(handler, review, said="wrong", rule=rules[0])
        handler.get(f"/documents/reviews/{review.pk}")
        handler.post(f"/documents/reviews/{review.pk}/do/finish", {"digest": digest_of(review.case)})
    page = at_desk(people.reviewer).get("/documents/rules").content.decode()
    assert rules[0] in page
    assert page.index(rules[0]) < page.index(rules[1])
    assert "0%" in page
    elsewhere = at_desk(people.elsewhere).get("/documents/rules").content.decode()
    assert rules[0] not in elsewhere
    assert faulty()


def test_what_cannot_be_corrected_is_not_offered_for_it() -> None:
    from datetime import datetime

    from bangban.skills.base import Context
    from bangban.skills.documents.adapters.checking import skill

    typed = "临江区教育局关于工作情况的报告\n区人民政府：\n会议定于2026年6月31日召开,请准时参加。\n临江区教育局\n2026年7月2日"
    content = skill.run({"title": "x", "text": typed}, Context(now=datetime(2026, 7, 3))).content
    assert content["findings"]
    assert not any(one["fixable"] for one in content["findings"])


HOUSE = """\
name: linjiang
title: {zh: 临江区版式, en: Linjiang style}
over: national
silent: [%s]
"""


def rules_of(review: Any) -> list[str]:
    proposal = Proposal.objects.filter(case=review.case).latest("pk")
    return list(proposal.content["rules"])


def test_a_house_profile_is_offered_and_used(handler: Any, send: Any) -> None:
    folder = config.load().path("profiles")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        rule = rules_of(send())[0]
        (folder / "linjiang.yaml").write_text(HOUSE % rule, "utf-8")
        (folder / "broken.yaml").write_text("name: broken\n", "utf-8")
        page = handler.get("/documents/new").content.decode()
        assert "临江区版式" in page
        assert "broken" not in page
        assert [one.code for one in profiles.faults()] == ["bad_document_profile"]
        rules = rules_of(send(profile="linjiang"))
        assert rules
        assert rule not in rules
    finally:
        shutil.rmtree(folder)


def test_the_kind_is_corrected_and_judged_by_that(send: Any, handler: Any) -> None:
    review = send()
    where = f"/documents/reviews/{review.pk}"
    page = handler.get(f"{where}/elements").content.decode()
    assert '<option value="tongzhi" selected>通知</option>' in page
    answer = handler.post(f"{where}/do/elements", {"kind": "qingshi"}, follow=True)
    assert "文种已更正，公文已重新校核。" in answer.content.decode()
    review.refresh_from_db()
    assert (review.kind, review.corrections) == ("qingshi", {"kind": "qingshi"})
    content = Proposal.objects.filter(case=review.case).order_by("-pk")[0].content
    assert (content["kind"], content["direction"]) == ("qingshi", "up")
    assert "signer.missing" in content["rules"]
    page = handler.get(f"{where}/elements").content.decode()
    assert "已由人更正" in page
    handler.post(f"{where}/do/elements", {"kind": "poem"})
    review.refresh_from_db()
    assert review.kind == "qingshi"
