"""Which days are off, and which weekend days are worked? The table the clock counts with, a year at a time."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from bangban.agencies.permissions import OfficerRequest, requires
from bangban.errors import BadInput, Problem
from bangban.governance.calendar import calendar, clear_day, set_day
from bangban.governance.clock import CalendarOutOfRange
from bangban.governance.clock.days import FIRST_YEAR, LAST_YEAR
from bangban.governance.models import CalendarDay
from bangban.services.register.forms import DayForm
from bangban.services.register.rooms import rooms


@requires("holiday.edit")
@require_safe
def year_page(request: OfficerRequest) -> HttpResponse:
    """GET ?year=: the days of one year that are not what the week says."""
    return _show(request, _year(request.GET.get("year", "")), DayForm())


def _show(request: OfficerRequest, year: int, form: DayForm, problem: Problem | None = None) -> HttpResponse:
    this_year = timezone.localdate().year
    known = calendar().years
    shown = sorted({*known, this_year, this_year + 1, year})
    base = reverse("register:holidays")
    context: dict[str, Any] = {
        "year": year,
        "days": CalendarDay.objects.filter(day__year=year).order_by("day"),
        "published": year in known,
        "missing": [one for one in (this_year, this_year + 1) if one not in known],
        "years": [{"label": str(one), "url": f"{base}?year={one}", "current": one == year} for one in shown],
        "form": form,
        "problem": problem,
        "admin_rooms": rooms(request.user, "holidays"),
        "holiday": CalendarDay.Kind.HOLIDAY,
    }
    status = problem.status if problem else 400 if form.errors else 200
    return render(request, "register/holidays.html", context, status=status)


def _year(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) == 4 and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    return timezone.localdate().year


@requires("holiday.edit")
@require_POST
def set_one(request: OfficerRequest) -> HttpResponse:
    """POST day, kind, name: enter or change one day."""
    form = DayForm(request.POST)
    if not form.is_valid():
        return _show(request, _year(request.POST.get("day", "")[:4]), form)
    day = form.cleaned_data["day"]
    try:
        set_day(day, form.cleaned_data["kind"], form.cleaned_data["name"], request.user)
    except BadInput as no:
        year = _year("") if isinstance(no, CalendarOutOfRange) else day.year
        return _show(request, year, form, no)
    messages.success(
        request, gettext("Entered. Deadlines counted from now on go by it; those told to people stay.")
    )
    return HttpResponseRedirect(f"{reverse('register:holidays')}?year={day.year}")


@requires("holiday.edit")
@require_POST
def clear_one(request: OfficerRequest) -> HttpResponse:
    """POST day: let the week decide about that day again."""
    try:
        day = parse_date(request.POST.get("day", ""))
    except ValueError:
        day = None
    if day is None:
        raise BadInput(what="day")
    clear_day(day, request.user)
    messages.success(request, gettext("Taken out. The week decides about that day again."))
    return HttpResponseRedirect(f"{reverse('register:holidays')}?year={day.year}")
