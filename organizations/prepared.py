"""Reads whose shape never changes: written once a process, planned once a connection, asked by their keys.

For pages and acts that read a dozen tables of one file: most of their time went into writing the same statements
again, and into PostgreSQL's planning them. What a person may see is never prepared: ``visible_to`` was asked before.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators

M = TypeVar("M", bound=Model)
#: One key, or a list of them for an ``in``; lists of another length are another shape.
Key = int | Sequence[int]
Shape = tuple[int | None, ...]
#: Stands for the first key while the SQL is written; no row has such a number.
_STAND_IN = 1 << 62
_numbers = count(1)
#: Which statements a connection of psycopg has planned. They outlive transactions, and end with the connection.
_planned: "WeakKeyDictionary[Any, set[str]]" = WeakKeyDictionary()


class Prepared(Generic[M]):
    """``build`` makes the queryset from its keys; it must use them as they are and look at nothing else.

    With ``select_related`` and annotations, without ``prefetch_related``. A queryset of values gives its tuples.
    """

    def __init__(self, build: Callable[..., "QuerySet[M, Any]"]) -> None:
        self._build = build
        self._written: dict[Shape, _Statement] = {}

    def __call__(self, *keys: Key) -> list[Any]:
        shape = tuple(None if isinstance(key, int) else len(key) for key in keys)
        statement = self._written.get(shape)
        if statement is None:
            statement = self._written[shape] = _Statement(self._build, shape)
        return statement.read([one for key in keys for one in ([key] if isinstance(key, int) else key)])

    def forget(self) -> None:
        """Write it anew: what ``build`` looks at was added to."""
        self._written.clear()

    def first(self, *keys: Key) -> M | None:
        return next(iter(self(*keys)), None)

    def one(self, *keys: Key) -> M:
        """The row there must be."""
        (found,) = self(*keys)
        return found  # type: ignore[no-any-return]


class _Statement:
    """The SQL of one shape, and how its rows become objects."""

    def __init__(self, build: Callable[..., "QuerySet[Any, Any]"], shape: Shape) -> None:
        stand_ins = iter(range(_STAND_IN, _STAND_IN + 1000))
        keys = [next(stand_ins) if n is None else [next(stand_ins) for _ in range(n)] for n in shape]
        rows = build(*keys)
        self.models = rows._iterable_class is ModelIterable
        self.compiler = rows.query.get_compiler(connection=connection)
        self.name, self.sql = f"{rows.model._meta.db_table}_{next(_numbers)}", ""
        try:
            sql, params = self.compiler.as_sql()
        except EmptyResultSet:  # an ``in`` of nothing
            return
        self._write(sql, params, next(stand_ins) - _STAND_IN)
        self.converters = self.compiler.get_converters([column for column, _, _ in self.compiler.select])
        if self.models:
            info, select = self.compiler.klass_info, self.compiler.select
            self.model = info["model"]
            self.own = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
            self.names = [column.target.attname for column, _, _ in select[self.own]]
            # the stubs are of a newer Django
            self.related = get_related_populators(info, select, connection.alias)  # type: ignore[call-arg]

    def _write(self, sql: str, params: Sequence[Any], keys: int) -> None:
        """With $1, $2 … where the keys stood, and every other value in its place."""
        used = [one - _STAND_IN for one in params if isinstance(one, int) and one >= _STAND_IN]
        if set(used) != set(range(keys)):
            raise ValueError("a key of a prepared read is not in its statement")
        with connection.cursor() as cursor:
            self.sql = cursor.mogrify(sql, params).decode()
        for key in used:
            self.sql = self.sql.replace(str(_STAND_IN + key), f"${key + 1}")
        self.execute = f"EXECUTE {self.name} ({', '.join(['%s'] * keys)})" if keys else f"EXECUTE {self.name}"

    def read(self, keys: Sequence[int]) -> list[Any]:
        if not self.sql:
            return []
        with connection.cursor() as cursor:
            planned = _planned.setdefault(connection.connection, set())
            if self.name not in planned:
                cursor.cursor.execute(f"PREPARE {self.name} AS {self.sql}")
                planned.add(self.name)
            cursor.execute(self.execute, keys)
            rows = cursor.fetchall()
        if self.converters:
            rows = list(self.compiler.apply_converters(rows, self.converters))
        return list(self._objects(rows)) if self.models else rows

    def _objects(self, rows: Sequence[Sequence[Any]]) -> Iterator[Any]:
        annotated = self.compiler.annotation_col_map or {}
        for row in rows:
            found = self.model.from_db(connection.alias, self.names, row[self.own])
            for related in self.related:
                related.populate(row, found)
            for name, at in annotated.items():
                setattr(found, name, row[at])
            yield found
