"""What does the hotline remember: work orders, what was learned, what stands out?"""

from bangban.services.hotline.models.learning import (
    Example,
    ExampleKind,
    LearnedModel,
    ModelInUse,
    ModelState,
)
from bangban.services.hotline.models.orders import (
    Band,
    CoHandling,
    Extension,
    ExtensionState,
    Fingerprint,
    OrderStatus,
    OrderStep,
    Satisfaction,
    WorkOrder,
)
from bangban.services.hotline.models.sight import (
    Alert,
    AlertState,
    HotIssue,
    HotMember,
    Incident,
    IncidentLine,
)
from bangban.services.hotline.models.standby import (
    DutyPart,
    DutyShift,
    ImportState,
    MessageImport,
    Position,
)

__all__ = [
    "Alert",
    "AlertState",
    "Band",
    "CoHandling",
    "DutyPart",
    "DutyShift",
    "Example",
    "ExampleKind",
    "Extension",
    "ExtensionState",
    "Fingerprint",
    "HotIssue",
    "HotMember",
    "ImportState",
    "Incident",
    "IncidentLine",
    "LearnedModel",
    "MessageImport",
    "ModelInUse",
    "ModelState",
    "OrderStatus",
    "OrderStep",
    "Position",
    "Satisfaction",
    "WorkOrder",
]
