"""首办责任: who answers for a claim today (domain §4; internal rule behind 条例第23条)."""

from cases.models import Claim, Handling
from law.terms import HandlingRole, HandlingState
from organizations.models import Unit

#: A unit in one of these has taken the claim as its own, or told the petitioner where it belongs.
TAKEN = frozenset(HandlingState) - {HandlingState.ARRIVED, HandlingState.OBJECTED, HandlingState.RETURNED}


def answerable_unit(claim: Claim) -> Unit:
    """The unit that answers for this claim now.

    The first unit to take a first petition stays answerable, though its objection was upheld, until another has
    accepted: in between nobody can say "not mine". A repeat, and a claim without that mark, lies with whoever has
    it; before it was sent anywhere, with the organ that received it. One query.
    """
    leads = list(
        Handling.objects.filter(claim=claim, role=HandlingRole.LEAD).select_related("unit").order_by("pk")
    )
    taken = [row for row in leads if row.state in TAKEN]
    if taken:
        return taken[-1].unit
    first = [row for row in leads if row.first_responsible]
    live = [row for row in leads if row.state != HandlingState.RETURNED]
    holders = (live if _is_repeat(claim) else first) or live
    return holders[0].unit if holders else claim.case.receiving_unit


def _is_repeat(claim: Claim) -> bool:
    return claim.case.own_petition.repeat_links.filter(undone_on=None).exists()
