"""Rule sets in the database: one active, a release only as draft, a person's row untouched (design D4)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from law.terms import Purpose, Role, Route
from routing import rulesets
from routing.models import RoutingDecision, RuleRow, RuleSet, RuleSetStatus
from routing.rules import Facts, Kind, Rule
from routing.seedfile import Seed, load
from routing.suggest import facts_record, suggest, suggest_with
from tests.builders import claim_of, person, registered

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
LAMPS = Rule(
    "lamps", Kind.SUBJECT, "路灯由城管局维护", words=("路灯",), unit="urban_management", article="第22条第1款"
)
ROADS = Rule(
    "roads", Kind.SUBJECT, "公路由交通局主管", words=("公路",), unit="transport", article="第22条第1款"
)


def release(name: str, *rules: Rule) -> Seed:
    return Seed(name, date(2026, 1, 1), "试用", "", rules or (LAMPS, ROADS))


def edit(ruleset: RuleSet, code: str, **values: object) -> None:
    RuleRow.objects.filter(ruleset=ruleset, code=code).update(edited_by_person=True, **values)
    rulesets.touch(ruleset)


@pytest.fixture
def bureau():
    return person(Role.SYSADMIN)


def test_base_data_holds_one_active_set():
    active = rulesets.active_set()
    assert active.name == load().name
    assert active.rows.count() == len(load().rules)
    assert rulesets.ensure_seed() is None


def test_rows_come_back_as_they_were_written():
    assert rulesets.rules_of(rulesets.active_set()).rules == load().rules


def test_a_new_release_becomes_a_draft_and_touches_nothing(monkeypatch):
    before = rulesets.active_set()
    monkeypatch.setattr(rulesets, "load", lambda folder: release("2027.1"))
    made = rulesets.ensure_seed()
    assert made is not None
    assert made.status == RuleSetStatus.DRAFT
    assert rulesets.active_set() == before
    assert rulesets.ensure_seed() is None


def test_a_row_a_person_edited_is_never_overwritten():
    draft = rulesets.load_draft(release("草案"))
    edit(draft, "lamps", because="路灯由市政中心维护", unit="utilities")
    changed = Rule(
        "roads", Kind.SUBJECT, "公路由公路局主管", words=("公路",), unit="transport", article="第22条第1款"
    )
    rulesets.load_draft(release("草案", LAMPS, changed))
    rows = {row.code: (row.because, row.unit) for row in draft.rows.all()}
    assert rows == {"lamps": ("路灯由市政中心维护", "utilities"), "roads": ("公路由公路局主管", "transport")}


def test_a_set_in_force_is_never_loaded_into():
    name = rulesets.active_set().name
    with pytest.raises(rulesets.RuleSetRefused, match="现行"):
        rulesets.load_draft(release(name))


def test_one_set_takes_effect_and_the_old_one_ends_the_day_before(bureau):
    old = rulesets.active_set()
    new = rulesets.activate(rulesets.load_draft(release("新版")), by=bureau, on=DAY)
    old.refresh_from_db()
    assert (old.status, old.in_force_until) == (RuleSetStatus.RETIRED, date(2026, 3, 1))
    assert (new.status, new.in_force_from, new.activated_by) == (RuleSetStatus.ACTIVE, DAY, bureau)
    assert suggest(Facts("路灯不亮，路灯坏了", "没有路灯")).unit == "urban_management"
    assert suggest_with(old.name, Facts("路灯不亮")).ruleset == old.name
    with pytest.raises(rulesets.RuleSetRefused, match="不是草案"):
        rulesets.activate(old, by=bureau, on=DAY)


def test_a_faulty_draft_does_not_take_effect(bureau):
    nobody = Rule("nobody", Kind.SUBJECT, "谁也不管", words=("路灯",), unit="nobody", article="第22条第1款")
    draft = rulesets.load_draft(release("有误", LAMPS, nobody))
    before = rulesets.active_set()
    with pytest.raises(rulesets.RuleSetRefused, match="nobody"):
        rulesets.activate(draft, by=bureau, on=DAY)
    assert rulesets.active_set() == before


def test_the_release_fits_this_installation():
    assert rulesets.check(rulesets.active_set(), on=DAY) == []


def test_a_changed_row_counts_at_once_and_an_unchanged_set_costs_one_query(django_assert_num_queries):
    ruleset = rulesets.active_set()
    suggest(Facts("路灯不亮"))
    with django_assert_num_queries(1):
        assert suggest(Facts("路灯不亮")).unit == "urban_management"
    for row in ruleset.rows.filter(unit="urban_management", words__contains=["路灯"]):
        edit(ruleset, row.code, unit="utilities")
    assert suggest(Facts("路灯不亮")).candidates[0] == "utilities"


def test_a_copy_is_a_draft_of_its_own():
    origin = rulesets.active_set()
    draft = rulesets.copy_as_draft(origin, "修改稿")
    assert draft.status == RuleSetStatus.DRAFT
    assert rulesets.rules_of(draft).rules == rulesets.rules_of(origin).rules
    edit(draft, "list-01", because="改过")
    assert origin.rows.get(code="list-01").because != "改过"
    with pytest.raises(rulesets.RuleSetRefused, match="已有"):
        rulesets.copy_as_draft(origin, "修改稿")


def test_the_database_allows_one_active_set():
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleSet.objects.create(name="另一套", status=RuleSetStatus.ACTIVE)


@pytest.mark.parametrize(
    "values",
    [{"decided_on": DAY}, {"overridden": True, "reason": ""}],
    ids=["a day without a person", "an override without a reason"],
)
def test_the_database_refuses_half_a_decision(values):
    claim = claim_of(registered())
    with pytest.raises(IntegrityError), transaction.atomic():
        RoutingDecision.objects.create(claim=claim, ruleset=rulesets.active_set(), **values)


def test_without_a_set_the_remedy_is_named():
    RuleSet.objects.update(status=RuleSetStatus.RETIRED)
    with pytest.raises(rulesets.NoActiveRuleSet, match="启用"):
        suggest(Facts("路灯不亮"))


def test_the_accused_unit_takes_its_subordinates_along():
    """条例第30条第3款, on the county's own tree of units."""
    facts = Facts("举报某干部受贿", "以权谋私。")
    assert suggest(facts).unit == "discipline"
    assert suggest(facts, accused=frozenset({"discipline"})).unit == "higher_level"


def test_the_kept_facts_hold_no_text():
    facts = Facts("张三的事", "电话13800000000", Purpose.GRIEVANCE, "政法/诉讼", "township_03", "visit")
    kept = facts_record(facts)
    assert "张三" not in str(kept)
    assert "138" not in str(kept)
    assert kept["purpose"] == "grievance"
    assert Route.PETITION not in kept.values()
