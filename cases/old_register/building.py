"""From what a row tells to the rows of a file: claim, handling, clocks, ratings, and the story.

Nothing is written here. A duty whose days are told has its clock as its real period says, met on the day it was met; one
whose days are not told is marked as not recorded; one that is still open runs on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cases import clocks
from cases.models import (
    Case,
    CaseEvent,
    CaseTopic,
    Claim,
    Deadline,
    Extension,
    Handling,
    ImportedReply,
    Petition,
    Petitioner,
    Rating,
)
from cases.old_register import columns as c
from cases.old_register.told import ENDING, Told
from law import periods
from law.calendar import WorkCalendar
from law.terms import (
    STATUTORY_ROUTES,
    CaseState,
    Channel,
    ClaimWay,
    Flag,
    HandlingState,
    RatedOrgan,
    Route,
    SourceLevel,
)
from organizations.models import Unit, User

#: Where the register's own number is kept: apart from the numbers of imported messages.
PREFIX = "reg:"
FROM_ABOVE = {SourceLevel.CITY, SourceLevel.PROVINCE, SourceLevel.STATE}
#: What a unit works towards, by the way of the claim; statutory ways have periods of their own laws (条例第31条).
WORK = {Route.PETITION: "handling", Route.SUGGESTION: "suggestion_reply"}


@dataclass
class Rows:
    """What a batch writes, table by table."""

    cases: list[Case] = field(default_factory=list)
    petitions: list[Petition] = field(default_factory=list)
    petitioners: list[Petitioner] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    handlings: list[Handling] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    replies: list[ImportedReply] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    topics: list[CaseTopic] = field(default_factory=list)
    events: list[CaseEvent] = field(default_factory=list)


def case_of(told: Told, number: str, bureau: Unit) -> Case:
    """The file, in the state it has come to."""
    flags = [Flag.ANONYMOUS] if told.exempt else []
    if told.channel == Channel.VISIT and told.people >= 5:
        flags.append(Flag.COLLECTIVE)
    words = told.words or (told.title if len(told.title) > 120 else "")
    return Case(
        number=number, title=told.title[:120], summary=words, state=_state(told), purpose=told.purpose,
        category=told.category, place=told.place, flags=sorted(flags), received_on=told.received_on,
        receiving_unit=bureau, imported=True, course_recorded=True, closed_on=told.ended_on,
    )  # fmt: skip


def _state(told: Told) -> str:
    if told.ended_on:
        return CaseState.CLOSED
    return CaseState.DISPATCHED if told.unit else CaseState.REGISTERED


def petition_of(told: Told, case: Case, by: User | None) -> Petition:
    return Petition(
        case=case, filed_as=case, channel=told.channel, source_level=told.source, official_number=told.number,
        received_on=told.received_on, people=told.people, anonymous=told.exempt, address_clear=not told.exempt,
        message_id=PREFIX + told.number, known_repeat=told.repeat and not told.earlier, registered_by=by,
    )  # fmt: skip


def claim_of(told: Told, case: Case) -> Claim:
    """The one claim; its way is decided where both the way and its day are told (or it was withdrawn before)."""
    claim = Claim(case=case, text=told.title, category=told.category)
    if told.way:
        claim.route = told.route
    if told.way and told.sent_on:
        claim.way, claim.decided_on = told.way, told.sent_on
    elif told.withdrawn_on and told.unit is None:
        claim.way, claim.route, claim.decided_on = ClaimWay.WITHDRAWN, told.route, told.withdrawn_on
    return claim


def handling_of(told: Told, claim: Claim) -> Handling | None:
    """The unit's work, in the state it has come to; none where the bureau ended the matter itself."""
    if told.unit is None:
        return None
    state = handling_state(told)
    ended = told.ended_on if state in {HandlingState.ANSWERED, HandlingState.WITHDRAWN} else None
    return Handling(
        claim=claim, unit=told.unit, state=state, route=told.route, assigned=told.way == ClaimWay.ASSIGN,
        sent_on=told.sent_on, arrived_on=told.sent_on or told.received_on, notice_exempt=told.exempt,
        accepted_on=told.begun_on, ended_on=ended,
    )  # fmt: skip


def handling_state(told: Told) -> str:
    """How far the unit has come by what is told. Nothing told beyond the transfer, by columns nobody has: unrecorded."""
    if told.withdrawn_on:
        return HandlingState.WITHDRAWN
    if told.ended_on:
        return HandlingState.ANSWERED
    if told.noticed_on and told.route in STATUTORY_ROUTES:
        return HandlingState.STATUTORY
    if told.begun_on:
        return HandlingState.ACCEPTED
    told_of = c.NOTICED not in told.silent or c.ACCEPTED not in told.silent
    return HandlingState.ARRIVED if told.sent_on and told_of else HandlingState.UNRECORDED


@dataclass(frozen=True, slots=True)
class Course:
    """One row's file, put together; the parts are made in the order the tables need."""

    told: Told
    case: Case
    claim: Claim
    handling: Handling | None
    bureau: Unit

    def deadlines(self, calendar: WorkCalendar) -> Iterator[Deadline]:
        """Every duty: met, running, void, or not recorded."""
        yield from self._bureaus()
        yield from self._notice()
        yield from self._work(calendar)
        yield from self._ratings()

    def _make(self, period: str, on: date, **rest: Any) -> Deadline:
        unit = self.handling.unit if self.handling else self.bureau
        return clocks.recorded(
            "import_case", period, case=self.case, unit=unit, on=on, handling=self.handling, **rest
        )

    def _own(self, period: str, on: date, **rest: Any) -> Deadline:
        return clocks.recorded("import_case", period, case=self.case, unit=self.bureau, on=on, **rest)

    def _bureaus(self) -> Iterator[Deadline]:
        """T1 (条例第22条第1款): met by the transfer, or by what the bureau told itself."""
        told, on = self.told, self.told.received_on
        waiting = told.unit is None and told.sent_on is None
        if told.sent_on:
            yield self._own("forwarding", on, met_on=told.sent_on)
        elif waiting and told.withdrawn_on:
            yield self._own("forwarding", on, voided_on=told.withdrawn_on)
        elif waiting and told.ended_on is None:
            yield self._own("forwarding", on)
            if told.source in FROM_ABOVE:
                yield self._own("superior_forwarding", on)
        else:
            yield self._own("forwarding", on, told=False)

    def _notice(self) -> Iterator[Deadline]:
        """T3 (条例第23条第3款): from arrival to the written notice. With an accepted matter and no day told: not recorded."""
        told = self.told
        if told.exempt or told.way in ENDING or (told.unit is None and not self._closed_untold):
            return
        on = told.sent_on or told.received_on
        state = self.handling.state if self.handling else ""
        if told.sent_on and told.noticed_on:
            yield self._make("notice", on, met_on=told.noticed_on)
        elif state == HandlingState.ARRIVED:
            yield self._make("notice", on)
            yield self._make("objection", on)
        elif told.withdrawn_on and told.sent_on and told.begun_on is None and c.NOTICED not in told.silent:
            yield self._make("notice", on, voided_on=told.withdrawn_on)
        else:
            yield self._make("notice", on, told=False)

    def _work(self, calendar: WorkCalendar) -> Iterator[Deadline]:
        """T5 (条例第34条): from acceptance to the answer that left; an extension counts where it was approved in time."""
        told = self.told
        period = WORK.get(Route(told.route))
        if told.way in ENDING or period is None or (told.unit is None and not self._closed_untold):
            return
        if told.begun_on:
            extended = told.extended if extension_in_time(told, calendar) else 0
            if told.answered_on:
                yield self._make(period, told.begun_on, met_on=told.answered_on, extended=extended)
            elif told.withdrawn_on:
                yield self._make(period, told.begun_on, voided_on=told.withdrawn_on, extended=extended)
            else:
                yield self._make(period, told.begun_on, extended=extended, told=told.ended_on is None)
        elif not told.withdrawn_on and (
            self.handling is None or self.handling.state != HandlingState.ARRIVED
        ):
            yield self._make(period, told.sent_on or told.received_on, told=False)
        if told.way == ClaimWay.ASSIGN and told.sent_on and told.ended_on is None and told.begun_on:
            length = (told.report_due_on - told.sent_on).days if told.report_due_on else None
            yield self._make("assigned_report", told.sent_on, length=length or None)

    def _ratings(self) -> Iterator[Deadline]:
        """T16: who was asked and answered, who was asked and did not, and who the register is silent about."""
        told = self.told
        if not told.ratable or told.repeat:
            return
        if told.bureau_value or told.ended_on:
            start = told.sent_on if told.bureau_value else None
            yield self._own("rating", start or told.received_on, organ=RatedOrgan.BUREAU, told=start is not None,
                            met_on=told.bureau_on if start else None)  # fmt: skip
        if told.unit_value or (told.ended_on and not told.withdrawn_on):
            start = told.served_on if told.unit_value else None
            yield self._make("rating", start or told.answered_on or told.received_on, organ=RatedOrgan.UNIT,
                             told=start is not None, met_on=told.unit_on if start else None)  # fmt: skip

    @property
    def _closed_untold(self) -> bool:
        """Closed, and nothing said of who did it: the unit's duties are silent too."""
        return (
            self.told.unit is None
            and not self.told.way
            and self.told.ended_on is not None
            and not self.told.withdrawn_on
        )

    def beside(self, calendar: WorkCalendar) -> Iterator[Extension | ImportedReply | Rating | CaseTopic]:
        """Extension, answer, ratings and topics, as far as they are told."""
        told = self.told
        evidence = f"历史台账 {told.number}"
        if self.handling and told.extended and told.extended_on:
            yield Extension(handling=self.handling, days=told.extended, reason=evidence, approved_on=told.extended_on,
                            in_time=extension_in_time(told, calendar))  # fmt: skip
        if self.handling and told.answered_on:
            yield ImportedReply(handling=self.handling, replied_on=told.answered_on, served_on=told.served_on)
        if told.bureau_on:
            yield Rating(
                case=self.case,
                organ=RatedOrgan.BUREAU,
                value=told.bureau_value,
                on=told.bureau_on,
                evidence=evidence,
            )
        if told.unit_on and self.handling:
            yield Rating(case=self.case, handling=self.handling, organ=RatedOrgan.UNIT, value=told.unit_value,
                         on=told.unit_on, evidence=evidence)  # fmt: skip
        for topic in told.topics:
            yield CaseTopic(case=self.case, topic=topic, on=told.received_on)

    def events(self, by: User | None) -> Iterator[CaseEvent]:
        """The story as the register tells it, in its order; each marked as entered afterwards."""
        told = self.told
        steps: list[tuple[str, date | None, dict[str, Any]]] = [
            ("import_case", told.received_on, {"register": told.number, "channel": told.channel}),
            ("import_transfer", told.sent_on, {"way": told.way}),
            ("import_acceptance", told.accepted_on if told.accepted_on != told.noticed_on else None, {}),
            ("import_notice", told.noticed_on, {}),
            ("import_extension", told.extended_on, {"days": told.extended}),
            ("import_answer", told.answered_on, {}),
            ("import_service", told.served_on, {}),
            ("import_rating", told.bureau_on, {"organ": RatedOrgan.BUREAU}),
            ("import_rating", told.unit_on, {"organ": RatedOrgan.UNIT}),
            ("import_withdrawal", told.withdrawn_on, {}),
            ("import_conclusion", told.closed_on, {}),
        ]
        dated = sorted(
            ((on, n, act, data) for n, (act, on, data) in enumerate(steps) if on), key=lambda row: row[:2]
        )
        works = [self._of_unit(act, data) for _, _, act, data in dated]
        last = max((n for n, its in enumerate(works) if its), default=0)
        for n, (on, _, act, data) in enumerate(dated):
            about = self.handling if works[n] or n == last else None
            yield CaseEvent(
                case=self.case, claim=self.claim, handling=about, act=act, case_state=self.case.state,
                to_state=about.state if about and n == last else "", by=by, unit=by.unit if by else None, on=on,
                backdated=True, data=data,
            )  # fmt: skip

    @staticmethod
    def _of_unit(act: str, data: dict[str, Any]) -> bool:
        """Whether a step belongs to the unit's part of the file."""
        return act != "import_case" and data.get("organ") != RatedOrgan.BUREAU


def extension_in_time(told: Told, calendar: WorkCalendar) -> bool:
    """Approved on or before the last day of the sixty; later it is kept and moves nothing (条例第34条)."""
    if not told.extended_on or not told.begun_on:
        return False
    return told.extended_on <= periods.due("handling", told.begun_on, calendar).due
