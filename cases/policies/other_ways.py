"""Who may do what stands beside the course: 简易办理, ways out, mediation, relief, urgent matters."""

from typing import Any

from cases.models import Case, Handling, Relief
from cases.policies.base import granted, in_bureau
from cases.policies.course import may_accept, may_forward, may_sign_opinion
from organizations.models import User
from organizations.roles import Permission

may_suggest_simple = may_forward
may_ask_simple = may_accept
may_ask_conversion = may_accept
may_reply_simple = may_accept
may_accept_simple = may_sign_opinion
may_convert_simple = may_sign_opinion


def may_tell_accuser(user: User, case: Case) -> bool:
    """Only who holds the accusation by name, inside the compartment (条例第30条第3款)."""
    return case.in_compartment and user.can(Permission.KEEP_COMPARTMENT) and granted(user, case)


may_notify_organization = may_tell_accuser


def may_rate(user: User | None, case: Case) -> bool:
    """The petitioner, through the portal (no user); staff only as 代录 with evidence, never the unit rated."""
    return user is None or (user.in_bureau and user.can(Permission.REGISTER))


def may_reissue_code(user: User, case: Case) -> bool:
    return user.can(Permission.REGISTER) and case.receiving_unit_id == user.unit_id


def may_note(user: User, case: Case) -> bool:
    return user.can(Permission.REGISTER) or user.can(Permission.HANDLE)


def may_report_withdrawal(user: User, case: Case) -> bool:
    return user.can(Permission.REGISTER) or (user.can(Permission.KEEP_COMPARTMENT) and granted(user, case))


def may_withdraw(user: User, case: Case) -> bool:
    """Only the bureau, never the unit that would be rid of its duty (design §7)."""
    return in_bureau(user, Permission.SCREEN) and not case.in_compartment


may_refuse_withdrawal = may_withdraw


def may_supplement(user: User, case: Case) -> bool:
    return user.can(Permission.REGISTER)


def may_urge(user: User | None, case: Case) -> bool:
    return user is None or user.can(Permission.REGISTER)


#: The unit that handles the matter leads it to mediation and keeps the record (条例第33条).
may_hand_to_mediation = may_accept
may_consent_to_mediation = may_accept
may_end_mediation = may_accept
may_agree_in_mediation = may_accept
may_confirm_agreement = may_accept
may_follow_agreement = may_accept
may_record_execution = may_accept


def may_apply_relief(user: User, case: Case) -> bool:
    """Whoever works on the file tells of help or helps to ask for it (条例第37条第2款)."""
    if case.in_compartment:
        return False
    return in_bureau(user, Permission.REGISTER) or user.can(Permission.HANDLE)


def may_record_relief_result(user: User, relief: Relief) -> bool:
    """The unit that helped to ask."""
    works = user.can(Permission.HANDLE) or in_bureau(user, Permission.REGISTER)
    return works and user.unit_id == relief.unit_id


def _tells_urgent(user: User) -> bool:
    return user.can(Permission.REGISTER) or in_bureau(user, Permission.SUPERVISE)


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
    return in_bureau(user, Permission.SUPERVISE) and user.unit_id == report.unit_id


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


# --- hot topics, and files that come with their course from an older register ------------------------------------


def may_tag(user: User, case: Case) -> bool:
    """Whoever registers or screens says what a matter is about; never of an accusation (条例第30条第3款)."""
    return in_bureau(user, Permission.REGISTER) and not case.in_compartment


def may_import_case(user: User | None, case: Case | None = None) -> bool:
    """The bureau's report writer, who answers for the figures, its screening officers, and the command line."""
    return user is None or in_bureau(user, Permission.WRITE_REPORTS) or in_bureau(user, Permission.SCREEN)


may_import_transfer = may_import_case
may_import_notice = may_import_case
may_import_acceptance = may_import_case
may_import_extension = may_import_case
may_import_answer = may_import_case
may_import_service = may_import_case
may_import_rating = may_import_case
may_import_withdrawal = may_import_case
may_import_conclusion = may_import_case
may_import_oversight = may_import_case
