"""The working days of the country (法定休假日、调休): which day is worked, and by which notice.

The marks come from the yearly notices of the State Council (国务院办公厅). A year whose notice is not loaded
is estimated: weekends and the statutory holidays of fixed solar date are off, and whatever depends on such a
day is provisional (暂估). No exception, and never in silence.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

ONE_DAY = timedelta(days=1)
WEEKDAYS = "一二三四五六日"

#: The notices known when this release was made; loaded into an empty table.
SEED = Path(__file__).parent / "data" / "calendar.csv"
COLUMNS = ("date", "kind", "name", "notice")
KINDS = {"off": False, "work": True}
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

#: Statutory holidays of fixed solar date (《全国年节及纪念日放假办法》): New Year, Labour Day, National Day.
FIXED_HOLIDAYS = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}


@dataclass(frozen=True, slots=True)
class DayMark:
    """One day a notice takes out of the ordinary week: a weekday off, or a weekend day worked."""

    day: date
    working: bool
    name: str
    notice: str


def spoken(day: date) -> str:
    """The day as sentences write it: 2026-02-16（周一）."""
    return f"{day.isoformat()}（周{WEEKDAYS[day.weekday()]}）"


class WorkCalendar:
    """An unchanging table of working days.

    ``marks`` are the days of the notices, ``years`` the years whose notice is loaded, ``version`` names this
    state of the table: a due date is a function of it (民法典第203条).
    """

    __slots__ = ("_marks", "_working", "version", "years")

    def __init__(self, marks: Iterable[DayMark], years: Iterable[int], version: str) -> None:
        self._marks = {mark.day: mark for mark in marks}
        self._working = {day: mark.working for day, mark in self._marks.items()}
        self.years = frozenset(years)
        self.version = version

    def has_notice(self, year: int) -> bool:
        """Whether the holiday notice of the year is loaded."""
        return year in self.years

    def is_provisional(self, day: date) -> bool:
        """Whether the day is estimated, because its year has no notice yet (暂估)."""
        return day.year not in self.years

    def mark(self, day: date) -> DayMark | None:
        """What a notice says of the day; None for an ordinary day."""
        return self._marks.get(day)

    def is_workday(self, day: date) -> bool:
        """Whether offices work on the day, 调休 included."""
        working = self._working.get(day)
        if working is not None:
            return working
        if day.weekday() >= 5:
            return False
        return day.year in self.years or (day.month, day.day) not in FIXED_HOLIDAYS

    def roll_forward(self, day: date) -> date:
        """The day itself when worked, else the first working day after it (民法典第203条第1款)."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def add_workdays(self, start: date, n: int) -> date:
        """The ``n``-th working day after ``start`` (before it when negative); the start is not counted."""
        step = ONE_DAY if n >= 0 else -ONE_DAY
        day, left = start, abs(n)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def reason(self, day: date) -> str:
        """Why the day is worked or off, in Chinese, with the notice where one says so."""
        mark = self._marks.get(day)
        if mark:
            return f"{mark.name}{'调休上班' if mark.working else '放假'}，{mark.notice}"
        fixed = FIXED_HOLIDAYS.get((day.month, day.day))
        if fixed and self.is_provisional(day):
            return f"{fixed}，当年放假安排未装入"
        return "周末" if day.weekday() >= 5 else "工作日"


def runs(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days in order, gathered into unbroken runs (first, last)."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and found[-1][1] + ONE_DAY == day:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def days_after(start: date, last: date) -> list[date]:
    """Every day from the one after ``start`` to ``last``."""
    return [start + timedelta(days=step) for step in range(1, (last - start).days + 1)]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in an uploaded notice, and where; ``line`` 1 is the header, 0 the file as a whole."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        place = f"第 {self.line} 行" if self.line else "整个文件"
        return f"{place}「{self.column}」列：{self.reason}"


@dataclass(frozen=True, slots=True)
class Notice:
    """A parsed notice: its days, and every problem found. Take the days only when there is no problem."""

    marks: list[DayMark]
    problems: list[Problem]

    @property
    def years(self) -> frozenset[int]:
        return frozenset(mark.day.year for mark in self.marks)


def parse_day(text: str) -> date:
    """A day written YYYY-MM-DD and no other way; ValueError with a Chinese reason otherwise."""
    if _ISO_DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"没有「{text}」这一天，请核对日期") from None
    fault = f"「{text}」不是日期" if text else "没有填写日期"
    raise ValueError(f"{fault}，请写成 2026-02-16 的形式")


def parse_notice(text: str, year: int | None = None) -> Notice:
    """Read a notice from CSV (columns date, kind off|work, name, notice; others are ignored).

    With ``year`` the notice must be that year's: its days lie in the year or, for a New Year break, in the
    December before, and no fixed holiday is missing. Problems are collected, never raised.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        remedy = f"首行缺少此列，首行应为 {','.join(COLUMNS)}"
        return Notice([], [Problem(1, column, remedy) for column in missing])
    marks: dict[date, DayMark] = {}
    problems: list[Problem] = []
    try:
        for row in reader:
            mark, wrong = _read_row({key: (row[key] or "").strip() for key in COLUMNS}, year)
            if mark and mark.day in marks:
                wrong = [("date", f"{mark.day} 出现两次，请删去一行")]
            problems += [Problem(reader.line_num, column, reason) for column, reason in wrong]
            if mark and not wrong:
                marks[mark.day] = mark
    except csv.Error as error:
        problems.append(
            Problem(reader.line_num, "date", f"不是有效的 CSV（{error}），请用 UTF-8 CSV 重新保存")
        )
    if not problems:
        problems = _missing_days(marks, year)
    return Notice(sorted(marks.values(), key=lambda mark: mark.day), problems)


def _read_row(row: dict[str, str], year: int | None) -> tuple[DayMark | None, list[tuple[str, str]]]:
    """One row as a mark, and what is wrong with it by column."""
    wrong = [
        (column, f"请填写{label}")
        for column, label in (("name", "节日名称"), ("notice", "通知文号"))
        if not row[column]
    ]
    if row["kind"] not in KINDS:
        wrong.append(("kind", f"「{row['kind']}」无法识别，放假填 off，上班填 work"))
    try:
        day = parse_day(row["date"])
    except ValueError as error:
        return None, [("date", str(error)), *wrong]
    if row["kind"] == "work" and day.weekday() < 5:
        wrong.append(("kind", f"{spoken(day)}本来就上班，请核对日期或改为 off"))
    if year and day.year != year and (day.year, day.month) != (year - 1, 12):
        wrong.append(("date", f"{day} 不在 {year} 年，请核对年份"))
    return DayMark(day, KINDS.get(row["kind"], False), row["name"], row["notice"]), wrong


def _missing_days(marks: dict[date, DayMark], year: int | None) -> list[Problem]:
    """A notice with no day, or one that forgets a fixed holiday on a weekday, is incomplete."""
    if not marks:
        return [Problem(0, "date", "没有任何日期，请选择放假安排的 CSV 文件")]
    if not year:
        return []
    fixed = ((date(year, month, day), name) for (month, day), name in FIXED_HOLIDAYS.items())
    return [
        Problem(0, "date", f"缺少{name} {spoken(day)}，请补上这一天")
        for day, name in fixed
        if day.weekday() < 5 and (day not in marks or marks[day].working)
    ]


def seed_marks() -> list[DayMark]:
    """The days of the notices known when this release was made (2004 to 2026)."""
    notice = parse_notice(SEED.read_text(encoding="utf-8"))
    if notice.problems:
        raise ValueError(f"{SEED.name}：{notice.problems[0]}")
    return notice.marks


def seed_calendar() -> WorkCalendar:
    """The calendar of :func:`seed_marks`, for work without a database."""
    marks = seed_marks()
    return WorkCalendar(marks, {mark.day.year for mark in marks}, f"seed-{marks[-1].day.year}")
