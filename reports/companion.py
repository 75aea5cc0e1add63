"""The companion of an annual report as .xlsx: every figure with its identifier, definition, value, set and source.

Numbers are numbers; everything else is text that no program takes for a formula, whatever a person typed.
"""

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from documents.rendering_docx import repacked
from reports.indicators import BASES, INDICATORS, reading_of

#: What a spreadsheet program takes for the beginning of a formula, half and full width.
ACTIVE = tuple("=+-@\t\r＝＋－＠")
#: As long as a cell may be.
LONGEST = 32_767
_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_WRAP = Alignment(wrap_text=True, vertical="top")


def render(content: Mapping[str, Any], terms: Mapping[str, str]) -> bytes:
    """The bytes of the .xlsx, the same for the same content. ``terms``: name → words of the first sheet."""
    book = Workbook(write_only=True)
    _sheet(book, "说明", (24, 90), [("项目", "内容"), *_about(content, terms)])
    _sheet(
        book, "指标", (26, 30, 44, 30, 18, 14, 8, 12, 34, 14, 24), [HEAD, *map(_figure, content["figures"])]
    )
    for name, title, head in (("channels", "形式", "形式"), ("fields", "领域", "一级分类"), ("units", "单位", "机关、单位"),
                              ("months", "逐月", "月份")):  # fmt: skip
        if table := _table(content, name):
            _sheet(book, title, (34, 14, 14), [(head, *table["head"][1:]), *_lines(table)])
    entered = [figure for figure in content["figures"] if figure["source"] == "entered"]
    _sheet(
        book,
        "手工填报",
        (26, 34, 14, 8, 60),
        [("id", "名称", "数值", "单位", "来源、填报人和日期"), *map(_entry, entered)],
    )
    book.properties.creator = content["organ"]
    book.properties.title = f"{content['title']}数字附表"
    book.properties.created = datetime.fromisoformat(content["on"])
    stream = BytesIO()
    book.save(stream)
    return repacked(_of_the_day(stream.getvalue(), content["on"]))


def _of_the_day(data: bytes, day: str) -> bytes:
    """openpyxl stamps the moment of saving; the day of the report stands instead."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(
                name,
                _MODIFIED.sub(rb"\g<1>" + f"{day}T00:00:00Z".encode() + rb"\g<2>", part)
                if name == _CORE
                else part,
            )
    return stream.getvalue()


HEAD = ("id", "名称", "定义", "依据", "归期", "数值", "单位", "案件集大小", "来源", "上年", "变化")


def terms_of(content: Mapping[str, Any], frozen: Mapping[str, str]) -> dict[str, str]:
    """What the first sheet says. ``frozen``: day, period and digest of the snapshot; empty for a draft."""
    readings = "；".join(
        f"{INDICATORS[code].name}：{reading_of(code, reading).name}"
        for code, reading in sorted(content["readings"].items())
    )
    return {
        "报告": content["title"], "口径": f"{BASES['registered'][0]}：{BASES['registered'][1]}", "口径版本": content["definitions"],
        "采用的数法": readings, "冻结": frozen.get("frozen_on", "没有定稿：数字随登记变化"), "快照": frozen.get("snapshot", ""),
        "快照摘要（SHA-256）": frozen.get("digest", ""), "上年快照摘要（SHA-256）": frozen.get("before", ""),
        "上年不可比的": content["incomparable"], "检举控告": "不在任何统计里；只有保密员填报的总数（条例第30条第3款）",
    }  # fmt: skip


def _about(content: Mapping[str, Any], terms: Mapping[str, str]) -> Iterable[tuple[Any, ...]]:
    yield from terms.items()
    if content.get("note"):
        yield "说明", content["note"]


def _figure(figure: Mapping[str, Any]) -> tuple[Any, ...]:
    source = (
        f"手工填报：{figure['origin'] or '尚未填报'}"
        if figure["source"] == "entered"
        else f"系统统计 {figure['origin']}".strip()
    )
    change = figure["change"] or (f"不比：{figure['incomparable']}" if figure["incomparable"] else "")
    return (figure["id"], figure["label"], figure["definition"], figure["basis"], figure["attributed"], figure["value"],
            figure["unit"], figure["cases"], source, figure["last"], change)  # fmt: skip


def _entry(figure: Mapping[str, Any]) -> tuple[Any, ...]:
    return figure["id"], figure["label"], figure["value"], figure["unit"], figure["origin"] or "尚未填报"


def _table(content: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    tables = [
        table for section in content["sections"] for table in section["tables"] if table.get("name") == name
    ]
    return tables[0] if tables else None


def _lines(table: Mapping[str, Any]) -> Iterable[tuple[Any, ...]]:
    for row, numbers in zip(table["rows"], table["numbers"], strict=True):
        shown = [words if number is None else number for words, number in zip(row[1:], numbers, strict=True)]
        yield row[0], *shown


def _sheet(book: Workbook, title: str, widths: Sequence[int], rows: Iterable[Sequence[Any]]) -> None:
    sheet: Any = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGHIJK", widths, strict=False):
        sheet.column_dimensions[letter].width = width
    for n, row in enumerate(rows):
        sheet.append([_cell(sheet, value, bold=n == 0) for value in row])


def _cell(sheet: Any, value: Any, *, bold: bool) -> Any:
    """A number as a number, everything else as text; what looks like a formula is marked as quoted."""
    if isinstance(value, int | float):
        return WriteOnlyCell(sheet, value)
    text = ILLEGAL_CHARACTERS_RE.sub("", "" if value is None else str(value))[:LONGEST]
    if not text:
        return None
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.alignment = _WRAP
    if bold:
        cell.font = Font(bold=True)
    if text.startswith(ACTIVE):
        cell.quotePrefix = True
    return cell
