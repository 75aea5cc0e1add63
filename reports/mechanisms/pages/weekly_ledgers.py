"""历次调度会 and 调度事项 as ledgers."""

from datetime import date
from typing import Any

from django.urls import reverse

from cases.forms.acts import UnitChoice, day, line, text
from cases.ledgers.spec import Cell, Ledger, Line, Pairs, RecordForm, RecordSubject, Section, Step, View
from cases.models import Case
from cases.presenting import short
from organizations.models import Unit, User
from organizations.roles import Permission
from reports.mechanisms import weekly
from reports.mechanisms.models import MeetingItem, WeeklyMeeting
from reports.mechanisms.models.weekly import keeps_meetings


class ItemForm(RecordForm):
    number = line("件号", most=32)
    unit = UnitChoice("责任单位")
    problem = text("问题", most=300)
    requirement = text("要求", most=300)
    check_on = day("下次核对")

    def prepare(self) -> None:
        self.fields["unit"].queryset = Unit.objects.active().exclude(kind__in=["government", "higher"])  # type: ignore[attr-defined]
        self.fields["check_on"].initial = weekly.next_week(self.subject.today)

    def clean_number(self) -> Case:
        """The file of this number; an accusation answers as if it did not exist."""
        rows = Case.objects.visible_to(self.subject.user).filter(in_compartment=False)
        found = rows.filter(number=self.cleaned_data["number"].strip()).first()
        if found is None:
            self.add_error("number", "没有这个件号，请核对")
        return found  # type: ignore[return-value]


class ReportForm(RecordForm):
    report = text("办理情况", "做了什么、还差什么、哪天能办完。", most=1000)


class CheckForm(RecordForm):
    found = text("核对情况", "怎样核对的、还差什么。", most=300)
    next_on = day("下次核对")

    def prepare(self) -> None:
        self.fields["next_on"].initial = weekly.next_week(self.subject.today)


class CloseForm(RecordForm):
    outcome = text("结果", "要求的事办成了什么样。", most=300)


# --- the meetings -------------------------------------------------------------------------------------------------


def _meeting_line(row: WeeklyMeeting, user: User, today: date) -> Line:
    items = list(row.items.all())
    still = sum(item.closed_on is None for item in items)
    return Line(
        what=f"{row.on.year}年{row.on.month}月{row.on.day}日调度会",
        why=row.summary, cells=(Cell(row.chair), Cell(f"{len(items)} 件", f"{still} 件没有销号" if still else "都已销号")),
        done=short(row.on), quiet=bool(still),
    )  # fmt: skip


def _meeting_facts(row: WeeklyMeeting, user: User) -> Pairs:
    units = "、".join(unit.short_name for unit in row.units.all())
    return [
        {"label": "主持人", "value": row.chair},
        {"label": "参加单位", "value": units or "信访局"},
        {"label": "记录", "value": f"{row.recorded_by.name}　{row.recorded_on}"},
    ]


def _meeting_sections(row: WeeklyMeeting, user: User) -> list[Section]:
    items = (
        MeetingItem.objects.visible_to(user).filter(meeting=row).select_related("case", "unit").order_by("pk")
    )
    body = [
        [{"text": item.case.number, "url": reverse("reports:meeting_items_record", args=[item.pk])}, item.unit.short_name,
         item.problem, item.requirement, _stands(item)]
        for item in items
    ]  # fmt: skip
    found = [
        Section("调度的事项", f"{len(body)} 件", head=("件号", "责任单位", "问题", "要求", "现在"), body=body)
    ]
    return [Section("总的要求", words=row.summary), *found] if row.summary else found


def _stands(item: MeetingItem) -> str:
    return f"{item.closed_on} 销号：{item.outcome}" if item.closed_on else f"{item.check_on} 核对"


def _add(subject: RecordSubject, data: dict[str, Any]) -> WeeklyMeeting:
    asked = weekly.Asked(data["number"], data["unit"], data["problem"], data["requirement"], data["check_on"])
    weekly.add_item(subject.row, asked, by=subject.user, on=subject.today)
    found: WeeklyMeeting = subject.row
    return found


MEETINGS = Ledger(
    slug="meetings", unit="次", title="历次调度会", space="reports", what="调度会", when="日期", heads=("主持人", "事项"),
    permissions=(Permission.SCREEN, Permission.SUPERVISE, Permission.WRITE_REPORTS),
    rows=lambda user: WeeklyMeeting.objects.visible_to(user).select_related("recorded_by").prefetch_related("items", "units"),
    views=(View("all", "全部"),),
    line=_meeting_line, title_of=lambda row: f"{row.on}调度会", facts=_meeting_facts, sections=_meeting_sections,
    links=(("周调度清单", "reports:weekly"), ("调度事项", "reports:meeting_items")),
    empty="还没有开过调度会。",
    steps=(
        Step("add", "加一件", "会上另外讲到的；记下后告诉责任单位。", "内部要求", ItemForm, _add,
             lambda user, row: keeps_meetings(user), doer="甄别员、信访局领导"),
    ),
)  # fmt: skip


# --- what was asked ----------------------------------------------------------------------------------------------


def _item_line(row: MeetingItem, user: User, today: date) -> Line:
    return Line(
        what=row.case.title, why=row.requirement,
        cells=(Cell(row.unit.short_name, f"{short(row.meeting.on)} 调度"), Cell("已反馈" if row.report else "未反馈", row.report[:40])),
        due_on=row.closed_on or row.check_on, days_left=None if row.closed_on else (row.check_on - today).days,
        done="已销号" if row.closed_on else "",
    )  # fmt: skip


def _item_facts(row: MeetingItem, user: User) -> Pairs:
    found: Pairs = [
        {"label": "责任单位", "value": row.unit.name},
        {"label": "调度会", "value": f"{row.meeting.on}　{row.meeting.chair}主持"},
        {"label": "下次核对", "value": str(row.check_on)},
    ]
    if row.closed_on and row.closed_by:
        found[-1] = {"label": "销号", "value": f"{row.closed_on}　{row.closed_by.name}"}
    return found


def _item_sections(row: MeetingItem, user: User) -> list[Section]:
    found = [
        Section(
            "问题和要求",
            pairs=[{"label": "问题", "value": row.problem}, {"label": "要求", "value": row.requirement}],
        )
    ]
    if row.reported_by:
        found.append(Section("单位反馈", f"{row.reported_on} {row.reported_by.name}", words=row.report))
    checks = [
        [str(each.on), each.found, str(each.next_on), each.by.name]
        for each in row.checks.select_related("by")
    ]
    if checks:
        found.append(Section("核对", "只追加", head=("日期", "情况", "下次核对", "谁"), body=checks))
    return [*found, Section("结果", words=row.outcome)] if row.outcome else found


def _works_on(user: User, row: MeetingItem) -> bool:
    return user.can(Permission.HANDLE) and row.unit_id in user.stands_for and not row.closed_on


ITEMS = Ledger(
    slug="meeting_items", unit="件", title="调度事项", space="reports", what="事项、要求", when="核对", heads=("责任单位", "单位反馈"),
    permissions=(Permission.SCREEN, Permission.SUPERVISE, Permission.WRITE_REPORTS, Permission.HANDLE),
    rows=lambda user: MeetingItem.objects.visible_to(user).select_related("case", "unit", "meeting", "closed_by", "reported_by"),
    views=(
        View("open", "没有销号", lambda rows, today: rows.filter(closed_on=None), order="check_on"),
        View("due", "到了核对日", lambda rows, today: rows.filter(closed_on=None, check_on__lte=today), order="check_on"),
        View("closed", "已销号", lambda rows, today: rows.filter(closed_on__isnull=False)),
    ),
    line=_item_line, title_of=lambda row: f"{row.case.number} 调度事项", facts=_item_facts, sections=_item_sections,
    lede=lambda rows, user, today: f"到了核对日还没有销号的 {rows.filter(closed_on=None, check_on__lte=today).count()} 件。",
    note="调度只催办、协调，不改变任何法定期限；办理结果以案卷为准。",
    empty="没有调度事项。",
    steps=(
        Step("report", "反馈办理情况", "写给信访局看；以最后一次为准。", "内部要求", ReportForm,
             lambda s, data: weekly.report(s.row, by=s.user, on=s.today, text=data["report"]), _works_on, doer="责任单位"),
        Step("close", "销号", "要求的事已经办成。", "内部要求", CloseForm,
             lambda s, data: weekly.close(s.row, by=s.user, on=s.today, outcome=data["outcome"]),
             lambda user, row: keeps_meetings(user), lambda row, on: weekly.blockers(row), doer="甄别员、信访局领导"),
        Step("check", "没有完成，再定一天", "写明核对情况，下次再核对。", "内部要求", CheckForm,
             lambda s, data: weekly.check(s.row, by=s.user, on=s.today, found=data["found"], next_on=data["next_on"]),
             lambda user, row: keeps_meetings(user), lambda row, on: weekly.blockers(row), main=False, doer="甄别员、信访局领导"),
    ),
)  # fmt: skip
