"""领导包案: decided by the bureau's leader, worked by leader and unit, accepted by somebody else (条例第18条第2款)."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from cases import policies
from cases.actions.performing import check_day, lock_case, record
from cases.models import Case, Handling
from cases.policies import NotLawfulNow
from law.terms import HandlingRole, SponsorElement, SponsorshipState
from organizations.acting import action
from organizations.models import Unit, User
from oversight.leaders.common import (
    bureau_leaders,
    leader_of,
    need,
    no_persons,
    ordinary,
    people_of,
    spoken,
    tell,
)
from oversight.leaders.models import Milestone, SponsoredCase, SponsorNote

#: What must be on record before acceptance is asked for. 思想教育 and 帮扶救助 are as the matter needs them.
NEEDED = (SponsorElement.KNOW, SponsorElement.SOLVE, SponsorElement.EXPLAIN)


def handling_units(case: Case) -> list[Unit]:
    """The units that lead or led a claim of the case; one of them answers for the sponsorship."""
    rows = Handling.objects.filter(claim__case=case, role=HandlingRole.LEAD).exclude(state="returned")
    return list(Unit.objects.filter(pk__in=rows.values("unit"), abolished_on=None))


def cannot_sponsor(case: Case) -> list[str]:
    """Why this case cannot be sponsored now; empty when it can."""
    if case.merged_into_id:
        return ["不能：本件已并入原件，包案在原件上定"]
    row = SponsoredCase.objects.open().filter(case=case).first()
    if row:
        return [f"还不能：本件已由{spoken(row.leader_name, row.leader_post)}包案"]
    if not handling_units(case):
        return ["还不能：本件还没有承办单位，先转送或交办（条例第22条第1款）"]
    return []


@action
def sponsor(
    case: Case, *, by: User, on: date, leader: str, unit: Unit, reason: str, due_on: date
) -> SponsoredCase:
    """确定包案: one leader answers for solving one matter by a day. Raises NotLawfulNow."""
    case = lock_case(case)
    policies.require(by, "sponsor", case)
    check_day("sponsor", case=case, by=by, on=on)
    ordinary(case)
    reasons = cannot_sponsor(case)
    if reasons:
        raise NotLawfulNow(*reasons)
    if unit not in handling_units(case):
        raise NotLawfulNow(
            f"还不能：{unit.short_name}没有承办本件，责任单位从承办单位中选（条例第22条第1款）"
        )
    need(reason, "请写明包案缘由：突出在哪里、难在哪里")
    no_persons(包案缘由=reason)
    if due_on <= on:
        raise NotLawfulNow("化解期限要晚于今天")
    named = leader_of(leader)
    row = SponsoredCase(
        case=case, leader=named.account, leader_name=named.name, leader_post=named.post, unit=unit, reason=reason.strip(),
        opened_by=by, opened_on=on, due_on=due_on,
    )  # fmt: skip
    row.save()
    record("sponsor", case=case, by=by, on=on, note=f"{spoken(named.name, named.post)}包案，{unit.short_name}为责任单位：{row.reason}",
           data={"sponsored": row.pk})  # fmt: skip
    _tell(row, "opened", [row.leader_id, *people_of([unit])], "确定包案，请定方案和步骤", on=on)
    return row


@action
def plan_sponsorship(
    row: SponsoredCase, *, by: User, on: date, plan: str, milestones: Sequence[tuple[str, date]]
) -> SponsoredCase:
    """定方案: the plan and its steps. A new plan keeps what is done; open steps it does not name are dropped."""
    row = _locked(row, by, on, "plan_sponsorship")
    _in_state(row, SponsorshipState.OPENED, SponsorshipState.WORKING)
    need(plan, "请写明化解方案：问题在哪里、怎样解决、谁来做")
    no_persons(化解方案=plan, 步骤=" ".join(text for text, _ in milestones))
    steps = [(text.strip(), due) for text, due in milestones if text.strip()]
    if not steps:
        raise NotLawfulNow("请至少写一个步骤和它的完成期限")
    for text, due in steps:
        if not on <= due <= row.due_on:
            raise NotLawfulNow(f"步骤「{text}」的期限要在今天和化解期限 {row.due_on} 之间")
    waiting = {(step.text, step.due_on): step for step in open_milestones(row)}
    for key, step in waiting.items():
        if key not in steps:
            step.dropped_on = on
            step.save(update_fields=["dropped_on"])
    Milestone.objects.bulk_create(
        Milestone(sponsored=row, text=text, due_on=due) for text, due in steps if (text, due) not in waiting
    )
    row.plan, row.planned_by, row.planned_on = plan.strip(), by, on
    if row.state == SponsorshipState.OPENED:
        row.begin_work()
    _done(row, "plan_sponsorship", by=by, on=on, note=f"方案和 {len(steps)} 个步骤")
    return row


@action
def advance_sponsorship(
    row: SponsoredCase, *, by: User, on: date, element: str, text: str, milestone: Milestone | None = None
) -> SponsoredCase:
    """记进展: what was done for one of the 五包, and the step it completed, if any."""
    row = _locked(row, by, on, "advance_sponsorship")
    _in_state(row, SponsorshipState.WORKING)
    need(text, "请写明做了什么")
    no_persons(做了什么=text)
    if milestone:
        step = open_milestones(row).filter(pk=milestone.pk).first()
        if step is None:
            raise NotLawfulNow("这个步骤已经完成或者已从方案中撤下")
        step.done_on, step.outcome = on, text.strip()[:300]
        step.save(update_fields=["done_on", "outcome"])
    SponsorNote.objects.create(sponsored=row, element=element, text=text.strip(), by=by, on=on)
    _done(row, "advance_sponsorship", by=by, on=on, note=f"{SponsorElement(element).label}：{text.strip()}")
    return row


def open_milestones(row: SponsoredCase) -> "QuerySet[Milestone]":
    """Steps of the plan that are not done."""
    return row.milestones.filter(done_on=None, dropped_on=None)


def cannot_ask_check(row: SponsoredCase) -> list[str]:
    """Why acceptance cannot be asked for now. A promise of the petitioner is never among the reasons (design §7)."""
    if row.state != SponsorshipState.WORKING:
        return [f"包案{row.get_state_display()}"]
    waiting = [step.text for step in open_milestones(row)]
    if waiting:
        return [f"还不能：步骤「{'」「'.join(waiting)}」还没有完成"]
    there = set(row.notes.values_list("element", flat=True))
    missing = [element.label for element in NEEDED if element not in there]
    return [f"还不能：五包里「{'」「'.join(missing)}」还没有记录"] if missing else []


@action
def ask_sponsorship_check(row: SponsoredCase, *, by: User, on: date, resolution: str) -> SponsoredCase:
    """提请验收: how the matter was solved. Whether the petitioner petitions again is theirs to decide."""
    row = _locked(row, by, on, "ask_sponsorship_check")
    reasons = cannot_ask_check(row)
    if reasons:
        raise NotLawfulNow(*reasons)
    need(resolution, "请写明化解情况：合理诉求怎样解决、困难怎样帮扶、依据怎样讲清")
    no_persons(化解情况=resolution)
    row.ask_check()
    row.resolution, row.requested_by, row.requested_on = resolution.strip(), by, on
    _done(row, "ask_sponsorship_check", by=by, on=on, note=row.resolution)
    _tell(row, f"check-{row.version}", bureau_leaders(), "包案提请验收", on=on)
    return row


@action
def accept_sponsorship(row: SponsoredCase, *, by: User, on: date, verdict: str) -> SponsoredCase:
    """验收通过, by somebody who is neither the leader, nor of the unit, nor the one who asked."""
    row = _locked(row, by, on, "accept_sponsorship")
    _to_check(row, by)
    need(verdict, "请写明验收意见：看了什么材料、核对了什么")
    no_persons(验收意见=verdict)
    row.accept()
    row.verdict, row.checked_by, row.checked_unit, row.checked_on = verdict.strip(), by, by.unit, on
    _done(row, "accept_sponsorship", by=by, on=on, note=row.verdict)
    _tell(row, "accepted", [row.leader_id, *people_of([row.unit_id])], "包案验收通过", on=on)
    return row


@action
def return_sponsorship(row: SponsoredCase, *, by: User, on: date, reason: str) -> SponsoredCase:
    """验收退回: the work goes on."""
    row = _locked(row, by, on, "return_sponsorship")
    _to_check(row, by)
    need(reason, "请写明退回的理由：还差什么")
    no_persons(退回的理由=reason)
    row.send_back()
    row.verdict = reason.strip()
    _done(row, "return_sponsorship", by=by, on=on, note=row.verdict)
    _tell(
        row,
        f"returned-{row.version}",
        [row.leader_id, *people_of([row.unit_id])],
        "包案验收退回，请继续化解",
        on=on,
    )
    return row


@action
def end_sponsorship(row: SponsoredCase, *, by: User, on: date, reason: str) -> SponsoredCase:
    """终止包案: moved to another leader, taken over by a statutory way; never counted as solved."""
    row = _locked(row, by, on, "end_sponsorship")
    _in_state(row, SponsorshipState.OPENED, SponsorshipState.WORKING)
    need(reason, "请写明终止的理由，例如换由他人包案、已导入法定途径")
    no_persons(终止的理由=reason)
    row.end()
    row.ended_on, row.end_reason = on, reason.strip()
    _done(row, "end_sponsorship", by=by, on=on, note=row.end_reason)
    _tell(row, "ended", [row.leader_id, *people_of([row.unit_id])], "包案终止", on=on)
    return row


# --- shared -----------------------------------------------------------------------------------------------------


def _locked(row: SponsoredCase, by: User, on: date, act: str) -> SponsoredCase:
    case = lock_case(row.case)
    fresh = SponsoredCase.objects.select_related("unit", "leader").get(pk=row.pk)
    fresh.case = case
    policies.require(by, act, fresh)
    check_day(act, case=case, by=by, on=on)
    ordinary(case)
    return fresh


def _in_state(row: SponsoredCase, *states: str) -> None:
    if row.state not in states:
        raise NotLawfulNow(f"包案{row.get_state_display()}，不能再办这一步")


def _to_check(row: SponsoredCase, by: User) -> None:
    _in_state(row, SponsorshipState.CHECKING)
    if row.requested_by_id == by.pk:
        raise NotLawfulNow("不能：提请验收的人不能自己验收，请由另一人验收")


def _done(row: SponsoredCase, act: str, *, by: User, on: date, note: str) -> None:
    row.version += 1
    row.save()
    record(act, case=row.case, by=by, on=on, note=note, data={"sponsored": row.pk})


def _tell(row: SponsoredCase, what: str, to: Sequence[int | None], text: str, *, on: date) -> None:
    tell(f"sponsored-{what}:{row.pk}", to, f"{row.case.number}：{text}", on=on, page="sponsored", pk=row.pk)
