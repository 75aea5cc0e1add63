"""Figures: the registry's sets counted in SQL, by the key asked for; never a row loaded to be counted."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth

from reports import rows
from reports.indicators import INDICATORS, Basis, Readings
from reports.rows import Rows

By = Literal[
    "all",
    "unit",
    "month",
    "channel",
    "category",
    "purpose",
    "place",
    "level",
    "source",
    "topic",
    "tag",
    "tag_place",
    "ledger",
]
KEYS: dict[str, Any] = {"month": TruncMonth("day")} | {by: F(column) for by, column in rows.KEYS.items()}
#: The key of everything together.
ALL = "all"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``since`` to ``until``, both included."""

    since: date
    until: date

    def months(self) -> list[str]:
        """The months it touches, oldest first: ``2026-03``."""
        first = self.since.year * 12 + self.since.month - 1
        last = self.until.year * 12 + self.until.month - 1
        return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(first, last + 1)]


@dataclass(frozen=True, slots=True)
class Tally:
    """Sizes of the sets of one indicator for one key. ``pending``: open and not yet due, in no set."""

    numerator: int = 0
    denominator: int = 0
    not_recorded: int = 0
    pending: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.numerator + other.numerator,
            self.denominator + other.denominator,
            self.not_recorded + other.not_recorded,
            self.pending + other.pending,
        )

    @property
    def rate(self) -> float | None:
        """The share 0–1, unrounded; None where nothing could be counted, never 100 % (domain §6)."""
        return self.numerator / self.denominator if self.denominator else None


#: (key, indicator) → tally.
Table = dict[tuple[str, str], Tally]

COUNTS = {
    "numerator": Count("pk", filter=Q(in_scope=True, hit=True)),
    "denominator": Count("pk", filter=Q(in_scope=True)),
    "pending": Count("pk", filter=Q(in_scope=False)),
}


def key_of(value: object) -> str:
    """A group's value as the contract writes it: months YYYY-MM, text as it is, empty for unknown."""
    return f"{value:%Y-%m}" if isinstance(value, date) else str(value or "")


def grouped(found: Rows, by: By, *besides: str) -> Rows:
    """Rows grouped by indicator and key (and ``besides``), ready to be counted."""
    if by == "all":
        return found.order_by().values("indicator", *besides)
    keyed: Rows = found.order_by().annotate(key=KEYS[by]).values("indicator", "key", *besides)
    return keyed


def live(
    span: Span,
    *,
    by: By = "all",
    basis: Basis = "due",
    as_of: date,
    codes: Iterable[str] = tuple(INDICATORS),
    days: Iterable[date] | None = None,
    readings: Readings | None = None,
) -> Table:
    """Count from the rows themselves; only attribution ``days`` when given. Keys without a row are absent."""
    within = Q(day__range=(span.since, span.until))
    if days is not None:
        within &= Q(day__in=list(days))
    found = _counted(list(codes), within, by, basis, as_of, readings)
    return {(key, code): tally for (key, code), tally in found.items()}


def of_days(
    days: Collection[date], codes: Iterable[str], basis: Basis, as_of: date
) -> dict[tuple[str, str, date], Tally]:
    """(unit, indicator, day) → tally, of some attribution days."""
    found = _counted(list(codes), Q(day__in=days), "unit", basis, as_of, None, "day") if days else {}
    return {(key, code, day): tally for (key, code, day), tally in found.items()}


#: (key, indicator, then what else it was grouped by) → tally.
Found = dict[tuple[Any, ...], Tally]


def _counted(
    codes: list[str], within: Q, by: By, basis: Basis, as_of: date, readings: Readings | None, *besides: str
) -> Found:
    found: Found = {}
    for source in rows.sources(codes, basis, as_of, readings, [by]):
        for row in grouped(source.filter(within), by, *besides).annotate(**COUNTS):
            at = (_key(row, by), row["indicator"], *(row[name] for name in besides))
            found[at] = found.get(at, Tally()) + Tally(
                row["numerator"], row["denominator"], 0, row["pending"]
            )
    for at, n in _unrecorded(codes, within, by, basis, *besides).items():
        found[at] = found.get(at, Tally()) + Tally(not_recorded=n)
    return found


def _key(row: dict[str, Any], by: By) -> str:
    return ALL if by == "all" else key_of(row["key"])


def unrecorded(codes: list[str], span: Span, by: By, basis: Basis) -> Table:
    """What is not recorded, alone."""
    found = _unrecorded(codes, Q(day__range=(span.since, span.until)), by, basis)
    return {(key, code): Tally(not_recorded=n) for (key, code), n in found.items()}


def _unrecorded(
    codes: list[str], within: Q, by: By, basis: Basis, *besides: str
) -> dict[tuple[Any, ...], int]:
    """What is not recorded: of files without their course one count serves all the bureau's indicators, one all the
    units'; what older registers are silent about is counted duty by duty, in one."""
    counted: dict[tuple[Any, ...], int] = {}

    def add(row: dict[str, Any], code: str) -> None:
        at = (_key(row, by), code, *(row[name] for name in besides))
        counted[at] = counted.get(at, 0) + row["n"]

    for alike in (rows.BUREAUS, rows.UNITS):
        asked = [code for code in alike if code in codes]
        if not asked:
            continue
        for row in grouped(rows.untold(asked[0], basis, [by]).filter(within), by, *besides).annotate(
            n=Count("pk")
        ):
            for code in asked:
                add(row, code)
    unsaid = rows.silent(rows.PERIODS, basis, [by]).filter(within)
    for row in grouped(unsaid, by, "rated", *besides).annotate(n=Count("pk")):
        if row["indicator"] in codes:
            add(row, row["indicator"])
        rating = rows.RATING_OF.get(row["indicator"], "")
        if rating in codes and not row["rated"]:
            add(row, rating)
    return counted


def keys_of(table: Table, by: By, span: Span) -> list[str]:
    """The keys to show: the county always, every month of the span, else those that have a row."""
    if by == "all":
        return [ALL]
    if by == "month":
        return span.months()
    return sorted({key for key, _ in table})
