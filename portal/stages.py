"""How far a claim is, as its petitioner may know it: five stages, and the ends without an opinion.

What offices say to each other (objections, checks, who holds the pen) has no stage of its own here.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from django.db.models import Prefetch

from cases.models import Case, Claim, Deadline, Handling, Review
from law.terms import STATUTORY_ROUTES, ClaimWay, HandlingRole, HandlingState, Route

S = HandlingState


class Stage(IntEnum):
    """In the order of the procedure; the slowest claim tells how far the matter is."""

    REGISTERED = 0
    SENT = 1
    WORKING = 2
    SIGNED = 3
    ANSWERED = 4
    ENDED = 5


STAGE_OF = {
    S.ARRIVED: Stage.SENT,
    S.OBJECTED: Stage.SENT,
    S.ACCEPTED: Stage.WORKING,
    S.UNRECORDED: Stage.WORKING,
    S.STATUTORY: Stage.WORKING,
    S.SIGNED: Stage.SIGNED,
    S.SERVED: Stage.ANSWERED,
    S.CONCLUDED: Stage.ANSWERED,
    S.ANSWERED: Stage.ANSWERED,
    S.DECLINED: Stage.ENDED,
    S.WITHDRAWN: Stage.ENDED,
    S.SIMPLE: Stage.WORKING,
    S.SIMPLE_REPLIED: Stage.ANSWERED,
}
#: What a way that needs no unit told the petitioner.
ENDS = {
    ClaimWay.GUIDE: "已书面告诉您该走哪条路、找哪个机关",
    ClaimWay.DECLINE: "已书面告诉您不予受理和理由",
    ClaimWay.BAR: "已书面告诉您不再受理和理由",
    ClaimWay.REPLY: "已经答复您",
    ClaimWay.FILE_AWAY: "已经收到，留存备查",
    ClaimWay.DISCIPLINE: "已收到，已按规定移送有权机关处理",
    ClaimWay.WITHDRAWN: "已按您的意愿撤回；以后仍可依法提出",
    ClaimWay.SPLIT_OFF: "已收到，按规定另件办理",
}
#: Which running period is the next day that matters, by stage; the first found counts.
PERIODS = {
    Stage.REGISTERED: ("forwarding", "superior_forwarding", "notice"),
    Stage.SENT: ("notice",),
    Stage.WORKING: ("simple_handling", "handling", "suggestion_reply"),
    Stage.SIGNED: ("handling", "suggestion_reply"),
    Stage.ANSWERED: ("final_review", "review", "final_review_request", "review_request"),
    Stage.ENDED: (),
}


@dataclass(frozen=True, slots=True)
class Course:
    """One claim, its lead handling if any, how far it is, and the deadline that matters next."""

    claim: Claim
    lead: Handling | None
    stage: Stage
    deadline: Deadline | None
    reviews: list[Review] = field(default_factory=list)
    options: list[Deadline] = field(default_factory=list)

    @property
    def statutory(self) -> bool:
        return bool(self.lead and self.lead.route in STATUTORY_ROUTES)

    @property
    def suggestion(self) -> bool:
        return bool(self.lead and self.lead.route == Route.SUGGESTION)

    @property
    def simple(self) -> bool:
        """Answered, or to be answered, simply; turned ordinary it is no more."""
        if self.lead is None:
            return False
        row = getattr(self.lead, "simple", None)
        return row is not None and row.converted_on is None

    @property
    def reviewable(self) -> bool:
        """Only an opinion of the petition procedure can be reviewed (条例第35条)."""
        return bool(self.lead and self.lead.route == Route.PETITION and not self.simple)


def courses(case: Case) -> list[Course]:
    """Every claim of the case with its course; a fixed number of queries."""
    asked = Review.objects.select_related("opinion", "organ__parent", "organ__review_organ")
    claims = case.claims.prefetch_related(
        "handlings__unit__parent",
        "handlings__services",
        "handlings__simple",
        Prefetch("handlings__reviews", asked),
    )
    clocks = list(case.deadlines.filter(voided_on=None, not_recorded=False))
    return [_course(claim, clocks) for claim in claims]


def _course(claim: Claim, clocks: list[Deadline]) -> Course:
    lead = next((row for row in claim.handlings.all()
                 if row.role == HandlingRole.LEAD and row.state != S.RETURNED), None)  # fmt: skip
    if claim.way in ENDS:
        stage, lead = Stage.ENDED, None
    else:
        stage = STAGE_OF[S(lead.state)] if lead else Stage.REGISTERED
    wanted = PERIODS[stage]
    about = lead.pk if lead else None
    found = [row for row in clocks if row.handling_id == about and row.period in wanted and not row.met_on]
    first = min(found, key=lambda row: wanted.index(row.period), default=None)
    options = [row for row in clocks if row.handling_id == about and row.period.endswith("_request")]
    return Course(claim, lead, stage, first, list(lead.reviews.all()) if lead else [], options)


def slowest(found: list[Course]) -> Course:
    """The claim that tells how far the matter is; of equals an office's duty, then the one whose next day is first."""

    def key(one: Course) -> tuple[Stage, bool, bool, date]:
        row = one.deadline
        return (one.stage, row is None, not (row and row.duty), row.due_on if row else date.max)

    return min(found, key=key)
