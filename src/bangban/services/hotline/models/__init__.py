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

__all__ = [
    "Alert",
    "AlertState",
    "Band",
    "CoHandling",
    "Example",
    "ExampleKind",
    "Extension",
    "ExtensionState",
    "Fingerprint",
    "HotIssue",
    "HotMember",
    "Incident",
    "IncidentLine",
    "LearnedModel",
    "ModelInUse",
    "ModelState",
    "OrderStatus",
    "OrderStep",
    "Satisfaction",
    "WorkOrder",
]
