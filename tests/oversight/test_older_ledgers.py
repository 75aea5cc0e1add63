"""隐患, 积案, 接访, 包案 of an older register: by matter and official, in the state they came to (domain §7.3, §9.2)."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import builders as b
import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from old_registers import TODAY, bare, case, row, taken, written

from audit.models import Record
from cases.models import CaseEvent
from cases.policies import NotYours
from law.terms import CriterionKind, Role
from oversight.leaders import backlog, figures
from oversight.leaders.models import (
    BacklogCriterion,
    BacklogEntry,
    HiddenConflict,
    Reception,
    ReceptionVisit,
    SponsoredCase,
)
from oversight.leaders.older import Importer
from oversight.leaders.older_kinds import BACKLOG, CONFLICTS, LEDGER_SHEETS, RECEPTIONS, SPONSORED, SheetKind

pytestmark = pytest.mark.django_db
YEAR = (date(2023, 1, 1), date(2023, 12, 31))

CONFLICT = {
    "台账编号": "YH-1", "矛盾事项": "商贸城停业后租户退租退款", "领域": "城乡建设", "所在乡镇": "township_01", "排查日": "2023-03-01",
    "包案领导": "丁亚男 副县长", "责任单位": "housing", "责任人": "王强 住建局科长", "化解措施": "组织三方协商", "化解期限": "2023-06-30",
    "销号依据": "矛盾已经化解", "化解情况": "退款已经付清", "销号日": "2023-05-20",
}  # fmt: skip
VISIT = {
    "接访日": "2023-04-15",
    "领导": "丁亚男 副县长",
    "形式": "下访",
    "地点": "云城街道",
    "信访件原编号": "A1",
    "人次": "2",
}
SPONSOR = {
    "信访件原编号": "A1", "包案领导": "丁亚男 副县长", "责任单位": "housing", "确定日": "2023-03-10", "化解期限": "2023-06-30",
    "验收日": "2023-06-01",
}  # fmt: skip


def entry() -> dict[str, str]:
    """A backlog row, with its period and criteria there."""
    if not BacklogCriterion.objects.filter(text="测试口径").exists():
        leader = b.person(Role.BUREAU_LEADER)
        backlog.add_period(by=leader, on=TODAY, title="2023 年积案", origin="superior", document="市联办〔2023〕1号",
                           since=YEAR[0], until=YEAR[1])  # fmt: skip
        for kind in CriterionKind:
            backlog.add_criterion(by=leader, on=TODAY, kind=kind, text="测试口径", source="内部要求")
    return {"信访件原编号": "A1", "积案台账": "2023 年积案", "列入口径": "测试口径", "列入日": "2023-03-10", "化解口径": "测试口径",
            "化解依据": "协议书", "化解日": "2023-06-01"}  # fmt: skip


def brought(
    kind: SheetKind,
    *rows: dict[str, str],
    role: str = Role.WRITER,
    without: Iterable[str] = (),
    **options: Any,
) -> Importer:
    run = Importer(kind, by=b.person(role), on=TODAY, **options)
    run.run("台账.csv", written(rows, without))
    return run


def sheet_of(kind: SheetKind) -> dict[str, str]:
    return {CONFLICTS: CONFLICT, RECEPTIONS: VISIT, SPONSORED: SPONSOR}.get(kind) or entry()  # type: ignore[call-overload]


def test_a_conflict_with_its_owners_struck_off():
    assert brought(CONFLICTS, CONFLICT).answer.rejected == []
    found = HiddenConflict.objects.get()
    assert (found.state, found.unit.code, found.leader_name, found.official) == (
        "struck_off",
        "housing",
        "丁亚男",
        "王强 住建局科长",
    )
    assert (found.struck_off_on, found.verified_by, found.register_number) == (
        date(2023, 5, 20),
        None,
        "YH-1",
    )
    assert list(figures.conflicts_struck_off(*YEAR)) == [found]


def test_conflicts_found_and_entrusted_go_on_here():
    only_found = {
        name: text
        for name, text in CONFLICT.items()
        if name in {"台账编号", "矛盾事项", "领域", "所在乡镇", "排查日"}
    }
    open_one = CONFLICT | {"台账编号": "YH-2", "销号日": "", "销号依据": ""}
    assert brought(CONFLICTS, only_found, open_one).answer.rejected == []
    assert sorted(HiddenConflict.objects.values_list("state", flat=True)) == ["entrusted", "found"]


def test_the_conflicts_of_a_published_report():
    """乳山市 2023: 526 隐患, each with 包案领导, 责任单位, 责任人."""
    rows = [CONFLICT | {"台账编号": f"YH-{n}", "销号日": "2023-05-20" if n % 2 else ""} for n in range(526)]
    assert brought(CONFLICTS, *rows).answer.imported == 526
    owned = HiddenConflict.objects.exclude(leader_name="").exclude(unit=None).exclude(official="")
    assert owned.count() == figures.conflicts_found(*YEAR).count() == 526


def test_an_entry_of_the_backlog_verified():
    taken(row())
    assert brought(BACKLOG, entry()).answer.rejected == []
    found = BacklogEntry.objects.get()
    assert (found.state, found.verified_on, found.verified_by, found.case) == (
        "verified",
        date(2023, 6, 1),
        None,
        case(),
    )
    assert figures.backlog_resolved(*YEAR).count() == 1
    assert [event.data["what"] for event in CaseEvent.objects.filter(act="import_oversight")] == [
        "列入积案台账：2023 年积案", "积案化解销号",
    ]  # fmt: skip


def test_an_entry_still_in_the_ledger_is_resolved_and_verified_here():
    taken(row())
    brought(BACKLOG, entry() | {"化解日": ""})
    found = BacklogEntry.objects.get()
    met = BacklogCriterion.objects.get(text="测试口径", kind="resolution")
    found = b.lived(
        TODAY, backlog.resolve_backlog, found, by=b.person(Role.SCREENING), met=met, evidence="款已付清"
    )
    found = b.lived(
        TODAY, backlog.verify_backlog, found, by=b.person(Role.BUREAU_LEADER), remark="核对了付款凭据"
    )
    assert found.state == "verified"


def test_receptions_of_a_published_report():
    """东丽区 2023: 26 leaders, 107 批次, 142 人次; a matter, a leader, a day make one 批次."""
    matters = [bare(原编号=f"D{n}", 信访形式="来访", 办结日="2023-12-01") for n in range(107)]
    assert taken(*matters).answer.imported == 107
    visits = [
        VISIT | {"领导": f"领导{chr(0x4E00 + n % 26)} 区领导", "信访件原编号": f"D{n}", "人次": "2" if n < 35 else "1",
                 "接访日": f"{date(2023, 3, 2) + timedelta(n)}"}
        for n in range(107)
    ]  # fmt: skip
    assert brought(RECEPTIONS, *visits).answer.rejected == []
    assert figures.batches(*YEAR).count() == 107
    assert figures.person_times(*YEAR) == 142
    assert Reception.objects.values("leader_name").distinct().count() == 26


def test_several_matters_of_one_day_are_one_reception():
    taken(row(), row(原编号="A2"))
    brought(RECEPTIONS, VISIT, VISIT | {"信访件原编号": "A2"})
    brought(
        RECEPTIONS,
        VISIT | {"信访件原编号": case("A2").number},
        VISIT | {"领导": "赵一 县长", "信访件原编号": "", "人次": ""},
    )
    assert (Reception.objects.count(), ReceptionVisit.objects.count()) == (2, 2)


def test_a_sponsored_matter_accepted():
    taken(row())
    assert brought(SPONSORED, SPONSOR).answer.rejected == []
    found = SponsoredCase.objects.get()
    assert (found.state, found.checked_on, found.checked_by, found.unit.code) == (
        "accepted",
        date(2023, 6, 1),
        None,
        "housing",
    )
    assert figures.sponsored_resolved(*YEAR).count() == 1


REFUSED: list[tuple[str, dict[str, str], str, str]] = [
    ("conflicts", {"矛盾事项": "张三 330999196001011428 欠款"}, "矛盾事项", "不记个人"),
    ("conflicts", {"责任人": "王强 13855552207"}, "责任人", "不记个人"),
    ("conflicts", {"领域": "天文"}, "领域", "一级名称"),
    ("conflicts", {"所在乡镇": "housing"}, "所在乡镇", "乡镇（街道）"),
    ("conflicts", {"责任单位": ""}, "责任单位", "请填责任单位"),
    ("conflicts", {"责任人": ""}, "责任人", "都要填"),
    ("conflicts", {"化解期限": ""}, "化解期限", "都要填"),
    ("conflicts", {"包案领导": "丁亚男"}, "包案领导", "姓名 职务"),
    ("conflicts", {"销号依据": ""}, "销号依据", "请填销号依据"),
    ("conflicts", {"销号依据": "不想办了"}, "销号依据", "不认识"),
    ("conflicts", {"销号日": "2023-02-01"}, "销号日", "早于排查日"),
    ("conflicts", {"销号日": "2199-02-01"}, "销号日", "晚于今天"),
    ("conflicts", {"台账编号": ""}, "台账编号", "为空"),
    ("conflicts", {"矛盾事项": "=1+1"}, "矛盾事项", "公式"),
    ("backlog", {"信访件原编号": "Z9"}, "信访件原编号", "没有「Z9」"),
    ("backlog", {"积案台账": "别的"}, "积案台账", "2023 年积案"),
    ("backlog", {"列入口径": "随便"}, "列入口径", "测试口径"),
    ("backlog", {"化解口径": ""}, "化解口径", "测试口径"),
    ("backlog", {"化解日": "2023-03-01"}, "化解日", "早于列入日"),
    ("receptions", {"人次": ""}, "人次", "请填人次"),
    ("receptions", {"形式": "茶话会"}, "形式", "不认识"),
    ("receptions", {"接访日": "2199-01-01"}, "接访日", "晚于今天"),
    ("receptions", {"接谈意见": "电话 13855552207"}, "接谈意见", "不记个人"),
    ("sponsored", {"责任单位": "water"}, "责任单位", "没有承办这一件"),
    ("sponsored", {"化解期限": "2023-03-01"}, "化解期限", "早于确定日"),
    ("sponsored", {"验收日": "2023-03-01"}, "验收日", "早于确定日"),
]


@pytest.mark.parametrize(("code", "cells", "column", "words"), REFUSED)
def test_a_row_is_refused_by_line_column_and_reason(code, cells, column, words):
    taken(row())
    kind = LEDGER_SHEETS[code]
    answer = brought(kind, sheet_of(kind) | cells).answer
    (rejected,) = answer.rejected
    assert (rejected.line, rejected.column, answer.imported) == (2, column, 0), rejected
    assert words in rejected.reason


@pytest.mark.parametrize("code", LEDGER_SHEETS)
def test_a_second_import_adds_nothing_and_each_batch_is_one_record(code):
    taken(row())
    kind = LEDGER_SHEETS[code]
    sheet = sheet_of(kind)
    assert brought(kind, sheet, dry_run=True).answer.imported == 1
    first, again = brought(kind, sheet, sheet).answer, brought(kind, sheet).answer
    assert (first.imported, first.skipped) == (1, 1)
    assert (again.imported, again.skipped) == (0, 1)
    assert Record.objects.filter(verb=kind.verb).count() == 1


@pytest.mark.parametrize("code", ["backlog", "sponsored"])
def test_one_matter_is_not_there_twice_whatever_its_number(code):
    taken(row())
    kind = LEDGER_SHEETS[code]
    sheet = sheet_of(kind) | {"验收日": ""}
    brought(kind, sheet)
    (rejected,) = brought(kind, sheet | {"信访件原编号": case().number}).answer.rejected
    assert rejected.column == "信访件原编号"


def test_an_accusation_is_no_matter_anybody_can_name():
    """条例第30条第3款."""
    sealed = b.registered(purpose="accusation", title="举报某人")
    (rejected,) = brought(RECEPTIONS, VISIT | {"信访件原编号": sealed.number}).answer.rejected
    assert "没有" in rejected.reason


@pytest.mark.parametrize("role", [Role.INTAKE, Role.BUREAU_LEADER, Role.SYSADMIN])
def test_who_may_not(role):
    with pytest.raises(NotYours):
        brought(CONFLICTS, CONFLICT, role=role)
    assert not HiddenConflict.objects.exists()


def refused(sql: str, *values: object) -> str:
    def run() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)

    with pytest.raises(DatabaseError) as caught:
        run()
    return str(caught.value)


def test_the_database_lets_only_rows_of_a_register_be_born_late():
    brought(CONFLICTS, CONFLICT)
    words = refused(
        "INSERT INTO oversight_hiddenconflict (matter, field, place_id, place_text, state, found_by_id, found_by_unit_id, found_on,"
        " leader_name, leader_post, unit_id, official, measures, due_on, entrusted_by_id, entrusted_on, ground, result, remark,"
        " register_number, version) SELECT matter, field, place_id, '', 'entrusted', found_by_id, found_by_unit_id, found_on,"
        " leader_name, leader_post, unit_id, official, measures, due_on, entrusted_by_id, entrusted_on, '', '', '', '', 1"
        " FROM oversight_hiddenconflict"
    )
    assert "may not go from" in words
    assert refused("UPDATE oversight_hiddenconflict SET register_number = ''")
    assert refused("UPDATE oversight_hiddenconflict SET struck_off_on = NULL")


def test_a_batch_costs_a_bounded_number_of_statements(django_assert_max_num_queries):
    rows = [CONFLICT | {"台账编号": f"Q{n}"} for n in range(200)]
    run = Importer(CONFLICTS, by=b.person(Role.WRITER), on=TODAY)
    with django_assert_max_num_queries(20):
        run.run("a.csv", written(rows))
    assert HiddenConflict.objects.count() == 200
