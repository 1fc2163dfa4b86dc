"""Is every departure of layout found once, and is nothing else said?"""

from __future__ import annotations

import pytest

from bangban.skills.documents import profiles
from bangban.skills.documents.check import placing
from bangban.skills.documents.findings import Element, Outline, SetFooter, SetParagraph, SetRuns, SetSection
from bangban.skills.documents.model import Border, Comment, Document, DrawnLine, Revision
from bangban.skills.documents.rules import all_rules
from tests.unit.skills.documents.check.layout import LAYOUT, Hurt, opened, paragraph, said


def look(element: Element, which: int = 0, **properties: object) -> Hurt:
    """Give the runs of an element other properties."""

    def hurt(document: Document, outline: Outline) -> None:
        for run in paragraph(document, outline, element, which).runs:
            for name, value in properties.items():
                setattr(run, name, value)

    return hurt


def form(element: Element, which: int = 0, **properties: object) -> Hurt:
    """Give the paragraph of an element other properties."""

    def hurt(document: Document, outline: Outline) -> None:
        one = paragraph(document, outline, element, which)
        for name, value in properties.items():
            setattr(one, name, value)

    return hurt


def page(**properties: object) -> Hurt:
    def hurt(document: Document, outline: Outline) -> None:
        for name, value in properties.items():
            setattr(document.sections[0], name, value)

    return hurt


def footers(**properties: object) -> Hurt:
    """Change the paragraphs that number the pages."""

    def hurt(document: Document, outline: Outline) -> None:
        for paragraphs in document.sections[0].footers.values():
            for one in paragraphs:
                for name, value in properties.items():
                    for it in [one] if hasattr(one, name) else one.runs:
                        setattr(it, name, value)

    return hurt


def above(element: Element) -> Hurt:
    """Let nothing be left of the blank lines above an element."""

    def hurt(document: Document, outline: Outline) -> None:
        index = paragraph(document, outline, element).index - 1
        while document.paragraphs[index].blank and not document.paragraphs[index].borders:
            document.paragraphs[index].line = 0.1
            index -= 1

    return hurt


def borders(element: Element, value: list[Border]) -> Hurt:
    def hurt(document: Document, outline: Outline) -> None:
        paragraph(document, outline, element).borders = list(value)

    return hurt


def red_line(*value: Border) -> Hurt:
    def hurt(document: Document, outline: Outline) -> None:
        next(one for one in document.paragraphs if one.borders).borders = list(value)

    return hurt


E = Element
FAULTS: dict[str, tuple[str, Hurt, str]] = {
    "paper": ("notice", page(width_mm=215.9, height_mm=279.4), "page.paper"),
    "lying": ("notice", page(width_mm=297.0, height_mm=210.0), "page.orientation"),
    "top": ("notice", page(top_mm=25.4), "page.margin_top"),
    "left": ("notice", page(left_mm=31.8), "page.margin_left"),
    "right": ("notice", page(right_mm=31.8), "page.margin_right"),
    "bottom": ("notice", page(bottom_mm=25.4), "page.margin_bottom"),
    "gutter": ("notice", page(gutter_mm=10.0), "page.margin_left"),
    "columns": ("notice", page(columns=2), "page.columns"),
    "grid": ("notice", page(grid_pitch=15.6), "page.grid"),
    "mark's face": ("notice", look(E.MARK, font="黑体"), "font.issuer_mark"),
    "mark black": ("notice", look(E.MARK, color=""), "colour.issuer_mark"),
    "mark left": ("notice", form(E.MARK, align="left"), "align.issuer_mark"),
    "mark small": ("notice", look(E.MARK, size=18.0), "size.issuer_mark"),
    "number's face": ("notice", look(E.NUMBER, font="宋体"), "font.document_number"),
    "number left": ("notice", form(E.NUMBER, align="left"), "align.document_number"),
    "number close": ("notice", above(E.NUMBER), "space.document_number"),
    "number beside the signer": ("request", form(E.NUMBER, left_chars=0.0), "indent.number_beside_signer"),
    "red line thin": ("notice", red_line(Border("bottom", "single", 0.25, "FF0000")), "line.red_thin"),
    "red line black": ("notice", red_line(Border("bottom", "single", 1.5, "000000")), "line.red_colour"),
    "no red line": ("notice", red_line(), "line.red_missing"),
    "title's face": ("notice", look(E.TITLE, font="宋体"), "font.title"),
    "title's size": ("notice", look(E.TITLE, size=18.0), "size.title"),
    "title bold": ("notice", look(E.TITLE, bold=True), "bold.title"),
    "title left": ("notice", form(E.TITLE, align="left"), "align.title"),
    "title off the middle": ("reply", form(E.TITLE, first_line_chars=2.0), "align.title"),
    "title close": ("notice", above(E.TITLE), "space.title"),
    "addressee indented": ("notice", form(E.ADDRESSEE, first_line_chars=2.0), "indent.addressee"),
    "addressee close": ("notice", above(E.ADDRESSEE), "space.addressee"),
    "body's face": ("notice", look(E.BODY, font="宋体"), "font.body"),
    "body's size": ("notice", look(E.BODY, size=14.0), "size.body"),
    "body blue": ("notice", look(E.BODY, color="0070C0"), "colour.body"),
    "body's indent": ("notice", form(E.BODY, first_line_chars=0.0, first_line=0.0), "indent.body"),
    "body as a block": ("notice", form(E.BODY, first_line_chars=0.0, left_chars=2.0), "indent.block"),
    "body right": ("notice", form(E.BODY, align="right"), "align.body"),
    "one pitch": ("notice", form(E.BODY, line=20.0), "pitch.paragraph"),
    "uneven pitch": ("notice", form(E.BODY, line=30.0), "pitch.uneven"),
    "space before": ("notice", form(E.BODY, 1, before=12.0), "space.paragraph"),
    "first heading's face": ("notice", look(E.HEADING_1, font="仿宋"), "font.heading_1"),
    "second heading's face": ("notice", look(E.HEADING_2, font="仿宋"), "font.heading_2"),
    "heading bold in body face": ("notice", look(E.HEADING_1, font="仿宋", bold=True), "font.heading_1"),
    "slanted": ("notice", look(E.BODY, italic=True), "decoration.italic"),
    "underlined": ("notice", look(E.BODY, underline="single"), "decoration.underline"),
    "highlighted": ("notice", look(E.BODY, highlight="yellow"), "decoration.highlight"),
    "struck": ("notice", look(E.BODY, strike=True), "decoration.strike"),
    "hidden": ("notice", look(E.BODY, 1, hidden=True), "leftover.hidden"),
    "digits": ("request", look(E.BODY, latin="Calibri"), "font.latin"),
    "note flush": ("notice", form(E.ATTACHMENT_NOTE, first_line_chars=0.0), "indent.attachment_note"),
    "note close": ("notice", above(E.ATTACHMENT_NOTE), "space.attachment_note"),
    "signature flush": ("notice", form(E.SIGNATURE, right_chars=0.0), "place.signature"),
    "signature centred": ("notice", form(E.SIGNATURE, align="center", right_chars=0.0), "place.signature"),
    "date flush": ("notice", form(E.DATE, right_chars=0.0), "place.date"),
    "date left": ("notice", form(E.DATE, align="left", right_chars=0.0), "place.date"),
    "date's face": ("notice", look(E.DATE, font="宋体"), "font.date"),
    "attachment on the same page": ("notice", form(E.ATTACHMENT_MARK, page_break_before=False), "attaching.new_page"),
    "attachment's mark": ("notice", look(E.ATTACHMENT_MARK, font="仿宋"), "font.attachment_mark"),
    "attachment's mark in the middle": ("notice", form(E.ATTACHMENT_MARK, align="center"), "align.attachment_mark"),
    "attachment's title": ("notice", form(E.ATTACHMENT_TITLE, align="left"), "align.attachment_title"),
    "attachment's title close": ("notice", above(E.ATTACHMENT_TITLE), "attaching.third_line"),
    "copy-to's size": ("notice", look(E.COPY_TO, size=16.0), "size.copy_to"),
    "copy-to flush": ("notice", form(E.COPY_TO, left_chars=3.0), "indent.copy_to"),
    "imprint's face": ("notice", look(E.IMPRINT, font="宋体"), "font.imprint"),
    "no line above the imprint": ("reply", borders(E.COPY_TO, []), "line.imprint_top"),
    "thick line": ("request", borders(E.IMPRINT, [Border("top", "single", 3.0, ""), Border("bottom", "single", 1.0, "")]), "line.imprint_width"),
    "signer's face": ("request", lambda document, outline: setattr(paragraph(document, outline, E.SIGNER).runs[-1], "font", "仿宋"), "font.signer"),
    "attendance": ("minutes", lambda document, outline: setattr(paragraph(document, outline, E.ATTENDANCE).runs[0], "font", "仿宋"), "font.attendance"),
    "no dashes": ("notice", footers(text="1"), "footer.dash"),
    "hyphens": ("notice", footers(text="- 1 -"), "footer.dash"),
    "page number's size": ("notice", footers(size=10.5), "size.page_number"),
    "page number's face": ("notice", footers(font="仿宋", latin="仿宋"), "font.page_number"),
    "page number centred": ("notice", footers(align="center", right=0.0, right_chars=None), "footer.side"),
    "page number flush": ("notice", footers(right=0.0, right_chars=None, left=0.0, left_chars=None), "footer.indent"),
    "no page number": ("notice", footers(fields=(), text=""), "footer.missing"),
    "typed page number": ("notice", footers(fields=()), "footer.typed"),
    "page number bold": ("notice", footers(bold=True), "bold.page_number"),
    "one side": ("notice", lambda document, outline: setattr(document, "even_and_odd", False), "footer.even_and_odd"),
    "chinese page numbers": ("notice", page(page_number_format="chineseCounting"), "footer.digits"),
    "first page": ("notice", page(title_page=True), "footer.first_missing"),
    "footer too low": ("notice", page(footer_mm=10.0), "footer.distance"),
    "letter numbers its first page": ("letter", page(title_page=False), "footer.letter_first"),
    "letter's number": ("letter", form(E.NUMBER, align="center"), "letter.number"),
    "letter's line": ("letter", borders(E.MARK, [Border("bottom", "single", 3.0, "FF0000")]), "letter.line_kind"),
    "letter's line upside down": (
        "letter",
        borders(E.MARK, [Border("bottom", "thinThickSmallGap", 3.0, "FF0000")]),
        "letter.line_kind",
    ),
    "letter's line black": ("letter", borders(E.MARK, [Border("bottom", "thickThinSmallGap", 3.0, "000000")]), "letter.line_colour"),
    "letter without a line": ("letter", borders(E.MARK, []), "letter.line_top"),
    "letter with lines at its foot": ("letter_reply", borders(E.COPY_TO, [Border("top", "single", 1.0, "000000")]), "letter.imprint_lines"),
    "order's text": ("order", above(E.BODY), "space.order_text"),
    "revisions": ("notice", lambda document, outline: document.revisions.append(Revision("inserted", "甲", 9, "新")), "leftover.revisions"),
    "comments": ("notice", lambda document, outline: document.comments.append(Comment("甲", "请核", 9)), "leftover.comments"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_gives_one_finding(fault: str) -> None:
    name, hurt, rule = FAULTS[fault]
    found = said(name, hurt)
    assert [one.rule for one in found] == [rule]
    assert found[0].rule in all_rules()


@pytest.mark.parametrize("flavour", ["word", "wps", "styles", "spaces", "table"])
@pytest.mark.parametrize(
    "name", ["notice", "request_joint", "reply", "letter", "order", "minutes", "notice_secret"]
)
def test_a_correct_document_has_none(name: str, flavour: str) -> None:
    assert said(name, flavour=flavour) == []


def test_every_rule_of_layout_can_be_said() -> None:
    for rule in all_rules().values():
        if rule.id.split(".")[0] in LAYOUT:
            for language in ("zh", "en"):
                assert rule.message(language, found="甲", expected="乙")
            assert rule.facts
            assert all(1 <= number <= 78 for number in rule.facts)


def test_every_element_has_its_rules() -> None:
    rules = all_rules()
    for element in profiles.load().elements:
        form = profiles.load().format(element)
        wanted = [f"font.{element}"] if form.fonts else []
        wanted += [f"size.{element}"] if form.size else []
        wanted += [f"bold.{element}"] if form.bold is not None else []
        for rule in [*wanted, f"colour.{element}"]:
            assert rules[rule].element == element
    for element in placing.INDENTED:
        assert f"indent.{element.value}" in rules
        assert f"align.{element.value}" in rules or element in (E.ATTENDANCE, E.ATTACHMENT_BODY)


def test_the_edits_say_exactly_what_changes() -> None:
    (margin,) = said("notice", page(top_mm=25.4))
    assert margin.edits == (SetSection(0, {"top_mm": 37}),)
    (face,) = said("notice", look(E.BODY, font="宋体"))
    document, outline = opened("notice")
    body = paragraph(document, outline, E.BODY)
    assert face.edits == (SetRuns(body.index, 0, len(body.text), {"font": "仿宋_GB2312"}),)
    (indent,) = said("notice", form(E.BODY, first_line_chars=0.0, first_line=0.0))
    assert indent.edits == (SetParagraph(body.index, {"first_line_chars": 2.0}),)
    (dash,) = said("notice", footers(text="1"))
    assert dash.edits == (SetFooter(0, {}),)


def test_what_is_wrong_throughout_is_said_once_with_all_its_edits() -> None:
    def hurt(document: Document, outline: Outline) -> None:
        for one in document.paragraphs:
            if outline.roles[one.index] is E.BODY:
                for run in one.runs:
                    run.font = "宋体"

    found = said("reply", hurt)
    assert [one.rule for one in found] == ["font.body"]
    assert int(found[0].facts["paragraphs"]) == len(found[0].edits) > 2


def test_a_title_of_two_lines_is_one_thing() -> None:
    def hurt(document: Document, outline: Outline) -> None:
        title = outline.first(E.TITLE)
        assert title is not None
        assert title.last > title.first
        for one in document.paragraphs[title.first : title.last + 1]:
            one.align = "left"

    found = said("notice", hurt)
    assert [one.rule for one in found] == ["align.title"]
    assert len(found[0].edits) == 2


def test_a_pitch_wrong_throughout_is_said_once() -> None:
    def hurt(document: Document, outline: Outline) -> None:
        for one in document.paragraphs:
            one.line, one.line_rule = 1.5, "multiple"
        document.sections[0].grid = ""

    found = [one for one in said("notice", hurt) if one.rule.startswith("pitch.")]
    assert [(one.rule, one.found) for one in found] == [("pitch.document", "× 1.5")]


def test_a_drawn_red_line_of_the_wrong_length_is_found() -> None:
    def hurt(length: float) -> Hurt:
        def change(document: Document, outline: Outline) -> None:
            holder = next(one for one in document.paragraphs if one.borders)
            holder.borders = []
            holder.lines = [DrawnLine("FF0000", 1.5, length)]

        return change

    assert said("notice", hurt(442.2)) == []
    assert [one.rule for one in said("notice", hurt(300.0))] == ["line.red_length"]


@pytest.mark.parametrize("color", ["FF0000", "C00000", "E60012", "D9001B"])
def test_any_red_is_red_enough(color: str) -> None:
    assert said("notice", look(E.MARK, color=color)) == []


@pytest.mark.parametrize("color", ["000000", "0D0D0D", "262626"])
def test_near_black_is_black(color: str) -> None:
    assert said("notice", look(E.BODY, color=color)) == []


@pytest.mark.parametrize(
    "font", ["仿宋", "FangSong", "STFangsong", "华文仿宋", "FZFangSong-Z02", "方正仿宋_GBK"]
)
def test_synonyms_of_a_face_pass(font: str) -> None:
    assert said("notice", look(E.BODY, font=font)) == []


@pytest.mark.parametrize("value", [36.0, 36.5, 37.9, 38.0])
def test_a_millimetre_is_tolerated(value: float) -> None:
    assert said("notice", page(top_mm=value)) == []


def test_what_a_format_does_not_know_is_not_judged() -> None:
    def hurt(document: Document, outline: Outline) -> None:
        document.known = frozenset({"text"})
        document.sections[0].top_mm = 10.0
        for one in document.paragraphs:
            one.align = "center"

    assert said("notice", hurt) == []
