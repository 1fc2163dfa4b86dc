"""What may a skill read? Named sources that Django apps offer and a host serves read-only.

A source is a plain function from a query to rows, so that neither a skill nor the host knows any table.
An app offers its own in a module `sources` with `SOURCES = {"agencies.duties": (function, ttl_seconds)}`:
it imports nothing from here, and the executor, which runs no skill, never loads it. Code that stands
above this storey, and tests, may call `register` instead.
"""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from bangban.skillhost.problems import UnknownSource

Rows = Sequence[Mapping[str, Any]]
Function = Callable[[Mapping[str, Any]], Rows]

REMEMBERED = 256
"""Answers kept per process, over all sources; the least recently used goes first."""


@dataclass(frozen=True)
class Source:
    function: Function
    ttl_seconds: float


_sources: dict[str, Source] = {}
_answers: OrderedDict[tuple[str, str], tuple[float, Rows]] = OrderedDict()


def register(name: str, function: Function, *, ttl_seconds: float = 0.0) -> None:
    """Offer `function` as the source `name`; a second registration replaces the first.

    With `ttl_seconds` an answer is remembered that long, per process and query (which must then be
    JSON), and *the same sequence object* is returned: a skill may key an index it builds on identity.
    """
    _sources[name] = Source(function, ttl_seconds)
    forget(name)


def forget(name: str | None = None) -> None:
    """Drop the remembered answers of `name`, or all."""
    for key in [key for key in _answers if name is None or key[0] == name]:
        del _answers[key]


def discover() -> None:
    """Register what the installed Django apps offer; explicit registrations stay. Without Django, nothing."""
    if not apps.ready:
        return
    for app in apps.get_app_configs():
        if not module_has_submodule(app.module, "sources"):
            continue
        offered = getattr(import_module(f"{app.name}.sources"), "SOURCES", {})
        for name, (function, ttl_seconds) in offered.items():
            if name not in _sources:
                register(name, function, ttl_seconds=ttl_seconds)


def source_names() -> list[str]:
    discover()
    return sorted(_sources)


def _find(name: str) -> Source:
    if name not in _sources:
        discover()
    if name not in _sources:
        raise UnknownSource(name=name, known=", ".join(sorted(_sources)) or "-")
    return _sources[name]


def retrieve(name: str, query: Mapping[str, Any]) -> Rows:
    """Answer `query` from the source `name`: this is `Context.retrieve`.

    Raises:
        UnknownSource: nothing is registered as `name`.
    """
    source = _find(name)
    if not source.ttl_seconds:
        return source.function(query)
    key = (name, json.dumps(query, sort_keys=True, ensure_ascii=False))
    now = time.monotonic()
    remembered = _answers.get(key)
    if remembered is not None and remembered[0] > now:
        _answers.move_to_end(key)
        return remembered[1]
    rows = tuple(source.function(query))
    _answers[key] = (now + source.ttl_seconds, rows)
    _answers.move_to_end(key)
    while len(_answers) > REMEMBERED:
        _answers.popitem(last=False)
    return rows
