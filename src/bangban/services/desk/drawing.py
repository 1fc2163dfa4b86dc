"""What does a line of the inbox look like? Drawn by one format: as template nodes, 25 lines cost more than the rest of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from bangban.services.desk.rows import Row
from bangban.site.templatetags.components import confidence
from bangban.site.templatetags.words import due, when

TITLE = 60


def drawn(rows: Sequence[Row], *, suffix: str, batch: bool, several: bool) -> SafeString:
    """The <tr> of each row. `batch` adds the column of ticks; `several` names the state, where states differ."""
    # How near a deadline is, is said by the minute.
    how = (suffix, batch, several, get_language() or "", timezone.now().replace(second=0, microsecond=0))
    return mark_safe("\n".join(_line(row, how) for row in rows))  # noqa: S308 — escaped part by part


How = tuple[str, bool, bool, str, datetime]
"""Suffix, batch, several, language, minute: all that a line depends on besides its row."""


@lru_cache(maxsize=16)
def _words(suffix: str, _language: str) -> Mapping[str, str]:
    return {
        "proposal": escape(gettext("Proposal")),
        "due": escape(gettext("Due")),
        "state": escape(gettext("State")),
        "pick": escape(gettext("Select")),
        "person": escape(gettext("asks for a person")),
        "none": escape(gettext("No proposal")),
        "suffix": escape(suffix),
    }


@lru_cache(maxsize=4096)
def _line(row: Row, how: How) -> str:
    suffix, batch, several, language, now = how
    words = _words(suffix, language)
    title = row.title if len(row.title) <= TITLE else row.title[: TITLE - 1] + "…"
    return (
        f'<tr data-row="{row.pk}">{_tick(row, words) if batch else ""}'
        f'<th scope="row" class="main"><a class="row-link" href="/desk/cases/{row.pk}{words["suffix"]}">{escape(title)}</a>'
        f'<div class="quiet small"><span class="nowrap">{row.reference}</span> · {escape(row.scenario)}</div></th>'
        f'<td data-label="{words["proposal"]}">{_proposal(row, words)}</td>'
        f'<td data-label="{words["due"]}">{_time(row, now)}</td>'
        f'<td data-label="{words["state"]}">{_state(row, words, several)}</td></tr>'
    )


def _tick(row: Row, words: Mapping[str, str]) -> str:
    if not row.tickable:
        return '<td class="pick"></td>'
    return (
        f'<td class="pick"><input type="checkbox" name="pick" value="{row.pk}:{escape(row.digest)}"'
        f' aria-label="{words["pick"]} {row.reference}"></td>'
    )


def _proposal(row: Row, words: Mapping[str, str]) -> str:
    if not row.has_proposal:
        return f'<span class="quiet">{words["none"]}</span>'
    sure = f'<div class="small">{confidence(row.confidence)}</div>' if row.confidence is not None else ""
    return f'<div><span class="quiet">{escape(row.verb)}</span> {escape(row.target)}</div>{sure}'


def _time(row: Row, now: datetime) -> str:
    if row.due_at:
        return due(row.due_at, now)
    return (
        f'<span class="quiet small">{when(row.closed_at)}</span>'
        if row.closed_at
        else '<span class="quiet">–</span>'
    )


def _state(row: Row, words: Mapping[str, str], several: bool) -> str:
    tags = [
        f'<span class="tag {tone}">{text}</span>'
        for tone, text, shown in (
            (row.urgency_tone, escape(row.urgency), row.urgency),
            ("amber", words["person"], row.person_asked),
            (row.tone, escape(row.status), several),
        )
        if shown
    ]
    why = f'<div class="quiet small">{escape(row.why)}</div>' if row.why else ""
    return f'<div class="row">{"".join(tags)}</div>{why}'
