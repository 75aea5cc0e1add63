"""The last day of a period that another law gives the petitioner (诉讼、仲裁、复议 …): for reference, never a clock here.

日, 月 and 年 are counted as 民法典第200条至第203条 say: the first day is not counted; months and years end on the
corresponding day, or on the month's last day where there is none; a last day that is a day off passes to the next
working day. 工作日 are counted one by one.
"""

import calendar as gregorian
from dataclasses import dataclass
from datetime import date, timedelta

from law.calendar import WorkCalendar, spoken
from law.periods import LONGEST, NotGranted
from law.terms import Measure

#: Months or years beyond a lifetime are slips of the keyboard.
MOST = {Measure.DAYS: LONGEST, Measure.WORKDAYS: LONGEST, Measure.MONTHS: 240, Measure.YEARS: 20}


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last day with all it follows from; ``nominal`` is the day before any roll."""

    start: date
    length: int
    measure: Measure
    nominal: date
    due: date
    provisional: bool

    @property
    def sentence(self) -> str:
        """How the day came about, in one sentence."""
        counted = f"自 {spoken(self.start)} 的次日起算 {self.length} {self.measure.label}"
        rolled = f"，遇休息日顺延到 {spoken(self.due)}" if self.due != self.nominal else ""
        estimated = "；当年放假安排未装入，暂估" if self.provisional else ""
        return f"{counted}，到 {spoken(self.nominal)}{rolled}{estimated}（民法典第200条至第203条）"


def last_day(start: date, length: int, measure: Measure | str, calendar: WorkCalendar) -> LastDay:
    """The last day of ``length`` ``measure`` from ``start`` (day 0). Raises NotGranted for what cannot be counted."""
    measure = Measure(measure)
    if not 1 <= length <= MOST[measure]:
        raise NotGranted(f"期限长度应在 1 至 {MOST[measure]} {measure.label}之间，不能是 {length}，请核对")
    try:
        if measure is Measure.WORKDAYS:
            nominal = due = calendar.add_workdays(start, length)
            years = range(start.year, due.year + 1)
        else:
            nominal = _counted(start, length, measure)
            due = calendar.roll_forward(nominal)
            years = range(nominal.year, due.year + 1)
    except (OverflowError, ValueError):
        raise NotGranted(f"自 {start} 起算，最后一日超出历法范围，请核对起算日") from None
    return LastDay(start, length, measure, nominal, due, not all(map(calendar.has_notice, years)))


def _counted(start: date, length: int, measure: Measure) -> date:
    if measure is Measure.DAYS:
        return start + timedelta(days=length)
    months = length * (12 if measure is Measure.YEARS else 1)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    longest = gregorian.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, longest))  # 民法典第202条
