"""Text on its way to paper: whole, inert, and visible where it cannot be printed."""

import re
from datetime import date

#: What neither XML nor a reader can take: controls, lone surrogates, non-characters, and the marks that turn
#: the reading direction of what follows. A tab is a space; a line feed parts paragraphs.
_UNPRINTABLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane << 16 | end) for plane in range(1, 17) for end in (0xFFFE, 0xFFFF))
    + "]"
)
#: What stands where a character cannot: seen by the reader, never a silent gap.
MISSING = "□"
_NUMERALS = "零一二三四五六七八九"


def printable(text: str) -> str:
    """The same text with every unprintable character shown as □; all line ends become ``\\n``."""
    text = re.sub("\r\n?|\u2028|\u2029", "\n", text).replace("\t", " ")
    return _UNPRINTABLE.sub(MISSING, text)


def lines(text: str) -> tuple[str, ...]:
    """The lines of a text that are not blank; one empty line for an empty text."""
    return tuple(line for line in text.split("\n") if line.strip()) or ("",)


def chinese_date(day: date) -> str:
    """A day as papers write it: no padding zeros (GB/T 9704)."""
    return f"{day.year}年{day.month}月{day.day}日"


def numeral(number: int) -> str:
    """一 to 九十九, for the first level of a letter's structure (GB/T 9704)."""
    if not 1 <= number <= 99:
        raise ValueError(f"层次序数应在1至99之间，现为{number}")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return head + (_NUMERALS[ones] if ones else "")
