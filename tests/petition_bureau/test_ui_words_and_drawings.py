"""What the pages' filters say, and where the marks of the drawings stand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.template.loader import render_to_string

from law import clock
from petition_bureau.templatetags import geometry, ui

SATURDAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("day", "in_list", "in_prose"),
    [
        (date(2026, 11, 23), "11-23 周一", "11月23日 周一"),
        (date(2026, 3, 1), "3-01 周日", "3月1日 周日"),
        (date(2027, 1, 4), "2027-01-04 周一", "2027年1月4日 周一"),
        (None, "", ""),
    ],
)
def test_a_day_names_its_year_only_when_it_is_another(day, in_list, in_prose):
    assert ui.cn_day(day, SATURDAY) == in_list
    assert ui.cn_date(day, SATURDAY) == in_prose


def test_a_moment_is_the_day_it_is_in_shanghai():
    assert ui.cn_day(datetime(2026, 11, 22, 16, 30, tzinfo=UTC), SATURDAY) == "11-23 周一"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("2026-11-23 前", "11月23日 前"),
        ("自 2027-01-04（周一）起", "自 2027年1月4日（周一）起"),
        (date(2026, 3, 1), "3月1日"),
        ("云信告〔2026〕12号，2026-287", "云信告〔2026〕12号，2026-287"),
        ("<b>2026-11-23</b>", "&lt;b&gt;11月23日&lt;/b&gt;"),
        ("330999-5-20260910-00017", '<span class="nowrap">330999-5-20260910-00017</span>'),
        (None, ""),
    ],
)
def test_running_text_has_days_as_people_write_them_and_stays_inert(words, shown):
    with clock.on_day(SATURDAY):
        assert ui.said(words) == shown


@pytest.mark.parametrize(
    ("left", "words", "tone"),
    [
        (-3, "逾期 3 天", "late"),
        (0, "今天届满", "soon"),
        (3, "剩 3 天", "soon"),
        (4, "剩 4 天", "week"),
        (7, "剩 7 天", "week"),
        (8, "剩 8 天", "plain"),
        (None, "", "plain"),
    ],
)
def test_time_left_is_said_in_words(left, words, tone):
    assert ui.days_left_words(left) == words
    assert ui.light(left) == tone


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (None, "—"),
        (0, "0.00%"),
        (1, "100.00%"),
        (0.9786, "97.86%"),
        (0.999999, "99.99%"),
        (Fraction(2, 3), "66.67%"),
        (Decimal("0.98765"), "98.77%"),
    ],
)
def test_a_rate_never_rounds_up_to_all(share, shown):
    assert ui.pct(share) == shown


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        ("陈英", "name", "陈*"),
        ("陈桂英", "name", "陈*英"),
        ("欧阳桂英", "name", "欧**英"),
        ("13812342207", "phone", "138****2207"),
        ("110", "phone", "1**"),
        ("330999196001011428", "identity", "330999********1428"),
        ("", "name", "—"),
        (None, "identity", "—"),
    ],
)
def test_a_mask_hides_most(value, kind, shown):
    assert ui.mask(value, kind) == shown


@pytest.mark.parametrize(("value", "shown"), [(120, "+120"), (-1061, "−1,061"), (0, "0"), (None, "—")])
def test_a_change_carries_its_sign(value, shown):
    assert ui.signed(value) == shown


def mark(day: date) -> dict:
    return {"on": day, "tone": "later", "href": "#", "title": "写处理意见书"}


def test_the_ruler_loses_no_mark():
    marks = [mark(SATURDAY + timedelta(days=step)) for step in (-30, -3, 2, 2, 40)]
    marks += [mark(date(2026, 12, 17))] * 9
    drawn = geometry.ruler(marks, SATURDAY)
    shown = sum(len(day["marks"]) + day["more"] for day in drawn["days"])
    assert shown + drawn["earlier"] + drawn["later"] == len(marks)
    assert (drawn["earlier"], drawn["later"]) == (1, 1)
    assert drawn["days"][0]["on"] == date(2026, 11, 16)
    assert [day["on"] for day in drawn["days"] if day["today"]] == [SATURDAY]


def test_the_ruler_hatches_the_calendar_given_not_the_week():
    working_saturday = {date(2026, 11, 22)}
    rest = [day["on"] for day in geometry.ruler([], SATURDAY, working_saturday, 1)["days"] if day["rest"]]
    assert rest == [date(2026, 11, 22)]


BAR = {"start": date(2026, 9, 10), "counted_from": date(2026, 9, 23), "due": date(2026, 11, 23)}


@pytest.mark.parametrize(
    ("extra", "today", "tones"),
    [
        ({}, SATURDAY, ["gone", "run", "left"]),
        ({}, date(2026, 11, 26), ["gone", "run", "late"]),
        ({"done_on": date(2026, 10, 30)}, SATURDAY, ["gone", "run", "spare"]),
        ({"may_until": date(2026, 12, 22)}, SATURDAY, ["gone", "run", "left", "may"]),
        ({"stops": [(date(2026, 10, 1), date(2026, 10, 9))]}, SATURDAY, ["gone", "run", "left", "stop"]),
        ({"start": None}, date(2026, 9, 23), ["left"]),
    ],
)
def test_a_clock_shows_what_is_gone_left_and_overrun(extra, today, tones):
    drawn = geometry.clock({**BAR, **extra}, today)
    assert [piece["tone"] for piece in drawn["segments"]] == tones
    assert drawn["overdue"] is ("late" in tones)


@pytest.mark.parametrize("today", [BAR["start"] + timedelta(days=step) for step in range(0, 120, 3)])
def test_labels_of_a_clock_stand_apart(today):
    events = [
        {"on": BAR["start"] + timedelta(days=step), "label": "转送并告知 9-16"} for step in (0, 2, 4, 30)
    ]
    drawn = geometry.clock({**BAR, "events": events}, today)
    spans = []
    for label in (*drawn["events"], drawn["ended"], drawn["due"]):
        wide = geometry._wide(label["label"]) - 0.5
        since = label["at"] - wide if label.get("anchor") == "end" else label["at"]
        spans.append((label["y"], since, since + wide))
    for index, (row, since, until) in enumerate(spans):
        for other_row, other_since, other_until in spans[index + 1 :]:
            assert row != other_row or until <= other_since or other_until <= since


def test_the_heat_calendar_shows_of_days_gone_only_what_is_overdue():
    counts = [
        {"on": date(2026, 11, 18), "n": 9, "overdue": 3, "href": "#"},
        {"on": date(2026, 11, 19), "n": 4, "overdue": 0, "href": "#"},
        {"on": date(2026, 11, 23), "n": 16, "href": "#"},
        {"on": date(2026, 11, 24), "n": 1, "href": "#"},
    ]
    drawn = geometry.heat(counts, SATURDAY)
    this_week, next_week = drawn["weeks"][0], drawn["weeks"][1]
    assert (this_week["total"], next_week["total"], drawn["total"]) == (3, 17, 20)
    assert [day["level"] for day in next_week["days"]] == [5, 1, 0, 0, 0, 0, 0]


def test_a_line_breaks_where_nothing_is_known():
    drawn = geometry.line([0.5, 0.6, None, 0.7, 2.0], 0, 1)
    assert len(drawn["lines"]) == 2
    assert len(drawn["dots"]) == 4
    assert drawn["area"] == ""


def test_a_value_in_a_drawing_stays_within_it():
    assert [ui.share(value, 100) for value in (None, 43.21, 250)] == ["0%", "43.21%", "100%"]
    assert ui.share(5, 0) == "0%"
    assert ui.axis_layout(0.95, 1, None, 0.975, 0.5) == ["1.5%", "50%", "1.5%"]
    assert ui.axis_layout(0.95, 1, 1) == ["98.5%"], "a dot at the end stands on its line whole"


def test_a_refused_act_is_greyed_and_says_why():
    acts = [{"label": "提出异议", "never": True, "why_not": "异议期已满。", "article": "条例第23条第3款"}]
    page = render_to_string("components/act_list.html", {"acts": acts})
    assert 'aria-disabled="true"' in page
    assert "不能：" in page
    assert "条例第23条第3款" in page


def test_a_persons_words_are_escaped():
    assert "<b>" not in render_to_string("components/claim.html", {"n": 1, "words": "<b>改</b>"})
