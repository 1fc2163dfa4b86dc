"""What do officers see and do of the sources on their pages?"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bangban.agencies.models import OfficerRole
from bangban.knowledge import retrieve
from bangban.knowledge.intake import received
from bangban.knowledge.models import Passage, Source
from bangban.ledger.models import LedgerEntry
from tests.support.desk import at_desk
from tests.support.district import a_district

pytestmark = pytest.mark.django_db(transaction=True)
FAQ = "question,answer\n居住证在哪里办,到派出所办理\n养犬要登记吗,要到街道登记\n"


@pytest.fixture
def people() -> Any:
    retrieve.forget()
    return a_district()


def send(client: Any, text: str, scope: str, name: str = "问答.csv") -> Any:
    return client.post("/sources/new", {"file": SimpleUploadedFile(name, text.encode()), "scope": scope})


def test_what_is_sent_in_is_found_and_shown_and_corrected(people: Any) -> None:
    handler = at_desk(people.handler)
    answer = send(handler, FAQ, "pages")
    source = Source.objects.get(shelf_id="pages")
    assert answer.url == f"/sources/{source.pk}"
    assert "居住证在哪里办" in handler.get(answer.url).content.decode()
    assert "问答" in handler.get("/sources/").content.decode()
    [hit] = retrieve.search("居住證哪裡辦", scope="pages", agency=people.handler.agency.code)
    assert hit.text == "到派出所办理"
    row = Passage.objects.get(source=source, uid="0")
    handler.post(f"/sources/{source.pk}/passages/{row.pk}", {"text": "到政务服务中心办理"})
    [hit] = retrieve.search("居住证哪里办", scope="pages")
    assert hit.text == "到政务服务中心办理"
    send(handler, FAQ, "pages")
    [hit] = retrieve.search("居住证哪里办", scope="pages")
    assert hit.text == "到政务服务中心办理"
    assert LedgerEntry.objects.filter(kind="knowledge.corrected").count() == 1


def test_what_cannot_be_read_is_refused_with_the_reason(people: Any) -> None:
    handler = at_desk(people.handler)
    answer = send(handler, "名称,电话\n甲,1\n", "refused")
    assert answer.status_code == 400
    assert "名称、电话" in answer.content.decode()
    assert not Source.objects.filter(shelf_id="refused").exists()


def test_a_file_of_a_lawful_size_is_read_and_a_larger_one_named(people: Any) -> None:
    handler = at_desk(people.handler)
    answer = send(handler, "x" * (received.LARGEST // 2), "large", "x.exe")
    assert answer.status_code == 400
    assert "x.exe" in answer.content.decode()
    answer = send(handler, "x" * (received.LARGEST + 1), "large", "x.md")
    assert answer.status_code == 413
    assert "20 MB" in answer.content.decode()


def test_who_answers_for_it_ends_and_shares_it(people: Any) -> None:
    send(at_desk(people.handler), FAQ, "ends")
    source = Source.objects.get(shelf_id="ends")
    assert at_desk(people.handler).post(f"/sources/{source.pk}/do/share").status_code == 403
    guardian = at_desk(people.guardian)
    guardian.post(f"/sources/{source.pk}/do/share")
    assert [hit.id for hit in retrieve.search("养犬登记", scope="ends", agency="another")] == ["1"]
    guardian.post(f"/sources/{source.pk}/do/repeal", {"on": "2020-01-01"})
    assert retrieve.search("养犬登记", scope="ends") == []
    assert retrieve.search("养犬登记", scope="ends", as_of="2019-12-31")
    guardian.post(f"/sources/{source.pk}/do/repeal", {"on": ""})
    assert retrieve.search("养犬登记", scope="ends")


def test_what_another_agency_shares_is_read_and_not_changed(people: Any) -> None:
    send(at_desk(people.handler), FAQ, "theirs")
    source = Source.objects.get(shelf_id="theirs")
    other = at_desk(people.elsewhere)
    assert other.get(f"/sources/{source.pk}").status_code == 404
    listed = f"/sources/{source.pk}"
    assert listed not in other.get("/sources/").content.decode()
    at_desk(people.guardian).post(f"/sources/{source.pk}/do/share")
    assert listed in other.get("/sources/").content.decode()
    page = other.get(f"/sources/{source.pk}").content.decode()
    row = Passage.objects.get(source=source, uid="0")
    assert "到派出所办理" in page
    assert f"/passages/{row.pk}" not in page
    assert other.post(f"/sources/{source.pk}/passages/{row.pk}", {"text": "x"}).status_code in (403, 404)
    assert other.get(f"/sources/{source.pk}/original").status_code == 404


def test_who_may_read_a_source_is_said_by_whoever_answers_for_it(people: Any) -> None:
    for officer, scope in ((people.handler, "handlers"), (people.reviewer, "reviewers")):
        OfficerRole.objects.get_or_create(officer=officer, agency=people.centre, role="handler")
        client = at_desk(officer)
        file = SimpleUploadedFile("a.csv", FAQ.encode())
        client.post("/sources/new", {"file": file, "scope": scope, "shared": "on"})
    assert not Source.objects.get(shelf_id="handlers").shared
    assert Source.objects.get(shelf_id="reviewers").shared


def test_what_others_read_too_is_changed_by_who_answers_for_it(people: Any) -> None:
    handler, reviewer = at_desk(people.handler), at_desk(people.reviewer)
    send(handler, FAQ, "others")
    source = Source.objects.get(shelf_id="others")
    Source.objects.filter(pk=source.pk).update(shared=True)
    row = Passage.objects.get(source=source, uid="0")
    page = f"/sources/{source.pk}/passages/{row.pk}"
    assert handler.post(page, {"text": "随便"}).status_code == 403
    assert page not in handler.get(f"/sources/{source.pk}").content.decode()
    again = send(handler, FAQ.replace("派出所", "别处"), "others")
    assert again.status_code == 403
    assert "共用" in again.content.decode()
    assert Passage.objects.filter(source=source).count() == 2
    send(reviewer, FAQ.replace("派出所", "服务中心"), "others")
    assert retrieve.search("居住证", scope="others")[0].text == "到服务中心办理"


def test_a_handlers_later_law_does_not_end_one_that_others_read(people: Any) -> None:
    old = "# 云栖市养犬条例\n2020年6月1日 施行\n第一条 要登记。\n第二条 要牵绳。\n第三条 要打针。\n"
    handler = at_desk(people.handler)
    send(handler, old, "later", "旧.md")
    Source.objects.filter(shelf_id="later").update(shared=True)
    send(handler, old.replace("2020", "2024"), "later", "新.md")
    assert not Source.objects.filter(shelf_id="later").exclude(repealed_on=None).exists()
    send(at_desk(people.reviewer), old.replace("2020", "2022"), "later", "中.md")
    assert Source.objects.get(shelf_id="later", name="旧.md").repealed_on is not None


def test_a_long_text_is_read_in_a_process_of_its_own(people: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bangban.knowledge.intake.sources.SHORT", 10)
    monkeypatch.setattr("bangban.knowledge.intake.sources.of_markdown", None)
    send(at_desk(people.handler), "# 指南\n办理居住证请到派出所。\n", "long", "指南.md")
    assert retrieve.search("居住证", scope="long")[0].text == "办理居住证请到派出所。"
