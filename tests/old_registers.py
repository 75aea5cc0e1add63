"""Sheets of older registers for tests: one lawful row, changed as a test needs."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from cases.models import Case, Handling
from cases.old_register.sheet import Importer
from organizations.models import User

TODAY = date(2024, 1, 15)
#: A letter of March, forwarded, told, accepted, answered, served and rated in time.
GOOD = {
    "原编号": "A1", "登记日": "2023-03-01", "信访形式": "来信", "人数": "1", "初次重复": "初次", "标题": "小区停车位收费争议",
    "一级分类": "城乡建设", "二级分类": "住房保障与房地产", "处理方式": "转送", "主办单位": "housing", "转送交办日": "2023-03-06",
    "书面告知日": "2023-03-15", "受理日": "2023-03-15", "答复日": "2023-05-08", "送达日": "2023-05-10",
    "对责任单位评价": "满意", "对责任单位评价日": "2023-05-20", "办结日": "2023-05-12",
}  # fmt: skip
#: Columns of the course, to leave out of a row at once.
COURSE = (
    "处理方式",
    "主办单位",
    "转送交办日",
    "书面告知日",
    "受理日",
    "答复日",
    "送达日",
    "对责任单位评价",
    "对责任单位评价日",
    "办结日",
)


def row(**changes: str) -> dict[str, str]:
    return GOOD | changes


def bare(**changes: str) -> dict[str, str]:
    """A row that tells of the registration alone."""
    return GOOD | dict.fromkeys(COURSE, "") | changes


def written(rows: Iterable[dict[str, str]], without: Iterable[str] = ()) -> bytes:
    """A CSV with every column any row has, less ``without``."""
    found = list(rows)
    names = [
        name for name in dict.fromkeys(name for each in found for name in each) if name not in set(without)
    ]
    out = io.StringIO()
    writer = csv.DictWriter(out, names, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(found)
    return out.getvalue().encode()


def taken(
    *rows: dict[str, str],
    by: User | None = None,
    on: date = TODAY,
    without: Iterable[str] = (),
    **options: Any,
) -> Importer:
    """The sheet imported; its answer is ``.answer``."""
    run = Importer(by=by, on=on, **options)
    run.run("台账.csv", written(rows, without))
    return run


def case(number: str = "A1") -> Case:
    return Case.objects.get(own_petition__message_id=f"reg:{number}")


def handling(number: str = "A1") -> Handling:
    return Handling.objects.get(claim__case=case(number))
