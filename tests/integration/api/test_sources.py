"""What may a program do with sources, and with nobody else's?"""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bangban.agencies.models import ApiToken
from bangban.knowledge import readings, retrieve, standing
from bangban.knowledge.intake import received
from bangban.knowledge.intake.received import Received, receive
from bangban.knowledge.models import Source
from bangban.ledger.models import LedgerEntry
from bangban.skills.passages.scanned import TakesTime

pytestmark = pytest.mark.django_db(transaction=True)
LAW = "# 云栖市养犬条例\n\n（2020年1月1日起施行）\n\n第一条 养犬应当到街道办事处登记。\n\n第二条 遛狗应当牵绳。\n\n第三条 犬只应当接种疫苗。\n"
NEWER = LAW.replace("牵绳", "牵绳并清理粪便")


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    retrieve.forget()


def send(client: Client, headers: dict[str, str], address: str, data: bytes, name: str, **more: str) -> Any:
    file = SimpleUploadedFile(name, data)
    return client.post(f"/api/sources{address}", {"file": file, **more}, headers=headers)


def brought(client: Client, headers: dict[str, str], text: str = LAW, scope: str = "api") -> int:
    answer = send(client, headers, "", text.encode(), "养犬.md", scope=scope)
    assert answer.status_code == 201, answer.content
    return int(answer.json()["in"][0]["source"])


def test_a_program_brings_in_reads_replaces_and_ends(client: Client, programs: Any) -> None:
    number = brought(client, programs.ours)
    listed = client.get("/api/sources?scope=api", headers=programs.ours).json()["items"]
    assert [(one["id"], one["title"], one["passages"]) for one in listed] == [(number, "云栖市养犬条例", 3)]
    rows = client.get(f"/api/sources/{number}/passages?limit=1", headers=programs.ours).json()
    rest = client.get(f"/api/sources/{number}/passages?after={rows['next']}", headers=programs.ours).json()
    assert [one["article"] for one in rows["items"] + rest["items"]] == ["第一条", "第二条", "第三条"]
    again = send(client, programs.ours, f"/{number}/file", NEWER.encode(), "another-name.md").json()["in"][0]
    assert (again["source"], again["added"], again["unchanged"]) == (number, 1, 2)
    assert retrieve.search("遛狗要牵绳吗", scope="api")[0].text.endswith("粪便。")
    body = json.dumps({"on": "2021-01-01"})
    kind = {"content_type": "application/json", "headers": programs.ours}
    assert client.post(f"/api/sources/{number}/repeal", body, **kind).json()["repealed_on"] == "2021-01-01"
    assert retrieve.search("遛狗要牵绳吗", scope="api") == []
    assert retrieve.search("遛狗要牵绳吗", scope="api", as_of="2020-12-31")


def passages(client: Client, headers: dict[str, str], number: int) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get(f"/api/sources/{number}/passages", headers=headers).json()[
        "items"
    ]
    return items


def correct(client: Client, headers: dict[str, str], number: int, passage: int, text: str) -> Any:
    return client.post(
        f"/api/sources/{number}/passages/{passage}", json.dumps({"text": text}),
        content_type="application/json", headers=headers,
    )  # fmt: skip


def test_a_passage_is_corrected_as_on_the_page_and_every_version_is_told(
    client: Client, programs: Any
) -> None:
    number = brought(client, programs.ours)
    second = passages(client, programs.ours, number)[1]
    done = correct(client, programs.ours, number, second["number"], "第二条 遛狗应当使用牵引绳。")
    assert done.status_code == 200, done.content
    told = done.json()
    assert told["number"] != second["number"]
    assert told["digest"] != second["digest"]
    rows = passages(client, programs.ours, number)
    assert [one["article"] for one in rows] == ["第一条", "第二条", "第三条"]
    assert rows[1]["text"] == told["text"] == "第二条 遛狗应当使用牵引绳。"
    assert retrieve.search("遛狗要牵引绳吗", scope="api")[0].text == told["text"]
    # What retired is corrected by nobody any more, and the same file does not undo it.
    assert correct(client, programs.ours, number, second["number"], "又一次").status_code == 404
    brought(client, programs.ours)
    assert passages(client, programs.ours, number)[1]["text"] == told["text"]
    first = client.get(f"/api/sources/{number}/versions?limit=1", headers=programs.ours).json()
    rest = client.get(f"/api/sources/{number}/versions?before={first['next']}", headers=programs.ours).json()
    versions = first["items"] + rest["items"]
    assert [(one["added"], one["withdrawn"]) for one in versions] == [(1, 1), (3, 0)]
    assert all(one["by"].startswith("token:") for one in versions)
    assert rest["next"] is None
    entry = LedgerEntry.objects.get(kind="knowledge.corrected")
    assert (entry.actor, entry.subject) == (versions[0]["by"], f"source:{number}")


def test_a_correction_that_may_not_be(client: Client, programs: Any) -> None:
    number = brought(client, programs.ours)
    at = passages(client, programs.ours, number)[0]["number"]
    for text, status, code in (("  ", 400, "passage_empty"), ("字" * 200_001, 422, "wrong_request")):
        answer = correct(client, programs.ours, number, at, text)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert correct(client, programs.theirs, number, at, "x").status_code == 404
    assert correct(client, programs.reader, number, at, "x").status_code == 403
    assert client.get(f"/api/sources/{number}/versions", headers=programs.theirs).status_code == 404
    assert client.get(f"/api/sources/{number}/versions", headers=programs.reader).status_code == 403
    other = brought(client, programs.ours, NEWER, scope="other")
    assert correct(client, programs.ours, other, at, "x").status_code == 404
    Source.objects.update(shared=True)
    ApiToken.objects.update(permissions=["knowledge.read", "knowledge.work"])
    assert correct(client, programs.ours, number, at, "x").status_code == 403
    assert not LedgerEntry.objects.filter(kind="knowledge.corrected").exists()


def test_two_corrections_at_once_leave_one_passage(client: Client, programs: Any) -> None:
    number = brought(client, programs.ours)
    at = standing.living(Source.objects.get(pk=number)).order_by("position").first()
    assert at is not None
    standing.correct(at, "第一条 先到的。", by="operator:test")
    with pytest.raises(standing.PassageChanged):
        standing.correct(at, "第一条 后到的。", by="operator:test")
    assert next(one["text"] for one in passages(client, programs.ours, number)) == "第一条 先到的。"
    assert len(passages(client, programs.ours, number)) == 3


def test_what_takes_long_is_answered_with_where_to_look(
    client: Client, programs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = brought(client, programs.ours)

    def takes_long(*given: Any, patience: Any, **more: Any) -> Received:
        if not patience.recognise:
            raise TakesTime(name="scan.pdf")
        return receive(*given, patience=patience, **more)

    monkeypatch.setattr(readings, "receive", takes_long)
    monkeypatch.setattr(readings, "read_on", lambda: None)
    answer = send(client, programs.ours, "", NEWER.encode(), "养犬.md", scope="api")
    told = answer.json()
    assert (answer.status_code, told["state"], told["in"], told["ended_at"]) == (202, "waiting", [], None)
    assert client.get(told["look"], headers=programs.theirs).status_code == 404
    assert client.get(told["look"], headers=programs.reader).status_code == 403
    assert readings.read_next()
    done = client.get(told["look"], headers=programs.ours).json()
    assert (done["state"], [one["source"] for one in done["in"]], done["out"]) == ("done", [number], [])
    replaced = send(client, programs.ours, f"/{number}/file", LAW.encode(), "other.md")
    assert replaced.status_code == 202
    assert client.post(f"{replaced.json()['look']}/stop", headers=programs.ours).json()["state"] == "stopped"
    assert not readings.read_next()


def test_parsing_keeps_nothing(client: Client, programs: Any) -> None:
    answer = send(client, programs.ours, "/parse", LAW.encode(), "养犬.md")
    assert [one["article"] for one in answer.json()["passages"]] == ["第一条", "第二条", "第三条"]
    assert not Source.objects.exists()


def test_what_cannot_be_read_is_an_error_alone_and_a_line_in_an_archive(
    client: Client, programs: Any
) -> None:
    alone = send(client, programs.ours, "", b"x", "x.exe")
    assert (alone.status_code, alone.json()["code"]) == (400, "source_refused")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as inside:
        inside.writestr("law.md", LAW)
        inside.writestr("x.exe", "x")
    answer = send(client, programs.ours, "", archive.getvalue(), "all.zip", scope="zip").json()
    assert [one["title"] for one in answer["in"]] == ["云栖市养犬条例"]
    assert [one["error"]["code"] for one in answer["out"]] == ["source_refused"]
    number = answer["in"][0]["source"]
    refused = send(client, programs.ours, f"/{number}/file", archive.getvalue(), "all.zip")
    assert refused.json()["code"] == "one_file"


def test_a_file_is_refused_by_the_bound_of_files_and_not_of_forms(client: Client, programs: Any) -> None:
    most = received.LARGEST
    large = send(client, programs.ours, "", b"x" * (most // 2), "x.exe")
    assert (large.status_code, large.json()["code"]) == (400, "source_refused")
    larger = send(client, programs.ours, "", b"x" * (most + 1), "x.md")
    assert (larger.status_code, larger.json()["code"]) == (413, "source_too_large")
    text = client.post(
        "/api/cases", "x" * (most // 2), content_type="application/json", headers=programs.ours
    )
    assert (text.status_code, text.json()["code"]) == (413, "request_too_large")


def test_another_agencys_program_finds_and_changes_nothing(client: Client, programs: Any) -> None:
    number = brought(client, programs.ours)
    theirs = programs.theirs
    assert client.get("/api/sources", headers=theirs).json()["items"] == []
    for address in (f"/api/sources/{number}", f"/api/sources/{number}/passages"):
        assert client.get(address, headers=theirs).status_code == 404
    assert send(client, theirs, f"/{number}/file", NEWER.encode(), "x.md").status_code == 404
    body = json.dumps({"on": "2021-01-01"})
    kind = {"content_type": "application/json", "headers": theirs}
    assert client.post(f"/api/sources/{number}/repeal", body, **kind).status_code == 404
    assert Source.objects.get(pk=number).repealed_on is None
    # The same name from another agency is another source.
    assert brought(client, theirs) != number


def test_without_the_permission_there_is_nothing(client: Client, programs: Any) -> None:
    number = brought(client, programs.ours)
    reader = programs.reader
    assert client.get("/api/sources", headers=reader).status_code == 403
    for address in ("", "/parse", f"/{number}/file"):
        assert send(client, reader, address, LAW.encode(), "x.md").status_code == 403


def test_a_program_that_may_not_end_a_source_may_not_share_one(client: Client, programs: Any) -> None:
    ApiToken.objects.update(permissions=["knowledge.read", "knowledge.work"])
    answer = send(client, programs.ours, "", LAW.encode(), "养犬.md", scope="api", shared="true")
    assert answer.status_code == 403
    assert not Source.objects.exists()
    assert send(client, programs.ours, "", LAW.encode(), "养犬.md", scope="api").status_code == 201
