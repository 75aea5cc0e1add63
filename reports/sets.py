"""The set behind a number: every figure names one, and its address opens the cases in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus, urlencode

from django.db.models import Q
from django.db.models.functions import TruncMonth
from django.urls import reverse

from law.calendar import parse_day
from reports import rows
from reports.counting import Count
from reports.counts import COUNTS, TOTALS, Total
from reports.figures import KEYS, By, Span
from reports.indicators import BASES, INDICATORS, Basis, Readings
from reports.registry import REGISTRY
from reports.rows import Rows

#: Part of a figure → its words.
PARTS: dict[str, str] = {
    "numerator": "分子",
    "denominator": "分母",
    "missed": "分母中未进分子的",
    "pending": "在办未到期，不入分母",
    "not_recorded": "流转未记录（导入件），不入分母",
}


class Unreadable(ValueError):
    """An address of a set that names nothing; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class FigureSet:
    """The rows one number counts: an indicator, a part of it, days, and a key such as one unit."""

    indicator: str
    part: str
    span: Span
    basis: Basis = "due"
    by: By = "all"
    key: str = ""
    #: A reading other than the one in force; empty: the one in force.
    reading: str = ""

    def rows(self, as_of: date) -> Rows:
        """The rows themselves, with their unit; as many as the number says."""
        keys = {"unit", self.by}
        if self.part == "not_recorded":
            found = (
                rows.unrecorded(self.indicator, self.basis, keys)
                if self.indicator in rows.UNRECORDED
                else None
            )
            found = rows.petitions(self.basis, as_of, keys).none() if found is None else found
        else:
            [found] = rows.sources([self.indicator], self.basis, as_of, self.readings(), keys)
            found = found.filter(
                {
                    "numerator": Q(in_scope=True, hit=True),
                    "denominator": Q(in_scope=True),
                    "missed": Q(in_scope=True) & ~Q(hit=True),
                    "pending": Q(in_scope=False),
                }[self.part]
            )
        found = found.filter(day__range=(self.span.since, self.span.until))
        if self.by == "all":
            return found
        wanted = parse_day(f"{self.key}-01") if self.by == "month" else self.key
        keyed: Rows = found.annotate(key=KEYS[self.by]).filter(key=wanted)
        return keyed

    def readings(self) -> Readings:
        """How every indicator is read in this set."""
        in_force = rows.readings_in_force()
        return {**in_force, self.indicator: self.reading} if self.reading else in_force

    def url(self) -> str:
        begun = _begun(indicator=self.indicator, part=self.part, span=self.span, basis=self.basis)
        return begun + _keyed(self.by, self.key) + (f"&reading={self.reading}" if self.reading else "")

    def with_part(self, part: str) -> "FigureSet":
        return replace(self, part=part)


@dataclass(frozen=True, slots=True)
class CountSet:
    """The rows of one counted indicator: days, and a key such as one channel."""

    indicator: str
    span: Span
    by: By = "all"
    key: str = ""

    @property
    def count(self) -> Count | Total:
        return COUNTS.get(self.indicator) or TOTALS[self.indicator]

    def rows(self) -> Rows:
        found = self.count.rows(self.span)
        if self.by == "all":
            return found
        day, wanted = self.count.source.day, parse_day(f"{self.key}-01") if self.by == "month" else self.key
        expression = TruncMonth(day) if self.by == "month" else self.count.source.keys[self.by]
        keyed: Rows = found.annotate(key=expression).filter(key=wanted)
        return keyed

    def listed(self) -> Rows:
        """One row for each that the number counts: of rows with the same value of a distinct count the first."""
        if not self.count.distinct:
            return self.rows()
        alike = self.rows().order_by(self.count.distinct, "pk").distinct(self.count.distinct)
        found: Rows = self.count.source.rows().filter(pk__in=alike.values("pk"))
        return found

    def url(self) -> str:
        return _begun(indicator=self.indicator, span=self.span) + _keyed(self.by, self.key)


@lru_cache(maxsize=1024)
def _begun(*, span: Span, **given: str) -> str:
    """What the hundreds of addresses on one page begin with."""
    days = {"since": span.since.isoformat(), "until": span.until.isoformat()}
    return f"{reverse('reports:set')}?{urlencode(given | days)}"


def _keyed(by: By, key: str) -> str:
    return "" if by == "all" else f"&by={by}&key={quote_plus(key)}"


def read(query: Mapping[str, Any]) -> FigureSet | CountSet:
    """The set an address names. Raises Unreadable."""
    indicator, part = query.get("indicator", ""), query.get("part", "denominator")
    basis, by, key = query.get("basis", "due"), query.get("by", "all"), query.get("key", "")
    reading = query.get("reading", "")
    if indicator not in REGISTRY:
        raise Unreadable(f"没有「{indicator}」这个指标，请从指标目录打开")
    try:
        span = Span(parse_day(query.get("since", "")), parse_day(query.get("until", "")))
        if by == "month":
            parse_day(f"{key}-01")
    except ValueError as problem:
        raise Unreadable(f"日期不对：{problem}") from None
    if indicator not in INDICATORS:
        if by not in ("all", *(("month", *COUNTS[indicator].source.keys) if indicator in COUNTS else ())):
            raise Unreadable("地址里的分组不对，请从指标目录打开")
        return CountSet(indicator, span, by, key)
    if part not in PARTS or basis not in BASES or by not in ("all", *KEYS):
        raise Unreadable("地址里的口径或者分组不对，请从指标目录打开")
    if reading and reading not in {found.code for found in INDICATORS[indicator].variants}:
        raise Unreadable("没有这种数法，请从指标目录打开")
    return FigureSet(indicator, part, span, basis, by, key, reading)
