"""The load of the coming days: what is open, less what falls due to be answered, plus what may be expected to arrive.

Pure: counts by day in, one line per day out. A plain mean with its range; it plans the work and judges nobody.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

#: So far ahead, so far back, and so many weeks around the same day of last year.
AHEAD, WEEKS_BACK, WEEKS_AROUND = 30, 8, 1
#: Fifty-two weeks: the same weekday a year ago.
YEAR = timedelta(weeks=52)
#: With fewer working days behind it nothing is expected of anything.
FEWEST_DAYS = 10


@dataclass(frozen=True, slots=True)
class Day:
    """One coming day: what falls due, what may arrive, and what would then be open, between ``low`` and ``high``."""

    on: date
    rest: bool
    due: int
    arriving: float
    open: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """The coming days, and from what they were made. ``days`` is empty when too little has been recorded."""

    now: int
    days: tuple[Day, ...]
    #: working days looked back on, and how many of last year's days were taken in.
    looked: int
    last_year: int

    @property
    def last(self) -> Day | None:
        return self.days[-1] if self.days else None


Works = Callable[[date], bool]


def forecast(
    now: int,
    due: Mapping[date, int],
    arrived: Mapping[date, int],
    *,
    today: date,
    works: Works,
    since: date | None,
) -> Forecast:
    """The coming ``AHEAD`` days. ``due``: answers by their last day, ``arrived``: arrivals by day, ``since``: the first ever.

    Everything is taken to be answered on its last day; what is late already stays. Nothing arrives on a rest day.
    """  # fmt: skip
    past = _past(arrived, today, works, since)
    if len(past) < FEWEST_DAYS:
        return Forecast(now, (), len(past), 0)
    counts = [arrived.get(day, 0) for day in past]
    days, expected, worked, last_year = [], 0.0, 0, set()
    leaving = due.get(today, 0)
    for n in range(1, AHEAD + 1):
        on = today + timedelta(days=n)
        rest = not works(on)
        arriving = 0.0
        if not rest:
            old = _a_year_ago(on, works, since)
            last_year.update(old)
            arriving = expect(on, past, old, arrived)
            worked += 1
        expected += arriving
        leaving += due.get(on, 0)
        low, high = within(counts, worked)
        stays = now - leaving
        days.append(
            Day(on, rest, due.get(on, 0), arriving, stays + expected, stays + min(low, expected), stays + max(high, expected))
        )  # fmt: skip
    return Forecast(now, tuple(days), len(past), len(last_year))


def _past(arrived: Mapping[date, int], today: date, works: Works, since: date | None) -> list[date]:
    """The working days of the weeks before today, as far back as anything was recorded."""
    first = today - timedelta(weeks=WEEKS_BACK)
    if since is None:
        return []
    days = (first + timedelta(days=n) for n in range(7 * WEEKS_BACK))
    return [day for day in days if day >= since and works(day)]


def _a_year_ago(on: date, works: Works, since: date | None) -> list[date]:
    """The same weekday of the same week last year, of the week before and of the week after."""
    around = (on - YEAR + timedelta(weeks=n) for n in range(-WEEKS_AROUND, WEEKS_AROUND + 1))
    return [day for day in around if since is not None and day >= since and works(day)]


def expect(on: date, past: Sequence[date], old: Sequence[date], arrived: Mapping[date, int]) -> float:
    """The mean of the same weekdays; of all working days where there was none, as on a Saturday worked instead."""
    alike = [day for day in past if day.weekday() == on.weekday()]
    return fmean(arrived.get(day, 0) for day in [*(alike or past), *(old if alike else [])])


def within(counts: Sequence[int], days: int) -> tuple[int, int]:
    """The fewest and the most that arrived on so many working days in a row; longer runs are put together."""
    if days <= 0:
        return 0, 0
    run = min(days, len(counts))
    sums = [sum(counts[at : at + run]) for at in range(len(counts) - run + 1)]
    low, high = within(counts, days - run)
    return min(sums) + low, max(sums) + high
