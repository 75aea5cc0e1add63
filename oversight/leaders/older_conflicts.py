"""隐患 of an older register: by matter, field, place and the officials who answer (条例第37条第1款, domain §9.2)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from cases.models import Case
from documents.cells import Refused, day, text, word, words
from documents.sheets import Column
from law.terms import HiddenConflictState, StrikeOffGround, UnitKind
from organizations.models import User
from oversight.leaders import conflicts
from oversight.leaders.common import may_be_entrusted
from oversight.leaders.models import HiddenConflict
from oversight.leaders.older import (
    KEY,
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

C = Column
_DAY = "日期，例如 2023-03-15"

GROUNDS = words(*((f"{ground.label} {short}", ground.value) for ground, short in zip(
    StrikeOffGround, ("化解", "转信访", "导入法定途径", "不存在"), strict=True)))  # fmt: skip
CONFLICT_COLUMNS = (
    C(KEY, "原台账的编号，一条一个", True, ("编号", "原编号", "序号"), "YH-001"),
    C(
        "矛盾事项",
        "什么事、涉及哪一方面；不写姓名、证件号、电话",
        True,
        ("隐患", "事项"),
        "某小区停车位收费争议",
    ),
    C("领域", "内容分类的一级名称", True, example="城乡建设"),
    C("所在乡镇", "乡镇（街道）的代码、简称或全称", True, ("地点", "属地", "乡镇")),
    C("具体地点", "小区、村、路段", aliases=("详细地点",)),
    C("排查日", _DAY, True, ("排查日期", "发现日")),
    C("排查单位", "不填算信访局"),
    C(
        "包案领导",
        "姓名 职务，中间空一格；明确了责任的必填",
        aliases=("责任领导", "领导"),
        example="丁亚男 副县长",
    ),
    C("责任单位", "代码、简称或全称；没有明确责任的不填"),
    C("责任人", "承办干部的姓名和职务", aliases=("责任人员",)),
    C("化解措施", "怎样化解", aliases=("措施",)),
    C("明确责任日", "不填算排查日"),
    C("化解期限", "领导定的期限；明确了责任的必填", aliases=("期限",)),
    C("销号依据", "矛盾已经化解、已作为信访事项登记办理、已导入法定途径、经核查不存在；销号的必填"),
    C("化解情况", "做了什么、结果怎样", aliases=("化解结果",)),
    C("销号日", "没有销号的不填", aliases=("销号日期",)),
)


def _read_conflict(cells: dict[str, str], lists: Lists) -> Entry:
    place, unit = unit_of(cells, "所在乡镇", lists), unit_of(cells, "责任单位", lists)
    if place is None or place.kind != UnitKind.TOWNSHIP:
        raise Refused("所在乡镇", "请填系统里的乡镇（街道）")
    if cells["领域"] not in lists.more["fields"]:
        raise Refused("领域", f"「{cells['领域'][:20]}」不是内容分类的一级名称")
    found_on, due_on = day(cells, "排查日"), day(cells, "化解期限")
    entrusted_on, over_on = day(cells, "明确责任日"), day(cells, "销号日")
    in_order(lists.today, ("排查日", found_on), ("明确责任日", entrusted_on), ("销号日", over_on))
    ground = word(cells, "销号依据", GROUNDS)
    values: dict[str, Any] = {
        "matter": told(cells, "矛盾事项", 300), "field": cells["领域"], "place": place,
        "place_text": told(cells, "具体地点", 80), "found_on": found_on,
        "found_by_unit": unit_of(cells, "排查单位", lists), "state": HiddenConflictState.FOUND,
    }  # fmt: skip
    if over_on and unit is None:
        raise Refused("责任单位", "销号的请填责任单位（条例第37条第1款）")
    if unit:
        for column in ("包案领导", "责任人", "化解期限"):
            if not cells.get(column):
                raise Refused(column, "明确了责任单位的，包案领导、责任人、化解期限都要填（条例第37条第1款）")
        if not may_be_entrusted(unit) and over_on is None:
            raise Refused("责任单位", f"不能由{unit.short_name}负责，请填县直部门、政法单位或乡镇（街道）")
        values |= leader(cells, "包案领导", lists) | {
            "unit": unit, "official": told(cells, "责任人", 60), "due_on": due_on,
            "measures": told(cells, "化解措施", 500) or UNTOLD, "entrusted_on": entrusted_on or found_on,
            "state": HiddenConflictState.ENTRUSTED,
        }  # fmt: skip
    if over_on:
        if not ground:
            raise Refused("销号依据", "销号的请填销号依据")
        values |= {"ground": ground, "result": told(cells, "化解情况", 500) or UNTOLD, "reported_on": over_on,
                   "struck_off_on": over_on, "state": HiddenConflictState.STRUCK_OFF}  # fmt: skip
    return Entry(0, text(cells, KEY, 80), values=values)


def _write_conflicts(batch: Sequence[Entry], by: User, on: date) -> list[tuple[Case, date, str]]:
    rows = []
    for entry in batch:
        values = entry.values | {"found_by": by, "found_by_unit": entry.values["found_by_unit"] or by.unit}
        if values["state"] != HiddenConflictState.FOUND:
            values["entrusted_by"] = by
        if values["state"] == HiddenConflictState.STRUCK_OFF:
            values["reported_by"] = by
        rows.append(HiddenConflict(register_number=entry.key, **values))
    HiddenConflict.objects.bulk_create(rows)
    return []


CONFLICTS = SheetKind(
    "conflicts", "隐患台账", "import_conflicts", CONFLICT_COLUMNS, lambda: {"fields": set(conflicts.fields())},
    _read_conflict, known(HiddenConflict), _write_conflicts,
)  # fmt: skip
