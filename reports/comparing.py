"""Two files of the same kind compared part by part: which paragraph, table, picture or cell differs."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from itertools import zip_longest
from typing import Any

import docx
from openpyxl import load_workbook


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that differs: where, what was kept, what is written now."""

    where: str
    kept: str
    again: str


def compare(kind: str, kept: bytes, again: bytes) -> list[Difference]:
    """What differs; empty when text, tables and pictures are the same."""
    parts = _xlsx if kind == "xlsx" else _docx
    found = []
    for (where, one), (other_place, other) in zip_longest(parts(kept), parts(again), fillvalue=("", "")):
        if (where, one) != (other_place, other):
            found.append(Difference(where or other_place, one, other))
    return found


def _docx(data: bytes) -> Iterable[tuple[str, str]]:
    document: Any = docx.Document(BytesIO(data))
    for n, paragraph in enumerate(document.paragraphs, 1):
        yield (
            f"第{n}段",
            f"{paragraph.paragraph_format.alignment} {[(run.text, run.font.size) for run in paragraph.runs]}",
        )
    for n, table in enumerate(document.tables, 1):
        for line, row in enumerate(table.rows, 1):
            yield f"第{n}个表第{line}行", " | ".join(cell.text for cell in row.cells)
    for n, picture in enumerate(document.inline_shapes, 1):
        inline = picture._inline
        part = document.part.related_parts[inline.graphic.graphicData.pic.blipFill.blip.embed]
        size = f"{picture.width}×{picture.height}"
        yield f"第{n}幅图", f"{hashlib.sha256(part.blob).hexdigest()} {size} {inline.docPr.get('descr')}"
    yield "属性", f"{document.core_properties.title} {document.core_properties.author}"


def _xlsx(data: bytes) -> Iterable[tuple[str, str]]:
    book = load_workbook(BytesIO(data))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                yield f"{sheet.title} {cell.coordinate}", f"{cell.data_type} {cell.value}"
