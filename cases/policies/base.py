"""The two refusals, and who somebody is to a file."""

from cases.models import Case, Claim, CompartmentGrant, Handling
from organizations.models import Unit, User
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
    """The unit's people; for what a unit that is no more left ended, those of its successor (条例第24条第2款)."""
    return user.can(Permission.HANDLE) and handling.unit_id in user.stands_for


def unit_head(user: User, handling: Handling) -> bool:
    return user.can(Permission.HEAD_UNIT) and handling.unit_id in user.stands_for


def stands_for(user: User, organ: Unit) -> bool:
    """The organ itself; for one that is no more its successor, and where there is none the bureau (条例第24条第2款)."""
    if organ.abolished_on and organ.successor_id is None:
        return user.in_bureau
    return organ.pk in user.stands_for


def granted(user: User, case: Case) -> bool:
    return CompartmentGrant.objects.in_force().filter(case=case, user=user).exists()


def screener(user: User, claim: Claim) -> bool:
    """The bureau screens what it received; a unit answers for what it registered itself (条例第22条、第23条)."""
    case = claim.case
    if case.in_compartment or not case.receiving_unit.is_bureau:
        return False
    return in_bureau(user, Permission.SCREEN)
