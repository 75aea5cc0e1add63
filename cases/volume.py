"""卷宗: the file as one ordered, paginated PDF, and the index that archiving issues (档案法第14条, domain §4.2 row 32)."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from cases import files, papers
from cases.models import Attachment, Case, CasePaper, Handling
from cases.reading import sees_whole
from documents import issuing
from documents.rendering_volume import Sheet, Unreadable, bind, pages_of
from documents.text import chinese_date
from law.terms import PaperKind
from organizations.models import User

K = PaperKind
#: The order of the volume: how the matter came, was sent, told, examined, answered, served, checked.
ORDER: tuple[tuple[PaperKind, ...], ...] = (
    (K.REGISTRATION, K.RECEIPT),
    (K.SCREENING_SHEET,),
    (K.FORWARDING_LETTER, K.ASSIGNMENT_LETTER, K.DISCIPLINE_TRANSFER, K.DESTINATION_NOTICE),
    (K.OBJECTION_LETTER, K.OBJECTION_REFUSAL, K.REASSIGNMENT_LETTER),
    (K.ACCEPTANCE_NOTICE, K.GUIDANCE_NOTICE, K.DECLINE_NOTICE, K.BAR_NOTICE),
    (),  # whatever has no place of its own: the work between being told and being answered, by day
    (K.EXTENSION_NOTICE,),
    (K.OPINION, K.SUGGESTION_REPLY, K.STATUTORY_RESULT),
    (K.PUBLIC_NOTICE, K.SERVICE_RECEIPT),
    (K.CONCLUSION_REPORT, K.RETURN_NOTICE),
    (K.FILE_INDEX,),
)
_BETWEEN = ORDER.index(())
_RANK = {kind: rank for rank, kinds in enumerate(ORDER) for kind in kinds}
#: What is bound as pages; the rest is named with its digest.
_FORMS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
#: Attachments beyond this are named with their digest: a volume must fit in memory and in a hand.
MOST_BYTES = 150 * files.MEGABYTE
MOST_PAGES = 1200


def in_order(rows: list[CasePaper]) -> list[CasePaper]:
    """The papers of a file in the order of its volume; within a step by day."""
    return sorted(rows, key=lambda row: (_RANK.get(PaperKind(row.kind), _BETWEEN), row.on, row.pk))


def retention(case: Case) -> str:
    """How long a file is kept (domain §1.1 T20, internal until the archive office confirms it)."""
    answered = Handling.objects.filter(claim__case=case, opinions__signed_on__isnull=False).exists()
    return "30年" if answered else "10年"


def _line(row: CasePaper) -> str:
    paper = row.paper
    void = "（作废）" if paper.voided_on else ""
    return f"{paper.title}{void}　{paper.number or '无文号'}　{paper.organ.name}　{chinese_date(row.on)}"


def _materials(rows: list[Attachment]) -> list[str]:
    return [f"{row.name}　{row.file.size / 1024:.0f} KB　摘要 {row.file_id[:16]}" for row in rows]


def _papers(rows: "list[CasePaper]") -> list[CasePaper]:
    return in_order([row for row in rows if row.kind != K.FILE_INDEX or row.paper.voided_on is None])


def index(case: Case, *, by: User, on: date) -> CasePaper:
    """卷宗目录, issued when the file is archived: every paper by title, number, organ and day."""
    rows = CasePaper.objects.filter(case=case).select_related("paper__organ")
    listed = _papers(list(rows.defer("paper__content_sealed", "paper__docx_sealed", "paper__pdf_sealed")))
    attached = list(Attachment.objects.filter(case=case).select_related("file"))
    return papers.indexed(case, [_line(row) for row in listed], _materials(attached), span=_span(case, on),
                          retention=retention(case), by=by, on=on)  # fmt: skip


def _span(case: Case, on: date) -> str:
    return f"{chinese_date(case.received_on)}至{chinese_date(case.closed_on or on)}"


@dataclass(frozen=True)
class Volume:
    """A bound volume and what it is called."""

    data: bytes
    name: str


def make(case: Case, *, user: User, on: date) -> Volume:
    """The volume as this person may have it: the whole file, or a unit's own part (design §2)."""
    whole = sees_whole(user, case)
    rows = CasePaper.objects.visible_to(user).filter(case=case).select_related("paper__organ", "handling")
    bound = _papers(list(rows))
    notes = [
        f"作废未装订：{row.paper.title} {row.paper.number}（{row.paper.void_reason}）" for row in bound if row.paper.voided_on
    ]  # fmt: skip
    sheets = [
        Sheet(
            row.paper.title,
            row.paper.number or "无文号",
            row.paper.organ.name,
            _short(row.on),
            issuing.pdf(row.paper),
        )
        for row in bound
        if row.paper.voided_on is None
    ]
    attached = list(files.visible_to(user).filter(case=case).select_related("file"))
    more, left_out = _attached(attached)
    if case.in_compartment:
        notes.append(
            "检举、控告内容和检举人身份另行密封保存，本卷不载明；本卷不得透露、转给被检举人（条例第30条第3款）"
        )
    cover = {
        "题名": case.title,
        "件号": case.number,
        "立卷单位": user.unit.name,
        "范围": "全卷" if whole else f"{user.unit.short_name}承办部分",
        "起止日期": _span(case, on),
        "状态": case.get_state_display(),
        "保管期限": f"{retention(case)}（内部要求，以档案部门核定为准）",
        **({"密级": "检举控告，专人保管"} if case.in_compartment else {}),
    }
    data = bind(
        sheets + more, cover=cover, notes=[*notes, *left_out], font_dirs=tuple(str(each) for each in getattr(settings, "FONT_DIRS", ())),
        footer=f"{case.number}　{user.unit.short_name} {user.name} {_short(on)} 制作",
    )  # fmt: skip
    return Volume(data, f"{case.number}{'卷宗' if whole else '卷宗（本单位部分）'}.pdf")


def _attached(rows: list[Attachment]) -> tuple[list[Sheet], list[str]]:
    """Attachments as pages, and a line with the digest for each that is not bound."""
    sheets, left_out = [], []
    size = pages = 0
    for row in rows:
        form = _FORMS.get(row.content_type)
        why = "" if form else "不能装订成页"
        if form and (size + row.file.size > MOST_BYTES or pages >= MOST_PAGES):
            why = "装订已满"
        if form and not why:
            try:
                with files.opened(row) as source:
                    data = source.read()
                pages += pages_of(data, form)
                size += row.file.size
                sheets.append(Sheet(f"附件：{row.name}", "—", "", _short(row.added_at.date()), data, form))
                continue
            except Unreadable:
                why = "损坏、加密或过大，无法装订"
            except files.FileDamaged:
                why = "缺失或已被改动，请报告系统管理员"
        left_out.append(f"附件未装订（{why}）：{row.name}，{row.file.size} 字节，摘要 {row.file_id}")
    return sheets, left_out


def _short(day: date) -> str:
    return f"{day:%Y-%m-%d}"
