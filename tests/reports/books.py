"""A year's book of made-up numbers, without a database: sentences and checks are tested on what is set here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from reports.activities.figures import FIGURES
from reports.annual import Book
from reports.counts import Size
from reports.figures import By, Span, Tally
from reports.indicators import DEFINITIONS, FIRST_READINGS, Basis
from reports.numbers import Noted

#: A year of a county; whatever is not here is zero.
NOW = {
    "petitions_total": 1210, "petitions_letter": 505, "petitions_visit": 602, "petitions_phone": 60, "petitions_online": 40,
    "petitions_fax": 3, "petitions_first": 1107, "petitions_repeat": 103, "first_letters": 505, "first_visits": 602,
    "visitors": 900, "collective_visits": 174, "forwarded": 700, "assigned": 38, "closed": 1200, "closed_first": 1107,
    "backlog_resolved": 130, "matters": 1150,
}  # fmt: skip
THEN = NOW | {"petitions_total": 1000, "petitions_letter": 505, "collective_visits": 180, "assigned": 1, "petitions_first": 900,
              "petitions_repeat": 100}  # fmt: skip
RATES = {"timely_conclusion": Tally(980, 1000), "satisfaction_unit": Tally(292, 296), "unit_timely_notice": Tally(500, 500),
         "bureau_timely": Tally(1208, 1210)}  # fmt: skip
RATES_THEN = {"timely_conclusion": Tally(960, 1000), "satisfaction_unit": Tally(299, 300), "unit_timely_notice": Tally(9, 10),
              "bureau_timely": Tally(1000, 1000)}  # fmt: skip


@dataclass
class Numbers:
    """Numbers as they are set."""

    counts: Mapping[str, int]
    rates: Mapping[str, Tally]
    year: int = 2026
    definitions: str = DEFINITIONS
    readings: Mapping[str, str] = field(default_factory=lambda: dict(FIRST_READINGS))
    basis: Basis = "registered"
    tables: Mapping[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    unrecorded: frozenset[str] = frozenset()
    silent_files: int = 0
    kept: Mapping[str, Noted] = field(default_factory=dict)

    @property
    def span(self) -> Span:
        return Span(date(self.year, 1, 1), date(self.year, 12, 31))

    def count(self, code: str) -> Size:
        return Size(self.counts.get(code, 0), self.counts.get(code, 0))

    def rate(self, code: str) -> Tally:
        return self.rates.get(code, Tally())

    def keyed(self, code: str, by: By) -> dict[str, int]:
        return self.tables.get((code, by), {})

    def recorded(self, code: str) -> bool:
        return code not in self.unrecorded

    def has(self, code: str) -> bool:
        return True

    def silent(self) -> int:
        return self.silent_files

    def ledger(self) -> Mapping[str, Noted]:
        return {
            figure.id: self.kept.get(figure.id, Noted(None, approximate=False, n=0, begun=False))
            for figure in FIGURES
        }

    def address(self, code: str, by: By = "all", key: str = "") -> str:
        return f"/{code}/{by}/{key}"


def book(
    entries: Mapping[str, Any] | None = None,
    earlier: Mapping[str, Any] | None = None,
    *,
    before: Any = None,
    **more: Any,
) -> Book:
    """The year 2026 beside 2025."""
    return Book(
        2026,
        Numbers(NOW, RATES, **more),
        before or Numbers(THEN, RATES_THEN, 2025),
        entries or {},
        earlier or {},
    )


def entry(value: float, source: str = "台账") -> dict[str, Any]:
    return {"value": value, "source": source, "by": "陈文", "on": "2027-01-05"}
