"""What waits for one person's word: signatures, objections, checks, opinions; oldest first, read by their front."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from cases.models import (
    CaseEvent,
    CounselRequest,
    Deadline,
    Dispute,
    Extension,
    Handling,
    Objection,
    Opinion,
    Proposal,
    RepeatLink,
    Service,
    Withdrawal,
)
from cases.queries import CAP, first_person, without_recused
from law.terms import ClaimWay, HandlingState, Route, UnitKind
from organizations.models import User
from organizations.roles import Permission

#: A list that acting empties (待审签) shows its oldest rows.
FRONT = 50

S = HandlingState


# --- what waits for a signature -------------------------------------------------------------------


def _case_clock(case: str) -> Subquery:
    """The last day of the bureau's own period on a case."""
    rows = Deadline.objects.running().filter(
        case=OuterRef(case), period__in=["forwarding", "superior_forwarding", "notice"], handling=None
    )
    return Subquery(rows.order_by("due_on").values("due_on")[:1])


def _unit_clock(handling: str, *periods: str) -> Subquery:
    rows = Deadline.objects.running().filter(handling=OuterRef(handling), period__in=periods)
    return Subquery(rows.order_by("due_on").values("due_on")[:1])


def proposals(user: User, *, own: bool) -> QuerySet[Proposal]:
    """Ways put forward at the user's office that ``user`` may sign; ``own``: those the user proposed, too."""
    rows = Proposal.objects.filter(decided_on=None, handling=None, claim__case__in_compartment=False)
    office = Q(claim__case__receiving_unit__kind=UnitKind.BUREAU)
    rows = rows.filter(office if user.in_bureau else Q(claim__case__receiving_unit=user.unit_id))
    if not user.can(Permission.SIGN_ASSIGNMENT):
        rows = rows.exclude(way=ClaimWay.ASSIGN)
    if not own:
        rows = rows.exclude(proposed_by=user)
    rows = without_recused(rows, user, "claim__case")
    rows = rows.select_related("claim__case__own_petition", "unit", "proposed_by")
    rows = rows.prefetch_related(first_person("claim__case"))
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
    mine = without_recused(mine, user, "claim__case")
    working = mine.filter(state=S.ACCEPTED).annotate(due_on=_unit_clock("pk", "handling", "suggestion_reply"))
    opinions = working.filter(whole_opinion())
    asked = CaseEvent.objects.filter(handling=OuterRef("pk"), act="ask_extension").order_by("-pk")
    extensions = working.filter(
        asked_extension(), ~Exists(Extension.objects.filter(handling=OuterRef("pk"), spent_on=None))
    ).annotate(asked_days=Subquery(asked.values("data__days")[:1]), asked_on=Subquery(asked.values("on")[:1]))
    declines = Proposal.objects.filter(
        decided_on=None, handling__in=mine.filter(state=S.ARRIVED)
    ).annotate(due_on=_unit_clock("handling", "notice"))  # fmt: skip
    last = F("due_on").asc(nulls_last=True)
    people, draft = first_person("claim__case"), Prefetch(
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
    mine = without_recused(mine, user, "claim__case")
    asked = Q(asked_extension(), ~Exists(Extension.objects.filter(handling=OuterRef("pk"), spent_on=None)))
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
    put_up = Dispute.objects.pending().filter(handling=OuterRef("handling"))
    rows = rows.exclude(Exists(put_up))  # somebody above decides it now (条例第24条第1款)
    rows = rows.annotate(due_on=_unit_clock("handling", "objection_decision"))
    rows = rows.select_related("handling__claim__case__own_petition", "handling__unit", "suggested_unit")
    return rows.prefetch_related(first_person("handling__claim__case")).order_by(
        F("due_on").asc(nulls_last=True), "pk"
    )


def _served() -> QuerySet[Handling]:
    rows = Handling.objects.filter(state__in=[S.SERVED, S.SIMPLE_REPLIED], claim__case__in_compartment=False)
    living = Prefetch("services", queryset=Service.objects.filter(annulled_on=None), to_attr="living")
    rows = rows.select_related("claim__case__own_petition", "unit")
    return rows.prefetch_related(first_person("claim__case"), living)


_ON_THE_WAY = Exists(Service.objects.filter(handling=OuterRef("pk"), annulled_on=None, served_on=None))
_REPORT_OWED = Exists(Deadline.objects.running().filter(handling=OuterRef("pk"), period="assigned_report"))


def to_conclude() -> QuerySet[Handling]:
    """Served, arrived, report in: the bureau says 办结 or sends it back."""
    return _served().filter(~_ON_THE_WAY).exclude(Q(assigned=True) & _REPORT_OWED).order_by("pk")


def repeats_to_confirm() -> QuerySet[RepeatLink]:
    """What clerks joined to an open matter; the petition's own fifteen days run on until an officer confirms."""
    rows = RepeatLink.objects.filter(
        merged=True, undone_on=None, confirmed_on=None, petition__filed_as__in_compartment=False
    )
    clock = Deadline.objects.running().filter(case=OuterRef("petition__filed_as"), handling=None, duty=True)
    rows = rows.annotate(due_on=Subquery(clock.order_by("due_on").values("due_on")[:1]))
    rows = rows.select_related("petition__filed_as__own_petition", "earlier", "linked_by")
    return rows.prefetch_related(first_person("petition__filed_as")).order_by(
        F("due_on").asc(nulls_last=True), "pk"
    )


def withdrawals_to_verify() -> QuerySet[Withdrawal]:
    """Requests to withdraw that nobody of the bureau has asked the petitioner about; every clock runs on."""
    rows = Withdrawal.objects.filter(decided_on=None, case__in_compartment=False)
    rows = rows.select_related("case__own_petition", "reported_by__unit")
    return rows.prefetch_related(first_person("case")).order_by("pk")


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
