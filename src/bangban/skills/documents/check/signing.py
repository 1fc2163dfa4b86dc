"""Do the signature and the date stand where the standard has them, with a seal or without?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bangban.skills.documents.check import words
from bangban.skills.documents.check.view import POINTS_PER_MM, Place, View
from bangban.skills.documents.findings import Edit, Element, Finding, SetParagraph, SetText
from bangban.skills.documents.model import Paragraph

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")


def signing(view: View) -> Iterator[Finding]:
    """With a seal: the date four characters from the right, the issuer centred over it (7.3.5.1). Without: the
    issuer two characters from the right, the date's first character two to the right of the issuer's (7.3.5.2).

    Either passes; only what is neither is reported. Several signatures side by side are not judged.
    """
    dates = [place for place in view.of(Element.DATE) if place.recognised.section == 0]
    signers = [place for place in view.of(Element.SIGNATURE) if place.recognised.section == 0]
    if len(dates) != 1 or not _alone(dates[0]) or not all(_alone(one) for one in signers):
        return
    date = dates[0].paragraph
    here = _gap(view, date)
    if here is None or any(one.paragraph.index > date.index for one in signers):
        return
    if view.outline.format == "order" and len(signers) == 1:
        own = _gap(view, signers[0].paragraph)
        if own is not None and own < 0.9:
            wanted = view.profile.signature["sealed_date"]
            yield _finding("place.signature", Element.SIGNATURE, signers[0].paragraph, own, wanted)
    if len(signers) != 1 or view.outline.format == "order" or not _DAY.fullmatch(date.text.strip()):
        # A date in another form has another width, and its form is what is reported.
        yield from _date_alone(view, date, here)
        return
    issuer = signers[0].paragraph
    there = _gap(view, issuer)
    if there is None:
        return
    yield from _judge(view, issuer, there, date, here)


def _alone(place: Place) -> bool:
    paragraph = place.paragraph
    bare = paragraph.text.strip()
    return (
        paragraph.place == "body"
        and not paragraph.frame
        and len(bare) <= place.end - place.start
        and "\t" not in bare
    )


def _gap(view: View, paragraph: Paragraph) -> float | None:
    """Characters of the body's size between a line's end and the right edge of the text."""
    blanks = paragraph.text[: view.lead(paragraph)] + paragraph.text[len(paragraph.text.rstrip()) :]
    if blanks.count(" ") > 4:
        # How wide a space is depends on the face.
        return None
    gaps = view.gaps(paragraph)
    return None if gaps is None else gaps[1] / float(view.profile.text["size"])


def _date_alone(view: View, date: Paragraph, here: float) -> Iterator[Finding]:
    """A date without a signature: below a title it is centred in brackets and is not judged here."""
    if date.align == "center" or date.text.lstrip().startswith(("（", "(")):
        return
    wanted = view.profile.signature["sealed_date"]
    if not 0.9 <= here <= 8.5:
        yield _date(view, date, here, wanted)


def _judge(view: View, issuer: Paragraph, there: float, date: Paragraph, here: float) -> Iterator[Finding]:
    said = view.profile.signature
    slack = said["tolerance"]
    issuer_wide, date_wide = view.width(issuer.text.strip()), view.width(date.text.strip())
    apart = (there + issuer_wide / 2) - (here + date_wide / 2)
    sealed_there = said["sealed_date"] + date_wide / 2 - issuer_wide / 2
    fills = sealed_there < slack and there < slack
    if abs(here - said["sealed_date"]) <= slack and (abs(apart) <= slack or fills):
        return
    # A long name centred over its date pushes the date in; it may not leave the text.
    longer = issuer_wide > date_wide + 2
    if abs(apart) <= slack and here >= 1.5 and (there >= 0.5 or longer) and (here <= 6 or longer):
        return
    plain_date, plain_issuer = _plain(view, issuer_wide, date_wide)
    if abs(here - plain_date) <= slack and abs(there - plain_issuer) <= slack:
        return
    # Both at one edge, four or two characters in, is how offices place them where the two are about as long.
    if abs(here - there) <= slack and 1.5 <= here <= 5.5:
        return
    right_date = abs(here - said["sealed_date"]) <= slack or abs(here - plain_date) <= slack
    right_issuer = abs(there - sealed_there) <= slack or abs(there - plain_issuer) <= slack
    sealed = not abs(there - plain_issuer) <= slack or abs(there - sealed_there) <= slack
    if abs(there - sealed_there) <= 0.3 and sealed_there > 2.4 and here < 1.6:
        yield _date(view, date, here, said["sealed_date"])
    elif right_date:
        wanted = sealed_there if abs(here - said["sealed_date"]) <= slack else plain_issuer
        yield _finding("place.signature", Element.SIGNATURE, issuer, there, max(wanted, 0.0))
    elif right_issuer:
        yield _date(view, date, here, said["sealed_date"] if sealed else plain_date)
    else:
        yield _date(view, date, here, said["sealed_date"])


def _plain(view: View, issuer_wide: float, date_wide: float) -> tuple[float, float]:
    """Characters from the right of date and issuer in a document without a seal."""
    said = view.profile.signature
    right, shift = said["plain_right"], said["plain_shift"]
    if date_wide > issuer_wide:
        return right, right + date_wide + shift - issuer_wide
    return right + issuer_wide - shift - date_wide, right


def _date(view: View, date: Paragraph, here: float, wanted: float) -> Finding:
    return _finding("place.date", Element.DATE, date, here, max(wanted, 0.0))


def _finding(rule: str, element: Element, paragraph: Paragraph, found: float, wanted: float) -> Finding:
    text = paragraph.text
    lead, bare = len(text) - len(text.lstrip()), len(text.rstrip())
    edits: list[Edit] = []
    if bare < len(text):
        edits.append(SetText(paragraph.index, bare, len(text), ""))
    if lead:
        edits.append(SetText(paragraph.index, 0, lead, ""))
    right = round(wanted * 4) / 4
    edits.append(
        SetParagraph(
            paragraph.index, {"align": "right", "right_chars": right, "left_chars": 0, "first_line_chars": 0}
        )
    )
    return Finding(
        rule=rule,
        element=element,
        paragraph=paragraph.index,
        end=len(text),
        found=words.number(found),
        expected=words.number(right),
        edits=tuple(edits),
    )


def head_and_foot(view: View) -> Iterator[Finding]:
    """The signer of an upward document, and the date of printing: one character from the right edge."""
    for element, rule in ((Element.SIGNER, "place.signer"), (Element.IMPRINT, "place.imprint_date")):
        for place in view.of(element):
            paragraph = place.paragraph
            if element is Element.IMPRINT and "印发" not in paragraph.text:
                continue
            gap = _right_of(view, paragraph)
            if gap is not None and not -0.3 <= gap <= 2.2:
                yield Finding(
                    rule=rule,
                    element=element,
                    paragraph=paragraph.index,
                    start=place.start,
                    end=place.end,
                    found=words.number(gap),
                    expected="1",
                )


def _right_of(view: View, paragraph: Paragraph) -> float | None:
    """Characters between a line's end and the right edge; None where spaces or a style's tabs place it."""
    if paragraph.place != "body" or paragraph.frame or paragraph.cell:
        return None
    bare = paragraph.text.strip()
    if "\t" in bare:
        stops = _stops(paragraph)
        if bare.count("\t") != 1 or len(stops) != 1 or stops[0][0] != "right":
            return None
        # Where the margins are wrong, that is what is reported.
        widths = (view.text_width(paragraph), view.profile.lines["red_length"] * POINTS_PER_MM)
        return min(
            ((width - stops[0][1]) / view.em(paragraph) for width in widths), key=lambda gap: abs(gap - 1)
        )
    if "  " in bare or "\u00a0" in bare:
        # How wide a space is depends on the face.
        return None
    gaps = view.gaps(paragraph)
    return None if gaps is None else gaps[1] / view.em(paragraph)


def _stops(paragraph: Paragraph) -> list[tuple[str, float]]:
    """The tab stops a paragraph itself has: kind, and points from the left edge of the text."""
    if paragraph.xml is None:
        return []
    found = []
    for tab in paragraph.xml.iterfind(f"{W}pPr/{W}tabs/{W}tab"):
        kind, place = tab.get(f"{W}val", ""), tab.get(f"{W}pos", "")
        if kind not in ("clear", "bar", "num") and place.lstrip("-").isdigit():
            found.append((kind, int(place) / 20))
    return found
