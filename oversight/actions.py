"""督办 and 问责建议: the machine drafts, a person signs, answers, strikes off and decides (条例第40条)."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from audit import chain
from cases import clocks, papers, policies
from cases.actions.performing import check_day, lock_case, lock_handling, record
from cases.models import Case, Handling
from cases.policies import NotLawfulNow
from documents import issuing
from law.terms import PaperKind, Role, SupervisionForm, SupervisionGround, SupervisionLevel
from notifications.outbox import word
from organizations.acting import action
from organizations.models import Unit, User
from oversight import lawful, recommending
from oversight.models import AccountabilityProposal, Supervision


@dataclass(frozen=True, slots=True)
class Manner:
    """How a 督办 is done: its level and form, what kind of failing, and within how many working days to answer.

    ``form_note``: whom was called, who went there; ``directed_by``, ``direction``: the leader's post and instruction.
    """

    level: str = SupervisionLevel.ORDINARY
    form: str = SupervisionForm.LETTER
    ground_kind: str = SupervisionGround.OVERDUE
    form_note: str = ""
    directed_by: str = ""
    direction: str = ""
    reply_days: int | None = None


@action
def sign_supervision(
    row: Supervision,
    *,
    by: User,
    on: date,
    requirements: str,
    ground: str = "",
    manner: Manner | None = None,
) -> Supervision:
    """签发督办单: numbered and signed, it starts the unit's reply period (条例第40条第1款). Raises NotLawfulNow.

    One that follows an unanswered 督办 rises in level, and takes its place.
    """
    row = _locked(row)
    _check("supervise", row, by=by, on=on)
    if row.signed_on or row.dropped_on:
        raise NotLawfulNow("这份督办单已经有人处理过了")
    row.ground = ground.strip() or row.ground
    given = manner or Manner(level=row.level, form=row.form, ground_kind=row.ground_kind)
    return _issue(row, given, by=by, on=on, requirements=requirements)


@action
def new_supervision(
    handling: Handling, *, by: User, on: date, ground: str, requirements: str, manner: Manner | None = None
) -> Supervision:
    """A 督办单 on the leader's own ground (推诿、敷衍、拖延、弄虚作假 …), drafted and signed in one act."""
    handling = lock_handling(handling)
    row = Supervision(
        case=handling.claim.case, handling=handling, unit=handling.unit, drafted_on=on, ground=ground.strip()
    )
    _check("supervise", row, by=by, on=on)
    return _issue(
        row, manner or Manner(ground_kind=SupervisionGround.OTHER), by=by, on=on, requirements=requirements
    )


@action
def raise_supervision(
    row: Supervision, *, by: User, on: date, requirements: str, ground: str, manner: Manner
) -> Supervision:
    """提级督办: a second 督办 of a higher level when the first stayed without answer or without effect.

    The sweep's draft of it, if there is one, is the one that is signed.
    """
    row = _locked(row)
    _check("raise_supervision", row, by=by, on=on)
    reasons = lawful.raise_blockers(row, on)
    if reasons:
        raise NotLawfulNow(*reasons)
    second = Supervision.objects.filter(follows=row, signed_on=None, dropped_on=None).first() or Supervision(
        case=row.case, handling=row.handling, unit=row.unit, drafted_on=on, follows=row, duty=row.duty
    )
    second.case, second.handling, second.follows = row.case, row.handling, row
    second.ground = ground.strip()
    return _issue(second, manner, by=by, on=on, requirements=requirements)


def _issue(row: Supervision, manner: Manner, *, by: User, on: date, requirements: str) -> Supervision:
    _need(row.ground, "请写明督办事由：哪项职责没有履行")
    _need(requirements, "请写明督办要求：要单位做什么")
    _fits(row, requirements)
    for name in ("level", "form", "ground_kind", "form_note", "directed_by", "direction"):
        setattr(row, name, getattr(manner, name).strip())
    reasons = [*lawful.unlawful(row, on), *lawful.manner_blockers(row, manner.reply_days)]
    if reasons:
        raise NotLawfulNow(*reasons)
    case, handling = row.case, row.handling
    act = "raise_supervision" if row.follows else "supervise"
    if row.follows:
        clocks.void(act, on=on, case=case, handling=handling)
        row.follows.raised_on = on
        row.follows.save(update_fields=["raised_on"])
    row.requirements = requirements.strip()
    row.reply_deadline = clocks.start(
        act, "supervision_reply", case=case, unit=row.unit, on=on, handling=handling, length=manner.reply_days
    )
    if row.pk is None:
        row.save()
    record(act, case=case, by=by, on=on, handling=handling, from_state=handling.state if handling else "",
           note=row.ground, data={"supervision": row.pk, "level": row.level, "form": row.form})  # fmt: skip
    issued = papers.issue(
        PaperKind.SUPERVISION_NOTICE, organ=by.unit, case=case, by=by, on=on, handling=handling,
        fields={
            "recipient": row.unit.name, "file_number": case.number, "subject": case.title, "ground": row.ground.rstrip("。"),
            "requirements": row.requirements.rstrip("。"), "reply_due": row.reply_deadline.due_on,
            "source_number": source_number(handling), "contact_person": by.name, "contact_phone": by.phone or by.unit.phone,
            "supervision_level": SupervisionLevel(row.level).label, "supervised_by": SupervisionForm(row.form).label,
            "ground_kind": SupervisionGround(row.ground_kind).label,
            "direction": f"{row.directed_by}：{row.direction}".rstrip("：。") if row.directed_by else "",
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


def source_number(handling: Handling | None) -> str:
    """The number of the letter by which the matter came to the unit."""
    kinds = (PaperKind.FORWARDING_LETTER, PaperKind.ASSIGNMENT_LETTER, PaperKind.REASSIGNMENT_LETTER)
    row = handling and handling.papers.filter(kind__in=kinds).select_related("paper").first()
    return row.paper.number if row else ""


@action
def cancel_supervision(row: Supervision, *, by: User, on: date, reason: str) -> Supervision:
    """撤销督办: sent by mistake or overtaken; its reply period is void, its paper void with its number kept."""
    row = _locked(row)
    _check("cancel_supervision", row, by=by, on=on)
    reasons = lawful.cancel_blockers(row, on)
    if reasons:
        raise NotLawfulNow(*reasons)
    _need(reason, "请写明撤销的理由，单位也会看到")
    row.cancelled_by, row.cancelled_on, row.cancel_reason = by, on, reason.strip()
    row.save()
    clocks.void("cancel_supervision", on=on, case=row.case, handling=row.handling)
    record("cancel_supervision", case=row.case, by=by, on=on, handling=row.handling,
           from_state=row.handling.state if row.handling else "", note=row.cancel_reason, data={"supervision": row.pk})  # fmt: skip
    if row.paper:
        issuing.void(row.paper, row.cancel_reason, on)
    _tell(f"supervision-cancelled:{row.pk}", _people(row.unit), row, "督办已经撤销，不必再回复", on=on)
    return row


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
    if row.cancelled_on or row.raised_on:
        raise NotLawfulNow("不能：这份督办已经撤销或提级，请回复新的督办单")
    if row.reply_deadline and row.reply_deadline.voided_on:
        raise NotLawfulNow("不能：这件事已经退回或者撤回，督办随之了结，不必再回复")
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
    """销号: the duty is met; or the leader writes why it may be struck off though it is not. A reply alone is not enough."""
    row = _locked(row)
    _check("close_supervision", row, by=by, on=on)
    reasons = lawful.close_blockers(row, on)
    if reasons:
        raise NotLawfulNow(*reasons)
    if lawful.needs_reason(row):
        _need(remark, lawful.reason_wanted(row))
    row.closed_by, row.closed_on, row.close_remark = by, on, remark.strip()
    row.closed_unmet = lawful.unmet(row)
    row.save()
    number = row.paper.number if row.paper else ""
    record("close_supervision", case=row.case, by=by, on=on, handling=row.handling, from_state=row.handling.state if row.handling else "",
           note="；".join(filter(None, [number, row.close_remark])), data={"supervision": row.pk, "unmet": row.closed_unmet})  # fmt: skip
    _tell(f"supervision-closed:{row.pk}", _people(row.unit), row, "督办已经销号", on=on)
    return row


@action
def decide_accountability(
    row: AccountabilityProposal, *, by: User, on: date, taken_up: bool, answer: str
) -> AccountabilityProposal:
    """The leader decides on a proposal; nothing follows by itself (条例第40条第3款).

    Taken up, it leads into a draft 追究责任建议书, which is nothing until it is completed and signed.
    """
    lock_case(row.case)
    row = AccountabilityProposal.objects.select_related("case", "unit", "deadline").get(pk=row.pk)
    policies.require(by, "supervise", row)
    if row.decided_on:
        raise NotLawfulNow("这项建议已经有人决定过了")
    _need(answer, "请写明处理意见：采取什么措施，或者为什么不提出追责建议")
    row.taken_up, row.answer, row.decided_by, row.decided_on = taken_up, answer.strip(), by, on
    row.save()
    chain.record("decide_accountability", by=by, about=row)
    if taken_up:
        recommending.from_proposal(row, by=by, on=on)
    return row


# --- shared -----------------------------------------------------------------------------------------------------


def _locked(row: Supervision) -> Supervision:
    """The row as it is once its case is locked: two leaders do not sign one draft."""
    case: Case = lock_case(row.case)
    related = ("handling__claim", "handling__unit", "unit", "paper", "deadline", "duty", "reply_deadline",
               "follows__reply_deadline", "follows__duty")  # fmt: skip
    fresh = Supervision.objects.select_related(*related).get(pk=row.pk)
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
