from datetime import date, timedelta

import pytest

from law import periods
from law.calendar import WorkCalendar, seed_calendar
from law.periods import PERIODS, NotGranted, UnknownPeriod, due

CALENDAR = seed_calendar()

#: domain 1.2, 测试向量: code, start, extended, hearing, nominal, due; days of 2026.
VECTORS = [
    # 条例第22条、第23条: fifteen days
    ("forwarding", "01-20", 0, 0, "02-04", "02-04"),
    ("forwarding", "02-01", 0, 0, "02-16", "02-24"),  # 春节
    ("notice", "04-18", 0, 0, "05-03", "05-06"),  # 劳动节
    ("notice", "09-10", 0, 0, "09-25", "09-28"),  # 中秋节
    ("forwarding", "09-16", 0, 0, "10-01", "10-08"),  # 国庆节
    ("forwarding", "03-20", 0, 0, "04-04", "04-07"),  # 清明节
    ("notice", "09-05", 0, 0, "09-20", "09-20"),  # a Sunday that is worked (调休): no roll
    ("notice", "04-24", 0, 0, "05-09", "05-09"),  # a Saturday that is worked
    # 条例第34条: sixty days; an extension runs from the nominal day and rolls once
    ("handling", "08-06", 0, 0, "10-05", "10-08"),
    ("handling", "08-06", 30, 0, "11-04", "11-04"),
    # 条例第35条、第36条: thirty days
    ("review", "01-20", 0, 0, "02-19", "02-24"),
    ("review_request", "01-20", 0, 0, "02-19", "02-24"),
    ("final_review_request", "01-20", 0, 0, "02-19", "02-24"),
    ("final_review", "01-20", 0, 0, "02-19", "02-24"),
    # 条例第36条第2款: the hearing is not counted
    ("final_review", "01-20", 0, 10, "03-01", "03-02"),
    # 条例第23条第3款: five working days
    ("objection", "02-12", 0, 0, "02-26", "02-26"),
    ("objection", "09-28", 0, 0, "10-10", "10-10"),
    ("objection", "04-30", 0, 0, "05-11", "05-11"),
    # 国信发〔2016〕8号: three and ten working days
    ("simple_forwarding", "02-13", 0, 0, "02-25", "02-25"),
    ("simple_acceptance", "09-18", 0, 0, "09-22", "09-22"),
    ("simple_handling", "09-28", 0, 0, "10-16", "10-16"),
]


def day(text):
    return date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(("code", "start", "extended", "hearing", "nominal", "last"), VECTORS)
def test_due_date(code, start, extended, hearing, nominal, last):
    found = due(code, day(start), CALENDAR, extended=extended, hearing=hearing)
    assert (found.nominal, found.due, found.provisional) == (day(nominal), day(last), False)


#: design 4: code, length, unit, basis, most days of extension.
TABLE = [
    ("forwarding", 15, "日", "条例第22条第1款", 0),
    ("notice", 15, "日", "条例第23条第2款、条例第23条第3款", 0),
    ("objection", 5, "工作日", "条例第23条第3款", 0),
    ("handling", 60, "日", "条例第34条", 30),
    ("review_request", 30, "日", "条例第35条", 0),
    ("review", 30, "日", "条例第35条", 0),
    ("final_review_request", 30, "日", "条例第36条第1款", 0),
    ("final_review", 30, "日", "条例第36条第1款", 0),
    ("simple_forwarding", 3, "工作日", "国信发〔2016〕8号，未核实", 0),
    ("simple_acceptance", 3, "工作日", "国信发〔2016〕8号，未核实", 0),
    ("simple_handling", 10, "工作日", "国信发〔2016〕8号", 0),
    ("superior_forwarding", 4, "日", "内部要求", 0),
    ("objection_decision", 2, "工作日", "内部要求", 0),
    ("assigned_report", 45, "日", "内部要求", 0),
    ("supervision_reply", 7, "工作日", "内部要求", 0),
    ("recommendation_reply", 30, "日", "内部要求", 0),
    ("suggestion_reply", 60, "日", "内部要求", 0),
    ("rating", 30, "日", "内部要求", 0),
]


def test_the_table_is_the_law():
    found = [
        (p.code, p.length, p.unit.label, p.basis_text, p.extension) for p in map(periods.period, PERIODS)
    ]
    assert found == TABLE
    assert {p.code for p in map(periods.period, PERIODS) if p.internal} == {
        code for code, _, _, basis, _ in TABLE if basis == "内部要求"
    }


def test_only_final_review_excludes_hearing_time():
    """“前款” in 条例第36条第2款 means the final review alone."""
    assert [code for code in PERIODS if periods.period(code).excludes_hearing] == ["final_review"]


def test_an_extension_never_starts_from_a_rolled_day():
    """条例第34条: 60 days end on 10-05, inside 国庆; 5 more on 10-10, not five after the roll to 10-08."""
    found = due("handling", date(2026, 8, 6), CALENDAR, extended=5)
    assert (found.nominal, found.due) == (date(2026, 10, 10), date(2026, 10, 10))


@pytest.mark.parametrize(
    ("code", "asked", "message"),
    [
        ("handling", {"extended": 31}, "办理期限最多延长 30 日（条例第34条），不能延长 31 日，请填 0 至 30"),
        ("handling", {"extended": -1}, "不能延长 -1 日"),
        (
            "forwarding",
            {"extended": 1},
            "登记转送交办期限（条例第22条第1款）不能延期.*条例第34条.*请去掉延期天数",
        ),
        ("notice", {"extended": 5}, "书面告知期限（条例第23条.*不能延期"),
        ("review", {"extended": 1}, "复查期限（条例第35条）不能延期"),
        ("final_review", {"extended": 1}, "复核期限（条例第36条第1款）不能延期"),
        ("simple_handling", {"extended": 1}, "不能延期.*转为普通程序"),
        ("assigned_report", {"extended": 1}, "交办反馈期限（内部要求）不能延期"),
        ("handling", {"hearing": 1}, "办理期限（条例第34条）不扣除听证时间.*条例第36条第2款.*请去掉听证天数"),
        ("review", {"hearing": 10}, "复查期限（条例第35条）不扣除听证时间"),
        ("final_review", {"hearing": -1}, "不能是 -1 日"),
        ("final_review", {"hearing": 10**9}, "听证扣除的天数应在 0 至 3650 日之间"),
        ("handling", {"length": 60}, "办理期限由条例第34条规定为 60 日，不能另定长度.*请去掉长度"),
        ("objection", {"length": 7}, "规定为 5 个工作日，不能另定长度"),
        ("rating", {"length": 0}, "满意度评价期限（内部要求）的长度应在 1 至 3650 日之间"),
        ("supervision_reply", {"length": 10**9}, "长度应在 1 至 3650 个工作日之间"),
    ],
)
def test_what_the_law_does_not_grant_is_an_error_with_article_and_remedy(code, asked, message):
    with pytest.raises(NotGranted, match=message):
        due(code, date(2026, 3, 2), CALENDAR, **asked)


def test_only_internal_periods_have_another_length():
    assert due("supervision_reply", date(2026, 3, 2), CALENDAR, length=5).due == date(2026, 3, 9)
    assert due("rating", date(2026, 3, 2), CALENDAR, length=15).nominal == date(2026, 3, 17)


def test_an_unknown_period_names_the_known_ones():
    with pytest.raises(UnknownPeriod, match=r"没有「sixty」这种期限.*handling"):
        due("sixty", date(2026, 3, 2), CALENDAR)


@pytest.mark.parametrize("code", ["handling", "objection"])
def test_a_day_beyond_the_calendar_is_an_error_not_a_crash(code):
    with pytest.raises(NotGranted, match="超出历法范围"):
        due(code, date(9999, 12, 30), CALENDAR)


@pytest.mark.parametrize(
    ("code", "start", "extended", "nominal", "last", "provisional"),
    [
        # the last day of the last noticed year decides alone
        ("forwarding", date(2026, 12, 16), 0, date(2026, 12, 31), date(2026, 12, 31), False),
        # the nominal day is the first of a year without notice: the fixed holiday and a weekend are known
        ("forwarding", date(2026, 12, 17), 0, date(2027, 1, 1), date(2027, 1, 4), True),
        # days passed on the way decide nothing, the last one does
        ("handling", date(2026, 11, 2), 0, date(2027, 1, 1), date(2027, 1, 4), True),
        ("handling", date(2026, 11, 1), 0, date(2026, 12, 31), date(2026, 12, 31), False),
        ("handling", date(2026, 11, 1), 30, date(2027, 1, 30), date(2027, 2, 1), True),
        # every working day counted decides
        ("objection", date(2026, 12, 24), 0, date(2026, 12, 31), date(2026, 12, 31), False),
        ("objection", date(2026, 12, 25), 0, date(2027, 1, 4), date(2027, 1, 4), True),
        # a start in a year without notice is day 0 and is not counted; natural days on the way do not decide
        ("forwarding", date(2003, 12, 20), 0, date(2004, 1, 4), date(2004, 1, 5), False),
        ("objection", date(2003, 12, 31), 0, date(2004, 1, 8), date(2004, 1, 8), False),
        # 春节 2027 is not guessed: a Monday of February is worked until the notice says otherwise
        ("notice", date(2027, 1, 24), 0, date(2027, 2, 8), date(2027, 2, 8), True),
    ],
)
def test_a_day_of_a_year_without_notice_is_provisional(code, start, extended, nominal, last, provisional):
    found = due(code, start, CALENDAR, extended=extended)
    assert (found.nominal, found.due, found.provisional) == (nominal, last, provisional)
    assert ("年的放假安排尚未装入" in "".join(found.steps)) is provisional


def test_a_roll_into_a_year_without_notice_is_provisional():
    calendar = WorkCalendar([], [2028], "1")  # 2028-12-31 is a Sunday
    found = due("forwarding", date(2028, 12, 16), calendar)
    assert (found.nominal, found.due, found.provisional) == (date(2028, 12, 31), date(2029, 1, 2), True)


def test_a_running_clock_keeps_the_version_it_started_under(monkeypatch):
    old = periods.period("handling")
    change = date(2030, 1, 1)
    ended = periods.Period(
        "handling", old.label, 60, old.unit, old.basis, old.owner, old.starts, in_force_until=change
    )
    new = periods.Period(
        "handling", old.label, 45, old.unit, old.basis, old.owner, old.starts, in_force_from=change
    )
    monkeypatch.setattr(periods, "PERIODS", {"handling": (ended, new)})
    before, after = date(2029, 12, 31), change
    assert due("handling", before, CALENDAR).nominal == before + timedelta(days=60)
    assert due("handling", after, CALENDAR).nominal == after + timedelta(days=45)
    assert due("handling", after, CALENDAR, version_on=before).period_version == "handling@2022-05-01"
    assert due("handling", after, CALENDAR).period_version == "handling@2030-01-01"


def test_a_matter_older_than_the_regulation_is_counted_by_it_and_says_so():
    found = due("handling", date(2020, 1, 1), CALENDAR)
    assert found.due == date(2020, 3, 2)
    assert "起算日早于 2022-05-01" in found.steps[0]
