"""回避 (条例第28条第3款; domain §4.2 row 4): declared or proposed, decided by another, effective at once."""

from typing import Any

import pytest
from builders import (
    MONDAY,
    accepted,
    again,
    days,
    drafted,
    forwarded,
    lived,
    person,
    registered,
    signed,
    unit,
)
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from cases import actions, policies, queries, queues
from cases.models import CaseEvent, CasePaper, CompartmentGrant, Handling, Recusal
from cases.policies import NotLawfulNow, NotYours
from cases.recusal import case_of, conflicts, recused_cases
from documents import issuing
from law import clock
from law.terms import PaperKind, Purpose, RecusalRole, RecusalState, Role
from organizations import actions as unit_actions
from organizations.models import User

pytestmark = pytest.mark.django_db

TUESDAY = MONDAY + days(1)
SECRET = "与信访人是表兄弟，两家有房产纠纷"


def second(role: str, code: str = "housing") -> User:
    """Another person of the same post."""
    return User.objects.create(
        username=f"second-{role}-{code}-{User.objects.count()}", name="接替人", role=role, unit=unit(code)
    )


def proposed(case: Any = None, by: User | None = None, **changes: Any) -> Recusal:
    case = case or accepted().case
    by = by or person(Role.HANDLER, "housing")
    words = {
        "person": by,
        "role": "handler",
        "ground": "petitioner",
        "origin": "declared",
        "reason": SECRET,
    } | changes
    return lived(MONDAY, actions.propose_recusal, case, by=by, **words)


def ordered(row: Recusal | None = None, **changes: Any) -> Recusal:
    row = row or proposed()
    words = {
        "by": person(Role.UNIT_HEAD, "housing"),
        "ordered": True,
        "answer": "情况属实，应当回避",
    } | changes
    return lived(MONDAY, actions.decide_recusal, row, **words)


# --- proposed ----------------------------------------------------------------------------------------------------


def test_a_person_declares_it_and_the_reason_is_sealed_everywhere():
    row = proposed()
    assert row.state == RecusalState.PROPOSED
    assert row.reason == SECRET
    event = CaseEvent.objects.get(act="propose_recusal")
    assert not event.note_sealed
    assert SECRET not in str(event.data)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason_sealed FROM cases_recusal")
        assert SECRET.encode() not in bytes(cursor.fetchone()[0])


def test_a_proposal_stops_nothing_until_it_is_decided():
    handling = accepted()
    proposed(handling.case)
    lived(MONDAY, actions.draft_opinion, handling, by=person(Role.HANDLER, "housing"), decision="支持")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": "亲"}, "利害关系"),
        ({"origin": "by_petitioner"}, "选对提出方式"),
        ({"person": lambda: person(Role.UNIT_HEAD, "housing")}, "选对提出方式"),
    ],
)
def test_what_a_proposal_lacks_is_said(changes, said):
    changes = {name: value() if callable(value) else value for name, value in changes.items()}
    with pytest.raises(NotLawfulNow, match=said):
        proposed(**changes)


def test_the_petitioners_proposal_is_taken_down_by_an_officer():
    handling = accepted()
    row = proposed(
        handling.case, by=person(Role.INTAKE), person=person(Role.HANDLER, "housing"), origin="by_petitioner"
    )
    assert (row.person, row.proposed_by) == (person(Role.HANDLER, "housing"), person(Role.INTAKE))


def test_it_is_proposed_once_while_it_is_open_or_in_force():
    row = proposed()
    with pytest.raises(NotLawfulNow, match="已经提出"):
        proposed(row.case)
    ordered(row)
    with pytest.raises(NotYours):
        proposed(row.case)


@pytest.mark.parametrize(
    ("role", "code"), [(Role.COUNSEL, "bureau"), (Role.SYSADMIN, "bureau"), (Role.HANDLER, "water")]
)
def test_who_does_not_work_on_the_file_proposes_nothing(role, code):
    case = accepted().case
    with pytest.raises(NotYours):
        proposed(case, by=person(role, code))


# --- decided -----------------------------------------------------------------------------------------------------

#: person who withdraws → who decides, who does not
DECIDERS = [
    ((Role.HANDLER, "housing"), (Role.UNIT_HEAD, "housing"), (Role.UNIT_HEAD, "water")),
    ((Role.UNIT_HEAD, "housing"), (Role.UNIT_HEAD, "county_government"), (Role.BUREAU_LEADER, "bureau")),
    ((Role.UNIT_HEAD, "housing"), (Role.COUNTY_LEADER, "county_government"), (Role.HANDLER, "housing")),
    (
        (Role.UNIT_HEAD, "housing_quality"),
        (Role.UNIT_HEAD, "housing"),
        (Role.COUNTY_LEADER, "county_government"),
    ),
    ((Role.SCREENING, "bureau"), (Role.BUREAU_LEADER, "bureau"), (Role.SCREENING, "bureau")),
    ((Role.BUREAU_LEADER, "bureau"), (Role.COUNTY_LEADER, "county_government"), (Role.SCREENING, "bureau")),
    (
        (Role.COUNTY_LEADER, "county_government"),
        (Role.UNIT_HEAD, "city_government"),
        (Role.BUREAU_LEADER, "bureau"),
    ),
]


@pytest.mark.parametrize(("who", "decides", "not_theirs"), DECIDERS)
def test_the_head_decides_and_the_superior_on_the_head(who, decides, not_theirs):
    """条例第28条第3款; nobody decides on their own."""
    case = forwarded(to=who[1] if who[1] not in {"bureau", "county_government"} else "housing").case
    row = proposed(case, by=person(*who))
    with pytest.raises(NotYours):
        ordered(row, by=person(*not_theirs))
    with pytest.raises(NotYours):
        ordered(row, by=person(*who))
    assert ordered(row, by=person(*decides)).state == RecusalState.ORDERED


def test_from_then_on_every_act_of_that_person_on_that_matter_is_refused():
    """Effective at once, whatever the role; other people and other matters go on."""
    handling = accepted()
    ordered(proposed(handling.case))
    handler, head = person(Role.HANDLER, "housing"), person(Role.UNIT_HEAD, "housing")
    with pytest.raises(NotYours, match="已回避本件"):
        lived(TUESDAY, actions.draft_opinion, again(handling), by=handler, decision="支持")
    with pytest.raises(NotYours, match="已回避本件"):
        lived(TUESDAY, actions.ask_extension, again(handling), by=handler, days=10, reason="复杂")
    with pytest.raises(NotYours, match="已回避本件"):
        lived(TUESDAY, actions.note, handling.case, by=handler, text="补一条")
    with pytest.raises(NotYours, match="明文"):
        lived_reveal(handling, handler)
    assert not policies.may(handler, "draft_opinion", again(handling))
    other = second(Role.HANDLER)
    lived(TUESDAY, actions.draft_opinion, again(handling), by=other, decision="支持")
    assert policies.may(head, "sign_opinion", again(handling))
    elsewhere = accepted()
    assert policies.may(User.objects.get(pk=handler.pk), "draft_opinion", elsewhere)


def lived_reveal(handling: Handling, by: User) -> str:
    who = handling.case.own_petition.petitioners.get()
    with clock.on_day(TUESDAY):
        return actions.reveal(who, by=by, field="phone", reason="联系信访人")


@pytest.mark.parametrize("act", ["sign_opinion", "approve_extension"])
def test_an_approver_who_withdrew_signs_nothing(act):
    handling = accepted()
    drafted(handling, MONDAY)
    head = person(Role.UNIT_HEAD, "housing")
    ordered(proposed(handling.case, by=head, role="approver"), by=person(Role.UNIT_HEAD, "county_government"))
    words = {"days": 10, "reason": "复杂"} if act == "approve_extension" else {}
    with pytest.raises(NotYours, match="已回避本件"):
        lived(TUESDAY, getattr(actions, act), again(handling), by=head, **words)
    lived(TUESDAY, getattr(actions, act), again(handling), by=second(Role.UNIT_HEAD), **words)


def test_the_work_passes_to_who_takes_over_and_leaves_the_persons_desk():
    handling = accepted()
    other = second(Role.HANDLER)
    handler = person(Role.HANDLER, "housing")
    assert queries.owed(queries.Desk.of(handler, TUESDAY)).filter(case=handling.case).exists()
    ordered(proposed(handling.case), takes_over=other)
    assert again(handling).handler == other
    handler = User.objects.get(pk=handler.pk)
    assert not queries.owed(queries.Desk.of(handler, TUESDAY)).filter(case=handling.case).exists()
    assert queries.owed(queries.Desk.of(other, TUESDAY)).filter(case=handling.case).exists()


def test_without_a_successor_the_work_goes_back_to_the_unit():
    handling = accepted()
    ordered(proposed(handling.case))
    assert again(handling).handler is None


def test_nothing_waits_for_the_signature_of_a_head_who_withdrew():
    handling = accepted()
    drafted(handling, MONDAY)
    head = person(Role.UNIT_HEAD, "housing")
    assert queues.waiting_for_head(head) == 1
    ordered(proposed(handling.case, by=head, role="approver"), by=person(Role.UNIT_HEAD, "county_government"))
    assert queues.waiting_for_head(User.objects.get(pk=head.pk)) == 0
    assert queues.waiting_for_head(second(Role.UNIT_HEAD)) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"answer": ""}, "写明决定的理由"),
        ({"takes_over": lambda: person(Role.HANDLER, "housing")}, "不能是回避的人"),
        ({"takes_over": lambda: person(Role.HANDLER, "water")}, "同一单位"),
    ],
)
def test_what_a_decision_lacks_is_said(changes, said):
    changes = {name: value() if callable(value) else value for name, value in changes.items()}
    with pytest.raises(NotLawfulNow, match=said):
        ordered(**changes)


def test_refused_the_person_goes_on():
    row = ordered(ordered=False, answer="没有直接利害关系")
    assert row.state == RecusalState.REFUSED
    assert recused_cases(person(Role.HANDLER, "housing")) == frozenset()
    with pytest.raises(NotLawfulNow, match="已经有人决定"):
        ordered(row)


def test_the_decision_is_a_paper_that_names_the_ground_and_not_the_story():
    row = proposed()
    ordered(row, takes_over=second(Role.HANDLER))
    row = CasePaper.objects.get(kind=PaperKind.RECUSAL_DECISION)
    text = str(issuing.content_of(row.paper).to_dict())
    for words in (
        "第二十八条第三款",
        "与信访人有直接利害关系",
        "在本事项中回避",
        "接替人",
        "自本决定作出之日起",
        row.paper.number,
    ):
        assert words in text
    assert "表兄弟" not in text
    assert "陈桂英" not in text
    assert row.paper.organ == unit("housing")


def test_every_kind_of_matter_is_traced_to_its_file():
    """Whatever an act is about: the file, a claim, a handling, or a record that hangs on one of them."""
    handling = signed(accepted(), MONDAY)
    case = handling.case
    matters = [
        case,
        handling.claim,
        handling,
        handling.opinions.get(),
        proposed(case),
        case.papers.first(),
        case.deadlines.first(),
    ]
    assert {case_of(matter) for matter in matters} == {case.pk}
    assert [case_of(matter) for matter in (None, unit(), person(Role.INTAKE))] == [None, None, None]


# --- conflicts ---------------------------------------------------------------------------------------------------


def test_the_original_handler_and_signer_are_neither_reviewer_nor_host():
    """条例第28条第3款, domain §4.2 row 4: 复查人 is never the original handler."""
    case = signed(accepted(), MONDAY).case
    for who in (person(Role.HANDLER, "housing"), person(Role.UNIT_HEAD, "housing")):
        for part in (RecusalRole.REVIEWER, RecusalRole.HOST):
            assert any("原办理人员" in reason for reason in conflicts(who, case, part))
        assert conflicts(who, case, RecusalRole.HANDLER) == []
    assert conflicts(person(Role.UNIT_HEAD, "county_government"), case, RecusalRole.REVIEWER) == []


def test_who_withdrew_takes_no_part_at_all():
    row = ordered()
    assert all("决定回避" in conflicts(row.person, row.case, part)[0] for part in RecusalRole)


def test_who_belongs_to_the_accused_or_its_successor_takes_no_part():
    """条例第30条第3款: below it, and after it."""
    case = registered(purpose=Purpose.ACCUSATION, accused=[unit("housing")])
    below, other = person(Role.HANDLER, "housing_quality"), person(Role.HANDLER, "water")
    assert conflicts(below, case, RecusalRole.HANDLER)
    assert conflicts(other, case, RecusalRole.HANDLER) == []
    unit_actions.abolish_unit(unit("housing"), successor=unit("water"), on=MONDAY)
    assert conflicts(User.objects.get(pk=other.pk), case, RecusalRole.REVIEWER)


def test_an_accusation_has_no_recusal_of_the_open_kind():
    case = registered(purpose=Purpose.ACCUSATION)
    keeper = person(Role.COMPARTMENT)
    CompartmentGrant.objects.get_or_create(case=case, user=keeper, defaults={"reason": "保管"})
    with pytest.raises(NotYours):
        proposed(case, by=keeper)


# --- seen --------------------------------------------------------------------------------------------------------


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_reason_is_read_by_who_decides_and_who_wrote_it_alone():
    handler, head, officer = (
        person(Role.HANDLER, "housing"),
        person(Role.UNIT_HEAD, "housing"),
        person(Role.SCREENING),
    )
    case = accepted().case
    row = proposed(case, by=officer, person=handler, origin="by_petitioner")
    at = reverse("cases:recusals_record", args=[row.pk])
    with clock.on_day(MONDAY):
        assert SECRET in signed_in(head).get(at).content.decode()
        assert SECRET in signed_in(officer).get(at).content.decode()
        page = signed_in(handler).get(at)
        assert page.status_code == 200
        assert SECRET not in page.content.decode()
        assert signed_in(person(Role.BUREAU_LEADER)).get(at).content.decode().count(SECRET) == 0
        assert signed_in(person(Role.HANDLER, "water")).get(at).status_code == 404
        ordered(row)
        assert SECRET not in signed_in(User.objects.get(pk=handler.pk)).get(at).content.decode()


def test_from_the_case_page_to_the_decision_by_form():
    """The journey: a small thing on the case page, the head's button, the decision, the sign, the refusal."""
    handling = accepted()
    handler, head = person(Role.HANDLER, "housing"), person(Role.UNIT_HEAD, "housing")
    case, other = handling.case, second(Role.HANDLER)
    page_at = reverse("cases:detail", args=[case.number])
    with clock.on_day(MONDAY):
        at = reverse("cases:case_act", args=[case.number, "propose_recusal"])
        assert at in signed_in(handler).get(page_at).content.decode()
        data = {
            "person": handler.pk,
            "origin": "declared",
            "role": "handler",
            "ground": "petitioner",
            "reason": SECRET,
        }
        assert signed_in(handler).post(at, data).status_code == 302
        row = Recusal.objects.get()
        page = signed_in(head).get(page_at).content.decode()
        assert f"决定回避：{handler.name}" in page
        assert SECRET not in page
        step = reverse("cases:recusals_step", args=[row.pk, "decide"])
        assert signed_in(handler).get(step).status_code == 403
        answer = signed_in(head).post(
            step, {"decision": "order", "answer": "属实", "takes_over": other.pk, "version": 1}
        )
        assert answer.status_code == 302
        page = signed_in(User.objects.get(pk=handler.pk)).get(page_at).content.decode()
        assert "决定回避" in page
        assert reverse("cases:act", args=[case.number, handling.pk, "draft_opinion"]) not in page
        refused = signed_in(handler).get(
            reverse("cases:act", args=[case.number, handling.pk, "draft_opinion"])
        )
        assert refused.status_code == 403
        assert "已回避本件" in refused.content.decode()
        assert "可以查看" not in page


# --- the database refuses ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_recusal SET state = 'ordered' WHERE id = %s",
        "UPDATE cases_recusal SET state = 'ordered', decided_by_id = person_id, decided_on = '2026-03-02' WHERE id = %s",
        "UPDATE cases_recusal SET takes_over_id = person_id WHERE id = %s",
    ],
)
def test_raw_writes_are_refused(statement):
    """Nobody decides on their own, by no path."""
    row = proposed()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [row.pk])


def test_a_decision_is_never_taken_back_by_raw_sql():
    row = ordered()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_recusal SET state = 'proposed', decided_by_id = NULL, decided_on = NULL WHERE id = %s",
            [row.pk],
        )
