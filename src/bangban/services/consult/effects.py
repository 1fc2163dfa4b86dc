"""What happens when an answer is decided? It is released, after each sentence was held against the source in force.

The check trusts nobody: it reads the passages itself and knows neither the skill nor a model. A sentence that
quotes must stand letter for letter in the passage it names, in the version in force today; the chain of the
sentences' digests must be the one the proposal carries.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from bangban.agencies.models import Agency
from bangban.crypto.digests import digest
from bangban.governance.effects import Order, WrongContent
from bangban.governance.models import Case, ComplaintStatus
from bangban.knowledge.models import Passage, Source
from bangban.ledger.record import Entry, append
from bangban.services.consult import own_words
from bangban.services.consult.chains import chain_of
from bangban.services.consult.models import Release

MOST_SENTENCES = 400
LONGEST = 20_000
MOST_OFFERED = 3
ANSWERED = ("answered", "answered_from_faq")
OUTCOMES = (
    *ANSWERED, "choose_one", "clarify", "not_found", "out_of_scope", "personal_data_needed", "opinion_refused",
    "crisis", "handed_over", "error",
)  # fmt: skip


class ReleaseAnswer:
    """Effect "consult.release". Idempotent by the decision's id; reversing it withdraws the answer."""

    kind = "consult.release"
    reversible = True

    def check(self, content: Mapping[str, Any]) -> None:
        _check(content, Sources([content]), None)

    def check_for(self, content: Mapping[str, Any], case: Case) -> None:
        """As `check`; and the employee whose answer it is may read what it stands on."""
        _check(content, Sources([content]), _reader(case))

    def check_many(self, contents: Sequence[Mapping[str, Any]], cases: Sequence[Case]) -> list[str]:
        """The code of what is wrong with each, or "". What stands behind them is read once for all."""
        sources = Sources(contents)
        codes = []
        for content, case in zip(contents, cases, strict=True):
            try:
                _check(content, sources, _reader(case))
                codes.append("")
            except WrongContent as wrong:
                codes.append(wrong.code)
        return codes

    def run(self, order: Order) -> dict[str, Any]:
        there = Release.objects.filter(decision_id=order.decision_id).first()
        if there is not None:
            return {"release": there.pk}
        [result], [entries] = self.run_many([order])
        append(entries)
        return result

    def run_many(self, orders: Sequence[Order]) -> tuple[list[dict[str, Any]], list[list[Entry]]]:
        """Release them; the entries are the caller's to append."""
        made = Release.objects.bulk_create([_release(order) for order in orders])
        entries = []
        for order in orders:
            details = {
                "outcome": order.content["outcome"],
                "sentences": len(order.content["sentences"]),
                "sources": len(order.content["citations"]),
            }
            subject = f"case:{order.case.pk}"
            entries.append(
                [Entry("answer.released", "process:executor", order.case.agency_id, subject, details)]
            )
        return [{"release": one.pk} for one in made], entries

    def reverse(self, order: Order, result: Mapping[str, Any]) -> None:
        Release.objects.filter(decision_id=order.decision_id, withdrawn_at=None).update(
            withdrawn_at=order.now
        )


def _reader(case: Case) -> Agency:
    """Whose sources an answer may rest on: the employee's agency; a person's, those of the agency that keeps the case."""
    return case.employee.agency if case.employee is not None else case.agency


def _check(content: Mapping[str, Any], sources: Sources, reader: Agency | None) -> None:
    """Raise WrongContent unless every sentence stands where it says, in what is in force and `reader` may read."""
    if content.get("outcome") not in OUTCOMES:
        raise WrongContent(field="outcome", reason=" | ".join(OUTCOMES))
    sentences, citations = content.get("sentences"), content.get("citations")
    if not isinstance(sentences, list) or not 1 <= len(sentences) <= MOST_SENTENCES:
        raise WrongContent(field="sentences", reason=f"1…{MOST_SENTENCES}")
    if not isinstance(citations, list) or sum(len(str(one.get("text"))) for one in sentences) > LONGEST:
        raise WrongContent(field="sentences", reason=f"≤ {LONGEST}")
    if content.get("chain") != chain_of([str(one["text"]) for one in sentences])[-1]:
        raise WrongContent(field="chain", reason="digest")
    if content.get("text") != "".join(str(one["text"]) for one in sentences):
        # Who amends the text and not the sentences would have decided about what nobody reads.
        raise WrongContent(field="text", reason="≠ sentences")
    if content["outcome"] in ANSWERED and not citations:
        raise WrongContent(field="citations", reason="0")
    rows = [sources.row_of(one, reader) for one in citations]
    offered = content.get("offered") or []
    if not isinstance(offered, list) or len(offered) > MOST_OFFERED:
        raise WrongContent(field="offered", reason=f"≤ {MOST_OFFERED}")
    for one in offered:
        own_words.check_offer(one, sources.row_of(one, reader, field="offered"))
    for one in sentences:
        place, text = one.get("citation"), str(one["text"])
        if place is not None and not (isinstance(place, int) and 0 <= place < len(rows)):
            raise WrongContent(field="sentences", reason="citation")
        if not one.get("quoted"):
            own_words.check(text, rows[place] if place is not None else None)
            if place is not None:
                own_words.check_claim(text, rows[place])
        elif place is None or text.rstrip("\n") not in rows[place].text:
            raise WrongContent(field="sentences", reason="not verbatim")


class Sources:
    """The passages that answers cite or offer, read from the database by the one who releases."""

    def __init__(self, contents: Sequence[Mapping[str, Any]], today: date | None = None) -> None:
        self._day = today or timezone.localdate()
        cited = [
            one
            for content in contents
            for field in ("citations", "offered")
            if isinstance(content.get(field), list)
            for one in content[field]
            if isinstance(one, Mapping)
        ]
        self._rows: dict[tuple[str, str], list[Passage]] = defaultdict(list)
        self._doubted = _doubted() if cited else frozenset()
        for row in _living(cited):
            self._rows[row.uid, row.digest].append(row)

    def row_of(self, citation: Any, reader: Agency | None, field: str = "citations") -> Passage:
        """The very passage that is named, if it is in force, `reader` may read it, and it holds the quote.

        A citation has to call it by its name, too. `reader`: None where nobody knows yet whose answer it is.

        Raises:
            WrongContent: it is not, or does not, or a complaint about an answer from it was upheld.
        """
        if not isinstance(citation, Mapping):
            raise WrongContent(field=field, reason=type(citation).__name__)
        named = str(citation.get("id"))[:120], str(citation.get("digest"))[:80]
        if named[1] in self._doubted:
            raise WrongContent(field=field, reason="complaint upheld")
        for row in self._rows.get(named, ()):
            begins, ends, gone = row.in_force_from, row.in_force_to, row.source.repealed_on
            if (begins and begins > self._day) or (ends and ends < self._day) or (gone and gone <= self._day):
                continue
            if reader is not None and not _reads(reader, row.source):
                continue
            # The column says so; what is quoted are the bytes.
            if digest(row.text.encode()) == row.digest and str(citation.get("quote") or "") in row.text:
                if field == "citations":
                    own_words.check_name(citation, row)
                return row
        raise WrongContent(field=field, reason=str(citation.get("id"))[:40])


def _reads(agency: Agency, source: Source) -> bool:
    """Whether a source is the agency's own, that of one it belongs to, or shared: what the search was told, asked again."""
    return source.shared or str(source.agency_id) in agency.path.split("/")


def _living(cited: Sequence[Mapping[str, Any]]) -> Iterable[Passage]:
    """The passages named, as far as they live and their import came to its end.

    By key where one is given: what it leads to is compared all the same.
    """
    if not cited:
        return ()
    keys = [key for one in cited if isinstance(key := one.get("key"), int) and 0 < key < 2**63]
    if len(keys) == len(cited):
        rows = Passage.objects.filter(pk__in=keys)
    else:
        # Through the sources, because that is how living passages are indexed.
        uids = {str(one.get("id"))[:120] for one in cited}
        rows = Passage.objects.filter(source_id__in=Source.objects.values("pk"), uid__in=uids)
    return rows.filter(retired=None, version__generation__isnull=False).select_related("source")


def _release(order: Order) -> Release:
    content = order.content
    links = chain_of([str(one["text"]) for one in content["sentences"]])
    body = [
        {
            "text": str(one["text"]),
            "citation": one.get("citation"),
            "quoted": bool(one.get("quoted")),
            "link": link,
        }
        for one, link in zip(content["sentences"], links, strict=True)
    ]
    return Release(
        decision_id=order.decision_id,
        case=order.case,
        outcome=content["outcome"],
        body=json.dumps(body, ensure_ascii=False),
        chain=content["chain"],
        citations=json.dumps(content["citations"], ensure_ascii=False),
        offered=json.dumps(content.get("offered") or [], ensure_ascii=False),
        handover=bool(content.get("handover")),
        confidence=content.get("confidence"),
        released_at=order.now,
    )


def _doubted() -> frozenset[str]:
    """Digests of texts with an upheld complaint about an answer from them: they answer nobody until they are corrected."""
    upheld = Release.objects.filter(case__complaints__status=ComplaintStatus.UPHELD)
    return frozenset(str(one["digest"]) for row in upheld for one in row.cited)
