"""Why an act is not lawful now, whoever asks: the guards of a handling, a claim, a case."""

from collections.abc import Callable
from datetime import date

from cases import holds, simple_rules
from cases.courses import CASE
from cases.models import Case, Claim, Deadline, Handling, Mediation, Objection, Opinion, Review
from cases.policies.base import NotLawfulNow
from cases.procedure import ACTS
from law.terms import (
    STATUTORY_ROUTES,
    CaseState,
    HandlingRole,
    HandlingState,
    Purpose,
    ReviewOutcome,
    ReviewState,
    Route,
)
from organizations import switches
from organizations.models import User
from organizations.prepared import Prepared

Guard = Callable[[Handling, date], str]


def _running(handling: Handling, period: str) -> Deadline | None:
    return Deadline.objects.filter(handling=handling, period=period, met_on=None, voided_on=None).first()


def _is_lead(handling: Handling, on: date) -> str:
    return (
        "" if handling.role == HandlingRole.LEAD else "协办单位只出会办意见，对外由主办单位办理（条例第24条）"
    )


def _route_is_petition(handling: Handling, on: date) -> str:
    if handling.route in STATUTORY_ROUTES:
        return "本项走法定途径，请用「告知按法定途径办理」（条例第31条）"
    return ""


def _route_is_statutory(handling: Handling, on: date) -> str:
    return (
        ""
        if handling.route in STATUTORY_ROUTES
        else "本项走信访程序，请用「受理并书面告知」（条例第31条第6项）"
    )


def _not_disputed(handling: Handling, on: date) -> str:
    """What was put up is decided above; the units may still agree, then it is withdrawn first."""
    open_one = handling.disputes.filter(state="referred").select_related("superior").first()
    return f"还不能：受理争议已报请{open_one.body_name}，等待决定（条例第24条第1款）" if open_one else ""


def _objection_in_time(handling: Handling, on: date) -> str:
    if handling.designated:
        return "不能：本件由上级机关或者联席会议指定主办，不得再提异议（条例第24条第1款）"
    if handling.direct:
        return "信访人直接向本单位提出的，不适用异议退回（条例第23条第3款）"
    row = Deadline.objects.filter(handling=handling, period="objection").order_by("-pk").first()
    if row is None or row.met_on or row.voided_on:
        return "不能：本件已提出过异议，经核实不同意退回（条例第23条第3款）"
    return f"不能：异议期 {row.due_on} 已满（条例第23条第3款）" if on > row.due_on else ""


def _notice_still_owed(handling: Handling, on: date) -> str:
    if not handling.presumed:
        return "受理时已经告知"
    return "" if _running(handling, "notice") else "告知书已经补发"


def _once_extended(handling: Handling, on: date) -> str:
    if handling.route != Route.PETITION:
        return "只有信访程序的办理期限可以延长（条例第34条）"
    return (
        "不能：已延期一次，不能再延（条例第34条）"
        if handling.extensions.filter(spent_on=None).exists()
        else ""
    )


_OPINIONS = Prepared(lambda handling: Opinion.objects.filter(handling=handling, annulled_on=None))


def standing_opinion(handling: Handling) -> Opinion | None:
    """The opinion in force: the one not annulled."""
    return _OPINIONS.first(handling.pk)


def missing_parts(handling: Handling, opinion: Opinion | None) -> list[str]:
    """What 条例第32条 demands and the draft does not hold, by name."""
    if opinion is None:
        return ["意见草稿"]
    parts = {"意见种类": opinion.outcome, "投诉请求": opinion.request, "事实和理由": opinion.facts,
             "处理意见": opinion.decision}  # fmt: skip
    if handling.route == Route.PETITION:
        parts["法律法规依据"] = opinion.legal_basis
    return [label for label, text in parts.items() if not text.strip()]


def _opinion_is_whole(handling: Handling, on: date) -> str:
    missing = missing_parts(handling, standing_opinion(handling))
    return f"还不能：意见书缺{'、'.join(missing)}（条例第32条）" if missing else ""


def _has_drafted_result(handling: Handling, on: date) -> str:
    opinion = standing_opinion(handling)
    return "" if opinion and opinion.decision.strip() else "还不能：还没有写明法定途径的办理结果"


def _awaits_arrival(handling: Handling, on: date) -> str:
    return "" if handling.services.filter(annulled_on=None, served_on=None).exists() else "送达日已经登记"


def _is_assigned(handling: Handling, on: date) -> str:
    if not handling.assigned:
        return "转送件不要求办结报告，交办件才要（条例第22条第1款第3项）"
    return "" if _running(handling, "assigned_report") else "办结报告已经提交"


def _opinion_was_given(handling: Handling, on: date) -> str:
    if handling.route in STATUTORY_ROUTES:
        return "不能：法定途径的办理结果由该程序救济，信访局不退回重办（条例第31条）"
    return ""


def _ready_to_conclude(handling: Handling, on: date) -> str:
    if (
        handling.route not in STATUTORY_ROUTES
        and handling.state != HandlingState.SIMPLE_REPLIED
        and not handling.services.filter(annulled_on=None, served_on__lte=on).exists()
    ):
        return "还不能：意见书没有送达，只有签发不算办结"
    if handling.assigned and _running(handling, "assigned_report"):
        return "还不能：交办件的办结报告没有提交（条例第22条第1款第3项）"
    return ""


def _carried_on(handling: Handling, on: date) -> str:
    """What is done anew is the successor's to do; where there is none, somebody names it first (条例第24条第2款)."""
    unit = handling.unit
    if unit.abolished_on is None or unit.successor_id:
        return ""
    return (
        f"还不能：{unit.short_name}已经撤销，没有承接单位；请先由信访局会同有关方面确定继续行使其职权的单位"
        "（职责不清的，由本级党委和政府或者其指定的机关、单位受理），由系统管理员在「单位」页补登承接单位（条例第24条第2款）"
    )


def _no_open_review(handling: Handling, on: date) -> str:
    """What a superior body reviews or has decided is no longer the bureau's to take back."""
    if Review.objects.open().filter(handling=handling).exists():
        return "还不能：处理意见正在复查、复核，由复查、复核机关决定（条例第35条、第36条）"
    decided = Review.objects.filter(handling=handling, state=ReviewState.SERVED, opinion__annulled_on=None)
    return (
        "不能：处理意见已经复查、复核，由复查、复核机关决定（条例第35条、第36条）" if decided.exists() else ""
    )


def _mediation_ended(handling: Handling, on: date) -> str:
    """The file does not close over a mediation that nobody ended; it holds nothing up before (条例第33条)."""
    if Mediation.objects.open().filter(handling=handling).exists():
        return "还不能：调解还没有结果，请承办单位先登记达成协议或者调解终止（条例第33条）"
    return ""


def _annulled_by_review(handling: Handling, on: date) -> str:
    rows = Review.objects.filter(
        handling=handling, state=ReviewState.SIGNED, outcome=ReviewOutcome.ANNULLED, opinion__annulled_on=None
    )
    return "" if rows.exists() else "不能：没有撤销处理意见、责令重新办理的复查、复核意见（条例第35条）"


def _objection_open(handling: Handling, on: date) -> str:
    return "" if Objection.objects.filter(handling=handling, decided_on=None).exists() else "没有待核实的异议"


def _is_assisting(handling: Handling, on: date) -> str:
    return (
        "" if handling.role == HandlingRole.ASSISTING else "主办单位出处理意见书，不出会办意见（条例第24条）"
    )


def not_mediable(handling: Handling) -> str:
    """Why not: only 申诉求决, in the course of its handling (条例第33条)."""
    if handling.claim.case.purpose != Purpose.GRIEVANCE:
        return "不能：申诉求决类事项才调解、和解（条例第33条）"
    if handling.state in {HandlingState.ARRIVED, HandlingState.OBJECTED}:
        return "还不能：先书面告知受理，再引导调解、和解（条例第23条第3款、第33条）"
    if handling.state not in {HandlingState.ACCEPTED, HandlingState.STATUTORY}:
        return f"不能：本项{HandlingState(handling.state).label}，办理过程中才调解、和解（条例第33条）"
    return ""


def _mediable(handling: Handling, on: date) -> str:
    reason = not_mediable(handling)
    if not reason and Mediation.objects.open().filter(handling=handling).exists():
        return "还不能：上一次调解还没有结果，请先登记结果"
    return reason


def _served_and_unanswered(handling: Handling, on: date) -> str:
    """Papers and archive: a service is taken back only while nothing rests on it."""
    if not handling.services.filter(annulled_on=None).exists():
        return "没有可以更正的送达登记"
    # a request against an opinion since annulled rests on that one's service, told or not; one withdrawn rests on none
    asked = Review.objects.filter(handling=handling, opinion__annulled_on=None).exclude(
        state=ReviewState.WITHDRAWN
    )
    if asked.exists():
        return "不能：信访人已经申请复查，送达登记不能再改（条例第35条）"
    return ""


GUARDS: dict[str, tuple[Guard, ...]] = {
    "hand_to_mediation": (_is_lead, _mediable),
    "accept": (_is_lead, _route_is_petition),
    "take_statutory": (_is_lead, _route_is_statutory),
    "notify_late": (_notice_still_owed,),
    "object_to": (_is_lead, _objection_in_time),
    "refuse_objection": (_objection_open, _not_disputed),
    "uphold_objection": (_objection_open, _not_disputed),
    "refer_dispute": (_objection_open, _not_disputed),
    "decline_handling": (_is_lead,),
    "propose_decline": (_is_lead,),
    "ask_extension": (_once_extended,),
    "approve_extension": (_once_extended,),
    "sign_opinion": (_opinion_is_whole,),
    "record_result": (_has_drafted_result,),
    "confirm_arrival": (_awaits_arrival,),
    "report_conclusion": (_is_assigned,),
    "send_back": (_opinion_was_given, _no_open_review),
    "start_anew": (_annulled_by_review, _carried_on),
    "conclude": (_ready_to_conclude, _mediation_ended, simple_rules.guard_conclude),
    "accept_simple": (simple_rules.guard_accept,),
    "ask_simple": (simple_rules.guard_accept,),
    "reply_assistance": (_is_assisting,),
    "annul_service": (_served_and_unanswered,),
    "record_interview": (_is_lead,),
    "list_evidence": (_is_lead,),
}


#: Acts that belong to a state though they move nothing.
NEEDS_STATE: dict[str, tuple[str, ...]] = {
    "ask_extension": (HandlingState.ACCEPTED,),
    "draft_opinion": (HandlingState.ACCEPTED, HandlingState.STATUTORY),
    "propose_decline": (HandlingState.ARRIVED,),
    "record_interview": (HandlingState.ACCEPTED, HandlingState.STATUTORY),
    "list_evidence": (HandlingState.ACCEPTED, HandlingState.STATUTORY),
    "ask_simple": (HandlingState.ARRIVED,),
    "ask_conversion": (HandlingState.SIMPLE, HandlingState.SIMPLE_REPLIED),
    "refer_dispute": (HandlingState.OBJECTED,),
}


def blockers(handling: Handling, act: str, *, on: date) -> list[str]:
    """Why the act is not lawful on this handling on this day; empty means it is."""
    if (
        handling.route == Route.DISCIPLINE
    ):  # its words would stand here unsealed; only the day of transfer is kept
        return ["不能：检举控告由纪检监察机关按其工作规则办理，本系统只记移送日（条例第30条第3款）"]
    sources = ACTS[act].sources or NEEDS_STATE.get(act, ())
    if sources and handling.state not in sources:
        return [f"当前状态为「{HandlingState(handling.state).label}」"]
    own = [reason for guard in GUARDS.get(act, ()) if (reason := guard(handling, on))]
    return [*own, *holds.reasons(handling, act)]


def case_blockers(case: Case, edge: str) -> list[str]:
    """Why the case cannot make this move now."""
    sources = CASE.sources(edge)
    return [] if case.state in sources else [f"事项当前为「{case.get_state_display()}」"]  # type: ignore[attr-defined]


def claim_blockers(claim: Claim) -> list[str]:
    """Why this claim's way cannot be decided now."""
    if claim.way:
        return [f"本项诉求已经{claim.get_way_display()}"]  # type: ignore[attr-defined]
    case = claim.case
    if case.merged_into_id:
        return ["本件已并入原件，请到原件办理"]
    if case.untold:
        return ["导入件的流转没有记录，不在这里甄别；信访人再提的，另行登记"]
    if case.state not in {CaseState.REGISTERED, CaseState.DISPATCHED}:
        return [f"事项当前为「{CaseState(case.state).label}」"]
    return []


def second_person(proposed_by: User | None, by: User | None) -> None:
    """Refusals and guidance need a second pair of eyes, unless the bureau switched it off (内部要求)."""
    if proposed_by == by and switches.value("second_pair_of_eyes"):
        raise NotLawfulNow("提出人不能复核自己的提议，请由另一人审签（内部要求，可在系统设置中关闭）")
