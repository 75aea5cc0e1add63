"""One row of an older register, read and checked: what it tells of a matter and its course, or why it is refused.

Days must stand in the order the law gives them (条例第22条、第23条、第31条至第34条). Nothing is guessed: what a row does not
say is None here, and becomes a duty that is not recorded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cases.actions.importing import Rejected
from cases.models import Category, Topic
from cases.old_register import columns as c
from documents.cells import Refused, day, text, whole, word
from documents.sheets import Row
from law import periods
from law.calendar import WorkCalendar
from law.terms import STATUTORY_ROUTES, ClaimWay, Purpose, Route, UnitKind
from organizations import switches
from organizations.models import Unit

#: Ways that end with the bureau (条例第19条、第22条、第31条、第36条).
ENDING = frozenset({ClaimWay.GUIDE, ClaimWay.DECLINE, ClaimWay.BAR, ClaimWay.REPLY, ClaimWay.FILE_AWAY})
EARLIEST = date(1950, 1, 1)
LONGEST_NUMBER, LONGEST_TITLE, MOST_PEOPLE = 36, 2_000, 100_000
ACCUSATION = "不能：检举控告不在这里导入。请交保密员在检举控告通道逐件登记（条例第30条第3款）"


@dataclass(frozen=True, slots=True)
class Lists:
    """What the cells are checked against, read once for a whole sheet."""

    units: Mapping[str, Unit]
    bureau: Unit
    categories: frozenset[str]
    topics: Mapping[str, Topic]
    calendar: WorkCalendar
    rate_repeats: bool
    today: date


def lists(calendar: WorkCalendar, today: date) -> Lists:
    """Units by code, name and short name (abolished ones too: what they did stays theirs; who is there wins)."""
    every = list(Unit.objects.order_by("abolished_on", "pk"))
    units = {word: unit for unit in every for word in (unit.name, unit.short_name, unit.code)}
    paths = [str(row) for row in Category.objects.all()]
    return Lists(
        units=units,
        bureau=next(unit for unit in every if unit.is_bureau),
        categories=frozenset(paths) | {path.partition("/")[0] for path in paths},
        topics={row.name: row for row in Topic.objects.in_use()},
        calendar=calendar,
        rate_repeats=bool(switches.value("rate_repeats")),
        today=today,
    )


@dataclass(slots=True)
class Told:
    """A row that can be taken. ``silent``: columns the sheet does not have at all."""

    line: int
    number: str
    received_on: date
    channel: str
    people: int
    repeat: bool
    earlier: str
    title: str
    words: str
    category: str
    place: Unit | None
    topics: tuple[Topic, ...]
    purpose: str
    route: str
    source: str
    way: str
    unit: Unit | None
    exempt: bool
    extended: int
    silent: frozenset[str]
    sent_on: date | None = None
    report_due_on: date | None = None
    noticed_on: date | None = None
    accepted_on: date | None = None
    extended_on: date | None = None
    answered_on: date | None = None
    served_on: date | None = None
    bureau_value: str = ""
    bureau_on: date | None = None
    unit_value: str = ""
    unit_on: date | None = None
    withdrawn_on: date | None = None
    closed_on: date | None = None

    @property
    def ratable(self) -> bool:
        """Whether the petitioner is asked at all (domain §6): sent to a unit, no statutory way, somebody to ask."""
        sent = self.way in {ClaimWay.FORWARD, ClaimWay.ASSIGN}
        return sent and self.route not in STATUTORY_ROUTES and not self.exempt

    @property
    def begun_on(self) -> date | None:
        """The day of acceptance; without one, that of the written notice (domain §1.4)."""
        return self.accepted_on or (None if self.route in STATUTORY_ROUTES else self.noticed_on)

    @property
    def ended_on(self) -> date | None:
        """The day it was over, if it is."""
        by_way = self.sent_on if self.way in ENDING else None
        return self.closed_on or self.withdrawn_on or self.served_on or self.answered_on or by_way


DAYS = {
    "sent_on": c.SENT, "report_due_on": c.REPORT_DUE, "noticed_on": c.NOTICED, "accepted_on": c.ACCEPTED,
    "extended_on": c.EXTENDED_ON, "answered_on": c.ANSWERED, "served_on": c.SERVED, "bureau_on": c.BUREAU_ON,
    "unit_on": c.UNIT_ON, "withdrawn_on": c.WITHDRAWN, "closed_on": c.CLOSED,
}  # fmt: skip
#: Each day and the days it cannot be before.
NOT_BEFORE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("sent_on", ("received_on",)),
    ("report_due_on", ("sent_on",)),
    ("accepted_on", ("received_on", "sent_on")),
    ("noticed_on", ("received_on", "sent_on", "accepted_on")),
    ("extended_on", ("accepted_on", "noticed_on")),
    ("answered_on", ("received_on", "sent_on", "accepted_on", "noticed_on", "extended_on")),
    ("served_on", ("answered_on",)),
    ("bureau_on", ("received_on", "sent_on")),
    ("unit_on", ("received_on", "sent_on", "answered_on", "served_on")),
    ("withdrawn_on", ("received_on", "sent_on", "noticed_on", "accepted_on", "extended_on")),
    ("closed_on", ("received_on", "sent_on", "noticed_on", "accepted_on", "answered_on", "served_on", "withdrawn_on")),
)  # fmt: skip
NAMES = {"received_on": c.RECEIVED, **DAYS}


def check(row: Row, silent: frozenset[str], lists: Lists) -> Told | Rejected:
    """One row as what it tells, or why it is refused."""
    try:
        for column, reason in row.bad.items():
            raise Refused(column, reason)
        found = _read(row, silent, lists)
        _order(found, lists)
        _course(found)
        _ratings(found, lists)
    except Refused as refused:
        return Rejected(row.line, refused.column, refused.reason)
    return found


def _read(row: Row, silent: frozenset[str], lists: Lists) -> Told:
    cells = row.cells
    for column in c.COLUMNS:
        if column.required and not cells.get(column.name):
            raise Refused(column.name, "为空，请补填")
    purpose = _purpose(cells)
    way = word(cells, c.WAY, c.WAYS)
    unit = _unit(cells, lists)
    way = way or (ClaimWay.FORWARD if unit else "")
    title, number = text(cells, c.TITLE, LONGEST_TITLE), text(cells, c.NUMBER, LONGEST_NUMBER)
    received = day(cells, c.RECEIVED)
    assert received is not None  # noqa: S101 - a required cell
    told = Told(
        line=row.line, number=number, received_on=received, channel=word(cells, c.FORM, c.FORMS),
        people=whole(cells, c.PEOPLE, 1, MOST_PEOPLE) or 1, repeat=word(cells, c.FIRST, c.FIRSTS) == "repeat",
        earlier=cells.get(c.EARLIER, ""), title=title, words=cells.get(c.WORDS, ""), category=_category(cells, lists),
        place=_place(cells, lists), topics=_topics(cells, lists), purpose=purpose,
        route=_route(cells, purpose, way), source=word(cells, c.SOURCE, c.SOURCES) or "county", way=way, unit=unit,
        exempt=bool(word(cells, c.EXEMPT, c.YES)), extended=whole(cells, c.EXTENDED, 1, 30), silent=silent,
        bureau_value=word(cells, c.BUREAU_VALUE, c.VALUES), unit_value=word(cells, c.UNIT_VALUE, c.VALUES),
    )  # fmt: skip
    for name, named in DAYS.items():
        setattr(told, name, day(cells, named))
    return told


def _purpose(cells: Mapping[str, str]) -> str:
    told = cells.get(c.PURPOSE, "") + cells.get(c.WAY, "") + cells.get(c.ROUTE, "")
    if any(word in told for word in c.ACCUSING) or "纪检" in told or cells.get(c.LEVEL1) == "纪检监察":
        raise Refused(c.PURPOSE, ACCUSATION)
    return word(cells, c.PURPOSE, c.PURPOSES) or Purpose.GRIEVANCE


def _route(cells: Mapping[str, str], purpose: str, way: str) -> str:
    told = word(cells, c.ROUTE, c.ROUTES)
    if way == ClaimWay.GUIDE:
        if told not in STATUTORY_ROUTES:
            raise Refused(
                c.ROUTE, "引导告知的请写明法定途径：诉讼、仲裁、党员申诉、行政程序或者查处违法（条例第31条）"
            )
        return told
    if purpose == Purpose.SUGGESTION:
        return Route.SUGGESTION
    return told or (Route.ENQUIRY if way == ClaimWay.REPLY else Route.PETITION)


def _unit(cells: Mapping[str, str], lists: Lists) -> Unit | None:
    named = cells.get(c.UNIT, "")
    if not named:
        return None
    unit = lists.units.get(named)
    if unit is None:
        raise Refused(c.UNIT, f"没有「{named[:20]}」这个单位，请填系统里的代码、简称或全称")
    if unit.kind in {UnitKind.BUREAU, UnitKind.GOVERNMENT}:
        raise Refused(
            c.UNIT, f"{unit.short_name}不是责任单位；本局直接答复、引导的，主办单位留空（条例第22条）"
        )
    if unit.kind == UnitKind.DISCIPLINE:
        raise Refused(c.UNIT, ACCUSATION)
    return unit


def _place(cells: Mapping[str, str], lists: Lists) -> Unit | None:
    named = cells.get(c.PLACE, "")
    if not named:
        return None
    unit = lists.units.get(named)
    if unit is None or unit.kind != UnitKind.TOWNSHIP:
        raise Refused(c.PLACE, f"「{named[:20]}」不是系统里的乡镇（街道），请填代码、简称或全称，或者留空")
    return unit


def _category(cells: Mapping[str, str], lists: Lists) -> str:
    first, second = cells.get(c.LEVEL1, ""), cells.get(c.LEVEL2, "")
    if second and not first:
        raise Refused(c.LEVEL1, "写了二级分类，请把一级分类也填上")
    path = f"{first}/{second}" if second else first
    if path and path not in lists.categories:
        wrong = c.LEVEL1 if first.partition("/")[0] not in lists.categories else c.LEVEL2
        raise Refused(wrong, f"没有「{path[:40]}」这个分类，请与系统的内容分类一致，或者留空")
    return path


def _topics(cells: Mapping[str, str], lists: Lists) -> tuple[Topic, ...]:
    listed = cells.get(c.TOPICS, "")
    for mark in "，,；;/ 　":
        listed = listed.replace(mark, "、")
    names = list(dict.fromkeys(filter(None, (name.strip() for name in listed.split("、")))))
    for name in names:
        if name not in lists.topics:
            raise Refused(
                c.TOPICS, f"没有「{name[:20]}」这个热点标签，请先在热点标签表里加上，或者改成表里的名称"
            )
    return tuple(lists.topics[name] for name in names)


def _order(told: Told, lists: Lists) -> None:
    """Every day within the sheet's world, and none before what it follows from."""
    for name, column in NAMES.items():
        on = getattr(told, name)
        if on is None:
            continue
        if on > lists.today and name != "report_due_on":
            raise Refused(column, f"{on} 晚于今天，请核对")
        if on < EARLIEST:
            raise Refused(column, f"{on} 太早了，请核对年份")
    for name, earlier in NOT_BEFORE:
        on = getattr(told, name)
        for other in earlier:
            before = getattr(told, other)
            if on and before and on < before:
                raise Refused(NAMES[name], f"{on} 早于{NAMES[other]} {before}，请核对")


def _course(told: Told) -> None:
    """The course must be one the law knows: who owes what, and what follows from what."""
    worked = {c.NOTICED: told.noticed_on, c.ACCEPTED: told.accepted_on, c.ANSWERED: told.answered_on}
    of_unit = next((column for column, on in worked.items() if on), "")
    if told.earlier and not told.repeat:
        raise Refused(c.FIRST, "写了重复的原编号，初次重复应为“重复”")
    if told.earlier == told.number:
        raise Refused(c.EARLIER, "原件不能是它自己，请核对")
    if told.way in {ClaimWay.FORWARD, ClaimWay.ASSIGN} and told.unit is None:
        raise Refused(c.UNIT, "转送、交办的请填主办单位（条例第22条第1款）")
    if told.way in ENDING:
        if told.unit:
            raise Refused(
                c.UNIT,
                "本局引导、不予受理、答复或者存查的，主办单位留空；转给单位由单位答复的，处理方式填转送或交办",
            )
        if of_unit:
            raise Refused(of_unit, f"本局{ClaimWay(told.way).label}的没有这一步，请留空，或者核对处理方式")
    elif told.unit is None and of_unit:
        raise Refused(c.UNIT, f"有{of_unit}，请填主办单位")
    elif not told.way and told.sent_on:
        raise Refused(c.WAY, "有转送交办日，请填处理方式")
    if told.route in STATUTORY_ROUTES and told.accepted_on:
        raise Refused(c.ACCEPTED, "走法定途径的不是信访受理，请把受理日留空（条例第31条）")
    if told.exempt and told.noticed_on:
        raise Refused(c.EXEMPT, "免告知的没有书面告知日，两列请只留一列（条例第23条第2款）")
    if told.served_on and not told.answered_on:
        raise Refused(c.ANSWERED, "有送达日，请填答复日（条例第34条）")
    if bool(told.extended) != bool(told.extended_on):
        raise Refused(
            c.EXTENDED_ON if told.extended else c.EXTENDED, "延期天数和延期批准日要一起填（条例第34条）"
        )
    if told.extended and (told.begun_on is None or told.route != Route.PETITION):
        raise Refused(c.EXTENDED, "只有按信访程序受理了的才有延期，请填受理日或者留空（条例第34条）")
    if told.withdrawn_on and told.answered_on:
        raise Refused(c.WITHDRAWN, "已经答复的不再有撤回，两列请只留一列")
    if told.ended_on is None and told.unit and told.unit.abolished_on:
        raise Refused(c.UNIT, f"{told.unit.short_name}已经撤销，还在办理的请填承接的单位（条例第24条第2款）")
    if told.way in ENDING and told.ended_on is None:
        raise Refused(c.SENT, "请填作出的日期（转送交办日）或者办结日")


def _ratings(told: Told, lists: Lists) -> None:
    """Only who is asked rates, and within the window (domain §6)."""
    for value, on, named, dated, start in (
        (told.bureau_value, told.bureau_on, c.BUREAU_VALUE, c.BUREAU_ON, told.sent_on),
        (told.unit_value, told.unit_on, c.UNIT_VALUE, c.UNIT_ON, told.served_on),
    ):
        if on and (not value or value == c.NOT_RATED):
            raise Refused(named, "有评价日，请填评价")
        if not value:
            continue
        if not told.ratable or (told.repeat and not lists.rate_repeats):
            raise Refused(named, "引导告知、法定途径、免告知和重复的件不评价，请留空（统计口径）")
        if named == c.UNIT_VALUE and told.answered_on is None:
            raise Refused(c.ANSWERED, "有对责任单位的评价，请填答复日")
        if value == c.NOT_RATED:
            continue
        if on is None:
            raise Refused(dated, "有评价，请填评价日")
        last = periods.due("rating", start, lists.calendar).due if start else None
        if last and on > last:
            raise Refused(
                dated, f"{on} 晚于评价期届满日 {last}，过期的评价不计，请把评价改为“未评价”、评价日留空"
            )
