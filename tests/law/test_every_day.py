"""The engine against a second counter, written from the text of the law, that walks day by day.

Nothing here is shared with ``law``: lengths are typed again from the Regulation, working days come from
chinesecalendar.
"""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from law.calendar import DayMark, WorkCalendar, seed_calendar
from law.periods import PERIODS, due

CALENDAR = seed_calendar()
FIRST, LAST = date(2016, 1, 1), date(2025, 12, 31)
NEXT = timedelta(days=1)

#: 条例第22条至第36条, 国信发〔2016〕8号, 内部要求: (days, counted in working days).
LENGTHS = {
    "forwarding": (15, False), "notice": (15, False), "objection": (5, True), "handling": (60, False),
    "review_request": (30, False), "review": (30, False), "final_review_request": (30, False),
    "final_review": (30, False), "simple_forwarding": (3, True), "simple_acceptance": (3, True),
    "simple_handling": (10, True), "superior_forwarding": (4, False), "objection_decision": (2, True),
    "assigned_report": (45, False), "supervision_reply": (7, True), "recommendation_reply": (30, False),
    "suggestion_reply": (60, False), "rating": (30, False),
}  # fmt: skip
CASES = [(code, 0, 0) for code in LENGTHS] + [
    ("handling", 15, 0), ("handling", 30, 0), ("final_review", 0, 10)]  # fmt: skip


@pytest.fixture(scope="module")
def worked():
    """Day → offices work, for every day a period of those ten years can reach."""
    table, day = {}, FIRST
    while day < date(2026, 6, 1):
        table[day] = chinese_calendar.is_workday(day)
        day += NEXT
    return table


def walk(worked, start, length, by_workdays):
    """Cross days off one by one from the day after the start, then past 休息日 (民法典第201条、第203条)."""
    day, left = start, length
    while left > 0:
        day = day + NEXT
        if not by_workdays or worked[day]:
            left = left - 1
    nominal = day
    while not worked[day]:
        day = day + NEXT
    return nominal, day


def test_every_period_is_walked():
    assert set(LENGTHS) == set(PERIODS)


@pytest.mark.parametrize(("code", "extended", "hearing"), CASES)
def test_the_engine_agrees_with_the_walk_on_every_day_of_ten_years(worked, code, extended, hearing):
    length, by_workdays = LENGTHS[code]
    wrong, start, compared = [], FIRST, 0
    while start <= LAST:
        found = due(code, start, CALENDAR, extended=extended, hearing=hearing)
        expected = walk(worked, start, length + extended + hearing, by_workdays)
        if (found.nominal, found.due) != expected or found.provisional:
            wrong.append((start, found.nominal, found.due, expected))
        start += NEXT
        compared += 1
    assert wrong == []
    assert compared == 3653


@settings(derandomize=True, deadline=None, database=None, max_examples=300)
@given(
    code=st.sampled_from(sorted(PERIODS)),
    start=st.dates(date(2016, 1, 1), date(2030, 12, 31)),
    off=st.sets(st.dates(date(2016, 1, 1), date(2031, 6, 1)), max_size=40),
    worked_days=st.sets(st.dates(date(2016, 1, 1), date(2031, 6, 1)), max_size=40),
    years=st.sets(st.integers(2016, 2031)),
)
def test_on_any_calendar(code, start, off, worked_days, years):
    marks = [DayMark(day, working=day in worked_days, name="节", notice="号") for day in off | worked_days]
    calendar = WorkCalendar(marks, years, "1")
    found = due(code, start, calendar)
    assert start < found.nominal <= found.due
    assert calendar.is_workday(found.due)
    # a later start never ends earlier
    assert due(code, start + NEXT, calendar).due >= found.due
    # a day off more never shortens a period
    more = WorkCalendar([*marks, DayMark(found.due, working=False, name="节", notice="号")], years, "2")
    assert due(code, start, more).due > found.due
    # provisional exactly when a deciding year has no notice
    first = start + NEXT if LENGTHS[code][1] else found.nominal
    deciding = set(range(first.year, found.due.year + 1))
    assert found.provisional == bool(deciding - years)
    # the same question has the same answer, and its steps can be told
    assert due(code, start, calendar) == found
    assert 4 <= len(found.steps) <= 6
