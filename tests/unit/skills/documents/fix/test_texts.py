"""Does an edit of text change exactly its characters, whatever they stand in, and can it be taken back?"""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bangban.skills.documents.findings import Element, Finding, SetRuns, SetText
from bangban.skills.documents.read import open_document
from tests.support.fixing import both, finding
from tests.support.readings import texts
from tests.support.wordfile import page_field, paragraph, part_of, run, word_file

BOLD, RED = "<w:b/>", '<w:color w:val="FF0000"/>'


def test_brackets_change_and_the_figure_keeps_its_run() -> None:
    data = word_file(paragraph(run("("), run("二", BOLD), run(")加强"), properties='<w:jc w:val="both"/>'))
    clean, tracked = both(data, finding(SetText(0, 0, 3, "（二）")))
    assert texts(clean.data) == ["（二）加强"]
    assert part_of(tracked.data).count(b"<w:ins ") == 2
    xml = part_of(clean.data).decode()
    assert '<w:rPr><w:b/></w:rPr><w:t xml:space="preserve">二</w:t>' in xml
    assert xml.count("<w:r>") == 3


def test_what_is_put_in_takes_the_format_before_it() -> None:
    data = word_file(paragraph(run("各单位", BOLD), run("：", RED)))
    clean, _ = both(data, finding(SetText(0, 3, 3, "、各部门")), finding(SetText(0, 4, 4, "。")))
    runs = open_document(clean.data).paragraphs[0].runs
    assert [(one.text, one.bold, one.color) for one in runs] == [
        ("各单位、各部门", True, ""),
        ("：。", False, "FF0000"),
    ]


def test_an_empty_paragraph_is_written_in_its_marks_format() -> None:
    data = word_file(paragraph(properties=f"<w:rPr>{BOLD}</w:rPr>"), paragraph("正文"))
    clean, _ = both(data, finding(SetText(0, 0, 0, "特此通知。")))
    assert [(one.text, one.bold) for one in open_document(clean.data).paragraphs[0].runs] == [
        ("特此通知。", True)
    ]


def test_pictures_breaks_and_bookmarks_between_the_characters_stay() -> None:
    inside = '<w:r><w:t>甲</w:t><w:lastRenderedPageBreak/><w:drawing/><w:t>乙</w:t><w:br w:type="page"/><w:t>丙</w:t></w:r>'
    data = word_file(
        paragraph("前", '<w:bookmarkStart w:id="0" w:name="x"/>', inside, '<w:bookmarkEnd w:id="0"/>', "后")
    )
    clean, tracked = both(data, finding(SetText(0, 1, 4, "丁")))
    assert texts(clean.data) == ["前丁后"]
    for one in (clean, tracked):
        xml = part_of(one.data)
        assert all(
            xml.count(tag) == 1
            for tag in (b"<w:drawing/>", b'w:type="page"', b"<w:bookmarkEnd", b"lastRendered")
        )


def test_tabs_and_line_breaks_are_characters() -> None:
    data = word_file(paragraph("<w:r><w:t>附件</w:t><w:tab/><w:t>1</w:t><w:br/><w:t>2</w:t></w:r>"))
    clean, _ = both(data, finding(SetText(0, 2, 3, "：")), finding(SetText(0, 4, 5, "\t")))
    assert texts(clean.data) == ["附件：1\t2"]


def test_text_in_links_and_other_peoples_insertions_changes_in_place() -> None:
    other = 'w:id="7" w:author="李" w:date="2026-01-01T00:00:00Z"'
    data = word_file(
        paragraph(
            "甲",
            f"<w:ins {other}>{run('乙丙')}{run('丁', BOLD)}</w:ins>",
            '<w:del w:id="8" w:author="李"><w:r><w:delText>旧</w:delText></w:r></w:del>',
            f'<w:hyperlink w:anchor="x">{run("戊己")}</w:hyperlink>',
        )
    )
    clean, tracked = both(
        data,
        finding(SetText(0, 2, 3, "二")),
        finding(SetText(0, 1, 1, "一")),
        finding(SetText(0, 4, 5, "")),
        finding(SetText(0, 6, 6, "。")),
        finding(SetRuns(0, 0, 2, {"bold": True})),
    )
    assert texts(clean.data) == ["甲一乙二丁己。"]
    assert not clean.refused
    assert part_of(tracked.data).count("旧".encode()) == 1


def test_a_change_of_format_that_waits_already_stays_the_one_that_is_rejected() -> None:
    waiting = f'{BOLD}<w:rPrChange w:id="3" w:author="李"><w:rPr>{RED}</w:rPr></w:rPrChange>'
    data = word_file(paragraph(run("甲乙丙丁", waiting)))
    _, tracked = both(data, finding(SetRuns(0, 1, 3, {"font": "黑体", "size": 22})))
    ids = part_of(tracked.data).decode().split("<w:rPrChange ")[1:]
    assert len(ids) == 3
    assert len({one.split('"')[1] for one in ids}) == 3


def test_what_a_field_writes_is_not_written_over() -> None:
    data = word_file(paragraph("第", page_field("12"), "页"))
    clean, _ = both(data, finding(SetText(0, 1, 3, "十二")))
    assert [reason for _, reason in clean.refused] == ["field"]
    assert clean.data == data
    clean, _ = both(data, finding(SetText(0, 1, 1, "—")), finding(SetText(0, 3, 3, "—")))
    assert texts(clean.data) == ["第—12—页"]


def test_an_edit_whose_words_are_gone_is_refused() -> None:
    data = word_file(paragraph("压实责任"))
    stale = finding(SetText(0, 0, 2, "压实"), found="压时", start=0, end=2)
    clean, _ = both(data, stale)
    assert [reason for _, reason in clean.refused] == ["stale"]
    assert clean.data == data


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_edits_of_the_same_characters_the_same_one_wins(order: int) -> None:
    data = word_file(paragraph("二〇二五年"))
    rivals = [
        Finding("a.a", Element.DATE, 0, edits=(SetText(0, 0, 4, "2025"),)),
        Finding("b.b", Element.DATE, 0, confidence=0.5, edits=(SetText(0, 3, 5, "六年"),)),
    ]
    clean, _ = both(data, *rivals[::order])
    assert texts(clean.data) == ["2025年"]
    assert [(one.rule, reason) for one, reason in clean.refused] == [("b.b", "overlap")]


def test_places_that_do_not_exist_are_refused_and_a_findings_edits_go_together() -> None:
    data = word_file(paragraph("甲乙"))
    clean, _ = both(
        data,
        finding(SetText(0, 0, 1, "丙"), SetText(0, 1, 9, "")),
        finding(SetText(4, 0, 0, "x"), rule="b.b"),
    )
    assert sorted(reason for _, reason in clean.refused) == ["out_of_range", "out_of_range"]
    assert clean.data == data


def test_the_same_edit_of_two_findings_is_made_once() -> None:
    data = word_file(paragraph("甲,乙"))
    clean, _ = both(data, finding(SetText(0, 1, 2, "，")), finding(SetText(0, 1, 2, "，"), rule="b.b"))
    assert texts(clean.data) == ["甲，乙"]
    assert len(clean.applied) == 2


def test_a_text_box_says_the_same_to_older_programs() -> None:
    inside = f"<w:txbxContent>{paragraph('云栖市,文件')}</w:txbxContent>"
    box = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wps:wsp><wps:txbx>{inside}</wps:txbx>'
        f"</wps:wsp></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{inside}</v:textbox>"
        "</v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    data = word_file(paragraph(box, "正文"))
    place = next(one.index for one in open_document(data).paragraphs if one.place == "textbox")
    clean, _ = both(data, finding(SetText(place, 3, 4, "")))
    xml = part_of(clean.data).decode()
    assert xml.count("云栖市文件") == 2
    assert "," not in "".join(texts(clean.data))


# ── any paragraph, any edits ──

LETTERS = st.text("甲乙丙丁戊0123456789 ，。abc", min_size=1, max_size=6)
FORMATS = st.sampled_from(["", BOLD, RED, '<w:rFonts w:eastAsia="黑体"/><w:sz w:val="28"/>'])
NUMBERS = itertools.count(100)
OTHER = 'w:author="李" w:date="2026-01-01T00:00:00Z"'


@st.composite
def pieces(draw: st.DrawFn) -> str:
    made = run(draw(LETTERS), draw(FORMATS))
    kind = draw(st.sampled_from("ppppidltb"))
    number = next(NUMBERS)
    if kind == "i":
        return f'<w:ins w:id="{number}" {OTHER}>{made}{run(draw(LETTERS))}</w:ins>'
    if kind == "d":
        return f'<w:del w:id="{number}" {OTHER}>{made.replace("w:t>", "w:delText>").replace("w:t ", "w:delText ")}</w:del>'
    if kind == "l":
        return f'<w:hyperlink w:anchor="x">{made}</w:hyperlink>'
    if kind == "t":
        return f"{made}<w:r><w:tab/><w:t>丙</w:t><w:drawing/><w:t>丁</w:t></w:r>"
    if kind == "b":
        return '<w:bookmarkStart w:id="20" w:name="b"/>' + made
    return made


@st.composite
def cases(draw: st.DrawFn) -> tuple[bytes, list[Finding]]:
    data = word_file(paragraph(*draw(st.lists(pieces(), min_size=1, max_size=6))), paragraph("尾"))
    length = len(open_document(data).paragraphs[0].text)
    found = []
    for number in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, length))
        end = draw(st.integers(start, min(length, start + 5)))
        if draw(st.booleans()):
            edit: SetText | SetRuns = SetText(0, start, end, draw(st.text("一二三0，。\t", max_size=4)))
        else:
            edit = SetRuns(
                0,
                start,
                end,
                draw(st.sampled_from([{"bold": True}, {"font": "楷体", "size": 15}, {"color": ""}])),
            )
        found.append(Finding(f"t.{number}", Element.BODY, 0, start, end, edits=(edit,)))
    return data, found


@settings(max_examples=120)
@given(cases())
def test_no_character_is_lost_moved_or_left_without_its_format(case: tuple[bytes, list[Finding]]) -> None:
    data, found = case
    document = open_document(data)
    expected = document.paragraphs[0].text
    clean, tracked = both(data, *found)
    edits = {edit for one in clean.applied for edit in one.edits if isinstance(edit, SetText)}
    for edit in sorted(edits, key=lambda one: (one.start, one.end), reverse=True):
        expected = expected[: edit.start] + edit.text + expected[edit.end :]
    assert texts(clean.data) == [expected, "尾"], edits
    assert texts(document) == texts(data), "the document that was read stays as it was"
    assert {one.rule for one in tracked.applied} == {one.rule for one in clean.applied}
