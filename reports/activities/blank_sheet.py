"""The empty sheet to fill in: headings, a list of the kinds to choose from, and a second sheet that explains."""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from reports.activities.importing import KIND, NONE, WORDS, columns
from reports.activities.kinds import MEASURES, Kind
from reports.activities.sheets import ROWS

_HEAD = PatternFill("solid", fgColor="E8EEF6")
_WIDE = {
    WORDS["title"]: 32,
    WORDS["attending"]: 28,
    "备注": 24,
    KIND: 18,
    WORDS["on"]: 14,
    WORDS["until"]: 14,
}


def workbook(kinds: list[Kind]) -> bytes:
    """The .xlsx for these kinds."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "活动台账"
    heads = columns(kinds)
    sheet.append(heads)
    for n, head in enumerate(heads, 1):
        cell = sheet.cell(row=1, column=n)
        cell.font, cell.fill, cell.alignment = (
            Font(bold=True),
            _HEAD,
            Alignment(wrap_text=True, vertical="center"),
        )
        sheet.column_dimensions[get_column_letter(n)].width = _WIDE.get(head, 14)
    sheet.freeze_panes = "B2"
    labels = [kind.label for kind in kinds]
    lists = book.create_sheet("填写说明")
    for row in explained(kinds):
        lists.append(row)
    for letter, width in (("A", 22), ("B", 60), ("C", 40)):
        lists.column_dimensions[letter].width = width
    choice = DataValidation(type="list", formula1=f"=填写说明!$A$2:$A${len(labels) + 1}", allow_blank=True)
    sheet.add_data_validation(choice)
    choice.add(f"A2:A{ROWS + 1}")
    yes = DataValidation(type="list", formula1='"是,否"', allow_blank=True)
    sheet.add_data_validation(yes)
    letter = get_column_letter(heads.index(NONE) + 1)
    yes.add(f"{letter}2:{letter}{ROWS + 1}")
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def explained(kinds: list[Kind]) -> list[list[str]]:
    """The kinds first (the list of choices points here), then the rules of the cells."""
    rows = [["类型", "要填的数量", "说明"]]
    for kind in kinds:
        must = [MEASURES[code].heading for code in kind.required]
        some = "、".join(MEASURES[code].heading for code in kind.some)
        may = [f"可填{MEASURES[code].heading}" for code in kind.optional]
        rows.append(
            [kind.label, "，".join([*must, *([f"至少一项：{some}"] if some else []), *may]), kind.help]
        )
    return [
        *rows,
        [],
        ["日期", "写成 2026-03-02；几天的活动或者一段时间的合计，另写截止日期，起止在同一年。"],
        ["约数", "写成 340余，系统留准确的 340，并记明是约数。"],
        ["组织单位", "不写的是您的单位；写单位全称或者简称。"],
        ["参加单位", "只写单位，用顿号隔开；不列个人名单。"],
        [NONE, "本年没有这一类的，日期写当年任意一天，这一格写“是”。"],
        ["公式", "不收公式和宏，请填数字或者文字。"],
    ]
