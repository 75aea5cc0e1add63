"""Last days of other laws' periods (民法典第200条至第203条), and the closed list of grounds (条例第19条、第23条、第36条)."""

from datetime import date

import pytest

from law import grounds, relief
from law.calendar import seed_calendar
from law.periods import NotGranted
from law.terms import (
    GUIDANCE_ROUTES,
    Channel,
    ClaimWay,
    DeclineGround,
    GuidanceKind,
    Measure,
    Route,
)

CALENDAR = seed_calendar()
D, W, M, Y = Measure.DAYS, Measure.WORKDAYS, Measure.MONTHS, Measure.YEARS

VECTORS = [
    # start, length, measure, nominal, last
    ("2026-03-02", 60, D, "2026-05-01", "2026-05-06", "行政复议法第20条：六十日，末日逢劳动节顺延"),
    ("2026-01-20", 30, D, "2026-02-19", "2026-02-24", "土地管理法第14条：三十日，末日逢春节顺延"),
    ("2026-03-16", 6, M, "2026-09-16", "2026-09-16", "行政诉讼法第46条：六个月"),
    ("2026-03-20", 6, M, "2026-09-20", "2026-09-20", "末日是调休上班的周日，不顺延"),
    (
        "2025-08-31",
        6,
        M,
        "2026-02-28",
        "2026-02-28",
        "民法典第202条：没有对应日，月末为最后一日（周六调休上班）",
    ),
    ("2025-10-31", 6, M, "2026-04-30", "2026-04-30", "民法典第202条：没有对应日"),
    ("2025-11-21", 1, Y, "2026-11-21", "2026-11-23", "劳动争议调解仲裁法第27条：一年，末日周六顺延"),
    ("2024-02-29", 1, Y, "2025-02-28", "2025-02-28", "民法典第202条：闰日没有对应日"),
    ("2024-02-29", 2, Y, "2026-02-28", "2026-02-28", "农村土地承包经营纠纷调解仲裁法第18条：二年"),
    ("2026-12-01", 1, M, "2027-01-01", "2027-01-04", "跨年，元旦和周末顺延，暂估"),
    ("2026-09-28", 10, W, "2026-10-16", "2026-10-16", "工作日逐日数，不另顺延"),
    ("2026-04-30", 5, W, "2026-05-11", "2026-05-11", "调休上班的周六算工作日"),
]


@pytest.mark.parametrize(("start", "length", "measure", "nominal", "last", "why"), VECTORS)
def test_last_day(start, length, measure, nominal, last, why):
    found = relief.last_day(date.fromisoformat(start), length, measure, CALENDAR)
    assert (str(found.nominal), str(found.due)) == (nominal, last), why
    assert found.provisional is (found.due.year > 2026)
    assert str(found.due) in found.sentence
    assert ("顺延" in found.sentence) is (nominal != last)
    assert ("暂估" in found.sentence) is found.provisional


@pytest.mark.parametrize(("length", "measure"), [(0, D), (-1, M), (21, Y), (241, M), (3651, D), (10**9, W)])
def test_a_slip_of_the_keyboard_is_refused(length, measure):
    with pytest.raises(NotGranted, match="期限长度应在 1 至"):
        relief.last_day(date(2026, 3, 2), length, measure, CALENDAR)


@pytest.mark.parametrize("measure", [D, W, M])
def test_beyond_the_calendar_is_refused(measure):
    with pytest.raises(NotGranted, match="超出历法范围"):
        relief.last_day(date(9999, 12, 20), 200, measure, CALENDAR)


def test_each_of_the_eight_kinds_leads_to_one_item():
    """domain §5.1: eight kinds; 条例第31条第1项至第5项, 条例第30条."""
    assert len(GuidanceKind) == 8
    assert set(GUIDANCE_ROUTES) == set(GuidanceKind)
    assert {kind.route for kind in GuidanceKind} == {
        Route.JUDICIAL, Route.ARBITRATION, Route.PARTY_APPEAL, Route.ADMINISTRATIVE, Route.ENFORCEMENT, Route.DISCIPLINE,
    }  # fmt: skip


def test_the_grounds_are_the_regulations_and_no_others():
    """条例第19条第3款、第23条第1、2款、第36条第3款: a closed list."""
    assert {str(row.ground): (row.way, row.basis) for row in grounds.GROUNDS.values()} == {
        "same_matter_above": (ClaimWay.DECLINE, "条例第19条第3款"),
        "not_competent": (ClaimWay.DECLINE, "条例第23条第1款、条例第23条第2款"),
        "final_reviewed": (ClaimWay.BAR, "条例第36条第3款"),
    }
    assert grounds.GROUNDS[DeclineGround.NOT_COMPETENT].long_basis == (
        "《信访工作条例》第二十三条第一款、第二十三条第二款"
    )
    assert grounds.of_basis("条例第19条第3款") == DeclineGround.SAME_MATTER_ABOVE
    assert grounds.of_basis("条例第31条第1项") is None


G, DEC, BAR = DeclineGround, ClaimWay.DECLINE, ClaimWay.BAR
LAWFUL = [
    # ground, way, route, by the bureau, put to it directly, channel, refusal
    (G.SAME_MATTER_ABOVE, DEC, Route.PETITION, True, True, Channel.LETTER, "", "条例第19条第3款"),
    (G.SAME_MATTER_ABOVE, DEC, Route.PETITION, False, False, Channel.LETTER, "", "条例第19条第3款"),
    (G.SAME_MATTER_ABOVE, BAR, Route.PETITION, True, True, Channel.LETTER, "对应的是不予受理", "条例第36条第3款"),
    (G.FINAL_REVIEWED, BAR, Route.PETITION, True, True, Channel.VISIT, "", "条例第36条第3款"),
    (G.FINAL_REVIEWED, DEC, Route.PETITION, True, True, Channel.VISIT, "对应的是不再受理", "条例第36条第3款"),
    (G.NOT_COMPETENT, DEC, Route.PETITION, False, True, Channel.LETTER, "", "条例第23条第1款"),
    (G.NOT_COMPETENT, DEC, Route.PETITION, True, True, Channel.LETTER, "应当转送", "条例第22条第1款"),
    (G.NOT_COMPETENT, DEC, Route.PETITION, True, True, Channel.VISIT, "", "条例第20条第1款"),
    (G.NOT_COMPETENT, DEC, Route.PETITION, False, False, Channel.LETTER, "5 个工作日内提出异议", "条例第23条第3款"),
    *[(G.NOT_COMPETENT, DEC, route, False, True, Channel.LETTER, "引导告知，不是不予受理", "条例第31条")
      for route in (Route.JUDICIAL, Route.ARBITRATION, Route.PARTY_APPEAL, Route.ADMINISTRATIVE, Route.ENFORCEMENT)],
    (G.LOCAL, DEC, Route.PETITION, True, True, Channel.LETTER, "", "地方规定"),
    (G.LOCAL, DEC, Route.JUDICIAL, True, True, Channel.LETTER, "引导告知，不是不予受理", "条例第31条第1项"),
    (G.LOCAL, BAR, Route.PETITION, True, True, Channel.LETTER, "对应的是不予受理", "条例第36条第3款"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("ground", "way", "route", "bureau", "direct", "channel", "refusal", "article"), LAWFUL
)
def test_a_ground_carries_only_its_way_and_place(
    ground, way, route, bureau, direct, channel, refusal, article
):
    said = grounds.why_not(ground, way, route, by_bureau=bureau, direct=direct, channel=channel)
    assert (refusal in said) if refusal else said == "", article
