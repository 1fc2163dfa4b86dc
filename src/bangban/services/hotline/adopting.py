"""What happens when a person decided to use a model, or to raise a warning? Run by the executor, undone in one click."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from bangban.agencies.models import Agency
from bangban.governance.effects import Order, WrongContent
from bangban.governance.notices import notify
from bangban.ledger.record import Entry, append
from bangban.services.hotline.models import Alert, AlertState, LearnedModel, ModelInUse, ModelState

BY = "process:executor"


class UseModel:
    """Effect "hotline.model": what is decided about is the file's digest; one that was not better is refused."""

    kind = "hotline.model"
    reversible = True

    def check(self, content: Mapping[str, Any]) -> None:
        number, said = content.get("model"), content.get("digest")
        row = LearnedModel.objects.filter(pk=number).first() if isinstance(number, int) else None
        if row is None or row.state != ModelState.PROPOSED:
            raise WrongContent(field="model", reason="unknown")
        if content.get("use") is not True:
            raise WrongContent(field="use", reason="not better")
        if not row.digest or said != row.digest:
            raise WrongContent(field="digest", reason="changed")

    def run(self, order: Order) -> dict[str, Any]:
        row = LearnedModel.objects.get(pk=order.content["model"])
        before = ModelInUse.objects.filter(agency=row.agency).first()
        ModelInUse.objects.update_or_create(
            agency=row.agency,
            defaults={
                "model": row, "digest": row.digest, "decision_id": order.decision_id, "since": order.now,
            },
        )  # fmt: skip
        append([Entry("model.used", BY, row.agency_id, f"model:{row.pk}", {"model": row.pk}, row.digest)])
        return {
            "model": row.pk,
            "before": before.model_id if before else None,
            "before_decision": str(before.decision_id) if before else None,
        }

    def stands(self, result: Mapping[str, Any]) -> bool:
        return ModelInUse.objects.filter(model_id=int(result["model"])).exists()

    def reverse(self, order: Order, result: Mapping[str, Any]) -> None:
        rows = ModelInUse.objects.filter(model_id=int(result["model"]), decision_id=order.decision_id)
        back = LearnedModel.objects.filter(pk=result.get("before") or 0).first()
        decision = result.get("before_decision")
        changed = rows.update(
            model=back,
            digest=back.digest if back else "",
            decision_id=uuid.UUID(decision) if decision else order.decision_id,
            since=order.now,
        )
        if not changed:
            raise WrongContent(field="model", reason="replaced")
        agency = order.case.agency_id
        told = {"model": result["model"], "back_to": back.pk if back else None}
        append([Entry("model.withdrawn", BY, agency, f"model:{result['model']}", told)])


class RaiseAlert:
    """Effect "hotline.alert": the agency whose duty it is is told, and the alert stands on its page."""

    kind = "hotline.alert"
    reversible = True

    def check(self, content: Mapping[str, Any]) -> None:
        about = str(content.get("agency") or "")
        if not Agency.objects.filter(code=about, is_active=True).exists():
            raise WrongContent(field="agency", reason=f"“{about[:40]}” ?")
        if not str(content.get("title") or "").strip():
            raise WrongContent(field="title", reason="empty")

    def run(self, order: Order) -> dict[str, Any]:
        about = Agency.objects.get(code=order.content["agency"], is_active=True)
        Alert.objects.filter(case=order.case).update(state=AlertState.RAISED)
        notify(
            "alert.raised",
            key=f"alert.raised:{order.case.pk}",
            agency=about,
            subject=f"alert:{order.case.pk}",
            details={"reference": order.case.reference},
            now=order.now,
        )
        append(
            [Entry("alert.raised", BY, order.case.agency_id, f"case:{order.case.pk}", {"about": about.pk})]
        )
        return {"alert": order.case.pk, "agency": about.pk}

    def reverse(self, order: Order, result: Mapping[str, Any]) -> None:
        Alert.objects.filter(case=order.case).update(state=AlertState.WITHDRAWN)
        append([Entry("alert.withdrawn", BY, order.case.agency_id, f"case:{order.case.pk}", {})])
