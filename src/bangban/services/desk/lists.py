"""Which cases does an officer look at: which tab, which filter, in which order?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, cached_property
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Officer
from bangban.agencies.prepared import Prepared
from bangban.agencies.tenancy import MAX_ID, reach
from bangban.governance.models import Case, CaseStatus
from bangban.governance.models.cases import WAITING_STATUSES
from bangban.services.desk.keyset import DUE, NEWEST, OLDEST, STEPS, Cursor, Take, taken_from

COUNTED = 99
"""A tab counts no further; more is “99+”."""
SEARCHED = 5000
"""Words are looked for in the titles of so many of the newest cases of the list: a bound on what one search costs."""
OPEN = (*WAITING_STATUSES, CaseStatus.SUPPLEMENT)
BY_HAND = (CaseStatus.MANUAL, CaseStatus.REJECTED, CaseStatus.FAILED)
ORDERS = {DUE: _("nearest deadline first"), OLDEST: _("oldest first"), NEWEST: _("newest first")}
FIELDS = (
    "id", "title", "status", "scenario", "agency_id", "impact", "refusal", "opened_at", "due_at", "closed_at",
    "person_asked_at", "source",
)  # fmt: skip


@dataclass(frozen=True)
class Tab:
    """One list of the inbox; no statuses means every case."""

    key: str
    label: Any
    statuses: tuple[str, ...]
    order: str = DUE
    counted: bool = True
    empty_title: Any = ""
    empty_text: Any = ""

    @property
    def orders(self) -> dict[str, Any]:
        """What is closed has no deadline to be ordered by, and there may be very much of it."""
        return {key: label for key, label in ORDERS.items() if key != DUE or self.order == DUE}


TABS: Mapping[str, Tab] = {
    tab.key: tab
    for tab in (
        Tab(
            "mine", _("Waits for me"), (CaseStatus.WAITING,),
            empty_title=_("Nothing waits for you"),
            empty_text=_("A proposal appears here as soon as a digital employee has made it. What is within a standing order is decided without you, and stands under “Done”."),
        ),
        Tab(
            "second", _("Second person"), (CaseStatus.SECOND,),
            empty_title=_("No second decision is needed"),
            empty_text=_("Grave matters need two people. What a colleague decided first waits here for the second."),
        ),
        Tab(
            "hand", _("By hand"), BY_HAND,
            empty_title=_("Nothing has to be done by hand"),
            empty_text=_("What no digital employee took on, what was rejected or returned, and what could not take effect stands here."),
        ),
        Tab(
            "more", _("More asked for"), (CaseStatus.SUPPLEMENT,),
            empty_title=_("Nobody was asked for more"),
            empty_text=_("When you ask a resident for more information, the case waits here for the answer."),
        ),
        Tab(
            "done", _("Done"), (CaseStatus.DONE, CaseStatus.DECIDED, CaseStatus.REVERSED), NEWEST, counted=False,
            empty_title=_("Nothing has been done yet"),
            empty_text=_("What was decided and took effect stands here, with who decided it."),
        ),
        Tab(
            "all", _("All"), (), NEWEST, counted=False,
            empty_title=_("There are no cases yet"),
            empty_text=_("They come from the residents' portal, from an import, or you open one."),
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What an officer asked to see; stands in the address, so that a case page knows the list it came from."""

    tab: Tab
    scenario: str = ""
    words: str = ""
    overdue: bool = False
    order: str = DUE

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> Wanted:
        """From the query of an address; whatever is unknown counts as not asked for."""
        tab = TABS.get(query.get("tab", ""), TABS["mine"])
        order = query.get("order", "")
        return cls(
            tab,
            scenario=query.get("scenario", "").replace("\0", "")[:60],
            words=" ".join(query.get("q", "").replace("\0", "").split())[:60],
            overdue=query.get("overdue") == "1",
            order=order if order in tab.orders else tab.order,
        )

    @cached_property
    def query(self) -> str:
        """The same as a query string, "" for the plain inbox."""
        given = {
            "tab": self.tab.key if self.tab.key != "mine" else "",
            "scenario": self.scenario,
            "q": self.words,
            "overdue": "1" if self.overdue else "",
            "order": self.order if self.order != self.tab.order else "",
        }
        return urlencode({name: value for name, value in given.items() if value})

    @property
    def filtered(self) -> bool:
        return bool(self.scenario or self.words or self.overdue)

    def under(self, tab: Tab) -> Wanted:
        """The same filters in another tab."""
        return replace(self, tab=tab, order=tab.order)

    def cases(self, officer: Officer, now: datetime) -> Take:
        """The cases asked for, within the officer's reach, to be read in stretches."""
        agencies = reach(officer, "case.read")
        narrow: dict[str, Any] = {"agencies": agencies}
        if self.scenario:
            narrow["scenario"] = self.scenario
        if self.overdue:
            narrow["now"] = now
        if self.words or not agencies:
            return taken_from(self._searched(_listed(self.tab.statuses, **narrow)))

        def take(step: str, most: int, start: Cursor | None) -> list[Case]:
            places = {"pk": start.pk, "due": start.due} if start else {}
            return _stretch(self.tab.statuses, step, most).all(**narrow, **places)

        return take

    def _searched(self, rows: QuerySet[Case]) -> QuerySet[Case]:
        number = number_of(self.words)
        if number is not None:
            return rows.filter(pk=number)
        newest = rows.order_by("-pk").values("pk")[:SEARCHED]
        return rows.filter(pk__in=newest, title__icontains=self.words)


def _listed(statuses: Sequence[str], agencies: Any, scenario: Any = None, now: Any = None) -> QuerySet[Case]:
    rows = Case.objects.only(*FIELDS).filter(agency__id__in=agencies)
    if statuses:
        rows = rows.filter(status__in=statuses)
    if scenario is not None:
        rows = rows.filter(scenario=scenario)
    if now is not None:
        rows = rows.filter(due_at__lt=now, status__in=OPEN)
    return rows


@cache
def _stretch(statuses: tuple[str, ...], step: str, most: int) -> Prepared[Case]:
    def make(pk: Any = None, due: Any = None, **narrow: Any) -> QuerySet[Case]:
        return STEPS[step](_listed(statuses, **narrow), pk, due)[:most]

    field = Case._meta.get_field
    return Prepared(
        make,
        agencies=field("id"),
        scenario=field("scenario"),
        now=field("due_at"),
        pk=field("id"),
        due=field("due_at"),
    )


def number_of(words: str) -> int | None:
    """The id in a case number as officers write it ("20261122-000123", "#123"); None when it is none."""
    day, dash, serial = words.partition("-")
    if dash and len(day) == 8 and day.isdecimal() and serial.isdecimal():
        return min(int(serial), MAX_ID)
    if words.startswith("#") and words[1:].isdecimal():
        return min(int(words[1:]), MAX_ID)
    return None


def counts(officer: Officer) -> dict[str, str]:
    """How many cases stand under each counted tab, up to “99+”, in one statement."""
    tabs = [tab for tab in TABS.values() if tab.counted]
    agencies = reach(officer, "case.read")
    if not agencies:
        return {}
    table = connection.ops.quote_name(Case._meta.db_table)
    parts: list[str] = []
    parameters: list[int | str] = []
    for tab in tabs:
        where = f"agency_id IN ({_marks(agencies)}) AND status IN ({_marks(tab.statuses)})"
        # Only the table's name and marks stand in the text; every value is a parameter.
        rows = f"SELECT 1 FROM {table} WHERE {where} LIMIT {COUNTED + 1}"  # noqa: S608
        parts.append(f"(SELECT COUNT(*) FROM ({rows}) AS part_{tab.key})")  # noqa: S608
        parameters += [*agencies, *tab.statuses]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), parameters)
        found = cursor.fetchone()
    return {
        tab.key: f"{COUNTED}+" if count > COUNTED else str(count)
        for tab, count in zip(tabs, found, strict=True)
    }


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))
