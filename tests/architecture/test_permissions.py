"""Does every address, page or API, say which permission it needs?"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from ninja import NinjaAPI
from ninja.operation import Operation

from bangban.agencies.permissions import PERMISSIONS
from tests.architecture import tree


def _routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield address, entry.callback
        else:
            yield from _routes(entry, address)


def _is_operation(view: Callable[..., Any]) -> bool:
    """Ninja answers an address through a view of its own; its operations are looked at one by one."""
    return getattr(view, "__module__", "") == "ninja.operation"


PAGES = [(address, view) for address, view in _routes(get_resolver()) if not _is_operation(view)]


def _operations() -> list[tuple[str, Operation]]:
    tree.import_everything()
    # `isinstance` would wake lazy objects that are none of ours.
    apis = [thing for thing in gc.get_objects() if type(thing) is NinjaAPI]
    return [
        (f"{'|'.join(operation.methods)} {prefix}{path}", operation)
        for api in apis
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
    ]


def _check(address: str, permission: object) -> None:
    assert isinstance(permission, str), (
        f"{address} names no permission: decorate it with requires() or public()"
    )
    if permission.startswith("public:"):
        assert permission.removeprefix("public:").strip(), (
            f"{address} is public, and does not say why that is safe"
        )
    else:
        assert permission in PERMISSIONS, f"{address} names {permission}, which is not in the table"


@pytest.mark.parametrize(("address", "view"), PAGES, ids=[address or "/" for address, _ in PAGES])
def test_a_page_names_its_permission(address: str, view: Callable[..., Any]) -> None:
    _check(address, getattr(view, "bangban_permission", None))


def test_an_api_operation_names_its_permission() -> None:
    for address, operation in _operations():
        _check(address, getattr(operation.view_func, "bangban_permission", None))


def test_the_three_administrators_are_three_people() -> None:
    """Who opens accounts sets no roles, and neither of them reads out the record of what was done."""
    opens, sets, reads = (PERMISSIONS[name] for name in ("officer.edit", "officer.roles", "ledger.export"))
    assert all((opens, sets, reads))
    assert not opens & sets
    assert not reads & (opens | sets)
