"""Working papers as .docx: a study, a sheet. In the faces of GB/T 9704, without number and seal: they are not letters."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import docx
from docx.shared import Mm, Pt

from documents.layouts.tables import align, widths
from documents.layouts.wordml import (
    FANGSONG,
    HEI,
    SONG_TITLE,
    bordered,
    cell_width,
    element,
    page_number,
    run,
    shape,
)
from documents.text import printable
from reports.wording import CHINESE

#: Two characters of 16 pt.
INDENT = 32


def render(content: Mapping[str, Any]) -> bytes:
    """Title, opening, numbered sections of text and tables, a foot line; the same content says the same."""
    document = docx.Document()
    _page(document)
    shape(document.paragraphs[0], align="center", line=34)
    run(document.paragraphs[0], printable(content["title"]), SONG_TITLE, 22)
    if content.get("opening"):
        _words(document, content["opening"], before=14)
    for number, section in zip(CHINESE, content["sections"], strict=False):
        run(
            shape(document.add_paragraph(), first=INDENT, keep="1"),
            f"{number}、{printable(section['title'])}",
            HEI,
        )
        if section["text"] or not section["tables"]:
            _words(document, section["text"] or "（没有写）")
        for table in section["tables"]:
            _table(document, table["title"], table["head"], table["rows"])
    if content.get("foot"):
        run(shape(document.add_paragraph(), align="right", before=28), printable(content["foot"]))
    document.core_properties.title, document.core_properties.author = printable(content["title"])[:100], ""
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(28)
    document.styles["Normal"].font.size = Pt(16)
    footer = section.footer.paragraphs[0]
    shape(footer, align="center", line=20)
    page_number(footer)
    if not document.paragraphs:
        document.add_paragraph()


def _words(document: Any, text: str, *, before: float = 0) -> None:
    for line in printable(text).split("\n"):
        if line.strip():
            run(shape(document.add_paragraph(), first=INDENT, before=before), line.strip(), FANGSONG)
            before = 0


def _table(document: Any, title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if title:
        run(shape(document.add_paragraph(), align="center", before=8, keep="1"), printable(title), HEI, 14)
    lines = [list(head), *([*row] for row in (rows or [["没有", *("—" for _ in head[1:])]]))]
    columns = widths(lines)
    table = document.add_table(rows=0, cols=len(head))
    bordered(table, columns)
    for n, cells in enumerate(lines):
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(element("cantSplit"))
        if n == 0:
            properties.append(element("tblHeader"))
        for column, (cell, text, width) in enumerate(zip(row.cells, cells, columns, strict=True)):
            cell_width(cell, width)
            paragraph = shape(cell.paragraphs[0], align=align(text, n, column), line=20, left=3, right=3)
            run(paragraph, printable(text), HEI if n == 0 else FANGSONG, 12)
    shape(document.add_paragraph(), line=10)
