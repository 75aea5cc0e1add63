"""What a paper says, before it is laid out: plain frozen data, kept in the paper's row."""

from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, Self


class Layout(StrEnum):
    """The shapes of paper (domain §5.2): letter 信函, official document 公文, form, slip."""

    LETTER = "letter"
    DOCUMENT = "document"
    FORM = "form"
    SLIP = "slip"


class BlockType(StrEnum):
    """What a block of a letter is."""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTE = "quote"
    TABLE = "table"


@dataclass(frozen=True)
class Block:
    """One paragraph of a letter; an item opens with its heading, a quote is a person's own words.

    A table (only in an official document) is the lines of its rows, cells between bars.
    """

    type: str
    text: str
    heading: str = ""


@dataclass(frozen=True)
class Cell:
    """A label and its value in a form; a value may run over several lines."""

    label: str
    lines: tuple[str, ...] = ("",)


@dataclass(frozen=True)
class Row:
    """One row of a form: one wide cell or two beside each other; ``height`` in mm, at least."""

    cells: tuple[Cell, ...]
    height: int = 11


@dataclass(frozen=True)
class Content:
    """A whole paper. ``organ`` heads and signs it; ``code`` is the query code, where it is printed.

    ``issuer``: the 签发人 beside the number, which only a report upwards bears (GB/T 9704).
    """

    kind: str
    layout: str
    version: str
    title: str
    organ: str = ""
    number: str = ""
    date: str = ""
    addressee: str = ""
    blocks: tuple[Block, ...] = ()
    rows: tuple[Row, ...] = ()
    attachments: tuple[str, ...] = ()
    copy_to: str = ""
    code: str = ""
    issuer: str = ""
    footer: str = ""

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready; ``from_dict`` gives the same content back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The content a row keeps. An unknown key is an error: a frozen paper is never read by guesswork."""
        unknown = set(data) - {field.name for field in fields(cls)}
        if unknown:
            raise ValueError(f"文书内容含有不认识的项：{'、'.join(sorted(unknown))}")
        plain = dict(data)
        plain["blocks"] = tuple(Block(**block) for block in data.get("blocks", ()))
        plain["rows"] = tuple(
            Row(tuple(Cell(cell["label"], tuple(cell["lines"])) for cell in row["cells"]), row["height"])
            for row in data.get("rows", ())
        )
        plain["attachments"] = tuple(data.get("attachments", ()))
        return cls(**plain)
