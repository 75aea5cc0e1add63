"""What a reader would stumble over in a report (domain §7.2): parts missing, numbers and words that the figures do not
carry, broken numbering, another year's events. One sentence per finding, for the writer.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from reports import sums
from reports.achievements import EARLIER, FIVE
from reports.annual import ENTERED, Book, Figure
from reports.content import FRAMED, Part
from reports.drafts import Report
from reports.tokens import Piece, token
from reports.wording import CHINESE, about, direction, numeral, pct, plain

_POINT = re.compile(rf"([{CHINESE}])是")
_HEAD = re.compile(rf"（([{CHINESE}]{{1,2}})）")
_YEAR = re.compile(r"(20\d\d)\s*年")
#: Events everybody knows the year of; a report of another year has them from an old text.
EVENTS = {"双奥": 2022, "冬奥会": 2022, "冬残奥": 2022, "杭州亚运会": 2023, "建党一百周年": 2021, "建党100周年": 2021,
          "新中国成立75周年": 2024, "新中国成立七十五周年": 2024}  # fmt: skip
#: A number as a report writes it, with its unit.
_NUMBER = re.compile(
    r"(?<![\d.〔第])(\d[\d,]*(?:\.\d+)?)\s*(余)?\s*(件次|批次|人次|件|起|个|场|名|份|期|次|%|％)"
)
#: How far a label and its number may stand apart.
_NEAR = 8
_UP, _DOWN, _SAME = ("上升", "提高", "增长", "增加"), ("下降", "降低", "减少"), ("持平",)
_CHANGE = re.compile("|".join((*_UP, *_DOWN, *_SAME)))
_CHANGE_NEAR = 12


def check(report: Report, parts: Sequence[Part], book: Book) -> list[str]:
    """All findings, part by part; empty when nothing was found."""
    found = []
    codes = {part.section.code for part in parts}
    found += [
        f"缺少「{section.title}」这一部分（{report.ground}）"
        for section in report.sections
        if section.code not in codes
    ]
    for n, part in enumerate(parts, 1):
        where = f"第{numeral(n)}部分「{part.section.title}」"
        if not part.raw.strip():
            found.append(f"{where}还没有写：要写{part.section.asked}（{report.ground}）")
            continue
        found += [f"{where}{problem}" for problem in _part(part, book)]
    numbers = {figure.id: figure.value for figure in book.figures if not figure.is_rate}
    return [*found, *sums.wrong(numbers)]


def unresolved(parts: Iterable[Part]) -> list[str]:
    """What must be settled before the report can be finished: tokens that stand for nothing."""
    return [
        f"「{part.section.title}」：{piece.problem}"
        for part in parts
        for piece in part.pieces
        if piece.problem
    ]


def _part(part: Part, book: Book) -> Iterable[str]:
    text = part.text
    yield from (f"：{piece.problem}" for piece in part.pieces if piece.problem)
    yield from (f"用了「{name}」，还没有填报" for name in _unknown(part.pieces))
    yield from _numbering(text)
    yield from _years(text, book.year)
    yield from _typed_numbers(part.pieces, book)
    yield from _typed_changes(part.pieces, book)
    yield from _first_closed(text)
    yield from _empty_chapters(part)


def _unknown(pieces: Iterable[Piece]) -> list[str]:
    return sorted({piece.figure.label for piece in pieces
                   if piece.figure and piece.figure.source == ENTERED and piece.figure.value is None})  # fmt: skip


def _numbering(text: str) -> list[str]:
    found = []
    heads = _HEAD.findall(text)
    found += [f"出现 {n} 个「（{head}）」" for head, n in Counter(heads).items() if n > 1]
    if not found and heads and heads != [numeral(n + 1) for n in range(len(heads))]:
        found.append(f"的序号不连续：{'、'.join(f'（{head}）' for head in heads)}")
    for paragraph in text.splitlines():
        points = _POINT.findall(paragraph)
        if points and points[0] == "一" and points != list(CHINESE[: len(points)]):
            found.append(f"的「{'、'.join(f'{point}是' for point in points)}」不连续")
    if "一是" in text and "二是" not in text:
        found.append("有「一是」没有「二是」")
    return found


def _years(text: str, year: int) -> Iterable[str]:
    others = sorted({int(y) for y in _YEAR.findall(text)} - {year, year + 1})
    if others:
        yield f"提到{'、'.join(f'{y}年' for y in others)}，请核对是不是本年度的事"
    for event, of in EVENTS.items():
        if event in text and of != year:
            yield f"提到「{event}」，是 {of} 年的事，请核对"


def _typed(pieces: Iterable[Piece]) -> str:
    """The words typed by hand; where a token stood, a sign that ends any search across it."""
    return "".join(piece.text if piece.typed else "\uffff" for piece in pieces)


def _labelled(book: Book) -> list[Figure]:
    """Longest label first: 「群众满意率（责任单位）」 before 「满意率」."""
    return sorted(book.figures, key=lambda figure: -len(figure.label))


def _typed_numbers(pieces: Sequence[Piece], book: Book) -> Iterable[str]:
    """A number typed near the name of a figure is that figure; one that is no figure at all is said as well."""
    typed = _typed(pieces)
    taken: set[int] = set()
    for figure in _labelled(book):
        for match in re.finditer(re.escape(figure.label), typed):
            number = _NUMBER.search(typed, match.end())
            if not number or number.start() in taken or not _close(typed[match.end() : number.start()]):
                continue
            if not _same_unit(number[3], figure):
                continue
            taken.add(number.start())
            if figure.value is None:
                yield f"写了「{figure.label} {number[0]}」，但系统里没有这个数：请先填报，写明来源"
            elif not _agrees(number, figure):
                yield f"「{figure.label}」写的是 {number[0]}，系统是 {_value(figure)}：请核对，或者改用{token(figure)}"
    values = {_plain(figure) for figure in book.figures if figure.value is not None}
    strange = [number[0] for number in _NUMBER.finditer(typed)
               if number.start() not in taken and not number[2] and number[1].replace(",", "") not in values]  # fmt: skip
    if strange:
        yield f"手写的{'、'.join(strange)}不是系统里的任何一个数字，请核对来源"


def _close(between: str) -> bool:
    return len(between) <= _NEAR and not re.search("[。；，,;\n\uffff]", between)


def _same_unit(unit: str, figure: Figure) -> bool:
    return (
        unit in "%％"
        if figure.is_rate
        else unit == figure.unit or {unit, figure.unit} <= {"件", "件次", "起", "批次"}
    )


def _plain(figure: Figure) -> str:
    return pct(figure.value).removesuffix("%") if figure.is_rate else str(figure.value)


def _value(figure: Figure) -> str:
    return plain(figure.value, rate=figure.is_rate)


def _agrees(number: re.Match[str], figure: Figure) -> bool:
    digits = number[1].replace(",", "")
    if figure.is_rate:
        return float(digits) == float(_plain(figure))
    if number[2]:
        return about(int(figure.value or 0)) == f"{digits}余"
    return float(digits) == figure.value


def _typed_changes(pieces: Sequence[Piece], book: Book) -> Iterable[str]:
    """上升 and the like, typed near a figure's name: only where two comparable figures say so (domain §7.3)."""
    typed, names = _typed(pieces), _names(pieces, book)
    for _, end, figure in names:
        match = _CHANGE.search(typed, end, end + _CHANGE_NEAR)
        between = typed[end : match.start()] if match else "。"
        if not match or re.search("[。；\n]", between):
            continue
        others = [other for at, _, other in names if end <= at < match.start() and other is not figure]
        if others and "，" in between:  # the word belongs to the figure named after the comma
            continue
        if figure.value is None or figure.last is None:
            yield f"「{figure.label}{match[0]}」没有两个可比的数字：{figure.incomparable or '没有数值'}"
        elif match[0] not in _words_of(direction(figure.value, figure.last)):
            yield f"「{figure.label}」写的是{match[0]}，系统是{direction(figure.value, figure.last)}（上年 {_last(figure)}，本年 {_value(figure)}）"


def _names(pieces: Sequence[Piece], book: Book) -> list[tuple[int, int, Figure]]:
    """Where figures are named in the typed words: by their label, the longest that fits, or by a token."""
    typed, found, at = _typed(pieces), [], 0
    for piece in pieces:
        long = len(piece.text) if piece.typed else 1
        if piece.figure is not None:
            found.append((at, at + long, piece.figure))
        at += long
    for figure in _labelled(book):
        for match in re.finditer(re.escape(figure.label), typed):
            if not any(start < match.end() and match.start() < end for start, end, _ in found):
                found.append((match.start(), match.end(), figure))
    rows: list[tuple[int, int, Figure]] = []
    for row in sorted(found, key=lambda row: row[0]):
        near = [n for n, (_, end, figure) in enumerate(rows) if figure is row[2] and row[0] - end <= _NEAR]
        if near:  # a label and its own token are one naming, judged from its end
            rows[near[-1]] = (rows[near[-1]][0], row[1], row[2])
        else:
            rows.append(row)
    return rows


def _words_of(way: str) -> tuple[str, ...]:
    return {"上升": _UP, "下降": _DOWN, "持平": _SAME}[way]


def _last(figure: Figure) -> str:
    return plain(figure.last, rate=figure.is_rate)


def _first_closed(text: str) -> Iterable[str]:
    """初信加初访等于办结初信初访, where all three are told: what is not closed must be said (乳山市 2023: 505+602=1107)."""
    found = {}
    for name, pattern in (("初信", r"初信(?!初访)"), ("初访", r"(?<!初信)初访"), ("办结", r"办结初信初访")):
        match = re.search(rf"{pattern}[^\d。；，]{{0,{_NEAR}}}(\d[\d,]*)\s*(?:件次|批次|件|起)", text)
        if match:
            found[name] = int(match[1].replace(",", ""))
    said = "其余" in text or EARLIER in text
    if len(found) == 3 and not said and found["办结"] != found["初信"] + found["初访"]:
        total = found["初信"] + found["初访"]
        yield f"办结初信初访 {found['办结']:,} 不等于初信 {found['初信']:,} 加初访 {found['初访']:,}（{total:,}）：没有全部办结的要写明"


def _empty_chapters(part: Part) -> Iterable[str]:
    """A chapter of the five with its heading and nothing under it."""
    if part.section.code != FRAMED or not all(title in part.raw for title in FIVE[:2]):
        return
    for title in FIVE:
        if title not in part.raw:
            yield f"按五个法治化写，缺「{title}」"
        elif re.search(rf"{title}。?\s*(?:\n（|\Z)", part.raw):
            yield f"的「{title}」还没有内容"
