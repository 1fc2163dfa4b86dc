"""What can only the agency say about its digital employee? Written on the employee's page, for its transparency record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from bangban.governance import changes
from bangban.governance.employees import EmployeeRetired, WrongField
from bangban.governance.models import DigitalEmployee, EmployeeStatus

LONGEST = 2000


@dataclass(frozen=True)
class Statement:
    """One field of the record that no system can know; `section` as in `governance.atrs`."""

    section: str
    zh: str
    en: str
    is_date: bool = False


STATEMENTS: Mapping[str, Statement] = {
    "website": Statement("tier1", "网址", "Website URL"),
    "contact": Statement("tier1", "联系方式", "Contact"),
    "owner_contact": Statement("owner", "负责人联系方式", "Contact of the senior responsible owner"),
    "procurement_procedure": Statement("owner", "采购方式", "Procurement procedure"),
    "legal_basis": Statement("rationale", "法律依据", "Legal basis"),
    "benefit": Statement("rationale", "益处", "Benefit"),
    "previous_process": Statement("rationale", "此前做法", "Previous process"),
    "alternatives_considered": Statement("rationale", "考虑过的替代方案", "Alternatives considered"),
    "required_training": Statement("process", "必要的培训", "Required training"),
    "impact_assessment": Statement("risks", "影响评估", "Impact assessment"),
    "impact_assessment_date": Statement(
        "risks", "影响评估日期", "Date of the impact assessment", is_date=True
    ),
}
Said = Mapping[str, str]
"""{"zh", "en"}; English may be empty."""


def stated(employee: DigitalEmployee, key: str) -> tuple[str, str]:
    """What the agency wrote, in Chinese and in English (the Chinese where it wrote no other); empty when nothing."""
    kept = employee.statements.get(key) or {}
    chinese, english = str(kept.get("zh") or ""), str(kept.get("en") or "")
    return chinese or english, english or chinese


def write(
    employee: DigitalEmployee,
    by: changes.Actor,
    reason: str,
    given: Mapping[str, Said],
    *,
    now: datetime | None = None,
) -> list[str]:
    """Write statements; an empty one is taken back. Returns the keys that changed, each recorded with the reason.

    Raises:
        NotAllowed, EmployeeRetired, WrongField, ReasonNeeded: nothing was changed.
    """
    now = now or timezone.now()
    changes.demand_over(employee, by)
    wanted = {key: _fitting(key, said) for key, said in given.items()}
    with transaction.atomic():
        row = changes.locked(employee)
        if row.status == EmployeeStatus.RETIRED:
            raise EmployeeRetired(employee=row.number)
        changed = [key for key, said in wanted.items() if said != row.statements.get(key, {})]
        for key in changed:
            before = str(row.statements.get(key, {}).get("zh") or "")
            changes.remember(row, by, key, before[:200], wanted[key].get("zh", "")[:200], reason, now)
            row.statements = {
                name: said for name, said in {**row.statements, key: wanted[key]}.items() if said
            }
        if changed:
            row.save(update_fields=["statements"])
            changes.enter("employee.changed", row, by, {"fields": changed})
    employee.refresh_from_db()
    return changed


def _fitting(key: str, said: Said) -> dict[str, str]:
    if key not in STATEMENTS:
        raise WrongField(field=key, expected=", ".join(STATEMENTS))
    kept = {language: str(said.get(language) or "").strip() for language in ("zh", "en")}
    if any(len(text) > LONGEST for text in kept.values()):
        raise WrongField(field=key, expected=f"≤ {LONGEST}")
    if STATEMENTS[key].is_date and kept["zh"]:
        try:
            kept = dict.fromkeys(kept, date.fromisoformat(kept["zh"]).isoformat())
        except ValueError as error:
            raise WrongField(field=key, expected="YYYY-MM-DD") from error
    return {language: text for language, text in kept.items() if text}
