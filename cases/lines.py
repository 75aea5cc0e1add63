"""What a line of a desk shows, read for one page in one statement put together once."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, Q, QuerySet

from cases import queries
from cases.models import Claim, Deadline, Handling, Petitioner
from cases.queries import PAGE, Desk, Due, Idle, Wanted
from organizations import prepared


class Work(NamedTuple):
    """What a line shows of a handling and its claim."""

    pk: int
    role: str
    state: str
    route: str
    assigned: bool
    direct: bool
    claim: int
    text: str


class Running(NamedTuple):
    """What a line shows of a running period."""

    handling: Work | None
    pk: int
    due_on: date
    period: str
    started_on: date
    nominal_on: date
    length: int | None
    extended: int
    provisional: bool


class Matter(NamedTuple):
    """What a line shows of the matter it is about; ``person`` is masked."""

    person: str
    case: int
    number: str
    title: str
    summary: str
    people: int


_CASE = ("pk", "number", "title", "summary", "own_petition__people")
_PERSON = ("first_person__pk", "first_person__name_sealed")
_WORK = ("pk", "role", "state", "route", "assigned", "direct", "claim", "claim__text")
_CLOCK = ("pk", "due_on", "period", "started_on", "nominal_on", "length", "extended", "provisional")
_WORK_BEGINS = len(_CASE) + len(_PERSON)
_WORK_ENDS = _WORK_BEGINS + len(_WORK)


@cache
def _dated_lines() -> prepared.Statement:
    rows = Deadline.objects.filter(pk__in=prepared.keys("page")).order_by("due_on", "pk")
    return prepared.Statement.of(_shown(rows, "case", "handling__", _CLOCK))


@cache
def _undated_lines() -> prepared.Statement:
    rows = Handling.objects.filter(pk__in=prepared.keys("page")).order_by("pk")
    return prepared.Statement.of(_shown(rows, "claim__case", "", ()))


def _shown(rows: QuerySet[Any], case: str, handling: str, clock: tuple[str, ...]) -> QuerySet[Any]:
    """The columns of a line, whose matter it is among them: the first person, name sealed until masked."""
    people = f"{case}__own_petition__petitioners"
    rows = rows.annotate(first_person=FilteredRelation(people, condition=Q(**{f"{people}__order": 1})))
    names = [
        *(f"{case}__{name}" for name in _CASE),
        *_PERSON,
        *(f"{handling}{name}" for name in _WORK),
        *clock,
    ]
    return rows.values_list(*names)


def dated_page(
    desk: Desk, wanted: Wanted, known: list[Due], after: tuple[date, int] | None, size: int = PAGE
) -> list[tuple[Matter, Running]]:
    """One page by (last day, key), and one line more than ``size`` if there is one.

    ``known`` are the first dues that fit: a page that lies within them is not looked for again.
    """
    page = [due.pk for due in known if after is None or (due.on, due.pk) > after][: size + 1]
    if len(known) > queries.CAP and len(page) <= size:
        page = queries.keys_after(desk, wanted, after, size + 1)
    found = _dated_lines().read(page=page) if page else []
    return [(_matter(row), Running(_work(row), *row[_WORK_ENDS:])) for row in found]


def undated_page(
    desk: Desk, wanted: Wanted, known: list[Idle], after: int, size: int
) -> list[tuple[Matter, Work]]:
    """One page of the undated rows by key, and one line more than ``size`` if there is one."""
    page = [idle.pk for idle in known if idle.pk > after][: size + 1]
    if len(known) > queries.CAP:
        page = queries.undated_after(desk, wanted, after, size + 1)
    found = _undated_lines().read(page=page) if page else []
    return [(_matter(row), work) for row in found if (work := _work(row))]


def _matter(row: tuple[Any, ...]) -> Matter:
    key, name = row[len(_CASE) : _WORK_BEGINS]
    first = Petitioner(pk=key, name_sealed=name).masked_name if key else ""
    return Matter(first, *row[: len(_CASE)])


def _work(row: tuple[Any, ...]) -> Work | None:
    work = row[_WORK_BEGINS:_WORK_ENDS]
    return Work(*work) if work[0] else None


def undecided_claims(lines: Sequence[tuple[Matter, Running]]) -> dict[int, Claim]:
    """The first claim still to be decided of each case that no handling bears yet, by case."""
    cases = [matter.case for matter, clock in lines if clock.handling is None]
    claims = Claim.objects.filter(case__in=cases, way="").order_by("-order") if cases else []
    return {claim.case_id: claim for claim in claims}
