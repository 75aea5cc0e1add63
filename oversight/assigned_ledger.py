"""交办件: what was assigned with a day to report by — still open, late, reported — and the asked-for later day."""

from datetime import date
from typing import Any

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Subquery

from cases import policies
from cases.forms.acts import day, one_of, text
from cases.ledgers import Cell, Ledger, Line, RecordForm, RecordSubject, Section, Step, View
from cases.ledgers.spec import Pairs
from cases.models import Deadline, Handling
from cases.presenting import short
from documents.models import Paper
from law.terms import HandlingState, PaperKind
from organizations.models import User
from organizations.roles import Permission
from oversight import assigned as acts
from oversight.records import ReportExtension

S = HandlingState
#: A return gives the report to the next unit: that handling owes nothing any more.
GONE = [S.RETURNED, S.DECLINED]


def rows(user: User) -> QuerySet[Handling]:
    """Assigned matters with the day of their report; the bureau sees all, a unit its own."""
    found = Handling.objects.visible_to(user).filter(assigned=True, claim__case__in_compartment=False)
    if not user.in_bureau:
        found = found.filter(unit_id=user.unit_id)
    report = Deadline.objects.filter(handling=OuterRef("pk"), period="assigned_report").order_by("-pk")
    asking = ReportExtension.objects.filter(handling=OuterRef("pk"), decided_on=None)
    return found.select_related("claim__case__receiving_unit", "claim__decided_by", "unit").annotate(
        report_due=Subquery(report.values("due_on")[:1], output_field=DateField()),
        reported_on=Subquery(report.values("met_on")[:1], output_field=DateField()),
        report_void=Subquery(report.values("voided_on")[:1], output_field=DateField()),
        asking=Exists(asking),
    )


_OPEN = Q(reported_on=None, report_void=None, report_due__isnull=False) & ~Q(state__in=GONE)


class AskForm(RecordForm):
    until = day("申请延至", "晚于原限办日期。")
    reason = text("申请的理由", "为什么不能在限办日期前办结、提交报告；写给交办的信访局看。", most=300)


class DecideForm(RecordForm):
    decision = one_of("审定", [("yes", "同意延长"), ("no", "不同意")])
    answer = text("审定意见", "不同意的必须写明理由。", required=False, most=300)


def _standing(row: Any, today: date) -> dict[str, Any]:
    """The light of one matter: the day that runs, or how it ended."""
    if row.reported_on:
        late = row.reported_on > row.report_due
        return {"done": "逾期报告" if late else "已报告", "quiet": late, "due_on": row.reported_on}
    if row.report_void or row.state in GONE or row.report_due is None:
        return {"done": HandlingState(row.state).label, "quiet": True, "due_on": row.report_void}
    return {"due_on": row.report_due, "days_left": (row.report_due - today).days}


def _line(row: Any, user: User, today: date) -> Line:
    asking = "；已申请延长限办日期，待审定" if row.asking and row.reported_on is None else ""
    return Line(
        row.claim.case.title, f"{HandlingState(row.state).label}{asking}",
        (Cell(row.unit.short_name, row.claim.case.number), Cell(f"{short(row.sent_on)} 交办")), **_standing(row, today),
    )  # fmt: skip


def _facts(row: Any, user: User) -> Pairs:
    found: Pairs = [
        {"label": "承办单位", "value": row.unit.name},
        {"label": "交办日期", "value": short(row.sent_on)},
        {"label": "限办日期", "value": f"{short(row.report_due)}（条例第22条第1款第3项）" if row.report_due else "—"},
        {"label": "办理状态", "value": HandlingState(row.state).label},
    ]  # fmt: skip
    if row.reported_on:
        late = (row.reported_on - row.report_due).days
        found.append(
            {
                "label": "办结报告",
                "value": f"{short(row.reported_on)} 提交" + (f"，逾期 {late} 天" if late > 0 else ""),
            }
        )
    elif row.report_void is None and row.state not in GONE:
        found.append({"label": "办结报告", "value": "没有提交"})
    return found


def _sections(row: Any, user: User) -> list[Section]:
    asked = list(
        ReportExtension.objects.visible_to(user)
        .filter(handling=row.pk)
        .select_related("asked_by", "decided_by")
    )
    body = [
        [short(each.asked_on), f"{short(each.before_on)} → {short(each.until)}", each.reason, _decision(each)]
        for each in asked
    ]
    found = [Section("交办要求", words=row.claim.reason or "见交办函")]
    return [
        *found,
        Section(
            "限办日期的延长", acts.SOURCE, head=("申请日", "原日期 → 申请延至", "理由", "审定"), body=body
        ),
    ]


def _decision(row: ReportExtension) -> str:
    if row.decided_on is None:
        return "待审定"
    return f"{short(row.decided_on)} {'同意' if row.approved else '不同意'}" + (
        f"：{row.answer}" if row.answer else ""
    )


def _papers(row: Any, user: User) -> list[Paper]:
    kinds = (PaperKind.ASSIGNMENT_LETTER, PaperKind.REASSIGNMENT_LETTER, PaperKind.CONCLUSION_REPORT)
    return [each.paper for each in row.papers.filter(kind__in=kinds).select_related("paper")]


def _ask(s: RecordSubject, data: dict[str, Any]) -> Any:
    acts.ask_report_extension(s.row, by=s.user, on=s.today, until=data["until"], reason=data["reason"])
    return s.row


def _decide(s: RecordSubject, data: dict[str, Any]) -> Any:
    acts.decide_report_extension(
        s.row, by=s.user, on=s.today, approved=data["decision"] == "yes", answer=data["answer"]
    )
    return s.row


def _show_asked(s: RecordSubject) -> Pairs:
    row = acts.asked(s.row)
    if row is None:
        return []
    return [
        {"label": "申请", "value": f"{row.asked_by.name}，{short(row.asked_on)}"},
        {"label": "原限办日期", "value": short(row.before_on)},
        {"label": "申请延至", "value": short(row.until)},
        {"label": "理由", "value": row.reason},
    ]


def _lede(found: Any, user: User, today: date) -> str:
    running = found.filter(_OPEN)
    n, late, asking = (
        running.count(),
        running.filter(report_due__lt=today).count(),
        running.filter(asking=True).count(),
    )
    if not n:
        return "没有等办结报告的交办件。"
    return (
        f"{n} 件等办结报告"
        + (f"，{late} 件过了限办日期" if late else "")
        + (f"，{asking} 件申请延长待审定" if asking else "")
        + "。"
    )


ASSIGNED = Ledger(
    slug="assigned",
    space="oversight",
    title="交办件",
    permissions=(Permission.SUPERVISE, Permission.SCREEN, Permission.HANDLE),
    rows=rows,
    views=(
        View("open", "等办结报告", lambda found, today: found.filter(_OPEN), order="report_due"),
        View("late", "过了限办日期", lambda found, today: found.filter(_OPEN, report_due__lt=today), order="report_due"),
        View("asking", "申请延长", lambda found, today: found.filter(_OPEN, asking=True), order="report_due"),
        View("reported", "已报告", lambda found, today: found.filter(reported_on__isnull=False)),
        View("over", "退回、不予受理", lambda found, today: found.filter(reported_on=None).exclude(_OPEN)),
    ),
    line=_line,
    title_of=lambda row: row.claim.case.title,
    facts=_facts,
    what="交办事项",
    heads=("承办单位", "交办"),
    lede=_lede,
    sections=_sections,
    papers=_papers,
    note="交办要在限办日期前反馈结果、提交办结报告（条例第22条第1款第3项）；办结报告在信访事项的页面上写。",
    empty="这里没有交办件。",
    steps=(
        Step("extend", "审定延长限办日期", "同意的，限办日期改到申请的那一天；60 日办理期限不变。", "内部要求", DecideForm, _decide,
             lambda user, row: row is not None and row.asking and policies.may(user, "decide_report_extension", row),
             acts.decide_blockers, shows=_show_asked, button="记下审定意见", doer="交办的信访局领导"),
        Step("ask", "申请延长限办日期", "由交办的信访局审定；审定以前限办日期不变。", "内部要求", AskForm, _ask,
             lambda user, row: row is not None and policies.may(user, "ask_report_extension", row),
             acts.ask_blockers, button="送出申请", main=False, doer="承办单位"),
    ),
)  # fmt: skip
