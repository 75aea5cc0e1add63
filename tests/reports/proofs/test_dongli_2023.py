"""东丽区 2023: study, publicity, the mediation centres, leaders who receive, 积案, accountability, two zeros (domain §7.3)."""

from datetime import date, time, timedelta
from typing import Any

import builders as b
import pytest

from cases.models import Case, Handling
from law.terms import (
    Adoption,
    Attendance,
    BacklogOrigin,
    CriterionKind,
    ReceptionKind,
    RecommendationKind,
    Role,
)
from oversight import actions, recommending
from oversight.leaders import backlog, schedule, visits
from oversight.recommending import Draft
from tests.reports.proofs import records as r
from tests.reports.proofs.records import TYPED, Generated, Published

pytestmark = pytest.mark.django_db
YEAR, ON = 2023, date(2024, 2, 20)
FIGURES = (
    Published("每年法律知识学习不少于 40 学时", "study_hours_least", 40, "学法学时最少的一人 40 学时", "12 people, 504 hours"),
    Published("（人均）", "study_hours_each", 42, "人均学法学时 42 学时", "504 ÷ 12"),
    Published("专题讲座 100余 人", "lecture_persons", 105, "专题讲座听众 100余 人次", "105"),
    Published("现场宣传 54 场", "law_talks", 54, "现场普法宣传 54 场", "nine by each of six streets, reported by them"),
    Published("网络宣传信息 315 条", "online_items", 315, "网络普法信息 315 条"),
    Published("征文、短视频 10 条", "works", 10, "征文短视频 10 条"),
    Published("区、街矛调中心登记 7673 件次", "mediation_registrations", 7673, "矛调中心登记 7,673 件次",
              "453 by the district, 7,220 by the streets"),
    Published("街道登记同比增加 37 倍", "mediation_town_increase", 37, "乡镇街道登记比上年增加37倍", "7,220 ÷ 190 − 1"),
    Published("26 位区级领导轮值", "reception_leaders", 26, "接访领导 26 名", "in turn"),
    Published("接访 107 批次", "leader_receptions", 107, "领导干部接访、下访 107 批次", "10 act by act, 97 by the sheet"),
    Published("142 人次", "leader_received_people", 142, "领导干部接访人次 142 人次", "35 of the 107 came in two"),
    Published("包案化解 143 件", "sponsored_resolved", 143, "包案化解 143 件", "of the 171 on the list"),
    Published("交办、督办积案 171 件", "backlog_pressed", 171, "交办、督办的积案 171 件", "165 assigned, 12 supervised, 6 of them both"),
    Published("处置进京施压人员 5 名", "dealt_with_by_police", 5, "公安机关依法处置进京施压人员 5 名※", "from a letter of the police", TYPED),
    Published("问责 4 个街道", "units_held", 4, "按建议追究责任的单位 4 个", "one accountability recommendation, adopted"),
    Published("8 名干部", "persons_held", 8, "按建议追究责任的人员 8 名"),
    Published("行政规范性文件制定 0", "normative_documents", 0, "制定行政规范性文件 0 件", "said explicitly: 本年没有"),
    Published("清理意见 0", "normative_opinions", 0, "规范性文件清理意见 0 件", "six documents looked through"),
)  # fmt: skip
LEADERS = [f"{family}{given} 副区长" for family in "赵钱孙李周吴郑王冯陈蒋沈韩" for given in "明华"]
LIST = "治重化积第三批"


def matters() -> None:
    """171 on the list of 积案: 160 assigned by the sheet, 5 act by act, 6 forwarded and still open."""
    first = date(2023, 2, 6)
    rows = [r.matter(f"D{n:03d}", first + timedelta(n % 60), 处理方式="交办") for n in range(154)]
    rows += [
        r.matter(f"D{n:03d}", date(2023, 10, 9), 处理方式="交办" if n < 160 else "转送", 限办日="2023-12-29" if n < 160 else "", 答复日="",
                 送达日="", 办结日="") for n in range(154, 166)
    ]  # fmt: skip
    assert r.handed_in("cases", rows, ON) == 166
    leader, officer = b.person(Role.BUREAU_LEADER), b.person(Role.SCREENING)
    period = b.lived(first, backlog.add_period, by=leader, title=LIST, origin=BacklogOrigin.SUPERIOR, document="津信联办〔2023〕3号",
                     since=date(2023, 1, 1), until=date(2023, 12, 31))  # fmt: skip
    entry = b.lived(
        first,
        backlog.add_criterion,
        by=leader,
        kind=CriterionKind.ENTRY,
        text="重复信访",
        source="津信联办〔2023〕3号",
    )
    sheet = [
        {"信访件原编号": f"D{n:03d}", "积案台账": LIST, "列入口径": "重复信访", "列入日": "2023-10-20"}
        for n in range(166)
    ]
    assert r.handed_in("backlog", sheet, ON) == 166
    for n in range(5):
        case = r.assigned(date(2023, 5, 8), date(2023, 6, 30), title=f"历史欠薪{n}")
        row = b.lived(date(2023, 5, 9), backlog.propose_backlog, case, by=officer, period=period, criterion=entry,
                      ground="两年未化解")  # fmt: skip
        b.lived(date(2023, 5, 9), backlog.enter_backlog, row, by=leader)


def supervised() -> None:
    """Twelve that are still open are supervised: six of them assigned, six only forwarded."""
    day = date(2023, 11, 20)
    for n in range(154, 166):
        handling = Handling.objects.get(claim__case__own_petition__message_id=f"reg:D{n:03d}")
        b.lived(day, actions.new_supervision, b.again(handling), by=b.person(Role.BUREAU_LEADER), ground="推诿拖延，久拖不决",
                requirements="十个工作日内报告化解方案")  # fmt: skip


def receptions() -> None:
    """26 leaders in turn; ten receptions act by act, the others by the sheet; and the 143 sponsored matters."""
    officer, clerk = b.person(Role.SCREENING), b.person(Role.INTAKE)
    for n in range(10):
        plan, on = date(2023, 2, 20), date(2023, 3, 6) + timedelta(n)
        row = b.lived(plan, schedule.plan_day, by=officer, kind=ReceptionKind.GO_DOWN, day=on, leader=LEADERS[n], place="张贵庄街道",
                      starts_at=time(9), ends_at=time(12))  # fmt: skip
        row = b.lived(plan, schedule.publish, row, by=officer)
        row = b.lived(on, schedule.record_attendance, row, by=clerk, attendance=Attendance.PRESENT)
        b.lived(on, visits.receive_visit, row, _case(n), by=clerk, people=1)
    rows = [
        {"接访日": f"{date(2023, 4, 20) + timedelta(n)}", "领导": LEADERS[n % 26], "形式": ("接访", "下访", "约访")[n % 3],
         "地点": "区接访中心", "信访件原编号": f"D{n:03d}", "人次": "2" if n < 35 else "1"} for n in range(97)
    ]  # fmt: skip
    assert r.handed_in("receptions", rows, ON) == 97
    rows = [
        {"信访件原编号": f"D{n:03d}", "包案领导": LEADERS[n % 26], "责任单位": "housing", "确定日": "2023-04-14", "化解期限": "2023-12-20",
         "化解情况": "诉求已落实", "验收日": "2023-11-30"} for n in range(143)
    ]  # fmt: skip
    assert r.handed_in("sponsored", rows, ON) == 143


def _case(n: int) -> Case:
    return Case.objects.get(own_petition__message_id=f"reg:D{n:03d}")


def accountability() -> None:
    """追究责任的建议 to the discipline inspection, adopted: four units, eight persons, no name."""
    draft = Draft(RecommendationKind.ACCOUNTABILITY, b.unit("discipline"), "治理工作不力", "四个街道对交办事项久拖不决。", "", "依规追究责任",
                  concerned=b.unit("township_01"))  # fmt: skip
    row = b.lived(date(2023, 9, 4), recommending.draft_recommendation, draft, by=b.person(Role.SCREENING))
    row = b.lived(
        date(2023, 9, 5), recommending.sign_recommendation, row, by=b.person(Role.BUREAU_LEADER), length=None
    )
    b.lived(date(2023, 9, 27), recommending.answer_recommendation, row, by=b.person(Role.BUREAU_LEADER), adoption=Adoption.ADOPTED,
            feedback="已问责", units_held=4, persons_held=8)  # fmt: skip


def ledger() -> None:
    """Study, publicity by the streets, the totals of the centres of two years, the two zeros."""
    year, before = (date(2023, 1, 1), date(2023, 12, 31)), (date(2022, 1, 1), date(2022, 12, 31))
    r.noted("study_hours", "全办干部", *year, persons="12", hours="504", min_hours="40")
    r.noted("lecture", "市信访办专家讲条例", date(2023, 5, 10), persons="105")
    r.noted("mediation_centre", "2022年合计", *before, registered_county="300", registered_town="190")
    r.noted("mediation_centre", "2023年合计", *year, registered_county="453", registered_town="7220")
    r.none_of("normative_made", 2023)
    r.noted("normative_reviewed", "年度梳理", date(2023, 11, 20), reviewed="6", opinions="0")
    rows: list[dict[str, Any]] = [
        {"类型": "现场普法宣传", "名称": f"条例宣传第{n}次", "日期": f"2023-05-{n + 10}", "组织单位": f"township_0{town}", "场次（场）": 1}
        for town in range(1, 7) for n in range(9)
    ]  # fmt: skip
    rows += [
        {
            "类型": "网络普法信息",
            "名称": f"条例解读{n}",
            "日期": f"2023-05-{n + 1:02d}",
            "组织单位": "县信访局",
            "信息条数（条）": 21,
        }
        for n in range(15)
    ]
    rows += [
        {
            "类型": "征文短视频",
            "名称": "主题征集",
            "日期": "2023-06-05",
            "组织单位": "县信访局",
            "作品数（条）": 10,
        }
    ]
    names = {f"township_0{town}": b.unit(f"township_0{town}").short_name for town in range(1, 7)}
    r.noted_by_sheet([row | {"组织单位": names.get(row["组织单位"], row["组织单位"])} for row in rows], ON)


def enter() -> None:
    matters()
    supervised()
    receptions()
    accountability()
    ledger()
    r.typed(YEAR, "dealt_with_by_police", 5, "区公安分局 2024 年 2 月 5 日提供的总数", ON)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.id)
def test_as_published(report: Generated, figure: Published) -> None:
    r.prove(report, figure)


def test_assigned_and_supervised_is_counted_once(report: Generated) -> None:
    told = [
        report.figures[code].value for code in ("backlog_assigned", "backlog_supervised", "backlog_pressed")
    ]
    assert told == [165, 12, 171]


def test_the_companion_tells_last_year_as_well(report: Generated) -> None:
    """增加37倍 is this year ÷ last year − 1: both numbers stand in the row."""
    row = report.companion["mediation_town"]
    assert (row["数值"], row["上年"]) == (7220, 190)
    assert row["数值"] / row["上年"] - 1 == 37


def test_the_checker_asks_only_for_what_the_writer_must_write(report: Generated) -> None:
    assert r.unwritten_only(report)
