"""Which document does a form make? Its title, opening, points, closing and everything around them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bangban.skills.documents.draft import forms, names
from bangban.skills.documents.draft.paper import Attachment, Block, Gap, Grid, Line, Paper, chinese_date
from bangban.skills.documents.draft.phrases import bare, based_on, fill, first_filled, sentence, together
from bangban.skills.documents.draft.points import Point, blocks_of
from bangban.skills.documents.findings import Direction, Element, Kind
from bangban.skills.documents.kinds import KINDS

UNKNOWN_NUMBER = "〔{year}〕　号"


def compose(form: Mapping[str, Any]) -> Paper:
    """Return the document that a form makes.

    Raises:
        forms.FormNotRight: the form is not complete.
    """
    kind, situation, said = forms.read(form)
    about = forms.template(kind)
    row = about["situations"][situation]
    issuers = _list(said["issuer"])
    direction = Direction(said.get("direction") or row.get("direction") or about["direction"])
    values = _values(said, kind, direction, issuers)
    if "matter" in row:
        values["matter"] = fill(row["matter"], values) or values["matter"]
    day = _day(said.get("date"))
    gaps: list[Gap] = []
    number = said.get("number", "")
    format_ = about["format"]
    if not number and format_ in ("document", "letter"):
        gaps.append(Gap("number", Element.NUMBER))
        number = UNKNOWN_NUMBER.format(year=day.year if day else "　　")
    person = said.get("signatory")
    signature: tuple[str, ...] = ()
    if person:
        signature = (f"{names.spaced(person['post'])}　　{names.spaced(person['name'])}",)
    elif kind not in (Kind.MINUTES, Kind.RESOLUTION):
        signature = tuple(issuers)
    dated = kind not in (Kind.MINUTES, Kind.RESOLUTION)
    if dated and day is None:
        gaps.append(Gap("date", Element.DATE))
    attached = row.get("attached") == "issued"
    attachments = _attachments(said)
    if attached and "document_text" in said:
        text = said["document_text"]
        attachments = (Attachment(said["document"], _paragraphs(text)), *attachments)
    return Paper(
        kind=kind,
        direction=direction,
        title=said.get("title") or _title(row, values),
        issuers=tuple(issuers),
        blocks=tuple(_body(said, row, values)),
        mark=said.get("mark") or _mark(format_, issuers, said),
        mark_suffix="" if said.get("mark") or format_ in ("letter", "minutes") else row.get("suffix", about.get("suffix", "文件")),
        format=format_,
        number=number,
        serial=said.get("serial", ""),
        classification=said.get("classification", ""),
        urgency=said.get("urgency", ""),
        signers=tuple(names.spaced(one) for one in _list(said.get("signer", []))) if direction is Direction.UP else (),
        addressee="，".join(_list(said.get("addressee", []))).rstrip("：:"),
        passed=fill(about.get("passed", ""), values) or "",
        signature=signature,
        signed_by_person=bool(person),
        date=day if dated else None,
        seal=said.get("seal", True),
        note=_note(said),
        attendance=_attendance(said) if kind is Kind.MINUTES else (),
        attachments=attachments,
        note_attachments=not attached,
        copy_to="，".join(_list(said.get("copy_to", []))).removeprefix("抄送：").rstrip("。"),
        printed_by=said.get("printed_by") or (names.office_of(issuers[0]) if format_ in ("document", "minutes") else ""),
        printed_on=_day(said.get("printed_on")) or day,
        gaps=tuple(gaps),
    )  # fmt: skip


def _values(
    said: Mapping[str, Any], kind: Kind, direction: Direction, issuers: Sequence[str]
) -> dict[str, str]:
    """Every fact as the templates say it."""
    values = {name: value for name, value in said.items() if isinstance(value, str)}
    for name in ("date", "effective", "deadline", "passed_on"):
        if day := _day(said.get(name)):
            values[name] = chinese_date(day)
    issuer = "".join(issuers)
    first = issuers[0]
    region = names.region_of(first)
    level = names.level_of(first)
    addressee = "，".join(_list(said.get("addressee", [])))
    topics = [_topic(one["heading"]) for one in said.get("points", ()) if isinstance(one, Mapping) and one.get("heading")]  # fmt: skip
    incoming = said.get("incoming", {})
    return {
        **values,
        "issuer": issuer,
        "matter": _matter(values.get("matter", ""), kind),
        "purpose": bare(values.get("purpose", "")).removeprefix("为了").removeprefix("为"),
        "basis": based_on(_list(said.get("basis", []))),
        "basis_names": together(_list(said.get("basis", []))),
        "background": sentence(values.get("background", "")),
        "reason": bare(values.get("reason", "")),
        # The sentence says 称号 and has the quotation marks.
        "honour": bare(values.get("honour", "")).removesuffix("称号").strip("“”"),
        "opinion": bare(values.get("opinion", "")),
        "call": bare(values.get("call", "")),
        "agenda": bare(values.get("agenda", "")),
        "attendees": "，".join(_list(said.get("attendees", []))),
        "document": _unmarked(values.get("document", "")),
        "material": values.get("material", ""),
        "made": values.get("made", "编制"),
        "we": names.ours(first),
        "self": names.speaks_up(first),
        "you": names.yours(addressee, level=direction is Direction.LEVEL) if addressee else "",
        "our_region": f"我{level}" if level else "",
        "whole_region": f"全{level}" if level else "",
        "region_name": region or first,
        "incoming_title": _unmarked(incoming.get("title", "")),
        "incoming_number": incoming.get("number", ""),
        "honoured_who": _who(values.get("honoured", "")),
        "first_appointed": _appointed(said),
        "topics": "、".join(topics) if len(topics) > 1 else "",
    }


def _body(said: Mapping[str, Any], row: Mapping[str, Any], values: Mapping[str, str]) -> list[Block]:
    points: list[Point] = [one for one in (fill(each, values) for each in row.get("points", ())) if one]
    if "first_point" in row and said.get("points"):
        points.append(fill(row["first_point"], values) or "")
    points += said.get("points", ())
    opening = row["open"] if points or "alone" not in row else row["alone"]
    text = first_filled(opening, values)
    blocks: list[Block] = [Line(Element.BODY, one) for one in text.split("\n") if one]
    if (
        blocks
        and isinstance(blocks[-1], Line)
        and points
        and blocks[-1].text.endswith("如下：")
        and _headed(points)
    ):
        # Before headings a sentence is complete; before items it announces them.
        blocks[-1] = Line(Element.BODY, blocks[-1].text[:-1] + "。")
    blocks += [Line(Element.BODY, sentence(one)) for one in said.get(row.get("rows", ""), ())]
    blocks += blocks_of(points) if points else ()
    end = first_filled(row.get("end", ()), values)
    blocks += [Line(Element.BODY, one) for one in end.split("\n") if one]
    closing = said.get("closing") or row.get("closing") or ("" if points else row.get("closing_alone", ""))
    closing = fill(closing, values) or ""
    if closing:
        blocks.append(Line(Element.CLOSING, sentence(closing)))
    return blocks


def _headed(points: Sequence[Point]) -> bool:
    return len(points) > 1 and any(isinstance(one, Mapping) and one.get("heading") for one in points)


def _mark(format_: str, issuers: Sequence[str], said: Mapping[str, Any]) -> str:
    if format_ == "minutes":
        series = re.search(r"第[\d一二三四五六七八九十]+次(.+会议)$", said["meeting"])
        return f"{issuers[0]}{series[1] if series else '会议'}纪要"
    return "" if len(issuers) > 1 else issuers[0]


def _attachments(said: Mapping[str, Any]) -> tuple[Attachment, ...]:
    found = []
    for one in said.get("attachments", ()):
        if isinstance(one, str):
            found.append(Attachment(_unmarked(one)))
            continue
        blocks = list(_paragraphs(one.get("text", "")))
        blocks += blocks_of(one["points"]) if one.get("points") else ()
        if one.get("table"):
            blocks.append(Grid(tuple(tuple(str(cell) for cell in row) for row in one["table"])))
        found.append(Attachment(_unmarked(one["title"]), tuple(blocks)))
    return tuple(found)


def _paragraphs(text: str | Sequence[str]) -> tuple[Block, ...]:
    rows = text.split("\n") if isinstance(text, str) else text
    return tuple(Line(Element.BODY, row.strip()) for row in rows if row.strip())


def _attendance(said: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    rows = (("出席", "present"), ("请假", "absent"), ("列席", "listeners"))
    return tuple((label, "　".join(names.spaced(one) for one in _list(said[name]))) for label, name in rows if name in said)  # fmt: skip


def _note(said: Mapping[str, Any]) -> str:
    contact = said.get("contact")
    return said.get("note") or (f"联系人：{contact['name']}，联系电话：{contact['phone']}" if contact else "")


def _matter(matter: str, kind: Kind) -> str:
    """The matter alone, whether or not it was written as a title."""
    matter = bare(matter).removeprefix("关于")
    for ending in KINDS[kind].endings:
        matter = matter.removesuffix(f"的{ending}")
    return matter


def _title(row: Mapping[str, Any], values: Mapping[str, str]) -> str:
    said = fill(row["title"], values) or "" if "title" in row else ""
    return said.replace("关于于", "关于").replace("关于关于", "关于")


_STUDIED = re.compile(r"^(?:研究|审议|讨论)(?![院所生员室者中机])(?=.{2})")
"""What the opening says of all topics: 研究……等工作."""


def _topic(heading: str) -> str:
    return _STUDIED.sub("", bare(heading).removeprefix("关于")).removesuffix("工作")


def _unmarked(title: str) -> str:
    title = bare(title)
    return title[1:-1] if title.startswith("《") and title.endswith("》") and "《" not in title[1:] else title


def _who(honoured: str) -> str:
    """Who is spoken to: bodies, persons, or both."""
    persons = bool(re.search("同志|个人|[人名]$", honoured))
    bodies = bool(re.search("单位|集体|[局委办厅部院队所站公司中心大队支队](?:$|、|和|等)", honoured))
    return "单位和个人" if persons and bodies else "同志" if persons else "单位"


def _appointed(said: Mapping[str, Any]) -> str:
    first = next(iter(said.get("appointments", ())), "")
    found = re.match(r"(?:任命|免去|聘任)?([\u4e00-\u9fff]{2,4}?)(?:同志)?(?:为|任|的)", first)
    return found[1] if found else ""


def _list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) and value else list(value or [])


def _day(said: str | None) -> date | None:
    if not said:
        return None
    year, month, day = (int(one) for one in re.findall(r"\d+", said))
    try:
        return date(year, month, day)
    except ValueError:
        raise forms.FormNotRight(
            errors={"zh": f"{said}不是一个存在的日期", "en": f"there is no day {said}"}
        ) from None
