"""The three recommendations (三项建议): drafted, signed, answered in writing, taken back (条例第14条第6项、第40条).

They belong to the bureau, not to a file: the act is recorded in the chain, and in the story of each file it is about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from audit import chain
from cases import policies, workdays
from cases.actions.performing import record
from cases.models import Case
from cases.policies import NotLawfulNow, NotYours
from documents import issuing
from law import clock, periods
from law.terms import Adoption, PaperKind, RecommendationKind, Role, UnitKind
from notifications.outbox import word
from organizations.acting import action
from organizations.models import Unit, User
from organizations.roles import Permission
from oversight.records import Recommendation

PERIOD = "recommendation_reply"
PAPERS = {
    RecommendationKind.IMPROVE: PaperKind.RECOMMENDATION_IMPROVE,
    RecommendationKind.POLICY: PaperKind.RECOMMENDATION_POLICY,
    RecommendationKind.ACCOUNTABILITY: PaperKind.RECOMMENDATION_ACCOUNTABILITY,
}
#: What the drafter writes: field → label.
WRITTEN = {"subject": "事由", "facts": "发现的情况", "basis": "依据", "proposals": "建议"}
#: Papers say what was written, never a part of it.
LONGEST = {"subject": 80, "facts": 1500, "basis": 300, "proposals": 1500}


@dataclass(frozen=True, slots=True)
class Draft:
    """What a recommendation says, and about which files."""

    kind: str
    organ: Unit | None
    subject: str
    facts: str
    basis: str
    proposals: str
    concerned: Unit | None = None
    cases: Sequence[Case] = ()


@action
def draft_recommendation(draft: Draft, *, by: User, on: date) -> Recommendation:
    """拟建议书 by an officer or leader of the bureau; nothing leaves before it is signed."""
    _may_draft(by)
    _not_later(on)
    row = Recommendation(drafted_by=by, drafted_on=on)
    return _write(row, draft, by=by, verb="draft_recommendation")


@action
def revise_recommendation(row: Recommendation, draft: Draft, *, by: User, on: date) -> Recommendation:
    """The draft in better words; a signed one never changes."""
    _may_draft(by)
    row = _locked(row)
    _is_draft(row)
    row.version += 1
    return _write(row, draft, by=by, verb="revise_recommendation")


def from_proposal(proposal: Any, *, by: User, on: date) -> Recommendation:
    """The draft an accountability proposal leads into: the organ with the power is still to be chosen."""
    row = Recommendation(
        kind=RecommendationKind.ACCOUNTABILITY, concerned=proposal.unit, proposal=proposal, subject=proposal.case.title[:80],
        facts=proposal.ground, basis=default_basis(RecommendationKind.ACCOUNTABILITY), proposals=proposal.answer,
        drafted_by=by, drafted_on=on,
    )  # fmt: skip
    row.save()
    row.cases.set([proposal.case])
    chain.record("draft_recommendation", by=by, about=row)
    return row


def default_basis(kind: str) -> str:
    """The article that gives the bureau this recommendation, as a draft starts with it."""
    return {
        RecommendationKind.IMPROVE: "《信访工作条例》第四十条第一款",
        RecommendationKind.POLICY: "《信访工作条例》第四十条第二款",
        RecommendationKind.ACCOUNTABILITY: "《信访工作条例》第四十条第三款、第四十五条",
    }[RecommendationKind(kind)]


def _write(row: Recommendation, draft: Draft, *, by: User, verb: str) -> Recommendation:
    for name, label in WRITTEN.items():
        text = getattr(draft, name).strip()
        if not text and name != "basis":
            raise NotLawfulNow(f"请填写{label}")
        if len(text) > LONGEST[name]:
            raise NotLawfulNow(f"{label}最多 {LONGEST[name]} 字，现在 {len(text)} 字，请精简")
        setattr(row, name, text)
    row.kind, row.organ, row.concerned = draft.kind, draft.organ, draft.concerned
    row.basis = row.basis or default_basis(draft.kind)
    reasons = _wrong_organ(row)
    if any(case.in_compartment for case in draft.cases):
        reasons.append("不能：检举控告件不进入三项建议（条例第30条第3款），请去掉这个件号")
    if reasons:
        raise NotLawfulNow(*reasons)
    row.save()
    row.cases.set(draft.cases)
    chain.record(verb, by=by, about=row)
    return row


def _wrong_organ(row: Recommendation) -> list[str]:
    """An accountability recommendation goes to who has the power over the unit, never to the unit itself."""
    if row.kind != RecommendationKind.ACCOUNTABILITY:
        return []
    if row.concerned is None:
        return ["追究责任的建议请选定涉及的单位（条例第40条第3款）"]
    if row.organ and row.organ.is_within(row.concerned):
        return [
            "不能：追究责任的建议向有管理权限的机关、单位提出，不能发给涉及的单位或它的下属（条例第40条第3款）"
        ]
    return []


def sign_blockers(row: Recommendation) -> list[str]:
    """Why it cannot be signed now."""
    found = [] if row.organ else ["还不能：请先选定受建议的机关、单位"]
    if row.organ and row.organ.kind == UnitKind.BUREAU:
        found.append("不能：建议不发给信访局自己，请改选受建议的机关")
    if row.organ and row.organ.abolished_on:
        found.append("不能：受建议的机关已经撤销，请改选承接的单位")
    if row.cases.filter(in_compartment=True).exists():
        found.append("不能：涉及的件已转入检举控告通道（条例第30条第3款），请去掉这个件号")
    return [*found, *_wrong_organ(row)]


@action
def sign_recommendation(
    row: Recommendation, *, by: User, on: date, length: int | None = None
) -> Recommendation:
    """签发建议书: numbered, signed, sent; the day of the written feedback follows from it (内部要求).

    ``length``: another number of days than the rule's own. Raises NotGranted for what the rule does not allow.
    """
    row = _locked(row)
    policies.require(by, "recommend", row)
    _not_later(on)
    _is_draft(row)
    reasons = sign_blockers(row)
    if reasons:
        raise NotLawfulNow(*reasons)
    due = periods.due(PERIOD, on, workdays.calendar(), length=length)
    row.signed_by, row.signed_on, row.length = by, on, length
    row.nominal_on, row.due_on, row.provisional = due.nominal, due.due, due.provisional
    row.period_version, row.calendar_version = due.period_version, due.calendar_version
    cases = _cases(row)
    assert row.organ is not None  # noqa: S101 - asked above
    for case in cases:
        _in_story("recommend", row, case, by=by, on=on)
    chain.record("recommend", by=by, about=row)
    fields = {
        "recipient": row.organ.name, "subject": row.subject, "recommended_facts": row.facts.rstrip("。"),
        "basis": row.basis.rstrip("。"), "proposals": [line for line in row.proposals.splitlines() if line.strip()],
        "reply_due": row.due_on, "contact_person": by.name, "contact_phone": by.phone or by.unit.phone,
    }  # fmt: skip
    if cases:
        fields["file_number"] = "、".join(case.number for case in cases)
    if row.kind == RecommendationKind.ACCOUNTABILITY and row.concerned:
        fields["concerned"] = row.concerned.name
    row.paper = issuing.issue(
        PAPERS[RecommendationKind(row.kind)], organ=by.unit, fields=fields, on=on, by=by, signed=True
    )
    row.save()
    tell(
        row,
        "sent",
        people_of(row.organ),
        f"收到{row.paper.title}，请在 {row.due_on} 前书面反馈采纳情况",
        on=on,
    )
    return row


def _in_story(act: str, row: Recommendation, case: Case, *, by: User, on: date) -> None:
    """The file says that a recommendation was made. Of accountability nothing is said where its unit reads the whole."""
    if row.kind == RecommendationKind.ACCOUNTABILITY and not case.receiving_unit.is_bureau:
        return
    note = f"{RecommendationKind(row.kind).label}的建议：{row.subject}" if act == "recommend" else ""
    record(act, case=case, by=by, on=on, note=note, data={"recommendation": row.pk, "kind": row.kind})


@action
def drop_recommendation(row: Recommendation, *, by: User, on: date, reason: str) -> Recommendation:
    """不提出: the draft ends with a reason that stays."""
    row = _locked(row)
    policies.require(by, "recommend", row)
    _is_draft(row)
    _need(reason, "请写明不提出的理由")
    row.dropped_on, row.ended_by, row.end_reason = on, by, reason.strip()
    row.save()
    chain.record("drop_recommendation", by=by, about=row)
    return row


def answer_blockers(row: Recommendation) -> list[str]:
    if row.signed_on is None:
        return ["还不能：建议书没有签发"]
    if row.cancelled_on:
        return [f"不能：建议已于 {row.cancelled_on} 撤回"]
    return [f"不能：已于 {row.answered_on} 反馈采纳情况"] if row.answered_on else []


@action
def answer_recommendation(
    row: Recommendation,
    *,
    by: User,
    on: date,
    adoption: str,
    feedback: str,
    number: str = "",
    units_held: int | None = None,
    persons_held: int | None = None,
) -> Recommendation:
    """书面反馈采纳情况 by the organ, or written down by the bureau from its letter (条例第40条第4款).

    Of an accountability only how many units and persons are told. A late feedback is a feedback; late it is and stays.
    """
    row = _locked(row)
    policies.require(by, "answer_recommendation", row)
    _not_later(on)
    reasons = answer_blockers(row)
    if reasons:
        raise NotLawfulNow(*reasons)
    if row.signed_on and on < row.signed_on:
        raise NotLawfulNow(f"反馈日期不能早于签发日期 {row.signed_on}")
    if adoption not in set(Adoption):
        raise NotLawfulNow("请选择采纳情况：采纳、部分采纳或者不采纳（条例第40条第4款）")
    _need(feedback, "请写明反馈的内容：采纳的写措施和时间，不采纳的写理由（条例第40条第4款）")
    accountable = row.kind == RecommendationKind.ACCOUNTABILITY
    if not accountable and (units_held is not None or persons_held is not None):
        raise NotLawfulNow("只有追究责任的建议才填追究的单位数和人数")
    if accountable and adoption == Adoption.NOT_ADOPTED and (units_held or persons_held):
        raise NotLawfulNow("不采纳的，追究的单位数和人数应为空或 0")
    row.adoption, row.feedback, row.feedback_number = adoption, feedback.strip(), number.strip()
    row.answered_on, row.answered_by = on, by
    row.units_held, row.persons_held = units_held, persons_held
    row.save()
    for case in _cases(row):
        _in_story("answer_recommendation", row, case, by=by, on=on)
    chain.record("answer_recommendation", by=by, about=row)
    tell(row, "answered", leaders(), f"{row.organ}已反馈：{Adoption(adoption).label}", on=on)
    return row


@action
def cancel_recommendation(row: Recommendation, *, by: User, on: date, reason: str) -> Recommendation:
    """撤回建议: before any feedback; its number stays, its paper is void, the figures do not count it."""
    row = _locked(row)
    policies.require(by, "cancel_recommendation", row)
    reasons = answer_blockers(row)
    if reasons:
        raise NotLawfulNow(*reasons)
    _need(reason, "请写明撤回的理由，受建议的机关也会看到")
    row.cancelled_on, row.ended_by, row.end_reason = on, by, reason.strip()
    row.save()
    for case in _cases(row):
        _in_story("cancel_recommendation", row, case, by=by, on=on)
    chain.record("cancel_recommendation", by=by, about=row)
    if row.paper:
        issuing.void(row.paper, row.end_reason, on)
    if row.organ:
        tell(row, "cancelled", people_of(row.organ), "建议已经撤回，不必再反馈", on=on)
    return row


# --- shared -----------------------------------------------------------------------------------------------------


def _may_draft(by: User) -> None:
    if not (by.in_bureau and (by.can(Permission.SUPERVISE) or by.can(Permission.SCREEN))):
        raise NotYours("您的岗位不能「拟建议书」。此事由信访局甄别员、局领导办理。")


def _locked(row: Recommendation) -> Recommendation:
    """The row as it is once it is locked: two leaders do not sign one draft."""
    Recommendation.objects.select_for_update().values_list("pk").get(pk=row.pk)
    return Recommendation.objects.select_related("organ", "concerned", "paper", "proposal").get(pk=row.pk)


def _cases(row: Recommendation) -> list[Case]:
    """The files it is about, locked in one order."""
    rows = row.cases.select_for_update(of=("self",)).select_related("receiving_unit")
    return list(rows.order_by("pk"))


def _is_draft(row: Recommendation) -> None:
    if row.signed_on or row.dropped_on:
        raise NotLawfulNow("这份建议书已经有人处理过了")


def _not_later(day: date) -> None:
    if day > clock.today():
        raise NotLawfulNow(f"日期 {day} 晚于今天，请改为今天或以前的日期")


def _need(text: str, message: str) -> None:
    if not text.strip():
        raise NotLawfulNow(message)


def people_of(organ: Unit) -> list[int]:
    """Who of an organ is told: its handlers and head; at the county's government its leaders."""
    roles = [Role.HANDLER, Role.UNIT_HEAD, Role.COUNTY_LEADER]
    return list(User.objects.filter(unit=organ, role__in=roles, is_active=True).values_list("pk", flat=True))


def leaders() -> list[int]:
    rows = User.objects.filter(unit__kind="bureau", role=Role.BUREAU_LEADER, is_active=True)
    return list(rows.values_list("pk", flat=True))


def tell(row: Recommendation, what: str, to: list[int], text: str, *, on: date) -> None:
    """Word about a recommendation, by its number only."""
    number = row.paper.number if row.paper else "建议书稿"
    word(f"recommendation-{what}:{row.pk}", to, f"{number}：{text}", on=on,
         url=reverse("oversight:recommendations_record", args=[row.pk]))  # fmt: skip
