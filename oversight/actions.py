"""督办 and 问责建议: the machine drafts, a person signs, answers, strikes off and decides (条例第40条)."""

from datetime import date

from django.urls import reverse

from audit import chain
from cases import clocks, papers, policies
from cases.actions.performing import check_day, lock_case, lock_handling, record
from cases.models import Case, Deadline, Handling
from cases.policies import NotLawfulNow
from documents import issuing
from law.terms import PaperKind, Role
from notifications.outbox import word
from organizations.acting import action
from organizations.models import Unit, User
from oversight.models import AccountabilityProposal, Supervision


@action
def sign_supervision(
    row: Supervision, *, by: User, on: date, requirements: str, ground: str = ""
) -> Supervision:
    """签发督办单: numbered and signed, it starts the unit's reply period (条例第40条第1款). Raises NotLawfulNow."""
    row = _locked(row)
    _check("supervise", row, by=by, on=on)
    if row.signed_on or row.dropped_on:
        raise NotLawfulNow("这份督办单已经有人处理过了")
    row.ground = ground.strip() or row.ground
    return _issue(row, by=by, on=on, requirements=requirements)


@action
def new_supervision(handling: Handling, *, by: User, on: date, ground: str, requirements: str) -> Supervision:
    """A 督办单 on the leader's own ground (推诿、敷衍、拖延、弄虚作假 …), drafted and signed in one act."""
    handling = lock_handling(handling)
    row = Supervision(
        case=handling.claim.case, handling=handling, unit=handling.unit, drafted_on=on, ground=ground.strip()
    )
    _check("supervise", row, by=by, on=on)
    row.save()
    return _issue(row, by=by, on=on, requirements=requirements)


def _issue(row: Supervision, *, by: User, on: date, requirements: str) -> Supervision:
    _need(row.ground, "请写明督办事由：哪项职责没有履行")
    _need(requirements, "请写明督办要求：要单位做什么")
    _fits(row, requirements)
    reasons = [*unlawful(row)]
    if reasons:
        raise NotLawfulNow(*reasons)
    case, handling = row.case, row.handling
    row.requirements = requirements.strip()
    row.reply_deadline = clocks.start(
        "supervise", "supervision_reply", case=case, unit=row.unit, on=on, handling=handling
    )
    record("supervise", case=case, by=by, on=on, handling=handling, from_state=handling.state if handling else "",
           note=row.ground, data={"supervision": row.pk})  # fmt: skip
    issued = papers.issue(
        PaperKind.SUPERVISION_NOTICE, organ=by.unit, case=case, by=by, on=on, handling=handling,
        fields={
            "recipient": row.unit.name, "file_number": case.number, "subject": case.title, "ground": row.ground.rstrip("。"),
            "requirements": row.requirements.rstrip("。"), "reply_due": row.reply_deadline.due_on,
            "source_number": source_number(handling), "contact_person": by.name, "contact_phone": by.phone or by.unit.phone,
        },
    )  # fmt: skip
    issuing.sign(issued.paper, by, on)
    row.paper, row.signed_by, row.signed_on = issued.paper, by, on
    row.save()
    _tell(
        f"supervised:{row.pk}",
        _people(row.unit),
        row,
        f"收到督办单，请在 {row.reply_deadline.due_on} 前书面回复",
        on=on,
    )
    return row


def unlawful(row: Supervision) -> list[str]:
    """Why this 督办单 cannot be issued now; empty when it can."""
    if row.case.in_compartment:
        return ["不能：检举控告由纪检监察机关办理，不发督办单（条例第30条第3款）"]
    if row.deadline and (row.deadline.met_on or row.deadline.voided_on):
        return ["不能：拟稿以后这项期限已经履行或失效，不能再按逾期督办；请改为不发"]
    if row.handling and row.handling.ended_on:
        return [f"不能：{row.unit.short_name}已于 {row.handling.ended_on} 办结或退回，无须再督办；请改为不发"]
    running = (
        Deadline.objects.running()
        .filter(case=row.case, handling=row.handling, period="supervision_reply")
        .first()
    )
    if running:
        return [f"还不能：上一份督办单的回复期限（{running.due_on}）还没有了结，请等单位回复"]
    return []


def source_number(handling: Handling | None) -> str:
    """The number of the letter by which the matter came to the unit."""
    kinds = (PaperKind.FORWARDING_LETTER, PaperKind.ASSIGNMENT_LETTER, PaperKind.REASSIGNMENT_LETTER)
    row = handling and handling.papers.filter(kind__in=kinds).select_related("paper").first()
    return row.paper.number if row else ""


@action
def drop_supervision(row: Supervision, *, by: User, on: date, reason: str) -> Supervision:
    """不发: the leader decides against the draft, with a reason that stays."""
    row = _locked(row)
    _check("supervise", row, by=by, on=on)
    if row.signed_on or row.dropped_on:
        raise NotLawfulNow("这份督办单已经有人处理过了")
    _need(reason, "请写明不发的理由")
    row.dropped_by, row.dropped_on, row.dropped_reason = by, on, reason.strip()
    row.save()
    chain.record("drop_supervision", by=by, about=row)
    return row


@action
def reply_supervision(row: Supervision, *, by: User, on: date, reply: str) -> Supervision:
    """回复督办 by the unit in writing: meets its reply period."""
    row = _locked(row)
    _check("reply_supervision", row, by=by, on=on)
    if row.signed_on is None:
        raise NotLawfulNow("这份督办单还没有签发")
    if row.replied_on:
        raise NotLawfulNow(f"已于 {row.replied_on} 回复过了")
    _need(reply, "请写明办理情况、逾期原因和下一步措施")
    row.reply, row.replied_by, row.replied_on = reply.strip(), by, on
    row.save()
    clocks.meet("reply_supervision", on=on, case=row.case, handling=row.handling)
    record("reply_supervision", case=row.case, by=by, on=on, handling=row.handling,
           from_state=row.handling.state if row.handling else "", note=row.reply, data={"supervision": row.pk})  # fmt: skip
    _tell(
        f"supervision-replied:{row.pk}",
        _leaders(),
        row,
        f"{row.unit.short_name}已回复督办单，请核对销号",
        on=on,
    )
    return row


@action
def close_supervision(row: Supervision, *, by: User, on: date, remark: str = "") -> Supervision:
    """销号: the bureau leader holds the reply to be enough."""
    row = _locked(row)
    _check("supervise", row, by=by, on=on)
    if row.replied_on is None:
        raise NotLawfulNow("还不能：单位没有回复，不能销号")
    if row.closed_on:
        raise NotLawfulNow(f"已于 {row.closed_on} 销号")
    row.closed_by, row.closed_on = by, on
    row.save()
    number = row.paper.number if row.paper else ""
    record("note", case=row.case, by=by, on=on, handling=row.handling, from_state=row.handling.state if row.handling else "",
           note="；".join(filter(None, [f"督办销号（{number}）", remark.strip()])), data={"supervision": row.pk})  # fmt: skip
    _tell(f"supervision-closed:{row.pk}", _people(row.unit), row, "督办已经销号", on=on)
    return row


@action
def decide_accountability(
    row: AccountabilityProposal, *, by: User, on: date, taken_up: bool, answer: str
) -> AccountabilityProposal:
    """The leader decides on a proposal. Only the decision is recorded: nothing follows by itself (条例第40条第3款)."""
    lock_case(row.case)
    row = AccountabilityProposal.objects.select_related("case", "unit", "deadline").get(pk=row.pk)
    policies.require(by, "supervise", row)
    if row.decided_on:
        raise NotLawfulNow("这项建议已经有人决定过了")
    _need(answer, "请写明处理意见：采取什么措施，或者为什么不提出追责建议")
    row.taken_up, row.answer, row.decided_by, row.decided_on = taken_up, answer.strip(), by, on
    row.save()
    chain.record("decide_accountability", by=by, about=row)
    return row


# --- shared -----------------------------------------------------------------------------------------------------


def _locked(row: Supervision) -> Supervision:
    """The row as it is once its case is locked: two leaders do not sign one draft."""
    case: Case = lock_case(row.case)
    fresh = Supervision.objects.select_related("handling__claim", "handling__unit", "unit", "paper").get(
        pk=row.pk
    )
    fresh.case = case
    if fresh.handling:
        fresh.handling.claim.case = case
    return fresh


def _check(act: str, row: Supervision, *, by: User, on: date) -> None:
    policies.require(by, act, row)
    check_day(act, case=row.case, by=by, on=on, handling=row.handling)


def _need(text: str, message: str) -> None:
    if not text.strip():
        raise NotLawfulNow(message)


def _fits(row: Supervision, requirements: str) -> None:
    """A paper says what was written, never a part of it."""
    for label, text, most in (("督办事由", row.ground, 200), ("办理要求", requirements.strip(), 300)):
        if len(text) > most:
            raise NotLawfulNow(f"{label}最多 {most} 字，现在 {len(text)} 字，请精简")


def _people(unit: Unit) -> list[int]:
    rows = User.objects.filter(unit=unit, role__in=[Role.HANDLER, Role.UNIT_HEAD], is_active=True)
    return list(rows.values_list("pk", flat=True))


def _leaders() -> list[int]:
    rows = User.objects.filter(unit__kind="bureau", role=Role.BUREAU_LEADER, is_active=True)
    return list(rows.values_list("pk", flat=True))


def _tell(key: str, to: list[int], row: Supervision, text: str, *, on: date) -> None:
    word(key, to, f"{row.case.number}：{text}", on=on, url=reverse("oversight:detail", args=[row.pk]))
