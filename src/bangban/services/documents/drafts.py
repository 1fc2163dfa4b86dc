"""How does a draft come about: from a form, from a document like it, and shown while it is typed?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.errors import NotFound
from bangban.governance.admission import Desk, Work, admit
from bangban.governance.handle import Outcome, Run, ask_host, handle, handle_again
from bangban.governance.models import Case
from bangban.governance.scenarios.load import scenarios
from bangban.governance.scenarios.model import Scenario
from bangban.services.documents.models import Upload
from bangban.services.documents.reviews import inputs_of
from bangban.skillhost.client import call

PREFIX = "document.draft."
PREVIEW_SECONDS = 5.0


def kinds() -> list[tuple[str, Scenario]]:
    """(kind, scenario) of every draft in force, in the order of the regulations (条例 8)."""
    from bangban.skills.documents.findings import Kind

    order = [one.value for one in Kind]
    found = [(code.removeprefix(PREFIX), one) for code, one in scenarios().items() if code.startswith(PREFIX)]
    found = [row for row in found if row[0] in order]
    return sorted(found, key=lambda row: order.index(row[0]))


def scenario_of(kind: str) -> Scenario:
    """The scenario that drafts this kind; raises NotFound."""
    found = scenarios().get(f"{PREFIX}{kind}")
    if found is None:
        raise NotFound(what=kind[:20])
    return found


def work_of(scenario: Scenario, officer: Officer, inputs: Mapping[str, Any]) -> Work:
    return Work(
        scenario=scenario.code,
        inputs=inputs,
        asked_by=f"officer:{officer.pk}",
        source="desk",
        agency=officer.agency,
        keeper=officer.agency,
    )


def start(scenario: Scenario, officer: Officer, inputs: Mapping[str, Any], run: Run = ask_host) -> Outcome:
    """Have a draft made: a case, whose proposal is the file."""
    return _titled(handle(work_of(scenario, officer, inputs), run))


def change(case: Case, officer: Officer, inputs: Mapping[str, Any], run: Run = ask_host) -> Outcome:
    """Have it made anew from a form that was changed; the earlier proposal stays on record."""
    return _titled(handle_again(case, inputs, f"officer:{officer.pk}", run))


def _titled(outcome: Outcome) -> Outcome:
    """A list shows a draft by its own title."""
    title = str(outcome.proposal.content.get("title") or "") if outcome.proposal is not None else ""
    if outcome.case is not None and title:
        Case.objects.filter(pk=outcome.case.pk).update(title=title[:200])
    return outcome


def preview(scenario: Scenario, officer: Officer, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a draft would look like, by the same admission and the same skill; nothing is proposed or kept.

    Raises:
        Refusal: the employee would not take it on.
        WrongInputs: the form is not complete yet.
        SkillFailed, SkillTimeout, SkillCrashed, HostUnavailable: it cannot be shown now.
    """
    post = admit(work_of(scenario, officer, inputs), Desk(now=timezone.now()))
    if post.refusal is not None:
        raise post.refusal
    settings = {**scenario.skill_settings, "preview": True}
    return call(scenario.skill_name, post.inputs, settings=settings, deadline_seconds=PREVIEW_SECONDS)


def was(upload: Upload) -> Mapping[str, Any]:
    """What an earlier document says in the places one changes: {kind, title, matter, number, addressee, date}."""
    settings = {**scenario_of("like").skill_settings, "preview": True}
    result = call("documents.like", inputs_of(upload), settings=settings, deadline_seconds=PREVIEW_SECONDS)
    content: Mapping[str, Any] = result["content"]
    return content.get("was") or {"problem": content.get("problem")}


def from_notes(text: str) -> Mapping[str, Any]:
    """{form: fields of the minutes, remarks: what settles nothing} of rough notes."""
    content: Mapping[str, Any] = call("documents.notes", {"text": text}, deadline_seconds=PREVIEW_SECONDS)[
        "content"
    ]
    return content


def asked_only_in(kind: str) -> dict[str, str]:
    """Input fields that only some situations of a kind ask for, with those situations, as the page's script reads them."""
    # Here, so that a process that only acts loads no skill code.
    from bangban.skills.documents.draft import forms
    from bangban.skills.documents.findings import Kind
    from bangban.skills.documents.kinds import KINDS

    if kind not in set(Kind) or Kind(kind) not in KINDS:
        return {}
    return {field: " ".join(situations) for field, situations in forms.asked_only_in(Kind(kind)).items()}
