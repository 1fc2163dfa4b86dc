"""How does a test put one piece of work through governance? With a skill that answers what the test says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bangban.governance.admission import Post, Work
from bangban.governance.handle import Outcome, handle
from bangban.governance.models import Case, Decision
from tests.support.district import District

Content = Mapping[str, Any]


def content(**more: Any) -> dict[str, Any]:
    """A dispatch to the bureau."""
    return {
        "agency": "bureau",
        "agency_name": {"zh": "住建局", "en": "Housing"},
        "title": "楼道灯不亮",
        "request": "请修好楼道灯",
        "place": "柳浦小区",
        "people_affected": 12,
        "urgency": "normal",
        **more,
    }


def answering(confidence: float = 0.9, **more: Any) -> Callable[[Post], dict[str, Any]]:
    """A skill that proposes `content(**more)`."""

    def run(post: Post) -> dict[str, Any]:
        return {
            "content": content(**more),
            "evidence": [],
            "confidence": confidence,
            "path": "rules",
            "details": {},
        }

    return run


def proposed(
    people: District, *, confidence: float = 0.9, scenario: str = "hotline.dispatch", **more: Any
) -> Outcome:
    """One message that the employee made a proposal for."""
    work = Work(
        scenario=scenario,
        inputs={"text": "楼道灯坏了一个月，晚上老人出门很危险。"},
        asked_by="resident:anonymous",
        source="portal",
        agency=people.centre,
    )
    return handle(work, run=answering(confidence, **more), now=people.now)


def fresh(row: Any) -> Any:
    """The same row as the database has it now."""
    return type(row).objects.get(pk=row.pk)


def state_of(case: Case, decision: Decision) -> tuple[str, str, str]:
    case, decision = fresh(case), fresh(decision)
    return case.status, decision.state, decision.state_code
