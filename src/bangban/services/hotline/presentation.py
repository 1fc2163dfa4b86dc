"""How is a dispatch read and amended? The words of the message beside the words of the duty, the runner-up one click away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Agency
from bangban.errors import NotFound
from bangban.governance.models import Case, Proposal
from bangban.governance.presentation import (
    CHOICE,
    LONG,
    NUMBER,
    TEXT,
    Alternative,
    Content,
    Field,
    FollowUp,
    Found,
    Pair,
    Presentation,
    Reason,
    details_of,
    said,
    words_of,
)
from bangban.governance.scenarios.model import Scenario
from bangban.services.hotline import following
from bangban.services.hotline.effects import URGENCIES
from bangban.services.hotline.models import CoHandling, OrderStatus, OrderStep, WorkOrder
from bangban.services.hotline.story import told

STATUS_TONES: Mapping[str, str] = {
    OrderStatus.NEW: "amber",
    OrderStatus.ACCEPTED: "blue",
    OrderStatus.RETURNED: "red",
    OrderStatus.ANSWERED: "blue",
    OrderStatus.WITHDRAWN: "grey",
    OrderStatus.ARCHIVED: "grey",
}


def _agencies() -> Sequence[tuple[str, Any]]:
    rows = Agency.objects.filter(is_active=True).only("code", "name_zh", "name_en")
    return [("", gettext("Choose an agency")), *((row.code, row.name) for row in rows)]


def _urgencies() -> Sequence[tuple[str, Any]]:
    return [(value, words_of(value)) for value in URGENCIES]


class Dispatch(Presentation):
    """What `workorders.route` proposes: a work order for an agency."""

    def fields(self, content: Content, scenario: Scenario | None, details: Content) -> list[Field]:
        return [
            Field("agency", words_of("agency"), CHOICE, required=True, choices=_agencies),
            Field("title", words_of("title"), TEXT, required=True, max_length=200),
            Field("request", words_of("request"), LONG, max_length=2000),
            Field("place", words_of("place"), TEXT, max_length=200),
            Field(
                "people_affected",
                words_of("people_affected"),
                NUMBER,
                hint=_("Leave empty if the message does not say."),
            ),
            Field("urgency", words_of("urgency"), CHOICE, required=True, choices=_urgencies),
        ]

    def value(self, field: Field, content: Content) -> Any:
        if field.name == "agency":
            return said(content.get("agency_name")) or content.get("agency", "")
        return super().value(field, content)

    def headline(self, content: Content) -> tuple[Any, Any]:
        return gettext("Send to"), said(content.get("agency_name")) or content.get("agency", "")

    def shown(self, content: Content, scenario: Scenario | None, details: Content) -> list[Pair]:
        # The headline says the agency.
        fields = self.fields(content, scenario, details)
        return [(field.label, self.value(field, content)) for field in fields if field.name != "agency"]

    def found(self, proposal: Proposal) -> list[Found]:
        # The asking sentence stands in the content in full.
        return [one for one in read_out(super().found(proposal), proposal.case) if one.name != "request"]

    def reasons(self, proposal: Proposal) -> list[Reason]:
        first = (details_of(proposal).get("alternatives") or [{}])[0]
        if first.get("agency") != proposal.content.get("agency"):
            return super().reasons(proposal)
        return _reasons(first)

    def alternatives(self, proposal: Proposal) -> list[Alternative]:
        chosen = proposal.content.get("agency")
        return [
            Alternative(
                code=one["agency"],
                label=said(one["agency_name"]),
                reasons=_reasons(one),
                content={**proposal.content, "agency": one["agency"], "agency_name": one["agency_name"]},
            )
            for one in details_of(proposal).get("alternatives") or ()
            if one.get("agency") != chosen
        ]

    def complete(self, content: Content) -> dict[str, Any]:
        """Name the agency as it is called today; an unknown code is left for the effect's own check to refuse."""
        agency = Agency.objects.filter(code=str(content.get("agency") or "")).first()
        names = {"zh": agency.name_zh, "en": agency.name_en} if agency else {}
        return {**content, "agency_name": names}

    def blank(self, case: Case) -> dict[str, Any]:
        """The message's own title and text to start from: only the agency is left to choose."""
        title, text = self.source(case.input_values)
        return {
            "agency": "",
            "agency_name": {},
            "title": (title or case.title)[:200],
            "request": text[:200],
            "place": "",
            "people_affected": None,
            "urgency": "normal",
        }

    def earlier(self, cases: Sequence[int]) -> dict[int, list[FollowUp]]:
        return outcomes(cases)

    def follow_ups(self, case: Case) -> list[FollowUp]:
        orders = WorkOrder.objects.filter(case=case).select_related("agency", "handler").order_by("-pk")
        steps = OrderStep.objects.select_related("agency")
        beside = (
            Prefetch("steps", steps),
            Prefetch("co_handlings", CoHandling.objects.select_related("agency")),
        )
        return [_follow_up(order) for order in orders.prefetch_related(*beside)]

    def rate(self, case: Case, said: str, text: str) -> None:
        """Of the newest order: what was returned or withdrawn before has no answer."""
        order = (
            WorkOrder.objects.filter(case=case)
            .select_related("case__agency", "agency")
            .order_by("-pk")
            .first()
        )
        if order is None:
            raise NotFound(what="answer")
        following.rate(order, said, text)


class Advice(Presentation):
    """What `workorders.read` advises: nothing of it takes effect."""

    def fields(self, content: Content, scenario: Scenario | None, details: Content) -> list[Field]:
        known = super().fields(content, scenario, details)
        # The repeats stand beside the message as links, and again here would be numbers without meaning.
        return [field for field in known if field.name != "duplicates"]

    def value(self, field: Field, content: Content) -> Any:
        given = content.get(field.name)
        return (
            words_of(given)
            if field.name == "urgency" and isinstance(given, str)
            else super().value(field, content)
        )

    def found(self, proposal: Proposal) -> list[Found]:
        return read_out(super().found(proposal), proposal.case)

    def earlier(self, cases: Sequence[int]) -> dict[int, list[FollowUp]]:
        return outcomes(cases)

    def headline(self, content: Content) -> tuple[Any, Any]:
        missing = content.get("missing") or []
        return (
            (gettext("Ask for what is missing"), said(missing))
            if missing
            else (gettext("Nothing is missing"), "")
        )

    def reasons(self, proposal: Proposal) -> list[Reason]:
        return []


class Warned(Presentation):
    """What `hotline.alert` proposes: the weeks stand in its plot, not as a list of numbers."""

    def other_inputs(self, inputs: Content, scenario: Scenario | None) -> list[Pair]:
        return super().other_inputs({k: v for k, v in inputs.items() if k != "series"}, scenario)

    def headline(self, content: Content) -> tuple[Any, Any]:
        return gettext("Warn"), content.get("title", "")

    def source(self, inputs: Content) -> tuple[str, str]:
        return str(inputs.get("title") or ""), str(inputs.get("topic") or "")


def read_out(found: Sequence[Found], case: Case) -> list[Found]:
    """How urgent it is in words, with the message's own words that say so; the rest is the message's own words."""
    return [_urgency(one, case) if one.name == "urgency" else one for one in found]


def _urgency(one: Found, case: Case) -> Found:
    name, quote = words_of(str(one.value)), ""
    if one.start is not None and one.end is not None:
        title, text = (str(case.input_values.get(part) or "") for part in ("title", "text"))
        # Places count from the text's first character; the title stands before it, a line's end between them.
        lead = f"{title.strip()}\n" if title.strip() else ""
        quote = f"{lead}{text}"[len(lead) + one.start : len(lead) + one.end]
    return replace(
        one, value=gettext("%(level)s (“%(words)s”)") % {"level": name, "words": quote} if quote else name
    )


def _reasons(one: Mapping[str, Any]) -> list[Reason]:
    name = said(one.get("agency_name"))
    return [
        Reason(
            claim=said(reason["duty_title"]),
            quote=reason["quote"],
            start=reason["start"],
            end=reason["end"],
            source=gettext("duty list of %(agency)s") % {"agency": name},
        )
        for reason in one.get("reasons") or ()
    ]


def _unrated(order: WorkOrder) -> bool:
    return order.status == OrderStatus.ANSWERED and order.satisfaction not in following.SAYABLE


def outcomes(cases: Sequence[int]) -> dict[int, list[FollowUp]]:
    """What became of these cases' orders, newest first, without what happened on the way."""
    found: dict[int, list[FollowUp]] = {}
    if cases:
        orders = WorkOrder.objects.filter(case__in=cases).select_related("agency", "handler").order_by("-pk")
        for order in orders:
            found.setdefault(order.case_id, []).append(_outcome(order))
    return found


def _follow_up(order: WorkOrder) -> FollowUp:
    return replace(_outcome(order), events=told(order))


def _outcome(order: WorkOrder) -> FollowUp:
    facts: list[Pair] = [(_("Agency"), order.agency.name), (_("Handler"), order.handler or "")]
    answered = order.status in (OrderStatus.ANSWERED, OrderStatus.ARCHIVED)
    if answered:
        facts.append((words_of("answer"), order.outcome))
    if order.satisfaction:
        facts.append((_("Called back"), order.get_satisfaction_display()))
    notice = ""
    if order.status == OrderStatus.RETURNED:
        notice = gettext("%(agency)s returned it: %(reason)s") % {
            "agency": order.agency.name,
            "reason": order.return_reason,
        }
    tone = STATUS_TONES[order.status]
    at = order.closed_at or order.created_at
    return FollowUp(
        _("Work order"), order.get_status_display(), tone, facts, notice, at, order.due_at,
        to=order.agency.name, began_at=order.created_at, running=order.closed_at is None,
        answer=order.outcome if answered else "", drafted=order.drafted_from_id is not None,
        ratings=[(one.value, one.label) for one in following.SAYABLE] if _unrated(order) else (),
        rated=order.get_satisfaction_display() if order.satisfaction in following.SAYABLE else "",
    )  # fmt: skip
