"""推诿度量 and the warnings on figures: per unit, pair and rule; offices only (条例第23条第3款、第24条; domain §9.2)."""

from typing import Any

import builders as b
import pytest
from django.urls import reverse

from cases import actions
from cases.models import Handling
from law.terms import Role
from reports import care, passing
from reports.sets import CountSet
from routing import rulesets
from routing.models import RoutingDecision
from tests.reports import scenes as s
from tests.reports.test_pages import see

pytestmark = pytest.mark.django_db

AT_THE_END = s.day(40)


def denied(work: Handling, on: int, *, to: str = "", answer: int = 0) -> Any:
    """The unit objects on day ``on``; upheld to another unit, refused, or not yet decided."""
    objection = b.lived(
        s.day(on),
        actions.object_to,
        work,
        by=b.person(Role.UNIT_HEAD, work.unit.code),
        reason="不属于本单位职权，见三定方案",
    )
    if not answer:
        return objection
    screening = b.person(Role.SCREENING)
    if not to:
        return b.lived(
            s.day(answer),
            actions.refuse_objection,
            objection,
            by=screening,
            answer="核实属本单位职权，依法办理",
        )
    return b.lived(
        s.day(answer),
        actions.uphold_objection,
        objection,
        by=screening,
        to=b.unit(to),
        answer="核实属其他部门职权",
    )


def decided(work: Handling, rule: str) -> RoutingDecision:
    """The rules sent the claim to the unit it is with, by this rule."""
    found = RoutingDecision.objects.filter(claim=work.claim).first()
    values = {
        "suggested_unit": work.unit.code, "decided_unit": work.unit.code, "stage": "subject", "because": "房屋漏水属住建",
        "trace": [{"stage": "legal_path", "rule": "L1", "matched": False, "why": ""}, {"stage": "subject", "rule": rule, "matched": True, "why": ""}],
    }  # fmt: skip
    if found is None:
        return RoutingDecision.objects.create(claim=work.claim, ruleset=rulesets.active_set(), **values)
    RoutingDecision.objects.filter(pk=found.pk).update(**values)
    return found


def test_each_unit_has_its_objections_and_their_fate() -> None:
    denied(b.forwarded(), 1, to="water", answer=3)
    denied(b.forwarded(), 1, answer=2)
    denied(b.forwarded(), 2)
    denied(b.forwarded(to="education"), 1, answer=2)
    found = {row.unit: row for row in passing.measure(s.YEAR, as_of=s.day(9)).units}
    housing = found["housing"]
    assert (housing.raised, housing.upheld, housing.refused, housing.pending) == (3, 1, 1, 1)
    assert housing.refused_share == 0.5
    assert (housing.days, housing.median_days) == ([2, 1, 7], 2), "an open one counts until today"
    assert (found["education"].raised, found["education"].refused_share) == (1, 1.0)
    for code, n in (
        ("objected", 3),
        ("objected_upheld", 1),
        ("objected_refused", 1),
        ("objected_pending", 1),
    ):
        assert CountSet(code, s.YEAR, "unit", "housing").listed().count() == n, "each number is a set"


def test_hops_days_and_pairs_are_of_the_claim() -> None:
    back = denied(denied(b.forwarded(), 1, to="water", answer=3), 4, to="housing", answer=7)
    assert back.unit.code == "housing"
    denied(b.forwarded(to="water"), 1, to="housing", answer=2)
    denied(b.forwarded(to="education"), 1, to="water", answer=2)
    measured = passing.measure(s.YEAR, as_of=AT_THE_END)
    assert measured.hops == {1: 2, 2: 1}
    assert measured.days == [1, 1, 6]
    assert measured.pairs == [passing.Pair("housing", "water", 1, 2, 1)], "a way without return is no pair"


def test_a_rule_whose_unit_denies_with_success_is_to_be_changed() -> None:
    works = [b.forwarded() for _ in range(4)]
    for work in works:
        decided(work, "S-漏水")
    lone = b.forwarded(to="education")
    decided(lone, "S-校舍")
    for work in works[:2]:
        denied(work, 1, to="water", answer=2)
    denied(works[2], 1, answer=2)
    denied(lone, 1, to="water", answer=2)
    found = {row.rule: row for row in passing.measure(s.YEAR, as_of=AT_THE_END).rules}
    leak = found["S-漏水"]
    assert (leak.unit, leak.sent, leak.upheld, leak.better, leak.better_n, leak.suggested) == (
        "housing",
        4,
        2,
        "water",
        2,
        True,
    )
    assert (found["S-校舍"].upheld, found["S-校舍"].suggested) == (1, False), "one is not enough"
    page = see(
        Role.BUREAU_LEADER, f"{reverse('reports:passing')}?since=2026-01-01&until=2026-12-31", AT_THE_END
    )
    assert "在规则草稿里把这类事项改指" in page


#: (sign, how many answers in time, how many of them at the end or extended, warned)
SIGNS = [
    ("answered_at_the_end", 4, 2, False),
    ("answered_at_the_end", 4, 3, True),
    ("answered_at_the_end", 11, 3, False),
]


@pytest.mark.parametrize(("sign", "whole", "of", "warned"), SIGNS)
def test_a_sign_needs_enough_rows_and_enough_of_the_whole(
    sign: str, whole: int, of: int, warned: bool
) -> None:
    row = next(row for row in care.SIGNS if row.code == sign)
    assert (of >= row.least and of >= row.share * whole) is warned


@pytest.mark.parametrize(
    ("arrived", "warned"), [(s.day(65), False), (None, True)], ids=["送达了", "没有送达记录"]
)
def test_answers_at_the_very_end_without_arrival_are_named_with_their_set(arrived: Any, warned: bool) -> None:
    for n in range(3):
        work = b.signed(b.accepted(title=f"第 {n} 件"), s.day(30))
        b.lived(
            s.day(64),
            actions.serve,
            work,
            by=b.person(Role.HANDLER, "housing"),
            method="post",
            served_on=None,
            proof="挂号信收据",
        )
        if arrived:
            service = work.services.get()
            b.lived(
                arrived,
                actions.confirm_arrival,
                service,
                by=b.person(Role.HANDLER, "housing"),
                served_on=arrived,
                proof="回执",
            )
    found = care.warnings(s.YEAR)
    assert [(row.kind, row.unit) for row in found] == ([("临期答复而未见送达", "housing")] if warned else [])
    assert see(Role.WRITER, found[0].url, AT_THE_END).count("<tr data-row>") == 3 if warned else True


def test_ratings_typed_in_on_one_day_are_named_without_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(care, "BULK", 2)
    clerk = b.person(Role.INTAKE)
    for _ in range(2):
        work = s.answered(10)
        b.lived(
            s.day(20),
            actions.rate,
            work.claim.case,
            by=clerk,
            organ="unit",
            value="satisfied",
            handling=work,
            evidence="电话录音 0412",
        )
    [found] = [row for row in care.warnings(s.YEAR) if row.kind == "集中代录评价"]
    assert found.unit == "housing"
    assert "2 个评价里，2 个是" in found.sentence
    page = see(
        Role.BUREAU_LEADER, f"{reverse('reports:passing')}?since=2026-01-01&until=2026-12-31", AT_THE_END
    )
    assert "集中代录评价" in page
    assert clerk.name not in page.split("<main")[1], "offices, never a person"
