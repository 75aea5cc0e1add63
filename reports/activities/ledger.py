"""活动台账: one line and its steps (the list and the quick form have pages of their own)."""

from datetime import date
from typing import Any

from django.urls import reverse

from cases.ledgers import Cell, Ledger, Line, Section, Step
from cases.ledgers.spec import Pairs, RecordSubject
from organizations.models import User
from organizations.roles import Permission
from reports.activities import actions
from reports.activities.entries import as_said, kinds_for, of_row
from reports.activities.figures import BY_ID
from reports.activities.forms import CorrectForm, EvidenceForm, WithdrawForm, initial_of
from reports.activities.kinds import spec
from reports.activities.models import Activity

READERS = (Permission.WRITE_REPORTS, Permission.SEE_FIGURES, Permission.HANDLE)


def span_of(row: Activity) -> str:
    """The days of a line that lasted."""
    return "" if row.on == row.until else f"{row.on} 至 {row.until}"


def numbers_of(row: Activity) -> str:
    """``2期 340余人``: what a line of the list says of the numbers."""
    said = {m.code: m for m in row.measures.all()}
    units = {measure.code: measure for measure in spec(row.kind).measures}
    return "　".join(
        f"{units[code].label} {said[code].shown}{units[code].unit}" for code in units if code in said
    )


def line(row: Activity, user: User, today: date) -> Line:
    state = f"{row.withdrawn_on} 撤回" if row.withdrawn_on else ""
    return Line(
        what=row.title,
        why="本年没有，明确记下" if row.none else "　".join(filter(None, [span_of(row), numbers_of(row)])),
        cells=(Cell(row.kind_label, state), Cell(row.unit.short_name, row.place)),
        done=f"{row.on:%m-%d}",
        quiet=bool(row.withdrawn_on),
    )


def _facts(row: Activity, user: User) -> Pairs:
    found: Pairs = [
        {"label": "类型", "value": row.kind_label},
        {"label": "登记", "value": f"{row.entered_by.name}　{row.entered_on}"},
    ]
    if row.sheet_id:
        found.append({"label": "来自表格", "value": row.sheet.name if row.sheet else ""})
    if row.figure in BY_ID:
        found.append({"label": "对应的数字", "value": BY_ID[row.figure].label})
    if row.withdrawn_on:
        by = row.withdrawn_by.name if row.withdrawn_by else ""
        found += [{"label": "撤回", "value": f"{by}　{row.withdrawn_on}"}, {"label": "撤回的理由", "value": row.withdrawn_reason}]  # fmt: skip
    elif spec(row.kind) in kinds_for(user) and not row.none:
        again = f"{reverse('reports:activities_new')}?kind={row.kind}&again={row.pk}"
        found.append({"label": "同样的活动", "value": "日期、地点照抄", "url": again, "link": "再记一次"})
    return found


def _sections(row: Activity, user: User) -> list[Section]:
    said = as_said(of_row(row))
    evidence = [
        ({"text": file.name, "url": reverse("reports:activities_file", args=[row.pk, file.pk])}, f"{file.added_by.name}　{file.added_at:%Y-%m-%d}")
        for file in row.files.select_related("added_by")
    ]  # fmt: skip
    found = [
        Section("内容", pairs=[{"label": label, "value": words} for label, words in said]),
        Section("证明材料", f"{len(evidence)} 份" if evidence else "", head=("文件", "附上"), body=evidence),
    ]
    revisions = row.revisions.select_related("corrected_by")
    found += [
        Section(
            f"第 {revision.version} 版原来写的", f"{revision.corrected_on} {revision.corrected_by.name} 更正：{revision.reason}",
            pairs=[{"label": label, "value": words} for label, words in revision.content],
        )
        for revision in revisions
    ]  # fmt: skip
    return found


def _correct(subject: RecordSubject, data: dict[str, Any]) -> Activity:
    form = CorrectForm(subject=subject)
    form.cleaned_data = data
    return actions.correct(
        subject.row, form.entry(), by=subject.user, on=subject.today, reason=data["reason"]
    )


def _evidence(subject: RecordSubject, data: dict[str, Any]) -> Activity:
    actions.attach(subject.row, data["evidence"], by=subject.user)
    row: Activity = subject.row
    return row


LEDGER = Ledger(
    slug="activities", unit="条",
    title="活动台账",
    space="reports",
    permissions=READERS,
    rows=lambda user: Activity.objects.visible_to(user).select_related("unit", "entered_by", "withdrawn_by", "sheet"),
    what="活动",
    views=(),
    line=line,
    title_of=lambda row: row.title,
    facts=_facts,
    sections=_sections,
    steps=(
        Step("attach", "附证明材料", "签到表、照片、文件，留在这一条里。", "", EvidenceForm, _evidence,
             actions.may_change, lambda row, on: actions.blockers(row), doer="统计报告员或者登记的单位"),
        Step("correct", "更正", "原来写的留着，看得到改了什么、谁改的。", "", CorrectForm, _correct,
             actions.may_change, lambda row, on: actions.blockers(row), initial=lambda subject: initial_of(of_row(subject.row)),
             main=False, doer="统计报告员或者登记的单位", offered=lambda row: not row.none),
        Step("withdraw", "撤回", "留在台账里，写明理由，不再计入任何数字。", "", WithdrawForm,
             lambda subject, data: actions.withdraw(subject.row, by=subject.user, on=subject.today, reason=data["reason"]),
             actions.may_change, lambda row, on: actions.blockers(row), main=False, doer="统计报告员或者登记的单位"),
    ),
)  # fmt: skip
