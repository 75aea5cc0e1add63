"""Sheets people fill in: read by column name, bounded, with every cell that cannot be taken named."""

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from documents import sheets
from documents.sheet_templates import template
from documents.sheets import Column, Unreadable, day_of, read

COLUMNS = (
    Column("编号", "哪一件", True, ("原编号",)),
    Column("登记日", "哪一天", True),
    Column("人数", "几个人"),
)


def book(*rows: list[Any]) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def csv(text: str, encoding: str = "utf-8") -> bytes:
    return text.encode(encoding)


def rows(name: str, data: bytes) -> list[sheets.Row]:
    return list(read(name, data, COLUMNS).rows)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", csv("编号,登记日,人数\nA1,2023-01-05,3\n")),
        ("a.CSV", csv("﻿编号,登记日,人数\r\nA1,2023-01-05,3\r\n")),
        ("a.csv", csv("编号,登记日,人数\nA1,2023-01-05,3\n", "gb18030")),
        ("a.csv", csv("某县 2023 年台账\n\n原编号（必填）, 登记日 *,人数,备注\nA1,2023-01-05,3,x\n")),
        ("a.xlsx", book(["编号", "登记日", "人数"], ["A1", datetime.fromisoformat("2023-01-05"), 3])),
        ("a.xlsx", book(["某县台账"], [], ["原编号", "登记日", "人数"], ["A1", date(2023, 1, 5), 3.0])),
    ],
)
def test_a_sheet_is_read_by_the_names_of_its_columns(name, data):
    (row,) = rows(name, data)
    assert row.cells == {"编号": "A1", "登记日": "2023-01-05", "人数": "3"}
    assert row.bad == {}


def test_lines_are_those_of_the_file_and_empty_ones_are_passed_over():
    found = rows("a.csv", csv('题\n编号,登记日\nA1,"2023-01-05"\n,\n"A\n2",2023-01-06\nA3,2023-01-07\n'))
    assert [(row.line, row.cells["编号"]) for row in found] == [(3, "A1"), (5, "A\n2"), (7, "A3")]


def test_what_the_sheet_has_and_what_nobody_asked_for():
    sheet = read("a.csv", csv("编号,登记日,姓名\nA1,2023-01-05,张三\n"), COLUMNS)
    assert (sheet.told, sheet.unknown) == ({"编号", "登记日"}, ("姓名",))
    assert all("姓名" not in row.cells for row in sheet.rows)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", b"%PDF", "只收 .xlsx 和 .csv"),
        ("a.xlsx", b"PK\x03\x04broken", "打不开这个表格"),
        ("a.csv", b"\xff\xfe\x00\x81\xff", "编码认不出来"),
        ("a.csv", csv("编号,人数\nA1,3\n"), "缺少列：登记日"),
        ("a.csv", csv(""), "缺少列"),
        ("a.csv", csv("编号,原编号,登记日\n1,2,3\n"), "出现了两次"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(name, data, words):
    with pytest.raises(Unreadable, match=words):
        rows(name, data)


def test_sizes_are_bounded_before_anything_is_unpacked(monkeypatch):
    monkeypatch.setattr(sheets, "LARGEST", 10)
    with pytest.raises(Unreadable, match="大于"):
        rows("a.csv", csv("编号,登记日\nA1,2023-01-05\n"))
    monkeypatch.undo()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 2_000_000)
    monkeypatch.setattr(sheets, "UNPACKED", 1_000_000)
    with pytest.raises(Unreadable, match="内容过大"):
        rows("a.xlsx", packed.getvalue())


def test_rows_are_bounded(monkeypatch):
    monkeypatch.setattr(sheets, "ROWS", 2)
    with pytest.raises(Unreadable, match="超过 2 行"):
        rows("a.csv", csv("编号,登记日\n" + "A,2023-01-05\n" * 3))


@pytest.mark.parametrize("cell", ["=1+1", '=HYPERLINK("http://x","点我")'])
def test_formulas_are_refused_whatever_the_file(cell):
    quoted = cell.replace('"', '""')
    for name, data in (
        ("a.csv", csv(f'编号,登记日\n"{quoted}",2023-01-05\n')),
        ("a.xlsx", book(["编号", "登记日"], [cell, "2023-01-05"])),
    ):
        (row,) = rows(name, data)
        assert "公式" in row.bad["编号"]


def test_control_characters_and_endless_cells_are_refused():
    (row,) = rows("a.csv", csv(f"编号,登记日,人数\nA\x00\x01,2023-01-05,{'9' * 6000}\n"))
    assert "控制字符" in row.bad["编号"]
    assert "超过" in row.bad["人数"]


def test_external_entities_of_a_worksheet_are_not_followed():
    """The parser refuses declarations; the file is then one that cannot be opened."""
    packed, plain = io.BytesIO(), io.BytesIO(book(["编号", "登记日"], ["A1", "2023-01-05"]))
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(packed, "w") as target:
        for part in source.infolist():
            data = source.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                data = data.replace(
                    b"<worksheet", b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet', 1
                )
            target.writestr(part, data)
    with pytest.raises(Unreadable):
        rows("a.xlsx", packed.getvalue())


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023-01-05", date(2023, 1, 5)),
        ("2023/1/5", date(2023, 1, 5)),
        ("2023.1.5", date(2023, 1, 5)),
        ("2023年1月5日", date(2023, 1, 5)),
        ("20230105", date(2023, 1, 5)),
        ("2023-01-05 09:32:09", date(2023, 1, 5)),
        ("2023-02-30", None),
        ("44931", None),
        ("昨天", None),
        ("", None),
    ],
)
def test_days_as_people_write_them(text, day):
    assert day_of(text) == day


def test_the_template_is_a_sheet_that_can_be_filled_in_and_read():
    made = load_workbook(io.BytesIO(template("台账", COLUMNS)))
    assert made.sheetnames == ["台账", "填表说明"]
    assert rows("a.xlsx", template("台账", COLUMNS)) == []
    made["台账"].append(["A1", "2023-01-05", 2])
    written = io.BytesIO()
    made.save(written)
    assert rows("a.xlsx", written.getvalue())[0].cells["人数"] == "2"
