"""Defects once found by reading the core against the law; each stays found."""

import threading

import pytest
from builders import (
    MONDAY,
    again,
    claim_of,
    days,
    forwarded,
    lived,
    person,
    registered,
    registration,
    served,
    signed,
    unit,
)
from django.conf import settings
from django.db import connection
from django.test import Client
from states import GUIDANCE, declining, imported, objected

from cases import actions
from cases.actions import Destination
from cases.models import Case, CompartmentGrant, Deadline, Handling, Proposal
from cases.policies import NotLawfulNow, NotYours
from law import clock
from law.terms import CaseState, ClaimWay, HandlingState, Purpose, Role, Route

pytestmark = pytest.mark.django_db


def at_unit(**changes: object) -> Case:
    """A petition put to the housing bureau directly."""
    form = registration(**changes)
    return lived(
        MONDAY, actions.register, form, by=person(Role.HANDLER, "housing"), unit=unit("housing")
    ).case


@pytest.mark.parametrize("act", ["take_in", "reply_directly"])
def test_a_unit_never_handles_the_accusation_it_registered(act):
    """条例第30条第3款: it goes the compartment's way only."""
    case = at_unit(purpose=Purpose.ACCUSATION)
    words = {"route": Route.PETITION} if act == "take_in" else {"answer": "已答"}
    with pytest.raises(NotYours):
        lived(MONDAY, getattr(actions, act), claim_of(case), by=person(Role.HANDLER, "housing"), **words)


def test_an_imported_file_is_not_screened_again():
    claim = imported(answered=False).claim
    with pytest.raises(NotLawfulNow, match="导入件"):
        lived(
            MONDAY,
            actions.forward,
            claim,
            by=person(Role.SCREENING),
            route=Route.PETITION,
            to=Destination(unit("police")),
        )


def test_an_open_imported_file_is_answered_by_its_unit():
    handling = imported(answered=False)
    lived(
        MONDAY + days(3),
        actions.answer_imported,
        handling,
        by=person(Role.HANDLER, "housing"),
        text="路灯已修复",
    )
    handling = again(handling)
    assert (handling.state, handling.claim.case.state) == (HandlingState.ANSWERED, CaseState.CLOSED)
    assert Deadline.objects.get(handling=handling, period="handling").met_on == MONDAY + days(3)


def test_a_partly_sent_file_and_a_file_others_joined_are_not_merged():
    earlier = registered()
    case = registered(claims=["一", "二"])
    first = case.claims.first()
    lived(
        MONDAY,
        actions.forward,
        first,
        by=person(Role.SCREENING),
        route=Route.PETITION,
        to=Destination(unit("housing")),
    )
    with pytest.raises(NotLawfulNow, match="已有诉求定了去处"):
        lived(MONDAY, actions.link_repeat, case, earlier=earlier, by=person(Role.INTAKE), reason="同人同事")
    joined, last = registered(), registered()
    lived(MONDAY, actions.link_repeat, joined, earlier=earlier, by=person(Role.INTAKE), reason="同人同事")
    with pytest.raises(NotLawfulNow, match="已有别的件并入本件"):
        lived(MONDAY, actions.link_repeat, earlier, earlier=last, by=person(Role.INTAKE), reason="同人同事")


def test_a_unit_petition_joined_by_the_bureau_leaves_no_clock_running():
    earlier, case = registered(), at_unit()
    lived(MONDAY, actions.link_repeat, case, earlier=earlier, by=person(Role.SCREENING), reason="同人同事")
    assert not Deadline.objects.running().filter(case=case).exists()
    lived(MONDAY, actions.unlink_repeat, case, by=person(Role.INTAKE), reason="认错")
    assert Deadline.objects.running().filter(case=case, period="notice").exists()


def test_each_claim_taken_in_has_its_own_notice():
    case = at_unit(claims=["一", "二"])
    for claim in case.claims.all():
        lived(MONDAY, actions.take_in, claim, by=person(Role.HANDLER, "housing"), route=Route.PETITION)
    assert Deadline.objects.running().filter(case=case, period="notice", handling__isnull=False).count() == 2


def test_the_bureau_does_not_screen_what_a_unit_received():
    with pytest.raises(NotYours):
        lived(MONDAY, actions.forward, claim_of(at_unit()), by=person(Role.SCREENING), route=Route.PETITION,
              to=Destination(unit("police")))  # fmt: skip


def test_a_unit_tells_where_the_matter_belongs_with_its_heads_signature():
    """条例第23条第1款: not its own competence → told in writing to go to the competent organ."""
    case = at_unit()
    proposal = lived(MONDAY, actions.propose, claim_of(case), by=person(Role.HANDLER, "housing"), way=ClaimWay.GUIDE,
                     route=Route.PETITION, reason="不属本单位职权", details=GUIDANCE)  # fmt: skip
    lived(MONDAY, actions.sign_proposal, proposal, by=person(Role.UNIT_HEAD, "housing"))
    assert Deadline.objects.get(case=case, period="notice").met_on == MONDAY
    assert Case.objects.get(pk=case.pk).state == CaseState.CLOSED


def test_the_page_to_tell_where_a_matter_belongs_opens_for_the_unit_alone():
    case = at_unit()
    url = f"/cases/{case.number}/claims/{claim_of(case).pk}/propose/"
    client = Client()
    client.force_login(person(Role.HANDLER, "housing"), backend=settings.AUTHENTICATION_BACKENDS[-1])
    with clock.on_day(MONDAY):
        assert "提请负责人审签" in client.get(url).content.decode()
    client.force_login(person(Role.HANDLER, "police"), backend=settings.AUTHENTICATION_BACKENDS[-1])
    with clock.on_day(MONDAY):
        assert client.get(url).status_code == 404


def test_the_page_of_an_imported_file_offers_the_answer():
    handling = imported(answered=False)
    client = Client()
    client.force_login(person(Role.HANDLER, "housing"), backend=settings.AUTHENTICATION_BACKENDS[-1])
    with clock.on_day(MONDAY):
        assert "登记答复" in client.get(f"/cases/{handling.claim.case.number}/").content.decode()


def test_after_a_reassignment_nothing_is_dated_before_the_new_arrival():
    objection = objected(MONDAY)
    new = lived(MONDAY + days(2), actions.uphold_objection, objection, by=person(Role.SCREENING), to=unit("utilities"),
                answer="属实")  # fmt: skip
    with clock.on_day(MONDAY + days(4)), pytest.raises(NotLawfulNow, match="不能早于到达"):
        actions.accept(new, by=person(Role.HANDLER, "utilities"), on=MONDAY + days(1), why_backdated="单据")


def test_service_is_not_recorded_before_it_happened():
    handling = signed(forwarded_and_accepted(), MONDAY)
    with pytest.raises(NotLawfulNow, match="送达日还没有到"):
        lived(MONDAY, actions.serve, handling, by=person(Role.HANDLER, "housing"), method="post",
              served_on=MONDAY + days(5), proof="EMS")  # fmt: skip


def test_public_service_is_concluded_only_when_it_has_arrived():
    handling = signed(forwarded_and_accepted(), MONDAY)
    lived(
        MONDAY,
        actions.serve,
        handling,
        by=person(Role.HANDLER, "housing"),
        method="public",
        served_on=None,
        proof="公告",
        cause="去向不明",
    )
    with pytest.raises(NotLawfulNow, match="没有送达"):
        lived(MONDAY + days(1), actions.conclude, again(handling), by=person(Role.SCREENING))
    lived(MONDAY + days(30), actions.conclude, again(handling), by=person(Role.SCREENING))


def forwarded_and_accepted() -> Handling:
    handling = forwarded()
    return lived(MONDAY, actions.accept, handling, by=person(Role.HANDLER, "housing"))


def test_a_unit_proposal_lapses_when_the_work_goes_another_way():
    proposal = declining()
    lived(MONDAY, actions.accept, again(proposal.handling), by=person(Role.HANDLER, "housing"))
    proposal.refresh_from_db()
    assert (proposal.approved, proposal.decided_by) == (False, None)
    assert not Proposal.objects.filter(decided_on=None).exists()


def test_the_last_who_can_see_an_accusation_does_not_hand_it_on():
    clerk = person(Role.INTAKE)
    case = registered(purpose=Purpose.ACCUSATION)
    CompartmentGrant.objects.filter(case=case).exclude(user=clerk).update(revoked_at=clock.now())
    with pytest.raises(NotLawfulNow, match="先授权一名保密员"):
        lived(MONDAY, actions.hand_on_accusation, case, by=clerk)


def test_an_accusation_goes_only_to_who_may_investigate_it_and_the_file_is_done():
    keeper = person(Role.COMPARTMENT)
    case = registered(purpose=Purpose.ACCUSATION)
    with pytest.raises(NotLawfulNow, match="干部管理权限"):
        lived(MONDAY, actions.transfer_to_discipline, claim_of(case), by=keeper, unit=unit("police"))
    lived(MONDAY, actions.transfer_to_discipline, claim_of(case), by=keeper, unit=unit("discipline"))
    assert Case.objects.get(pk=case.pk).state == CaseState.CLOSED


@pytest.mark.parametrize("act", ["note", "reveal", "reissue_code"])
def test_role_alone_opens_no_foreign_file(act):
    case = forwarded().claim.case
    petitioner = case.own_petition.petitioners.get()
    outsider = person(Role.HANDLER, "police") if act != "reissue_code" else person(Role.INTAKE)
    if act == "reissue_code":
        case = registered(purpose=Purpose.ACCUSATION)
        petitioner = case.own_petition.petitioners.get()
        CompartmentGrant.objects.filter(case=case, user=outsider).update(revoked_at=clock.now())
    tries = {
        "note": lambda: lived(MONDAY, actions.note, case, by=outsider, text="记一条"),
        "reveal": lambda: actions.reveal(petitioner, by=outsider, field="phone", reason="核对"),
        "reissue_code": lambda: lived(MONDAY, actions.reissue_code, petitioner, by=outsider),
    }
    with pytest.raises(NotYours):
        tries[act]()


def test_a_handler_of_the_county_government_sees_their_own_work_only():
    handling = forwarded(to="housing")
    user = person(Role.HANDLER, "county_government")
    assert not Case.objects.visible_to(user).filter(pk=handling.claim.case_id).exists()


@pytest.mark.parametrize("route", [Route.ENQUIRY, Route.DISCIPLINE])
def test_a_way_no_unit_can_go_is_not_forwarded(route):
    case = registered()
    with pytest.raises(NotLawfulNow, match="即时答复"):
        lived(
            MONDAY,
            actions.forward,
            claim_of(case),
            by=person(Role.SCREENING),
            route=route,
            to=Destination(unit("housing")),
        )


def test_a_late_extension_promises_no_new_day():
    """条例第34条: approved after the last day it moves nothing, and its notice says so."""
    handling = forwarded_and_accepted()
    after = Deadline.objects.get(handling=handling, period="handling").due_on + days(3)
    lived(
        after,
        actions.approve_extension,
        again(handling),
        by=person(Role.UNIT_HEAD, "housing"),
        days=20,
        reason="情况复杂",
    )
    paper = handling.claim.case.papers.get(kind="extension_notice").paper
    words = str(paper.content)
    assert "办理期限延至" not in words
    assert "仍按原期限计为逾期" in words


def test_assisting_units_owe_nothing_once_the_file_is_closed():
    case = registered()
    handling = lived(MONDAY, actions.forward, claim_of(case), by=person(Role.SCREENING), route=Route.PETITION,
                     to=Destination(unit("housing"), [unit("police")]))  # fmt: skip
    handling = lived(MONDAY, actions.accept, handling, by=person(Role.HANDLER, "housing"))
    lived(MONDAY, actions.conclude, served(handling, MONDAY), by=person(Role.SCREENING))
    assert set(Handling.objects.filter(claim__case=case).values_list("state", flat=True)) == {
        HandlingState.CONCLUDED
    }


@pytest.mark.django_db(transaction=True)
def test_acts_on_different_files_never_wait_for_each_other_in_a_ring():
    """forward takes numbers, then the record's head; so does every act: no two acts deadlock."""
    claims = [claim_of(registered()) for _ in range(4)]
    objections = [objected() for _ in range(4)]
    failures: list[BaseException] = []
    start = threading.Barrier(8)
    officer, housing, utilities = person(Role.SCREENING), unit("housing"), unit("utilities")

    def run(act: object) -> None:
        try:
            start.wait()
            act()  # type: ignore[operator]
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    def forward(claim):
        return lambda: lived(
            MONDAY, actions.forward, claim, by=officer, route=Route.PETITION, to=Destination(housing)
        )

    def uphold(objection):
        return lambda: lived(
            MONDAY, actions.uphold_objection, objection, by=officer, to=utilities, answer="属实"
        )

    threads = [
        threading.Thread(target=run, args=(act,)) for act in [*map(forward, claims), *map(uphold, objections)]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
