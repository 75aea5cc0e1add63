"""What may not stand on a public page: names, numbers, addresses. A proposal for the person who edits, a net for who confirms."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_ADDRESS = r"(?:街道|镇|乡|社区|小区|花园|新村|村|组|路|街|巷|弄|大道|苑|里|坊|庄)"
#: What follows a house number: 3单元501室.
_INSIDE = r"[\d一二三四五六七八九十东西南北]+(?:号楼|栋|幢|单元|层|楼|室|户|号)"
#: (what it is called, how it looks, what stands instead)
PATTERNS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("证件号码", re.compile(r"(?<!\d)\d{17}[\dXx]|(?<!\d)\d{15}(?!\d)"), "（证件号码略）"),
    ("银行账号", re.compile(r"(?<!\d)\d{16,19}(?!\d)"), "（账号略）"),
    ("信访件编号", re.compile(r"(?<!\d)\d{6}-\d-\d{8}-\d{5}"), "（编号略）"),
    ("电话号码", re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}[-—－ ]?\d{7,8}(?!\d)"), "（电话略）"),
    ("电子邮箱", re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "（邮箱略）"),
    ("车牌号码", re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}"), "（车牌略）"),
    ("门牌住址", re.compile(rf"(?<![〕\d月第])\d+(?:-\d+)?(?:号楼|栋|幢|单元|号院|室|户|号)(?:{_INSIDE})*"), "某号"),
    ("住址", re.compile(rf"[一-龥]{{2,4}}{_ADDRESS}(?=某号|第|的|村民|居民|业主)"), "某地"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leak:
    """Something that may not be published: what it is, and where it stands."""

    what: str
    line: int
    found: str

    def __str__(self) -> str:
        return f"第 {self.line} 行还有{self.what}「{self.found}」"


def surname(name: str) -> str:
    """陈桂英 → 陈某."""
    return f"{name[0]}某" if name else ""


def propose(text: str, names: Iterable[str], places: Iterable[str] = ()) -> str:
    """The text with what is known and what looks like it replaced; a person reads and edits it, another confirms."""
    for name in sorted({each for each in names if len(each) >= 2}, key=len, reverse=True):
        text = text.replace(name, surname(name))
    for place in sorted({each for each in places if len(each) >= 2}, key=len, reverse=True):
        text = text.replace(place, "某地")
    for _, pattern, instead in PATTERNS:
        text = pattern.sub(instead, text)
    return text


def leaks(text: str, names: Iterable[str], places: Iterable[str] = ()) -> list[Leak]:
    """What of it still stands in the text, line by line; empty when nothing is found."""
    known = [("姓名", each) for each in names if len(each) >= 2] + [
        ("住址", each) for each in places if len(each) >= 4
    ]
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        found += [Leak(what, number, word) for what, word in known if word in line]
        found += [
            Leak(what, number, hit.group()) for what, pattern, _ in PATTERNS for hit in pattern.finditer(line)
        ]
    return found
