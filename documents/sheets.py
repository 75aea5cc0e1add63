"""Sheets that people fill in: .xlsx and .csv read as rows of text by column name (``documents.sheet_templates`` makes them).

Reading trusts nothing: sizes are bounded before anything is unpacked, formulas and control characters are refused cell
by cell, names are matched as people write them. What a cell means is the matter of whoever asked for the sheet.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

#: Bytes of a file, bytes of a worksheet unpacked, rows, columns, characters of a cell, empty rows before the end.
LARGEST, UNPACKED, ROWS, COLUMNS, CELL, EMPTY = 30_000_000, 400_000_000, 120_000, 60, 5_000, 2_000
READABLE = ("xlsx", "csv")
#: The header may stand below a title.
HEADER_WITHIN = 10
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
#: Signs without a shape that come along with copied text: widths of nothing, directions of writing.
_SHAPELESS = re.compile(r"[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)")
#: A day, perhaps with a time behind it.
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]+\d{1,2}:\d{2}\S*)?")


class Unreadable(ValueError):
    """The file as a whole cannot be read; the message names the fault and the remedy, in Chinese."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, other names people give it, whether a cell must be filled, and words for the template."""

    name: str
    help: str
    required: bool = False
    aliases: tuple[str, ...] = ()
    example: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it stands on, its filled cells, and cells that cannot be taken with the reason."""

    line: int
    cells: dict[str, str]
    bad: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """``told``: the columns the sheet has at all; ``unknown``: headers nobody asked for (they are not read)."""

    told: frozenset[str]
    unknown: tuple[str, ...]
    rows: Iterator[Row]


def read(name: str, data: bytes, columns: Sequence[Column]) -> Sheet:
    """The rows below the header, one by one. Raises Unreadable, also while the rows are walked."""
    found = lines(name, data)
    known = {_plain(other): column.name for column in columns for other in (column.name, *column.aliases)}
    first = next(column.name for column in columns if column.required)
    header: list[str] = []
    for at, header in found:
        if first in {known.get(_plain(cell)) for cell in header} or at >= HEADER_WITHIN:
            break
    names = [known.get(_plain(cell), "") for cell in header]
    missing = [column.name for column in columns if column.required and column.name not in names]
    if missing:
        raise Unreadable(f"缺少列：{'、'.join(missing)}。请用下载的模板，或者把列名改成模板里的名称")
    twice = sorted({column for column in names if column and names.count(column) > 1})
    if twice:
        raise Unreadable(f"「{'、'.join(twice)}」列出现了两次，请删去一列")
    others = tuple(cell[:30] for cell, known_as in zip(header, names, strict=True) if cell and not known_as)
    return Sheet(frozenset(filter(None, names)), others, _rows(found, names))


def lines(name: str, data: bytes, *, largest: int = 0, unpacked: int = 0) -> Iterator[tuple[int, list[str]]]:
    """The lines of the first worksheet, or of a .csv, as text with their numbers. Raises Unreadable, also while walked.

    ``largest``, ``unpacked``: bounds of bytes narrower than those of all sheets.
    """
    largest, unpacked = largest or LARGEST, unpacked or UNPACKED
    if len(data) > largest:
        raise Unreadable(f"文件大于 {largest // 1_000_000} MB，请去掉图片或者分成几个文件")
    suffix = name.lower().rpartition(".")[2]
    if suffix not in READABLE:
        old = suffix in {"xlsm", "xls", "et"}
        raise Unreadable(
            "带宏的表格和旧格式不收，请另存为 .xlsx 再选" if old else "只收 .xlsx 和 .csv 文件，请另存后再选"
        )
    found = _worksheet(data, unpacked) if suffix == "xlsx" else _csv(data)
    return ((line, [_text(value) for value in values]) for line, values in found)


def fault(text: str) -> str:
    """Why a cell cannot be taken, with the remedy; empty when it can."""
    if text.startswith("="):
        return "是公式，请改成它的值（复制后选择性粘贴为数值）"
    if _ERROR.fullmatch(text):
        return "是错误值，请改正"
    if _CONTROL.search(text):
        return "含有不可见的控制字符，请删去"
    return f"超过 {CELL} 个字，请缩短" if len(text) > CELL else ""


def _rows(found: Iterator[tuple[int, list[str]]], names: list[str]) -> Iterator[Row]:
    count = 0
    for line, values in found:
        cells = {column: text for column, text in zip(names, values, strict=False) if column and text}
        if not cells:
            continue
        count += 1
        if count > ROWS:
            raise Unreadable(f"超过 {ROWS} 行，请分成几个文件")
        bad = {column: wrong for column, text in cells.items() if (wrong := fault(text))}
        yield Row(line, cells, bad)


def _worksheet(data: bytes, unpacked: int) -> Iterator[tuple[int, list[object]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > unpacked:
                raise Unreadable("表格内容过大，请分成几个文件")
            if any("vbaproject" in part.filename.lower() for part in parts):
                raise Unreadable("表格里有宏，请另存为 .xlsx（不带宏）再选")
        # openpyxl parses with defusedxml where it is installed, as it is here
        sheet: Any = load_workbook(io.BytesIO(data), read_only=True, keep_links=False).worksheets[0]
        sheet.reset_dimensions()
        empty = 0
        for line, row in enumerate(sheet.iter_rows(max_col=COLUMNS + 1), 1):
            values = [_cell(cell) for cell in row]
            empty = 0 if any(value not in ("", None) for value in values) else empty + 1
            if empty > EMPTY:
                return
            yield line, values
    except Unreadable:
        raise
    except Exception as problem:  # a broken archive shows itself in many ways
        raise Unreadable("打不开这个表格，请核对文件，或者另存为 .xlsx、.csv 再选") from problem


def _cell(cell: Any) -> object:
    """A formula comes as its text, whatever it would have given."""
    return f"={cell.value}".replace("==", "=", 1) if cell.data_type == "f" else cell.value


def _csv(data: bytes) -> Iterator[tuple[int, list[object]]]:
    for encoding in ("utf-8-sig", "gb18030"):  # what spreadsheets here save as .csv is either
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Unreadable("文件的编码认不出来，请另存为 UTF-8 的 CSV 再选")
    csv.field_size_limit(10_000_000)
    reader = csv.reader(io.StringIO(text.replace("\x00", "\x01"), newline=""))
    before = 0
    try:
        for row in reader:
            yield before + 1, list(row[: COLUMNS + 1])
            before = reader.line_num
    except csv.Error as problem:
        raise Unreadable("不是有效的 CSV 文件，请另存为 UTF-8 的 CSV 再选") from problem


def _text(value: object) -> str:
    """A cell as text: days as YYYY-MM-DD, whole numbers without a point, 是 and 否, nothing without a shape."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _SHAPELESS.sub("", str(value)).strip()


def _plain(text: str) -> str:
    """A header without blanks, line breaks and remarks in brackets."""
    return re.sub(r"[\s*＊]|[（(].*?[)）]", "", text).lower()


def day_of(text: str) -> date | None:
    """The day a cell writes: 2023-01-05, 2023/1/5, 2023.1.5, 2023年1月5日, 20230105; None for anything else."""
    text = text.strip()
    found = _DAY.fullmatch(text)
    parts = (
        found.groups()
        if found
        else (text[:4], text[4:6], text[6:])
        if re.fullmatch(r"[12]\d{7}", text)
        else None
    )
    try:
        return date(*map(int, parts)) if parts else None
    except ValueError:
        return None
