"""A number beside that of the same days of the year before."""

from dataclasses import dataclass
from datetime import date

from reports.figures import Span
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
