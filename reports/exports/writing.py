"""Writing an export: row after row into a file that survives a restart; text stays text, whatever a person typed."""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from reports.exports.columns import Cell
from reports.exports.models import Export

#: What a spreadsheet may take for a formula when it opens a .csv.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Characters a workbook cannot hold.
_ILLEGAL = dict.fromkeys((*range(9), 11, 12, *range(14, 32)), " ")
#: Rows of one sheet; a county's year is far below.
MOST_ROWS = 1_000_000


def path_of(export: Export, ending: str = "") -> Path:
    return Path(settings.FILES_DIR) / "exports" / f"{export.name}.{ending or export.form}"


def text_of(cell: Cell, *, guarded: bool) -> str:
    """A cell as words. ``guarded``, for a .csv: a text that looks like a formula begins with an apostrophe."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return str(cell)
    text = cell.replace("\x00", "")
    return f"'{text}" if guarded and text.startswith(RISKY) else text


def open_part(export: Export, heads: tuple[str, ...]) -> io.BufferedRandom:
    """The rows so far; what was written after the last mark is cut off. A new one begins with its heads."""
    path = path_of(export, "part")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not export.size or not path.exists():
        path.write_bytes(b"\xef\xbb\xbf" + line_of(heads, export.form))
        export.size, export.mark, export.done = path.stat().st_size, "", 0
    file = path.open("r+b")
    file.truncate(export.size)
    file.seek(export.size)
    return file


def line_of(cells: Iterable[Cell], form: str) -> bytes:
    """One row; of a workbook to come it is the words themselves, its cells are made text later."""
    out = io.StringIO(newline="")
    csv.writer(out).writerow([text_of(cell, guarded=form == "csv") for cell in cells])
    return out.getvalue().encode()


def finish(
    export: Export, told: list[tuple[str, str]], dates: tuple[int, ...], numbers: tuple[int, ...]
) -> str:
    """The part becomes the file asked for; returns its digest."""
    part, target = path_of(export, "part"), path_of(export)
    if export.form == "csv":
        part.replace(target)
    else:
        _workbook(part, path_of(export, "tmp"), told, dates, numbers)
        path_of(export, "tmp").replace(target)
        part.unlink()
    with target.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _workbook(
    part: Path, target: Path, told: list[tuple[str, str]], dates: tuple[int, ...], numbers: tuple[int, ...]
) -> None:
    """The rows as a workbook: a sheet that says what it is, and the rows with their heads frozen."""
    book = Workbook(write_only=True)
    about = book.create_sheet("说明")
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 14, 90
    for label, words in told:
        about.append([_text(about, label, bold=True), _text(about, words)])
    sheet = book.create_sheet("明细")
    sheet.freeze_panes = "B2"
    rows = _rows(part)
    heads = next(rows)
    for n, head in enumerate(heads):
        sheet.column_dimensions[chr(ord("A") + n)].width = (
            36 if head in ("概况", "内容") else 24 if head == "件号" else 14
        )
    sheet.append([_text(sheet, head, bold=True) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, n, text, dates, numbers) for n, text in enumerate(row)])
    book.save(target)


def _rows(part: Path) -> Iterator[list[str]]:
    with part.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.reader(file)


def _cell(sheet: Any, n: int, text: str, dates: tuple[int, ...], numbers: tuple[int, ...]) -> Any:
    if not text:
        return None
    if n in dates:
        cell = WriteOnlyCell(sheet, datetime.fromisoformat(text))
        cell.number_format = "yyyy-mm-dd"
        return cell
    if n in numbers:
        return int(text)
    return _text(sheet, text)


def _text(sheet: Any, words: str, *, bold: bool = False) -> Any:
    """A cell that is text, also when it looks like a formula, a number or an error."""
    cell = WriteOnlyCell(sheet, words.translate(_ILLEGAL))
    cell.data_type = "s"
    if words[:1] in ("=", "+", "-", "@"):
        cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(vertical="top")
    return cell
