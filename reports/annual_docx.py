"""An annual report as .docx in the layout of official documents (GB/T 9704-2012): 小标宋 title, 黑体 and 楷体 headings."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn
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
from documents.rendering_docx import repacked
from reports import drawing
from reports.wording import CHINESE, numeral

#: Two characters of 16 pt.
INDENT = 32
_HEAD = re.compile(rf"^(（[{CHINESE}]）[^。：]{{1,30}}[。：]?)(.*)$", re.DOTALL)
BY_HAND = "※手工填报"
#: Characters of 22 pt in one line.
LONGEST_TITLE = 20
#: As wide as the text.
WIDTH = 152


def render(content: Mapping[str, Any]) -> bytes:
    """The bytes of the .docx."""
    document = docx.Document()
    _page(document)
    shape(
        document.paragraphs[0] if document.paragraphs else document.add_paragraph(), align="center", line=38
    )
    title = document.paragraphs[0]
    first, *more = _title_lines(content["title"], content["organ"])
    run(title, first, SONG_TITLE, 22)
    for line in more:
        title.add_run().add_break()
        run(title, line, SONG_TITLE, 22)
    if content["addressee"]:
        _body(document, content["addressee"] + "：", first=0, before=28)
    _body(document, content["opening"], before=0 if content["addressee"] else 28)
    for n, section in enumerate(content["sections"], 1):
        _heading(document, f"{numeral(n)}、{section['title']}")
        _text(document, section["text"] or f"（本部分尚未撰写，应当报告{section['asked']}。）")
        for table in section["tables"]:
            _drawn(document, table.get("chart"))
            _table(document, table["title"], table["head"], table["rows"], (80, 38, 38))
    if content.get("note"):
        _body(document, content["note"])
    _signature(document, content["organ"], date.fromisoformat(content["on"]))
    _figures(document, content)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = content["title"], content["organ"], ""
    properties.created = properties.modified = datetime.fromisoformat(content["on"])
    stream = BytesIO()
    document.save(stream)
    return repacked(stream.getvalue())


def _title_lines(title: str, organ: str) -> list[str]:
    """A long title breaks after the organ's name, where its sense does (GB/T 9704 7.3.1)."""
    if len(title) <= LONGEST_TITLE or not title.startswith(organ):
        return [title]
    return [organ, title.removeprefix(organ)]


def _drawn(document: Any, chart: Mapping[str, Any] | None) -> None:
    """The drawing above its table, with what it shows in words for who cannot see it."""
    if not chart:
        return
    paragraph = shape(document.add_paragraph(), align="center", before=10)
    # a picture is as high as it is: no exact line height
    spacing = paragraph._p.pPr.find(qn("w:spacing"))
    spacing.set(qn("w:lineRule"), "auto")
    spacing.set(qn("w:line"), "240")
    picture = paragraph.add_run().add_picture(BytesIO(drawing.png(chart)), width=Mm(WIDTH))
    properties = picture._inline.docPr
    properties.set("descr", chart["alt"])
    properties.set("title", chart["title"])


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
    public = content.get("public")
    rows = [
        [figure["label"], figure["shown"], figure["unit"],
         figure.get("shown_last", "—") if public else "—" if figure["cases"] is None else f"{figure['cases']:,}",
         _source(figure, public=bool(public))]
        for figure in content["figures"]
    ]  # fmt: skip
    head = ["指标", "数值", "单位", "上年" if public else "案件集", "来源"]
    _table(document, "比率按登记口径：本年登记、剔除未到期；检举控告不计", head, rows, (48, 24, 18, 20, 46))


def _source(figure: Mapping[str, Any], *, public: bool) -> str:
    if figure["source"] == "entered":
        return BY_HAND if public else f"{BY_HAND}：{figure['origin'] or '尚未填报'}"
    return f"系统统计 {figure['origin']}".strip()
