"""How does a query run whose SQL was built once? For the few that every page runs: building one costs ten times its running.

    CASE = Prepared(lambda pk: Case.objects.select_related("employee").filter(pk=pk), pk=Case._meta.pk)
    case = CASE.first(pk=17)

The rows are what Django would have made of the same query: it builds the SQL, binds nothing by itself, and a test
compares the two. A list of ids has a statement for each of its lengths.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)
_MOST_SHAPES = 64
"""Lengths of lists one statement is kept for: page sizes, subtrees. Beyond them it is built anew."""


class _Slot(Expression):
    """Where a value will stand."""

    def __init__(self, name: str, field: Field[Any, Any], position: int | None = None) -> None:
        super().__init__(output_field=field)
        self.name, self.position = name, position

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)

    def bound(self, values: Mapping[str, Any]) -> Any:
        value = values[self.name]
        if self.position is not None:
            value = value[self.position]
        return self.output_field.get_db_prep_value(value, connection, prepared=False)


class Prepared(Generic[M]):
    """`make(**slots)` returns the query; every slot names the field its values are of."""

    def __init__(self, make: Callable[..., QuerySet[M, Any]], **fields: Any) -> None:
        self._make, self._fields = make, fields

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows as tuples, for a `values_list`."""
        return [tuple(row) for row in self._tuples(self._compiler(values), values)]

    def all(self, **values: Any) -> list[M]:
        """The rows as objects."""
        compiler = self._compiler(values)
        return list(_objects(compiler, self._tuples(compiler, values)))

    def first(self, **values: Any) -> M | None:
        """The only row there can be, or the first."""
        found = self.all(**values)
        return found[0] if found else None

    def _compiler(self, values: Mapping[str, Any]) -> Any:
        """The compiler that built the SQL for lists of these lengths, on this thread's connection."""
        kept = connection.__dict__.setdefault("_prepared", {}).setdefault(self, {})
        shape = tuple(
            (name, len(value) if isinstance(value, list | tuple) else value is None)
            for name, value in values.items()
        )
        if shape not in kept:
            if len(kept) >= _MOST_SHAPES:
                kept.clear()
            kept[shape] = self._build(values)
        return kept[shape]

    def _build(self, values: Mapping[str, Any]) -> Any:
        slots = {name: _slots(name, self._fields[name], value) for name, value in values.items()}
        query = self._make(**slots)
        compiler = query.query.get_compiler(connection=connection)
        compiler.prepared_sql, compiler.prepared_parameters = compiler.as_sql()
        compiler.prepared_converters = compiler.get_converters([one[0] for one in compiler.select])
        compiler.prepared_model = None if query._fields is not None else query.model  # type: ignore[attr-defined]
        return compiler

    def _tuples(self, compiler: Any, values: Mapping[str, Any]) -> Iterator[Sequence[Any]]:
        bound = [one.bound(values) if isinstance(one, _Slot) else one for one in compiler.prepared_parameters]
        with connection.cursor() as cursor:
            cursor.execute(compiler.prepared_sql, bound)
            rows = cursor.fetchall()
        converters = compiler.prepared_converters
        return compiler.apply_converters(rows, converters) if converters else iter(rows)


def _slots(name: str, field: Field[Any, Any], value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_Slot(name, field, position) for position in range(len(value))]
    return _Slot(name, field)


def _objects(compiler: Any, rows: Iterator[Sequence[Any]]) -> Iterator[Any]:
    """As django.db.models.query.ModelIterable makes them."""
    info, model = compiler.klass_info, compiler.prepared_model
    fields = info["select_fields"]
    begin, end = fields[0], fields[-1] + 1
    names = [one[0].target.attname for one in compiler.select[begin:end]]
    related = get_related_populators(info, compiler.select, connection.alias)  # type: ignore[call-arg]
    for row in rows:
        one = model.from_db(connection.alias, names, row[begin:end])
        for populator in related:
            populator.populate(row, one)
        yield one
