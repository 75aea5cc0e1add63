"""Who may oversee: 督办, talks, recommendations, 交办, conferences, receptions, sponsored cases, backlog."""

from typing import Any

from cases.models import Case, Handling
from cases.policies.base import in_bureau, unit_handler
from organizations.models import User
from organizations.roles import Permission


def may_supervise(user: User, handling: Handling) -> bool:
    return in_bureau(user, Permission.SUPERVISE)


def may_reply_supervision(user: User, handling: Handling) -> bool:
    return unit_handler(user, handling)


may_raise_supervision = may_supervise
may_close_supervision = may_supervise
may_cancel_supervision = may_supervise


def may_record_talk(user: User, handling: Handling) -> bool:
    """The bureau writes down what it agreed with a unit (条例第14条第2项)."""
    return in_bureau(user, Permission.SCREEN) or in_bureau(user, Permission.SUPERVISE)


def may_follow_up_talk(user: User, handling: Handling) -> bool:
    return may_record_talk(user, handling) or unit_handler(user, handling)


def may_recommend(user: User, recommendation: object) -> bool:
    return in_bureau(user, Permission.SUPERVISE)


may_cancel_recommendation = may_recommend


def may_answer_recommendation(user: User, recommendation: Any) -> bool:
    """The organ it went to; the bureau writes down a feedback that came on paper (条例第40条第4款)."""
    own = recommendation.organ_id == user.unit_id and (user.can(Permission.HANDLE) or user.sees_county)
    return (own and not user.in_bureau) or may_record_talk(user, recommendation)


def may_ask_report_extension(user: User, handling: Handling) -> bool:
    return unit_handler(user, handling)


def may_decide_report_extension(user: User, handling: Handling) -> bool:
    """Who set the day may move it: the bureau that assigned the matter."""
    return in_bureau(user, Permission.SIGN_ASSIGNMENT)


def may_consent_backdating(user: User, handling: Handling) -> bool:
    return in_bureau(user, Permission.SIGN_ASSIGNMENT)


def may_receive_visit(user: User, reception: Any) -> bool:
    return in_bureau(user, Permission.REGISTER)


def may_assign_visit(user: User, visit: Any) -> bool:
    """The leader who received; the bureau's leader writes down the word of one who has no account."""
    return visit.reception.leader_id == user.pk or in_bureau(user, Permission.SUPERVISE)


def may_reply_visit(user: User, assignment: Any) -> bool:
    return user.can(Permission.HANDLE) and user.unit_id == assignment.unit_id


def may_revisit(user: User, assignment: Any) -> bool:
    return in_bureau(user, Permission.REGISTER)


def may_sponsor(user: User, case: Case) -> bool:
    return in_bureau(user, Permission.SUPERVISE)


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
    return not own and in_bureau(user, Permission.CHECK_CONCLUSION)


may_return_sponsorship = may_accept_sponsorship


def may_propose_backlog(user: User, case: Case) -> bool:
    return in_bureau(user, Permission.SCREEN) or in_bureau(user, Permission.SUPERVISE)


def may_resolve_backlog(user: User, row: Any) -> bool:
    """The bureau's officer, or a unit that handles the matter."""
    if in_bureau(user, Permission.SCREEN):
        return True
    handles = Handling.objects.filter(claim__case_id=row.case_id, unit_id=user.unit_id)
    return user.can(Permission.HANDLE) and handles.exists()


def may_verify_backlog(user: User, row: Any) -> bool:
    return in_bureau(user, Permission.CHECK_CONCLUSION)


may_return_backlog = may_verify_backlog


def may_conference_decision(user: User, matter: object) -> bool:
    """By signing the minutes (条例第13条第1款: the chair is one who leads party or government)."""
    return user.can(Permission.CHAIR_CONFERENCE)


def may_reply_conference(user: User, row: object) -> bool:
    return user.can(Permission.HANDLE) and user.unit_id == getattr(row, "unit_id", None)


def may_end_conference(user: User, row: object) -> bool:
    return in_bureau(user, Permission.SUPERVISE)
