"""What the law refuses, PostgreSQL refuses to anyone: raw SQL as the application's own role (T-04, T-10)."""

import pytest
from builders import MONDAY, accepted, claim_of, days, forwarded, lived, person, registered, unit
from django.db import DatabaseError, IntegrityError, connection, transaction
from states import IN_STATE

from cases import actions
from cases.models import Case, CaseEvent, CompartmentGrant, Handling
from cases.policies import NotLawfulNow
from cases.procedure import allowed_edges
from law.terms import CaseState, HandlingState, Purpose, Role, Route
from organizations.actions import change_unit
from organizations.models import Unit, User

pytestmark = pytest.mark.django_db


def sql(statement: str, *values: object) -> None:
    """Run one statement to the end, deferred checks included."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def put_event(case: Case) -> None:
    CaseEvent.objects.create(case=case, act="note", case_state=case.state, on=MONDAY)


# --- the state machine -------------------------------------------------------------------------------------------


def foreign_targets(machine: str, state: str) -> list[str]:
    """Every state the table does not lead to from this one."""
    lawful = set(allowed_edges())
    terms = HandlingState if machine == "handling" else CaseState
    return [term.value for term in terms if term != state and (machine, state, term.value) not in lawful]


def refuses_all(machine: str, pk: int, state: str) -> None:
    """Try each of them by raw SQL, with an event at hand."""
    for target in foreign_targets(machine, state):
        with (
            pytest.raises(DatabaseError, match="may not go"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE cases_{machine} SET state = %s WHERE id = %s", [target, pk])


@pytest.mark.parametrize("state", HandlingState)
def test_a_handling_changes_along_the_table_only(state):
    handling = IN_STATE[state]()
    put_event(handling.claim.case)
    assert len(foreign_targets("handling", state)) >= 4
    refuses_all("handling", handling.pk, state)


def archived() -> Case:
    day = MONDAY + days(60)
    return lived(day, actions.archive, IN_STATE[HandlingState.CONCLUDED]().claim.case, by=person(Role.INTAKE))


def merged() -> Case:
    earlier, case = registered(), registered()
    lived(MONDAY, actions.link_repeat, case, earlier=earlier, by=person(Role.SCREENING), reason="同人同事")
    return case


CASES = {
    CaseState.REGISTERED: registered,
    CaseState.DISPATCHED: lambda: forwarded().claim.case,
    CaseState.CLOSED: lambda: IN_STATE[HandlingState.CONCLUDED]().claim.case,
    CaseState.ARCHIVED: archived,
    CaseState.MERGED: merged,
}


@pytest.mark.parametrize("state", CaseState)
def test_a_case_changes_along_the_table_only(state):
    case = Case.objects.get(pk=CASES[state]().pk)
    assert case.state == state
    put_event(case)
    refuses_all("case", case.pk, state)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("table", "target", "changes"),
    [
        ("cases_handling", "accepted", ", accepted_on = '2026-03-02'"),
        ("cases_case", "closed", ", closed_on = '2026-03-02'"),
    ],
)
def test_along_an_edge_an_event_must_be_in_the_same_transaction(table, target, changes):
    handling = forwarded()
    pk = handling.pk if table == "cases_handling" else handling.claim.case_id
    change = f"UPDATE {table} SET state = '{target}'{changes} WHERE id = {pk}"
    with pytest.raises(DatabaseError, match="needs its event in the same transaction"):
        sql(change)
    with transaction.atomic():
        put_event(handling.claim.case)
        sql(change)
    assert target in {
        Handling.objects.get(pk=handling.pk).state,
        Case.objects.get(pk=handling.claim.case_id).state,
    }


@pytest.mark.parametrize("state", ["accepted", "concluded", "declined"])
def test_nothing_is_born_in_the_middle(state):
    claim = claim_of(registered())
    with pytest.raises(DatabaseError, match="may not go"), transaction.atomic():
        Handling.objects.bulk_create(
            [Handling(claim=claim, unit=unit("housing"), route=Route.PETITION, arrived_on=MONDAY, state=state,
                      accepted_on=MONDAY, ended_on=MONDAY)]
        )  # fmt: skip


# --- append-only -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["cases_caseevent", "audit_record"])
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE", "DELETE FROM {} WHERE false"],
)
def test_what_happened_is_neither_changed_nor_removed(table, statement):
    accepted()
    column = "act" if table == "cases_caseevent" else "verb"
    with pytest.raises(DatabaseError, match=r"append-only|permission denied"):
        sql(statement.format(table, column, column))


def test_events_are_not_changed_through_the_models():
    event = CaseEvent.objects.filter(case=accepted().claim.case).latest("pk")
    event.act = "conclude"
    for change in (event.save, event.delete, CaseEvent.objects.all().delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


# --- the accused -------------------------------------------------------------------------------------------------


def grown_tree() -> list[Unit]:
    """Five levels below the housing department; 30 pairs of (accused, it or somebody below it)."""
    top = unit("housing")
    rows = [top]
    for level in range(4):
        parents = [row for row in rows if row.path.count("/") == top.path.count("/") + level]
        for parent in parents[:2]:
            for n in range(2):
                row = Unit.objects.create(code=f"below-{parent.pk}-{n}", name="下属", short_name="下属", kind="department",
                                          parent=parent, path="")  # fmt: skip
                row.path = f"{parent.path}{row.pk}/"
                row.save(update_fields=["path"])
                rows.append(row)
    return rows


def accusation(accused: list[Unit]) -> Case:
    return registered(
        purpose=Purpose.ACCUSATION, accused=accused, title="举报", summary="内容", claims=["查处"]
    )


def test_an_accusation_is_given_to_no_accused_unit_and_to_none_below_it():
    """条例第30条第3款; by the ORM in bulk and by raw SQL, over a tree of five levels."""
    tree = grown_tree()
    pairs = [(over, under) for over in tree for under in tree if under.is_within(over)]
    assert len(pairs) >= 30
    people = {
        row.pk: User.objects.create(username=f"u{row.pk}", name="某人", role=Role.HANDLER, unit=row)
        for row in tree
    }
    outside = person(Role.HANDLER, "water")
    for over in tree:
        case = accusation([over])
        claim = claim_of(case)
        for under in (row for row in tree if row.is_within(over)):
            handling = Handling(claim=claim, unit=under, route=Route.DISCIPLINE, arrived_on=MONDAY)
            grant = CompartmentGrant(case=case, user=people[under.pk], reason="误授")
            attempts = [
                lambda row=handling: Handling.objects.bulk_create([row]),
                lambda row=grant: CompartmentGrant.objects.bulk_create([row]),
                lambda c=claim, u=under: sql(
                    "INSERT INTO cases_handling (claim_id, unit_id, role, state, route, assigned, direct, first_responsible,"
                    " arrived_on, notice_exempt, presumed, version)"
                    " VALUES (%s, %s, 'lead', 'arrived', 'discipline', false, false, false, '2026-03-02', false, false, 1)",
                    c.pk, u.pk,
                ),
                lambda c=case, u=under: sql(
                    "INSERT INTO cases_compartmentgrant (case_id, user_id, reason, granted_at) VALUES (%s, %s, '误授', now())",
                    c.pk, people[u.pk].pk,
                ),
            ]  # fmt: skip
            for attempt in attempts:
                with pytest.raises(DatabaseError, match="never given"), transaction.atomic():
                    attempt()
        CompartmentGrant.objects.create(case=case, user=outside, reason="核查")  # another unit can be named


def test_a_grant_or_handling_is_not_moved_to_the_accused():
    case = accusation([unit("housing")])
    held = CompartmentGrant.objects.create(case=case, user=person(Role.HANDLER, "water"), reason="核查")
    for move in (
        lambda: CompartmentGrant.objects.filter(pk=held.pk).update(user=person(Role.UNIT_HEAD, "housing")),
        lambda: sql(
            "UPDATE cases_compartmentgrant SET user_id = %s WHERE id = %s",
            person(Role.HANDLER, "housing").pk,
            held.pk,
        ),
    ):
        with pytest.raises(DatabaseError, match="never given"), transaction.atomic():
            move()


def test_a_unit_that_comes_under_the_accused_later_is_refused_as_well():
    case = accusation([unit("housing")])
    water = unit("water")
    CompartmentGrant.objects.create(case=case, user=person(Role.HANDLER, "water"), reason="核查")
    change_unit(water, parent=unit("housing"))
    with pytest.raises(DatabaseError, match="never given"), transaction.atomic():
        CompartmentGrant.objects.create(case=case, user=person(Role.UNIT_HEAD, "water"), reason="核查")


def test_the_transfer_says_it_in_words():
    keeper = person(Role.COMPARTMENT)
    case = accusation([unit("discipline")])
    with pytest.raises(NotLawfulNow, match="不能转给被检举的单位"):
        lived(MONDAY, actions.transfer_to_discipline, claim_of(case), by=keeper, unit=unit("discipline"))


# --- the compartment's text --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change", ["title = '举报某局长'", "summary = '收受他人财物'", "in_compartment = false"]
)
def test_an_accusation_is_never_written_in_plain_text(change):
    case = accusation([])
    with pytest.raises(IntegrityError):
        sql(f"UPDATE cases_case SET {change} WHERE id = %s", case.pk)


def test_no_file_becomes_an_accusation_outside_the_compartment():
    case = registered()
    with pytest.raises(IntegrityError, match="case_accusation_is_in_compartment"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(purpose=Purpose.ACCUSATION)


# --- pairs and orders --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE cases_deadline SET extended = 31 WHERE period = 'handling'", "only_handling_is_extended"),
        ("UPDATE cases_deadline SET extended = 5 WHERE period = 'notice'", "only_handling_is_extended"),
        (
            "UPDATE cases_deadline SET hearing = 5 WHERE period = 'handling'",
            "hearing_stops_final_review_only",
        ),
        (
            "UPDATE cases_deadline SET met_on = started_on - 1 WHERE period = 'handling'",
            "deadline_met_after_start",
        ),
        (
            "UPDATE cases_deadline SET met_on = due_on, voided_on = due_on WHERE period = 'handling'",
            "deadline_met_or_void",
        ),
        ("UPDATE cases_case SET closed_on = received_on", "case_closed_has_its_day"),
        ("UPDATE cases_claim SET decided_on = NULL", "claim_way_has_its_day"),
    ],
)
def test_rows_that_no_act_can_make_are_refused(statement, constraint):
    """条例第34条: thirty days at most and only of the sixty; 条例第36条第2款: hearing days only at 复核."""
    accepted()
    with pytest.raises(IntegrityError, match=constraint):
        sql(statement)


def test_a_claim_has_one_live_lead():
    """条例第24条: one 主办; a second one, by whatever door, is refused (T-11)."""
    handling = forwarded()
    with pytest.raises(IntegrityError, match="one_live_lead_per_claim"), transaction.atomic():
        Handling.objects.bulk_create(
            [Handling(claim=handling.claim, unit=unit("water"), route=Route.PETITION, arrived_on=MONDAY)]
        )


# --- the role ----------------------------------------------------------------------------------------------------


def test_the_application_owns_nothing_and_is_no_superuser():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls FROM pg_roles"
                       " WHERE rolname = current_user")  # fmt: skip
        assert cursor.fetchone() == (False,) * 5
        cursor.execute("SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = current_user"
                       " AND c.relnamespace = 'public'::regnamespace")  # fmt: skip
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE cases_caseevent DISABLE TRIGGER ALL",
        "DROP TRIGGER event_append_only ON cases_caseevent",
        "SET session_replication_role = replica",
        "DROP FUNCTION cases_refuse_accused() CASCADE",
    ],
)
def test_the_application_cannot_put_the_refusals_to_sleep(statement):
    with pytest.raises(DatabaseError, match=r"must be owner|permission denied"):
        sql(statement)


def test_the_application_cannot_make_an_edge_lawful():
    """The transition table is the owner's: nobody serving requests widens it."""
    with (
        pytest.raises(DatabaseError, match="only the owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO cases_allowededge (machine, source, target) VALUES ('case', 'archived', 'registered')"
        )
