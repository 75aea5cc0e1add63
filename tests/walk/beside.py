"""The reference of what stands beside a unit's work: reviews, hearings, mediations, supervision, from the law alone.

Each is a small machine with its days; the article stands with what it says. See ``reference`` for the work itself.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from walk.reference import Review, Work, is_workday, rolled, starts_anew

#: Act on a request → the states in which it is lawful (条例第35条、第36条; domain §4.2 rows 27 and 28).
REVIEW_ACTS = {
    "accept_review": {"requested"}, "decline_review": {"requested"}, "withdraw_review": {"requested", "accepted"},
    "draft_review": {"accepted"}, "sign_review": {"accepted"}, "serve_review": {"signed"}, "confirm_review_arrival": {"served"},
}  # fmt: skip


@dataclass
class Asked:
    """One request for 复查 (``review``) or 复核 (``final``)."""

    pk: int
    work: Work
    level: str
    received: date
    state: str = "requested"
    outcome: str = ""
    left_out: int = 0
    hearing: bool = False
    posted: bool = False
    arrived: bool = False

    @property
    def due(self) -> date:
        """Thirty days from receipt; of 复核 alone the days of a hearing are left out (条例第36条第2款)."""
        return rolled(self.received + timedelta(days=30 + self.left_out))

    def lawful(self, act: str) -> bool:
        if self.state not in REVIEW_ACTS[act]:
            return False
        if act == "sign_review":  # what is heard comes before what is decided
            return bool(self.outcome) and not self.hearing
        return act != "confirm_review_arrival" or not self.arrived

    def happens(self, act: str, day: date) -> None:
        standing = self.work.review
        match act:
            case "accept_review":
                self.state, standing.used = "accepted", True
            case "decline_review":
                self.state, standing.open = "declined", False
            case "withdraw_review":  # within its days the right to ask is as it was
                self.state, standing.open, standing.used, self.hearing = "withdrawn", False, False, False
            case "sign_review":
                self.state = "signed"
                standing.decided = True
                if self.outcome == "annulled":
                    starts_anew(self.work, day)
                    self.work.review.open = (
                        True  # until the body has told the petitioner, nothing more is asked of it
                    )
            case "serve_review":
                self.state, standing.open = "served", False
                if not self.posted:
                    self.arrives(day)
            case "confirm_review_arrival":
                self.arrives(day)

    def arrives(self, day: date) -> None:
        """Against 复查 there is 复核, against 复核 nothing (条例第36条); what is done anew has its own answer."""
        self.arrived = True
        if self.outcome == "annulled":
            return
        self.work.review = Review("none", day, used=True, decided=True) if self.level == "final" else (
            Review("final", day, decided=True))  # fmt: skip


#: Act on a hearing → (states, target) (条例第31条第6项; domain §4.2 row 18).
HEARING_ACTS = {
    "approve_hearing": ({"proposed"}, "approved"), "refuse_hearing": ({"proposed"}, "refused"),
    "draw_panel": ({"approved"}, "empanelled"), "notify_hearing": ({"empanelled", "postponed"}, "noticed"),
    "serve_hearing_notice": ({"noticed"}, "noticed"), "postpone_hearing": ({"noticed"}, "postponed"),
    "hold_hearing": ({"noticed"}, "held"), "conclude_hearing": ({"held"}, "concluded"),
    "cancel_hearing": ({"proposed", "approved", "empanelled", "noticed", "postponed"}, "cancelled"),
}  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """An hour of a room and of people."""

    day: date
    begins: int
    who: frozenset[tuple[str, int]]


@dataclass
class Heard:
    """One hearing, of the unit's work or of a request for review."""

    pk: int
    work: Work
    of: Asked | None
    state: str = "proposed"
    decided: date | None = None
    taken: Taken | None = None
    told: date | None = None
    chair: int = 0
    panel: list[int] = field(default_factory=list)

    @property
    def live(self) -> bool:
        return self.state not in {"refused", "concluded", "cancelled"}

    def lawful(self, act: str, day: date) -> bool:
        if self.state not in HEARING_ACTS[act][0]:
            return False
        if act == "serve_hearing_notice":
            return self.told is None
        if act == "hold_hearing":  # after the notice reached the petitioner, on its day
            return (
                self.taken is not None
                and day >= self.taken.day
                and self.told is not None
                and self.told < self.taken.day
            )
        return True

    def fits(self, wanted: Taken, day: date, others: list["Heard"]) -> bool:
        """Told three days before (内部要求), a working day, nobody and no room twice at once."""
        busy = [row.taken for row in others if row is not self and row.taken]
        clash = any(
            (row.day, row.begins) == (wanted.day, wanted.begins) and row.who & wanted.who for row in busy
        )
        return (wanted.day - day).days >= 3 and is_workday(wanted.day) and not clash

    def happens(self, act: str, day: date) -> None:
        self.state = HEARING_ACTS[act][1]
        match act:
            case "approve_hearing":
                self.decided = day
            case "serve_hearing_notice":
                self.told = day
            case "postpone_hearing" | "cancel_hearing":
                self.taken, self.told = None, None
            case "conclude_hearing" if self.of and self.decided:
                # 条例第36条第2款: from the decision to the conclusion, of a 复核 whose days had not run out
                if self.of.level == "final" and self.of.state == "accepted" and self.decided <= self.of.due:
                    self.of.left_out += (day - self.decided).days
        (self.of or self.work).hearing = self.live and self.state != "proposed"


#: Act on a mediation → (states, target); either side may leave at any time (条例第33条).
MEDIATION_ACTS = {
    "consent": ({"handed_over"}, "consented"), "refused": ({"handed_over"}, "refused"),
    "withdrawn": ({"handed_over", "consented"}, "withdrawn"), "failed": ({"consented"}, "failed"),
    "agree": ({"consented"}, "agreed"), "performed": ({"agreed", "not_performed"}, "performed"),
    "not_performed": ({"agreed", "not_performed"}, "not_performed"),
}  # fmt: skip


@dataclass
class Mediated:
    """One attempt to settle."""

    pk: int
    work: Work
    state: str = "handed_over"

    def happens(self, act: str) -> None:
        self.state = MEDIATION_ACTS[act][1]
        self.work.mediating = self.state in {"handed_over", "consented"}


@dataclass
class Supervised:
    """One 督办 (条例第40条): answered, then struck off; unanswered past its day, raised."""

    pk: int
    work: Work
    due: date
    state: str = "out"
    level: int = 0

    def lawful(self, act: str, day: date) -> bool:
        if act == "reply_supervision":  # it falls with a matter that was returned or withdrawn
            return self.state == "out" and self.work.state not in {"returned", "withdrawn"}
        if act == "raise_supervision":
            return not self.work.ended and (
                self.state == "replied" or (self.state == "out" and day > self.due)
            )
        return self.state == ("replied" if act == "close_supervision" else "out")

    def happens(self, act: str) -> None:
        self.state = {"reply_supervision": "replied", "close_supervision": "closed", "raise_supervision": "raised",
                      "cancel_supervision": "cancelled"}[act]  # fmt: skip
