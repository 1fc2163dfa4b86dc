"""Does an officer see the file beside what was read from it, and nobody else's?"""

from __future__ import annotations

import io
import struct
from typing import Any

import pypdfium2 as pdfium
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bangban.knowledge import originals, retrieve
from bangban.knowledge.models import Original, Passage, Source
from bangban.skills.passages.picture import WIDTH, page_of
from tests.support.desk import at_desk
from tests.support.district import a_district

pytestmark = pytest.mark.django_db(transaction=True)
LAW = """# 云栖市养犬条例

2020年1月1日施行

第一章 总则

第一条 养犬应当登记。

第二条 遛狗应当牵绳。

第三条 犬只应当接种疫苗。
"""


@pytest.fixture
def people() -> Any:
    retrieve.forget()
    return a_district()


def bring(client: Any, data: bytes, name: str, scope: str) -> Source:
    client.post("/sources/new", {"file": SimpleUploadedFile(name, data), "scope": scope})
    return Source.objects.get(shelf_id=scope)


def paired(source: Source) -> list[tuple[str, list[str]]]:
    kept = originals.newest(source)
    assert kept is not None
    rows = Passage.objects.filter(source=source, retired=None).order_by("position", "pk")
    return [
        (row.passage.article or row.passage.question if row.passage else "", [text for text, _ in row.lines])
        for row in originals.beside(kept, list(rows))
    ]


def test_each_passage_stands_beside_the_lines_it_was_made_of(people: Any) -> None:
    source = bring(at_desk(people.handler), LAW.encode(), "养犬.md", "beside")
    rows = paired(source)
    assert [name for name, _ in rows] == ["", "第一条", "第二条", "第三条"]
    assert rows[0][1] == ["# 云栖市养犬条例", "2020年1月1日施行", "第一章 总则"]
    assert [lines for _, lines in rows[1:]] == [
        ["第一条 养犬应当登记。"],
        ["第二条 遛狗应当牵绳。"],
        ["第三条 犬只应当接种疫苗。"],
    ]
    assert sum(len(lines) for _, lines in rows) == 6


def test_an_article_put_in_between_stands_in_its_place_when_the_file_comes_again(people: Any) -> None:
    client = at_desk(people.handler)
    bring(client, LAW.encode(), "养犬.md", "between")
    more = LAW.replace("第三条", "第二条之一 禁止遗弃犬只。\n\n第三条")
    source = bring(client, more.encode(), "养犬.md", "between")
    assert [name for name, _ in paired(source)] == ["", "第一条", "第二条", "第二条之一", "第三条"]


def test_rows_of_a_table_stand_beside_their_entries(people: Any) -> None:
    faq = "question,answer\n居住证在哪里办,到派出所办理\n养犬要登记吗,要到街道登记\n"
    rows = paired(bring(at_desk(people.handler), faq.encode(), "问答.csv", "rows"))
    assert [name for name, _ in rows] == ["", "居住证在哪里办", "养犬要登记吗"]
    assert all(name in lines[0] for name, lines in rows[1:])


def test_the_page_shows_both_and_gives_the_file_back(people: Any) -> None:
    client = at_desk(people.handler)
    source = bring(client, LAW.encode(), "养犬.md", "page")
    assert f"/sources/{source.pk}/beside" in client.get(f"/sources/{source.pk}").content.decode()
    page = client.get(f"/sources/{source.pk}/beside").content.decode()
    assert "第一章 总则" in page
    assert page.count("养犬应当登记。") == 2
    answer = client.get(f"/sources/{source.pk}/original")
    assert answer.content == LAW.encode()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert client.get(f"/sources/{source.pk}/original/pages/1").status_code == 404
    Original.objects.all().delete()
    assert client.get(f"/sources/{source.pk}/beside").status_code == 404
    assert "beside" not in client.get(f"/sources/{source.pk}").content.decode()


def test_a_page_of_a_pdf_is_a_picture() -> None:
    file = pdfium.PdfDocument.new()
    file.new_page(200, 300)
    with io.BytesIO() as out:
        file.save(out)
        data = out.getvalue()
    drawn = page_of(data, 1)
    assert drawn.startswith(b"\x89PNG")
    assert struct.unpack(">II", drawn[16:24]) == (WIDTH, WIDTH * 3 // 2)
    with pytest.raises(IndexError):
        page_of(data, 2)
    with pytest.raises(ValueError, match="Failed to load"):
        page_of(b"%PDF-1.4 nothing", 1)
