"""What a cell of a sheet means: a word of a list, a whole number, a day; or why it cannot be taken."""

from collections.abc import Mapping
from datetime import date

from documents.sheets import day_of

Cells = Mapping[str, str]


class Refused(Exception):
    """The row cannot be taken: its column and the reason with the remedy, in Chinese."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


def word(cells: Cells, column: str, words: Mapping[str, str]) -> str:
    """The value a word stands for; empty when nothing is told. Raises Refused for a word nobody knows."""
    text = cells.get(column, "")
    if text and text not in words:
        raise Refused(column, f"「{text[:20]}」不认识，可以填：{'、'.join(words)}")
    return words[text] if text else ""


def whole(cells: Cells, column: str, least: int, most: int) -> int:
    """A whole number within bounds; 0 when nothing is told."""
    text = cells.get(column, "")
    if not text:
        return 0
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and least <= int(text) <= most):
        raise Refused(column, f"「{text[:20]}」不对，请填 {least} 至 {most} 的整数")
    return int(text)


def day(cells: Cells, column: str) -> date | None:
    """A day; None when nothing is told."""
    text = cells.get(column, "")
    found = day_of(text) if text else None
    if text and found is None:
        raise Refused(column, f"「{text[:30]}」不是日期，请写成 2023-03-15 的形式")
    return found


def text(cells: Cells, column: str, most: int) -> str:
    """Words, not longer than the table holds."""
    found = cells.get(column, "")
    if len(found) > most:
        raise Refused(column, f"超过 {most} 个字，请缩短")
    return found


def words(*pairs: tuple[str, str]) -> Mapping[str, str]:
    """Every way to write a value: ``("来信 信件", "letter")``."""
    return {each: value for written, value in pairs for each in written.split()}
