"""Small words of WordprocessingML on top of python-docx; millimetres and points, as in GB/T 9704."""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

FANGSONG = "仿宋_GB2312"
SONG_TITLE = "方正小标宋简体"
HEI = "黑体"
KAI = "楷体_GB2312"
SONG = "宋体"
LATIN = "Times New Roman"
RED = "C8161D"


def twips(mm: float) -> int:
    """Twentieths of a point in so many millimetres."""
    return round(mm / 25.4 * 1440)


def element(tag: str, **attributes: Any) -> Any:
    """An element of the w: namespace with its attributes."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def run(paragraph: Any, text: str, font: str = FANGSONG, size: float | str = 16, colour: str = "") -> Any:
    """A run with one face for Chinese, one for digits; ``size`` in points, or a tag giving half-points."""
    made = paragraph.add_run(text)
    properties = made._r.get_or_add_rPr()
    properties.append(element("rFonts", ascii=LATIN, hAnsi=LATIN, cs=LATIN, eastAsia=font, hint="eastAsia"))
    if colour:
        properties.append(element("color", val=colour))
    half_points = size if isinstance(size, str) else round(size * 2)
    properties.append(element("sz", val=half_points))
    properties.append(element("szCs", val=half_points))
    return made


def shape(
    paragraph: Any,
    *,
    align: str = "both",
    line: float | str = 28.95,
    before: float = 0,
    first: float = 0,
    left: float = 0,
    right: float | str = 0,
    hanging: float = 0,
    keep: str = "",
) -> Any:
    """Alignment, exact line height and space before (pt), indents (pt; a tag for ``line`` or ``right`` gives twips)."""
    properties = paragraph._p.get_or_add_pPr()
    if keep:
        properties.append(element("keepNext", val=keep))
    properties.append(
        element(
            "spacing",
            before=round(before * 20),
            after=0,
            lineRule="exact",
            line=line if isinstance(line, str) else round(line * 20),
        )
    )
    indent = element(
        "ind", left=round(left * 20), right=right if isinstance(right, str) else round(right * 20)
    )
    if first:
        indent.set(qn("w:firstLine"), str(round(first * 20)))
    if hanging:
        indent.set(qn("w:hanging"), str(round(hanging * 20)))
    properties.append(indent)
    properties.append(element("jc", val=align))
    return paragraph


def tag(container: Any, text: str) -> None:
    """A paragraph that carries only a tag of the template and vanishes with it."""
    container.add_paragraph(text)


def double_rule(
    paragraph: Any, top_eighths: int, bottom_eighths: int, left_mm: float, right_mm: float
) -> None:
    """An empty paragraph between two red borders: the 文武线. Border widths in eighths of a point."""
    shape(paragraph, line=2.5, left=left_mm / 25.4 * 72, right=right_mm / 25.4 * 72)
    run(paragraph, "", size=1)
    borders = element("pBdr")
    for side, width in (("top", top_eighths), ("bottom", bottom_eighths)):
        borders.append(element(side, val="single", sz=width, space=0, color=RED))
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:spacing", "w:ind", "w:jc")


def rule(paragraph: Any, side: str, eighths: int, colour: str) -> None:
    """One border of a paragraph, as wide as its text area."""
    borders = element("pBdr")
    borders.append(element(side, val="single", sz=eighths, space=0, color=colour))
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc")


def floating_at_foot(table: Any, mm: float) -> None:
    """A table that stands at the foot of the type area, whatever is above it."""
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblLayout")) + properties.findall(qn("w:tblW")):
        properties.remove(old)
    properties.append(
        element("tblpPr", leftFromText=0, rightFromText=0, vertAnchor="margin", horzAnchor="margin",
                tblpXSpec="center", tblpYSpec="bottom")
    )  # fmt: skip
    properties.append(element("tblW", w=twips(mm), type="dxa"))
    properties.append(element("tblLayout", type="fixed"))
    table._tbl.tblGrid.findall(qn("w:gridCol"))[0].set(qn("w:w"), str(twips(mm)))


def imprint_cell(cell: Any, mm: float, borders: dict[str, int]) -> None:
    """A cell of the 版记: only its upper and lower rule, in eighths of a point, no margins of its own."""
    cell_width(cell, mm)
    made = element("tcBorders")
    for side, width in borders.items():
        made.append(element(side, val="single", sz=width, space=0, color="000000"))
    margins = element("tcMar")
    for side in ("left", "right"):
        margins.append(element(side, w=0, type="dxa"))
    properties = cell._tc.get_or_add_tcPr()
    properties.insert(1, made)
    properties.insert(2, margins)


def off_grid(paragraph: Any) -> Any:
    """A paragraph whose place is measured in millimetres, not in lines of the page."""
    paragraph._p.get_or_add_pPr().insert_element_before(
        element("snapToGrid", val=0), "w:spacing", "w:ind", "w:jc"
    )
    return paragraph


def page_number(paragraph: Any) -> None:
    """— 2 — in 4号 宋体, a live field."""
    run(paragraph, "— ", SONG, 14)
    field = element("fldSimple", instr="PAGE")
    shown = run(paragraph, "2", SONG, 14)._r
    paragraph._p.remove(shown)
    field.append(shown)
    paragraph._p.append(field)
    run(paragraph, " —", SONG, 14)


def bordered(table: Any, widths_mm: tuple[float, ...]) -> None:
    """Single black borders, fixed column widths, centred on the page."""
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblLayout")) + properties.findall(qn("w:tblW")):
        properties.remove(old)
    properties.append(element("tblW", w=twips(sum(widths_mm)), type="dxa"))
    properties.append(element("jc", val="center"))
    borders = element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(side, val="single", sz=6, space=0, color="000000"))
    properties.append(borders)
    properties.append(element("tblLayout", type="fixed"))
    for column, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths_mm, strict=True):
        column.set(qn("w:w"), str(twips(width)))


def cell_width(cell: Any, mm: float) -> None:
    """A cell of this width, its text centred in height."""
    properties = cell._tc.get_or_add_tcPr()
    for old in properties.findall(qn("w:tcW")):
        properties.remove(old)
    properties.insert(0, element("tcW", w=twips(mm), type="dxa"))
    properties.append(element("vAlign", val="center"))
