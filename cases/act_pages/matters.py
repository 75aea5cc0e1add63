"""What a decision is about, and how it is shown before it is made."""

from typing import Any

from cases import earlier_opinions, papers, policies
from cases.act_pages.base import Rows
from cases.forms.acts import Subject
from cases.models import CaseEvent, CounselRequest, Objection, Opinion, Proposal, Service
from cases.presenting import short
from law.terms import ClaimWay, ServiceMethod


def open_objection(subject: Subject) -> Objection:
    row = (
        Objection.objects.filter(handling=subject.handling, decided_on=None)
        .select_related("handling__claim", "raised_by", "suggested_unit")
        .first()
    )
    if row is None:
        raise policies.NotLawfulNow("没有待核实的异议")
    return row


def unit_proposal(subject: Subject) -> Proposal:
    row = (
        Proposal.objects.filter(handling=subject.handling, decided_on=None)
        .select_related("handling__claim", "proposed_by")
        .first()
    )
    if row is None:
        raise policies.NotLawfulNow("没有待审签的提议，或者已经有人处理过了")
    return row


def claim_proposal(subject: Subject) -> Proposal:
    rows = Proposal.objects.filter(claim=subject.claim, handling=None, decided_on=None)
    row = rows.select_related("claim__case", "proposed_by", "unit").first()
    if row is None:
        raise policies.NotLawfulNow("没有待审签的提议，或者已经有人处理过了")
    return row


def pending_service(subject: Subject) -> Service:
    row = Service.objects.filter(handling=subject.handling, annulled_on=None, served_on=None).first()
    if row is None:
        raise policies.NotLawfulNow("送达日已经登记")
    return row


def asked_counsel(subject: Subject) -> CounselRequest:
    row = CounselRequest.objects.filter(case=subject.case, counsel=subject.user, opinion="").first()
    if row is None:
        raise policies.NotLawfulNow("没有送请您的问题，或者已经答复")
    return row


def show_objection(subject: Subject) -> Rows:
    row = open_objection(subject)
    suggested = row.suggested_unit.name if row.suggested_unit else "未提出"
    return [{"label": "异议理由", "value": row.reason}, {"label": "建议去向", "value": suggested},
            {"label": "提出", "value": f"{row.raised_by.name}　{short(row.raised_on)}"}]  # fmt: skip


def show_proposal(row: Proposal) -> Rows:
    rows = [{"label": "处理方式", "value": ClaimWay(row.way).label}]
    if row.unit:
        rows.append({"label": "去向", "value": row.unit.name})
    if row.report_due_on:
        rows.append({"label": "限办日期", "value": short(row.report_due_on)})
    rows += [{"label": "理由", "value": row.reason},
             {"label": "提出", "value": f"{row.proposed_by.name}　{short(row.proposed_on)}"}]  # fmt: skip
    rows += [{"label": label, "value": value} for label, value in papers.notice_rows(row.way, row.details)]
    if row.details.get("requirements"):
        rows.append({"label": "办理要求", "value": row.details["requirements"]})
    return rows


def show_opinion(opinion: Opinion | None) -> Rows:
    if opinion is None:
        return []
    return [
        {"label": "意见种类", "value": opinion.get_outcome_display()},
        {"label": "投诉请求", "value": opinion.request},
        {"label": "事实和理由", "value": opinion.facts},
        {"label": "处理意见", "value": opinion.decision},
        {"label": "法律法规依据", "value": opinion.legal_basis},
        {
            "label": "起草",
            "value": f"{opinion.drafted_by.name if opinion.drafted_by else ''}　{short(opinion.drafted_on)}",
        },
    ]


def standing(subject: Subject) -> Opinion | None:
    return policies.standing_opinion(subject.handling) if subject.handling else None


def asked(subject: Subject) -> dict[str, Any]:
    """The newest request of this handling, which the head approves as it is or with fewer days."""
    rows = CaseEvent.objects.filter(handling=subject.handling, act="ask_extension").order_by("-pk")
    asked = rows.first()
    return {"days": asked.data.get("days"), "reason": asked.note} if asked else {}


def suggested(subject: Subject) -> dict[str, Any]:
    """Where the unit says it belongs, as the first choice."""
    return {"to": open_objection(subject).suggested_unit_id}


def bar_start(subject: Subject) -> dict[str, Any]:
    """Number and day of a served final opinion on the same matter, for a 不再受理告知书 (条例第36条第3款)."""
    return earlier_opinions.bar_start(earlier_opinions.earlier(subject.case, subject.user, on=subject.today))


def show_service(subject: Subject) -> Rows:
    row = pending_service(subject)
    return [{"label": "方式", "value": ServiceMethod(row.method).label}, {"label": "发出日", "value": short(row.sent_on)},
            {"label": "凭据", "value": row.proof}]  # fmt: skip
