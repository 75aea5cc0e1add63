"""Import of an older register: a batch of matters with the courses they took, written whole or not at all."""

from collections import Counter
from datetime import date

from audit import chain
from cases import clocks, policies, workdays
from cases.actions.importing import Rejected
from cases.actions.intake import CHANNEL_DIGIT
from cases.models import (
    Case,
    CaseEvent,
    CaseTopic,
    Claim,
    Extension,
    Handling,
    ImportedReply,
    Petition,
    Petitioner,
    Rating,
    RepeatLink,
)
from cases.old_register import building
from cases.old_register.building import PREFIX, Course, Rows
from cases.old_register.columns import EARLIER, NUMBER
from cases.old_register.told import Told
from documents import numbering
from law.terms import Channel
from organizations.acting import action
from organizations.models import Unit, User

#: Where a row's answers go.
TABLES = {Extension: "extensions", ImportedReply: "replies", Rating: "ratings", CaseTopic: "topics"}


@action
def import_cases(batch: list[Told], *, by: User | None, on: date, bureau: Unit) -> int:
    """Register matters of an older register with their recorded courses; returns how many.

    Each becomes a file with one petition, one claim, the unit's work, its clocks by the real periods, its ratings and
    its story, all marked as entered afterwards. The numbers are taken last; one record in the chain names the batch.
    """
    policies.require(by, "import_case", None)
    if not batch:
        return 0
    calendar = workdays.calendar()
    earlier = earlier_of(batch)
    rows = Rows()
    for told, number in zip(batch, _numbers(batch), strict=True):
        rows.cases.append(building.case_of(told, number, bureau))
    Case.objects.bulk_create(rows.cases)
    rows.petitions = [
        building.petition_of(told, case, by) for told, case in zip(batch, rows.cases, strict=True)
    ]
    Petition.objects.bulk_create(rows.petitions)
    rows.claims = [building.claim_of(told, case) for told, case in zip(batch, rows.cases, strict=True)]
    Claim.objects.bulk_create(rows.claims)
    courses = [
        Course(told, case, claim, building.handling_of(told, claim), bureau)
        for told, case, claim in zip(batch, rows.cases, rows.claims, strict=True)
    ]
    Handling.objects.bulk_create([course.handling for course in courses if course.handling])
    for course in courses:
        rows.deadlines += course.deadlines(calendar)
        rows.events += course.events(by)
        for row in course.beside(calendar):
            getattr(rows, TABLES[type(row)]).append(row)
    CaseEvent.objects.bulk_create(rows.events)
    clocks.keep(rows.deadlines)
    Petitioner.objects.bulk_create([Petitioner(petition=petition) for petition in rows.petitions])
    for model, name in TABLES.items():
        if found := getattr(rows, name):
            model.objects.bulk_create(found)  # type: ignore[attr-defined]
    _link(batch, rows, earlier, by=by, on=on)
    chain.record(
        "import_case", by=by, reason=f"历史台账 {len(batch)} 件", rows=[case.number for case in rows.cases]
    )
    return len(batch)


def _numbers(batch: list[Told]) -> list[str]:
    """A number of the house for each, by the year in which it came."""
    wanted = Counter(told.received_on.year for told in batch)
    taken = numbering.take_many({("county", "件号", year): n for year, n in wanted.items()})
    serials = {year: iter(taken["county", "件号", year]) for year in wanted}
    return [
        f"330999-{CHANNEL_DIGIT[Channel(told.channel)]}-{told.received_on:%Y%m%d}-{next(serials[told.received_on.year]):05d}"
        for told in batch
    ]


def _link(batch: list[Told], rows: Rows, earlier: dict[str, Case], *, by: User | None, on: date) -> None:
    """What the register calls a repeat of a matter that is here is linked to it; nobody's file is joined."""
    own = {told.number: case for told, case in zip(batch, rows.cases, strict=True)}
    links = [
        RepeatLink(petition=petition, earlier=own.get(told.earlier) or earlier[told.earlier], merged=False,
                   reason=f"历史台账 {told.number} 记为重复", linked_by=by, linked_on=told.received_on)
        for told, petition in zip(batch, rows.petitions, strict=True)
        if told.earlier
    ]  # fmt: skip
    if links:
        RepeatLink.objects.bulk_create(links)


def known(numbers: list[str]) -> dict[str, date]:
    """The register's numbers that are here already, with the day each was received."""
    rows = Petition.objects.filter(message_id__in=[PREFIX + number for number in numbers])
    return {
        (ident or "").removeprefix(PREFIX): day
        for ident, day in rows.values_list("message_id", "received_on")
    }


def earlier_of(batch: list[Told]) -> dict[str, Case]:
    """The matters the batch's repeats refer to, by the register's number or by ours; none of the compartment."""
    wanted = {told.earlier for told in batch if told.earlier}
    if not wanted:
        return {}
    ours = {case.number: case for case in Case.objects.ordinary().filter(number__in=wanted)}
    rows = Petition.objects.filter(
        message_id__in=[PREFIX + number for number in wanted], case__in_compartment=False
    )
    return ours | {
        (row.message_id or "").removeprefix(PREFIX): row.case for row in rows.select_related("case")
    }


def misplaced(told: Told, day: date | None) -> Rejected | None:
    """Why the earlier matter of a repeat does not fit; ``day``: when that matter was received, if it is here."""
    if not told.earlier:
        return None
    if day is None:
        return Rejected(
            told.line,
            EARLIER,
            f"没有原件「{told.earlier[:36]}」：请把原件放在前面一起导入；原件不在系统里的，这一格留空",
        )
    if day > told.received_on:
        return Rejected(told.line, EARLIER, f"原件的登记日 {day} 晚于本件的登记日，请核对")
    return None


def conflicting(told: Told, day: date) -> Rejected | None:
    """The same number with another day is another matter: numbers that start anew each year need the year in front."""
    if day == told.received_on:
        return None
    return Rejected(
        told.line,
        NUMBER,
        f"「{told.number}」已经导入过，但那一件的登记日是 {day}。每年重新编号的，请在编号前加上年份",
    )
