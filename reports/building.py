"""Builds what :mod:`reports.daily` and :mod:`reports.volumes` read: every day counted in SQL, by unit and by key.

A build counts all days; in between only those are counted anew on which something was done since, each minute.
"""

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q, Value

from cases.models import CaseEvent
from law import clock
from reports import daily, figures, rows, volumes
from reports.indicators import BASES, INDICATORS, Basis
from reports.models import DailyFigure, DailyVolume, FigureBuild, MonthFigure
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
      FROM reports_dailyfigure {of} GROUP BY 1, 2, 3, 4
"""
OF_MONTHS = "JOIN unnest(%s::date[]) month ON day >= month AND day < month + interval '1 month'"
#: More days than these, and all are counted anew: one reading of the rows is then the quicker.
MANY_DAYS = 90


def rebuild(as_of: date) -> dict[str, Any]:
    """Count every day anew. Running it twice changes nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        first_unseen = _alone(cursor)
        DailyFigure.objects.all().delete()
        MonthFigure.objects.all().delete()
        DailyVolume.objects.all().delete()
        for basis in BASES:
            _count(cursor, basis, as_of, Q())  # type: ignore[arg-type]
        cursor.execute(ADD_UP.format(of=""))
        volumes.build(cursor)
        FigureBuild.objects.all().delete()
        FigureBuild.objects.create(
            as_of=as_of, first_unseen=first_unseen, stamp=daily.stamp(), built_at=clock.now()
        )
        return {"rows": DailyFigure.objects.count(), "as_of": as_of.isoformat()}


def refresh(as_of: date) -> dict[str, Any]:
    """Count anew the days on which something was done since; all of them where the day or the terms are others."""
    with transaction.atomic(), connection.cursor() as cursor:
        first_unseen = _alone(cursor)
        build = _usable(as_of)
        if build is None:
            return rebuild(as_of)
        stale = {basis: daily.stale_days(build, basis, as_of) for basis in BASES}  # type: ignore[arg-type]
        received = volumes.stale_days(build)
        if max(len(received), *map(len, stale.values())) > MANY_DAYS:
            return rebuild(as_of)
        for basis, days in stale.items():
            DailyFigure.objects.filter(basis=basis, day__in=days).delete()
            _count(cursor, basis, as_of, Q(day__in=days))  # type: ignore[arg-type]
        months = {day.replace(day=1) for days in stale.values() for day in days}
        MonthFigure.objects.filter(month__in=months).delete()
        cursor.execute(ADD_UP.format(of=OF_MONTHS), [list(months)])
        DailyVolume.objects.filter(day__in=received).delete()
        volumes.build(cursor, received)
        FigureBuild.objects.filter(pk=build.pk).update(first_unseen=first_unseen, built_at=clock.now())
        return {"days": len(received.union(*stale.values())), "as_of": as_of.isoformat()}


def is_current(today: date) -> bool:
    """The last build is of today and of the terms that hold, and no file was acted upon since."""
    build = _usable(today)
    return build is not None and not CaseEvent.objects.filter(txid__gte=build.first_unseen).exists()


def is_of(today: date) -> bool:
    """There is a build of today and of the terms that hold."""
    return _usable(today) is not None


def _usable(today: date) -> FigureBuild | None:
    build = FigureBuild.objects.first()
    return build if build and build.as_of == today and build.stamp == daily.stamp() else None


def _alone(cursor: Any) -> int:
    """The only one that builds (reading goes on meanwhile); the first transaction that it may not see."""
    cursor.execute("LOCK TABLE reports_figurebuild IN SHARE ROW EXCLUSIVE MODE")
    cursor.execute("SELECT txid_snapshot_xmin(txid_current_snapshot())")
    first_unseen: int = cursor.fetchone()[0]
    return first_unseen


def _count(cursor: Any, basis: Basis, as_of: date, within: Q) -> None:
    """Write the days ``within`` by indicator and unit."""
    for source in _counted(basis, as_of, within):
        sql, params = source.query.sql_with_params()
        # the inner SQL is compiled by Django, its values stay parameters
        cursor.execute(INSERT.format(columns=", ".join(COLUMNS), counted=sql), [basis, *params])


def _counted(basis: Basis, as_of: date, within: Q) -> list[Rows]:
    """All sources by indicator, day and unit; unrecorded files last, they may fall on days that are there already."""
    found = [
        source.filter(within).order_by()
        .values("indicator", "day", "unit_key")
        .annotate(not_recorded=Value(0), **figures.COUNTS)
        .values(*COLUMNS)
        for source in rows.sources(INDICATORS, basis, as_of, keys=["unit"])
    ]  # fmt: skip
    for code in rows.UNRECORDED:
        source = (
            rows.unrecorded(code, basis, ["unit"])
            .filter(within)
            .order_by()
            .values("indicator", "day", "unit_key")
        )
        none = {"numerator": Value(0), "denominator": Value(0), "pending": Value(0)}
        found.append(source.annotate(not_recorded=Count("pk"), **none).values(*COLUMNS))
    return found
