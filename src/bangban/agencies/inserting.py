"""How are rows inserted by a statement that was built once? As `bulk_create` would, at a third of what it takes.

    insert([Turn(...), Turn(...)])

For the few kinds of rows that every question writes, and passages by the ten thousand: preparing a row costs Django ten times what the database does with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from types import NoneType
from typing import Any, TypeVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    Field,
    FloatField,
    ForeignKey,
    IntegerField,
    Model,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    SmallIntegerField,
    TextField,
)

M = TypeVar("M", bound=Model)
MOST = 900
"""Values in one statement: SQLite before 3.32 takes 999."""
_WHOLE = (IntegerField, BigIntegerField, SmallIntegerField, PositiveIntegerField, PositiveSmallIntegerField)
_AS_THEY_ARE: dict[type[Any], tuple[type, ...]] = {
    CharField: (str, NoneType),
    TextField: (str, NoneType),
    BooleanField: (bool, NoneType),
    FloatField: (float, NoneType),
    ForeignKey: (int, NoneType),
    **dict.fromkeys(_WHOLE, (int, NoneType)),
}
"""What such a field holds goes to the database as it is, if it is exactly of this type."""


def insert(rows: Sequence[M]) -> Sequence[M]:
    """Insert rows of one model and give them their keys; the transaction is the caller's, and no signal is sent."""
    if not rows:
        return rows
    connection = connections["default"]
    plan = _plan(type(rows[0]), rows[0].pk is not None, connection.vendor)
    for start in range(0, len(rows), plan.most):
        _insert(plan, rows[start : start + plan.most], connection)
    return rows


@dataclass(frozen=True, eq=False)
class _Plan:
    begin: str
    fields: tuple[tuple[Callable[[Model], Any], tuple[type, ...], Field[Any, Any]], ...]
    end: str

    @property
    def most(self) -> int:
        return max(1, MOST // len(self.fields))

    def sql(self, many: int) -> str:
        place = f"({', '.join(['%s'] * len(self.fields))})"
        return f"{self.begin} {', '.join([place] * many)}{self.end}"

    def values(self, row: Model, connection: BaseDatabaseWrapper) -> list[Any]:
        # A row that was made before the one it points to had its key takes it now.
        row._prepare_related_fields_for_save(operation_name="bulk_create")  # type: ignore[attr-defined]
        values = []
        for get, plain, field in self.fields:
            value = get(row)
            if type(value) not in plain:
                value = field.get_db_prep_save(field.pre_save(row, add=True), connection)
            values.append(value)
        return values


@lru_cache(maxsize=100)
def _plan(model: type[Model], has_key: bool, vendor: str) -> _Plan:
    quote = connections["default"].ops.quote_name
    fields = [
        one for one in model._meta.local_concrete_fields if has_key or one is not model._meta.auto_field
    ]
    names = ", ".join(quote(one.column or "") for one in fields)
    key = model._meta.pk
    return _Plan(
        f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES",
        tuple((attrgetter(one.attname), _AS_THEY_ARE.get(type(one), ()), one) for one in fields),
        "" if has_key or key is None else f" RETURNING {quote(key.column or '')}",
    )


def _insert(plan: _Plan, rows: Sequence[Model], connection: BaseDatabaseWrapper) -> None:
    values = [value for row in rows for value in plan.values(row, connection)]
    with connection.cursor() as cursor:
        cursor.execute(plan.sql(len(rows)), values)
        keys = cursor.fetchall() if plan.end else ()
    for row, (key,) in zip(rows, keys, strict=False):
        row.pk = key
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
