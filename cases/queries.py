"""What a unit's desk reads: its next acts by last day.

Every list is read by keyset (no OFFSET) and counted up to a cap; a page costs the same number of statements
whether it shows five rows or the hundredth page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from cases import search
from cases.models import (
    Claim,
    Deadline,
    Handling,
    Petitioner,
)
from cases.recusal import recused_cases
from law.terms import STATUTORY_ROUTES, HandlingRole, HandlingState, Route
from organizations.models import User

PAGE = 25
#: A worklist is counted up to here; beyond it the figure reads "500 件以上".
CAP = 500

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
    def anything(self) -> bool:
        return any(
            (self.view, self.owes, self.route, self.role, self.place, self.source, self.channel, self.words)
        )


@dataclass(frozen=True, slots=True)
class Due:
    """One owed act, as the ruler and the counts need it."""

    pk: int
    on: date
    period: str
    provisional: bool
    handling: int | None
    state: str | None
    role: str | None
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Idle:
    """One row without a running period, as the counts need it."""

    pk: int
    state: str
    role: str


def without_recused(rows: Rows, user: User, case: str) -> Rows:
    """A matter somebody withdrew from is on nobody's desk but theirs who may act (条例第28条第3款)."""
    barred = recused_cases(user)
    return rows.exclude(**{f"{case}__in": barred}) if barred else rows


def owed(user: User, today: date) -> QuerySet[Deadline]:
    """The unit's running duties; while it may still object, its notice stands in the row of the objection."""
    objecting = Deadline.objects.filter(
        handling=OuterRef("handling"), period="objection", due_on__gte=today, met_on=None, voided_on=None
    )
    rows = Deadline.objects.running().owed().filter(unit_id=user.unit_id, case__in_compartment=False)
    rows = without_recused(rows, user, "case")
    return rows.exclude(Q(period="notice") & Exists(objecting))


def may_object(user: User, today: date) -> QuerySet[Deadline]:
    """Open objection periods of the unit: a right, not a duty, and gone after it (条例第23条第3款)."""
    rows = Deadline.objects.running().filter(
        period="objection", unit_id=user.unit_id, due_on__gte=today, case__in_compartment=False,
        handling__state=S.ARRIVED,
    )  # fmt: skip
    return without_recused(rows, user, "case")


def undated(user: User, today: date) -> QuerySet[Handling]:
    """Work without a running period: 协办, statutory ways, imported files, anonymous petitions."""
    running = (
        Deadline.objects.running()
        .filter(handling=OuterRef("pk"))
        .filter(Q(duty=True) | Q(period="objection", due_on__gte=today))
    )
    working = [S.ARRIVED, S.ACCEPTED, S.STATUTORY, S.SIGNED, S.UNRECORDED, S.SIMPLE]
    rows = Handling.objects.filter(unit_id=user.unit_id, state__in=working, claim__case__in_compartment=False)
    rows = without_recused(rows, user, "claim__case")
    return rows.filter(~Exists(running))


def dated(user: User, today: date, wanted: Wanted) -> list[QuerySet[Deadline]]:
    """The dated rows that fit, as two walks of two indexes: duties, and rights to object."""
    if wanted.view in {"result", "unrecorded"}:
        return []
    parts = []
    if wanted.view != "objection":
        parts.append(_fit(owed(user, today), wanted, today))
    if wanted.view not in {"late", "opinion", "serve", "ordered"} and not wanted.owes:
        parts.append(_fit(may_object(user, today), wanted, today))
    return parts


def _merged(parts: list[QuerySet[Deadline]], names: tuple[str, ...], limit: int) -> list[tuple[Any, ...]]:
    """The first rows of all parts by last day and key."""
    if not parts:
        return []
    # each side is cut by its own index before the two are merged
    sides = [rows.order_by("due_on", "id").values_list(*names)[:limit] for rows in parts]
    merged = sides[0].union(*sides[1:], all=True).order_by("due_on", "id") if len(sides) > 1 else sides[0]
    return list(merged[:limit])


def _fit(rows: QuerySet[Deadline], wanted: Wanted, today: date) -> QuerySet[Deadline]:
    view = wanted.view
    if view == "late":
        rows = rows.filter(due_on__lt=today)
    elif view == "soon":
        rows = rows.filter(due_on__gte=today, due_on__lte=today + timedelta(days=3))
    elif view == "notice":
        rows = rows.filter(Q(period="notice") | Q(period="objection", handling__notice_exempt=False))
    elif view == "opinion":
        rows = rows.filter(period__in=ANSWERS).exclude(handling__state=S.SIGNED)
    elif view == "serve":
        rows = rows.filter(handling__state=S.SIGNED, period__in=["handling", "suggestion_reply"])
    elif view == "ordered":
        rows = rows.filter(period__in=ORDERED)
    elif view == "assisting":
        rows = rows.filter(handling__role=HandlingRole.ASSISTING)
    if wanted.owes:
        rows = rows.filter(period=wanted.owes)
    if wanted.route:
        rows = rows.filter(handling__route__in=_routes(wanted.route))
    if wanted.role:
        rows = rows.filter(handling__role=wanted.role)
    return _of_case(rows, wanted, "case")


def fitting(rows: QuerySet[Handling], wanted: Wanted) -> QuerySet[Handling]:
    """The undated rows that fit the filters of the desk."""
    states = {"assisting": {}, "result": {"state": S.STATUTORY}, "unrecorded": {"state": S.UNRECORDED},
              "serve": {"state": S.SIGNED}, "": {}, "opinion": {"state": S.ACCEPTED}}  # fmt: skip
    if wanted.view not in states or wanted.owes:
        return rows.none()
    rows = rows.filter(**states[wanted.view])
    role = HandlingRole.ASSISTING if wanted.view == "assisting" else wanted.role
    if role:
        rows = rows.filter(role=role)
    if wanted.route:
        rows = rows.filter(route__in=_routes(wanted.route))
    return _of_case(rows, wanted, "claim__case")


def _routes(route: str) -> frozenset[str]:
    return STATUTORY_ROUTES if route == "statutory" else frozenset({route})


def _of_case(rows: QuerySet[Any], wanted: Wanted, case: str) -> QuerySet[Any]:
    if wanted.place:
        rows = rows.filter(**{f"{case}__place__code": wanted.place})
    if wanted.source:
        rows = rows.filter(**{f"{case}__own_petition__source_level": wanted.source})
    if wanted.channel:
        rows = rows.filter(**{f"{case}__own_petition__channel": wanted.channel})
    if wanted.words:
        rows = search.narrow(rows, wanted.words, case)
    return rows


def first_dues(parts: list[QuerySet[Deadline]]) -> list[Due]:
    """The first CAP + 1 owed acts, enough for the ruler and for every count the page prints."""
    names = ("id", "due_on", "period", "provisional", "handling_id", "handling__state", "handling__role",
             "case__number", "case__title")  # fmt: skip
    return [Due(*row) for row in _merged(parts, names, CAP + 1)]


def dated_page(
    parts: list[QuerySet[Deadline]], known: list[Due], after: tuple[date, int] | None, size: int = PAGE
) -> list[Deadline]:
    """One page by (last day, key), with all a row shows, and one row more than ``size`` if there is one.

    ``known`` are the first dues of the same parts: a page that lies within them is not looked for again.
    """
    page = [due.pk for due in known if after is None or (due.on, due.pk) > after][: size + 1]
    if len(known) > CAP and len(page) <= size:
        page = _keys_after(parts, after, size + 1)
    if not page:
        return []
    shown = Deadline.objects.filter(pk__in=page).order_by("due_on", "pk")
    shown = shown.select_related("case__own_petition", "handling__claim", "handling__unit")
    return list(shown.prefetch_related(first_person("case")))


def _keys_after(parts: list[QuerySet[Deadline]], after: tuple[date, int] | None, limit: int) -> list[int]:
    if after:
        later = Q(due_on__gt=after[0]) | Q(due_on=after[0], pk__gt=after[1])
        parts = [rows.filter(due_on__gte=after[0]).filter(later) for rows in parts]
    return [key for key, _ in _merged(parts, ("id", "due_on"), limit)]


def undecided_claims(rows: list[Deadline]) -> dict[int, Claim]:
    """The first claim still to be decided of each case that no handling bears yet, by case."""
    cases = [row.case_id for row in rows if row.handling_id is None]
    claims = Claim.objects.filter(case__in=cases, way="").order_by("-order") if cases else []
    return {claim.case_id: claim for claim in claims}


def first_undated(rows: QuerySet[Handling]) -> list[Idle]:
    """The undated rows, up to CAP + 1: in their order unless there are more (then any, for the count)."""
    found = [Idle(*row) for row in rows.order_by().values_list("pk", "state", "role")[: CAP + 1]]
    return sorted(found, key=lambda idle: idle.pk)


def undated_page(rows: QuerySet[Handling], known: list[Idle], after: int, size: int) -> list[Handling]:
    """One page of the undated rows by key, and one row more than ``size`` if there is one."""
    page: Any = [idle.pk for idle in known if idle.pk > after][: size + 1]
    if len(known) > CAP:
        page = list(rows.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[: size + 1])
    if not page:
        return []
    shown = Handling.objects.filter(pk__in=page).select_related("claim__case__own_petition", "unit")
    return list(shown.order_by("pk").prefetch_related(first_person("claim__case")))


def first_person(case: str) -> Prefetch[Any]:
    """Whose matter it is: the first person on the petition, name sealed until masked."""
    return Prefetch(f"{case}__own_petition__petitioners", queryset=Petitioner.objects.filter(order=1))
