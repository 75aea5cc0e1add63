from datetime import date

import pytest

from law.calendar import seed_calendar
from law.periods import PERIODS, Owner, period
from law.reminders import REMINDER_STAGES, stage_days, stage_for, stages_passed
from law.terms import Role

CALENDAR = seed_calendar()
THURSDAY = date(2026, 4, 23)


def test_every_period_says_when_to_remind():
    assert set(REMINDER_STAGES) == set(PERIODS)
    assert {c for c, stages in REMINDER_STAGES.items() if not stages} == {
        code for code in PERIODS if period(code).owner is Owner.PETITIONER
    }


#: domain 8 临期提醒: T1/T3 5 and 2 days, T5 15, 7, 3 days, T4 one working day.
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("forwarding", {"soon": "04-18", "urgent": "04-21"}),
        ("notice", {"soon": "04-18", "urgent": "04-21"}),
        ("handling", {"early": "04-08", "soon": "04-16", "urgent": "04-20"}),
        ("objection", {"urgent": "04-22"}),
    ],
)
def test_days_of_the_stages(code, expected):
    """After the day: next day, first working day, fifth working day."""
    found = {str(reminder.stage): f"{day:%m-%d}" for reminder, day in stage_days(code, THURSDAY, CALENDAR)}
    after = {"today": "04-23", "overdue": "04-24", "overdue_leader": "04-24", "overdue_county": "04-30"}
    assert found == expected | after


@pytest.mark.parametrize(
    ("today", "stage"),
    [
        ("04-07", None),
        ("04-08", "early"),
        ("04-15", "early"),
        ("04-16", "soon"),
        ("04-22", "urgent"),
        ("04-23", "today"),
        ("04-24", "overdue_leader"),
        ("04-29", "overdue_leader"),
        ("04-30", "overdue_county"),
        ("12-31", "overdue_county"),
    ],
)
def test_the_stage_of_a_day(today, stage):
    assert stage_for("handling", THURSDAY, date.fromisoformat(f"2026-{today}"), CALENDAR) == stage


def test_over_a_holiday_the_leader_is_told_on_the_first_working_day():
    """Due on the working day before 国庆 2026: overdue on the holiday, escalated after it."""
    last = date(2026, 9, 30)
    assert stage_for("notice", last, date(2026, 10, 1), CALENDAR) == "overdue"
    assert stage_for("notice", last, date(2026, 10, 7), CALENDAR) == "overdue"
    assert stage_for("notice", last, date(2026, 10, 8), CALENDAR) == "overdue_leader"
    assert stages_passed("notice", last, date(2026, 10, 8), CALENDAR) == [
        "soon", "urgent", "today", "overdue", "overdue_leader"]  # fmt: skip


def test_reminders_run_from_the_nominal_day_so_that_a_holiday_hides_none():
    """domain 1.2: the nominal day is for reminding, the due day for 逾期. 02-16 rolls to 02-24 over 春节."""
    nominal, last = date(2026, 2, 16), date(2026, 2, 24)
    assert stage_for("notice", last, date(2026, 2, 14), CALENDAR, nominal=nominal) == "urgent"
    assert stage_for("notice", last, date(2026, 2, 14), CALENDAR) is None
    assert stage_for("notice", last, date(2026, 2, 23), CALENDAR, nominal=nominal) == "urgent"
    assert stage_for("notice", last, last, CALENDAR, nominal=nominal) == "today"


@pytest.mark.parametrize("code", [code for code, stages in REMINDER_STAGES.items() if stages])
def test_stages_come_in_their_order_on_every_day_of_a_year(code):
    for n in range(date(2026, 1, 1).toordinal(), date(2026, 12, 31).toordinal()):
        last = CALENDAR.roll_forward(date.fromordinal(n))
        found = [day for _, day in stage_days(code, last, CALENDAR)]
        assert found == sorted(found)


def test_the_circle_widens():
    told = {str(reminder.stage): reminder.to for reminder in REMINDER_STAGES["handling"]}
    assert told["early"] == told["today"] == told["overdue"] == (Role.HANDLER, Role.UNIT_HEAD)
    assert told["overdue_leader"] == (Role.BUREAU_LEADER,)
    assert told["overdue_county"] == (Role.COUNTY_LEADER,)
