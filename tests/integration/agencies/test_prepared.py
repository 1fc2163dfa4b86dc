"""Does a statement that was built once give what Django's query gives, for any value and length of list?"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bangban.agencies.models import Agency, AgencyKind, Officer
from bangban.agencies.prepared import Prepared

pytestmark = pytest.mark.django_db
BY_IDS: Prepared[Agency] = Prepared(
    lambda ids: Agency.objects.filter(id__in=ids).order_by("id"), ids=Agency._meta.get_field("id")
)
WITH_AGENCY: Prepared[Officer] = Prepared(
    lambda name: Officer.objects.select_related("agency").filter(username=name),
    name=Officer._meta.get_field("username"),
)
NAMES: Prepared[Agency] = Prepared(
    lambda path: Agency.objects.filter(path__startswith=path).order_by("id").values_list("code", "is_active"),
    path=Agency._meta.get_field("path"),
)


@pytest.fixture
def agencies() -> list[Agency]:
    top = Agency.objects.create(code="top", name_zh="云栖市", kind=AgencyKind.CITY)
    return [
        top,
        *(
            Agency.objects.create(code=f"b{n}", name_zh=f"第{n}局", kind=AgencyKind.BUREAU, parent=top)
            for n in range(3)
        ),
    ]


def _same(one: Any, other: Any) -> bool:
    """Every field loaded, with the same values, and none left to be fetched."""
    names = [field.attname for field in one._meta.concrete_fields]
    return type(one) is type(other) and all(one.__dict__[name] == other.__dict__[name] for name in names)


@pytest.mark.parametrize("length", [1, 2, 4])
def test_lists_of_any_length(agencies: list[Agency], length: int) -> None:
    ids = [agency.pk for agency in agencies[:length]]
    found, plain = BY_IDS.all(ids=ids), list(Agency.objects.filter(id__in=ids).order_by("id"))
    assert len(found) == length
    assert all(_same(one, other) for one, other in zip(found, plain, strict=True))


def test_what_belongs_to_a_row_comes_with_it(agencies: list[Agency]) -> None:
    Officer.objects.create_officer("lin", "林一", agencies[1], None)
    with CaptureQueriesContext(connection) as asked:
        found = WITH_AGENCY.first(name="lin")
        assert found is not None
        assert found.agency.name_zh == "第0局"
    assert len(asked) == 1
    assert _same(found, Officer.objects.get(username="lin"))
    assert WITH_AGENCY.first(name="' OR 1=1 --") is None


def test_a_percent_sign_stands_for_itself(agencies: list[Agency]) -> None:
    assert [code for code, _active in NAMES.rows(path=agencies[0].path)] == ["top", "b0", "b1", "b2"]
    assert NAMES.rows(path="%") == []
    assert NAMES.rows(path=agencies[2].path) == [("b1", True)]


def test_a_row_is_read_anew_every_time(agencies: list[Agency]) -> None:
    one = agencies[3]
    assert BY_IDS.all(ids=[one.pk])[0].name_zh == "第2局"
    Agency.objects.filter(pk=one.pk).update(name_zh="改名了")
    assert BY_IDS.all(ids=[one.pk])[0].name_zh == "改名了"
