"""A sheet into the ledger: every line read and checked first, then all of them or none; a line already there is skipped."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from hashlib import sha256
from typing import Any

from django.db.models import Q

from audit import chain
from cases.policies import NotLawfulNow, NotYours
from documents import sheets
from law.terms import ActivityKind
from organizations.acting import action
from organizations.models import Unit, User
from reports.activities.actions import contradiction, enter
from reports.activities.entries import Entry, kinds_for, may_enter, nothing_in, problems, tidy
from reports.activities.figures import PROMISED
from reports.activities.kinds import KINDS, MEASURES, Kind
from reports.activities.models import Activity, ActivityImport
from reports.activities.quantities import NotANumber, Quantity
from reports.activities.quantities import read as quantity
from reports.activities.sheets import Sheet

#: Columns that are not numbers: field → heading, in the order of the template.
KIND, NONE = "类型", "本年没有"
WORDS = {"kind": KIND, "title": "名称", "on": "日期", "until": "截止日期", "unit": "组织单位", "place": "地点", "speaker": "授课人",
         "body": "机关或媒体", "attending": "参加单位", "figure": "对应数字"}  # fmt: skip
LAST = {"note": "备注", "none": NONE}
HEADINGS = {heading: name for name, heading in (WORDS | LAST).items()} | {
    measure.heading: code for code, measure in MEASURES.items()
}
#: A heading without its unit is understood, too.
HEADINGS |= {measure.label: code for code, measure in MEASURES.items() if measure.label not in HEADINGS}
_LABELS = WORDS | LAST | {code: measure.heading for code, measure in MEASURES.items()}
_BLANK = {"", "-", "—", "——", "/"}
_YES = {"是", "有", "√", "1", "本年没有", "没有"}


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with one cell, by line and column."""

    line: int
    column: str
    words: str


@dataclass(slots=True)
class Plan:
    """What a sheet would do: the lines to enter, those already there, and what is wrong."""

    new: list[tuple[int, Entry]] = field(default_factory=list)
    known: list[tuple[int, Entry]] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return len(self.new) + len(self.known)


def columns(kinds: list[Kind]) -> list[str]:
    """The headings of a template for these kinds."""
    has = {"place": any(kind.place for kind in kinds), "speaker": any(kind.speaker for kind in kinds),
           "body": any(kind.body for kind in kinds), "attending": any(kind.attending for kind in kinds),
           "figure": any(kind.planned for kind in kinds), "unit": any(kind.by_units for kind in kinds)}  # fmt: skip
    wanted = {measure.code for kind in kinds for measure in kind.measures}
    numbers = [measure.heading for code, measure in MEASURES.items() if code in wanted]
    return [heading for name, heading in WORDS.items() if has.get(name, True)] + numbers + list(LAST.values())


def plan(sheet: Sheet, *, by: User, on: date) -> Plan:
    """Read every line; nothing is saved."""
    found = Plan()
    (first, head), *lines = sheet.rows
    names = list(_heading(head, first, found.wrong))
    if found.wrong:
        return found
    units = {label: unit for unit in Unit.objects.active() for label in (unit.name, unit.short_name)}
    seen: dict[str, int] = {}
    entries = []
    for line, cells in lines:
        entry = _line(line, dict(zip(names, cells, strict=False)), by, on, units, found.wrong)
        if entry is None:
            continue
        if entry.digest in seen:
            found.wrong.append(
                Wrong(line, WORDS["title"], f"和第 {seen[entry.digest]} 行一样；确是两次的，在名称里写明")
            )
        seen.setdefault(entry.digest, line)
        entries.append((line, entry))
    known = _known([entry.digest for _, entry in entries])
    for line, entry in entries:
        (found.known if entry.digest in known else found.new).append((line, entry))
    found.wrong += _contradictions(found.new)
    if not entries and not found.wrong:
        found.wrong.append(Wrong(first, "", "只有表头，没有内容"))
    return found


@action
def apply(sheet: Sheet, *, name: str, by: User, on: date) -> ActivityImport:
    """Enter all of a sheet or nothing. Raises NotLawfulNow when a line is wrong."""
    if not may_enter(by):
        raise NotYours("您的岗位不能导入活动台账。此事由统计报告员办理，单位的活动由本单位导入。")
    found = plan(sheet, by=by, on=on)
    if found.wrong:
        raise NotLawfulNow(*[f"第 {row.line} 行「{row.column}」：{row.words}" for row in found.wrong[:20]])
    digest = sha256(sheet.packed().encode()).hexdigest()
    row = ActivityImport.objects.create(name=name[:120], digest=digest, rows=found.rows, made=len(found.new), skipped=len(found.known),
                                        imported_by=by, imported_on=on)  # fmt: skip
    made = [_enter(line, entry, by, on, row) for line, entry in found.new]
    chain.record("import_activities", by=by, about=row, rows=[each.pk for each in made])
    return row


def _enter(line: int, entry: Entry, by: User, on: date, sheet: ActivityImport) -> Activity:
    try:
        return enter(entry, by=by, on=on, sheet=sheet)
    except NotLawfulNow as refused:
        raise NotLawfulNow(*[f"第 {line} 行：{words}" for words in refused.reasons]) from refused


def _heading(head: tuple[str, ...], line: int, wrong: list[Wrong]) -> Iterator[str]:
    used: set[str] = set()
    for cell in head:
        label = cell.replace("(", "（").replace(")", "）").replace(" ", "")
        name = HEADINGS.get(label, "")
        if label and not name:
            wrong.append(Wrong(line, cell[:30], "不认识这一列，请用模板的列名，多余的列删去"))
        elif name in used:
            wrong.append(Wrong(line, cell, "这一列写了两次"))
        used |= {name} - {""}
        yield name
    for name in ("kind", "on"):
        if name not in used:
            wrong.append(Wrong(line, WORDS[name], "缺这一列"))


def _line(
    line: int, cells: dict[str, str], by: User, on: date, units: dict[str, Unit], wrong: list[Wrong]
) -> Entry | None:
    """One line as an entry; None when it cannot be made, with the reasons in ``wrong``."""
    before = len(wrong)

    def fault(name: str, words: str) -> None:
        wrong.append(Wrong(line, _LABELS.get(name, name), words))

    cells = {name: cell for name, cell in cells.items() if name and cell not in _BLANK}
    for name, cell in cells.items():
        if words := sheets.fault(cell):
            fault(name, f"这一格{words}")
    if len(wrong) > before:
        return None
    kind = next((row for row in kinds_for(by) if row.label == cells.get("kind")), None)
    if kind is None:
        known = cells.get("kind") in {row.label for row in KINDS.values()}
        fault("kind", "这一类由信访局统计报告员登记" if known else "没有这一类，请用「填写说明」里的类型")
        return None
    day = _day(cells.get("on", ""), partial(fault, "on"))
    until = _day(cells["until"], partial(fault, "until")) if "until" in cells else day
    unit = units.get(cells["unit"]) if "unit" in cells else by.unit
    if unit is None:
        fault("unit", "没有这个单位，请写全称或者简称")
    none = cells.get("none", "") in _YES
    if not none and cells.get("none", "否") not in {"否", "无", "0", "×"}:
        fault("none", "请写是或者否")
    numbers = _numbers(cells, fault)
    if len(wrong) > before or day is None or until is None or unit is None:
        return None
    entry = _entry(kind.kind, cells, day, until, unit, numbers, none=none)
    for name, words in problems(entry, by=by, on=on):
        fault(name, words)
    return entry if len(wrong) == before else None


def _entry(
    kind: ActivityKind, cells: dict[str, str], day: date, until: date, unit: Unit, numbers: dict[str, Quantity],
    *, none: bool,
) -> Entry:  # fmt: skip
    if none:
        made = nothing_in(kind, day.year, unit, cells.get("note", ""))
        return tidy(
            Entry(kind, made.on, made.until, unit, made.title, note=made.note, none=True, measures=numbers)
        )
    figure = next(
        (code for code, row in PROMISED.items() if row.label == cells.get("figure")), cells.get("figure", "")
    )
    words: dict[str, Any] = {
        name: cells.get(name, "") for name in ("title", "place", "speaker", "body", "attending", "note")
    }
    start = {code: quantity(text) for code, text in KINDS[kind].start}
    return tidy(Entry(kind, day, until, unit, figure=figure, measures=start | numbers, **words))


def _numbers(cells: dict[str, str], fault: Callable[[str, str], None]) -> dict[str, Quantity]:
    found = {}
    for code, cell in cells.items():
        measure = MEASURES.get(code)
        if measure is None:
            continue
        try:
            found[code] = quantity(cell, unit=measure.unit, decimals=measure.decimals)
        except NotANumber as wrong:
            fault(code, str(wrong))
    return found


def _day(cell: str, fault: Callable[[str], None]) -> date | None:
    found = sheets.day_of(cell)
    if found is None:
        fault(f"「{cell[:20]}」不是日期，请写成 2026-03-02 这样的" if cell else "请填写日期")
    return found


def _known(digests: list[str]) -> set[str]:
    """Which of these are in the ledger, as they stand or as they were first entered."""
    rows = Activity.objects.standing().filter(Q(digest__in=digests) | Q(first_digest__in=digests))
    return {digest for pair in rows.values_list("digest", "first_digest") for digest in pair}


def _contradictions(rows: list[tuple[int, Entry]]) -> Iterator[Wrong]:
    """A line against the ledger, and against the lines before it."""
    nothing = {(entry.kind, entry.unit.pk, entry.on.year) for _, entry in rows if entry.none}
    something = {(entry.kind, entry.unit.pk, entry.on.year) for _, entry in rows if not entry.none}
    for line, entry in rows:
        said = contradiction(entry)
        if not said and entry.none and (entry.kind, entry.unit.pk, entry.on.year) in nothing & something:
            said = "表里同一年又登记了这一类，请去掉一样"
        if said:
            yield Wrong(line, WORDS["on"], said.removeprefix("不能："))
