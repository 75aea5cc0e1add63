"""复查、复核 as questions: who is competent, what may be asked for now, when the procedure has ended, how many (条例第35条、第36条).

Everything follows from the rows; no job marks anything. A handling's own rows are enough: its reviews and its clocks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from cases.models import Case, Deadline, Handling, Review, ReviewService
from cases.models.review import REVIEW_UNUSED
from law.terms import STATUTORY_ROUTES, HandlingState, ReviewLevel, ReviewOutcome, ReviewState, Route
from organizations.models import Unit, User

#: The petitioner's right to ask, by what is asked for.
OPTION = {ReviewLevel.REVIEW: "review_request", ReviewLevel.FINAL: "final_review_request"}


def superior(unit: Unit) -> Unit | None:
    """Who reviews what this unit decided: the body its row names, else its superior (条例第35条、第36条第1款)."""
    chosen = unit.review_organ or unit.parent
    if chosen is not None and chosen.abolished_on:
        chosen = chosen.successor
    return chosen if chosen is not None and chosen.pk != unit.pk else None


@dataclass(frozen=True, slots=True)
class Stage:
    """What the petitioner may ask for about a handling now; ``reasons`` say why nothing, in Chinese."""

    level: ReviewLevel
    of: Review | None = None
    option: Deadline | None = None
    reasons: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        return not self.reasons


def stage(handling: Handling, reviews: Iterable[Review], clocks: Iterable[Deadline], *, on: date) -> Stage:
    """Review, then final review, once each, of a served 处理意见 only; never of a statutory result (条例第31条、第35条)."""
    rows = [row for row in reviews if row.opinion.annulled_on is None and row.state not in REVIEW_UNUSED]
    first = next((row for row in rows if row.level == ReviewLevel.REVIEW), None)
    final = next((row for row in rows if row.level == ReviewLevel.FINAL), None)
    level = ReviewLevel.FINAL if first else ReviewLevel.REVIEW
    option = max(
        (row for row in clocks if row.period == OPTION[level] and row.voided_on is None),
        key=lambda row: row.pk,
        default=None,
    )
    reason = (
        _not_an_opinion(handling)
        or _used(first, final)
        or _not_arrived(level, option, on)
    )  # fmt: skip
    return Stage(level, first, option, (reason,) if reason else ())


def _not_an_opinion(handling: Handling) -> str:
    if handling.route in STATUTORY_ROUTES:
        return "不能：法定途径的办理结果不能申请复查、复核，按该法律规定的途径寻求救济（条例第31条、第35条）"
    if handling.route != Route.PETITION:
        return "不能：只有信访处理意见可以申请复查、复核（条例第35条）"
    if handling.state in {HandlingState.DECLINED, HandlingState.RETURNED, HandlingState.ANSWERED}:
        return "不能：没有信访处理意见，不能申请复查（条例第35条）"
    if handling.state not in {HandlingState.SERVED, HandlingState.CONCLUDED}:
        return "还不能：处理意见还没有送达信访人（条例第35条）"
    return ""


def _used(first: Review | None, final: Review | None) -> str:
    if final and final.state == ReviewState.SERVED:
        return "不能：复核意见已经送达，程序终结；仍以同一事实和理由提出的不再受理（条例第36条第3款）"
    if final:
        return "不能：已经申请复核，一份处理意见只复核一次（条例第36条第1款）"
    if first and first.state != ReviewState.SERVED:
        return "不能：已经申请复查，一份处理意见只复查一次；对复查意见不服的再申请复核（条例第35条、第36条）"
    return ""


def _not_arrived(level: ReviewLevel, option: Deadline | None, on: date) -> str:
    article = "条例第36条第1款" if level == ReviewLevel.FINAL else "条例第35条"
    what = "复查意见" if level == ReviewLevel.FINAL else "处理意见"
    if option is None:
        return f"还不能：{what}的送达日还没有登记，申请期限没有起算，请先登记送达日（{article}）"
    if option.started_on > on:
        return f"还不能：{what} {option.started_on} 才视为送达（{article}）"
    return ""


def stage_of(handling: Handling, *, on: date) -> Stage:
    """The same, asked of the database."""
    rows = Review.objects.filter(handling=handling).select_related(
        "opinion", "organ__parent", "organ__review_organ"
    )
    clocks = Deadline.objects.filter(handling=handling, period__in=OPTION.values())
    return stage(handling, list(rows), list(clocks), on=on)


@dataclass(frozen=True, slots=True)
class Ended:
    """程序终结: from which day and why (domain §4.2 row 29)."""

    on: date
    why: str


def ended(
    handling: Handling, reviews: Iterable[Review], clocks: Iterable[Deadline], *, on: date
) -> Ended | None:
    """Whether the procedure of 办理、复查、复核 has ended: the final opinion arrived, or the time to ask ran out.

    Needs ``services`` of the reviews. A late request that is accepted for a good reason takes the end back.
    """
    rows = [row for row in reviews if row.opinion.annulled_on is None]
    final = next(
        (row for row in rows if row.level == ReviewLevel.FINAL and row.state == ReviewState.SERVED), None
    )
    if final:
        arrived = arrived_on(final)
        return Ended(arrived, "复核意见已经送达") if arrived and arrived <= on else None
    if any(row.state not in REVIEW_UNUSED and row.state != ReviewState.SERVED for row in rows):
        return None
    if any(row.state == ReviewState.REQUESTED for row in rows):
        return None
    now = stage(handling, rows, clocks, on=on)
    option = now.option
    if now.reasons or option is None or option.met_on or option.due_on >= on:
        return None
    return Ended(option.due_on, f"期满没有申请{now.level.label}")


def still_possible(case: Case, *, on: date) -> str:
    """Why the file is not at its end: a review is open, or may still be asked for; empty when it is."""
    if Review.objects.open().filter(handling__claim__case=case).exists():
        return "还不能：复查、复核还没有了结（条例第35条、第36条）"
    sent = ReviewService.objects.filter(
        review__handling__claim__case=case, review__opinion__annulled_on=None, annulled_on=None
    )
    if sent.filter(Q(served_on=None) | Q(served_on__gt=on)).exists():
        return "还不能：复查、复核意见的送达日还没有登记（条例第36条）"
    running = Deadline.objects.running().filter(case=case, period__in=OPTION.values(), due_on__gte=on)
    row = running.order_by("-due_on").first()
    return f"还不能：信访人在 {row.due_on} 前还可以申请复查、复核（条例第35条、第36条）" if row else ""


def arrived_on(review: Review) -> date | None:
    """The day its opinion reached the petitioner."""
    rows = [row for row in review.services.all() if row.annulled_on is None and row.served_on]
    return max((row.served_on for row in rows if row.served_on), default=None)


def pending_service(review: Review) -> ReviewService | None:
    """What was sent and has not come back yet."""
    return review.services.filter(annulled_on=None, served_on=None).first()


def of_case(case: Case, user: User) -> "QuerySet[Review]":
    """The reviews of a file that exist for the person, with what a page shows of them."""
    rows = Review.objects.visible_to(user).filter(handling__claim__case=case)
    related = ("handling__unit", "handling__claim__case", "organ", "opinion", "paper__paper")
    return rows.select_related(*related).prefetch_related("services", "hearing_times")


# --- how many ----------------------------------------------------------------------------------------------------


def figures(since: date, until: date) -> dict[str, dict[str, int]]:
    """Per level what was asked for (by day of receipt) and decided (by day of signature) in a period of time.

    Accusations are in none of it.
    """
    rows = Review.objects.filter(handling__claim__case__in_compartment=False)
    received = Q(received_on__range=(since, until))
    signed = Q(signed_on__range=(since, until))
    found: dict[str, dict[str, int]] = {}
    for level in ReviewLevel:
        found[level.value] = rows.filter(level=level).aggregate(
            requested=Count("pk", filter=received),
            accepted=Count("pk", filter=Q(accepted_on__range=(since, until))),
            declined=Count("pk", filter=signed & Q(state=ReviewState.DECLINED)),
            withdrawn=Count("pk", filter=Q(state=ReviewState.WITHDRAWN, ended_on__range=(since, until))),
            **{
                outcome.value: Count(
                    "pk",
                    filter=signed & Q(outcome=outcome, state__in=[ReviewState.SIGNED, ReviewState.SERVED]),
                )
                for outcome in ReviewOutcome
            },
        )
    return found
