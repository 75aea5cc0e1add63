"""Hearings, evaluations, 复查 and 复核 of a year, counted from their records (条例第35条、第36条、第41条; domain §7.1、§7.3).

Before the first record of a kind its number is entered by hand. From then on it is computed, and what took place
outside the system may be added by hand under a name of its own, never mixed into the computed one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from cases.models import Case, Review
from hearings import counts
from law.terms import ReviewLevel, ReviewOutcome, ReviewState
from reports.figures import Span

Rows = QuerySet[Any]


def _hearings(span: Span) -> Rows:
    return counts.hearings_of(span.since, span.until)


def _evaluations(span: Span) -> Rows:
    return counts.evaluations_of(span.since, span.until)


def _reviews(level: ReviewLevel, outcome: str = "") -> Callable[[Span], Rows]:
    """Asked for in the span; or, with an outcome, decided so in it, by the day of the paper (as ``cases.reviews``)."""

    def rows(span: Span) -> Rows:
        found = Review.objects.filter(level=level, handling__claim__case__in_compartment=False)
        days = (span.since, span.until)
        if not outcome:
            return found.filter(received_on__range=days)
        if outcome == ReviewState.DECLINED:
            return found.filter(state=outcome, signed_on__range=days)
        decided = Q(state__in=[ReviewState.SIGNED, ReviewState.SERVED], signed_on__range=days)
        return found.filter(decided, outcome=outcome)

    return rows


@dataclass(frozen=True, slots=True)
class Held:
    """One figure: the rows it counts, and the way from each to its matter. Several kinds of rows are added up."""

    id: str
    label: str
    unit: str
    rows: tuple[Callable[[Span], Rows], ...]
    case: str = "case"
    by_hand: str = field(default="")

    def count(self, span: Span) -> int:
        return sum(rows(span).count() for rows in self.rows)

    def cases(self, span: Span) -> QuerySet[Case]:
        """The matters behind the number: one may have been heard twice."""
        which = Q()
        for rows in self.rows:
            which |= Q(pk__in=rows(span).order_by().values(self.case))
        return Case.objects.ordinary().filter(which)

    def begun(self, year: int) -> bool:
        """There is a record by the end of the year: from then on a zero is a zero."""
        return self.count(Span(date.min, date(year, 12, 31))) > 0


def _of(level: ReviewLevel, code: str) -> tuple[Held, ...]:
    """One level: how many were asked for, and how they were decided."""
    way = "handling__claim__case"
    outcomes = [
        *((o.value, o.label) for o in ReviewOutcome),
        (ReviewState.DECLINED.value, ReviewState.DECLINED.label),
    ]
    return (
        Held(code, level.label, "件", (_reviews(level),), way, by_hand=f"系统以外的{level.label}（手工补充，另计）"),
        *(Held(f"{code}_{outcome}", f"{level.label}{label}", "件", (_reviews(level, outcome),), way) for outcome, label in outcomes),
    )  # fmt: skip


#: The first of a group has a number by hand; the others say what it is made of.
GROUPS: tuple[tuple[Held, ...], ...] = (
    (
        Held("hearings", "听证和案件评析", "起", (_hearings, _evaluations), by_hand="系统以外的听证和案件评析（手工补充，另计）"),
        Held("hearings_held", "其中听证", "起", (_hearings,)),
        Held("evaluations", "其中案件评析", "起", (_evaluations,)),
    ),
    _of(ReviewLevel.REVIEW, "reviews"),
    _of(ReviewLevel.FINAL, "final_reviews"),
)  # fmt: skip
BY_ID = {row.id: row for group in GROUPS for row in group}
