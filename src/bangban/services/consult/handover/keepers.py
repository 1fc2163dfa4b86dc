"""Whose officers take a conversation?"""

from __future__ import annotations

from bangban.agencies.models import Agency
from bangban.agencies.prepared import Prepared
from bangban.governance.models import EmployeeScenario
from bangban.services.consult import asking
from bangban.services.consult.models import Conversation, Turn

CALLBACK = "hotline.dispatch"
"""The scenario in which a person keeps a call-back; its time limit is the call-back's."""

_ANSWERED = Prepared(
    lambda conversation: (
        Turn.objects.filter(conversation=conversation, case__isnull=False)
        .select_related("case__agency")
        .order_by("-number")[:1]
    ),
    conversation=Conversation._meta.pk,
)
_LISTED = Prepared(
    lambda scenario: (
        EmployeeScenario.objects.filter(scenario=scenario)
        .select_related("employee__agency")
        .order_by("pk")[:1]
    ),
    scenario=EmployeeScenario._meta.get_field("scenario"),
)


def keeper_of(conversation: Conversation) -> Agency | None:
    """Whose officers take the conversation: its agency's, else that of the employee who answered or would answer in it."""
    if conversation.agency is not None:
        return conversation.agency
    answered = _ANSWERED.first(conversation=conversation.pk)
    if answered is not None and answered.case is not None:
        return answered.case.agency
    return would_answer()


def would_answer() -> Agency | None:
    """The agency whose employee answers questions that went to none."""
    for scenario in (asking.SCENARIO, CALLBACK):
        row = _LISTED.first(scenario=scenario)
        if row is not None:
            return row.employee.agency
    return None
