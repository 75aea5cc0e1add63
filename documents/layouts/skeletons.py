"""The .docx skeletons with the tags that docxtpl fills; made once, in memory (GB/T 9704-2012)."""

from functools import cache
from io import BytesIO
from typing import Any

import docx
from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn
from docx.shared import Mm

from documents.content import Layout
from documents.layouts.tables import MARK
from documents.layouts.wordml import (
    FANGSONG,
    HEI,
    KAI,
    RED,
    SONG_TITLE,
    bordered,
    cell_width,
    double_rule,
    element,
    floating_at_foot,
    imprint_cell,
    off_grid,
    page_number,
    rule,
    run,
    shape,
    tag,
    twips,
)

#: Two characters of the grid of 28 in 156 mm.
INDENT = 156 / 25.4 * 72 / 28 * 2
_GREY = "555555"
#: The 版记 is as wide as the type area (GB/T 9704) but for a hair: LibreOffice leaves a table quite as wide where it was
#: written.
IMPRINT = 155.9


@cache
def skeleton(layout: Layout) -> bytes:
    """The .docx with its tags for one layout."""
    document = docx.Document()
    _scrub(document)
    _MAKERS[layout](document)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _scrub(document: Any) -> None:
    """No thumbnail, no custom data, no styles' own spacing: nothing that this house did not put there."""
    for part in (document.part.package, document.part):
        for key, relation in list(part.rels.items()):
            if relation.reltype.endswith(("/thumbnail", "/customXml", "/extended-properties")):
                del part.rels[key]
    normal = document.styles["Normal"]
    for space in ("autoSpaceDE", "autoSpaceDN"):
        normal.element.get_or_add_pPr().append(element(space, val=0))
    normal.font.size = docx.shared.Pt(16)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), FANGSONG)
    fonts.set(qn("w:ascii"), "Times New Roman")
    fonts.set(qn("w:hAnsi"), "Times New Roman")
    normal.element.rPr.append(element("lang", val="en-US", eastAsia="zh-CN"))


def _page(document: Any, width: float, height: float, margins: tuple[float, float, float, float]) -> Any:
    section = document.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Mm(width), Mm(height)
    top, right, bottom, left = margins
    section.top_margin, section.right_margin = Mm(top), Mm(right)
    section.bottom_margin, section.left_margin = Mm(bottom), Mm(left)
    return section


def _type_area(document: Any) -> Any:
    """22 lines of 28 characters: what letters and official documents share."""
    section = _page(document, 210, 297, (37, 26, 35, 28))
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    # 22 lines in 225 mm; 28 characters of 16 pt in 156 mm need a quarter point less each. A character grid
    # would say the same, but office suites other than Word give a character wider than its cell two cells.
    properties.append(element("docGrid", type="lines", linePitch=579))
    document.styles["Normal"].element.rPr.insert_element_before(
        element("spacing", val=-5), "w:sz", "w:szCs", "w:lang"
    )
    return section


def _letter(document: Any) -> None:
    section = _type_area(document)
    section.different_first_page_header_footer = True
    document.settings.odd_and_even_pages_header_footer = True
    _letter_head(section)
    _letter_foot(section)
    _letter_body(document)


def _letter_head(section: Any) -> None:
    section.header_distance = Mm(30)
    header = section.first_page_header
    mark = shape(header.paragraphs[0], align="center", line=40, left=-8 / 25.4 * 72, right=-6 / 25.4 * 72)
    run(mark, "{{ organ }}", SONG_TITLE, "{{ mark_size }}", RED)
    # 4 mm below the mark: the line box of 40 pt already leaves some of it
    gap = shape(header.add_paragraph(), line=7)
    run(gap, "", size=1)
    double_rule(header.add_paragraph(), 30, 8, -8, -6)


def _letter_foot(section: Any) -> None:
    section.footer_distance = Mm(11)
    footer = section.first_page_footer
    double_rule(footer.paragraphs[0], 8, 30, -8, -6)
    note = shape(footer.add_paragraph(), align="left", line=14, before=7)
    note._p.get_or_add_pPr().insert_element_before(_right_tab(156), "w:spacing", "w:ind", "w:jc")
    run(note, "{{ footer }}", HEI, 9, _GREY)
    run(note, "\t{% if code %}查询码 {{ code }}{% endif %}", HEI, 9, _GREY)
    for part, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        # one character in from the outer edge
        page_number(shape(part.paragraphs[0], align=align, line=20, left=INDENT / 2, right=INDENT / 2))


def _right_tab(mm: float) -> Any:
    tabs = element("tabs")
    tabs.append(element("tab", val="right", pos=twips(mm)))
    return tabs


def _letter_body(document: Any) -> None:
    run(shape(document.add_paragraph(), align="right", before=7), "{{ number }}")
    run(shape(document.add_paragraph(), align="center", before=36, line=36), "{{ title }}", SONG_TITLE, 22)
    run(shape(document.add_paragraph(), align="left", before=14), "{{ addressee }}")
    _blocks(document)
    _attachments(document)
    _signature(document)
    tag(document, "{%p if copy_to %}")
    run(shape(document.add_paragraph(), line=22, before=29, first=14), "抄送：{{ copy_to }}。", size=14)
    tag(document, "{%p endif %}")


def _blocks(document: Any) -> None:
    """The paragraphs of the body: items with their heading in 黑体, a person's own words in 楷体."""
    keep = "{{ 1 if loop.last else 0 }}"
    tag(document, "{%p for block in blocks %}")
    tag(document, "{%p if block.type == 'item' %}")
    item = shape(document.add_paragraph(), first=INDENT, keep=keep)
    run(item, "{{ block.heading }}", HEI)
    run(item, "{{ block.text }}")
    tag(document, "{%p elif block.type == 'quote' %}")
    run(shape(document.add_paragraph(), first=INDENT, keep=keep), "{{ block.text }}", KAI)
    tag(document, "{%p elif block.type == 'table' %}")
    document.add_paragraph()._p.get_or_add_pPr().append(element("pStyle", val=MARK))
    tag(document, "{%p else %}")
    run(shape(document.add_paragraph(), first=INDENT, keep=keep), "{{ block.text }}")
    tag(document, "{%p endif %}")
    tag(document, "{%p endfor %}")


def _signature(document: Any) -> None:
    """The organ over the date, the date four characters in."""
    run(
        shape(document.add_paragraph(), align="right", right="{{ organ_indent }}", before=40, keep="1"),
        "{{ organ }}",
    )
    run(shape(document.add_paragraph(), align="right", right="{{ date_indent }}"), "{{ date }}")


def _document(document: Any) -> None:
    """公文的文件格式: red head 35 mm below the type area's edge, 版记 at the foot of the last page."""
    section = _type_area(document)
    section.footer_distance = Mm(9)
    document.settings.odd_and_even_pages_header_footer = True
    for part, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        page_number(shape(part.paragraphs[0], align=align, line=20, left=INDENT / 2, right=INDENT / 2))
        run(shape(part.add_paragraph(), align="left", line=12, before=6), "{{ footer }}", HEI, 9, _GREY)
    mark = shape(document.add_paragraph(), align="center", before=35 / 25.4 * 72, line="{{ banner_line }}")
    off_grid(mark)
    run(mark, "{{ organ }}文件", SONG_TITLE, "{{ banner_size }}", RED)
    tag(document, "{%p if issuer %}")
    number = shape(document.add_paragraph(), align="left", before=58, left=16, right=16)
    number._p.get_or_add_pPr().insert_element_before(
        _right_tab(156 - 16 / 72 * 25.4), "w:spacing", "w:ind", "w:jc"
    )
    off_grid(number)
    run(number, "{{ number }}\t签发人：")
    run(number, "{{ issuer }}", KAI)
    tag(document, "{%p else %}")
    run(off_grid(shape(document.add_paragraph(), align="center", before=58)), "{{ number }}")
    tag(document, "{%p endif %}")
    rule(off_grid(shape(document.add_paragraph(), line=4, before=5)), "top", 12, RED)
    title = off_grid(shape(document.add_paragraph(), align="center", before=47, line=36))
    run(title, "{{ title }}", SONG_TITLE, 22)
    run(shape(document.add_paragraph(), align="left", before=14), "{{ addressee }}")
    _blocks(document)
    _attachments(document)
    _signature(document)
    _imprint(document)


def _imprint(document: Any) -> None:
    """版记: a table floating at the foot of the page on which the document ends; the rule between is thinner."""
    table = document.add_table(rows=0, cols=1)
    floating_at_foot(table, IMPRINT)
    _tag_row(table, "{%tr if copy_to %}")
    cell = table.add_row().cells[0]
    imprint_cell(cell, IMPRINT, {"top": 8, "bottom": 6})
    copies = shape(cell.paragraphs[0], align="left", line=24, left=14 * 4, hanging=14 * 3, right=14)
    run(copies, "抄送：{{ copy_to }}。", size=14)
    _tag_row(table, "{%tr endif %}")
    cell = table.add_row().cells[0]
    imprint_cell(cell, IMPRINT, {"top": 8, "bottom": 8})
    last = shape(cell.paragraphs[0], align="left", line=24, left=14, right=14)
    last._p.get_or_add_pPr().insert_element_before(
        _right_tab(IMPRINT - 14 / 72 * 25.4), "w:spacing", "w:ind", "w:jc"
    )
    run(last, "{{ organ }}\t{{ date }}印发", size=14)
    run(shape(document.add_paragraph(), line=1), "", size=1)


def _attachments(document: Any) -> None:
    """附件：one empty line below the text, indented two characters, entries aligned."""
    tag(document, "{%p for attachment in attachments %}")
    tag(document, "{%p if loop.first %}")
    first = shape(document.add_paragraph(), before=29, left=INDENT * 3, hanging=INDENT * 2, keep="1")
    run(first, "附件：{% if attachments|length > 1 %}1. {% endif %}{{ attachment }}")
    tag(document, "{%p else %}")
    run(
        shape(document.add_paragraph(), left=INDENT * 3, hanging=INDENT / 2, keep="1"),
        "{{ loop.index }}. {{ attachment }}",
    )
    tag(document, "{%p endif %}")
    tag(document, "{%p endfor %}")


def _form(document: Any) -> None:
    section = _page(document, 210, 297, (20, 22, 18, 22))
    section.footer_distance = Mm(11)
    run(shape(document.add_paragraph(), align="center", line=32), "{{ title }}", SONG_TITLE, 22)
    head = shape(document.add_paragraph(), align="left", line=24, before=4)
    head._p.get_or_add_pPr().insert_element_before(_right_tab(166), "w:spacing", "w:ind", "w:jc")
    run(head, "{{ organ }}\t{% if number %}编号：{{ number }}{% endif %}", FANGSONG, 12)
    label, value = 29.0, 54.0
    table = document.add_table(rows=0, cols=4)
    bordered(table, (label, value, label, value))
    _tag_row(table, "{%tr for row in rows %}")
    _tag_row(table, "{%tr if row.cells|length == 2 %}")
    cells = _row(table)
    for index in (0, 1):
        _fill_cell(cells[index * 2], cells[index * 2 + 1], f"row.cells[{index}]", label, value)
    _tag_row(table, "{%tr else %}")
    cells = _row(table)
    wide = cells[1].merge(cells[3])
    _fill_cell(cells[0], wide, "row.cells[0]", label, value * 2 + label)
    _tag_row(table, "{%tr endif %}")
    _tag_row(table, "{%tr endfor %}")
    run(shape(document.add_paragraph(), align="right", line=24, before=6), "{{ date }}", FANGSONG, 12)
    foot = shape(section.footer.paragraphs[0], align="left", line=14)
    run(foot, "{{ footer }}", HEI, 9, _GREY)


def _tag_row(table: Any, text: str) -> None:
    table.add_row().cells[0].text = text


def _row(table: Any) -> Any:
    row = table.add_row()
    properties = row._tr.get_or_add_trPr()
    properties.append(element("trHeight", val="{{ row.height_twips }}", hRule="atLeast"))
    return row.cells


def _fill_cell(label: Any, value: Any, source: str, label_mm: float, value_mm: float) -> None:
    cell_width(label, label_mm)
    cell_width(value, value_mm)
    run(shape(label.paragraphs[0], align="center", line=17), f"{{{{ {source}.label }}}}", HEI, 11)
    value.paragraphs[0].text = f"{{%p for line in {source}.lines %}}"
    for surplus in value.paragraphs[1:]:
        surplus._p.getparent().remove(surplus._p)
    run(shape(value.add_paragraph(), align="left", line=18), "{{ line }}", FANGSONG, 12)
    tag(value, "{%p endfor %}")


def _slip(document: Any) -> None:
    section = _page(document, 148, 210, (15, 15, 14, 15))
    section.footer_distance = Mm(8)
    run(shape(document.add_paragraph(), align="center", line=24), "{{ organ }}", SONG_TITLE, 16, RED)
    double_rule(document.add_paragraph(), 20, 6, 0, 0)
    run(shape(document.add_paragraph(), align="center", line=32, before=8), "{{ title }}", SONG_TITLE, 22)
    run(
        shape(document.add_paragraph(), align="right", line=18),
        "{% if number %}编号：{{ number }}{% endif %}",
        FANGSONG,
        11,
    )
    tag(document, "{%p if addressee %}")
    run(shape(document.add_paragraph(), align="left", line=21, before=6), "{{ addressee }}", FANGSONG, 12)
    tag(document, "{%p endif %}")
    tag(document, "{%p for block in blocks %}")
    run(shape(document.add_paragraph(), line=21, first=24), "{{ block.text }}", FANGSONG, 12)
    tag(document, "{%p endfor %}")
    gap = shape(document.add_paragraph(), line=10)
    run(gap, "", size=1)
    table = document.add_table(rows=1, cols=1)
    bordered(table, (90,))
    cell = table.rows[0].cells[0]
    cell_width(cell, 90)
    run(shape(cell.paragraphs[0], align="center", line=20, before=4), "查询码", HEI, 11)
    run(shape(cell.add_paragraph(), align="center", line=34), "{{ code }}", HEI, "{{ code_size }}")
    run(shape(document.add_paragraph(), align="right", line=20, before=14), "{{ organ }}", FANGSONG, 12)
    run(shape(document.add_paragraph(), align="right", line=20), "{{ date }}", FANGSONG, 12)
    run(shape(section.footer.paragraphs[0], align="left", line=14), "{{ footer }}", HEI, 9, _GREY)


_MAKERS = {Layout.LETTER: _letter, Layout.DOCUMENT: _document, Layout.FORM: _form, Layout.SLIP: _slip}
