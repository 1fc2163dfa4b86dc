"""How does a query run whose SQL was built once? For the few that every page runs: building one costs ten times its running.

    CASE = Prepared(lambda pk: Case.objects.select_related("employee").filter(pk=pk), pk=Case._meta.pk)
    case = CASE.first(pk=17)

The rows are what Django would have made of the same query: it builds the SQL, binds nothing by itself, and a test
compares the two. A list of ids has a statement for each of its lengths. All threads share a statement; what turns
columns into values belongs to the connection and is kept with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import get_related_populators
from django.db.models.sql import UpdateQuery

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

    def bound(self, values: Mapping[str, Any], connection: BaseDatabaseWrapper) -> Any:
        value = values[self.name]
        if self.position is not None:
            value = value[self.position]
        return self.output_field.get_db_prep_value(value, connection, prepared=False)


@dataclass(frozen=True, eq=False)
class _Statement:
    """SQL with its values, some of them slots; `make` makes an object of a row, None where tuples are asked for."""

    sql: str
    parameters: tuple[Any, ...]
    columns: Sequence[Any]
    make: Callable[[Sequence[Any]], Any] | None

    def bound(self, values: Mapping[str, Any], connection: BaseDatabaseWrapper) -> list[Any]:
        return [one.bound(values, connection) if isinstance(one, _Slot) else one for one in self.parameters]


class Prepared(Generic[M]):
    """`make(**slots)` returns the query; every slot names the field its values are of."""

    def __init__(self, make: Callable[..., QuerySet[M, Any]], **fields: Any) -> None:
        self._make, self._fields = make, fields
        self._kept: dict[Any, _Statement] = {}

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows as tuples, for a `values_list`."""
        return [tuple(row) for row in self._read(values)[1]]

    def all(self, **values: Any) -> list[M]:
        """The rows as objects."""
        statement, rows = self._read(values)
        if statement.make is None:
            raise TypeError("a values_list makes no objects")
        return [statement.make(row) for row in rows]

    def first(self, **values: Any) -> M | None:
        """The only row there can be, or the first."""
        found = self.all(**values)
        return found[0] if found else None

    def _read(self, values: Mapping[str, Any]) -> tuple[_Statement, Iterable[Sequence[Any]]]:
        connection = connections["default"]
        statement = self._statement(values, connection)
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, statement.bound(values, connection))
            rows = cursor.fetchall()
        kept: dict[_Statement, Any] = connection.__dict__.setdefault("_converters", {})
        converters = kept.get(statement)
        if converters is None:
            converters = kept[statement] = _converters(statement.columns, connection)
        return statement, _converted(rows, converters, connection) if converters else rows

    def _statement(self, values: Mapping[str, Any], connection: BaseDatabaseWrapper) -> _Statement:
        """The statement for lists of these lengths."""
        shape = (
            connection.vendor,
            *(
                (name, len(value) if isinstance(value, list | tuple) else value is None)
                for name, value in values.items()
            ),
        )
        found = self._kept.get(shape)
        if found is None:
            if len(self._kept) >= _MOST_SHAPES:
                self._kept.clear()
            found = self._kept[shape] = self._build(values, connection)
        return found

    def _build(self, values: Mapping[str, Any], connection: BaseDatabaseWrapper) -> _Statement:
        slots = {name: _slots(name, self._fields[name], value) for name, value in values.items()}
        query = self._make(**slots)
        compiler = query.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        objects = query._fields is None  # type: ignore[attr-defined]
        make = _maker(compiler, query.model, connection.alias) if objects else None
        return _Statement(sql, parameters, [one[0] for one in compiler.select], make)


class Change(Prepared[Any]):
    """The same of `QuerySet.update`: `make(**slots)` returns which rows, and what is written there."""

    def __init__(self, make: Callable[..., tuple[QuerySet[Any], Mapping[str, Any]]], **fields: Any) -> None:
        super().__init__(make, **fields)  # type: ignore[arg-type]

    def update(self, **values: Any) -> int:
        """Write it; return how many rows there were."""
        connection = connections["default"]
        statement = self._statement(values, connection)
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, statement.bound(values, connection))
            return int(cursor.rowcount)

    def _build(self, values: Mapping[str, Any], connection: BaseDatabaseWrapper) -> _Statement:
        slots = {name: _slots(name, self._fields[name], value) for name, value in values.items()}
        rows, written = self._make(**slots)
        query = rows.query.chain(UpdateQuery)
        query.add_update_values(written)
        sql, parameters = query.get_compiler(connection=connection).as_sql()
        return _Statement(sql, parameters, (), None)


def _slots(name: str, field: Field[Any, Any], value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_Slot(name, field, position) for position in range(len(value))]
    return _Slot(name, field)


Converter = Callable[[Any, Any, BaseDatabaseWrapper], Any]


def _converters(
    columns: Sequence[Any], connection: BaseDatabaseWrapper
) -> list[tuple[int, Any, list[Converter]]]:
    """(position, column, functions) of the columns that are not what the database gives."""
    found = []
    for position, column in enumerate(columns):
        functions = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
        if functions:
            found.append((position, column, [_quicker(one, connection) for one in functions]))
    return found


def _quicker(convert: Converter, connection: BaseDatabaseWrapper) -> Converter:
    """SQLite's times come without a zone and are UTC: to say so takes Django four calls, of which this is the last."""
    told = connection.vendor == "sqlite" and connection.timezone is UTC
    return _in_utc if told and getattr(convert, "__name__", "") == "convert_datetimefield_value" else convert


def _in_utc(value: Any, column: Any, connection: BaseDatabaseWrapper) -> Any:
    if type(value) is datetime:
        return value.replace(tzinfo=UTC)
    return connection.ops.convert_datetimefield_value(value, column, connection)  # type: ignore[attr-defined]


def _converted(
    rows: Iterable[Sequence[Any]], converters: Sequence[Any], connection: BaseDatabaseWrapper
) -> Iterator[list[Any]]:
    for row in map(list, rows):
        for position, column, functions in converters:
            for convert in functions:
                row[position] = convert(row[position], column, connection)
        yield row


def _maker(compiler: Any, model: type[M], alias: str) -> Callable[[Sequence[Any]], M]:
    """What makes an object of a row, as django.db.models.query.ModelIterable does."""
    info = compiler.klass_info
    fields = info["select_fields"]
    begin, end = fields[0], fields[-1] + 1
    names = [one[0].target.attname for one in compiler.select[begin:end]]
    beside = list(compiler.annotation_col_map.items())
    related = [_populator(one, alias) for one in get_related_populators(info, compiler.select, alias)]  # type: ignore[call-arg]
    plain = _is_plain(model)

    def make(row: Sequence[Any]) -> M:
        one = (
            _bare(model, names, row[begin:end], alias)
            if plain
            else model.from_db(alias, names, row[begin:end])
        )
        for populate in related:
            populate(row, one)
        for name, position in beside:
            setattr(one, name, row[position])
        return one

    return make


def _is_plain(model: type[Model]) -> bool:
    return model.__init__ is Model.__init__ and model.from_db.__func__ is Model.from_db.__func__  # type: ignore[attr-defined]


def _populator(one: Any, alias: str) -> Callable[[Sequence[Any], Model], None]:
    """What hangs a related object on a row's, as django.db.models.query.RelatedPopulator does."""
    if one.reorder_for_init or not _is_plain(one.model_cls):
        populate: Callable[[Sequence[Any], Model], None] = one.populate
        return populate
    model, names, begin, end, key = one.model_cls, one.init_list, one.cols_start, one.cols_end, one.pk_idx
    local, remote = one.local_setter, one.remote_setter
    further = [_populator(each, alias) for each in one.related_populators]

    def hang(row: Sequence[Any], owner: Model) -> None:
        values = row[begin:end]
        other = None if values[key] is None else _bare(model, names, values, alias)
        if other is not None:
            for each in further:
                each(row, other)
        local(owner, other)
        if other is not None:
            remote(other, owner)

    return hang


def _bare(model: type[M], names: Sequence[str], values: Sequence[Any], alias: str) -> M:
    """What `from_db` gives, without asking for each field whether it was given; nothing listens to the making of rows."""
    one = model.__new__(model)
    state = ModelState()
    state.adding, state.db = False, alias
    one.__dict__.update(zip(names, values, strict=True), _state=state)
    return one
