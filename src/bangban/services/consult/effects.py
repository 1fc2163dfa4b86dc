"""What happens when an answer is decided? It is released, after each sentence was held against the source in force.

The check trusts nobody: it reads the passages itself and knows neither the skill nor a model. A sentence that
quotes must stand letter for letter in the passage it names, in the version in force today; the chain of the
sentences' digests must be the one the proposal carries.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bangban.agencies.inserting import insert
from bangban.agencies.models import Agency
from bangban.governance.effects import Order, WrongContent
from bangban.governance.models import Case
from bangban.ledger.record import Entry, append
from bangban.services.consult import own_words
from bangban.services.consult.chains import chain_of
from bangban.services.consult.held import Sources, check_sentence
from bangban.services.consult.models import Release
from bangban.services.consult.sentences import SentenceBySentence, check_read, released_links

MOST_SENTENCES = 400
LONGEST = 20_000
MOST_OFFERED = 3
ANSWERED = ("answered", "answered_from_faq")
OUTCOMES = (
    *ANSWERED, "choose_one", "clarify", "not_found", "out_of_scope", "personal_data_needed", "opinion_refused",
    "crisis", "handed_over", "error",
)  # fmt: skip


class ReleaseAnswer(SentenceBySentence):
    """Effect "consult.release". Idempotent by the decision's id; reversing it withdraws the answer."""

    kind = "consult.release"
    reversible = True

    def check(self, content: Mapping[str, Any]) -> None:
        _check(content, Sources([content]), None)

    def check_for(self, content: Mapping[str, Any], case: Case) -> None:
        """As `check`; the employee whose answer it is may read what it stands on, and nobody read it otherwise."""
        _check(content, Sources([content]), _reader(case))
        check_read(content, released_links([case.uid]).get(case.uid, []))

    def check_many(self, contents: Sequence[Mapping[str, Any]], cases: Sequence[Case]) -> list[str]:
        """The code of what is wrong with each, or "". What stands behind them is read once for all."""
        sources, read = Sources(contents), released_links([case.uid for case in cases])
        codes = []
        for content, case in zip(contents, cases, strict=True):
            try:
                _check(content, sources, _reader(case))
                check_read(content, read.get(case.uid, []))
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
        made = insert([_release(order) for order in orders])
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
        check_sentence(one, rows)


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
