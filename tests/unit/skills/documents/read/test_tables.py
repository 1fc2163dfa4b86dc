"""Do tables of a fixed layout come in as rows and columns, and nothing else as a table?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bangban.skills.documents.model import Document
from bangban.skills.documents.read import open_document
from tests.support.patience import patience
from tests.unit.skills.documents.read.fixed import Drawn, Stroke, Text, grid, ofd, pdf

FEES = [
    ["项目", "标准", "依据"],
    ["居住证", "首次免费", "条例第二条"],
    ["居住证补办", "每证20元", "条例第三条"],
]
WIDE = [150.0, 100.0, 150.0]


def read(*pages: Sequence[Drawn]) -> Document:
    return open_document(pdf(*pages), name="a.pdf")


def rows(document: Document) -> list[list[list[str]]]:
    return [table.rows for table in document.tables]


def outside(document: Document) -> list[str]:
    return [one.text for one in document.paragraphs if one.place == "body"]


@pytest.mark.parametrize("form", ["pdf", "ofd"])
def test_a_grid_comes_in_by_its_cells_where_it_stands(form: str) -> None:
    page = [
        Text("收费公示", 250, 80, 22),
        Text("现将收费标准公布如下。", 111, 110),
        *grid(FEES, 80, 130, WIDE),
        Text("以上由发展改革局解释。", 111, 240),
    ]
    document = open_document(pdf(page) if form == "pdf" else ofd(page), name=f"a.{form}")
    assert rows(document) == [FEES]
    assert outside(document) == ["收费公示", "现将收费标准公布如下。", "以上由发展改革局解释。"]
    cells = [one for one in document.flow if one.place == "table"]
    assert [(one.cell, one.text) for one in cells[:4]] == [
        ((0, 0, 0), "项目"),
        ((0, 0, 1), "标准"),
        ((0, 0, 2), "依据"),
        ((0, 1, 0), "居住证"),
    ]
    assert [one.text for one in document.flow][2] == "项目"
    assert (document.tables[0].first, document.tables[0].last) == (cells[0].index, cells[-1].index)


@pytest.mark.parametrize("how", [{"wide": 0.5}, {"wide": 2.0}, {"sides": False}])
def test_borders_are_thin_areas_too_and_sides_may_be_open(how: dict[str, float]) -> None:
    assert rows(read(grid(FEES, 80, 130, WIDE, **how))) == [FEES]


def test_merged_cells_stand_where_they_begin() -> None:
    table = [
        ["序号", "项目", "标准", "<"],
        ["^", "^", "首次", "补办"],
        ["1", "居住证", "免费", "20元"],
        ["2", "驾驶证", "10元", "^"],
        ["^", "行驶证", "15元", "30元"],
    ]
    [found] = read(grid(table, 80, 130, [50, 120, 80, 80])).tables
    assert found.rows == [[text if text not in "<^" else "" for text in row] for row in table]
    assert found.merged == {(0, 0): (2, 1), (0, 1): (2, 1), (0, 2): (1, 2), (3, 0): (2, 1), (2, 3): (2, 1)}


def test_what_is_written_in_one_go_over_a_line_belongs_to_two_cells() -> None:
    drawn: list[Drawn] = [one for one in grid(FEES, 80, 130, [60, 60, 150]) if isinstance(one, Stroke)]
    for row, text in enumerate(("项目收费标准金额依据", "办证免收工本费用条例", "补证每证收二十元办法")):
        drawn.append(Text(text, 120, 146 + 24 * row, 10))
    assert rows(read(drawn)) == [
        [["项目", "收费标准金额", "依据"], ["办证", "免收工本费用", "条例"], ["补证", "每证收二十元", "办法"]]
    ]


def test_lines_of_a_cell_are_one_paragraph_until_one_ends() -> None:
    table = [["材料", "要求"], ["身份证", ""], ["^", ""], ["^", ""]]
    lines = [Stroke(80, 130 + 24 * row, 400, 130 + 24 * row) for row in (0, 1, 4)]
    lines += [Stroke(x, 130, x, 226) for x in (80, 200, 400)]
    texts = [
        Text("材料", 84, 146, 10), Text("要求", 204, 146, 10), Text("身份证", 84, 190, 10),
        Text("原件和复印件各一份复印件须由申请人本人", 204, 170, 10), Text("签名", 204, 186, 10), Text("原件当场退还", 204, 202, 10),
    ]  # fmt: skip
    document = read([*lines, *texts])
    assert rows(document) == [
        [table[0], ["身份证", "原件和复印件各一份复印件须由申请人本人签名\n原件当场退还"]]
    ]
    assert [one.text for one in document.flow if one.cell == (0, 1, 1)] == [
        "原件和复印件各一份复印件须由申请人本人签名",
        "原件当场退还",
    ]


def test_a_table_goes_on_over_pages_with_its_header_again_and_without() -> None:
    more = [["驾驶证", "10元", "办法第一条"], ["行驶证", "15元", "办法第二条"]]
    for second in ([FEES[0], *more], more):
        document = read(
            [Text("云栖市发改局", 80, 40, 9), *grid(FEES, 80, 700, WIDE), Text("— 1 —", 280, 800, 14)],
            [Text("云栖市发改局", 80, 40, 9), *grid(second, 82, 60, WIDE), Text("— 2 —", 280, 800, 14)],
        )
        assert rows(document) == [[*FEES, *more]]
        assert [one.page for one in document.flow if one.cell and one.cell[1] > 2] == [2] * 6


def test_a_row_that_a_page_cuts_is_one_row_and_a_cell_over_rows_goes_on() -> None:
    first = [["类别", "材料", "要求"], ["身份", "身份证", "原件和复印件各一份"]]
    cut = [["", "", "一份"], ["住所", "合同", "原件"]]
    document = read(grid(first, 80, 740, [60, 150, 98]), grid(cut, 80, 60, [60, 150, 98]))
    assert rows(document) == [[first[0], ["身份", "身份证", "原件和复印件各一份一份"], cut[1]]]
    over = [["类别", "材料", "份数"], ["身份", "身份证", "1"], ["^", "户口簿", "1"]]
    rest = [["", "照片", "2"], ["^", "护照", "1"], ["住所", "合同", "1"]]
    [table] = read(grid(over, 80, 716, WIDE), grid(rest, 80, 60, WIDE)).tables
    assert [row[1] for row in table.rows] == ["材料", "身份证", "户口簿", "照片", "护照", "合同"]
    assert table.merged == {(1, 0): (4, 1)}


def test_tables_with_something_between_are_two() -> None:
    document = read([*grid(FEES, 80, 600, WIDE), Text("以上为市级项目。", 80, 700)], grid(FEES, 80, 60, WIDE))
    assert len(document.tables) == 2
    assert len(read([*grid(FEES, 80, 100, WIDE), *grid(FEES, 80, 300, WIDE)]).tables) == 2


FORM = [["姓名", "", "性别", ""], ["住址", "", "<", "<"], ["电话", "", "民族", ""]]
FRAME = [
    Stroke(60, 60, 540, 60), Stroke(60, 780, 540, 780), Stroke(60, 60, 60, 780), Stroke(540, 60, 540, 780),
    Text("框里的通知正文没有表格", 90, 120), Text("第二行也是正文", 90, 150),
]  # fmt: skip
IMPRINT = [
    Stroke(79, 700, 516, 700), Stroke(79, 730, 516, 730), Stroke(79, 760, 516, 760),
    Text("抄送：市委办公室，市人大办公室。", 90, 720, 14),
    Text("云栖市人民政府办公室", 90, 750, 14), Text("2026年3月14日印发", 380, 750, 14),
]  # fmt: skip


def box(left: float, top: float, text: str) -> list[Drawn]:
    right, bottom = left + 100, top + 40
    return [
        Stroke(left, top, right, top), Stroke(left, bottom, right, bottom),
        Stroke(left, top, left, bottom), Stroke(right, top, right, bottom), Text(text, left + 20, top + 24, 12),
    ]  # fmt: skip


CHART = [
    *box(80, 100, "受理"), *box(280, 100, "审查"), *box(280, 240, "决定"), *box(80, 240, "送达"),
    Stroke(180, 120, 280, 120), Stroke(330, 140, 330, 240), Stroke(180, 260, 280, 260),
]  # fmt: skip
TREE = [
    *box(180, 100, "局长"), *box(80, 200, "科长"), *box(280, 200, "处长"),
    Stroke(230, 140, 230, 170), Stroke(130, 170, 330, 170), Stroke(130, 170, 130, 200), Stroke(330, 170, 330, 200),
]  # fmt: skip
BARS = [
    *(Stroke(100, y, 400, y) for y in range(100, 400, 50)), *(Stroke(x, 100, x, 350) for x in range(100, 401, 50)),
    Text("人数", 60, 110, 10), Text("2024", 120, 370, 10), Text("2025", 220, 370, 10), Text("2026", 320, 370, 10),
]  # fmt: skip


@pytest.mark.parametrize(
    "page",
    [grid(FORM, 80, 130, [60, 120, 60, 120]), FRAME, IMPRINT, CHART, TREE, BARS],
    ids=["form", "frame", "imprint", "chart", "tree", "bars"],
)
@pytest.mark.parametrize("form", ["pdf", "ofd"])
def test_what_is_drawn_and_is_no_table_stays_lines(page: Sequence[Drawn], form: str) -> None:
    document = open_document(pdf(page) if form == "pdf" else ofd(page), name=f"a.{form}")
    assert document.tables == []
    said = "".join(document.paragraphs[at].text for at in range(len(document.paragraphs)))
    assert all(one.text.replace(" ", "") in said.replace(" ", "") for one in page if isinstance(one, Text))


def test_lines_nobody_sees_make_no_grid() -> None:
    drawn = grid(FEES, 80, 130, WIDE)
    assert rows(read([replace(one, grey=1.0) if isinstance(one, Stroke) else one for one in drawn])) == []


def test_a_page_that_draws_without_end_is_read_as_lines() -> None:
    net: list[Drawn] = [Stroke(x, 60, x, 780) for x in range(60, 540, 2)]
    net += [Stroke(60, y, 540, y) for y in range(60, 780, 2)]
    many: list[Drawn] = [Stroke(60 + at % 400, 60, 61 + at % 400, 60 + at % 7) for at in range(30_000)]
    for drawn in (net, many, [Stroke(-9e9, 60, 9e9, 60), *grid(FEES, 80, 130, WIDE)]):
        with patience():
            document = read([*drawn, Text("正文仍然读得到。", 80, 40)])
        assert any("正文仍然读得到。" in one.text for one in document.paragraphs)


HOURS = [
    ["窗口", "星期", "上午", "下午"],
    ["一号窗口", "周一至周五", "9:00-12:00", "13:30-17:00"],
    ["二号窗口", "周一至周五", "9:00-12:00", "14:00-17:30"],
    ["三号窗口", "周六", "9:30-12:00", "休息"],
]
PROSE = "云栖市公共数据资源登记管理工作现就有关事项通知如下请各单位遵照执行"


def set_in(
    rows: Sequence[Sequence[str]], across: Sequence[float], top: float = 200, bold: bool = True
) -> list[Drawn]:
    """Texts under one another, without a line."""
    return [
        Text(text, across[column], top + 20 * row, 10, 1 if bold and row == 0 else 0)
        for row, cells in enumerate(rows)
        for column, text in enumerate(cells)
        if text
    ]


def test_what_is_set_in_columns_is_a_table_where_it_is_beyond_doubt() -> None:
    page = [
        Text("服务时间", 250, 150, 16),
        *set_in(HOURS, [60, 140, 230, 370]),
        Text("节假日另行通知。", 80, 285, 10),
    ]
    document = read(page)
    assert rows(document) == [HOURS]
    assert outside(document) == ["服务时间", "节假日另行通知。"]
    # What goes on over a page has the header again, or the same columns.
    more = [["四号窗口", "周日", "10:00-12:00", "休息"], ["五号窗口", "周日", "10:00-12:00", "休息"]]
    for second in ([HOURS[0], *more], more):
        follows = set_in(second, [60, 140, 230, 370], 60, bold=second is not more)
        assert rows(read(set_in(HOURS, [60, 140, 230, 370], 700), follows)) == [[*HOURS, *more]]


def test_what_does_not_fit_into_a_column_goes_on_below() -> None:
    table = [
        ["项目", "说明", "金额"],
        ["甲", "居住证工本费包括制作和", "20元"],
        ["", "邮寄", ""],
        ["乙", "年审", "10元"],
    ]
    assert rows(read(set_in(table, [80, 180, 350]))) == [
        [table[0], ["甲", "居住证工本费包括制作和邮寄", "20元"], table[3]]
    ]


def test_two_columns_between_three_lines_are_a_table() -> None:
    table = [["年份", "人数"], ["2024", "1200"], ["2025", "1300"]]
    texts = set_in(table, [100, 300], bold=False)
    lines = [Stroke(90, y, 350, y) for y in (186, 206, 246)]
    assert rows(read([*lines, *texts])) == [table]
    assert read(texts).tables == []


@pytest.mark.parametrize(
    ("table", "across"),
    [
        ([[PROSE[:20], PROSE[10:30]]] * 8, [60, 310]),
        ([[PROSE[:14], PROSE[5:19], PROSE[9:23]]] * 8, [50, 210, 370]),
        ([["张三", "李四", "王五"], ["赵六", "钱七", "孙八"], ["周九", "吴十", "郑一"]], [80, 200, 320]),
        ([["第一章", "总则", "............", "1"], ["第二章", "登记", "............", "5"], ["第三章", "罚则", "............", "9"]], [80, 160, 240, 450]),
        ([["姓名：", "张三", "性别：", "男"], ["民族：", "汉", "年龄：", "30"], ["电话：", "123", "学历：", "本科"]], [80, 150, 300, 370]),
        ([["云栖市", "人民政府", "文件"], ["发改委", "财政局", "民政局"], ["教育局", "公安局", "司法局"]], [80, 200, 320]),
        ([["1.", "申请人", "提出申请"], ["2.", "街道", "受理审查"], ["3.", "市局", "作出决定"]], [80, 120, 320]),
    ],
    ids=["two columns", "three columns", "names", "contents", "form", "letterhead", "steps"],
)  # fmt: skip
@pytest.mark.parametrize("bold", [True, False])
def test_what_is_set_in_columns_and_is_no_table_stays_lines(
    table: Sequence[Sequence[str]], across: Sequence[float], bold: bool
) -> None:
    assert read(set_in(table, across, bold=bold)).tables == []
