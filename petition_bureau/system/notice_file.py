"""A file with a year's holiday notice, as the words in it: text, CSV or a worksheet."""

import io
import zipfile
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

#: Bytes of a file, bytes of a worksheet unpacked, and its rows: a notice is a page.
LARGEST, UNPACKED, ROWS = 1_000_000, 20_000_000, 400


class Unreadable(ValueError):
    """The file is not one we read; the message says which are, in Chinese."""


def words(name: str, data: bytes) -> str:
    """The text of the file; of a worksheet its first sheet with tabs between the cells. Raises Unreadable."""
    if len(data) > LARGEST:
        raise Unreadable("文件大于 1 MB，放假安排只有一页，请核对文件")
    if name.lower().endswith(".xlsx"):
        return _sheet(data)
    if not name.lower().endswith((".csv", ".txt")):
        raise Unreadable("只收 .txt、.csv、.xlsx 文件，请另存后再选")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("文件的编码认不出来，请存成 UTF-8 再选")


def _sheet(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED:
                raise Unreadable("表格内容过大，放假安排只有几十行，请核对文件")
        sheet: Any = load_workbook(io.BytesIO(data), read_only=True, data_only=True).active
        rows = list(sheet.iter_rows(max_row=ROWS, max_col=12, values_only=True))
    except Unreadable:
        raise
    except Exception as problem:  # a broken archive shows itself in many ways
        raise Unreadable("打不开这个表格，请核对文件，或者存成 .csv 再选") from problem
    return "\n".join("\t".join(_cell(value) for value in row).rstrip() for row in rows if any(row))


def _cell(value: object) -> str:
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}"
    return "" if value is None else " ".join(str(value).split())
