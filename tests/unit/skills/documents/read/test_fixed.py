"""What is read from PDF and OFD, and what is said of what cannot be judged in them?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from bangban.skills.documents.compare import compare
from bangban.skills.documents.model import Document
from bangban.skills.documents.read import LIMITS, open_document
from bangban.skills.documents.read.problems import (
    DocumentBroken,
    DocumentEncrypted,
    DocumentScanned,
    DocumentTooLarge,
    DocumentWordless,
)
from bangban.skills.documents.unjudged import UNJUDGED
from tests.unit.skills.documents.read.building import zipped
from tests.unit.skills.documents.read.fixed import Text, ofd, ofd_parts, pdf, sheet


@pytest.fixture(params=["pdf", "ofd"])
def document(request: pytest.FixtureRequest) -> Document:
    data = pdf(*sheet()) if request.param == "pdf" else ofd(*sheet())
    found = open_document(data, name=f"a.{request.param}")
    assert found.format == request.param
    return found


def test_lines_make_paragraphs_over_pages(document: Document) -> None:
    full = "为" + "规范公共数据资源登记管理工作现就有关事项通知如下请遵照执行" * 2
    assert [one.text for one in document.flow] == [
        "云栖市人民政府文件",
        "云府〔2026〕12号",
        "关于做好登记工作的通知",
        "各区人民政府：",
        full[:54] + "工作。",
        "一、总体要求",
        full[:26] + "接着上一页的文字。",
        "云栖市人民政府",
        "2026年3月14日",
    ]
    assert [one.page for one in document.flow] == [1, 1, 1, 1, 1, 1, 1, 2, 2]
    assert [one.index for one in document.paragraphs] == list(range(len(document.paragraphs)))


def test_size_colour_and_typeface_are_known(document: Document) -> None:
    mark, _, title, *_ = document.flow
    assert (mark.runs[0].size, mark.runs[0].color) == (36.0, "FF0000")
    assert title.runs[0].font in ("SimHei", "黑体")
    assert (title.runs[0].size, title.runs[0].color, title.runs[0].bold) == (22.0, "", False)
    date = document.flow[-1].runs[0]
    assert (date.font in ("KaiTi", "楷体"), date.bold) == (True, True)
    assert all(run.xml is None for one in document.paragraphs for run in one.runs)


def test_the_place_on_the_line_is_told(document: Document) -> None:
    assert [one.align for one in document.flow[:4]] == ["center", "center", "center", "both"]
    assert [one.first_line_chars for one in document.flow[3:6]] == [None, 2, 2]
    assert document.flow[4].line == 29.0


def test_page_numbers_stand_apart(document: Document) -> None:
    footers = document.sections[0].footers
    assert {kind: found[0].text for kind, found in footers.items()} == {
        "default": "— 1 —",
        "even": "— 2 —",
    }
    assert footers["even"][0].fields == ("PAGE",)
    assert (document.sections[0].width_mm, document.sections[0].height_mm) in (
        (209.9, 297.0),
        (210.0, 297.0),
    )


def test_what_cannot_be_judged_is_said(document: Document) -> None:
    assert document.known == {"text", "font", "colour", "paper"}
    assert document.unknown_because == ("fixed_layout", "no_revisions", "no_fields")
    assert all(UNJUDGED[code]["zh"] and UNJUDGED[code]["en"] for code in document.unknown_because)


def test_parts_of_a_line_that_stand_apart_keep_a_blank() -> None:
    line = [Text("云府〔2026〕1号", 95, 200), Text("签发人：", 340, 200), Text("周文静", 404, 200, font=2)]
    for data in (pdf(line), ofd(line)):
        (found,) = open_document(data).flow
        assert found.text == "云府〔2026〕1号 签发人：周文静"
        assert [run.bold for run in found.runs] == [False, True]


def test_text_drawn_twice_to_look_bold_is_read_once() -> None:
    (found,) = open_document(ofd([Text("通知", 100, 100), Text("通知", 100.3, 100)])).flow
    assert (found.text, found.runs[0].bold) == ("通知", True)


def test_a_template_is_drawn_under_every_page() -> None:
    found = open_document(
        ofd([Text("甲", 100, 300)], [Text("乙", 100, 300)], template=[Text("头", 100, 100)])
    )
    assert [one.text for one in found.flow] == ["头", "甲", "头", "乙"]


def test_a_scan_is_told() -> None:
    for data in (pdf([]), ofd([])):
        with pytest.raises((DocumentScanned, DocumentWordless)) as caught:
            open_document(data)
        assert "扫描件" in caught.value.text("zh")


def test_passwords_are_told() -> None:
    with pytest.raises(DocumentEncrypted):
        open_document(pdf(*sheet(), encrypt=True))
    with pytest.raises(DocumentEncrypted):
        open_document(zipped({**ofd_parts(*sheet()), "Encryptions.xml": b"<x/>"}))


def test_damage_is_told() -> None:
    with pytest.raises(DocumentBroken):
        open_document(b"%PDF-1.7\n" + bytes(500))
    with pytest.raises(DocumentBroken):
        open_document(pdf())
    files = ofd_parts(*sheet())
    for name in ("Doc_0/Document.xml", "Doc_0/Pages/Page_1/Content.xml"):
        with pytest.raises(DocumentBroken):
            open_document(zipped({key: value for key, value in files.items() if key != name}))


def test_pages_and_characters_are_bounded() -> None:
    many = [[Text("甲乙丙丁戊己庚辛壬癸", 79, 100)]] * 5
    for data in (pdf(*many), ofd(*many)):
        found = open_document(data, limits=replace(LIMITS, pages=2))
        assert len(found.flow) == 2
        assert "pages_left_out" in found.unknown_because
        with pytest.raises(DocumentTooLarge):
            open_document(data, limits=replace(LIMITS, characters=50))
        assert "pages_left_out" in open_document(data, limits=replace(LIMITS, seconds=0)).unknown_because


def test_a_font_without_a_name_is_noted() -> None:
    files = ofd_parts([Text("甲", 100, 100)])
    files["Doc_0/PublicRes.xml"] = b"<Res/>"
    assert "font_names_missing" in open_document(zipped(files)).unknown_because


def test_colours_of_drawing_parameters_and_of_four_inks() -> None:
    files = ofd_parts([Text("红", 100, 100), Text("墨", 100, 200)])
    page = files["Doc_0/Pages/Page_0/Content.xml"].decode()
    page = page.replace('<ofd:FillColor Value="0 0 0"/>', "", 1).replace("Size=", 'DrawParam="7" Size=', 1)
    page = page.replace('Value="0 0 0"', 'Value="0 255 255 0"')
    resources = files["Doc_0/PublicRes.xml"].decode()
    parameter = '<ofd:DrawParam ID="7"><ofd:FillColor Value="255 0 0"/></ofd:DrawParam></ofd:Res>'
    files["Doc_0/Pages/Page_0/Content.xml"] = page.encode()
    files["Doc_0/PublicRes.xml"] = resources.replace("</ofd:Res>", parameter).encode()
    assert [one.runs[0].color for one in open_document(zipped(files)).flow] == ["FF0000", "FF0000"]


def test_the_white_around_the_text_is_measured_so_that_a_page_can_show_it() -> None:
    for data in (pdf(*sheet()), ofd(*sheet())):
        found = open_document(data)
        (page,) = found.sections
        assert page.left_mm == pytest.approx(79 * 25.4 / 72, abs=1)
        assert page.right_mm == pytest.approx((595 - 79 - 28 * 16) * 25.4 / 72, abs=2)
        assert page.top_mm > 35
        first, number, title = list(found.flow)[:3]
        assert first.before == pytest.approx(150 - 36 - page.top_mm / 25.4 * 72, abs=1)
        assert number.before > 50
        assert title.before > 30
        assert "page" not in found.known
        assert "paragraph" not in found.known


def test_places_of_a_fixed_layout_are_no_settings_to_compare() -> None:
    pages = sheet()
    moved = [[Text(one.text, one.left, one.base + 20, one.size, one.font, one.color) for one in pages[0]]]
    assert not compare(open_document(pdf(pages[0])), open_document(pdf(*moved))).formats
