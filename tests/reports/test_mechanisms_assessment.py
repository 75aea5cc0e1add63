"""年终总评 (条例第39条第1款): lawfully, in time, solved on the spot; a volume is never weighed and nobody is ranked."""

import re
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import builders as b
import pytest
import reviewing
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Record
from cases import actions
from cases.policies import NotLawfulNow, NotYours
from law import clock
from law.terms import AssessmentGrade, AssessmentPillar, ReviewOutcome, Role
from organizations.models import Unit
from reports.counts import COUNTS, TOTALS
from reports.figures import Span, Tally
from reports.indicators import INDICATORS
from reports.mechanisms import assessed, assessing
from reports.mechanisms.assessed import ASSESSED
from reports.mechanisms.models import Assessment, AssessmentResult, AssessmentScheme, SchemeWeight
from reports.official import OfficialDocument
from reports.views.sets import key_words
from tests.reports import scenes as s

pytestmark = pytest.mark.django_db
DAY = date(2027, 1, 11)
WEIGHTS = {code: each.weight for code, each in ASSESSED.items()}
BORDERS = {"good": 95, "fairly": 85, "plain": 70}
USE = "在各乡镇、县直部门范围内通报，作为综合考核评价的重要参考"


def saved(on: date = DAY, **changes: Any) -> AssessmentScheme:
    words: dict[str, Any] = {"weights": WEIGHTS, **BORDERS, "reason": "按本县考核办法调整"} | changes
    return b.lived(on, assessing.save_scheme, by=b.person(Role.BUREAU_LEADER), **words)


def computed(year: int = 2026, on: date = DAY) -> Assessment:
    return b.lived(on, assessing.compute, year, by=b.person(Role.WRITER))


def result_of(row: Assessment, code: str = "housing") -> AssessmentResult:
    return row.results.select_related("assessment__scheme", "unit").get(unit__code=code)


def line(result: AssessmentResult, code: str) -> dict[str, Any]:
    return next(each for each in result.lines if each["code"] == code)


# --- what may not be weighed --------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [*COUNTS, *TOTALS, "repeat"])
def test_no_volume_is_ever_weighed(code: str) -> None:
    """条例第39条第1款; domain §8: 不要以信访量排名."""
    weights = {**WEIGHTS, code: 10, "timely_conclusion": 10}
    with pytest.raises(NotLawfulNow, match=r"不能：.*不得作为考核指标.*条例第39条第1款"):
        saved(weights=weights)
    assert AssessmentScheme.objects.count() == 1


def test_the_database_weighs_no_volume_either() -> None:
    scheme = AssessmentScheme.objects.get()
    for code in ("petitions_total", "collective_visits", "led", "repeat"):
        with pytest.raises(IntegrityError), transaction.atomic():
            SchemeWeight.objects.create(scheme=scheme, code=code, pillar="timely", weight=10)


def test_the_closed_list_is_of_shares_alone() -> None:
    for each in ASSESSED.values():
        assert (each.code in INDICATORS) == each.is_rate
        assert each.is_rate or (each.of in COUNTS and all(fault in COUNTS for fault in each.faults))
    assert {each.pillar for each in ASSESSED.values()} == set(AssessmentPillar)
    assert sum(WEIGHTS.values()) == 100


def test_the_form_offers_no_volume() -> None:
    client = Client()
    client.force_login(b.person(Role.BUREAU_LEADER))
    with clock.on_day(DAY):
        page = client.get(reverse("reports:assessment_schemes_new")).content.decode()
        assert "w_timely_conclusion" in page
        assert not [code for code in (*COUNTS, "repeat") if f'w_{code}"' in page]
        data = {f"w_{code}": str(weight) for code, weight in WEIGHTS.items()}
        data |= {name: str(n) for name, n in BORDERS.items()} | {
            "reason": "按本县考核办法调整",
            "w_petitions_total": "10",
        }
        assert (
            client.post(
                reverse("reports:assessment_schemes_new"), {**data, "form_key": str(uuid.uuid4())}
            ).status_code
            == 302
        )
    assert "petitions_total" not in AssessmentScheme.objects.first().weights.values_list("code", flat=True)


# --- the weights by versions --------------------------------------------------------------------------------------


def test_a_change_is_a_new_version_and_the_old_one_stays() -> None:
    old = AssessmentScheme.objects.get()
    before = list(old.weights.values("code", "weight"))
    new = saved(weights={**WEIGHTS, "timely_conclusion": 25, "one_time_resolution": 15})
    assert (new.version, assessing.scheme_in_force().pk) == (old.version + 1, new.pk)
    assert list(old.weights.values("code", "weight")) == before


UNLAWFUL: dict[str, tuple[dict[str, Any], str]] = {
    "not a hundred": ({"weights": {**WEIGHTS, "timely_conclusion": 21}}, "加起来应当是 100"),
    "nothing about solving on the spot": (
        {"weights": {"opinions_upheld": 50, "timely_conclusion": 50}}, "缺「就地解决」方面"),
    "borders upside down": ({"good": 80, "fairly": 90}, "依次降低"),
    "no reason": ({"reason": " "}, "修改的理由"),
}  # fmt: skip


@pytest.mark.parametrize("scene", UNLAWFUL)
def test_what_is_refused_says_why(scene: str) -> None:
    changes, said = UNLAWFUL[scene]
    with pytest.raises(NotLawfulNow, match=said):
        saved(**changes)
    assert AssessmentScheme.objects.count() == 1


def test_only_the_leader_changes_the_weights() -> None:
    for role in (Role.WRITER, Role.SCREENING):
        with pytest.raises(NotYours):
            b.lived(
                DAY, assessing.save_scheme, by=b.person(role), weights=WEIGHTS, **BORDERS, reason="按本县办法"
            )


# --- the scores ---------------------------------------------------------------------------------------------------


def weight(code: str) -> SchemeWeight:
    return AssessmentScheme.objects.get().weights.get(code=code)


#: (code, tallies, points, words) of one line.
LINES: list[tuple[str, dict[str, Tally], str | None, str]] = [
    (
        "timely_conclusion",
        {"timely_conclusion": Tally(8, 10)},
        "16.00",
        "10 件中 8 件做到，80.00% × 20 分；2 件没有做到",
    ),
    ("timely_conclusion", {"timely_conclusion": Tally(3, 3)}, "20.00", "3 件中 3 件做到，100.00% × 20 分"),
    ("timely_conclusion", {}, None, "这一年没有，不计分，权重按比例归其他项"),
    (
        "opinions_upheld",
        {"opinions_upheld": Tally(2, 3)},
        "10.00",
        "3 件中 2 件做到，66.67% × 15 分；1 件没有做到",
    ),
    ("satisfaction_unit", {"satisfaction_unit": Tally(4, 4)}, None, "评价不足 5 件，不计分，以免指向个人"),
    (
        "satisfaction_unit",
        {"satisfaction_unit": Tally(4, 5)},
        "8.00",
        "5 件中 4 件做到，80.00% × 10 分；1 件没有做到",
    ),
]


@pytest.mark.parametrize(("code", "tallies", "points", "why"), LINES)
def test_a_line_says_how_it_came_about(
    code: str, tallies: dict[str, Tally], points: str | None, why: str
) -> None:
    found = assessing.line_of(weight(code), tallies)
    assert (found["points"], found["why"]) == (points, why)
    if code == "satisfaction_unit" and points is None:
        assert (found["numerator"], found["denominator"]) == (0, 0), (
            "of four ratings not even the number is kept (domain §9.2)"
        )


def test_participation_stands_beside_satisfaction_and_weighs_nothing() -> None:
    """条例第21条第2款: 评价自愿，未评价不等于满意."""
    found = assessing.line_of(
        weight("satisfaction_unit"), {"satisfaction_unit": Tally(5, 5), "participation_unit": Tally(5, 20)}
    )
    assert (found["beside"], found["points"]) == ("群众参评率 25.00%", "10.00")
    assert "participation_unit" not in ASSESSED


@pytest.mark.parametrize(("score", "grade"), [
    ("100", "good"), ("95.00", "good"), ("94.99", "fairly"), ("85", "fairly"), ("84.99", "plain"), ("70", "plain"), ("69.99", "poor"),
    ("0", "poor"), (None, "")])  # fmt: skip
def test_the_groups_have_their_borders(score: str | None, grade: str) -> None:
    assert assessing.grade_of(Decimal(score) if score else None, AssessmentScheme.objects.get()) == grade


def test_what_there_was_none_of_costs_nothing() -> None:
    lines = [assessing.line_of(weight(code), {"timely_conclusion": Tally(9, 10)}) for code in WEIGHTS]
    assert assessing.score_of(lines, 10) == Decimal("90.00")
    assert assessing.score_of(lines, 2) is None, "too little to judge by"


def test_a_year_scored_from_its_files() -> None:
    """Of housing: told in time twice, late once; one opinion annulled, one sent back."""
    s.notified(10)
    s.notified(12)
    s.notified(20)
    handling = s.answered(10)
    b.lived(s.day(11), actions.send_back, handling, by=b.person(Role.SCREENING), reason="没有逐项回应诉求")
    result = result_of(computed())
    told, back = line(result, "unit_timely_notice"), line(result, "opinions_not_sent_back")
    assert (told["numerator"], told["denominator"]) == (3, 4)
    assert (back["numerator"], back["denominator"], back["points"]) == (0, 1, "0.00")
    assert line(result, "opinions_upheld")["points"] == "15.00"
    assert result.grade == AssessmentGrade.POOR


def test_an_opinion_annulled_on_review_counts_against_its_unit() -> None:
    """条例第35条."""
    review = reviewing.reviewed(ReviewOutcome.ANNULLED)
    found = assessed.measured(["opinions_upheld"], assessed.year_span(2026), DAY)
    code = review.handling.unit.code
    assert found[code]["opinions_upheld"] == Tally(0, 1)
    assert assessed.missed_cases("opinions_upheld", code, 2026, DAY) == [review.handling.claim.case_id]


def test_how_many_petitioned_changes_no_score() -> None:
    """条例第39条第1款: ten times the petitions, all in time, the same score."""
    for _ in range(3):
        s.notified(5, to="water")
    for _ in range(9):
        s.notified(5)
    row = computed()
    assert result_of(row, "water").score == result_of(row, "housing").score


def test_accusations_move_nothing() -> None:
    s.notified(5)
    before = assessed.measured(list(ASSESSED), assessed.year_span(2026), DAY)
    s.accusation()
    assert assessed.measured(list(ASSESSED), assessed.year_span(2026), DAY) == before


def test_all_units_take_few_questions() -> None:
    def asked_for() -> int:
        with CaptureQueriesContext(connection) as seen:
            assessed.measured(list(ASSESSED), assessed.year_span(2026), DAY)
        return len(seen)

    s.notified(5)
    few = asked_for()
    for to in ("water", "agriculture", "transport"):
        s.notified(5, to=to)
    assert asked_for() == few


def test_the_score_s_sets_are_those_of_the_registry() -> None:
    for _ in range(3):
        s.notified(20)
    result = result_of(computed())
    found = line(result, "unit_timely_notice")
    keys = assessed.missed_cases("unit_timely_notice", "housing", 2026, DAY)
    assert len(keys) == found["denominator"] - found["numerator"] == 3
    client = Client()
    client.force_login(b.person(Role.WRITER))
    with clock.on_day(DAY):
        for _, url in assessed.addresses("unit_timely_notice", "housing", 2026):
            assert client.get(url).status_code == 200
    assert key_words("unit", "housing", {"housing": "县住建局"}) == "县住建局"


# --- from the computation to the unit's word ----------------------------------------------------------------------


def scored() -> Assessment:
    for _ in range(3):
        s.notified(20)
        s.answered(10, to="water")
    return computed()


def explained(row: Assessment) -> None:
    for result in row.results.filter(grade=AssessmentGrade.POOR):
        b.lived(DAY, assessing.explain, result, by=b.person(Role.WRITER), reasons="书面告知多次超期")


def signed(row: Assessment | None = None) -> Assessment:
    row = row or scored()
    explained(row)
    return b.lived(DAY, assessing.sign, row, by=b.person(Role.BUREAU_LEADER), use=USE)


def test_from_the_computation_to_the_unit_s_word() -> None:
    row = signed()
    result = result_of(row)
    b.lived(
        DAY + timedelta(days=5),
        assessing.respond,
        result,
        by=b.person(Role.UNIT_HEAD, "housing"),
        text="两件等检测报告",
    )
    result.refresh_from_db()
    assert (result.grade, result.response) == (AssessmentGrade.POOR, "两件等检测报告")
    document = b.lived(DAY + timedelta(days=6), assessing.draw_up_circular, row, by=b.person(Role.WRITER))
    assert "| 需改进 | 县住建局 |" in document.body
    assert "| 好 | 县水利局 |" in document.body
    assert str(result.score) not in document.body
    verbs = [record.verb for record in Record.objects.order_by("seq") if "assessment" in record.verb]
    assert verbs == ["compute_assessment", "explain_assessment", "sign_assessment", "respond_to_assessment"]


def test_computed_again_before_the_signature_the_reasons_stay() -> None:
    row = scored()
    explained(row)
    s.notified(5)
    again = computed()
    assert again.pk == row.pk
    assert result_of(again).reasons == "书面告知多次超期"
    assert line(result_of(again), "unit_timely_notice")["denominator"] == 4


def test_signed_it_does_not_change_whatever_becomes_of_the_files() -> None:
    row = signed()
    before = list(row.results.values_list("unit", "lines", "score", "grade"))
    s.notified(5)
    with pytest.raises(NotLawfulNow, match="已经签发"):
        computed()
    with pytest.raises(NotLawfulNow, match="已经签发"):
        b.lived(DAY, assessing.explain, result_of(row), by=b.person(Role.WRITER), reasons="改")
    saved(weights={**WEIGHTS, "timely_conclusion": 25, "one_time_resolution": 15})
    assert list(row.results.values_list("unit", "lines", "score", "grade")) == before


def said_by(who: str, code: str, row: Assessment) -> None:
    b.lived(DAY, assessing.respond, result_of(row), by=b.person(who, code), text="两件等检测报告")


WRONG: dict[str, tuple[Callable[[Assessment], Any], type[Exception], str]] = {
    "a year not over": (lambda row: computed(2027), NotLawfulNow, "还没有过完"),
    "computed by a unit": (lambda row: b.lived(DAY, assessing.compute, 2026, by=b.person(Role.UNIT_HEAD, "housing")), NotYours, "计算总评"),
    "signed by the writer": (lambda row: b.lived(DAY, assessing.sign, row, by=b.person(Role.WRITER), use=USE), NotYours, "签发总评"),
    "a unit that must improve without a word why": (
        lambda row: b.lived(DAY, assessing.sign, row, by=b.person(Role.BUREAU_LEADER), use=USE), NotLawfulNow, "县住建局列为「需改进」"),
    "signed without its use": (
        lambda row: (explained(row), b.lived(DAY, assessing.sign, row, by=b.person(Role.BUREAU_LEADER), use=" ")), NotLawfulNow, "结果运用"),
    "told to the county before the signature": (
        lambda row: b.lived(DAY, assessing.draw_up_circular, row, by=b.person(Role.WRITER)), NotLawfulNow, "签发以后才通报"),
    "a unit's word before the signature": (
        lambda row: said_by(Role.UNIT_HEAD, "housing", row), NotLawfulNow, "还没有签发"),
    "another unit's word": (
        lambda row: said_by(Role.UNIT_HEAD, "water", signed(row)), NotYours, "该单位负责人"),
    "the handler's word": (
        lambda row: said_by(Role.HANDLER, "housing", signed(row)), NotYours, "该单位负责人"),
}  # fmt: skip


@pytest.mark.parametrize("scene", WRONG)
def test_refused_with_its_reason(scene: str) -> None:
    act, kind, said = WRONG[scene]
    row = scored()
    with pytest.raises(kind, match=said):
        act(row)


def test_the_database_signs_nothing_without_its_use() -> None:
    row = scored()
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(pk=row.pk).update(signed_on=DAY, signed_by=b.person(Role.BUREAU_LEADER))


# --- who sees what ------------------------------------------------------------------------------------------------


def client(role: str, code: str = "bureau") -> Client:
    found = Client()
    found.force_login(b.person(role, code))
    return found


def test_a_unit_sees_its_own_once_signed_and_nobody_else_s() -> None:
    row = scored()
    mine, other = result_of(row), result_of(row, "water")
    head = b.person(Role.UNIT_HEAD, "housing")
    assert not AssessmentResult.objects.visible_to(head).exists(), "not the draft"
    signed(row)
    assert list(AssessmentResult.objects.visible_to(head)) == [mine]
    with clock.on_day(DAY):
        reader = client(Role.UNIT_HEAD, "housing")
        page = reader.get(reverse("reports:assessment_results_record", args=[mine.pk])).content.decode()
        assert "需改进" in page
        assert "3 件没有做到" in page
        assert reader.get(reverse("reports:assessment_results_record", args=[other.pk])).status_code == 404
        assert reader.get(reverse("reports:assessments")).status_code == 403
        behind = reader.get(
            reverse("reports:assessment_behind", args=[mine.pk, "unit_timely_notice"])
        ).content.decode()
        assert behind.count("改造后污水倒灌") == 3
        assert (
            reader.get(
                reverse("reports:assessment_behind", args=[other.pk, "unit_timely_notice"])
            ).status_code
            == 404
        )


def test_a_unit_is_never_led_to_who_rated() -> None:
    """domain §9.2: 评价者身份不显示给承办人."""
    for code in ("satisfaction_unit", "one_time_resolution"):
        assert assessed.missed_cases(code, "housing", 2026, DAY) == []
    mine = result_of(signed())
    with clock.on_day(DAY):
        for code in ("satisfaction_unit", "one_time_resolution"):
            address = reverse("reports:assessment_behind", args=[mine.pk, code])
            assert client(Role.UNIT_HEAD, "housing").get(address).status_code == 404


def test_the_page_lists_groups_in_the_county_s_order_without_places() -> None:
    row = signed()
    with clock.on_day(DAY):
        page = (
            client(Role.BUREAU_LEADER)
            .get(reverse("reports:assessments_record", args=[row.pk]))
            .content.decode()
        )
    groups = re.findall(r"<h2 id=\"section-\d+\">(.+?)</h2>", page)
    assert groups == ["结果运用", "好", "需改进"]
    assert "名次" not in page
    assert "不分先后" in client(Role.BUREAU_LEADER).get(reverse("reports:assessments")).content.decode()


def test_who_is_assessed() -> None:
    kinds = {unit.kind for unit in assessed.units()}
    assert kinds == set(assessed.KINDS)
    assert "bureau" not in kinds
    assert [unit.pk for unit in assessed.units()] == list(
        Unit.objects.filter(kind__in=assessed.KINDS).order_by("position", "code").values_list("pk", flat=True)
    )
    assert not OfficialDocument.objects.exists()
    assert assessed.year_span(2026) == Span(date(2026, 1, 1), date(2026, 12, 31))
