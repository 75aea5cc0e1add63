"""乳山市 2023: 505 first letters and 602 first visits, three rates, collective visits, 积案, 隐患 (domain §7.3)."""

from datetime import date, timedelta

import builders as b
import pytest

from law.terms import BacklogOrigin, CriterionKind, Role
from oversight.leaders import backlog, conflicts
from tests.reports.proofs import records as r
from tests.reports.proofs.records import TYPED, Generated, Published

pytestmark = pytest.mark.django_db
YEAR, ON = 2023, date(2024, 1, 15)
FIGURES = (
    Published("初信 505 件", "first_letters", 505, "受理初信 505 件次", "8 of them act by act, 497 by the sheet"),
    Published("初访 602 起", "first_visits", 602, "初访 602 批次", "8 of them act by act, 594 by the sheet"),
    Published("及时受理率 100%", "unit_timely_notice", 1.0, "责任单位及时受理率 100.00%", "1,107 of 1,107"),
    Published("按期办结率 100%", "timely_conclusion", 1.0, "按期办结率 100.00%", "1,107 of 1,107"),
    Published("群众满意率 98.65%", "satisfaction_unit", 1023 / 1037, "群众满意率（责任单位）98.65%",
              "1,037 of the 1,107 rated; 1,023 satisfied or fairly satisfied, 14 not"),
    Published("办结初信初访 1107 件", "closed_first", 1107, "办结初信初访 1,107 件", "505 + 602, all closed within the year"),
    Published("妥处集体访 174 起", "collective_visits", 174, "集体访 174 批次", "among the first visits; seven people each"),
    Published("化解积案 130 件", "backlog_resolved", 130, "化解积案 130 件", "matters of 2022; 3 act by act, 127 by the sheet"),
    Published("隐患 526 个", "conflicts_found", 526, "排查隐患 526 个", "5 act by act, 521 by the sheet"),
    Published("逐一明确包案领导、责任单位、责任人", "conflicts_entrusted", 526, "明确责任的隐患 526 个"),
    Published("销号管理", "conflicts_struck_off", 480, "销号隐患 480 个", "480 struck off by the end of the year"),
    Published("行政拘留 8 人", "detained", 8, "公安机关依法行政拘留 8 人※", "from a letter of the police", TYPED),
    Published("普法学习 30余 次", "study_sessions", 30, "集体学法 30余 次", "a total reported as 余"),
    Published("宣传资料 60000余 份", "materials", 60_350, "发放宣传资料 60000余 份", "60,350 in three lines"),
)  # fmt: skip
ACTED = 8


def first_petitions() -> None:
    """Sixteen act by act, all satisfied; the others by the sheet with 1,007 satisfied, 14 dissatisfied, 70 who did not rate."""
    for n in range(2 * ACTED):
        on = date(2023, 3, 1) + timedelta(7 * n)
        people = 7 if n >= 2 * ACTED - 5 else 1
        r.lived_through(on, rating="satisfied", channel="letter" if n < ACTED else "visit", people=people)
    rows = []
    for n in range(1107 - 2 * ACTED):
        day = date(2023, 1, 3) + timedelta(n % 290)
        letter = n < 505 - ACTED
        collective = not letter and n < 505 - ACTED + 169
        value = ("满意", "基本满意")[n % 2] if n < 1007 else "不满意" if n < 1021 else "未评价"
        rows.append(r.matter(f"2023-{n:04d}", day, form="来信" if letter else "来访", 人数="7" if collective else "1")
                    | r.rated(value, day))  # fmt: skip
    assert r.handed_in("cases", rows, ON) == 1091


def old_cases() -> None:
    """130 matters of the year before on the list of 积案, resolved within the year."""
    day = date(2022, 6, 1)
    rows = [r.matter(f"2022-{n:03d}", day + timedelta(n), form="网上") for n in range(127)]
    assert r.handed_in("cases", rows, ON) == 127
    leader, officer = b.person(Role.BUREAU_LEADER), b.person(Role.SCREENING)
    on = date(2023, 2, 6)
    period = b.lived(on, backlog.add_period, by=leader, title="2023年积案台账", origin=BacklogOrigin.SUPERIOR,
                     document="市信联办〔2023〕1号", since=date(2023, 1, 1), until=date(2023, 12, 31))  # fmt: skip
    entry, solved = (
        b.lived(on, backlog.add_criterion, by=leader, kind=kind, text=text, source="市信联办〔2023〕1号")
        for kind, text in ((CriterionKind.ENTRY, "半年未化解"), (CriterionKind.RESOLUTION, "诉求已落实"))
    )
    sheet = [
        {"信访件原编号": f"2022-{n:03d}", "积案台账": "2023年积案台账", "列入口径": "半年未化解", "列入日": "2023-02-06", "化解口径": "诉求已落实",
         "化解依据": "协议书", "化解日": f"{on + timedelta(30 + n)}"} for n in range(127)
    ]  # fmt: skip
    assert r.handed_in("backlog", sheet, ON) == 127
    for n in range(3):
        case = r.lived_through(date(2022, 9, 1), channel="online")
        row = b.lived(
            on,
            backlog.propose_backlog,
            case,
            by=officer,
            period=period,
            criterion=entry,
            ground="2022年首次提出",
        )
        row = b.lived(on, backlog.enter_backlog, row, by=leader)
        day = date(2023, 8, 1) + timedelta(n)
        row = b.lived(day, backlog.resolve_backlog, row, by=officer, met=solved, evidence="付款凭据附卷")
        b.lived(day, backlog.verify_backlog, row, by=leader, remark="核对属实")


def hidden_conflicts() -> None:
    """Each with its leader, unit and official (domain §9.2: matters, not persons); 480 struck off."""
    found = {
        "领域": "城乡建设", "所在乡镇": "township_01", "排查日": "2023-04-03", "包案领导": "丁亚男 副县长", "责任单位": "housing",
        "责任人": "王强 住建局科长", "化解期限": "2023-12-31",
    }  # fmt: skip
    over = {"销号依据": "矛盾已经化解", "化解情况": "已达成一致", "销号日": "2023-10-20"}
    rows = [
        {"台账编号": f"YH-{n:03d}", "矛盾事项": f"第{n}处小区费用分摊争议"}
        | found
        | (over if n < 475 else dict.fromkeys(over, ""))
        for n in range(521)
    ]
    assert r.handed_in("conflicts", rows, ON) == 521
    town, officer, unit = b.person(Role.HANDLER, "township_01"), b.person(Role.SCREENING), b.unit("housing")
    for n in range(5):
        on = date(2023, 4, 10)
        row = b.lived(on, conflicts.find_conflict, by=town, matter=f"第{n}栋加装电梯费用分摊意见不一", field="城乡建设",
                      place=b.unit("township_01"))  # fmt: skip
        row = b.lived(on, conflicts.entrust_conflict, row, by=officer, leader="丁亚男 副县长", unit=unit, official="王一（科长）",
                      measures="开协调会", due_on=date(2023, 6, 30))  # fmt: skip
        row = b.lived(date(2023, 5, 8), conflicts.report_conflict, row, by=b.person(Role.HANDLER, "housing"), ground="settled",
                      result="已达成一致")  # fmt: skip
        b.lived(date(2023, 5, 9), conflicts.strike_off, row, by=officer, remark="核对属实")


def enter() -> None:
    first_petitions()
    old_cases()
    hidden_conflicts()
    r.noted("staff_study", "周五集中学习", date(2023, 1, 6), date(2023, 12, 29), times="30余")
    r.noted_by_sheet([
        {"类型": "宣传资料", "名称": name, "日期": f"2023-0{n}-01", "资料份数（份）": count}
        for n, (name, count) in enumerate((("信访工作条例宣传册", 30_350), ("国家安全法", 20_000), ("社会信用条例", 10_000)), 4)
    ], ON)  # fmt: skip
    r.typed(YEAR, "detained", 8, "市公安局 2024 年 1 月 8 日来函，2023 年总数", ON)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.id)
def test_as_published(report: Generated, figure: Published) -> None:
    r.prove(report, figure)


def test_the_checker_asks_only_for_what_the_writer_must_write(report: Generated) -> None:
    """505 + 602 = 1107: the parts give the whole."""
    assert r.unwritten_only(report)
    value = {code: found.value for code, found in report.figures.items()}
    assert value["first_letters"] + value["first_visits"] == value["closed_first"]  # type: ignore[operator]


def test_the_rates_stand_on_their_sets(report: Generated) -> None:
    told = {
        code: report.figures[code].origin
        for code in ("bureau_timely", "unit_timely_notice", "timely_conclusion")
    }
    assert set(told.values()) == {"1107 ÷ 1107"}
    assert report.figures["satisfaction_unit"].origin == "1023 ÷ 1037"
