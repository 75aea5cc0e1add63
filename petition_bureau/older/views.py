"""历史台账导入: the sheets that can be handed in, one sheet's finding, and how far its import is."""

import csv
import io
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from kombu.exceptions import OperationalError

from cases import policies
from cases.models import SheetImport
from cases.policies import NotLawfulNow
from documents import sheets
from documents.sheet_templates import template
from law import clock
from organizations.roles import Permission
from organizations.web import StaffRequest, acts_once, page
from petition_bureau import tasks
from petition_bureau.older import handing_in
from petition_bureau.older.kinds import KINDS, Kind

SHOWN, PAST = 30, 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SheetForm(forms.Form):
    kind = forms.ChoiceField(label="台账", choices=[(kind.code, kind.title) for kind in KINDS.values()])
    file = forms.FileField(
        label="填好的表格", widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=f".xlsx，或者 UTF-8 的 .csv；不超过 {sheets.LARGEST // 1_000_000} MB、{sheets.ROWS // 10_000} 万行。",
        error_messages={"required": "请选择文件", "empty": "这是空文件，请重新选择"},
    )  # fmt: skip

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > sheets.LARGEST:
            raise forms.ValidationError(f"文件大于 {sheets.LARGEST // 1_000_000} MB，请分成几个文件")
        return upload


def _may(request: StaffRequest) -> None:
    policies.require(request.user, "import_case", None)


def _kind(code: str) -> Kind:
    if code not in KINDS:
        raise Http404("没有这种台账。")
    return KINDS[code]


@page(Permission.WRITE_REPORTS, Permission.SCREEN)
@acts_once
def sheets_page(request: StaffRequest) -> HttpResponse:
    """What can be handed in, the form, and what was handed in before."""
    _may(request)
    form = SheetForm(
        request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind", "cases")}
    )
    status = 200
    if request.method == "POST":
        if form.is_valid() and (row := _handed_in(request, form)):
            return redirect("older:sheet", row.pk)
        status = 422
    past = (
        SheetImport.objects.visible_to(request.user).select_related("by").defer("content", "rejected")[:PAST]
    )
    context = {"form": form, "kinds": KINDS.values(), "past": [_line(row) for row in past]}
    return render(request, "older/sheets.html", context, status=status)


def _handed_in(request: StaffRequest, form: SheetForm) -> SheetImport | None:
    """The sheet, looked over at once if it is short; None with the reason in the form."""
    upload, on = form.cleaned_data["file"], clock.today()
    row = None
    try:
        row = handing_in.hand_in(
            form.cleaned_data["kind"], upload.name, upload.read(), by=request.user, on=on
        )
        if handing_in.is_large(row):
            _later(row, tasks.look_over_sheet)
        else:
            handing_in.look_over(row, on=on)
    except sheets.Unreadable as problem:
        form.add_error("file", str(problem))
        if row:
            row.delete()
        return None
    return row


def _later(row: SheetImport, task: Any) -> None:
    """In the background, once this request is kept."""

    def send() -> None:
        try:
            task.delay(row.pk)
        except OperationalError:
            handing_in.fail(row, "后台没有应答，请告诉系统管理员，过一会儿把同一个文件再传一次")

    transaction.on_commit(send)


def _line(row: SheetImport) -> dict[str, Any]:
    return {"row": row, "kind": KINDS[row.kind].title, "state": state_of(row)}


def state_of(row: SheetImport) -> str:
    """How it stands, in a word."""
    if row.finished_at:
        return f"已导入 {row.taken}，已有 {row.skipped}，拒收 {row.refused}"
    if row.error:
        return "没有完成"
    if row.applied_at:
        return "正在导入"
    return "检查完，等您确认" if row.checked_at else "正在检查"


@page(Permission.WRITE_REPORTS, Permission.SCREEN)
def template_of(request: StaffRequest, kind: str) -> HttpResponse:
    """The sheet to fill in."""
    _may(request)
    found = _kind(kind)
    return _download(template(f"{found.title}导入模板", found.columns), f"{found.title}导入模板.xlsx", XLSX)


@page(Permission.WRITE_REPORTS, Permission.SCREEN)
@acts_once
def sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """The finding of one sheet; taking it over; how far it is."""
    row = _row(request, pk)
    reasons: list[str] = []
    if request.method == "POST":
        try:
            if "drop" in request.POST:
                handing_in.drop(row, by=request.user, on=clock.today())
                messages.success(request, f"{row.file_name} 没有导入，文件已经删去。")
                return redirect("older:sheets")
            return _taken_over(request, row)
        except NotLawfulNow as refusal:
            reasons = refusal.reasons
    waiting = not row.error and ((row.applied_at and not row.finished_at) or not row.checked_at)
    context = {
        "row": row, "kind": KINDS[row.kind], "state": state_of(row), "waiting": waiting, "reasons": reasons, "mine": row.by == request.user,
        "rejected": [dict(zip(("line", "column", "reason"), each, strict=True)) for each in row.rejected[:SHOWN]],
        "more": max(row.refused - SHOWN, 0), "large": row.rows > handing_in.AT_ONCE,
    }  # fmt: skip
    return render(request, "older/sheet.html", context, status=409 if reasons else 200)


def _row(request: StaffRequest, pk: int) -> SheetImport:
    _may(request)
    rows = SheetImport.objects.visible_to(request.user).select_related("by").defer("content")
    return get_object_or_404(rows, pk=pk)


def _taken_over(request: StaffRequest, row: SheetImport) -> HttpResponse:
    row = handing_in.apply(row, by=request.user)
    if handing_in.is_large(row):
        _later(row, tasks.take_over_sheet)
        messages.success(request, f"{row.rows} 行在后台导入，这一页会自己更新。")
    else:
        row = handing_in.take_over(row, on=clock.today())
        messages.success(
            request, f"{row.file_name}：导入 {row.taken}，已有 {row.skipped}，拒收 {row.refused}。"
        )
    return redirect("older:sheet", row.pk)


@page(Permission.WRITE_REPORTS, Permission.SCREEN)
def rejected(request: StaffRequest, pk: int) -> HttpResponse:
    """The refused rows by line, column and reason; their words stay in the person's own file."""
    row = _row(request, pk)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["行", "列", "原因"])
    writer.writerows([line, _harmless(column), _harmless(reason)] for line, column, reason in row.rejected)
    return _download(out.getvalue().encode("utf-8-sig"), f"拒收的行-{row.pk}.csv", "text/csv; charset=utf-8")


def _harmless(text: str) -> str:
    """A spreadsheet takes no cell of it for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def _download(data: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
