"""Does a table say what it says on paper: headers, merged cells, names with values, parts of a matter?"""

from __future__ import annotations

import pytest

from bangban.skills.documents.read import open_document
from bangban.skills.passages import Line, of_document, of_html, of_markdown, structure
from tests.support.patience import patience
from tests.unit.skills.documents.read.building import docx, paragraph


def texts(table: str) -> list[str]:
    return [part.text for part in structure(of_html(f"<table>{table}</table>".encode()), "表").parts]


def test_a_cell_over_several_rows_is_said_in_each_of_them() -> None:
    assert texts(
        "<tr><th>类别<th>材料<th>份数</tr>"
        "<tr><td rowspan=2>身份<td>身份证<td>1</tr><tr><td>户口簿<td>2</tr><tr><td>住所<td>合同<td>1</tr>"
    ) == [
        "类别：身份；材料：身份证；份数：1",
        "类别：身份；材料：户口簿；份数：2",
        "类别：住所；材料：合同；份数：1",
    ]


def test_a_header_of_two_storeys_is_one() -> None:
    [row] = texts(
        "<tr><th rowspan=2>项目<th colspan=2>标准</tr><tr><th>首次<th>补办</tr><tr><td>居住证<td>免费<td>20元</tr>"
    )
    assert row == "项目：居住证；标准 首次：免费；标准 补办：20元"


def test_what_goes_over_the_whole_width_is_above_what_follows_or_a_note() -> None:
    whole = structure(
        of_html(
            "<h1>收费</h1><table><tr><td colspan=2>收费标准表</tr><tr><td>项目<td>标准</tr><tr><td colspan=2>一、公安</tr>"
            "<tr><td>居住证<td>免费</tr><tr><td colspan=2>注：补办另计。</tr></table>".encode()
        ),
        "表",
    )
    assert [(part.heading, part.text) for part in whole.parts] == [
        ("收费标准表 项目、标准 一、公安", "项目：居住证；标准：免费"),
        ("收费标准表 项目、标准", "注：补办另计。"),
    ]


def test_a_row_is_on_its_own_page() -> None:
    lines = [
        Line(text, page, cell=(0, row, column))
        for row, (page, cells) in enumerate([(1, "项目 标准"), (1, "甲 1"), (2, "乙 2")])
        for column, text in enumerate(cells.split())
    ]
    assert [part.page for part in structure(lines, "表").parts] == [1, 2]


def test_names_before_values_are_no_header() -> None:
    assert texts("<tr><td>姓名<td>张三<td>性别<td>男</tr><tr><td>住址<td colspan=3>幸福路1号</tr>") == [
        "姓名：张三；性别：男",
        "住址：幸福路1号",
    ]
    assert texts("<tr><td>姓名<td><td>性别<td></tr><tr><td>住址<td colspan=3></tr>") == ["姓名；性别", "住址"]
    assert texts("<tr><td>名称<td>电话</tr><tr><td>政务中心<td>12345</tr>") == ["名称：政务中心；电话：12345"]


@pytest.mark.parametrize("form", ["html", "markdown", "docx"])
def test_a_guide_in_a_table_falls_into_what_it_says_of_the_matter(form: str) -> None:
    rows = [
        ("事项名称", "居住证办理"),
        ("受理条件", "在本市居住半年"),
        ("申请材料", "1.身份证"),
        ("办理地点", "街道办事处"),
    ]
    if form == "html":
        body = "".join(f"<tr><td>{name}<td>{said}</tr>" for name, said in rows)
        lines = of_html(f"<table>{body}</table>".encode())
    elif form == "markdown":
        lines = of_markdown("".join(f"| {name} | {said} |\n" for name, said in rows))
    else:
        cells = "".join(f"<w:tr>{cell(name)}{cell(said)}</w:tr>" for name, said in rows)
        lines = of_document(open_document(docx(f"<w:tbl>{cells}</w:tbl>"), name="a.docx"))
    whole = structure(lines, "指南")
    assert whole.title == "居住证办理"
    assert [(part.kind, part.name, part.text) for part in whole.parts] == [
        ("matter", name, said) for name, said in rows
    ]


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def test_merged_cells_of_a_word_file_are_known() -> None:
    rows = [
        cell("项目", '<w:vMerge w:val="restart"/>') + cell("标准", '<w:gridSpan w:val="2"/>'),
        cell("", "<w:vMerge/>") + cell("首次") + cell("补办"),
        cell("证件", '<w:vMerge w:val="restart"/>') + cell("免费") + cell("20元"),
        cell("", "<w:vMerge/>") + cell("10元") + cell("15元"),
    ]
    document = open_document(
        docx(f"<w:tbl>{''.join(f'<w:tr>{one}</w:tr>' for one in rows)}</w:tbl>"), name="a.docx"
    )
    assert document.tables[0].merged == {(0, 0): (2, 1), (0, 1): (1, 2), (2, 0): (2, 1)}
    assert [part.text for part in structure(of_document(document), "表").parts] == [
        "项目：证件；标准 首次：免费；标准 补办：20元",
        "项目：证件；标准 首次：10元；标准 补办：15元",
    ]


def test_a_cell_that_says_it_is_as_large_as_the_sea_is_bounded() -> None:
    with patience():
        found = texts(
            "".join(f"<tr><td rowspan=99999 colspan=99999>{row}<td>值{row}</tr>" for row in range(200))
        )
    assert 0 < len(found) <= 200
    assert texts("<tr><td rowspan=x colspan=-1>甲<td>乙</tr><tr><td>1<td>2</tr>") == ["甲：1；乙：2"]
