"""The figures of the annual reports (条例第41条; 厅字〔2019〕28号): from the registry, or entered by hand.

Computed figures are of 登记口径 (this year's registrations, what is not yet due left out); acts such as 转送 belong to
the day of the act. Each computed one opens into its set; an entered one has a source instead (domain §7.3). A book holds
a year and the year before, counted now or read from snapshots: the same sentences and tables come from either.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from organizations.models import Unit
from reports import counts
from reports.activities.declaring import ActivityFigure
from reports.activities.figures import BY_ID as ACTIVITIES
from reports.activities.figures import FIGURES
from reports.by_hand import (
    HELD,
    OF_THE_POLICE,
    RECOMMENDED,
    TAKEN_OVER,
    Entries,
    Wanted,
    by_hand,
    entries_of,
    entry_in,
    year_span,
)
from reports.counts import COUNTS
from reports.figures import By
from reports.indicators import INDICATORS
from reports.models import Snapshot
from reports.numbers import UNTOLD, Frozen, Live, Noted, Numbers
from reports.registry import REGISTRY
from reports.told import told

COMPUTED, ENTERED = "computed", "entered"
Number = int | float | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a report. ``value`` None: not known; ``cases``: size of its set, None when entered.

    ``last``: last year's, of the same definition; where there is none, ``incomparable`` says why.
    """

    id: str
    label: str
    value: Number
    unit: str
    cases: int | None
    source: str
    origin: str = ""
    opens: Callable[[], str] | None = field(default=None, compare=False, repr=False)
    last: Number = None
    incomparable: str = ""
    hits: int | None = None
    #: A part of it was reported as 余.
    approximate: bool = False
    #: A sentence says it in round numbers, as 340余 for 345.
    rounded: bool = False

    @property
    def url(self) -> str:
        """Where its set opens; empty for an entered one. Made when asked: the commands need no pages."""
        return self.opens() if self.opens else ""

    @property
    def is_rate(self) -> bool:
        return self.unit == "比率"

    @property
    def missed(self) -> int:
        """How many of an indicator's set are not in its numerator."""
        return (self.cases or 0) - (self.hits or 0)

    def contract(self) -> dict[str, Any]:
        return {"id": self.id, "label": self.label, "value": self.value, "unit": self.unit, "cases": self.cases,
                "source": self.source}  # fmt: skip


#: The counted figures of a year, in the order of the annex. What had no ledger yet is entered by hand instead.
VOLUMES = tuple(count.code for count in counts.VOLUMES)
ACTS = (
    "forwarded", "assigned", "supervised", "guided", "declined", "closed", "closed_first", "extended", "mediated",
    "mediation_agreed", "objected", "disputed",
    *(count.code for count in counts.LEADERS), "backlog_pressed",
)  # fmt: skip
RATES = tuple(INDICATORS)


@dataclass(frozen=True, slots=True)
class Described:
    """What a figure means, by which rule, and on which day its rows belong to the year."""

    definition: str
    basis: str
    attributed: str


def described(figure: Figure) -> Described:
    """From the registry, from the ledger, or that it was entered."""
    if figure.source == ENTERED:
        return Described("手工填报的总数", "", "")
    ledger = ACTIVITIES.get(TAKEN_OVER.get(figure.id, figure.id))
    if ledger is not None:
        return Described(ledger.definition, ledger.source, "活动日")
    found = REGISTRY[figure.id]
    return Described(found.definition, found.basis, "登记日" if figure.id in INDICATORS else found.attributed)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table of the report."""

    key: str
    label: str
    n: int
    last: int
    opens: Callable[[], str] = field(compare=False, repr=False)

    @property
    def url(self) -> str:
        return self.opens()


#: How many bodies a report names.
NAMED_UNITS = 10


#: A figure of the ledger that a snapshot was frozen without.
NOT_KEPT = Noted(None, approximate=False, n=0, begun=False)
#: A year whose first registration is later than in this month was not recorded whole.
LATEST_BEGINNING = 3


@dataclass
class Book:
    """All numbers of a year's reports: this year's, last year's, those by hand, and the lines of the tables."""

    year: int
    now: Numbers
    before: Numbers
    entries: Entries
    earlier: Entries
    #: figure → what its records are called: a draft names them beside the number.
    told: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def figures(self) -> list[Figure]:
        """Every figure of the year, computed ones first. A year without data gives zeros and unknown rates."""
        begun = [group for group in (RECOMMENDED, *HELD) if self.now.recorded(group[0])]
        after = [code for group in begun for code in group]
        silent = self.now.silent()
        origin = f"另有导入件 {silent} 件，流转未记录" if silent else ""
        return [
            *(
                self._counted(code, origin if code in UNTOLD else "")
                for code in (*VOLUMES, *ACTS)
                if self.now.has(code)
            ),
            *(self._rated(code) for code in RATES),
            *(self._counted(code, "") for code in after),
            *(self._noted(figure) for figure in FIGURES if self._tells(figure)),
            *(
                self._entered(wanted)
                for wanted in by_hand(self.year, self.now).values()
                if self._asked(wanted)
            ),
        ]

    def _asked(self, wanted: Wanted) -> bool:
        return not wanted.optional or entry_in(self.entries, wanted) is not None

    @property
    def may_be_entered(self) -> list[Figure]:
        """What the report need not state and nobody entered."""
        return [self._entered(wanted) for wanted in OF_THE_POLICE if not self._asked(wanted)]

    @cached_property
    def by_id(self) -> dict[str, Figure]:
        return {figure.id: figure for figure in self.figures}

    def _counted(self, code: str, origin: str) -> Figure:
        found, size = REGISTRY[code], self.now.count(code)
        why = self._incomparable(code)
        return Figure(
            code, found.name, size.value, found.unit, size.behind, COMPUTED, origin, lambda: self.now.address(code),
            None if why else self.before.count(code).value, why,
        )  # fmt: skip

    def _rated(self, code: str) -> Figure:
        tally, then = self.now.rate(code), self.before.rate(code)
        why = self._incomparable(code) or ("" if then.rate is not None else "上年没有可计的件")
        return Figure(
            code, INDICATORS[code].name, tally.rate, "比率", tally.denominator, COMPUTED,
            f"{tally.numerator} ÷ {tally.denominator}", lambda: self.now.address(code),
            None if why else then.rate, why, tally.numerator,
        )  # fmt: skip

    def _tells(self, figure: ActivityFigure) -> bool:
        """The ledger has the figure: begun, and with a number unless it takes the place of one by hand."""
        found = self.now.ledger().get(figure.id)
        return found is not None and found.begun and (found.value is not None or bool(figure.takes_over))

    def _noted(self, figure: ActivityFigure) -> Figure:
        now, then = self.now.ledger()[figure.id], self.before.ledger().get(figure.id, NOT_KEPT)
        if self.now.definitions != self.before.definitions:
            why = self.unlike_years
        elif figure.takes_over in self.earlier and not then.begun:
            why = "上年是手工填报，本年是系统统计，口径不同"
        else:
            why = "" if then.begun and then.value is not None else "上年没有台账，无从比较"
        return Figure(
            figure.takes_over or figure.id, figure.label, now.value, figure.unit, now.n, COMPUTED, f"台账 {now.n} 条",
            lambda: self.now.address(f"activities.{figure.id}"), None if why else then.value, why, approximate=now.approximate,
            rounded=figure.rounded,
        )  # fmt: skip

    def _entered(self, wanted: Wanted) -> Figure:
        entry, then = entry_in(self.entries, wanted), entry_in(self.earlier, wanted)
        origin = f"{entry['source']}；{entry['by']} {entry['on']} 填报" if entry else ""
        recorded = wanted.id in REGISTRY and self.before.recorded(wanted.id)
        recorded |= wanted.id in TAKEN_OVER and self.before.ledger()[TAKEN_OVER[wanted.id]].begun
        why = "上年是系统统计，本年是手工填报，口径不同" if recorded else "" if then else "上年没有填报"
        return Figure(wanted.id, wanted.label, entry["value"] if entry else None, wanted.unit, None, ENTERED, origin,
                      last=then["value"] if then and not why else None, incomparable=why)  # fmt: skip

    def _incomparable(self, code: str) -> str:
        """Why this year's figure cannot be set beside last year's; empty when it can."""
        if self.unlike_years:
            return self.unlike_years
        if self.now.readings.get(code) != self.before.readings.get(code):
            return "上年采用的数法不同，不能直接比"
        if code in UNTOLD and (self.now.silent() or self.before.silent()):
            return "导入件没有记录流转，两年不能直接比"
        if not self.before.has(code) or not self.before.recorded(code):
            return "上年没有台账，无从比较"
        return ""

    @cached_property
    def unlike_years(self) -> str:
        if self.now.definitions != self.before.definitions:
            return f"上年按口径 {self.before.definitions}，本年按 {self.now.definitions}，不能直接比"
        if not self.before.count("petitions_total").value:
            return "上年没有登记，无从比较"
        months = self.before.keyed("petitions_total", "month")
        began = int(min(months)[-2:]) if months else 1
        return f"上年从{began}月起才有登记，无从比较" if began > LATEST_BEGINNING else ""

    def lines(self, code: str, by: By, keys: Mapping[str, str] | None = None) -> list[Line]:
        """One count by a key, this year and last; ``keys`` in their order with their names, else the largest first."""
        now, then = self.now.keyed(code, by), self.before.keyed(code, by)
        wanted = keys or {key: key for key in sorted({*now, *then}, key=lambda key: (-now.get(key, 0), key))}
        return [
            Line(key, label, now.get(key, 0), then.get(key, 0), self._opener(code, by, key, now))
            for key, label in wanted.items()
        ]

    def _opener(self, code: str, by: By, key: str, now: Mapping[str, int]) -> Callable[[], str]:
        return lambda: self.now.address(code, by, key) if key in now or isinstance(self.now, Live) else ""

    @cached_property
    def fields(self) -> list[Line]:
        """涉及领域: all first-level categories by 件次, the largest first (条例第41条第1款第1项)."""
        found = self.lines("petitions_total", "category")
        return [Line(row.key, row.label or "未分类", row.n, row.last, row.opens) for row in found]

    @cached_property
    def complained_of(self) -> list[Line]:
        """被投诉较多的机关、单位: leads of this year's matters, whatever came of them; not an assessment."""
        names = dict(Unit.objects.values_list("code", "name"))
        found = [row for row in self.lines("led", "unit") if row.n]
        return [Line(row.key, names[row.key], row.n, row.last, row.opens) for row in found[:NAMED_UNITS]]

    @cached_property
    def channels(self) -> list[Line]:
        """信访形式, in the order of the annex."""
        codes = ("letter", "visit", "phone", "online", "fax")
        return self.lines(
            "petitions_total", "channel", {code: COUNTS[f"petitions_{code}"].name for code in codes}
        )

    @cached_property
    def months(self) -> list[Line]:
        """Registrations by month, beside the same month of last year."""
        now, then = self.now.keyed("petitions_total", "month"), self.before.keyed("petitions_total", "month")
        found = []
        for month in range(1, 13):
            key, last = f"{self.year}-{month:02d}", f"{self.year - 1}-{month:02d}"
            found.append(
                Line(
                    key,
                    f"{month}月",
                    now.get(key, 0),
                    then.get(last, 0),
                    self._opener("petitions_total", "month", key, now),
                )
            )
        return found


def frozen_year(year: int) -> Snapshot | None:
    """The annual snapshot of a year that holds: the last."""
    return Snapshot.objects.filter(kind="annual", since=date(year, 1, 1)).order_by("-version").first()


def live_book(year: int, *, as_of: date) -> Book:
    """The year as it stands now, beside last year's snapshot, or last year as it stands now."""
    kept, entries = frozen_year(year - 1), entries_of(year, year - 1)
    before: Numbers = Frozen(kept) if kept else Live(year_span(year - 1), as_of)
    return Book(year, Live(year_span(year), as_of), before, entries[year], entries[year - 1], told(year))


def frozen_book(snapshot: Snapshot, entries: Entries, earlier: Entries) -> Book:
    """The year as it was frozen, with the numbers by hand of then."""
    if snapshot.before is None:
        raise ValueError(f"{snapshot} has no year before")
    return Book(snapshot.since.year, Frozen(snapshot), Frozen(snapshot.before), entries, earlier)


def compute(year: int, *, as_of: date) -> list[Figure]:
    """Every figure of the year as it stands now."""
    return live_book(year, as_of=as_of).figures
