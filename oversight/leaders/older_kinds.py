"""积案, 接访 and 包案 of an older register, column by column; with 隐患 they are ``LEDGER_SHEETS``."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from cases.models import Case, Handling
from documents.cells import Refused, day, text, whole, word, words
from documents.sheets import Column
from law.terms import (
    BacklogState,
    CriterionKind,
    HandlingRole,
    ReceptionKind,
    ReceptionState,
    SponsorshipState,
)
from organizations.models import User
from oversight.leaders.models import (
    BacklogCriterion,
    BacklogEntry,
    BacklogPeriod,
    Reception,
    ReceptionVisit,
    SponsoredCase,
)
from oversight.leaders.older import (
    MATTER,
    UNTOLD,
    Entry,
    Lists,
    SheetKind,
    in_order,
    known,
    leader,
    told,
    unit_of,
)
from oversight.leaders.older_conflicts import CONFLICTS

C = Column
Events = list[tuple[Case, date, str]]
_DAY = "日期，例如 2023-03-15"
_MATTER = C(
    MATTER,
    "信访件在办件台账里的原编号，或者系统件号；办件台账要先导入",
    True,
    ("原编号", "件号", "信访件编号"),
    "2023-0001",
)


# --- 积案 ---------------------------------------------------------------------------------------------------------

BACKLOG_COLUMNS = (
    _MATTER,
    C("积案台账", "系统里已经建好的台账期名称", True, ("台账", "台账期")),
    C("列入口径", "系统里的列入口径，文字要一致", True),
    C("列入日", _DAY, True, ("建账日", "列入日期")),
    C("符合口径的事实", "例如首次提出的日期、交办文号", aliases=("事实",)),
    C("化解口径", "系统里的化解口径；化解的必填"),
    C("化解依据", "文书文号、兑付凭据等", aliases=("依据",)),
    C("化解日", "复核认定化解、销号的日期；没有化解的不填", aliases=("销号日", "化解日期")),
)


def _backlog_lists() -> dict[str, Any]:
    rows = BacklogCriterion.objects.all()
    return {
        "periods": {row.title: row for row in BacklogPeriod.objects.all()},
        CriterionKind.ENTRY: {row.text: row for row in rows if row.kind == CriterionKind.ENTRY},
        CriterionKind.RESOLUTION: {row.text: row for row in rows if row.kind == CriterionKind.RESOLUTION},
    }


def _of(lists: Lists, kind: str, cells: dict[str, str], column: str) -> Any:
    named = cells.get(column, "")
    if named not in lists.more[kind]:
        there = "、".join(lists.more[kind]) or "还没有，请先建"
        raise Refused(column, f"没有「{named[:30]}」，系统里有：{there[:200]}")
    return lists.more[kind][named]


def _read_backlog(cells: dict[str, str], lists: Lists) -> Entry:
    entered, over = day(cells, "列入日"), day(cells, "化解日")
    in_order(lists.today, ("列入日", entered), ("化解日", over))
    period = _of(lists, "periods", cells, "积案台账")
    values: dict[str, Any] = {
        "period": period, "criterion": _of(lists, CriterionKind.ENTRY, cells, "列入口径"), "decided_on": entered,
        "proposed_on": entered, "ground": told(cells, "符合口径的事实", 300) or UNTOLD, "state": BacklogState.ENTERED,
    }  # fmt: skip
    if over:
        values |= {"met": _of(lists, CriterionKind.RESOLUTION, cells, "化解口径"), "resolved_on": over, "verified_on": over,
                   "evidence": told(cells, "化解依据", 2000) or UNTOLD, "state": BacklogState.VERIFIED}  # fmt: skip
    matter = text(cells, MATTER, 40)
    return Entry(0, f"{period.pk}/{matter}", matter, values)


def _about_backlog(batch: Sequence[Entry], lists: Lists) -> None:
    """Which matters are on the lists already."""
    rows = BacklogEntry.objects.filter(case__in=[entry.case for entry in batch if entry.case])
    lists.more["there"] = set(rows.exclude(state=BacklogState.REFUSED).values_list("period", "case"))


def _place_backlog(entry: Entry, lists: Lists) -> None:
    assert entry.case is not None  # noqa: S101 - a matter is required
    at = entry.values["period"].pk, entry.case.pk
    if at in lists.more["there"]:
        raise Refused(MATTER, f"这一件已经在「{entry.values['period'].title}」里")
    lists.more["there"].add(at)


def _write_backlog(batch: Sequence[Entry], by: User, on: date) -> Events:
    rows, events = [], []
    for entry in batch:
        assert entry.case is not None  # noqa: S101 - placed
        over = entry.values["state"] == BacklogState.VERIFIED
        who = {"proposed_by": by, "decided_by": by} | (
            {"resolved_by": by, "resolved_unit": by.unit} if over else {}
        )
        rows.append(BacklogEntry(case=entry.case, register_number=entry.key, **entry.values, **who))
        events.append(
            (entry.case, entry.values["decided_on"], f"列入积案台账：{entry.values['period'].title}")
        )
        if over:
            events.append((entry.case, entry.values["verified_on"], "积案化解销号"))
    BacklogEntry.objects.bulk_create(rows)
    return events


BACKLOG = SheetKind(
    "backlog", "积案台账", "import_backlog", BACKLOG_COLUMNS, _backlog_lists, _read_backlog, known(BacklogEntry),
    _write_backlog, _about_backlog, _place_backlog,
)  # fmt: skip


# --- 接访 ---------------------------------------------------------------------------------------------------------

KINDS = words(*((f"{kind.label} {short}", kind.value) for kind, short in zip(
    ReceptionKind, ("接访", "下访", "约访", "联合"), strict=True)))  # fmt: skip
RECEPTION_COLUMNS = (
    C("接访日", _DAY, True, ("日期", "接访日期")),
    C("领导", "姓名 职务，中间空一格", True, ("接访领导",), "丁亚男 副县长"),
    C("形式", "接访、下访、约访、联合", True, ("接访形式",), "下访"),
    C("地点", "", True, ("接访地点",)),
    C(
        MATTER,
        "一行一批：这一批来访在办件台账里的原编号，或者系统件号；当天没有来访的不填",
        aliases=("原编号", "件号"),
        example="2023-0001",
    ),
    C("人次", "这一批来了几个人；填了信访件的必填", aliases=("人数",)),
    C("接谈意见", "", aliases=("意见",)),
)


def _read_reception(cells: dict[str, str], lists: Lists) -> Entry:
    on = day(cells, "接访日")
    in_order(lists.today, ("接访日", on))
    matter, people = text(cells, MATTER, 40), whole(cells, "人次", 1, 10_000)
    if matter and not people:
        raise Refused("人次", "填了信访件的请填人次")
    named = leader(cells, "领导", lists)
    values = named | {
        "on": on, "kind": word(cells, "形式", KINDS), "place": told(cells, "地点", 100), "people": people,
        "advice": told(cells, "接谈意见", 500),
    }  # fmt: skip
    return Entry(0, f"{on} {named['leader_name']}/{matter}", matter, values)


def _day_key(entry: Entry) -> str:
    """The reception a row is part of: one leader, one day."""
    return entry.key.partition("/")[0]


def _known_visits(entries: Sequence[Entry]) -> set[str]:
    """Rows whose reception is here, and whose matter it has (or that name none)."""
    days = {_day_key(entry): entry for entry in entries}
    here = {row.register_number: row for row in Reception.objects.filter(register_number__in=days)}
    rows = ReceptionVisit.objects.filter(reception__in=here.values()).select_related(
        "reception", "case__own_petition"
    )
    visits = {
        f"{row.reception.register_number}/{number}"
        for row in rows
        for number in (row.case.number, (row.case.own_petition.message_id or "").removeprefix("reg:"))
    }
    return visits | {f"{number}/" for number in here}


def _place_reception(entry: Entry, lists: Lists) -> None:
    """One matter is one 批次 of one reception."""
    if entry.case is None:
        return
    at = _day_key(entry), entry.case.pk
    if at in lists.more.setdefault("received", set()):
        raise Refused(MATTER, "这一件已经记在这位领导当天的接访里，一件事一次接访只算一批")
    lists.more["received"].add(at)


def _write_receptions(batch: Sequence[Entry], by: User, on: date) -> Events:
    days = {_day_key(entry): entry for entry in reversed(batch)}
    here = {row.register_number: row for row in Reception.objects.filter(register_number__in=days)}
    fresh = [
        Reception(
            register_number=number, on=entry.values["on"], kind=entry.values["kind"], place=entry.values["place"],
            leader=entry.values["leader"], leader_name=entry.values["leader_name"], leader_post=entry.values["leader_post"],
            state=ReceptionState.HELD, attendance="present", recorded_by=by, starts_at=time(0, 0), ends_at=time(23, 59),
        )
        for number, entry in days.items()
        if number not in here
    ]  # fmt: skip
    here |= {row.register_number: row for row in Reception.objects.bulk_create(fresh)}
    visits, events = [], []
    for entry in batch:
        if entry.case:
            visits.append(ReceptionVisit(reception=here[_day_key(entry)], case=entry.case, people=entry.values["people"],
                                         advice=entry.values["advice"], recorded_by=by, recorded_on=on))  # fmt: skip
            events.append((entry.case, entry.values["on"], f"{entry.values['leader_name']}接谈"))
    ReceptionVisit.objects.bulk_create(visits)
    return events


RECEPTIONS = SheetKind(
    "receptions", "接访台账", "import_receptions", RECEPTION_COLUMNS, dict, _read_reception, _known_visits, _write_receptions,
    place=_place_reception,
)  # fmt: skip


# --- 包案 ---------------------------------------------------------------------------------------------------------

SPONSORED_COLUMNS = (
    _MATTER,
    C("包案领导", "姓名 职务，中间空一格", True, ("领导",), "丁亚男 副县长"),
    C("责任单位", "承办这一件的单位，代码、简称或全称", True),
    C("确定日", _DAY, True, ("包案日", "确定包案日")),
    C("化解期限", "领导定的期限", True, ("期限",)),
    C("包案缘由", "突出在哪里、难在哪里", aliases=("缘由",)),
    C("化解情况", "化解的写明怎样解决", aliases=("化解结果",)),
    C("验收日", "验收通过的日期；还在包的不填", aliases=("化解日", "验收日期")),
)


def _read_sponsored(cells: dict[str, str], lists: Lists) -> Entry:
    opened, due, over = day(cells, "确定日"), day(cells, "化解期限"), day(cells, "验收日")
    in_order(lists.today, ("确定日", opened), ("验收日", over))
    if opened and due and due < opened:
        raise Refused("化解期限", f"{due} 早于确定日 {opened}，请核对")
    values = leader(cells, "包案领导", lists) | {
        "unit": unit_of(cells, "责任单位", lists), "opened_on": opened, "due_on": due,
        "reason": told(cells, "包案缘由", 300) or UNTOLD, "resolution": told(cells, "化解情况", 2000), "checked_on": over,
        "state": SponsorshipState.ACCEPTED if over else SponsorshipState.OPENED,
    }  # fmt: skip
    matter = text(cells, MATTER, 40)
    return Entry(0, f"{matter}/{opened}", matter, values)


def _about_sponsored(batch: Sequence[Entry], lists: Lists) -> None:
    """Who leads the matters of a batch, and which are sponsored already."""
    cases = [entry.case for entry in batch if entry.case]
    leads = Handling.objects.filter(claim__case__in=cases, role=HandlingRole.LEAD).exclude(state="returned")
    lists.more["led"] = set(leads.values_list("claim__case", "unit"))
    open_ones = SponsoredCase.objects.open().filter(case__in=cases).values_list("case", flat=True)
    lists.more["held"] = set(open_ones)


def _place_sponsored(entry: Entry, lists: Lists) -> None:
    """The unit must have handled the matter, and one leader answers for it at a time."""
    assert entry.case is not None  # noqa: S101 - a matter is required
    unit, held = entry.values["unit"], lists.more["held"]
    if (entry.case.pk, unit.pk) not in lists.more["led"]:
        raise Refused("责任单位", f"{unit.short_name}没有承办这一件，责任单位从承办单位里填")
    if entry.values["state"] == SponsorshipState.OPENED:
        if entry.case.pk in held:
            raise Refused(MATTER, "这一件已经有领导包案")
        held.add(entry.case.pk)


def _write_sponsored(batch: Sequence[Entry], by: User, on: date) -> Events:
    rows, events = [], []
    for entry in batch:
        assert entry.case is not None  # noqa: S101 - placed
        rows.append(SponsoredCase(case=entry.case, register_number=entry.key, opened_by=by, **entry.values))
        events.append((entry.case, entry.values["opened_on"], f"{entry.values['leader_name']}包案"))
        if entry.values["checked_on"]:
            events.append((entry.case, entry.values["checked_on"], "包案验收通过"))
    SponsoredCase.objects.bulk_create(rows)
    return events


SPONSORED = SheetKind(
    "sponsored", "包案台账", "import_sponsored", SPONSORED_COLUMNS, dict, _read_sponsored, known(SponsoredCase),
    _write_sponsored, _about_sponsored, _place_sponsored,
)  # fmt: skip

LEDGER_SHEETS: dict[str, SheetKind] = {
    kind.code: kind for kind in (CONFLICTS, BACKLOG, RECEPTIONS, SPONSORED)
}
