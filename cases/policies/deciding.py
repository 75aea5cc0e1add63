"""Who may decide above the unit: hearings, disputes, 回避, 复查 and 复核."""

from typing import Any

from cases.models import Case, Dispute, Handling, Recusal, Review
from cases.policies.base import in_bureau, unit_handler
from law.terms import DisputeBody, HearingOccasion, Role, UnitKind
from organizations.models import Unit, User
from organizations.roles import Permission


def may_propose_hearing(user: User, matter: Handling | Review) -> bool:
    """Who works on the matter or on its review proposes (条例第31条第6项、第36条第2款)."""
    if isinstance(matter, Review):
        return reviews_it(user, matter, Permission.HANDLE, Permission.SCREEN)
    return unit_handler(user, matter)


def heads_organ(user: User, hearing: Any) -> bool:
    """The head of the organ that holds it; for a reviewing body whose acts the bureau records, the bureau's leader."""
    if hearing.occasion != HearingOccasion.HANDLING:
        return reviews_it(user, hearing.review, Permission.HEAD_UNIT, Permission.SIGN_ASSIGNMENT)
    return user.can(Permission.HEAD_UNIT) and user.unit_id == hearing.organ_id


may_approve_hearing = heads_organ
may_refuse_hearing = heads_organ


def conducts(user: User, hearing: Any) -> bool:
    """The staff of the organ that holds it; for a reviewing body whose acts the bureau records, the bureau's officers."""
    if hearing.occasion != HearingOccasion.HANDLING:
        return reviews_it(user, hearing.review, Permission.HANDLE, Permission.SCREEN)
    return user.can(Permission.HANDLE) and user.unit_id == hearing.organ_id


may_draw_panel = conducts
may_replace_panelist = conducts
may_notify_hearing = conducts
may_serve_hearing_notice = conducts
may_postpone_hearing = conducts
may_cancel_hearing = conducts
may_hold_hearing = conducts
may_conclude_hearing = conducts
may_draft_publication = conducts
may_publish_opinion = heads_organ
may_send_back_publication = heads_organ
may_withdraw_publication = heads_organ


def may_record_evaluation(user: User, case: Case) -> bool:
    """The bureau, or a unit that handles a claim of the file."""
    if case.in_compartment:
        return False
    if in_bureau(user, Permission.COUNTERSIGN):
        return True
    return (
        user.can(Permission.HANDLE) and Handling.objects.filter(claim__case=case, unit=user.unit_id).exists()
    )


def may_refer_dispute(user: User, handling: Handling) -> bool:
    return in_bureau(user, Permission.DECIDE_OBJECTION)


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
    return theirs or in_bureau(user, Permission.SIGN_ASSIGNMENT)


def may_succeed_handling(user: User, handling: Handling) -> bool:
    """Part of a change of units, which the system administrator enters; no content is seen on the way."""
    return user.can(Permission.MANAGE_SYSTEM)


def may_succeed_case(user: User, case: Case) -> bool:
    return user.can(Permission.MANAGE_SYSTEM)


def may_propose_recusal(user: User, matter: Any) -> bool:
    """Whoever works on files: for themselves, or for a petitioner who said so; of a hearing's panel, who conducts it."""
    if not isinstance(matter, Case):
        return conducts(user, matter)
    works = (Permission.REGISTER, Permission.COUNTERSIGN, Permission.CHAIR_CONFERENCE)
    return not matter.in_compartment and any(user.can(permission) for permission in works)


def may_decide_recusal(user: User, row: Recusal) -> bool:
    """The head of the person's unit; of a head, the superior; in the bureau its leader. Nobody on their own.

    Of a hearing's panel: the head of the organ that holds it.
    """
    person = row.person
    if person and user.pk == person.pk:
        return False
    if row.organ:
        own = user.can(Permission.HEAD_UNIT) and user.unit_id == row.organ_id
        return own or (in_bureau(user, Permission.SIGN_ASSIGNMENT) and recorded_here(row.organ))
    assert person is not None  # noqa: S101 - who has no account sits on a panel
    if person.in_bureau and person.role != Role.BUREAU_LEADER:
        return in_bureau(user, Permission.SIGN_ASSIGNMENT)
    if person.role in {Role.UNIT_HEAD, Role.BUREAU_LEADER, Role.COUNTY_LEADER}:
        return _above(user, person)
    return user.can(Permission.HEAD_UNIT) and user.unit_id == person.unit_id


def _above(user: User, head: User) -> bool:
    """The head of the body above; where that is the county's government, its leader as well; without one, the bureau's."""
    parent = head.unit.parent
    if parent is None:
        return in_bureau(user, Permission.SIGN_ASSIGNMENT)
    leads = parent.kind == UnitKind.GOVERNMENT and user.can(Permission.CHAIR_CONFERENCE)
    return leads or (user.can(Permission.HEAD_UNIT) and user.unit_id == parent.pk)


def recusal_deciders(row: Recusal) -> list[int]:
    """The people to whom a proposal of withdrawal is put."""
    heads = User.objects.filter(
        is_active=True, role__in=[Role.UNIT_HEAD, Role.BUREAU_LEADER, Role.COUNTY_LEADER]
    )
    return [user.pk for user in heads if may_decide_recusal(user, row)]


def decides_itself(user: User, review: Review) -> bool:
    """A person of the reviewing body, which has accounts of its own."""
    return user.unit_id == review.organ_id and not user.in_bureau


def reviews_it(user: User, review: Review, own: Permission, recording: Permission) -> bool:
    """The reviewing body itself; or the bureau, which records from the paper what it did (条例第35条、第36条)."""
    if review.case.in_compartment:
        return False
    if decides_itself(user, review):
        return user.can(own)
    return in_bureau(user, recording) and recorded_here(review.organ)


def recorded_here(organ: Unit) -> bool:
    """A body whose acts the bureau records: the governments and what is above the county, and whoever has no account."""
    if organ.kind in {UnitKind.GOVERNMENT, UnitKind.HIGHER}:
        return True
    return not User.objects.filter(unit=organ, role=Role.UNIT_HEAD, is_active=True).exists()


def may_request_review(user: User | None, handling: Handling) -> bool:
    """The petitioner, by code (no user); the bureau enters what comes by letter or at the counter."""
    if handling.case.in_compartment:
        return False
    return user is None or in_bureau(user, Permission.REGISTER)


def may_accept_review(user: User, review: Review) -> bool:
    return reviews_it(user, review, Permission.HANDLE, Permission.SCREEN)


may_draft_review = may_accept_review
may_serve_review = may_accept_review
may_confirm_review_arrival = may_accept_review
may_leave_out_hearing = may_accept_review


def may_sign_review(user: User, review: Review) -> bool:
    """The head of the reviewing body; the bureau's leader records what a body outside signed."""
    return reviews_it(user, review, Permission.HEAD_UNIT, Permission.SIGN_ASSIGNMENT)


may_decline_review = may_sign_review


def may_withdraw_review(user: User, review: Review) -> bool:
    return reviews_it(user, review, Permission.HANDLE, Permission.REGISTER)


def may_start_anew(user: User, handling: Handling) -> bool:
    """Who signs the review; never the unit whose opinion it annuls (条例第28条第3款)."""
    own = user.can(Permission.HEAD_UNIT) and user.unit_id != handling.unit_id
    return own or in_bureau(user, Permission.SIGN_ASSIGNMENT)


def may_answer_imported(user: User, handling: Handling) -> bool:
    return unit_handler(user, handling) or (handling.unit.is_bureau and in_bureau(user, Permission.SCREEN))
