"""Are the pages numbered as the standard has it: — 1 —, size 4, odd pages right, even pages left?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bangban.skills.documents.check import words
from bangban.skills.documents.check.faces import SIZE_TOLERANCE
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element, Finding, SetFooter, SetSection
from bangban.skills.documents.model import Paragraph, Section

_DASHES = "—―─"
"""One-em dashes, by whichever of their code points."""
_FORM = re.compile(rf"[{_DASHES}][ \u3000\u2002\u00a0]?[0-9]*[ \u3000\u2002\u00a0]?[{_DASHES}]")
_TYPED = re.compile(r"(?:第\s*)?[—―─－–\-~· ]*\d{1,4}[—―─－–\-~· ]*(?:页.*)?")
_SERIF = re.compile("times|serif|roman|song|fang|仿宋", re.I)
_ARABIC = ("", "decimal", "numberInDash")


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def is_page(paragraph: Paragraph) -> bool:
    return any(
        one.lstrip().upper().startswith("PAGE") and not one.upper().startswith("PAGEREF")
        for one in paragraph.fields
    )


class Numbered:
    """The paragraphs of each kind of footer, or header, that number the pages."""

    def __init__(self, view: View) -> None:
        self.by_section: list[tuple[int, Section, dict[str, Paragraph]]] = []
        for index, section in enumerate(view.document.sections):
            found = {}
            for kind, paragraphs in section.footers.items():
                numbered = next((one for one in paragraphs if is_page(one)), None)
                if numbered is not None:
                    found[kind] = numbered
            self.by_section.append((index, section, found))

    @property
    def any(self) -> bool:
        return any(found for _, _, found in self.by_section)

    def each(self) -> Iterator[tuple[int, str, Paragraph]]:
        """Every numbering paragraph once: a section may inherit the one before's."""
        seen: set[int] = set()
        for index, _, found in self.by_section:
            for kind, paragraph in found.items():
                if paragraph.index not in seen:
                    seen.add(paragraph.index)
                    yield index, kind, paragraph


def page_numbers(view: View) -> Iterator[Finding]:
    """One finding at most for each thing that is wrong with all the page numbers of the document."""
    numbered = Numbered(view)
    if not numbered.any and (typed := _typed(view)) is not None:
        yield _finding(view, "footer.typed", typed, 0, typed.text.strip(), "PAGE")
        return
    if not numbered.any:
        if view.outline.format != "letter" and view.document.sections and not _elsewhere(view):
            yield _finding(view, "footer.missing", None, 0, "", "— 1 —")
        return
    yield from _form(view, numbered)
    yield from _format(view, numbered)
    yield from _faces(view, numbered)
    yield from _sides(view, numbered)
    yield from _first_page(view, numbered)


def _typed(view: View) -> Paragraph | None:
    """A number typed by hand, the same on every page."""
    for section in view.document.sections:
        for paragraphs in section.footers.values():
            for one in paragraphs:
                if _TYPED.fullmatch(one.text.strip()):
                    return one
    return None


def _elsewhere(view: View) -> bool:
    """Numbers in the header, or typed by hand."""
    return any(is_page(one) for one in view.paragraphs if one.place != "footnote")


def _finding(
    view: View, rule: str, paragraph: Paragraph | None, section: int, found: str, expected: str, **more: Any
) -> Finding:
    return Finding(
        rule=rule,
        element=Element.PAGE_NUMBER,
        paragraph=None if paragraph is None else paragraph.index,
        end=0 if paragraph is None else len(paragraph.text),
        found=found,
        expected=expected,
        edits=(SetFooter(section, _wanted(view)),),
        **more,
    )


def _wanted(view: View) -> dict[str, Any]:
    """How the house wants its page numbers; nothing where it is the standard's."""
    number = view.profile.page_number
    wanted: dict[str, Any] = {}
    if view.outline.format == "letter":
        wanted["first"] = "none"
    if not number["sides"]:
        wanted |= {"both_sides": False, "odd_align": "center", "even_align": "center", "indent_chars": 0.0}
    if number["size"] != 14:
        wanted["size"] = float(number["size"])
    return wanted


def _form(view: View, numbered: Numbered) -> Iterator[Finding]:
    """A one-em dash on either side of the number, and nothing else."""
    if not view.profile.page_number["dash"]:
        return
    for index, _, paragraph in numbered.each():
        bare = paragraph.text.strip()
        digits = re.sub(r"[^\W\d_]+", "1", bare) if not re.search(r"\d", bare) else bare
        if not _FORM.fullmatch(digits):
            yield _finding(view, "footer.dash", paragraph, index, bare, "— 1 —")
            return


def _format(view: View, numbered: Numbered) -> Iterator[Finding]:
    for index, section, found in numbered.by_section:
        wrong = section.page_number_format
        if found and wrong not in _ARABIC:
            edit = SetSection(index, {"page_number_format": "decimal"})
            yield Finding(
                rule="footer.digits", element=Element.PAGE_NUMBER, found=wrong, expected="1", edits=(edit,)
            )
            return
        for paragraph in found.values():
            switch = next(
                (one for one in paragraph.fields if re.search(r"\\\*\s*(?!MERGEFORMAT|arabic\b)", one, re.I)),
                "",
            )
            if switch and re.search(r"chinese|roman|alphabetic|cardtext|dbnum|circle", switch, re.I):
                yield _finding(view, "footer.digits", paragraph, index, switch.strip(), "1")
                return


def _faces(view: View, numbered: Numbered) -> Iterator[Finding]:
    """宋体 of size 4. A serif Latin face for the digits passes where the dashes are 宋体."""
    number = view.profile.page_number
    size = float(number["size"])
    sizes, faces, bold = False, False, False
    for index, _, paragraph in numbered.each():
        for run, first, last in view.runs(paragraph):
            if not sizes and run.size > 0 and abs(run.size - size) > SIZE_TOLERANCE:
                sizes = True
                yield _finding(
                    view, "size.page_number", paragraph, index, words.size(run.size), words.size(size)
                )
            if not bold and run.bold:
                bold = True
                said, expected = words.weight(True), words.weight(False)
                yield _finding(view, "bold.page_number", paragraph, index, said, expected)
            digits = view.digits(paragraph.text, first, last)
            face = run.latin if digits else run.font
            family = view.family(face)
            passes = not face or family in number["fonts"] or (digits and not family and _SERIF.search(face))
            if not faces and not passes:
                faces = True
                expected = view.family_name(number["fonts"][0])
                yield _finding(view, "font.page_number", paragraph, index, face, expected)
            if run.color and run.color not in ("000000", "auto") and not faces:
                from bangban.skills.documents.check.ink import is_black

                if not is_black(run.color):
                    faces = True
                    yield _finding(view, "colour.page_number", paragraph, index, run.color, words.BLACK)


def _framed(paragraph: Paragraph) -> bool:
    """In a text box, a cell, or a frame put at a length: where that stands is not known, so it is not judged."""
    return paragraph.cell is not None or (paragraph.frame is not None and not _frame_side(paragraph))


def _frame_side(paragraph: Paragraph) -> str:
    """The side of the text a frame is put at: left, center, right, outside, inside; "" when it is not said so."""
    element = paragraph.frame.xml if paragraph.frame is not None else None
    if element is not None and element.tag == f"{W}p":
        element = element.find(f"{W}pPr/{W}framePr")
    if element is None or element.tag != f"{W}framePr":
        return ""
    return str(element.get(f"{W}xAlign", ""))


def _sides(view: View, numbered: Numbered) -> Iterator[Finding]:
    number = view.profile.page_number
    if any(_framed(one) for _, _, one in numbered.each()):
        return
    for index, section, found in numbered.by_section:
        odd, even = found.get("default"), found.get("even")
        if odd is None or section.width_mm > section.height_mm:
            continue
        if not number["sides"]:
            if not _at(view, odd, "center"):
                yield _finding(
                    view, "footer.side", odd, index, words.ALIGNED[odd.align], words.ALIGNED["center"]
                )
                return
            continue
        if not _at(view, odd, "right"):
            yield _finding(view, "footer.side", odd, index, words.ALIGNED[odd.align], words.ALIGNED["right"])
            return
        if not view.document.even_and_odd:
            yield _finding(view, "footer.even_and_odd", odd, index, "", "")
            return
        if even is None:
            yield _finding(view, "footer.even_missing", None, index, "", "— 2 —")
            return
        if not _at(view, even, "left"):
            yield _finding(view, "footer.side", even, index, words.ALIGNED[even.align], words.ALIGNED["left"])
            return
        for paragraph, gap in ((odd, _gap(view, odd, "right")), (even, _gap(view, even, "left"))):
            if gap is not None and abs(gap - number["indent"]) > 0.6:
                said = words.number(gap)
                yield _finding(view, "footer.indent", paragraph, index, said, words.number(number["indent"]))
                return


def _at(view: View, paragraph: Paragraph, side: str) -> bool:
    if paragraph.frame is not None:
        return _frame_side(paragraph) in (side, "outside")
    if "\t" in paragraph.text:
        return True
    if paragraph.align == side or (side == "left" and paragraph.align in ("both", "distribute")):
        return True
    if paragraph.align in ("left", "both") and side in ("right", "center"):
        em = view.em(paragraph)
        room = view.text_width(paragraph) / em
        start, width = view.start(paragraph), view.width(paragraph.text.strip())
        return start + width > room - 4 if side == "right" else abs(start + width / 2 - room / 2) < 1
    return False


def _gap(view: View, paragraph: Paragraph, side: str) -> float | None:
    """Characters between the number and the edge of the text."""
    framed = paragraph.frame is not None
    if "\t" in paragraph.text or (side == "right" and paragraph.align != "right" and not framed):
        return None
    if side == "left":
        return view.start(paragraph)
    return view.right(paragraph) + view.spaces(paragraph.text[::-1])


def _first_page(view: View, numbered: Numbered) -> Iterator[Finding]:
    """A letter's first page shows no number; any other document's does."""
    index, section, found = numbered.by_section[0]
    if view.outline.format == "letter":
        shown = found.get("first") if section.title_page else found.get("default")
        if shown is not None:
            yield _finding(view, "footer.letter_first", shown, index, shown.text.strip(), "")
    elif section.title_page and "first" not in found and "default" in found:
        edit = SetSection(index, {"title_page": False})
        yield Finding(
            rule="footer.first_missing", element=Element.PAGE_NUMBER, expected="— 1 —", edits=(edit,)
        )


def restarted(view: View) -> Iterator[Finding]:
    """The first page is page 1, and attachments bound with the document are numbered on."""
    first = view.document.sections[0].page_number_start if view.document.sections else None
    if first not in (None, 1) and view.of(Element.MARK):
        yield Finding(
            rule="footer.start",
            element=Element.PAGE_NUMBER,
            found=str(first),
            expected="1",
            edits=(SetSection(0, {"page_number_start": None}),),
        )
    found = [
        index
        for index, section in enumerate(view.document.sections)
        if index and section.page_number_start is not None
    ]
    if found:
        yield Finding(
            rule="footer.restarted",
            element=Element.PAGE_NUMBER,
            found=str(view.document.sections[found[0]].page_number_start),
            edits=tuple(SetSection(index, {"page_number_start": None}) for index in found),
        )


def distance(view: View) -> Iterator[Finding]:
    """The dashes stand 7 mm below the text: the footer is some 25 mm from the paper's edge."""
    numbered = Numbered(view)
    for index, section, found in numbered.by_section:
        if not found or section.footer_mm <= 0 or section.width_mm > section.height_mm:
            continue
        if any(_framed(one) for one in found.values()):
            continue
        if not 17.0 <= section.footer_mm <= view.profile.page["bottom"] - 3:
            yield Finding(
                rule="footer.distance",
                element=Element.PAGE_NUMBER,
                found=words.number(section.footer_mm),
                expected="25",
                edits=(SetSection(index, {"footer_mm": 25.0}),),
            )
            return
