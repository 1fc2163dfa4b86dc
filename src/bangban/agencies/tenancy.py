"""Which rows may this officer see? Those of the agencies his roles reach, and of nothing beside them."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from bangban.agencies.models import Agency, Officer
from bangban.agencies.permissions import PERMISSIONS, demand, has_permission
from bangban.agencies.prepared import Prepared
from bangban.errors import NotFound

M = TypeVar("M", bound=Model)
MAX_ID = 2**63 - 1
_BELOW = Prepared(
    lambda paths: (
        Agency.objects.filter(reduce(or_, (Q(path__startswith=path) for path in paths)))
        .order_by("path")
        .values_list("pk")
    ),
    paths=Agency._meta.get_field("path"),
)


def reach(officer: Officer, permission: str) -> list[int]:
    """Ids of the agencies in which the officer's roles carry `permission`: each role's agency and its subtree.

    Raises:
        NotAllowed: none of the roles carries it.
    """
    demand(officer, permission)
    cache: dict[frozenset[str], list[int]] = officer.__dict__.setdefault("_reach", {})
    paths = _paths(officer, permission)
    if paths not in cache:
        cache[paths] = _below(paths)
    return cache[paths]


def may(officer: Officer, permission: str, agency_id: int) -> bool:
    """Whether the officer has `permission` in this agency: what a page asks before it offers something."""
    return has_permission(officer, permission) and agency_id in reach(officer, permission)


def covers(officer: Officer, permission: str, agency: Agency) -> bool:
    """As `may`, by the agency's path alone: for many officers and one agency."""
    return any(agency.path.startswith(path) for path in _paths(officer, permission))


def reaches_everybody(officer: Officer, permission: str) -> bool:
    """Whether nobody has an account outside the officer's reach: what belongs to no agency is then his to see."""
    return not Officer.objects.exclude(agency_id__in=reach(officer, permission)).exists()


def _paths(officer: Officer, permission: str) -> frozenset[str]:
    if permission == "self":
        return frozenset({officer.agency.path})
    return frozenset(path for role, path in officer.role_rows if role in PERMISSIONS[permission])


def _below(paths: frozenset[str]) -> list[int]:
    if not paths:
        return []
    return [pk for (pk,) in _BELOW.rows(paths=sorted(paths))]


def within(rows: QuerySet[M], officer: Officer, permission: str, field: str = "agency") -> QuerySet[M]:
    """Narrow `rows` to the officer's reach; `field` names the path to the agency."""
    return rows.filter(**{f"{field}_id__in": reach(officer, permission)})


def one(rows: QuerySet[M], officer: Officer, permission: str, *, field: str = "agency", **lookup: Any) -> M:
    """Return the one row that matches and that the officer may see.

    Raises:
        NotFound: there is none, or it is another agency's: the two are told apart nowhere.
    """
    for value in lookup.values():
        if isinstance(value, int) and not 0 <= value <= MAX_ID:
            raise NotFound(what=str(rows.model._meta.verbose_name))
    found = within(rows, officer, permission, field).filter(**lookup).first()
    if found is None:
        raise NotFound(what=str(rows.model._meta.verbose_name))
    return found
