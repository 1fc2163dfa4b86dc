"""What happens when an answer is decided? It is released, after each sentence was held against the source in force.

The check trusts nobody: it reads the passages itself and knows neither the skill nor a model. A sentence that
quotes must stand letter for letter in the passage it names, in the version in force today; the chain of the
sentences' digests must be the one the proposal carries.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from bangban.crypto.digests import digest
from bangban.governance.effects import Order, WrongContent
from bangban.governance.models import ComplaintStatus
from bangban.knowledge.models import Passage, Source
from bangban.ledger.record import Entry, append
from bangban.services.consult.chains import chain_of
from bangban.services.consult.models import Release

MOST_SENTENCES = 400
LONGEST = 20_000
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
        if content.get("outcome") not in OUTCOMES:
            raise WrongContent(field="outcome", reason=" | ".join(OUTCOMES))
        sentences, citations = content.get("sentences"), content.get("citations")
        if not isinstance(sentences, list) or not 1 <= len(sentences) <= MOST_SENTENCES:
            raise WrongContent(field="sentences", reason=f"1…{MOST_SENTENCES}")
        if not isinstance(citations, list) or sum(len(str(one.get("text"))) for one in sentences) > LONGEST:
            raise WrongContent(field="sentences", reason=f"≤ {LONGEST}")
        if content.get("chain") != chain_of([str(one["text"]) for one in sentences])[-1]:
            raise WrongContent(field="chain", reason="digest")
        if content["outcome"] in ANSWERED and not citations:
            raise WrongContent(field="citations", reason="0")
        texts = [_in_force(one) for one in citations]
        if any(_is_doubted(str(one.get("digest"))) for one in citations):
            raise WrongContent(field="citations", reason="complaint upheld")
        for one in sentences:
            place = one.get("citation")
            if place is not None and not (isinstance(place, int) and 0 <= place < len(texts)):
                raise WrongContent(field="sentences", reason="citation")
            if one.get("quoted") and (place is None or str(one["text"]).rstrip("\n") not in texts[place]):
                raise WrongContent(field="sentences", reason="not verbatim")

    def run(self, order: Order) -> dict[str, Any]:
        content, case = order.content, order.case
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
        made, created = Release.objects.get_or_create(
            decision_id=order.decision_id,
            defaults={
                "case": case,
                "outcome": content["outcome"],
                "body": json.dumps(body, ensure_ascii=False),
                "chain": content["chain"],
                "citations": json.dumps(content["citations"], ensure_ascii=False),
                "offered": json.dumps(content.get("offered") or [], ensure_ascii=False),
                "handover": bool(content.get("handover")),
                "confidence": content.get("confidence"),
                "released_at": order.now,
            },
        )
        if created:
            details = {
                "outcome": content["outcome"],
                "sentences": len(body),
                "sources": len(content["citations"]),
            }
            append([Entry("answer.released", "process:executor", case.agency_id, f"case:{case.pk}", details)])
        return {"release": made.pk}

    def reverse(self, order: Order, result: Mapping[str, Any]) -> None:
        Release.objects.filter(decision_id=order.decision_id, withdrawn_at=None).update(
            withdrawn_at=order.now
        )


def _in_force(citation: Mapping[str, Any], today: date | None = None) -> str:
    """The text of the very passage that is cited, if it is in force and holds the quote.

    Raises:
        WrongContent: it is not, or does not.
    """
    day = today or timezone.localdate()
    # Through the sources, because that is how living passages are indexed.
    rows = Passage.objects.filter(
        source_id__in=Source.objects.values("pk"), uid=str(citation.get("id"))[:120], retired=None
    )
    for row in rows.filter(digest=str(citation.get("digest"))[:80]).select_related("source"):
        begins, ends, gone = row.in_force_from, row.in_force_to, row.source.repealed_on
        if (begins and begins > day) or (ends and ends < day) or (gone and gone <= day):
            continue
        # The column says so; what is quoted are the bytes.
        if digest(row.text.encode()) == row.digest and str(citation.get("quote") or "") in row.text:
            return row.text
    raise WrongContent(field="citations", reason=str(citation.get("id"))[:40])


def _is_doubted(digest_of_source: str) -> bool:
    """Whether a complaint about an answer from this very text was upheld: it answers nobody until it is corrected."""
    upheld = Release.objects.filter(case__complaints__status=ComplaintStatus.UPHELD)
    return any(one["digest"] == digest_of_source for row in upheld for one in row.cited)
