"""What reports count of the leaders' ledgers, each figure as the set behind it (domain §6, §7.3).

Nothing here counts persons: 人次 is the number who came, summed over 批次. Accusations are in no set.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from cases.models import Case
from law.terms import BacklogState, ReceptionState, SponsorshipState
from oversight.leaders.models import (
    BacklogEntry,
    BacklogPeriod,
    HiddenConflict,
    Reception,
    ReceptionAssignment,
    ReceptionVisit,
    SponsoredCase,
)


def receptions_held(since: date, until: date) -> "QuerySet[Reception]":
    """接访场次: days on which the leader or a substitute received."""
    return Reception.objects.filter(state=ReceptionState.HELD, on__range=(since, until))


def batches(since: date, until: date) -> "QuerySet[ReceptionVisit]":
    """接访批次, by the day of the reception."""
    return ReceptionVisit.objects.ordinary().filter(reception__on__range=(since, until))


def person_times(since: date, until: date) -> int:
    """接访人次."""
    total: int | None = batches(since, until).aggregate(n=Sum("people"))["n"]
    return total or 0


def received_cases(since: date, until: date) -> "QuerySet[Case]":
    """The matters received by leaders; one received twice is there once."""
    return Case.objects.ordinary().filter(pk__in=batches(since, until).values("case"))


def assigned_at_receptions(since: date, until: date) -> "QuerySet[ReceptionAssignment]":
    rows = ReceptionAssignment.objects.filter(visit__case__in_compartment=False)
    return rows.filter(assigned_on__range=(since, until))


def sponsored_opened(since: date, until: date) -> "QuerySet[SponsoredCase]":
    """包案件: decided in the span."""
    return SponsoredCase.objects.filter(case__in_compartment=False, opened_on__range=(since, until))


def sponsored_resolved(since: date, until: date) -> "QuerySet[SponsoredCase]":
    """包案化解: accepted in the span."""
    rows = SponsoredCase.objects.filter(case__in_compartment=False, state=SponsorshipState.ACCEPTED)
    return rows.filter(checked_on__range=(since, until))


def backlog_entered(since: date, until: date) -> "QuerySet[BacklogEntry]":
    return BacklogEntry.objects.entered().filter(case__in_compartment=False, decided_on__range=(since, until))


def backlog_resolved(since: date, until: date) -> "QuerySet[BacklogEntry]":
    """化解积案: verified in the span; what is only held resolved does not count yet."""
    rows = BacklogEntry.objects.filter(case__in_compartment=False, state=BacklogState.VERIFIED)
    return rows.filter(verified_on__range=(since, until))


def backlog_resolved_cases(since: date, until: date) -> "QuerySet[Case]":
    """The matters behind it; one on two lists is there once."""
    return Case.objects.ordinary().filter(pk__in=backlog_resolved(since, until).values("case"))


def conflicts_found(since: date, until: date) -> "QuerySet[HiddenConflict]":
    return HiddenConflict.objects.filter(found_on__range=(since, until))


def conflicts_struck_off(since: date, until: date) -> "QuerySet[HiddenConflict]":
    return HiddenConflict.objects.filter(struck_off_on__range=(since, until))


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole; ``rate`` is None where the whole is 0."""

    part: int
    whole: int

    @property
    def rate(self) -> float | None:
        return self.part / self.whole if self.whole else None


def backlog_rate(period: BacklogPeriod) -> Share:
    """积案化解率 of one 台账期: verified as resolved ÷ entered (domain §6)."""
    entered = BacklogEntry.objects.entered().filter(period=period, case__in_compartment=False)
    return Share(entered.filter(state=BacklogState.VERIFIED).count(), entered.count())
