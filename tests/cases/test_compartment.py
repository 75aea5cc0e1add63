"""检举控告 exists only for those named, by name and by day; for everyone else it does not (条例第30条第3款, T-03)."""

from datetime import timedelta

import pytest
from builders import MONDAY, claim_of, days, forwarded, lived, person, registered, registration, unit
from django.db import connection

from cases import actions
from cases.models import (
    Case,
    CaseEvent,
    Claim,
    CompartmentGrant,
    Deadline,
    Handling,
    outside_compartment,
    seen_by,
)
from cases.policies import NotLawfulNow, NotYours
from law import clock
from law.terms import Purpose, Role
from notifications.models import Outbox

pytestmark = pytest.mark.django_db

#: Where a role sits, when not in the bureau.
HOME = {
    Role.HANDLER: "housing",
    Role.UNIT_HEAD: "housing",
    Role.COUNTY_LEADER: "county_government",
    Role.COUNSEL: "justice",
}


def accusation(**changes: object) -> Case:
    return registered(
        **({"purpose": Purpose.ACCUSATION, "title": "举报", "summary": "回扣", "claims": ["查处"]} | changes)
    )


def one_of_each() -> dict[Role, object]:
    return {role: person(role, HOME.get(role, "bureau")) for role in Role}


def seen(user) -> dict[str, int]:
    """Everything a list or a figure counts for a person."""
    return {
        "cases": Case.objects.visible_to(user).count(),
        "claims": Claim.objects.visible_to(user).count(),
        "handlings": Handling.objects.visible_to(user).count(),
        "deadlines": Deadline.objects.visible_to(user).count(),
    }


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.INTAKE, Role.COMPARTMENT}])
def test_without_a_grant_no_role_sees_it(role):
    """Leaders and administrators have no implicit access; there is no superuser."""
    person(Role.COMPARTMENT)
    someone = person(role, HOME.get(role, "bureau"))
    case = accusation()
    assert not Case.objects.visible_to(someone).filter(pk=case.pk).exists()


def test_what_each_role_counts_does_not_move_when_one_is_registered():
    """The difference attack: one accusation more, and nobody's numbers tell (domain §4.3)."""
    people = one_of_each()
    registered()
    before = {role: seen(user) for role, user in people.items()}
    county = Case.objects.ordinary().count(), Deadline.objects.overdue(MONDAY + days(90)).filter(
        case__in_compartment=False).count()  # fmt: skip
    accusation()
    named = {Role.INTAKE, Role.COMPARTMENT}
    assert {role: seen(user) for role, user in people.items() if role not in named} == {
        role: counts for role, counts in before.items() if role not in named
    }
    assert county == (Case.objects.ordinary().count(), Deadline.objects.overdue(MONDAY + days(90)).filter(
        case__in_compartment=False).count())  # fmt: skip


def test_a_grant_gives_and_its_end_takes_away():
    case = accusation()
    leader = person(Role.BUREAU_LEADER)
    grant = CompartmentGrant.objects.create(
        case=case, user=leader, reason="听取汇报", until=clock.now() + timedelta(hours=1)
    )
    assert Case.objects.visible_to(leader).filter(pk=case.pk).exists()
    with clock.on_day(clock.today() + timedelta(days=1)):
        assert not Case.objects.visible_to(leader).filter(pk=case.pk).exists()
    CompartmentGrant.objects.filter(pk=grant.pk).update(revoked_at=clock.now())
    assert not Case.objects.visible_to(leader).filter(pk=case.pk).exists()


def test_a_grant_is_for_one_case_and_one_person():
    one, two = accusation(), accusation()
    leader, other = person(Role.BUREAU_LEADER), person(Role.SCREENING)
    CompartmentGrant.objects.create(case=one, user=leader, reason="听取汇报")
    assert list(Case.objects.visible_to(leader).filter(in_compartment=True)) == [one]
    assert not Case.objects.visible_to(other).filter(pk__in=[one.pk, two.pk]).exists()


@pytest.mark.parametrize("role", list(Role))
def test_leaving_out_what_is_hidden_finds_what_is_visible(role):
    """Two ways to say the same: the cases a person sees, and all but those kept from them; for every role."""
    someone = person(role, HOME.get(role, "bureau"))
    hidden, granted, revoked = accusation(), accusation(), accusation()
    if role not in {Role.INTAKE, Role.COMPARTMENT}:  # they are named already
        CompartmentGrant.objects.create(case=granted, user=someone, reason="听取汇报")
        CompartmentGrant.objects.create(case=revoked, user=someone, reason="听取汇报", revoked_at=clock.now())
    forwarded(to="housing")
    registered()
    visible = set(Case.objects.visible_to(someone).values_list("pk", flat=True))
    if role in {Role.BUREAU_LEADER, Role.SCREENING}:
        assert visible & {hidden.pk, granted.pk, revoked.pk} == {granted.pk}
    for active in (True, False):
        someone.is_active = active
        for model, path in ((Case, "pk"), (Claim, "case"), (Deadline, "case"), (Handling, "claim__case")):
            found = model.objects.filter(seen_by(someone, path))
            assert set(found) == set(
                model.objects.filter(**{f"{path}__in": Case.objects.visible_to(someone)})
            ), model
    ordinary = Deadline.objects.filter(case__in_compartment=False)
    assert (
        set(Deadline.objects.ordinary())
        == set(ordinary)
        == set(Deadline.objects.filter(outside_compartment()))
    )
    assert set(Handling.objects.ordinary()) == set(Handling.objects.filter(claim__case__in_compartment=False))
    assert Deadline.objects.filter(case=hidden).exists()


def test_somebody_who_left_sees_nothing():
    case = accusation()
    keeper = person(Role.SCREENING)
    CompartmentGrant.objects.create(case=case, user=keeper, reason="协助")
    keeper.is_active = False
    keeper.save()
    assert not Case.objects.visible_to(keeper).exists()


def test_the_clerk_loses_it_with_the_handing_on():
    keeper, clerk = person(Role.COMPARTMENT), person(Role.INTAKE)
    case = accusation()
    assert Case.objects.visible_to(clerk).filter(pk=case.pk).exists()
    lived(MONDAY, actions.hand_on_accusation, case, by=clerk)
    assert not Case.objects.visible_to(clerk).filter(pk=case.pk).exists()
    assert Case.objects.visible_to(keeper).filter(pk=case.pk).exists()
    with pytest.raises(NotYours):
        lived(MONDAY, actions.hand_on_accusation, case, by=clerk)


def test_no_keeper_or_clerk_of_the_accused_is_named():
    """The accused unit and all below it; the database refuses it besides (tests/cases/test_database_refuses.py)."""
    keeper = person(Role.COMPARTMENT)
    clerk = person(Role.HANDLER, "housing")
    case = lived(
        MONDAY, actions.register, _form(accused=[unit("housing")]), by=clerk, unit=unit("housing")
    ).case
    assert list(case.grants.values_list("user_id", flat=True)) == [keeper.pk]
    case = accusation(accused=[unit("bureau")])
    assert not case.grants.filter(user__unit__code="bureau").exists()


def _form(**changes):
    return registration(purpose=Purpose.ACCUSATION, title="举报", summary="回扣", claims=["查处"], **changes)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        ("forward", lambda: {"route": "petition", "to": actions.Destination(unit("housing"))}),
        ("propose", lambda: {"way": "file_away", "route": "petition", "reason": "存查"}),
        ("reply_directly", lambda: {"answer": "已知悉"}),
        ("ask_counsel", lambda: {"counsel": person(Role.COUNSEL, "justice"), "question": "怎么看"}),
    ],
)
def test_the_screening_officer_does_nothing_with_it_even_when_named(act, words):
    case = accusation()
    officer = person(Role.SCREENING)
    CompartmentGrant.objects.create(case=case, user=officer, reason="协助")
    with pytest.raises((NotYours, NotLawfulNow)):
        lived(MONDAY, getattr(actions, act), claim_of(case), by=officer, **words())
    assert not Handling.objects.filter(claim__case=case).exists()


def test_only_a_named_keeper_transfers_it_and_the_discipline_body_is_named_with_it():
    """条例第22条第2款: by the competence over officials; the transfer meets the bureau's fifteen days."""
    keeper = person(Role.COMPARTMENT)
    case = accusation()
    member = person(Role.HANDLER, "discipline")
    with pytest.raises(NotYours):
        lived(
            MONDAY,
            actions.transfer_to_discipline,
            claim_of(case),
            by=person(Role.BUREAU_LEADER),
            unit=unit("discipline"),
        )
    CompartmentGrant.objects.filter(case=case, user=keeper).update(revoked_at=clock.now())
    with pytest.raises(NotYours):
        lived(MONDAY, actions.transfer_to_discipline, claim_of(case), by=keeper, unit=unit("discipline"))
    CompartmentGrant.objects.create(case=case, user=keeper, reason="保管")
    lived(MONDAY, actions.transfer_to_discipline, claim_of(case), by=keeper, unit=unit("discipline"))
    assert Case.objects.visible_to(member).filter(pk=case.pk).exists()
    assert Deadline.objects.get(case=case, period="forwarding").met_on == MONDAY
    assert not Outbox.objects.exists()  # no word of it leaves the compartment


def test_no_word_and_no_joined_file():
    person(Role.COMPARTMENT)
    case = accusation()
    ordinary = registered()
    assert not Outbox.objects.filter(subject__contains=case.number).exists()
    for one, two in ((case, ordinary), (ordinary, case)):
        with pytest.raises((NotYours, NotLawfulNow)):
            lived(MONDAY, actions.link_repeat, one, earlier=two, by=person(Role.SCREENING), reason="同人同事")


def test_nothing_of_it_is_searched():
    accusation(title="独一无二的举报标题")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM cases_case WHERE bigrams(title || ' ' || summary) && bigrams('独一无二')"
        )
        assert cursor.fetchone() == (0,)


def test_its_events_hold_no_words():
    case = accusation(title="回扣", summary="回扣")
    for event in CaseEvent.objects.filter(case=case):
        assert "回扣" not in str(event.data)
