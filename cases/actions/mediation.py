"""Mediation and settlement 访调对接: beside the course, with both sides' consent, stopping no clock (条例第33条)."""

from datetime import date

from django_fsm import can_proceed

from cases import papers, policies
from cases.actions.performing import check_day, lock_handling, record
from cases.models import FollowUp, Handling, Mediation
from cases.policies import NotLawfulNow
from law.terms import MediationManner, MediationState, Performance
from organizations.acting import action
from organizations.models import User

#: The three conditions of 条例第33条, as the officer confirms each.
CONDITIONS = {
    "voluntary": "双方自愿",
    "within_discretion": "在裁量权范围内",
    "breaks_no_rule": "不违反政策法规强制性规定",
}
#: How a mediation ends without an agreement: the edge of each, and from where.
ENDINGS = {
    MediationState.REFUSED: "refuse",
    MediationState.WITHDRAWN: "withdraw",
    MediationState.FAILED: "fail",
}
FOUND = {Performance.PERFORMED: "perform", Performance.NOT_PERFORMED: "default"}


@action
def hand_to_mediation(
    handling: Handling, *, by: User, on: date, manner: str, other_party: str, dispute: str, body: str = ""
) -> Mediation:
    """Put the dispute to mediators, or lead the two sides to settle; what they want is asked next (条例第33条).

    The mediators get a 移交单 without the petitioner's name; who they are is handed over in person.
    """
    handling = lock_handling(handling)
    policies.require(by, "hand_to_mediation", handling)
    reasons = policies.blockers(handling, "hand_to_mediation", on=on)
    if reasons:
        raise NotLawfulNow(*reasons)
    case = handling.claim.case
    check_day("hand_to_mediation", case=case, by=by, on=on, handling=handling)
    if manner not in MediationManner.__members__.values():
        raise NotLawfulNow("请选择人民调解、行政调解、司法调解或者当事人和解")
    settles = manner == MediationManner.RECONCILIATION
    if not settles and not body.strip():
        raise NotLawfulNow("请填写调解组织，例：云溪县医疗纠纷人民调解委员会")
    _need(other_party, "请填写对方当事人")
    _need(dispute, "请写明争议事项")
    row = Mediation(
        case=case,
        handling=handling,
        manner=manner,
        body="" if settles else body.strip(),
        handed_on=on,
        handed_by=by,
    )
    row.words = {"other_party": other_party.strip(), "dispute": dispute.strip()}
    row.save()
    _record("hand_to_mediation", row, by=by, on=on, note=MediationManner(manner).label)
    if not settles:
        papers.handed_to_mediators(row, by=by, on=on)
    return row


@action
def consent_to_mediation(
    mediation: Mediation,
    *,
    by: User,
    on: date,
    petitioner_on: date,
    other_on: date,
    voluntary: bool,
    within_discretion: bool,
    breaks_no_rule: bool,
) -> Mediation:
    """Both sides agree to it, and the officer confirms each condition (条例第33条): no mediation without all three."""
    row = _row("consent_to_mediation", mediation, by=by, on=on)
    given = {
        "voluntary": voluntary,
        "within_discretion": within_discretion,
        "breaks_no_rule": breaks_no_rule,
    }
    lacking = [label for name, label in CONDITIONS.items() if not given[name]]
    if lacking:
        raise NotLawfulNow(
            f"不能：没有确认{'、'.join(lacking)}，不得调解、和解（条例第33条）。不具备的，请登记调解终止"
        )
    for label, day in (("信访人同意日", petitioner_on), ("对方同意日", other_on)):
        if not row.handling.arrived_on <= day <= on:
            raise NotLawfulNow(f"{label}应在收到本件（{row.handling.arrived_on}）与今天之间，请核对")
    row.petitioner_consented_on, row.other_consented_on = petitioner_on, other_on
    for name in CONDITIONS:
        setattr(row, name, True)
    return _move(row, "consent", "consent_to_mediation", by=by, on=on)


@action
def end_mediation(mediation: Mediation, *, by: User, on: date, ending: str, note: str = "") -> Mediation:
    """一方不同意, 当事人退出 (at any time, no reason asked, nothing follows from it), or 没有达成一致.

    The course of the petition goes on as if nobody had mediated.
    """
    row = _row("end_mediation", mediation, by=by, on=on)
    if ending not in ENDINGS:
        raise NotLawfulNow("请选择一方不同意、当事人退出或者没有达成一致")
    row.ended_on = on
    return _move(row, ENDINGS[MediationState(ending)], "end_mediation", by=by, on=on, note=note,
                 data={"ending": ending})  # fmt: skip


@action
def agree_in_mediation(
    mediation: Mediation,
    *,
    by: User,
    on: date,
    content: str,
    how: str,
    agreed_on: date,
    effective_on: date,
    perform_by: date,
) -> Mediation:
    """达成协议: 调解协议书 or 和解协议书 is made out, as 条例第33条 demands, with manner and period of performance.

    It answers no claim by itself: the unit still gives its opinion within its sixty days.
    """
    row = _row("agree_in_mediation", mediation, by=by, on=on)
    _need(content, "请写明协议内容")
    _need(how, "请写明履行方式")
    begun = max(filter(None, (row.petitioner_consented_on, row.other_consented_on)), default=row.handed_on)
    if not begun <= agreed_on <= on:
        raise NotLawfulNow(f"签订日应在双方同意调解（{begun}）与今天之间，请核对")
    if not agreed_on <= effective_on <= on:
        raise NotLawfulNow("生效日应在签订日与今天之间：各方签名、调解员签名并盖章之日起生效")
    if perform_by < agreed_on:
        raise NotLawfulNow("履行期限不能早于签订日，请核对")
    row.words = (row.words or {}) | {"content": content.strip(), "how": how.strip()}
    row.agreed_on, row.effective_on, row.perform_by = agreed_on, effective_on, perform_by
    row = _move(row, "agree", "agree_in_mediation", by=by, on=on)
    papers.agreed(row, by=by, on=on)
    return row


@action
def confirm_agreement(
    mediation: Mediation,
    *,
    by: User,
    on: date,
    applied_on: date,
    court: str,
    confirmed_on: date | None = None,
    number: str = "",
) -> Mediation:
    """司法确认 of a people's mediation: the day both sides asked a court together, and the day it confirmed.

    Whether the thirty days (人民调解法第33条第1款) were kept the court judges, not this record.
    """
    row = _row("confirm_agreement", mediation, by=by, on=on)
    if row.effective_on is None:
        raise NotLawfulNow("还不能：没有达成协议")
    if row.manner != MediationManner.PEOPLES:
        raise NotLawfulNow("不能：人民调解达成的协议才登记司法确认（人民调解法第33条第1款）")
    if row.confirmed_on:
        raise NotLawfulNow(f"不能：已于 {row.confirmed_on} 确认")
    _need(court, "请填写受理申请的人民法院")
    if not row.effective_on <= applied_on <= on:
        raise NotLawfulNow(f"申请日应在协议生效（{row.effective_on}）与今天之间，请核对")
    if confirmed_on and not applied_on <= confirmed_on <= on:
        raise NotLawfulNow("确认日应在申请日与今天之间，请核对")
    row.applied_on, row.court, row.confirmed_on = applied_on, court.strip(), confirmed_on
    row.confirmation_number = number.strip()
    return _keep(row, "confirm_agreement", by=by, on=on)


@action
def follow_agreement(
    mediation: Mediation, *, by: User, on: date, visited_on: date, found: str, words: str = ""
) -> Mediation:
    """回访: whether the agreement is kept; one found broken may still be performed later."""
    row = _row("follow_agreement", mediation, by=by, on=on)
    if row.agreed_on is None:
        raise NotLawfulNow("还不能：没有达成协议")
    if row.state == MediationState.PERFORMED:
        raise NotLawfulNow("不能：协议已经履行完毕")
    if found not in Performance.__members__.values():
        raise NotLawfulNow("请选择正在履行、已经履行完毕或者没有按约履行")
    if not row.agreed_on <= visited_on <= on:
        raise NotLawfulNow(f"回访日应在签订日（{row.agreed_on}）与今天之间，请核对")
    FollowUp.objects.create(mediation=row, on=visited_on, found=found, words=words.strip()[:300], by=by)
    edge = FOUND.get(Performance(found))
    if edge is None or row.state == found:
        return _keep(row, "follow_agreement", by=by, on=on, data={"found": found})
    return _move(row, edge, "follow_agreement", by=by, on=on, data={"found": found})


# --- shared ------------------------------------------------------------------------------------------------------


def _row(act: str, mediation: Mediation, *, by: User, on: date) -> Mediation:
    """The mediation as it is once its case is locked, for a person who may act on it."""
    handling = lock_handling(mediation.handling)
    row = Mediation.objects.get(pk=mediation.pk)
    row.handling, row.case = handling, handling.claim.case
    policies.require(by, act, handling)
    check_day(act, case=row.case, by=by, on=on, handling=handling)
    return row


def _move(
    row: Mediation,
    edge: str,
    act: str,
    *,
    by: User,
    on: date,
    note: str = "",
    data: dict[str, str] | None = None,
) -> Mediation:
    if not can_proceed(getattr(row, edge)):
        raise NotLawfulNow(f"不能：这次调解目前是「{MediationState(row.state).label}」")
    getattr(row, edge)()
    return _keep(row, act, by=by, on=on, note=note, data=data)


def _keep(
    row: Mediation, act: str, *, by: User, on: date, note: str = "", data: dict[str, str] | None = None
) -> Mediation:
    row.version += 1
    row.save()
    _record(act, row, by=by, on=on, note=note, data=data)
    return row


def _record(
    act: str, row: Mediation, *, by: User, on: date, note: str = "", data: dict[str, str] | None = None
) -> None:
    record(act, case=row.case, by=by, on=on, handling=row.handling, from_state=row.handling.state, note=note,
           data={"mediation": row.pk} | (data or {}))  # fmt: skip


def _need(text: str, message: str) -> None:
    if not text.strip():
        raise NotLawfulNow(message)
