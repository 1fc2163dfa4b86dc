"""Do the signature and the date stand where the standard has them, with a seal or without?"""

from __future__ import annotations

from collections.abc import Iterator

from bangban.skills.documents.check import words
from bangban.skills.documents.check.view import Place, View
from bangban.skills.documents.findings import Edit, Element, Finding, SetParagraph, SetText
from bangban.skills.documents.model import Paragraph


def signing(view: View) -> Iterator[Finding]:
    """With a seal: the date four characters from the right, the issuer centred over it (7.3.5.1). Without: the
    issuer two characters from the right, the date's first character two to the right of the issuer's (7.3.5.2).

    Either passes; only what is neither is reported. Several signatures side by side are not judged.
    """
    if view.outline.format == "order":
        return
    dates = [place for place in view.of(Element.DATE) if place.recognised.section == 0]
    signers = [place for place in view.of(Element.SIGNATURE) if place.recognised.section == 0]
    if len(dates) != 1 or len(signers) > 1 or not _alone(dates[0]) or (signers and not _alone(signers[0])):
        return
    date = dates[0].paragraph
    if signers and signers[0].paragraph.index > date.index:
        return
    here = _gap(view, date)
    if here is None:
        return
    if not signers:
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
    if abs(here - said["sealed_date"]) <= slack and (abs(apart) <= slack or there < slack):
        return
    # A long name centred over its date pushes the date in; it may not leave the text.
    longer = issuer_wide > date_wide
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
    if right_date:
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
