"""The two refusals, and who somebody is to a file."""

from cases.models import Case, Claim, CompartmentGrant, Handling
from organizations.models import User
from organizations.roles import Permission


class NotYours(Exception):
    """The person may not do this (403)."""


class NotLawfulNow(Exception):
    """The act is not lawful now (409); ``reasons`` say why, in Chinese."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("；".join(reasons))
        self.reasons = list(reasons)


def in_bureau(user: User, permission: Permission) -> bool:
    return user.in_bureau and user.can(permission)


def unit_handler(user: User, handling: Handling) -> bool:
    return user.can(Permission.HANDLE) and user.unit_id == handling.unit_id


def unit_head(user: User, handling: Handling) -> bool:
    return user.can(Permission.HEAD_UNIT) and user.unit_id == handling.unit_id


def granted(user: User, case: Case) -> bool:
    return CompartmentGrant.objects.in_force().filter(case=case, user=user).exists()


def screener(user: User, claim: Claim) -> bool:
    """The bureau screens what it received; a unit answers for what it registered itself (条例第22条、第23条)."""
    case = claim.case
    if case.in_compartment or not case.receiving_unit.is_bureau:
        return False
    return in_bureau(user, Permission.SCREEN)
