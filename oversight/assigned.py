"""The day of a 交办: the unit asks for a later one, the bureau that set it decides (条例第22条第1款第3项)."""

from datetime import date

from django.urls import reverse

from cases import clocks, policies
from cases.actions.performing import check_day, lock_handling, record
from cases.models import Deadline, Handling
from cases.policies import NotLawfulNow
from notifications.outbox import word
from organizations.acting import action
from organizations.models import User
from oversight.recommending import leaders
from oversight.records import ReportExtension
from oversight.talking import people

#: Where the rule comes from: local law, read here as an internal rule.
SOURCE = "内部要求，参照《山东省信访条例》第42条第2款（地方法规）"


def running(handling: Handling) -> Deadline | None:
    """The day the report is owed by, while it is."""
    return Deadline.objects.running().filter(handling=handling, period="assigned_report").first()


def asked(handling: Handling) -> ReportExtension | None:
    """What the unit asked for and nobody has decided."""
    return (
        ReportExtension.objects.filter(handling=handling, decided_on=None).select_related("asked_by").first()
    )


def ask_blockers(handling: Handling, on: date) -> list[str]:
    if not handling.assigned:
        return ["不能：转送件没有限办日期，交办件才有（条例第22条第1款第3项）"]
    row = running(handling)
    if row is None:
        return ["不能：办结报告已经提交，或者这件已经退回"]
    if on > row.due_on:
        return [f"不能：限办日期 {row.due_on} 已过，不再延长，请尽快提交办结报告（{SOURCE}）"]
    return ["还不能：已经申请过，等交办的信访局审定"] if asked(handling) else []


def decide_blockers(handling: Handling, on: date) -> list[str]:
    if asked(handling) is None:
        return ["还不能：承办单位没有申请延长，或者已经审定"]
    return []


@action
def ask_report_extension(
    handling: Handling, *, by: User, on: date, until: date, reason: str
) -> ReportExtension:
    """The unit asks, before the day has passed, for a later one; nothing changes until the bureau decides."""
    handling = lock_handling(handling)
    policies.require(by, "ask_report_extension", handling)
    reasons = ask_blockers(handling, on)
    if reasons:
        raise NotLawfulNow(*reasons)
    row = running(handling)
    assert row is not None  # noqa: S101 - asked above
    if until <= row.due_on:
        raise NotLawfulNow(f"申请延至的日期应晚于原限办日期 {row.due_on}，请改晚")
    if not reason.strip():
        raise NotLawfulNow("请写明为什么不能在限办日期前办结、提交报告")
    check_day("ask_report_extension", case=handling.claim.case, by=by, on=on, handling=handling)
    asked_for = ReportExtension.objects.create(
        handling=handling, asked_by=by, asked_on=on, reason=reason.strip(), before_on=row.due_on, until=until
    )
    record("ask_report_extension", case=handling.claim.case, by=by, on=on, handling=handling,
           from_state=handling.state, note=reason.strip(), data={"before": f"{row.due_on}", "until": f"{until}"})  # fmt: skip
    _tell(
        asked_for, "asked", leaders(), f"{handling.unit.short_name}申请把限办日期延至 {until}，请审定", on=on
    )
    return asked_for


@action
def decide_report_extension(
    handling: Handling, *, by: User, on: date, approved: bool, answer: str = ""
) -> ReportExtension:
    """The bureau leader grants the later day, or not with the reason. A day already passed is not moved any more."""
    handling = lock_handling(handling)
    policies.require(by, "decide_report_extension", handling)
    reasons = decide_blockers(handling, on)
    if reasons:
        raise NotLawfulNow(*reasons)
    check_day("decide_report_extension", case=handling.claim.case, by=by, on=on, handling=handling)
    row, report = asked(handling), running(handling)
    assert row is not None  # noqa: S101 - asked above
    if approved and report is None:
        raise NotLawfulNow("不能：办结报告已经提交，不用再延长；请选不同意")
    if approved and report and on > report.due_on:
        raise NotLawfulNow(f"不能：限办日期 {report.due_on} 已过，不能事后延长；请选不同意（{SOURCE}）")
    if not approved and not answer.strip():
        raise NotLawfulNow("请写明不同意延长的理由")
    row.approved, row.decided_by, row.decided_on, row.answer = approved, by, on, answer.strip()
    row.save()
    moved = clocks.redate(handling, until=row.until) if approved else None
    record("decide_report_extension", case=handling.claim.case, by=by, on=on, handling=handling, from_state=handling.state,
           note=row.answer, data={"approved": approved, "before": f"{row.before_on}",
                                  "until": f"{moved.due_on}" if moved else ""})  # fmt: skip
    text = f"限办日期延至 {moved.due_on}" if moved else f"不同意延长，限办日期仍为 {row.before_on}"
    _tell(row, "decided", people(handling.unit), text, on=on)
    return row


def _tell(row: ReportExtension, what: str, to: list[int], text: str, *, on: date) -> None:
    number = row.handling.claim.case.number
    word(f"report-extension-{what}:{row.pk}", to, f"{number}：{text}", on=on,
         url=reverse("oversight:assigned_record", args=[row.handling_id]))  # fmt: skip
