"""What does governance remember? One module a noun."""

from bangban.governance.models.calendar import CalendarDay, Notice
from bangban.governance.models.cases import (
    WAITING_STATUSES,
    Case,
    CaseOpening,
    CaseStatus,
    Proposal,
    RefusalRecord,
    Usage,
)
from bangban.governance.models.complaints import Complaint, ComplaintStatus
from bangban.governance.models.decisions import (
    Decision,
    DecisionKind,
    DecisionState,
    Effect,
    EffectState,
    Step,
)
from bangban.governance.models.employees import (
    DigitalEmployee,
    EmployeeChange,
    EmployeeScenario,
    EmployeeStatus,
)
from bangban.governance.models.orders import OrderState, StandingOrder, Stop, StopScope
from bangban.governance.models.remarks import Remark

__all__ = [
    "WAITING_STATUSES",
    "CalendarDay",
    "Case",
    "CaseOpening",
    "CaseStatus",
    "Complaint",
    "ComplaintStatus",
    "Decision",
    "DecisionKind",
    "DecisionState",
    "DigitalEmployee",
    "Effect",
    "EffectState",
    "EmployeeChange",
    "EmployeeScenario",
    "EmployeeStatus",
    "Notice",
    "OrderState",
    "Proposal",
    "RefusalRecord",
    "Remark",
    "StandingOrder",
    "Step",
    "Stop",
    "StopScope",
    "Usage",
]
