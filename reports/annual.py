"""The figures of the annual reports (条例第41条; 厅字〔2019〕28号): computed from the registry, or entered by hand.

Computed figures are of 登记口径 (this year's registrations, what is not yet due left out); acts such as 转送 belong to
the day of the act. Each computed one opens into its set; an entered one has a source instead (domain §7.3).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from cases.models import Case, Handling
from law.terms import Adoption, CaseState, Channel, ClaimWay, HandlingRole, RecommendationKind
from oversight.leaders import figures as leaders
from oversight.models import Recommendation, Supervision
from reports import charts, daily, held, volumes
from reports.figures import Span
from reports.indicators import INDICATORS, Basis
from reports.models import ReportEntry
from reports.sets import FigureSet

BASIS: Basis = "registered"
COMPUTED, ENTERED = "computed", "entered"
Number = int | float | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a report. ``value`` None: not known; ``cases``: size of its set, None when entered."""

    id: str
    label: str
    value: Number
    unit: str
    cases: int | None
    source: str
    origin: str = ""
    opens: Callable[[], str] | None = field(default=None, compare=False, repr=False)

    @property
    def url(self) -> str:
        """Where its set opens; empty for an entered one. Made when asked: the commands need no pages."""
        return self.opens() if self.opens else ""

    @property
    def is_rate(self) -> bool:
        return self.unit == "比率"

    def contract(self) -> dict[str, Any]:
        return {"id": self.id, "label": self.label, "value": self.value, "unit": self.unit, "cases": self.cases,
                "source": self.source}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """A figure that no ledger carries yet. ``formerly``: the name under which it was entered before its ledger began."""

    id: str
    label: str
    unit: str
    formerly: str = ""


def _decided(span: Span, *ways: str) -> QuerySet[Case]:
    found = Case.objects.ordinary().filter(
        claims__way__in=ways, claims__decided_on__range=(span.since, span.until)
    )
    return found.distinct()


def _supervised(span: Span) -> QuerySet[Case]:
    signed = Supervision.objects.filter(signed_on__range=(span.since, span.until), cancelled_on=None).values(
        "handling__claim__case"
    )
    return Case.objects.ordinary().filter(pk__in=signed)


#: Petitions by form and kind: id → (label, unit, filters of ``reports.volumes``).
VOLUMES: dict[str, tuple[str, dict[str, str]]] = {
    "petitions_total": ("信访总量", {}),
    "petitions_letter": ("来信", {"channel": Channel.LETTER}),
    "petitions_visit": ("来访", {"channel": Channel.VISIT}),
    "petitions_phone": ("来电", {"channel": Channel.PHONE}),
    "petitions_online": ("网上信访", {"channel": Channel.ONLINE}),
    "petitions_fax": ("传真", {"channel": Channel.FAX}),
    "petitions_first": ("初次信访", {"repeats": "0"}),
    "petitions_repeat": ("重复信访", {"repeats": "1"}),
    "first_letters": ("初信", {"channel": Channel.LETTER, "repeats": "0"}),
    "first_visits": ("初访", {"channel": Channel.VISIT, "repeats": "0"}),
    "collective_visits": ("集体访", {"collective": "1"}),
}
#: Cases by what was done with them in the year: id → (label, set).
ACTS: dict[str, tuple[str, Callable[[Span], QuerySet[Case]]]] = {
    "forwarded": ("转送", lambda span: _decided(span, ClaimWay.FORWARD)),
    "assigned": ("交办", lambda span: _decided(span, ClaimWay.ASSIGN)),
    "supervised": ("督办", _supervised),
    "guided": ("引导告知", lambda span: _decided(span, ClaimWay.GUIDE)),
    "declined": ("不予受理、不再受理", lambda span: _decided(span, ClaimWay.DECLINE, ClaimWay.BAR)),
    "closed": ("办结", lambda span: Case.objects.ordinary().filter(
        closed_on__range=(span.since, span.until), state__in=[CaseState.CLOSED, CaseState.ARCHIVED])),
    "extended": ("批准延期", lambda span: Case.objects.ordinary().filter(
        claims__handlings__extensions__approved_on__range=(span.since, span.until)).distinct()),
    "backlog_resolved": ("化解积案", lambda span: leaders.backlog_resolved_cases(span.since, span.until)),
    "leader_receptions": ("领导干部接访、下访", lambda span: leaders.received_cases(span.since, span.until)),
}  # fmt: skip
#: Counted otherwise than by matters: id → (unit, count); the set behind it is of matters all the same.
COUNTED: dict[str, tuple[str, Callable[[Span], int]]] = {
    "leader_receptions": ("批次", lambda span: leaders.batches(span.since, span.until).count()),
}
#: What an imported file cannot tell: it is said beside the number how many files are silent about it.
UNTOLD = frozenset({"forwarded", "assigned", "guided", "declined", "extended"})
RATES = tuple(INDICATORS)
#: Entered by hand; 检举控告 only so, from the compartment's own book (domain §7.1).
BY_HAND = (
    Wanted("counsel", "参与信访工作的律师", "名"),
    Wanted("trainings", "业务培训", "期"),
    Wanted("trainees", "参加培训", "人次"),
    Wanted("study_sessions", "党组学法", "次"),
    Wanted("law_talks", "普法宣传", "场"),
    Wanted("materials", "发放宣传资料", "份"),
    Wanted("normative_documents", "制定行政规范性文件", "件"),
    Wanted("accusations", "检举控告", "件"),
)
HAND_IDS = {wanted.id: wanted for wanted in BY_HAND}


@dataclass(frozen=True, slots=True)
class Recommended:
    """A figure of the three recommendations: which of the year's, and what is added up (none: how many they are)."""

    id: str
    label: str
    unit: str
    which: Q = field(default_factory=Q)
    added: str = ""

    @property
    def wanted(self) -> Wanted:
        """The same by hand, for a year before the ledger."""
        return Wanted(self.id, self.label, self.unit)


_ADOPTED, _PARTLY, _REFUSED = (
    Q(adoption=Adoption.ADOPTED),
    Q(adoption=Adoption.PARTLY),
    Q(adoption=Adoption.NOT_ADOPTED),
)
#: 条例第41条第1款第3项: those signed in the year and not taken back, and what became of them.
RECOMMENDED = (
    Recommended("recommendations", "提出三项建议", "件"),
    Recommended("recommendations_improve", "改进工作的建议", "件", Q(kind=RecommendationKind.IMPROVE)),
    Recommended("recommendations_policy", "完善政策的建议", "件", Q(kind=RecommendationKind.POLICY)),
    Recommended(
        "recommendations_accountability", "追究责任的建议", "件", Q(kind=RecommendationKind.ACCOUNTABILITY)
    ),
    Recommended("recommendations_adopted", "建议被采纳（含部分采纳）", "件", _ADOPTED | _PARTLY),
    Recommended("recommendations_partly", "其中建议被部分采纳", "件", _PARTLY),
    Recommended("recommendations_refused", "建议未被采纳", "件", _REFUSED),
    Recommended("recommendations_unanswered", "建议尚未反馈", "件", Q(answered_on=None)),
    Recommended("units_held", "按建议追究责任的单位", "个", Q(units_held__gt=0), "units_held"),
    Recommended("persons_held", "按建议追究责任的人员", "名", Q(persons_held__gt=0), "persons_held"),
)
RECOMMENDED_IDS = {row.id: row for row in RECOMMENDED}


def in_ledger(year: int) -> bool:
    """The ledger of recommendations had begun by the end of the year: its figures are computed, a zero is a zero."""
    return Recommendation.objects.filter(signed_on__lte=date(year, 12, 31)).exists()


def by_hand(year: int) -> dict[str, Wanted]:
    """What is entered by hand for a year."""
    earlier = {} if in_ledger(year) else {row.id: row.wanted for row in RECOMMENDED}
    return {row.id: row for row in map(partial(_held_by_hand, year), held.GROUPS)} | earlier | HAND_IDS


def _held_by_hand(year: int, group: tuple[held.Held, ...]) -> Wanted:
    """The whole number before its records begin; after that only what the system does not hold, named so."""
    row = group[0]
    if row.begun(year):
        return Wanted(f"{row.id}_elsewhere", row.by_hand, row.unit, formerly=row.id)
    return Wanted(row.id, row.label, row.unit)


def entry_of(year: int, wanted: Wanted) -> ReportEntry | None:
    """What was entered for it, under its name or its former one."""
    rows = ReportEntry.objects.filter(year=year).select_related("entered_by")
    found = rows.filter(figure=wanted.id).first()
    return found or (rows.filter(figure=wanted.formerly).first() if wanted.formerly else None)


def recommendations_of(code: str, span: Span) -> QuerySet[Recommendation]:
    """The set behind a figure of the recommendations."""
    return Recommendation.objects.sent_between(span.since, span.until).filter(RECOMMENDED_IDS[code].which)


def recommendations_url(code: str, span: Span) -> str:
    days = {"set": code, "since": span.since.isoformat(), "until": span.until.isoformat()}
    return f"{reverse('reports:recommendations')}?{urlencode(days)}"


def year_span(year: int) -> Span:
    return Span(date(year, 1, 1), date(year, 12, 31))


def case_url(name: str, span: Span) -> str:
    days = {"set": name, "since": span.since.isoformat(), "until": span.until.isoformat()}
    return f"{reverse('reports:cases')}?{urlencode(days)}"


def compute(year: int, *, as_of: date) -> list[Figure]:
    """Every figure of the year, computed ones first. A year without data gives zeros and unknown rates."""
    span = year_span(year)
    computed = [*_volumes(span), *_acts(span), *_rates(span, as_of), *_recommended(year), *_held(year)]
    return [*computed, *_entered(year)]


def _volumes(span: Span) -> list[Figure]:
    wanted = {code: Count("pk", filter=volumes.condition(filters)) for code, (_, filters) in VOLUMES.items()}
    people = Sum("people", filter=volumes.condition(VOLUMES["petitions_visit"][1]))
    counted = volumes.within(span).aggregate(**wanted, visitors=people)
    found = [
        Figure(code, label, counted[code], "批次" if "visit" in code else "件次", counted[code], COMPUTED,
               opens=partial(volumes.url, span, **filters))
        for code, (label, filters) in VOLUMES.items()
    ]  # fmt: skip
    visits = partial(volumes.url, span, channel=Channel.VISIT)
    return [
        *found,
        Figure(
            "visitors",
            "来访人次",
            counted["visitors"] or 0,
            "人次",
            counted["petitions_visit"],
            COMPUTED,
            opens=visits,
        ),
    ]


def _acts(span: Span) -> list[Figure]:
    silent = (
        Case.objects.ordinary().filter(imported=True, received_on__range=(span.since, span.until)).count()
    )
    note = f"另有导入件 {silent} 件，流转未记录" if silent else ""
    found = []
    for code, (label, of) in ACTS.items():
        n, origin = of(span).count(), note if code in UNTOLD else ""
        value, unit = (COUNTED[code][1](span), COUNTED[code][0]) if code in COUNTED else (n, "件")
        found.append(Figure(code, label, value, unit, n, COMPUTED, origin, partial(case_url, code, span)))
    return found


def _rates(span: Span, as_of: date) -> list[Figure]:
    table = daily.Reader(BASIS, as_of=as_of).table(span)
    found = []
    for code in RATES:
        tally = charts.county(table, code)
        at = FigureSet(code, "denominator", span, BASIS)
        found.append(Figure(code, INDICATORS[code].name, tally.rate, "比率", tally.denominator, COMPUTED,
                            f"{tally.numerator} ÷ {tally.denominator}", at.url))  # fmt: skip
    return found


def _recommended(year: int) -> list[Figure]:
    """The recommendations of the year, counted in one query; nothing here for a year before their ledger."""
    if not in_ledger(year):
        return []
    span = year_span(year)
    rows = Recommendation.objects.sent_between(span.since, span.until)
    counted = rows.aggregate(**{f"n_{row.id}": Count("pk", filter=row.which) for row in RECOMMENDED},
                             **{f"sum_{row.id}": Sum(row.added) for row in RECOMMENDED if row.added})  # fmt: skip
    found = []
    for row in RECOMMENDED:
        n = counted[f"n_{row.id}"]
        value = (counted[f"sum_{row.id}"] or 0) if row.added else n
        found.append(
            Figure(
                row.id,
                row.label,
                value,
                row.unit,
                n,
                COMPUTED,
                "",
                partial(recommendations_url, row.id, span),
            )
        )
    return found


def _held(year: int) -> list[Figure]:
    """Hearings, evaluations, 复查 and 复核, group by group; nothing here for a year before a group's first record."""
    span = year_span(year)
    return [
        Figure(row.id, row.label, row.count(span), row.unit, row.cases(span).count(), COMPUTED, "", partial(case_url, row.id, span))
        for group in held.GROUPS
        if group[0].begun(year)
        for row in group
    ]  # fmt: skip


def _entered(year: int) -> list[Figure]:
    entries = {
        entry.figure: entry for entry in ReportEntry.objects.filter(year=year).select_related("entered_by")
    }
    found = []
    for wanted in by_hand(year).values():
        entry = entries.get(wanted.id) or entries.get(wanted.formerly)
        origin = f"{entry.source}；{entry.entered_by.name} {entry.entered_on} 填报" if entry else ""
        value = number(entry.value) if entry else None
        found.append(Figure(wanted.id, wanted.label, value, wanted.unit, None, ENTERED, origin))
    return found


def number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table of the report."""

    label: str
    n: int
    last: int
    opens: Callable[[], str] = field(compare=False, repr=False)

    @property
    def url(self) -> str:
        return self.opens()


def fields(year: int) -> list[Line]:
    """涉及领域: all first-level categories by 件次, the largest first (条例第41条第1款第1项)."""
    span = year_span(year)
    found = volumes.compared(span, "level1")
    order = sorted(found, key=lambda name: (-found[name].n, name))
    return [
        Line(name or "未分类", found[name].n, found[name].last, partial(volumes.url, span, level1=name))
        for name in order
    ]


#: How many bodies a report names.
NAMED_UNITS = 10


def complained_of(year: int) -> list[Line]:
    """被投诉较多的机关、单位: leads of this year's matters, whatever came of them; not an assessment."""
    span, before = year_span(year), year_span(year - 1)

    def leads(days: Span) -> dict[tuple[str, str], int]:
        rows = Handling.objects.filter(
            role=HandlingRole.LEAD, claim__case__in_compartment=False,
            claim__case__received_on__range=(days.since, days.until),
        ).exclude(state="returned")  # fmt: skip
        counted = (
            rows.order_by().values("unit__code", "unit__name").annotate(n=Count("claim__case", distinct=True))
        )
        return {(row["unit__code"], row["unit__name"]): row["n"] for row in counted}

    now, then = leads(span), leads(before)
    order = sorted(now, key=lambda unit: (-now[unit], unit))[:NAMED_UNITS]
    return [
        Line(name, now[code, name], then.get((code, name), 0), partial(lead_url, span, code))
        for code, name in order
    ]


def lead_url(span: Span, code: str) -> str:
    return f"{case_url('lead', span)}&{urlencode({'unit': code})}"


def cases_of_set(name: str, span: Span, unit: str = "") -> tuple[str, QuerySet[Case]] | None:
    """The label and cases of a set named in an address; None for a name that is none."""
    if name == "lead":
        live = Handling.objects.filter(role=HandlingRole.LEAD, unit__code=unit).exclude(state="returned")
        rows = Case.objects.ordinary().filter(received_on__range=(span.since, span.until))
        return "主办的事项", rows.filter(pk__in=live.values("claim__case"))
    if name in held.BY_ID:
        return held.BY_ID[name].label, held.BY_ID[name].cases(span)
    if name not in ACTS:
        return None
    label, of = ACTS[name]
    return label, of(span)
