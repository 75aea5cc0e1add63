"""Every reference to a unit: passed on when it merges, or history that stays (条例第24条第2款)."""

from datetime import date, timedelta
from importlib import import_module

import pytest
import reviewing
from builders import MONDAY, accepted, forwarded, lived, person, unit
from django.apps import apps

from cases import actions
from cases.models import Category, Deadline, Review
from hearings.models import Expert, Hearing
from law.terms import Role
from organizations.actions import NotPossible
from organizations.models import Unit
from oversight.models import HiddenConflict, Recommendation, SponsoredCase, UrgentReport
from petition_bureau.system import heirs, succession
from tests.hearings import scenes

DAY = date(2026, 4, 1)


def references() -> set[str]:
    """Every foreign key and many-to-many to a unit, as the models have them."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in [*model._meta.fields, *model._meta.local_many_to_many]
        if field.related_model is Unit
    }


def test_every_reference_to_a_unit_is_passed_on_or_is_history():
    """A new one fails here until somebody says which: add it to petition_bureau/system/heirs.py."""
    told = [*heirs.PASSED, *heirs.ELSEWHERE, *heirs.HISTORY]
    assert len(told) == len(set(told)), "each is told once"
    assert references() - set(told) == set(), "passed on, or history? say so in heirs"
    assert set(told) - references() == set(), "there is no such reference"


@pytest.mark.parametrize(("label", "where"), heirs.ELSEWHERE.items())
def test_what_passes_elsewhere_has_its_function(label, where):
    module, name = where.rsplit(".", 1)
    assert callable(getattr(import_module(module), name))


@pytest.mark.parametrize("label", heirs.HISTORY)
def test_what_stays_says_why(label):
    assert len(heirs.HISTORY[label]) > 5


def abolish(code: str, to: str | None) -> Unit:
    return lived(
        DAY, succession.abolish_unit, unit(code), by=person(Role.SYSADMIN), successor=unit(to) if to else None
    )


@pytest.mark.django_db
@pytest.mark.parametrize("label", heirs.PASSED)
def test_the_condition_of_each_can_be_asked(label):
    """Counted and passed on with nothing there: no name of a column is wrong."""
    found, _ = heirs._rows(label, unit("housing"), unit("water"), DAY)
    assert found.count() >= 0


@pytest.mark.django_db
def test_an_open_review_passes_with_its_clock_and_its_hearing():
    """条例第35条: the body that carries on decides; its thirty days run on."""
    row = reviewing.asked()
    clock = Deadline.objects.get(handling=row.handling, period="review")
    row = lived(row.received_on, actions.accept_review, row, by=person(Role.SCREENING))
    hearing = Hearing.objects.create(
        case=row.case, handling=row.handling, review=row, occasion="review", organ=row.organ, grounds=["major"], reason="重大",
        questions="？", proposed_by=person(Role.SCREENING), proposed_on=row.received_on,
    )  # fmt: skip
    former = row.organ
    heirs.pass_on_reviews(former, unit("city_government"), DAY)
    row, hearing = Review.objects.get(pk=row.pk), Hearing.objects.get(pk=hearing.pk)
    after = Deadline.objects.get(pk=clock.pk)
    assert {row.organ.code, hearing.organ.code, after.unit.code} == {"city_government"}
    assert (after.started_on, after.due_on) == (clock.started_on, clock.due_on)
    asked = Deadline.objects.filter(handling=row.handling, period="review_request").get()
    assert asked.unit.code == "housing", "what the petitioner may ask for stays as it was"


@pytest.mark.django_db
def test_never_to_the_unit_whose_own_opinion_is_reviewed():
    """条例第35条: 上一级机关; the reviewer merged into the reviewed one leaves it to the body above."""
    row = reviewing.asked()
    Review.objects.filter(pk=row.pk).update(organ=unit("water"))
    heirs.pass_on_reviews(unit("water"), unit("housing"), DAY)
    organ = Review.objects.get(pk=row.pk).organ
    assert organ.code != "housing"
    assert organ == unit("housing").parent


@pytest.mark.django_db
def test_a_review_that_is_over_stays():
    row = reviewing.reviewed()
    heirs.pass_on_reviews(row.organ, unit("city_government"), DAY)
    assert Review.objects.get(pk=row.pk).organ == row.organ


@pytest.mark.django_db
def test_a_hearing_goes_along_with_the_work():
    hearing, over = scenes.approved(), scenes.cancelled()
    abolish("housing", "water")
    assert Hearing.objects.get(pk=hearing.pk).organ.code == "water"
    assert Hearing.objects.get(pk=over.pk).organ.code == "housing"


@pytest.mark.django_db
def test_what_leaders_and_the_bureau_wait_for_passes_on():
    handling = accepted()
    leader = person(Role.BUREAU_LEADER)
    sponsored = SponsoredCase.objects.create(case=handling.case, leader_name="甲", leader_post="副县长", unit=unit("housing"),
                                             reason="复杂", opened_by=leader, opened_on=MONDAY, due_on=DAY)  # fmt: skip
    hidden = HiddenConflict.objects.create(matter="倒灌", field="城乡建设", place=unit("township_01"), found_by=leader,
                                           found_by_unit=unit("housing"), found_on=MONDAY, unit=unit("housing"))  # fmt: skip
    asked = Recommendation.objects.create(kind="improve", organ=unit("housing"), subject="改进", facts="情况", proposals="建议",
                                          drafted_by=leader, drafted_on=MONDAY)  # fmt: skip
    expert = Expert.objects.create(
        name="甲", kind="lawyer", origin="某所", unit=unit("housing"), since=MONDAY
    )
    expert.advises.add(unit("housing"))
    Category.objects.filter(pk=Category.objects.first().pk).update(unit=unit("housing"))
    abolish("housing", "water")
    for row in (sponsored, hidden, asked, expert):
        row.refresh_from_db()
    assert [sponsored.unit.code, hidden.unit.code, asked.organ.code, expert.unit.code] == ["water"] * 4
    assert hidden.found_by_unit.code == "housing"
    assert [row.code for row in expert.advises.all()] == ["water"]
    assert not Category.objects.filter(unit=unit("housing")).exists()


@pytest.mark.django_db
def test_one_open_report_of_one_unit_on_one_file():
    handling = forwarded(to="forestry")
    for code in ("housing", "water"):
        UrgentReport.objects.create(
            case=handling.case, unit=unit(code), known_at="2026-03-02T09:00+08:00", known_by="甲"
        )
    alone = UrgentReport.objects.create(
        unit=unit("housing"), known_at="2026-03-02T09:00+08:00", known_by="甲"
    )
    abolish("housing", "water")
    alone.refresh_from_db()
    assert alone.unit.code == "water"
    assert UrgentReport.objects.filter(case=handling.case, unit=unit("water")).count() == 1


@pytest.mark.django_db
def test_a_unit_somebody_waits_for_needs_a_successor():
    """Not its handlings alone: also what leaders and the bureau wait for."""
    person(Role.SYSADMIN)
    assert not succession.duties(unit("forestry"), DAY).any
    Recommendation.objects.create(kind="improve", organ=unit("forestry"), subject="改进", facts="情况", proposals="建议",
                                  drafted_by=person(Role.BUREAU_LEADER), drafted_on=DAY - timedelta(days=3))  # fmt: skip
    assert succession.duties(unit("forestry"), DAY).others == 1
    with pytest.raises(NotPossible, match="条例第24条第2款"):
        abolish("forestry", None)
