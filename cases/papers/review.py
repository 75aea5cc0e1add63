"""The papers of 复查 and 复核, issued by the reviewing body itself (条例第35条、第36条)."""

from datetime import date
from typing import Any

from cases.models import CasePaper, Deadline, Handling, Opinion, Review, ReviewService
from cases.papers.base import about_case, can_be_told, contact, first_petitioner, issue
from cases.papers.unit import opinion_kind
from cases.reviews import superior
from law.terms import PaperKind, ReviewLevel, ReviewOutcome, ServiceMethod
from organizations.models import User

#: What the decision is called in the paper, by what it is about.
_OUTCOMES = {
    ReviewOutcome.UPHELD: "维持{what}",
    ReviewOutcome.ANNULLED: "撤销{what}，责令{unit}重新办理",
    ReviewOutcome.CHANGED: "变更{what}",
}


def review_accepted(review: Review, *, by: User, on: date) -> CasePaper | None:
    """受理告知: by when the body answers in writing, and what the petitioner may do meanwhile."""
    if can_be_told(review.case) is None:
        return None
    clock = Deadline.objects.get(handling=review.handling, period=review.period, met_on=None, voided_on=None)
    fields = _reviewed(review) | {
        "level_article": "第三十六条第一款" if review.final else "第三十五条",
        "received_on": review.received_on,
        "review_due": clock.due_on,
        "handler": by.name,
    }
    return _issue(PaperKind.REVIEW_ACCEPTANCE, review, fields, by=by, on=on)


def review_declined(review: Review, *, next_step: str, by: User, on: date) -> CasePaper:
    """不予受理复查（复核）告知书: the reason, its basis, what can be done instead (domain §2.3)."""
    fields = _reviewed(review) | {
        "reason": review.decision,
        "basis": review.legal_basis,
        "next_step": next_step,
    }
    return _issue(PaperKind.REVIEW_DECLINE, review, fields, by=by, on=on, signed=True)


def review_fields(review: Review) -> dict[str, Any]:
    """What the paper of the decision says."""
    anew = review.outcome == ReviewOutcome.ANNULLED
    final_body = superior(review.organ)
    what = "复查意见" if review.final else "信访处理意见"
    outcome = _OUTCOMES[ReviewOutcome(review.outcome)].format(what=what, unit=review.handling.unit.name)
    fields = _reviewed(review) | {
        "request": review.request,
        "facts": review.grounds,
        "findings": review.findings,
        "basis": review.legal_basis,
        "outcome": outcome,
        "opinion": review.decision,
        "redo_organ": review.handling.unit.name if anew else "",
    }
    if review.final:
        fields["original_number"] = opinion_number(review.opinion)
    elif not anew:
        fields["final_body"] = final_body.name if final_body else "上一级机关、单位"
    return fields


def review_signed(review: Review, *, by: User, on: date) -> CasePaper:
    """复查意见书, or 复核意见书 with the words of 条例第36条第3款; its bytes are kept from now on."""
    kind = PaperKind.FINAL_REVIEW_OPINION if review.final else PaperKind.REVIEW_OPINION
    return _issue(kind, review, review_fields(review), by=by, on=on, signed=True)


def review_served(service: ReviewService, review: Review, *, by: User, on: date) -> CasePaper:
    """送达回证 of the review opinion."""
    case = review.case
    person = first_petitioner(case.own_petition)
    kind = PaperKind.FINAL_REVIEW_OPINION if review.final else PaperKind.REVIEW_OPINION
    return issue(
        PaperKind.SERVICE_RECEIPT, organ=by.unit, case=case, by=by, on=on, handling=review.handling,
        fields={
            "file_number": case.number, "paper_title": kind.label, "paper_number": review.number or "无文号",
            "consignee": (person and person.name) or "信访人", "method": ServiceMethod(service.method).label,
            "served_on": service.served_on, "deliverer": by.name, "witness": service.witness,
            "refusal": "拒收" if service.refused else "", "subject": case.title, "remark": service.proof,
        },
    )  # fmt: skip


def opinion_number(opinion: Opinion) -> str:
    """The number of the paper of this opinion: of several, the one issued with its signature."""
    rows = CasePaper.objects.filter(handling_id=opinion.handling_id, kind=opinion_kind(opinion.handling))
    if opinion.signed_on:
        rows = rows.filter(on=opinion.signed_on)
    row = rows.select_related("paper").first()
    return row.paper.number if row else "文号见原件"


def _reviewed(review: Review) -> dict[str, Any]:
    """What the papers of both levels say about what is asked and against what."""
    earlier, handling = review.of, review.handling
    fields = about_case(review.case) | {
        "level": ReviewLevel(review.level).label,
        "requested_on": review.requested_on,
        "received_on": review.received_on,
    }
    if earlier is not None:
        return fields | {
            "reviewed_organ": earlier.organ.name,
            "reviewed_number": earlier.number or "文号见原件",
            "reviewed_on": earlier.signed_on,
            "reviewed_opinion": _short(earlier.decision, "复查意见", whole=review.outcome != ""),
        }
    return fields | {
        "reviewed_organ": handling.unit.name,
        "reviewed_number": opinion_number(review.opinion),
        "reviewed_on": review.opinion.signed_on,
        "reviewed_opinion": _short(review.opinion.decision, "信访处理意见", whole=review.outcome != ""),
    }


def _short(text: str, name: str, *, whole: bool) -> str:
    """The opinion in its own words where it is decided about; elsewhere only its name."""
    return text if whole else name


def _issue(
    kind: PaperKind, review: Review, fields: dict[str, Any], *, by: User, on: date, signed: bool = False
) -> CasePaper:
    handling: Handling = review.handling
    return issue(
        kind, organ=review.organ, case=review.case, by=by, on=on, handling=handling, signed=signed,
        petitioner=first_petitioner(review.case.own_petition), fields=fields | contact(by, review.organ),
    )  # fmt: skip
