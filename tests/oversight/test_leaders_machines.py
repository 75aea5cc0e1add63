"""The machines of the leaders' ledgers: the table, the models, the database say the same; raw writes are refused (T-10)."""

from datetime import date

import pytest
from builders import person, registered, unit
from django.db import IntegrityError, connection, transaction
from leaders_scenes import (
    DAY,
    DUE,
    ON,
    bureau_leader,
    county_leader,
    entered,
    entrusted,
    handler,
    period,
    planned,
    published,
    reported,
    resolved,
    screening,
    sponsored,
    verified,
    visited,
    working,
)

from cases.actions.performing import LEADER_ACTS
from cases.courses import COURSES
from cases.procedure import ACTS
from law.terms import BacklogState, CriterionKind, HiddenConflictState, ReceptionState, Role, SponsorshipState
from oversight.leaders.models import (
    BacklogCriterion,
    BacklogEntry,
    HiddenConflict,
    Reception,
    ReceptionAssignment,
    ReceptionPlan,
    SponsoredCase,
)
from oversight.leaders.models.backlog import criteria

MACHINES = {
    "reception": (Reception, ReceptionState, {"held", "missed", "cancelled"}),
    "sponsorship": (SponsoredCase, SponsorshipState, {"accepted", "ended"}),
    "backlog": (BacklogEntry, BacklogState, {"verified", "refused"}),
    "hidden_conflict": (HiddenConflict, HiddenConflictState, {"struck_off"}),
}


@pytest.mark.parametrize("machine", MACHINES)
def test_the_model_is_the_table(machine):
    model, states, ends = MACHINES[machine]
    found: dict[str, set[tuple[str, str]]] = {}
    for step in model._meta.get_field("state").get_all_transitions(model):
        found.setdefault(step.name, set()).add((str(step.source), str(step.target)))
    course = COURSES[machine]
    assert found == {
        name: {(source, target) for source in sources} for name, (sources, target) in course.steps.items()
    }
    assert course.reached() == {state.value for state in states}
    assert {source for source, target in course.moves() if source != target} == course.reached() - ends


def test_every_act_of_a_file_is_in_the_procedure():
    assert set(LEADER_ACTS) <= set(ACTS)
    assert {ACTS[act].machine for act in LEADER_ACTS} == {"none"}  # beside the course: no state, no clock
    assert not any(ACTS[act].starts or ACTS[act].meets or ACTS[act].voids for act in LEADER_ACTS)


SCENES = {"reception": published, "sponsorship": working, "backlog": entered, "hidden_conflict": entrusted}
JUMPS = {
    "reception": "draft",
    "sponsorship": "accepted",
    "backlog": "verified",
    "hidden_conflict": "struck_off",
}


@pytest.mark.django_db
@pytest.mark.parametrize("machine", MACHINES)
def test_raw_sql_cannot_jump(machine):
    row = SCENES[machine]()
    table = MACHINES[machine][0]._meta.db_table
    with (
        pytest.raises(IntegrityError, match="may not go"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {table} SET state = %s WHERE id = %s", [JUMPS[machine], row.pk])
    with pytest.raises(AttributeError):
        row.state = JUMPS[machine]


def _raw(row, **changes):
    return lambda: type(row).objects.filter(pk=row.pk).update(**changes)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "changes", "constraint"),
    [
        (planned, {"ends_at": "08:00"}, "reception_ends_after_it_starts"),
        (published, {"published_on": None}, "reception_published_has_its_day"),
        (published, {"attendance": "present"}, "reception_attendance_is_its_state"),
        (visited, {"people": 0}, "reception_visit_has_people"),
        (working, {"plan": ""}, "sponsored_work_has_a_plan"),
        (reported, {"result": ""}, "hidden_conflict_end_has_a_ground"),
        (entrusted, {"official": ""}, "hidden_conflict_has_its_owners"),
        (resolved, {"evidence": ""}, "backlog_resolved_by_a_criterion"),
        (entered, {"decided_by": None}, "backlog_entered_by_someone"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_database_refuses_half_a_row(make, changes, constraint):
    row = make()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        _raw(row, **changes)()


@pytest.mark.django_db
def test_the_database_refuses_whoever_verifies_their_own():
    entry = verified()
    with pytest.raises(IntegrityError, match="backlog_verified_by_another"), transaction.atomic():
        _raw(entry, verified_by=screening())()
    row = sponsored()
    for changes in (
        {"checked_by": county_leader(), "checked_unit": unit("bureau")},
        {"checked_by": bureau_leader(), "checked_unit": unit("housing")},
        {"checked_by": bureau_leader(), "checked_unit": unit("bureau"), "requested_by": bureau_leader()},
    ):
        with pytest.raises(IntegrityError, match="sponsored_accepted_by_another"), transaction.atomic():
            _raw(row, **changes)()


@pytest.mark.django_db
def test_the_database_refuses_seconds():
    """One sponsor at a time, one matter once in a period, a leader in one place."""
    row, entry, day = sponsored(), entered(), planned()
    copies = [
        (SponsoredCase(case=row.case, leader_name="另一位", leader_post="副县长", unit=row.unit, reason="x", opened_by=bureau_leader(),
                       opened_on=DAY, due_on=DUE), "sponsored_once_at_a_time"),
        (BacklogEntry(case=entry.case, period=period(), criterion=criteria(CriterionKind.ENTRY)[0], ground="x",
                      proposed_by=screening(), proposed_on=DAY), "backlog_once_in_a_period"),
        (Reception(kind="receive", on=day.on, starts_at=day.starts_at, ends_at=day.ends_at, place="别处", leader_name=day.leader_name,
                   leader_post="副县长"), "reception_leader_is_in_one_place"),
        (BacklogCriterion(kind="entry", text="x", source="", added_on=DAY), "backlog_criterion_has_a_source"),
        (ReceptionPlan(title="x", kind="receive", days=[1], since=ON, until=DAY, leaders="x", made_by=screening(), made_on=DAY),
         "reception_plan_has_a_span"),
        (ReceptionAssignment(visit=_visit(), unit=unit("housing"), matter="x", due_on=date(2026, 1, 1),
                             assigned_by=county_leader(), assigned_on=ON), "reception_assignment_can_be_done"),
    ]  # fmt: skip
    for copy, constraint in copies:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            copy.save()


def _visit():
    from oversight.leaders.models import ReceptionVisit

    row = published(leader="另一位 副县长")
    return ReceptionVisit.objects.create(
        reception=row, case=registered(), people=1, recorded_by=person(Role.INTAKE), recorded_on=ON
    )


@pytest.mark.django_db
def test_the_strange_state_is_refused_at_birth():
    with pytest.raises(IntegrityError, match="may not go"), transaction.atomic():
        HiddenConflict.objects.bulk_create([
            HiddenConflict(matter="x", field="民政", place=unit("township_01"), found_by=handler(), found_by_unit=unit("housing"),
                           found_on=DAY, state="struck_off")
        ])  # fmt: skip
