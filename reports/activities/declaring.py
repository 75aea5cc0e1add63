"""What one figure of the ledger is: where it is counted from, how, and what it says of a span.

A figure knows its rows of any span; its value comes from the rows alone, so that whoever opens it sees what was counted.
A line belongs to a span when all its days do: a year's total is in no quarter. None is not known, 0 was said to be none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from law.terms import ActivityKind
from reports.activities.kinds import KINDS
from reports.activities.quantities import words
from reports.activities.records import (
    Lines,
    Material,
    Number,
    Records,
    Rows,
    Value,
    added,
    lines_of,
    material,
    vague,
)
from reports.wording import pct

#: The heading of what other records tell: the register of experts, the templates of papers.
ROSTERS = "律师专家和文书模板"


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure of one span: its number (None: not known) and whether a part of it is approximate; ``n`` records.

    ``short``: it is below what is asked for.
    """

    value: Number | None
    approximate: bool
    n: int
    unit: str
    short: bool = False

    @property
    def number(self) -> str:
        """``5000余``; the number is exact, 余 says that a part was reported so. ``—``: not known."""
        if self.value is None or self.unit == "比率":
            return pct(self.value)
        return words(self.value, approximate=self.approximate)

    @property
    def words(self) -> str:
        """``5000余册``, as a report says it."""
        return self.number if self.value is None or self.unit == "比率" else f"{self.number}{self.unit}"


@dataclass(frozen=True, slots=True)
class ActivityFigure:
    """One declared figure. ``records``: what it is counted from; ``reckon``: its value of them.

    ``codes``: the numbers that make it, and make it approximate. ``explicit``: only a declaration makes it zero;
    otherwise a span without a record is 0 once the record has begun. ``takes_over``: the figure entered by hand which
    it takes the place of from then on. ``rounded``: a sentence says it in round numbers. ``wanted``: it should be at least so
    much. ``cited``: what the five reports of domain §7.3 say of it.
    """

    id: str
    label: str
    unit: str
    definition: str
    source: str
    records: Records
    reckon: Value
    codes: tuple[str, ...] = ()
    explicit: bool = False
    takes_over: str = ""
    cited: str = ""
    wanted: int = 0
    rounded: bool = False

    @property
    def kinds(self) -> tuple[ActivityKind, ...]:
        """The kinds of lines that carry it; none where it comes from another record."""
        return self.records.kinds

    @property
    def group(self) -> str:
        """The heading it stands under: that of its kinds."""
        return KINDS[self.kinds[0]].group if self.kinds else ROSTERS

    def rows(self, since: date, until: date) -> Rows:
        """The records it counts, as a query."""
        return self.records.rows(since, until)

    def value(self, rows: Sequence[Any] | Rows) -> Number | None:
        """Its number of these records; None where they do not tell it."""
        found = list(rows)
        return self.reckon(found) if found else None

    def approximate(self, rows: Sequence[Any] | Rows) -> bool:
        """One of the numbers it is made of was reported as 余 or 约."""
        return bool(self.codes) and vague(list(rows), self.codes)

    def of(self, since: date, until: date, found: Material | None = None) -> Reading:
        """The figure of a span of days; ``found`` when more than one is wanted."""
        found = found or material(since, until)
        rows = self.records.chosen(found)
        value = self.value(rows)
        if not rows and not self.explicit and self.records.begun(found):
            value = 0
        short = value is not None and value < self.wanted
        return Reading(value, self.approximate(rows), len(rows), self.unit, short)

    def begun(self, year: int) -> bool:
        """Its record had begun by the end of the year: from then on it is computed."""
        return self.records.begun(material(date(year, 1, 1), date(year, 12, 31)))


def total(
    code: str, label: str, unit: str, measures: tuple[str, ...], *kinds: ActivityKind, definition: str,
    takes_over: str = "", explicit: bool = False, cited: str = "", source: str = "条例第41条", rounded: bool = False,
) -> ActivityFigure:  # fmt: skip
    """A figure that adds up numbers of the lines."""
    return ActivityFigure(code, label, unit, definition, source, Lines(kinds, measures), added(*measures), measures,
                          explicit, takes_over, cited, rounded=rounded)  # fmt: skip


def count(
    code: str, label: str, unit: str, *kinds: ActivityKind, definition: str, takes_over: str = "",
    explicit: bool = False, cited: str = "", source: str = "条例第41条",
) -> ActivityFigure:  # fmt: skip
    """A figure that counts the lines."""
    return ActivityFigure(code, label, unit, definition, source, Lines(kinds), lines_of, explicit=explicit,
                          takes_over=takes_over, cited=cited)  # fmt: skip
