"""日交办: what was registered, what became of it, what was left and why, as it stood at the close of a day.

Everything is read from the days written down in the file (decided on, proposed on, raised on), so the list of a day can
be drawn up afterwards as it was; the nightly job keeps it, and later changes do not alter what was known.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from audit import chain
from cases import workdays
from cases.models import (
    Case,
    Claim,
    CounselRequest,
    Dispute,
    Handling,
    Objection,
    Proposal,
    RepeatLink,
    seen_by,
)
from cases.policies import NotLawfulNow, NotYours
from law.terms import CaseState, ClaimWay, HandlingRole, LeftReason
from organizations.acting import action
from organizations.models import Unit, User
from organizations.roles import Permission
from reports import counted
from reports.mechanisms.models import DailyDispatch, DispatchNote

#: A day is kept once it is over; after downtime as many as these are made up.
MADE_UP = 31


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one claim: the way, the unit and the day. ``unit`` 0: none."""

    claim: int
    way: str
    unit: int
    on: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One petition of a list: keys and codes only. ``earlier``: the matter it was joined to."""

    case: int
    entered: str
    done: tuple[Done, ...] = ()
    left: tuple[tuple[int, str], ...] = ()
    earlier: int = 0

    @property
    def dispatched(self) -> bool:
        return not self.left

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready; ``read`` gives the same entry back."""
        return asdict(self)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "Entry":
        done = tuple(Done(**row) for row in data["done"])
        left = tuple((order, reason) for order, reason in data["left"])
        return cls(data["case"], data["entered"], done, left, data["earlier"])


@dataclass(frozen=True, slots=True)
class DayList:
    """The list of one day. ``today`` entered that day, ``before`` since the working day before, ``older`` still left."""

    day: date
    frozen_on: date | None
    entries: tuple[Entry, ...] = field(default_factory=tuple)

    @property
    def today(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.entered == self.day.isoformat()]

    @property
    def before(self) -> list[Entry]:
        since = workday_before(self.day).isoformat()
        return [entry for entry in self.entries if since <= entry.entered < self.day.isoformat()]

    @property
    def older(self) -> list[Entry]:
        since = workday_before(self.day).isoformat()
        return [entry for entry in self.entries if entry.entered < since]


def workday_before(day: date) -> date:
    """The working day before: what came in at the weekend is dispatched on Monday."""
    calendar, found = workdays.calendar(), day - timedelta(days=1)
    while not calendar.is_workday(found):
        found -= timedelta(days=1)
    return found


def of(day: date, *, today: date) -> DayList:
    """The list of a day: kept for a day that is over, else as it stands now."""
    kept = DailyDispatch.objects.filter(day=day).first()
    if kept is None:
        return DayList(day, None, tuple(draw_up(day, as_of=min(day, today))))
    return DayList(day, kept.frozen_on, tuple(Entry.read(line) for line in kept.lines))


def draw_up(day: date, *, as_of: date) -> list[Entry]:
    """The entries of ``day`` as they stood at the close of ``as_of``: new ones, and older ones that are still left."""
    rows = counted.ENTERED.rows().filter(entered_on__lte=day)
    undecided = Q(decided_on=None) | Q(decided_on__gt=as_of)
    waits = Claim.objects.filter(Q(way="") | Q(decided_on__gt=as_of)).values("case")
    objected = Objection.objects.filter(undecided, raised_on__lte=as_of).values("handling__claim__case")
    disputed = Dispute.objects.filter(undecided, referred_on__lte=as_of, ended_reason="").values("case")
    over = Q(filed_as__state__in=[CaseState.MERGED, CaseState.CLOSED, CaseState.ARCHIVED])
    recent = Q(entered_on__gte=workday_before(day))
    older = (Q(filed_as__in=waits) | Q(filed_as__in=objected) | Q(filed_as__in=disputed)) & ~over
    found = list(rows.filter(recent | older).order_by("entered_on", "pk").values("filed_as", "entered_on"))
    cases = [row["filed_as"] for row in found]
    joined = _joined(cases, as_of)
    done, left = _claims([case for case in cases if case not in joined], as_of)
    return [
        Entry(row["filed_as"], row["entered_on"].isoformat(), tuple(done[row["filed_as"]]),
              tuple(left[row["filed_as"]]), joined.get(row["filed_as"], 0))
        for row in found
    ]  # fmt: skip


def _joined(cases: list[int], as_of: date) -> dict[int, int]:
    """Petitions joined to an earlier matter by that day."""
    links = RepeatLink.objects.filter(
        Q(undone_on=None) | Q(undone_on__gt=as_of), merged=True, linked_on__lte=as_of, petition__filed_as__in=cases
    )  # fmt: skip
    return dict(links.values_list("petition__filed_as", "earlier"))


def _claims(cases: list[int], as_of: date) -> tuple[dict[int, list[Done]], dict[int, list[tuple[int, str]]]]:
    done: dict[int, list[Done]] = defaultdict(list)
    left: dict[int, list[tuple[int, str]]] = defaultdict(list)
    claims = list(Claim.objects.filter(case__in=cases).select_related("case").order_by("case", "order"))
    standing = _standing(cases, as_of)
    for claim in claims:
        if claim.decided_on is None or claim.decided_on > as_of:
            left[claim.case_id].append((claim.order, _why_undecided(claim, standing)))
        elif claim.way != ClaimWay.SPLIT_OFF:
            unit = standing.units.get(claim.pk, 0)
            done[claim.case_id].append(Done(claim.order, claim.way, unit, claim.decided_on.isoformat()))
            if claim.pk in standing.disputed:
                left[claim.case_id].append((claim.order, LeftReason.DISPUTE.value))
            elif claim.pk in standing.objected:
                left[claim.case_id].append((claim.order, LeftReason.OBJECTION.value))
    return done, left


@dataclass(frozen=True, slots=True)
class _Standing:
    """What stood open at the close of the day, by claim (or by case)."""

    proposed: frozenset[int]
    asked: frozenset[int]
    objected: frozenset[int]
    disputed: frozenset[int]
    units: Mapping[int, int]


def _standing(cases: list[int], as_of: date) -> _Standing:
    def by(rows: Any, name: str) -> frozenset[int]:
        return frozenset(rows.values_list(name, flat=True))

    undecided = Q(decided_on=None) | Q(decided_on__gt=as_of)
    leads = Handling.objects.filter(claim__case__in=cases, role=HandlingRole.LEAD, arrived_on__lte=as_of)
    return _Standing(
        proposed=by(Proposal.objects.filter(undecided, claim__case__in=cases, handling=None, proposed_on__lte=as_of), "claim"),
        asked=by(CounselRequest.objects.filter(Q(answered_on=None) | Q(answered_on__gt=as_of), case__in=cases,
                                               asked_on__lte=as_of), "case"),
        objected=by(Objection.objects.filter(undecided, handling__claim__case__in=cases, raised_on__lte=as_of), "handling__claim"),
        disputed=by(Dispute.objects.filter(undecided, case__in=cases, referred_on__lte=as_of, ended_reason=""), "claim"),
        units=dict(leads.order_by("pk").values_list("claim", "unit")),
    )  # fmt: skip


def _why_undecided(claim: Claim, standing: _Standing) -> str:
    if claim.pk in standing.proposed:
        return LeftReason.COUNTERSIGN.value
    if claim.case_id in standing.asked:
        return LeftReason.COUNSEL.value
    if not claim.text.strip() or not (claim.category or claim.case.category):
        return LeftReason.MATERIAL.value
    return LeftReason.SCREENING.value


# --- keeping the list ---------------------------------------------------------------------------------------------


def freeze_due(today: date) -> list[str]:
    """Keep the list of every working day that is over and not kept; running it twice changes nothing."""
    newest = DailyDispatch.objects.order_by("-day").values_list("day", flat=True).first()
    first = (
        max(newest + timedelta(days=1), today - timedelta(days=MADE_UP))
        if newest
        else today - timedelta(days=1)
    )
    calendar, made = workdays.calendar(), []
    for n in range((today - first).days):
        day = first + timedelta(days=n)
        if calendar.is_workday(day) and freeze(day, on=today):
            made.append(day.isoformat())
    return made


@transaction.atomic
def freeze(day: date, *, on: date) -> bool:
    """Keep the list of one day as it stood at its close. False when it is kept already."""
    entries = draw_up(day, as_of=day)
    that_day = [entry for entry in entries if entry.entered == day.isoformat()]
    _, new = DailyDispatch.objects.get_or_create(
        day=day,
        defaults={
            "registered": len(that_day), "dispatched": sum(entry.dispatched for entry in that_day),
            "left": [entry.case for entry in entries if entry.left],
            "lines": [entry.to_dict() for entry in entries], "frozen_on": on,
        },
    )  # fmt: skip
    return new


# --- the officer's own words --------------------------------------------------------------------------------------


def may_note(user: User) -> bool:
    return user.in_bureau and user.can(Permission.SCREEN)


@action
def note(case: Case, *, by: User, on: date, text: str) -> DispatchNote:
    """Write down why a matter was not dispatched. It moves nothing; the file's own clock runs on (条例第22条第1款)."""
    if not may_note(by):
        raise NotYours("您的岗位不能「写未交办原因」。此事由甄别员办理。")
    case = Case.objects.select_for_update().filter(pk=case.pk, in_compartment=False).first() or _gone()
    if not Claim.objects.filter(case=case, way="").exists() and not _under_objection(case):
        raise NotLawfulNow("不能：这一件的诉求都已经转送、交办或者告知，没有未交办原因可写")
    if len(text.strip()) < 4:
        raise NotLawfulNow("请写明未交办的原因，至少四个字")
    row = DispatchNote.objects.create(case=case, text=text.strip()[:200], by=by, on=on)
    chain.record("note_undispatched", by=by, about=row)
    return row


def _gone() -> Case:
    raise NotYours("没有这一件，或者它不在您能看的范围内。")


def _under_objection(case: Case) -> bool:
    return (
        Objection.objects.filter(handling__claim__case=case, decided_on=None).exists()
        or Dispute.objects.pending().filter(case=case).exists()
    )


def notes(cases: Iterable[int], as_of: date) -> dict[int, DispatchNote]:
    """The newest note of each matter by that day."""
    rows = DispatchNote.objects.filter(case__in=list(cases), case__in_compartment=False, on__lte=as_of)
    return {row.case_id: row for row in rows.select_related("by").order_by("pk")}


def unit_names(entries: Iterable[Entry]) -> dict[int, str]:
    keys = {done.unit for entry in entries for done in entry.done if done.unit}
    return dict(Unit.objects.filter(pk__in=keys).values_list("pk", "short_name"))


def seen(entries: Iterable[Entry], user: User) -> set[int]:
    """The keys of the matters that exist for the person, without accusations."""
    rows = Case.objects.filter(seen_by(user, "pk"), pk__in={entry.case for entry in entries})
    return set(rows.ordinary().values_list("pk", flat=True))


def cases_of(entries: Iterable[Entry], user: User) -> dict[int, Case]:
    """The matters this person sees; an accusation is not among them, whatever it was on the day."""
    keys = {key for entry in entries for key in (entry.case, entry.earlier) if key}
    rows = Case.objects.visible_to(user).filter(pk__in=keys, in_compartment=False)
    return {case.pk: case for case in rows.select_related("own_petition")}


def waiting(today: date) -> int:
    """How many of the bureau's matters are not dispatched now."""
    return int(counted.ENTERED.rows().filter(left=True, entered_on__lte=today).count())
