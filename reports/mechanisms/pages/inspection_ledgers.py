"""督查 and 督查单 as ledgers; a sheet as .docx."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.http import content_disposition_header

from audit import chain
from cases.dispute_pages.forms import Units
from cases.forms.acts import day, line, one_of, text
from cases.ledgers.spec import Cell, Ledger, Line, Pairs, RecordForm, RecordSubject, Section, Step, View
from cases.presenting import short
from law.terms import InspectionKind, RectificationVerdict
from organizations.acting import acting
from organizations.models import Unit, User
from organizations.roles import Permission
from organizations.web import StaffRequest, page
from reports.mechanisms import assessed, inspecting, work_docx
from reports.mechanisms.models import Inspection, InspectionSheet
from reports.mechanisms.models.inspection import inspects, plans_inspections
from reports.mechanisms.pages.quarter import DOCX

READERS = (
    Permission.SUPERVISE,
    Permission.SCREEN,
    Permission.WRITE_REPORTS,
    Permission.CHAIR_CONFERENCE,
    Permission.HANDLE,
)
HALVES = [("1", "上半年"), ("2", "下半年")]


class PlanForm(RecordForm):
    title = line("名称", "例：2026年上半年信访工作督查。", most=80)
    year = forms.IntegerField(
        label="年度",
        min_value=2000,
        max_value=2100,
        error_messages={"required": "请填写年度", "invalid": "年度写四位数字"},
    )
    half = one_of("哪半年", HALVES, "数据和抽查件都取这半年的。")
    kind = one_of("方式", InspectionKind.choices())
    team = line("督查组", "组长、成员。", most=200)
    starts_on = day("自")
    ends_on = day("至")
    focus = text("督查内容", required=False, most=1000)
    sampled = forms.IntegerField(label="每个单位抽查", min_value=1, max_value=inspecting.MOST_SAMPLED, initial=5,
                                 help_text="件；按公开的抽签规则抽，任何人可以重抽验证。",
                                 error_messages={"required": "请填写抽查件数", "max_value": f"最多 {inspecting.MOST_SAMPLED} 件",
                                                 "min_value": "至少 1 件", "invalid": "抽查件数写整数"})  # fmt: skip
    units = Units("被督查单位", required=True)

    def prepare(self) -> None:
        today = self.subject.today
        self.fields["year"].initial = today.year if today.month > 6 else today.year - 1
        self.fields["half"].initial = "1" if today.month > 6 else "2"
        kinds = [kind.value for kind in assessed.KINDS]
        self.fields["units"].queryset = Unit.objects.active().filter(kind__in=kinds)  # type: ignore[attr-defined]


class FindingsForm(RecordForm):
    visited_on = day("督查日")
    findings = text("发现的问题", "写单位的工作，不写信访人；没有发现问题的写「没有发现问题」。", most=4000)
    important = forms.BooleanField(label="重要问题，报告本级党委和政府（条例第38条第2款）", required=False)


class TellForm(RecordForm):
    requirement = text("整改要求", "没有要整改的，这一项和期限都不填。", required=False, most=2000)
    rectify_by = day("整改期限", required=False)


class AnswerForm(RecordForm):
    answer = text("整改情况", "逐条写改了什么、什么时候改的。", most=4000)


class CheckForm(RecordForm):
    verdict = one_of("核查结论", RectificationVerdict.choices())
    remark = text("核查情况", "怎样核查的：看了哪些件、哪些材料。", most=2000)
    rectify_by = day("新的整改期限", "整改不到位的才填。", required=False)


# --- the plan -----------------------------------------------------------------------------------------------------


def _plan(subject: RecordSubject, data: dict[str, Any]) -> Inspection:
    names = ("year", "title", "kind", "team", "starts_on", "ends_on", "focus", "sampled")
    wanted = inspecting.Plan(
        half=int(data["half"]), units=list(data["units"]), **{name: data[name] for name in names}
    )
    return inspecting.plan(wanted, by=subject.user, on=subject.today)


def _plan_line(row: Inspection, user: User, today: date) -> Line:
    sheets = list(row.sheets.all())
    told = sum(sheet.told_on is not None for sheet in sheets)
    waits = sum(bool(sheet.requirement) and sheet.checked_on is None for sheet in sheets)
    return Line(
        what=row.title, why=f"{row.get_kind_display()}　{row.team}",
        cells=(Cell(f"{len(sheets)} 个", f"已反馈 {told} 个"), Cell(f"{waits} 个在整改" if waits else "没有在整改的")),
        due_on=row.starts_on, days_left=(row.starts_on - today).days if today < row.starts_on else None,
        done="" if today < row.starts_on else "督查中" if told < len(sheets) else "已反馈", quiet=told < len(sheets),
    )  # fmt: skip


def _plan_facts(row: Inspection, user: User) -> Pairs:
    return [
        {"label": "哪半年", "value": f"{row.year}年{dict(HALVES)[str(row.half)]}"},
        {"label": "方式", "value": row.get_kind_display()},
        {"label": "时间", "value": f"{short(row.starts_on)} 至 {short(row.ends_on)}"},
        {"label": "督查组", "value": row.team},
        {"label": "安排", "value": f"{row.planned_by.name}　{row.planned_on}"},
    ]


def _plan_sections(row: Inspection, user: User) -> list[Section]:
    sheets = row.sheets.select_related("unit", "inspection").order_by("unit__position", "unit__code")
    body = [
        [{"text": sheet.unit.name, "url": reverse("reports:inspection_sheets_record", args=[sheet.pk])}, _stands(sheet),
         str(sheet.rectify_by or ""), "是" if sheet.important else ""]
        for sheet in sheets
    ]  # fmt: skip
    found = [
        Section("被督查单位", f"{len(body)} 个", head=("单位", "现在", "整改期限", "重要问题"), body=body)
    ]
    return [Section("督查内容", words=row.focus), *found] if row.focus else found


def _stands(row: InspectionSheet) -> str:
    if row.checked_on:
        return "整改到位"
    if row.answered_on:
        return "已答复，待核查"
    if row.told_on:
        return "整改中" if row.requirement else "已反馈，没有要整改的"
    return "已记录，待反馈" if row.findings else "待督查"


PLANS = Ledger(
    slug="inspections", unit="次", title="半年督查", space="reports", what="督查", when="时间", heads=("单位", "整改"),
    permissions=READERS[:-1],
    rows=lambda user: Inspection.objects.visible_to(user).select_related("planned_by").prefetch_related("sheets"),
    views=(View("all", "全部"),),
    line=_plan_line, title_of=lambda row: row.title, facts=_plan_facts, sections=_plan_sections,
    note="督查看机关、单位落实信访工作责任的情况，问题反馈给单位，重要问题报告本级党委和政府（条例第38条）。",
    links=(("督查单", "reports:inspection_sheets"),),
    empty="还没有安排督查。",
    new=Step("new", "安排督查", "每个单位一份督查单，带上它自己的半年数据和抽中的件。", "条例第38条第2款", PlanForm, _plan,
             lambda user, row: plans_inspections(user), button="安排督查", doer="信访局领导"),
)  # fmt: skip


# --- the sheets ---------------------------------------------------------------------------------------------------


def _line(row: InspectionSheet, user: User, today: date) -> Line:
    waits = bool(row.requirement) and row.answered_on is None
    return Line(
        what=row.unit.name, why=row.inspection.title, cells=(Cell(_stands(row)), Cell(row.findings[:40])),
        due_on=row.rectify_by or row.told_on or row.inspection.ends_on,
        days_left=(row.rectify_by - today).days if waits and row.rectify_by else None,
        done="" if waits else _stands(row).split("，")[0], quiet=not row.checked_on,
    )  # fmt: skip


def _facts(row: InspectionSheet, user: User) -> Pairs:
    found: Pairs = [
        {"label": "督查", "value": row.inspection.title},
        {"label": "督查组", "value": row.inspection.team},
        {
            "label": "督查单",
            "value": "可编辑件",
            "url": reverse("reports:inspection_sheet_docx", args=[row.pk]),
            "link": "下载",
        },
    ]
    found.append({"label": "抽样种子", "value": row.seed, "verbatim": True})
    if row.visited_on:
        found.append({"label": "督查日", "value": str(row.visited_on)})
    if row.told_on and row.told_by:
        found.append({"label": "反馈", "value": f"{row.told_on}　{row.told_by.name}"})
    if row.rectify_by:
        found.append({"label": "整改期限", "value": str(row.rectify_by)})
    return found


def _sections(row: InspectionSheet, user: User) -> list[Section]:
    figures = [[line["name"], line["shown"], line["of"], line["more"]] for line in row.figures]
    sample = [
        [
            {"text": case.number, "url": reverse("cases:detail", args=[case.number])},
            case.title,
            case.get_state_display(),
        ]
        for case in inspecting.sampled_cases(row, user)
    ]
    found = [
        Section("半年数据", f"{row.inspection.planned_on} 取数，以后的变化不改它；＊ 评价不足 {inspecting.FEW} 件，不列出",
                head=("项目", "数值", "分子÷分母", "说明"), body=figures),
        Section("抽查件", "按种子抽签，任何人可以重抽验证", head=("件号", "概况", "状态"), body=sample),
    ]  # fmt: skip
    if row.findings:
        found.insert(
            0,
            Section(
                "发现的问题", "重要问题，报告本级党委和政府" if row.important else "", words=row.findings
            ),
        )
    if row.requirement:
        found.insert(1, Section("整改要求", words=row.requirement))
    history = [
        [each["answered_on"], each["answer"], each["checked_on"], each["remark"]] for each in row.history
    ]
    if history:
        found.insert(2, Section("以前各次", head=("答复", "整改情况", "核查", "核查情况"), body=history))
    if row.answered_by:
        found.insert(2, Section("整改情况", f"{row.answered_on} {row.answered_by.name}", words=row.answer))
    if row.checked_by:
        found.insert(
            3,
            Section(
                "核查",
                f"{row.checked_on} {row.checked_by.name}　{row.get_verdict_display()}",
                words=row.remark,
            ),
        )
    return found


def _start(subject: RecordSubject) -> dict[str, Any]:
    row = subject.row
    return {
        "visited_on": row.visited_on or subject.today,
        "findings": row.findings,
        "important": row.important,
    }


def _find(subject: RecordSubject, data: dict[str, Any]) -> InspectionSheet:
    words = {name: data[name] for name in ("visited_on", "findings", "important")}
    return inspecting.record_findings(subject.row, by=subject.user, on=subject.today, **words)


def _unit(user: User, row: InspectionSheet) -> bool:
    return user.can(Permission.HEAD_UNIT) and row.unit_id in user.stands_for


SHEETS = Ledger(
    slug="inspection_sheets", unit="份", title="督查单", space="reports", what="单位", when="期限", heads=("现在", "发现的问题"),
    permissions=READERS,
    rows=lambda user: InspectionSheet.objects.visible_to(user).select_related(
        "inspection", "unit", "told_by", "answered_by", "checked_by"),
    views=(
        View("rectifying", "整改中", lambda rows, today: rows.exclude(requirement="").filter(checked_on=None), order="rectify_by"),
        View("open", "待督查、待反馈", lambda rows, today: rows.filter(told_on=None)),
        View("all", "全部"),
    ),
    line=_line, title_of=lambda row: f"{row.unit.name}督查单", facts=_facts, sections=_sections,
    lede=lambda rows, user, today: f"整改过期没有答复的 {rows.filter(answered_on=None, rectify_by__lt=today).count()} 个单位。",
    empty="没有督查单。",
    steps=(
        Step("findings", "记录发现的问题", "反馈以前可以改写，单位还看不到。", "条例第38条第2款", FindingsForm,
             _find,
             lambda user, row: inspects(user), lambda row, on: [f"不能：{row.told_on} 已经反馈给单位"] if row.told_on else [],
             initial=_start, doer="督查组", offered=lambda row: row.told_on is None),
        Step("tell", "反馈给单位", "单位从此看得到这份督查单。", "条例第38条第2款", TellForm,
             lambda s, data: inspecting.tell(s.row, by=s.user, on=s.today, requirement=data["requirement"], rectify_by=data["rectify_by"]),
             lambda user, row: inspects(user), lambda row, on: inspecting.tell_blockers(row),
             shows=lambda s: [{"label": "发现的问题", "value": s.row.findings}], doer="督查组", offered=lambda row: row.told_on is None),
        Step("answer", "答复整改情况", "写给督查组，由督查组核查。", "条例第38条第2款", AnswerForm,
             lambda s, data: inspecting.answer(s.row, by=s.user, on=s.today, text=data["answer"]),
             _unit, lambda row, on: inspecting.answer_blockers(row), doer="被督查单位负责人"),
        Step("check", "核查整改", "到位的了结，不到位的另定期限。", "条例第38条第2款", CheckForm,
             lambda s, data: inspecting.check(s.row, by=s.user, on=s.today, verdict=data["verdict"], remark=data["remark"],
                                              rectify_by=data["rectify_by"]),
             lambda user, row: inspects(user), lambda row, on: inspecting.check_blockers(row), doer="督查组",
             offered=lambda row: bool(row.requirement)),
    ),
)  # fmt: skip


@page(*READERS)
def download(request: StaffRequest, pk: int) -> HttpResponse:
    """The sheet as .docx, to take along or to keep; each opening is recorded."""
    row = get_object_or_404(
        InspectionSheet.objects.visible_to(request.user).select_related("inspection", "unit"), pk=pk
    )
    with acting(request.user):
        chain.record("export_inspection_sheet", by=request.user, about=row)
    made = inspecting.content(row, request.user)
    response = HttpResponse(work_docx.render(made), content_type=DOCX)
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{made['title']}.docx"
    )
    return response


urls = [path("mechanisms/inspection/<int:pk>/sheet.docx", download, name="inspection_sheet_docx")]
