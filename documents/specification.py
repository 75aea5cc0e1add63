"""The language in which the kinds of paper are written down: text with named places for fields."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from documents.content import BlockType, Layout
from documents.fields import GLOSSARY, Field
from law.terms import PaperKind


class Audience(StrEnum):
    """Whose hands a paper comes into; a unit's paper never names the petitioner (条例第30条第3款)."""

    PETITIONER = "petitioner"
    UNIT = "unit"
    FILE = "file"


@dataclass(frozen=True)
class Part:
    """A paragraph of a letter. ``{name}`` is a place for a field, ``[…]`` goes when a field in it is empty.

    ``heading`` makes it a numbered item; ``each`` names a list whose entries follow as 1. 2. 3.; the part
    stands only ``when`` a field is given, ``unless`` another is.
    """

    text: str = ""
    heading: str = ""
    when: str = ""
    unless: str = ""
    each: str = ""
    quote: bool = False

    @property
    def type(self) -> BlockType:
        if self.quote:
            return BlockType.QUOTE
        return BlockType.ITEM if self.heading else BlockType.PARAGRAPH


@dataclass(frozen=True)
class Box:
    """A cell of a form: its label and the text of its value; empty text leaves room for the pen."""

    label: str
    text: str = ""
    each: str = ""


@dataclass(frozen=True)
class Line:
    """One or two boxes side by side; ``height`` in mm, at least."""

    boxes: tuple[Box, ...]
    height: int = 11


@dataclass(frozen=True)
class Kind:
    """One kind of paper: its whitelist, its text and its series (类别字; empty: a plain serial)."""

    kind: PaperKind
    title: str
    audience: Audience
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    #: of each group at least one field must be given
    either: tuple[tuple[str, ...], ...] = ()
    layout: Layout = Layout.LETTER
    series: str = ""
    addressee: str = ""
    parts: tuple[Part, ...] = ()
    lines: tuple[Line, ...] = ()
    version: str = "2026-1"

    @property
    def whitelist(self) -> dict[str, Field]:
        """Every field this kind may carry, in its order; nothing else reaches the paper."""
        names = (*self.required, *(name for group in self.either for name in group), *self.optional)
        return {name: GLOSSARY[name] for name in names}

    @property
    def templates(self) -> tuple[str, ...]:
        """All fixed text of the kind, for checks."""
        boxes = (box for line in self.lines for box in line.boxes)
        return (
            self.addressee,
            *(part.text + part.heading for part in self.parts),
            *(box.label + box.text for box in boxes),
        )


#: Places every text may use beside its whitelist: the signing organ and the pronouns.
DERIVED = frozenset({"organ", "we", "you", "your"})
_PLACE = re.compile(r"\{(?P<name>\w+)\}(?P<stop>。?)")
_PLACE_OR_SEGMENT = re.compile(r"\[(?P<segment>[^\]]*)\]|\{(?P<name>\w+)\}(?P<stop>。?)")


def places(template: str) -> frozenset[str]:
    """The names a text has places for."""
    return frozenset(match["name"] for match in _PLACE.finditer(template))


def fill(template: str, values: dict[str, str]) -> str:
    """The text with its places filled, in one pass: what a person typed is never read as a template.

    A value that ends with its own full stop does not get a second one.
    """

    def place(match: re.Match[str]) -> str:
        value = values.get(match["name"], "")
        return value if value.endswith(("。", "！", "？")) else value + match["stop"]

    def piece(match: re.Match[str]) -> str:
        segment = match["segment"]
        if segment is None:
            return place(match)
        if not all(values.get(needed) for needed in places(segment)):
            return ""
        return _PLACE.sub(place, segment)

    return _PLACE_OR_SEGMENT.sub(piece, template)


def shown(part: Part, has: Callable[[str], bool]) -> bool:
    """Whether a part stands, given which fields have a value."""
    return (not part.when or has(part.when)) and not (part.unless and has(part.unless))
