"""How does a text leave as a document? A .docx laid out by GB/T 9704, marked as AI-made where a machine drafted it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.errors import NotFound
from bangban.governance.models import CaseStatus, Decision, DecisionKind
from bangban.ledger.record import Entry, append
from bangban.services.hotline import incidents
from bangban.services.hotline.models import Incident

_NUMBER = re.compile(r"^[一二三四五六七八九十]+、")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def of_incident(incident: Incident, form: str, officer: Officer) -> tuple[str, bytes]:
    """(name, bytes) of the newest brief or script that a person decided about.

    Raises:
        NotFound: nobody decided about one yet.
    """
    rows = Decision.objects.filter(
        case__in=incidents.drafts(incident).filter(status=CaseStatus.DONE).values("pk"),
        kind__in=(DecisionKind.ACCEPT, DecisionKind.AMEND),
    )
    chosen = next(
        (
            one
            for one in rows.select_related("proposal", "case").order_by("-decided_at")
            if one.final_content.get("form") == form
        ),
        None,
    )
    if chosen is None:
        raise NotFound(what=form)
    # Here, because only this address needs what lays out documents.
    from bangban.skills.documents import label
    from bangban.skills.documents.draft import draft

    content = chosen.final_content
    data = draft(_form(content, incident, officer))
    data = label.label(data, producer=label.PRODUCER, produce_id=chosen.proposal.digest)
    with transaction.atomic():
        about = {"digest": chosen.proposal.digest[:23], "form": form}
        append(
            [
                Entry(
                    "document.taken",
                    f"officer:{officer.pk}",
                    incident.agency_id,
                    f"case:{chosen.case_id}",
                    about,
                )
            ]
        )
    return f"{content['title']}.docx", data


def _form(content: Mapping[str, Any], incident: Incident, officer: Officer) -> dict[str, Any]:
    """The brief is a report to whom the hotline belongs; the drill script goes out with a notice."""
    paragraphs = [str(one) for one in content["paragraphs"]]
    above = incident.agency.parent
    common: dict[str, Any] = {
        "issuer": incident.agency.name_zh,
        "date": timezone.localdate().isoformat(),
    }
    if content["form"] == "drill":
        return {
            **common,
            "kind": "tongzhi",
            "situation": "issue",
            "addressee": "各有关单位",
            "document": str(content["title"]),
            "document_text": paragraphs,
        }
    return {
        **common,
        "kind": "baogao",
        "situation": "incident",
        "addressee": above.name_zh if above else incident.agency.name_zh,
        "matter": str(content["title"]),
        "signer": [officer.name],
        "background": paragraphs[0],
        "points": [_point(one) for one in paragraphs[1:]],
    }


def _point(paragraph: str) -> dict[str, str]:
    """ "一、基本情况。事件类型…" → a heading and its text."""
    heading, _stop, text = _NUMBER.sub("", paragraph).partition("。")
    return {"heading": heading, "text": text} if text else {"text": heading}
