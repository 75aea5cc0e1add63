"""会议纪要: with the chair's signature every decision takes effect at once; then each is carried out and ended.

A designation is carried out by ``cases.actions.decide_dispute`` in the same transaction (条例第24条第1款); 约谈, 通报 and
挂牌督办 concern offices (条例第39条第3款), each with a paper, a day and an end.
"""

from datetime import date
from typing import Any

from django.urls import reverse

from audit import chain
from cases import actions as file_actions
from cases import papers, policies
from cases.actions.performing import check_day, lock_case, record
from cases.models import Case, Handling
from cases.policies import NotLawfulNow, NotYours
from documents import issuing
from documents.models import Paper
from documents.text import chinese_date
from law.terms import ConferenceMeasure, ConferenceState, MeasureState, PaperKind, Role
from notifications.outbox import word
from organizations.acting import action
from organizations.models import User
from organizations.roles import Permission
from oversight.conference_actions import NOTICES, locked, must_be, people_of, saved
from oversight.conference_models import Conference, ConferenceDecision


@action
def issue_minutes(row: Conference, *, by: User, on: date) -> Conference:
    """签发纪要 by the chair: numbered, and in the same moment each decision takes effect with its paper."""
    row = locked(row)
    if not by.can(Permission.CHAIR_CONFERENCE):
        raise NotYours("您的岗位不能「签发会议纪要」。此事由联席会议召集人办理（条例第13条第1款）。")
    must_be(row, ConferenceState.HELD)
    decisions = list(
        row.decisions.filter(state=MeasureState.DRAFTED)
        .select_related("unit", "case", "dispute__handling__claim", "drafted_by__unit")
        .order_by("pk")
    )
    if not decisions:
        raise NotLawfulNow("还不能：没有议定事项，不出纪要；请先记录会议议定了什么")
    # the files first, in one order; a decision about a file that others are at waits here and not half done
    for case in sorted({decision.case_id for decision in decisions if decision.case_id}):
        lock_case(Case(pk=case))
    office = row.called_by.unit
    minutes = issuing.issue(
        PaperKind.CONFERENCE_MINUTES, organ=office, fields=_minutes(row, decisions), on=on, by=by, signed=True
    )
    row.issue()
    row.minutes, row.issued_by, row.issued_on = minutes, by, on
    for decision in decisions:
        if decision.dispute:
            _designate(row, decision, by=by, on=on)
        else:
            _begin(row, decision, by=by, on=on)
    return saved(row, "issue_minutes", by=by)


def _minutes(row: Conference, decisions: list[ConferenceDecision]) -> dict[str, object]:
    attended = list(row.attended.all())
    absent = [unit.name for unit in row.units.all() if unit not in attended]
    return {
        "conference_title": row.title, "conference_on": row.meets_on, "conference_place": row.place,
        "conference_chair": f"{row.chair.unit.name}{row.chair.name}", "conference_units": [unit.name for unit in attended],
        "conference_absent": absent, "conference_agenda": [item.topic for item in row.agenda.all()],
        "conference_summary": row.summary.rstrip("。"), "conference_resolutions": [_resolution(each) for each in decisions],
    }  # fmt: skip


def _resolution(decision: ConferenceDecision) -> str:
    """One line of the minutes: what, which unit, why, by when; a file by its number alone."""
    about = f"（信访事项编号：{decision.case.number}）" if decision.case else ""
    ground = decision.ground.rstrip("。")
    if decision.measure == ConferenceMeasure.DESIGNATE:
        helpers = "、".join(unit.name for unit in decision.assisting.all())
        return f"指定{decision.unit.name}主办{f'，{helpers}协办' if helpers else ''}{about}。理由：{ground}。"
    about_unit = f"对{decision.unit.name}{ConferenceMeasure(decision.measure).label}"
    what = f"由{decision.unit.name}落实" if decision.measure == ConferenceMeasure.OTHER else about_unit
    until = f"，期限至{chinese_date(decision.due_on)}" if decision.due_on else ""
    return f"{what}{about}。事由：{ground}。要求：{decision.requirements.rstrip('。')}{until}。"


def _designate(row: Conference, decision: ConferenceDecision, *, by: User, on: date) -> None:
    """The conference's decision is the decision of the dispute: one act, one paper trail."""
    assert decision.dispute is not None  # noqa: S101 - a designation has one, by constraint
    assert row.minutes is not None  # noqa: S101 - just issued
    file_actions.decide_dispute(
        decision.dispute, by=by, on=on, lead=decision.unit, assisting=list(decision.assisting.all()),
        decision=decision.ground, minutes_number=row.minutes.number,
    )  # fmt: skip
    decision.settle()
    decision.effective_on, decision.ended_on, decision.ended_by = on, on, by
    decision.version += 1
    decision.save()


def _begin(row: Conference, decision: ConferenceDecision, *, by: User, on: date) -> None:
    """The notice to the unit; about a file, it lies in the file as well."""
    kind, _ = NOTICES[ConferenceMeasure(decision.measure)]
    office = decision.drafted_by
    assert row.minutes is not None  # noqa: S101 - just issued
    fields: dict[str, object] = {
        "recipient": decision.unit.name, "conference_on": row.meets_on, "conference_number": row.minutes.number,
        "ground": decision.ground.rstrip("。"), "requirements": decision.requirements.rstrip("。"), "rectify_due": decision.due_on,
        "contact_person": office.name, "contact_phone": office.phone or office.unit.phone,
    }  # fmt: skip
    if decision.case:
        case = lock_case(decision.case)
        work = _work(decision, case)
        fields |= {"subject": case.title, "file_number": case.number}
        decision.paper = papers.issue(kind, organ=office.unit, case=case, by=by, on=on, handling=work, fields=fields,
                                      signed=True).paper  # fmt: skip
        record("conference_decision", case=case, by=by, on=on, handling=work, from_state=work.state if work else "",
               note=decision.ground, data={"decision": decision.pk, "measure": decision.measure, "unit": decision.unit.code})  # fmt: skip
    else:
        decision.paper = issuing.issue(kind, organ=office.unit, fields=fields, on=on, by=by, signed=True)
        chain.record("conference_decision", by=by, about=decision)
    decision.begin()
    decision.effective_on = on
    decision.version += 1
    decision.save()
    text = (
        f"联席会议决定对本单位{ConferenceMeasure(decision.measure).label}，请在 {decision.due_on} 前书面反馈"
    )
    if decision.measure == ConferenceMeasure.OTHER:
        text = f"联席会议议定由本单位落实一项工作，请在 {decision.due_on} 前书面反馈"
    word(f"decision:{decision.pk}", people_of(decision.unit), text, on=on, url=_address(decision))


def _work(decision: ConferenceDecision, case: Case) -> Handling | None:
    """The unit's own work on the file, where it has any: its people read the event there."""
    rows = Handling.objects.filter(claim__case=case, unit=decision.unit).select_related("claim")
    return rows.order_by("-pk").first()


# --- carried out -------------------------------------------------------------------------------------------------


@action
def reply_conference(decision: ConferenceDecision, *, by: User, on: date, report: str) -> ConferenceDecision:
    """反馈落实情况 by the unit, in writing."""
    decision = _locked_decision(decision)
    policies.require(by, "reply_conference", decision)
    if decision.state != MeasureState.RUNNING:
        raise NotLawfulNow(f"现在不用反馈：{MeasureState(decision.state).label}")
    if len(report.strip()) < 5:
        raise NotLawfulNow("请写明整改、落实的情况和结果")
    decision.hand_in()
    decision.report, decision.reported_by, decision.reported_on = report.strip(), by, on
    _moved(decision, "reply_conference", by=by, on=on, note=decision.report)
    leaders = User.objects.filter(unit__kind="bureau", role=Role.BUREAU_LEADER, is_active=True)
    word(f"decision-reported:{decision.pk}:{decision.version}", list(leaders.values_list("pk", flat=True)),
         f"{decision.unit.short_name}已反馈{ConferenceMeasure(decision.measure).label}的落实情况，请核对", on=on, url=_address(decision))  # fmt: skip
    return decision


@action
def end_conference(
    decision: ConferenceDecision, *, by: User, on: date, enough: bool, remark: str
) -> ConferenceDecision:
    """核对: carried out it ends — a listed matter is struck off the board (摘牌) with a paper; else it goes on."""
    decision = _locked_decision(decision)
    policies.require(by, "end_conference", decision)
    if decision.state == MeasureState.RUNNING:
        raise NotLawfulNow("还不能：单位没有书面反馈落实情况")
    if decision.state != MeasureState.REPORTED:
        raise NotLawfulNow(f"这一项{MeasureState(decision.state).label}，不用再核对")
    if not remark.strip():
        raise NotLawfulNow("请写明核对的情况：怎样查看、是否落实")
    decision.remark = remark.strip()
    if not enough:
        decision.send_back()
        decision = _moved(
            decision, "end_conference", by=by, on=on, note=f"落实不够，继续整改：{decision.remark}"
        )
        text = "联席会议议定事项落实不够，请继续整改并再次反馈"
    else:
        decision.end()
        decision.ended_by, decision.ended_on = by, on
        if decision.measure == ConferenceMeasure.LISTING:
            decision.ending = _delisting(decision, by=by, on=on)
        decision = _moved(decision, "end_conference", by=by, on=on, note=decision.remark)
        text = "已核对摘牌" if decision.measure == ConferenceMeasure.LISTING else "联席会议议定事项已核对销号"
    word(
        f"decision-checked:{decision.pk}:{decision.version}",
        people_of(decision.unit),
        text,
        on=on,
        url=_address(decision),
    )
    return decision


def _delisting(decision: ConferenceDecision, *, by: User, on: date) -> Paper:
    minutes = decision.conference.minutes
    fields: dict[str, Any] = {
        "recipient": decision.unit.name, "conference_number": minutes.number if minutes else "", "listed_on": decision.effective_on,
        "file_number": decision.case.number if decision.case else (decision.paper.number if decision.paper else ""),
        "ground": decision.ground.rstrip("。"), "findings": f"{decision.report.rstrip('。')}。{decision.remark.rstrip('。')}",
        "contact_person": by.name, "contact_phone": by.phone or by.unit.phone,
    }  # fmt: skip
    if decision.case:
        return papers.issue(PaperKind.DELISTING_NOTICE, organ=by.unit, case=decision.case, by=by, on=on, fields=fields,
                            handling=_work(decision, decision.case), signed=True).paper  # fmt: skip
    return issuing.issue(PaperKind.DELISTING_NOTICE, organ=by.unit, fields=fields, on=on, by=by, signed=True)


def _locked_decision(decision: ConferenceDecision) -> ConferenceDecision:
    """As it is once nobody else can change it; the file first, where there is one."""
    if decision.case:
        lock_case(decision.case)
    ConferenceDecision.objects.select_for_update().values_list("pk").get(pk=decision.pk)
    related = ("conference__minutes", "unit", "case__receiving_unit", "paper")
    return ConferenceDecision.objects.select_related(*related).get(pk=decision.pk)


def _moved(decision: ConferenceDecision, act: str, *, by: User, on: date, note: str) -> ConferenceDecision:
    """The step is kept; about a file, it stands in the file's story."""
    decision.version += 1
    decision.save()
    if decision.case:
        check_day(act, case=decision.case, by=by, on=on)
        work = _work(decision, decision.case)
        record(act, case=decision.case, by=by, on=on, handling=work, from_state=work.state if work else "", note=note,
               data={"decision": decision.pk, "measure": decision.measure})  # fmt: skip
    else:
        chain.record(act, by=by, about=decision)
    return decision


def _address(decision: ConferenceDecision) -> str:
    return reverse("oversight:conference_decisions_record", args=[decision.pk])
