"""Who may do the acts of the course: the bureau's, the unit's, the petitioner's, papers and archive."""

from cases.models import Case, CasePaper, Claim, Handling
from cases.policies.base import granted, in_bureau, screener, stands_for, unit_handler, unit_head
from organizations.models import User
from organizations.roles import Permission


def may_register(user: User, case: Case | None = None) -> bool:
    return user.can(Permission.REGISTER)


def may_link_repeat(user: User, case: Case) -> bool:
    return user.can(Permission.REGISTER) and user.in_bureau and not case.in_compartment


may_unlink_repeat = may_link_repeat


def may_confirm_repeat(user: User, case: Case) -> bool:
    return in_bureau(user, Permission.SCREEN) and not case.in_compartment


def may_split_claim(user: User, claim: Claim) -> bool:
    return screener(user, claim) or may_take_in(user, claim)


def may_split_accusation(user: User, case: Case) -> bool:
    """Whoever may seal a whole file may take the accusation out of a mixed one (条例第30条第3款)."""
    return may_seal_accusation(user, case) and not case.in_compartment


def may_take_in(user: User, claim: Claim) -> bool:
    """A unit keeps what was put to it directly (条例第23条); an accusation goes only the compartment's way."""
    own = claim.case.receiving_unit_id == user.unit_id and not user.in_bureau
    return own and not claim.case.in_compartment and user.can(Permission.REGISTER)


def may_forward(user: User, claim: Claim) -> bool:
    return screener(user, claim)


may_ask_counsel = may_forward


def may_propose(user: User, claim: Claim) -> bool:
    """The bureau's officer, or the unit a petition was put to directly (条例第23条第1款)."""
    return screener(user, claim) or may_take_in(user, claim)


def may_reply_directly(user: User, claim: Claim) -> bool:
    return screener(user, claim) or may_take_in(user, claim)


def may_sign_assignment(user: User, claim: Claim) -> bool:
    return in_bureau(user, Permission.SIGN_ASSIGNMENT) and not claim.case.in_compartment


def may_guide(user: User, claim: Claim) -> bool:
    """A second person of the bureau; for what a unit received itself, the unit's own head."""
    case = claim.case
    if case.in_compartment:
        return False
    if case.receiving_unit.is_bureau:
        return in_bureau(user, Permission.COUNTERSIGN)
    return user.can(Permission.HEAD_UNIT) and user.unit_id == case.receiving_unit_id


may_decline = may_guide
may_bar = may_guide
may_file_away = may_guide
may_refuse_proposal = may_guide


def may_hand_on_accusation(user: User, case: Case) -> bool:
    return case.in_compartment and user.can(Permission.REGISTER) and granted(user, case)


def may_seal_accusation(user: User, case: Case) -> bool:
    return user.in_bureau and user.can(Permission.REGISTER)


def may_transfer_to_discipline(user: User, claim: Claim) -> bool:
    return user.can(Permission.KEEP_COMPARTMENT) and granted(user, claim.case)


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
    return unit_handler(user, handling)


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
    return unit_head(user, handling)


def may_decline_handling(user: User, handling: Handling) -> bool:
    return unit_head(user, handling)


def may_approve_extension(user: User, handling: Handling) -> bool:
    """The unit's own head, never the bureau in its place (条例第34条)."""
    return unit_head(user, handling)


def may_sign_opinion(user: User, handling: Handling) -> bool:
    return unit_head(user, handling)


def may_refuse_objection(user: User, handling: Handling) -> bool:
    return in_bureau(user, Permission.DECIDE_OBJECTION)


may_uphold_objection = may_refuse_objection


def may_conclude(user: User, handling: Handling) -> bool:
    return in_bureau(user, Permission.CHECK_CONCLUSION)


may_send_back = may_conclude
may_record_interview = may_accept
may_list_evidence = may_accept
may_annul_service = may_accept


def may_serve_paper(user: User, paper: CasePaper) -> bool:
    """The organ that issued a paper serves it, or who carries on for it (条例第24条第2款).

    A paper of an accusation goes only the compartment's way (条例第30条).
    """
    own = stands_for(user, paper.paper.organ) and user.can(Permission.REGISTER)
    return own and paper.to_petitioner and not paper.case.in_compartment


may_confirm_paper_arrival = may_serve_paper
may_annul_paper_service = may_serve_paper


def may_void_paper(user: User, paper: CasePaper) -> bool:
    """Whoever answers for the organ's seal: the unit's head, the bureau's leader."""
    if paper.paper.organ_id != user.unit_id or paper.case.in_compartment:
        return False
    return user.can(Permission.HEAD_UNIT) or in_bureau(user, Permission.SIGN_ASSIGNMENT)
