"""What the letters share: the words about the matter, whom to ask, and the frames of a letter, to a petitioner or a unit.

A phrase is part of the text of every kind that uses it: another wording is another version of each of them.
"""

from documents.specification import Audience, Box, Kind, Line, Part
from law.terms import PaperKind

#: Of the petitioner's matter, at the head of a letter to them.
ABOUT = "{you}[于{petition_on}][以{channel}形式]提出的关于{subject}的信访事项（编号：{file_number}），"
#: Whom the petitioner may ask.
ASK = "[联系人：{contact_person}，]联系电话：{contact_phone}[，地址：{contact_address}]。"
#: Whom a unit may ask.
ASK_OF_UNIT = "联系人：{contact_person}，联系电话：{contact_phone}。"
#: What is asked for, claim by claim.
CLAIMS = (Part("信访人的诉求是：", "诉求"), Part(each="claims"))
#: Why a letter between organs names no petitioner (条例第30条第3款).
IDENTITY = Part(
    "为保护信访人，本函不载明其姓名和联系方式。承办人员请凭编号在信访信息系统内查阅，仅用于办理本事项。",
    "信息保护",
)
_COMMON = ("file_number", "contact_phone")
_COMMON_OPTIONAL = ("several", "channel", "petition_on", "query_code", "contact_person", "contact_address")


def petitioner_letter(
    kind: PaperKind,
    title: str,
    required: tuple[str, ...],
    optional: tuple[str, ...],
    *parts: Part,
    series: str = "告",
    either: tuple[tuple[str, ...], ...] = (),
) -> Kind:
    """A letter to the petitioner, with the matter's number and somebody to ask."""
    return Kind(
        kind=kind,
        title=title,
        audience=Audience.PETITIONER,
        series=series,
        addressee="{petitioner}：",
        required=("petitioner", "subject", *required, *_COMMON),
        optional=(*optional, *_COMMON_OPTIONAL),
        either=either,
        parts=parts,
    )


def unit_letter(
    kind: PaperKind,
    title: str,
    series: str,
    required: tuple[str, ...],
    optional: tuple[str, ...],
    *parts: Part,
) -> Kind:
    """A letter between organs; it has no place for who the petitioner is (条例第30条第3款)."""
    return Kind(
        kind=kind,
        title=title,
        audience=Audience.UNIT,
        series=series,
        addressee="{recipient}：",
        required=("recipient", "file_number", *required, "contact_person", "contact_phone"),
        optional=(*optional, "attachments", "copy_to"),
        parts=parts,
    )


def pair(left: Box, right: Box, height: int = 10) -> Line:
    """Two boxes of a form side by side."""
    return Line((left, right), height)


def wide(label: str, text: str = "", height: int = 10, each: str = "") -> Line:
    """One box of a form over the whole width."""
    return Line((Box(label, text, each),), height)
