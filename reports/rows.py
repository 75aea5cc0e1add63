"""The rows behind every indicator, as querysets: a figure is the size of a set, and the set opens into its cases.

Four sources carry all nine indicators; each row is annotated alike:
``indicator``, ``day`` (its attribution), ``in_scope`` (belongs to the denominator), ``hit`` (to the numerator),
``unit_key``, ``channel_key``, ``level1``, ``case_ref``, ``began`` and ``ended``. Accusations are in no source
(条例第30条第3款). A row that is not ``in_scope`` is still open and not yet due. A file that came with its course from an
older register counts in every rate whose days it tells; where it is silent the duty is ``not_recorded``.
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
from cases.models import (
    CaseEvent,
    Deadline,
    Handling,
    Petition,
    Rating,
    RepeatLink,
    Succession,
    Withdrawal,
    outside_compartment,
)
from cases.procedure import ACTS
from law.terms import CaseState, HandlingRole, RatedOrgan, Satisfaction, UnitKind
from organizations import switches
from reports.indicators import FIRST_READINGS, Basis, Readings

#: Files whose course is known: lived here, or told by an older register duty by duty (what it does not tell is marked
#: ``not_recorded``). Public messages were imported without theirs.
KNOWN = Q(case__imported=False) | Q(case__course_recorded=True)
#: The clock behind each clock-borne indicator.
PERIODS: dict[str, Q] = {
    "bureau_timely": Q(period="forwarding"),
    "unit_timely_notice": Q(period="notice"),
    "timely_conclusion": Q(period="handling"),
    "participation_bureau": Q(period="rating", organ=RatedOrgan.BUREAU),
    "participation_unit": Q(period="rating", organ=RatedOrgan.UNIT),
}
#: What the duty of each clock-borne indicator looks like among the deadlines.
CLOCKS: dict[str, Q] = {
    code: clock if code == "timely_conclusion" else clock & KNOWN for code, clock in PERIODS.items()
}
RATINGS = {"satisfaction_bureau": RatedOrgan.BUREAU, "satisfaction_unit": RatedOrgan.UNIT}
#: Who was asked → what they said.
RATING_OF = {"participation_bureau": "satisfaction_bureau", "participation_unit": "satisfaction_unit"}
#: Indicators that cannot know a file imported without its course.
BUREAUS = ("bureau_timely", "participation_bureau", "satisfaction_bureau")
UNITS = ("unit_timely_notice", "participation_unit", "satisfaction_unit")
#: Indicators an older register may be silent about, besides.
UNRECORDED = (*BUREAUS, *UNITS, "timely_conclusion")
#: A duty late when the petitioner withdrew (domain §6), or never fulfilled when the matter ended, stays late.
ENDED_LATE = (ACTS["withdraw"].label, ACTS["conclude"].label)

LIKED = (Satisfaction.SATISFIED, Satisfaction.FAIRLY)

Rows = QuerySet[Any]


def level1(*fields: str) -> Func:
    """The first level of ``level1/level2``, of the first of ``fields`` that is filled in; empty when none is."""
    filled = Coalesce(*(NullIf(F(name), Value("")) for name in fields), Value(""))
    return Func(filled, Value("/"), Value(1), function="split_part", output_field=CharField())


#: A township received it itself, or the county's bureau and departments did.
COUNTY_LEVEL, TOWNSHIP_LEVEL = "county", "township"


def level_of(unit: str) -> Case:
    """The level of the body that received it, by the path to that unit."""
    return Case(
        When(**{f"{unit}__kind": UnitKind.TOWNSHIP}, then=Value(TOWNSHIP_LEVEL)),
        default=Value(COUNTY_LEVEL), output_field=CharField(),
    )  # fmt: skip


#: What rows can be grouped by → the column that carries it.
KEYS = {
    "unit": "unit_key", "channel": "channel_key", "category": "level1", "purpose": "purpose_key", "place": "place_key",
    "level": "level_key",
}  # fmt: skip


def _keyed(keys: Iterable[str], case: str = "", **of_row: Any) -> dict[str, Any]:
    """The columns of the ``keys`` asked for; each costs a join. ``case``: the path to the matter."""
    at = f"{case}__" if case else ""
    every = of_row | {
        "purpose": F(f"{at}purpose"),
        "place": Coalesce(F(f"{at}place__code"), Value("")),
        "level": level_of(f"{at}receiving_unit"),
    }
    return {KEYS[key]: every[key] for key in keys if key in KEYS}


def _is(condition: Q) -> Any:
    return ExpressionWrapper(condition, output_field=BooleanField())


def deadlines(
    codes: Iterable[str],
    basis: Basis,
    as_of: date,
    readings: Readings = FIRST_READINGS,
    keys: Iterable[str] = tuple(KEYS),
) -> Rows:
    """Duties with a clock: met on or before the last day is timely; open ones count once the last day is over.

    In the national formula of 按期办结率 the open ones count from the beginning.
    """
    wanted = Q(pk__in=[])
    for code in codes:
        wanted |= CLOCKS[code]
    label = Case(*(When(CLOCKS[code], then=Value(code)) for code in codes), output_field=CharField())
    at_once = CLOCKS["timely_conclusion"] if readings["timely_conclusion"] == "national" else Q(pk__in=[])
    stays_late = Q(void_reason__in=ENDED_LATE, voided_on__gt=F("due_on"))
    return Deadline.objects.filter(
        wanted, Q(voided_on=None) | stays_late, outside_compartment(), not_recorded=False
    ).annotate(
        indicator=label,
        day=F("due_on" if basis == "due" else "case__received_on"),
        in_scope=_is(Q(met_on__isnull=False) | Q(due_on__lt=as_of) | at_once),
        hit=_is(Q(met_on__isnull=False, met_on__lte=F("due_on"))),
        case_ref=F("case_id"),
        began=F("started_on"),
        ended=F("met_on"),
        **_keyed(
            keys, "case", unit=Coalesce("late_at__code", "unit__code"), channel=F("case__own_petition__channel"),
            category=level1("handling__claim__category", "case__category"),
        ),
    )  # fmt: skip


def asked(codes: Iterable[str], basis: Basis, as_of: date, keys: Iterable[str] = tuple(KEYS)) -> Rows:
    """The other reading of 满意率: everybody who was asked and whose window is over, satisfied where they said so."""
    of = {code: f"participation_{code.removeprefix('satisfaction_')}" for code in codes}
    liked = Rating.objects.filter(
        Q(handling=OuterRef("handling")) | Q(handling=None), case=OuterRef("case"), organ=OuterRef("organ"), superseded=False,
        value__in=LIKED,
    )  # fmt: skip
    label = Case(
        *(When(CLOCKS[clock], then=Value(code)) for code, clock in of.items()), output_field=CharField()
    )
    found: Rows = deadlines(of.values(), basis, as_of, keys=keys).annotate(indicator=label, hit=Exists(liked))
    return found


def ratings(codes: Iterable[str], basis: Basis, as_of: date, keys: Iterable[str] = tuple(KEYS)) -> Rows:
    """Ratings that count: the last within the window (domain §6)."""
    label = Case(*(When(organ=RATINGS[code], then=Value(code)) for code in codes), output_field=CharField())
    return Rating.objects.filter(
        KNOWN,
        outside_compartment(),
        organ__in=[RATINGS[code] for code in codes],
        superseded=False,
    ).annotate(
        indicator=label,
        day=F("on" if basis == "due" else "case__received_on"),
        in_scope=Value(True, output_field=BooleanField()),
        hit=_is(Q(value__in=LIKED)),
        case_ref=F("case_id"),
        began=F("on"),
        ended=F("on"),
        **_keyed(
            keys, "case", unit=Coalesce(_unit_of_the_day(), "handling__unit__code", "case__receiving_unit__code"),
            channel=F("case__own_petition__channel"), category=level1("handling__claim__category", "case__category"),
        ),
    )  # fmt: skip


def _unit_of_the_day() -> Subquery:
    """Who was rated, when the work has since passed to a successor (条例第24条第2款)."""
    later = Succession.objects.filter(handling=OuterRef("handling"), on__gt=OuterRef("on"))
    return Subquery(later.order_by("pk").values("former__code")[:1])


def observation_days() -> int:
    """The days after closing in which a matter must stay quiet (内部要求)."""
    return int(switches.value("one_time_days"))


def first_lead(field: str, case: str) -> Subquery:
    leads = Handling.objects.filter(claim__case=OuterRef(case), role=HandlingRole.LEAD)
    return Subquery(leads.exclude(state="returned").order_by("claim__order", "pk").values(field)[:1])


def closed_cases(
    basis: Basis, as_of: date, observed: int | None = None, readings: Readings = FIRST_READINGS,
    keys: Iterable[str] = tuple(KEYS),
) -> Rows:  # fmt: skip
    """First matters closed; in scope once the observation is over, resolved if neither repeated nor disliked.

    Another reading looks at repetition alone.
    """
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
    if readings["one_time_resolution"] == "quiet":
        disliked = disliked.none()
    told = Q(imported=False) | Q(course_recorded=True, own_petition__known_repeat=False)
    return (
        File.objects.filter(told, state__in=[CaseState.CLOSED, CaseState.ARCHIVED], in_compartment=False)
        .filter(~Exists(live.filter(petition__filed_as=OuterRef("pk"))))
        .filter(~Exists(Withdrawal.objects.filter(case=OuterRef("pk"), agreed=True)))
        .filter(~Exists(CaseEvent.objects.filter(case=OuterRef("pk"), act="import_withdrawal")))
        .annotate(
            indicator=Value("one_time_resolution"),
            day=F("closed_on" if basis == "due" else "received_on"),
            in_scope=_is(Q(closed_on__lt=as_of - timedelta(days=quiet))),
            hit=_is(~Exists(repeated) & ~Exists(disliked)),
            case_ref=F("pk"),
            began=F("received_on"),
            ended=F("closed_on"),
            **_keyed(
                keys, unit=Coalesce(first_lead("unit__code", "pk"), F("receiving_unit__code")),
                channel=F("own_petition__channel"), category=level1("category"),
            ),
        )
    )  # fmt: skip


def came_back(basis: Basis, as_of: date, keys: Iterable[str] = tuple(KEYS)) -> Rows:
    """The other reading of 重复信访率: closed matters, and those that came back afterwards."""
    again = RepeatLink.objects.filter(
        undone_on=None, earlier=OuterRef("pk"), petition__received_on__gt=OuterRef("closed_on")
    )
    return File.objects.filter(
        Q(imported=False) | Q(course_recorded=True),
        state__in=[CaseState.CLOSED, CaseState.ARCHIVED],
        in_compartment=False,
    ).annotate(
        indicator=Value("repeat"),
        day=F("closed_on" if basis == "due" else "received_on"),
        in_scope=Value(True, output_field=BooleanField()),
        hit=Exists(again),
        case_ref=F("pk"),
        began=F("received_on"),
        ended=F("closed_on"),
        **_keyed(
            keys,
            unit=F("receiving_unit__code"),
            channel=F("own_petition__channel"),
            category=level1("category"),
        ),
    )


def petitions(basis: Basis, as_of: date, keys: Iterable[str] = tuple(KEYS)) -> Rows:
    """All petitions; hit where a person, or the register it came with, found that it repeats an earlier matter."""
    live = RepeatLink.objects.filter(petition=OuterRef("pk"), undone_on=None)
    return Petition.objects.filter(
        Q(filed_as__imported=False) | Q(filed_as__course_recorded=True),
        outside_compartment("filed_as"),
        outside_compartment(),
    ).annotate(
        indicator=Value("repeat"),
        day=F("received_on"),
        in_scope=Value(True, output_field=BooleanField()),
        hit=_is(Exists(live) | Q(known_repeat=True)),
        case_ref=F("filed_as_id"),
        began=F("received_on"),
        ended=F("filed_as__closed_on"),
        **_keyed(
            keys, "filed_as", unit=F("filed_as__receiving_unit__code"), channel=F("channel"),
            category=level1("filed_as__category"),
        ),
    )  # fmt: skip


def untold(code: str, basis: Basis, keys: Iterable[str] = tuple(KEYS)) -> Rows:
    """Files imported without their course: this indicator (all but the conclusion) knows nothing about them."""
    found = Deadline.objects.filter(UNTOLD if code in {*BUREAUS, *UNITS} else NOTHING)
    return _unknown(found, Value(code), _answering(code), basis, keys)


def silent(codes: Iterable[str], basis: Basis, keys: Iterable[str] = tuple(KEYS)) -> Rows:
    """What older registers do not tell, duty by duty; ``rated``: the rating itself is told, its period is not."""
    wanted = [code for code in codes if code in PERIODS]
    which = NOTHING
    for code in wanted:
        which |= PERIODS[code]
    label = Case(*(When(PERIODS[code], then=Value(code)) for code in wanted), default=Value(""),
                 output_field=CharField())  # fmt: skip
    found = Deadline.objects.filter(SILENT, which).annotate(rated=_said())
    return _unknown(found, label, F("unit__code"), basis, keys)


def unrecorded(code: str, basis: Basis, keys: Iterable[str] = tuple(KEYS)) -> Rows:
    """Everything this indicator knows nothing about, on the day it would have been due."""
    organ = RATINGS.get(code)
    of_register = SILENT & (Q(period="rating", organ=organ) & ~Q(_said()) if organ else PERIODS[code])
    whole = UNTOLD if code in {*BUREAUS, *UNITS} else NOTHING
    whose = Case(When(case__course_recorded=True, then=F("unit__code")), default=_answering(code))
    found = Deadline.objects.filter(whole | of_register)
    return _unknown(found, Value(code), whose, basis, keys)


NOTHING = Q(pk__in=[])
UNTOLD = Q(period="forwarding", not_recorded=True, case__course_recorded=False)
SILENT = Q(not_recorded=True, case__course_recorded=True)


def _said() -> Exists:
    """The petitioner did rate."""
    return Exists(Rating.objects.filter(case=OuterRef("case"), organ=OuterRef("organ"), superseded=False))


def _answering(code: str) -> Any:
    return (
        F("unit__code") if code in BUREAUS else Coalesce(first_lead("unit__code", "case_id"), F("unit__code"))
    )


def _unknown(found: Rows, indicator: Any, whose: Any, basis: Basis, keys: Iterable[str]) -> Rows:
    rows: Rows = found.filter(outside_compartment()).annotate(
        indicator=indicator,
        day=F("due_on" if basis == "due" else "case__received_on"),
        case_ref=F("case_id"),
        began=F("started_on"),
        ended=F("met_on"),
        **_keyed(
            keys,
            "case",
            unit=whose,
            channel=F("case__own_petition__channel"),
            category=level1("case__category"),
        ),
    )
    return rows


def readings_in_force() -> Readings:
    """Of each indicator with several readings the one the bureau chose (a switch), else the first."""
    chosen = switches.values()
    return {
        code: chosen[name] if (name := f"reading_{code}") in chosen else first
        for code, first in FIRST_READINGS.items()
    }


def sources(
    codes: Iterable[str],
    basis: Basis,
    as_of: date,
    readings: Readings | None = None,
    keys: Iterable[str] = tuple(KEYS),
) -> list[Rows]:
    """One queryset per source that carries any of ``codes``, as the ``readings`` want them (none: those in force).

    ``keys``: what the rows will be grouped by or listed with; fewer keys, fewer joins.
    """
    wanted, read = list(codes), readings_in_force() if readings is None else readings
    found: list[Rows] = []
    if timed := [code for code in wanted if code in CLOCKS]:
        found.append(deadlines(timed, basis, as_of, read, keys))
    if rated := [code for code in wanted if code in RATINGS and read[code] == "rated"]:
        found.append(ratings(rated, basis, as_of, keys))
    if all_asked := [code for code in wanted if code in RATINGS and read[code] == "asked"]:
        found.append(asked(all_asked, basis, as_of, keys))
    if "one_time_resolution" in wanted:
        found.append(closed_cases(basis, as_of, readings=read, keys=keys))
    if "repeat" in wanted:
        found.append((came_back if read["repeat"] == "after_closing" else petitions)(basis, as_of, keys))
    return found
