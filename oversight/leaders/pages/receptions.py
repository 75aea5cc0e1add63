"""Ledgers of receptions: the schedule, its rules, and what was assigned at them."""

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from cases import policies
from cases.ledgers import Cell, Ledger, Line, Section, Step, View
from cases.models import Case
from cases.presenting import ahead
from law.calendar import spoken as day_words
from law.terms import Attendance, ReceptionState
from organizations.models import User
from organizations.roles import Permission
from oversight.leaders import schedule, visits
from oversight.leaders.common import plans, records, spoken
from oversight.leaders.models import Reception, ReceptionAssignment, ReceptionPlan
from oversight.leaders.pages import forms
from oversight.leaders.pages import reception_forms as day_forms

R = ReceptionState
SEEN_BY = (Permission.SEE_COUNTY, Permission.HANDLE)
PLANNERS = schedule.PLANNERS


def hours(row: Reception) -> str:
    if row.register_number:
        return "时间台账没有记载"
    return f"{row.starts_at:%H:%M}—{row.ends_at:%H:%M}"


def leader(row: Reception) -> str:
    """Who receives, as published."""
    return spoken(row.leader_name, row.leader_post)


def _rows(user: User) -> "QuerySet[Reception]":
    ordinary = Q(visits__case__in_compartment=False)
    return (
        Reception.objects.visible_to(user)
        .select_related("leader", "plan")
        .annotate(batches=Count("visits", filter=ordinary), heads=Sum("visits__people", filter=ordinary))
    )


def _line(row: Any, user: User, today: date) -> Line:
    over = row.state in {R.HELD, R.MISSED, R.CANCELLED}
    counted = f"{row.batches} 批 {row.heads or 0} 人次" if row.state == R.HELD else ""
    return Line(
        what=leader(row),
        why=f"{hours(row)}　{row.place}",
        cells=[Cell(row.get_kind_display()), Cell(row.get_state_display(), counted)],
        due_on=row.on,
        done=row.get_state_display() if over else ahead(row.on, today),
        quiet=not over,
    )


def _facts(row: Any, user: User) -> list[dict[str, Any]]:
    rows = [
        {"label": "形式", "value": row.get_kind_display()},
        {"label": "日期", "value": f"{day_words(row.on)}　{hours(row)}"},
        {"label": "地点", "value": row.place},
        {"label": "领导", "value": leader(row)},
        {"label": "接访重点", "value": row.topic},
        {"label": "参加单位", "value": "、".join(unit.short_name for unit in row.units.all())},
        {"label": "状态", "value": row.get_state_display()},
    ]
    if row.moved_from:
        rows.append({"label": "原定", "value": f"{day_words(row.moved_from)}，休息日，顺到下一个工作日"})
    if row.published_on:
        rows.append(
            {
                "label": "公布",
                "value": str(row.published_on),
                "url": reverse("portal:receptions"),
                "link": "看公布页",
            }
        )
    if row.attendance:
        who = row.substitute if row.attendance == Attendance.SUBSTITUTE else row.attendance_note
        rows.append({"label": "到场", "value": "　".join(filter(None, [row.get_attendance_display(), who]))})
    if row.state == R.HELD and records(user):
        rows.append(
            {
                "label": "新来访",
                "value": "还没有登记的来访先登记，形式选“领导接访”",
                "url": reverse("cases:register"),
                "link": "去登记",
            }
        )
    if row.cancel_reason:
        rows.append({"label": "取消的原因", "value": f"{row.cancelled_on} {row.cancel_reason}"})
    return rows


def _sections(row: Any, user: User) -> list[Section]:
    found = []
    if row.state == R.HELD:
        seen = row.visits.visible_to(user).select_related("case").prefetch_related("assignments__unit")
        body = [
            [
                {"text": visit.case.number, "url": reverse("cases:detail", args=[visit.case.number])},
                visit.case.title,
                f"{visit.people} 人次",
                visit.advice,
                "；".join(
                    f"{each.unit.short_name}（{each.due_on} 前{'，已回复' if each.replied_on else ''}）"
                    for each in visit.assignments.all()
                ),
            ]
            for visit in seen
        ]
        people = sum(visit.people for visit in seen)
        found.append(
            Section(
                "接待的批次",
                f"{len(body)} 批 {people} 人次",
                head=("件号", "概况", "人次", "接谈意见", "接访交办"),
                body=body,
            )
        )
    changes = row.changes.all()
    if changes:
        found.append(
            Section(
                "变更",
                "随变更向社会公布",
                head=("日期", "变更", "原因"),
                body=[[str(each.on), each.what, each.reason] for each in changes],
            )
        )
    return found


def _once_published(row: Any, on: date) -> list[str]:
    return [f"还不能：接访日是 {row.on}，到那天才能登记到场"] if on < row.on else []


def _not_passed(row: Any, on: date) -> list[str]:
    return [f"不能：接访日 {row.on} 已经过去"] if row.on < on else []


def _may_assign(user: User, row: Any) -> bool:
    leads = row.leader_id == user.pk or (user.in_bureau and user.can(Permission.SUPERVISE))
    return row.state == R.HELD and leads


def _visited(row: Any, on: date) -> list[str]:
    return [] if row.visits.ordinary().exists() else ["还不能：还没有记接待的批次"]


def _assign(subject: Any, data: dict[str, Any]) -> Any:
    visits.assign_visit(data["visit"], by=subject.user, on=subject.today, unit=data["unit"], matter=data["matter"],
                        due_on=data["due_on"])  # fmt: skip
    return subject.row


RECEPTIONS = Ledger(
    slug="receptions", unit="场", space="oversight", title="领导接访", what="谁接访", heads=("形式", "状态"),
    permissions=SEEN_BY, rows=_rows, line=_line, facts=_facts, sections=_sections,
    title_of=lambda row: f"{row.on} {row.leader_name}{row.get_kind_display()}",
    lede=lambda rows, user, today: _lede(rows, today),
    views=(
        View("coming", "已公布，还没到", lambda rows, today: rows.filter(state=R.PUBLISHED, on__gte=today), order="on"),
        View("drafts", "待公布", lambda rows, today: rows.filter(state=R.DRAFT), order="on"),
        View("due", "待登记到场", lambda rows, today: rows.filter(state=R.PUBLISHED, on__lt=today), order="on"),
        View("held", "已接访", lambda rows, today: rows.filter(state=R.HELD)),
        View("fallen", "取消、没有接访", lambda rows, today: rows.filter(state__in=[R.CANCELLED, R.MISSED])),
    ),
    note="信访接待的时间和地点要向社会公布（条例第18条第1款）。台账按日期和事项记，不按信访人汇总。",
    empty="这里没有接访安排。",
    new=Step(
        "new", "排一天接访", "先存为待公布，核对后再公布。", "条例第18条第2款", day_forms.ReceptionForm,
        lambda s, data: schedule.plan_day(by=s.user, on=s.today, **forms.typed(data)), lambda user, row: plans(user), doer=PLANNERS,
    ),
    steps=(
        Step("publish", "公布这一天", "公布页立即能看到，并告诉接访领导和参加单位。", "条例第18条第1款", forms.PlainForm,
             lambda s, data: schedule.publish(s.row, by=s.user, on=s.today),
             lambda user, row: plans(user) and row.state == R.DRAFT, _not_passed, doer=PLANNERS),
        Step("attendance", "登记到场", "本人实到、由他人代为接访，还是没有到，照实登记。", "条例第18条第2款", day_forms.AttendanceForm,
             lambda s, data: schedule.record_attendance(s.row, by=s.user, on=s.today, **{k: data[k] for k in ("attendance", "substitute", "note")}),
             lambda user, row: records(user) and row.state == R.PUBLISHED, _once_published, doer="信访局登记员、甄别员"),
        Step("receive", "记一批来访", "填已经登记的件号和人次；批次、人次由此计。", "条例第18条第2款", day_forms.VisitForm,
             lambda s, data: visits.receive_visit(s.row, data["case_number"], by=s.user, on=s.today, people=data["people"], advice=data["advice"]),
             lambda user, row: row.state == R.HELD and policies.may(user, "receive_visit", row), doer="信访局登记员、甄别员"),
        Step("assign", "交办事项", "定承办单位和期限，单位收到提醒。", "条例第18条第2款", day_forms.AssignForm, _assign, _may_assign, _visited,
             doer="接访领导、信访局领导"),
        Step("change", "改期、换人、换地点", "已公布的，变更和原因同时公布，并通知有关的人。", "条例第18条第1款", day_forms.ChangeReceptionForm,
             lambda s, data: schedule.change(s.row, by=s.user, on=s.today, **forms.typed(data)),
             lambda user, row: plans(user) and row.state in {R.DRAFT, R.PUBLISHED}, _not_passed,
             initial=lambda s: day_forms.reception_start(s.row), main=False, doer=PLANNERS),
        Step("cancel", "取消这一天", "公布过的仍留在公布页上，写明取消和原因。", "条例第18条第1款", day_forms.CancelForm,
             lambda s, data: schedule.cancel(s.row, by=s.user, on=s.today, reason=data["reason"]),
             lambda user, row: plans(user) and row.state in {R.DRAFT, R.PUBLISHED},
             lambda row, on: _not_passed(row, on) if row.state == R.PUBLISHED else [], main=False, doer=PLANNERS),
    ),
    links=(("接访包案", "oversight:leader_desk"), ("按规则排", "oversight:reception_plans"), ("接访交办", "oversight:reception_matters")),
)  # fmt: skip


def _lede(rows: Any, today: date) -> str:
    found = rows.filter(state=R.PUBLISHED, on__gte=today).order_by("on", "starts_at").first()
    return (
        f"下一次：{day_words(found.on)} {leader(found)}，{found.place}。" if found else "没有已公布的接访。"
    )


# --- rules ------------------------------------------------------------------------------------------------------


def _plans(user: User) -> "QuerySet[ReceptionPlan]":
    rows = ReceptionPlan.objects.annotate(
        n=Count("receptions"), drafts=Count("receptions", filter=Q(receptions__state=R.DRAFT))
    )
    return rows if user.sees_county else rows.none()


def _plan_facts(row: Any, user: User) -> list[dict[str, Any]]:
    return [
        {"label": "形式", "value": row.get_kind_display()},
        {"label": "规则", "value": f"每月 {'、'.join(map(str, row.days))} 日，遇休息日顺到下一个工作日"},
        {"label": "起止", "value": f"{row.since} 至 {row.until}"},
        {"label": "领导轮流", "value": row.leaders.replace("\n", "；")},
        {"label": "排定", "value": f"{row.made_by.name} {row.made_on}"},
    ]


def _plan_days(row: Any, user: User) -> list[Section]:
    body = [
        [
            {"text": day_words(each.on), "url": reverse("oversight:receptions_record", args=[each.pk])},
            f"原定 {day_words(each.moved_from)}" if each.moved_from else "",
            leader(each),
            each.get_state_display(),
        ]
        for each in row.receptions.all()
    ]
    return [Section("排出的日子", f"{len(body)} 天", head=("接访日", "顺延", "领导", "状态"), body=body)]


PLANS = Ledger(
    slug="reception_plans", unit="期", space="oversight", title="接访安排", what="名称", heads=("日子", "待公布"),
    permissions=(Permission.SEE_COUNTY,), rows=lambda user: _plans(user).select_related("made_by"), views=(View("all", "全部"),),
    line=lambda row, user, today: Line(row.title, f"每月 {'、'.join(map(str, row.days))} 日", [Cell(f"{row.n} 天"), Cell(str(row.drafts))],
                                       due_on=row.since, done="已公布" if not row.drafts else "待公布"),
    title_of=lambda row: row.title, facts=_plan_facts, sections=_plan_days, empty="还没有按规则排过接访。",
    new=Step("new", "按规则排接访", "按每月几日排出一期，领导轮流，先存为待公布。", "条例第18条第2款", day_forms.PlanForm,
             lambda s, data: schedule.make_plan(by=s.user, on=s.today, **forms.typed(data)),
             lambda user, row: plans(user), doer=PLANNERS),
    steps=(
        Step("publish", "公布这一期", "还没有过去的日子全部公布，并告诉接访领导和参加单位。", "条例第18条第1款", forms.PlainForm,
             lambda s, data: schedule.publish_plan(s.row, by=s.user, on=s.today),
             lambda user, row: plans(user) and row.drafts > 0, doer=PLANNERS),
    ),
    links=(("接访日程", "oversight:receptions"),),
)  # fmt: skip


# --- what was assigned ------------------------------------------------------------------------------------------


def _matters(user: User) -> "QuerySet[ReceptionAssignment]":
    return ReceptionAssignment.objects.visible_to(user).select_related("visit__reception", "visit__case", "unit", "replied_by",
                                                                       "revisited_by", "assigned_by")  # fmt: skip


def _matter_line(row: Any, user: User, today: date) -> Line:
    done = "已回访" if row.revisited_on else ("已回复" if row.replied_on else "")
    return Line(
        row.matter, f"{row.visit.reception.on} {leader(row.visit.reception)}交办", [Cell(row.unit.short_name)],
        due_on=row.due_on, days_left=None if done else (row.due_on - today).days, done=done,
    )  # fmt: skip


def _matter_facts(row: Any, user: User) -> list[dict[str, Any]]:
    """The file is named to those for whom it exists; a unit that was not given it has the matter in words."""
    rows = [
        {"label": "接访", "value": f"{row.visit.reception.on}　{leader(row.visit.reception)}"},
        {"label": "承办单位", "value": row.unit.name},
        {"label": "交办", "value": f"{row.assigned_by.name} {row.assigned_on}"},
        {"label": "办理期限", "value": f"{row.due_on}（领导确定，法定期限照走）"},
        {"label": "回复", "value": f"{row.replied_by.name} {row.replied_on}" if row.replied_by else ""},
        {"label": "回访", "value": f"{row.revisited_by.name} {row.revisited_on}" if row.revisited_by else ""},
    ]
    case = row.visit.case
    if Case.objects.visible_to(user).filter(pk=case.pk).exists():
        rows.insert(
            0,
            {
                "label": "件号",
                "value": case.number,
                "url": reverse("cases:detail", args=[case.number]),
                "link": "打开",
            },
        )
    return rows


def _matter_sections(row: Any, user: User) -> list[Section]:
    found = [Section("交办事项", words=row.matter), Section("办理结果", words=row.result)]
    if user.sees_county:  # what the petitioner said is not for the unit they spoke about
        found.append(Section("回访情况", words=row.revisit))
    return found


MATTERS = Ledger(
    slug="reception_matters", unit="项", space="oversight", title="接访交办", what="交办事项", heads=("承办单位",), permissions=SEEN_BY,
    rows=_matters, line=_matter_line, title_of=lambda row: "接访交办事项", facts=_matter_facts, sections=_matter_sections,
    views=(
        View("open", "待回复", lambda rows, today: rows.filter(replied_on=None), newest_first=False),
        View("replied", "待回访", lambda rows, today: rows.filter(replied_on__isnull=False, revisited_on=None), newest_first=False),
        View("done", "已回访", lambda rows, today: rows.filter(revisited_on__isnull=False)),
    ),
    note="接访交办不代替转送、交办的法定程序，也不停任何期限（条例第22条）。", empty="没有接访交办的事项。",
    steps=(
        Step("reply", "回复办理结果", "送给接访领导和信访局，由信访局回访。", "条例第18条第2款", day_forms.VisitReplyForm,
             lambda s, data: visits.reply_visit(s.row, by=s.user, on=s.today, result=data["result"]),
             lambda user, row: row.replied_on is None and policies.may(user, "reply_visit", row), doer="承办单位"),
        Step("revisit", "登记回访", "把结果告诉信访人，记下回访情况。", "条例第18条第2款", day_forms.RevisitForm,
             lambda s, data: visits.revisit(s.row, by=s.user, on=s.today, words=data["words"]),
             lambda user, row: row.revisited_on is None and policies.may(user, "revisit", row),
             lambda row, on: [] if row.replied_on else ["还不能：单位没有回复，没有结果可以告诉信访人"], doer="信访局登记员、甄别员"),
    ),
    links=(("接访日程", "oversight:receptions"),),
)  # fmt: skip
