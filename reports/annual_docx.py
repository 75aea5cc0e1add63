"""An annual report as .docx in the layout of official documents (GB/T 9704-2012): 小标宋 title, 黑体 and 楷体 headings."""

import re
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any

import docx
from docx.shared import Mm, Pt

from documents.layouts.wordml import (
    FANGSONG,
    HEI,
    KAI,
    SONG_TITLE,
    bordered,
    cell_width,
    element,
    page_number,
    run,
    shape,
)
from documents.measures import signature_indents
from reports.wording import CHINESE

#: Two characters of 16 pt.
INDENT = 32
_HEAD = re.compile(rf"^(（[{CHINESE}]）[^。：]{{1,30}}[。：]?)(.*)$", re.DOTALL)
BY_HAND = "※手工填报"


def render(content: Mapping[str, Any]) -> bytes:
    """The bytes of the .docx."""
    document = docx.Document()
    _page(document)
    shape(
        document.paragraphs[0] if document.paragraphs else document.add_paragraph(), align="center", line=38
    )
    title = document.paragraphs[0]
    run(title, content["title"], SONG_TITLE, 22)
    _body(document, content["addressee"] + "：", first=0, before=28)
    _body(document, content["opening"])
    for number, section in zip(CHINESE, content["sections"], strict=False):
        _heading(document, f"{number}、{section['title']}")
        _text(document, section["text"] or f"（本部分尚未撰写，应当报告{section['asked']}。）")
        for table in section["tables"]:
            _table(document, table["title"], table["head"], table["rows"], (80, 38, 38))
    _signature(document, content["organ"], date.fromisoformat(content["on"]))
    _figures(document, content)
    document.core_properties.title, document.core_properties.author = content["title"], content["organ"]
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(28)
    document.styles["Normal"].font.size = Pt(16)
    footer = section.footer.paragraphs[0]
    shape(footer, align="center", line=20)
    page_number(footer)
    if not document.paragraphs:
        document.add_paragraph()


def _body(document: Any, text: str, *, first: float = INDENT, before: float = 0) -> None:
    paragraph = shape(document.add_paragraph(), first=first, before=before)
    found = _HEAD.match(text)
    if found:
        run(paragraph, found[1], KAI)
        text = found[2]
    run(paragraph, text, FANGSONG)


def _heading(document: Any, text: str) -> None:
    run(shape(document.add_paragraph(), first=INDENT, keep="1"), text, HEI)


def _text(document: Any, text: str) -> None:
    for line in text.splitlines():
        if line.strip():
            _body(document, line.strip())


def _table(
    document: Any, title: str, head: list[str], rows: list[list[str]], widths: tuple[float, ...]
) -> None:
    """A table with its title; one line saying so when it has no rows."""
    run(shape(document.add_paragraph(), align="center", before=10, keep="1"), title, HEI, 14)
    table = document.add_table(rows=0, cols=len(widths))
    bordered(table, widths)
    lines = rows or [["本年没有登记", *("—" for _ in widths[1:])]]
    for n, cells in enumerate([head, *lines]):
        row = table.add_row()
        row._tr.get_or_add_trPr().append(element("cantSplit"))
        if n == 0:
            row._tr.get_or_add_trPr().append(element("tblHeader"))
        for column, (cell, text, width) in enumerate(zip(row.cells, cells, widths, strict=True)):
            cell_width(cell, width)
            numeric = n > 0 and bool(re.match(r"^[\d,.%—]+$", text))
            align = "center" if n == 0 else "right" if numeric and column else "left"
            run(
                shape(cell.paragraphs[0], align=align, line=20, left=3, right=3),
                text,
                HEI if n == 0 else FANGSONG,
                12,
            )
    shape(document.add_paragraph(), line=12)


def _signature(document: Any, organ: str, on: date) -> None:
    day = f"{on.year}年{on.month}月{on.day}日"
    organ_indent, day_indent = signature_indents(organ, day)
    run(shape(document.add_paragraph(), align="right", right=organ_indent * 16, before=58, keep="1"), organ)
    run(shape(document.add_paragraph(), align="right", right=day_indent * 16), day)


def _figures(document: Any, content: Mapping[str, Any]) -> None:
    """附件: every figure, the size of its set, and for an entered one its source."""
    opening = document.add_paragraph()
    opening.paragraph_format.page_break_before = True
    run(shape(opening, line=28.95), "附件", HEI)
    run(
        shape(document.add_paragraph(), align="center", line=34),
        f"{content['year']}年度数据及来源",
        SONG_TITLE,
        18,
    )
    rows = [
        [figure["label"], figure["shown"], figure["unit"], "—" if figure["cases"] is None else f"{figure['cases']:,}",
         _source(figure)]
        for figure in content["figures"]
    ]  # fmt: skip
    _table(document, "比率按登记口径：本年登记、剔除未到期；检举控告不计", ["指标", "数值", "单位", "案件集", "来源"], rows,
           (48, 24, 18, 20, 46))  # fmt: skip


def _source(figure: Mapping[str, Any]) -> str:
    if figure["source"] == "entered":
        return f"{BY_HAND}：{figure['origin'] or '尚未填报'}"
    return f"系统统计 {figure['origin']}".strip()
