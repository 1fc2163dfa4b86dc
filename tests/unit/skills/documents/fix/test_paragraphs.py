"""Does a paragraph have the wanted property afterwards, whatever its style says, and no other changed?"""

from __future__ import annotations

from typing import Any

import pytest

from bangban.skills.documents.findings import SetParagraph, SetRuns
from bangban.skills.documents.model import Border, DrawnLine
from bangban.skills.documents.read import open_document
from tests.support.fixing import both, finding
from tests.support.readings import PARAGRAPH
from tests.support.wordfile import STYLES, paragraph, part_of, run, word_file

STUBBORN = STYLES + (
    '<w:style w:type="paragraph" w:styleId="s"><w:name w:val="stubborn"/><w:pPr><w:keepNext/><w:pageBreakBefore/><w:pBdr>'
    '<w:bottom w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr><w:snapToGrid w:val="0"/>'
    '<w:spacing w:beforeLines="100" w:before="240" w:afterAutospacing="1" w:after="100" w:line="360" w:lineRule="auto"/>'
    '<w:ind w:leftChars="300" w:left="960" w:rightChars="100" w:right="320" w:hangingChars="200" w:hanging="640"/><w:jc w:val="right"/>'
    '<w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/><w:i/><w:strike/><w:color w:val="FF0000"/><w:sz w:val="44"/><w:u w:val="single"/></w:rPr></w:style>'
)
PLAIN = word_file(paragraph("正文文字"), paragraph("尾"))
STYLED = word_file(
    paragraph("正文文字", properties='<w:pStyle w:val="s"/>'), paragraph("尾"), styles=STUBBORN
)
WANTED: list[dict[str, Any]] = [
    {"align": "center"},
    {"align": "both"},
    {"first_line_chars": 2.0},
    {"first_line_chars": 0.0, "left_chars": 0.0},
    {"first_line": 0.0, "left": 0.0, "right": 0.0},
    {"first_line": -21.0},
    {"right_chars": 4.0},
    {"left": 32.0},
    {"line": 28.95, "line_rule": "exact"},
    {"line": 1.5, "line_rule": "multiple"},
    {"line": 30.0, "line_rule": "at_least"},
    {"before": 0.0, "after": 0.0},
    {"before": 12.0},
    {"snap_to_grid": True},
    {"snap_to_grid": False},
    {"page_break_before": True},
    {"page_break_before": False},
    {"outline": 0},
    {"borders": []},
    {"borders": [Border("bottom", "single", 1.5, "FF0000"), Border("top", "double", 0.75, "")]},
]


@pytest.mark.parametrize("data", [PLAIN, STYLED], ids=["plain", "styled"])
@pytest.mark.parametrize(
    "wanted", WANTED, ids=lambda wanted: ",".join(f"{k}={v}" for k, v in wanted.items())[:40]
)
def test_the_property_is_there_and_the_others_stay(data: bytes, wanted: dict[str, Any]) -> None:
    clean, tracked = both(data, finding(SetParagraph(0, wanted)))
    before, after = (open_document(one).paragraphs[0] for one in (data, clean.data))
    for name, value in wanted.items():
        assert _close(getattr(after, name), value), name
    related = {"first_line", "left", "right", "first_line_chars", "left_chars", "right_chars", *wanted}
    for name in set(PARAGRAPH) - related:
        assert getattr(after, name) == getattr(before, name), name
    changed = clean.data != data
    assert (b"pPrChange" in part_of(tracked.data)) is changed
    again, _ = both(clean.data, finding(SetParagraph(0, wanted)))
    assert again.data == clean.data


def _close(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return sorted(map(repr, one)) == sorted(map(repr, other))
    if one is None and other == 0.0:
        # No indent in characters is how none of them reads.
        return True
    return (
        abs(one - other) < 0.03 if isinstance(one, float) and isinstance(other, float) else bool(one == other)
    )


def test_what_is_right_already_is_not_written() -> None:
    data = word_file(paragraph("正文", properties='<w:jc w:val="center"/>'))
    clean, tracked = both(data, finding(SetParagraph(0, {"align": "center"}), SetRuns(0, 0, 2, {"size": 16})))
    assert b"w:jc" in part_of(clean.data)
    assert b"pPrChange" not in part_of(tracked.data)


def test_an_automatic_number_goes() -> None:
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    data = word_file(paragraph("要求", properties=numbered))
    clean, _ = both(data, finding(SetParagraph(0, {"number": ""})))
    # Without numbering definitions nothing was drawn: what is right already stays.
    assert clean.data == data
    document = open_document(data)
    document.paragraphs[0].number = "一、"
    from bangban.skills.documents import fix

    fixed = part_of(fix.fix(document, [finding(SetParagraph(0, {"number": ""}))]))
    assert b'<w:numPr><w:numId w:val="0"/></w:numPr>' in fixed


@pytest.mark.parametrize(
    "wanted",
    [
        {"font": "黑体"},
        {"latin": "Times New Roman", "size": 16.0},
        {"bold": False},
        {"bold": True, "italic": True},
        {"italic": False, "strike": False, "underline": ""},
        {"underline": "double"},
        {"color": ""},
        {"color": "FF0000"},
        {"highlight": "yellow"},
        {"spacing": 1.5},
        {"hidden": True},
    ],
    ids=str,
)
@pytest.mark.parametrize("data", [PLAIN, STYLED], ids=["plain", "styled"])
def test_characters_have_the_property_and_the_others_stay(data: bytes, wanted: dict[str, Any]) -> None:
    clean, _ = both(data, finding(SetRuns(0, 1, 3, wanted)))
    before = open_document(data).paragraphs[0].runs[0]
    for one in open_document(clean.data).paragraphs[0].runs:
        inside = one.start >= 1 and one.end <= 3
        for name in (
            "font",
            "latin",
            "size",
            "bold",
            "italic",
            "underline",
            "strike",
            "color",
            "highlight",
            "spacing",
            "hidden",
        ):
            assert getattr(one, name) == (
                wanted[name] if inside and name in wanted else getattr(before, name)
            ), name


def test_signs_of_both_scripts_are_drawn_by_the_chinese_font() -> None:
    clean, _ = both(
        word_file(paragraph(run("“甲”—1", '<w:rFonts w:eastAsiaTheme="minorEastAsia"/>'))),
        finding(SetRuns(0, 0, 5, {"font": "仿宋_GB2312"})),
    )
    xml = part_of(clean.data)
    assert b'w:hint="eastAsia"' in xml
    assert b"eastAsiaTheme" not in xml


def test_an_empty_paragraph_is_as_high_as_its_mark() -> None:
    data = word_file(paragraph(), paragraph("尾"))
    clean, tracked = both(data, finding(SetRuns(0, 0, 0, {"size": 16.0, "font": "仿宋_GB2312"})))
    assert b"<w:pPr><w:rPr><w:rFonts w:eastAsia" in part_of(clean.data)
    assert open_document(tracked.data).paragraphs[0].mark.size == 16.0  # type: ignore[union-attr]


# ── drawn lines ──

DRAWN = (
    '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0"'
    ' relativeHeight="1" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH'
    ' relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>0'
    '</wp:posOffset></wp:positionV><wp:extent cx="5616000" cy="0"/><wp:wrapNone/><wp:docPr id="1" name="line"/><wp:cNvGraphicFramePr/>'
    '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvCnPr/><wps:spPr>'
    '<a:xfrm><a:off x="0" y="0"/><a:ext cx="5616000" cy="0"/></a:xfrm><a:prstGeom prst="line"><a:avLst/></a:prstGeom><a:ln w="9525">'
    '<a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln></wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>'
    '</wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:line from="0,0" to="442pt,0" strokecolor="black" strokeweight=".75pt"/>'
    "</w:pict></mc:Fallback></mc:AlternateContent>"
)
VML = '<w:pict><v:line from="0,0" to="442pt,0" strokecolor="#000000" strokeweight=".75pt"><v:stroke weight=".75pt"/></v:line></w:pict>'


@pytest.mark.parametrize("drawn", [DRAWN, VML], ids=["drawingml", "vml"])
def test_a_drawn_line_gets_its_colour_and_width(drawn: str) -> None:
    data = word_file(paragraph("云府〔2026〕1号"), paragraph(f"<w:r><w:t>前</w:t>{drawn}<w:t>后</w:t></w:r>"))
    lines = open_document(data).paragraphs[1].lines
    wanted = [DrawnLine("FF0000", 1.5, lines[0].length)]
    clean, tracked = both(data, finding(SetParagraph(1, {"lines": wanted})))
    line = open_document(clean.data).paragraphs[1].lines[0]
    assert (line.color, line.width) == ("FF0000", 1.5)
    assert b"000000" not in part_of(clean.data)
    assert part_of(tracked.data).count(b"<w:del ") == 1
    assert open_document(tracked.data).paragraphs[1].text == "前后"
