"""到期督办、逾期问责: the sweep only drafts, once per late duty; a person signs or decides (条例第40条)."""

from datetime import date

import pytest
from builders import MONDAY, accepted, again, forwarded, lived, person, registered, served, unit

from cases import actions as case_actions
from cases.models import Case, CaseEvent, CasePaper, Deadline
from law.terms import PaperKind, Role, Route
from notifications.models import Outbox
from organizations.models import Setting
from oversight import sweeps
from oversight.models import AccountabilityProposal, Supervision

pytestmark = pytest.mark.django_db

LATE_NOTICE = date(2026, 3, 18)  # the fifteen days of MONDAY end on 03-17
LATE_SIXTY = date(2026, 5, 7)  # the sixty days end on 05-06


def swept(on: date) -> sweeps.Drafted:
    return lived(on, sweeps.sweep)


def test_nothing_on_the_last_day_a_draft_the_day_after():
    handling = forwarded(route=Route.ENFORCEMENT)
    assert swept(date(2026, 3, 17)).supervisions == 0
    assert swept(LATE_NOTICE).supervisions == 1
    draft = Supervision.objects.get()
    assert (draft.handling, draft.unit, draft.case) == (handling, handling.unit, handling.claim.case)
    assert draft.ground == (
        "书面告知期限（《信访工作条例》第二十三条第二款、第二十三条第三款）已于2026年3月17日届满，至今没有书面告知信访人"
    )
    assert draft.requirements


@pytest.mark.parametrize(
    ("matter", "on", "period"),
    [
        (lambda: forwarded(route=Route.ENFORCEMENT), LATE_NOTICE, "notice"),
        (accepted, LATE_SIXTY, "handling"),
        (lambda: accepted(route=Route.SUGGESTION, purpose="suggestion"), LATE_SIXTY, "suggestion_reply"),
    ],
)
def test_which_duties_are_supervised(matter, on, period):
    """条例第23条第3款、第34条; 内部要求 for the reply to a suggestion."""
    matter()
    swept(on)
    assert Supervision.objects.get().deadline.period == period


def test_a_draft_does_nothing_until_it_is_signed():
    handling = forwarded(route=Route.ENFORCEMENT)
    leader = person(Role.BUREAU_LEADER)
    swept(LATE_NOTICE)
    draft = Supervision.objects.get()
    assert (draft.signed_on, draft.paper, draft.reply_deadline) == (None, None, None)
    assert not CasePaper.objects.filter(kind=PaperKind.SUPERVISION_NOTICE).exists()
    assert not Deadline.objects.filter(period="supervision_reply").exists()
    assert not CaseEvent.objects.filter(act="supervise").exists()
    told = Outbox.objects.get(key__startswith="supervisions:")
    assert (told.recipients, told.subject) == ([leader.pk], "1 份督办单已经拟好，请审阅签发")
    assert again(handling).state == "arrived"


def test_twice_drafts_once_and_what_was_dropped_stays_dropped():
    forwarded(route=Route.ENFORCEMENT)
    assert swept(LATE_NOTICE) == sweeps.Drafted(1, 0)
    assert swept(LATE_NOTICE) == sweeps.Drafted(0, 0)
    assert swept(date(2026, 3, 25)) == sweeps.Drafted(0, 1)
    assert swept(date(2026, 3, 26)) == sweeps.Drafted(0, 0)


def test_a_duty_met_late_or_in_time_is_not_drafted():
    served(accepted(), date(2026, 4, 1))
    assert swept(LATE_SIXTY) == sweeps.Drafted(0, 0)


def test_never_for_the_bureau_s_own_duty():
    registered()
    assert swept(date(2026, 4, 30)) == sweeps.Drafted(0, 0)


def test_never_for_an_accusation():
    """条例第30条第3款: nothing of it may reach the unit it names."""
    forwarded(route=Route.ENFORCEMENT)
    Case.objects.update(in_compartment=True, title="检举控告件（内容封存）", summary="")
    assert swept(date(2026, 4, 30)) == sweeps.Drafted(0, 0)


def test_a_unit_that_did_not_even_take_in_its_own_petition():
    """条例第23条第2款: received directly, no handling yet, fifteen days over."""
    clerk = person(Role.HANDLER, "housing")
    from builders import registration

    lived(MONDAY, case_actions.register, registration(), by=clerk, unit=unit("housing"))
    assert swept(date(2026, 4, 1)).supervisions == 1
    draft = Supervision.objects.get()
    assert (draft.handling, draft.unit) == (None, unit("housing"))


@pytest.mark.parametrize(("days_", "on", "proposed"), [(5, 23, 0), (5, 24, 1), (2, 18, 0), (2, 19, 1)])
def test_a_proposal_after_the_working_days_the_bureau_chose(days_, on, proposed):
    """条例第40条第3款; adjustable: five working days after 03-17 is 03-24."""
    Setting.objects.create(name="county_after_workdays", value=days_)
    forwarded(route=Route.ENFORCEMENT)
    assert swept(date(2026, 3, on)).proposals == proposed


def test_accountability_is_never_automatic():
    forwarded(route=Route.ENFORCEMENT)
    person(Role.BUREAU_LEADER)
    for on in (24, 30):
        swept(date(2026, 3, on))
    proposal = AccountabilityProposal.objects.get()
    assert (proposal.taken_up, proposal.decided_by, proposal.decided_on) == (None, None, None)
    assert Outbox.objects.filter(key__startswith="accountability:").count() == 1
