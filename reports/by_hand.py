"""What the annual reports want that no record carries yet: entered by hand, with who, when and the source (domain §7.3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from reports import counts
from reports.activities.figures import FIGURES
from reports.figures import Span
from reports.models import ReportEntry
from reports.numbers import Numbers, noted
from reports.registry import REGISTRY


@dataclass(frozen=True, slots=True)
class Wanted:
    """A figure that no ledger carries yet. ``formerly``: the name under which it was entered before its ledger began.

    ``optional``: in the report only where somebody entered it.
    """

    id: str
    label: str
    unit: str
    formerly: str = ""
    optional: bool = False


RECOMMENDED = tuple(count.code for count in counts.RECOMMENDED)
#: Groups that begin together: the first of a group has a number by hand before, and one for what is held elsewhere after.
HELD = (
    ("hearings", "hearings_held", "evaluations"),
    tuple(code for code in counts.COUNTS if code.split("_")[0] == "reviews"),
    tuple(code for code in counts.COUNTS if code.startswith("final_reviews")),
)

#: 检举控告: a total from the compartment's own book, entered by its keeper (domain §7.1).
ACCUSATIONS = "accusations"
#: Entered by hand until the activity ledger has a record of it: the ledger's figures (``reports.activities.FIGURES``)
#: join the book by themselves, and one that ``takes_over`` a row of this list stands in its place from then on.
BY_HAND = (
    Wanted("counsel", "参与信访工作的律师", "名"),
    Wanted("trainings", "业务培训", "期"),
    Wanted("trainees", "参加培训", "人次"),
    Wanted("study_sessions", "党组学法", "次"),
    Wanted("law_talks", "普法宣传", "场"),
    Wanted("materials", "发放宣传资料", "份"),
    Wanted("normative_documents", "制定行政规范性文件", "件"),
    Wanted(ACCUSATIONS, "检举控告", "件"),
)
#: Totals that belong to the police and that a report may have to state: never computed, linked to nobody, may stay empty
#: (domain §7.3, §9.2). Their source names the office they came from.
OF_THE_POLICE = (
    Wanted("detained", "公安机关依法行政拘留", "人", optional=True),
    Wanted("dealt_with_by_police", "公安机关依法处置进京施压人员", "名", optional=True),
)
HAND_IDS = {wanted.id: wanted for wanted in BY_HAND}
TAKEN_OVER = {figure.takes_over: figure.id for figure in FIGURES if figure.takes_over}


def by_hand(year: int, numbers: Numbers | None = None) -> dict[str, Wanted]:
    """What is entered by hand for a year."""
    had = numbers.recorded if numbers else lambda code: counts.begun(code, year)
    ledger = numbers.ledger() if numbers else noted(year_span(year))
    alone = {
        code: row
        for code, row in HAND_IDS.items()
        if code not in TAKEN_OVER or not ledger[TAKEN_OVER[code]].begun
    }
    earlier = {} if had(RECOMMENDED[0]) else {code: _wanted(code) for code in RECOMMENDED}
    held = {row.id: row for row in (_held_by_hand(group[0], had) for group in HELD)}
    return held | earlier | alone | {row.id: row for row in OF_THE_POLICE}


def _wanted(code: str) -> Wanted:
    found = REGISTRY[code]
    return Wanted(code, found.name, found.unit)


def _held_by_hand(code: str, had: Callable[[str], bool]) -> Wanted:
    """The whole number before its records begin; after that only what the system does not hold, named so."""
    whole = _wanted(code)
    if had(code):
        return Wanted(
            f"{code}_elsewhere", f"系统以外的{whole.label}（手工补充，另计）", whole.unit, formerly=code
        )
    return whole


def entry_of(year: int, wanted: Wanted) -> ReportEntry | None:
    """What was entered for it, under its name or its former one."""
    rows = ReportEntry.objects.filter(year=year).select_related("entered_by")
    found = rows.filter(figure=wanted.id).first()
    return found or (rows.filter(figure=wanted.formerly).first() if wanted.formerly else None)


def year_span(year: int) -> Span:
    return Span(date(year, 1, 1), date(year, 12, 31))


def number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


#: figure → {value, source, by, on}: what was entered by hand, as plain values.
Entries = Mapping[str, Mapping[str, Any]]


def entries_of(*years: int) -> dict[int, dict[str, dict[str, Any]]]:
    """What was entered by hand for some years, in one query."""
    found: dict[int, dict[str, dict[str, Any]]] = {year: {} for year in years}
    for row in ReportEntry.objects.filter(year__in=years).select_related("entered_by"):
        found[row.year][row.figure] = {"value": number(row.value), "source": row.source, "by": row.entered_by.name,
                                       "on": row.entered_on.isoformat()}  # fmt: skip
    return found


def entry_in(entries: Entries, wanted: Wanted) -> Mapping[str, Any] | None:
    return entries.get(wanted.id) or entries.get(wanted.formerly)
