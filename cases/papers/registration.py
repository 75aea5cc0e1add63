"""登记表 and 收件凭据: what the counter hands over."""

from datetime import date
from typing import Any

from cases.models import Case, Claim, Petition, Petitioner
from cases.papers.base import Letter, about_case, issue_all
from law.terms import PaperKind, Purpose
from organizations.models import User


def registered(
    petition: Petition,
    people: list[Petitioner],
    claims: list[Claim],
    *,
    due: date | None,
    by: User | None,
    on: date,
) -> None:
    """登记表 and, for each person, a receipt that shows nothing of the others; codes are never kept on paper rows."""
    case, organ = petition.case, petition.case.receiving_unit
    if case.in_compartment:
        return
    petition._first_petitioner = first = people[0]  # type: ignore[attr-defined]
    about = about_case(case, claims)
    table = about | {
        "petition_on": petition.petitioned_on or petition.received_on,
        "address": first.address or "未提供", "phone": first.phone or "未提供",
        "identity": first.identity, "purpose": Purpose(case.purpose).label,
        "category": case.category or "待甄别", "facts": case.summary or case.title,
        "registrar": by.name if by else "系统", "venue": case.place_text or str(case.place or ""),
        "headcount": f"{petition.people}人", "materials": petition.materials, "needs": petition.needs,
        "agent": _agent(first),
        "delegates": "、".join(row.name for row in people if row.representative),
        "earlier": "；".join(filter(None, [petition.procedures, petition.told_before])),
        "claims": about["claims"] or [case.title],
    }  # fmt: skip
    receipts = [
        Letter(PaperKind.RECEIPT, organ, _receipt_fields(case, row, by, due), petitioner=row)
        for row in people
    ]
    issue_all([Letter(PaperKind.REGISTRATION, organ, table), *receipts], case=case, by=by, on=on)


def _agent(row: Petitioner) -> str:
    """李某（律师，委托书已附）."""
    return f"{row.agent}（{row.agent_relation}，{row.agent_words}）" if row.agent_sealed else ""


def receipt_fields(case: Case, row: Petitioner, by: User | None, code: str = "") -> dict[str, Any]:
    """A receipt's content; with ``code`` only for the copy handed over, never for the copy kept."""
    deadline = case.deadlines.filter(period__in=["forwarding", "notice"]).first()
    return _receipt_fields(case, row, by, deadline.due_on if deadline else None, code)


def _receipt_fields(
    case: Case, row: Petitioner, by: User | None, due: date | None, code: str = ""
) -> dict[str, Any]:
    return {
        "file_number": case.number,
        "received_on": case.received_on,
        "channel": case.own_petition.get_channel_display(),
        "materials": [case.own_petition.materials or "无"],
        "petitioner": f"{row.name}（代理人：{row.agent}）" if row.agent_sealed else row.name,
        "subject": case.title,
        "query_code": code or "已当面交给信访人，本局不留存",
        "query_address": "凭查询码在信访事项查询网页、电话或接待窗口查询",
        "registrar": by.name if by else "系统",
        "notice_due": due,
    }
