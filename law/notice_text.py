"""The yearly holiday notice of the State Council as it is published, or as a table, read into days.

Published text, one holiday a paragraph: 「一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。」 What the text says
twice — the weekday, the number of days — is checked: a slip of the keyboard is a problem with its line, never a day.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta

from law.calendar import COLUMNS, DayMark, Notice, Problem, parse_notice

_HEADING = re.compile(r"^\s*[一二三四五六七八九十]+\s*[、.．]\s*(?P<name>[^：:。]{1,20})[：:](?P<rest>.*)$")
_DAY = re.compile(
    r"(?:(?P<year>20\d\d)年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日(?:[（(](?P<note>[^）)]*)[）)])?"
)
_UNTIL = re.compile(r"\s*(?:至|到|—|-|~|～)\s*")
_TOTAL = re.compile(r"共\s*(\d{1,2})\s*天")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_WEEKDAYS = "一二三四五六日"
#: Words of a table's head and cells as offices write them → those of the file.
_HEADS = {"日期": "date", "类别": "kind", "放假或上班": "kind", "放假还是上班": "kind", "安排": "kind", "节日": "name",
          "名称": "name", "依据": "notice", "文号": "notice", "通知文号": "notice"}  # fmt: skip
_KINDS = {"放假": "off", "休": "off", "休息": "off", "上班": "work", "调休上班": "work", "班": "work"}
_SLASHED = re.compile(r"^(20\d\d)[/.年](\d{1,2})[/.月](\d{1,2})日?(?: 00:00:00)?$")


def read(text: str, year: int, notice: str) -> Notice:
    """The notice from whatever was pasted or sent: the published text, or a table with a head row."""
    text = text.removeprefix("\ufeff").strip()
    first = next((line for line in text.splitlines() if line.strip()), "")
    cells = {_HEADS.get(cell.strip(), cell.strip()) for cell in re.split(r"[,\t，]", first)}
    if {"date", "kind"} <= cells:
        return parse_notice(as_csv(text, notice), year)
    if any(_HEADING.match(line) for line in text.splitlines()):
        return read_text(text, year, notice)
    if len(cells) > 1:
        return parse_notice(text, year)
    return Notice(
        [],
        [
            Problem(
                0, "放假安排", "既不是放假通知的正文（一、元旦：……），也不是有“日期、类别”表头的表格，请核对"
            )
        ],
    )


def as_csv(text: str, notice: str) -> str:
    """A table with commas or tabs, its head and cells in Chinese or not, as the plain file; no notice column: this one."""
    lines = [line for line in text.splitlines() if line.strip()]
    mark = "\t" if "\t" in lines[0] else ","
    rows = list(
        csv.reader((line.replace("，", ",") if mark == "," else line for line in lines), delimiter=mark)
    )
    head = [_HEADS.get(cell.strip(), cell.strip()) for cell in rows[0]]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows[1:]:
        cells = {name: cell.strip() for name, cell in zip(head, row, strict=False)}
        given = _SLASHED.match(cells.get("date", ""))
        if given:
            cells["date"] = "{:04d}-{:02d}-{:02d}".format(*(int(part) for part in given.groups()))
        cells["kind"] = _KINDS.get(cells.get("kind", ""), cells.get("kind", ""))
        writer.writerow([cells.get(name, "") or (notice if name == "notice" else "") for name in COLUMNS])
    return out.getvalue()


def read_text(text: str, year: int, notice: str) -> Notice:
    """Days of the published text: weekdays off, and weekend days worked."""
    marks: dict[date, DayMark] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), 1):
        found = _HEADING.match(line)
        if not found:
            continue
        name = re.sub(r"[、和]", "、", found["name"].strip())
        for sentence in re.split(r"[。；;]", found["rest"]):
            days, wrong = _sentence(sentence, year)
            problems += [Problem(number, name, reason) for reason in wrong]
            for day, working in days:
                if working == (day.weekday() >= 5):  # only what differs from the ordinary week
                    marks[day] = DayMark(day, working, name, notice)
    if problems:
        return Notice([], problems)
    # what the table asks of a notice is asked of the text as well: its year, no fixed holiday forgotten
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for day in sorted(marks):
        mark = marks[day]
        writer.writerow([mark.day.isoformat(), "work" if mark.working else "off", mark.name, mark.notice])
    return parse_notice(out.getvalue(), year)


def _sentence(sentence: str, year: int) -> tuple[list[tuple[date, bool]], list[str]]:
    """The days one sentence gives off or sets to work, and what is wrong with it."""
    off, work = "放假" in sentence, "上班" in sentence
    if not off and not work:
        return [], []
    spans: list[tuple[date, date]] = []
    wrong: list[str] = []
    try:
        spans = list(_spans(sentence, year, wrong))
    except ValueError as error:
        return [], [str(error)]
    days = [first + timedelta(n) for first, last in spans for n in range((last - first).days + 1)]
    if not days:
        wrong.append(f"「{sentence.strip()}」没有读出日期，请核对")
    total = _TOTAL.search(sentence)
    if off and total and int(total[1]) != len(days):
        wrong.append(f"写明共 {total[1]} 天，读出 {len(days)} 天，请核对起止日期")
    if work and not off:
        wrong += [f"{day.isoformat()} 本来就上班，请核对" for day in days if day.weekday() < 5]
    return [(day, not off) for day in days], wrong


def _spans(sentence: str, year: int, wrong: list[str]) -> Iterator[tuple[date, date]]:
    """(first, last) of each day or run of days in the sentence, in its order."""
    found = list(_DAY.finditer(sentence))
    at_year, at_month, at = year, 0, 0
    days: list[date] = []
    for match in found:
        at_month = int(match["month"] or at_month)
        at_year = int(match["year"] or at_year)
        if not at_month:
            raise ValueError(f"「{match[0]}」没有月份，请核对")
        try:
            day = date(at_year, at_month, int(match["day"]))
        except ValueError:
            raise ValueError(f"没有「{at_year}年{at_month}月{match['day']}日」这一天，请核对") from None
        said = _WEEKDAY.search(match["note"] or "")
        if said and _WEEKDAYS[day.weekday()] != said[1].replace("天", "日"):
            wrong.append(f"{day.isoformat()} 是周{_WEEKDAYS[day.weekday()]}，不是周{said[1]}，请核对")
        days.append(day)
    while at < len(days):
        if at + 1 < len(days) and _UNTIL.fullmatch(sentence[found[at].end() : found[at + 1].start()]):
            if days[at + 1] < days[at] or (days[at + 1] - days[at]).days > 20:
                raise ValueError(f"{days[at]} 至 {days[at + 1]} 的起止不对，请核对")
            yield days[at], days[at + 1]
            at += 2
        else:
            yield days[at], days[at]
            at += 1
