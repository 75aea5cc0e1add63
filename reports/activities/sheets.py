"""A sheet of activities, read as words: .xlsx or .csv, nothing in it runs, and what is too much is refused.

Formulas are not taken for numbers: a cell with one is marked, and its row is refused with the cell named. Macros are
refused with the whole file. Everything else is text.
"""

import csv
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

from cases.files import MEGABYTE

#: Bytes of a file, and of a worksheet unpacked; rows and columns of a year's sheet; characters of one cell.
LARGEST, UNPACKED, ROWS, COLUMNS, LONGEST_CELL = 2 * MEGABYTE, 40 * MEGABYTE, 500, 60, 4000
#: Stands before the text of a cell that is not its own text; no typed text begins so.
FORMULA, BROKEN = "\x00=", "\x00#"


class Unreadable(ValueError):
    """The file is not one we read; the message says why and what to do, in Chinese."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of words with the number of their line; the first is the heading."""

    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def packed(self) -> str:
        """As the preview's form carries it to the second step."""
        return json.dumps(self.rows, ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str) -> Sheet:
    """What :meth:`Sheet.packed` made; checked like a file, for a browser sends it. Raises Unreadable."""
    try:
        rows = json.loads(text)
        found = tuple((int(line), tuple(_clean(str(cell)) for cell in cells)) for line, cells in rows)
    except (ValueError, TypeError) as broken:
        raise Unreadable("请重新选择表格") from broken
    return _checked(found)


def read(name: str, data: bytes) -> Sheet:
    """The first worksheet of an .xlsx, or a .csv. Raises Unreadable."""
    if len(data) > LARGEST:
        raise Unreadable("表格大于 2 MB，请去掉图片或者分成几个再选")
    suffix = name.lower().rpartition(".")[2]
    if suffix == "xlsx":
        return _checked(_worksheet(data))
    if suffix == "csv":
        return _checked(_csv(data))
    if suffix in {"xlsm", "xls", "et"}:
        raise Unreadable("带宏的表格和旧格式不收，请另存为 .xlsx 或者 .csv 再选")
    raise Unreadable("只收 .xlsx、.csv 表格，请另存后再选")


def _worksheet(data: bytes) -> tuple[tuple[int, tuple[str, ...]], ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > UNPACKED:
                raise Unreadable("表格内容过大，请分成几个再选")
            if any("vbaproject" in part.filename.lower() for part in parts):
                raise Unreadable("表格里有宏，请另存为 .xlsx（不带宏）再选")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        rows = book.worksheets[0].iter_rows(max_row=ROWS + 2, max_col=COLUMNS + 1)
        return tuple((n, tuple(_cell(cell) for cell in row)) for n, row in enumerate(rows, 1))
    except Unreadable:
        raise
    except Exception as problem:  # a broken archive shows itself in many ways
        raise Unreadable("打不开这个表格，请核对文件，或者存成 .csv 再选") from problem


def _cell(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return FORMULA
    if cell.data_type == "e":
        return BROKEN
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _clean(str(value))


def _csv(data: bytes) -> tuple[tuple[int, tuple[str, ...]], ...]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Unreadable("表格的编码认不出来，请存成 UTF-8 再选")
    try:
        found = []
        for n, row in enumerate(csv.reader(io.StringIO(text.replace("\x00", ""))), 1):
            found.append((n, tuple(_clean(cell) for cell in row)))
            if n > ROWS + 1:
                break
    except csv.Error as broken:
        raise Unreadable("打不开这个表格，请核对文件") from broken
    return tuple(found)


def _clean(text: str) -> str:
    """Plain text: no control signs, no marks that turn the direction of writing; the own marks of a cell stay."""
    if text in {FORMULA, BROKEN}:
        return text
    return "".join(sign for sign in text if sign == "\n" or sign.isprintable()).strip()


def _checked(rows: tuple[tuple[int, tuple[str, ...]], ...]) -> Sheet:
    filled = tuple((n, cells) for n, cells in rows if any(cells))
    if not filled:
        raise Unreadable("表格里没有内容")
    if len(filled) > ROWS + 1:
        raise Unreadable(f"一次不超过 {ROWS} 行，请分成几个再选")
    if any(any(cells[COLUMNS:]) for _, cells in filled):
        raise Unreadable(f"不超过 {COLUMNS} 列，请用模板的列")
    if any(len(cell) > LONGEST_CELL for _, cells in filled for cell in cells):
        raise Unreadable(f"有一格超过 {LONGEST_CELL} 字，请核对")
    return Sheet(filled)
