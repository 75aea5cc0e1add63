"""What a line of 查件 shows, read for one page in one statement put together once."""

from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value

from cases.models import Case, Category, Deadline, Handling, Petitioner
from law.terms import HandlingState
from organizations import prepared
from organizations.models import Unit, User
from organizations.roles import Permission


class Result(NamedTuple):
    """One case as a list shows it; ``person`` is masked, ``units`` work on it, the leading one first."""

    person: str
    number: str
    title: str
    category: str
    state: str
    received_on: date
    imported: bool
    channel: str
    people: int
    place: str | None
    units: list[str]
    due_on: date | None
    provisional: bool | None


_COLUMNS = ("number", "title", "category", "state", "received_on", "imported", "own_petition__channel",
            "own_petition__people", "place__short_name", "units", "due_on", "provisional")  # fmt: skip


def read(page: list[int], user: User) -> list[Result]:
    """The cases of these keys, newest first. A unit is shown its own work and periods only."""
    if not page:
        return []
    found = _lines(user.can(Permission.SEE_COUNTY)).read(page=page, unit=user.unit_id)
    return [Result(_masked(key, name), *shown) for key, name, *shown in found]


@cache
def _lines(whole: bool) -> prepared.Statement:  # noqa: FBT001 - the key of the cache
    living = Handling.objects.filter(claim__case=OuterRef("pk")).exclude(state=HandlingState.RETURNED)
    clocks = Deadline.objects.running().owed().filter(case=OuterRef("pk")).order_by("due_on", "pk")
    if not whole:
        living = living.filter(unit_id=prepared.key("unit"))
        clocks = clocks.filter(unit_id=prepared.key("unit"))
    people = "own_petition__petitioners"
    rows = Case.objects.filter(pk__in=prepared.keys("page")).order_by("-received_on", "-pk").annotate(
        first_person=FilteredRelation(people, condition=Q(own_petition__petitioners__order=1)),
        units=ArraySubquery(living.order_by("-role", "pk").values("unit__short_name")),
        due_on=Subquery(clocks.values("due_on")[:1]), provisional=Subquery(clocks.values("provisional")[:1]),
    )  # fmt: skip
    return prepared.Statement.of(rows.values_list("first_person__pk", "first_person__name_sealed", *_COLUMNS))


def _masked(key: Any, name: Any) -> str:
    return Petitioner(pk=key, name_sealed=name).masked_name if key else ""


def offers() -> tuple[list[str], list[tuple[str, str, str]]]:
    """What the filters of 查件 offer: the first level of contents, and the units as (code, name, kind)."""
    rows = [row[1:] for row in _offers().read()]
    categories = [name for name, _, kind in rows if kind == _CATEGORY]
    return list(dict.fromkeys(categories)), [row for row in rows if row[2] != _CATEGORY]


_CATEGORY = "category"


@cache
def _offers() -> prepared.Statement:
    units = Unit.objects.active().order_by().values_list("position", "code", "short_name", "kind")
    kind = Value(_CATEGORY, output_field=CharField())
    categories: QuerySet[Any, Any] = Category.objects.filter(retired=False).order_by()
    return prepared.Statement.of(
        units.union(categories.values_list("position", "level1", F("level1"), kind)).order_by(
            "position", "code"
        )
    )
