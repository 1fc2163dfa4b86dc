"""Is a drawing shown as it says, and can nothing in it become more than text and known formats?"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangban.errors import BadInput
from bangban.services.documents.sheet import markup
from bangban.services.documents.sheet.markup import Place
from bangban.services.documents.sheet.reading import Drawing, parsed
from bangban.services.documents.sheet.style import address, family_of, of_address, readable
from bangban.skills.documents.adapters.drawing import draw
from bangban.skills.documents.model import Document, DrawnLine, Paragraph, Run, Section


def paragraph(index: int, text: str, **more: Any) -> Paragraph:
    runs = [Run(0, len(text), text, font="仿宋_GB2312", size=16.0)]
    return Paragraph(index, text, **{"runs": runs, **more})


def drawing(*paragraphs: Paragraph, **more: Any) -> Drawing:
    section = Section(210, 297, 37, 35, 28, 26, **more)
    given = json.loads(json.dumps(draw(Document("docx", list(paragraphs), [section]))))
    return parsed(given)


def shown(found: Drawing, places: dict[int, list[Place]] | None = None) -> str:
    return str(markup.part(found, 0, places or {}))


def test_text_is_escaped_and_nothing_is_styled_inline() -> None:
    hostile = '<script>alert(1)</script><img src=x onerror="x">&'
    page = shown(drawing(paragraph(0, hostile)))
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "<img" not in page
    assert " style=" not in page


@given(st.text(max_size=200))
def test_whatever_the_text_it_reads_the_same(text: str) -> None:
    text = text.replace("\r", "").replace("\x00", "")
    page = shown(drawing(paragraph(0, text)), {0: [Place(1, "required", 1, 3)]})
    bare = re.sub(r'<span class="at .*?</span>|<span class="at".*?</span>|<[^>]*>', "", page)
    assert bare == markup.escape(text)


def test_a_finding_is_marked_where_it_stands_and_leads_to_its_words() -> None:
    places = {0: [Place(3, "required", 2, 4), Place(4, "practice", 3, 6, "wrong")]}
    page = shown(drawing(paragraph(0, "一二三四五六七")), places)
    marks = re.findall(r'<mark class="([^"]*)">(.*?)</mark>', page)
    texts = [
        re.sub(r'<span class="at .*?</span>|<span class="at".*?</span>|<[^>]*>', "", inner)
        for _, inner in marks
    ]
    assert texts == ["三", "四", "五六"]
    assert [kind.split()[0] for kind, _ in marks] == ["required", "required", "practice"]
    assert page.count('id="at-3"') == 1
    assert page.count('id="at-4"') == 1


def test_a_finding_about_a_whole_paragraph_frames_it() -> None:
    page = shown(drawing(paragraph(5, "标题")), {5: [Place(1, "recommended", 0, 0)]})
    assert re.search(r'<p class="p0 marked recommended" id="p5"', page)


def test_a_table_is_a_table() -> None:
    cells = [paragraph(n, str(n), place="table", cell=(0, n // 2, n % 2)) for n in range(4)]
    page = shown(drawing(paragraph(9, "前"), *cells, paragraph(10, "后")))
    table = page.partition("<table")[2].partition("</table>")[0]
    assert (table.count("<tr>"), table.count("<td>"), table.count("</td>")) == (2, 4, 4)


def test_lines_are_drawn_in_their_colour() -> None:
    red = paragraph(0, "", lines=[DrawnLine("FF0000", 1.0, 0)])
    assert 'class="rule red single"' in shown(drawing(red))


def test_sheets_end_where_text_no_longer_fits() -> None:
    lines = [paragraph(n, "长" * 28, line=28.95, line_rule="exact") for n in range(50)]
    found = drawing(*lines)
    assert [len(sheet) for sheet in found.sheets] == [22, 22, 6]
    broken = [paragraph(0, "一"), paragraph(1, "二", page_break_before=True)]
    assert [len(sheet) for sheet in drawing(*broken).sheets] == [1, 1]


def test_a_long_document_comes_in_parts() -> None:
    found = drawing(*[paragraph(n, str(n), page_break_before=True) for n in range(20)])
    assert markup.parts(found) == 4
    assert 'id="sheet-7"' in str(markup.part(found, 1, {}))
    assert 'id="sheet-7"' not in shown(found)


def test_frames_stand_on_every_sheet_their_ids_once() -> None:
    foot = paragraph(99, "— 1 —", place="footer")
    pages = [paragraph(n, str(n), page_break_before=True) for n in range(3)]
    page = shown(drawing(*pages, footers={"default": [foot]}))
    assert page.count("— 1 —") == 3
    assert page.count('id="p99"') == 1


def test_the_stylesheet_says_the_formats_and_nothing_else() -> None:
    evil = Run(0, 1, "x", font='a";}body{display:none', color="}{", size=16.0)
    found = drawing(Paragraph(0, "x", runs=[evil], first_line_chars=2.0, align="center"))
    css = of_address(address(found).partition("f=")[2])
    assert "body" not in css
    assert "}{" not in css.replace(" ", "")
    assert "text-align:center" in css
    assert "text-indent:2em" in css
    assert css.count("{") == css.count("}") == len(css.strip().splitlines())


@pytest.mark.parametrize("text", ["", "x", "AAAA", "%%%", "eJwDAAAAAAE", "é"])
def test_an_address_that_describes_nothing_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        of_address(text)


def test_an_address_cannot_unpack_to_megabytes() -> None:
    import base64
    import zlib

    packed = zlib.compress(b"[" * 50_000_000, 9)[:4000]
    with pytest.raises(BadInput):
        of_address(base64.urlsafe_b64encode(packed).decode())


def test_a_document_with_very_many_formats_still_has_an_address() -> None:
    runs = [paragraph(n, "x", runs=[Run(0, 1, "x", font=f"字体{n}", size=n / 7)]) for n in range(3000)]
    assert len(address(drawing(*runs))) < 6100


@pytest.mark.parametrize(
    ("font", "family"),
    [
        ("方正小标宋简体", "title"),
        ("仿宋_GB2312", "fang"),
        ("FangSong", "fang"),
        ("楷体", "kai"),
        ("SimHei", "hei"),
        ("宋体", "song"),
        ("", "fang"),
    ],
)
def test_a_typeface_is_known_under_its_names(font: str, family: str) -> None:
    assert family_of(font) == family


def test_colours_can_be_read_on_white() -> None:
    assert readable("000000") == "000000"
    assert readable("FF0000") != "FF0000"
    assert readable("FFFFFF") != "FFFFFF", "hidden text shows"


@pytest.mark.parametrize("given", [{}, {"sections": []}, [], "x", {"paragraphs": [[1]]}])
def test_what_is_no_drawing_is_told(given: Any) -> None:
    with pytest.raises((ValueError, TypeError, KeyError, IndexError, AttributeError)):
        parsed(given)
