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
from law import clock, notice_text, periods
from law.calendar import COLUMNS, Notice
from organizations.roles import Permission
from organizations.web import StaffRequest, acts_once, page
from petition_bureau.system import acts, forms
from petition_bureau.system.views import PAGE, ask, next_page, show

#: What a job does, for people; a job not named here shows its own name.
JOBS = {
    "sweep": "期限巡查", "nightly_figures": "重算三率", "refresh_figures": "日间更新三率", "calendar_notice": "装入放假安排",
    "sweep_orphan_files": "清理附件",
}  # fmt: skip
#: Moves shown on the preview; all of them are kept in the job's record.
SHOWN = 300
#: Loads named on the calendar's page.
LOADS = 8

# --- calendar -------------------------------------------------------------------------------------


@page(Permission.MANAGE_SYSTEM)
def calendar(request: StaffRequest) -> HttpResponse:
    """The years loaded, and one year's marks as a table."""
    years = list(CalendarYear.objects.all())
    known = {row.year: row for row in years}
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in known else max(known, default=clock.today().year)
    marks = WorkDay.objects.filter(day__year=year)
    loads = JobRun.objects.filter(job="calendar_notice", error="", ended_at__isnull=False).order_by("-pk")[
        :LOADS
    ]
    return show(request, "calendar", {
        "years": [{"label": f"{row.year}", "url": f"?year={row.year}", "current": row.year == year} for row in years[:8]],
        "older": [{"label": f"{row.year}", "url": f"?year={row.year}"} for row in years[8:]],
        "year": known.get(year), "marks": marks, "n": len(years), "version": calendar_admin.version(), "loads": loads,
    })  # fmt: skip


@page(Permission.MANAGE_SYSTEM)
def calendar_record(request: StaffRequest, pk: int) -> HttpResponse:
    """What one notice moved when it was put into force, before and after."""
    run = get_object_or_404(JobRun, pk=pk, job="calendar_notice", error="")
    rows = run.result.get("rows", [])
    moved = [_kept(row) for row in rows if row[3] != row[4]]
    return show(request, "calendar_record", {
        "run": run, "moved": moved[:SHOWN], "n": len(moved), "more": max(len(moved) - SHOWN, 0), "settled": len(rows) - len(moved),
    })  # fmt: skip


def _kept(row: list[str]) -> dict[str, Any]:
    number, code, unit, old, new = row
    return {"number": number, "label": periods.period(code).label, "unit": unit, "old": date.fromisoformat(old),
            "new": date.fromisoformat(new)}  # fmt: skip


@page(Permission.MANAGE_SYSTEM)
@acts_once
def load_notice(request: StaffRequest) -> HttpResponse:
    """Read a notice and show what it would move; a second step, by a person, puts it into force."""
    form = forms.NoticeForm(
        request.POST or None, request.FILES or None, initial=_present(request.GET.get("year", ""))
    )
    if request.method != "POST" or not form.is_valid():
        return _ask_notice(request, form)
    year, notice, text = (form.cleaned_data[name] for name in ("year", "notice", "text"))
    parsed = notice_text.read(text, year, notice)
    for problem in parsed.problems:
        form.add_error("text", str(problem))
    if parsed.problems:
        form.data = {**request.POST.dict(), "text": text}
        return _ask_notice(request, form)
    if "apply" not in request.POST:
        return _preview(request, form, parsed, year)
    try:
        seen = int(request.POST.get("seen", "-1"))
        moved = calendar_admin.apply(
            parsed.marks, year, notice=notice, by=request.user, on=clock.today(), seen=seen
        )
    except (ValueError, calendar_admin.Stale):
        form.add_error(None, "日历刚刚被别人改过，或者没有先预览：请重新看一遍哪些期限会变")
        return _ask_notice(request, form)
    changed = sum(not move.settled for move in moved if move.number)
    messages.success(request, f"{year} 年放假安排已装入，{changed} 个期限的届满日变了，前后日期见装入记录。")
    return redirect(f"{reverse('system:calendar')}?year={year}")


_FOOT = "先预览，不马上生效；已经履行的期限不变。"


def _ask_notice(request: StaffRequest, form: Any) -> HttpResponse:
    return ask(
        request, form, "装入放假安排", "看看哪些期限会变", "system:calendar", foot=_FOOT, samples=_SAMPLES
    )


_SAMPLES = (
    {"title": "通知正文", "qualifier": "整篇粘贴即可", "words":
     "一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。\n二、春节：2月15日（周日）至23日（周一）放假调休，共9天。"
     "2月14日（周六）、2月28日（周六）上班。"},
    {"title": "表格", "qualifier": "从电子表格复制，或者用逗号隔开", "words":
     "日期,类别,节日\n2026-01-01,放假,元旦\n2026-01-02,放假,元旦\n2026-01-04,上班,元旦"},
)  # fmt: skip


def _present(asked: str) -> dict[str, Any]:
    """The year to come; or, to correct one, a year as it stands."""
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else clock.today().year + 1
    row = CalendarYear.objects.filter(year=year).first()
    if row is None:
        return {"year": year}
    marks = WorkDay.objects.filter(notice=row.notice, day__range=(date(year - 1, 12, 1), date(year, 12, 31)))
    lines = [f"{mark.day},{'上班' if mark.working else '放假'},{mark.name}" for mark in marks]
    return {"year": year, "notice": row.notice, "text": "\n".join(["日期,类别,节日", *lines])}


def _preview(request: StaffRequest, form: Any, parsed: Notice, year: int) -> HttpResponse:
    moves = [move for move in calendar_admin.preview(parsed.marks, year) if move.number]
    changed = [move for move in moves if not move.settled]
    return show(request, "calendar_preview", {
        "form": form, "year": year, "notice": form.cleaned_data["notice"], "seen": calendar_admin.version(),
        "changed": changed[:SHOWN], "n": len(changed), "more": max(len(changed) - SHOWN, 0),
        "settled": len(moves) - len(changed), "off": sum(not mark.working for mark in parsed.marks),
        "work": sum(mark.working for mark in parsed.marks), "again": date(year, 1, 1).year in _loaded(),
        "days": _holidays(parsed), "text": _as_table(parsed),
    })  # fmt: skip


def _holidays(parsed: Notice) -> list[dict[str, Any]]:
    """What was read, holiday by holiday: the weekdays off, the weekend days worked."""
    found: dict[str, dict[str, Any]] = {}
    for mark in parsed.marks:
        row = found.setdefault(mark.name, {"name": mark.name, "off": [], "work": []})
        row["work" if mark.working else "off"].append(mark.day)
    return list(found.values())


def _as_table(parsed: Notice) -> str:
    """The days as the second step sends them: what was previewed is what is put into force."""
    lines = [
        f"{mark.day},{'work' if mark.working else 'off'},{mark.name},{mark.notice}" for mark in parsed.marks
    ]
    return "\n".join([",".join(COLUMNS), *lines])


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
