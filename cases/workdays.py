"""The one calendar of the house, built from the database and kept until a newer version is there."""

from django.db.models import Count, Max

from cases.models.calendar import CalendarYear, WorkDay
from law.calendar import DayMark, WorkCalendar
from organizations import acting

_kept: dict[str, tuple[int, object, WorkCalendar]] = {}


def calendar() -> WorkCalendar:
    """The calendar in force (one query in a transaction when nothing changed)."""
    return acting.recall("calendar", _current)


def _current() -> WorkCalendar:
    stamp = CalendarYear.objects.aggregate(version=Max("version"), years=Count("year"), at=Max("loaded_at"))
    version, state = stamp["version"] or 0, (stamp["years"], stamp["at"])
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
