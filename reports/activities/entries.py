"""One line of the ledger as it is given — by a form or a sheet — and what is wrong with it, field by field."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from cases.models import Topic
from law.terms import ActivityKind
from organizations.models import Unit, User
from organizations.roles import Permission
from reports.activities.figures import PROMISED
from reports.activities.kinds import KINDS, MEASURES, Kind, spec
from reports.activities.models import Activity
from reports.activities.quantities import Quantity

#: Long enough for what a report says of it; the columns hold as much.
LONGEST = {
    "title": 120,
    "place": 120,
    "speaker": 80,
    "body": 80,
    "attending": 4000,
    "note": 500,
    "figure": 40,
}
TEXTS = tuple(LONGEST)
Problem = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody reports. ``none``: the year of ``on`` had nothing of this kind."""

    kind: ActivityKind
    on: date
    until: date
    unit: Unit
    title: str = ""
    place: str = ""
    speaker: str = ""
    body: str = ""
    attending: str = ""
    figure: str = ""
    note: str = ""
    none: bool = False
    measures: dict[str, Quantity] = field(default_factory=dict)

    @property
    def spec(self) -> Kind:
        return KINDS[self.kind]

    @property
    def digest(self) -> str:
        """The same words and numbers have the same digest; a remark does not make another activity."""
        said = [self.kind.value, self.on.isoformat(), self.until.isoformat(), self.unit.code, self.none]
        said += [getattr(self, name) for name in TEXTS if name != "note"]
        numbers = sorted((code, str(quantity)) for code, quantity in self.measures.items())
        return hashlib.sha256(json.dumps([said, numbers], ensure_ascii=False).encode()).hexdigest()


def nothing_in(kind: ActivityKind, year: int, unit: Unit, note: str = "") -> Entry:
    """The declaration that a year had none: an explicit zero, other than not knowing."""
    return Entry(
        kind, date(year, 1, 1), date(year, 12, 31), unit, f"本年没有{kind.label}", note=note, none=True
    )


def tidy(entry: Entry) -> Entry:
    """Blanks at the ends gone, one unit a line, nothing the kind does not have."""
    has = entry.spec
    words: dict[str, Any] = {
        name: " ".join(getattr(entry, name).split()) for name in TEXTS if name != "attending"
    }
    units = [" ".join(line.split()) for line in entry.attending.replace("、", "\n").splitlines()]
    words["attending"] = "\n".join(unit for unit in units if unit)
    kept = {
        "place": has.place,
        "speaker": has.speaker,
        "body": has.body,
        "attending": has.attending,
        "figure": has.planned,
    }
    gone: dict[str, Any] = {name: "" for name, wanted in kept.items() if not wanted or entry.none}
    return replace(entry, **(words | gone))


def problems(entry: Entry, *, by: User, on: date) -> Iterator[Problem]:
    """(field, what is wrong and how to put it right); nothing for a line that may be entered."""
    yield from _who(entry, by)
    yield from _when(entry, on)
    if not entry.title:
        yield "title", f"请填写{entry.spec.title}"
    for name, most in LONGEST.items():
        if len(getattr(entry, name)) > most:
            yield name, f"最多 {most} 字"
    if has_wrong_topic(entry):
        yield "body", f"没有「{entry.body}」这个热点标签，请照热点标签表写，或者留空"
    if entry.none:
        if entry.measures:
            yield "none", "写了数量就不是本年没有，请去掉一样"
    else:
        yield from _numbers(entry)


def has_wrong_topic(entry: Entry) -> bool:
    """Names a hot topic that is not on the list."""
    return entry.spec.tagged and bool(entry.body) and not Topic.objects.filter(name=entry.body).exists()


def may_enter(user: User) -> bool:
    """The report writer; a unit's people for what their unit did itself (街道上报)."""
    return (user.in_bureau and user.can(Permission.WRITE_REPORTS)) or user.can(Permission.HANDLE)


def kinds_for(user: User) -> list[Kind]:
    """What this person may enter."""
    if user.in_bureau and user.can(Permission.WRITE_REPORTS):
        return list(KINDS.values())
    return [kind for kind in KINDS.values() if kind.by_units] if user.can(Permission.HANDLE) else []


def _who(entry: Entry, by: User) -> Iterator[Problem]:
    if entry.spec not in kinds_for(by):
        yield "kind", f"「{entry.spec.label}」由信访局统计报告员登记"
        return
    writer = by.in_bureau and by.can(Permission.WRITE_REPORTS)
    if not writer and entry.unit.pk not in by.stands_for:
        yield "unit", "只能登记本单位的活动"
    if not entry.spec.by_units and not entry.unit.is_bureau:
        yield "unit", "这一类只记信访局自己的"


def _when(entry: Entry, today: date) -> Iterator[Problem]:
    if entry.until < entry.on:
        yield "until", "截止日期不能早于开始日期"
    elif entry.until.year != entry.on.year:
        yield "until", "起止日期要在同一年；跨年的按年分成两条"
    elif not entry.none and not entry.spec.planned and entry.until > today:
        yield "until" if entry.until != entry.on else "on", "还没有到这一天，办过以后再登记"
    if entry.on.year < 2000 or entry.on.year > today.year + 1:
        yield "on", "年份请核对"


def _numbers(entry: Entry) -> Iterator[Problem]:
    has, given = entry.spec, entry.measures
    for code in has.required:
        if code not in given:
            yield code, f"请填写{MEASURES[code].label}"
    if has.some and not any(code in given for code in has.some):
        names = "、".join(MEASURES[code].label for code in has.some)
        yield has.some[0], f"至少填一项：{names}"
    known = {measure.code for measure in has.measures}
    for code in given:
        if code not in known:
            yield code, f"「{has.label}」没有这一项"
    if has.planned and entry.figure not in PROMISED:
        yield "figure", "请选择对应的数字，年终按它对照有没有完成"
    for less, more, words in _ORDER:
        if less in given and more in given and given[less].value > given[more].value:
            yield less, words
    if {"min_hours", "hours", "persons"} <= given.keys():
        least: Decimal = given["min_hours"].value * given["persons"].value
        if least > given["hours"].value and not given["hours"].approximate:
            yield "min_hours", "最少的一人乘以人数已经超过学时合计，请核对"
    for code in ("sessions", "times", "events", "due"):
        if code in given and given[code].value == 0:
            yield code, "没有的不登记；要写明本年没有的，用「本年没有」"


_ORDER = (
    ("taken", "due", "实考人数不能多于应考人数"),
    ("excellent", "taken", "优秀人数不能多于实考人数"),
    ("opinions", "reviewed", "清理意见不能多于清理的文件"),
)


def of_row(row: Activity) -> Entry:
    """A line of the ledger as it stands."""
    measures = {m.code: Quantity(m.quantity, m.approximate) for m in row.measures.all()}
    words = {name: getattr(row, name) for name in TEXTS}
    return Entry(spec(row.kind).kind, row.on, row.until, row.unit, none=row.none, measures=measures, **words)


def as_said(entry: Entry) -> list[tuple[str, str]]:
    """(label, words), in the order of the form: for a page, and to keep what was said before a correction."""
    has = entry.spec
    days = f"{entry.on}" if entry.on == entry.until else f"{entry.on} 至 {entry.until}"
    rows = {has.title: entry.title, "日期": days, "地点": entry.place, "组织单位": entry.unit.name,
            has.speaker or "授课人": entry.speaker, has.body or "机关、媒体": entry.body}  # fmt: skip
    numbers = [measure for measure in has.measures if measure.code in entry.measures]
    rows |= {measure.label: f"{entry.measures[measure.code]}{measure.unit}" for measure in numbers}
    rows |= {"参加单位": entry.attending, "备注": entry.note}
    return [(label, words) for label, words in rows.items() if words]
