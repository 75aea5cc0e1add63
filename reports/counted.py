"""What is counted: one source per kind of record, its rows, their day, their matter, and how one reads in a list.

A figure narrows a source by a condition and counts its rows, adds up one of their columns, or counts different values of
one. Accusations are in no source (条例第30条第3款); a list shows what its reader may see.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce, Concat, TruncDate
from django.urls import reverse

from cases.models import (
    Case,
    CaseEvent,
    CaseTopic,
    Claim,
    Deadline,
    Dispute,
    Extension,
    Handling,
    Mediation,
    Objection,
    Opinion,
    Petition,
    Rating,
    RepeatLink,
    Review,
    Service,
    outside_compartment,
    seen_by,
)
from hearings.models import Evaluation, Hearing
from law.terms import BacklogState, CaseState, HandlingRole, HearingState, ReceptionState, UnitKind
from organizations.models import User
from oversight.leaders.models import (
    BacklogEntry,
    HiddenConflict,
    Milestone,
    Reception,
    ReceptionVisit,
    SponsoredCase,
)
from oversight.models import Recommendation, Supervision
from reports.rows import Rows, first_lead, level1, level_of


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a set as a list shows it; ``number`` and ``url`` lead to its matter or record."""

    pk: int
    day: date
    number: str
    url: str
    what: str
    unit: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Records of one kind. ``day`` is the column that attributes a row; ``case`` leads to its matter ("" for none).

    ``keys``: what the rows can be grouped by (``month`` and ``all`` always). ``visible``: for rows without a matter.
    """

    code: str
    what: str
    rows: Callable[[], Rows]
    day: str
    line: Callable[[Any, str], Line]
    case: str = "case"
    keys: Mapping[str, Any] = field(default_factory=dict)
    visible: Callable[[Rows, User], Rows] | None = None
    related: tuple[str, ...] = ()

    def seen_by(self, rows: Rows, user: User) -> Rows:
        """Those that exist for the reader."""
        if self.visible is not None:
            return self.visible(rows, user)
        found: Rows = rows.filter(seen_by(user, self.case))
        return found


def _keys(case: str, unit: str = "", channel: str = "") -> dict[str, Any]:
    """The keys of a row that belongs to a matter."""
    at = f"{case}__" if case else ""
    return {
        "unit": F(unit or f"{at}receiving_unit__code"),
        "channel": F(channel or f"{at}own_petition__channel"),
        "category": level1(f"{at}category"),
        "purpose": F(f"{at}purpose"),
        "place": Coalesce(F(f"{at}place__code"), Value("")),
        "level": level_of(f"{at}receiving_unit"),
    }


def _of_case(case: Case, row: Any, day: str, *, unit: str = "", more: str = "") -> Line:
    at = reverse("cases:detail", args=[case.number])
    return Line(
        row.pk, _day(row, day), case.number, at, case.title, unit or case.receiving_unit.short_name, more
    )


def _day(row: Any, path: str) -> date:
    for name in path.split("__"):
        row = getattr(row, name)
    found: date = row
    return found


def petitions() -> Rows:
    """Every petition outside the compartment, and whether a person found it to repeat an earlier matter."""
    live = RepeatLink.objects.filter(petition=OuterRef("pk"), undone_on=None)
    ordinary = Petition.objects.filter(outside_compartment("filed_as"), outside_compartment())
    either = ExpressionWrapper(Exists(live) | Q(known_repeat=True), output_field=BooleanField())
    found: Rows = ordinary.annotate(repeats=either)
    return found


def _petition(row: Any, day: str) -> Line:
    people = f"，{row.people} 人" if row.people > 1 else ""
    more = f"{row.get_channel_display()}{people}，{'重复' if row.repeats else '初次'}"
    return _of_case(row.filed_as, row, day, more=more)


def _case(row: Any, day: str) -> Line:
    return _of_case(row, row, day, more=row.get_state_display())


def _within(name: str = "case", unit: str = "") -> Callable[[Any, str], Line]:
    """A row that hangs on a matter: the matter's line, and the row's own unit where it has one."""

    def line(row: Any, day: str) -> Line:
        case = row
        for part in name.split("__"):
            case = getattr(case, part)
        body = row
        for part in unit.split("__") if unit else ():
            body = getattr(body, part) if body is not None else None
        return _of_case(case, row, day, unit=body.short_name if unit and body is not None else "")

    return line


def _record(
    address: str, what: Callable[[Any], str], number: Callable[[Any], str], unit: str = ""
) -> Callable[[Any, str], Line]:
    """A record with a page of its own."""

    def line(row: Any, day: str) -> Line:
        body = getattr(row, unit) if unit else None
        name = body.short_name if body is not None else ""
        return Line(row.pk, _day(row, day), number(row), reverse(address, args=[row.pk]), what(row), name)

    return line


def _cases() -> Rows:
    """Matters, and whether the petition that opened one was found to repeat an earlier matter."""
    live = RepeatLink.objects.filter(petition__filed_as=OuterRef("pk"), undone_on=None)
    again = ExpressionWrapper(Exists(live) | Q(own_petition__known_repeat=True), output_field=BooleanField())
    return Case.objects.ordinary().annotate(again=again)


def _ordinary(model: Any, case: str = "case") -> Callable[[], Rows]:
    def rows() -> Rows:
        found: Rows = model.objects.filter(outside_compartment(case))
        return found

    return rows


def held() -> Rows:
    """Hearings that took place."""
    held = [HearingState.HELD, HearingState.CONCLUDED]
    return Hearing.objects.ordinary().filter(state__in=held)


def _recommendations() -> Rows:
    return Recommendation.objects.sent_between(date.min, date.max)


def _reviews() -> Rows:
    return Review.objects.filter(handling__claim__case__in_compartment=False)


#: An answer that leaves so many days before its last one, or later, leaves "just before".
JUST_BEFORE = 2


def _last_days() -> Any:
    return ExpressionWrapper(
        Q(met_on__gte=F("due_on") - Value(timedelta(days=JUST_BEFORE))), output_field=BooleanField()
    )


def _reached() -> Exists:
    """The answer has reached the petitioner: a service with its day of arrival."""
    return Exists(
        Service.objects.filter(handling=OuterRef("handling"), served_on__isnull=False, annulled_on=None)
    )


_OF_HANDLING = "handling__claim__case"

PETITIONS = Source(
    "petitions", "信访件", petitions, "received_on", _petition, "filed_as",
    {**_keys("filed_as", channel="channel"), "source": F("source_level"), "topic": F("filed_as__category")},
    related=("filed_as__receiving_unit",),
)  # fmt: skip
CASES = Source(
    "cases", "信访事项", _cases, "received_on", _case, "pk", _keys(""), related=("receiving_unit",)
)
CLOSED = Source(
    "closed", "办结的事项", _cases, "closed_on", _case, "pk", _keys(""), related=("receiving_unit",)
)
CLAIMS = Source(
    "claims",
    "诉求项",
    _ordinary(Claim),
    "decided_on",
    _within(),
    "case",
    _keys("case"),
    related=("case__receiving_unit",),
)
LEADS = Source(
    "leads", "主办", lambda: _ordinary(Handling, "claim__case")().filter(role=HandlingRole.LEAD).exclude(state="returned"),
    "claim__case__received_on", _within("claim__case", "unit"), "claim__case", _keys("claim__case", unit="unit__code"),
    related=("claim__case__receiving_unit", "unit"),
)  # fmt: skip
DUTIES = Source(
    "duties", "期限", lambda: Deadline.objects.owed().ordinary(), "due_on",
    _within(unit="unit"), "case", _keys("case", unit="unit__code"), related=("case__receiving_unit", "unit"),
)  # fmt: skip
SUPERVISIONS = Source(
    "supervisions", "督办", lambda: _ordinary(Supervision)().filter(cancelled_on=None), "signed_on",
    _within(unit="unit"), "case", _keys("case", unit="unit__code"), related=("case__receiving_unit", "unit"),
)  # fmt: skip
EXTENSIONS = Source(
    "extensions", "延期", _ordinary(Extension, f"{_OF_HANDLING}"), "approved_on", _within(_OF_HANDLING, "handling__unit"),
    _OF_HANDLING, _keys(_OF_HANDLING, unit="handling__unit__code"),
    related=(f"{_OF_HANDLING}__receiving_unit", "handling__unit"),
)  # fmt: skip
REVIEWS_ASKED, REVIEWS_DECIDED = (
    Source(code, "复查复核", _reviews, day, _within(_OF_HANDLING, "organ"), _OF_HANDLING,
           _keys(_OF_HANDLING, unit="handling__unit__code"), related=(f"{_OF_HANDLING}__receiving_unit", "organ"))
    for code, day in (("reviews_asked", "received_on"), ("reviews_decided", "signed_on"))
)  # fmt: skip
OBJECTIONS = Source(
    "objections", "异议", _ordinary(Objection, _OF_HANDLING), "raised_on", _within(_OF_HANDLING, "handling__unit"),
    _OF_HANDLING, _keys(_OF_HANDLING, unit="handling__unit__code"),
    related=(f"{_OF_HANDLING}__receiving_unit", "handling__unit"),
)  # fmt: skip
_BY_STAFF = Q(entered_by__isnull=False)
RATINGS_ENTERED = Source(
    "ratings_entered", "代录的评价", lambda: _ordinary(Rating)().filter(_BY_STAFF, superseded=False), "on",
    _within(unit="handling__unit"), "case",
    {**_keys("case"), "unit": Coalesce("handling__unit__code", "case__receiving_unit__code")},
    related=("case__receiving_unit", "handling__unit"),
)  # fmt: skip
BACKDATED = Source(
    "backdated", "补录", lambda: _ordinary(CaseEvent)().filter(backdated=True), "on", _within(unit="unit"), "case",
    _keys("case", unit="unit__code"), related=("case__receiving_unit", "unit"),
)  # fmt: skip
#: Answers that met the sixty days, by the day they left.
ANSWERED = Source(
    "answered", "按期送出的答复",
    lambda: _ordinary(Deadline)().filter(period="handling", met_on__lte=F("due_on"), not_recorded=False, handling__isnull=False)
    .annotate(in_last_days=_last_days(), reached=_reached()),
    "met_on", _within(unit="unit"), "case", _keys("case", unit="unit__code"), related=("case__receiving_unit", "unit"),
)  # fmt: skip
DISPUTES = Source(
    "disputes", "受理争议", _ordinary(Dispute), "referred_on", _within(), "case", _keys("case"),
    related=("case__receiving_unit",),
)  # fmt: skip
MEDIATIONS = Source(
    "mediations", "调解", _ordinary(Mediation), "handed_on", _within(unit="handling__unit"), "case",
    _keys("case", unit="handling__unit__code"), related=("case__receiving_unit", "handling__unit"),
)  # fmt: skip
AGREEMENTS = Source(
    "agreements", "调解协议", _ordinary(Mediation), "agreed_on", _within(unit="handling__unit"), "case",
    _keys("case", unit="handling__unit__code"), related=("case__receiving_unit", "handling__unit"),
)  # fmt: skip
HEARINGS = Source(
    "hearings", "听证", held, "held_on", _within(unit="organ"), "case", _keys("case", unit="organ__code"),
    related=("case__receiving_unit", "organ"),
)  # fmt: skip
EVALUATIONS = Source(
    "evaluations", "案件评析", _ordinary(Evaluation), "on", _within(unit="organ"), "case",
    _keys("case", unit="organ__code"), related=("case__receiving_unit", "organ"),
)  # fmt: skip
RECOMMENDATIONS = Source(
    "recommendations", "三项建议", _recommendations, "signed_on",
    _record("oversight:recommendations_record", lambda row: f"{row.get_kind_display()}：{row.subject}",
            lambda row: row.paper.number if row.paper else "未编号", "organ"),
    "", {"unit": F("organ__code")}, lambda rows, user: rows.filter(pk__in=Recommendation.objects.visible_to(user).values("pk")),
    ("organ", "paper"),
)  # fmt: skip
RECEPTIONS = Source(
    "receptions", "接访场次", lambda: Reception.objects.filter(state=ReceptionState.HELD), "on",
    _record("oversight:receptions_record", lambda row: f"{row.leader_post} {row.leader_name}，{row.place}",
            lambda row: row.get_kind_display()),
    "", {}, lambda rows, user: rows.filter(pk__in=Reception.objects.visible_to(user).values("pk")),
)  # fmt: skip
VISITS = Source(
    "visits", "接访批次", ReceptionVisit.objects.ordinary, "reception__on", _within(), "case", _keys("case"),
    related=("case__receiving_unit", "reception"),
)  # fmt: skip
SPONSORED = Source(
    "sponsored", "包案", _ordinary(SponsoredCase), "opened_on", _within(unit="unit"), "case", _keys("case", unit="unit__code"),
    related=("case__receiving_unit", "unit"),
)  # fmt: skip
SPONSORED_CHECKED = Source(
    "sponsored_checked", "验收的包案", _ordinary(SponsoredCase), "checked_on", _within(unit="unit"), "case",
    _keys("case", unit="unit__code"), related=("case__receiving_unit", "unit"),
)  # fmt: skip
BACKLOG = Source(
    "backlog", "积案", lambda: BacklogEntry.objects.entered().filter(case__in_compartment=False), "decided_on", _within(),
    "case", _keys("case") | {"ledger": F("period__title")}, related=("case__receiving_unit",),
)  # fmt: skip
BACKLOG_VERIFIED = Source(
    "backlog_verified", "化解的积案",
    lambda: BacklogEntry.objects.filter(case__in_compartment=False, state=BacklogState.VERIFIED), "verified_on",
    _within(), "case", _keys("case"), related=("case__receiving_unit",),
)  # fmt: skip
_conflict = _record(
    "oversight:conflicts_record", lambda row: row.matter, lambda row: row.get_state_display(), "place"
)
CONFLICTS, CONFLICTS_STRUCK = (
    Source(code, "隐患", HiddenConflict.objects.all, day, _conflict, "",
           {"unit": F("unit__code"), "place": F("place__code"), "category": F("field")},
           lambda rows, user: rows.filter(pk__in=HiddenConflict.objects.visible_to(user).values("pk")), ("place",))
    for code, day in (("conflicts", "found_on"), ("conflicts_struck", "struck_off_on"))
)  # fmt: skip


# --- the six mechanisms: what the bureau enters and dispatches, opinions, records made later -------------------------


def _entered() -> Rows:
    """What the bureau itself entered, by the day of entry; ``left``: a claim of it still waits to be decided."""
    waits = Claim.objects.filter(case=OuterRef("filed_as"), way="")
    open_ones = Q(filed_as__state__in=[CaseState.REGISTERED, CaseState.DISPATCHED])
    found: Rows = petitions().filter(filed_as__receiving_unit__kind=UnitKind.BUREAU, filed_as__imported=False)
    marked: Rows = found.annotate(entered_on=TruncDate("registered_at"), left=Exists(waits) & open_ones)
    return marked


def _opinions() -> Rows:
    """Signed opinions and replies; ``sent_back``: the bureau's check found a fault."""
    checked = CaseEvent.objects.filter(
        handling=OuterRef("handling"), act="send_back", on=OuterRef("annulled_on")
    )
    found: Rows = _ordinary(Opinion, _OF_HANDLING)().filter(signed_on__isnull=False)
    marked: Rows = found.annotate(sent_back=Exists(checked))
    return marked


ENTERED = Source(
    "entered", "局里登记的信访件", _entered, "entered_on", _petition, "filed_as",
    _keys("filed_as", channel="channel"), related=("filed_as__receiving_unit",),
)  # fmt: skip
OPINIONS = Source(
    "opinions", "签发的意见、答复", _opinions, "signed_on", _within(_OF_HANDLING, "handling__unit"), _OF_HANDLING,
    _keys(_OF_HANDLING, unit="handling__unit__code"), related=(f"{_OF_HANDLING}__receiving_unit", "handling__unit"),
)  # fmt: skip


# --- the boards of the leaders and of a unit ------------------------------------------------------------------------


def _tag_line(row: Any, day: str) -> Line:
    return _of_case(row.case, row, day, more=row.topic.name)


def _tagged() -> Rows:
    return CaseTopic.objects.filter(outside_compartment())


#: A matter under two tags is there under both.
TAGGED = Source(
    "tagged", "标了热点的事项", _tagged, "case__received_on", _tag_line, "case",
    {**_keys("case"), "tag": F("topic__name"),
     "tag_place": Concat(F("topic__name"), Value("/"), Coalesce(F("case__place__code"), Value("")))},
    related=("case__receiving_unit", "topic"),
)  # fmt: skip
MILESTONES = Source(
    "sponsored_steps", "包案的步骤",
    lambda: Milestone.objects.filter(sponsored__case__in_compartment=False, dropped_on=None), "due_on",
    _within("sponsored__case", "sponsored__unit"), "sponsored__case", _keys("sponsored__case", unit="sponsored__unit__code"),
    related=("sponsored__case__receiving_unit", "sponsored__unit"),
)  # fmt: skip
ARRIVALS = Source(
    "arrivals", "到达的承办件", _ordinary(Handling, "claim__case"), "arrived_on", _within("claim__case", "unit"), "claim__case",
    _keys("claim__case", unit="unit__code"), related=("claim__case__receiving_unit", "unit"),
)  # fmt: skip


def _came_again() -> Rows:
    """Petitions found to repeat a matter, under the unit that led that matter."""
    found: Rows = RepeatLink.objects.filter(
        undone_on=None, petition__filed_as__in_compartment=False, earlier__in_compartment=False
    )
    return found


def _again_line(row: Any, day: str) -> Line:
    return _of_case(row.earlier, row, day, more=f"{row.petition.get_channel_display()}再次提出")


CAME_AGAIN = Source(
    "came_again", "办过又来的", _came_again, "petition__received_on", _again_line, "earlier",
    {**_keys("earlier"), "unit": Coalesce(first_lead("unit__code", "earlier"), F("earlier__receiving_unit__code"))},
    related=("earlier__receiving_unit", "petition"),
)  # fmt: skip
