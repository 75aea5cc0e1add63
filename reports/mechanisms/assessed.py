"""What the yearly assessment may look at (条例第39条第1款): a closed list of shares, no volume among them.

Whether a unit works lawfully, in time, and solves matters on the spot; never how many people petitioned.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.policies import NotLawfulNow
from law.terms import AssessmentPillar, ReviewOutcome, UnitKind
from organizations.models import Unit
from reports import counts, figures
from reports.counts import COUNTS, TOTALS
from reports.figures import Span, Tally
from reports.indicators import INDICATORS
from reports.sets import CountSet, FigureSet

P = AssessmentPillar
#: A share of fewer ratings than this would point to a person (domain §9.3): it is not scored.
FEW_RATINGS = 5
#: A unit with fewer duties in the year is not graded: one matter would decide everything.
FEW_DUTIES = 3
#: Whose work is assessed.
KINDS = (UnitKind.DEPARTMENT, UnitKind.PARTY, UnitKind.POLITICAL_LEGAL, UnitKind.TOWNSHIP)


@dataclass(frozen=True, slots=True)
class Assessed:
    """One thing looked at. A rate of the registry, or the share of ``of`` that is not among ``faults`` (counts)."""

    code: str
    pillar: AssessmentPillar
    name: str
    why: str
    weight: int
    of: str = ""
    faults: tuple[str, ...] = ()
    #: Who was dissatisfied stands behind it: a unit is not shown the matters (domain §9.2).
    of_ratings: bool = False

    @property
    def is_rate(self) -> bool:
        return not self.of


_CHANGED = tuple(
    f"{level}_{outcome}" for level in ("reviews", "final_reviews") for outcome in (ReviewOutcome.ANNULLED, ReviewOutcome.CHANGED)
)  # fmt: skip
ASSESSED: dict[str, Assessed] = {
    each.code: each
    for each in (
        Assessed("opinions_upheld", P.LAWFUL, "意见没有被撤销、变更的比率", "复查复核撤销、变更的，是原意见不合规（条例第35条、第36条）", 15,
                 "opinions_signed", _CHANGED),
        Assessed("opinions_not_sent_back", P.LAWFUL, "意见没有被审核退回的比率", "程序、文书有缺项被退回重办的（条例第32条、第40条）", 10,
                 "opinions_signed", ("opinions_sent_back",)),
        Assessed("bureau_timely", P.TIMELY, INDICATORS["bureau_timely"].name, "自己收到的十五日内转送、交办、告知（条例第22条第1款）", 10),
        Assessed("unit_timely_notice", P.TIMELY, INDICATORS["unit_timely_notice"].name, "十五日内书面告知（条例第23条第2款、第3款）", 15),
        Assessed("timely_conclusion", P.TIMELY, INDICATORS["timely_conclusion"].name, "六十日内书面答复（条例第34条）", 20),
        Assessed("one_time_resolution", P.LOCAL, INDICATORS["one_time_resolution"].name, "初次就解决，群众不用再跑（条例第39条第1款）", 20,
                 of_ratings=True),
        Assessed("satisfaction_unit", P.LOCAL, INDICATORS["satisfaction_unit"].name, "评价自愿，参评率列在旁边，不计分（条例第21条第2款）", 10,
                 of_ratings=True),
    )
}  # fmt: skip


def refuse_volume(code: str) -> None:
    """Only what is on the closed list is weighed. Raises NotLawfulNow, for a number of petitions before all."""
    if code in ASSESSED:
        return
    name = COUNTS.get(code) or TOTALS.get(code) or INDICATORS.get(code)
    label = name.name if name else code
    if code in COUNTS or code in TOTALS or code == "repeat":
        raise NotLawfulNow(
            f"不能：「{label}」是信访量，不得作为考核指标、不得据此排名；考核以依规依法及时就地解决问题为导向（条例第39条第1款）"
        )
    raise NotLawfulNow(
        f"不能：「{label}」不在总评的指标范围内，只能从{'、'.join(each.name for each in ASSESSED.values())}里选（条例第39条第1款）"
    )


def year_span(year: int) -> Span:
    return Span(date(year, 1, 1), date(year, 12, 31))


def measured(codes: Iterable[str], span: Span, as_of: date) -> dict[str, dict[str, Tally]]:
    """unit → indicator → how many of how many were as they should be; few queries, whatever the units."""
    wanted = [ASSESSED[code] for code in codes]
    found: dict[str, dict[str, Tally]] = defaultdict(dict)
    rates = [each.code for each in wanted if each.is_rate]
    beside = ["participation_unit"] if "satisfaction_unit" in rates else []
    for (unit, code), tally in figures.live(span, by="unit", as_of=as_of, codes=[*rates, *beside]).items():
        found[unit][code] = tally
    shares = [each for each in wanted if not each.is_rate]
    needed = {code for each in shares for code in (each.of, *each.faults)}
    sizes = counts.sizes(sorted(needed), span, "unit") if needed else {}
    for unit in {unit for unit, _ in sizes}:
        for each in shares:
            whole = _size(sizes, unit, each.of)
            faults = min(sum(_size(sizes, unit, code) for code in each.faults), whole)
            found[unit][each.code] = Tally(whole - faults, whole)
    return found


def _size(sizes: Mapping[tuple[str, str], Any], unit: str, code: str) -> int:
    return sizes[unit, code].value if (unit, code) in sizes else 0


def units() -> list[Unit]:
    """Those assessed, in the county's own order."""
    return list(Unit.objects.filter(kind__in=KINDS).order_by("position", "code"))


def addresses(code: str, unit: str, year: int) -> list[tuple[str, str]]:
    """(words, address) of the sets behind one line, for who sees the county's figures."""
    each, span = ASSESSED[code], year_span(year)
    if each.is_rate:
        at = FigureSet(code, "denominator", span, by="unit", key=unit)
        return [("全部", at.url()), ("没有做到的", at.with_part("missed").url())]
    named = [(COUNTS[fault].name, CountSet(fault, span, "unit", unit).url()) for fault in each.faults]
    return [("全部", CountSet(each.of, span, "unit", unit).url()), *named]


def missed_cases(code: str, unit: str, year: int, as_of: date) -> list[int]:
    """Keys of the matters a line lost points by; for what people rated nobody is told (domain §9.2)."""
    each, span = ASSESSED[code], year_span(year)
    if each.of_ratings:
        return []
    if each.is_rate:
        rows = FigureSet(code, "missed", span, by="unit", key=unit).rows(as_of)
        return list(dict.fromkeys(rows.order_by("-day", "-pk").values_list("case_ref", flat=True)))
    found: list[int] = []
    for fault in each.faults:
        case = COUNTS[fault].source.case
        found += CountSet(fault, span, "unit", unit).rows().order_by("-pk").values_list(case, flat=True)
    return list(dict.fromkeys(found))
