"""Figures in a text: what each token says, when it refuses to say it, and the words of change and of 余 (domain §7.3)."""

from typing import Any

import pytest

from reports import tokens, wording
from reports.activities.figures import FIGURES
from reports.numbers import Noted
from reports.registry import REGISTRY
from reports.tokens import plain
from reports.wording import NotSayable
from tests.reports import books


@pytest.mark.parametrize(
    ("value", "said"),
    [(345, "340余"), (340, "340"), (12_034, "12000余"), (12_999, "12000余"), (60_001, "60000余"), (5_023, "5000余"), (500, "500"),
     (7_100, "7100"), (7_101, "7100余"), (37, "37"), (9, "9"), (0, "0"), (101, "100余")],
)  # fmt: skip
def test_about_keeps_the_two_highest_digits(value: int, said: str) -> None:
    """The real reports' 340余, 12000余, 5000余, 60000余."""
    assert wording.about(value) == said


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [(7673, 202, "增加37倍"), (38, 1, "增加37倍"), (5, 2, "增加1.5倍"), (200, 100, "增加1倍")],
)
def test_times_is_now_over_then_less_one(now: int, then: int, said: str) -> None:
    """东丽区 2023: 增加37倍 is now ÷ then − 1 = 37."""
    assert wording.times(now, then) == said


@pytest.mark.parametrize(
    ("now", "then", "why"), [(5, 0, "上年是 0"), (150, 100, "没有增加一倍"), (3, 5, "没有增加一倍")]
)
def test_times_is_not_said_of_less(now: int, then: int, why: str) -> None:
    with pytest.raises(NotSayable, match=why):
        wording.times(now, then)


@pytest.mark.parametrize(
    ("now", "then", "rate", "said"),
    [(1210, 1000, False, "同比上升 21.0%"), (990, 1000, False, "同比下降 1.0%"), (5, 5, False, "与上年持平"),
     (7, 4, False, "比上年增加 3 件"), (0, 4, False, "比上年减少 4 件"), (3, 0, False, "比上年增加 3 件"),
     (0.98, 0.96, True, "比上年提高 2.00 个百分点"), (0.9, 1.0, True, "比上年降低 10.00 个百分点"),
     (0.900001, 0.9, True, "与上年基本持平")],
)  # fmt: skip
def test_the_phrase_of_a_change(now: float, then: float, rate: bool, said: str) -> None:
    assert wording.against(now, then, "件", rate=rate) == said


HAND = {"materials": books.entry(12_034), "trainees": books.entry(345)}
SAID = [
    ("【信访总量】", "1,210 件次"), ("【信访总量·数】", "1,210"), ("【信访总量·余】", "1200余 件次"), ("【petitions_total】", "1,210 件次"),
    ("【信访总量・数】", "1,210"), ("【 信访总量 · 数 】", "1,210"), ("【信访总量·上年】", "1,000 件次"), ("【信访总量·升降】", "上升"),
    ("【集体访·升降】", "下降"), ("【来信·升降】", "持平"), ("【信访总量·同比】", "同比上升 21.0%"), ("【交办·倍】", "增加37倍"),
    ("【按期办结率】", "98.00%"), ("【按期办结率·算式】", "980 ÷ 1000"), ("【按期办结率·未达】", "20 件"),
    ("【按期办结率·同比】", "比上年提高 2.00 个百分点"), ("【群众满意率（责任单位）·升降】", "下降"), ("【责任单位及时受理率】", "100.00%"),
    ("【发放宣传资料·余】", "12000余 份※"), ("【参加培训】", "345 人次※"), ("【业务培训】", "—"), ("中办〔2019〕28号", "中办〔2019〕28号"),
    ("甲\n【来信】乙", "甲\n505 件次乙"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), SAID)
def test_what_a_token_says(text: str, said: str) -> None:
    found = tokens.pieces(text, books.book(HAND))
    assert plain(found) == said
    assert not any(piece.problem for piece in found)


OTHER_DEFINITIONS = books.Numbers(books.THEN, books.RATES_THEN, 2025, definitions="2025-1")
OTHER_READING = books.Numbers(books.THEN, books.RATES_THEN, 2025, readings={"timely_conclusion": "national"})
LATE = books.Numbers(
    books.THEN,
    books.RATES_THEN,
    2025,
    tables={("petitions_total", "month"): {"2025-11": 400, "2025-12": 600}},
)
NO_LEDGER = books.Numbers(books.THEN, books.RATES_THEN, 2025, unrecorded=frozenset({"recommendations"}))
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("【信访总两】", {}, "没有「信访总两」这个数字"),
    ("【信访总量·大概】", {}, "没有「大概」这种写法"),
    ("【按期办结率·余】", {}, "没有「余」这种写法"),
    ("【信访总量·算式】", {}, "没有「算式」这种写法"),
    ("【信访总量·升降】", {"before": OTHER_DEFINITIONS}, "上年按口径 2025-1，本年按"),
    ("【按期办结率·升降】", {"before": OTHER_READING}, "上年采用的数法不同"),
    ("【提出三项建议·同比】", {"before": NO_LEDGER}, "上年没有台账"),
    ("【信访总量·同比】", {"before": LATE}, "上年从11月起才有登记，无从比较"),
    ("【信访总量·同比】", {"before": books.Numbers({}, {}, 2025)}, "上年没有登记，无从比较"),
    ("【一次性化解率·升降】", {}, "分母为 0"),
    ("【转送·同比】", {"silent_files": 3}, "导入件没有记录流转"),
    ("【发放宣传资料·同比】", {"entries": HAND}, "上年没有填报"),
    ("【业务培训·余】", {}, "还没有填报"),
    ("【信访总量·倍】", {}, "没有增加一倍"),
]


@pytest.mark.parametrize(
    ("text", "given", "why"), REFUSED, ids=[f"{row[0]}{n}" for n, row in enumerate(REFUSED)]
)
def test_words_of_change_need_two_comparable_figures(text: str, given: dict[str, Any], why: str) -> None:
    """上升 only where two figures of the same definition and basis say so; else the token stays and says why."""
    [piece] = tokens.pieces(text, books.book(**given))
    assert piece.text == text
    assert why in piece.problem


def test_entered_figures_of_two_years_can_be_compared() -> None:
    [piece] = tokens.pieces("【发放宣传资料·同比】", books.book(HAND, {"materials": books.entry(10_000)}))
    assert piece.text == "同比上升 20.3%"


LEDGER = {"trainings": Noted(2, approximate=False, n=2, begun=True), "materials": Noted(12_000, approximate=True, n=3, begun=True),
          "exam_participation": Noted(1.0, approximate=False, n=1, begun=True), "honours": Noted(0, approximate=False, n=0, begun=True),
          "law_talks": Noted(54, approximate=False, n=2, begun=True)}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [("【业务培训】", "2 期"), ("【发放宣传资料】", "12,000余 份"), ("【发放宣传资料·余】", "12000余 份"), ("【学法考试参加率】", "100.00%"),
     ("【荣誉表彰】", "0 项"), ("【现场普法宣传】", "54 场"), ("【普法宣传】", "54 场"), ("【参加培训】", "345 人次※")],
)  # fmt: skip
def test_the_activity_ledger_takes_over_what_was_entered_by_hand(text: str, said: str) -> None:
    """Once its record has begun the figure is computed; a text written before still understands its old name."""
    assert plain(tokens.pieces(text, books.book(HAND, kept=LEDGER))) == said


def test_a_figure_taken_over_is_not_compared_with_one_by_hand() -> None:
    [piece] = tokens.pieces(
        "【发放宣传资料·同比】", books.book(HAND, {"materials": books.entry(9000)}, kept=LEDGER)
    )
    assert "上年是手工填报" in piece.problem


def test_a_figure_of_a_text_opens_into_its_set() -> None:
    [_, piece, _] = tokens.pieces("全年【信访总量】。", books.book())
    assert piece.url == "/petitions_total/all/"


def test_every_label_names_one_figure() -> None:
    every = {figure.id: Noted(1, approximate=False, n=1, begun=True) for figure in FIGURES}
    labels = [figure.label for figure in books.book(kept=every).figures]
    assert len(labels) == len(set(labels))
    assert not any(set(label) & set("【】·") for label in labels)
    names = [found.name for found in REGISTRY.values()]
    assert len(names) == len(set(names))


def test_the_list_beside_the_text_offers_only_what_can_be_said() -> None:
    book = books.book(HAND)
    for row in tokens.offered(book):
        for form in row["forms"]:  # type: ignore[attr-defined]
            assert plain(tokens.pieces(form["token"], book)) == form["shown"], form
    tied = {
        form["token"] for row in tokens.offered(books.book(before=OTHER_DEFINITIONS)) for form in row["forms"]
    }  # type: ignore[attr-defined]
    assert not any("·升降" in token for token in tied)
