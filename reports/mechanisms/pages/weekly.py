"""周调度: what is near its last day, overdue or hard, by unit; and the record of the meeting, entered while it is held."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse

from cases.forms.acts import DayInput
from cases.models import Case
from cases.policies import NotLawfulNow
from law import clock
from organizations.models import Unit
from organizations.roles import Permission
from organizations.web import StaffRequest, acts_once, page
from reports.mechanisms import weekly
from reports.mechanisms.models import MeetingItem
from reports.mechanisms.models.weekly import keeps_meetings, reads_meetings
from reports.mechanisms.weekly import Asked, Concern

READERS = (Permission.SCREEN, Permission.SUPERVISE, Permission.WRITE_REPORTS, Permission.HANDLE)
#: One meeting speaks about so many at most; the rest is for the next one.
MOST = 40
#: Of each unit so many are listed, the earliest last day first; the others are counted.
OF_UNIT = 30


@page(*READERS)
def show(request: StaffRequest) -> HttpResponse:
    """The list of the week: the bureau chooses from it what the meeting speaks about, a unit reads what is its own."""
    today, user = clock.today(), request.user
    lines = weekly.concerns(user, today)
    open_items = MeetingItem.objects.visible_to(user).open().select_related("case", "unit", "meeting")
    items = list(open_items.order_by("check_on", "pk"))
    asked = {(item.case_id, item.unit_id) for item in items}
    late = sum(bool(line.due_on and line.due_on < today) for line in lines)
    soon = sum(bool(line.due_on and today <= line.due_on <= today + weekly.NEAR) for line in lines)
    return render(request, "reports/mechanisms/weekly.html", {
        "today": today, "groups": [{"unit": unit, "n": len(rows), "rest": max(len(rows) - OF_UNIT, 0),
                                      "rows": [_shown(line, today, asked) for line in rows[:OF_UNIT]]}
                                     for unit, rows in weekly.by_unit(lines)],
        "n": len(lines), "late": late, "soon": soon, "hard": sum(len(set(line.reasons) - _NEAR) > 0 for line in lines),
        "items": [{"item": item, "days_left": (item.check_on - today).days} for item in items],
        "may_hold": keeps_meetings(user), "in_bureau": reads_meetings(user),
    })  # fmt: skip


_NEAR = {weekly.R.OVERDUE, weekly.R.SOON}


def _shown(line: Concern, today: date, asked: set[tuple[int, int]]) -> dict[str, Any]:
    return {
        "line": line, "case": line.case, "days_left": (line.due_on - today).days if line.due_on else None,
        "tags": [reason.label for reason in line.reasons if reason not in _NEAR], "pick": f"{line.case.pk}.{line.unit.pk}",
        "asked": (line.case.pk, line.unit.pk) in asked,
    }  # fmt: skip


class MeetingForm(forms.Form):
    """Who chaired, what was asked in general."""

    chair = forms.CharField(label="主持人", max_length=40, error_messages={"required": "请填写主持人"})
    summary = forms.CharField(
        label="总的要求", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class AskedForm(forms.Form):
    """What was asked about one matter."""

    problem = forms.CharField(label="问题", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
                              error_messages={"required": "请填写问题"})  # fmt: skip
    requirement = forms.CharField(label="要求", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
                                  error_messages={"required": "请填写要求"})  # fmt: skip
    check_on = forms.DateField(label="下次核对", widget=DayInput(),
                               error_messages={"required": "请填写下次核对的日期", "invalid": "下次核对应写成 2026-03-02 这样的日期"})  # fmt: skip


@page(Permission.SCREEN, Permission.SUPERVISE)
@acts_once
def hold(request: StaffRequest) -> HttpResponse:
    """Record the meeting: a row for each matter chosen, the problem already written from what the clocks say."""
    if not keeps_meetings(request.user):
        raise PermissionDenied("此事由甄别员、信访局领导办理。")
    today = clock.today()
    given = request.POST if request.method == "POST" else request.GET
    chosen = _chosen(request, given, today)
    if not chosen:
        messages.warning(request, "请先勾选要调度的事项。")
        return redirect("reports:weekly")
    data = request.POST if request.method == "POST" else None
    head = MeetingForm(data, initial={"chair": request.user.name})
    rows: list[dict[str, Any]] = [
        {"line": line, "pick": pick, "form": AskedForm(data, prefix=f"row{pick.replace('.', '-')}", initial={
            "problem": line.problem(today), "check_on": weekly.next_week(today)})}
        for pick, line in chosen.items()
    ]  # fmt: skip
    problems: list[str] = []
    if data is not None and all([head.is_valid(), *(row["form"].is_valid() for row in rows)]):
        asked = [Asked(row["line"].case, row["line"].unit, **row["form"].cleaned_data) for row in rows]
        try:
            made = weekly.hold(by=request.user, on=today, asked=asked, **head.cleaned_data)
        except NotLawfulNow as refused:
            problems = list(refused.reasons)
        else:
            messages.success(request, f"调度会已记录，{len(asked)} 件已告诉有关单位。")
            return redirect(reverse("reports:meetings_record", args=[made.pk]))
    errors = [error for form in (head, *(row["form"] for row in rows)) for error in _errors(form)]
    return render(request, "reports/mechanisms/meeting.html", {
        "today": today, "head": head, "rows": rows, "problems": problems, "errors": errors, "most": MOST,
    }, status=409 if problems else 400 if errors else 200)  # fmt: skip


def _errors(form: forms.Form) -> list[dict[str, str]]:
    """For the summary above several forms."""
    return [
        {"id": form[name].id_for_label, "message": str(said)} for name, found in form.errors.items() for said in found
    ]  # fmt: skip


def _chosen(request: StaffRequest, given: QueryDict, today: date) -> dict[str, Concern]:
    """The matters picked, as they stand; one that is no concern any more is kept, so that nothing typed is lost."""
    lines = {f"{line.case.pk}.{line.unit.pk}": line for line in weekly.concerns(request.user, today)}
    found: dict[str, Concern] = {}
    for pick in list(dict.fromkeys(given.getlist("pick")))[:MOST]:
        case, _, unit = pick.partition(".")
        if pick in lines:
            found[pick] = lines[pick]
        elif case.isdecimal() and unit.isdecimal() and len(pick) < 30:
            row = Case.objects.visible_to(request.user).filter(pk=int(case), in_compartment=False).first()
            body = Unit.objects.filter(pk=int(unit)).first()
            if row and body:
                found[pick] = Concern(row, body)
    return found


urls = [
    path("mechanisms/weekly/", show, name="weekly"),
    path("mechanisms/weekly/meeting/", hold, name="weekly_meeting"),
]
