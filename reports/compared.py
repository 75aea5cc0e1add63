"""A span beside the same days of the year before, by any key of a counted indicator."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reports import counts
from reports.counts import Size
from reports.figures import ALL, By, Span
from reports.wording import FEW


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


def compared(code: str, span: Span, by: By) -> dict[str, Count2]:
    """One count by one key, this span and last year's."""
    now, then = counts.sizes([code], span, by), counts.sizes([code], last_year(span), by)
    keys = sorted({key for key, _ in (*now, *then)})
    return {key: Count2(_of(now, key, code), _of(then, key, code)) for key in keys}


def totals(codes: Iterable[str], span: Span) -> dict[str, Count2]:
    """Several counts, this span and last year's."""
    wanted = list(codes)
    now, then = counts.sizes(wanted, span), counts.sizes(wanted, last_year(span))
    return {code: Count2(_of(now, ALL, code), _of(then, ALL, code)) for code in wanted}


def _of(found: dict[tuple[str, str], Size], key: str, code: str) -> int:
    return found[key, code].value if (key, code) in found else 0


def monthly(code: str, span: Span, by: By) -> dict[str, dict[str, int]]:
    """key → month → number, this span and last year's."""
    found: dict[str, dict[str, int]] = {}
    for days in (last_year(span), span):
        for (key, month), n in counts.by_month(code, days, by).items():
            found.setdefault(key, {})[month] = n
    return found
