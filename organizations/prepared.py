"""Reads whose shape never changes: written once a process, planned once a connection, then only told their keys.

To write a queryset of several joins takes the ORM longer than PostgreSQL takes to answer it, and so does the planning.
A much-read page or act keeps the words of its statement; who asks, on which day and for which rows is told each time.
Nothing that was read is kept. On the page of one file what a person may see is never prepared: ``visible_to`` is asked
before.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.models import BigIntegerField, DateField, Expression, Field, Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators

M = TypeVar("M", bound=Model)


class Told(Expression):
    """A value in a queryset that is not known until its statement runs."""

    def __init__(self, name: str, output_field: "Field[Any, Any]", kind: str, sql: str = "%s") -> None:
        super().__init__(output_field=output_field)
        self.name, self.kind, self.sql = name, kind, sql

    def as_sql(self, compiler: object, connection: object) -> Any:
        return self.sql, [self]


def key(name: str) -> Told:
    return Told(name, BigIntegerField(), "bigint")


def keys(name: str) -> Told:
    """A list of keys, for ``__in``."""
    return Told(name, BigIntegerField(), "bigint[]", "SELECT unnest(%s)")


def day(name: str) -> Told:
    return Told(name, DateField(), "date")


class Statement:
    """The words of a queryset. PostgreSQL, too, plans it once for each connection."""

    _serial = count(1)

    def __init__(self, sql: str, parameters: Sequence[Any]) -> None:
        self.sql, self.parameters = sql, parameters
        self.name = f"kept_{next(self._serial)}"
        self.told = {it.name: it for it in parameters if isinstance(it, Told)}

    @classmethod
    def of(cls, rows: "QuerySet[Any, Any]") -> "Statement":
        """Of a queryset of plain values."""
        return cls(*rows.query.sql_with_params())

    def read(self, **told: object) -> list[tuple[Any, ...]]:
        """The rows; more may be told than the statement asks for."""
        values: Any = [told[name] for name in self.told]
        with connection.cursor() as cursor:
            known = _known.setdefault(connection.connection, set())
            if self.name not in known:
                cursor.execute(self._prepare(cursor))
                known.add(self.name)
            places = f" ({', '.join(['%s'] * len(values))})" if values else ""
            # planned once: the keys do not change by which indexes they are looked up
            cursor.execute(
                f"SET LOCAL plan_cache_mode = force_generic_plan; EXECUTE {self.name}{places}", values
            )
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def _prepare(self, cursor: Any) -> str:
        """What is fixed is written out, so that the planner sees which partial index it may use."""
        places = {name: f"${n}" for n, name in enumerate(self.told, 1)}
        written = [
            places[it.name] if isinstance(it, Told) else cursor.mogrify("%s", [it]).decode()
            for it in self.parameters
        ]
        kinds = ", ".join(it.kind for it in self.told.values())
        return f"PREPARE {self.name}{f' ({kinds})' if kinds else ''} AS {self.sql % tuple(written)}"


#: The statements each connection to PostgreSQL already knows; they outlive transactions.
_known: "WeakKeyDictionary[Any, set[str]]" = WeakKeyDictionary()


class Prepared(Generic[M]):
    """A queryset of objects read by its keys, each one key or a list of them for an ``in``.

    ``build`` makes it from what stands for the keys, uses them as they are and looks at nothing else. With
    ``select_related`` and annotations, without ``prefetch_related``. A queryset of values gives its tuples.
    """

    def __init__(self, build: Callable[..., "QuerySet[M, Any]"]) -> None:
        self._build = build
        self._readings: dict[tuple[bool, ...], _Reading] = {}

    def __call__(self, *given: int | Sequence[int]) -> list[Any]:
        single = tuple(isinstance(one, int) for one in given)
        told = {f"key{n}": one if single[n] else list(one) for n, one in enumerate(given)}  # type: ignore[arg-type]
        if single not in self._readings:
            stand_ins = [key(name) if one else keys(name) for name, one in zip(told, single, strict=True)]
            self._readings[single] = _Reading(self._build(*stand_ins), set(told))
        return self._readings[single].read(told)

    def forget(self) -> None:
        """Write it anew: what ``build`` looks at was added to."""
        self._readings.clear()

    def first(self, *given: int | Sequence[int]) -> M | None:
        return next(iter(self(*given)), None)

    def one(self, *given: int | Sequence[int]) -> M:
        """The row there must be."""
        (found,) = self(*given)
        return found  # type: ignore[no-any-return]


class _Reading:
    """A statement, and how its rows become objects."""

    def __init__(self, rows: "QuerySet[Any, Any]", names: set[str]) -> None:
        self.compiler = rows.query.get_compiler(connection=connection)
        self.statement = Statement(*self.compiler.as_sql())
        if set(self.statement.told) != names:
            raise ValueError("a key of a prepared read is not in its statement")
        self.converters = self.compiler.get_converters([column for column, _, _ in self.compiler.select])
        self.objects = rows._iterable_class is ModelIterable
        if self.objects:
            info, select = self.compiler.klass_info, self.compiler.select
            self.model = info["model"]
            self.own = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
            self.names = [column.target.attname for column, _, _ in select[self.own]]
            # the stubs are of a newer Django
            self.related = get_related_populators(info, select, connection.alias)  # type: ignore[call-arg]

    def read(self, told: dict[str, Any]) -> list[Any]:
        rows: Any = self.statement.read(**told)
        if self.converters:
            rows = list(self.compiler.apply_converters(rows, self.converters))
        return list(self._made(rows)) if self.objects else rows

    def _made(self, rows: Sequence[Sequence[Any]]) -> Iterator[Any]:
        annotated = self.compiler.annotation_col_map or {}
        for row in rows:
            found = self.model.from_db(connection.alias, self.names, row[self.own])
            for related in self.related:
                related.populate(row, found)
            for name, at in annotated.items():
                setattr(found, name, row[at])
            yield found
