"""Which paper each act issues and what it carries: rows in the act's transaction, bytes on first opening (design D9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases import workdays
from cases.models import (
    Case,
    CasePaper,
    Claim,
    Deadline,
    Extension,
    Handling,
    Objection,
    Opinion,
    Petition,
    Petitioner,
    Proposal,
    Service,
)
from documents import issuing
from documents.kinds import KINDS
from law import periods
from law.articles import Article
from law.terms import (
    ROUTE_ARTICLES,
    STATUTORY_ROUTES,
    ClaimWay,
    Outcome,
    PaperKind,
    Purpose,
    Route,
    ServiceMethod,
    SuggestionOutcome,
)
from organizations.models import Unit, User

#: What a person writes for each ending notice: field of the paper → label on screen.
NOTICE_FIELDS: Mapping[str, dict[str, str]] = {
    ClaimWay.GUIDE: {
        "path": "法定途径",
        "body_name": "受理机关",
        "body_address": "受理机关地址",
        "body_phone": "受理机关电话",
        "apply_term": "申请期限和起算",
        "basis": "法律依据",
        "materials": "所需材料",
    },
    ClaimWay.DECLINE: {"ground": "具体情形", "basis": "依据条款", "in_charge": "在办机关或正确去向"},
    ClaimWay.BAR: {
        "final_number": "复核意见文号",
        "final_on": "复核意见日期",
        "comparison": "同一事实和理由的比对",
        "help": "疏导帮扶渠道",
    },
}
NOTICE_KIND = {
    ClaimWay.GUIDE: PaperKind.GUIDANCE_NOTICE,
    ClaimWay.DECLINE: PaperKind.DECLINE_NOTICE,
    ClaimWay.BAR: PaperKind.BAR_NOTICE,
}


def missing_notice_fields(way: str, details: Mapping[str, Any]) -> list[str]:
    """The labels of what an ending notice still needs."""
    return [label for name, label in NOTICE_FIELDS.get(way, {}).items() if not details.get(name)]


@dataclass(frozen=True)
class Letter:
    """One paper an act owes, before it is issued."""

    kind: PaperKind
    organ: Unit
    fields: Mapping[str, Any]
    handling: Handling | None = None
    petitioner: Petitioner | None = None
    signed: bool = False


def issue(
    kind: PaperKind,
    *,
    organ: Unit,
    case: Case,
    by: User | None,
    on: date,
    fields: Mapping[str, Any],
    handling: Handling | None = None,
    petitioner: Petitioner | None = None,
    signed: bool = False,
) -> CasePaper:
    """Issue one paper of the file, and put it there; fields the kind does not know are left out."""
    return issue_all([Letter(kind, organ, fields, handling, petitioner, signed)], case=case, by=by, on=on)[0]


def issue_all(letters: list[Letter], *, case: Case, by: User | None, on: date) -> list[CasePaper]:
    """Issue the papers of one act together."""
    orders = [
        issuing.Order(letter.kind, letter.organ, _known(letter), accusation=case.in_compartment, signed=letter.signed)
        for letter in letters
    ]  # fmt: skip
    papers = issuing.issue_all(orders, on=on, by=by)
    return CasePaper.objects.bulk_create(
        [CasePaper(case=case, handling=letter.handling, petitioner=letter.petitioner, kind=letter.kind, paper=paper,
                   to_petitioner=letter.petitioner is not None, on=on)
         for letter, paper in zip(letters, papers, strict=True)]
    )  # fmt: skip


def _known(letter: Letter) -> dict[str, Any]:
    known = KINDS[letter.kind].whitelist
    return {
        name: value for name, value in letter.fields.items() if name in known and value not in (None, "", [])
    }


def first_petitioner(petition: Petition) -> Petitioner | None:
    """The 主访人; looked up once for all papers of an act."""
    if not hasattr(petition, "_first_petitioner"):
        petition._first_petitioner = petition.petitioners.first()  # type: ignore[attr-defined]
    found: Petitioner | None = petition._first_petitioner  # type: ignore[attr-defined]
    return found


def addressee(petition: Petition) -> str:
    """陈桂英等6人; a petition that names nobody is addressed by what the law calls them."""
    first = first_petitioner(petition)
    name = (first.name if first else "") or "信访人"
    return f"{name}等{petition.people}人" if petition.people > 1 else name


def _about(case: Case, claims: Iterable[Claim] | None = None) -> dict[str, Any]:
    petition = case.own_petition
    return {
        "petitioner": addressee(petition),
        "several": petition.people > 1,
        "subject": case.title,
        "received_on": petition.received_on,
        "petition_on": petition.petitioned_on,
        "file_number": case.number,
        "channel": petition.get_channel_display(),
        "claims": [claim.text for claim in claims or case.claims.all() if claim.text],
    }


def _can_be_told(case: Case) -> Petitioner | None:
    """Whom the petitioner's papers go to; nobody when the name or address is unclear (条例第23条第2款)."""
    petition = case.own_petition
    if not petition.address_clear or case.in_compartment:
        return None
    return first_petitioner(petition)


def _contact(by: User | None, unit: Unit) -> dict[str, Any]:
    return {
        "contact_person": by.name if by else unit.short_name,
        "contact_phone": (by and by.phone) or unit.phone,
    }


def _due(handling: Handling, period: str) -> date | None:
    """The last day of the handling's newest clock of a period."""
    return _dues(handling).get(period)


def _dues(handling: Handling) -> dict[str, date]:
    rows = Deadline.objects.filter(handling=handling).order_by("pk").values_list("period", "due_on")
    return dict(rows)


# --- registration ------------------------------------------------------------------------------------------------


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
    about = _about(case, claims)
    table = about | {
        "petition_on": petition.petitioned_on or petition.received_on,
        "address": first.address or "未提供", "phone": first.phone or "未提供",
        "identity": first.identity, "purpose": Purpose(case.purpose).label,
        "category": case.category or "待甄别", "facts": case.summary or case.title,
        "registrar": by.name if by else "系统", "venue": case.place_text or str(case.place or ""),
        "headcount": f"{petition.people}人", "materials": petition.materials, "needs": petition.needs,
        "delegates": "、".join(row.name for row in people if row.representative),
        "earlier": "；".join(filter(None, [petition.procedures, petition.told_before])),
        "claims": about["claims"] or [case.title],
    }  # fmt: skip
    receipts = [
        Letter(PaperKind.RECEIPT, organ, _receipt_fields(case, row, by, due), petitioner=row)
        for row in people
    ]
    issue_all([Letter(PaperKind.REGISTRATION, organ, table), *receipts], case=case, by=by, on=on)


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
        "petitioner": row.name,
        "subject": case.title,
        "query_code": code or "已当面交给信访人，本局不留存",
        "query_address": "凭查询码在信访事项查询网页、电话或接待窗口查询",
        "registrar": by.name if by else "系统",
        "notice_due": due,
    }


# --- the bureau's papers -----------------------------------------------------------------------------------------


def sent(
    act: str, handling: Handling, assistants: list[Handling], *, by: User, on: date, requirements: str = ""
) -> None:
    """转送函 or 交办函 to the unit, 会办函 to those who assist, 去向告知 to the petitioner."""
    case = handling.claim.case
    organ = by.unit
    file, dues = _about(case), _dues(handling)
    about = (
        file
        | _contact(by, organ)
        | {
            "claims": [handling.claim.text or case.title],
            "recipient": handling.unit.name,
            "route": f"{Route(handling.route).label}（{ROUTE_ARTICLES[Route(handling.route)]}）",
            "notice_due": dues.get("notice") or periods_end(handling, on),
            "objection_due": dues.get("objection"),
        }
    )
    report_due = dues.get("assigned_report")
    kind = PaperKind.ASSIGNMENT_LETTER if act == "sign_assignment" else PaperKind.FORWARDING_LETTER
    about["requirements"] = requirements or "查明事实，依法按政策处理，按期反馈结果并提交办结报告"
    about["report_due"] = report_due
    letters = [Letter(kind, organ, about, handling, signed=True)]
    letters += [
        Letter(PaperKind.ASSISTANCE_LETTER, organ, about | {
            "recipient": assistant.unit.name, "duties": [f"就本单位职责范围内的情况向{handling.unit.name}提出会办意见"],
            "reply_due": periods_end(assistant, on)}, assistant)
        for assistant in assistants
    ]  # fmt: skip
    issue_all([*letters, *_destination(handling, file, dues, organ=organ, on=on)], case=case, by=by, on=on)


def periods_end(handling: Handling, on: date) -> date:
    """The day fifteen days give a unit that owes no notice, or assists: asked for in letters, not a clock."""
    return periods.due("notice", on, workdays.calendar()).due


def _destination(
    handling: Handling, file: Mapping[str, Any], dues: Mapping[str, date], *, organ: Unit, on: date
) -> list[Letter]:
    """去向告知: where the matter went, and by when that unit must write (条例第23条第1款, by the bureau as well)."""
    case = handling.claim.case
    person = _can_be_told(case)
    if person is None:
        return []
    fields = {
        **file, "destination": handling.unit.name, "destination_phone": handling.unit.phone,
        "way": "交办" if handling.assigned else "转送", "transferred_on": on, "notice_due": dues.get("notice"),
        "report_due": dues.get("assigned_report"),
    }  # fmt: skip
    return [Letter(PaperKind.DESTINATION_NOTICE, organ, fields, handling, person)]


def ended(act: str, claim: Claim, details: Mapping[str, Any], *, by: User, on: date) -> None:
    """引导, 不予受理 or 不再受理 by the registering organ; 即时答复 and 存查 owe no paper."""
    kind = NOTICE_KIND.get(ClaimWay(claim.way))
    case = claim.case
    person = _can_be_told(case)
    if kind and person:
        _ending_notice(kind, case, claim, details, organ=by.unit, by=by, on=on, person=person, handling=None)


def unit_ended(handling: Handling, proposal: Proposal, *, by: User, on: date) -> None:
    """The same notices by the handling unit (条例第23条第1款)."""
    case = handling.claim.case
    person = _can_be_told(case)
    if person:
        _ending_notice(NOTICE_KIND[ClaimWay(proposal.way)], case, handling.claim, proposal.details, organ=handling.unit,
                       by=by, on=on, person=person, handling=handling)  # fmt: skip


def _ending_notice(
    kind: PaperKind,
    case: Case,
    claim: Claim,
    details: Mapping[str, Any],
    *,
    organ: Unit,
    by: User,
    on: date,
    person: Petitioner,
    handling: Handling | None,
) -> None:
    values = dict(details)
    if isinstance(values.get("materials"), str):
        values["materials"] = [line for line in values["materials"].splitlines() if line.strip()]
    if isinstance(values.get("final_on"), str):
        values["final_on"] = date.fromisoformat(values["final_on"])
    if claim.route not in STATUTORY_ROUTES:
        values["regulation_item"] = "第二十三条第一款"
    elif claim.route in ROUTE_ARTICLES:
        values["regulation_item"] = _long(ROUTE_ARTICLES[Route(claim.route)])
    fields = _about(case) | {"claims": [claim.text] if claim.text else []} | values
    issue(
        kind,
        organ=organ,
        case=case,
        by=by,
        on=on,
        handling=handling,
        petitioner=person,
        fields=fields,
        signed=True,
    )


def _long(article: str) -> str:
    """条例第31条第6项 → 第三十一条第六项, as letters write it after the law's name."""
    return Article.parse(article).long.removeprefix("《信访工作条例》")


def discipline_transfer(handling: Handling, *, by: User, on: date) -> None:
    """移送函 to the discipline body: what was handed over, without the reporter (条例第30条第3款)."""
    case = handling.claim.case
    issue(PaperKind.DISCIPLINE_TRANSFER, organ=by.unit, case=case, by=by, on=on, handling=handling,
          fields={"recipient": handling.unit.name, "file_number": case.number, "received_on": case.received_on,
                  "volumes": "检举控告材料1份，密封，由保密员当面移交", **_contact(by, by.unit)})  # fmt: skip


def objection_refused(objection: Objection, *, by: User, on: date) -> None:
    """不同意退回函: the reason, and that the fifteen days never stopped."""
    handling = objection.handling
    case = handling.claim.case
    letter = _last(handling, PaperKind.OBJECTION_LETTER)
    issue(PaperKind.OBJECTION_REFUSAL, organ=by.unit, case=case, by=by, on=on, handling=handling,
          fields=_about(case) | _contact(by, by.unit) | {
              "recipient": handling.unit.name, "objection_number": letter or "异议函", "objected_on": objection.raised_on,
              "reason": objection.answer, "notice_due": _due(handling, "notice") or periods_end(handling, on),
          })  # fmt: skip


def reassigned(objection: Objection, new: Handling, *, by: User, on: date) -> None:
    """改派函 to the new unit, 去向告知 to the petitioner."""
    case = new.claim.case
    file, dues = _about(case), _dues(new)
    letter = Letter(PaperKind.REASSIGNMENT_LETTER, by.unit, file | _contact(by, by.unit) | {
        "recipient": new.unit.name, "former_unit": objection.handling.unit.name, "reason": objection.answer,
        "claims": [new.claim.text or case.title],
        "notice_due": dues.get("notice") or periods_end(new, on), "objection_due": dues.get("objection"),
        "report_due": dues.get("assigned_report"),
    }, new)  # fmt: skip
    issue_all([letter, *_destination(new, file, dues, organ=by.unit, on=on)], case=case, by=by, on=on)


# --- the unit's papers -------------------------------------------------------------------------------------------


def accepted(handling: Handling, *, due: date | None, by: User, on: date, words: Mapping[str, Any]) -> None:
    """受理告知书: receipt, way, procedure, period, who handles it (条例第23条第3款). ``due``: the end of the sixty days."""
    case = handling.claim.case
    person = _can_be_told(case)
    if person is None:
        return
    route = Route(handling.route)
    fields = _about(case) | {
        "received_on": handling.arrived_on,
        "from_organ": "" if handling.direct else case.receiving_unit.name,
        "accepted_on": handling.accepted_on or on,
        "route": f"本项适用《信访工作条例》{_long(ROUTE_ARTICLES[route])}，{_ROUTE_WORDS[route]}",
        "handler": by.name,
        "handle_due": due,
        "claims": [handling.claim.text] if handling.claim.text else [],
        **_contact(by, handling.unit),
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
    source = _last(handling, PaperKind.ASSIGNMENT_LETTER) or _last(handling, PaperKind.FORWARDING_LETTER)
    source = source or _last(handling, PaperKind.REASSIGNMENT_LETTER)
    suggested = objection.suggested_unit
    issue(PaperKind.OBJECTION_LETTER, organ=handling.unit, case=case, by=by, on=on, handling=handling,
          fields=_about(case) | _contact(by, handling.unit) | {
              "recipient": case.receiving_unit.name, "source_number": source or "转送函", "received_on": handling.arrived_on,
              "reason": objection.reason, "basis": basis or "本单位法定职责",
              "suggested_unit": suggested.name if suggested else "请贵局研究确定",
          })  # fmt: skip


def extended(extension: Extension, *, original: date, new: date | None, by: User, on: date) -> None:
    """延期告知书: the reason and the new last day, told to the petitioner (条例第34条)."""
    handling = extension.handling
    case = handling.claim.case
    person = _can_be_told(case)
    if person:
        issue(PaperKind.EXTENSION_NOTICE, organ=handling.unit, case=case, by=by, on=on, handling=handling,
              petitioner=person, fields=_about(case) | {
                  "accepted_on": handling.accepted_on, "reason": extension.reason, "approver": f"本单位负责人{by.name}",
                  "approved_on": on, "original_due": original, "new_due": new,
              })  # fmt: skip


def opinion_fields(opinion: Opinion) -> dict[str, Any]:
    """What the paper of an opinion or reply says; for issuing and for the preview of a draft."""
    handling = opinion.handling
    case = handling.claim.case
    base = _about(case) | {
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
    """Who reviews (条例第35条): the superior of the unit that handled the matter."""
    return unit.parent.name if unit.parent else "上一级机关"


def statutory_result(opinion: Opinion, *, by: User, on: date) -> None:
    """法定途径办理结果: procedure, number, conclusion, and its own lawful remedy."""
    handling = opinion.handling
    case = handling.claim.case
    person = _can_be_told(case)
    if person is None:
        return
    details = opinion.details
    issue(PaperKind.STATUTORY_RESULT, organ=handling.unit, case=case, by=by, on=on, handling=handling,
          petitioner=person, fields=_about(case) | {
              "regulation_item": _long(ROUTE_ARTICLES[Route(handling.route)]), "path": Route(handling.route).label,
              "claims": [handling.claim.text] if handling.claim.text else [],
              "result_number": details.get("result_number") or "见所附文书",
              "result_body": details.get("result_body") or handling.unit.name,
              "decided_on": date.fromisoformat(details["decided_on"]) if details.get("decided_on") else on,
              "conclusion": opinion.decision,
              "remedy": details.get("remedy") or "对上述结果不服的，可以按照该法律程序规定的途径和期限寻求救济。",
          })  # fmt: skip


def served(service: Service, *, by: User, on: date) -> None:
    """送达回证 of one paper."""
    handling = service.handling
    case = handling.claim.case
    paper = (
        CasePaper.objects.filter(handling=handling, kind=opinion_kind(handling))
        .select_related("paper")
        .first()
    )
    person = first_petitioner(case.own_petition)
    issue(PaperKind.SERVICE_RECEIPT, organ=handling.unit, case=case, by=by, on=on, handling=handling,
          fields={
              "file_number": case.number, "paper_title": paper.paper.title if paper else opinion_kind(handling).label,
              "paper_number": (paper.paper.number if paper else "") or "无文号", "consignee": (person and person.name) or "信访人",
              "method": ServiceMethod(service.method).label, "served_on": service.served_on, "deliverer": by.name,
              "witness": service.witness, "refusal": "拒收" if service.refused else "", "subject": case.title,
              "remark": service.proof,
          })  # fmt: skip


def concluded(handling: Handling, report: Mapping[str, str], *, by: User, on: date) -> None:
    """办结报告 of an assigned matter, to the bureau."""
    case = handling.claim.case
    source = _last(handling, PaperKind.ASSIGNMENT_LETTER) or _last(handling, PaperKind.REASSIGNMENT_LETTER)
    service = handling.services.filter(annulled_on=None).last()
    issue(PaperKind.CONCLUSION_REPORT, organ=handling.unit, case=case, by=by, on=on, handling=handling,
          fields=_about(case) | _contact(by, handling.unit) | {
              "recipient": case.receiving_unit.name, "source_number": source or "交办函", "assigned_on": handling.sent_on,
              "claims": [handling.claim.text or case.title], "findings": report.get("findings") or "见处理意见书",
              "conclusion": report["conclusion"],
              "services": f"{service.served_on or service.sent_on}{ServiceMethod(service.method).label}" if service else "见办理结果告知",
              "attitude": report.get("attitude") or "无明确意见", "performance": report.get("performance") or "正在落实",
          })  # fmt: skip


def _last(handling: Handling, kind: PaperKind) -> str:
    row = CasePaper.objects.filter(handling=handling, kind=kind).select_related("paper").first()
    return row.paper.number if row else ""
