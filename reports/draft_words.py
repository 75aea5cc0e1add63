"""Tokens and figures as the drafts of the annual reports use them."""

from reports.annual import Book
from reports.tokens import token
from reports.wording import CHINESE


def paragraphs(*parts: str) -> str:
    """Those that say something, one a line."""
    return "\n".join(part for part in parts if part)


class Words:
    """Tokens of one book, by the figures' codes."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def __call__(self, code: str, form: str = "") -> str:
        return token(self.book.by_id[code], form)

    def has(self, code: str) -> bool:
        return code in self.book.by_id and self.book.by_id[code].value is not None

    def compared(self, code: str) -> str:
        """``，同比上升 3.1%`` where the two years can be compared."""
        figure = self.book.by_id[code]
        known = figure.value is not None and figure.last is not None
        return f"，{self(code, '同比')}" if known else ""

    def said(self, code: str) -> str:
        """The number as a sentence says it: 340余 for 345 where reports speak in round numbers."""
        figure = self.book.by_id[code]
        return self(code, "余") if figure.rounded and isinstance(figure.value, int) else self(code)

    def known(self, *codes: str) -> str:
        """``业务培训 2 期、参加培训 340余 人次``: those that are there."""
        return "、".join(
            f"{self.book.by_id[code].label} {self.said(code)}" for code in codes if self.has(code)
        )

    def named(self, code: str) -> str:
        """``荣誉表彰 1 项（9月12日，…）``: the number with what its records are called."""
        if not self.known(code):
            return ""
        words = self.book.told.get(code, "")
        return f"{self.known(code)}{f'（{words}）' if words else ''}"

    def some(self, *codes: str) -> list[str]:
        """Those that are there and are not zero."""
        return [code for code in codes if code in self.book.by_id and self.book.by_id[code].value]


def silent(book: Book) -> str:
    """How many files do not tell how they were handled: without it a zero would read as nothing done."""
    forwarded = book.by_id["forwarded"]
    return f"（{token(forwarded, '注')}）" if forwarded.origin else ""


def headed(*parts: str) -> str:
    """（一）（二）… before the parts that are there."""
    return "\n".join(f"（{CHINESE[n]}）{part}" for n, part in enumerate(filter(None, parts)))
