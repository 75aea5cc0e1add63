"""首报, 报送, 续报, 终报, 报请决定 (条例第25条、第22条第1款第1项): beside the file, moving none of its clocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from audit import chain
from cases import papers, policies
from cases.actions.performing import check_day, lock_case, record
from cases.actions.relief import own_handling
from cases.models import Case
from cases.policies import NotLawfulNow
from documents import issuing
from documents.models import Paper
from law import clock
from law.terms import PaperKind, Role, UnitKind, UrgentChannel, UrgentRecipient, UrgentStage
from notifications.outbox import word
from organizations.acting import action
from organizations.models import Unit, User
from oversight.urgent import targets
from oversight.urgent.models import UrgentDispatch, UrgentInstalment, UrgentReport

R = UrgentRecipient
#: What every instalment tells (domain §5.1), with its label and how long it may be.
FACTS = {
    "happened": ("发生时间", 60),
    "venue": ("地点", 100),
    "headcount": ("人数", 20),
    "claims": ("诉求", 300),
    "measures": ("采取的措施", 500),
}
NUMBER_TO_COME = "尚未登记，登记后补"


@dataclass(frozen=True)
class Moment:
    """When an act is done: its legal day, and the minute, which here decides whether it was in time."""

    on: date
    at: datetime


@action
def report_urgent(
    case: Case | None,
    *,
    by: User,
    on: date,
    at: datetime,
    known_at: datetime,
    known_by: str,
    subject: str,
    facts: Mapping[str, str],
) -> UrgentReport:
    """首报: what is known now, with its 专报; the leaders of the bureau get word at once.

    With a file or before there is one. It replaces neither registration nor transfer: no clock of the file is met.
    """
    if case is not None:
        case = lock_case(case)
    policies.require(by, "report_urgent", case)
    if case is not None:
        policies.require_sight(by, case)
        check_day("report_urgent", case=case, by=by, on=on)
        if UrgentReport.objects.open().filter(case=case, unit=by.unit).exists():
            raise NotLawfulNow("还不能：这一件已经首报，有新情况的请续报")
    if known_at > at:
        raise NotLawfulNow("知悉时间晚于现在，请核对")
    _need(subject, "请写明事项概况")
    _need(known_by, "请填写知悉人")
    told = _facts(facts)
    row = UrgentReport(case=case, unit=by.unit, known_at=known_at, known_by=known_by.strip())
    row.words = {"subject": subject.strip()}
    row.save()
    _record("report_urgent", row, by=by, on=on)
    _instalment(row, UrgentStage.FIRST, told, by=by, moment=Moment(on, at))
    leaders = User.objects.filter(unit__kind=UnitKind.BUREAU, role=Role.BUREAU_LEADER, is_active=True)
    word(
        f"urgent:{row.pk}",
        list(leaders.values_list("pk", flat=True)),
        f"{row}：重大紧急信息首报，请立即处置（条例第25条）",
        on=on,
        url=reverse("oversight:urgent_record", args=[row.pk]),
        kind="urgent",
    )
    return row


@action
def send_urgent(
    report: UrgentReport,
    *,
    by: User,
    on: date,
    at: datetime,
    recipients: list[str],
    channel: str,
    sent_at: datetime,
    department: str = "",
) -> UrgentReport:
    """报送: these were told, this way, at this moment. Told the level above, the State Bureau is told as well (条例第25条第2款)."""
    row = _row("send_urgent", report, by=by, on=on)
    _open(row)
    chosen = [R(each) for each in recipients if each in R.__members__.values()]
    if not chosen or len(chosen) != len(recipients):
        raise NotLawfulNow("请选择报给谁")
    if channel not in UrgentChannel.__members__.values():
        raise NotLawfulNow("请选择报送方式")
    if sent_at > at or sent_at < row.known_at:
        raise NotLawfulNow("报出时间应在知悉时间与现在之间，请核对")
    if R.DEPARTMENT in chosen:
        _need(department, "请写明报给哪个主管部门")
    told = set(row.dispatches.values_list("recipient", flat=True)) | set(chosen)
    if R.HIGHER_BUREAU in chosen and R.STATE_BUREAU not in told:
        raise NotLawfulNow("向上一级信访部门报告的，要同时报告国家信访局（条例第25条第2款）：请一并勾选")
    UrgentDispatch.objects.bulk_create(
        [UrgentDispatch(report=row, recipient=each, channel=channel, sent_at=sent_at, by=by, recorded_at=at,
                        name=department.strip() if each == R.DEPARTMENT else "") for each in chosen]
    )  # fmt: skip
    return _keep(
        row, "send_urgent", by=by, on=on, data={"to": [str(each) for each in chosen], "by_way": channel}
    )


@action
def follow_up_urgent(
    report: UrgentReport, *, by: User, on: date, at: datetime, facts: Mapping[str, str]
) -> UrgentReport:
    """续报: what is new, told in full again with its paper."""
    row = _row("follow_up_urgent", report, by=by, on=on)
    _open(row)
    told = _facts(facts)
    row = _keep(row, "follow_up_urgent", by=by, on=on)
    _instalment(row, UrgentStage.FOLLOW_UP, told, by=by, moment=Moment(on, at))
    return row


@action
def finish_urgent(
    report: UrgentReport, *, by: User, on: date, at: datetime, facts: Mapping[str, str]
) -> UrgentReport:
    """终报: it is over. Not before everybody the law names was told; the file goes its own way on."""
    row = _row("finish_urgent", report, by=by, on=on)
    _open(row)
    untold = targets.missing(row, row.dispatches.all())
    if untold:
        labels = "、".join(each.label for each in untold)
        raise NotLawfulNow(f"还不能：还没有报{labels}（条例第25条），请先报送并登记")
    told = _facts(facts)
    row.finished_at = at
    row = _keep(row, "finish_urgent", by=by, on=on)
    _instalment(row, UrgentStage.FINAL, told, by=by, moment=Moment(on, at))
    return row


@action
def tie_urgent(report: UrgentReport, *, by: User, on: date, case: Case) -> UrgentReport:
    """The petition is registered by now: the report belongs to its file. Registration was owed all the time (条例第22条)."""
    case = lock_case(case)
    row = _row("tie_urgent", report, by=by, on=on)
    policies.require_sight(by, case)
    check_day("tie_urgent", case=case, by=by, on=on)
    if row.case is not None:
        raise NotLawfulNow(f"不能：已经对应到 {row.case.number}")
    if case.in_compartment:
        raise NotLawfulNow("不能：检举控告件不在这里报告（条例第30条第3款）")
    if UrgentReport.objects.open().filter(case=case, unit=row.unit).exists() and row.finished_at is None:
        raise NotLawfulNow("不能：这一件已有没有终报的报告，请在那一份里续报")
    row.case = case
    return _keep(row, "tie_urgent", by=by, on=on)


@action
def ask_decision(report: UrgentReport, *, by: User, on: date, at: datetime, proposal: str) -> UrgentReport:
    """报请决定: the bureau leader puts a proposal to the local party committee and government (条例第22条第1款第1项)."""
    row = _row("ask_decision", report, by=by, on=on)
    _open(row)
    if row.asked_at:
        raise NotLawfulNow("不能：已经报请过，请登记决定或者续报")
    _need(proposal, "请写明建议，报请本级党委和政府决定")
    row.words = (row.words or {}) | {"proposal": proposal.strip()[:300]}
    row.asked_by, row.asked_at = by, at
    return _keep(row, "ask_decision", by=by, on=on)


@action
def record_decision(
    report: UrgentReport, *, by: User, on: date, decided_on: date, body: str, decision: str
) -> UrgentReport:
    """What was decided, by whom and when; the bureau carries it out by the ordinary acts."""
    row = _row("record_decision", report, by=by, on=on)
    if row.asked_at is None:
        raise NotLawfulNow("还不能：没有报请")
    if row.decided_on:
        raise NotLawfulNow(f"不能：决定已经登记（{row.decided_on}）")
    _need(body, "请填写作出决定的机关")
    _need(decision, "请写明决定内容")
    if not row.asked_at.astimezone(clock.SHANGHAI).date() <= decided_on <= on:
        raise NotLawfulNow("决定日应在报请之日与今天之间，请核对")
    row.words = (row.words or {}) | {"body": body.strip()[:60], "decision": decision.strip()[:300]}
    row.decided_on = decided_on
    return _keep(row, "record_decision", by=by, on=on)


# --- shared ------------------------------------------------------------------------------------------------------


def _row(act: str, report: UrgentReport, *, by: User, on: date) -> UrgentReport:
    """The report as it is once it (and its file, first) is locked, for a person who may act on it."""
    case = lock_case(report.case) if report.case else None
    row = UrgentReport.objects.select_for_update(of=("self",)).select_related("unit").get(pk=report.pk)
    if case is not None:
        row.case = case
        if case.in_compartment:
            raise NotLawfulNow("不能：本件已转入检举控告通道（条例第30条第3款）")
        check_day(act, case=case, by=by, on=on)
    policies.require(by, act, row)
    return row


def _open(row: UrgentReport) -> None:
    if row.finished_at:
        raise NotLawfulNow("不能：已经终报；又有新情况的，另行首报")


def _keep(
    row: UrgentReport, act: str, *, by: User, on: date, data: dict[str, Any] | None = None
) -> UrgentReport:
    row.version += 1
    row.save()
    _record(act, row, by=by, on=on, data=data)
    return row


def _record(act: str, row: UrgentReport, *, by: User, on: date, data: dict[str, Any] | None = None) -> None:
    """One event in the file's story, or, without a file, one record of the chain."""
    if row.case is None:
        chain.record(act, by=by, about=row)
        return
    handling = own_handling(row.case, by)
    record(act, case=row.case, by=by, on=on, handling=handling, from_state=handling.state if handling else "",
           data={"urgent": row.pk} | (data or {}))  # fmt: skip


def _facts(given: Mapping[str, str]) -> dict[str, str]:
    """All five, each within what the paper has room for."""
    facts = {name: given.get(name, "").strip() for name in FACTS}
    for name, (label, most) in FACTS.items():
        _need(facts[name], f"请写明{label}；还不清楚的写「正在核实」")
        if len(facts[name]) > most:
            raise NotLawfulNow(f"{label}最多 {most} 字，现在 {len(facts[name])} 字，请精简")
    return facts


def _instalment(
    row: UrgentReport, stage: UrgentStage, facts: dict[str, str], *, by: User, moment: Moment
) -> UrgentInstalment:
    """The facts and their paper; the paper last, its number is locked to the end of the act."""
    instalment = UrgentInstalment(report=row, stage=stage, at=moment.at, by=by)
    instalment.facts = facts
    instalment.paper = _paper(row, stage, facts, by=by, on=moment.on)
    instalment.save()
    return instalment


def _paper(row: UrgentReport, stage: UrgentStage, facts: dict[str, str], *, by: User, on: date) -> Paper:
    known = row.known_at.astimezone(clock.SHANGHAI)
    words = row.words or {}
    fields = {
        "recipient": "、".join(_governments()) or R.PARTY_GOVERNMENT.label,
        "copy_to": "、".join(each.label for each in targets.required(row) if each != R.PARTY_GOVERNMENT),
        "file_number": row.case.number if row.case else NUMBER_TO_COME,
        "urgent_stage": stage.label,
        "subject": words["subject"],
        "known_at": f"{known.year}年{known.month}月{known.day}日{known.hour}时{known.minute:02d}分",
        "happened": facts["happened"],
        "venue": facts["venue"],
        "headcount": facts["headcount"],
        "claims": [line for line in facts["claims"].splitlines() if line.strip()],
        "measures": facts["measures"].rstrip("。"),
        "proposal": words.get("proposal", "").rstrip("。"),
        "contact_person": by.name,
        "contact_phone": by.phone or by.unit.phone,
    }
    if row.case is not None:
        return papers.issue(
            PaperKind.URGENT_REPORT, organ=row.unit, case=row.case, by=by, on=on, fields=fields,
            handling=own_handling(row.case, by),
        ).paper  # fmt: skip
    known_fields = {name: value for name, value in fields.items() if value}
    return issuing.issue(PaperKind.URGENT_REPORT, organ=row.unit, fields=known_fields, on=on, by=by)


def _governments() -> list[str]:
    return list(Unit.objects.active().filter(kind=UnitKind.GOVERNMENT).values_list("name", flat=True))


def _need(text: str, message: str) -> None:
    if not text.strip():
        raise NotLawfulNow(message)
