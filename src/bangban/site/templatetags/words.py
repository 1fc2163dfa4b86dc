"""How are times, amounts, confidence and bilingual texts said to a person? Filters; built in to every template."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext, ngettext, pgettext

from bangban.errors import Problem
from bangban.governance.confidence import confidence_words

register = template.Library()
register.filter(confidence_words)

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def local_time(value: datetime) -> datetime:
    """A moment in the installation's zone: there is one, and asking which takes Django longer than going there."""
    return value.astimezone(timezone.get_default_timezone())


@register.filter
def day(value: date | datetime | str | None) -> str:
    """2026年11月22日 | 22 Nov 2026; an empty string for None. What is kept as "2026-11-22" is said the same way."""
    if value is None:
        return ""
    if isinstance(value, str):
        try:
            return _day(date.fromisoformat(value))
        except ValueError:
            return value
    return _day(local_time(value) if isinstance(value, datetime) else value)


def _day(local: date) -> str:
    if is_english():
        return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"
    return f"{local.year}年{local.month}月{local.day}日"


@register.filter
def moment(value: datetime | None) -> str:
    """2026年11月22日 14:05 | 22 Nov 2026, 14:05, as plain text (for attributes and messages)."""
    if value is None:
        return ""
    return _moment(local_time(value))


def _moment(local: datetime) -> str:
    return f"{_day(local)}{', ' if is_english() else ' '}{local:%H:%M}"


@register.filter
def when(value: datetime | date | None) -> str:
    """A <time> element with the full date; a date has no clock time."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        # Digits and our own words: nothing to escape, and lists show hundreds of these.
        local = local_time(value)
        return mark_safe(f'<time datetime="{local.isoformat()}">{_moment(local)}</time>')  # noqa: S308
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), day(value))


_UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


def _distance(gap: timedelta) -> str:
    return _count_words(get_language(), *_measured(gap))


def _measured(gap: timedelta) -> tuple[int, str]:
    """A distance in the largest unit that fits: (3, "hour")."""
    seconds = int(abs(gap.total_seconds()))
    size, unit = next((one for one in _UNITS if seconds >= one[0]), _UNITS[-1])
    return seconds // size, unit


@lru_cache(maxsize=1024)
def _count_words(_language: str | None, count: int, unit: str) -> str:
    words = {
        "second": ngettext("%(count)d second", "%(count)d seconds", count),
        "minute": ngettext("%(count)d minute", "%(count)d minutes", count),
        "hour": ngettext("%(count)d hour", "%(count)d hours", count),
        "day": ngettext("%(count)d day", "%(count)d days", count),
    }
    return words[unit] % {"count": count}


@lru_cache(maxsize=1024)
def _deadline_words(language: str | None, over: bool, count: int, unit: str) -> str:
    words = gettext("overdue by %(distance)s") if over else gettext("%(distance)s left")
    return words % {"distance": _count_words(language, count, unit)}


@register.filter
def ago(value: datetime | None, now: datetime | None = None) -> str:
    """3 分钟前 | 3 minutes ago; 2 天后 | in 2 days. Always shown beside the full date, never instead of it."""
    if value is None:
        return ""
    gap = (now or timezone.now()) - value
    if abs(gap) < timedelta(seconds=5):
        return pgettext("relative time", "just now")
    words = _distance(gap)
    return (
        gettext("%(distance)s ago") % {"distance": words}
        if gap > timedelta(0)
        else gettext("in %(distance)s") % {"distance": words}
    )


@register.filter
def due(value: datetime | None, now: datetime | None = None) -> str:
    """A deadline: the date, and in words how near it is; amber within a day, red when past."""
    if value is None:
        return ""
    gap = value - (now or timezone.now())
    over = gap < timedelta(0)
    state = "over" if over else "soon" if gap < timedelta(days=1) else "far"
    words = _deadline_words(get_language(), over, *_measured(gap))
    return mark_safe(  # noqa: S308 — our own words, as in `when`
        f'<span class="due {state}">{words}</span> <span class="quiet small">{when(value)}</span>'
    )


@register.filter
def seconds_words(value: float | None) -> str:
    """95 → 1 分 35 秒 | 1 min 35 s; – for None."""
    if value is None:
        return "–"
    minutes, seconds = divmod(round(value), 60)
    if not minutes:
        return gettext("%(seconds)d s") % {"seconds": seconds}
    return gettext("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": seconds}


@register.filter
def percent(value: float | None, digits: int = 0) -> str:
    """0.934 → 93%; – for None."""
    return "–" if value is None else f"{value * 100:.{digits}f}%"


@register.filter
def bilingual(value: Any) -> Any:
    """Pick from {"zh": …, "en": …} by the page's language; the other one when it is empty; else the value itself."""
    if not isinstance(value, Mapping) or not {"zh", "en"} & set(value):
        return value
    first, second = ("en", "zh") if is_english() else ("zh", "en")
    return value.get(first) or value.get(second) or ""


@register.filter
def problem_text(value: Any) -> Any:
    """The message of a Problem, or of its `as_dict` form, in the page's language."""
    if isinstance(value, Problem):
        return value.text(get_language() or "zh-hans")
    if isinstance(value, Mapping):
        return bilingual(value.get("message", value))
    return value


@register.filter
def path_words(path: str) -> str:
    """How a proposal was made, in words."""
    known = {
        "rules": gettext("made by rules, without a language model"),
        "retrieval": gettext("found in the sources, without a language model"),
        "officer": gettext("written by a person"),
    }
    model = path.removeprefix("model:")
    return known.get(path) or (
        gettext("written by the model %(model)s") % {"model": model} if model != path else path
    )
