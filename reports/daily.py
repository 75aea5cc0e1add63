"""Figures kept by day and unit, and what changed since, so that a page answers at once and is still exact.

A build (:mod:`reports.building`) counts the days. Afterwards a day is *stale* when a file with a row on it was acted
upon in a transaction the build may not have seen, or when time alone moved it (a last day, or the end of an observation,
went by). Stale days are counted live; the rest is added up from the build. Every act leaves a CaseEvent, so nothing is
missed.
"""

import hashlib
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from cases import workdays
from cases.models import Case, CaseEvent, Deadline, Petition, Rating, RepeatLink
from law import periods
from reports import figures, rows
from reports.figures import ALL, By, Span, Table, Tally
from reports.indicators import DEFINITIONS, FIRST_READINGS, INDICATORS, Basis
from reports.models import FigureBuild

#: What is kept of whole months and of the days at either edge, less what is stale of them, in one reading: the build
#: may go on between two.
KEPT = """
    SELECT {key}, indicator, sum(numerator), sum(denominator), sum(not_recorded), sum(pending) FROM (
        SELECT unit, month, indicator, numerator, denominator, not_recorded, pending FROM reports_monthfigure
         WHERE basis = %(basis)s AND indicator = ANY(%(codes)s) AND month = ANY(%(months)s::date[])
        UNION ALL
        SELECT unit, date_trunc('month', day)::date, indicator, numerator, denominator, not_recorded, pending
          FROM reports_dailyfigure
         WHERE basis = %(basis)s AND indicator = ANY(%(codes)s) AND day = ANY(%(edges)s::date[])
        UNION ALL
        SELECT unit, date_trunc('month', day)::date, indicator, -numerator, -denominator, -not_recorded, -pending
          FROM reports_dailyfigure
         WHERE basis = %(basis)s AND indicator = ANY(%(codes)s) AND day = ANY(%(inside)s::date[])
    ) kept GROUP BY 1, 2
"""
KEYS = {"all": "'all'", "unit": "unit", "month": "to_char(month, 'YYYY-MM')"}


def stamp() -> str:
    """What decides beside the rows; a build made under another is not used."""
    return f"{DEFINITIONS}/{rows.observation_days()}/{workdays.calendar().version}/{readings_stamp()}"


def readings_stamp() -> str:
    """Which readings hold, in eight characters; empty while all are the first."""
    chosen = {
        code: reading for code, reading in rows.readings_in_force().items() if reading != FIRST_READINGS[code]
    }
    return hashlib.sha256(repr(sorted(chosen.items())).encode()).hexdigest()[:8] if chosen else ""


class Reader:
    """Figures of one basis on one day: what the last build holds, and live what is stale. One reader serves a page."""

    def __init__(self, basis: Basis = "due", *, as_of: date) -> None:
        self.basis, self.as_of = basis, as_of
        build = FigureBuild.objects.first()
        usable = build is not None and build.as_of <= as_of and build.stamp == stamp()
        self.build = build if usable else None
        self.stale = stale_days(self.build, basis, as_of) if self.build else set()
        self._now: dict[tuple[str, ...], dict[tuple[str, str, date], Tally]] = {}

    def table(self, span: Span, by: By = "all", codes: Iterable[str] = tuple(INDICATORS)) -> Table:
        """The same numbers as ``figures.live``. ``by``: all, unit or month; other keys are counted live.

        ``codes``: those a page shows; what is stale is then counted for them alone.
        """
        wanted = tuple(codes)
        if self.build is None or by not in KEYS:
            return figures.live(span, by=by, basis=self.basis, as_of=self.as_of, codes=wanted)
        stale = {day for day in self.stale if span.since <= day <= span.until}
        found = _kept(span, by, self.basis, stale, wanted)
        for (unit, code, day), tally in self._counted(wanted).items() if stale else ():
            if day in stale:
                at = {"all": ALL, "unit": unit, "month": f"{day:%Y-%m}"}[by], code
                found[at] = found.get(at, Tally()) + tally
        return found

    def _counted(self, codes: tuple[str, ...]) -> dict[tuple[str, str, date], Tally]:
        """The stale days, counted once for all tables of a page."""
        if codes not in self._now:
            self._now[codes] = figures.of_days(self.stale, codes, self.basis, self.as_of)
        return self._now[codes]


def table(
    span: Span, *, by: By = "all", basis: Basis = "due", as_of: date, codes: Iterable[str] = tuple(INDICATORS)
) -> Table:
    """One table; see :class:`Reader`."""
    return Reader(basis, as_of=as_of).table(span, by, codes)


def _kept(span: Span, by: By, basis: Basis, stale: set[date], codes: tuple[str, ...]) -> Table:
    """Whole months, less their stale days; then the days of months that are only partly in the span."""
    months = [
        month for month in map(_first, span.months()) if span.since <= month and _last(month) <= span.until
    ]
    whole = set(months)
    days = (span.since + timedelta(n) for n in range((span.until - span.since).days + 1))
    given = {
        "basis": basis, "codes": list(codes), "months": months,
        "edges": [day for day in days if day.replace(day=1) not in whole and day not in stale],
        "inside": [day for day in stale if day.replace(day=1) in whole],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(KEPT.format(key=KEYS[by]), given)
        return {(key, code): Tally(*map(int, numbers)) for key, code, *numbers in cursor.fetchall()}


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
