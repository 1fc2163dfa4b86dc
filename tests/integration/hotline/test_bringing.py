"""Does a city's table come in from a page, with what could not be read to correct, and only once?"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bangban.governance import inprocess
from bangban.governance.models import Case
from bangban.ledger.models import LedgerEntry
from bangban.services.hotline import bringing, imports
from bangban.services.hotline.models import MessageImport
from tests.support.desk import at_desk
from tests.support.work import answering

pytestmark = pytest.mark.django_db
TABLE = "编号,标题,内容,时间\n1,路灯,望江路的路灯坏了两周,2026-11-20 08:00\n2,,,2026-11-20\n3,垃圾,小区门口垃圾没人收,2026-11-20\n"


@pytest.fixture(autouse=True)
def _a_skill_that_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert imports.run_in_process is inprocess.run_in_process
    monkeypatch.setattr(imports, "run_in_process", answering())


def brought(client: Any, content: bytes, name: str = "来信.csv", **more: str) -> Any:
    return client.post("/workorders/import", {"file": SimpleUploadedFile(name, content), **more})


def test_rows_become_cases_and_bad_ones_a_file_to_correct(people: Any, handler: Any) -> None:
    answer = brought(handler, TABLE.encode("gb18030"))
    row = MessageImport.objects.get()
    assert answer["Location"] == f"/workorders/import/{row.pk}"
    assert "hx-get" in handler.get(answer["Location"]).content.decode()
    done = bringing.work(row.pk)
    assert (done.state, done.tally["imported"], done.tally["bad"], done.content) == ("done", 2, 1, None)
    assert Case.objects.filter(source="import", agency=people.centre).count() == 2
    page = handler.get(f"/workorders/import/{row.pk}").content.decode()
    assert "取回有误的行" in page
    assert "hx-get" not in page
    file = handler.get(f"/workorders/import/{row.pk}/bad")
    assert "内容为空" in file.content.decode("utf-8-sig")
    kinds = (
        LedgerEntry.objects.filter(subject=f"import:{row.pk}").order_by("seq").values_list("kind", flat=True)
    )
    assert list(kinds) == ["import.started", "import.done"]


def test_brought_again_nothing_comes_in_twice(people: Any, handler: Any) -> None:
    for _ in range(2):
        brought(handler, TABLE.encode())
        bringing.work(MessageImport.objects.latest("pk").pk)
    assert Case.objects.filter(source="import").count() == 2
    assert MessageImport.objects.latest("pk").tally["already_there"] == 2
    # A worker that is handed the same import again has nothing left to do.
    assert bringing.work(MessageImport.objects.latest("pk").pk).tally["already_there"] == 2


def test_what_is_no_table_is_said_at_once_or_on_its_page(people: Any, handler: Any) -> None:
    assert brought(handler, b"x", "photo.png").status_code == 400
    assert brought(handler, b"").status_code == 200
    brought(handler, b"a,b\n1,2\n")
    row = bringing.work(MessageImport.objects.get().pk)
    assert row.state == "failed"
    page = handler.get(f"/workorders/import/{row.pk}").content.decode()
    assert "没有找到内容列" in page
    assert "来信.csv" in page
    brought(handler, "诉求\n路灯坏了很久没有人修\n".encode(), text="诉求")
    assert bringing.work(MessageImport.objects.latest("pk").pk).tally["imported"] == 1


def test_an_import_is_its_own_agencys(people: Any, handler: Any, bureau: Any) -> None:
    brought(handler, TABLE.encode())
    row = MessageImport.objects.get()
    assert bureau.get(f"/workorders/import/{row.pk}").status_code == 404
    assert row.name not in bureau.get("/workorders/import").content.decode()
    assert at_desk(people.guardian).get("/workorders/import").status_code == 403
