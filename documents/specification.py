"""The language in which the kinds of paper are written down: text with named places for fields."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

from documents.content import BlockType, Layout
from documents.fields import GLOSSARY, Field
from law.terms import PaperKind


class Audience(StrEnum):
    """Whose hands a paper comes into; a unit's paper never names the petitioner (条例第30条第3款).

    ``OFFICES``: an official document about no single matter (通报、报告).
    """

    PETITIONER = "petitioner"
    UNIT = "unit"
    FILE = "file"
    OFFICES = "offices"


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
    """One version of one kind of paper: its whitelist, its text and its series (类别字; empty: a plain serial).

    Whoever changes the text raises ``version``, says ``since`` when it is in force and keeps the old one in ``earlier``
    as long as papers may bear a day before that. What was issued keeps its words: a paper's content is frozen.
    """

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
    since: date = date(2022, 5, 1)
    earlier: tuple["Kind", ...] = ()

    def in_force(self, day: date | None) -> "Kind":
        """The version for a paper of this day: the newest then in force, else the oldest there is."""
        versions = sorted((self, *self.earlier), key=lambda each: each.since)
        if day is None:
            return self
        return next((each for each in reversed(versions) if each.since <= day), versions[0])

    def to_dict(self) -> dict[str, Any]:
        """Everything that decides what a paper says, JSON-ready; ``from_dict`` gives the same version back."""
        aside = {"earlier", "since", "version"}
        said = {name: value for name, value in asdict(self).items() if name not in aside}
        plain: dict[str, Any] = json.loads(json.dumps(said))
        return plain

    @classmethod
    def from_dict(cls, data: dict[str, Any], *, version: str, since: date) -> Self:
        """A version as it was recorded."""
        plain = dict(data)
        plain["kind"], plain["audience"] = PaperKind(data["kind"]), Audience(data["audience"])
        plain["layout"] = Layout(data["layout"])
        plain["parts"] = tuple(Part(**part) for part in data["parts"])
        plain["lines"] = tuple(
            Line(tuple(Box(**box) for box in line["boxes"]), line["height"]) for line in data["lines"]
        )
        plain["required"], plain["optional"] = tuple(data["required"]), tuple(data["optional"])
        plain["either"] = tuple(tuple(group) for group in data["either"])
        return cls(**plain, version=version, since=since)

    @property
    def digest(self) -> str:
        """SHA-256 of all that decides what a paper says: another text is another version."""
        text = json.dumps(self.to_dict(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

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
            self.title,
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
