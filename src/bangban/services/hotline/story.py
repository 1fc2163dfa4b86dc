"""What happened with a work order, in order, told for officers or for the resident who follows it?"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from bangban.services.hotline.life import LIFE
from bangban.services.hotline.models import OrderStatus, WorkOrder

TOLD = ("accept", "answer", "return", "extended", "call", "rated", "reopen", "archive")
"""Steps the resident reads; what agencies write to each other is theirs."""


def events(order: WorkOrder) -> list[dict[str, Any]]:
    """For an officer: who did what, with the words that were typed."""
    made: list[dict[str, Any]] = [
        {"at": order.created_at, "what": _("The work order was made"), "who": "", "by": "system"}
    ]
    for step in order.steps.all():
        who = step.officer.shown_name if step.officer else ""
        by_resident = step.step == "rated"
        made.append(
            {
                "at": step.at,
                "who": _("Resident") if by_resident else f"{step.agency.short} {who}".strip(),
                "what": LIFE[step.step].label,
                "text": step.text,
                "by": "resident" if by_resident else "officer",
                "state": "stopped" if step.step == "return" else "",
            }
        )
    return made


def told(order: WorkOrder) -> list[dict[str, Any]]:
    """For the resident: the agencies, no names, and nothing of what agencies write to each other."""
    agency = order.agency.name
    words = {
        "accept": _("took it on"),
        "answer": _("answered"),
        "return": _("gave it back; it is sent on"),
        "extended": _("was given more time"),
        "call": _("called you back"),
        "rated": _("rated the answer"),
        "reopen": _("had it handled again"),
        "archive": _("closed it"),
    }
    made: list[dict[str, Any]] = [
        {"at": order.created_at, "what": _("Sent to %(agency)s") % {"agency": agency}, "by": "system"}
    ]
    for step in order.steps.all():
        if step.step in TOLD:
            state = "waiting" if step.step in ("return", "reopen") else ""
            made.append(
                {
                    "at": step.at,
                    "who": _("You") if step.step == "rated" else step.agency.name,
                    "what": words[step.step],
                    "by": "resident" if step.step == "rated" else "officer",
                    "state": state,
                }
            )
    for one in order.co_handlings.all():
        what = _("was asked for its part")
        made.append({"at": one.asked_at, "who": one.agency.name, "what": what, "by": "system"})
    if not order.steps.all() and order.closed_at and order.status != OrderStatus.WITHDRAWN:
        # Closed before steps were kept.
        done = words["answer"] if order.status == OrderStatus.ANSWERED else words["return"]
        made.append({"at": order.closed_at, "who": agency, "what": done, "by": "officer"})
    return made
