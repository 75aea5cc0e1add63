"""A unit's quality, for its own people and those who oversee it: its rates beside the county's, and what came back.

Nothing is ranked. Ratings are told only as totals, months that are over, five or more: nobody is to work out who rated
(domain §9.2, §9.3). Numbers come from the registry.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from reports import charts, counts, daily
from reports.compared import Count2, last_year
from reports.counts import COUNTS, Size
from reports.figures import Span, Table, Tally
from reports.indicators import BASES, INDICATORS, Basis
from reports.sets import CountSet, FigureSet
from reports.suppression import FEWEST

#: The rates whose rows a unit may open: they tell what the unit did, not what was said of it.
TIMELY = ("unit_timely_notice", "timely_conclusion")
RATED = ("participation_unit", "satisfaction_unit")
#: What came back, in groups of a page: title, the rule, the counts.
GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("异议和退回", "条例第23条第3款、第32条", ("objected", "objected_upheld", "objected_refused", "objected_pending", "opinions_sent_back")),
    ("延期", "条例第34条", ("extended",)),
    ("办过又来的", "条例第19条第3款", ("came_again",)),
    ("督办", "条例第40条第1款", ("supervisions_received", "supervisions_in_time", "supervisions_late", "supervisions_open")),
)  # fmt: skip
CODES = tuple(code for _, _, codes in GROUPS for code in codes)
#: The sets behind the numbers that a unit may open, of itself.
OPENED = frozenset({*TIMELY, *CODES, "arrived"})

#: The address of a set as its reader can open it.
Address = Callable[[FigureSet | CountSet], str]


def rated_span(today: date) -> Span:
    """This year's months that are over; in January all of last year."""
    until = today.replace(day=1) - timedelta(days=1)
    return Span(until.replace(month=1, day=1), until)


@dataclass(frozen=True, slots=True)
class Rated:
    """What was said of the unit, in totals; ``hidden``: too few to be told."""

    name: str
    own: Tally
    county: Tally

    @property
    def hidden(self) -> bool:
        return 0 < self.own.denominator < FEWEST


def rates(unit: str, span: Span, today: date, address: Address) -> list[dict[str, Any]]:
    """Each timely rate by both attributions, beside the county's."""
    tables: dict[str, Table] = {
        basis: daily.Reader(basis, as_of=today).table(span, "unit", TIMELY) for basis in ("due", "registered")
    }
    lines = []
    for code in TIMELY:
        for basis, (words, _) in BASES.items():
            own, whole = tables[basis].get((unit, code), Tally()), charts.county(tables[basis], code)
            lines.append(_rate(code, basis, words, own, whole, unit, span, address))  # type: ignore[arg-type]
    return lines


def _rate(
    code: str, basis: Basis, words: str, own: Tally, whole: Tally, unit: str, span: Span, address: Address
) -> dict[str, Any]:
    at = FigureSet(code, "numerator", span, basis, "unit", unit)
    low, high = charts.axis([own.rate, whole.rate])
    return {
        "name": INDICATORS[code].name, "basis": words, "own": own, "county": whole, "low": low, "high": high,
        "numerator_url": address(at), "denominator_url": address(at.with_part("denominator")),
        "missed": own.denominator - own.numerator, "missed_url": address(at.with_part("missed")),
    }  # fmt: skip


def ratings(unit: str, today: date) -> list[Rated]:
    """参评 and 满意 of the months that are over."""
    table = daily.Reader("due", as_of=today).table(rated_span(today), "unit", RATED)
    return [Rated(INDICATORS[code].name, table.get((unit, code), Tally()), charts.county(table, code)) for code in RATED]  # fmt: skip


def returns(unit: str, span: Span, address: Address) -> list[dict[str, Any]]:
    """What came back, this span and the same days of last year; every number with its set."""
    now, then = counts.sizes(CODES, span, "unit"), counts.sizes(CODES, last_year(span), "unit")
    found = []
    for title, basis, codes in GROUPS:
        lines = []
        for code in codes:
            two = Count2(now.get((unit, code), Size()).value, then.get((unit, code), Size()).value)
            lines.append({"count": COUNTS[code], "two": two, "url": address(CountSet(code, span, "unit", unit))})  # fmt: skip
        found.append({"title": title, "basis": basis, "lines": lines})
    return found
