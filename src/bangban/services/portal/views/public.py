"""What may everybody read: the front page, and who the digital employees are?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from bangban.agencies.permissions import public
from bangban.services.portal import hours, offers, staff
from bangban.services.portal.pages import show


@public("the residents' front page")
@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    offered = offers.offered()
    office = hours.office(offered[0].time_limit if offered else "")
    return show(request, "home", office=office, phone=hours.PHONE)


@public("the public register of digital employees")
@require_safe
def employees(request: HttpRequest) -> HttpResponseBase:
    return show(request, "employees", cards=staff.public_list())


@public("one digital employee of the public register")
@require_safe
def employee(request: HttpRequest, number: str) -> HttpResponseBase:
    card = staff.public_card(number)
    figures = staff.figures(card)
    listed = [(one, staff.gate_words(one)) for one in card.scenarios]
    return show(request, "employee", card=card, listed=listed, figures=figures, tiles=staff.tiles_of(figures))
