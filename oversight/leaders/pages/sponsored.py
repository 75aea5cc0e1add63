"""The ledger of sponsored cases (领导包案): by matter and date."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from cases import policies
from cases.ledgers import Cell, Ledger, Line, Section, Step, View
from law.terms import SponsorElement, SponsorshipState
from organizations.models import User
from organizations.roles import Permission
from oversight.leaders import sponsoring
from oversight.leaders.common import spoken
from oversight.leaders.models import SponsoredCase
from oversight.leaders.pages import forms

S = SponsorshipState
WORKERS = "包案领导、责任单位"
CHECKERS = "信访局，包案领导和责任单位以外的人"


def _rows(user: User) -> "QuerySet[SponsoredCase]":
    rows = SponsoredCase.objects.visible_to(user)
    return rows.select_related(
        "case", "unit", "leader", "opened_by", "requested_by", "checked_by"
    ).prefetch_related("milestones")


def next_step(row: SponsoredCase) -> Any:
    """The first step that is not done."""
    open_ones = [step for step in row.milestones.all() if step.done_on is None and step.dropped_on is None]
    return min(open_ones, key=lambda step: (step.due_on, step.pk), default=None)


def _line(row: Any, user: User, today: date) -> Line:
    over = row.state in {S.ACCEPTED, S.ENDED}
    step = None if over else next_step(row)
    due = step.due_on if step else row.due_on
    return Line(
        what=row.case.title,
        why=f"下一步：{step.text}" if step else row.get_state_display(),
        cells=[Cell(spoken(row.leader_name, row.leader_post)), Cell(row.unit.short_name), Cell(row.get_state_display(), f"化解期限 {row.due_on}")],
        due_on=(row.checked_on or row.ended_on) if over else due,
        days_left=None if over else (due - today).days,
        done=row.get_state_display() if over else "",
    )  # fmt: skip


def _facts(row: Any, user: User) -> list[dict[str, Any]]:
    rows = [
        {"label": "包案领导", "value": spoken(row.leader_name, row.leader_post)},
        {"label": "责任单位", "value": row.unit.name},
        {"label": "状态", "value": row.get_state_display()},
        {"label": "确定", "value": f"{row.opened_by.name} {row.opened_on}"},
        {"label": "化解期限", "value": f"{row.due_on}（领导确定，法定期限照走）"},
    ]
    if row.requested_by:
        rows.append({"label": "提请验收", "value": f"{row.requested_by.name} {row.requested_on}"})
    if row.checked_by:
        rows.append({"label": "验收", "value": f"{row.checked_by.name} {row.checked_on}"})
    if row.ended_on:
        rows.append({"label": "终止", "value": f"{row.ended_on} {row.end_reason}"})
    return rows


def _sections(row: Any, user: User) -> list[Section]:
    steps = [step for step in row.milestones.all() if step.dropped_on is None]
    notes = list(row.notes.select_related("by"))
    found = [
        Section("包案缘由", words=row.reason),
        Section("化解方案", str(row.planned_on or ""), words=row.plan),
        Section("步骤", f"{sum(1 for step in steps if step.done_on)} / {len(steps)} 已完成" if steps else "",
                head=("期限", "做什么", "完成", "情况"),
                body=[[str(step.due_on), step.text, str(step.done_on or ""), step.outcome] for step in steps]),
        Section("五包记录", "只追加", head=("五包", "做了什么", "谁、哪天"),
                body=[[SponsorElement(note.element).label, note.text, f"{note.by.name} {note.on}"] for note in notes]),
    ]  # fmt: skip
    if row.resolution:
        found.append(Section("化解情况", words=row.resolution))
    if row.verdict:
        found.append(Section("验收意见", "" if row.checked_by else "退回", words=row.verdict))
    return found


def _may(act: str, *states: str) -> Any:
    return lambda user, row: row.state in states and policies.may(user, act, row)


SPONSORED = Ledger(
    slug="sponsored", space="oversight", title="领导包案", heads=("包案领导", "责任单位", "状态"),
    permissions=(Permission.SEE_COUNTY, Permission.HANDLE), rows=_rows, line=_line, facts=_facts, sections=_sections,
    title_of=lambda row: f"包案：{row.case.title}",
    lede=lambda rows, user, today: _lede(rows, today),
    views=(
        View("open", "化解中", lambda rows, today: rows.filter(state__in=[S.OPENED, S.WORKING]), newest_first=False),
        View("late", "有步骤逾期", lambda rows, today: rows.filter(
            Q(milestones__done_on=None, milestones__dropped_on=None, milestones__due_on__lt=today) | Q(due_on__lt=today),
            state__in=[S.OPENED, S.WORKING]).distinct(), newest_first=False),
        View("checking", "待验收", lambda rows, today: rows.filter(state=S.CHECKING), newest_first=False),
        View("accepted", "验收通过", lambda rows, today: rows.filter(state=S.ACCEPTED)),
        View("ended", "终止", lambda rows, today: rows.filter(state=S.ENDED)),
    ),
    note="包案化解群众反映强烈的突出问题（条例第18条第2款）。验收看问题是否解决，信访人的承诺不是条件；台账按事项和日期列。",
    empty="这里没有包案。",
    new=Step("new", "确定包案", "定包案领导、责任单位和化解期限，并告诉他们。", "条例第18条第2款", forms.SponsorForm,
             lambda s, data: sponsoring.sponsor(data["case_number"], by=s.user, on=s.today, leader=data["leader"], unit=data["unit"],
                                                reason=data["reason"], due_on=data["due_on"]),
             lambda user, row: policies.may(user, "sponsor", None), doer="信访局领导"),
    steps=(
        Step("accept", "验收通过", "计入包案化解。", "条例第18条第2款", forms.VerdictForm,
             lambda s, data: sponsoring.accept_sponsorship(s.row, by=s.user, on=s.today, verdict=data["verdict"]),
             _may("accept_sponsorship", S.CHECKING), doer=CHECKERS),
        Step("return", "验收退回", "退回继续化解，写明还差什么。", "条例第18条第2款", forms.ReasonForm,
             lambda s, data: sponsoring.return_sponsorship(s.row, by=s.user, on=s.today, reason=data["reason"]),
             _may("return_sponsorship", S.CHECKING), main=False, doer=CHECKERS),
        Step("advance", "记进展", "记五包中做了哪一项；完成步骤的一并选上。", "条例第18条第2款", forms.SponsorNoteForm,
             lambda s, data: sponsoring.advance_sponsorship(s.row, by=s.user, on=s.today, element=data["element"], text=data["text"],
                                                            milestone=data["milestone"]),
             _may("advance_sponsorship", S.WORKING), doer=WORKERS),
        Step("plan", "定方案和步骤", "已完成的步骤保留；没有再写的未完成步骤从方案中撤下。", "条例第18条第2款", forms.SponsorPlanForm,
             lambda s, data: sponsoring.plan_sponsorship(s.row, by=s.user, on=s.today, plan=data["plan"], milestones=data["steps"]),
             _may("plan_sponsorship", S.OPENED, S.WORKING), initial=lambda s: forms.steps_start(s.row), doer=WORKERS),
        Step("ask", "提请验收", "由信访局派包案领导和责任单位以外的人验收。", "条例第18条第2款", forms.SponsorCheckForm,
             lambda s, data: sponsoring.ask_sponsorship_check(s.row, by=s.user, on=s.today, resolution=data["resolution"]),
             _may("ask_sponsorship_check", S.WORKING), lambda row, on: sponsoring.cannot_ask_check(row), main=False,
             doer="包案领导、责任单位负责人"),
        Step("end", "终止包案", "换人包案、已导入法定途径等；不计入化解。", "条例第18条第2款", forms.ReasonForm,
             lambda s, data: sponsoring.end_sponsorship(s.row, by=s.user, on=s.today, reason=data["reason"]),
             _may("end_sponsorship", S.OPENED, S.WORKING), main=False, doer="信访局领导"),
    ),
)  # fmt: skip


def _lede(rows: Any, today: date) -> str:
    open_ones = rows.filter(state__in=[S.OPENED, S.WORKING])
    late = open_ones.filter(due_on__lt=today).count()
    return f"化解中 {open_ones.count()} 件" + (f"，{late} 件过了化解期限。" if late else "。")
