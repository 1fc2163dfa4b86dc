"""What goes over the API, field by field?"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import StringConstraints

MAX_ID = 2**63 - 1
Id = Annotated[int, Field(ge=1, le=MAX_ID)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9_.-]+$")]


class Words(Schema):
    zh: str
    en: str


class Problem(Schema):
    """Every error has this shape; `code` is stable."""

    code: str
    message: Words
    details: dict[str, str] = {}


class NewCase(Schema):
    """Work to take through governance. `key` makes a repeated call the same case."""

    scenario: Code
    inputs: dict[str, Any] = Field(description="The scenario's form; see GET /api/scenarios")
    employee: Annotated[str, StringConstraints(max_length=12, pattern=r"^[A-Za-z0-9-]*$")] | None = None
    key: (
        Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9_.:-]+$")] | None
    ) = None
    data_class: Literal["public", "internal", "sensitive", "secret"] | None = None


class ProposalOut(Schema):
    digest: str
    made_by: str
    path: str
    confidence: float | None
    content: dict[str, Any]
    evidence: list[dict[str, Any]]
    expires_at: datetime
    label: Words = Words(
        zh="本内容由人工智能生成，须由人决定后生效", en="AI-made: takes effect only after a person decides"
    )


class CaseOut(Schema):
    id: int
    reference: str
    follow_code: str
    scenario: str
    status: str
    agency: str
    employee: str | None
    title: str
    opened_at: datetime
    due_at: datetime | None
    refusal: str
    proposal: ProposalOut | None = None


class Opened(Schema):
    """Exactly one of `case.proposal` and `refusal` is set; a refused case that was kept waits for a person."""

    case: CaseOut | None
    refusal: Problem | None


class CasePage(Schema):
    items: list[CaseOut]
    next: int | None = Field(description="Give it as `before` for the next page")


class WorkOrderOut(Schema):
    id: int
    case: int
    agency: str
    title: str
    request: str
    place: str
    urgency: str
    status: str
    created_at: datetime
    due_at: datetime


class WorkOrderPage(Schema):
    items: list[WorkOrderOut]
    next: int | None


class EmployeeOut(Schema):
    number: str
    name: Words
    post: Words
    agency: str
    status: str
    guardian: str | None
    scenarios: list[str]


class ScenarioOut(Schema):
    code: str
    version: int
    title: Words
    basis: list[Words]
    gate: str
    impact: str
    data_class: str
    inputs: dict[str, Any]


class LedgerOut(Schema):
    seq: int
    at: str
    kind: str
    actor: str
    subject: str
    details: dict[str, Any]
    digest: str
    hash: str


class LedgerPage(Schema):
    items: list[LedgerOut]
    next: int | None
