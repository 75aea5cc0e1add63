"""The reference: what the Regulation lets happen to one unit's work, written from the law and not from the code.

It knows nothing of tables, clocks or texts: states, who is in whose hands, and a few days. If the house and this page
disagree, one of them is wrong about the law. What stands beside the work (review, hearing, mediation, dispute,
supervision) is in ``beside``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import chinese_calendar

#: 条例第31条第1项至第5项: these go their own lawful way, without sixty days, opinion or review.
STATUTORY = {"judicial", "arbitration", "party_appeal", "administrative", "enforcement"}
ENDED = {"concluded", "returned", "declined", "withdrawn", "transferred"}


def rolled(day: date) -> date:
    """民法典第203条: a last day that is a day off ends with the next day on which offices work."""
    while not chinese_calendar.is_workday(day):
        day += timedelta(days=1)
    return day


def is_workday(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


def workdays_after(day: date, n: int) -> date:
    while n:
        day += timedelta(days=1)
        n -= chinese_calendar.is_workday(day)
    return day


@dataclass
class Review:
    """复查 and 复核 of one standing opinion (条例第35条、第36条): each once, one at a time."""

    #: The level that can be asked for next, since when, and whether a request used it.
    level: str = "review"
    since: date | None = None
    used: bool = False
    open: bool = False
    #: A reviewing body has decided; the opinion is no longer the unit's or the bureau's to take back.
    decided: bool = False

    def last_day(self) -> date | None:
        """Thirty days from the day the answer arrived."""
        return rolled(self.since + timedelta(days=30)) if self.since else None


@dataclass
class Work:
    """One unit's work on one claim (承办)."""

    pk: int
    claim: "Asked"
    unit: str
    route: str
    arrived: date
    lead: bool = True
    direct: bool = False
    assigned: bool = False
    state: str = "arrived"
    accepted: date | None = None
    presumed: bool = False
    told: bool = False
    objection_used: bool = False
    extended: int = 0
    extended_in_time: bool = False
    proposed: bool = False
    drafted: bool = False
    sent: date | None = None
    arrived_at_petitioner: date | None = None
    reported: bool = False
    report_due: date | None = None
    more_time_asked: bool = False
    #: The simple procedure: what the petitioner said of the reply, and its day.
    attitude: str = ""
    replied: date | None = None
    #: An opinion was annulled by its review: sixty new days from this day (domain §4.2 row 27).
    anew: date | None = None
    #: 条例第24条: put up to the superior; named by it.
    referred: bool = False
    designated: bool = False
    mediating: bool = False
    #: A hearing has been granted and is not over.
    hearing: bool = False
    review: Review = field(default_factory=Review)

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    @property
    def sixty_ends(self) -> date | None:
        """条例第34条: sixty days from acceptance, an extension approved in time added to the nominal day."""
        if self.route != "petition" or self.accepted is None:
            return None
        begun = self.anew or self.accepted
        return rolled(begun + timedelta(days=60 + (self.extended if self.extended_in_time else 0)))

    @property
    def report_owed(self) -> bool:
        """条例第22条第1款第3项: of an assigned matter, until it is reported or no longer the unit's."""
        return (
            self.assigned
            and self.lead
            and not self.reported
            and self.state not in {"returned", "declined", "withdrawn"}
        )


@dataclass
class Asked:
    """One claim (诉求项): undecided, proposed, or decided."""

    pk: int
    matter: "Matter"
    way: str = ""
    proposal: str = ""
    report_due: date | None = None
    works: list[Work] = field(default_factory=list)

    @property
    def live_lead(self) -> Work | None:
        return next((work for work in self.works if work.lead and work.state != "returned"), None)


@dataclass
class Matter:
    """One file (信访事项)."""

    pk: int
    received: date
    unit: str
    kind: str = "grievance"
    archived: bool = False
    #: Joined to another file (domain §2.3); a repeat of a closed one stays a file of its own.
    merged: bool = False
    repeat: bool = False
    #: The file it is joined to, or repeats.
    earlier: "Matter | None" = None
    urged: date | None = None
    claims: list[Asked] = field(default_factory=list)
    #: 条例第28条第3款: who may do nothing more in this matter.
    recused: set[int] = field(default_factory=set)

    @property
    def accusation(self) -> bool:
        return self.kind == "accusation"

    @property
    def works(self) -> list[Work]:
        return [work for claim in self.claims for work in claim.works]

    @property
    def answered_before(self) -> bool:
        """An earlier course of it was answered by the petition procedure: a bar then needs its final opinion (条例第36条第3款)."""
        back = self.earlier
        while back is not None:
            if not back.accusation and any(
                work.route == "petition" and work.state in {"served", "concluded"} for work in back.works
            ):
                return True
            back = back.earlier
        return False

    @property
    def state(self) -> str:
        """domain §4.1: registered until something is decided for every claim, then out, then closed."""
        if self.archived:
            return "archived"
        if self.merged:
            return "merged"
        if not all(claim.way for claim in self.claims):
            return "registered"
        leads = [work for work in self.works if work.lead]
        return "closed" if all(work.ended for work in leads) else "dispatched"


Condition = Callable[[Work, date], bool]


def _lead_arrived(work: Work, day: date) -> bool:
    return work.lead and work.state == "arrived"


def _simple(work: Work, day: date) -> bool:
    """国信发〔2016〕8号 (domain §1.1): a first matter, one unit, not assigned, no statutory way, within three working days."""
    matter = work.claim.matter
    return (
        _lead_arrived(work, day) and work.route in {"petition", "suggestion"} and not work.assigned and not matter.repeat
        and all(other.unit == work.unit for other in matter.works if other.state != "returned")
        and day <= workdays_after(work.arrived, 3)
    )  # fmt: skip


def _concludes(work: Work, day: date) -> bool:
    """domain §4.2 row 24: the answer given and arrived, 交办 reported; no mediation is left open (条例第33条)."""
    if work.mediating or (work.assigned and not work.reported):
        return False
    if (
        work.state == "simple_replied"
    ):  # who is not content gets the ordinary procedure; who is silent may still say so
        asked = (
            not work.claim.matter.repeat and work.replied and day <= rolled(work.replied + timedelta(days=30))
        )
        return work.attitude == "content" or (work.attitude == "silent" and not asked)
    return work.state == "served" and (work.route in STATUTORY or work.arrived_at_petitioner is not None)


#: When an act on a unit's work is lawful. 条例 in the comment is where it says so.
LAWFUL: dict[str, Condition] = {
    # 第23条第3款: in writing within fifteen days; 第31条第6项 by the petition procedure
    "accept": lambda work, day: _lead_arrived(work, day) and work.route not in STATUTORY,
    # 第31条第1项至第5项
    "take_statutory": lambda work, day: _lead_arrived(work, day) and work.route in STATUTORY,
    # the notice stays owed after a presumed acceptance (design §5)
    "notify_late": lambda work, day: work.state == "accepted" and work.presumed and not work.told,
    # 第23条第3款: five working days from arrival, once, never what was put to the unit directly or given to it by a superior
    "object_to": lambda work, day: (
        _lead_arrived(work, day) and not work.direct and not work.designated and not work.objection_used
        and day <= workdays_after(work.arrived, 5)
    ),
    # 第24条: what was put up is decided above
    "refuse_objection": lambda work, day: work.state == "objected" and not work.referred,
    "uphold_objection": lambda work, day: work.state == "objected" and not work.referred,
    "propose_decline": lambda work, day: _lead_arrived(work, day) and not work.proposed,
    "decline_handling": lambda work, day: _lead_arrived(work, day) and work.proposed,
    # 第34条: once, at most thirty days, only the sixty
    "approve_extension": lambda work, day: work.state == "accepted" and work.route == "petition" and not work.extended,
    "ask_extension": lambda work, day: work.state == "accepted" and work.route == "petition" and not work.extended,
    # 第32条; a hearing that was begun comes before the opinion (第31条第6项)
    "draft_opinion": lambda work, day: work.state in {"accepted", "statutory"},
    "sign_opinion": lambda work, day: work.state == "accepted" and work.drafted and not work.hearing,
    # 第34条: answered in writing; only signed is not answered
    "serve": lambda work, day: work.state == "signed",
    "serve_by_post": lambda work, day: work.state == "signed",
    "confirm_arrival": lambda work, day: work.state == "served" and work.sent is not None and not work.arrived_at_petitioner,
    # domain §1.3: nothing rests on it yet (第35条)
    "annul_service": lambda work, day: (
        work.state == "served" and work.sent is not None
        and not (work.review.used or work.review.open or work.review.decided)
    ),
    # 第31条: the statutory result and its own remedy
    "record_result": lambda work, day: work.state == "statutory" and work.drafted,
    # 第22条第1款第3项
    "report_conclusion": lambda work, day: work.state == "served" and work.assigned and not work.reported,
    "conclude": _concludes,
    # 第40条; not of a statutory result, nor of what a superior reviews or has decided (第35条)
    "send_back": lambda work, day: (
        work.state in {"served", "simple_replied"} and work.route not in STATUTORY and not work.review.open
        and not work.review.decided
    ),
    # 第24条
    "reply_assistance": lambda work, day: not work.lead and work.state == "arrived",
    # 国信发〔2016〕8号
    "ask_simple": _simple,
    "accept_simple": _simple,
    "reply_simple": lambda work, day: work.state == "simple",
    "ask_conversion": lambda work, day: work.state in {"simple", "simple_replied"},
    "convert_simple": lambda work, day: work.state in {"simple", "simple_replied"},
    # 第22条第1款第3项: whoever set the day may move it, before it has passed
    "ask_report_extension": lambda work, day: (
        work.report_owed and work.report_due is not None and day <= work.report_due and not work.more_time_asked
    ),
    # 第24条第1款
    "refer_dispute": lambda work, day: work.state == "objected" and not work.referred,
    # 第31条第6项
    "record_interview": lambda work, day: work.lead and work.state in {"accepted", "statutory"},
}  # fmt: skip

#: Whose act it is: (role, at the unit that works? else at the bureau).
WHOSE: dict[str, tuple[str, bool]] = {
    **dict.fromkeys(["accept", "take_statutory", "notify_late", "propose_decline", "ask_extension", "draft_opinion", "serve",
                     "serve_by_post", "confirm_arrival", "annul_service", "record_result", "report_conclusion",
                     "reply_assistance", "ask_simple", "reply_simple", "ask_conversion", "ask_report_extension",
                     "record_interview"], ("handler", True)),
    **dict.fromkeys(["object_to", "decline_handling", "approve_extension", "sign_opinion", "accept_simple",
                     "convert_simple"], ("unit_head", True)),
    **dict.fromkeys(["refuse_objection", "uphold_objection", "conclude", "send_back", "refer_dispute"], ("screening", False)),
}  # fmt: skip


def _unanswered(work: Work) -> None:
    work.drafted, work.sent, work.arrived_at_petitioner, work.review = False, None, None, Review()


def arrives(work: Work, day: date) -> None:
    """From the day of arrival the petitioner has thirty days (条例第35条); a reply to a suggestion is not reviewed."""
    work.arrived_at_petitioner = day
    if work.route == "petition":
        work.review = Review(since=day)


def happens(work: Work, act: str, day: date) -> None:
    """What an act done changes."""
    match act:
        case "accept" | "accept_simple":
            work.state = "accepted" if act == "accept" else "simple"
            work.accepted, work.told, work.proposed = day, True, False
        case "take_statutory":
            work.state, work.told, work.proposed = "statutory", True, False
        case "notify_late":
            work.told = True
        case "object_to":
            work.state, work.objection_used, work.proposed = "objected", True, False
        case "refuse_objection":
            work.state = "arrived"
        case "uphold_objection":
            work.state = "returned"
        case "propose_decline":
            work.proposed = True
        case "decline_handling":
            work.state, work.proposed = "declined", False
        case "approve_extension":
            ends = work.sixty_ends
            work.extended_in_time = ends is not None and day <= ends
            work.extended = 20
        case "draft_opinion":
            work.drafted = True
        case "sign_opinion":
            work.state = "signed"
        case "serve" | "serve_by_post":
            work.state, work.sent = "served", day
            if act == "serve":
                arrives(work, day)
        case "confirm_arrival":
            arrives(work, day)
        case "annul_service":
            work.state, work.sent, work.arrived_at_petitioner, work.review = "signed", None, None, Review()
        case "record_result":
            work.state = "served"
        case "report_conclusion":
            work.reported = True
        case "conclude" | "reply_assistance":
            work.state, work.told = "concluded", True  # a notice still owed falls with the conclusion
        case "send_back":
            work.state, work.reported, work.attitude = "accepted", False, ""
            _unanswered(work)
        case "reply_simple":
            work.state, work.replied = "simple_replied", day
        case "convert_simple":
            work.state, work.attitude = "accepted", ""
        case "ask_report_extension":
            work.more_time_asked = True
        case "refer_dispute":
            work.referred = True


def starts_anew(work: Work, day: date) -> None:
    """撤销，责令重新办理 (条例第35条; domain §4.2 row 27): the opinion is gone, sixty new days, a new extension possible."""
    work.state, work.anew, work.extended, work.extended_in_time = "accepted", day, 0, False
    _unanswered(work)
    work.claim.matter.archived = False


def silent_until(work: Work, day: date) -> bool:
    """A unit silent for its fifteen days is treated as having accepted on the fifteenth (design §5)."""
    last = rolled(work.arrived + timedelta(days=15))
    return work.lead and work.state == "arrived" and work.route in {"petition", "suggestion"} and last < day


def presume(work: Work) -> None:
    work.state, work.presumed, work.proposed = "accepted", True, False
    work.accepted = work.arrived + timedelta(days=15)


def may_be_asked(work: Work) -> str:
    """What the petitioner may ask for about this answer: ``review``, ``final`` or nothing (条例第35条、第36条)."""
    review = work.review
    if work.route != "petition" or work.state not in {"served", "concluded"} or review.since is None:
        return ""
    return "" if review.open or review.used else review.level


def still_reviewable(matter: Matter, day: date) -> bool:
    """Whether the procedure of the file may still go on (domain §4.2 row 29).

    A review is open, what it decided has not arrived, or the petitioner may still ask in time.
    """
    for row in (work.review for work in matter.works):
        on_its_way = row.used and row.decided and row.level != "none"
        last = row.last_day()
        if row.open or on_its_way or (not row.used and last is not None and day <= last):
            return True
    return False
