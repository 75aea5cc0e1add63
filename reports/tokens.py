"""Figures in a text: 【信访总量】 stands for the number, so that a sentence keeps its link however it is edited.

In Chinese input the bracket keys give 【】. After a dot a token says how the figure is written: 【信访总量·余】,
【按期办结率·同比】. 〔2019〕 of a document's number is no token. Words of change exist only where two comparable figures
say so; else the token stays unresolved and says why.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from reports import wording
from reports.annual import ENTERED, Book, Figure
from reports.by_hand import HAND_IDS
from reports.suppression import FEWEST, MARK, is_small
from reports.wording import NotSayable, pct

TOKEN = re.compile(r"【([^【】\n]{1,60})】")
_DOTS = re.compile(r"[·・•]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: typed words, or a token with what it stands for. ``problem``: it stands for nothing, and why."""

    text: str
    figure: Figure | None = None
    form: str = ""
    problem: str = ""

    @property
    def typed(self) -> bool:
        return self.figure is None and not self.problem

    @property
    def url(self) -> str:
        return self.figure.url if self.figure else ""


def token(figure: Figure, form: str = "") -> str:
    """How a figure is written into a text."""
    return f"【{figure.label}{f'·{form}' if form else ''}】"


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a figure."""

    words: str
    write: Callable[[Figure], str]
    rates: bool = True
    counts: bool = True


def _known(figure: Figure) -> int | float:
    if figure.value is None:
        raise NotSayable("还没有填报" if figure.source == ENTERED else "分母为 0，没有比率")
    return figure.value


def _both(figure: Figure) -> tuple[int | float, int | float]:
    now = _known(figure)
    if figure.last is None:
        raise NotSayable(figure.incomparable or "没有上年的数字")
    return now, figure.last


def _mark(figure: Figure) -> str:
    """※ marks one entered by hand, whose source stands in the annex."""
    return "※" if figure.source == ENTERED else ""


def _plain(figure: Figure) -> str:
    if figure.is_rate:
        return pct(figure.value)
    if figure.value is None:
        return "—"
    return f"{wording.amount(figure.value)}{'余' if figure.approximate else ''} {figure.unit}{_mark(figure)}"


def _about(figure: Figure) -> str:
    value = _known(figure)
    if not isinstance(value, int):
        raise NotSayable("不是整数，没有约数")
    said = wording.about(value)
    return (
        f"{said}{'余' if figure.approximate and not said.endswith('余') else ''} {figure.unit}{_mark(figure)}"
    )


def _last(figure: Figure) -> str:
    last = _both(figure)[1]
    return pct(last) if figure.is_rate else f"{wording.amount(last)} {figure.unit}"


FORMS: dict[str, Form] = {
    "": Form("数值和单位", _plain),
    "数": Form(
        "只写数", lambda figure: pct(_known(figure)) if figure.is_rate else wording.amount(_known(figure))
    ),
    "余": Form("约数，向下取到最高两位", _about, rates=False),
    "上年": Form("上年的数", _last),
    "升降": Form("上升、下降或者持平", lambda figure: wording.direction(*_both(figure))),
    "同比": Form(
        "和上年比的一句", lambda figure: wording.against(*_both(figure), figure.unit, rate=figure.is_rate)
    ),
    "倍": Form("增加几倍，本期÷上期−1", lambda figure: wording.times(*_both(figure)), rates=False),
    "算式": Form("分子 ÷ 分母", lambda figure: figure.origin, counts=False),
    "注": Form("统计上的说明", lambda figure: figure.origin, rates=False),
    "未达": Form("分母中未进分子的", lambda figure: f"{figure.missed:,} 件", counts=False),
}


def fits(figure: Figure, form: str) -> bool:
    """Whether a figure can be written in a form at all."""
    if form in ("算式", "未达") and figure.hits is None:
        return False
    return FORMS[form].rates if figure.is_rate else FORMS[form].counts


def pieces(text: str, book: Book, hidden: frozenset[str] = frozenset()) -> list[Piece]:
    """A text in stretches. ``hidden``: figures, or forms of them (``id·form``), not made public."""
    names = labels(book.figures)
    found, at = [], 0
    for match in TOKEN.finditer(text):
        if match.start() > at:
            found.append(Piece(text[at : match.start()]))
        found.append(_resolved(match, names, hidden))
        at = match.end()
    if at < len(text):
        found.append(Piece(text[at:]))
    return found


def labels(figures: Iterable[Figure]) -> dict[str, Figure]:
    """Label → figure; the identifier is understood as well."""
    found = {name: figure for figure in figures for name in (figure.id, figure.label)}
    # what was written while a figure was entered by hand is understood when its ledger has taken it over
    return {wanted.label: found[code] for code, wanted in HAND_IDS.items() if code in found} | found


def _resolved(match: re.Match[str], names: Mapping[str, Figure], hidden: frozenset[str]) -> Piece:
    label, _, form = (part.strip() for part in _split(match[1]))
    figure = names.get(label)
    if figure is None:
        return Piece(match[0], problem=f"没有「{label}」这个数字，请照旁边的清单写")
    if form not in FORMS or not fits(figure, form):
        return Piece(match[0], problem=f"「{label}」没有「{form}」这种写法")
    if figure.id in hidden or f"{figure.id}·{form}" in hidden:
        return Piece(_withheld(figure, form), figure, form)
    try:
        return Piece(FORMS[form].write(figure), figure, form)
    except NotSayable as problem:
        return Piece(match[0], problem=f"「{label}·{form}」写不出来：{problem}")


def _split(inner: str) -> tuple[str, str, str]:
    parts = _DOTS.split(inner, maxsplit=1)
    return parts[0], "", parts[1] if len(parts) > 1 else ""


def _withheld(figure: Figure, form: str) -> str:
    """What a public text says instead: of a small number that it is small, of another nothing."""
    if form in ("算式", "未达", "上年", "倍", "余", "同比", "升降"):
        return MARK
    return f"不足{FEWEST} {figure.unit}" if is_small(figure.value) and not figure.is_rate else MARK


def plain(found: Iterable[Piece]) -> str:
    """The text as it reads."""
    return "".join(piece.text for piece in found)


def offered(book: Book) -> list[dict[str, object]]:
    """The list beside the text: each figure with its token, its value now, and the other forms that can be said."""
    rows = []
    for figure in book.figures:
        forms = []
        for name, form in FORMS.items():
            if not name or not fits(figure, name):
                continue
            try:
                forms.append({"token": token(figure, name), "shown": form.write(figure), "words": form.words})
            except NotSayable:
                continue
        rows.append({"figure": figure, "token": token(figure), "shown": _plain(figure), "forms": forms,
                     "incomparable": figure.incomparable})  # fmt: skip
    return rows
