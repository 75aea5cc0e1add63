"""Open duties by unit, day and kind, and what the forecast is made from: the work of today, counted as it stands.

Rows come in as the reader may see them; accusations are in none of them.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Value
from django.db.models.functions import Greatest, Least

from cases import workdays
from cases.models import Deadline, Handling
from cases.queries import ANSWERS
from law import periods
from organizations.models import Unit
from reports import counts
from reports.figures import Span
from reports.forecast import AHEAD, WEEKS_AROUND, WEEKS_BACK, YEAR, Forecast, forecast

#: The grades of a heat picture.
GRADES = 5


@dataclass(frozen=True, slots=True)
class Overview:
    """Open duties of all units in one reading. ``by_unit``: unit → last day → how many, of the days ahead; what is late
    stands under the day before today. ``asked``: late replies to 督办; ``last``: the nearest last day to come."""

    today: date
    by_unit: dict[int, dict[date, int]]
    provisional: int
    asked: int
    last: date | None

    def within(self, since: date, until: date) -> int:
        """How many fall due on these days, both included; none after the days that were read."""
        return sum(n for days in self.by_unit.values() for on, n in days.items() if since <= on <= until)

    @property
    def late(self) -> int:
        before = self.today - timedelta(days=1)
        return self.within(before, before)


def overview(rows: QuerySet[Deadline], today: date, days: int) -> Overview:
    """Every open duty, by unit and by its last day within the days ahead."""
    late, beyond = today - timedelta(days=1), today + timedelta(days=days)
    counted: Any = (
        rows.order_by().annotate(at=Least(Greatest("due_on", Value(late)), Value(beyond))).values("unit", "at")
        .annotate(n=Count("pk"), provisional=Count("pk", filter=Q(provisional=True)), nearest=Min("due_on"),
                  asked=Count("pk", filter=Q(period="supervision_reply", due_on__lt=today)))
    )  # fmt: skip
    found = list(counted)
    by_unit: dict[int, dict[date, int]] = defaultdict(dict)
    for row in found:
        if row["at"] < beyond:
            by_unit[row["unit"]][row["at"]] = row["n"]
    return Overview(
        today, by_unit, sum(row["provisional"] for row in found), sum(row["asked"] for row in found),
        min((row["nearest"] for row in found if row["at"] >= today), default=None),
    )  # fmt: skip


def by_day(rows: QuerySet[Deadline], since: date, until: date) -> dict[date, int]:
    """Last day → how many."""
    counted: Any = rows.filter(due_on__range=(since, until)).order_by().values("due_on")
    return {row["due_on"]: row["n"] for row in counted.annotate(n=Count("pk"))}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of clock: how many run, and how near their last days are."""

    period: str
    label: str
    basis: str
    late: int
    soon: int
    week: int
    month: int
    rest: int

    @property
    def n(self) -> int:
        return self.late + self.soon + self.week + self.month + self.rest


#: Part of a kind → its words; each begins after the one before it.
PARTS = {"late": "已逾期", "soon": "三日内", "week": "七日内", "month": "三十日内", "rest": "以后"}


def by_kind(rows: QuerySet[Deadline], today: date) -> list[Kind]:
    """Running duties by kind of clock, in the order of the procedure."""
    parts = {part: Count("pk", filter=Q(**{f"due_on__{at}": day for at, day in _bounds(part, today)})) for part in PARTS}  # fmt: skip
    counted: Any = rows.order_by().values("period").annotate(**parts)
    order = list(periods.PERIODS)
    found = sorted(
        counted, key=lambda row: order.index(row["period"]) if row["period"] in order else len(order)
    )
    made = []
    for row in found:
        rule = periods.period(row["period"])
        made.append(Kind(row["period"], rule.label, rule.basis_text, *(row[part] for part in PARTS)))
    return made


def _bounds(part: str, today: date) -> list[tuple[str, date]]:
    ends = {"late": -1, "soon": 3, "week": 7, "month": 30}
    before = {"soon": -1, "week": 3, "month": 7, "rest": 30}
    found = []
    if part in before:
        found.append(("gt", today + timedelta(days=before[part])))
    if part in ends:
        found.append(("lte", today + timedelta(days=ends[part])))
    return found


def narrowed(
    rows: QuerySet[Deadline], period: str, part: str, day: date | None, today: date
) -> tuple[QuerySet[Deadline], str]:
    """The duties of a kind, a part or a day, and the words for them; what no list offers narrows nothing."""
    words = ""
    if day is not None:
        rows, words = rows.filter(due_on=day), f"{day.month}月{day.day}日届满"
    if part in PARTS:
        rows = rows.filter(**{f"due_on__{at}": on for at, on in _bounds(part, today)})
        words += f"{PARTS[part]}{'届满' if part in ('soon', 'week', 'month', 'rest') else ''}"
    if period in periods.PERIODS:
        rows = rows.filter(period=period)
        return rows, f"{words}的{periods.period(period).label}期限"
    return rows, f"{words or '在走'}的期限"


def coming(today: date, unit: Unit | None = None, open_now: int | None = None) -> Forecast:
    """The forecast of open work, of the county or of one unit. ``open_now``: what is open, where the page counted it."""
    answers = (
        Deadline.objects.running().owed().ordinary().filter(period__in=ANSWERS, handling__isnull=False)
    )  # fmt: skip
    live = Handling.objects.live().ordinary()
    if unit is not None:
        live, answers = live.filter(unit=unit), answers.filter(unit=unit)
    calendar = workdays.calendar()
    arrived = _arrived(today, unit)
    return forecast(
        live.count() if open_now is None else open_now, by_day(answers, today, today + timedelta(days=AHEAD)), arrived, today=today,
        works=calendar.is_workday, since=min(arrived, default=None),
    )  # fmt: skip


def looked_back(today: date) -> Span:
    """The days the forecast is made from."""
    return Span(today - timedelta(weeks=WEEKS_BACK), today - timedelta(days=1))


def _arrived(today: date, unit: Unit | None) -> dict[date, int]:
    """Arrivals by day, of the weeks before and of last year's weeks."""
    around = timedelta(weeks=WEEKS_AROUND)
    spans = [looked_back(today), Span(today - YEAR - around, today - YEAR + timedelta(days=AHEAD) + around)]
    return counts.by_day("arrived", spans, "unit" if unit else "all", unit.code if unit else "")


def grade(n: int, most: int) -> int:
    """Of five grades the one a number has, the darkest for ``most``; none for nothing. A few stay light."""
    return -(-GRADES * n // max(most, GRADES)) if n else 0
