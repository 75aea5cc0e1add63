"""The rows behind every indicator, as querysets: a figure is the size of a set, and the set opens into its cases.

Four sources carry all nine indicators; each row is annotated alike:
``indicator``, ``day`` (its attribution), ``in_scope`` (belongs to the denominator), ``hit`` (to the numerator),
``unit_key``, ``channel_key``, ``level1``, ``case_ref``, ``began`` and ``ended``. Accusations are in no source
(条例第30条第3款). A row that is not ``in_scope`` is still open and not yet due.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf

from cases.models import Case as File
from cases.models import Deadline, Handling, Petition, Rating, RepeatLink, Succession, Withdrawal
from cases.procedure import ACTS
from law.terms import CaseState, HandlingRole, RatedOrgan, Satisfaction
from organizations import switches
from reports.indicators import Basis

#: What the duty of each clock-borne indicator looks like among the deadlines.
CLOCKS: dict[str, Q] = {
    "bureau_timely": Q(period="forwarding", case__imported=False),
    "unit_timely_notice": Q(period="notice", case__imported=False),
    "timely_conclusion": Q(period="handling"),
    "participation_bureau": Q(period="rating", organ=RatedOrgan.BUREAU, case__imported=False),
    "participation_unit": Q(period="rating", organ=RatedOrgan.UNIT, case__imported=False),
}
RATINGS = {"satisfaction_bureau": RatedOrgan.BUREAU, "satisfaction_unit": RatedOrgan.UNIT}
#: Indicators that cannot know an imported file: its course was not recorded.
BUREAUS = ("bureau_timely", "participation_bureau", "satisfaction_bureau")
UNITS = ("unit_timely_notice", "participation_unit", "satisfaction_unit")
UNRECORDED = BUREAUS + UNITS
#: A duty late when the petitioner withdrew (domain §6), or never fulfilled when the matter ended, stays late.
ENDED_LATE = (ACTS["withdraw"].label, ACTS["conclude"].label)

Rows = QuerySet[Any]


def level1(*fields: str) -> Func:
    """The first level of ``level1/level2``, of the first of ``fields`` that is filled in; empty when none is."""
    filled = Coalesce(*(NullIf(F(name), Value("")) for name in fields), Value(""))
    return Func(filled, Value("/"), Value(1), function="split_part", output_field=CharField())


def _is(condition: Q) -> Any:
    return ExpressionWrapper(condition, output_field=BooleanField())


def deadlines(codes: Iterable[str], basis: Basis, as_of: date) -> Rows:
    """Duties with a clock: met on or before the last day is timely; open ones count once the last day is over."""
    wanted = Q(pk__in=[])
    for code in codes:
        wanted |= CLOCKS[code]
    label = Case(*(When(CLOCKS[code], then=Value(code)) for code in codes), output_field=CharField())
    stays_late = Q(void_reason__in=ENDED_LATE, voided_on__gt=F("due_on"))
    return Deadline.objects.filter(
        wanted, Q(voided_on=None) | stays_late, case__in_compartment=False, not_recorded=False
    ).annotate(
        indicator=label,
        day=F("due_on" if basis == "due" else "case__received_on"),
        in_scope=_is(Q(met_on__isnull=False) | Q(due_on__lt=as_of)),
        hit=_is(Q(met_on__isnull=False, met_on__lte=F("due_on"))),
        unit_key=Coalesce("late_at__code", "unit__code"),
        channel_key=F("case__own_petition__channel"),
        level1=level1("handling__claim__category", "case__category"),
        case_ref=F("case_id"),
        began=F("started_on"),
        ended=F("met_on"),
    )


def ratings(codes: Iterable[str], basis: Basis, as_of: date) -> Rows:
    """Ratings that count: the last within the window (domain §6)."""
    label = Case(*(When(organ=RATINGS[code], then=Value(code)) for code in codes), output_field=CharField())
    return Rating.objects.filter(
        organ__in=[RATINGS[code] for code in codes],
        superseded=False,
        case__in_compartment=False,
        case__imported=False,
    ).annotate(
        indicator=label,
        day=F("on" if basis == "due" else "case__received_on"),
        in_scope=Value(True, output_field=BooleanField()),
        hit=_is(Q(value__in=[Satisfaction.SATISFIED, Satisfaction.FAIRLY])),
        unit_key=Coalesce(_unit_of_the_day(), "handling__unit__code", "case__receiving_unit__code"),
        channel_key=F("case__own_petition__channel"),
        level1=level1("handling__claim__category", "case__category"),
        case_ref=F("case_id"),
        began=F("on"),
        ended=F("on"),
    )


def _unit_of_the_day() -> Subquery:
    """Who was rated, when the work has since passed to a successor (条例第24条第2款)."""
    later = Succession.objects.filter(handling=OuterRef("handling"), on__gt=OuterRef("on"))
    return Subquery(later.order_by("pk").values("former__code")[:1])


def observation_days() -> int:
    """The days after closing in which a matter must stay quiet (内部要求)."""
    return int(switches.value("one_time_days"))


def _first_lead(field: str, case: str) -> Subquery:
    leads = Handling.objects.filter(claim__case=OuterRef(case), role=HandlingRole.LEAD)
    return Subquery(leads.exclude(state="returned").order_by("claim__order", "pk").values(field)[:1])


def closed_cases(basis: Basis, as_of: date, observed: int | None = None) -> Rows:
    """First matters closed; in scope once the observation is over, resolved if neither repeated nor disliked."""
    quiet = observation_days() if observed is None else observed
    live = RepeatLink.objects.filter(undone_on=None)
    window_ends = ExpressionWrapper(
        OuterRef("closed_on") + Value(timedelta(days=quiet)), output_field=DateField()
    )
    repeated = live.filter(
        earlier=OuterRef("pk"),
        petition__received_on__gt=OuterRef("closed_on"),
        petition__received_on__lte=window_ends,
    )
    disliked = Rating.objects.filter(case=OuterRef("pk"), superseded=False, value=Satisfaction.DISSATISFIED)
    return (
        File.objects.filter(
            state__in=[CaseState.CLOSED, CaseState.ARCHIVED], in_compartment=False, imported=False
        )
        .filter(~Exists(live.filter(petition__filed_as=OuterRef("pk"))))
        .filter(~Exists(Withdrawal.objects.filter(case=OuterRef("pk"), agreed=True)))
        .annotate(
            indicator=Value("one_time_resolution"),
            day=F("closed_on" if basis == "due" else "received_on"),
            in_scope=_is(Q(closed_on__lt=as_of - timedelta(days=quiet))),
            hit=_is(~Exists(repeated) & ~Exists(disliked)),
            unit_key=Coalesce(_first_lead("unit__code", "pk"), F("receiving_unit__code")),
            channel_key=F("own_petition__channel"),
            level1=level1("category"),
            case_ref=F("pk"),
            began=F("received_on"),
            ended=F("closed_on"),
        )
    )


def petitions(basis: Basis, as_of: date) -> Rows:
    """All petitions; hit where a person found it repeats an earlier matter."""
    live = RepeatLink.objects.filter(petition=OuterRef("pk"), undone_on=None)
    return Petition.objects.filter(
        filed_as__in_compartment=False, case__in_compartment=False, filed_as__imported=False
    ).annotate(
        indicator=Value("repeat"),
        day=F("received_on"),
        in_scope=Value(True, output_field=BooleanField()),
        hit=Exists(live),
        unit_key=F("filed_as__receiving_unit__code"),
        channel_key=F("channel"),
        level1=level1("filed_as__category"),
        case_ref=F("filed_as_id"),
        began=F("received_on"),
        ended=F("filed_as__closed_on"),
    )


def unrecorded(code: str, basis: Basis) -> Rows:
    """Imported files this indicator knows nothing about, on the day their forwarding would have been due."""
    answering = (
        F("unit__code")
        if code in BUREAUS
        else Coalesce(_first_lead("unit__code", "case_id"), F("unit__code"))
    )
    return Deadline.objects.filter(
        period="forwarding", not_recorded=True, case__in_compartment=False
    ).annotate(
        indicator=Value(code),
        day=F("due_on" if basis == "due" else "case__received_on"),
        unit_key=answering,
        channel_key=F("case__own_petition__channel"),
        level1=level1("case__category"),
        case_ref=F("case_id"),
        began=F("started_on"),
        ended=F("met_on"),
    )


def sources(codes: Iterable[str], basis: Basis, as_of: date) -> list[Rows]:
    """One queryset per source that carries any of ``codes``."""
    wanted = list(codes)
    found: list[Rows] = []
    if timed := [code for code in wanted if code in CLOCKS]:
        found.append(deadlines(timed, basis, as_of))
    if rated := [code for code in wanted if code in RATINGS]:
        found.append(ratings(rated, basis, as_of))
    if "one_time_resolution" in wanted:
        found.append(closed_cases(basis, as_of))
    if "repeat" in wanted:
        found.append(petitions(basis, as_of))
    return found
