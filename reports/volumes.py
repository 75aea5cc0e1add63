"""The volumes of a span by every key at once, so that one reading serves a whole page.

A build keeps them by day; days with a file that was acted upon since are counted live, the rest is added up. Both come
from one statement over the registry's own rows, so the two cannot count differently.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Case, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, TruncMonth

from cases.models import CaseEvent, Petition
from reports.counted import PETITIONS
from reports.counts import COUNTS
from reports.figures import ALL, Span
from reports.indicators import DEFINITIONS
from reports.models import DailyVolume, FigureBuild

#: Count of the registry → the column that keeps it.
COLUMNS = {
    "petitions_total": "total", "petitions_first": "first", "petitions_repeat": "again", "petitions_visit": "visits",
    "visitors": "visitors", "collective_visits": "collective", "collective_people": "collective_people",
}  # fmt: skip
#: What they are grouped by besides the whole.
KEYS = ("channel", "purpose", "category", "place", "level", "unit", "source")

#: Each key alone, and the whole: (month or day, by, key, numbers …). GROUPING marks the columns that are not grouped by.
COUNTED = """
    SELECT at, CASE GROUPING({keys}) {names} END, COALESCE({keys}, ''), {sums}
      FROM (SELECT date_trunc('{step}', received_on)::date AS at, {keys}, {columns} FROM ({rows}) petitions) steps
     GROUP BY GROUPING SETS ({sets})
"""
INSERT = "INSERT INTO reports_dailyvolume (day, by, key, {columns}) {counted}"

#: (by, key, month) → number by column.
Found = dict[tuple[str, str, str], dict[str, int]]


def _sql(within: Q, step: str) -> tuple[str, tuple[Any, ...]]:
    """The statement and its values. All names in it are of this module; what a person typed is among the values."""
    wanted: dict[str, Any] = {f"k_{key}": PETITIONS.keys[key] for key in KEYS}
    for code, column in COLUMNS.items():
        count = COUNTS[code]
        one = F(count.added) if count.added else Value(1)
        chosen = count.which or Q(pk__isnull=False)  # When wants a condition
        wanted[f"c_{column}"] = Case(When(chosen, then=one), default=Value(0), output_field=IntegerField())
    rows = PETITIONS.rows().filter(within).order_by().annotate(**wanted).values("received_on", *wanted)
    inner, values = rows.query.sql_with_params()
    names = [f"k_{key}" for key in KEYS]
    every = (1 << len(names)) - 1
    marks = [f"WHEN {every ^ (1 << (len(names) - 1 - n))} THEN '{key}'" for n, key in enumerate(KEYS)]
    columns = [f"c_{column}" for column in COLUMNS.values()]
    return COUNTED.format(
        keys=", ".join(names), names=" ".join([*marks, f"WHEN {every} THEN '{ALL}'"]), step=step, rows=inner,
        columns=", ".join(columns), sums=", ".join(f"sum({column})" for column in columns),
        sets=", ".join(["(at)", *(f"(at, {name})" for name in names)]),
    ), values  # fmt: skip


def build(cursor: Any, days: Collection[date] | None = None) -> None:
    """Write every day, or ``days`` alone; within the build of the daily figures."""
    counted, values = _sql(Q() if days is None else Q(received_on__in=days), "day")
    cursor.execute(INSERT.format(columns=", ".join(COLUMNS.values()), counted=counted), values)


def live(span: Span, days: set[date] | None = None) -> Found:
    """Counted from the rows themselves; only some days when given."""
    within = Q(received_on__range=(span.since, span.until))
    if days is not None:
        within &= Q(received_on__in=days)
    sql, values = _sql(within, "month")
    found: Found = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for at, by, key, *numbers in cursor.fetchall():
            found[by, key, f"{at:%Y-%m}"] = dict(zip(COLUMNS.values(), numbers, strict=True))
    return found


def _kept(span: Span, stale: set[date]) -> Found:
    rows: QuerySet[Any, Any] = DailyVolume.objects.filter(day__range=(span.since, span.until))
    if stale:
        rows = rows.exclude(day__in=stale)
    summed = (
        rows.annotate(month=TruncMonth("day")).order_by().values("by", "key", "month")
        .annotate(**{f"sum_{name}": Coalesce(Sum(name), 0) for name in COLUMNS.values()})
    )  # fmt: skip
    return {
        (row["by"], row["key"], f"{row['month']:%Y-%m}"): {
            name: row[f"sum_{name}"] for name in COLUMNS.values()
        }
        for row in summed
    }


class Volumes:
    """The volumes of one span, read at once."""

    def __init__(self, found: Found) -> None:
        self.found = found

    def total(self, code: str) -> int:
        """The whole."""
        return self.by(code, ALL).get(ALL, 0)

    def by(self, code: str, by: str) -> dict[str, int]:
        """key → number; keys without any are absent."""
        added: dict[str, int] = {}
        for key, months in self.monthly(code, by).items():
            if n := sum(months.values()):
                added[key] = n
        return added

    def monthly(self, code: str, by: str) -> dict[str, dict[str, int]]:
        """key → month → number."""
        made: dict[str, dict[str, int]] = {}
        for (of, key, month), numbers in self.found.items():
            if of == by:
                made.setdefault(ALL if by == ALL else key, {})[month] = numbers[COLUMNS[code]]
        return made


class Reader:
    """What the last build keeps, and live what is stale. One reader serves a page."""

    def __init__(self, *, as_of: date) -> None:
        build = FigureBuild.objects.first()
        usable = build is not None and build.as_of <= as_of and build.stamp.split("/")[0] == DEFINITIONS
        self.build = build if usable else None
        self.stale = stale_days(self.build) if self.build else set()

    def read(self, span: Span) -> Volumes:
        """The same numbers as :func:`live`."""
        if self.build is None:
            return Volumes(live(span))
        stale = {day for day in self.stale if span.since <= day <= span.until}
        found = _kept(span, stale)
        for at, numbers in (live(span, stale) if stale else {}).items():
            kept = found.get(at, {})
            found[at] = {name: kept.get(name, 0) + n for name, n in numbers.items()}
        return Volumes(found)


def stale_days(build: FigureBuild) -> set[date]:
    """Days of receipt whose kept numbers may no longer hold: every act on a file leaves its event."""
    touched = CaseEvent.objects.order_by().filter(txid__gte=build.first_unseen).values_list("case", flat=True)
    files = list(touched.distinct())  # as keys: two conditions on a subquery each would read every petition
    moved = Petition.objects.order_by().filter(Q(filed_as__in=files) | Q(case__in=files)) if files else None
    return set(moved.values_list("received_on", flat=True)) if moved is not None else set()
