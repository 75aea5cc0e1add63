"""The State Council's notice as published, or a table of it, read into days (domain §1.2)."""

from datetime import date

import pytest

from law.calendar import seed_marks
from law.notice_text import read

NOTICE = "国办发明电〔2025〕7号"
TEXT_2026 = """国务院办公厅关于2026年部分节假日安排的通知
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦等节日放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。"""
TABLE = [("2026/1/1", "放假", "元旦"), ("2026-01-02", "休", "元旦"), ("2026年1月4日", "上班", "元旦"), ("2026-05-01", "放假", "劳动节"),
         ("2026-10-01", "放假", "国庆节"), ("2026-10-02", "放假", "国庆节")]  # fmt: skip


def test_the_published_text_of_2026_gives_exactly_the_days_of_the_release() -> None:
    found = read(TEXT_2026, 2026, NOTICE)
    assert found.problems == []
    known = {(mark.day, mark.working) for mark in seed_marks() if mark.day.year == 2026}
    assert {(mark.day, mark.working) for mark in found.marks} == known
    assert {mark.notice for mark in found.marks} == {NOTICE}


def test_a_new_year_break_that_begins_in_december() -> None:
    text = ("一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。\n四、劳动节：4月29日（星期六）至5月3日（星期三）放假调休，共5天。"
            "4月23日（星期天）、5月6日上班。\n"
            "七、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（周六）、10月8日（周日）上班。")  # fmt: skip
    found = read(text, 2023, NOTICE)
    assert found.problems == []
    marks = {mark.day: mark.working for mark in found.marks}
    assert marks[date(2023, 1, 2)] is False
    assert date(2022, 12, 31) not in marks, "a Saturday off is an ordinary Saturday"
    assert marks[date(2023, 4, 23)] is True
    assert {mark.name for mark in found.marks} == {"元旦", "劳动节", "中秋节、国庆节"}


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("1月1日（周五）至3日", "1月1日（周四）至3日", "2026-01-01 是周四"),
        ("共4天。1月4日", "共3天。1月4日", "读出 3 天"),
        ("5月8日（周五）上班", "5月9日（周六）上班", "本来就上班"),
        ("6月31日（周五）至21日", "6月19日（周五）至21日", "没有「2026年6月31日」"),
        ("9月27日（周日）至25日（周五）", "9月25日（周五）至27日（周日）", "起止不对"),
        (
            "四、劳动节：放假。",
            "四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。",
            "没有读出日期",
        ),
    ],
)
def test_a_slip_of_the_keyboard_is_named_with_its_holiday(wrong: str, right: str, said: str) -> None:
    assert right in TEXT_2026
    found = read(TEXT_2026.replace(right, wrong), 2026, NOTICE)
    assert said in "；".join(str(problem) for problem in found.problems)
    assert found.marks == []


def test_a_holiday_that_was_not_pasted_is_missed() -> None:
    found = read(TEXT_2026.replace("七、国庆节", "国庆节"), 2026, NOTICE)
    assert any("缺少国庆节" in str(problem) for problem in found.problems)


def test_another_years_text_is_refused() -> None:
    assert read(TEXT_2026, 2025, NOTICE).problems


@pytest.mark.parametrize("mark", [",", "\t", "，"])
def test_a_table_with_chinese_heads_and_any_way_to_write_a_day(mark: str) -> None:
    text = "\n".join(mark.join(row) for row in [("日期", "类别", "节日"), *TABLE])
    found = read(text, 2026, NOTICE)
    assert found.problems == []
    assert [(mark.day, mark.working) for mark in found.marks][:3] == [
        (date(2026, 1, 1), False), (date(2026, 1, 2), False), (date(2026, 1, 4), True)]  # fmt: skip


@pytest.mark.parametrize("text", ["", "你好", "二〇二六年放假安排见附件"])
def test_what_is_neither_says_so(text: str) -> None:
    [problem] = read(text, 2026, NOTICE).problems
    assert "表头" in str(problem)
