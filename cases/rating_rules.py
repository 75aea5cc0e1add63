"""Who is asked to rate (domain §6): first matters of named petitioners that went the petition procedure."""

from cases.models import Case, RepeatLink
from organizations import switches


def ratable(case: Case) -> bool:
    """Not anonymous, reachable, no accusation, not imported, and not a repeat (a switch of the bureau)."""
    petition = case.own_petition
    if case.in_compartment or case.imported or petition.anonymous or not petition.address_clear:
        return False
    repeat = RepeatLink.objects.filter(petition=petition, undone_on=None).exists()
    return not repeat or bool(switches.value("rate_repeats"))
