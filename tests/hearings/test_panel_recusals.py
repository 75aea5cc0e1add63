"""回避 of a hearing's chair and panel: the one record of cases, and what it changes in a hearing (条例第28条第3款)."""

import importlib
from datetime import timedelta

import pytest
import reviewing
from builders import accepted, again, lived, person, registered, unit
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from cases import actions as case_actions
from cases import policies
from cases.models import CaseEvent, CasePaper, Recusal
from cases.policies import NotLawfulNow, NotYours
from documents import issuing
from hearings import actions, drawing, lot
from hearings.models import Booking, Evaluation, MemberRecusal
from law import clock
from law.terms import PaperKind, Purpose, RecusalState, Role
from organizations.models import User
from tests.hearings import scenes as s

pytestmark = pytest.mark.django_db

SECRET = "与信访人是大学同学"


def seat_of(hearing, group="lawyers"):
    return hearing.panel.get(group=group, withdrawn_on=None)


# --- the panel ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scene", [s.drawn, s.noticed], ids=["drawn", "called"])
@pytest.mark.parametrize(("origin", "said"), [("declared", "own"), ("by_petitioner", "petitioner"), ("by_others", "unit")])  # fmt: skip
def test_a_member_who_is_recused_leaves_and_the_next_of_the_same_lot_follows(scene, origin, said):
    """Effective at once, in the act of the decision; anyone can draw the lot again and get the same person."""
    hearing = scene()
    seat = seat_of(hearing)
    draw = hearing.draw
    expected = lot.following(draw["seed"], drawing.tickets_of(draw), "lawyers", [seat.expert_id])
    s.withdraws(hearing, seat.expert, s.NOTICED, origin=origin)
    seat.refresh_from_db()
    assert (seat.withdrawn_on, seat.withdrawal) == (s.NOTICED, said)
    assert seat_of(hearing).expert_id == expected
    event = CaseEvent.objects.get(act="replace_panelist")
    assert (event.data["left"], event.data["follows"]) == (seat.expert_id, expected)
    assert SECRET not in event.note
    taken = Booking.objects.filter(hearing=hearing, released_on=None, expert__isnull=False)
    assert set(taken.values_list("expert", flat=True)) in (
        set(),
        set(hearing.panel.filter(withdrawn_on=None).values_list("expert", flat=True)),
    )
    assert taken.exists() == (scene is s.noticed)


def test_the_record_is_the_same_and_the_reason_sealed():
    hearing = s.drawn()
    row = s.withdraws(hearing, seat_of(hearing).expert, s.NOTICED)
    assert (row.role, row.state, row.organ, row.person) == ("panelist", "ordered", unit("housing"), None)
    assert row.reason == SECRET
    assert row.who == MemberRecusal.objects.get(recusal=row).expert.name
    paper = CasePaper.objects.get(kind=PaperKind.RECUSAL_DECISION)
    text = str(issuing.content_of(paper.paper).to_dict())
    assert paper.paper.organ == unit("housing")
    for words in (row.who, "听证评议", seat_of(hearing).expert.name, "第二十八条第三款", "在本事项中回避"):
        assert words in text
    assert SECRET not in text
    assert SECRET not in str(s.again(hearing).draw)


def test_refused_the_member_stays():
    hearing = s.drawn()
    seat = seat_of(hearing)
    assert s.withdraws(hearing, seat.expert, s.NOTICED, ordered=False).state == "refused"
    assert seat_of(hearing) == seat


def test_nobody_left_to_follow_keeps_nobody_in_the_panel():
    """The seat is empty and the hearing is not held with an even panel: the organ calls another."""
    hearing = s.noticed()
    others = {row.expert_id for row in hearing.panel.filter(group="lawyers")}
    for row in s.register()[:3]:
        if row.pk not in others:
            row.left_on, row.left_reason = s.NOTICED, "解聘"
            row.save()
    s.withdraws(hearing, seat_of(hearing).expert, s.NOTICED)
    assert not hearing.panel.filter(group="lawyers", withdrawn_on=None).exists()
    assert "没有可以递补" in CaseEvent.objects.get(act="replace_panelist").note
    s.served(s.again(hearing), s.SERVED)
    with pytest.raises(NotLawfulNow, match="三人以上的单数"):
        lived(s.HEARD, actions.hold_hearing, hearing, by=s.handler(hearing), said=s.SAID)


def test_nobody_is_drawn_while_a_withdrawal_waits_for_its_decision():
    hearing = s.approved()
    someone = s.register()[0]
    row = lived(s.APPROVED, actions.propose_member_recusal, hearing, by=s.handler(hearing), expert=someone, origin="declared",
                ground="matter", reason=SECRET)  # fmt: skip
    with pytest.raises(NotLawfulNow, match="还没有决定"):
        lived(s.DRAWN, actions.draw_panel, hearing, by=s.handler(hearing), wanted=s.ONE_OF_EACH)
    lived(s.DRAWN, case_actions.decide_recusal, row, by=s.head(hearing), ordered=False, answer="不属实")
    lived(s.DRAWN, actions.draw_panel, hearing, by=s.handler(hearing), wanted=s.ONE_OF_EACH)


def test_it_holds_for_the_matters_next_hearing_and_its_evaluation_too():
    hearing = s.approved()
    gone = s.register()[0]
    s.withdraws(hearing, gone)
    lived(s.DRAWN, actions.cancel_hearing, hearing, by=s.handler(hearing), reason="改期")
    another = lived(s.DRAWN, actions.propose_hearing, hearing.handling, by=s.handler(hearing), grounds=["major"], reason="重大",
                    questions="坡度")  # fmt: skip
    another = lived(s.DRAWN, actions.approve_hearing, another, by=s.head(hearing), chair=s.chair_of())
    another = lived(s.DRAWN, actions.draw_panel, another, by=s.handler(hearing), wanted=s.ONE_OF_EACH)
    assert gone.pk in {key for key, _, _ in another.draw["left_out"]}
    with pytest.raises(NotLawfulNow, match="应当回避"):
        lived(s.DRAWN, actions.record_evaluation, hearing.case, by=s.keeper(), held_on=s.DRAWN, experts=s.register()[:2],
              questions="？", opinion="！")  # fmt: skip
    assert not Evaluation.objects.exists()


@pytest.mark.parametrize(
    ("role", "code"),
    [(Role.HANDLER, "housing"), (Role.UNIT_HEAD, "water"), (Role.BUREAU_LEADER, "bureau"), (Role.COUNTY_LEADER, "county_government")],
)  # fmt: skip
def test_the_head_of_the_organ_decides_and_nobody_else(role, code):
    hearing = s.approved()
    row = lived(s.DRAWN, actions.propose_member_recusal, hearing, by=s.handler(hearing), expert=s.register()[0], origin="declared",
                ground="matter", reason=SECRET)  # fmt: skip
    with pytest.raises(NotYours):
        lived(s.DRAWN, case_actions.decide_recusal, row, by=person(role, code), ordered=True, answer="属实")
    assert policies.recusal_deciders(row) == [s.head(hearing).pk]


def test_proposed_once_and_nobody_is_named_to_follow():
    hearing = s.approved()
    row = s.withdraws(hearing, s.register()[0], ordered=True)
    with pytest.raises(NotLawfulNow, match="已经提出"):
        s.withdraws(hearing, s.register()[0])
    row = lived(s.DRAWN, actions.propose_member_recusal, hearing, by=s.handler(hearing), expert=s.register()[1], origin="declared",
                ground="matter", reason=SECRET)  # fmt: skip
    with pytest.raises(NotLawfulNow, match="同一次抽取的下一位递补"):
        lived(s.DRAWN, case_actions.decide_recusal, row, by=s.head(hearing), ordered=True, answer="属实",
              takes_over=person(Role.HANDLER, "housing"))  # fmt: skip


def test_on_the_file_a_member_of_a_panel_is_not_to_be_chosen():
    hearing = s.approved()
    someone = person(Role.HANDLER, "housing")
    with pytest.raises(NotLawfulNow, match="听证的页面"):
        lived(s.DRAWN, case_actions.propose_recusal, hearing.case, by=someone, person=someone, role="panelist", ground="matter",
              origin="declared", reason=SECRET)  # fmt: skip


def test_a_member_with_an_account_is_barred_from_the_file_as_well():
    counsel = person(Role.COUNSEL)
    hearing = s.approved()
    expert = s.register()[0]
    expert.user = counsel
    expert.save()
    assert s.withdraws(hearing, expert).person == counsel
    counsel = User.objects.get(pk=counsel.pk)
    assert not policies.may(counsel, "note", hearing.case)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_recusal SET name = ''",
        "UPDATE cases_recusal SET organ_id = NULL",
        "UPDATE cases_recusal SET role = 'handler'",
        "UPDATE cases_recusal SET takes_over_id = proposed_by_id",
    ],
)
def test_raw_writes_are_refused(statement):
    s.withdraws(s.approved(), s.register()[0])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


# --- the chair ---------------------------------------------------------------------------------------------------


def chair_withdraws(hearing, on=s.NOTICED, **changes):
    chair = hearing.chair
    words = {"person": chair, "role": "host", "ground": "petitioner", "origin": "declared", "reason": SECRET}
    row = lived(on, case_actions.propose_recusal, hearing.case, by=chair, **words)
    return lived(on, case_actions.decide_recusal, row, by=person(Role.COUNTY_LEADER, "county_government"), ordered=True,
                 answer="属实", **changes)  # fmt: skip


def test_who_takes_over_chairs_and_has_the_hour():
    hearing = s.noticed()
    heir = person(Role.SCREENING)
    chair_withdraws(hearing, takes_over=heir)
    assert s.again(hearing).chair == heir
    taken = Booking.objects.get(hearing=hearing, released_on=None, chair__isnull=False)
    assert taken.chair == heir
    s.served(s.again(hearing))
    assert lived(s.HEARD, actions.hold_hearing, hearing, by=s.handler(hearing), said=s.SAID).state == "held"


def test_without_one_the_hearing_waits_for_another_chair():
    """A recused person cannot act in it: neither is it held under them, nor called again."""
    hearing = s.noticed()
    chair_withdraws(hearing)
    hearing = s.served(s.again(hearing))
    with pytest.raises(NotLawfulNow, match=r"主持人.*已经决定回避"):
        lived(s.HEARD, actions.hold_hearing, hearing, by=s.handler(hearing), said=s.SAID)
    hearing = lived(s.HEARD, actions.postpone_hearing, hearing, by=s.handler(hearing), reason="主持人回避")
    later = s.hours(day=s.HEARD + timedelta(days=7))
    with pytest.raises(NotLawfulNow, match="决定回避"):
        lived(s.HEARD, actions.notify_hearing, hearing, by=s.handler(hearing), hours=later)
    again_ = lived(
        s.HEARD,
        actions.notify_hearing,
        hearing,
        by=s.handler(hearing),
        hours=later,
        chair=person(Role.SCREENING),
    )
    assert again_.state == "noticed"


def test_who_withdrew_is_never_named_chair():
    hearing = s.proposed()
    leader = person(Role.BUREAU_LEADER)
    row = lived(s.PROPOSED, case_actions.propose_recusal, hearing.case, by=leader, person=leader, role="approver",
                ground="petitioner", origin="declared", reason=SECRET)  # fmt: skip
    lived(
        s.PROPOSED,
        case_actions.decide_recusal,
        row,
        by=person(Role.COUNTY_LEADER, "county_government"),
        ordered=True,
        answer="属实",
    )
    with pytest.raises(NotLawfulNow, match="决定回避"):
        lived(s.APPROVED, actions.approve_hearing, hearing, by=s.head(hearing), chair=leader)


def test_who_conducts_the_hearing_and_withdrew_does_nothing_in_it():
    hearing = s.approved()
    handler = s.handler(hearing)
    row = lived(s.APPROVED, case_actions.propose_recusal, hearing.case, by=handler, person=handler, role="handler",
                ground="petitioner", origin="declared", reason=SECRET)  # fmt: skip
    lived(s.APPROVED, case_actions.decide_recusal, row, by=s.head(hearing), ordered=True, answer="属实")
    with pytest.raises(NotYours, match="已回避本件"):
        lived(s.DRAWN, actions.draw_panel, hearing, by=handler, wanted=s.ONE_OF_EACH)


# --- reviews -----------------------------------------------------------------------------------------------------


def test_a_reviewer_who_withdrew_does_nothing_in_the_review():
    review = reviewing.asked()
    officer = person(Role.SCREENING)
    row = lived(review.received_on, case_actions.propose_recusal, review.case, by=officer, person=officer, role="reviewer",
                ground="petitioner", origin="declared", reason=SECRET)  # fmt: skip
    lived(
        review.received_on,
        case_actions.decide_recusal,
        row,
        by=person(Role.BUREAU_LEADER),
        ordered=True,
        answer="属实",
    )
    with pytest.raises(NotYours, match="已回避本件"):
        lived(review.received_on, case_actions.accept_review, review, by=officer)


def test_what_a_recused_person_drafted_is_not_signed():
    review = reviewing.asked()
    drafter, boss = reviewing.decider(review), reviewing.boss(review)
    day = review.received_on
    lived(day, case_actions.accept_review, review, by=drafter)
    lived(day, case_actions.draft_review, review, by=drafter, outcome="upheld", **reviewing.OPINION)
    row = lived(day, case_actions.propose_recusal, review.case, by=drafter, person=drafter, role="reviewer", ground="petitioner",
                origin="declared", reason=SECRET)  # fmt: skip
    lived(day, case_actions.decide_recusal, row, by=boss, ordered=True, answer="属实")
    with pytest.raises(NotLawfulNow, match="由另一人重新拟稿"):
        lived(day, case_actions.sign_review, reviewing.fresh(review), by=boss)


def test_a_reviewer_declares_it_at_the_review(client):
    """Who reviews sees the review and not the file: the same act, from its record."""
    review = reviewing.taken(reviewing.asked(), reviewing.ASKED)
    officer = reviewing.decider(review)
    client.force_login(officer)
    with clock.on_day(review.received_on):
        page = client.get(reverse("cases:reviews_record", args=[review.pk])).content.decode()
        step = reverse("cases:reviews_step", args=[review.pk, "recusal"])
        assert step in page
        words = {
            "person": officer.pk,
            "origin": "declared",
            "ground": "petitioner",
            "reason": SECRET,
            "version": review.version,
        }
        assert client.post(step, words).status_code == 302
    row = Recusal.objects.get()
    assert (row.role, row.person) == ("reviewer", officer)


def test_who_only_served_the_opinion_does_not_review_it():
    """条例第28条第3款: whoever had a hand in the original work, by their acts and not by their name on the opinion alone."""
    review = reviewing.asked()
    once = User.objects.create(username="once", name="曾经办", role=Role.HANDLER, unit=unit("housing"))
    CaseEvent.objects.create(case=review.case, handling=review.handling, claim=review.handling.claim, act="accept", by=once,
                             unit=once.unit, case_state="dispatched", on=review.received_on)  # fmt: skip
    once.unit, once.role = unit("bureau"), Role.SCREENING
    once.save()
    with pytest.raises(NotYours, match="不能再办它的复查"):
        lived(review.received_on, case_actions.accept_review, review, by=once)


# --- not of an accusation, and carried over -----------------------------------------------------------------------


def test_never_of_an_accusation():
    case = registered(purpose=Purpose.ACCUSATION)
    assert not policies.may(person(Role.SCREENING), "propose_recusal", case)


def test_the_migration_carries_each_row_over_and_back():
    """What was declared for a hearing before stands as ordered, with its reason sealed; and back again."""
    migration = importlib.import_module("hearings.migrations.0002_one_record_of_recusal")
    hearing = s.approved()
    expert, clerk = s.register()[0], s.handler(hearing)

    class Old:
        """The table that was."""

        rows: list[dict] = []

    class Rows(list):
        def select_related(self, *_):
            return self

        def order_by(self, *_):
            return self

    class Former:
        hearing_id, expert_id, recorded_by_id, declared_on, reason = (
            hearing.pk,
            expert.pk,
            clerk.pk,
            s.APPROVED,
            SECRET,
        )

    Former.hearing, Former.expert = hearing, expert

    class Manager(Rows):
        def get_or_create(self, **given):
            Old.rows.append(given)

    class Editor:
        def execute(self, sql):
            assert sql == "SET CONSTRAINTS ALL IMMEDIATE"

    class Apps:
        def get_model(self, app, name):
            if (app, name) == ("hearings", "Recusal"):
                return type("Recusal", (), {"objects": Manager([Former()])})
            return apps.get_model(app, name)

    migration.carry_over(Apps(), Editor())
    row = Recusal.objects.get()
    assert (row.who, row.state, row.decided_by, row.decided_on) == (
        expert.name,
        RecusalState.ORDERED,
        clerk,
        s.APPROVED,
    )
    assert row.reason == SECRET
    drawn = lived(s.DRAWN, actions.draw_panel, s.again(hearing), by=clerk, wanted=s.ONE_OF_EACH)
    assert expert.pk in {key for key, _, _ in drawn.draw["left_out"]}
    migration.carry_back(Apps(), Editor())
    assert not Recusal.objects.exists()
    assert Old.rows == [{"hearing_id": hearing.pk, "expert_id": expert.pk,
                         "defaults": {"reason": SECRET, "declared_on": s.APPROVED, "recorded_by_id": clerk.pk}}]  # fmt: skip


def test_a_matter_of_another_file_is_not_touched():
    one, two = s.drawn(), s.drawn(accepted())
    seat = seat_of(two)
    s.withdraws(one, seat_of(one).expert, s.NOTICED)
    assert seat_of(two) == seat
    assert again(two.handling).state == "accepted"
