"""Papers of the other ways: 涉法涉诉转送函, 通报组织部门, guidance inside the compartment; and 简易办理."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cases.models import Case, CasePaper, SimpleProcedure
from cases.papers.base import about_case, can_be_told, contact, first_petitioner, issue
from cases.papers.notices import guidance_fields
from cases.papers.unit import accepted
from law.terms import (
    Attitude,
    ConversionReason,
    Outcome,
    PaperKind,
    SimpleKind,
    SuggestionOutcome,
    TellingWay,
)
from organizations.models import Unit, User


def accuser_told(case: Case, details: Mapping[str, Any], *, by: User, on: date) -> CasePaper:
    """引导告知书 of the sixth kind (检举控告), out of the compartment by the officer's own hand; it names nothing."""
    fields = about_case(case) | {"claims": [], "subject": "检举控告", "regulation_item": "第三十条第一款"}
    return issue(PaperKind.GUIDANCE_NOTICE, organ=by.unit, case=case, by=by, on=on,
                 petitioner=first_petitioner(case.own_petition), signed=True,
                 fields=fields | contact(by, by.unit) | _listed(details) | guidance_fields(details))  # fmt: skip


def _listed(details: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(details)
    if isinstance(values.get("materials"), str):
        values["materials"] = [line for line in values["materials"].splitlines() if line.strip()]
    return values


def organization_briefed(case: Case, unit: Unit, *, by: User, on: date) -> CasePaper:
    """通报: the number and the day; what it is about is handed over sealed, in person (条例第30条第2款、第3款)."""
    return issue(PaperKind.ORGANIZATION_BRIEFING, organ=by.unit, case=case, by=by, on=on, fields={
        "recipient": unit.name, "file_number": case.number, "received_on": case.received_on,
        "volumes": "反映干部问题的信访情况1份，密封，由保密员当面移交", **contact(by, by.unit)})  # fmt: skip


# --- 简易办理 ------------------------------------------------------------------------------------------------------


def simple_decided(row: SimpleProcedure, *, due: date, by: User, on: date) -> None:
    """审批单 into the file; told in writing, the petitioner gets the notice that says ten working days."""
    _approval(row, decision="适用简易办理", reason=row.reason, by=by, on=on)
    handling = row.handling
    case = handling.claim.case
    person = can_be_told(case)
    if row.told_way != TellingWay.WRITTEN or person is None:
        return
    issue(PaperKind.ACCEPTANCE_NOTICE, organ=handling.unit, case=case, by=by, on=on, handling=handling,
          petitioner=person, fields=about_case(case) | contact(by, handling.unit) | {
              "received_on": handling.arrived_on, "from_organ": "" if handling.direct else case.receiving_unit.name,
              "accepted_on": handling.accepted_on, "handler": by.name,
              "claims": [handling.claim.text] if handling.claim.text else [],
              "route": f"本项{SimpleKind(row.kind).label}，适用简易办理",
              "procedure": row.told_words,
              "legal_term": f"自受理之日起10个工作日内答复，最迟{due.year}年{due.month}月{due.day}日。发现不宜简易办理或者您对"
                            "简易答复不服的，转为普通程序，60日的办理期限仍自受理之日起计算",
          })  # fmt: skip


def simple_replied(row: SimpleProcedure, *, by: User, on: date) -> None:
    """简易办理答复书, where the reply is in writing; otherwise its way, time and content stand in the record."""
    handling = row.handling
    case = handling.claim.case
    if row.reply_way != TellingWay.WRITTEN:
        return
    issue(PaperKind.SIMPLE_REPLY, organ=handling.unit, case=case, by=by, on=on, handling=handling, signed=True,
          petitioner=first_petitioner(case.own_petition), fields=about_case(case) | contact(by, handling.unit) | {
              "received_on": handling.arrived_on, "accepted_on": handling.accepted_on,
              "claims": [handling.claim.text] if handling.claim.text else [],
              "outcome": outcome_label(row.outcome), "reason": row.reply, "handler": by.name})  # fmt: skip


def simple_converted(row: SimpleProcedure, *, due: date, by: User, on: date) -> None:
    """审批单 of the conversion; the petitioner is told in writing: the ordinary procedure, and its last day."""
    _approval(row, decision="转为普通程序", reason=row.converted_reason, by=by, on=on)
    why = ConversionReason(row.converted_for).label
    accepted(row.handling, due=due, by=by, on=on, words={
        "other_parts": f"本事项原适用简易办理，因{why}，现转为普通程序办理，期限仍自原受理之日起计算"})  # fmt: skip


def _approval(row: SimpleProcedure, *, decision: str, reason: str, by: User, on: date) -> None:
    handling = row.handling
    case = handling.claim.case
    words = {
        "recipient": handling.unit.name, "file_number": case.number, "subject": case.title,
        "received_on": handling.arrived_on, "accepted_on": handling.accepted_on,
        "claims": [handling.claim.text or case.title], "simple_kind": SimpleKind(row.kind).label,
        "decision": decision, "reason": reason, "approver": by.name, "approved_on": on,
        "handler": handling.handler.name if handling.handler else by.name,
        "telling": told_sentence(row.decided_on, row.told_at, row.told_way, row.told_words),
        "written_asked": "是" if row.written_asked else "否",
    }  # fmt: skip
    if row.replied_on and row.reply_at:
        words["replied"] = told_sentence(row.replied_on, row.reply_at, row.reply_way, row.reply)
        words["attitude"] = Attitude(row.attitude).label
    issue(
        PaperKind.SIMPLE_APPROVAL,
        organ=handling.unit,
        case=case,
        by=by,
        on=on,
        handling=handling,
        fields=words,
    )


def told_sentence(on: date, at: Any, way: str, words: str) -> str:
    """2026年3月4日15:20，当面或者电话：……"""
    return f"{on.year}年{on.month}月{on.day}日{at:%H:%M}，{TellingWay(way).label}：{words}"


def outcome_label(outcome: str) -> str:
    """The label of an outcome of an opinion or of a suggestion."""
    if outcome in SuggestionOutcome.__members__.values():
        return SuggestionOutcome(outcome).label
    return Outcome(outcome).label
