"""Figures kept by day and unit, and what changed since, so that a page answers at once and is still exact.

A build counts every day anew. Afterwards a day is *stale* when a file with a row on it was acted upon in a transaction
the build may not have seen, or when time alone moved it (a last day, or the end of an observation, went by). Stale days
are counted live; the rest is added up from the build. Every act leaves a CaseEvent, so nothing is missed.
"""

import hashlib
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import TruncMonth

from cases import workdays
from cases.models import Case, CaseEvent, Deadline, Petition, Rating, RepeatLink
from law import clock, periods
from reports import figures, rows, volumes
from reports.figures import ALL, By, Span, Table, Tally
from reports.indicators import BASES, DEFINITIONS, FIRST_READINGS, INDICATORS, Basis
from reports.models import DailyFigure, FigureBuild, MonthFigure
from reports.rows import Rows

COLUMNS = ("indicator", "day", "unit_key", "numerator", "denominator", "not_recorded", "pending")


INSERT = """
    INSERT INTO reports_dailyfigure (basis, indicator, day, unit, numerator, denominator, not_recorded, pending)
    SELECT %s, {columns} FROM ({counted}) counted
    ON CONFLICT (basis, day, indicator, unit) DO UPDATE SET not_recorded = EXCLUDED.not_recorded
"""


ADD_UP = """
    INSERT INTO reports_monthfigure (basis, indicator, month, unit, numerator, denominator, not_recorded, pending)
    SELECT basis, indicator, date_trunc('month', day), unit, sum(numerator), sum(denominator), sum(not_recorded),
           sum(pending)
      FROM reports_dailyfigure GROUP BY 1, 2, 3, 4
"""
NUMBERS = ("numerator", "denominator", "not_recorded", "pending")


def stamp() -> str:
    """What decides beside the rows; a build made under another is not used."""
    return f"{DEFINITIONS}/{rows.observation_days()}/{workdays.calendar().version}/{readings_stamp()}"


def readings_stamp() -> str:
    """Which readings hold, in eight characters; empty while all are the first."""
    chosen = {
        code: reading for code, reading in rows.readings_in_force().items() if reading != FIRST_READINGS[code]
    }
    return hashlib.sha256(repr(sorted(chosen.items())).encode()).hexdigest()[:8] if chosen else ""


def rebuild(as_of: date) -> dict[str, Any]:
    """Count every day anew, in SQL. Running it twice changes nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        # two at once would insert each row twice; reading goes on meanwhile
        cursor.execute("LOCK TABLE reports_figurebuild IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("SELECT txid_snapshot_xmin(txid_current_snapshot())")
        first_unseen = cursor.fetchone()[0]
        DailyFigure.objects.all().delete()
        for basis in BASES:
            for source in _counted(basis, as_of):  # type: ignore[arg-type]
                sql, params = source.query.sql_with_params()
                # the inner SQL is compiled by Django, its values stay parameters
                cursor.execute(INSERT.format(columns=", ".join(COLUMNS), counted=sql), [basis, *params])
        MonthFigure.objects.all().delete()
        cursor.execute(ADD_UP)
        volumes.rebuild(cursor)
        FigureBuild.objects.all().delete()
        FigureBuild.objects.create(
            as_of=as_of, first_unseen=first_unseen, stamp=stamp(), built_at=clock.now()
        )
        return {"rows": DailyFigure.objects.count(), "as_of": as_of.isoformat()}


def is_current(today: date) -> bool:
    """The last build is of today and of the terms that hold, and no file was acted upon since."""
    build = FigureBuild.objects.first()
    if build is None or build.as_of != today or build.stamp != stamp():
        return False
    return not CaseEvent.objects.filter(txid__gte=build.first_unseen).exists()


def _counted(basis: Basis, as_of: date) -> list[Rows]:
    """All sources by indicator, day and unit; unrecorded files last, they may fall on days that are there already."""
    found = [
        source.order_by()
        .values("indicator", "day", "unit_key")
        .annotate(not_recorded=Value(0), **figures.COUNTS)
        .values(*COLUMNS)
        for source in rows.sources(INDICATORS, basis, as_of)
    ]
    for code in rows.UNRECORDED:
        source = rows.unrecorded(code, basis).order_by().values("indicator", "day", "unit_key")
        none = {"numerator": Value(0), "denominator": Value(0), "pending": Value(0)}
        found.append(source.annotate(not_recorded=Count("pk"), **none).values(*COLUMNS))
    return found


class Reader:
    """Figures of one basis on one day: what the last build holds, and live what is stale. One reader serves a page."""

    def __init__(self, basis: Basis = "due", *, as_of: date) -> None:
        self.basis, self.as_of = basis, as_of
        build = FigureBuild.objects.first()
        usable = build is not None and build.as_of <= as_of and build.stamp == stamp()
        self.build = build if usable else None
        self.stale = stale_days(self.build, basis, as_of) if self.build else set()

    def table(self, span: Span, by: By = "all", codes: Iterable[str] = tuple(INDICATORS)) -> Table:
        """The same numbers as ``figures.live``. ``by``: all, unit or month; other keys are counted live.

        ``codes``: those a page shows; what is stale is then counted for them alone.
        """
        wanted = list(codes)
        if self.build is None or by not in ("all", "unit", "month"):
            return figures.live(span, by=by, basis=self.basis, as_of=self.as_of, codes=wanted)
        stale = {day for day in self.stale if span.since <= day <= span.until}
        kept = _kept(span, by, self.basis, stale, wanted)
        if stale:
            now = figures.live(span, by=by, basis=self.basis, as_of=self.as_of, codes=wanted, days=stale)
            for at, tally in now.items():
                kept[at] = kept.get(at, Tally()) + tally
        return kept


def table(
    span: Span, *, by: By = "all", basis: Basis = "due", as_of: date, codes: Iterable[str] = tuple(INDICATORS)
) -> Table:
    """One table; see :class:`Reader`."""
    return Reader(basis, as_of=as_of).table(span, by, codes)


def _kept(span: Span, by: By, basis: Basis, stale: set[date], codes: list[str]) -> Table:
    """Whole months, less their stale days; then the days of months that are only partly in the span."""
    months = [
        month for month in map(_first, span.months()) if span.since <= month and _last(month) <= span.until
    ]
    whole = MonthFigure.objects.filter(basis=basis, month__in=months, indicator__in=codes)
    days = DailyFigure.objects.filter(basis=basis, indicator__in=codes)
    edges = Q(day__range=(span.since, span.until))
    if months:
        edges = Q(day__gte=span.since, day__lt=months[0]) | Q(day__gt=_last(months[-1]), day__lte=span.until)
    found: Table = {}
    _add(found, whole, by, "month", 1)
    _add(found, days.filter(edges).exclude(day__in=stale), by, "day", 1)
    inside = [day for day in stale if months and months[0] <= day <= _last(months[-1])]
    if inside:
        _add(found, days.filter(day__in=inside), by, "day", -1)
    return found


def _add(found: Table, kept: QuerySet[Any], by: By, on: str, sign: int) -> None:
    keys = {"all": Value(ALL), "unit": F("unit"), "month": TruncMonth(on)}
    counted: Any = kept.annotate(key=keys[by]).values("key", "indicator").order_by()
    for row in counted.annotate(*(Sum(name) for name in NUMBERS)):
        at = figures.key_of(row["key"]), row["indicator"]
        found[at] = found.get(at, Tally()) + Tally(*(sign * row[f"{name}__sum"] for name in NUMBERS))


def _first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _last(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def stale_days(build: FigureBuild, basis: Basis, as_of: date) -> set[date]:
    """Attribution days whose kept numbers may no longer hold."""
    touched = CaseEvent.objects.order_by().filter(txid__gte=build.first_unseen).values("case")
    linked = RepeatLink.objects.order_by().filter(petition__filed_as__in=touched).values("earlier")
    moved = [linked, *(_aged(build.as_of, as_of) if build.as_of < as_of else [])]
    files = [row["case"] for row in touched.union(*moved)]
    if not files:
        return set()
    if basis == "registered":
        return set(Case.objects.filter(pk__in=files).values_list("received_on", flat=True))
    days = _days_of(files)
    for started in Deadline.objects.filter(case__in=files, extended__gt=0).values_list(
        "started_on", flat=True
    ):
        days.add(periods.due("handling", started, workdays.calendar()).due)
    return days


def _aged(since: date, as_of: date) -> list[QuerySet[Any]]:
    """Files that time moved: a last day went by, or an observation ended, from ``since`` to the day before ``as_of``."""
    quiet = timedelta(days=rows.observation_days())
    passed = Deadline.objects.order_by().filter(due_on__gte=since, due_on__lt=as_of).values("case")
    observed = (
        Case.objects.order_by().filter(closed_on__gte=since - quiet, closed_on__lt=as_of - quiet).values("pk")
    )
    return [passed, observed]


def _days_of(files: list[int]) -> set[date]:
    """Every day on which a row of these files is, or before its last change was, counted."""
    one = Deadline.objects.order_by().filter(case__in=files).values_list("due_on")
    two = Rating.objects.order_by().filter(case__in=files).values_list("on")
    three = Petition.objects.order_by().filter(filed_as__in=files).values_list("received_on")
    four = Case.objects.order_by().filter(pk__in=files, closed_on__isnull=False).values_list("closed_on")
    return {row[0] for row in one.union(two, three, four)}
