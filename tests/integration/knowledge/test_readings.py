"""Does a file that takes long come in by itself, whole or not at all, whoever dies over it?"""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from bangban.knowledge import readings, retrieve
from bangban.knowledge.intake import sources as reading_sources
from bangban.knowledge.models import Reading, Source
from bangban.skills import ocr
from bangban.skills.documents.batch import Job, tasks
from tests.support.desk import at_desk
from tests.support.district import a_district
from tests.unit.skills.documents.read.fixed import pdf

pytestmark = pytest.mark.django_db(transaction=True)
LAW = ("云栖市养犬条例", "第一条 养犬应当登记。", "第二条 遛狗应当牵绳。", "第三条 犬只应当接种疫苗。")
TEXT = "".join(f"{line}\n\n" for line in LAW).encode()
Page = tuple[str, ...]


class Scanner:
    """Stands in for the process that reads and for its recogniser: a file is a scan of so many `pages`."""

    def __init__(self) -> None:
        self.pages: list[Page] = [LAW[:2], LAW[2:]]
        self.seen: list[tuple[int, int]] = []
        self.dies_at = 0

    def document(self, *given: Any, told: Any, **more: Any) -> Any:
        from bangban.skills.documents.read.layout import build
        from bangban.skills.documents.read.placed import Page as Paper
        from bangban.skills.documents.read.placed import Span

        papers = []
        for number, lines in enumerate(self.pages, 1):
            told(number, len(self.pages))
            if number == self.dies_at:
                self.dies_at = 0
                raise SystemExit
            spans = [Span(line, 80, 300, 100 + 30 * at, "", 12) for at, line in enumerate(lines)]
            papers.append(Paper(595, 842, spans))
        return build(papers, "pdf")

    def work_through(self, jobs: list[Job], **how: Any) -> Iterator[tuple[Job, dict[str, Any]]]:
        from bangban.skills.documents.batch import worker

        [job] = jobs

        def told(page: int, pages: int) -> None:
            self.seen.append((page, pages))
            if job.told is not None:
                job.told(page, pages)

        tasks.tell_to(told)
        yield job, worker.answer(worker.json.dumps({"task": job.task, "given": job.given}).encode())


@pytest.fixture
def scanner(monkeypatch: pytest.MonkeyPatch) -> Scanner:
    made = Scanner()
    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(tasks, "_telling", [])
    monkeypatch.setattr(tasks, "open_document", made.document)
    monkeypatch.setattr(reading_sources, "work_through", made.work_through)
    # Who reads on is the test.
    monkeypatch.setattr(readings, "read_on", lambda: None)
    return made


@pytest.fixture
def people() -> Any:
    retrieve.forget()
    return a_district()


def send(client: Any, data: bytes = b"%PDF-", name: str = "scan.pdf", scope: str = "scans") -> Any:
    return client.post("/sources/new", {"file": SimpleUploadedFile(name, data), "scope": scope})


def look(client: Any, row: Reading, **headers: str) -> Any:
    return client.get(f"/sources/readings/{row.pk}", headers=headers)


def test_a_scan_is_read_while_nobody_waits_and_its_page_becomes_the_source(
    people: Any, scanner: Scanner
) -> None:
    handler = at_desk(people.handler)
    answer = send(handler)
    row = Reading.objects.get()
    assert answer.url == f"/sources/readings/{row.pk}"
    assert not Source.objects.exists()
    assert 'hx-trigger="every 2s"' in look(handler, row).content.decode()
    assert "scan.pdf" in handler.get("/sources/").content.decode()
    Reading.objects.update(state="running", page=3, pages=8)
    assert "第 3 页，共 8 页" in look(handler, row).content.decode()
    assert readings.read_next()
    assert scanner.seen == [(1, 2), (2, 2)]
    source = Source.objects.get()
    assert (source.title, source.passages.count()) == (LAW[0], 3)
    assert look(handler, row).url == f"/sources/{source.pk}"
    assert look(handler, row, **{"HX-Request": "true"})["HX-Redirect"] == f"/sources/{source.pk}"
    row.refresh_from_db()
    assert (row.state, row.content, row.page, row.pages) == ("done", None, 2, 2)
    assert f"/sources/readings/{row.pk}" not in handler.get("/sources/").content.decode()
    assert not readings.read_next()


def test_what_is_quick_is_in_at_once(people: Any, scanner: Scanner) -> None:
    assert send(at_desk(people.handler), TEXT, "law.md").url == f"/sources/{Source.objects.get().pk}"
    assert not Reading.objects.exists()


def test_what_cannot_be_read_says_why_at_the_same_place(people: Any, scanner: Scanner) -> None:
    scanner.pages = [(), ()]
    handler = at_desk(people.handler)
    send(handler)
    assert readings.read_next()
    row = Reading.objects.get()
    page = look(handler, row).content.decode()
    assert row.state == "refused"
    assert row.outcome["out"][0]["error"]["message"]["zh"] in page
    assert "every 2s" not in page
    assert not Source.objects.exists()
    assert f"/sources/readings/{row.pk}" in handler.get("/sources/").content.decode()


def test_whoever_dies_over_it_is_followed_by_another(people: Any, scanner: Scanner) -> None:
    send(at_desk(people.handler))
    scanner.dies_at = 2
    with pytest.raises(SystemExit):
        readings.read_next()
    assert (Reading.objects.get().state, Source.objects.count()) == ("running", 0)
    # Not missed for long enough: it may be slow.
    assert not readings.read_next()
    Reading.objects.update(seen_at=timezone.now() - readings.LOST - timedelta(seconds=1))
    assert readings.read_next()
    assert Reading.objects.get().state == "done"
    assert Source.objects.get().passages.count() == 3


def test_what_kills_everybody_is_given_up_with_the_reason(people: Any, scanner: Scanner) -> None:
    send(at_desk(people.handler))
    Reading.objects.update(tries=readings.TRIES)
    assert readings.read_next()
    row = Reading.objects.get()
    assert (row.state, row.outcome["out"][0]["error"]["code"]) == ("refused", "reading_failed")


def test_one_that_is_stopped_leaves_nothing(
    people: Any, scanner: Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = at_desk(people.handler)
    send(handler)
    row = Reading.objects.get()
    stopping = interrupted(scanner, lambda: handler.post(f"/sources/readings/{row.pk}/do/stop"))
    monkeypatch.setattr(tasks, "open_document", stopping)
    assert readings.read_next()
    row.refresh_from_db()
    assert (row.state, row.content, Source.objects.count()) == ("stopped", None, 0)
    assert "已停止" in look(handler, row).content.decode()
    assert not readings.read_next()


def interrupted(scanner: Scanner, what: Any) -> Any:
    whole = scanner.document

    def document(*given: Any, told: Any, **more: Any) -> Any:
        what()
        return whole(*given, told=told, **more)

    return document


def test_an_archive_with_scans_tells_of_each_file(people: Any, scanner: Scanner) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as inside:
        inside.writestr("a.pdf", b"%PDF-")
        inside.writestr("b.exe", b"x")
        inside.writestr("c.md", TEXT)
    handler = at_desk(people.handler)
    send(handler, archive.getvalue(), "all.zip")
    assert not Source.objects.exists()
    assert readings.read_next()
    row = Reading.objects.get()
    page = look(handler, row).content.decode()
    assert (row.state, len(row.outcome["in"]), row.files) == ("done", 2, 2)
    assert row.outcome["out"][0]["name"] in page
    assert all(f"/sources/{source.pk}" in page for source in Source.objects.all())


def test_only_so_many_wait(people: Any, scanner: Scanner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "MOST", 1)
    handler = at_desk(people.handler)
    assert send(handler).status_code == 302
    refused = send(handler)
    assert refused.status_code == 429
    assert "1 个文件" in refused.content.decode()


def test_a_thread_of_its_own_reads_what_waits_and_a_fault_costs_one_file(
    people: Any, scanner: Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = at_desk(people.handler)
    send(handler)
    send(handler, name="other.pdf")
    receive = readings.receive

    def faulty(*given: Any, **more: Any) -> Any:
        monkeypatch.setattr(readings, "receive", receive)
        raise ZeroDivisionError

    monkeypatch.setattr(readings, "receive", faulty)
    monkeypatch.setattr(readings, "_LOOKS_EVERY", 0.1)
    monkeypatch.setattr(readings, "LOST", timedelta(seconds=0.2))
    reader = threading.Thread(target=readings._read_all)
    reader.start()
    reader.join(60)
    assert [(row.state, row.tries) for row in Reading.objects.order_by("pk")] == [("done", 2), ("done", 1)]


def test_what_a_pdf_says_at_once_is_read_at_once() -> None:
    heard: list[tuple[int, int]] = []
    from bangban.skills.documents.read import open_document
    from tests.unit.skills.documents.read.fixed import sheet

    document = open_document(pdf(*sheet()), name="a.pdf", told=lambda *page: heard.append(page))
    assert document.paragraphs
    assert heard == []


def test_who_sends_a_file_as_the_reader_leaves_begins_another(
    people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()
    monkeypatch.setattr(readings, "_reader", threading.current_thread())
    monkeypatch.setattr(readings, "_read_all", begun.set)
    readings.read_on()
    assert not begun.is_set()
    assert not readings._look()
    readings.read_on()
    assert begun.wait(10)
