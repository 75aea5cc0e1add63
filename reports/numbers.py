"""Where a report's numbers come from: counted now, or frozen in a snapshot. Both answer alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol
from urllib.parse import urlencode

from django.urls import reverse

from cases.models import Case
from law.terms import CaseState
from reports import charts, counts, daily, rows, volumes
from reports.activities.figures import FIGURES
from reports.activities.records import material
from reports.counts import COUNTS, TOTALS, Size
from reports.figures import ALL, By, Span, Tally
from reports.indicators import DEFINITIONS, INDICATORS, Basis
from reports.models import FrozenFigure, Snapshot
from reports.sets import CountSet, FigureSet

#: What an imported file cannot tell: it is said beside the number how many files are silent about it.
UNTOLD = frozenset({"forwarded", "assigned", "guided", "declined", "extended"})
#: The figures of the activity ledger, by the code a snapshot keeps them under.
LEDGER = {f"activities.{figure.id}": figure for figure in FIGURES}
#: Counts whose records began on some day; before that their number is unknown, not zero.
_BEGINNINGS = sorted({count.begins for count in COUNTS.values() if count.begins})


@dataclass(frozen=True, slots=True)
class Noted:
    """A figure of the activity ledger: its number (None: not known), whether reported as 余, and whether its record had begun.

    ``rows``: the keys of the records it is counted from, where it was counted now.
    """

    value: int | float | None
    approximate: bool
    n: int
    begun: bool
    rows: tuple[int, ...] = ()


class Numbers(Protocol):
    """The numbers of one span: counts, rates, counts by a key, and under what terms they were counted."""

    span: Span
    basis: Basis

    @property
    def definitions(self) -> str: ...
    @property
    def readings(self) -> Mapping[str, str]: ...
    def count(self, code: str) -> Size: ...
    def rate(self, code: str) -> Tally: ...
    def keyed(self, code: str, by: By) -> dict[str, int]: ...
    def recorded(self, code: str) -> bool: ...
    def has(self, code: str) -> bool: ...
    def silent(self) -> int: ...
    def ledger(self) -> Mapping[str, Noted]: ...
    def address(self, code: str, by: By = "all", key: str = "") -> str: ...


def begun(until: date) -> frozenset[str]:
    """The codes of records that had begun by a day."""
    found = counts.sizes(_BEGINNINGS, Span(date.min, until))
    return frozenset(code for code in _BEGINNINGS if (ALL, code) in found and found[ALL, code].value)


def is_recorded(code: str, begun_by_then: frozenset[str]) -> bool:
    """Whether the records behind a count had begun; always, where they are the cases themselves."""
    firsts = TOTALS[code].parts if code in TOTALS else (COUNTS[code].begins,) if code in COUNTS else ("",)
    return any(not first or first in begun_by_then for first in firsts)


def silent_files(span: Span) -> int:
    """How many imported files do not tell what was done with them."""
    days = (span.since, span.until)
    found = Case.objects.ordinary().filter(imported=True, claims__way="", received_on__range=days)
    return found.exclude(course_recorded=True, state=CaseState.REGISTERED).distinct().count()


def noted(span: Span) -> dict[str, Noted]:
    """Every figure of the activity ledger, in a handful of queries."""
    found, made = material(span.since, span.until), {}
    for figure in FIGURES:
        reading = figure.of(span.since, span.until, found)
        behind = tuple(sorted(row.pk for row in figure.records.chosen(found)))
        made[figure.id] = Noted(
            reading.value, reading.approximate, reading.n, figure.records.begun(found), behind
        )
    return made


@dataclass
class Live:
    """Counted now. One object serves one page: nothing is counted twice."""

    span: Span
    as_of: date
    basis: Basis = "registered"

    @property
    def definitions(self) -> str:
        return DEFINITIONS

    @cached_property
    def readings(self) -> Mapping[str, str]:
        return rows.readings_in_force()

    @cached_property
    def _sizes(self) -> dict[str, dict[tuple[str, str], Size]]:
        """Source → the sizes of all its counts; a source is read when the first of them is asked for."""
        return {}

    @cached_property
    def _volumes(self) -> volumes.Volumes:
        return volumes.Reader(as_of=self.as_of).read(self.span)

    @cached_property
    def _rates(self) -> dict[str, Tally]:
        table = daily.Reader(self.basis, as_of=self.as_of).table(self.span)
        return {code: charts.county(table, code) for code in INDICATORS}

    @cached_property
    def _begun(self) -> frozenset[str]:
        return begun(self.span.until)

    @cached_property
    def _silent(self) -> int:
        return silent_files(self.span)

    def count(self, code: str) -> Size:
        if code in TOTALS:
            total = TOTALS[code]
            number = sum(self.count(part).value for part in total.parts)
            behind = total.rows(self.span).count() if number else 0
            return Size(behind if total.united else number, behind)
        source = COUNTS[code].source.code
        if source not in self._sizes:
            alike = [count.code for count in COUNTS.values() if count.source.code == source]
            self._sizes[source] = counts.sizes(alike, self.span)
        return self._sizes[source][ALL, code]

    def rate(self, code: str) -> Tally:
        return self._rates[code]

    def keyed(self, code: str, by: By) -> dict[str, int]:
        if code in volumes.COLUMNS and by in volumes.KEYS:
            return self._volumes.by(code, by)
        if code in volumes.COLUMNS and by == "month":
            return {month: n for month, n in self._volumes.monthly(code, ALL).get(ALL, {}).items() if n}
        return {key: size.value for (key, _), size in counts.sizes([code], self.span, by).items()}

    def recorded(self, code: str) -> bool:
        return is_recorded(code, self._begun)

    def has(self, code: str) -> bool:
        """Every figure of the registry is counted."""
        return True

    def silent(self) -> int:
        return self._silent

    @cached_property
    def _noted(self) -> dict[str, Noted]:
        return noted(self.span)

    def ledger(self) -> Mapping[str, Noted]:
        return self._noted

    def address(self, code: str, by: By = "all", key: str = "") -> str:
        if code in LEDGER:
            figure = LEDGER[code]
            asked = urlencode({"year": self.span.since.year, "figure": figure.id})
            return f"{reverse('reports:activities')}?{asked}" if figure.kinds else ""
        if code in INDICATORS:
            return FigureSet(code, "denominator", self.span, self.basis, by, key).url()
        return CountSet(code, self.span, by, key).url()


def tally(line: FrozenFigure) -> Tally:
    """A frozen rate."""
    return Tally(line.number, line.behind, line.not_recorded, line.pending)


class Frozen:
    """Read from a snapshot, in one query."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.span = Span(snapshot.since, snapshot.until)
        self.basis: Basis = "registered" if snapshot.basis == "registered" else "due"

    @property
    def definitions(self) -> str:
        return self.snapshot.definitions

    @property
    def readings(self) -> Mapping[str, str]:
        found: dict[str, str] = self.snapshot.readings
        return found

    @cached_property
    def _found(self) -> dict[tuple[str, str, str], FrozenFigure]:
        lines = self.snapshot.figures.defer("rows", "cases", "waiting")
        return {(line.code, line.by, line.key): line for line in lines}

    def count(self, code: str) -> Size:
        line = self._found[code, ALL, ""]
        return Size(line.number, line.behind)

    def rate(self, code: str) -> Tally:
        return tally(self._found[code, ALL, ""])

    def keyed(self, code: str, by: By) -> dict[str, int]:
        return {key: line.number for (of, how, key), line in self._found.items() if (of, how) == (code, by)}

    def recorded(self, code: str) -> bool:
        return self._found[code, ALL, ""].recorded

    def has(self, code: str) -> bool:
        """Figures that came to the registry after the freezing are not in it."""
        return (code, ALL, "") in self._found

    def silent(self) -> int:
        return max(
            line.not_recorded for (code, by, _), line in self._found.items() if code in UNTOLD and by == ALL
        )

    def ledger(self) -> Mapping[str, Noted]:
        return {
            figure.id: Noted(line.amount_number, line.approximate, line.behind, line.recorded)
            for code, figure in LEDGER.items() if (line := self._found.get((code, ALL, "")))
        }  # fmt: skip

    def address(self, code: str, by: By = "all", key: str = "") -> str:
        return reverse("reports:frozen_set", args=[self._found[code, by, key].pk])
