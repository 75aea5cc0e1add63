"""The receiving organ's papers: letters to units, 去向告知, the notices that end a claim."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cases import political_legal, workdays
from cases.models import Case, Claim, Handling, Objection, Petitioner, Proposal
from cases.papers.base import (
    Letter,
    about_case,
    article_text,
    can_be_told,
    contact,
    due_of,
    dues_of,
    issue,
    issue_all,
    last_number,
)
from cases.papers.notices import guidance_fields, notice_kind
from law import periods
from law.articles import Article
from law.terms import ROUTE_ARTICLES, STATUTORY_ROUTES, ClaimWay, GuidanceKind, PaperKind, Route, SimpleKind
from organizations.models import Unit, User


def sent(
    act: str, handling: Handling, assistants: list[Handling], *, by: User, on: date, requirements: str = ""
) -> None:
    """转送函 or 交办函 to the unit, 会办函 to those who assist, 去向告知 to the petitioner."""
    case = handling.claim.case
    organ = by.unit
    file, dues = about_case(case), dues_of(handling)
    about = (
        file
        | contact(by, organ)
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
    if kind == PaperKind.FORWARDING_LETTER and political_legal.tells_by_its_own_rules(handling):
        kind = PaperKind.POLITICAL_LEGAL_LETTER
    suggested = getattr(handling.claim, "simple_suggestion", None)
    if suggested:
        about["simple_hint"] = f"{SimpleKind(suggested.kind).label}（{suggested.reason}）"
    about["requirements"] = requirements or "查明事实，依法按政策处理，按期反馈结果并提交办结报告"
    about["report_due"] = report_due
    letters = [Letter(kind, organ, about, handling, signed=True)]
    letters += [
        Letter(PaperKind.ASSISTANCE_LETTER, organ, about | {
            "recipient": assistant.unit.name, "duties": [f"就本单位职责范围内的情况向{handling.unit.name}提出会办意见"],
            "reply_due": periods_end(assistant, on)}, assistant)
        for assistant in assistants
    ]  # fmt: skip
    sheet = _screening(
        handling.claim, file, by=by, on=on, destination=handling.unit.name, assisting=assistants
    )
    issue_all(
        [*letters, *_destination(handling, file, dues, organ=organ, on=on), sheet], case=case, by=by, on=on
    )


def _screening(
    claim: Claim,
    file: Mapping[str, Any],
    *,
    by: User,
    on: date,
    destination: str = "",
    assisting: Sequence[Handling] = (),
) -> Letter:
    """甄别单: who judged the claim to go which way, by which article and why (domain §4.2 row 3)."""
    route = Route(claim.route)
    case = claim.case
    proposal = claim.proposals.filter(approved=True, handling=None).select_related("proposed_by").last()
    counsel = [
        f"{row.counsel.name}：{row.opinion}"
        for row in case.counsel_requests.select_related("counsel")
        if row.opinion
    ]
    helpers = "、".join(row.unit.short_name for row in assisting)
    return Letter(PaperKind.SCREENING_SHEET, case.receiving_unit, {
        **file, "claims": [claim.text or case.title], "screened_on": on, "purpose": case.get_purpose_display(),
        "category": claim.category or case.category, "path": route.label, "basis": Article.parse(ROUTE_ARTICLES[route]).long,
        "decided_way": ClaimWay(claim.way).label, "reason": claim.reason or "按职权范围和法定途径清单确定",
        "destination": destination + (f"（协办：{helpers}）" if helpers else ""),
        "screener": proposal.proposed_by.name if proposal else by.name,
        "countersigner": by.name if proposal else "", "counsel_opinion": "\n".join(counsel),
    }, signed=True)  # fmt: skip


def periods_end(handling: Handling, on: date) -> date:
    """The day fifteen days give a unit that owes no notice, or assists: asked for in letters, not a clock."""
    return periods.due("notice", on, workdays.calendar()).due


def _destination(
    handling: Handling, file: Mapping[str, Any], dues: Mapping[str, date], *, organ: Unit, on: date
) -> list[Letter]:
    """去向告知: where the matter went, and by when that unit must write (条例第23条第1款, by the bureau as well)."""
    case = handling.claim.case
    person = can_be_told(case)
    if person is None:
        return []
    fields = {
        **file, "destination": handling.unit.name, "destination_phone": handling.unit.phone,
        "way": "交办" if handling.assigned else "转送", "transferred_on": on, "notice_due": dues.get("notice"),
        "report_due": dues.get("assigned_report"),
    }  # fmt: skip
    return [Letter(PaperKind.DESTINATION_NOTICE, organ, fields, handling, person)]


def ended(act: str, claim: Claim, details: Mapping[str, Any], *, by: User, on: date) -> None:
    """引导, 不予受理 or 不再受理 by the registering organ; 即时答复 and 存查 owe the petitioner no paper."""
    kind = notice_kind(claim.way, details)
    case = claim.case
    person = can_be_told(case)
    if kind and person:
        _ending_notice(kind, case, claim, details, organ=by.unit, by=by, on=on, person=person, handling=None)
    issue_all([_screening(claim, about_case(case), by=by, on=on)], case=case, by=by, on=on)


def unit_ended(handling: Handling, proposal: Proposal, *, by: User, on: date) -> None:
    """The same notices by the handling unit (条例第23条第1款)."""
    case = handling.claim.case
    person = can_be_told(case)
    kind = notice_kind(proposal.way, proposal.details)
    if person and kind:
        _ending_notice(kind, case, handling.claim, proposal.details, organ=handling.unit,
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
    route = Route(claim.route) if claim.route else Route.PETITION
    if kind == PaperKind.GUIDANCE_NOTICE:
        values |= guidance_fields(details)
        route = GuidanceKind(details["kind"]).route if details.get("kind") else route
    if route not in STATUTORY_ROUTES:
        values["regulation_item"] = "第二十三条第一款"
    else:
        values["regulation_item"] = article_text(ROUTE_ARTICLES[route])
    fields = about_case(case) | {"claims": [claim.text] if claim.text else []} | values
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


def discipline_transfer(handling: Handling, *, by: User, on: date) -> None:
    """移送函 to the discipline body: what was handed over, without the reporter (条例第30条第3款)."""
    case = handling.claim.case
    issue(PaperKind.DISCIPLINE_TRANSFER, organ=by.unit, case=case, by=by, on=on, handling=handling,
          fields={"recipient": handling.unit.name, "file_number": case.number, "received_on": case.received_on,
                  "volumes": "检举控告材料1份，密封，由保密员当面移交", **contact(by, by.unit)})  # fmt: skip


def objection_refused(objection: Objection, *, by: User, on: date) -> None:
    """不同意退回函: the reason, and that the fifteen days never stopped."""
    handling = objection.handling
    case = handling.claim.case
    letter = last_number(handling, PaperKind.OBJECTION_LETTER)
    issue(PaperKind.OBJECTION_REFUSAL, organ=by.unit, case=case, by=by, on=on, handling=handling,
          fields=about_case(case) | contact(by, by.unit) | {
              "recipient": handling.unit.name, "objection_number": letter or "异议函", "objected_on": objection.raised_on,
              "reason": objection.answer, "notice_due": due_of(handling, "notice") or periods_end(handling, on),
          })  # fmt: skip


def sent_back(handling: Handling, reason: str, *, by: User, on: date) -> None:
    """退回重办通知: what is lacking, and that the period never stopped (domain §4.2 row 25)."""
    case = handling.claim.case
    dues = dues_of(handling)
    issue(PaperKind.RETURN_NOTICE, organ=by.unit, case=case, by=by, on=on, handling=handling,
          fields=about_case(case) | contact(by, by.unit) | {
              "recipient": handling.unit.name, "claims": [handling.claim.text or case.title], "reason": reason.rstrip("。"),
              "handle_due": dues.get("handling") or dues.get("suggestion_reply"), "report_due": dues.get("assigned_report"),
          })  # fmt: skip


def reassigned(objection: Objection, new: Handling, *, by: User, on: date) -> None:
    """改派函 to the new unit, 去向告知 to the petitioner."""
    case = new.claim.case
    file, dues = about_case(case), dues_of(new)
    letter = Letter(PaperKind.REASSIGNMENT_LETTER, by.unit, file | contact(by, by.unit) | {
        "recipient": new.unit.name, "former_unit": objection.handling.unit.name, "reason": objection.answer,
        "claims": [new.claim.text or case.title],
        "notice_due": dues.get("notice") or periods_end(new, on), "objection_due": dues.get("objection"),
        "report_due": dues.get("assigned_report"),
    }, new)  # fmt: skip
    issue_all([letter, *_destination(new, file, dues, organ=by.unit, on=on)], case=case, by=by, on=on)
