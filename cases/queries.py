"""What a unit's desk reads: its next acts by last day.

Every list is read by keyset (no OFFSET) and counted up to a cap; a page costs the same number of statements
whether it shows five rows or the hundredth page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db.models import Case as If
from django.db.models import (
    DateField,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Concat

from cases import search
from cases.models import Case, Deadline, Handling, Petitioner, Recusal
from cases.models.handling import HANDLING_AT_WORK
from law.terms import STATUTORY_ROUTES, HandlingRole, HandlingState, Route, UnitKind
from organizations import prepared
from organizations.models import Unit, User

PAGE = 25
#: A worklist is counted up to here; beyond it the figure reads "500 件以上".
CAP = 500
#: How far the ruler of the desk reaches, from this week's Monday on.
WEEKS = 6

S = HandlingState
Rows = TypeVar("Rows", bound=QuerySet[Any])


# --- a unit's next acts ---------------------------------------------------------------------------

#: The views of the rail, in its order: what a handling owes next.
VIEWS: dict[str, str] = {
    "": "全部在办",
    "late": "已逾期",
    "soon": "三日内届满",
    "notice": "欠受理告知",
    "objection": "可提异议",
    "opinion": "欠处理意见书",
    "serve": "待送达",
    "ordered": "督办、交办",
    "assisting": "协办",
    "result": "法定途径待告知结果",
    "unrecorded": "导入件未记录",
}
#: What may be owed, as a filter.
OWES: dict[str, str] = {
    "notice": "受理告知",
    "handling": "处理意见书",
    "suggestion_reply": "建议答复",
    "assigned_report": "办结报告",
    "supervision_reply": "督办回复",
}
#: The ways of a desk, as its rows name them.
ROUTES: dict[str, str] = {"petition": Route.PETITION.label, "statutory": "法定途径", "suggestion": "建议意见"}
ORDERED = ("assigned_report", "supervision_reply")
#: The periods within which the petitioner is answered.
ANSWERS = ("handling", "suggestion_reply", "simple_handling")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the desk; empty means all."""

    view: str = ""
    owes: str = ""
    route: str = ""
    role: str = ""
    place: str = ""
    source: str = ""
    channel: str = ""
    words: search.Query = field(default_factory=search.Query)

    @property
    def _set(self) -> int:
        return sum(bool(getattr(self, name)) for name in self.__slots__)

    @property
    def anything(self) -> bool:
        return self._set > 0

    @property
    def several(self) -> bool:
        return self._set > 1


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose desk, on which day; the days of its ruler end before ``beyond``."""

    unit: Any
    person: Any
    today: Any
    soon: Any
    monday: Any
    beyond: Any

    @classmethod
    def of(cls, user: User, today: date) -> Desk:
        monday = today - timedelta(days=today.weekday())
        return cls(
            user.unit_id, user.pk, today, today + timedelta(days=3), monday, monday + timedelta(weeks=WEEKS)
        )

    def tell(self) -> dict[str, Any]:
        """What a statement put together for ``ANYBODY`` is told."""
        return {name: getattr(self, name) for name in self.__slots__}


#: The desk of a statement that is put together once.
ANYBODY = Desk(
    prepared.key("unit"), prepared.key("person"), *map(prepared.day, ("today", "soon", "monday", "beyond"))
)


class Due(NamedTuple):
    """One owed act, as the ruler and the counts need it; ``label`` is empty for one that is not on the ruler."""

    pk: int
    on: date
    period: str
    provisional: bool
    handling: int | None
    state: str | None
    role: str | None
    label: str
    fits: bool


class Idle(NamedTuple):
    """One row without a running period, as the counts need it."""

    pk: int
    state: str
    role: str
    fits: bool


class First(NamedTuple):
    """The first rows of a desk, those owed by last day and those without one: CAP + 1 of each if there are as many.

    Of more undated rows than that it may be any; they are counted only.
    """

    dues: list[Due]
    idle: list[Idle]


# --- whose work ----------------------------------------------------------------------------------------


def without_recused(rows: Rows, user: User, case: str) -> Rows:
    """A matter somebody withdrew from is on nobody's desk but theirs who may act (条例第28条第3款)."""
    return _not_withdrawn(rows, user.pk, case)


def _not_withdrawn(rows: Rows, person: Any, case: str) -> Rows:
    return rows.exclude(Exists(Recusal.objects.in_force().filter(person_id=person, case=OuterRef(case))))


def _of_unit(rows: Rows, desk: Desk) -> Rows:
    """Periods of the unit, outside the compartment and in matters the person may act on."""
    sealed = Case.objects.filter(pk=OuterRef("case"), in_compartment=True)
    return _not_withdrawn(rows.filter(unit_id=desk.unit).exclude(Exists(sealed)), desk.person, "case")


def owed(desk: Desk) -> QuerySet[Deadline]:
    """The unit's running duties; while it may still object, its notice stands in the row of the objection."""
    objecting = Deadline.objects.filter(
        handling=OuterRef("handling"), period="objection", due_on__gte=desk.today, met_on=None, voided_on=None
    )
    return _of_unit(Deadline.objects.running().owed(), desk).exclude(Q(period="notice") & Exists(objecting))


def may_object(desk: Desk) -> QuerySet[Deadline]:
    """Open objection periods of the unit: a right, not a duty, and gone after it (条例第23条第3款)."""
    return _of_unit(Deadline.objects.running(), desk).filter(
        period="objection", due_on__gte=desk.today, handling__state=S.ARRIVED
    )


def undated(desk: Desk) -> QuerySet[Handling]:
    """Work without a running period: 协办, statutory ways, imported files, anonymous petitions."""
    running = (
        Deadline.objects.running()
        .filter(handling=OuterRef("pk"))
        .filter(Q(duty=True) | Q(period="objection", due_on__gte=desk.today))
    )
    rows = Handling.objects.filter(unit_id=desk.unit, state__in=HANDLING_AT_WORK)
    rows = _not_withdrawn(rows.filter(claim__case__in_compartment=False), desk.person, "claim__case")
    return rows.filter(~Exists(running))


# --- the filters ------------------------------------------------------------------------------------

NEVER = Q(pk__isnull=True)


def _duty_fits(wanted: Wanted, desk: Desk) -> Q:
    """Which duties fit the filters of the desk."""
    views = {
        "": Q(), "late": Q(due_on__lt=desk.today), "soon": Q(due_on__gte=desk.today, due_on__lte=desk.soon),
        "notice": Q(period="notice"), "opinion": Q(period__in=ANSWERS) & ~Q(handling__state=S.SIGNED),
        "serve": Q(handling__state=S.SIGNED, period__in=["handling", "suggestion_reply"]),
        "ordered": Q(period__in=ORDERED), "assisting": Q(handling__role=HandlingRole.ASSISTING),
    }  # fmt: skip
    fits = views.get(wanted.view, NEVER)
    if wanted.owes:
        fits &= Q(period=wanted.owes)
    return fits & _handling_fits(wanted, "handling__") & _case_fits(wanted, "case__")


def _right_fits(wanted: Wanted, desk: Desk) -> Q:
    """Which open objection periods fit; they owe nothing and are never late."""
    views = {
        "": Q(), "objection": Q(), "soon": Q(due_on__lte=desk.soon), "notice": Q(handling__notice_exempt=False),
        "assisting": Q(handling__role=HandlingRole.ASSISTING),
    }  # fmt: skip
    fits = views.get(wanted.view, NEVER) if not wanted.owes else NEVER
    return fits & _handling_fits(wanted, "handling__") & _case_fits(wanted, "case__")


def _undated_fits(wanted: Wanted) -> Q:
    """Which rows without a running period fit."""
    views = {
        "": Q(), "assisting": Q(role=HandlingRole.ASSISTING), "result": Q(state=S.STATUTORY),
        "unrecorded": Q(state=S.UNRECORDED), "serve": Q(state=S.SIGNED), "opinion": Q(state=S.ACCEPTED),
    }  # fmt: skip
    fits = views.get(wanted.view, NEVER) if not wanted.owes else NEVER
    return fits & _handling_fits(wanted, "") & _case_fits(wanted, "claim__case__")


def _handling_fits(wanted: Wanted, way: str) -> Q:
    fits = Q()
    if wanted.route:
        routes = STATUTORY_ROUTES if wanted.route == "statutory" else {wanted.route}
        fits &= Q(**{f"{way}route__in": sorted(routes)})
    if wanted.role:
        fits &= Q(**{f"{way}role": wanted.role})
    return fits


def _case_fits(wanted: Wanted, way: str) -> Q:
    fits = search.fits(wanted.words, way)
    if wanted.place:
        fits &= Q(**{f"{way}place__code": wanted.place})
    if wanted.source:
        fits &= Q(**{f"{way}own_petition__source_level": wanted.source})
    if wanted.channel:
        fits &= Q(**{f"{way}own_petition__channel": wanted.channel})
    return fits


# --- the first rows: enough for the ruler and for every count the page prints --------------------------


def first_rows(desk: Desk, wanted: Wanted) -> tuple[First, First]:
    """The first rows of the unit, and the first that fit: one statement, two if those that fit lie further on."""
    everything = _split(_asked(wanted, desk))
    if not wanted.anything:
        return everything, everything
    fits = First(
        [due for due in everything.dues if due.fits], [idle for idle in everything.idle if idle.fits]
    )
    if len(everything.dues) > CAP >= len(fits.dues) or len(everything.idle) > CAP >= len(fits.idle):
        fits = _split(_first_rows(wanted, desk, only=True))
    return everything, fits


def _split(rows: Iterable[tuple[Any, ...]]) -> First:
    dues, idle = [], []
    for due in map(Due._make, rows):
        if due.on:
            dues.append(due)
        else:
            idle.append(Idle(due.pk, due.state or "", due.role or "", due.fits))
    return First(dues[: CAP + 1], sorted(idle))


def _asked(wanted: Wanted, desk: Desk) -> Iterable[tuple[Any, ...]]:
    """What the lists offer is put together once, one filter at a time; what a person typed is never kept."""
    if wanted.words or wanted.place or wanted.several:
        return _first_rows(wanted, desk)
    return _kept(wanted).read(**desk.tell())


@cache
def _kept(wanted: Wanted) -> prepared.Statement:
    return prepared.Statement.of(_first_rows(wanted, ANYBODY))


def _first_rows(wanted: Wanted, desk: Desk, *, only: bool = False) -> QuerySet[Any]:
    """The owed acts by last day, then the undated rows, each with whether it fits; with ``only`` those that do."""
    case = Case.objects.filter(pk=OuterRef("case")).order_by()
    label = Subquery(case.values_list(Concat("number", Value(" "), "title")))
    on_ruler = When(due_on__gte=desk.monday, due_on__lt=desk.beyond, then=label)
    sides = [
        (rows.filter(fits) if only else rows).values_list(
            "id", "due_on", "period", "provisional", "handling_id", "handling__state", "handling__role",
            If(on_ruler, default=Value("")), _whether(fits),
        )
        for rows, fits in _dated(wanted, desk)
    ]  # fmt: skip
    rows, fits = undated(desk).order_by(), _undated_fits(wanted)
    idle = (rows.filter(fits) if only else rows).values_list(
        "id", Value(None, DateField()), Value(""), Value(False), "id", "state", "role", Value(""), _whether(fits),
    )  # fmt: skip
    duties, rights = _cut(sides, CAP + 1)
    return duties.union(rights, idle[: CAP + 1], all=True).order_by("due_on", "id")


def _whether(fits: Q) -> If | Value:
    """As a column; what is unknown, such as the role of no handling, does not fit."""
    return If(When(fits, then=True), default=False) if fits else Value(True)


def _dated(wanted: Wanted, desk: Desk) -> list[tuple[QuerySet[Deadline], Q]]:
    """The dated rows and which of them fit, as two walks of two indexes: duties, and rights to object."""
    return [(owed(desk), _duty_fits(wanted, desk)), (may_object(desk), _right_fits(wanted, desk))]


def _cut(sides: list[QuerySet[Any]], limit: int) -> list[QuerySet[Any]]:
    """The first rows of each side by last day and key, cut by its own index before they are merged."""
    return [rows.order_by("due_on", "id")[:limit] for rows in sides]


# --- beyond the first rows, and what stands beside them ------------------------------------------------


def keys_after(desk: Desk, wanted: Wanted, after: tuple[date, int] | None, limit: int) -> list[int]:
    """The dated rows that fit beyond the first ones, from a (last day, key) on."""
    sides = [rows.filter(fits) for rows, fits in _dated(wanted, desk)]
    if after:
        later = Q(due_on__gt=after[0]) | Q(due_on=after[0], pk__gt=after[1])
        sides = [rows.filter(due_on__gte=after[0]).filter(later) for rows in sides]
    duties, rights = _cut([rows.values_list("id", "due_on") for rows in sides], limit)
    return [key for key, _ in duties.union(rights, all=True).order_by("due_on", "id")[:limit]]


def undated_after(desk: Desk, wanted: Wanted, after: int, limit: int) -> list[int]:
    """The undated rows that fit, in their order, from a key on."""
    rows = undated(desk).filter(_undated_fits(wanted), pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


@cache
def _places() -> prepared.Statement:
    rows = Unit.objects.active().filter(kind=UnitKind.TOWNSHIP)
    return prepared.Statement.of(rows.order_by("position", "code").values_list("code", "short_name"))


def places() -> list[tuple[str, str]]:
    """Where a matter may have happened, as the filter offers it: code and name."""
    return [(code, name) for code, name in _places().read()]


def first_person(case: str) -> Prefetch[Any]:
    """Whose matter it is: the first person on the petition, name sealed until masked."""
    return Prefetch(f"{case}__own_petition__petitioners", queryset=Petitioner.objects.filter(order=1))
