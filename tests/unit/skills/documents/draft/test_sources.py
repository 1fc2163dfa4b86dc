"""Does a document follow from a previous one, from notes, and from a table, with nothing carried over unseen?"""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from bangban.skills.documents import draft
from bangban.skills.documents.check import check
from bangban.skills.documents.draft import bulk, notes
from bangban.skills.documents.draft.bulk import NoSuchColumns, TableNotRead
from bangban.skills.documents.draft.forms import FormNotRight
from bangban.skills.documents.draft.paper import Paper
from bangban.skills.documents.findings import Kind
from bangban.skills.documents.read import open_document
from bangban.skills.documents.recognise import recognise
from tests.documents.correct import correct, names
from tests.documents.flavours import FLAVOURS
from tests.support.papers import a_notice

# ── like a previous one ──


def next_of(data: bytes, **changes: Any) -> Paper:
    document = open_document(data, name="previous.docx")
    return draft.like(document, recognise(document), changes)


def test_matter_date_and_number_are_new() -> None:
    paper = next_of(
        correct("notice"),
        matter="加强建筑施工安全管理工作",
        number="临政〔2026〕40号",
        date="2026-10-09",
        replace={"城镇燃气": "建筑施工", "区城市管理局": "区住房和城乡建设局"},
    )
    assert paper.title == "云栖市临江区人民政府关于加强建筑施工安全管理工作的通知"
    assert paper.date == date(2026, 10, 9)
    assert "燃气安全管理工作" not in paper.text
    assert "区住房和城乡建设局要会同" in paper.text
    assert paper.printed_on == date(2026, 10, 9)


def test_what_is_carried_over_is_marked() -> None:
    paper = next_of(correct("notice"), matter="加强建筑施工安全管理工作", date="2026-10-09")
    carried = {gap.text for gap in paper.gaps if gap.code == "carried"}
    assert "2026年5月31日" in carried
    assert any(one.startswith("95%") for one in carried)
    assert [gap.code for gap in paper.gaps if gap.code != "carried"] == ["number"]


@pytest.mark.parametrize("name", [one for one in names() if one != "notice_secret"])
@pytest.mark.parametrize("flavour", ["word", "vml", "numbered"])
def test_any_document_can_be_followed(name: str, flavour: str) -> None:
    assert flavour in FLAVOURS
    first = open_document(correct(name, flavour), name="previous.docx")
    outline = recognise(first)
    paper = draft.like(first, outline, {"date": "2026-10-09", "number": "临政〔2026〕40号"})
    again = open_document(draft.write(paper), name="next.docx")
    assert recognise(again).kind is outline.kind
    body = "".join("".join(line.text.split()) for line in paper.lines())
    said = "".join("".join(one.text.split()) for one in again.flow)
    assert all(one in said for one in body.split("。"))


def test_what_was_not_right_in_the_earlier_one_does_not_keep_its_number_or_matter() -> None:
    paper = next_of(
        a_notice(
            title="临江区人民政府关于做好防汛工作的通知。",
            number="临政发[2026] 021号",
            addressee="各街道办事处,区政府各部门",
        ),
        matter="开展消防安全检查",
    )
    assert paper.title == "临江区人民政府关于开展消防安全检查的通知"
    assert paper.number == "临政发〔　　〕　号"
    assert paper.addressee == "各街道办事处，区政府各部门"


def test_unknown_changes_and_unknown_documents_are_refused() -> None:
    with pytest.raises(FormNotRight):
        next_of(correct("notice"), colour="red")


# ── notes ──

NOTES = """
会议名称：区政府第18次常务会议
时间：2026年4月15日上午
地点：区政府三楼会议室
主持人：区长李明远
出席：李明远、王立新、赵雪
请假：李建国
列席：张敏 陈志远

议题一：城镇燃气安全管理工作
汇报：区城市管理局
张敏：建议加大检查力度，多派人手。
决定：由区城市管理局牵头，于2026年5月31日前完成首轮隐患排查
要求：各街道要压实属地责任

议题二：老旧小区改造工作
汇报：区住房和城乡建设局
原则通过：《临江区2026年老旧小区改造实施方案》
"""


def test_notes_become_minutes() -> None:
    form, remarks = notes.form_of(NOTES)
    assert remarks == ["张敏：建议加大检查力度，多派人手。"]
    form |= {"issuer": "云栖市临江区人民政府", "number": "〔2026〕6号", "printed_on": "2026-04-20"}
    paper = draft.document(form)
    assert paper.kind is Kind.MINUTES
    assert paper.attendance[0] == ("出席", "李明远　王立新　赵　雪")
    assert "会议听取了区城市管理局关于城镇燃气安全管理工作情况的汇报。" in paper.text
    assert "会议决定，由区城市管理局牵头，于2026年5月31日前完成首轮隐患排查。" in paper.text
    assert "会议审议并原则通过《临江区2026年老旧小区改造实施方案》。" in paper.text
    assert "多派人手" not in paper.text
    found = check(open_document(draft.write(paper), name="x.docx"), today=date(2026, 9, 1)).findings
    assert [one.rule for one in found] == []


def test_one_subject_makes_minutes_of_a_special_meeting() -> None:
    form, _ = notes.form_of(
        "会议：专题会议\n时间：2026年5月19日下午\n主持：副区长王立新\n出席：王立新\n"
        "议题：推进春江路道路改造工程\n明确：由区住房和城乡建设局组织实施\n同意：所需资金由区财政安排"
    )
    paper = draft.document(
        {**form, "issuer": "云栖市临江区人民政府", "number": "第9期", "printed_on": "2026-05-22"}
    )
    assert paper.title == "关于推进春江路道路改造工程的会议纪要"
    assert "一、会议明确，由区住房和城乡建设局组织实施。" in paper.text


def test_what_was_settled_in_one_breath_and_the_heading_of_the_notes() -> None:
    form, remarks = notes.form_of(
        "临江区政府专题会议记录\n时间：2026年5月12日上午9:30\n议题一：老旧小区改造进度\n"
        "决定：一、区住建局牵头，6月30日前全部开工。二、江南街道负责签约，每周五报送进度。\n"
        "议题二：汛期安全\n要求：2.5米以下管网5月31日前完成清淤。"
    )
    assert form["meeting"] == "临江区政府专题会议"
    assert remarks == []
    assert [one["text"] for one in form["points"]] == [
        "会议决定，区住建局牵头，6月30日前全部开工；江南街道负责签约，每周五报送进度。",
        "会议要求，2.5米以下管网5月31日前完成清淤。",
    ]


# ── a table ──

LETTER: dict[str, Any] = {
    "kind": "函",
    "issuer": "云栖市临江区发展和改革局",
    "number": "临发改函〔2026〕{序号}号",
    "addressee": "{单位}",
    "matter": "提供{项目}数据",
    "deadline": "{期限}",
    "contact": {"name": "林涛", "phone": "88880345"},
    "date": "2026-05-28",
}
CSV = "序号,单位,项目,期限\n45,区统计局,固定资产投资,2026年6月15日\n46,区财政局,,2026年6月15日\n,,,\n47,区审计局,政府投资审计,六月中旬\n"


def test_one_letter_a_row_and_what_is_missing_is_said() -> None:
    table = bulk.read_table(CSV.encode("utf-8-sig"), "名单.csv")
    rows = list(bulk.letters(LETTER, table, "{单位}"))
    assert [one.number for one in rows] == [2, 3, 5]
    assert rows[0].paper is not None
    assert rows[0].paper.addressee == "区统计局"
    assert "现商请贵局提供固定资产投资数据。" in rows[0].paper.text
    assert rows[1].paper is None
    assert rows[1].missing == ("项目",)
    assert rows[2].problem is not None
    assert "期限" in rows[2].problem.text("zh")
    with pytest.raises(ValueError, match="no document"):
        rows[1].file()


def test_a_day_as_programs_write_it_stands_as_documents_say_it() -> None:
    table = bulk.read_table(
        "单位,期限\n区统计局,2026-06-05\n区财政局,2026/6/15\n区审计局,2026-02-30\n".encode(), "名单.csv"
    )
    assert [row["期限"] for row in table.rows] == ["2026年6月5日", "2026年6月15日", "2026-02-30"]


def test_every_letter_passes_the_checker() -> None:
    table = bulk.read_table(CSV.encode("gb18030"), "名单.csv")
    for row in bulk.letters(LETTER, table):
        if row.paper:
            found = check(open_document(row.file(), name="x.docx"), today=date(2026, 9, 1)).findings
            assert [one.rule for one in found] == []


def test_a_column_the_table_lacks_is_said_before_anything_is_written() -> None:
    table = bulk.read_table(CSV.encode(), "名单.csv")
    with pytest.raises(NoSuchColumns) as raised:
        list(bulk.letters({**LETTER, "purpose": "{目的}"}, table))
    assert "目的" in raised.value.text("zh")


def test_names_of_files_are_safe_and_differ() -> None:
    table = bulk.Table(("单位",), ({"单位": "../区/统计局"}, {"单位": "../区/统计局"}))
    found = [
        one.name
        for one in bulk.letters(
            {
                **LETTER,
                "addressee": "{单位}",
                "number": "临发改函〔2026〕1号",
                "matter": "提供数据",
                "deadline": "2026-06-15",
            },
            table,
            "{单位}",
        )
    ]
    assert found == [".._区_统计局", ".._区_统计局-2"]


def test_a_workbook_is_read_with_days_and_whole_numbers(tmp_path: Path) -> None:
    file = tmp_path / "名单.xlsx"
    file.write_bytes(_workbook())
    table = bulk.read_table(file)
    assert table.columns == ("单位", "数量")
    assert table.rows == ({"单位": "区统计局", "数量": "3"},)


def test_what_is_no_table_is_told() -> None:
    for data, name in ((b"\x00\x01", "a.xlsx"), (b"", "a.csv")):
        with pytest.raises(TableNotRead):
            bulk.read_table(data, name)


def _workbook() -> bytes:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>单位</t></is></c><c r="B1" t="inlineStr"><is><t>数量</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>区统计局</t></is></c><c r="B2"><v>3</v></c></row></sheetData></worksheet>'
    )
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()
