"""Every figure of the five reports that no matter carries (domain §7.3), from lines as the reports tell them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import builders as b
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hearings.actions import roster
from law.terms import ActivityKind, ExpertKind, Role
from reports import by_hand
from reports.activities import actions, figures
from reports.activities.entries import nothing_in
from reports.activities.figures import BY_ID, FIGURES, begun, promises, readings
from reports.activities.records import material, year_before
from tests.reports.activities.ledger import ON, YEAR, entered, entry, writer

pytestmark = pytest.mark.django_db

#: (report, lines [(kind, more)], figure, value, as a report says it). One row for each figure of domain §7.3.
CITED: list[tuple[str, list[tuple[str, dict[str, Any]]], str, Any, str]] = [
    ("洞口县2023 培训2期", [("training", {"title": "一期", "sessions": "1", "persons": "170余", "units": "24"}),
                        ("training", {"title": "二期", "sessions": "1", "persons": "170", "units": "24"})], "trainings", 2, "2期"),
    ("洞口县2023 24个乡镇", [("training", {"title": "一期", "sessions": "1", "persons": "170", "units": "24"}),
                         ("training", {"title": "二期", "sessions": "1", "persons": "170", "units": "24"})], "training_units", 24, "24个"),
    ("洞口县2023 340余人", [("training", {"title": "一期", "sessions": "1", "persons": "170余"}),
                        ("training", {"title": "二期", "sessions": "1", "persons": "170"})], "trainees", 340, "340余人次"),
    ("洞口县2023 条例5000余册", [("materials", {"regulation_copies": "4200余"}), ("site_event", {"events": "1", "regulation_copies": "800"})],
     "regulation_copies", 5000, "5000余册"),
    ("洞口县2023 横幅200余", [("materials", {"banners": "200余"})], "banners", 200, "200余条"),
    ("洞口县2023 标语7000余", [("materials", {"slogans": "7000余"})], "slogans", 7000, "7000余条"),
    ("洞口县2023 咨询500余人次", [("consultation", {"consulted": "300余"}), ("site_event", {"events": "3", "consulted": "200"})],
     "consulted", 500, "500余人次"),
    ("洞口县2023 宣传资料12000余册", [("materials", {"materials": "12000余"})], "materials", 12000, "12000余份"),
    ("洞口县2023 10月31日授课", [("lecture", {"title": "科级干部培训班专题授课", "on": date(2023, 10, 31), "persons": "120"})], "lectures", 1, "1次"),
    ("洞口县2023 12.4宣传", [("site_event", {"title": "国家宪法日宣传", "on": date(2023, 12, 4), "events": "1"})], "law_talks", 1, "1场"),
    ("兴宁市2020 12月11日全局会议", [("staff_meeting", {"on": date(2023, 12, 11), "times": "1"})], "staff_meetings", 1, "1次"),
    ("兴宁市2020 集中学法", [("staff_study", {"times": "4"})], "study_staff", 4, "4次"),
    ("雷州市2023 党组会学法6次", [("party_group_study", {"times": "6"})], "study_party_group", 6, "6次"),
    ("雷州市2023 中心组学法11次", [("centre_group_study", {"times": "11"})], "study_centre_group", 11, "11次"),
    ("雷州市2023 考试参加率", [("exam", {"due": "40", "taken": "40", "excellent": "40"})], "exam_participation", 1.0, "100.00%"),
    ("雷州市2023 优秀率100%", [("exam", {"due": "40", "taken": "39", "excellent": "39"})], "exam_excellence", 1.0, "100.00%"),
    ("雷州市2023 8个领域导引图", [("guidance_map", {"title": f"领域{n}", "posted": "30"}) for n in range(8)], "guidance_maps", 8, "8个领域"),
    ("雷州市2023 省标杆", [("honour", {"title": "全省县级标杆中心", "on": date(2023, 9, 12)})], "honours", 1, "1项"),
    ("雷州市2023 省试点", [("pilot", {"title": "信访工作法治化省试点", "on": date(2023, 10, 30)})], "pilots", 1, "1项"),
    ("雷州市2023 媒体报道2篇", [("media", {"title": "面对面讲清，背对背调解", "pieces": "1"}), ("media", {"title": "和事佬工作室", "pieces": "1"})],
     "media_reports", 2, "2篇"),
    ("乳山市2023 普法学习30余次", [("staff_study", {"times": "20余"}), ("party_group_study", {"times": "10"})], "study_sessions", 30, "30余次"),
    ("乳山市2023 宣传资料60000余份", [("materials", {"materials": "60000余"})], "materials", 60000, "60000余份"),
    ("东丽区2023 人均40学时", [("study_hours", {"persons": "26", "hours": "1040"})], "study_hours_each", 40, "40学时"),
    ("东丽区2023 最少一人40学时", [("study_hours", {"persons": "26", "hours": "1131", "min_hours": "40.5"})], "study_hours_least", 40.5, "40.5学时"),
    ("东丽区2023 讲座100余人", [("lecture", {"persons": "100余"})], "lecture_persons", 100, "100余人次"),
    ("东丽区2023 现场宣传54场", [("site_event", {"unit": "township_01", "events": "30"}), ("site_event", {"unit": "township_02", "events": "24"})],
     "law_talks", 54, "54场"),
    ("东丽区2023 网络信息315条", [("online_item", {"items": "315"})], "online_items", 315, "315条"),
    ("东丽区2023 征文短视频10条", [("works", {"works": "10"})], "works", 10, "10条"),
    ("东丽区2023 区街登记7673件次", [("mediation_centre", {"registered_county": "3873", "registered_town": "3800"})],
     "mediation_registrations", 7673, "7673件次"),
    ("东丽区2023 街道登记增加37倍", [("mediation_centre", {"on": date(2022, 1, 1), "until": date(2022, 12, 31), "registered_town": "100"}),
                            ("mediation_centre", {"on": date(2023, 1, 1), "until": date(2023, 12, 31), "registered_town": "3800"})],
     "mediation_town_increase", 37, "37倍"),
    ("东丽区2023 26位领导", [("leader_reception", {"batches": "107", "visitors": "142", "leaders": "26"})],
     "reception_leaders_elsewhere", 26, "26位"),
    ("东丽区2023 107批次", [("leader_reception", {"batches": "107", "visitors": "142"})], "reception_batches_elsewhere", 107, "107批次"),
    ("东丽区2023 142人次", [("leader_reception", {"batches": "107", "visitors": "142"})], "reception_visitors_elsewhere", 142, "142人次"),
    ("东丽区2023 清理意见0", [("normative_reviewed", {"reviewed": "3", "opinions": "0"})], "normative_opinions", 0, "0件"),
    ("规范性文件制定1件", [("normative_made", {"title": "云信〔2023〕1号"})], "normative_documents", 1, "1件"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "figure", "value", "said"), [row[1:] for row in CITED], ids=[row[0] for row in CITED]
)
def test_a_figure_of_the_reports(lines, figure, value, said):
    for kind, given in lines:
        entered(kind, **given)
    read = BY_ID[figure].of(*YEAR)
    assert (read.value, read.words) == (value, said)
    rows = BY_ID[figure].rows(*YEAR)
    assert BY_ID[figure].value(rows) == value, "its value comes from the rows that open"
    assert BY_ID[figure].approximate(rows) is ("余" in said)


def test_every_figure_of_a_report_has_its_row_above_or_comes_from_another_record():
    elsewhere = {
        "guidance_notices",
        "lawyers",
        "experts",
        "legal_advisers",
        "plans",
        "period_remote",
        "period_topical",
        "period_in_time",
    }
    assert {figure.id for figure in FIGURES if figure.cited} - elsewhere <= {row[2] for row in CITED}
    assert len(BY_ID) == len(FIGURES)


def test_a_figure_says_what_it_is():
    assert [
        figure.id
        for figure in FIGURES
        if not (figure.label and figure.unit and figure.source and figure.definition.endswith("。"))
    ] == []
    taken_over = {figure.takes_over for figure in FIGURES if figure.takes_over}
    assert taken_over == set(by_hand.HAND_IDS) - {"accusations"}


def test_no_line_is_not_known_and_a_declaration_is_zero():
    """东丽区2023：经梳理，未制定行政规范性文件 — said, not silent."""
    made = BY_ID["normative_documents"]
    assert made.of(*YEAR).value is None
    entered("normative_made", on=date(2022, 5, 1), title="上年一件")
    assert made.of(*YEAR).value is None, "last year's document says nothing about this year"
    actions.enter(
        nothing_in(ActivityKind.NORMATIVE_MADE, 2023, b.unit("bureau"), "经梳理"), by=writer(), on=ON
    )
    read = made.of(*YEAR)
    assert (read.value, read.words) == (0, "0件")


def test_once_the_ledger_of_a_kind_has_begun_a_year_without_is_none():
    trainings = BY_ID["trainings"]
    assert (trainings.of(*YEAR).value, begun("training", 2023), trainings.begun(2023)) == (None, False, False)
    entered("training", on=date(2022, 5, 1), sessions="1", persons="40")
    assert (trainings.of(*YEAR).value, begun("training", 2023), begun("training", 2021)) == (0, True, False)
    assert trainings.begun(2022)
    assert not trainings.begun(2021)


def test_nothing_to_compare_with_is_not_known():
    entered("mediation_centre", registered_town="3800", on=YEAR[0], until=YEAR[1])
    assert BY_ID["mediation_town_increase"].of(*YEAR).value is None


def test_nobody_examined_is_no_rate():
    entered("exam", title="报了优秀的", due="10", taken="10", excellent="5")
    entered("exam", title="没报优秀的", due="10", taken="10")
    assert BY_ID["exam_excellence"].of(*YEAR).value == 0.5, "only exams that say how many were excellent"
    assert BY_ID["exam_participation"].of(*YEAR).value == 1.0


def test_a_withdrawn_line_is_in_no_number():
    row = entered("training", sessions="1", persons="40")
    actions.withdraw(row, by=writer(), on=ON, reason="记错了")
    assert BY_ID["trainings"].of(*YEAR).value is None
    assert BY_ID["trainings"].rows(*YEAR).count() == 0


def test_a_year_s_total_is_in_no_quarter():
    entered("online_item", on=YEAR[0], until=YEAR[1], items="315")
    entered("online_item", on=date(2023, 2, 1), items="5")
    first = BY_ID["online_items"].of(date(2023, 1, 1), date(2023, 3, 31))
    assert (first.value, BY_ID["online_items"].of(*YEAR).value) == (5, 320)


def test_less_than_forty_hours_is_marked():
    """东丽区2023：每年法律知识学习不少于40学时."""
    entered("study_hours", persons="10", hours="395", min_hours="31")
    assert (BY_ID["study_hours_each"].of(*YEAR).short, BY_ID["study_hours_least"].of(*YEAR).short) == (
        True,
        True,
    )


def test_the_plan_is_held_against_the_ledger():
    """洞口县2023：每年组织不少于1次培训."""
    entered("plan", "培训不少于1次", on=date(2023, 1, 5), words={"figure": "trainings"}, target="1")
    entered("plan", "讲座不少于2次", on=date(2023, 1, 5), words={"figure": "lectures"}, target="2")
    entered("training", sessions="1", persons="40")
    entered("lecture", persons="40")
    assert {row.line.title: row.met for row in promises(2023)} == {
        "培训不少于1次": True,
        "讲座不少于2次": False,
    }


@pytest.fixture
def roster_of_the_county() -> None:
    by = b.person(Role.SCREENING)
    for n, (kind, since, until) in enumerate([
        (ExpertKind.LAWYER, date(2023, 1, 1), None), (ExpertKind.LAWYER, date(2022, 1, 1), date(2023, 6, 30)),
        (ExpertKind.PSYCHOLOGIST, date(2023, 1, 1), None), (ExpertKind.LAWYER, date(2024, 1, 1), None),
    ]):  # fmt: skip
        one = roster.Entry(name=f"人员{n}", kind=kind, origin="云溪法律服务所", since=since, until=until)
        b.lived(since, roster.add_expert, one, by=by)


@pytest.mark.parametrize(
    ("figure", "value"), [("lawyers", 1), ("experts", 2), ("experts_psychologist", 1), ("experts_jurist", 0)]
)
def test_lawyers_and_experts_at_the_end_of_a_year(roster_of_the_county, figure, value):
    """洞口县2023：律师27名、专家团队100人 — whose appointment runs on 31 December."""
    assert BY_ID[figure].of(*YEAR).value == value


def test_without_a_register_their_number_is_not_known():
    assert BY_ID["lawyers"].of(*YEAR).value is None


def test_guidance_notices_are_counted_from_the_templates():
    """雷州市2023：8种事项引导告知书."""
    assert BY_ID["guidance_notices"].of(date(2026, 1, 1), date(2026, 12, 31)).value == 8


def test_what_opens_is_what_was_counted(roster_of_the_county):
    for lines in {
        row[0]: row[1] for row in CITED if row[2] not in {"study_hours_each", "mediation_registrations"}
    }.values():
        for kind, given in lines:
            if ActivityKind(kind).value not in {"study_hours", "exam"}:
                entered(kind, **(given | {"title": f"{given.get('title', '')}{id(given)}"}))
    found = material(*YEAR)
    for figure in FIGURES:
        assert {row.pk for row in figure.records.chosen(found)} == set(
            figure.rows(*YEAR).values_list("pk", flat=True)
        ), figure.id


def test_all_figures_cost_a_handful_of_queries():
    for n in range(12):
        entered("online_item", f"第{n}条", items="1")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        readings(*YEAR)
    assert len(asked) <= 7


@pytest.mark.parametrize(
    ("day", "before"), [(date(2024, 2, 29), date(2023, 2, 28)), (date(2023, 12, 31), date(2022, 12, 31)), (date(2023, 3, 5), date(2022, 3, 5))]
)  # fmt: skip
def test_a_year_before(day, before):
    assert year_before(day) == before


def test_a_declaration_and_lines_exclude_each_other():
    entered("honour")
    refuses: Callable[..., Any] = actions.enter
    with pytest.raises(actions.NotLawfulNow, match="已经登记了"):
        refuses(nothing_in(ActivityKind.HONOUR, 2023, b.unit("bureau")), by=writer(), on=ON)
    actions.enter(nothing_in(ActivityKind.PILOT, 2023, b.unit("bureau")), by=writer(), on=ON)
    with pytest.raises(actions.NotLawfulNow, match="已经写明没有"):
        refuses(entry("pilot"), by=writer(), on=ON)


def test_totals_are_not_counted_twice():
    entered(
        "mediation_centre",
        on=date(2023, 1, 1),
        until=date(2023, 1, 31),
        registered_town="30",
        registered_county="9",
    )
    for again in (
        entry(
            "mediation_centre", "又一条", on=date(2023, 1, 15), until=date(2023, 2, 15), registered_town="1"
        ),
        entry(
            "mediation_centre",
            "街道",
            on=date(2023, 1, 1),
            until=date(2023, 1, 31),
            unit="township_01",
            registered_town="8",
        ),
    ):
        with pytest.raises(actions.NotLawfulNow, match="重复计"):
            actions.enter(again, by=writer(), on=ON)
    entered("study_hours", persons="10", hours="400")
    with pytest.raises(actions.NotLawfulNow, match="请更正那一条"):
        actions.enter(entry("study_hours", "又一条", persons="10", hours="400"), by=writer(), on=ON)


def test_the_registry_takes_them_without_pages():
    assert "django.urls" not in vars(figures)
