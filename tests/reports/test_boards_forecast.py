"""The forecast by hand: arrivals by weekday, answers by their last day, the range by runs of working days."""

from datetime import date, timedelta

import pytest

from reports import charts
from reports.figures import Span
from reports.forecast import AHEAD, FEWEST_DAYS, YEAR, expect, forecast, within

#: Monday; eight weeks before it is Monday 28 September.
TODAY = date(2026, 11, 23)
FIRST = TODAY - timedelta(weeks=8)


def works(day: date) -> bool:
    return day.weekday() < 5


def each_workday(n: int, since: date = FIRST, until: date = TODAY) -> dict[date, int]:
    days = (since + timedelta(days=at) for at in range((until - since).days))
    return {day: n for day in days if works(day)}


@pytest.mark.parametrize(
    ("why", "counts", "days", "expected"),
    [("no day, nothing", [3, 1], 0, (0, 0)), ("one day: the fewest and the most", [3, 1, 4], 1, (1, 4)),
     ("two in a row, not any two", [5, 0, 5, 1], 2, (5, 6)), ("all of them", [1, 2, 3], 3, (6, 6)),
     ("longer than was looked back on: put together", [1, 2, 3], 4, (7, 9)), ("twice over", [2, 2], 4, (8, 8))],
)  # fmt: skip
def test_the_range_of_a_run_of_working_days(
    why: str, counts: list[int], days: int, expected: tuple[int, int]
) -> None:
    assert within(counts, days) == expected, why


MON, TUE, SAT = TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=5)
PAST = [TODAY - timedelta(days=n) for n in (14, 13, 7, 6)]  # two Mondays, two Tuesdays


@pytest.mark.parametrize(
    ("why", "on", "old", "arrived", "mean"),
    [("the same weekdays only", MON, [], {PAST[0]: 4, PAST[1]: 9, PAST[2]: 6}, 5.0),
     ("a day without any counts as none", TUE, [], {PAST[1]: 9}, 4.5),
     ("last year's same weeks are taken in", MON, [MON - YEAR], {PAST[0]: 4, PAST[2]: 6, MON - YEAR: 11}, 7.0),
     ("a Saturday that is worked has no like: all working days", SAT, [SAT - YEAR], dict.fromkeys(PAST, 3), 3.0)],
)  # fmt: skip
def test_what_is_expected_of_a_day(
    why: str, on: date, old: list[date], arrived: dict[date, int], mean: float
) -> None:
    assert expect(on, PAST, old, arrived) == mean, why


def test_open_work_goes_down_by_what_is_due_and_up_by_what_arrives() -> None:
    due = {TODAY: 3, TUE: 2, TODAY + timedelta(days=40): 9}
    found = forecast(100, due, each_workday(4), today=TODAY, works=works, since=FIRST)
    assert (found.now, found.looked, found.last_year, len(found.days)) == (100, 40, 0, AHEAD)
    first = found.days[0]
    assert (first.on, first.due, first.arriving, first.open, first.low, first.high) == (TUE, 2, 4, 99, 99, 99)
    last = found.days[-1]
    worked = sum(works(TODAY + timedelta(days=n)) for n in range(1, AHEAD + 1))
    assert last.open == 100 - 5 + 4 * worked, "what is due after the thirty days is not taken off"
    assert last.low == last.high == last.open, "what never varies has no range"


def test_a_rest_day_brings_none_and_the_range_holds_the_line() -> None:
    arrived = each_workday(2) | {FIRST: 30, FIRST + timedelta(days=9): 0}
    found = forecast(50, {}, arrived, today=TODAY, works=works, since=FIRST)
    for day in found.days:
        assert day.rest is not works(day.on)
        assert day.low <= day.open <= day.high
        assert day.arriving == 0 or not day.rest
    saturday = next(day for day in found.days if day.rest)
    before = found.days[found.days.index(saturday) - 1]
    assert (saturday.open, saturday.low, saturday.high) == (before.open, before.low, before.high)


def test_with_less_than_two_weeks_behind_nothing_is_expected() -> None:
    since = TODAY - timedelta(days=10)
    found = forecast(7, {TUE: 1}, each_workday(5, since), today=TODAY, works=works, since=since)
    assert found.looked == 6 < FEWEST_DAYS
    assert (found.days, found.now, found.last) == ((), 7, None)
    assert forecast(0, {}, {}, today=TODAY, works=works, since=None).days == ()


def test_days_before_the_first_record_are_not_taken_for_quiet_ones() -> None:
    since = TODAY - timedelta(weeks=4)
    found = forecast(0, {}, each_workday(6, since), today=TODAY, works=works, since=since)
    assert found.looked == 20
    assert found.days[0].arriving == 6, "the four weeks that were not yet recorded do not make it three"


def test_last_year_counts_where_it_was_recorded() -> None:
    old = each_workday(8, TODAY - YEAR - timedelta(weeks=2), TODAY - YEAR + timedelta(weeks=8))
    found = forecast(0, {}, each_workday(2) | old, today=TODAY, works=works, since=min(old))
    # eight days of this year at 2, three of last year's at 8
    assert found.days[0].arriving == pytest.approx((8 * 2 + 3 * 8) / 11)
    assert found.last_year > 0


def test_the_drawing_says_its_axis_and_never_a_fraction_of_a_case() -> None:
    found = forecast(43, {}, each_workday(1) | {FIRST: 4}, today=TODAY, works=works, since=FIRST)
    drawn = charts.outlook(found, Span(FIRST, TODAY), TODAY)
    assert (drawn["low"], drawn["high"]) == (40, 70)
    assert len(drawn["points"]) == len(drawn["lows"]) == len(drawn["highs"]) == AHEAD + 1
    assert all(isinstance(number, int) for number in drawn["points"] + drawn["lows"] + drawn["highs"])
    assert "indicator=arrived" in drawn["past_url"]
