"""送达回证 and 送达公告 of any paper, 会办意见, 谈话笔录, 证据目录 and the index of the archived file."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from cases.models import Case, CasePaper, Handling, Petitioner
from cases.models.handling import Delivery
from cases.papers.base import (
    Letter,
    about_case,
    contact,
    issue,
    issue_all,
    last_number,
)
from cases.serving import PUBLIC_SERVICE_DAYS
from law.terms import PaperKind, ServiceMethod, ThroughGround
from organizations.models import Unit, User


def masked(name: str) -> str:
    """陈桂英 → 陈某某, as public notices write it; nothing is guessed for who gave no name."""
    return name[0] + "某" * min(max(len(name) - 1, 1), 2) if name else "某信访人"


def paper_served(
    case: Case,
    row: Delivery,
    *,
    of: CasePaper | None,
    kind: PaperKind,
    organ: Unit,
    petitioner: Petitioner | None,
    by: User,
    on: date,
    handling: Handling | None,
) -> None:
    """送达回证 of one paper to one person, and for 公告 the notice with the name masked (domain §1.3)."""
    title = of.paper.title if of else kind.label
    number = (of.paper.number if of else "") or "无文号"
    consignee = (petitioner and petitioner.name) or "信访人"
    through = f"{ThroughGround(row.through_ground).label}：{row.through}" if row.through_ground else ""
    refusal = f"{row.sent_on}拒收" + (f"：{row.cause}" if row.cause else "") if row.refused else ""
    letters = [
        Letter(PaperKind.SERVICE_RECEIPT, organ, {
            "file_number": case.number, "paper_title": title, "paper_number": number, "consignee": consignee,
            "method": ServiceMethod(row.method).label, "served_on": row.served_on, "deliverer": by.name,
            "witness": row.witness, "refusal": refusal, "subject": case.title,
            "remark": "；".join(filter(None, [row.proof, through, "" if row.refused else row.cause])),
        }, handling)
    ]  # fmt: skip
    if row.method == ServiceMethod.PUBLIC:
        letters.append(
            Letter(PaperKind.PUBLIC_NOTICE, organ, contact(by, organ) | {
                "file_number": case.number, "consignee_masked": masked(petitioner.name if petitioner else ""),
                "paper_title": title, "paper_number": number, "cause": row.cause,
                "collect_at": f"{organ.name}（{organ.address}）" if organ.address else organ.name,
                "published_on": row.sent_on, "public_due": row.sent_on + timedelta(days=PUBLIC_SERVICE_DAYS),
            }, handling)
        )  # fmt: skip
    issue_all(letters, case=case, by=by, on=on)


def assisted(handling: Handling, opinion: str, *, by: User, on: date) -> None:
    """会办意见 to the lead (条例第24条第1款); to the petitioner only the lead speaks."""
    case = handling.claim.case
    lead = (
        handling.claim.handlings.filter(role="lead").exclude(state="returned").select_related("unit").first()
    )
    issue(PaperKind.ASSISTANCE_REPLY, organ=handling.unit, case=case, by=by, on=on, handling=handling, signed=True,
          fields=about_case(case) | contact(by, handling.unit) | {
              "recipient": lead.unit.name if lead else case.receiving_unit.name, "opinion": opinion,
              "claims": [handling.claim.text or case.title],
              "source_number": last_number(handling, PaperKind.ASSISTANCE_LETTER),
          })  # fmt: skip


def interviewed(handling: Handling, *, held_on: date, words: dict[str, str], by: User, on: date) -> CasePaper:
    """谈话笔录, to be read over and signed by whoever spoke and by both investigators."""
    case = handling.claim.case
    told = words.get("told") or (
        "调查人已出示证件，说明来意；被谈话人有权申请回避，应当如实陈述，对笔录可以补充、更正。"
    )
    return issue(PaperKind.INTERVIEW_RECORD, organ=handling.unit, case=case, by=by, on=on, handling=handling,
                 fields={**words, "told": told, "file_number": case.number, "subject": case.title, "held_on": held_on})  # fmt: skip


def evidence_listed(handling: Handling, *, words: dict[str, Any], by: User, on: date) -> CasePaper:
    """证据目录: what was collected and what it proves."""
    case = handling.claim.case
    return issue(PaperKind.EVIDENCE_LIST, organ=handling.unit, case=case, by=by, on=on, handling=handling,
                 fields={**words, "file_number": case.number, "subject": case.title})  # fmt: skip


def indexed(
    case: Case,
    entries: Sequence[str],
    materials: Sequence[str],
    *,
    span: str,
    retention: str,
    by: User,
    on: date,
) -> CasePaper:
    """卷宗目录 of the archived file.

    It has no page numbers, which are a binding's and not the file's: who may see a part binds that part alone, a receipt
    or a voided paper after the archiving makes another volume, and what cannot be drawn is left out and said so. Each
    bound volume has its own index with its pages (``documents.rendering_volume.bind``). To bind once more here would
    also draw every paper while the case is locked.
    """
    return issue(PaperKind.FILE_INDEX, organ=by.unit, case=case, by=by, on=on, signed=True, fields={
        "file_number": case.number, "subject": case.title, "volume_span": span, "volume_count": f"{len(entries)}件",
        "entries": list(entries), "materials": list(materials) or ["无"], "retention": retention, "handler": by.name,
    })  # fmt: skip
