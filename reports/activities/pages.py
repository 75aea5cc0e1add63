"""Pages of the activity ledger: the list with the year's totals, the quick form, the sheet, evidence."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header

from audit import chain
from cases import files
from cases.ledgers import RecordSubject, addresses
from cases.policies import NotLawfulNow, NotYours
from cases.views.files import SANDBOX
from documents.sheets import Unreadable
from law import clock
from organizations.models import User
from organizations.web import StaffRequest, acts_once, page
from reports.activities import actions, blank_sheet, importing, sheets
from reports.activities.declaring import ROSTERS, ActivityFigure
from reports.activities.entries import kinds_for, of_row
from reports.activities.figures import BY_ID, FIGURES, promises, readings
from reports.activities.forms import EntryForm, NoneForm, initial_of
from reports.activities.kinds import GROUPS, KINDS, Kind, grouped
from reports.activities.ledger import LEDGER, READERS, line
from reports.activities.models import Activity, ActivityImport

#: Lines on one page, and lines of a sheet shown before it is taken in.
PAGE, SHOWN, YEARS = 50, 100, 5
FIRST_YEAR = 2000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _address(**asked: Any) -> str:
    kept = {name: value for name, value in asked.items() if value}
    return f"{reverse('reports:activities')}?{urlencode(kept)}" if kept else reverse("reports:activities")


def _year(request: StaffRequest) -> int:
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else clock.today().year
    return min(max(year, FIRST_YEAR), clock.today().year + 1)


def _kind(request: StaffRequest) -> Kind | None:
    return next((kind for kind in KINDS.values() if kind.kind.value == request.GET.get("kind")), None)


# --- the list ----------------------------------------------------------------------------------------------------


@page(*READERS)
def show(request: StaffRequest) -> HttpResponse:
    """One year's lines, of one kind or behind one figure, under the year's totals; each total opens its lines."""
    user, year, kind = request.user, _year(request), _kind(request)
    figure = BY_ID.get(request.GET.get("figure", ""))
    since, until = _span(request, year)
    visible = LEDGER.rows(user)
    rows = visible.filter(on__gte=since, until__lte=until)
    if figure and figure.kinds:
        rows = visible.filter(pk__in=figure.rows(since, until).order_by().values("pk"))
    elif kind:
        rows = rows.filter(kind=kind.kind)
    total = rows.count()
    chosen, following = _page(rows, request.GET.get("after", ""))
    asked = {"year": year, "kind": kind.kind.value if kind and not figure else "", "figure": figure.id if figure else "",
             "since": request.GET.get("since"), "until": request.GET.get("until")}  # fmt: skip
    whole = user.can(READERS[0]) or user.can(READERS[1])
    totals = _totals(year, kind, figure) if whole else []
    return render(request, "reports/activities/list.html", {
        "year": year, "kind": kind, "figure": figure, "total": total, "whole": whole, "since": since, "until": until,
        "years": [{"label": f"{n}年", "url": _address(year=n, kind=asked["kind"]), "current": n == year}
                  for n in range(clock.today().year, clock.today().year - YEARS, -1)],
        "rail": _rail(visible, user, year, kind), "may": kinds_for(user),
        "lines": [{"line": line(row, user, clock.today()), "href": reverse("reports:activities_record", args=[row.pk])}
                  for row in chosen],
        "totals": totals, "groups": [(group, [row for row in totals if row["figure"].group == group]) for group in (*GROUPS, ROSTERS)],
        "promises": promises(year) if whole and not (kind or figure) else [],
        "next_url": _address(**asked, after=following) if following else "", "first_url": _address(**asked) if request.GET.get("after") else "",
    })  # fmt: skip


def _span(request: StaffRequest, year: int) -> tuple[date, date]:
    """The year, or the days an address names (a figure of a part of the year)."""
    try:
        return date.fromisoformat(request.GET["since"]), date.fromisoformat(request.GET["until"])
    except (KeyError, ValueError):
        return date(year, 1, 1), date(year, 12, 31)


def _page(rows: Any, after: str) -> tuple[list[Activity], str]:
    """The latest first; the key is the day and the row (2026-03-02.17)."""
    day, _, pk = after.partition(".")
    if pk.isdecimal() and len(pk) < 19:
        try:
            mark = date.fromisoformat(day)
        except ValueError:
            mark = date.max
        rows = rows.filter(on__lte=mark).exclude(on=mark, pk__gte=int(pk))
    found = list(rows.prefetch_related("measures").order_by("-on", "-pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], f"{last.on}.{last.pk}" if last else ""


def _rail(visible: Any, user: User, year: int, kind: Kind | None) -> list[dict[str, Any]]:
    """The kinds with how many lines the year has of each; those never used stay away from who cannot enter them."""
    counted: dict[str, int] = {}
    for value in visible.filter(on__year=year).order_by().values_list("kind", flat=True):
        counted[value] = counted.get(value, 0) + 1
    may = kinds_for(user)
    shown = tuple(row for row in KINDS.values() if row in may or row.kind.value in counted)
    whole: dict[str, Any] = {"title": "", "links": [
        {"label": "全部", "url": _address(year=year), "n": sum(counted.values()), "current": kind is None}]}  # fmt: skip
    return [whole] + [
        {"title": group, "links": [
            {"label": row.label, "url": _address(year=year, kind=row.kind.value), "n": counted.get(row.kind.value, 0), "current": row is kind}
            for row in rows]}
        for group, rows in grouped(shown)
    ]  # fmt: skip


def _totals(year: int, kind: Kind | None, figure: ActivityFigure | None) -> list[dict[str, Any]]:
    """The figures of the year and of the year before; of one kind only its own."""
    wanted = [row for row in FIGURES if not kind or kind.kind in row.kinds]
    this, last = (readings(date(n, 1, 1), date(n, 12, 31)) for n in (year, year - 1))
    found = []
    for row in [figure] if figure else wanted:
        now, then = this[row.id], last[row.id]
        if now.value is None and then.value is None and not (kind or figure):
            continue
        found.append({
            "figure": row, "now": now.number, "then": then.number, "short": now.short,
            "url": _address(year=year, figure=row.id) if row.kinds and now.n else "",
        })  # fmt: skip
    return found


# --- entering ----------------------------------------------------------------------------------------------------


@page(*READERS)
@acts_once
def new(request: StaffRequest) -> HttpResponse:
    """One line of the kind in the address; without one, the kinds to choose from."""
    user, kind = request.user, _kind(request)
    may = kinds_for(user)
    if not may or (kind and kind not in may):
        raise NotYours("您的岗位不能登记这一类活动。此事由统计报告员办理，单位的活动由本单位登记。")
    if kind is None:
        groups = [
            (group, [{"kind": row, "url": f"?kind={row.kind.value}"} for row in rows]) for group, rows in grouped(tuple(may))
        ]  # fmt: skip
        return render(request, "reports/activities/choose.html", {"groups": groups})
    subject = RecordSubject(user, clock.today(), None, {"kind": kind.kind.value})
    if request.method != "POST":
        return _ask(request, kind, EntryForm(subject=subject, initial=_start(request, kind, subject)))
    form = EntryForm(request.POST, request.FILES, subject=subject)
    if not form.is_valid():
        return _ask(request, kind, form)
    try:
        with transaction.atomic():
            row = actions.enter(form.entry(), by=user, on=subject.today)
            if form.cleaned_data["evidence"]:
                actions.attach(row, form.cleaned_data["evidence"], by=user)
    except NotLawfulNow as refusal:
        return _ask(request, kind, form, refusal.reasons)
    messages.success(request, f"已登记：{kind.label}「{row.title}」")
    if "again" in request.POST:
        return HttpResponseRedirect(
            f"{reverse('reports:activities_new')}?kind={kind.kind.value}&again={row.pk}"
        )
    return redirect("reports:activities_record", row.pk)


def _start(request: StaffRequest, kind: Kind, subject: RecordSubject) -> dict[str, Any]:
    """What stands in a new form: of the line before, its day, place and unit (再记一次)."""
    again = request.GET.get("again", "")
    if again.isdecimal() and len(again) < 19:
        row = LEDGER.rows(subject.user).filter(pk=int(again), kind=kind.kind).first()
        if row:
            return initial_of(of_row(row), again=True)
    return {"on": subject.today, **dict(kind.start)}


def _ask(request: StaffRequest, kind: Kind, form: EntryForm, reasons: Any = ()) -> HttpResponse:
    status = 409 if reasons else 400 if form.is_bound else 200
    return render(request, "reports/activities/new.html", {
        "kind": kind, "form": form, "reasons": list(reasons), "numbers": form.numbers(),
        "rest": form.rest("speaker", "body", "unit", "figure"), "wide": form.rest("attending", "note", "evidence"),
        "days": form.rest("on", "until", "place"),
    }, status=status)  # fmt: skip


@page(*READERS)
@acts_once
def none(request: StaffRequest) -> HttpResponse:
    """本年没有: an explicit zero, other than a year nobody wrote about."""
    user = request.user
    if not kinds_for(user):
        raise NotYours("您的岗位不能登记活动。此事由统计报告员办理。")
    subject = RecordSubject(user, clock.today())
    kind = _kind(request)
    first = {"kind": kind.kind.value if kind else "", "year": _year(request)}
    form = NoneForm(request.POST or None, subject=subject, initial=first)
    reasons: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.enter(form.entry(), by=user, on=subject.today)
        except NotLawfulNow as refusal:
            reasons = tuple(refusal.reasons)
        else:
            messages.success(request, f"已写明：{row.on.year}年{row.title}")
            return redirect("reports:activities_record", row.pk)
    return render(request, "reports/activities/none.html", {"form": form, "reasons": reasons},
                  status=409 if reasons else 400 if form.is_bound else 200)  # fmt: skip


# --- a sheet -----------------------------------------------------------------------------------------------------


@page(*READERS)
@acts_once
def sheet(request: StaffRequest) -> HttpResponse:
    """Choose a sheet, see what it would do, take it in: all or nothing."""
    user = request.user
    may = kinds_for(user)
    if not may:
        raise NotYours("您的岗位不能导入活动台账。此事由统计报告员办理，单位的活动由本单位导入。")
    said = ""
    if request.method == "POST":
        try:
            if "apply" in request.POST:
                return _apply(request)
            upload = request.FILES.get("file")
            if upload is None:
                raise Unreadable("请选择表格")
            if (upload.size or 0) > sheets.LARGEST:
                raise Unreadable("表格大于 2 MB，请去掉图片或者分成几个再选")
            name = files.tidy_name(upload.name or "")
            return _preview(request, sheets.read(name, upload.read()), name)
        except Unreadable as unreadable:
            said = str(unreadable)
    imports = ActivityImport.objects.filter(activities__in=Activity.objects.visible_to(user)).distinct()
    return render(request, "reports/activities/sheet.html", {
        "may": may, "said": said, "imports": imports.select_related("imported_by")[:10],
    }, status=400 if said else 200)  # fmt: skip


def _preview(
    request: StaffRequest, read: sheets.Sheet, name: str, reasons: Any = (), status: int = 200
) -> HttpResponse:
    found = importing.plan(read, by=request.user, on=clock.today())
    rows = sorted(
        [(n, entry, False) for n, entry in found.new] + [(n, entry, True) for n, entry in found.known],
        key=lambda row: row[0],
    )
    shown = [{"line": n, "entry": entry, "known": known, "numbers": _numbers(entry)} for n, entry, known in rows[:SHOWN]]  # fmt: skip
    return render(request, "reports/activities/preview.html", {
        "name": name, "found": found, "rows": shown, "more": max(len(rows) - SHOWN, 0), "sheet": read.packed(),
        "wrong": found.wrong[:SHOWN], "reasons": reasons,
    }, status=status)  # fmt: skip


def _numbers(entry: Any) -> str:
    return "　".join(
        f"{m.label} {entry.measures[m.code]}{m.unit}" for m in entry.spec.measures if m.code in entry.measures
    )


def _apply(request: StaffRequest) -> HttpResponse:
    read = sheets.unpacked(request.POST.get("sheet", ""))
    name = files.tidy_name(request.POST.get("name", "")) or "表格"
    try:
        row = importing.apply(read, name=name, by=request.user, on=clock.today())
    except NotLawfulNow as refusal:
        return _preview(request, read, name, refusal.reasons, 409)
    messages.success(
        request, f"已导入 {row.made} 条" + (f"，{row.skipped} 条已有，没有重复登记" if row.skipped else "")
    )
    return redirect("reports:activities_sheet")


@page(*READERS)
def template(request: StaffRequest) -> HttpResponse:
    """The empty sheet to fill in: of one kind, or of all this person may enter."""
    may, kind = kinds_for(request.user), _kind(request)
    if not may or (kind and kind not in may):
        raise NotYours("您的岗位不能导入活动台账。")
    kinds = [kind] if kind else may
    response = HttpResponse(blank_sheet.workbook(kinds), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"活动台账模板{'（' + kind.label + '）' if kind else ''}.xlsx"
    )
    return response


# --- evidence ----------------------------------------------------------------------------------------------------


@page(*READERS)
def evidence(request: StaffRequest, pk: int, file: int) -> HttpResponse:
    """One piece of evidence as it was handed in; each look is on record."""
    activity = get_object_or_404(Activity.objects.visible_to(request.user), pk=pk)
    row = activity.files.select_related("file").filter(pk=file).first()
    if row is None:
        raise Http404("没有这份材料，或者它不在您能看的范围内。")
    try:
        content = files.bytes_of(row.file)
    except files.FileDamaged:
        chain.record("open_attachment_failed", by=request.user, about=row)
        reason = f"材料「{row.name}」缺失或已被改动，请立即报告系统管理员从备份恢复。"
        return render(request, "errors/409.html", {"reasons": [reason]}, status=409)
    chain.record("open_attachment", by=request.user, about=row)
    response = FileResponse(content, content_type=row.content_type)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=row.name) or "attachment"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    return response  # type: ignore[return-value]


_OWN = {"activities", "activities_new"}
urls = [
    path("activities/", show, name="activities"),
    path("activities/new/", new, name="activities_new"),
    path("activities/none/", none, name="activities_none"),
    path("activities/sheet/", sheet, name="activities_sheet"),
    path("activities/sheet/template.xlsx", template, name="activities_template"),
    path("activities/<int:pk>/evidence/<int:file>/", evidence, name="activities_file"),
    *[each for each in addresses(LEDGER) if each.name not in _OWN],
]
