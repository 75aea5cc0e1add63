"""Each row of the rates' table (domain §6) on a scene small enough to count by hand."""

from collections.abc import Callable
from datetime import date
from typing import Any

import builders as b
import pytest

from cases import actions
from cases.models import Deadline
from law.terms import Role, Route
from reports.figures import Span
from tests.reports import scenes as s

pytestmark = pytest.mark.django_db

#: (rule of domain §6, indicator, scene, day it is looked at, expected numerator and denominator)
TABLE: list[tuple[str, str, Callable[[], Any], int, tuple[int, int]]] = [
    ("T1：第15日转出为及时（条例第22条）", "bureau_timely", lambda: b.forwarded(on=s.day(15), received_on=s.D0), 15, (1, 1)),
    ("T1：第16日转出为超期", "bureau_timely", lambda: b.forwarded(on=s.day(16), received_on=s.D0), 16, (0, 1)),
    ("T1：未到期未处理的不入分母", "bureau_timely", lambda: b.registered(), 15, (0, 0)),
    ("T1：超期未处理的入分母", "bureau_timely", lambda: b.registered(), 16, (0, 1)),
    ("T1：引导告知也算处理", "bureau_timely", lambda: s.guided(9), 20, (1, 1)),
    ("T1：匿名照算", "bureau_timely", lambda: b.forwarded(anonymous=True), 20, (1, 1)),
    ("T1：检举控告不计（条例第30条第3款）", "bureau_timely", s.accusation, 40, (0, 0)),
    ("T1：上级转来件同按15日计，4日是内部要求", "bureau_timely", lambda: b.forwarded(source_level="city"), 20, (1, 1)),
    ("T1：并入原件的只算原件", "bureau_timely", lambda: s.repeating(b.forwarded().claim.case, 2), 40, (1, 1)),
    ("T3：第15日书面告知为及时（条例第23条）", "unit_timely_notice", lambda: s.notified(15), 15, (1, 1)),
    ("T3：推定受理后补发的为超期", "unit_timely_notice", s.presumed, 40, (0, 1)),
    ("T3：未到期未告知不入分母", "unit_timely_notice", lambda: b.forwarded(), 15, (0, 0)),
    ("T3：超期未告知入分母", "unit_timely_notice", lambda: b.forwarded(), 16, (0, 1)),
    ("T3：匿名免告知，剔除", "unit_timely_notice", lambda: b.forwarded(anonymous=True), 40, (0, 0)),
    ("T3：住址不清免告知，剔除", "unit_timely_notice", lambda: b.forwarded(address_clear=False), 40, (0, 0)),
    ("T3：异议获准，移出原单位，新单位重新起算", "unit_timely_notice", s.returned, 17, (0, 0)),
    ("T3：新单位自己的十五日", "unit_timely_notice", s.returned, 18, (0, 1)),
    ("T3：法定途径的告知照算", "unit_timely_notice", s.statutory, 40, (1, 1)),
    ("T3：信访部门引导告知的没有承办单位", "unit_timely_notice", lambda: s.guided(9), 40, (0, 0)),
    ("T5：60日内答复为按期（条例第34条）", "timely_conclusion", lambda: s.answered(60), 61, (1, 1)),
    ("T5：第60日是五一假，顺延到6日仍为按期", "timely_conclusion", lambda: s.answered(65), 66, (1, 1)),
    ("T5：顺延日的次日为超期", "timely_conclusion", lambda: s.answered(66), 66, (0, 1)),
    ("T5：只签发不送达，到期未答复", "timely_conclusion", lambda: b.signed(b.accepted(), s.day(30)), 66, (0, 1)),
    ("T5：未到期未答复不入分母", "timely_conclusion", lambda: b.accepted(), 65, (0, 0)),
    ("T5：到期前批准的延期按新期限", "timely_conclusion", lambda: s.extended(50, 85), 86, (1, 1)),
    ("T5：延期未到期", "timely_conclusion", lambda: s.extended(50), 86, (0, 0)),
    ("T5：到期后补批的延期按超期", "timely_conclusion", lambda: s.extended(67, 80), 81, (0, 1)),
    ("T5：推定受理的六十日照走", "timely_conclusion", s.presumed, 80, (0, 1)),
    ("T5：法定途径不入", "timely_conclusion", s.statutory, 200, (0, 0)),
    ("T5：建议意见不入", "timely_conclusion",
     lambda: b.accepted(route=Route.SUGGESTION, purpose="suggestion"), 200, (0, 0)),
    ("参评：已评价", "participation_unit", lambda: s.rated("satisfied"), 13, (1, 1)),
    ("参评：窗口未满未评价不入", "participation_unit", lambda: s.answered(10), 41, (0, 0)),
    ("参评：超期未评价入分母", "participation_unit", lambda: s.answered(10), 44, (0, 1)),
    ("参评：对信访部门的窗口另计", "participation_bureau", lambda: s.rated("satisfied"), 40, (0, 1)),
    ("参评：匿名不评价", "participation_unit", lambda: s.answered(10, anonymous=True), 60, (0, 0)),
    ("参评：建议意见可以评价", "participation_bureau",
     lambda: b.accepted(route=Route.SUGGESTION, purpose="suggestion"), 60, (0, 1)),
    ("参评：法定途径不评价", "participation_bureau", s.statutory, 60, (0, 0)),
    ("满意：满意", "satisfaction_unit", lambda: s.rated("satisfied"), 13, (1, 1)),
    ("满意：基本满意也算", "satisfaction_unit", lambda: s.rated("fairly"), 13, (1, 1)),
    ("满意：不满意只入分母", "satisfaction_unit", lambda: s.rated("dissatisfied"), 13, (0, 1)),
    ("满意：超期未评价不入分母", "satisfaction_unit", lambda: s.answered(10), 60, (0, 0)),
    ("满意：两个机关分开", "satisfaction_bureau", lambda: s.rated("satisfied"), 13, (0, 0)),
    ("化解：观察期满未重复", "one_time_resolution", lambda: s.closed(), 106, (1, 1)),
    ("化解：第90日观察期未满", "one_time_resolution", lambda: s.closed(), 105, (0, 0)),
    ("化解：观察期内重复", "one_time_resolution", lambda: s.repeating(s.closed(), 105), 120, (0, 1)),
    ("化解：观察期后的重复不算", "one_time_resolution", lambda: s.repeating(s.closed(), 106), 120, (1, 1)),
    ("化解：评为不满意", "one_time_resolution",
     lambda: s.rate(b.concluded(s.answered(10), s.day(15)), "dissatisfied", "unit", 16), 120, (0, 1)),
    ("重复：认定的一件", "repeat", lambda: s.repeating(s.closed(), 50), 60, (1, 2)),
    ("重复：并入原件也是一件次", "repeat", lambda: s.repeating(b.forwarded().claim.case, 2), 60, (1, 2)),
    ("重复：检举控告不计", "repeat", s.accusation, 60, (0, 0)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "code", "scene", "looked_at", "expected"), TABLE, ids=[row[0] for row in TABLE]
)
def test_a_rule_of_domain_6(
    rule: str, code: str, scene: Callable[[], Any], looked_at: int, expected: tuple[int, int]
) -> None:
    scene()
    assert s.tally(code, s.day(looked_at)) == expected, rule


def test_the_last_rating_within_the_window_counts() -> None:
    """改评：以窗口内最后一次为准（domain §6）."""
    handling = s.rated("dissatisfied", rated_on=12)
    s.rate(handling, "satisfied", "unit", 20)
    assert s.tally("satisfaction_unit", s.day(21)) == (1, 1)
    assert s.tally("satisfaction_unit", s.day(21), Span(s.day(12), s.day(12))) == (0, 0), (
        "the first one is superseded"
    )
    assert s.tally("satisfaction_unit", s.day(21), Span(s.day(20), s.day(20))) == (1, 1), (
        "on the day it was given"
    )
    assert s.tally("participation_unit", s.day(21)) == (1, 1)


def test_an_opinion_sent_back_counts_as_never_given() -> None:
    """退回重办: the sixty days ran all the time (design §5)."""
    handling = s.answered(20)
    assert s.tally("timely_conclusion", s.day(70)) == (1, 1)
    b.lived(
        s.day(21), actions.send_back, handling, by=b.person(Role.SCREENING), reason="漏了第二个管口，请补查"
    )
    assert s.tally("timely_conclusion", s.day(65)) == (0, 0)
    assert s.tally("timely_conclusion", s.day(66)) == (0, 1)
    assert s.tally("participation_unit", s.day(120)) == (0, 0), (
        "the rating window of a withdrawn answer is void"
    )


def test_a_repeat_undone_is_no_repeat() -> None:
    link = s.repeating(s.closed(), 50)
    case = link.petition.filed_as
    b.lived(s.day(51), actions.unlink_repeat, case, by=b.person(Role.SCREENING), reason="核对后不是同一人")
    assert s.tally("repeat", s.day(200)) == (0, 2)
    assert s.tally("one_time_resolution", s.day(200)) == (1, 1)


ATTRIBUTION: list[tuple[str, str, Callable[[], Any], int, date, date]] = [
    ("T1 到期月", "bureau_timely", lambda: b.forwarded(on=s.day(3), received_on=s.D0), 40, date(2026, 3, 17), s.D0),
    ("T3 到期月", "unit_timely_notice", lambda: s.notified(3), 40, date(2026, 3, 17), s.D0),
    ("T5 到期月", "timely_conclusion", lambda: s.answered(10), 80, date(2026, 5, 6), s.D0),
    ("评价窗口届满月", "participation_unit", lambda: s.rated("fairly"), 80, date(2026, 4, 13), s.D0),
    ("评价日", "satisfaction_unit", lambda: s.rated("fairly"), 80, date(2026, 3, 14), s.D0),
    ("办结日", "one_time_resolution", lambda: s.closed(), 200, date(2026, 3, 17), s.D0),
    ("登记日", "repeat", lambda: b.registered(), 200, s.D0, s.D0),
]  # fmt: skip


@pytest.mark.parametrize(("name", "code", "scene", "looked_at", "due", "registered"), ATTRIBUTION,
                         ids=[row[0] for row in ATTRIBUTION])  # fmt: skip
def test_the_day_a_figure_belongs_to(
    name: str, code: str, scene: Callable[[], Any], looked_at: int, due: date, registered: date
) -> None:
    """归期 of domain §6, and the registration day on request; both ends of a span are included."""
    scene()
    as_of = s.day(looked_at)
    assert s.tally(code, as_of, Span(due, due))[1] == 1
    assert s.tally(code, as_of, Span(registered, registered), "registered")[1] == 1
    before, after = Span(date(2026, 1, 1), b.MONDAY - b.days(1)), Span(due + b.days(1), date(2026, 12, 31))
    assert s.tally(code, as_of, before)[1] == s.tally(code, as_of, after)[1] == 0


def test_open_work_is_shown_beside_the_rate_not_in_it() -> None:
    """未到期：不入分母，另列「在办」（domain §6）."""
    b.accepted()
    found = s.full("timely_conclusion", s.day(10))
    assert (found.denominator, found.pending, found.rate) == (0, 1, None)


def test_imported_files_count_in_conclusion_and_are_unrecorded_elsewhere() -> None:
    """导入件: reply known, course unknown; each is told, none is guessed."""
    s.imported(1, date(2026, 3, 2), date(2026, 4, 1))
    s.imported(2, date(2026, 3, 2), date(2026, 8, 1))
    s.imported(3, date(2026, 3, 2), None, suggested_unit=None)
    as_of = date(2026, 11, 2)
    assert s.tally("timely_conclusion", as_of) == (1, 3)
    for code in ("bureau_timely", "unit_timely_notice", "participation_bureau", "participation_unit",
                 "satisfaction_bureau", "satisfaction_unit"):  # fmt: skip
        found = s.full(code, as_of)
        assert (found.numerator, found.denominator, found.not_recorded, found.rate) == (0, 0, 3, None), code
        assert s.full(code, as_of, Span(date(2026, 3, 17), date(2026, 3, 17))).not_recorded == 3, (
            "due 15 days on"
        )
        assert s.full(code, as_of, Span(b.MONDAY, b.MONDAY), "registered").not_recorded == 3
    assert s.full("repeat", as_of).denominator == s.full("one_time_resolution", as_of).denominator == 0
    assert Deadline.objects.filter(not_recorded=True).count() == 3
