"""Calendar, categories, switches, jobs: the bureau's own settings."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from audit.models import JobRun
from cases import calendar_admin
from cases.models import CalendarYear, Category, WorkDay
from cases.search import typed
from law import clock
from law.calendar import Notice, parse_notice
from organizations.roles import Permission
from organizations.web import StaffRequest, acts_once, page
from petition_bureau.system import acts, forms
from petition_bureau.system.views import PAGE, ask, next_page, show

#: What a job does, for people; a job not named here shows its own name.
JOBS = {
    "sweep": "期限巡查", "nightly_figures": "重算三率", "calendar_notice": "装入放假安排", "sweep_orphan_files": "清理附件",
}  # fmt: skip
#: Moves shown on the preview; all of them are kept in the job's record.
SHOWN = 300

# --- calendar -------------------------------------------------------------------------------------


@page(Permission.MANAGE_SYSTEM)
def calendar(request: StaffRequest) -> HttpResponse:
    """The years loaded, and one year's marks as a table."""
    years = list(CalendarYear.objects.all())
    known = {row.year: row for row in years}
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in known else max(known, default=clock.today().year)
    marks = WorkDay.objects.filter(day__year=year)
    return show(request, "calendar", {
        "years": [{"label": f"{row.year}", "url": f"?year={row.year}", "current": row.year == year} for row in years[:8]],
        "older": [{"label": f"{row.year}", "url": f"?year={row.year}"} for row in years[8:]],
        "year": known.get(year), "marks": marks, "n": len(years), "version": calendar_admin.version(),
    })  # fmt: skip


@page(Permission.MANAGE_SYSTEM)
@acts_once
def load_notice(request: StaffRequest) -> HttpResponse:
    """Read a notice and show what it would move; a second step, by a person, puts it into force."""
    form = forms.NoticeForm(request.POST or None, initial={"year": clock.today().year + 1})
    if request.method != "POST" or not form.is_valid():
        return ask(request, form, "装入放假安排", "看看哪些期限会变", "system:calendar", foot=_FOOT)
    year, notice = form.cleaned_data["year"], form.cleaned_data["notice"]
    parsed = parse_notice(form.cleaned_data["text"], year)
    for problem in parsed.problems:
        form.add_error("text", str(problem))
    if parsed.problems:
        return ask(request, form, "装入放假安排", "看看哪些期限会变", "system:calendar", foot=_FOOT)
    if "apply" not in request.POST:
        return _preview(request, form, parsed, year)
    try:
        seen = int(request.POST.get("seen", "-1"))
        moved = calendar_admin.apply(
            parsed.marks, year, notice=notice, by=request.user, on=clock.today(), seen=seen
        )
    except (ValueError, calendar_admin.Stale):
        form.add_error(None, "日历刚刚被别人改过，或者没有先预览：请重新看一遍哪些期限会变")
        return ask(request, form, "装入放假安排", "看看哪些期限会变", "system:calendar", foot=_FOOT)
    changed = sum(not move.settled for move in moved if move.number)
    messages.success(request, f"{year} 年放假安排已装入，{changed} 个期限的届满日变了，明细在任务记录里。")
    return redirect(f"{reverse('system:calendar')}?year={year}")


_FOOT = "先预览，不马上生效；已经履行的期限不变。"


def _preview(request: StaffRequest, form: Any, parsed: Notice, year: int) -> HttpResponse:
    moves = [move for move in calendar_admin.preview(parsed.marks, year) if move.number]
    changed = [move for move in moves if not move.settled]
    return show(request, "calendar_preview", {
        "form": form, "year": year, "notice": form.cleaned_data["notice"], "seen": calendar_admin.version(),
        "changed": changed[:SHOWN], "n": len(changed), "more": max(len(changed) - SHOWN, 0),
        "settled": len(moves) - len(changed), "off": sum(not mark.working for mark in parsed.marks),
        "work": sum(mark.working for mark in parsed.marks), "again": date(year, 1, 1).year in _loaded(),
    })  # fmt: skip


def _loaded() -> set[int]:
    return set(CalendarYear.objects.values_list("year", flat=True))


# --- categories -----------------------------------------------------------------------------------


@page(Permission.MANAGE_SYSTEM)
def categories(request: StaffRequest) -> HttpResponse:
    """All categories by their position, under their first level."""
    groups: dict[str, list[Category]] = {}
    for row in Category.objects.select_related("unit"):
        groups.setdefault(row.level1, []).append(row)
    n = sum(len(rows) for rows in groups.values())
    return show(request, "categories", {"groups": list(groups.items()), "n": n})


@page(Permission.MANAGE_SYSTEM)
@acts_once
def category(request: StaffRequest, pk: int | None = None) -> HttpResponse:
    """Add a category, or change its unit, place and whether it is offered."""
    row = get_object_or_404(Category, pk=pk) if pk else None
    form = forms.CategoryForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        saved = acts.save_category(form.save(commit=False), by=request.user)
        messages.success(request, f"已存下「{saved}」。")
        return redirect("system:categories")
    title = f"改分类 {row}" if row else "加一个分类"
    foot = "分类名称定下后不改：已经登记的事项用的是这几个字。要换名称，停用旧的，另加新的。"
    return ask(request, form, title, "存下这个分类", "system:categories", foot=foot)


# --- switches -------------------------------------------------------------------------------------


@page(Permission.MANAGE_SYSTEM)
@acts_once
def switches(request: StaffRequest) -> HttpResponse:
    """The bureau's own switches (内部要求), each with its sentence."""
    form = forms.SwitchesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        for name, value in form.cleaned_data.items():
            acts.set_switch(name, value, by=request.user)
        messages.success(request, "设置已存下，马上生效。")
        return redirect("system:switches")
    lede = "都是内部要求，由本局自己定；法定期限和法定条件不在这里。"
    return ask(request, form, "设置", "存下这些设置", "system:switches", form_lede=lede)


# --- jobs -----------------------------------------------------------------------------------------


@page(Permission.MANAGE_SYSTEM, Permission.READ_AUDIT)
def jobs(request: StaffRequest) -> HttpResponse:
    """The runs of the periodic jobs, newest first; what failed says why."""
    job, after = typed(request.GET, "job"), request.GET.get("after", "")
    rows = JobRun.objects.filter(job=job) if job else JobRun.objects.all()
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-pk")[: PAGE + 1])
    shown = [{"run": run, "name": JOBS.get(run.job, run.job), "result": _result(run)} for run in found[:PAGE]]
    failed = JobRun.objects.exclude(error="").filter(on=clock.today()).count()
    filters = [{"name": "job", "label": "任务", "value": job, "options": list(JOBS.items())}]
    return show(request, "jobs", {
        "rows": shown, "shown": len(shown), "failed": failed, "filters": filters,
        "next_url": next_page(request, found[PAGE - 1].pk) if len(found) > PAGE else "",
        "first_url": reverse("system:jobs") if after else "",
    })  # fmt: skip


#: The figures of a run that people read; the others stay in its row.
_WORDS = {
    "reminders": "提醒", "escalations": "升级", "overdue": "新逾期", "presumed": "推定受理", "supervisions": "督办拟稿",
    "proposals": "问责建议", "moved": "届满日变动", "days": "重算天数", "frozen": "封存月份", "removed": "清理",
}  # fmt: skip


def _result(run: JobRun) -> str:
    """What a run did, in one line: the numbers with their names."""
    known = [(label, run.result.get(name)) for name, label in _WORDS.items()]
    said = [f"{label} {value}" for label, value in known if isinstance(value, int)]
    return "，".join(said) or ("没有要做的" if run.ended_at else "")
