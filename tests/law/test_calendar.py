from datetime import date, timedelta

import chinese_calendar
import pytest

from law.calendar import SEED, DayMark, WorkCalendar, parse_notice, seed_calendar, seed_marks

SEEDED = seed_calendar()
HEADER = "date,kind,name,notice\n"


def days(first, last):
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def test_the_seed_equals_chinesecalendar_on_every_day():
    wrong = [
        day
        for day in days(date(2004, 1, 1), date(2026, 12, 31))
        if SEEDED.is_workday(day) != chinese_calendar.is_workday(day)
    ]
    assert wrong == []


def test_the_seed_holds_only_days_that_leave_the_ordinary_week():
    assert [mark for mark in seed_marks() if mark.working != (mark.day.weekday() >= 5)] == []
    assert all(mark.name and mark.notice for mark in seed_marks())
    assert {mark.day.year for mark in seed_marks()} == set(range(2004, 2027)) == SEEDED.years


def test_the_days_of_2026_are_those_of_the_notice():
    """domain 1.2: 国办发明电〔2025〕7号."""
    marks = [mark for mark in seed_marks() if mark.day.year == 2026]
    off = {f"{mark.day:%m-%d}" for mark in marks if not mark.working}
    worked = {f"{mark.day:%m-%d}" for mark in marks if mark.working}
    assert off == {"01-01", "01-02", "02-16", "02-17", "02-18", "02-19", "02-20", "02-23", "04-06", "05-01",
                   "05-04", "05-05", "06-19", "09-25", "10-01", "10-02", "10-05", "10-06",
                   "10-07"}  # fmt: skip
    assert worked == {"01-04", "02-14", "02-28", "05-09", "09-20", "10-10"}
    assert {mark.notice for mark in marks} == {"国办发明电〔2025〕7号"}


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2027, 1, 1), False),  # Friday, fixed by solar date
        (date(2028, 5, 1), False),  # Monday
        (date(2028, 5, 2), False),
        (date(2027, 5, 3), True),  # a notice may give it; nobody knows yet
        (date(2028, 10, 2), False),  # Monday
        (date(2028, 10, 3), False),
        (date(2027, 10, 4), True),
        (date(2027, 2, 8), True),  # 春节 moves with the moon: not guessed
        (date(2027, 3, 6), False),
    ],
)
def test_a_year_without_notice_has_weekends_and_fixed_holidays_and_says_so(day, worked):
    assert SEEDED.is_workday(day) is worked
    assert SEEDED.is_provisional(day)
    assert not SEEDED.has_notice(day.year)


def test_a_day_known_from_the_next_years_notice_counts_before_its_own_year_has_one():
    """The New Year break of 2019 began on 2018-12-31 (国办发明电〔2018〕15号)."""
    calendar = WorkCalendar(
        [DayMark(date(2018, 12, 31), working=False, name="元旦", notice="…")], [2019], "1"
    )
    assert not calendar.is_workday(date(2018, 12, 31))
    assert calendar.is_provisional(date(2018, 12, 31))


@pytest.mark.parametrize(
    ("start", "n", "day"),
    [
        (date(2026, 2, 12), 1, date(2026, 2, 13)),
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # a Saturday that is worked
        (date(2026, 2, 14), 1, date(2026, 2, 24)),
        (date(2026, 2, 24), -1, date(2026, 2, 14)),
        (date(2026, 2, 16), -2, date(2026, 2, 13)),
        (date(2026, 2, 16), 0, date(2026, 2, 16)),
    ],
)
def test_working_days_are_counted_both_ways(start, n, day):
    assert SEEDED.add_workdays(start, n) == day


def test_a_whole_notice_is_read():
    text = (
        HEADER
        + "2027-01-01,off,元旦,国办发明电〔2026〕1号\n2026-12-31,off,元旦,国办发明电〔2026〕1号\n"
        + "".join(
            f"2027-{day},off,节,国办发明电〔2026〕1号\n"
            for day in ("05-01", "05-02", "10-01", "10-02", "10-03")
        )
    )
    notice = parse_notice("\ufeff" + text, 2027)
    assert notice.problems == []
    assert notice.marks[0] == DayMark(
        date(2026, 12, 31), working=False, name="元旦", notice="国办发明电〔2026〕1号"
    )
    assert len(notice.marks) == 7


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "第 1 行「date」列：首行缺少此列"),
        ("date,kind,name\n", "第 1 行「notice」列：首行缺少此列"),
        (HEADER, "整个文件「date」列：没有任何日期"),
        (HEADER + "2026/2/16,off,春节,x\n", "第 2 行「date」列：「2026/2/16」不是日期"),
        (HEADER + "2026-02-30,off,春节,x\n", "第 2 行「date」列：没有「2026-02-30」这一天"),
        (HEADER + "2026-02-16,休,春节,x\n", "第 2 行「kind」列：「休」无法识别，放假填 off，上班填 work"),
        (HEADER + "2026-02-16,work,春节,x\n", "第 2 行「kind」列：2026-02-16（周一）本来就上班"),
        (HEADER + "2026-02-16,off,,x\n", "第 2 行「name」列：请填写节日名称"),
        (HEADER + "2026-02-16,off,春节\n", "第 2 行「notice」列：请填写通知文号"),
        (
            HEADER + "2026-02-16,off,春节,x\n\n2026-02-16,off,春节,x\n",
            "第 4 行「date」列：2026-02-16 出现两次",
        ),
        (HEADER + "2025-02-17,off,春节,x\n", "第 2 行「date」列：2025-02-17 不在 2026 年"),
        (HEADER + "2026-02-16,off,春节,x\n", "整个文件「date」列：缺少元旦 2026-01-01（周四）"),
    ],
)
def test_a_bad_notice_is_refused_by_line_and_column(text, problem):
    assert str(parse_notice(text, 2026).problems[0]).startswith(problem)


def test_the_seed_itself_passes_the_check_of_an_upload():
    assert parse_notice(SEED.read_text(encoding="utf-8")).problems == []
