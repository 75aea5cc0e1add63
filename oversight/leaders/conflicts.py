"""隐患排查销号: a matter found, its owners named, worked on, struck off by somebody else (条例第37条第1款, domain §9.2)."""

from datetime import date

from audit import chain
from cases.models import Category
from cases.policies import NotLawfulNow
from law.terms import HiddenConflictState, StrikeOffGround, UnitKind
from organizations.acting import action
from organizations.models import Unit, User
from organizations.roles import Permission
from oversight.leaders.common import (
    allow,
    bureau_leaders,
    leader_of,
    may_be_entrusted,
    need,
    no_persons,
    people_of,
    plans,
    spoken,
    tell,
)
from oversight.leaders.models import HiddenConflict, HiddenConflictNote


def fields() -> list[str]:
    """领域: the first level of the content categories."""
    rows = Category.objects.filter(retired=False).order_by("position").values_list("level1", flat=True)
    return list(dict.fromkeys(rows))


def may_find(user: User) -> bool:
    return user.can(Permission.REGISTER) or user.can(Permission.HANDLE)


def may_entrust(user: User, row: HiddenConflict) -> bool:
    """The bureau; the head of the unit that found it, for that unit and those below it."""
    return plans(user) or (user.can(Permission.HEAD_UNIT) and row.found_by_unit_id == user.unit_id)


def works_on(user: User, row: HiddenConflict) -> bool:
    """The responsible unit's officers and the responsible leader."""
    return (user.can(Permission.HANDLE) and row.unit_id == user.unit_id) or row.leader_id == user.pk


def may_verify(user: User, row: HiddenConflict) -> bool:
    """The bureau, which checks that matters are ended; never the responsible unit or leader."""
    own = row.leader_id == user.pk or row.unit_id == user.unit_id
    return not own and user.in_bureau and user.can(Permission.CHECK_CONCLUSION)


@action
def find_conflict(
    *, by: User, on: date, matter: str, field: str, place: Unit, place_text: str = ""
) -> HiddenConflict:
    """登记隐患: what conflict, in which field, where. Never who. Raises NotLawfulNow."""
    allow(may_find(by), "登记隐患", "登记员、经办人")
    need(matter, "请写明矛盾事项：什么事、涉及哪一方面、可能怎样发展")
    no_persons(矛盾事项=matter, 具体地点=place_text)
    if field not in fields():
        raise NotLawfulNow("请从列表里选领域")
    if place.kind != UnitKind.TOWNSHIP:
        raise NotLawfulNow("所在地请选乡镇（街道）")
    row = HiddenConflict(
        matter=matter.strip(), field=field, place=place, place_text=place_text.strip(), found_by=by, found_by_unit=by.unit,
        found_on=on,
    )  # fmt: skip
    row.save()
    chain.record("find_conflict", by=by, about=row)
    return row


@action
def entrust_conflict(
    row: HiddenConflict,
    *,
    by: User,
    on: date,
    leader: str,
    unit: Unit,
    official: str,
    measures: str,
    due_on: date,
) -> HiddenConflict:
    """明确责任: leader, unit, official in charge, measures, day; done again, it says what stood before."""
    row = _locked(row)
    allow(may_entrust(by, row), "明确隐患责任", "信访局、排查单位负责人")
    _in_state(row, HiddenConflictState.FOUND, HiddenConflictState.ENTRUSTED)
    if not may_be_entrusted(unit):
        raise NotLawfulNow(f"不能由{unit.short_name}负责：请选县直部门、政法单位或乡镇（街道）")
    if not plans(by) and not unit.is_within(by.unit):
        raise NotLawfulNow("单位负责人只能把责任定给本单位或下属单位；其他单位请报信访局协调")
    need(official, "请写明责任人（承办干部的姓名和职务）")
    need(measures, "请写明化解措施")
    no_persons(责任人=official, 化解措施=measures)
    if due_on < on:
        raise NotLawfulNow(f"化解期限 {due_on} 已经过去，请改为今天或以后的日子")
    named = leader_of(leader)
    if row.state == HiddenConflictState.ENTRUSTED:
        before = f"原为{spoken(row.leader_name, row.leader_post)}、{row.unit.short_name if row.unit else ''}、{row.official}，{row.due_on} 前"
        _note(row, f"调整责任：{before}", by, on)
    row.entrust()
    row.leader, row.leader_name, row.leader_post = named.account, named.name, named.post
    row.unit, row.official, row.measures, row.due_on = unit, official.strip(), measures.strip(), due_on
    row.entrusted_by, row.entrusted_on, row.reminded_on = by, on, None
    _save(row)
    tell(f"conflict-entrusted-{row.version}:{row.pk}", [row.leader_id, *people_of([unit])],
         f"隐患化解责任：{row.matter[:50]}（{due_on} 前）", on=on, page="conflicts", pk=row.pk)  # fmt: skip
    chain.record("entrust_conflict", by=by, about=row)
    return row


@action
def note_conflict(row: HiddenConflict, *, by: User, on: date, text: str) -> HiddenConflict:
    """记进展."""
    row = _locked(row)
    allow(works_on(by, row), "记隐患进展", "责任单位")
    _in_state(row, HiddenConflictState.ENTRUSTED)
    need(text, "请写明做了什么")
    no_persons(情况=text)
    _note(row, text.strip(), by, on)
    _save(row)
    chain.record("note_conflict", by=by, about=row)
    return row


@action
def report_conflict(row: HiddenConflict, *, by: User, on: date, ground: str, result: str) -> HiddenConflict:
    """申请销号: on which ground, shown by what."""
    row = _locked(row)
    allow(works_on(by, row), "申请隐患销号", "责任单位")
    _in_state(row, HiddenConflictState.ENTRUSTED)
    need(result, "请写明化解情况：做了什么、结果怎样、凭什么认定")
    no_persons(化解情况=result)
    row.report()
    row.ground, row.result, row.reported_by, row.reported_on = StrikeOffGround(ground), result.strip(), by, on
    _save(row)
    tell(f"conflict-reported-{row.version}:{row.pk}", bureau_leaders(), f"隐患申请销号，请复核：{row.matter[:50]}",
         on=on, page="conflicts", pk=row.pk)  # fmt: skip
    chain.record("report_conflict", by=by, about=row)
    return row


@action
def strike_off(row: HiddenConflict, *, by: User, on: date, remark: str) -> HiddenConflict:
    """销号, by the bureau and never by the one who asked."""
    row = _to_verify(row, by)
    need(remark, "请写明复核意见：到哪里核对、看了什么")
    no_persons(复核意见=remark)
    row.strike_off()
    row.verified_by, row.struck_off_on, row.remark = by, on, remark.strip()
    _save(row)
    chain.record("strike_off_conflict", by=by, about=row)
    return row


@action
def send_back_conflict(row: HiddenConflict, *, by: User, on: date, reason: str) -> HiddenConflict:
    """复核退回: the work goes on, by the same day."""
    row = _to_verify(row, by)
    need(reason, "请写明退回的理由：还差什么")
    no_persons(退回的理由=reason)
    row.send_back()
    _note(row, f"复核退回：{reason.strip()}", by, on)
    _save(row)
    tell(f"conflict-returned-{row.version}:{row.pk}", people_of([row.unit_id]) if row.unit_id else [],
         f"隐患销号退回：{row.matter[:50]}", on=on, page="conflicts", pk=row.pk)  # fmt: skip
    chain.record("send_back_conflict", by=by, about=row)
    return row


# --- shared -----------------------------------------------------------------------------------------------------


def _locked(row: HiddenConflict) -> HiddenConflict:
    """The row as it is once it is locked: two people do not act on it at once."""
    rows = HiddenConflict.objects.select_for_update(of=("self",))
    return rows.select_related("unit", "found_by_unit").get(pk=row.pk)


def _in_state(row: HiddenConflict, *states: str) -> None:
    if row.state not in states:
        raise NotLawfulNow(f"这一条隐患{row.get_state_display()}，不能再办这一步")


def _to_verify(row: HiddenConflict, by: User) -> HiddenConflict:
    row = _locked(row)
    allow(may_verify(by, row), "复核隐患销号", "信访局，责任单位以外的人")
    _in_state(row, HiddenConflictState.REPORTED)
    if row.reported_by_id == by.pk:
        raise NotLawfulNow("不能：申请销号的人不能自己复核，请由另一人复核")
    return row


def _note(row: HiddenConflict, text: str, by: User, on: date) -> None:
    HiddenConflictNote.objects.create(conflict=row, text=text[:500], by=by, on=on)


def _save(row: HiddenConflict) -> None:
    row.version += 1
    row.save()
