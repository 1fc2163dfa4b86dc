"""How does one sentence of an answer get out before the answer is made? Proposed by itself, held against its source, released.

The web process writes what is proposed, the executor alone what may be read. What the answer is in the end must begin with
what was read.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bangban.agencies.models import Agency
from bangban.agencies.prepared import Prepared
from bangban.governance import wakeup
from bangban.governance.effects import Part, WrongContent
from bangban.governance.models import Case, DigitalEmployee
from bangban.ledger.record import Entry
from bangban.services.consult.chains import chain_of, link_after
from bangban.services.consult.held import Sources, check_sentence
from bangban.services.consult.models import Piece, PieceRelease

LIFE = timedelta(seconds=30)
"""A sentence nobody looked at by then is waited for no more."""
MOST_AT_ONCE = 200


# Asked by the executor all day.
_WAITING = Prepared(
    lambda since: (
        Piece.objects.filter(at__gt=since, release=None)
        .order_by("pk")
        .select_related("employee__agency")[:MOST_AT_ONCE]
    ),
    since=Piece._meta.get_field("at"),
)
_LINKS = Prepared(
    lambda uids: (
        PieceRelease.objects.filter(piece__uid__in=uids, code="")
        .order_by("piece__number")
        .values_list("piece__uid", "link")
    ),
    uids=Piece._meta.get_field("uid"),
)


def propose(
    uid: UUID, employee: DigitalEmployee, scenario: str, number: int, part: Mapping[str, Any]
) -> None:
    """Have the executor look at the next sentence of an answer.

    Raises:
        KeyError, TypeError, ValueError: a skill host sent something else than a sentence.
    """
    sentence = {name: part["sentence"][name] for name in ("text", "citation", "quoted")}
    body = json.dumps({"sentence": sentence, "citations": list(part["citations"])}, ensure_ascii=False)
    Piece.objects.create(
        uid=uid, employee=employee, scenario=scenario, number=number, body=body,
        target=str(part["outcome"])[:24], confidence=float(part["confidence"]),
    )  # fmt: skip
    wakeup.poke()


def looked_at(uid: UUID, after: int) -> list[PieceRelease]:
    """What the executor said of the sentences behind number `after`, in order."""
    rows = PieceRelease.objects.filter(piece__uid=uid, piece__number__gt=after)
    return list(rows.select_related("piece").order_by("piece__number"))


def read_of(uids: Collection[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """The sentences that were released by themselves, by answer: {"text", "citation", "quoted", "link", "citations"}."""
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    rows = PieceRelease.objects.filter(piece__uid__in=uids, code="").select_related("piece")
    for row in rows.order_by("piece__number"):
        body = json.loads(row.piece.body)
        found[row.piece.uid].append({**body["sentence"], "link": row.link, "citations": body["citations"]})
    return found


def released_links(uids: Collection[UUID]) -> dict[UUID, list[str]]:
    """The links of the sentences that were released by themselves, in order."""
    found: dict[UUID, list[str]] = defaultdict(list)
    for uid, link in _LINKS.rows(uids=list(uids)) if uids else ():
        found[uid].append(link)
    return found


def check_read(content: Mapping[str, Any], links: Sequence[str]) -> None:
    """Raise WrongContent unless an answer begins with what was read of it already."""
    if links and chain_of([str(one["text"]) for one in content["sentences"]])[: len(links)] != list(links):
        raise WrongContent(field="sentences", reason="≠ read")


class SentenceBySentence:
    """What of the effect is done for sentences of an answer that is not whole yet (`executor.parts.InParts`)."""

    def parts_waiting(self, now: datetime) -> Sequence[Piece]:
        return _WAITING.all(since=now - LIFE)

    def release_parts(self, parts: Sequence[Part], refused: Sequence[Part], now: datetime) -> list[Entry]:
        pieces = [one for one in parts if isinstance(one, Piece)]
        links = released_links({one.uid for one in pieces})
        # What is whole already is decided about as a whole.
        whole = set(Case.objects.filter(uid__in={one.uid for one in pieces}).values_list("uid", flat=True))
        bodies = {one.pk: json.loads(one.body) for one in pieces}
        sources = Sources(list(bodies.values()))
        said = [_refused(one, "no_order", now) for one in refused if isinstance(one, Piece)]
        for one in pieces:
            before = links[one.uid]
            code = "too_late" if one.uid in whole else "order" if len(before) != one.number - 1 else ""
            code = code or _fault(bodies[one.pk], sources, one.employee.agency)
            if code:
                said.append(_refused(one, code, now))
                continue
            link = link_after(before[-1] if before else "", str(bodies[one.pk]["sentence"]["text"]))
            links[one.uid].append(link)
            said.append(PieceRelease(piece=one, link=link, at=now))
        PieceRelease.objects.bulk_create(said)
        return [_entry(one) for one in said]


def _refused(piece: Piece, code: str, now: datetime) -> PieceRelease:
    return PieceRelease(piece=piece, code=code, at=now)


def _fault(body: Mapping[str, Any], sources: Sources, reader: Agency) -> str:
    """What is wrong with a sentence; "" when it may be read."""
    try:
        check_sentence(body["sentence"], [sources.row_of(one, reader) for one in body["citations"]])
    except WrongContent as wrong:
        return wrong.code
    return ""


def _entry(said: PieceRelease) -> Entry:
    piece = said.piece
    about: dict[str, Any] = {"case": str(piece.uid), "number": piece.number}
    about |= {"link": said.link} if not said.code else {"code": said.code}
    kind = "answer.stopped" if said.code else "answer.sentence"
    return Entry(kind, "process:executor", piece.employee.agency_id, f"answer:{piece.uid}", about)
