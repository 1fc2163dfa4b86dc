"""Which labels does automatic numbering draw?"""

from __future__ import annotations

import pytest

from bangban.skills.documents.read import open_document
from bangban.skills.documents.read.docx.counting import written
from tests.unit.skills.documents.read.building import docx, paragraph


def level(number: int, form: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(identifier: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{identifier}">{"".join(levels)}</w:abstractNum>'


def num(identifier: int, of: int, more: str = "") -> str:
    return f'<w:num w:numId="{identifier}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def item(number: int, at: int = 0) -> str:
    return paragraph("文", f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>')


def labels(body: str, **parts: str) -> list[str]:
    return [one.number for one in open_document(docx(body, **parts)).paragraphs]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("decimal", ["1", "10", "11", "20", "101", "1010"]),
        ("chineseCountingThousand", ["一", "十", "十一", "二十", "一百零一", "一千零一十"]),
        ("chineseCounting", ["一", "十", "十一", "二十", "一〇一", "一〇一〇"]),
        ("chineseLegalSimplified", ["壹", "壹拾", "壹拾壹", "贰拾", "壹佰零壹", "壹仟零壹拾"]),
        ("ideographDigital", ["一", "一〇", "一一", "二〇", "一〇一", "一〇一〇"]),
        ("decimalFullWidth", ["１", "１０", "１１", "２０", "１０１", "１０１０"]),
        ("decimalEnclosedCircleChinese", ["①", "⑩", "⑪", "⑳", "101", "1010"]),
        ("decimalEnclosedParen", ["⑴", "⑽", "⑾", "⒇", "101", "1010"]),
        ("ideographTraditional", ["甲", "癸", "甲", "癸", "甲", "癸"]),
        ("ideographZodiac", ["子", "酉", "戌", "未", "辰", "丑"]),
        ("upperRoman", ["I", "X", "XI", "XX", "CI", "MX"]),
        ("lowerLetter", ["a", "j", "k", "t", "wwww", "v" * 30]),
        ("decimalZero", ["01", "10", "11", "20", "101", "1010"]),
        ("bullet", [""] * 6),
    ],
)
def test_numbers_are_written_in_every_format(form: str, expected: list[str]) -> None:
    assert [written(one, form) for one in (1, 10, 11, 20, 101, 1010)] == expected


def test_large_numbers_in_chinese() -> None:
    assert written(20_305, "chineseCountingThousand") == "二万零三百零五"
    assert written(10_000, "chineseLegalSimplified") == "壹万"
    assert written(0, "chineseCounting") == "0"


def test_levels_restart_below_the_level_that_moves_on() -> None:
    numbering = abstract(
        1,
        level(0, "chineseCountingThousand", "%1、"),
        level(1, "chineseCountingThousand", "（%2）"),
        level(2, "decimal", "%3."),
    ) + num(1, 1)
    body = "".join(item(1, at) for at in (0, 1, 1, 2, 2, 0, 1, 2))
    assert labels(body, numbering=numbering) == [
        "一、",
        "（一）",
        "（二）",
        "1.",
        "2.",
        "二、",
        "（一）",
        "1.",
    ]


def test_a_level_that_never_restarts_goes_on() -> None:
    numbering = abstract(
        1, level(0, "decimal", "%1"), level(1, "decimal", "%1.%2", '<w:lvlRestart w:val="0"/>')
    ) + num(1, 1)
    body = "".join(item(1, at) for at in (0, 1, 0, 1))
    assert labels(body, numbering=numbering) == ["1", "1.1", "2", "2.2"]


def test_two_instances_of_a_list_count_together_unless_one_starts_anew() -> None:
    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = abstract(1, level(0, "decimal", "%1.")) + num(1, 1) + num(2, 1) + num(3, 1, start)
    body = item(1) + item(2) + item(3) + item(3) + item(1)
    assert labels(body, numbering=numbering) == ["1.", "2.", "5.", "6.", "7."]


def test_legal_numbering_writes_every_level_in_digits() -> None:
    numbering = abstract(
        1, level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", "<w:isLgl/>")
    ) + num(1, 1)
    assert labels(item(1) + item(1, 1), numbering=numbering) == ["第一章", "1.1"]


def test_a_style_can_bring_its_list_and_level() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr><w:ind w:left="100"/></w:pPr></w:style>'
        '<w:style w:type="numbering" w:styleId="Outline"><w:name w:val="Outline"/><w:pPr><w:numPr>'
        '<w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    )
    numbering = (
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="Outline"/></w:abstractNum>'
        + abstract(
            2,
            level(0, "decimal", "%1"),
            level(
                1,
                "chineseCounting",
                "（%2）",
                '<w:pStyle w:val="H2"/><w:pPr><w:ind w:left="900" w:firstLine="640"/></w:pPr>',
            ),
        )
        + num(1, 1)
        + num(2, 2)
    )
    body = paragraph("文", '<w:pStyle w:val="H2"/>') + paragraph(
        "文", '<w:pStyle w:val="H2"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    )
    one, two = open_document(docx(body, styles=styles, numbering=numbering)).paragraphs
    assert (one.number, one.left, one.first_line, one.style) == ("（一）", 5.0, 32.0, "heading 2")
    assert two.number == ""


def test_the_indents_of_a_list_outrank_the_style_where_the_paragraph_names_the_list() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="A"/><w:pPr><w:ind w:left="100"/></w:pPr></w:style>'
    numbering = abstract(1, level(0, "decimal", "%1.", '<w:pPr><w:ind w:left="900"/></w:pPr>')) + num(1, 1)
    body = paragraph("文", '<w:pStyle w:val="A"/><w:numPr><w:numId w:val="1"/></w:numPr>') + paragraph(
        "文", '<w:numPr><w:numId w:val="1"/></w:numPr><w:ind w:left="40"/>'
    )
    one, two = open_document(docx(body, styles=styles, numbering=numbering)).paragraphs
    assert (one.left, two.left, two.number) == (45.0, 2.0, "2.")


def test_lists_that_are_missing_or_wrong_draw_nothing() -> None:
    numbering = num(1, 9) + num(2, 2) + abstract(2, level(0, "decimal", "%1"))
    body = item(1) + item(7) + item(2, 8) + item(2, 99)
    assert labels(body, numbering=numbering) == ["", "", "", "1"]
