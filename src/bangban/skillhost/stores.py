"""Where does a file go that a skill made? Into a named store that a Django app offers, which names it in return.

An app offers its own in a module `stores` with `STORES = {"documents.files": function}`, from bytes to a
reference. As with sources, neither a skill nor the host knows any table, and the executor never loads it.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from bangban.skillhost.problems import UnknownStore

Function = Callable[[bytes], str]

_stores: dict[str, Function] = {}


def register(name: str, function: Function) -> None:
    """Offer `function` as the store `name`; a second registration replaces the first."""
    _stores[name] = function


def discover() -> None:
    """Register what the installed Django apps offer; explicit registrations stay. Without Django, nothing."""
    if not apps.ready:
        return
    for app in apps.get_app_configs():
        if not module_has_submodule(app.module, "stores"):
            continue
        for name, function in getattr(import_module(f"{app.name}.stores"), "STORES", {}).items():
            _stores.setdefault(name, function)


def keep(name: str, data: bytes) -> str:
    """Hand `data` to the store `name` and return the reference it gave: this is `Context.keep`.

    Raises:
        UnknownStore: nothing is registered as `name`.
    """
    if name not in _stores:
        discover()
    if name not in _stores:
        raise UnknownStore(name=name, known=", ".join(sorted(_stores)) or "-")
    return _stores[name](data)
