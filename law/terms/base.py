"""What a term is."""

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A word of the law. The value is stable for ever; the label may be corrected freely."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        term = str.__new__(cls, value)
        term._value_ = value
        term.label = label
        return term

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(term.value, term.label) for term in cls]
