"""From a kind and its fields to the content of a paper: whitelisted and complete."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from documents.content import Block, BlockType, Cell, Content, Layout, Row
from documents.fields import GLOSSARY, Field, Type
from documents.kinds import KINDS, in_force
from documents.layouts.tables import is_row
from documents.specification import Box, Kind, Part, fill, shown
from documents.text import chinese_date, lines, numeral, printable
from law.terms import PaperKind

#: Printed at the foot of every letter that left without a seal of its own (domain §5.2).
FOOTER = "电子件，以盖章件为准"
#: Stands for who the petitioner is on the papers of an accusation (条例第30条第3款).
WITHHELD = "依法保密，另行保存"
_SELF = (
    ("局", "我局"),
    ("委员会", "我委"),
    ("委", "我委"),
    ("镇人民政府", "我镇"),
    ("乡人民政府", "我乡"),
    ("街道办事处", "我街道"),
    ("院", "我院"),
    ("中心", "我中心"),
)


class MissingFields(ValueError):
    """A paper lacks what it must carry; ``fields`` names them, the message says them in Chinese."""

    def __init__(self, kind: Kind, fields: Iterable[Field]):
        self.fields = tuple(fields)
        labels = "、".join(field.label for field in self.fields)
        super().__init__(f"{kind.kind.label}还缺：{labels}。请补齐后再出具。")


class ForeignFields(ValueError):
    """A value that the kind's whitelist does not know, or of the wrong type."""


def missing(
    kind: PaperKind | str,
    fields: Mapping[str, Any],
    *,
    accusation: bool = False,
    version: Kind | None = None,
) -> tuple[Field, ...]:
    """What the paper still needs, in the order of its whitelist; empty when it can be issued."""
    spec = version or KINDS[kind]

    def given(name: str) -> bool:
        return bool(_plain(GLOSSARY[name], fields.get(name))) or (accusation and GLOSSARY[name].personal)

    lacking = [GLOSSARY[name] for name in spec.required if not given(name)]
    return (
        *lacking,
        *(GLOSSARY[group[0]] for group in spec.either if not any(given(name) for name in group)),
    )


def build(
    kind: PaperKind | str,
    fields: Mapping[str, Any],
    *,
    organ: str = "",
    number: str = "",
    on: date | None = None,
    accusation: bool = False,
    complete: bool = True,
    version: Kind | None = None,
) -> Content:
    """The content of one paper, by the version of its kind in force on its day (or by ``version``).

    ``accusation`` withholds who the petitioner is (条例第30条第3款): whatever is given for a personal field,
    its place says only that it is withheld. Raises MissingFields unless ``complete`` is False (a preview),
    and ForeignFields for what is not whitelisted.
    """
    spec = version or in_force(kind, on)
    _refuse_foreign(spec, fields)
    if complete and (lacking := missing(kind, fields, accusation=accusation, version=spec)):
        raise MissingFields(spec, lacking)
    plain = {name: _plain(field, fields.get(name)) for name, field in spec.whitelist.items()}
    values = {name: value if isinstance(value, str) else "\n".join(value) for name, value in plain.items()}
    values |= _pronouns(organ, several=bool(fields.get("several")))
    if accusation:
        values |= {name: WITHHELD for name, field in spec.whitelist.items() if field.personal}
    lists = {name: value for name, value in plain.items() if isinstance(value, tuple)}
    return Content(
        kind=spec.kind.value,
        layout=spec.layout.value,
        version=spec.version,
        title=_flat(fill(spec.title, values)),
        organ=printable(organ),
        number=printable(number),
        date=chinese_date(on) if on else "",
        addressee=_addressee(spec, values, accusation=accusation),
        blocks=tuple(_blocks(spec, values, lists)),
        rows=tuple(
            Row(tuple(_cell(box, values, lists) for box in line.boxes), line.height) for line in spec.lines
        ),
        attachments=lists.get("attachments", ()) if spec.layout in (Layout.LETTER, Layout.DOCUMENT) else (),
        copy_to=_flat(values.get("copy_to", "")),
        code=_grouped(values.get("query_code", "")),
        issuer=_flat(values.get("issuer", "")),
        footer=FOOTER,
    )


def _refuse_foreign(spec: Kind, fields: Mapping[str, Any]) -> None:
    whitelist = spec.whitelist
    if foreign := [name for name in fields if name not in whitelist]:
        labels = "、".join(GLOSSARY[name].label if name in GLOSSARY else name for name in foreign)
        raise ForeignFields(f"{spec.kind.label}不得载有：{labels}。请去掉后再出具。")


def _plain(field: Field, value: Any) -> str | tuple[str, ...]:
    """A value as printable text; only the types of the glossary pass, never an object with more to tell."""
    if value is None:
        return () if field.type is Type.LIST else ""
    if field.type is Type.DATE and isinstance(value, date):
        return chinese_date(value)
    if field.type is Type.TEXT and isinstance(value, str):
        return printable(value).strip()
    if field.type is Type.YES and isinstance(value, bool):
        return "是" if value else ""
    if field.type is Type.LIST and isinstance(value, str):
        value = printable(value).split("\n")
    if (
        field.type is Type.LIST
        and isinstance(value, list | tuple)
        and all(isinstance(entry, str) for entry in value)
    ):
        return tuple(text for entry in value if (text := printable(entry).strip()))
    wanted = {Type.DATE: "日期", Type.TEXT: "文字", Type.YES: "是或否", Type.LIST: "逐条文字"}[field.type]
    raise ForeignFields(f"{field.label}应为{wanted}。")


def _pronouns(organ: str, *, several: bool) -> dict[str, str]:
    we = next((word for ending, word in _SELF if organ.endswith(ending)), "我单位")
    you = "你们" if several else "您"
    return {"organ": printable(organ), "we": we, "you": you, "your": f"{you}的"}


def _addressee(spec: Kind, values: dict[str, str], *, accusation: bool) -> str:
    if accusation and "petitioner" in spec.whitelist:
        return "信访人："
    return _flat(fill(spec.addressee, values))


def _blocks(spec: Kind, values: dict[str, str], lists: dict[str, tuple[str, ...]]) -> Iterable[Block]:
    item = 0
    for part in spec.parts:
        if not shown(part, lambda name: bool(values.get(name))):
            continue
        if part.heading:
            item += 1
        made = _part(part, f"{numeral(item)}、{part.heading}。" if part.heading else "", values)
        yield from _tabled(map(_levelled, made)) if spec.layout is Layout.DOCUMENT else made
        for position, entry in enumerate(lists.get(part.each, ()), 1):
            yield from _numbered(position, entry)


#: The first two levels of an official document's own headings: 一、 in 黑体, （一） in 楷体 (GB/T 9704).
_LEVELS = (
    (re.compile(r"[一二三四五六七八九十]{1,3}、[^。]{1,40}"), BlockType.ITEM),
    (re.compile(r"（[一二三四五六七八九十]{1,3}）[^。]{1,40}"), BlockType.QUOTE),
)


def _levelled(block: Block) -> Block:
    """A line of the body that is a heading gets the face of its level."""
    level = next((kind for pattern, kind in _LEVELS if pattern.fullmatch(block.text)), None)
    if level is BlockType.ITEM:
        return Block(BlockType.ITEM.value, "", block.text)
    return Block(level.value, block.text) if level else block


def _tabled(blocks: Iterable[Block]) -> Iterable[Block]:
    """Lines between bars that follow each other are one table."""
    rows: list[str] = []
    for block in blocks:
        if block.type == BlockType.PARAGRAPH and is_row(block.text):
            rows.append(block.text)
            continue
        if rows:
            yield Block(BlockType.TABLE.value, "\n".join(rows))
            rows = []
        yield block
    if rows:
        yield Block(BlockType.TABLE.value, "\n".join(rows))


def _part(part: Part, heading: str, values: dict[str, str]) -> Iterable[Block]:
    if not part.text:
        return
    first, *rest = lines(fill(part.text, values))
    yield Block(part.type.value, first, heading)
    follow = BlockType.QUOTE if part.quote else BlockType.PARAGRAPH
    yield from (Block(follow.value, line) for line in rest)


def _numbered(position: int, entry: str) -> Iterable[Block]:
    first, *rest = lines(entry)
    yield Block(BlockType.PARAGRAPH.value, f"{position}. {first}")
    yield from (Block(BlockType.PARAGRAPH.value, line) for line in rest)


def _cell(box: Box, values: dict[str, str], lists: dict[str, tuple[str, ...]]) -> Cell:
    if not box.each:
        return Cell(box.label, lines(fill(box.text, values)))
    entries = (
        block.text for n, entry in enumerate(lists.get(box.each, ()), 1) for block in _numbered(n, entry)
    )
    return Cell(box.label, tuple(entries) or ("",))


def _flat(text: str) -> str:
    return " ".join(lines(text)) if text else ""


def _grouped(code: str) -> str:
    """A query code in groups of four, as it is read aloud; any other words as they are."""
    bare = re.sub(r"[\s-]", "", code)
    if not re.fullmatch(r"[0-9A-Za-z]+", bare):
        return _flat(code)
    return " ".join(bare[start : start + 4] for start in range(0, len(bare), 4))
