"""Hearings of 复查 and 复核: held by who decides, and the only days any clock leaves out (条例第36条第2款)."""

from datetime import timedelta

import pytest
import reviewing
from builders import lived, person, unit

from cases import actions as case_actions
from cases import workdays
from cases.models import Deadline, HearingTime, Review
from cases.policies import NotLawfulNow, NotYours
from hearings import actions
from hearings.models import Hearing
from law.terms import PaperKind, Role
from tests.hearings import scenes as s

pytestmark = pytest.mark.django_db


def review(level: str, state: str = "accepted") -> Review:
    """A 复查 by the county's government, or a 复核 above it whose acts the bureau records; its clock runs."""
    row = reviewing.asked()
    if level == "final":
        first = reviewing.told(reviewing.decided(row, reviewing.DECIDED), reviewing.DECIDED)
        row = reviewing.asked(first.handling, on=reviewing.DECIDED + timedelta(days=5))
    if state == "accepted":
        row = lived(row.received_on, case_actions.accept_review, row, by=officer(row))
    return reviewing.fresh(row)


def officer(row: Review):
    """The bureau's screening officer, who did not work on the opinion."""
    return person(Role.SCREENING)


def concluded(row: Review, *, days: int = 14) -> Hearing:
    """From the proposal the day after acceptance to the conclusion ``days`` after the decision."""
    s.register()
    day = row.received_on + timedelta(days=1)
    by = officer(row)
    hearing = lived(
        day,
        actions.propose_hearing,
        row.handling,
        by=by,
        grounds=["major"],
        reason="争议较大",
        questions="坡度",
        review=row,
    )
    hearing = lived(day, actions.approve_hearing, hearing, by=person(Role.BUREAU_LEADER), chair=by)
    hearing = lived(day, actions.draw_panel, hearing, by=by, wanted=s.ONE_OF_EACH)
    heard = workdays.calendar().roll_forward(day + timedelta(days=7))
    hearing = lived(day, actions.notify_hearing, hearing, by=by, hours=s.hours(day=heard))
    lived(day, actions.serve_hearing_notice, hearing, by=by, method="direct", proof="签收")
    hearing = lived(heard, actions.hold_hearing, hearing, by=by, said=s.SAID)
    return lived(
        day + timedelta(days=days),
        actions.conclude_hearing,
        hearing,
        by=by,
        votes=s.votes(hearing),
        conclusion="属实",
    )


def test_of_a_final_review_the_days_from_decision_to_conclusion_are_left_out():
    """条例第36条第2款: 听证所需时间不计算在前款规定的期限内; decided on a day, concluded fourteen days later."""
    row = review("final")
    before = Deadline.objects.get(period="final_review")
    hearing = concluded(row)
    after = Deadline.objects.get(period="final_review")
    assert (after.hearing, after.nominal_on) == (14, before.nominal_on + timedelta(days=14))
    left = HearingTime.objects.get(review=row)
    assert (left.first_day, left.last_day) == (hearing.decided_on, hearing.concluded_on)
    assert hearing.occasion == "final_review"
    assert hearing.organ == row.organ == unit("city_government")
    from documents import issuing

    summary = str(issuing.content_of(hearing.papers.get(kind=PaperKind.HEARING_SUMMARY)).to_dict())
    assert "共14日" in summary
    assert "第三十六条第二款" in summary


def test_of_a_review_no_day_is_left_out():
    """条例第35条 knows no such stop (domain §0.6)."""
    row = review("review")
    before = Deadline.objects.get(period="review").due_on
    hearing = concluded(row)
    after = Deadline.objects.get(period="review")
    assert (after.hearing, after.due_on, hearing.occasion) == (0, before, "review")
    assert not HearingTime.objects.exists()


def test_the_unit_whose_opinion_it_is_gets_a_call_and_neither_notice_nor_minutes():
    """Units never see what is not theirs; the call does not name the petitioner (条例第30条第3款)."""
    from hearings import presenting

    hearing = concluded(review("final"))
    theirs = presenting.papers_of(hearing, person(Role.HANDLER, "housing"))
    assert {paper.kind for paper in theirs} == {PaperKind.HEARING_CALL, PaperKind.HEARING_SUMMARY}
    assert "陈桂英" not in str([paper.content for paper in theirs])
    assert Hearing.objects.visible_to(person(Role.HANDLER, "housing")).filter(pk=hearing.pk).exists()
    assert not Hearing.objects.visible_to(person(Role.HANDLER, "water")).exists()


def test_before_it_is_called_the_unit_does_not_see_it():
    row = review("final")
    by = officer(row)
    hearing = lived(
        row.received_on,
        actions.propose_hearing,
        row.handling,
        by=by,
        grounds=["major"],
        reason="争议",
        questions="坡度",
        review=row,
    )
    assert not Hearing.objects.visible_to(person(Role.HANDLER, "housing")).filter(pk=hearing.pk).exists()


def test_not_before_the_request_is_accepted():
    row = review("final", state="requested")
    with pytest.raises(NotLawfulNow, match="还没有受理"):
        lived(row.received_on, actions.propose_hearing, row.handling, by=officer(row), grounds=["major"], reason="争议",
              questions="坡度", review=row)  # fmt: skip


@pytest.mark.parametrize(
    ("role", "code"), [(Role.HANDLER, "housing"), (Role.UNIT_HEAD, "housing"), (Role.HANDLER, "water")]
)
def test_the_unit_reviewed_does_not_hold_it(role, code):
    row = review("final")
    with pytest.raises(NotYours):
        lived(row.received_on, actions.propose_hearing, row.handling, by=person(role, code), grounds=["major"], reason="争议",
              questions="坡度", review=row)  # fmt: skip


def test_the_chair_is_not_of_the_unit_reviewed_nor_an_original_handler():
    """domain §4.2 row 4: ≠ 原办理人（复查复核、听证主持）."""
    row = review("final")
    by = officer(row)
    hearing = lived(
        row.received_on,
        actions.propose_hearing,
        row.handling,
        by=by,
        grounds=["major"],
        reason="争议",
        questions="坡度",
        review=row,
    )
    leader = person(Role.BUREAU_LEADER)
    with pytest.raises(NotLawfulNow):
        lived(
            row.received_on,
            actions.approve_hearing,
            hearing,
            by=leader,
            chair=person(Role.UNIT_HEAD, "housing"),
        )
    Review.objects.filter(pk=row.of_id).update(drafted_by=by)
    with pytest.raises(NotLawfulNow, match="是原办理人员"):
        lived(row.received_on, actions.approve_hearing, hearing, by=leader, chair=by)
    Review.objects.filter(pk=row.of_id).update(drafted_by=None)
    approved = lived(row.received_on, actions.approve_hearing, hearing, by=leader, chair=by)
    assert approved.chair == by
