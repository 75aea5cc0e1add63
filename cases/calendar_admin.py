"""A year's holiday notice comes in: which running deadlines move, and the moving itself (domain §1.2, design D7).

A due date is never counted by a job; it is computed again here, once, for the notice that a person puts into force.
What is met or void keeps its day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max

from audit import chain, jobs
from cases import workdays
from cases.models import CalendarYear, Deadline, WorkDay
from law import periods
from law.calendar import DayMark, WorkCalendar
from organizations import acting
from organizations.models import User

BATCH = 2000
#: The next year's notice comes in November; from here it is missed, from there it is overdue.
MISSED, OVERDUE = (11, 1), (12, 20)


@dataclass(frozen=True, slots=True)
class Move:
    """One running deadline that the notice changes. ``number`` is empty for a case of the compartment.

    ``source`` names the record type when the day is kept beside the file (see :func:`register`).
    """

    pk: int
    number: str
    period: str
    unit: str
    old: date
    new: date
    nominal: date
    provisional: bool
    source: str = ""

    @property
    def label(self) -> str:
        return periods.period(self.period).label

    @property
    def settled(self) -> bool:
        """The day stays, only 暂估 ends."""
        return self.old == self.new


@dataclass(frozen=True, slots=True)
class Source:
    """Days of a period that no Deadline carries, kept by a package above: how to read, count again and name them.

    Its rows have ``nominal_on``, ``due_on``, ``provisional`` and ``calendar_version``.
    """

    period: str
    rows: Callable[[], Any]
    due: Callable[[Any, WorkCalendar], periods.Due | None]
    name: Callable[[Any], tuple[str, str]]


_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Let a notice move these days as well; registered again, the source replaces itself."""
    _sources[name] = source


class Stale(Exception):
    """The calendar changed since the preview was made."""


def version() -> int:
    """The number of the calendar in force; it grows with every notice."""
    return CalendarYear.objects.aggregate(latest=Max("version"))["latest"] or 0


def preview(marks: list[DayMark], year: int) -> list[Move]:
    """Every running deadline that would change with this notice, by new last day. Writes nothing."""
    return _moves(_with(marks, year), marks, year)


@acting.action
def apply(marks: list[DayMark], year: int, *, notice: str, by: User, on: date, seen: int) -> list[Move]:
    """Put the notice into force and move what it moves; ``seen`` is the version the person previewed.

    Raises Stale when another notice came in between. What moved is kept in the job's record.
    """
    CalendarYear.objects.select_for_update().order_by("pk").first()
    if version() != seen:
        raise Stale("日历刚刚被别人改过，请重新预览")
    moved: list[Move] = []

    def work() -> dict[str, Any]:
        _store(marks, year, notice, seen + 1)
        moved.extend(_moves(workdays.calendar(), marks, year))
        _write(moved, f"{seen + 1}")
        open_ones = [move for move in moved if move.number]
        return {
            "year": year, "notice": notice, "version": seen + 1, "by": by.name, "moved": sum(not m.settled for m in open_ones),
            "rows": [[m.number, m.period, m.unit, f"{m.old}", f"{m.new}"] for m in open_ones],
        }  # fmt: skip

    jobs.run("calendar_notice", work, on=on)
    chain.record(
        "load_calendar",
        by=by,
        about=CalendarYear(pk=year),
        reason=notice,
        rows=[f"{m.source}{m.pk}" for m in moved],
    )
    return moved


def _with(marks: list[DayMark], year: int) -> WorkCalendar:
    """The calendar as it will be."""
    kept = WorkDay.objects.exclude(pk__in=_replaced(year))
    days = {row.day: DayMark(row.day, row.working, row.name, row.notice) for row in kept}
    days |= {mark.day: mark for mark in marks}
    years = {*CalendarYear.objects.values_list("year", flat=True), year}
    return WorkCalendar(days.values(), years=years, version=f"{version() + 1}")


def _replaced(year: int) -> list[date]:
    """The days an earlier notice of the year set; those of the next year's stay (a New Year break in December)."""
    following = CalendarYear.objects.filter(year=year + 1).values("notice")
    earlier = CalendarYear.objects.filter(year=year).values("notice")
    rows = WorkDay.objects.filter(day__year=year).exclude(notice__in=following)
    before = WorkDay.objects.filter(day__year=year - 1, day__month=12, notice__in=earlier)
    return [*rows.values_list("day", flat=True), *before.values_list("day", flat=True)]


def _store(marks: list[DayMark], year: int, notice: str, number: int) -> None:
    WorkDay.objects.filter(day__in=[*_replaced(year), *(mark.day for mark in marks)]).delete()
    WorkDay.objects.bulk_create(
        WorkDay(day=mark.day, working=mark.working, name=mark.name, notice=mark.notice) for mark in marks
    )
    CalendarYear.objects.update_or_create(year=year, defaults={"notice": notice[:80], "version": number})
    acting.forget("calendar")


def _moves(calendar: WorkCalendar, marks: list[DayMark], year: int) -> list[Move]:
    first = min([mark.day for mark in marks] + [date(year, 1, 1)])
    # a period that ended before the first changed day, or began to roll after the year, cannot change
    rows = Deadline.objects.running().filter(due_on__gte=first, started_on__lte=date(year, 12, 31))
    rows = rows.select_related("case", "unit").only(
        "period", "started_on", "extended", "hearing", "length", "nominal_on", "due_on", "provisional",
        "case__number", "case__in_compartment", "unit__short_name",
    )  # fmt: skip
    found = []
    for row in rows.order_by("pk").iterator(chunk_size=BATCH):
        due = periods.due(row.period, row.started_on, calendar, extended=row.extended, hearing=row.hearing,
                          length=row.length)  # fmt: skip
        if (due.nominal, due.due, due.provisional) != (row.nominal_on, row.due_on, row.provisional):
            number = "" if row.case.in_compartment else row.case.number
            found.append(Move(row.pk, number, row.period, row.unit.short_name, row.due_on, due.due, due.nominal,
                              due.provisional))  # fmt: skip
    found += [move for name in sorted(_sources) for move in _moves_beside(name, calendar)]
    return sorted(found, key=lambda move: (move.new, move.source, move.pk))


def _moves_beside(source: str, calendar: WorkCalendar) -> list[Move]:
    """The days kept beside the files that the calendar changes; few, so all of them are counted again."""
    kept, found = _sources[source], []
    for row in kept.rows():
        due = kept.due(row, calendar)
        if due and (due.nominal, due.due, due.provisional) != (row.nominal_on, row.due_on, row.provisional):
            number, unit = kept.name(row)
            found.append(
                Move(
                    row.pk,
                    number,
                    kept.period,
                    unit,
                    row.due_on,
                    due.due,
                    due.nominal,
                    due.provisional,
                    source,
                )
            )
    return found


def _write(moves: list[Move], number: str) -> None:
    names = ["nominal_on", "due_on", "provisional", "calendar_version"]
    for source in {move.source for move in moves}:
        model: Any = _sources[source].rows().model if source else Deadline
        rows = [
            model(
                pk=m.pk,
                nominal_on=m.nominal,
                due_on=m.new,
                provisional=m.provisional,
                calendar_version=number,
            )
            for m in moves
            if m.source == source
        ]
        model._default_manager.bulk_update(rows, names, batch_size=BATCH)


@dataclass(frozen=True, slots=True)
class Missing:
    """A year without its notice. ``tone`` is ``warn`` or ``late``."""

    year: int
    tone: str
    sentence: str


def missing(today: date) -> Missing | None:
    """The warning every system page carries: this year's notice, or from November on the next year's."""
    loaded = workdays.calendar()
    if not loaded.has_notice(today.year):
        return Missing(today.year, "late", f"{today.year} 年放假安排没有装入，今年的期限都是暂估。")
    following = today.year + 1
    if loaded.has_notice(following) or (today.month, today.day) < MISSED:
        return None
    n = Deadline.objects.running().filter(provisional=True, case__in_compartment=False).count()
    tone = "late" if (today.month, today.day) >= OVERDUE else "warn"
    left = (date(following, 1, 1) - today) // timedelta(days=1)
    return Missing(following, tone, f"{following} 年放假安排还没有装入，{n} 个期限是暂估，离新年 {left} 天。")
