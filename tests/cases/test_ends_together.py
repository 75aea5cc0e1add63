"""What hangs on a matter is ended before the matter is, or ends with it (条例第24条、第31条第6项、第33条、第35条、第36条)."""

import mediations
import pytest
import reviewing
from builders import MONDAY, accepted, again, concluded, days, lived, person, registered, served, unit
from ready_files import proposed as put_to_sign
from ready_files import second_officer
from states import handler, reported_withdrawal

from cases import actions
from cases.actions import Destination
from cases.models import Case, Claim, Deadline, Handling, Mediation, Review
from cases.policies import NotLawfulNow
from hearings import actions as hearings
from hearings.models import Booking, Hearing
from law.terms import (
    CaseState,
    HandlingState,
    HearingState,
    MediationState,
    ReviewOutcome,
    ReviewState,
    Role,
    Route,
)
from tests.hearings import scenes
from tests.hearings import test_final_review as heard

pytestmark = pytest.mark.django_db


def withdraw(handling: Handling, on=scenes.CONCLUDED) -> None:
    row = reported_withdrawal(handling, on)
    lived(on, actions.withdraw, row, by=person(Role.SCREENING), verification="电话问过本人，确系自愿")


def asked_for_a_review(handling: Handling) -> Review:
    return reviewing.asked(again(handling), on=reviewing.ASKED)


# --- mediation (条例第33条) -----------------------------------------------------------------------------------------


def test_a_file_is_not_closed_over_an_open_mediation():
    """It stops no clock and holds up no opinion; but somebody says what came of it before the file is closed."""
    row = mediations.handed()
    handling = served(again(row.handling), mediations.LATER)
    with pytest.raises(NotLawfulNow, match="调解还没有结果"):
        concluded(handling, mediations.LATER)
    lived(mediations.LATER, actions.end_mediation, row, by=handler(handling), ending="refused")
    assert concluded(handling, mediations.LATER).state == HandlingState.CONCLUDED


@pytest.mark.parametrize("make", [mediations.handed, mediations.consented])
def test_who_withdraws_the_matter_withdraws_from_its_mediation(make):
    row = make()
    withdraw(again(row.handling), mediations.LATER)
    row = Mediation.objects.get()
    assert (row.state, row.ended_on) == (MediationState.WITHDRAWN, mediations.LATER)


def test_what_was_agreed_before_stands():
    row = mediations.agreed()
    withdraw(again(row.handling), mediations.LATER)
    assert Mediation.objects.get(pk=row.pk).state == MediationState.AGREED


# --- hearing (条例第31条第6项、第36条第2款) ---------------------------------------------------------------------------


def test_a_hearing_only_asked_for_is_over_with_the_opinion():
    """The head signs: so there is none. Nobody may grant it afterwards (条例第31条第6项)."""
    hearing = scenes.proposed()
    served(again(hearing.handling), scenes.CONCLUDED)
    row = Hearing.objects.get()
    assert (row.state, row.cancelled_reason) == (HearingState.CANCELLED, "处理意见已经签发")
    with pytest.raises(NotLawfulNow, match="听证当前为"):
        scenes.perform("approve_hearing", row, scenes.head(row))


def test_with_the_matter_its_hearing_is_cancelled_and_everybody_free():
    hearing = scenes.served()
    withdraw(again(hearing.handling))
    row = Hearing.objects.get()
    assert (row.state, row.cancelled_on, row.cancelled_reason) == (
        "cancelled",
        scenes.CONCLUDED,
        "信访人已撤回",
    )
    assert not Booking.objects.filter(released_on=None).exists()
    assert not row.papers.filter(voided_on=None, kind="hearing_notice").exists()


def test_what_was_heard_already_still_gets_its_conclusion():
    hearing = scenes.held()
    withdraw(again(hearing.handling))
    assert scenes.concluded(scenes.again(hearing)).state == HearingState.CONCLUDED


def a_hearing_of(review: Review) -> Hearing:
    return lived(review.received_on, hearings.propose_hearing, review.handling, by=person(Role.SCREENING), grounds=["major"],
                 reason="争议较大", questions="坡度", review=review)  # fmt: skip


def test_a_review_is_not_signed_before_its_hearing_and_withdrawn_with_it():
    row = heard.review("final")
    hearing = a_hearing_of(row)
    day = row.received_on
    lived(day, actions.draft_review, row, by=person(Role.SCREENING), outcome="upheld", own_number="临政信复核〔2026〕3号",
          signed_on=day, **reviewing.OPINION)  # fmt: skip
    leader = person(Role.BUREAU_LEADER)
    lived(day, hearings.approve_hearing, hearing, by=leader, chair=second_officer())
    with pytest.raises(NotLawfulNow, match=r"听证没有结束.*条例第36条第2款"):
        lived(day, actions.sign_review, reviewing.fresh(row), by=leader)
    lived(day, actions.withdraw_review, reviewing.fresh(row), by=person(Role.INTAKE), evidence="书面撤回申请")
    assert Hearing.objects.get(pk=hearing.pk).state == HearingState.CANCELLED


def test_a_hearing_decided_after_the_thirty_days_is_concluded_and_leaves_no_day_out():
    """条例第36条第2款: what ran out before the decision is not won back; the hearing itself comes to its end all the same."""
    scenes.register()
    row, by = heard.review("final"), person(Role.SCREENING)
    clock = Deadline.objects.get(period="final_review")
    late = clock.due_on + days(1)
    hearing = lived(late, hearings.propose_hearing, row.handling, by=by, grounds=["major"], reason="争议", questions="坡度",
                    review=row)  # fmt: skip
    hearing = lived(late, hearings.approve_hearing, hearing, by=person(Role.BUREAU_LEADER), chair=by)
    hearing = lived(late, hearings.draw_panel, hearing, by=by, wanted=scenes.ONE_OF_EACH)
    held_on = heard.workdays.calendar().roll_forward(late + days(7))
    hearing = lived(late, hearings.notify_hearing, hearing, by=by, hours=scenes.hours(day=held_on))
    lived(late, hearings.serve_hearing_notice, hearing, by=by, method="direct", proof="签收")
    hearing = lived(held_on, hearings.hold_hearing, hearing, by=by, said=scenes.SAID)
    hearing = lived(
        held_on, hearings.conclude_hearing, hearing, by=by, votes=scenes.votes(hearing), conclusion="属实"
    )
    assert hearing.state == HearingState.CONCLUDED
    assert Deadline.objects.get(pk=clock.pk).due_on == clock.due_on


# --- review (条例第35条、第36条) --------------------------------------------------------------------------------------


def test_a_service_is_not_taken_back_under_a_request_for_review():
    """Asked for is asked for, whether or not the body has taken it up."""
    handling = reviewing.answered()
    asked_for_a_review(handling)
    with pytest.raises(NotLawfulNow, match="已经申请复查"):
        lived(reviewing.ASKED, actions.annul_service, again(handling), by=handler(handling), reason="回执登记错了",
              returned=False)  # fmt: skip


def test_what_a_superior_upheld_is_not_the_bureaus_to_send_back():
    row = reviewing.reviewed(ReviewOutcome.UPHELD)
    with pytest.raises(NotLawfulNow, match="已经复查"):
        lived(
            reviewing.DECIDED,
            actions.send_back,
            again(row.handling),
            by=person(Role.SCREENING),
            reason="没有逐项答复",
        )


def test_a_file_is_not_archived_while_a_review_opinion_is_in_the_post():
    """domain §4.2 row 29: the procedure ends with the arrival, or with the thirty days that follow it."""
    row = reviewing.decided(
        reviewing.asked(concluded(reviewing.answered(), reviewing.SERVED)), reviewing.DECIDED
    )
    row = reviewing.told(row, reviewing.DECIDED, method="post", served_on=None, proof="EMS 1029")
    later = reviewing.DECIDED + days(120)
    with pytest.raises(NotLawfulNow, match="送达日还没有登记"):
        lived(later, actions.archive, row.case, by=person(Role.INTAKE))
    lived(
        later,
        actions.confirm_review_arrival,
        row,
        by=reviewing.decider(row),
        served_on=reviewing.DECIDED + days(3),
    )
    assert lived(later, actions.archive, row.case, by=person(Role.INTAKE)).state == CaseState.ARCHIVED


@pytest.mark.parametrize("taken_back", ["send_back", "annul_service"])
def test_a_second_answer_taken_back_leaves_the_sixty_days_of_the_annulled_one(taken_back):
    """Sixty days that were met before the review are over; those that run on are the new ones (domain §4.2 row 27)."""
    row = reviewing.reviewed(ReviewOutcome.ANNULLED)
    day = reviewing.DECIDED + days(5)
    handling = served(again(row.handling), day)
    if taken_back == "send_back":
        lived(day, actions.send_back, handling, by=person(Role.SCREENING), reason="没有逐项答复")
    else:
        lived(
            day, actions.annul_service, handling, by=handler(handling), reason="回执登记错了", returned=False
        )
    first, second = Deadline.objects.filter(handling=handling, period="handling").order_by("pk")
    assert (first.met_on, second.met_on) == (reviewing.SERVED, None)
    assert Review.objects.get(pk=row.pk).state == ReviewState.SERVED


# --- claims that fall away ---------------------------------------------------------------------------------------


def test_the_last_claim_withdrawn_leaves_the_others_dispatched():
    """domain §4.1: nothing is left to be screened, a unit works on the other claim."""
    case = registered(claims=["重新接管", "赔偿损失"])
    first, second = case.claims.order_by("order")
    lived(
        MONDAY,
        actions.forward,
        first,
        by=person(Role.SCREENING),
        route=Route.PETITION,
        to=Destination(unit("housing")),
    )
    row = lived(MONDAY, actions.report_withdrawal, case, by=person(Role.INTAKE), claims=[second], manner="written",
                evidence="书面申请一份")  # fmt: skip
    lived(MONDAY, actions.withdraw, row, by=person(Role.SCREENING), verification="问过本人")
    assert Claim.objects.get(pk=second.pk).way == "withdrawn"
    assert Case.objects.get(pk=case.pk).state == CaseState.DISPATCHED


def test_a_proposal_that_fell_with_its_claim_is_not_signed():
    """The signer has the page open while another makes sure of the withdrawal: told so, not an error."""
    case = put_to_sign("guide")()
    proposal = case.claims.get().proposals.get()
    row = case.withdrawals.get()
    lived(MONDAY, actions.withdraw, row, by=person(Role.SCREENING), verification="问过本人")
    with pytest.raises(NotLawfulNow, match="已经失效"):
        lived(MONDAY, actions.sign_proposal, proposal, by=second_officer())


def test_an_extension_is_of_the_new_sixty_days():
    """条例第34条: what was extended before the annulment does not use up the extension of what is done anew."""
    handling = accepted()
    head = person(Role.UNIT_HEAD, "housing")
    lived(MONDAY, actions.approve_extension, handling, by=head, days=20, reason="案情复杂")
    asked = reviewing.asked(served(again(handling), reviewing.SERVED))
    row = reviewing.decided(asked, reviewing.DECIDED, ReviewOutcome.ANNULLED)
    lived(
        reviewing.DECIDED, actions.approve_extension, again(row.handling), by=head, days=20, reason="案情复杂"
    )
    assert Deadline.objects.filter(handling=handling, period="handling", met_on=None).get().extended == 20
