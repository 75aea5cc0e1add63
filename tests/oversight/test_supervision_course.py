"""督办 from its level to its end (条例第40条第1款): manner, reply day, raising, cancelling, striking off."""

from datetime import date
from typing import Any

import pytest
from builders import again, claim_of, forwarded, lived, person, registered, served, unit
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from cases import actions as case_actions
from cases.actions import Destination
from cases.models import CaseEvent, Deadline
from cases.policies import NotLawfulNow, NotYours
from documents import issuing
from law import clock
from law.terms import ClaimWay, Role, Route, SupervisionForm, SupervisionGround, SupervisionLevel
from notifications.models import Outbox
from oversight import actions, lawful, sweeps
from oversight.actions import Manner
from oversight.models import AccountabilityProposal, Supervision

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 18)  # the day after the fifteen days ended
DUE = date(2026, 3, 27)  # seven working days
AFTER = date(2026, 3, 30)
L = SupervisionLevel
OTHERS = [(Role.SCREENING, "bureau"), (Role.UNIT_HEAD, "housing"), (Role.COUNTY_LEADER, "county_government")]


def leader() -> Any:
    return person(Role.BUREAU_LEADER)


def drafted() -> Supervision:
    forwarded(route=Route.ENFORCEMENT)
    lived(DAY, sweeps.sweep)
    return Supervision.objects.get()


def signed(**manner: Any) -> Supervision:
    return lived(
        DAY,
        actions.sign_supervision,
        drafted(),
        by=leader(),
        requirements="立即告知。",
        manner=Manner(**manner),
    )


def replied(row: Supervision, on: date = DAY) -> Supervision:
    return lived(on, actions.reply_supervision, row, by=person(Role.HANDLER, "housing"), reply="已安排专人。")


def meet_the_duty(row: Supervision, on: date = DAY) -> None:
    lived(on, case_actions.take_statutory, again(row.handling), by=person(Role.HANDLER, "housing"),
          words={"legal_term": "六十日"})  # fmt: skip


def fresh(row: Supervision) -> Supervision:
    return Supervision.objects.select_related("reply_deadline", "duty", "paper", "follows").get(pk=row.pk)


def said(row: Supervision) -> str:
    return str(issuing.content_of(row.paper).to_dict())


# --- the manner --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ground", SupervisionGround, ids=str)
def test_every_ground_of_the_law_is_recorded_and_printed(ground: SupervisionGround) -> None:
    """条例第40条第1款: the closed list."""
    row = signed(ground_kind=ground)
    assert fresh(row).ground_kind == ground
    assert ground.label in said(row)


@pytest.mark.parametrize(
    ("days", "due"), [(None, DUE), (3, date(2026, 3, 23)), (15, date(2026, 4, 9)), (30, date(2026, 4, 30))]
)
def test_the_day_of_the_reply_is_set_at_signing(days: int | None, due: date) -> None:
    """内部要求, adjustable by ``length``; 条例第40条 itself knows no number of days."""
    row = signed(reply_days=days)
    assert (row.reply_deadline.due_on, row.reply_deadline.length) == (due, days)
    assert f"{due.year}年{due.month}月{due.day}日" in said(row)


@pytest.mark.parametrize(
    ("manner", "why"),
    [
        ({"level": L.LEADER}, "职务"),
        ({"form": SupervisionForm.PHONE}, "电话督办请写明经过"),
        ({"form": SupervisionForm.ONSITE}, "实地督查请写明经过"),
        ({"reply_days": 0}, "1 至 30"),
        ({"reply_days": 31}, "1 至 30"),
    ],
)
def test_what_the_manner_still_asks_for(manner: dict[str, Any], why: str) -> None:
    row = drafted()
    with pytest.raises(NotLawfulNow, match=why):
        lived(DAY, actions.sign_supervision, row, by=leader(), requirements="告知", manner=Manner(**manner))
    assert fresh(row).signed_on is None


def test_a_leaders_instruction_stands_on_the_paper() -> None:
    row = signed(level=L.LEADER, form=SupervisionForm.ONSITE, form_note="督查专员二人到单位查卷", directed_by="县委副书记",
                 direction="请住建局三日内报告")  # fmt: skip
    assert all(word in said(row) for word in ("领导督办", "实地督查", "县委副书记：请住建局三日内报告"))
    assert CaseEvent.objects.get(act="supervise").data["level"] == "leader"


# --- raising -----------------------------------------------------------------------------------------------------


def raised(row: Supervision, on: date = AFTER, **manner: Any) -> Supervision:
    given = {"level": L.KEY, "ground_kind": SupervisionGround.UNANSWERED} | manner
    return lived(on, actions.raise_supervision, row, by=leader(), requirements="书面说明", ground="督办逾期没有回复",
                 manner=Manner(**given))  # fmt: skip


def test_an_unanswered_one_is_raised_and_its_clock_ends_with_it() -> None:
    first = signed()
    second = raised(first)
    first = fresh(first)
    assert (first.raised_on, first.reply_deadline.voided_on) == (AFTER, AFTER)
    assert (second.level, second.follows_id, second.duty_id) == (L.KEY, first.pk, first.duty_id)
    assert Deadline.objects.running().filter(period="supervision_reply").get() == second.reply_deadline
    assert CaseEvent.objects.get(act="raise_supervision").data["supervision"] == second.pk
    with pytest.raises(NotLawfulNow, match="提级"):
        replied(first, AFTER)
    assert replied(second, AFTER).replied_on == AFTER


def test_not_before_its_day_has_passed() -> None:
    first = signed()
    with pytest.raises(NotLawfulNow, match="还没有届满"):
        raised(first, DUE)


def test_answered_without_effect_it_may_be_raised_and_with_effect_not() -> None:
    first = replied(signed())
    assert lawful.raise_blockers(fresh(first), DAY) == []
    meet_the_duty(first)
    with pytest.raises(NotLawfulNow, match="已经履行"):
        raised(first)


def test_the_second_one_rises() -> None:
    first = signed()
    with pytest.raises(NotLawfulNow, match="须高于"):
        raised(first, level=L.ORDINARY)


@pytest.mark.parametrize(("role", "code"), OTHERS)
@pytest.mark.parametrize("act", ["raise", "cancel", "close"])
def test_only_the_bureau_leader_goes_on(act: str, role: Role, code: str) -> None:
    row = signed()
    calls = {
        "raise": lambda by: actions.raise_supervision(row, by=by, on=AFTER, requirements="x", ground="x", manner=Manner(level=L.KEY)),
        "cancel": lambda by: actions.cancel_supervision(row, by=by, on=AFTER, reason="x"),
        "close": lambda by: actions.close_supervision(row, by=by, on=AFTER, remark="x"),
    }  # fmt: skip
    with clock.on_day(AFTER), pytest.raises(NotYours):
        calls[act](person(role, code))


@pytest.mark.parametrize(
    ("level", "rises_to"), [(L.ORDINARY, L.KEY), (L.KEY, L.LEADER), (L.LEADER, L.LEADER)]
)
def test_the_sweep_drafts_the_second_once_and_a_level_higher(
    level: SupervisionLevel, rises_to: SupervisionLevel
) -> None:
    first = signed(level=level, directed_by="县信访督查专员" if level == L.LEADER else "")
    lived(DUE, sweeps.sweep)
    assert Supervision.objects.count() == 1, "not on the last day"
    for _ in range(2):
        lived(date(2026, 3, 28), sweeps.sweep)
    draft = Supervision.objects.get(follows=first)
    assert (draft.level, draft.ground_kind, draft.duty_id) == (
        rises_to,
        SupervisionGround.UNANSWERED,
        first.duty_id,
    )
    second = lived(AFTER, actions.sign_supervision, draft, by=leader(), requirements="说明",
                   manner=Manner(level=rises_to, directed_by="县委副书记"))  # fmt: skip
    assert fresh(first).raised_on == AFTER
    assert second.reply_deadline.started_on == AFTER


def test_raising_by_hand_takes_the_sweeps_draft() -> None:
    first = signed()
    lived(date(2026, 3, 28), sweeps.sweep)
    draft = Supervision.objects.get(follows=first)
    assert raised(first).pk == draft.pk


def test_no_second_draft_when_the_duty_is_met() -> None:
    first = signed()
    meet_the_duty(first)
    lived(AFTER, sweeps.sweep)
    assert not Supervision.objects.filter(follows=first).exists()


# --- cancelling --------------------------------------------------------------------------------------------------


def test_cancelled_its_clock_and_paper_are_void_and_the_unit_is_told() -> None:
    row, handler = signed(), person(Role.HANDLER, "housing")
    lived(DAY, actions.cancel_supervision, row, by=leader(), reason="单位当日已经告知，材料晚录")
    row = fresh(row)
    assert (row.reply_deadline.voided_on, row.paper.void_reason) == (DAY, "单位当日已经告知，材料晚录")
    assert row.duty.voided_on is None, "the duty itself is untouched"
    assert Outbox.objects.get(key=f"supervision-cancelled:{row.pk}").recipients == [handler.pk]
    with pytest.raises(NotLawfulNow, match="撤销"):
        replied(row)


@pytest.mark.parametrize(
    ("prepare", "reason", "why"),
    [(lambda row: None, " ", "请写明撤销的理由"), (replied, "发错了", "已经回复")],
)
def test_a_cancelling_that_is_not_lawful(prepare: Any, reason: str, why: str) -> None:
    row = signed()
    prepare(row)
    with pytest.raises(NotLawfulNow, match=why):
        lived(DAY, actions.cancel_supervision, row, by=leader(), reason=reason)


# --- striking off ------------------------------------------------------------------------------------------------


def test_a_reply_alone_does_not_strike_it_off() -> None:
    """条例第40条第1款 asks for the matter to be put right, not for a letter."""
    row = replied(signed())
    with pytest.raises(NotLawfulNow, match="只凭回复不能销号"):
        lived(DAY, actions.close_supervision, row, by=leader())
    assert fresh(row).closed_on is None


def test_met_it_is_struck_off_without_more_words() -> None:
    row = replied(signed())
    meet_the_duty(row)
    closed = lived(DAY, actions.close_supervision, row, by=leader())
    assert (closed.closed_on, closed.closed_unmet) == (DAY, False)
    assert CaseEvent.objects.get(act="close_supervision").data["unmet"] is False


def test_unmet_it_needs_the_leaders_reason_and_is_marked() -> None:
    row = replied(signed())
    closed = lived(DAY, actions.close_supervision, row, by=leader(), remark="已列入包案，改按包案跟踪")
    assert (closed.closed_unmet, closed.close_remark) == (True, "已列入包案，改按包案跟踪")


def test_on_the_leaders_own_ground_it_is_said_what_was_checked() -> None:
    handling = forwarded()
    row = lived(DAY, actions.new_supervision, handling, by=leader(), ground="推诿", requirements="说明",
                manner=Manner(ground_kind=SupervisionGround.SHIFTING))  # fmt: skip
    replied(row)
    with pytest.raises(NotLawfulNow, match="核对的情况"):
        lived(DAY, actions.close_supervision, row, by=leader())
    assert not lived(DAY, actions.close_supervision, row, by=leader(), remark="看了核查记录").closed_unmet


def test_a_return_of_the_matter_ends_it_without_an_act() -> None:
    """条例第23条第3款: the unit is quit of the matter, and of the reply; it does not wait for ever."""
    handling = forwarded()
    row = lived(
        date(2026, 3, 3), actions.new_supervision, handling, by=leader(), ground="拖延", requirements="说明"
    )
    objection = lived(date(2026, 3, 3), case_actions.object_to, handling, by=person(Role.UNIT_HEAD, "housing"),
                      reason="该管道属于市政公用设施，不在本单位职责范围内", suggested_unit=unit("utilities"))  # fmt: skip
    lived(
        date(2026, 3, 4),
        case_actions.uphold_objection,
        objection,
        by=person(Role.SCREENING),
        to=unit("utilities"),
        answer="属实",
    )
    with clock.on_day(date(2026, 3, 4)):
        page = seen_by_leader("over")
    assert "随事项失效" in page
    assert row.paper.number in page


# --- what is shown -----------------------------------------------------------------------------------------------


def seen_by_leader(view: str) -> str:
    client = Client()
    client.force_login(leader())
    return client.get(f"{reverse('oversight:list')}?view={view}").content.decode()


def end(how: str) -> None:
    if how == "不发":
        lived(DAY, actions.drop_supervision, drafted(), by=leader(), reason="已电话督促")
        return
    row = signed()
    if how == "已撤销":
        lived(DAY, actions.cancel_supervision, row, by=leader(), reason="发错了")
        return
    replied(row)
    if how == "已销号":
        meet_the_duty(row)
    lived(DAY, actions.close_supervision, row, by=leader(), remark="见核对记录")


@pytest.mark.parametrize(
    ("how", "green"), [("不发", False), ("已撤销", False), ("销号，职责未履行", False), ("已销号", True)]
)
def test_only_a_fulfilment_is_green(how: str, green: bool) -> None:
    end(how)
    with clock.on_day(DAY):
        page = seen_by_leader("over")
    assert f">{how}</span>" in page
    assert ("light--done" in page) is green


def test_the_pages_of_raising_and_cancelling_keep_what_was_typed() -> None:
    row = signed()
    client = Client()
    client.force_login(leader())
    with clock.on_day(DAY):
        answer = client.post(reverse("oversight:raise", args=[row.pk]), {
            "ground_kind": "unanswered", "ground": "我写的事由", "requirements": "说明", "level": "key", "form": "letter",
            "reply_days": "5"})  # fmt: skip
        assert answer.status_code == 409
        assert "我写的事由" in answer.content.decode()
        assert (
            client.post(reverse("oversight:cancel", args=[row.pk]), {"reason": "发错了"}).status_code == 302
        )
        refused = client.post(reverse("oversight:cancel", args=[row.pk]), {"reason": "再撤一次"})
    assert (refused.status_code, "再撤一次" in refused.content.decode()) == (409, True)


# --- taken up ----------------------------------------------------------------------------------------------------


def test_accountability_taken_up_leads_into_a_draft() -> None:
    """条例第40条第3款: a draft to the organ with the power, still to be chosen; nothing leaves."""
    forwarded(route=Route.ENFORCEMENT)
    day = date(2026, 3, 24)
    lived(day, sweeps.sweep)
    proposal = AccountabilityProposal.objects.get()
    lived(day, actions.decide_accountability, proposal, by=leader(), taken_up=True, answer="建议调查核实")
    draft = proposal.recommendation
    assert (draft.kind, draft.concerned, draft.organ, draft.signed_on) == (
        "accountability",
        proposal.unit,
        None,
        None,
    )
    assert list(draft.cases.all()) == [proposal.case]


# --- what the database refuses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        {"signed_on": None, "signed_by": None, "paper": None},
        {"closed_on": DAY},
        {"cancelled_on": DAY},
        {"closed_unmet": True},
        {"level": "leader"},
        {"form": "onsite"},
    ],
)
def test_raw_writes_that_the_database_refuses(written: dict[str, Any]) -> None:
    row = signed()
    with pytest.raises(DatabaseError), transaction.atomic():
        Supervision.objects.filter(pk=row.pk).update(**written)


def test_a_supervision_of_an_assigned_report_is_met_by_the_report() -> None:
    """条例第22条第1款第3项 (domain §4.2 rows 6, 24, 31): late report → draft → reply → report → struck off."""
    case = registered()
    proposal = lived(date(2026, 3, 2), case_actions.propose, claim_of(case), by=person(Role.SCREENING), way=ClaimWay.ASSIGN,
                     route=Route.PETITION, reason="需要反馈", to=Destination(unit("housing"), report_due_on=date(2026, 3, 16)))  # fmt: skip
    lived(date(2026, 3, 2), case_actions.sign_proposal, proposal, by=leader())
    handling = claim_of(case).handlings.get()
    lived(date(2026, 3, 3), case_actions.accept, handling, by=person(Role.HANDLER, "housing"))
    lived(date(2026, 3, 17), sweeps.sweep)
    row = lived(DAY, actions.sign_supervision, Supervision.objects.get(), by=leader(), requirements="报告")
    replied(row)
    with pytest.raises(NotLawfulNow, match="只凭回复"):
        lived(DAY, actions.close_supervision, row, by=leader())
    served(again(handling), DAY)
    lived(
        DAY,
        case_actions.report_conclusion,
        again(handling),
        by=person(Role.HANDLER, "housing"),
        report={"conclusion": "已办结"},
    )
    assert lived(DAY, actions.close_supervision, row, by=leader()).closed_unmet is False
    assert lived(DAY, case_actions.conclude, again(handling), by=person(Role.SCREENING)).state == "concluded"
