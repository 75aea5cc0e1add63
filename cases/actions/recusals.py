"""回避: declared or proposed, decided by another, effective at once (条例第28条第3款)."""

from datetime import date

from cases import notices, papers, policies
from cases.actions.performing import check_day, lock_case, record
from cases.models import Case, Handling, Recusal, Review
from cases.models.handling import HANDLING_ENDED
from cases.policies import NotLawfulNow
from cases.recusal import leave_everything, recused_cases
from law.terms import RecusalOrigin, RecusalRole, RecusalState
from organizations.acting import action
from organizations.models import Unit, User


@action
def propose_recusal(
    case: Case, *, by: User, on: date, person: User, role: str, ground: str, origin: str, reason: str
) -> Recusal:
    """申报、提出回避: by the person, or for a petitioner or anybody else by the officer who was told."""
    case = lock_case(case)
    if not Review.objects.visible_to(by).filter(handling__claim__case=case).exists():
        policies.require_sight(by, case)  # who reviews sees the review and not the file
    policies.require(by, "propose_recusal", case)
    check_day("propose_recusal", case=case, by=by, on=on)
    if role == RecusalRole.PANELIST:
        raise NotLawfulNow("评议人的回避请在听证的页面上提出，由举行机关负责人决定")
    if (origin == RecusalOrigin.DECLARED) != (person.pk == by.pk):
        raise NotLawfulNow("本人申报的只能由本人提出；代信访人或者他人提出的，请选对提出方式")
    if not person.is_active:
        raise NotLawfulNow(f"{person.name}的账号已经停用，不用回避")
    live = Recusal.objects.live().filter(case=case, person=person).first()
    if live:
        raise NotLawfulNow(f"{person.name}在本件的回避已经提出：{RecusalState(live.state).label}")
    row = Recusal(
        case=case, person=person, role=role, ground=ground, origin=origin, proposed_by=by, proposed_on=on
    )
    return put_forward(row, reason=reason)


def put_forward(row: Recusal, *, reason: str, data: dict[str, object] | None = None) -> Recusal:
    """Keep a proposal, tell the file of it and whoever decides; the rest of every act that proposes one."""
    if len(reason.strip()) < 5:
        raise NotLawfulNow("请写明有怎样的利害关系（条例第28条第3款）")
    row.reason = reason.strip()
    row.save()
    record("propose_recusal", case=row.case, by=row.proposed_by, on=row.proposed_on, handling=_work_of(row.office, row.case),
           data={"recusal": row.pk, **(data or {})})  # fmt: skip
    notices.recusal_proposed(row, policies.recusal_deciders(row), on=row.proposed_on)
    return row


@action
def decide_recusal(
    row: Recusal, *, by: User, on: date, ordered: bool, answer: str, takes_over: User | None = None
) -> Recusal:
    """决定是否回避: never by the person; from now on every act of theirs on this matter is refused.

    Open work passes to ``takes_over`` or back to the unit; a chair or a seat on a panel is given up in the same act.
    """
    case = lock_case(row.case)
    row = Recusal.objects.select_related("person__unit__parent", "organ").get(pk=row.pk)
    row.case = case
    policies.require(by, "decide_recusal", row)
    if row.state != RecusalState.PROPOSED:
        raise NotLawfulNow(f"这项回避已经有人决定过了：{RecusalState(row.state).label}")
    check_day("decide_recusal", case=case, by=by, on=on)
    if not answer.strip():
        raise NotLawfulNow("请写明决定的理由")
    if takes_over:
        _fits(takes_over, row)
    if ordered:
        row.order()
    else:
        row.refuse()
    row.answer, row.takes_over = answer.strip(), takes_over if ordered else None
    row.decided_by, row.decided_on = by, on
    row.version += 1
    row.save()
    record("decide_recusal", case=case, by=by, on=on, handling=_work_of(row.office, case),
           data={"recusal": row.pk, "ordered": ordered})  # fmt: skip
    follows = ""
    if ordered:
        _hand_over(row)
        follows = leave_everything(row, by=by, on=on)
    papers.recusal_decided(row, by=by, on=on, follows=follows)
    notices.recusal_decided(row, on=on)
    return row


def _work_of(office: Unit, case: Case) -> Handling | None:
    """The work of this unit on the matter: its people read the event there."""
    return Handling.objects.filter(claim__case=case, unit=office).order_by("-pk").first()


def _fits(takes_over: User, row: Recusal) -> None:
    if row.organ or row.person is None:
        raise NotLawfulNow("评议人由同一次抽取的下一位递补，不另选接替人员")
    if takes_over.pk == row.person_id:
        raise NotLawfulNow("接替人员不能是回避的人，请另选")
    if takes_over.unit_id != row.person.unit_id or not takes_over.is_active:
        raise NotLawfulNow("接替人员须是同一单位在用的人员，请另选")
    if row.case_id in recused_cases(takes_over, fresh=True):
        raise NotLawfulNow(f"{takes_over.name}也已回避本件，请另选接替人员")


def _hand_over(row: Recusal) -> None:
    """Open work that was in the person's hands goes to who takes over, or back to the unit."""
    if row.person is None or (row.role != RecusalRole.HANDLER and row.takes_over is None):
        return
    rows = Handling.objects.filter(claim__case=row.case, handler=row.person).exclude(state__in=HANDLING_ENDED)
    rows.update(handler=row.takes_over)
