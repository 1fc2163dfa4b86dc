"""Which equal proposals does an officer accept together? Every one is listed before, and told of after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST

from bangban.agencies.models import Officer
from bangban.agencies.permissions import OfficerRequest, requires
from bangban.agencies.tenancy import MAX_ID, within
from bangban.errors import BadInput, Problem
from bangban.governance.decide import decide_batch
from bangban.governance.models import Case
from bangban.services.desk.lists import Wanted
from bangban.services.desk.rows import Row, rows_of

MOST = 50
"""Items a person still looks at one by one."""


@dataclass(frozen=True)
class Picked:
    """One ticked line: the case, and the digest of the proposal the officer saw."""

    case: Case
    row: Row
    digest: str

    @property
    def changed(self) -> bool:
        return self.row.digest != self.digest or not self.row.tickable


@requires("case.batch")
@require_POST
def look(request: OfficerRequest) -> HttpResponse:
    """POST pick=ID:DIGEST…: everything that would be accepted, to be looked at before."""
    picked = _picked(request)
    context = _context(request, picked)
    return render(request, "desk/batch.html", context)


@requires("case.batch")
@require_POST
def accept(request: OfficerRequest) -> HttpResponse:
    """POST pick=ID:DIGEST…: accept them; what could not be accepted is listed with its reason."""
    picked = _picked(request)
    context = _context(request, picked)
    if context["why_not"]:
        return render(request, "desk/batch.html", context, status=409)
    results = decide_batch([(one.case, one.digest) for one in picked], request.user)
    failed = [(case, result) for case, result in results if isinstance(result, Exception)]
    done = len(results) - len(failed)
    if done:
        messages.success(request, gettext("%(count)d proposals accepted.") % {"count": done})
    for case, error in failed[:10]:
        text = error.text(get_language() or "zh-hans") if isinstance(error, Problem) else str(error)
        messages.error(request, f"{case.reference}: {text}")
    return HttpResponseRedirect(f"/desk/{context['suffix']}")


def _picked(request: OfficerRequest) -> list[Picked]:
    digests: dict[int, str] = {}
    for value in request.POST.getlist("pick")[: MOST + 1]:
        number, _colon, digest = value.partition(":")
        if not number.isdecimal() or int(number) > MAX_ID:
            raise BadInput(what=f"pick {value[:40]!r}")
        digests[int(number)] = digest
    if len(digests) > MOST:
        raise BadInput(what=gettext("more than %(most)d items") % {"most": MOST})
    return _within_reach(digests, request.user)


def _within_reach(digests: dict[int, str], officer: Officer) -> list[Picked]:
    """Others' cases and ids that are none fall out without a word."""
    rows = within(Case.objects.filter(pk__in=digests), officer, "case.decide")
    cases = sorted(rows.select_related("agency", "employee"), key=lambda case: case.pk)
    shown = rows_of(cases, timezone.now(), batch=True)
    return [Picked(case, row, digests[case.pk]) for case, row in zip(cases, shown, strict=True)]


def _context(request: OfficerRequest, picked: list[Picked]) -> dict[str, Any]:
    wanted = Wanted.read(request.GET)
    return {
        "picked": picked,
        "why_not": _why_not(picked),
        "suffix": f"?{wanted.query}" if wanted.query else "",
        "first": picked[0].row if picked else None,
    }


def _why_not(picked: list[Picked]) -> str:
    """Why these cannot be accepted together; "" when they can. The deciding code asks again."""
    if not picked:
        return gettext("Nothing is ticked.")
    if any(one.changed for one in picked):
        return gettext("Some of them changed or were decided meanwhile. Go back and tick again.")
    if len({(one.case.scenario, str(one.row.target)) for one in picked}) > 1:
        return gettext(
            "They are not equal: only proposals of one scenario with one and the same target can be accepted together."
        )
    return ""
