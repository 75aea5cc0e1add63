"""What the checker finds in a report: the faults of the five real ones, and none in a sound text (domain §7.2, §7.3)."""

from typing import Any

import pytest

from reports import checks, content
from reports.achievements import FIVE
from reports.drafts import REPORTS
from tests.reports import books

FINE = dict.fromkeys(
    ("achievements", "shortcomings", "leader", "plan"), "（一）甲。一是乙。二是丙。\n（二）2026年和2027年。"
)


def found(texts: dict[str, str], kind: str = "rule_of_law", **given: Any) -> list[str]:
    book = books.book(**given)
    parts = [{"code": s.code, "title": s.title, "asked": s.asked, "tables": [], "added": False, "raw": texts[s.code]}
             for s in REPORTS[kind].sections if s.code in texts]  # fmt: skip
    return checks.check(REPORTS[kind], content.parts_of({"parts": parts}, book), book)


def test_a_sound_text_passes() -> None:
    assert found(FINE) == []


CHECKS = [
    ("leader", "", "还没有写"),
    ("achievements", "（一）学法。好。\n（三）普法。好。", "序号不连续"),
    ("achievements", "（三）学法。好。\n（三）普法。好。", "2 个「（三）」"),
    ("shortcomings", "一是进度慢。三是人手少。", "不连续"),
    ("shortcomings", "一是进度慢。", "有「一是」没有「二是」"),
    ("achievements", "2022年度个人述职，2022 年的大会。", "2022年"),
    ("achievements", "服务保障北京双奥会。", "「双奥」，是 2022 年的事"),
    # a figure in the text that differs
    (
        "achievements",
        "登记信访总量 505 件次。",
        "「信访总量」写的是 505 件次，系统是 1,210：请核对，或者改用【信访总量】",
    ),
    ("achievements", "按期办结率为100%。", "「按期办结率」写的是 100%，系统是 98.00%"),
    (
        "achievements",
        "群众满意率（责任单位）达 99.65%。",
        "「群众满意率（责任单位）」写的是 99.65%，系统是 98.65%",
    ),
    ("achievements", "集体访 100余 起。", "「集体访」写的是 100余 起，系统是 174"),
    ("achievements", "参加培训 340余人次。", "系统里没有这个数：请先填报，写明来源"),
    ("achievements", "开展宣传54场。", "手写的54场不是系统里的任何一个数字"),
    ("achievements", "用了【业务培训】。", "用了「业务培训」，还没有填报"),
    ("achievements", "【信访总两】。", "没有「信访总两」这个数字"),
    # 上升 without two figures, or the other way round
    ("achievements", "群众满意率（责任单位）、一次性化解率上升。", "「一次性化解率上升」没有两个可比的数字"),
    (
        "achievements",
        "群众满意率（责任单位）有所上升。",
        "写的是上升，系统是下降（上年 99.67%，本年 98.65%）",
    ),
    ("achievements", "集体访【集体访】，同比增长。", "「集体访」写的是增长，系统是下降"),
    # sums that must agree
    (
        "achievements",
        "初信505件、初访602起，办结初信初访1100件。",
        "办结初信初访 1,100 不等于初信 505 加初访 602（1,107）",
    ),
]


@pytest.mark.parametrize(("section", "text", "expected"), CHECKS, ids=[row[1][:20] or "空" for row in CHECKS])
def test_what_a_reader_would_stumble_over_is_said(section: str, text: str, expected: str) -> None:
    problems = found(FINE | {section: text})
    assert any(expected in problem for problem in problems), problems
    title = next(s.title for s in REPORTS["rule_of_law"].sections if s.code == section)
    assert all(f"「{title}」" in problem for problem in problems), "it says where"


RIGHT = [
    "登记信访总量 1,210 件次，来信505件，按期办结率98.00%，责任单位及时受理率100%。",
    "集体访 170余 起。",
    "信访总量【信访总量】，比上年上升；集体访下降，来信与上年持平。",
    "办结初信初访1107件，其中初信505件、初访602起。",
    "按照厅字〔2019〕28号和条例第22条，15日内转送。",
    "群众满意率继续巩固，工作力度提高。",
]


@pytest.mark.parametrize("text", RIGHT)
def test_what_agrees_with_the_figures_is_not_complained_of(text: str) -> None:
    assert found(FINE | {"achievements": text}) == []


def test_a_missing_part_is_named() -> None:
    without = {code: text for code, text in FINE.items() if code != "leader"}
    [problem] = found(without)
    assert "缺少「党政主要负责人" in problem
    assert "第二十四条" in problem


def test_the_systems_own_sums_are_looked_at() -> None:
    book = books.book()
    book.now = books.Numbers(books.NOW | {"petitions_fax": 4}, books.RATES)
    assert checks.check(REPORTS["rule_of_law"], [], book)[-1] == "各形式之和 1,211 不等于信访总量 1,210"


@pytest.mark.parametrize("kind", list(REPORTS))
@pytest.mark.parametrize("before", [None, books.Numbers({}, {}, 2025)], ids=["compared", "nothing before"])
def test_the_drafts_pass_their_own_check(kind: str, before: Any) -> None:
    """Only parts that no figure can write are missing; no number or word of a draft is complained of."""
    book = books.book({"materials": books.entry(12_034)}, before=before)
    texts = {section.code: section.draft(book) for section in REPORTS[kind].sections}
    problems = found(texts, kind, entries={"materials": books.entry(12_034)}, before=before)
    assert all("还没有写" in problem for problem in problems), problems
    text = " ".join(texts.values())
    assert ("同比" in text) == (before is None)


def test_the_frame_of_the_five_misses_what_has_no_words() -> None:
    from reports.achievements import five_ways

    text = five_ways(books.book())
    assert all(f"（{n}）{title}" in text for n, title in zip("一二三四五", FIVE, strict=True))
    problems = found(FINE | {"achievements": text})
    assert any("的「维护秩序法治化」还没有内容" in problem for problem in problems)
    assert any(
        "缺「办理法治化」" in p
        for p in found(FINE | {"achievements": text.replace("（三）办理法治化", "（三）别的")})
    )
    assert not any(
        "法治化" in p
        for p in found(FINE | {"achievements": text + "依法处理。"})
        if "还没有内容" in p and "维护" in p
    )


def test_tokens_that_stand_for_nothing_stop_the_edition() -> None:
    book = books.book()
    part = {
        "code": "data",
        "title": "数据",
        "asked": "",
        "tables": [],
        "added": False,
        "raw": "【信访总两】和【信访总量】",
    }
    [problem] = checks.unresolved(content.parts_of({"parts": [part]}, book))
    assert problem == "「数据」：没有「信访总两」这个数字，请照旁边的清单写"


def test_each_naming_is_judged_once_and_a_comma_parts_them() -> None:
    text = "信访总量【信访总量】，集体访上升。信访总量同比上升，集体访【集体访】，比上年下降。"
    [problem] = [p for p in found(FINE | {"achievements": text}) if "写的是" in p]
    assert "「集体访」写的是上升" in problem
