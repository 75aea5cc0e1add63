"""What the lists read: a unit's next acts, what waits for a signature, what the bureau has to check.

Every list is read by keyset (no OFFSET) and counted up to a cap; a page costs the same number of statements
whether it shows five rows or the hundredth page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from cases import search
from cases.models import (
    Case,
    CaseEvent,
    Claim,
    CounselRequest,
    Deadline,
    Extension,
    Handling,
    Objection,
    Opinion,
    Petitioner,
    Proposal,
    Service,
)
from law.terms import STATUTORY_ROUTES, ClaimWay, HandlingRole, HandlingState, Route
from organizations.models import User
from organizations.roles import Permission

PAGE = 25
#: A worklist is counted up to here; beyond it the figure reads "500 件以上".
CAP = 500
#: A list that acting empties (待审签) shows its oldest rows.
FRONT = 50

S = HandlingState


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


def owed(user: User, today: date) -> QuerySet[Deadline]:
    """The unit's running duties; while it may still object, its notice stands in the row of the objection."""
    objecting = Deadline.objects.filter(
        handling=OuterRef("handling"), period="objection", due_on__gte=today, met_on=None, voided_on=None
    )
    rows = Deadline.objects.running().owed().filter(unit_id=user.unit_id, case__in_compartment=False)
    return rows.exclude(Q(period="notice") & Exists(objecting))


def may_object(user: User, today: date) -> QuerySet[Deadline]:
    """Open objection periods of the unit: a right, not a duty, and gone after it (条例第23条第3款)."""
    return Deadline.objects.running().filter(
        period="objection", unit_id=user.unit_id, due_on__gte=today, case__in_compartment=False,
        handling__state=S.ARRIVED,
    )  # fmt: skip


def undated(user: User, today: date) -> QuerySet[Handling]:
    """Work without a running period: 协办, statutory ways, imported files, anonymous petitions."""
    running = (
        Deadline.objects.running()
        .filter(handling=OuterRef("pk"))
        .filter(Q(duty=True) | Q(period="objection", due_on__gte=today))
    )
    working = [S.ARRIVED, S.ACCEPTED, S.STATUTORY, S.SIGNED, S.UNRECORDED]
    rows = Handling.objects.filter(unit_id=user.unit_id, state__in=working, claim__case__in_compartment=False)
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
    sides = [rows.order_by().values_list(*names) for rows in parts]
    merged = sides[0].union(*sides[1:], all=True) if len(sides) > 1 else sides[0]
    return list(merged.order_by("due_on", "id")[:limit])


def _fit(rows: QuerySet[Deadline], wanted: Wanted, today: date) -> QuerySet[Deadline]:
    view = wanted.view
    if view == "late":
        rows = rows.filter(due_on__lt=today)
    elif view == "soon":
        rows = rows.filter(due_on__gte=today, due_on__lte=today + timedelta(days=3))
    elif view == "notice":
        rows = rows.filter(Q(period="notice") | Q(period="objection", handling__notice_exempt=False))
    elif view == "opinion":
        rows = rows.filter(period__in=["handling", "suggestion_reply"]).exclude(handling__state=S.SIGNED)
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
        rows = rows.filter(**{f"{case}__in": search.narrow(Case.objects.all(), wanted.words)})
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
    return list(shown.prefetch_related(_first_person("case")))


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


def undated_page(rows: QuerySet[Handling], after: int, size: int) -> list[Handling]:
    """One page of the undated rows by key, and one row more than ``size`` if there is one."""
    shown = rows.filter(pk__gt=after).select_related("claim__case__own_petition", "unit").order_by("pk")
    return list(shown.prefetch_related(_first_person("claim__case"))[: size + 1])


def _first_person(case: str) -> Prefetch[Any]:
    """Whose matter it is: the first person on the petition, name sealed until masked."""
    return Prefetch(f"{case}__own_petition__petitioners", queryset=Petitioner.objects.filter(order=1))


# --- what waits for a signature -------------------------------------------------------------------


def _case_clock(case: str) -> Subquery:
    """The last day of the bureau's own period on a case."""
    rows = Deadline.objects.running().filter(
        case=OuterRef(case), period__in=["forwarding", "superior_forwarding"]
    )
    return Subquery(rows.values("due_on")[:1])


def _unit_clock(handling: str, *periods: str) -> Subquery:
    rows = Deadline.objects.running().filter(handling=OuterRef(handling), period__in=periods)
    return Subquery(rows.order_by("due_on").values("due_on")[:1])


def proposals(user: User, *, own: bool) -> QuerySet[Proposal]:
    """Ways put forward at the bureau that ``user`` may sign; ``own``: those the user proposed, too."""
    rows = Proposal.objects.filter(decided_on=None, handling=None, claim__case__in_compartment=False)
    if not user.can(Permission.SIGN_ASSIGNMENT):
        rows = rows.exclude(way=ClaimWay.ASSIGN)
    if not own:
        rows = rows.exclude(proposed_by=user)
    rows = rows.select_related("claim__case__own_petition", "unit", "proposed_by")
    rows = rows.prefetch_related(_first_person("claim__case"))
    return rows.annotate(due_on=_case_clock("claim__case")).order_by(F("due_on").asc(nulls_last=True), "pk")


def whole_opinion(handling: str = "pk") -> Exists:
    """A draft that holds what 条例第32条 demands: policies.missing_parts, said in SQL."""
    blank = (
        Q(outcome="") | Q(request__regex=r"^\s*$") | Q(facts__regex=r"^\s*$") | Q(decision__regex=r"^\s*$")
    )
    rows = Opinion.objects.filter(handling=OuterRef(handling), annulled_on=None, signed_on=None).exclude(
        blank
    )
    return Exists(rows.exclude(handling__route=Route.PETITION, legal_basis__regex=r"^\s*$"))


def asked_extension(handling: str = "pk") -> Exists:
    return Exists(CaseEvent.objects.filter(handling=OuterRef(handling), act="ask_extension"))


def of_head(user: User) -> dict[str, QuerySet[Any]]:
    """The three things that wait for the head of a unit (条例第32条、第34条、第23条)."""
    mine = Handling.objects.filter(unit_id=user.unit_id, claim__case__in_compartment=False)
    working = mine.filter(state=S.ACCEPTED).annotate(due_on=_unit_clock("pk", "handling", "suggestion_reply"))
    opinions = working.filter(whole_opinion())
    asked = CaseEvent.objects.filter(handling=OuterRef("pk"), act="ask_extension").order_by("-pk")
    extensions = working.filter(
        asked_extension(), ~Exists(Extension.objects.filter(handling=OuterRef("pk")))
    ).annotate(asked_days=Subquery(asked.values("data__days")[:1]), asked_on=Subquery(asked.values("on")[:1]))
    declines = Proposal.objects.filter(
        decided_on=None, handling__in=mine.filter(state=S.ARRIVED)
    ).annotate(due_on=_unit_clock("handling", "notice"))  # fmt: skip
    last = F("due_on").asc(nulls_last=True)
    people, draft = _first_person("claim__case"), Prefetch(
        "opinions", queryset=Opinion.objects.filter(annulled_on=None).select_related("drafted_by"), to_attr="standing"
    )  # fmt: skip
    return {
        "opinions": opinions.select_related("claim__case__own_petition")
        .prefetch_related(people, draft)
        .order_by(last, "pk"),
        "extensions": extensions.select_related("claim__case__own_petition", "handler")
        .prefetch_related(people)
        .order_by(last, "pk"),
        "declines": declines.select_related("claim__case__own_petition", "proposed_by")
        .prefetch_related(people)
        .order_by(last, "pk"),
    }


def waiting_for_head(user: User) -> int:
    """How many signatures the unit's head owes, in one statement."""
    mine = Handling.objects.filter(unit_id=user.unit_id, claim__case__in_compartment=False)
    asked = Q(asked_extension(), ~Exists(Extension.objects.filter(handling=OuterRef("pk"))))
    proposed = Exists(Proposal.objects.filter(handling=OuterRef("pk"), decided_on=None))
    waits = Q(state=S.ACCEPTED) & (Q(whole_opinion()) | asked) | Q(state=S.ARRIVED) & Q(proposed)
    return mine.filter(waits)[: CAP + 1].count()


def supervision_drafts() -> int:
    """督办 drafts that wait for the bureau leader: rows of the package above, read through the relation."""
    rows = Handling.objects.filter(
        supervisions__signed_on=None, supervisions__dropped_on=None, supervisions__isnull=False
    )
    return rows[: CAP + 1].count()


# --- what the bureau checks -----------------------------------------------------------------------


def open_objections() -> QuerySet[Objection]:
    """Objections to verify within two working days (内部要求; the unit's fifteen days run on)."""
    rows = Objection.objects.filter(decided_on=None, handling__claim__case__in_compartment=False)
    rows = rows.annotate(due_on=_unit_clock("handling", "objection_decision"))
    rows = rows.select_related("handling__claim__case__own_petition", "handling__unit", "suggested_unit")
    return rows.prefetch_related(_first_person("handling__claim__case")).order_by(
        F("due_on").asc(nulls_last=True), "pk"
    )


def _served() -> QuerySet[Handling]:
    rows = Handling.objects.filter(state=S.SERVED, claim__case__in_compartment=False)
    living = Prefetch("services", queryset=Service.objects.filter(annulled_on=None), to_attr="living")
    rows = rows.select_related("claim__case__own_petition", "unit")
    return rows.prefetch_related(_first_person("claim__case"), living)


_ON_THE_WAY = Exists(Service.objects.filter(handling=OuterRef("pk"), annulled_on=None, served_on=None))
_REPORT_OWED = Exists(Deadline.objects.running().filter(handling=OuterRef("pk"), period="assigned_report"))


def to_conclude() -> QuerySet[Handling]:
    """Served, arrived, report in: the bureau says 办结 or sends it back."""
    return _served().filter(~_ON_THE_WAY).exclude(Q(assigned=True) & _REPORT_OWED).order_by("pk")


def on_the_way(today: date) -> QuerySet[Handling]:
    """Posted, and the day of arrival not recorded: the unit must look for the receipt."""
    sent = Service.objects.filter(handling=OuterRef("pk"), annulled_on=None, served_on=None)
    rows = _served().filter(_ON_THE_WAY)
    rows = rows.annotate(posted_on=Subquery(sent.order_by("sent_on").values("sent_on")[:1]))
    return rows.filter(posted_on__lte=today).order_by("posted_on", "pk")


def backdated(since: date | None = None) -> QuerySet[CaseEvent]:
    """Acts recorded for an earlier day (补录), newest first; the compartment's are not listed."""
    rows = CaseEvent.objects.filter(backdated=True, case__in_compartment=False)
    if since:
        rows = rows.filter(on__gte=since)
    return rows.select_related("case", "handling__unit", "by", "unit").order_by("-on", "-pk")


def before(rows: QuerySet[CaseEvent], day: str, key: str) -> QuerySet[CaseEvent]:
    """The rows after (day, key) of a list that runs back in time; a spoilt key starts at the top."""
    try:
        on, pk = date.fromisoformat(day), int(key)
    except ValueError:
        return rows
    return rows.filter(on__lte=on).filter(Q(on__lt=on) | Q(on=on, pk__lt=pk))


def counsel_requests(user: User) -> QuerySet[CounselRequest]:
    """Matters put to this lawyer, unanswered first."""
    rows = CounselRequest.objects.filter(counsel=user, case__in_compartment=False)
    return rows.select_related("case", "asked_by").order_by(F("answered_on").desc(nulls_first=True), "-pk")


def front(rows: QuerySet[Any]) -> tuple[Sequence[Any], bool]:
    """The first rows of a list that acting empties, and whether there are more."""
    found = list(rows[: FRONT + 1])
    return found[:FRONT], len(found) > FRONT
