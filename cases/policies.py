"""Who may do an act (``may``), and why it is not lawful now (``blockers``): for pages, API and tasks alike."""

from collections.abc import Callable
from datetime import date

from cases.models import Case, Claim, CompartmentGrant, Deadline, Handling, Objection, Opinion
from cases.procedure import ACTS, CASE_EDGES
from law.terms import STATUTORY_ROUTES, CaseState, HandlingRole, HandlingState, Route
from organizations import switches
from organizations.models import User
from organizations.roles import Permission


class NotYours(Exception):
    """The person may not do this (403)."""


class NotLawfulNow(Exception):
    """The act is not lawful now (409); ``reasons`` say why, in Chinese."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("；".join(reasons))
        self.reasons = list(reasons)


# --- who ---------------------------------------------------------------------------------------------------------


def _in_bureau(user: User, permission: Permission) -> bool:
    return user.in_bureau and user.can(permission)


def _unit_handler(user: User, handling: Handling) -> bool:
    return user.can(Permission.HANDLE) and user.unit_id == handling.unit_id


def _unit_head(user: User, handling: Handling) -> bool:
    return user.can(Permission.HEAD_UNIT) and user.unit_id == handling.unit_id


def _granted(user: User, case: Case) -> bool:
    return CompartmentGrant.objects.in_force().filter(case=case, user=user).exists()


def _screener(user: User, claim: Claim) -> bool:
    """The bureau screens what it received; a unit answers for what it registered itself (条例第22条、第23条)."""
    case = claim.case
    if case.in_compartment or not case.receiving_unit.is_bureau:
        return False
    return _in_bureau(user, Permission.SCREEN)


def may_register(user: User, case: Case | None = None) -> bool:
    return user.can(Permission.REGISTER)


def may_link_repeat(user: User, case: Case) -> bool:
    return user.can(Permission.REGISTER) and user.in_bureau and not case.in_compartment


may_unlink_repeat = may_link_repeat


def may_confirm_repeat(user: User, case: Case) -> bool:
    return _in_bureau(user, Permission.SCREEN) and not case.in_compartment


def may_split_claim(user: User, claim: Claim) -> bool:
    return _screener(user, claim) or may_take_in(user, claim)


def may_split_accusation(user: User, case: Case) -> bool:
    """Whoever may seal a whole file may take the accusation out of a mixed one (条例第30条第3款)."""
    return may_seal_accusation(user, case) and not case.in_compartment


def may_take_in(user: User, claim: Claim) -> bool:
    """A unit keeps what was put to it directly (条例第23条); an accusation goes only the compartment's way."""
    own = claim.case.receiving_unit_id == user.unit_id and not user.in_bureau
    return own and not claim.case.in_compartment and user.can(Permission.REGISTER)


def may_forward(user: User, claim: Claim) -> bool:
    return _screener(user, claim)


may_ask_counsel = may_forward


def may_propose(user: User, claim: Claim) -> bool:
    """The bureau's officer, or the unit a petition was put to directly (条例第23条第1款)."""
    return _screener(user, claim) or may_take_in(user, claim)


def may_reply_directly(user: User, claim: Claim) -> bool:
    return _screener(user, claim) or may_take_in(user, claim)


def may_sign_assignment(user: User, claim: Claim) -> bool:
    return _in_bureau(user, Permission.SIGN_ASSIGNMENT) and not claim.case.in_compartment


def may_guide(user: User, claim: Claim) -> bool:
    """A second person of the bureau; for what a unit received itself, the unit's own head."""
    case = claim.case
    if case.in_compartment:
        return False
    if case.receiving_unit.is_bureau:
        return _in_bureau(user, Permission.COUNTERSIGN)
    return user.can(Permission.HEAD_UNIT) and user.unit_id == case.receiving_unit_id


may_decline = may_guide
may_bar = may_guide
may_file_away = may_guide
may_refuse_proposal = may_guide


def may_hand_on_accusation(user: User, case: Case) -> bool:
    return case.in_compartment and user.can(Permission.REGISTER) and _granted(user, case)


def may_seal_accusation(user: User, case: Case) -> bool:
    return user.in_bureau and user.can(Permission.REGISTER)


def may_transfer_to_discipline(user: User, claim: Claim) -> bool:
    return user.can(Permission.KEEP_COMPARTMENT) and _granted(user, claim.case)


def may_archive(user: User, case: Case) -> bool:
    return user.in_bureau and user.can(Permission.REGISTER) and not case.in_compartment


def may_give_counsel(user: User, case: Case) -> bool:
    return (
        not case.in_compartment
        and user.can(Permission.GIVE_COUNSEL)
        and case.counsel_requests.filter(counsel=user).exists()
    )


def may_accept(user: User, handling: Handling) -> bool:
    """The handling unit accepts; the bureau never accepts in its place (条例第14条、第22条)."""
    return _unit_handler(user, handling)


may_take_statutory = may_accept
may_notify_late = may_accept
may_propose_decline = may_accept
may_ask_extension = may_accept
may_draft_opinion = may_accept
may_record_result = may_accept
may_serve = may_accept
may_confirm_arrival = may_accept
may_report_conclusion = may_accept
may_reply_assistance = may_accept


def may_object_to(user: User, handling: Handling) -> bool:
    return _unit_head(user, handling)


def may_decline_handling(user: User, handling: Handling) -> bool:
    return _unit_head(user, handling)


def may_approve_extension(user: User, handling: Handling) -> bool:
    """The unit's own head, never the bureau in its place (条例第34条)."""
    return _unit_head(user, handling)


def may_sign_opinion(user: User, handling: Handling) -> bool:
    return _unit_head(user, handling)


def may_refuse_objection(user: User, handling: Handling) -> bool:
    return _in_bureau(user, Permission.DECIDE_OBJECTION)


may_uphold_objection = may_refuse_objection


def may_conclude(user: User, handling: Handling) -> bool:
    return _in_bureau(user, Permission.CHECK_CONCLUSION)


may_send_back = may_conclude


def may_supervise(user: User, handling: Handling) -> bool:
    return _in_bureau(user, Permission.SUPERVISE)


def may_reply_supervision(user: User, handling: Handling) -> bool:
    return _unit_handler(user, handling)


def may_consent_backdating(user: User, handling: Handling) -> bool:
    return _in_bureau(user, Permission.SIGN_ASSIGNMENT)


def may_rate(user: User | None, case: Case) -> bool:
    """The petitioner, through the portal (no user); staff only as 代录 with evidence, never the unit rated."""
    return user is None or (user.in_bureau and user.can(Permission.REGISTER))


def may_reissue_code(user: User, case: Case) -> bool:
    return user.can(Permission.REGISTER) and case.receiving_unit_id == user.unit_id


def may_note(user: User, case: Case) -> bool:
    return user.can(Permission.REGISTER) or user.can(Permission.HANDLE)


def may_report_withdrawal(user: User, case: Case) -> bool:
    return user.can(Permission.REGISTER) or (user.can(Permission.KEEP_COMPARTMENT) and _granted(user, case))


def may_withdraw(user: User, case: Case) -> bool:
    """Only the bureau, never the unit that would be rid of its duty (design §7)."""
    return _in_bureau(user, Permission.SCREEN) and not case.in_compartment


may_refuse_withdrawal = may_withdraw


def may_supplement(user: User, case: Case) -> bool:
    return user.can(Permission.REGISTER)


def may_urge(user: User | None, case: Case) -> bool:
    return user is None or user.can(Permission.REGISTER)


def may_presume_acceptance(user: User | None, handling: Handling) -> bool:
    return user is None


def may_import_message(user: User | None, case: Case | None = None) -> bool:
    return user is None or user.can(Permission.MANAGE_SYSTEM)


def may(user: User | None, act: str, matter: object) -> bool:
    """Does the person's role and unit allow the act on this matter."""
    rule: Callable[..., bool] = globals()[f"may_{act}"]
    if user is None:
        return bool(act in {"presume_acceptance", "rate", "urge", "import_message"})
    return user.is_active and rule(user, matter)


def require(user: User | None, act: str, matter: object) -> None:
    """Raise NotYours unless the person may."""
    if not may(user, act, matter):
        raise NotYours(f"您的岗位不能「{ACTS[act].label}」。此事由{ACTS[act].who}办理。")


def require_sight(user: User | None, case: Case) -> None:
    """Raise NotYours for a file that does not exist for the person: role alone opens nothing."""
    if user is not None and not Case.objects.visible_to(user).filter(pk=case.pk).exists():
        raise NotYours("没有这一件，或者您看不到它。")


def may_answer_imported(user: User, handling: Handling) -> bool:
    return _unit_handler(user, handling) or (handling.unit.is_bureau and _in_bureau(user, Permission.SCREEN))


# --- why not now -------------------------------------------------------------------------------------------------

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


def _objection_in_time(handling: Handling, on: date) -> str:
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
    return "不能：已延期一次，不能再延（条例第34条）" if handling.extensions.exists() else ""


def standing_opinion(handling: Handling) -> Opinion | None:
    """The opinion in force: the one not annulled."""
    return handling.opinions.filter(annulled_on=None).first()


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
        and not handling.services.filter(annulled_on=None, served_on__lte=on).exists()
    ):
        return "还不能：意见书没有送达，只有签发不算办结"
    if handling.assigned and _running(handling, "assigned_report"):
        return "还不能：交办件的办结报告没有提交（条例第22条第1款第3项）"
    return ""


def _objection_open(handling: Handling, on: date) -> str:
    return "" if Objection.objects.filter(handling=handling, decided_on=None).exists() else "没有待核实的异议"


def _is_assisting(handling: Handling, on: date) -> str:
    return (
        "" if handling.role == HandlingRole.ASSISTING else "主办单位出处理意见书，不出会办意见（条例第24条）"
    )


GUARDS: dict[str, tuple[Guard, ...]] = {
    "accept": (_is_lead, _route_is_petition),
    "take_statutory": (_is_lead, _route_is_statutory),
    "notify_late": (_notice_still_owed,),
    "object_to": (_is_lead, _objection_in_time),
    "refuse_objection": (_objection_open,),
    "uphold_objection": (_objection_open,),
    "decline_handling": (_is_lead,),
    "propose_decline": (_is_lead,),
    "ask_extension": (_once_extended,),
    "approve_extension": (_once_extended,),
    "sign_opinion": (_opinion_is_whole,),
    "record_result": (_has_drafted_result,),
    "confirm_arrival": (_awaits_arrival,),
    "report_conclusion": (_is_assigned,),
    "conclude": (_ready_to_conclude,),
    "send_back": (_opinion_was_given,),
    "reply_assistance": (_is_assisting,),
}

#: Acts that belong to a state though they move nothing.
NEEDS_STATE: dict[str, tuple[str, ...]] = {
    "ask_extension": (HandlingState.ACCEPTED,),
    "draft_opinion": (HandlingState.ACCEPTED, HandlingState.STATUTORY),
    "propose_decline": (HandlingState.ARRIVED,),
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
    return [reason for guard in GUARDS.get(act, ()) if (reason := guard(handling, on))]


def case_blockers(case: Case, edge: str) -> list[str]:
    """Why the case cannot make this move now."""
    sources, _ = CASE_EDGES[edge]
    return [] if case.state in sources else [f"事项当前为「{case.get_state_display()}」"]  # type: ignore[attr-defined]


def claim_blockers(claim: Claim) -> list[str]:
    """Why this claim's way cannot be decided now."""
    if claim.way:
        return [f"本项诉求已经{claim.get_way_display()}"]  # type: ignore[attr-defined]
    case = claim.case
    if case.merged_into_id:
        return ["本件已并入原件，请到原件办理"]
    if case.imported:
        return ["导入件的流转没有记录，不在这里甄别；信访人再提的，另行登记"]
    if case.state not in {CaseState.REGISTERED, CaseState.DISPATCHED}:
        return [f"事项当前为「{CaseState(case.state).label}」"]
    return []


def second_person(proposed_by: User | None, by: User | None) -> None:
    """Refusals and guidance need a second pair of eyes, unless the bureau switched it off (内部要求)."""
    if proposed_by == by and switches.value("second_pair_of_eyes"):
        raise NotLawfulNow("提出人不能复核自己的提议，请由另一人审签（内部要求，可在系统设置中关闭）")
