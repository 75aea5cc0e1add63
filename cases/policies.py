"""Who may do an act (``may``), and why it is not lawful now (``blockers``): for pages, API and tasks alike."""

from collections.abc import Callable
from datetime import date
from typing import Any

from cases import simple_rules
from cases.models import (
    Case,
    CasePaper,
    Claim,
    CompartmentGrant,
    Deadline,
    Dispute,
    Handling,
    Mediation,
    Objection,
    Opinion,
    Recusal,
    Relief,
    Review,
)
from cases.procedure import ACTS, CASE_EDGES
from cases.recusal import is_recused
from law.terms import (
    STATUTORY_ROUTES,
    CaseState,
    DisputeBody,
    HandlingRole,
    HandlingState,
    HearingOccasion,
    Purpose,
    ReviewOutcome,
    ReviewState,
    Role,
    Route,
    UnitKind,
)
from organizations import switches
from organizations.models import Unit, User
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


# --- hearings: ``hearing`` is a row of the package above, with ``organ`` (who holds it), ``occasion`` and ``handling`` ---


def may_propose_hearing(user: User, matter: Handling | Review) -> bool:
    """Who works on the matter or on its review proposes (条例第31条第6项、第36条第2款)."""
    if isinstance(matter, Review):
        return _reviews(user, matter, Permission.HANDLE, Permission.SCREEN)
    return _unit_handler(user, matter)


def _heads_organ(user: User, hearing: Any) -> bool:
    """The head of the organ that holds it; for a reviewing body whose acts the bureau records, the bureau's leader."""
    if hearing.occasion != HearingOccasion.HANDLING:
        return _reviews(user, hearing.review, Permission.HEAD_UNIT, Permission.SIGN_ASSIGNMENT)
    return user.can(Permission.HEAD_UNIT) and user.unit_id == hearing.organ_id


may_approve_hearing = _heads_organ
may_refuse_hearing = _heads_organ


def _conducts(user: User, hearing: Any) -> bool:
    """The staff of the organ that holds it; for a reviewing body whose acts the bureau records, the bureau's officers."""
    if hearing.occasion != HearingOccasion.HANDLING:
        return _reviews(user, hearing.review, Permission.HANDLE, Permission.SCREEN)
    return user.can(Permission.HANDLE) and user.unit_id == hearing.organ_id


may_declare_recusal = _conducts
may_draw_panel = _conducts
may_replace_panelist = _conducts
may_notify_hearing = _conducts
may_serve_hearing_notice = _conducts
may_postpone_hearing = _conducts
may_cancel_hearing = _conducts
may_hold_hearing = _conducts
may_conclude_hearing = _conducts
may_draft_publication = _conducts
may_publish_opinion = _heads_organ
may_send_back_publication = _heads_organ
may_withdraw_publication = _heads_organ


def may_record_evaluation(user: User, case: Case) -> bool:
    """The bureau, or a unit that handles a claim of the file."""
    if case.in_compartment:
        return False
    if _in_bureau(user, Permission.COUNTERSIGN):
        return True
    return (
        user.can(Permission.HANDLE) and Handling.objects.filter(claim__case=case, unit=user.unit_id).exists()
    )


def may_supervise(user: User, handling: Handling) -> bool:
    return _in_bureau(user, Permission.SUPERVISE)


def may_reply_supervision(user: User, handling: Handling) -> bool:
    return _unit_handler(user, handling)


# supervision beyond the first paper, talks, recommendations, the day of a 交办 (oversight)
may_raise_supervision = may_supervise
may_close_supervision = may_supervise
may_cancel_supervision = may_supervise


def may_record_talk(user: User, handling: Handling) -> bool:
    """The bureau writes down what it agreed with a unit (条例第14条第2项)."""
    return _in_bureau(user, Permission.SCREEN) or _in_bureau(user, Permission.SUPERVISE)


def may_follow_up_talk(user: User, handling: Handling) -> bool:
    return may_record_talk(user, handling) or _unit_handler(user, handling)


def may_recommend(user: User, recommendation: object) -> bool:
    return _in_bureau(user, Permission.SUPERVISE)


may_cancel_recommendation = may_recommend


def may_answer_recommendation(user: User, recommendation: Any) -> bool:
    """The organ it went to; the bureau writes down a feedback that came on paper (条例第40条第4款)."""
    own = recommendation.organ_id == user.unit_id and (user.can(Permission.HANDLE) or user.sees_county)
    return (own and not user.in_bureau) or may_record_talk(user, recommendation)


def may_ask_report_extension(user: User, handling: Handling) -> bool:
    return _unit_handler(user, handling)


def may_decide_report_extension(user: User, handling: Handling) -> bool:
    """Who set the day may move it: the bureau that assigned the matter."""
    return _in_bureau(user, Permission.SIGN_ASSIGNMENT)


def may_consent_backdating(user: User, handling: Handling) -> bool:
    return _in_bureau(user, Permission.SIGN_ASSIGNMENT)


# 简易办理 and ways out of the channel: the unit decides what is simple, its head signs for it; the bureau suggests
may_suggest_simple = may_forward
may_ask_simple = may_accept
may_ask_conversion = may_accept
may_reply_simple = may_accept
may_accept_simple = may_sign_opinion
may_convert_simple = may_sign_opinion


def may_tell_accuser(user: User, case: Case) -> bool:
    """Only who holds the accusation by name, inside the compartment (条例第30条第3款)."""
    return case.in_compartment and user.can(Permission.KEEP_COMPARTMENT) and _granted(user, case)


may_notify_organization = may_tell_accuser


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


# --- mediation, relief, urgent matters, attention ---

#: The unit that handles the matter leads it to mediation and keeps the record (条例第33条).
may_hand_to_mediation = may_accept
may_consent_to_mediation = may_accept
may_end_mediation = may_accept
may_agree_in_mediation = may_accept
may_confirm_agreement = may_accept
may_follow_agreement = may_accept


def may_apply_relief(user: User, case: Case) -> bool:
    """Whoever works on the file tells of help or helps to ask for it (条例第37条第2款)."""
    if case.in_compartment:
        return False
    return _in_bureau(user, Permission.REGISTER) or user.can(Permission.HANDLE)


def may_record_relief_result(user: User, relief: Relief) -> bool:
    """The unit that helped to ask."""
    works = user.can(Permission.HANDLE) or _in_bureau(user, Permission.REGISTER)
    return works and user.unit_id == relief.unit_id


def _tells_urgent(user: User) -> bool:
    return user.can(Permission.REGISTER) or _in_bureau(user, Permission.SUPERVISE)


def may_report_urgent(user: User, case: Case | None) -> bool:
    """Any organ reports what it comes to know, with or without a file (条例第25条第1款)."""
    return _tells_urgent(user) and not (case and case.in_compartment)


def may_send_urgent(user: User, report: Any) -> bool:
    """The organ that reported goes on reporting."""
    return _tells_urgent(user) and user.unit_id == report.unit_id


may_follow_up_urgent = may_send_urgent
may_finish_urgent = may_send_urgent
may_tie_urgent = may_send_urgent
may_record_decision = may_send_urgent


def may_ask_decision(user: User, report: Any) -> bool:
    """报请本级党委和政府决定 is the bureau leader's (条例第22条第1款第1项)."""
    return _in_bureau(user, Permission.SUPERVISE) and user.unit_id == report.unit_id


def may_mark_attention(user: User, case: Case) -> bool:
    """The bureau that reads the letter, or the unit it was put to; never about an accusation's writer."""
    if case.in_compartment:
        return False
    if case.receiving_unit_id == user.unit_id:
        return _tells_urgent(user)
    return user.in_bureau and _tells_urgent(user)


may_record_reception_talk = may_mark_attention
may_close_attention = may_mark_attention


def may_presume_acceptance(user: User | None, handling: Handling) -> bool:
    return user is None


def may_import_message(user: User | None, case: Case | None = None) -> bool:
    return user is None or user.can(Permission.MANAGE_SYSTEM)


# --- leaders: receptions, sponsored cases, backlog (oversight.leaders); the matter is the record --------------------


def may_receive_visit(user: User, reception: Any) -> bool:
    return _in_bureau(user, Permission.REGISTER)


def may_assign_visit(user: User, visit: Any) -> bool:
    """The leader who received; the bureau's leader writes down the word of one who has no account."""
    return visit.reception.leader_id == user.pk or _in_bureau(user, Permission.SUPERVISE)


def may_reply_visit(user: User, assignment: Any) -> bool:
    return user.can(Permission.HANDLE) and user.unit_id == assignment.unit_id


def may_revisit(user: User, assignment: Any) -> bool:
    return _in_bureau(user, Permission.REGISTER)


def may_sponsor(user: User, case: Case) -> bool:
    return _in_bureau(user, Permission.SUPERVISE)


may_end_sponsorship = may_sponsor
may_enter_backlog = may_sponsor
may_refuse_backlog = may_sponsor


def may_plan_sponsorship(user: User, row: Any) -> bool:
    return row.leader_id == user.pk or (user.can(Permission.HANDLE) and user.unit_id == row.unit_id)


may_advance_sponsorship = may_plan_sponsorship


def may_ask_sponsorship_check(user: User, row: Any) -> bool:
    return row.leader_id == user.pk or (user.can(Permission.HEAD_UNIT) and user.unit_id == row.unit_id)


def may_accept_sponsorship(user: User, row: Any) -> bool:
    """Never the sponsoring leader nor the responsible unit."""
    own = row.leader_id == user.pk or row.unit_id == user.unit_id
    return not own and _in_bureau(user, Permission.CHECK_CONCLUSION)


may_return_sponsorship = may_accept_sponsorship


def may_propose_backlog(user: User, case: Case) -> bool:
    return _in_bureau(user, Permission.SCREEN) or _in_bureau(user, Permission.SUPERVISE)


def may_resolve_backlog(user: User, row: Any) -> bool:
    """The bureau's officer, or a unit that handles the matter."""
    if _in_bureau(user, Permission.SCREEN):
        return True
    handles = Handling.objects.filter(claim__case_id=row.case_id, unit_id=user.unit_id)
    return user.can(Permission.HANDLE) and handles.exists()


def may_verify_backlog(user: User, row: Any) -> bool:
    return _in_bureau(user, Permission.CHECK_CONCLUSION)


may_return_backlog = may_verify_backlog


# --- disputes about competence, units that merge, withdrawal, conferences -----------------------------------------


def may_refer_dispute(user: User, handling: Handling) -> bool:
    return _in_bureau(user, Permission.DECIDE_OBJECTION)


may_withdraw_dispute = may_refer_dispute


def may_decide_dispute(user: User, handling: Handling) -> bool:
    """The common superior's head, the chair of the conference; the bureau leader enters what a superior decided on paper."""
    dispute = Dispute.objects.pending().filter(handling=handling).select_related("superior").first()
    return dispute is not None and decides_dispute(user, dispute)


may_confirm_unit = may_decide_dispute


def decides_dispute(user: User, dispute: Dispute) -> bool:
    """As :func:`may_decide_dispute`, for a dispute at hand."""
    chairs = user.can(Permission.CHAIR_CONFERENCE)
    if dispute.body == DisputeBody.CONFERENCE:
        return chairs
    theirs = user.unit_id == dispute.superior_id and (chairs or user.can(Permission.HEAD_UNIT))
    return theirs or _in_bureau(user, Permission.SIGN_ASSIGNMENT)


def may_succeed_handling(user: User, handling: Handling) -> bool:
    """Part of a change of units, which the system administrator enters; no content is seen on the way."""
    return user.can(Permission.MANAGE_SYSTEM)


def may_succeed_case(user: User, case: Case) -> bool:
    return user.can(Permission.MANAGE_SYSTEM)


def may_propose_recusal(user: User, case: Case) -> bool:
    """Whoever works on files: for themselves, or for a petitioner who said so."""
    works = (Permission.REGISTER, Permission.COUNTERSIGN, Permission.CHAIR_CONFERENCE)
    return not case.in_compartment and any(user.can(permission) for permission in works)


def may_decide_recusal(user: User, row: Recusal) -> bool:
    """The head of the person's unit; of a head, the superior; in the bureau its leader. Nobody on their own."""
    person = row.person
    if user.pk == person.pk:
        return False
    if person.in_bureau and person.role != Role.BUREAU_LEADER:
        return _in_bureau(user, Permission.SIGN_ASSIGNMENT)
    if person.role in {Role.UNIT_HEAD, Role.BUREAU_LEADER, Role.COUNTY_LEADER}:
        return _above(user, person)
    return user.can(Permission.HEAD_UNIT) and user.unit_id == person.unit_id


def _above(user: User, head: User) -> bool:
    """The head of the body above; where that is the county's government, its leader as well; without one, the bureau's."""
    parent = head.unit.parent
    if parent is None:
        return _in_bureau(user, Permission.SIGN_ASSIGNMENT)
    leads = parent.kind == UnitKind.GOVERNMENT and user.can(Permission.CHAIR_CONFERENCE)
    return leads or (user.can(Permission.HEAD_UNIT) and user.unit_id == parent.pk)


def recusal_deciders(row: Recusal) -> list[int]:
    """The people to whom a proposal of withdrawal is put."""
    heads = User.objects.filter(
        is_active=True, role__in=[Role.UNIT_HEAD, Role.BUREAU_LEADER, Role.COUNTY_LEADER]
    ).exclude(pk=row.person_id)
    return [user.pk for user in heads if may_decide_recusal(user, row)]


def may_conference_decision(user: User, matter: object) -> bool:
    """By signing the minutes (条例第13条第1款: the chair is one who leads party or government)."""
    return user.can(Permission.CHAIR_CONFERENCE)


def may_reply_conference(user: User, row: object) -> bool:
    return user.can(Permission.HANDLE) and user.unit_id == getattr(row, "unit_id", None)


def may_end_conference(user: User, row: object) -> bool:
    return _in_bureau(user, Permission.SUPERVISE)


def may(user: User | None, act: str, matter: object) -> bool:
    """Does the person's role and unit allow the act on this matter; a person who withdrew from it may nothing."""
    rule: Callable[..., bool] = globals()[f"may_{act}"]
    if user is None:
        return bool(act in {"presume_acceptance", "rate", "urge", "import_message", "request_review"})
    return user.is_active and rule(user, matter) and not is_recused(user, matter)


def require(user: User | None, act: str, matter: object) -> None:
    """Raise NotYours unless the person may; a withdrawal is looked up as it stands at this moment."""
    if user is not None and is_recused(user, matter, fresh=True):
        raise NotYours("您已回避本件，不能再办理（条例第28条第3款）。请由本单位其他人员办理。")
    if not may(user, act, matter):
        raise NotYours(f"您的岗位不能「{ACTS[act].label}」。此事由{ACTS[act].who}办理。")


def require_sight(user: User | None, case: Case) -> None:
    """Raise NotYours for a file that does not exist for the person: role alone opens nothing."""
    if user is not None and not Case.objects.visible_to(user).filter(pk=case.pk).exists():
        raise NotYours("没有这一件，或者您看不到它。")


# --- review and final review (条例第35条、第36条) ---


def decides_itself(user: User, review: Review) -> bool:
    """A person of the reviewing body, which has accounts of its own."""
    return user.unit_id == review.organ_id and not user.in_bureau


def _reviews(user: User, review: Review, own: Permission, recording: Permission) -> bool:
    """The reviewing body itself; or the bureau, which records from the paper what it did (条例第35条、第36条)."""
    if review.case.in_compartment:
        return False
    if decides_itself(user, review):
        return user.can(own)
    return _in_bureau(user, recording) and recorded_here(review.organ)


def recorded_here(organ: Unit) -> bool:
    """A body whose acts the bureau records: the governments and what is above the county, and whoever has no account."""
    if organ.kind in {UnitKind.GOVERNMENT, UnitKind.HIGHER}:
        return True
    return not User.objects.filter(unit=organ, role=Role.UNIT_HEAD, is_active=True).exists()


def may_request_review(user: User | None, handling: Handling) -> bool:
    """The petitioner, by code (no user); the bureau enters what comes by letter or at the counter."""
    if handling.case.in_compartment:
        return False
    return user is None or _in_bureau(user, Permission.REGISTER)


def may_accept_review(user: User, review: Review) -> bool:
    return _reviews(user, review, Permission.HANDLE, Permission.SCREEN)


may_draft_review = may_accept_review
may_serve_review = may_accept_review
may_confirm_review_arrival = may_accept_review
may_leave_out_hearing = may_accept_review


def may_sign_review(user: User, review: Review) -> bool:
    """The head of the reviewing body; the bureau's leader records what a body outside signed."""
    return _reviews(user, review, Permission.HEAD_UNIT, Permission.SIGN_ASSIGNMENT)


may_decline_review = may_sign_review


def may_withdraw_review(user: User, review: Review) -> bool:
    return _reviews(user, review, Permission.HANDLE, Permission.REGISTER)


def may_start_anew(user: User, handling: Handling) -> bool:
    """Who signs the review; never the unit whose opinion it annuls (条例第28条第3款)."""
    own = user.can(Permission.HEAD_UNIT) and user.unit_id != handling.unit_id
    return own or _in_bureau(user, Permission.SIGN_ASSIGNMENT)


def may_answer_imported(user: User, handling: Handling) -> bool:
    return _unit_handler(user, handling) or (handling.unit.is_bureau and _in_bureau(user, Permission.SCREEN))


# papers and archive


may_record_interview = may_accept
may_list_evidence = may_accept
may_annul_service = may_accept


def may_serve_paper(user: User, paper: CasePaper) -> bool:
    """The organ that issued a paper serves it; a paper of an accusation goes only the compartment's way (条例第30条)."""
    own = paper.paper.organ_id == user.unit_id and user.can(Permission.REGISTER)
    return own and paper.to_petitioner and not paper.case.in_compartment


may_confirm_paper_arrival = may_serve_paper
may_annul_paper_service = may_serve_paper


def may_void_paper(user: User, paper: CasePaper) -> bool:
    """Whoever answers for the organ's seal: the unit's head, the bureau's leader."""
    if paper.paper.organ_id != user.unit_id or paper.case.in_compartment:
        return False
    return user.can(Permission.HEAD_UNIT) or _in_bureau(user, Permission.SIGN_ASSIGNMENT)


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
        and handling.state != HandlingState.SIMPLE_REPLIED
        and not handling.services.filter(annulled_on=None, served_on__lte=on).exists()
    ):
        return "还不能：意见书没有送达，只有签发不算办结"
    if handling.assigned and _running(handling, "assigned_report"):
        return "还不能：交办件的办结报告没有提交（条例第22条第1款第3项）"
    return ""


def _no_open_review(handling: Handling, on: date) -> str:
    if Review.objects.open().filter(handling=handling).exists():
        return "还不能：处理意见正在复查、复核，由复查、复核机关决定（条例第35条、第36条）"
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
    asked = Deadline.objects.filter(
        handling=handling, period="review_request", met_on__isnull=False, voided_on=None
    )
    return "不能：信访人已经申请复查，送达登记不能再改（条例第35条）" if asked.exists() else ""


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
    "start_anew": (_annulled_by_review,),
    "conclude": (_ready_to_conclude, simple_rules.guard_conclude),
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
