"""Citations as values: short for screens (条例第34条), long for letters (《信访工作条例》第三十四条)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

#: The official titles behind the short names used in citations.
LAW_TITLES = {"条例": "《信访工作条例》", "民法典": "《中华人民共和国民法典》"}

_DIGITS = "零一二三四五六七八九"
_RANKS = ((1000, "千"), (100, "百"), (10, "十"))
_CITATION = re.compile(r"(?P<law>\D+?)第(?P<number>\d+)条(?:第(?P<paragraph>\d+)款)?(?:第(?P<item>\d+)项)?")


def chinese_numeral(number: int) -> str:
    """The number as statutes write it: 34 → 三十四, 203 → 二百零三; from 1 to 9999."""
    if not 1 <= number <= 9999:
        raise ValueError(f"条文序号应在 1 至 9999 之间，不能是 {number}")
    text, rest, gap = "", number, False
    for rank, word in _RANKS:
        digit, rest = divmod(rest, rank)
        if digit:
            # 十五, but 二十五 and 一百一十五
            text += ("零" if gap else "") + ("" if number < 20 else _DIGITS[digit]) + word
        gap = bool(text) and not digit
    if rest:
        text += ("零" if gap else "") + _DIGITS[rest]
    return text


@dataclass(frozen=True, slots=True)
class Article:
    """One place in a statute. ``paragraph`` is 款, ``item`` is 项; ``law`` is the short name."""

    number: int
    paragraph: int | None = None
    item: int | None = None
    law: str = "条例"

    @classmethod
    def parse(cls, citation: str) -> Self:
        """Read a short citation such as 条例第31条第6项; ValueError when it is not one."""
        found = _CITATION.fullmatch(citation)
        if not found:
            raise ValueError(f"「{citation}」不是条文引注，请写成「条例第31条第6项」的形式")
        number, paragraph, item = (
            int(part) if part else None for part in found.group("number", "paragraph", "item")
        )
        return cls(number or 0, paragraph, item, found["law"])

    def __str__(self) -> str:
        return f"{self.law}第{self.number}条{self._within(str)}"

    @property
    def long(self) -> str:
        """The citation as letters print it, with the full title and Chinese numerals."""
        title = LAW_TITLES.get(self.law, f"《{self.law}》")
        return f"{title}第{chinese_numeral(self.number)}条{self._within(chinese_numeral)}"

    def _within(self, write: Callable[[int], str]) -> str:
        paragraph = f"第{write(self.paragraph)}款" if self.paragraph else ""
        return paragraph + (f"第{write(self.item)}项" if self.item else "")
