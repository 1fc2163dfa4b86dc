"""Does a form become a document that may leave only when somebody decides so, and labelled unless he says why not?"""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bangban.executor.act import act_on_pending
from bangban.governance.models import Case, Decision, Proposal
from bangban.services.documents.models import Release, Upload
from bangban.skills.documents.label import read_label
from tests.support.desk import at_desk
from tests.support.papers import a_notice

pytestmark = pytest.mark.django_db
FORM = {
    "i_issuer": "临江区人民政府",
    "i_addressee": "各街道办事处",
    "i_matter": "做好防汛工作",
    "i_number": "临政发〔2026〕5号",
    "i_date": "2026-05-20",
    "i_points": "落实责任\n各单位要落实值班制度。\n\n排查隐患\n逐一排查低洼地带。",
}


def drafted(handler: Any, **changes: str) -> Case:
    answer = handler.post("/documents/drafts/new/tongzhi", {**FORM, **changes})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Case.objects.get(pk=int(answer["Location"].rpartition("/")[2]))


def proposal(case: Case) -> Proposal:
    return Proposal.objects.filter(case=case).order_by("-serial")[0]


def test_every_kind_has_its_form(handler: Any) -> None:
    page = handler.get("/documents/drafts/new").content.decode()
    for kind in ("jueyi", "jueding", "mingling", "gongbao", "gonggao", "tonggao", "yijian", "tongzhi",
                 "tongbao", "baogao", "qingshi", "pifu", "yian", "han", "jiyao"):  # fmt: skip
        assert f"/documents/drafts/new/{kind}" in page
        assert handler.get(f"/documents/drafts/new/{kind}").status_code == 200
    assert handler.get("/documents/drafts/new/jihua").status_code == 404


def test_the_preview_shows_the_document_and_keeps_nothing(handler: Any) -> None:
    shown = handler.post("/documents/drafts/preview/tongzhi", FORM).content.decode()
    assert "临江区人民政府关于做好防汛工作的通知" in shown
    assert "一、落实责任" in shown
    assert "人工智能" in shown, "the label shows from the first"
    assert not Case.objects.exists()
    missing = handler.post("/documents/drafts/preview/tongzhi", {"i_issuer": "x"}).content.decode()
    assert "主送机关" in missing


def test_a_draft_leaves_by_decision_and_labelled(handler: Any, people: Any) -> None:
    case = drafted(handler)
    assert case.title == "临江区人民政府关于做好防汛工作的通知"
    assert case.agency == people.centre
    assert not Release.objects.exists()
    page = handler.get(f"/documents/cases/{case.pk}").content.decode()
    assert "AI 生成" in page
    handler.post(f"/documents/cases/{case.pk}/do/hand-out", {"digest": proposal(case).digest})
    act_on_pending()
    release = Release.objects.get()
    assert release.labelled
    label = read_label(handler.get(f"/documents/files/{release.pk}").content)
    assert label is not None
    assert (label.visible, label.intact) == (True, True)


def test_without_the_visible_label_only_for_a_reason(handler: Any) -> None:
    case = drafted(handler)
    given = {"digest": proposal(case).digest, "form": "plain"}
    assert handler.post(f"/documents/cases/{case.pk}/do/hand-out", given).status_code == 400
    assert not Decision.objects.exists()
    handler.post(f"/documents/cases/{case.pk}/do/hand-out", {**given, "reason": "已全文改写"})
    act_on_pending()
    release = Release.objects.get()
    assert Decision.objects.get().kind == "amend"
    assert not release.labelled
    label = read_label(bytes(release.file.data))
    assert label is not None
    assert not label.visible
    assert label.producer, "the mark in the metadata stays"


def test_a_draft_is_changed_until_it_is_decided(handler: Any) -> None:
    case = drafted(handler)
    form = handler.get(f"/documents/cases/{case.pk}/draft").content.decode()
    assert "排查隐患" in form
    old = proposal(case).digest
    answer = handler.post(f"/documents/cases/{case.pk}/draft", {**FORM, "i_matter": "做好抗旱工作"})
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.title.endswith("做好抗旱工作的通知")
    assert proposal(case).serial == 2
    late = handler.post(f"/documents/cases/{case.pk}/do/hand-out", {"digest": old})
    assert late.status_code == 409
    handler.post(
        f"/documents/cases/{case.pk}/do/turn-down", {"digest": proposal(case).digest, "reason": "不发了"}
    )
    assert Case.objects.get(pk=case.pk).status == "rejected"
    assert not Release.objects.exists()


def test_what_is_missing_is_said_before_anything_is_made(handler: Any) -> None:
    without = {name: value for name, value in FORM.items() if name != "i_matter"}
    answer = handler.post("/documents/drafts/new/tongzhi", {**without, "i_situation": "arrange"})
    assert answer.status_code == 409
    assert "事由" in answer.content.decode()
    assert "各街道办事处" in answer.content.decode(), "what was typed is still there"
    assert not Case.objects.exists()


def test_the_next_one_like_an_earlier_one(handler: Any) -> None:
    file = SimpleUploadedFile("去年.docx", a_notice())
    answer = handler.post("/documents/drafts/like", {"file": file})
    page = handler.get(answer["Location"]).content.decode()
    assert "临政发〔2026〕5号" in page, "what the earlier one says stands beside the form"
    given = {"i_matter": "做好森林防火工作", "i_number": "临政发〔2026〕9号", "i_date": "2026-09-20"}
    shown = handler.post(f"/documents/drafts/preview/like?file={Upload.objects.get().pk}", given)
    assert "做好森林防火工作" in shown.content.decode()
    made = handler.post(answer["Location"], given)
    case = Case.objects.get(pk=int(made["Location"].rpartition("/")[2]))
    assert case.title == "临江区人民政府关于做好森林防火工作的通知"
    assert "draft" in handler.get(f"/documents/cases/{case.pk}").content.decode()
    again = handler.post(f"/documents/cases/{case.pk}/draft", {**given, "i_matter": "做好抗旱工作"})
    assert again.status_code == 302
    assert proposal(case).content["title"].endswith("做好抗旱工作的通知")


def test_notes_of_a_meeting_fill_the_minutes(handler: Any) -> None:
    text = "会议名称：区政府第8次常务会议\n时间：2026年4月3日\n地点：一号会议室\n主持：陈江\n议题一：防汛工作\n决定：加快清淤。\n王新民：经费要早安排"
    page = handler.post("/documents/drafts/notes", {"text": text}).content.decode()
    assert "区政府第8次常务会议" in page
    assert "经费要早安排" in page
    assert not Case.objects.exists()


def test_what_nobody_took_can_be_withdrawn(handler: Any, people: Any) -> None:
    case = drafted(handler)
    handler.post(f"/documents/cases/{case.pk}/do/hand-out", {"digest": proposal(case).digest})
    act_on_pending()
    release = Release.objects.get()
    reviewer = at_desk(people.reviewer)
    assert reviewer.post(f"/documents/cases/{case.pk}/do/withdraw", {"reason": "有误"}).status_code == 302
    act_on_pending()
    assert handler.get(f"/documents/files/{release.pk}").status_code == 404
    assert Case.objects.get(pk=case.pk).status == "reversed"


def test_what_somebody_took_is_not_withdrawn(handler: Any, people: Any) -> None:
    case = drafted(handler)
    handler.post(f"/documents/cases/{case.pk}/do/hand-out", {"digest": proposal(case).digest})
    act_on_pending()
    handler.get(f"/documents/files/{Release.objects.get().pk}")
    answer = at_desk(people.reviewer).post(f"/documents/cases/{case.pk}/do/withdraw", {"reason": "有误"})
    assert answer.status_code == 409
    assert Release.objects.get().withdrawn_at is None


def test_an_employee_that_is_stopped_shows_no_preview(handler: Any, people: Any) -> None:
    from bangban.governance import stops

    stops.set_stop(people.security, "scenario", "pause", scenario="document.draft.tongzhi")
    shown = handler.post("/documents/drafts/preview/tongzhi", FORM).content.decode()
    assert "一、落实责任" not in shown
    answer = handler.post("/documents/drafts/new/tongzhi", FORM)
    assert answer.status_code == 409
    assert "各街道办事处" in answer.content.decode()


def test_all_files_come_as_one_archive(handler: Any) -> None:
    case = drafted(handler)
    handler.post(f"/documents/cases/{case.pk}/do/hand-out", {"digest": proposal(case).digest})
    assert handler.get(f"/documents/cases/{case.pk}/all.zip").status_code == 404
    act_on_pending()
    archive = zipfile.ZipFile(io.BytesIO(handler.get(f"/documents/cases/{case.pk}/all.zip").content))
    assert archive.namelist() == ["临江区人民政府关于做好防汛工作的通知.docx"]


def test_no_page_of_drafting_asks_more_than_twelve_questions(
    handler: Any, django_assert_max_num_queries: Any
) -> None:
    case = drafted(handler)
    pages = ["/documents/drafts/new", "/documents/drafts/new/tongzhi", "/documents/letters/new"]
    pages += [f"/documents/cases/{case.pk}", f"/documents/cases/{case.pk}/draft", "/documents/batches/new"]
    for page in pages:
        handler.get(page)
        with django_assert_max_num_queries(12):
            assert handler.get(page).status_code == 200
    with django_assert_max_num_queries(12):
        assert handler.post("/documents/drafts/preview/tongzhi", FORM).status_code == 200


def test_lists_that_are_too_long_are_told_in_words_and_marks_that_turn_text_are_left_out(
    handler: Any,
) -> None:
    asked = {"i_addressee": "各街道办事处", "i_matter": "做好\u202e防汛工作", "i_issuer": "临江区人民政府"}
    page = handler.post(
        "/documents/drafts/preview/tongzhi", {**asked, "i_points": "长" * 20_001}
    ).content.decode()
    assert "要点 · 第 1 项有 20001 字，最多 20000 字。" in page
    assert "maxLength" not in page
    page = handler.post(
        "/documents/drafts/preview/tongzhi", {**asked, "i_points": "\n\n".join("点" * 61)}
    ).content.decode()
    assert "有 61 项，最多 60 项。" in page
    page = handler.post("/documents/drafts/preview/tongzhi", asked).content.decode()
    assert "做好防汛工作的通知" in page.replace("\n", "")
    assert "\u202e" not in page
