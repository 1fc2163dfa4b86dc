"""How is each component of the pages drawn? Tags; built in to every template, listed in docs/reference/pages.md."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import template
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bangban.governance.confidence import FAIR, HIGH, confidence_words
from bangban.site.templatetags.words import when
from bangban.site.texts import Span, differences, mark_spans

register = template.Library()

_METERS = tuple(
    "".join(f'<i class="{"on" if step < steps else ""}"></i>' for step in range(3)) for steps in range(4)
)
TONES = {"blue", "amber", "red", "grey"}
_NOTICE_ICONS = {"info": "info", "waiting": "wait", "error": "error", "quiet": "info", "done": "done"}
_SPEAKERS = {
    "officer": _("Officer"),
    "machine": _("Digital employee"),
    "resident": _("Resident"),
    "law": _("Law"),
    "system": _("System"),
}


def _safe(drawn: str) -> SafeString:
    """What was drawn here, escaped part by part. As templates, the components on every page cost more than the page."""
    return SafeString(drawn)


def _escaped(value: Any) -> SafeString:
    """As `conditional_escape` does, which asks more of every value than whether it is text."""
    if type(value) is str:
        return SafeString(html.escape(value))
    return value if type(value) is SafeString else conditional_escape(value)


def _shown(value: Any) -> str:
    """A value as a template shows it: numbers and dates in the reader's form, escaped."""
    shown: Any = value if isinstance(value, str | Promise) else localize(value)
    return _escaped(shown)


def _render(part: str, /, **context: Any) -> SafeString:
    return render_to_string(f"bangban/parts/{part}.html", context)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small picture from icons.svg; decoration only, so hidden from screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("bangban/icons.svg"), name
    )


@register.simple_tag
def tag(text: Any, tone: str = "grey", style: str = "") -> SafeString:
    """A status chip. tone: blue (works), amber (waits), red (stopped, failed), grey (neutral); style: plain, outline."""
    return format_html('<span class="tag {} {}">{}</span>', tone if tone in TONES else "grey", style, text)


@register.simple_tag
def confidence(value: float | None) -> SafeString:
    """Confidence in words with a three-step meter; the number itself only in the tooltip."""
    steps = 0 if value is None else 1 + (value >= FAIR) + (value >= HIGH)
    title = "" if value is None else f"{value:.2f}"
    state = "sure" if steps == 3 else "check"
    return _safe(
        f'<span class="confidence {state}" title="{title}"><span class="meter" aria-hidden="true">{_METERS[steps]}</span>'
        f"{_escaped(confidence_words(value))}</span>"
    )


@register.simple_block_tag
def panel(
    content: str, title: Any = "", *, id: str = "", kind: str = "", level: int = 2, aside: Any = ""
) -> SafeString:
    """A surface with an optional heading; kind: flush (a table fills it), stay (sticky right half of a split)."""
    own, name = (f' id="{_escaped(id)}"', f' id="{_escaped(id)}-title"') if id else ("", "")
    labelled = f' aria-labelledby="{_escaped(id)}-title"' if title and id else ""
    beside = f'<span class="quiet small">{_escaped(aside)}</span>' if aside else ""
    head = f"<h{level:d}{name}>{_escaped(title)}</h{level:d}>{beside}" if title else ""
    block = f'<div class="panel-head">{head}</div>' if head else ""
    return _safe(f'<section class="panel {_escaped(kind)}"{own}{labelled}>{block}{content}</section>')


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: Any = "") -> SafeString:
    """A message in the page. tone: info, waiting, error, quiet, done."""
    return _render("notice", content=content, tone=tone, title=title, icon=_NOTICE_ICONS[tone])


@register.simple_block_tag
def ai_frame(
    content: str,
    employee: Any = "",
    *,
    number: str = "",
    at: Any = None,
    path: str = "",
    confidence: Any = "",
    foot: Any = "",
    about: Any = "",
) -> SafeString:
    """The one frame all machine-made text stands in, labelled "AI 生成".

    employee: name; number: employee number; at: datetime; path: what made it ("rules", "model:…");
    about: what it holds, for screen readers where a page has several.
    """
    return _render(
        "ai_frame",
        content=content,
        employee=employee,
        number=number,
        at=at,
        path=path,
        confidence=confidence,
        foot=foot,
        about=about,
    )


@register.simple_block_tag
def more(content: str, summary: Any, *, open: bool = False) -> SafeString:
    """A disclosure (<details>): for the numbers and details behind a plain sentence."""
    return format_html(
        '<details class="more"{}><summary>{}</summary><div class="more-body stack-tight">{}</div></details>',
        mark_safe(" open") if open else "", summary, content,
    )  # fmt: skip


@register.simple_block_tag
def confirm(content: str, label: Any, *, tone: str = "", small: bool = False, key: str = "") -> SafeString:
    """A button that first shows what will happen: a <details>, so it works without script. Put the form inside."""
    shown, css = _escaped(label), _escaped(tone)
    keys = f' data-key="{_escaped(key)}" data-key-label="{shown}"' if key else ""
    cap = f' <kbd aria-hidden="true">{_escaped(key)}</kbd>' if key else ""
    return _safe(
        f'<details class="confirm {css}"><summary class="button {css}{" small" if small else ""}"{keys}>{shown}{cap}</summary>'
        f'<div class="confirm-body">{content}</div></details>'
    )


@register.simple_block_tag
def table_frame(content: str, label: Any) -> SafeString:
    """The frame a <table class="table"> scrolls in; `label` names it for screen readers."""
    return format_html(
        '<div class="table-frame" role="region" aria-label="{}" tabindex="0">{}</div>', label, content
    )


@register.simple_tag(takes_context=True)
def sort_header(context: Mapping[str, Any], field: str, label: Any, css: str = "") -> SafeString:
    """A <th> whose link sorts by `field` (?sort=field, then ?sort=-field)."""
    request = context["request"]
    current = request.GET.get("sort", "")
    query = request.GET.copy()
    for cursor in ("before", "after"):
        query.pop(cursor, None)
    query["sort"] = f"-{field}" if current == field else field
    order = {field: "ascending", f"-{field}": "descending"}.get(current)
    aria = format_html(' aria-sort="{}"', order) if order else ""
    arrow = icon({"ascending": "up", "descending": "down"}.get(order or "", "sort"))
    return format_html(
        '<th scope="col" class="{}"{}><a href="?{}">{} {}</a></th>',
        css,
        aria,
        query.urlencode(),
        label,
        arrow,
    )


@register.simple_tag(takes_context=True)
def pager(context: Mapping[str, Any], before: Any = None, after: Any = None, note: Any = "") -> SafeString:
    """Keyset pagination: `before` and `after` are cursors of the neighbouring pages, or None at an end."""
    request = context["request"]
    links = {}
    for name, cursor in (("before", before), ("after", after)):
        query = request.GET.copy()
        query.pop("before", None)
        query.pop("after", None)
        if cursor is not None:
            query[name] = str(cursor)
            links[name] = query.urlencode()
    return _render("pager", links=links, note=note)


@register.simple_tag
def crumbs(*labels_and_urls: Any) -> SafeString:
    """Where this page is: {% crumbs _("Inbox") "/desk/" case.number %}: label, address, label, address, …, this page."""
    labels, urls = labels_and_urls[0::2], labels_and_urls[1::2]
    above = "".join(
        f'<li><a href="{_escaped(url)}">{_escaped(label)}</a></li>'
        for label, url in zip(labels[:-1], urls, strict=False)
    )
    here = f'<li><span aria-current="page">{_escaped(labels[-1])}</span></li>'
    return _safe(
        f'<nav class="crumbs" aria-label="{_escaped(gettext("You are here"))}"><ol>{above}{here}</ol></nav>'
    )


@register.simple_tag
def empty_state(
    title: Any, text: Any = "", url: str = "", action: Any = "", picture: str = "inbox"
) -> SafeString:
    """What will be here, and how to begin."""
    return _render("empty", title=title, text=text, url=url, action=action, picture=picture)


@register.simple_tag
def field(bound: BoundField, optional: bool = True, legend: bool | None = None) -> SafeString:
    """A form field: label, hint, error, control. Radios and checkbox lists become a <fieldset>."""
    widget = bound.field.widget
    grouped = bool(widget.use_fieldset) if legend is None else legend
    single = getattr(widget, "input_type", "") == "checkbox" and not grouped
    shown = "hidden" if bound.is_hidden else "fieldset" if grouped else "checkbox" if single else "plain"
    return _render("field", field=bound, shown=shown, optional=optional and not bound.field.required)


@register.simple_tag
def form_errors(form: BaseForm) -> SafeString:
    """The error summary at the head of a page: every error, linked to its field. Nothing when the form is right."""
    if not form.errors:
        return SafeString("")
    lines = [
        (bound.id_for_label or bound.auto_id, bound.label, error) for bound in form for error in bound.errors
    ]
    return _render("form_errors", lines=lines, general=form.non_field_errors())


@register.simple_tag
def facts(pairs: Iterable[tuple[Any, Any]], style: str = "") -> SafeString:
    """A definition list of (label, value); empty values show –. style: stacked, ruled."""
    lines = "".join(
        f"<dt>{_escaped(label)}</dt><dd>{'–' if value is None or value == '' else _shown(value)}</dd>"
        for label, value in pairs
    )
    return _safe(f'<dl class="facts {_escaped(style)}">{lines}</dl>')


@register.simple_tag
def tiles(items: Iterable[Mapping[str, Any]]) -> SafeString:
    """Figures: {label, value, unit?, note?, tone? (amber, red), url?}."""
    return _render("tiles", items=list(items))


PLACE = ' aria-current="page"'


@register.simple_tag(takes_context=True)
def tabs(context: Mapping[str, Any], items: Iterable[Mapping[str, Any]], label: Any) -> SafeString:
    """Links that look like tabs: {label, url, count?, current?}; without `current` the page's own path decides."""
    here = context["request"].get_full_path()
    shown = [{**item, "current": item.get("current", item["url"] == here)} for item in items]
    return _safe(
        f'<nav class="tabs" aria-label="{_escaped(label)}"><ul>{"".join(_tab(one) for one in shown)}</ul></nav>'
    )


def _tab(item: Mapping[str, Any]) -> str:
    here = PLACE if item["current"] else ""
    count = item.get("count")
    number = f'<span class="count">{_shown(count)}</span>' if count is not None else ""
    return f'<li><a href="{_escaped(item["url"])}"{here}>{_escaped(item["label"])}{number}</a></li>'


@register.simple_tag
def choices(rows: Iterable[tuple[Any, Any]], chosen: Any = "") -> SafeString:
    """The <option>s of (value, label). In Python: a long list as template nodes costs more than the page around it."""
    return _safe(
        "".join(
            f'<option value="{_escaped(value)}"{" selected" if value == chosen else ""}>{_escaped(label)}</option>'
            for value, label in rows
        )
    )


@register.simple_tag
def timeline(items: Iterable[Mapping[str, Any]]) -> SafeString:
    """Who did what, when: {at, who, what, by (officer, machine, resident, law, system), text?, state? (waiting, stopped, ahead)}."""
    return _safe(f'<ol class="timeline">{"".join(_step(item) for item in items)}</ol>')


def _step(item: Mapping[str, Any]) -> str:
    by = item.get("by") or "system"
    state = f" is-{_escaped(item['state'])}" if item.get("state") else ""
    who = f"<span>{_escaped(item['who'])}</span> " if item.get("who") else ""
    text = f'<div class="quiet">{_escaped(item["text"])}</div>' if item.get("text") else ""
    return (
        f'<li class="by-{_escaped(by)}{state}"><div><span class="sr-only">{_escaped(_SPEAKERS[by])}：</span>{who}'
        f'<span class="what">{_escaped(item["what"])}</span> <span class="nowrap">{when(item.get("at"))}</span></div>'
        f"{text}</li>"
    )


@register.simple_tag
def source_text(text: str, spans: Iterable[Span] = (), name: str = "quote") -> SafeString:
    """A source with its quoted places marked. spans: (start, end, number); mark N has id `quote-N`, links to `evidence-N`."""
    return format_html('<div class="source">{}</div>', mark_spans(text, spans, name))


@register.simple_tag
def evidence(items: Sequence[Mapping[str, Any]], name: str = "quote") -> SafeString:
    """Numbered reasons: {claim, quote?, source_name?, source_url?, start?}. A quote with `start` links to its mark."""
    css = _escaped(name)
    lines = (_reason(item, css, number) for number, item in enumerate(items, start=1))
    return _safe(f'<ol class="evidence">{"".join(lines)}</ol>')


def _reason(item: Any, name: str, number: int) -> str:
    quote, source, url = (_of(item, key) for key in ("quote", "source_name", "source_url"))
    said = f"<q>{_escaped(quote)}</q>" if quote else ""
    if said and _of(item, "start") is not None:
        said = f'<a href="#{name}-{number}">{said}</a>'
    where = _escaped(source) if source else ""
    if url:
        where = f'<a href="{_escaped(url)}">{where}</a>'
    met = f'<div class="met">{said} {where}</div>' if quote or source else ""
    return f'<li id="{name}-evidence-{number}"><div>{_escaped(_of(item, "claim"))}</div>{met}</li>'


def _of(item: Any, key: str) -> Any:
    return item.get(key) if isinstance(item, Mapping) else getattr(item, key, None)


@register.simple_tag
def diff(
    before: Mapping[str, Any], after: Mapping[str, Any], labels: Mapping[str, Any] | None = None
) -> SafeString:
    """What a person changed in what the machine proposed, field by field, character by character."""
    rows = [
        (label, differences(str(before.get(key) or ""), str(after.get(key) or "")))
        for key, label in (labels or {key: key for key in {**before, **after}}).items()
    ]
    return _render("diff", rows=rows)


@register.simple_tag
def progress(done: int, total: int, left: Any = "", label: Any = "") -> SafeString:
    """Long work: count, share and the time left in words."""
    return _render("progress", done=done, total=total, left=left, label=label or gettext("Progress"))


@register.simple_tag
def chart(data: Mapping[str, Any], finding: Any, note: Any = "") -> SafeString:
    """A figure whose title says the finding, drawn by charts.js, with its table twin. `data`: docs/reference/pages.md."""
    identity = f"chart-{uuid4().hex[:8]}"
    heads = [data.get("x_name", ""), *(series["name"] for series in data["series"])]
    if data["kind"] == "scatter":
        heads = [data.get("x_name", ""), data.get("y_name", "")]
        rows = [list(point) for series in data["series"] for point in series["values"]]
    else:
        rows = [
            [label, *values]
            for label, *values in zip(data["labels"], *(s["values"] for s in data["series"]), strict=True)
        ]
    return _render(
        "chart",
        id=identity,
        id_data=f"{identity}-data",
        data=dict(data),
        finding=finding,
        note=note,
        heads=heads,
        rows=rows,
    )


@register.filter
def with_class(bound: BoundField, css: str) -> SafeString:
    """A bare control with a class, for the rare place where `field` is too much (a cell, a toolbar)."""
    return _escaped(bound.as_widget(attrs={"class": css}))
