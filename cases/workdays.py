"""The one calendar of the house, built from the database and kept until a newer version is there."""

from django.db import connection

from cases.models.calendar import CalendarYear, WorkDay
from law.calendar import DayMark, WorkCalendar
from organizations import acting

_kept: dict[str, tuple[int, object, WorkCalendar]] = {}


def calendar() -> WorkCalendar:
    """The calendar in force (one query in a transaction when nothing changed)."""
    return acting.recall("calendar", _current)


def _current() -> WorkCalendar:
    with connection.cursor() as cursor:  # on every page: the ORM would take longer than the answer
        cursor.execute("SELECT max(version), count(year), max(loaded_at) FROM cases_calendaryear")
        newest, *state = cursor.fetchone()
    version = newest or 0
    kept = _kept.get("calendar")
    if kept is None or kept[:2] != (version, state):
        marks = [
            DayMark(day, working, name, notice)
            for day, working, name, notice in WorkDay.objects.values_list("day", "working", "name", "notice")
        ]
        loaded = CalendarYear.objects.values_list("year", flat=True)
        kept = (version, state, WorkCalendar(marks, years=loaded, version=f"{version}"))
        _kept["calendar"] = kept
    return kept[2]
