"""The law of one file, rule by rule: the unit's course from arrival to its end (条例第22条至第36条, domain §1, §4)."""

from datetime import date

import pytest
from builders import (
    MONDAY,
    accepted,
    again,
    claim_of,
    days,
    drafted,
    forwarded,
    lived,
    person,
    registered,
    registration,
    unit,
)
from states import DECLINE, GUIDANCE, REASON, declining, handler, head, objected

from cases import actions, clocks
from cases.actions import Destination, Person
from cases.models import CasePaper, Deadline, Handling
from cases.policies import NotLawfulNow, NotYours
from law.terms import HandlingRole, HandlingState, PaperKind, Role, Route
from organizations.models import Setting

pytestmark = pytest.mark.django_db

OBJECTION_DUE = date(2026, 3, 9)  # five working days after MONDAY
SIXTY_DUE = date(2026, 5, 6)  # nominal 05-01, a holiday; rolls to 05-06
OUTWARD = {
    PaperKind.ACCEPTANCE_NOTICE,
    PaperKind.OPINION,
    PaperKind.SUGGESTION_REPLY,
    PaperKind.STATUTORY_RESULT,
}


def clock_of(handling: Handling, period: str) -> Deadline:
    return Deadline.objects.filter(handling=handling, period=period).latest("pk")


def issued(handling: Handling) -> set[str]:
    return set(CasePaper.objects.filter(handling=handling).values_list("kind", flat=True))


# --- 异议：五个工作日内，详细说明理由 (条例第23条第3款) ------------------------------------------------------------


@pytest.mark.parametrize(("on", "allowed"), [(OBJECTION_DUE, True), (OBJECTION_DUE + days(1), False)])
def test_an_objection_is_raised_within_five_working_days(on, allowed):
    """条例第23条第3款: the last of the five working days is in time, the next day is not."""
    handling = forwarded()
    assert clock_of(handling, "objection").due_on == OBJECTION_DUE
    if allowed:
        lived(on, actions.object_to, handling, by=head(handling), reason=REASON)
        assert again(handling).state == HandlingState.OBJECTED
    else:
        with pytest.raises(NotLawfulNow, match=r"不能：异议期 2026-03-09 已满（条例第23条第3款）"):
            lived(on, actions.object_to, handling, by=head(handling), reason=REASON)


def test_an_objection_says_its_reasons_and_is_the_heads():
    handling = forwarded()
    with pytest.raises(NotLawfulNow, match="详细说明理由"):
        lived(MONDAY, actions.object_to, handling, by=head(handling), reason="不归我管")
    with pytest.raises(NotYours):
        lived(MONDAY, actions.object_to, handling, by=handler(handling), reason=REASON)


def test_a_refused_objection_is_not_raised_again_and_the_fifteen_days_never_stopped():
    """条例第23条第3款: materials go back only with the sender's consent."""
    objection = objected()
    handling = objection.handling
    lived(
        MONDAY + days(1),
        actions.refuse_objection,
        objection,
        by=person(Role.SCREENING),
        answer="三定规定属你局职责",
    )
    notice = clock_of(handling, "notice")
    assert (notice.due_on, notice.met_on, notice.voided_on) == (date(2026, 3, 17), None, None)
    with pytest.raises(NotLawfulNow, match="已提出过异议"):
        lived(MONDAY + days(2), actions.object_to, again(handling), by=head(handling), reason=REASON)


def test_an_upheld_objection_starts_the_new_units_clocks_anew():
    objection = objected()
    on = MONDAY + days(3)
    new = lived(
        on,
        actions.uphold_objection,
        objection,
        by=person(Role.SCREENING),
        to=unit("utilities"),
        answer="属实",
    )
    assert clock_of(objection.handling, "notice").voided_on == on  # the old unit is quit of it
    assert {row.period: row.due_on for row in new.deadlines.all()} == {
        "notice": date(2026, 3, 20), "objection": date(2026, 3, 12),
    }  # fmt: skip
    assert new.replaces == objection.handling


def test_an_upheld_objection_does_not_go_to_one_who_has_it_already():
    case = registered()
    handling = lived(MONDAY, actions.forward, claim_of(case), by=person(Role.SCREENING), route=Route.PETITION,
                     to=Destination(unit("housing"), assisting=[unit("water")]))  # fmt: skip
    objection = lived(MONDAY, actions.object_to, handling, by=head(handling), reason=REASON)
    for code in ("housing", "water"):
        with pytest.raises(NotLawfulNow, match="请另选"):
            lived(
                MONDAY,
                actions.uphold_objection,
                objection,
                by=person(Role.SCREENING),
                to=unit(code),
                answer="属实",
            )


# --- 直接提出 (条例第23条第1、2款) --------------------------------------------------------------------------------


def taken_in(received_on: date = MONDAY, on: date = MONDAY) -> Handling:
    clerk = person(Role.HANDLER, "housing")
    form = registration(received_on=received_on)
    case = lived(on, actions.register, form, by=clerk, unit=unit("housing")).case
    return lived(on, actions.take_in, claim_of(case), by=clerk, route=Route.PETITION)


def test_directly_raised_the_notice_runs_from_receipt_and_nothing_can_be_objected_to():
    """条例第23条第2款: fifteen days from the day the unit itself received it; nobody sent it, nobody takes it back."""
    handling = taken_in(received_on=MONDAY, on=MONDAY + days(2))
    assert clock_of(handling, "notice").due_on == date(2026, 3, 17)
    assert not Deadline.objects.filter(handling=handling, period="objection").exists()
    with pytest.raises(NotLawfulNow, match="信访人直接向本单位提出"):
        lived(MONDAY + days(2), actions.object_to, handling, by=head(handling), reason=REASON)


@pytest.mark.parametrize("unclear", [{"anonymous": True, "persons": [Person()]}, {"address_clear": False}])
def test_no_notice_is_owed_where_name_or_address_is_unclear(unclear):
    """条例第23条第2款: 姓名（名称）、住址不清的除外; it is registered and handled all the same."""
    handling = forwarded(**unclear)
    assert handling.notice_exempt
    assert not Deadline.objects.filter(handling=handling, period="notice").exists()
    lived(MONDAY, actions.accept, handling, by=handler(handling))
    assert clock_of(handling, "handling").due_on == SIXTY_DUE
    assert PaperKind.ACCEPTANCE_NOTICE not in issued(handling)


# --- 延期 (条例第34条) -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", [0, 31, -1])
def test_an_extension_is_one_to_thirty_days(wanted):
    handling = accepted()
    with pytest.raises(NotLawfulNow, match="不得超过30日（条例第34条）"):
        lived(MONDAY, actions.approve_extension, handling, by=head(handling), days=wanted, reason="情况复杂")


@pytest.mark.parametrize(
    ("role", "code"),
    [
        (Role.HANDLER, "housing"),
        (Role.UNIT_HEAD, "water"),
        (Role.BUREAU_LEADER, "bureau"),
        (Role.SCREENING, "bureau"),
    ],
)
def test_only_the_units_own_head_approves(role, code):
    """条例第34条: 经本机关、单位负责人批准; never the bureau in its place."""
    handling = accepted()
    with pytest.raises(NotYours):
        lived(MONDAY, actions.approve_extension, handling, by=person(role, code), days=10, reason="情况复杂")


@pytest.mark.parametrize(
    ("on", "in_time", "due"),
    [
        (MONDAY + days(10), True, date(2026, 6, 1)),  # 05-01 + 30 = 05-31, a Sunday; rolls once, at the end
        (SIXTY_DUE, True, date(2026, 6, 1)),  # the last day itself
        (SIXTY_DUE + days(1), False, SIXTY_DUE),  # approved late: kept, and late it stays (domain §6)
    ],
)
def test_an_extension_moves_the_last_day_only_when_it_is_approved_by_then(on, in_time, due):
    handling = accepted()
    row = lived(on, actions.approve_extension, handling, by=head(handling), days=30, reason="需要鉴定")
    assert (row.in_time, clock_of(handling, "handling").due_on) == (in_time, due)
    assert PaperKind.EXTENSION_NOTICE in issued(handling)  # told with its reason either way
    with pytest.raises(NotLawfulNow, match="不能：已延期一次"):
        lived(on, actions.approve_extension, again(handling), by=head(handling), days=1, reason="再延")


def test_only_the_sixty_days_are_extended():
    """条例第34条 speaks of 信访事项 in the petition procedure; a suggestion's own period is internal."""
    handling = accepted(route=Route.SUGGESTION)
    with pytest.raises(NotLawfulNow, match="只有信访程序"):
        lived(MONDAY, actions.approve_extension, handling, by=head(handling), days=10, reason="情况复杂")


# --- 处理意见 (条例第32条) ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("outcome", "意见种类"),
        ("request", "投诉请求"),
        ("facts", "事实和理由"),
        ("decision", "处理意见"),
        ("legal_basis", "法律法规依据"),
    ],
)
def test_an_opinion_that_lacks_a_part_is_not_signed(part, name):
    """条例第32条: 投诉请求、事实和理由、处理意见及其法律法规依据; blanks are nothing."""
    handling = accepted()
    drafted(handling, MONDAY)
    lived(
        MONDAY,
        actions.draft_opinion,
        handling,
        by=handler(handling),
        **{part: "" if part == "outcome" else "  "},
    )
    with pytest.raises(NotLawfulNow, match=rf"还不能：意见书缺{name}（条例第32条）"):
        lived(MONDAY, actions.sign_opinion, handling, by=head(handling))


def test_without_a_draft_nothing_is_signed():
    handling = accepted()
    with pytest.raises(NotLawfulNow, match="缺意见草稿"):
        lived(MONDAY, actions.sign_opinion, handling, by=head(handling))


def test_the_answer_to_a_suggestion_needs_no_legal_basis():
    handling = accepted(route=Route.SUGGESTION)
    lived(MONDAY, actions.draft_opinion, handling, by=handler(handling), outcome="adopted", request="加装路灯",
          facts="现场查看", decision="列入下半年计划")  # fmt: skip
    lived(MONDAY, actions.sign_opinion, handling, by=head(handling))
    assert PaperKind.SUGGESTION_REPLY in issued(handling)


def test_a_draft_never_overwrites_another():
    handling = accepted()
    drafted(handling, MONDAY)
    lived(MONDAY, actions.draft_opinion, handling, by=handler(handling), decision="另一稿")
    with pytest.raises(NotLawfulNow, match="草稿刚刚被别人改过"):
        lived(MONDAY, actions.draft_opinion, handling, by=handler(handling), version=1, decision="旧稿")


# --- 不予受理、引导（第二人）、交办、会办 ---------------------------------------------------------------------------


def test_the_unit_declines_by_a_second_person():
    """内部要求: 提出人不能复核自己的提议; the switch of the bureau turns it off."""
    handling = forwarded()
    chief = head(handling)
    proposal = lived(
        MONDAY, actions.propose_decline, handling, by=chief, way="decline", reason="正在办理", details=DECLINE
    )
    with pytest.raises(NotLawfulNow, match="提出人不能复核自己的提议"):
        lived(MONDAY, actions.decline_handling, proposal, by=chief, approved=True)
    Setting.objects.create(name="second_pair_of_eyes", value=False)
    lived(MONDAY, actions.decline_handling, proposal, by=chief, approved=True)
    handling = again(handling)
    assert (handling.state, clock_of(handling, "notice").met_on) == (HandlingState.DECLINED, MONDAY)
    assert issued(handling) >= {PaperKind.DECLINE_NOTICE}


def test_a_proposal_says_all_its_notice_will_say():
    handling = forwarded()
    with pytest.raises(NotLawfulNow, match="告知书还缺：申请期限"):
        lived(MONDAY, actions.propose_decline, handling, by=handler(handling), way="guide", reason="应走诉讼",
              details=GUIDANCE | {"apply_term": ""})  # fmt: skip


def test_a_refused_proposal_leaves_the_handling_where_it_was():
    proposal = declining()
    with pytest.raises(NotLawfulNow, match="请写明退回的理由"):
        lived(MONDAY, actions.decline_handling, proposal, by=head(proposal.handling), approved=False)
    row = lived(
        MONDAY,
        actions.decline_handling,
        proposal,
        by=head(proposal.handling),
        approved=False,
        answer="材料不足",
    )
    assert row.state == HandlingState.ARRIVED


def test_the_assisting_unit_gives_no_paper_outward():
    """条例第24条: one answer outward, the lead's; the assistant's clocks do not run and it cannot accept or object."""
    case = registered()
    lead = lived(MONDAY, actions.forward, claim_of(case), by=person(Role.SCREENING), route=Route.PETITION,
                 to=Destination(unit("housing"), assisting=[unit("water")]))  # fmt: skip
    helper = Handling.objects.get(claim=lead.claim, role=HandlingRole.ASSISTING)
    assert not Deadline.objects.filter(handling=helper).exists()
    for act, words in (("accept", {}), ("object_to", {"reason": REASON})):
        with pytest.raises(NotLawfulNow, match="条例第24条"):
            lived(MONDAY, getattr(actions, act), helper, by=head(helper), **words)
    with pytest.raises(NotLawfulNow, match="主办单位出处理意见书"):
        lived(MONDAY, actions.reply_assistance, lead, by=handler(lead), opinion="属实")
    lived(MONDAY, actions.reply_assistance, helper, by=handler(helper), opinion="管网图附后")
    assert not issued(helper) & OUTWARD
    assert not CasePaper.objects.filter(handling=helper, to_petitioner=True).exists()


def test_an_option_that_passes_makes_nobody_late():
    handling = forwarded()
    row = clock_of(handling, "objection")
    assert not row.duty
    assert row.period in clocks.OPTIONS
    assert not Deadline.objects.overdue(OBJECTION_DUE + days(3)).filter(pk=row.pk).exists()
