from datetime import date

import pytest

from law.calendar import seed_calendar
from law.periods import PERIODS, due

CALENDAR = seed_calendar()


def test_a_rolled_day_is_explained_from_start_to_last_moment():
    """条例第22条、民法典第201条、第203条."""
    assert due("forwarding", date(2026, 2, 1), CALENDAR).steps == [
        "起算：2026-02-01（周日）收到信访事项，当日不计入（民法典第201条第1款）。",
        "计数：自次日 2026-02-02（周一）起数 15 日，中途的节假日不扣除（条例第22条第1款）。",
        "名义届满：15 日的最后一日是 2026-02-16（周一）（条例第22条第1款）。",
        (
            "顺延：2026-02-16 至 2026-02-23 休息（春节放假，国办发明电〔2025〕7号；周末），"
            "顺延至休息结束的次日 2026-02-24（周二）（民法典第203条第1款，工作日历版本 seed-2026）。"
        ),
        "截止时刻：2026-02-24 二十四时；有业务时间的，到当日停止业务活动的时间为止（民法典第203条第2款）。",
    ]


@pytest.mark.parametrize(
    ("code", "start", "changes", "part"),
    [
        (
            "handling",
            date(2026, 8, 6),
            {"extended": 30},
            "负责人批准延期 30 日，从名义届满日往后加（条例第34条）",
        ),
        ("handling", date(2026, 8, 6), {"extended": 30}, "90 日的最后一日是 2026-11-04"),
        ("final_review", date(2026, 1, 20), {"hearing": 10}, "听证所需 10 日不计算在期限内"),
        (
            "notice",
            date(2026, 9, 5),
            {},
            "不顺延：2026-09-20（周日）是工作日（国庆节调休上班，国办发明电〔2025〕7号）",
        ),
        (
            "objection",
            date(2026, 2, 12),
            {},
            "起数 5 个工作日，休息日不计：2026-02-15 至 2026-02-23；调休上班计入：2026-02-14",
        ),
        ("simple_acceptance", date(2026, 3, 2), {}, "国信发〔2016〕8号，未核实"),
        ("assigned_report", date(2026, 3, 2), {}, "内部要求，条例第22条第1款第3项未定天数"),
        (
            "notice",
            date(2026, 12, 17),
            {},
            "2027 年的放假安排尚未装入，暂按周末和固定日期的节日估算，装入后重算",
        ),
    ],
)
def test_each_step_has_its_value_and_source(code, start, changes, part):
    assert part in "".join(due(code, start, CALENDAR, **changes).steps)


@pytest.mark.parametrize("code", PERIODS)
def test_at_most_six_steps_and_only_a_roll_is_marked(code):
    for changes in (
        {},
        {"extended": 30} if code == "handling" else {"hearing": 9} if code == "final_review" else {},
    ):
        for start in (date(2026, 2, 1), date(2026, 12, 20), date(2026, 9, 16)):
            found = due(code, start, CALENDAR, **changes)
            steps = found.derivation()
            assert len(steps) <= 6
            assert all(step.title and step.text and step.source for step in steps)
            assert any(step.rolled for step in steps) == (found.due != found.nominal)
