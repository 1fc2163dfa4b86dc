"""What do the codes of the registry mean in plain words?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from bangban.governance.models import DigitalEmployee, EmployeeStatus

STATUS_TONES = {
    EmployeeStatus.DRAFT: "grey",
    EmployeeStatus.PROBATION: "amber",
    EmployeeStatus.ON_DUTY: "blue",
    EmployeeStatus.SUSPENDED: "red",
    EmployeeStatus.RETIRED: "grey",
}
STATUS_WORDS: Mapping[str, Any] = {
    EmployeeStatus.DRAFT: _("Its file is open. It does no work yet."),
    EmployeeStatus.PROBATION: _("It proposes; people decide every case. Standing orders do not apply."),
    EmployeeStatus.ON_DUTY: _("It proposes, and standing orders apply within their bounds."),
    EmployeeStatus.SUSPENDED: _("It takes on no work, and nothing of it takes effect."),
    EmployeeStatus.RETIRED: _("It will never work again. Its file stays."),
}
GATES: Mapping[str, tuple[Any, Any]] = {
    "advise": (_("only advises"), _("It gives officers advice. Nothing takes effect by it.")),
    "standing_order": (_("a person, or a standing order"), _("A person decides each case. A guardian may sign a standing order with bounds; within them the executor checks and decides.")),
    "decide": (_("a person decides each"), _("A person decides each case. There is no standing order for it.")),
    "two_person": (_("two people decide each"), _("Two people decide each case, one after the other. Nobody may be both.")),
    "never": (_("never by an employee"), _("No digital employee may do it. It is declared so that everybody knows.")),
}  # fmt: skip
IMPACTS: Mapping[str, Any] = {
    "I": _("slight: easily undone, hardly felt"),
    "II": _("moderate: felt for a short time, can be undone"),
    "III": _("serious: hard to undo, felt for long"),
    "IV": _("grave: cannot be undone, felt for good"),
}
DATA_CLASSES: Mapping[str, Any] = {
    "public": _("public: anybody may know it"),
    "internal": _("internal: for the administration only"),
    "sensitive": _("sensitive: personal information of residents"),
    "secret": _("secret: always refused"),
}
UNITS: Mapping[str, Any] = {
    "hours": _("hours"),
    "calendar_days": _("calendar days"),
    "working_days": _("working days"),
    "working_hours": _("working hours"),
}
FIELDS: Mapping[str, Any] = {
    "status": _("State"),
    "guardian": _("Guardian"),
    "guardian_accepted": _("Guardian accepted"),
    "deputy": _("Deputy guardian"),
    "deputy_accepted": _("Deputy accepted"),
    "scenarios": _("Scenarios"),
    "name_zh": _("Name"),
    "name_en": _("Name (English)"),
    "post_zh": _("Post"),
    "post_en": _("Post (English)"),
    "model_profile": _("Model"),
    "supplier": _("Supplier"),
    "contract_until": _("Contract until"),
    "daily_quota": _("Cases a day"),
}
PERMISSION_WORDS: Mapping[str, Any] = {
    "case.read": _("read cases"),
    "case.open": _("open cases"),
    "workorder.read": _("read work orders"),
    "employee.read": _("read the registry of employees"),
    "scenario.read": _("read the scenarios"),
    "ledger.read": _("read the ledger"),
    "knowledge.read": _("read the sources"),
    "knowledge.work": _("bring sources in, and replace them"),
    "knowledge.end": _("say until when a source holds"),
}


def tone_of(employee: DigitalEmployee) -> str:
    return STATUS_TONES[EmployeeStatus(employee.status)]
