"""Is every element known for what it is, whatever is wrong with it and however it is laid out?"""

from __future__ import annotations

import pytest

from bangban.skills.documents.findings import Direction, Element, Kind
from bangban.skills.documents.model import Run
from bangban.skills.documents.recognise import recognise
from tests.support.patience import patience
from tests.unit.skills.documents.paper import (
    LETTER,
    MINUTES,
    NOTICE,
    ORDER,
    REPLY,
    REQUEST,
    changed,
    line,
    paper,
)

E = Element
ALL = {
    "notice": NOTICE,
    "request": REQUEST,
    "reply": REPLY,
    "letter": LETTER,
    "order": ORDER,
    "minutes": MINUTES,
}
EXPECTED = {
    "notice": (Kind.NOTICE, Direction.DOWN, "document"),
    "request": (Kind.REQUEST, Direction.UP, "document"),
    "reply": (Kind.REPLY, Direction.DOWN, "document"),
    "letter": (Kind.LETTER, Direction.LEVEL, "letter"),
    "order": (Kind.ORDER, Direction.DOWN, "order"),
    "minutes": (Kind.MINUTES, Direction.DOWN, "minutes"),
}


def roles(text: str, **how: str) -> list[tuple[str, Element]]:
    document = paper(text, **how)
    outline = recognise(document)
    return [
        (one.text.strip(), role)
        for one, role in zip(document.paragraphs, outline.roles, strict=True)
        if one.text.strip()
    ]


@pytest.mark.parametrize("name", ALL)
def test_kind_direction_and_format(name: str) -> None:
    outline = recognise(paper(ALL[name]))
    assert (outline.kind, outline.direction, outline.format) == EXPECTED[name]


def test_the_whole_of_a_notice() -> None:
    got = [role for _, role in roles(NOTICE)]
    assert got == [
        E.MARK, E.NUMBER, E.TITLE, E.TITLE, E.ADDRESSEE, E.BODY, E.HEADING_1, E.BODY, E.HEADING_1, E.HEADING_2,
        E.BODY, E.HEADING_3, E.BODY, E.HEADING_2, E.BODY, E.ATTACHMENT_NOTE, E.ATTACHMENT_NOTE, E.SIGNATURE,
        E.DATE, E.NOTE, E.ATTACHMENT_MARK, E.ATTACHMENT_TITLE, E.ATTACHMENT_BODY, E.ATTACHMENT_MARK,
        E.ATTACHMENT_TITLE, E.ATTACHMENT_BODY, E.COPY_TO, E.IMPRINT,
    ]  # fmt: skip


def test_number_and_signer_share_a_line() -> None:
    outline = recognise(paper(REQUEST))
    number, signer = outline.first(E.NUMBER), outline.first(E.SIGNER)
    assert number is not None
    assert signer is not None
    assert (number.text, signer.text) == ("云教〔2025〕27号", "签发人：李　明")
    assert number.first == signer.first
    assert (number.start, number.end) == (0, 11)


def test_attachments_are_sections() -> None:
    outline = recognise(paper(NOTICE))
    assert [(one.text, one.section) for one in outline.all(E.ATTACHMENT_TITLE)] == [
        ("公共数据资源登记台账", 1),
        ("联络员信息表", 2),
    ]
    assert outline.first(E.COPY_TO).section == 0  # type: ignore[union-attr]


# ── whatever the faults ──

FAULTS = [
    ("notice", "云府〔2025〕12号", E.NUMBER, ["云府[2025]12号", "云府(2025)12号", "云府〔25〕12号", "云府〔2025〕第012号", "云府〔2025〕12", "云府2025年12号", "云府〔二〇二五〕12号", "云府 〔2025〕 12 号", "云府字〔2025〕12号", "云府【2025】12号"]),
    ("notice", "各街道办事处，区政府各部门，各直属机构：", E.ADDRESSEE, ["各街道办事处，区政府各部门，各直属机构:", "各街道办事处，区政府各部门，各直属机构", "各街道办事处、区政府各部门、各直属机构；", "　　各街道办事处，区政府各部门，各直属机构：", "各街道办事处 区政府各部门 各直属机构："]),
    ("notice", "2025年3月14日\n", E.DATE, ["二〇二五年三月十四日\n", "2025年03月14日\n", "2025.3.14\n", "2025-03-14\n", "25年3月14日\n", "2025年3月\n", "二○二五年三月十四日\n", "2025年3月14号\n", "2025年 3月14日\n", "2025年2月30日\n"]),
    ("notice", "（此件公开发布）", E.NOTE, ["(此件公开发布)", "此件公开发布", "【此件公开发布】", "（此件公开发布"]),
    ("notice", "附件：1.公共数据资源登记台账", E.ATTACHMENT_NOTE, ["附件:1.公共数据资源登记台账", "附件 1.公共数据资源登记台账", "附件：1、《公共数据资源登记台账》；", "附：1.公共数据资源登记台账", "附件1：公共数据资源登记台账", "附件：一、公共数据资源登记台账"]),
    ("notice", "附件1\n", E.ATTACHMENT_MARK, ["附件1：\n", "附件一\n", "附件 1\n", "附 件 1\n", "附表1\n", "附件1:\n"]),
    ("notice", "抄送：区委各部门，区人大常委会办公室，区政协办公室，区人民法院，区人民检察院。", E.COPY_TO, ["抄送:区委各部门，区人大常委会办公室", "抄 送：区委各部门", "抄报：区委各部门。", "抄送 区委各部门，区人大常委会办公室。", "主送：各街道办事处。"]),
    ("notice", "云山区人民政府办公室　　2025年3月14日印发", E.IMPRINT, ["云山区人民政府办公室　　2025年3月14日", "云山区人民政府办公室\t2025年3月14日印", "云山区人民政府办公室　2025年03月14日印发", "云山区人民政府办公室　　二〇二五年三月十四日印发", "云山区人民政府办公室　　2025.3.14印发"]),
    ("request", "特急", E.URGENCY, ["紧急", "特 急", "加急", "急件", "特急件", "特提"]),
    ("request", "妥否，请批示。", E.CLOSING, ["妥否，请批示", "当否，请批复。", "以上请示，请予批准。", "特此请示，请批复。", "可否，请指示。"]),
    ("request", "（联系人：王芳，联系电话：0755—12345678）", E.NOTE, ["联系人：王芳，联系电话：0755—12345678", "(联系人:王芳,联系电话:0755-12345678)", "（联系人：王芳）"]),
    ("order", "第12号", E.NUMBER, ["第012号", "12号", "（第12号）", "云山市人民政府令第12号", "第十二号", "2025年第12号"]),
    ("order", "市长　陈　远", E.SIGNATURE, ["市长：陈远", "市 长 陈 远", "代市长　陈　远", "市长\t陈远"]),
    ("minutes", "〔2025〕5号", E.NUMBER, ["[2025]5号", "第5期", "（第5期）", "云府纪〔2025〕5号"]),
    ("minutes", "出席：陈　远、林　静、周　平", E.ATTENDANCE, ["出席:陈远、林静", "出席人员：陈　远、林　静", "出席 陈远、林静、周平"]),
    ("letter", "云教函〔2025〕31号", E.NUMBER, ["云教函[2025]31号", "云教函〔2025〕031号"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "right", "element", "wrong"),
    [(name, right, element, one) for name, right, element, wrongs in FAULTS for one in wrongs],
)
def test_a_fault_in_an_element_does_not_hide_it(name: str, right: str, element: Element, wrong: str) -> None:
    at = ALL[name].index(right)
    text = ALL[name][:at] + wrong + ALL[name][at + len(right) :]
    before, after = roles(ALL[name]), roles(text)
    assert [role for _, role in after] == [role for _, role in before]
    assert (wrong.strip(), element) in after


@pytest.mark.parametrize("look", ["body", "left", "center", "right", "title", "small"])
@pytest.mark.parametrize("name", ["notice", "request", "reply", "letter", "minutes"])
def test_known_with_one_look_for_everything(name: str, look: str) -> None:
    """Formats say a little, never all: a file where everything looks the same is still read."""
    usual = roles(ALL[name])
    same = roles(ALL[name], only=look)
    differs = [
        (text, role, other) for (text, role), (_, other) in zip(usual, same, strict=True) if role is not other
    ]
    assert len(differs) <= (2 if look == "title" else 1), differs


def test_indents_by_full_width_spaces_and_blank_lines() -> None:
    spaced = "\n".join(
        row.replace("right | ", "left | " + "　" * 18)
        .replace("body | ", "left | 　　")
        .replace("h1 | ", "left | 　　")
        for row in NOTICE.strip("\n").split("\n")
    )
    assert [role for _, role in roles(spaced)] == [role for _, role in roles(NOTICE)]
    doubled = NOTICE.strip("\n").replace("\n", "\nbody |\n")
    assert [role for _, role in roles(doubled)] == [role for _, role in roles(NOTICE)]


@pytest.mark.parametrize("name", ALL)
def test_missing_elements(name: str) -> None:
    """With any one paragraph left out, the others keep their roles."""
    rows = ALL[name].strip("\n").split("\n")
    usual = dict(roles(ALL[name]))
    for at in range(len(rows)):
        rest = roles("\n".join(rows[:at] + rows[at + 1 :]))
        wrong = [(text, role) for text, role in rest if usual[text] is not role]
        assert len(wrong) <= 1, (rows[at], wrong)


def test_wrong_order() -> None:
    swapped = changed(
        REQUEST, "black | 特急\nmark | 云山区教育局文件\n", "mark | 云山区教育局文件\nblack | 特急\n"
    )
    assert dict(roles(swapped))["特急"] is E.URGENCY
    swapped = changed(
        NOTICE,
        "right | 云山区人民政府\nright | 2025年3月14日",
        "right | 2025年3月14日\nright | 云山区人民政府",
    )
    got = roles(swapped)
    assert ("云山区人民政府", E.SIGNATURE) in got
    assert ("2025年3月14日", E.DATE) in got
    serial = (
        "left | 000001\nblack | 特急\nblack | 机密★1年\n" + REQUEST.replace("black | 特急\n", "").lstrip()
    )
    assert [role for _, role in roles(serial)][:4] == [E.SERIAL, E.URGENCY, E.CLASSIFICATION, E.MARK]


# ── other ways of laying out ──


def test_letterhead_in_text_boxes_and_imprint_in_a_table() -> None:
    document = paper(NOTICE)
    for one in document.paragraphs[:2]:
        one.place = "textbox"
    for row, one in enumerate(document.paragraphs[-2:]):
        one.place, one.cell = "table", (0, row, 0)
    got = recognise(document).roles
    assert got[:2] == [E.MARK, E.NUMBER]
    assert got[-2:] == [E.COPY_TO, E.IMPRINT]


def test_imprint_in_two_cells() -> None:
    document = paper(NOTICE.replace("室　　2025年3月14日印发", "室\nsmall | 2025年3月14日印发"))
    for column, one in enumerate(document.paragraphs[-2:]):
        one.place, one.cell = "table", (0, 1, column)
    outline = recognise(document)
    assert outline.roles[-2:] == [E.IMPRINT, E.IMPRINT]
    assert outline.all(E.IMPRINT)[0].text == "云山区人民政府办公室\n2025年3月14日印发"


def test_tables_in_the_text_are_tables() -> None:
    document = paper(NOTICE)
    cells = ["序号", "单位", "登记数量", "1", "区教育局", "2025年3月14日", "合计", "120"]
    at = 11
    added = [line(0, text, "center", place="table", cell=(0, n // 3, n % 3)) for n, text in enumerate(cells)]
    document.paragraphs[at:at] = added
    for index, one in enumerate(document.paragraphs):
        one.index = index
    got = recognise(document).roles
    assert got[at : at + len(cells)] == [E.TABLE] * len(cells)
    assert got[:at] == recognise(paper(NOTICE)).roles[:at]


def test_joint_marks_and_signatures() -> None:
    text = changed(
        NOTICE, "mark | 云山区人民政府文件", "mark | 云山区财政局\nmark | 云山区教育局\nmark | 文件"
    )
    text = changed(text, "right | 云山区人民政府\n", "right | 云山区财政局　　　　云山区教育局\n")
    got = roles(text)
    assert [role for _, role in got][:4] == [E.MARK, E.MARK, E.MARK, E.NUMBER]
    assert ("云山区财政局　　　　云山区教育局", E.SIGNATURE) in got


def test_signature_and_date_in_one_paragraph() -> None:
    text = changed(
        REPLY, "right | 云山区人民政府\nright | 2025年4月21日", "right | 云山区人民政府　　2025年4月21日"
    )
    outline = recognise(paper(text))
    assert outline.first(E.SIGNATURE).text == "云山区人民政府"  # type: ignore[union-attr]
    assert outline.first(E.DATE).text == "2025年4月21日"  # type: ignore[union-attr]


def test_signers_on_their_own_lines() -> None:
    text = changed(
        REQUEST,
        "left | 云教〔2025〕27号　　　　　　　签发人：李　明",
        "left | 云教〔2025〕27号\nright | 签发人：李　明　王　芳",
    )
    got = [role for _, role in roles(text)]
    assert got[2:4] == [E.NUMBER, E.SIGNER]


def test_a_date_of_adoption_under_the_title_is_not_the_date() -> None:
    text = """
title | 云山区人民代表大会关于批准2024年预算执行情况的决议
center | （2025年1月10日云山区第七届人民代表大会第五次会议通过）
body | 云山区第七届人民代表大会第五次会议审查了预算执行情况的报告，会议决定批准该报告。
"""
    outline = recognise(paper(text))
    assert outline.kind is Kind.RESOLUTION
    assert outline.roles == [E.TITLE, E.OTHER, E.BODY]


def test_labels_and_page_numbers_stand_aside() -> None:
    document = paper(REPLY + "left | 本文由人工智能辅助生成，经人工审核\n")
    footer = line(len(document.paragraphs), "— 1 —", "center", place="footer", fields=("PAGE",))
    document.paragraphs.append(footer)
    got = recognise(document).roles
    assert got[-2:] == [E.AI_LABEL, E.PAGE_NUMBER]
    title = changed(REPLY, "校舍抗震加固经费安排的批复", "人工智能生成内容标识工作的批复")
    assert ("人工智能生成内容标识工作的批复", E.TITLE) in roles(title)


def test_names_that_run_on_into_lines_of_their_own() -> None:
    text = changed(MINUTES, "出席：陈　远、林　静、周　平", "出席：陈　远、林　静、\nmore | 周　平、吴　桐")
    text = changed(
        text,
        "分送：区委办公室，区人大常委会办公室，区政协办公室。",
        "分送：区委办公室，区人大常委会办公室，\nsmall | 区政协办公室。",
    )
    got = roles(text)
    assert ("周　平、吴　桐", E.ATTENDANCE) in got
    assert ("区政协办公室。", E.COPY_TO) in got
    outline = recognise(paper(text))
    assert outline.all(E.COPY_TO)[0].text.endswith("，\n区政协办公室。")


# ── headings ──


def test_numbered_sentences_are_text_unless_set_apart() -> None:
    assert (
        dict(roles(REPLY))["一、同意从2025年教育附加资金中安排860万元，专项用于春风小学校舍抗震加固。"]
        is E.BODY
    )
    document = paper(changed(NOTICE, "h1 | 一、总体要求\nbody | 坚持", "body | 一、总体要求。坚持"))
    paragraph = next(one for one in document.paragraphs if one.text.startswith("一、总体要求"))
    rest = paragraph.text[7:]
    paragraph.runs = [
        Run(0, 7, "一、总体要求。", font="黑体", size=16.0),
        Run(7, 7 + len(rest), rest, font="仿宋_GB2312", size=16.0),
    ]
    heading = recognise(document).all(E.HEADING_1)[0]
    assert heading.text == "一、总体要求。"
    assert (heading.start, heading.end) == (0, 7)


@pytest.mark.parametrize(
    "wrong", ["(二)加强质量管理", "（二）、加强质量管理", "（2)加强质量管理", "（二） 加强质量管理"]
)
def test_a_badly_written_heading_is_one(wrong: str) -> None:
    role = dict(roles(changed(NOTICE, "（二）加强质量管理", wrong)))[wrong]
    assert role in (E.HEADING_2, E.HEADING_4)


# ── the officer has the last word ──


def test_corrections_win_and_shape_the_rest() -> None:
    document = paper(NOTICE)
    index = next(one.index for one in document.paragraphs if one.text.startswith("各单位应当建立"))
    outline = recognise(document, {index: E.NOTE, 0: E.OTHER})
    assert outline.roles[index] is E.NOTE
    assert outline.roles[0] is E.OTHER
    assert outline.all(E.NOTE)[0].text.startswith("各单位应当建立")
    assert outline.first(E.MARK) is None


def test_a_correction_moves_the_path() -> None:
    """Told that a line is the title, the recogniser takes the one after it for the addressee."""
    text = "body | 做好数据登记\nbody | 区教育局\nbody | 请按要求做好数据登记，并于2025年4月30日前完成台账填报。\n"
    document = paper(text)
    assert recognise(document, {0: E.TITLE}).roles == [E.TITLE, E.ADDRESSEE, E.BODY]


def test_corrected_kinds_follow() -> None:
    text = changed(REPLY, "校舍抗震加固经费安排的批复", "校舍抗震加固经费安排")
    assert recognise(paper(text)).kind is Kind.REPLY


@pytest.mark.parametrize("text", ["", "body |", "body | 好", "body | 一\nbody | 二"])
def test_hardly_anything(text: str) -> None:
    document = paper(text)
    outline = recognise(document)
    assert len(outline.roles) == len(document.paragraphs)


@pytest.mark.parametrize(
    "piece", ["局", "云山区局，", "（", "2025年3月", "附件1", "《", "恳请", "一、", "　", "二）", "·"]
)
def test_a_hostile_paragraph_costs_no_more_than_its_length(piece: str) -> None:
    for length in (60, 400, 20_000):
        document = paper(f"mark | {piece * length}\nbody | {piece * length}\nsmall | {piece * length}")
        with patience():
            recognise(document)


def test_three_hundred_pages_are_recognised() -> None:
    long = NOTICE.replace(
        "h2 | （二）加强质量管理\n", "body | 各单位应当建立数据质量核查机制，每季度至少开展1次自查。\n" * 6000
    )
    document = paper(long)
    with patience():
        outline = recognise(document)
    assert outline.roles[-1] is E.IMPRINT
