"""雷州市 2023: study, an examination, maps and notices, honour, pilot, media, and two rates that rose (domain §7.3)."""

from datetime import date, timedelta

import pytest

from tests.reports.proofs import records as r
from tests.reports.proofs.records import Generated, Published

pytestmark = pytest.mark.django_db
YEAR, ON = 2023, date(2024, 2, 20)
FIGURES = (
    Published("党组会议学习法治思想 6 次", "study_party_group", 6, "其中党组会学法 6 次"),
    Published("中心组集体学习法治思想 11 次", "study_centre_group", 11, "其中中心组学法 11 次"),
    Published("学法考试参加率（OCR 乱码，疑 100%）", "exam_participation", 1.0, "学法考试参加率 100.00%", "32 of 32; the scan is unreadable"),
    Published("优秀率达 100%", "exam_excellence", 1.0, "学法考试优秀率 100.00%", "32 of 32"),
    Published("8 个领域导引图", "guidance_maps", 8, "依法分类处理导引图 8 个领域", "the eight fields"),
    Published("8 种事项引导告知书", "guidance_notices", 8, "引导告知书 8 种", "the kinds of the house's own template"),
    Published("9 月 12 日全省县级标杆中心", "honours", 1, "荣誉表彰 1 项（9月12日，省信访联席办，全省县级标杆中心）"),
    Published("10 月底省试点单位", "pilots", 1, "试点示范 1 项（10月31日，省信访局，信访工作法治化省试点）", "the last day of October"),
    Published("媒体报道 2 篇（南方日报、南粤信访第 3 期）", "media_reports", 2,
              "媒体报道 2 篇（9月12日，南方日报，面对面讲清、背对背调解；9月30日，南粤信访2023年第3期，成立和事佬工作室）",
              "the day of the third number"),
    Published("满意率上升", "satisfaction_unit", 0.96, "群众满意率（责任单位）上升", "96 of 100; the year before 72 of 80"),
    Published("一次性化解率上升", "one_time_resolution", 116 / 120, "一次性化解率上升", "116 of 120; the year before 92 of 100"),
)  # fmt: skip
FIELDS = ("党委", "信访部门", "行政机关", "监察机关", "审判机关", "检察机关", "群团组织", "基层组织")


def year_of(year: int, matters: int, ratings: int, satisfied: int, acted: int = 0) -> None:
    """Letters of a year, some rated, some of these satisfied; all closed long before the observation ends."""
    rows = []
    for n in range(matters - acted):
        day = date(year, 1, 4) + timedelta(2 * n)
        value = "满意" if n < satisfied - acted else "不满意" if n < ratings - acted else "未评价"
        rows.append(r.matter(f"{year}-{n:03d}", day) | r.rated(value, day))
    assert r.handed_in("cases", rows, ON) == matters - acted
    for n in range(acted):
        r.lived_through(date(year, 3, 6) + timedelta(7 * n), channel="letter", rating="satisfied")


def enter() -> None:
    year_of(2022, 100, 80, 72)
    year_of(2023, 120, 100, 96, acted=10)
    for n in range(6):
        r.noted("party_group_study", "学习习近平法治思想", date(2023, 2 * n + 1, 9), times="1")
    for n in range(11):
        r.noted("centre_group_study", "学习习近平法治思想", date(2023, n + 1, 16), times="1")
    r.noted("exam", "2023年度学法考试", date(2023, 11, 8), due="32", taken="32", excellent="32")
    r.noted_by_sheet([
        {"类型": "导引图", "名称": f"{field}依法依规处理信访事项导引图", "日期": "2023-06-01", "机关或媒体": "市信访局"} for field in FIELDS
    ] + [
        {"类型": "荣誉表彰", "名称": "全省县级标杆中心", "日期": "2023-09-12", "机关或媒体": "省信访联席办"},
        {"类型": "试点示范", "名称": "信访工作法治化省试点", "日期": "2023-10-31", "机关或媒体": "省信访局"},
    ], ON)  # fmt: skip
    r.noted("media", "面对面讲清、背对背调解", date(2023, 9, 12), body="南方日报", pieces="1")
    r.noted("media", "成立和事佬工作室", date(2023, 9, 30), body="南粤信访2023年第3期", pieces="1")


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.id)
def test_as_published(report: Generated, figure: Published) -> None:
    r.prove(report, figure)


def test_rose_is_said_of_two_comparable_figures(report: Generated) -> None:
    """写「上升」前须有数: last year's rate of the same definition stands beside it."""
    for code, last in (("satisfaction_unit", 0.9), ("one_time_resolution", 0.92)):
        assert (report.figures[code].last, report.figures[code].incomparable) == (last, "")
        assert report.companion[code]["上年"] == last
    assert report.figures["participation_unit"].value == 100 / 120


def test_the_checker_asks_only_for_what_the_writer_must_write(report: Generated) -> None:
    assert r.unwritten_only(report)
