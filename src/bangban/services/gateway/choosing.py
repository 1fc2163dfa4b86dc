"""Which of the models that were compared shall a scenario have? A guardian says so, with his reason."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.agencies.permissions import demand
from bangban.agencies.tenancy import reach
from bangban.errors import BadInput, NotFound
from bangban.ledger.record import Entry, append
from bangban.services.gateway.models import Comparison


def choose(comparison: Comparison, model: str, officer: Officer, reason: str) -> None:
    """A guardian decides which of the models the scenario's calls get from now on, in the agency and below it.

    Raises:
        NotAllowed, NotFound: he is no guardian there.
        BadInput: no model of this comparison, or no reason.
    """
    demand(officer, "gateway.choose")
    if comparison.agency_id not in reach(officer, "gateway.choose"):
        raise NotFound(what="comparison")
    if model not in comparison.compared or not reason.strip():
        raise BadInput(what="model, reason")
    with transaction.atomic():
        comparison.chosen, comparison.chosen_by = model, officer
        comparison.chosen_at, comparison.reason = timezone.now(), reason.strip()[:300]
        comparison.save(update_fields=["chosen", "chosen_by", "chosen_at", "reason"])
        number = comparison.compared.index(model)
        details = {"scenario": comparison.scenario, "model_number": number}
        entry = Entry(
            "gateway.route_chosen",
            f"officer:{officer.pk}",
            comparison.agency_id,
            f"comparison:{comparison.pk}",
            details,
        )
        append([entry])
