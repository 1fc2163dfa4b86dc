"""What may a program ask for? Cases, work orders, employees, scenarios and the ledger of its own agency."""

# No `from __future__ import annotations` here: ninja reads the annotations as objects.

import json
from typing import Annotated, Any

from django.db import IntegrityError
from django.http import HttpRequest
from ninja import Path, Query, Router, Status

from bangban.errors import NotFound
from bangban.governance.admission import Work
from bangban.governance.decide import latest_proposal
from bangban.governance.handle import handle
from bangban.governance.models import Case, CaseStatus, DigitalEmployee, Proposal
from bangban.governance.scenarios.load import scenarios as all_scenarios
from bangban.ledger import browse
from bangban.services.api import schemas
from bangban.services.api.auth import allows, token_of
from bangban.services.api.tokens import agencies_of
from bangban.services.hotline.models import OrderStatus, WorkOrder

router = Router()
ERRORS = dict.fromkeys((400, 401, 403, 404, 409, 422, 503), schemas.Problem)
RowId = Annotated[int, Path(ge=1, le=schemas.MAX_ID)]
Before = Annotated[int | None, Query(ge=1, le=schemas.MAX_ID)]
Limit = Annotated[int, Query(ge=1, le=100)]


def _page(rows: list[Any], limit: int) -> tuple[list[Any], int | None]:
    """One page, and the id to continue before; `rows` holds one more than the page when there is more."""
    return rows[:limit], rows[limit - 1].pk if len(rows) > limit else None


@router.get(
    "/scenarios", response={200: list[schemas.ScenarioOut], **ERRORS}, summary="Declared kinds of work"
)
@allows("scenario.read")
def list_scenarios(request: HttpRequest) -> list[dict[str, Any]]:
    names = ("code", "version", "title", "basis", "gate", "impact", "data_class")
    return [
        {**{name: getattr(one, name) for name in names}, "inputs": dict(one.input_schema)}
        for one in all_scenarios().values()
    ]


@router.post("/cases", response={201: schemas.Opened, **ERRORS}, summary="Take work through governance")
@allows("case.open")
def open_case(request: HttpRequest, new: schemas.NewCase) -> Status:
    """Admitted or refused, proposed for, recorded. Nothing takes effect by this call: a person decides."""
    token = token_of(request)
    key = f"api:{token.agency_id}:{new.key}" if new.key else None
    known = Case.objects.filter(source_key=key).select_related("agency", "employee").first() if key else None
    if known is not None:
        return Status(201, {"case": _case(known, latest_proposal(known)), "refusal": None})
    work = Work(
        scenario=new.scenario,
        inputs=new.inputs,
        asked_by=f"token:{token.pk}",
        source="api",
        employee=new.employee or None,
        agency=token.agency,
        data_class=new.data_class,
        source_key=key,
    )
    try:
        outcome = handle(work)
    except IntegrityError:
        # Two calls with one key at once: the other one's case is this one's.
        twin = (
            Case.objects.filter(source_key=key).select_related("agency", "employee").first() if key else None
        )
        if twin is None:
            raise
        return Status(201, {"case": _case(twin, latest_proposal(twin)), "refusal": None})
    if outcome.case is None and outcome.refusal is not None:
        raise outcome.refusal
    case = _case(outcome.case, outcome.proposal) if outcome.case else None
    return Status(201, {"case": case, "refusal": outcome.refusal.as_dict() if outcome.refusal else None})


@router.get("/cases", response={200: schemas.CasePage, **ERRORS}, summary="Cases, newest first")
@allows("case.read")
def list_cases(
    request: HttpRequest, status: CaseStatus | None = None, before: Before = None, limit: Limit = 50
) -> Any:
    rows = Case.objects.filter(agency_id__in=agencies_of(token_of(request)))
    if status is not None:
        rows = rows.filter(status=status)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("agency", "employee").order_by("-pk")[: limit + 1])
    items, following = _page(found, limit)
    return {"items": [_case(case, None) for case in items], "next": following}


@router.get(
    "/cases/{case_id}", response={200: schemas.CaseOut, **ERRORS}, summary="One case with its proposal"
)
@allows("case.read")
def read_case(request: HttpRequest, case_id: RowId) -> Any:
    rows = Case.objects.filter(agency_id__in=agencies_of(token_of(request)), pk=case_id)
    case = rows.select_related("agency", "employee").first()
    if case is None:
        raise NotFound(what="case")
    return _case(case, latest_proposal(case))


@router.get(
    "/workorders", response={200: schemas.WorkOrderPage, **ERRORS}, summary="Work orders, newest first"
)
@allows("workorder.read")
def list_work_orders(
    request: HttpRequest, status: OrderStatus | None = None, before: Before = None, limit: Limit = 50
) -> Any:
    rows = WorkOrder.objects.filter(agency_id__in=agencies_of(token_of(request)))
    if status is not None:
        rows = rows.filter(status=status)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    items, following = _page(list(rows.select_related("agency").order_by("-pk")[: limit + 1]), limit)
    return {"items": [_work_order(order) for order in items], "next": following}


@router.get(
    "/workorders/{order_id}", response={200: schemas.WorkOrderOut, **ERRORS}, summary="One work order"
)
@allows("workorder.read")
def read_work_order(request: HttpRequest, order_id: RowId) -> Any:
    rows = WorkOrder.objects.filter(agency_id__in=agencies_of(token_of(request)), pk=order_id)
    order = rows.select_related("agency").first()
    if order is None:
        raise NotFound(what="work order")
    return _work_order(order)


@router.get("/employees", response={200: list[schemas.EmployeeOut], **ERRORS}, summary="Digital employees")
@allows("employee.read")
def list_employees(request: HttpRequest) -> Any:
    rows = DigitalEmployee.objects.filter(agency_id__in=agencies_of(token_of(request)))
    return [_employee(one) for one in _with_relations(rows)[:500]]


@router.get(
    "/employees/{number}", response={200: schemas.EmployeeOut, **ERRORS}, summary="One digital employee"
)
@allows("employee.read")
def read_employee(
    request: HttpRequest, number: Annotated[str, Path(max_length=12, pattern=r"^[A-Za-z0-9-]+$")]
) -> Any:
    rows = DigitalEmployee.objects.filter(agency_id__in=agencies_of(token_of(request)), number=number)
    found = _with_relations(rows).first()
    if found is None:
        raise NotFound(what="employee")
    return _employee(found)


@router.get("/ledger", response={200: schemas.LedgerPage, **ERRORS}, summary="Ledger entries, newest first")
@allows("ledger.read")
def list_ledger(
    request: HttpRequest,
    kind: Annotated[str, Query(max_length=40)] = "",
    subject: Annotated[str, Query(max_length=100)] = "",
    before: Before = None,
    limit: Limit = 50,
) -> Any:
    reach = agencies_of(token_of(request))
    found = browse.page(browse.Filter(reach, kind=kind, subject=subject), before=before, size=limit)
    items = [
        {
            **{
                name: getattr(entry, name)
                for name in ("seq", "at", "kind", "actor", "subject", "digest", "hash")
            },
            "details": json.loads(entry.details),
        }
        for entry in found.entries
    ]
    return {"items": items, "next": found.older}


def _with_relations(rows: Any) -> Any:
    return rows.select_related("agency", "guardian").prefetch_related("scenario_rows")


def _employee(one: DigitalEmployee) -> dict[str, Any]:
    return {
        "number": one.number,
        "name": {"zh": one.name_zh, "en": one.name_en},
        "post": {"zh": one.post_zh, "en": one.post_en},
        "agency": one.agency.code,
        "status": one.status,
        "guardian": one.guardian.name if one.guardian else None,
        "scenarios": [row.scenario for row in one.scenario_rows.all()],
    }


def _work_order(order: WorkOrder) -> dict[str, Any]:
    names = ("title", "request", "place", "urgency", "status", "created_at", "due_at")
    return {
        "id": order.pk,
        "case": order.case_id,
        "agency": order.agency.code,
        **{name: getattr(order, name) for name in names},
    }


def _case(case: Case, proposal: Proposal | None) -> dict[str, Any]:
    names = ("reference", "follow_code", "scenario", "status", "title", "opened_at", "due_at", "refusal")
    return {
        "id": case.pk,
        **{name: getattr(case, name) for name in names},
        "agency": case.agency.code,
        "employee": case.employee.number if case.employee else None,
        "proposal": _proposal(proposal) if proposal else None,
    }


def _proposal(proposal: Proposal) -> dict[str, Any]:
    names = ("digest", "made_by", "path", "confidence", "expires_at")
    return {
        **{name: getattr(proposal, name) for name in names},
        "content": proposal.content,
        "evidence": proposal.envelope.get("evidence", []),
    }
