"""Are the differences that matter found, told from those that do not, and shown so that a person understands them?"""

from __future__ import annotations

import json

import pytest
from lxml import html

from bangban.skills.documents.compare import Change, Comparison, compare, draw_page, draw_text
from bangban.skills.documents.compare.align import align
from bangban.skills.documents.compare.pieces import find_pieces
from bangban.skills.documents.read import open_document
from tests.support.patience import patience
from tests.support.wordfile import A4, paragraph, run, word_file

HEAD = "各街道办事处，区政府各部门："
TEXTS = [
    "关于做好登记工作的通知",
    HEAD,
    "为贯彻落实有关部署，结合我区实际，现就有关事项通知如下。",
    "一、落实责任",
    "各单位应当于2026年4月30日前完成台账填报，逐项明确责任科室。",
    "区财政局安排专项资金120万元，登记率达到95%以上。",
    "二、加强管理",
    "抽查结果予以通报，发现问题及时整改到位。",
    "附件：登记表",
    "2026年3月4日",
]


def versions(old: list[str], new: list[str]) -> Comparison:
    return compare(*(open_document(word_file(*map(paragraph, texts))) for texts in (old, new)))


def changed(place: int, text: str) -> Comparison:
    return versions(TEXTS, [*TEXTS[:place], text, *TEXTS[place + 1 :]])


def only(found: Comparison) -> Change:
    assert len(found.changes) == 1, found.changes
    return found.changes[0]


def test_the_same_twice_has_no_difference() -> None:
    found = versions(TEXTS, TEXTS)
    assert not found.differs
    assert (draw_text(found), draw_text(found, "en")) == ("没有不同。", "No difference.")
    assert "没有不同" in draw_page(found, "一", "二").decode()


@pytest.mark.parametrize(
    ("place", "old", "new", "sort"),
    [
        (4, "4月30日前", "5月15日前", "deadline"),
        (4, "4月30日", "4月15日", "date"),
        (4, "应当", "可以", "obligation"),
        (5, "120万元", "102万元", "amount"),
        (5, "95%", "59%", "percent"),
        (5, "区财政局", "区审计局", "name"),
        (8, "附件：", "附件1：", "attachment"),
        (9, "3月4日", "3月14日", "date"),
    ],
)
def test_what_matters_is_named(place: int, old: str, new: str, sort: str) -> None:
    assert old in TEXTS[place]
    change = only(changed(place, TEXTS[place].replace(old, new)))
    assert (change.kind, change.weight) == ("changed", "matters")
    assert sort in change.sorts
    assert "".join(piece.old for piece in change.pieces) == TEXTS[place]
    assert "".join(piece.new for piece in change.pieces) == TEXTS[place].replace(old, new)


def test_a_duty_that_binds_less_or_more_is_said() -> None:
    weaker = only(changed(4, TEXTS[4].replace("应当", "可以")))
    assert "weaker" in {piece.note for piece in weaker.pieces}
    stronger = only(changed(7, TEXTS[7].replace("发现问题", "发现问题应当")))
    assert "stronger" in {piece.note for piece in stronger.pieces}
    assert "要求减弱" in draw_text(changed(4, TEXTS[4].replace("应当", "可以")))


def test_wording_and_punctuation_matter_less() -> None:
    assert only(changed(7, TEXTS[7].replace("及时", "立刻"))).weight == "wording"
    assert only(changed(7, TEXTS[7].replace("，", "；"))).weight == "slight"
    # In the title every word counts.
    assert only(changed(0, "关于做好登载工作的通知")).weight == "matters"


def test_paragraphs_that_come_go_and_move_are_told() -> None:
    assert only(versions(TEXTS, [*TEXTS[:5], "各街道要做好宣传工作。", *TEXTS[5:]])).kind == "inserted"
    gone = only(versions(TEXTS, [*TEXTS[:5], *TEXTS[6:]]))
    assert (gone.kind, gone.old, gone.new, gone.weight) == ("deleted", 5, None, "matters")
    assert {"amount", "percent"} <= set(gone.sorts)
    moved = only(versions(TEXTS, [*TEXTS[:2], TEXTS[7], *TEXTS[2:7], *TEXTS[8:]]))
    assert (moved.kind, moved.old, moved.new) == ("moved", 7, 2)


def test_a_moved_paragraph_that_was_rewritten_is_moved_still() -> None:
    rewritten = TEXTS[5].replace("120", "150")
    found = versions(TEXTS, [*TEXTS[:2], rewritten, *TEXTS[2:5], *TEXTS[6:]])
    change = only(found)
    assert (change.kind, change.sorts) == ("moved", ("amount",))


def test_looks_are_told_apart_from_words() -> None:
    body = paragraph(run("正文文字", '<w:sz w:val="32"/>'))
    old = open_document(word_file(body, section=A4))
    new = open_document(
        word_file(
            paragraph(
                run("正文", '<w:sz w:val="32"/>'),
                run("文字", '<w:b/><w:sz w:val="28"/>'),
                properties='<w:jc w:val="center"/>',
            ),
            section=A4.replace('w:top="2098"', 'w:top="1440"'),
        )
    )
    found = compare(old, new)
    assert found.changes == []
    assert {(one.name, one.start, one.end) for one in found.formats} == {
        ("top_mm", 0, 0),
        ("align", 0, 4),
        ("bold", 2, 4),
        ("size", 2, 4),
    }
    assert "上白边" in draw_text(found)
    assert "top margin" in draw_text(found, "en")


def test_headers_and_tables_are_compared() -> None:
    table = "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>"
    section = f'<w:headerReference w:type="default" r:id="rIdheader1"/>{A4}'
    old, new = (
        open_document(
            word_file(
                paragraph("甲"),
                table.format(paragraph(f"数量{number}台")),
                paragraph("乙"),
                section=section,
                parts={"header1": paragraph(f"第{number}稿")},
            )
        )
        for number in (12, 21)
    )
    assert [one.sorts for one in compare(old, new).changes] == [("number",), ("number",)]


def test_the_json_form_is_stable_and_complete() -> None:
    found = changed(4, TEXTS[4].replace("应当", "可以"))
    said = json.loads(json.dumps(found.as_dict(), ensure_ascii=False))
    assert said["counts"] == {"matters": 1, "wording": 0, "slight": 0, "formats": 0}
    change = said["changes"][0]
    assert set(change) == {"kind", "weight", "element", "old_paragraph", "new_paragraph", "touches", "pieces"}
    assert {"op", "old", "new", "old_start", "new_start", "sorts", "note"} == set(change["pieces"][0])


def test_the_page_shows_words_as_words() -> None:
    evil = "<script>alert(1)</script>&lt;"
    escaped = evil.replace("&", "&amp;").replace("<", "&lt;")
    found = versions(TEXTS, [*TEXTS, escaped])
    page = html.fromstring(draw_page(found, "<a>.docx", "b.docx"))
    assert not page.xpath("//script | //a")
    assert evil in page.text_content()
    assert "<a>.docx" in page.text_content()


def test_pieces_give_both_texts_back() -> None:
    for old, new in (
        ("", "甲"),
        ("甲", ""),
        ("甲乙丙丁", "丙丁甲乙"),
        ("12月3日", "1月23日"),
        ("ab 12.5 cd", "ab 125 cd"),
    ):
        pieces = find_pieces(old, new)
        assert "".join(piece.old for piece in pieces) == old
        assert "".join(piece.new for piece in pieces) == new
    # A number is one word: 120 for 102 is not a swap of two figures.
    assert [(piece.old, piece.new) for piece in find_pieces("120万元", "102万元") if piece.op != "same"] == [
        ("120", "102")
    ]


def test_many_paragraphs_are_paired() -> None:
    old = [
        f"第{number}条　各单位应当在{number}日内完成第{number}项登记，并报送区政务服务和数据管理局备案。"
        for number in range(3000)
    ]
    new = [text.replace("完成", "办结") if number % 3 == 0 else text for number, text in enumerate(old)]
    with patience():
        pairs = align(old, new)
    assert all(pair.old == pair.new for pair in pairs)
