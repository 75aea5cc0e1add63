"""Tables in the body of an official document: lines between bars, laid out as a table of the paper."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from docx.oxml.ns import qn

from documents.layouts.wordml import FANGSONG, HEI, bordered, cell_width, element, run, shape

#: The width of the type area in mm (GB/T 9704).
WIDTH = 156
#: A row as the body holds it: ``| 单位 | 及时受理率 |``.
_ROW = re.compile(r"\|.*\|")
#: The style that marks where a table goes; no text a person typed can bear it.
MARK = "TableHere"
_NUMBER = re.compile(r"[\d,.%—－*＊+−-]+")


def is_row(line: str) -> bool:
    """A line of the body that is a row of a table."""
    return bool(_ROW.fullmatch(line.strip()))


def row_of(cells: Iterable[str]) -> str:
    """A row as the body holds it; a bar within a cell becomes a full-width one."""
    return f"| {' | '.join(cell.replace('|', '｜').strip() or ' ' for cell in cells)} |"


def cells_of(text: str) -> list[list[str]]:
    """The rows of a table block, each as wide as the widest."""
    rows = [
        [cell.strip() for cell in line.strip()[1:-1].split("|")] for line in text.split("\n") if is_row(line)
    ]
    most = max((len(row) for row in rows), default=0)
    return [row + [""] * (most - len(row)) for row in rows]


def widths(rows: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """Millimetres of each column, by its longest words, none narrower than a number needs."""
    longest = [max(min(max(len(row[n]) for row in rows), 16), 4) for n in range(len(rows[0]))]
    return tuple(WIDTH * length / sum(longest) for length in longest)


def align(text: str, row: int, column: int) -> str:
    """Heads in the middle, numbers right, words left."""
    if row == 0:
        return "center"
    return "right" if column and _NUMBER.fullmatch(text) else "left"


def place(document: Any, blocks: Sequence[Any]) -> None:
    """Put a table where each mark stands, in their order."""
    wanted = [block.text for block in blocks if block.type == "table"]
    marks = [
        paragraph for paragraph in list(document.paragraphs)
        if (style := paragraph._p.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")) is not None and style.get(qn("w:val")) == MARK
    ]  # fmt: skip
    for mark, text in zip(marks, wanted, strict=True):
        rows = cells_of(text)
        table = document.add_table(rows=0, cols=len(rows[0]))
        mark._p.addprevious(table._tbl)
        mark._p.getparent().remove(mark._p)
        _fill(table, rows)


def _fill(table: Any, rows: list[list[str]]) -> None:
    columns = widths(rows)
    bordered(table, columns)
    for n, cells in enumerate(rows):
        line = table.add_row()
        properties = line._tr.get_or_add_trPr()
        properties.append(element("cantSplit"))
        if n == 0:
            properties.append(element("tblHeader"))
        for column, (cell, text, width) in enumerate(zip(line.cells, cells, columns, strict=True)):
            cell_width(cell, width)
            paragraph = shape(cell.paragraphs[0], align=align(text, n, column), line=20, left=3, right=3)
            run(paragraph, text, HEI if n == 0 else FANGSONG, 12)
