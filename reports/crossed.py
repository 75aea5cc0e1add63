"""One figure by several keys in one reading of its rows: the page of an indicator shows it by unit, form, field, place.

The rows are the registry's own; only the grouping is written out, because GROUPING SETS is none of Django's.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection

from reports import figures, rows
from reports.counts import COUNTS, size
from reports.figures import ALL, KEYS, By, Span, Table, Tally
from reports.indicators import Basis
from reports.rows import Rows

GROUPED = """
    SELECT CASE GROUPING({keys}) {marks} END, COALESCE({texts}, ''), {numbers}
      FROM ({rows}) AS found ({columns}) GROUP BY GROUPING SETS ({sets})
"""


def _grouped(found: Rows, columns: Sequence[str], bys: Sequence[By], numbers: str) -> Iterable[Any]:
    """Rows grouped by each key alone and by none. ``columns`` name those of ``found``, the keys as ``k_<by>`` among them.

    Every name in the statement is of this module; what was typed or chosen is among its values.
    """  # fmt: skip
    sql, values = found.query.sql_with_params()
    keys, every = [f"k_{by}" for by in bys], (1 << len(bys)) - 1
    marks = [f"WHEN {every ^ (1 << (len(bys) - 1 - n))} THEN '{by}'" for n, by in enumerate(bys)]
    statement = GROUPED.format(
        keys=", ".join(keys), marks=" ".join([*marks, f"WHEN {every} THEN '{ALL}'"]), numbers=numbers, rows=sql,
        texts=", ".join(f"{key}::text" for key in keys), columns=", ".join(columns), sets=", ".join([*(f"({key})" for key in keys), "()"]),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def counted(code: str, span: Span, bys: Sequence[By]) -> dict[str, dict[str, int]]:
    """by → key → one count, and ``all`` → the whole: the same as ``counts.sizes`` by each key."""
    count = COUNTS[code]
    if not bys:  # records that belong to nothing else
        return {ALL: {ALL: size(code, span).value}}
    keys = {f"k_{by}": count.source.keys[by] for by in bys}
    found = (
        count.rows(span).order_by().annotate(**keys).values_list(count.distinct or count.added or "pk", *keys)
    )
    added = "COALESCE(sum(number), 0)" if count.added else "count(*)"
    number = "count(DISTINCT number)" if count.distinct else added
    made: dict[str, dict[str, int]] = {ALL: {ALL: 0}}
    for by, key, n in _grouped(found, ["number", *keys], bys, number):
        made.setdefault(by, {})[ALL if by == ALL else key] = n
    return made


NUMBERS = "count(*) FILTER (WHERE in_scope AND hit), count(*) FILTER (WHERE in_scope), count(*) FILTER (WHERE NOT in_scope)"


def rated(code: str, span: Span, bys: Sequence[By], *, basis: Basis, as_of: date) -> dict[str, Table]:
    """by → table of one rate as it is read now: the same as ``figures.live`` by each key."""
    made: dict[str, Table] = {by: figures.unrecorded([code], span, by, basis) for by in bys}
    keys = {f"k_{by}": KEYS[by] for by in bys}
    for source in rows.sources([code], basis, as_of, keys=bys):
        found = source.filter(day__range=(span.since, span.until)).order_by().annotate(**keys)
        listed = found.values_list("in_scope", "hit", *keys)
        for by, key, *numbers in _grouped(listed, ["in_scope", "hit", *keys], bys, NUMBERS):
            if by != ALL:
                table = made[by]
                numerator, denominator, pending = numbers
                table[key, code] = table.get((key, code), Tally()) + Tally(numerator, denominator, 0, pending)
    return made
