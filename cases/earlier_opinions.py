"""What an earlier course of the same matter means for a new petition: proposed to a person, never applied (条例第36条第3款).

A served final opinion on the same facts and reasons bars the matter; new facts make a new one. Whether they are the
same, only a person can say. The earlier matter is one a person has linked (同人＋同事), or one that looks like it when
the clerk marked the petition 已出复核意见.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from cases import repeats, reviews
from cases.models import Case, CasePaper, Handling, RepeatLink, Review
from law.terms import ClaimWay, Flag, HandlingState, PaperKind, ReviewLevel, ReviewOutcome, ReviewState, Route
from organizations.models import User

_ANSWERED = (HandlingState.SERVED, HandlingState.CONCLUDED)
_OPINIONS = (
    CasePaper.objects.filter(kind=PaperKind.OPINION, paper__voided_on=None)
    .select_related("paper")
    .order_by("-pk")
)
_GIVEN = {ReviewLevel.REVIEW: Flag.REVIEW_GIVEN, ReviewLevel.FINAL: Flag.FINAL_REVIEW_GIVEN}


def given(cases: Iterable[Case]) -> Mapping[int, frozenset[Flag]]:
    """Per case the marks that its earlier course gives it: 已出处理、复查、复核意见; in a fixed number of queries."""
    links = _links(cases)
    if not links:
        return {}
    earlier = set(links.values())
    found: dict[int, set[Flag]] = defaultdict(set)
    answered = Handling.objects.filter(claim__case__in=earlier, route=Route.PETITION, state__in=_ANSWERED)
    for pk in answered.values_list("claim__case", flat=True):
        found[pk].add(Flag.OPINION_GIVEN)
    served = Review.objects.filter(
        handling__claim__case__in=earlier, state=ReviewState.SERVED, opinion__annulled_on=None
    )
    for pk, level in served.values_list("handling__claim__case", "level"):
        found[pk].add(_GIVEN[ReviewLevel(level)])
    return {case: frozenset(found[old]) for case, old in links.items()}


def _links(cases: Iterable[Case]) -> dict[int, int]:
    """Case → the earlier one it repeats; an accusation is never told of."""
    rows = RepeatLink.objects.filter(
        petition__filed_as__in=list(cases), undone_on=None, earlier__in_compartment=False
    )
    return dict(rows.values_list("petition__filed_as", "earlier"))


@dataclass(frozen=True, slots=True)
class Earlier:
    """Where one earlier course stands, in a sentence; with a served final opinion its number and day."""

    number: str
    sentence: str
    final_number: str = ""
    final_on: date | None = None
    opinion: str = ""
    review: str = ""
    organ: str = ""
    ended_on: date | None = None

    def record(self) -> dict[str, str]:
        """What a bar keeps of the course it rests on: numbers and days, nothing personal."""
        told = {
            "case": self.number,
            "opinion": self.opinion,
            "review": self.review,
            "final": self.final_number,
        }
        return told | {"ended_on": str(self.ended_on or "")}


@dataclass(frozen=True, slots=True)
class Course:
    """The earlier courses of a matter in the system: those with a served final opinion, and the others."""

    finals: tuple[Earlier, ...] = ()
    others: tuple[Earlier, ...] = ()


def course(case: Case, *, on: date) -> Course:
    """By the links a person made, back to the first; what an imported file does not tell is not among them."""
    seen: set[int] = {case.pk}
    ahead = {case.pk}
    while ahead := set(_links(Case.objects.filter(pk__in=ahead)).values()) - seen:
        seen |= ahead
    rows = _handlings(Case.objects.filter(pk__in=seen - {case.pk}, imported=False, in_compartment=False))
    found = [_stands(row, on) for row in rows]
    return Course(
        tuple(row for row in found if row.final_on), tuple(row for row in found if not row.final_on)
    )


def _handlings(files: "QuerySet[Case]") -> "QuerySet[Handling]":
    """The answered handlings of these files, with their reviews and clocks."""
    asked = Review.objects.select_related("opinion", "organ", "paper__paper").prefetch_related("services")
    return (
        Handling.objects.filter(claim__case__in=files, route=Route.PETITION, state__in=_ANSWERED)
        .select_related("claim__case", "unit")
        .prefetch_related("deadlines", Prefetch("reviews", asked), Prefetch("papers", _OPINIONS))
    )  # fmt: skip


def earlier(case: Case, user: User, *, on: date) -> list[Earlier]:
    """The earlier courses of this matter as the person may see them, a bar first."""
    if case.in_compartment:
        return []
    numbers = Q(pk__in=list(_links([case]).values()))
    if Flag.FINAL_REVIEW_GIVEN in case.flags:
        likely = [row.number for row in repeats.candidates(repeats.Probe.of_case(case), user)]
        numbers |= Q(number__in=likely)
    files = Case.objects.visible_to(user).filter(numbers, in_compartment=False).exclude(pk=case.pk)
    found = [_stands(row, on) for row in _handlings(files)]
    return sorted(found, key=lambda row: (row.final_on is None, row.number))


def _stands(handling: Handling, on: date) -> Earlier:
    number, unit = handling.claim.case.number, handling.unit.short_name
    rows = list(handling.reviews.all())
    final = next((row for row in rows if row.level == ReviewLevel.FINAL and row.state == ReviewState.SERVED
                  and row.opinion.annulled_on is None and reviews.arrived_on(row)), None)  # fmt: skip
    if final and final.signed_on:
        return _ended(handling, rows, final)
    now = reviews.stage(handling, rows, handling.deadlines.all(), on=on)
    if now.open and now.option:
        due = now.option.due_on
        if due >= on:
            return Earlier(
                number,
                f"{unit}的意见已经送达，申请{now.level.label}的期限 {due} 届满，可以引导申请{now.level.label}（{_article(now)}）",
            )
        return Earlier(number, f"期满（{due}）没有申请{now.level.label}。条例没有规定因此不予受理：有地方规定的写明依据，否则按引导处理；"
                       f"有新的事实、新的理由的，是新的信访事项（{_article(now)}）")  # fmt: skip
    if any(row.state in (ReviewState.REQUESTED, ReviewState.ACCEPTED, ReviewState.SIGNED) for row in rows):
        return Earlier(number, f"{unit}的意见正在复查、复核，请告知信访人等待书面答复（条例第19条第3款）")
    return Earlier(number, f"{unit}已经答复")


def _ended(handling: Handling, rows: list[Review], final: Review) -> Earlier:
    """The whole course by its numbers: opinion, 复查, 复核, and when the procedure ended (条例第36条)."""
    number, ended_on = handling.claim.case.number, reviews.arrived_on(final)
    opinion = next((row.paper.number for row in handling.papers.all() if row.paper.number), "")
    first = next((row for row in rows if row.pk == final.of_id), None)
    steps = [
        f"{handling.unit.short_name}处理意见（{opinion}）"
        if opinion
        else f"{handling.unit.short_name}处理意见",
        f"{first.organ.name}复查意见（{first.number}），{_outcome(first)}" if first else "",
        f"{final.organ.name} {final.signed_on} 复核意见（{final.number}），{_outcome(final)}",
    ]
    sentence = (
        f"{'；'.join(filter(None, steps))}。复核意见 {ended_on} 送达，程序终结。仍以同一事实和理由提出的，建议不再受理；"
        f"有新的事实、新的理由的，是新的信访事项（条例第36条第3款）"
    )
    return Earlier(number, sentence, final.number, final.signed_on, opinion, first.number if first else "",
                   final.organ.name, ended_on)  # fmt: skip


def _outcome(review: Review) -> str:
    return ReviewOutcome(review.outcome).label if review.outcome else ""


def _article(now: reviews.Stage) -> str:
    return "条例第36条第1款" if now.level == ReviewLevel.FINAL else "条例第35条"


def bar_start(found: Iterable[Earlier]) -> dict[str, Any]:
    """The fields of a 不再受理告知书 that the earlier file answers; the comparison is a person's to write."""
    row = next((each for each in found if each.final_on), None)
    if row is None:
        return {}
    return {f"{ClaimWay.BAR}_final_number": row.final_number, f"{ClaimWay.BAR}_final_on": row.final_on}
