"""Does a statement that was built once give what Django's query gives, for any value and length of list?"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import Exists, F, OuterRef
from django.test.utils import CaptureQueriesContext

from bangban.agencies.models import Agency, AgencyKind, Officer
from bangban.agencies.prepared import Change, Prepared
from bangban.services.accounts.backend import OfficerBackend

pytestmark = pytest.mark.django_db
BY_IDS: Prepared[Agency] = Prepared(
    lambda ids: Agency.objects.filter(id__in=ids).order_by("id"), ids=Agency._meta.get_field("id")
)
WITH_AGENCY: Prepared[Officer] = Prepared(
    lambda name: Officer.objects.select_related("agency").filter(username=name),
    name=Officer._meta.get_field("username"),
)
WITH_PARENT: Prepared[Officer] = Prepared(
    lambda name: Officer.objects.select_related("agency__parent").filter(username=name),
    name=Officer._meta.get_field("username"),
)
RENAMED = Change(
    lambda ids, name: (Agency.objects.filter(id__in=ids).exclude(name_zh="第2局"), {"name_zh": name}),
    ids=Agency._meta.get_field("id"),
    name=Agency._meta.get_field("name_zh"),
)
NAMES: Prepared[Agency] = Prepared(
    lambda path: Agency.objects.filter(path__startswith=path).order_by("id").values_list("code", "is_active"),
    path=Agency._meta.get_field("path"),
)
ABOVE = Agency.objects.filter(pk=OuterRef("parent"))


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


def test_what_belongs_to_what_belongs_to_a_row_comes_with_it(agencies: list[Agency]) -> None:
    for place in (0, 1):
        Officer.objects.create_officer(f"lin{place}", "林一", agencies[place], None)
        with CaptureQueriesContext(connection) as asked:
            found = WITH_PARENT.first(name=f"lin{place}")
            assert found is not None
            parent = found.agency.parent
        assert len(asked) == 1
        plain = Officer.objects.select_related("agency__parent").get(username=f"lin{place}")
        assert _same(found.agency, plain.agency)
        assert parent == plain.agency.parent
        assert parent is None or _same(parent, plain.agency.parent)
        assert not found.agency._state.adding
        assert found.agency._state.db == plain.agency._state.db


def test_what_is_written_is_what_an_update_writes(agencies: list[Agency]) -> None:
    ids = [agency.pk for agency in agencies[1:3]]
    assert RENAMED.update(ids=ids, name="改名了") == 2
    assert list(Agency.objects.order_by("id").values_list("name_zh", flat=True)) == [
        "云栖市",
        "改名了",
        "改名了",
        "第2局",
    ]
    assert RENAMED.update(ids=[*ids, agencies[3].pk], name="又改了") == 2


def test_a_percent_sign_stands_for_itself(agencies: list[Agency]) -> None:
    assert [code for code, _active in NAMES.rows(path=agencies[0].path)] == ["top", "b0", "b1", "b2"]
    assert NAMES.rows(path="%") == []
    assert NAMES.rows(path=agencies[2].path) == [("b1", True)]


def test_a_row_is_read_anew_every_time(agencies: list[Agency]) -> None:
    one = agencies[3]
    assert BY_IDS.all(ids=[one.pk])[0].name_zh == "第2局"
    Agency.objects.filter(pk=one.pk).update(name_zh="改名了")
    assert BY_IDS.all(ids=[one.pk])[0].name_zh == "改名了"


def test_what_is_asked_beside_a_row_stands_on_it(agencies: list[Agency]) -> None:
    held: Prepared[Any] = Prepared(
        lambda path: Agency.objects.filter(path=path).annotate(beside=F("parent__code"), above=Exists(ABOVE)),
        path=Agency._meta.get_field("path"),
    )
    (below,) = held.all(path=agencies[1].path)
    assert (below.beside, below.above) == ("top", True)
    (top,) = held.all(path=agencies[0].path)
    assert (top.beside, top.above) == (None, False)


def test_an_officer_comes_with_all_his_roles_in_one_query(agencies: list[Agency]) -> None:
    some = Officer.objects.create_officer("lin", "林一", agencies[1], None, ["handler", "reviewer"])
    none = Officer.objects.create_officer("lu", "陆二", agencies[1], None)
    for officer, roles in ((some, {"handler", "reviewer"}), (none, set())):
        with CaptureQueriesContext(connection) as asked:
            found = OfficerBackend().get_user(officer.pk)
            assert found is not None
            assert found.role_names == roles
            assert sorted(found.role_rows) == [(role, agencies[1].path) for role in sorted(roles)]
        assert len(asked) == 1
