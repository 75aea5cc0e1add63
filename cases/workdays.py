"""The one calendar of the house, built from the database and kept until a newer version is there."""

from typing import Any

from django.db import connection

from cases.models.calendar import CalendarYear, WorkDay
from law.calendar import DayMark, WorkCalendar
from organizations import acting

_kept: dict[str, tuple[tuple[Any, ...], WorkCalendar]] = {}


def calendar() -> WorkCalendar:
    """The calendar in force (one query in a transaction when nothing changed)."""
    return acting.recall("calendar", _current)


def _current() -> WorkCalendar:
    stamp = _stamp()
    kept = _kept.get("calendar")
    if kept is None or kept[0] != stamp:
        marks = [
            DayMark(day, working, name, notice)
            for day, working, name, notice in WorkDay.objects.values_list("day", "working", "name", "notice")
        ]
        loaded = CalendarYear.objects.values_list("year", flat=True)
        kept = (stamp, WorkCalendar(marks, years=loaded, version=f"{stamp[0]}"))
        _kept["calendar"] = kept
    return kept[1]


def _stamp() -> tuple[Any, ...]:
    """What changes with the calendar: its version first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(version), 0), count(year), max(loaded_at) FROM cases_calendaryear"
        )
        stamp: tuple[Any, ...] = cursor.fetchone()
    return stamp
