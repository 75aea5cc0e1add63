"""洞口县 2023: trainings, the legal adviser, lawyers and experts, hearings and evaluations, publicity (domain §7.3)."""

from datetime import date, time, timedelta
from typing import Any

import builders as b
import pytest

from cases.models import Case, Handling
from hearings import actions
from hearings.actions import Entry, Hours, Said
from hearings.models import Expert, Room
from law.terms import BacklogOrigin, CriterionKind, ExpertKind, Role
from oversight.leaders import backlog
from tests.reports.proofs import records as r
from tests.reports.proofs.records import Generated, Published

pytestmark = pytest.mark.django_db
YEAR, ON = 2023, date(2024, 1, 20)
FIGURES = (
    Published("业务培训 2 期", "trainings", 2, "业务培训 2 期", "April and September"),
    Published("24 个乡镇（街道、管理区）和县直单位", "training_units", 24, "参训单位 24 个", "the 24 townships; county offices not counted"),
    Published("共 340余 人", "trainees", 345, "参加培训 340余 人次", "170 and 175 signed in"),
    Published("法律顾问 1 名", "legal_advisers", 1, "法律顾问 1 名", "one of the 27 lawyers"),
    Published("律师 27 名", "counsel", 27, "参与信访工作的律师 27 名", "in term on 31 December"),
    Published("专家团队 100 人", "experts", 100, "专家团队 100 人", "the 27 lawyers are among them"),
    Published("听证和案件评析 13 起", "hearings", 13, "听证和案件评析 13 起", "3 hearings, 10 evaluations"),
    Published("化解信访积案难案 6 件", "backlog_resolved", 6, "化解积案 6 件"),
    Published("在专家团队的参与下化解", "backlog_resolved_by_experts", 6, "其中专家参与化解的积案 6 件", "each of them evaluated before"),
    Published("《条例》5000余 册", "regulation_copies", 5030, "发放《信访工作条例》 5000余 册", "5,030"),
    Published("横幅 200余 幅", "banners", 205, "悬挂宣传横幅 200余 条", "205"),
    Published("标语 7000余 条", "slogans", 7040, "张贴宣传标语 7000余 条", "7,040"),
    Published("接受群众咨询 500余 人次", "consulted", 507, "接受群众咨询 500余 人次", "507, in two events"),
    Published("法治化宣传资料 12000余 册", "materials", 12_040, "发放宣传资料 12000余 份", "12,040"),
    Published("10 月 31 日科级干部培训班专题授课", "lectures", 1, "专题讲座 1 次（10月31日，贯彻信访工作条例、推进信访法治化）", "80 listeners"),
    Published("12.4 国家宪法日宣传", "law_talks", 2, "现场普法宣传 2 场", "with one in May"),
    Published("每年组织不少于 1 次培训（计划）", "plans", 1, "业务培训（期）不少于 1", "one line of this year's plan, one of the next"),
)  # fmt: skip
KINDS = {
    ExpertKind.LAWYER: 27, ExpertKind.JURIST: 20, ExpertKind.TRADE: 10, ExpertKind.PSYCHOLOGIST: 15,
    ExpertKind.PARTY_DELEGATE: 9, ExpertKind.DEPUTY: 10, ExpertKind.CPPCC: 9,
}  # fmt: skip
SAID = Said(
    recorder="记录员甲", attendants="信访人本人\n承办单位：分管负责人、经办人", petitioner_words="第一次下大雨就倒灌。",
    unit_words="支管坡度需要复核。", exchange="评议人询问支管坡度。", closing_words="希望尽快修好。",
)  # fmt: skip


def roster() -> list[Expert]:
    """A hundred people appointed for the year; the first lawyer is the bureau's adviser."""
    first, by = date(2023, 1, 3), b.person(Role.SCREENING)
    names = [(kind, n) for kind, number in KINDS.items() for n in range(number)]
    return [
        b.lived(first, actions.add_expert, Entry(f"{kind.label}{n + 1}", kind, f"第{n + 1}单位", first, adviser=(kind, n) == names[0]),
                by=by) for kind, n in names
    ]  # fmt: skip


def room() -> Room:
    on = date(2023, 1, 3)
    return b.lived(
        on,
        actions.add_room,
        by=b.person(Role.SCREENING),
        name="第一听证室",
        unit=b.unit("bureau"),
        address="一楼",
    )


def heard(handling: Handling, on: date, where: Room) -> None:
    """From the proposal to the conclusion of one hearing, in two weeks."""

    def day(n: int) -> date:
        return on + timedelta(n)

    handler, head = (b.person(role, handling.unit.code) for role in (Role.HANDLER, Role.UNIT_HEAD))
    row: Any = b.lived(day(0), actions.propose_hearing, handling, by=handler, grounds=["complex"], reason="事实有争议",
                       questions="支管坡度是否合格")  # fmt: skip
    row = b.lived(day(1), actions.approve_hearing, row, by=head, chair=b.person(Role.BUREAU_LEADER))
    row = b.lived(
        day(1), actions.draw_panel, row, by=handler, wanted={"lawyers": 1, "experts": 1, "delegates": 1}
    )
    row = b.lived(
        day(2), actions.notify_hearing, row, by=handler, hours=Hours(day(10), time(9), time(11), where)
    )
    b.lived(
        day(3),
        actions.serve_hearing_notice,
        row,
        by=handler,
        method="direct",
        proof="本人签收",
        served_on=day(3),
    )
    b.lived(day(10), actions.hold_hearing, row, by=handler, said=SAID)


def evaluated(case: Case, on: date, experts: list[Expert]) -> None:
    b.lived(on, actions.record_evaluation, case, by=b.person(Role.SCREENING), held_on=on, experts=experts, questions="能否化解？",
            opinion="建议分期兑付")  # fmt: skip


def resolved(cases: list[Case]) -> None:
    """Onto the list of 积案 and off it again, verified by another."""
    leader, officer, on = b.person(Role.BUREAU_LEADER), b.person(Role.SCREENING), date(2023, 9, 4)
    period = b.lived(on, backlog.add_period, by=leader, title="2023年积案台账", origin=BacklogOrigin.SUPERIOR,
                     document="邵信联办〔2023〕1号", since=date(2023, 1, 1), until=date(2023, 12, 31))  # fmt: skip
    entry, solved = (
        b.lived(on, backlog.add_criterion, by=leader, kind=kind, text=text, source="邵信联办〔2023〕1号")
        for kind, text in ((CriterionKind.ENTRY, "半年未化解"), (CriterionKind.RESOLUTION, "诉求已落实"))
    )
    for case in cases:
        row = b.lived(
            on, backlog.propose_backlog, case, by=officer, period=period, criterion=entry, ground="多年未化解"
        )
        row = b.lived(on, backlog.enter_backlog, row, by=leader)
        row = b.lived(
            date(2023, 11, 6), backlog.resolve_backlog, row, by=officer, met=solved, evidence="协议书"
        )
        b.lived(date(2023, 11, 7), backlog.verify_backlog, row, by=leader, remark="核对属实")


def publicity() -> None:
    """The sheet as the writer hands it in: one line an event, the numbers exact."""
    r.noted_by_sheet([
        {"类型": "业务培训", "名称": "第一期信访业务培训", "日期": "2023-04-18", "期数（期）": 1, "参加人数（人）": 170, "参加单位数（个）": 24},
        {"类型": "业务培训", "名称": "第二期信访业务培训", "日期": "2023-09-20", "期数（期）": 1, "参加人数（人）": 175, "参加单位数（个）": 24},
        {"类型": "现场普法宣传", "名称": "条例宣传月", "日期": "2023-05-10", "场次（场）": 1, "接受咨询（人次）": 300, "条例单行本（册）": 5030,
         "横幅（条）": 205, "标语（条）": 7040},
        {"类型": "现场普法宣传", "名称": "12.4国家宪法日宣传", "日期": "2023-12-04", "场次（场）": 1, "接受咨询（人次）": 207},
        {"类型": "宣传资料", "名称": "路线图和工作指南", "日期": "2023-06-01", "资料份数（份）": 12_040},
        {"类型": "计划指标", "名称": "2023年培训计划", "日期": "2023-01-10", "指标值": 1, "对应数字": "业务培训"},
        {"类型": "计划指标", "名称": "2024年培训计划", "日期": "2024-01-10", "指标值": 1, "对应数字": "业务培训"},
    ], ON)  # fmt: skip
    r.noted(
        "lecture",
        "贯彻信访工作条例、推进信访法治化",
        date(2023, 10, 31),
        speaker="县信访局局长",
        persons="80",
    )


def enter() -> None:
    experts, where = roster(), room()
    received = date(2023, 3, 6)
    accepted = [b.accepted(on=received, title=f"改造后污水倒灌{n}") for n in range(13)]
    for n, handling in enumerate(accepted[:3]):
        heard(handling, date(2023, 4, 3) + timedelta(7 * n), where)
    cases = [handling.claim.case for handling in accepted[3:]]
    for case in cases:
        evaluated(case, date(2023, 6, 5), experts[30:33])
    resolved(cases[:6])
    publicity()


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.id)
def test_as_published(report: Generated, figure: Published) -> None:
    r.prove(report, figure)


def test_hearings_and_evaluations_add_up(report: Generated) -> None:
    assert [report.figures[code].value for code in ("hearings_held", "evaluations")] == [3, 10]


def test_the_plan_of_the_next_year_stands_in_its_part(report: Generated) -> None:
    """计划：每年 ≥ 1 次培训."""
    assert "2024年计划指标：2024年培训计划：业务培训（期）不少于 1。" in report.text


def test_the_checker_asks_only_for_what_the_writer_must_write(report: Generated) -> None:
    assert r.unwritten_only(report)
