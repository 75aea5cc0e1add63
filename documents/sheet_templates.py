"""The sheet to fill in: a header to type below, and beside it what each column holds."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from documents.sheets import Column

REQUIRED_FILL = PatternFill("solid", fgColor="FCE8C8")


def template(title: str, columns: Sequence[Column]) -> bytes:
    """An .xlsx: the header alone on the first worksheet, so that no example is ever imported; words on the second."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "台账"
    sheet.append([column.name for column in columns])
    for index, column in enumerate(columns, 1):
        cell = sheet.cell(row=1, column=index)
        cell.font = Font(bold=True)
        if column.required:
            cell.fill = REQUIRED_FILL
        sheet.column_dimensions[cell.column_letter].width = max(10, 2 * len(column.name) + 4)
    sheet.freeze_panes = "B2"
    notes: Any = book.create_sheet("填表说明")
    notes.append([title])
    notes.append(["列", "必填", "怎样填", "举例"])
    for column in columns:
        notes.append([column.name, "必填" if column.required else "", column.help, column.example])
    for letter, width in (("A", 20), ("B", 8), ("C", 80), ("D", 30)):
        notes.column_dimensions[letter].width = width
    for line in notes.iter_rows(min_row=1, max_col=4):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=cell.row <= 2)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
