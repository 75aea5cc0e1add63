"""Volumes: 件次 counted on petitions, 批次 and 人次 on visits, 件数 on cases (domain §6). Accusations are in none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.urls import reverse

from cases.models import Petition, RepeatLink
from law.terms import Channel
from reports.figures import Span
from reports.rows import level1


def petitions() -> QuerySet[Petition]:
    """Every petition outside the compartment, with its first-level category and whether it repeats."""
    live = RepeatLink.objects.filter(petition=OuterRef("pk"), undone_on=None)
    return Petition.objects.filter(filed_as__in_compartment=False, case__in_compartment=False).annotate(
        level1=level1("filed_as__category"), repeats=Exists(live)
    )


COLLECTIVE = Q(channel=Channel.VISIT, people__gte=5)
#: What a set of petitions can be narrowed by: parameter → (condition, words of a value).
FILTERS: dict[str, Any] = {
    "channel": lambda value: Q(channel=value),
    "purpose": lambda value: Q(filed_as__purpose=value),
    "level1": lambda value: Q(level1=value),
    "place": lambda value: Q(filed_as__place__code=value) if value else Q(filed_as__place=None),
    "repeats": lambda value: Q(repeats=value == "1"),
    "collective": lambda value: COLLECTIVE if value == "1" else ~COLLECTIVE,
    "open": lambda value: (
        Q(filed_as__closed_on=None) if value == "1" else Q(filed_as__closed_on__isnull=False)
    ),
}


def condition(wanted: Mapping[str, str]) -> Q:
    """What a petition must answer to be in the set of these filters."""
    found = Q(pk__isnull=False)
    for name, value in wanted.items():
        found &= FILTERS[name](value)
    return found


def within(span: Span, **wanted: str) -> QuerySet[Petition]:
    """The petitions received in ``span`` that answer every filter."""
    return petitions().filter(_in(span) & condition(wanted))


def url(span: Span, **wanted: str) -> str:
    """Where that set opens."""
    given = {"since": span.since.isoformat(), "until": span.until.isoformat(), **wanted}
    return f"{reverse('reports:petitions')}?{urlencode(given)}"


def read_filters(query: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(query[name]) for name in FILTERS if name in query}


#: Below this a change is told in numbers, not as a share.
FEW = 20


@dataclass(frozen=True, slots=True)
class Count2:
    """A number and that of the same days of the year before."""

    n: int
    last: int

    @property
    def change(self) -> str:
        """``+21%``; on few, where a share would shout, ``+3``; empty when there was nothing to compare with."""
        if not self.last:
            return ""
        percent, unit = round(100 * (self.n - self.last) / self.last), "%"
        if self.last < FEW:
            percent, unit = self.n - self.last, ""
        return f"+{percent}{unit}" if percent > 0 else f"−{-percent}{unit}" if percent < 0 else f"0{unit}"


def last_year(span: Span) -> Span:
    return Span(_year_back(span.since), _year_back(span.until))


def _year_back(day: date) -> date:
    """29 February answers to 28 February."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _in(span: Span) -> Q:
    return Q(received_on__range=(span.since, span.until))


def compared(span: Span, key: str) -> dict[str, Count2]:
    """Petitions of this span and of last year's, by one field; one query."""
    before = last_year(span)
    found = petitions().filter(_in(span) | _in(before)).order_by().values(key)
    counted = found.annotate(n=Count("pk", filter=_in(span)), m=Count("pk", filter=_in(before)))
    return {row[key] or "": Count2(row["n"], row["m"]) for row in counted}


def totals(span: Span) -> dict[str, Count2]:
    """件次, 来访批次, 来访人次, 信访事项 (cases filed and not joined to another), 重复件次, 集体访批次, 初次件次."""
    before = last_year(span)
    visit = Q(channel=Channel.VISIT)
    wanted: dict[str, tuple[Any, Q]] = {
        "petitions": (Count, Q()),
        "visits": (Count, visit),
        "visitors": (Sum, visit),
        "cases": (Count, Q(filed_as__merged_into=None)),
        "repeats": (Count, Q(repeats=True)),
        "first": (Count, Q(repeats=False)),
        "collective": (Count, COLLECTIVE),
    }
    numbers = {}
    for name, (aggregate, condition) in wanted.items():
        field = "people" if aggregate is Sum else "pk"
        numbers[f"{name}_n"] = aggregate(field, filter=condition & _in(span))
        numbers[f"{name}_m"] = aggregate(field, filter=condition & _in(before))
    found = petitions().filter(_in(span) | _in(before)).aggregate(**numbers)
    return {name: Count2(found[f"{name}_n"] or 0, found[f"{name}_m"] or 0) for name in wanted}


def places(span: Span) -> dict[str, dict[date, int]]:
    """Petitions by township (its code; empty elsewhere) and month, this year and last."""
    before = last_year(span)
    found = petitions().filter(_in(span) | _in(before)).order_by()
    counted = found.annotate(month=TruncMonth("received_on"), at=F("filed_as__place__code")).values(
        "at", "month"
    )
    result: dict[str, dict[date, int]] = {}
    for row in counted.annotate(n=Count("pk")):
        result.setdefault(row["at"] or "", {})[row["month"]] = row["n"]
    return result
