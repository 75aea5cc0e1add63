"""What a reader would stumble over in a report: parts missing, numbering broken, another year's events (domain §7.2)."""

import re
from collections import Counter
from collections.abc import Mapping

from reports.drafts import Report
from reports.wording import CHINESE

_POINT = re.compile(rf"([{CHINESE}])是")
_HEAD = re.compile(rf"（([{CHINESE}])）")
_YEAR = re.compile(r"(20\d\d)\s*年")


def check(report: Report, year: int, texts: Mapping[str, str]) -> list[str]:
    """Sentences for the writer, one per finding; empty when nothing was found."""
    found = []
    for number, section in zip(CHINESE, report.sections, strict=False):
        text = texts.get(section.code, "")
        where = f"第{number}部分「{section.title}」"
        if not text.strip():
            found.append(f"{where}还没有写：要写{section.asked}（{report.ground}）")
            continue
        found += [f"{where}{problem}" for problem in _numbering(text)]
        others = sorted({int(y) for y in _YEAR.findall(text)} - {year, year + 1})
        if others:
            found.append(f"{where}提到{'、'.join(f'{y}年' for y in others)}，请核对是不是本年度的事")
    return found


def _numbering(text: str) -> list[str]:
    found = []
    heads = _HEAD.findall(text)
    found += [f"出现 {n} 个「（{head}）」" for head, n in Counter(heads).items() if n > 1]
    if not found and heads and heads != list(CHINESE[: len(heads)]):
        found.append(f"的序号不连续：{'、'.join(f'（{head}）' for head in heads)}")
    for paragraph in text.splitlines():
        points = _POINT.findall(paragraph)
        if points and points[0] == "一" and points != list(CHINESE[: len(points)]):
            found.append(f"的「{'、'.join(f'{point}是' for point in points)}」不连续")
    if "一是" in text and "二是" not in text:
        found.append("有「一是」没有「二是」")
    return found
