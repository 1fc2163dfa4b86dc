"""What do decisions teach, how often do people agree, and which model is used? One page, and what is done there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, F, Q
from django.db.models.functions import TruncWeek
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from bangban.agencies.models import Agency
from bangban.agencies.permissions import OfficerRequest, has_permission, requires
from bangban.agencies.tenancy import MAX_ID, reach
from bangban.errors import BadInput, NotFound, Problem
from bangban.governance.models import Effect, EffectState
from bangban.governance.reversal import reverse
from bangban.services.hotline import conflicts, learning
from bangban.services.hotline.models import Example, ExampleKind, LearnedModel, ModelState
from bangban.services.hotline.views.rooms import hotline_of, rooms

HERE = "/workorders/learning"
TONES = {ModelState.FAILED: "red", ModelState.PROPOSED: "blue", ModelState.WORSE: "grey"}


@requires("workorder.figures")
@require_safe
def page(request: OfficerRequest) -> HttpResponse:
    return _show(request)


def _show(request: OfficerRequest, problem: Problem | None = None) -> HttpResponse:
    agency = hotline_of(request.user, "workorder.figures")
    rows = Example.objects.filter(agency=agency)
    kinds = {row["kind"]: row["n"] for row in rows.order_by().values("kind").annotate(n=Count("pk"))}
    weeks = _weeks(agency)
    used = learning.in_use(agency)
    judged, agreed = sum(week[1] for week in weeks), sum(week[2] for week in weeks)
    usable = learning.usable(agency).count()
    runs = LearnedModel.objects.filter(agency=agency).select_related("asked_by")[:10]
    context: dict[str, Any] = {
        "rooms_here": rooms(request.user, "learning"),
        "agency": agency,
        "tiles": [
            {"label": gettext("Agreement with people"), "value": f"{agreed / judged:.0%}" if judged else "–",
             "note": gettext("%(n)s decisions by people") % {"n": judged}},
            {"label": gettext("Examples to learn from"), "value": usable},
            {"label": gettext("Returned by agencies"), "value": kinds.get(ExampleKind.RETURNED, 0) + kinds.get(ExampleKind.REDISPATCHED, 0)},
            {"label": gettext("Model in use"), "value": f"#{used.model_id}" if used and used.model_id else gettext("none"),
             "note": gettext("Duty lists alone") if not (used and used.model_id) else ""},
        ],
        "chart": _chart(weeks),
        "runs": [(run, TONES.get(ModelState(run.state), "amber")) for run in runs],
        "used": used,
        "enough": usable >= learning.LEAST,
        "least": learning.LEAST,
        "pairs": conflicts.pairs(agency),
        "may_train": has_permission(request.user, "model.train"),
        "may_settle": has_permission(request.user, "case.decide"),
        "may_reverse": has_permission(request.user, "effect.reverse"),
        "problem": problem,
    }  # fmt: skip
    return render(request, "hotline/learning.html", context, status=problem.status if problem else 200)


def _weeks(agency: Agency) -> list[tuple[Any, int, int]]:
    """[(week, judged, agreed)] of the last half year, by people's own decisions."""
    judged = Example.objects.filter(
        Q(confirmed=True) & ~Q(proposed="") & ~Q(kind=ExampleKind.STANDING), agency=agency
    )
    rows = judged.order_by().annotate(week=TruncWeek("at")).values("week")
    counted = rows.annotate(n=Count("pk"), same=Count("pk", filter=Q(label=F("proposed"))))
    return [(row["week"], row["n"], row["same"]) for row in counted.order_by("week")][-26:]


def _chart(weeks: list[tuple[Any, int, int]]) -> dict[str, Any] | None:
    if len(weeks) < 2:
        return None
    return {
        "kind": "line",
        "labels": [week.strftime("%m-%d") for week, _, _ in weeks],
        "series": [{"name": gettext("Agreement"), "values": [round(100 * same / n) for _, n, same in weeks]}],
        "x_name": gettext("Week from"),
        "unit": "%",
        "limits": [0, 100],
    }


@requires("model.train")
@require_POST
def train(request: OfficerRequest) -> HttpResponse:
    try:
        learning.ask(hotline_of(request.user, "model.train"), request.user)
    except (learning.TooFewExamples, learning.TrainingUnderWay) as problem:
        return _show(request, problem)
    messages.success(
        request, gettext("A worker trains now; the result stands here, and is used only after a decision.")
    )
    return HttpResponseRedirect(HERE)


@requires("effect.reverse")
@require_POST
def roll_back(request: OfficerRequest) -> HttpResponse:
    """One click: the decision that put the model to use is undone, and what was used before is used again."""
    used = learning.in_use(hotline_of(request.user, "effect.reverse"))
    rows = Effect.objects.filter(state=EffectState.DONE, kind="hotline.model")
    effect = rows.filter(decision_id=used.decision_id).first() if used and used.model_id else None
    if effect is None:
        raise NotFound(what="model")
    reason = request.POST.get("reason", "").strip()[:300] or gettext("Back to what was used before")
    try:
        reverse(effect, request.user, reason)
    except NotFound:
        raise
    except Problem as problem:
        return _show(request, problem)
    messages.success(request, gettext("The model is taken out of use; what was used before is used again."))
    return HttpResponseRedirect(HERE)


@requires("case.decide")
@require_POST
def settle(request: OfficerRequest) -> HttpResponse:
    ids = [request.POST.get(name, "") for name in ("first", "second")]
    if not all(one.isdecimal() and int(one) <= MAX_ID for one in ids):
        raise BadInput(what="first, second")
    reach(request.user, "case.decide")
    conflicts.settle(int(ids[0]), int(ids[1]), request.user, request.POST.get("label", "")[:60])
    messages.success(request, gettext("Settled."))
    return HttpResponseRedirect(f"{HERE}#conflicts")
