"""A sheet of activities as words: the lines of ``documents.sheets`` within a year's bounds, carried from preview to entry."""

import json
from dataclasses import dataclass

from cases.files import MEGABYTE
from documents import sheets
from documents.sheets import COLUMNS, Unreadable

#: Bytes of a file, and of a worksheet unpacked; rows of a year's sheet; characters of one cell.
LARGEST, UNPACKED, ROWS, LONGEST_CELL = 2 * MEGABYTE, 40 * MEGABYTE, 500, 4000


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
        return _checked([(int(line), tuple(str(cell).strip() for cell in cells)) for line, cells in rows])
    except (ValueError, TypeError) as broken:
        if isinstance(broken, Unreadable):
            raise
        raise Unreadable("请重新选择表格") from broken


def read(name: str, data: bytes) -> Sheet:
    """The first worksheet of an .xlsx, or a .csv. Raises Unreadable."""
    found: list[tuple[int, tuple[str, ...]]] = []
    for line, cells in sheets.lines(name, data, largest=LARGEST, unpacked=UNPACKED):
        if any(cells):
            found.append((line, tuple(cells)))
        if len(found) > ROWS + 1:
            break
    return _checked(found)


def _checked(filled: list[tuple[int, tuple[str, ...]]]) -> Sheet:
    if not filled:
        raise Unreadable("表格里没有内容")
    if len(filled) > ROWS + 1:
        raise Unreadable(f"一次不超过 {ROWS} 行，请分成几个再选")
    if any(any(cells[COLUMNS:]) for _, cells in filled):
        raise Unreadable(f"不超过 {COLUMNS} 列，请用模板的列")
    if any(len(cell) > LONGEST_CELL for _, cells in filled for cell in cells):
        raise Unreadable(f"有一格超过 {LONGEST_CELL} 字，请核对")
    return Sheet(tuple(filled))
