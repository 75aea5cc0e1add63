"""The handling unit's papers (条例第23条、第31条至第34条)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cases.models import CasePaper, Extension, Handling, Objection, Opinion, Service
from cases.papers.base import (
    about_case,
    article_text,
    can_be_told,
    contact,
    first_petitioner,
    issue,
    last_number,
)
from cases.papers.service import paper_served
from cases.reviews import superior
from law.terms import (
    ROUTE_ARTICLES,
    InPlace,
    Outcome,
    PaperKind,
    Route,
    ServiceMethod,
    SuggestionOutcome,
)
from organizations.models import Unit, User


def accepted(handling: Handling, *, due: date | None, by: User, on: date, words: Mapping[str, Any]) -> None:
    """受理告知书: receipt, way, procedure, period, who handles it (条例第23条第3款). ``due``: the end of the sixty days."""
    case = handling.claim.case
    person = can_be_told(case)
    if person is None:
        return
    route = Route(handling.route)
    fields = about_case(case) | {
        "received_on": handling.arrived_on,
        "from_organ": "" if handling.direct else case.receiving_unit.name,
        "accepted_on": handling.accepted_on or on,
        "route": f"本项适用《信访工作条例》{article_text(ROUTE_ARTICLES[route])}，{_ROUTE_WORDS[route]}",
        "handler": by.name,
        "handle_due": due,
        "claims": [handling.claim.text] if handling.claim.text else [],
        **contact(by, handling.unit),
        **{name: words.get(name) for name in ("procedure", "other_parts", "legal_term")},
    }
    if not due and not fields.get("legal_term"):
        fields["legal_term"] = "按照有关法律、法规规定的期限办理，办理结果将书面告知您。"
    issue(PaperKind.ACCEPTANCE_NOTICE, organ=handling.unit, case=case, by=by, on=on, handling=handling,
          petitioner=person, fields=fields)  # fmt: skip


_ROUTE_WORDS = {
    Route.JUDICIAL: "按照法律法规规定的诉讼等法律程序处理。",
    Route.ARBITRATION: "导入仲裁程序处理。",
    Route.PARTY_APPEAL: "导入党员申诉、申请复审程序处理。",
    Route.ADMINISTRATIVE: "导入相应的行政程序处理。",
    Route.ENFORCEMENT: "依法履行职责、查处并答复。",
    Route.PETITION: "按信访程序调查核实，出具信访处理意见书。",
    Route.DISCIPLINE: "由纪检监察机关按规定处理。",
    Route.SUGGESTION: "认真研究论证后予以回复。",
    Route.ENQUIRY: "予以解答。",
}


def objected(objection: Objection, *, by: User, on: date, basis: str) -> None:
    """异议函 to the bureau: reasons in detail and where the matter belongs."""
    handling = objection.handling
    case = handling.claim.case
    source = last_number(handling, PaperKind.ASSIGNMENT_LETTER) or last_number(
        handling, PaperKind.FORWARDING_LETTER
    )
    source = source or last_number(handling, PaperKind.REASSIGNMENT_LETTER)
    suggested = objection.suggested_unit
    issue(PaperKind.OBJECTION_LETTER, organ=handling.unit, case=case, by=by, on=on, handling=handling,
          fields=about_case(case) | contact(by, handling.unit) | {
              "recipient": case.receiving_unit.name, "source_number": source or "转送函", "received_on": handling.arrived_on,
              "reason": objection.reason, "basis": basis or "本单位法定职责",
              "suggested_unit": suggested.name if suggested else "请贵局研究确定",
          })  # fmt: skip


def extended(extension: Extension, *, original: date, new: date | None, by: User, on: date) -> None:
    """延期告知书: the reason and the new last day, told to the petitioner (条例第34条)."""
    handling = extension.handling
    case = handling.claim.case
    person = can_be_told(case)
    if person:
        issue(PaperKind.EXTENSION_NOTICE, organ=handling.unit, case=case, by=by, on=on, handling=handling,
              petitioner=person, fields=about_case(case) | {
                  "accepted_on": handling.accepted_on, "reason": extension.reason, "approver": f"本单位负责人{by.name}",
                  "approved_on": on, "original_due": original, "new_due": new,
              })  # fmt: skip


def opinion_fields(opinion: Opinion) -> dict[str, Any]:
    """What the paper of an opinion or reply says; for issuing and for the preview of a draft."""
    handling = opinion.handling
    case = handling.claim.case
    base = about_case(case) | {
        "received_on": handling.arrived_on,
        "handler": handling.handler.name if handling.handler else "",
    }
    if handling.route == Route.SUGGESTION:
        label = SuggestionOutcome(opinion.outcome).label if opinion.outcome else ""
        return base | {
            "outcome": label,
            "reason": opinion.decision,
            "claims": [opinion.request] if opinion.request else [],
        }
    return base | {
        "accepted_on": handling.accepted_on,
        "claims": [line for line in opinion.request.splitlines() if line.strip()],
        "facts": case.summary or opinion.request,
        "findings": opinion.facts,
        "outcome": Outcome(opinion.outcome).label if opinion.outcome in Outcome.__members__.values() else "",
        "opinion": opinion.decision,
        "basis": opinion.legal_basis,
        "review_body": review_body(handling.unit),
        "performance": opinion.details.get("performance"),
        **{part.value: opinion.details.get(part.value) for part in InPlace},
    }


def opinion_kind(handling: Handling) -> PaperKind:
    return PaperKind.SUGGESTION_REPLY if handling.route == Route.SUGGESTION else PaperKind.OPINION


def opinion_signed(opinion: Opinion, *, by: User, on: date) -> None:
    """处理意见书 (条例第32条) or 答复书 (条例第29条), signed: its bytes are kept from now on."""
    handling = opinion.handling
    case = handling.claim.case
    issue(opinion_kind(handling), organ=handling.unit, case=case, by=by, on=on, handling=handling, signed=True,
          petitioner=first_petitioner(case.own_petition), fields=opinion_fields(opinion))  # fmt: skip


def review_body(unit: Unit) -> str:
    """Who reviews (条例第35条): the body the unit's row names, else its superior."""
    organ = superior(unit)
    return organ.name if organ else "上一级机关、单位"


def statutory_result(opinion: Opinion, *, by: User, on: date) -> None:
    """法定途径办理结果: procedure, number, conclusion, and its own lawful remedy."""
    handling = opinion.handling
    case = handling.claim.case
    person = can_be_told(case)
    if person is None:
        return
    details = opinion.details
    issue(PaperKind.STATUTORY_RESULT, organ=handling.unit, case=case, by=by, on=on, handling=handling,
          petitioner=person, fields=about_case(case) | {
              "regulation_item": article_text(ROUTE_ARTICLES[Route(handling.route)]), "path": Route(handling.route).label,
              "claims": [handling.claim.text] if handling.claim.text else [],
              "result_number": details.get("result_number") or "见所附文书",
              "result_body": details.get("result_body") or handling.unit.name,
              "decided_on": date.fromisoformat(details["decided_on"]) if details.get("decided_on") else on,
              "conclusion": opinion.decision,
              "remedy": details.get("remedy") or "对上述结果不服的，可以按照该法律程序规定的途径和期限寻求救济。",
          })  # fmt: skip


def served(service: Service, *, by: User, on: date) -> None:
    """送达回证 of an opinion or reply; for 公告 also the notice."""
    handling = service.handling
    case = handling.claim.case
    kind = opinion_kind(handling)
    paper = CasePaper.objects.filter(handling=handling, kind=kind).select_related("paper").first()
    paper_served(case, service, of=paper, kind=kind, organ=handling.unit, by=by, on=on, handling=handling,
                 petitioner=first_petitioner(case.own_petition))  # fmt: skip


def concluded(handling: Handling, report: Mapping[str, str], *, by: User, on: date) -> None:
    """办结报告 of an assigned matter, to the bureau."""
    case = handling.claim.case
    source = last_number(handling, PaperKind.ASSIGNMENT_LETTER) or last_number(
        handling, PaperKind.REASSIGNMENT_LETTER
    )
    service = handling.services.filter(annulled_on=None).last()
    issue(PaperKind.CONCLUSION_REPORT, organ=handling.unit, case=case, by=by, on=on, handling=handling,
          fields=about_case(case) | contact(by, handling.unit) | {
              "recipient": case.receiving_unit.name, "source_number": source or "交办函", "assigned_on": handling.sent_on,
              "claims": [handling.claim.text or case.title], "findings": report.get("findings") or "见处理意见书",
              "conclusion": report["conclusion"],
              "services": f"{service.served_on or service.sent_on}{ServiceMethod(service.method).label}" if service else "见办理结果告知",
              "attitude": report.get("attitude") or "无明确意见", "performance": report.get("performance") or "正在落实",
          })  # fmt: skip
