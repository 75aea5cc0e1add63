"""导出: ask for a file of a set, see how far it is, fetch it."""

import logging
from typing import Any
from urllib.parse import urlencode

from celery.exceptions import OperationalError as NoWaker
from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header

from organizations.roles import Permission
from organizations.web import StaffRequest, acts_once, page
from reports import sets, tasks
from reports.exports import running
from reports.exports.models import Export

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SHOWN = 30
log = logging.getLogger(__name__)


class AskForm(forms.Form):
    """What for, and as what."""

    reason = forms.CharField(label="用途", max_length=120, help_text="例：月通报附表。导出会留下记录")
    form = forms.ChoiceField(label="格式", choices=list(Export.FORMS.items()))


@page(Permission.SEE_FIGURES)
@acts_once
def ask(request: StaffRequest) -> HttpResponse:
    """One set as a file, made in the background."""
    query = {name: str(value) for name, value in request.GET.items() if name != "after"}
    try:
        found = sets.read(query)
    except sets.Unreadable as problem:
        return render(request, "reports/set.html", {"problem": str(problem)}, status=400)
    form = AskForm(request.POST or None, initial={"form": "xlsx"})
    if request.method == "POST" and form.is_valid():
        running.ask(query, by=request.user, **form.cleaned_data)
        transaction.on_commit(_wake)
        messages.success(request, "已经排上队，做好以后在这里下载；可以离开这一页。")
        return redirect("reports:exports")
    return render(request, "reports/export_ask.html", {
        "form": form, "form_title": "导出明细", "form_lede": running.title_of(found), "submit": "导出这一组",
        "cancel_url": f"{reverse('reports:set')}?{urlencode(query)}",
    }, status=400 if form.is_bound else 200)  # fmt: skip


def _wake() -> None:
    """Redis carries only the hint: without it the minute's sweep makes the file."""
    try:
        tasks.work_off_exports.delay()
    except NoWaker:
        log.warning("no broker: the export waits for the next minute")


@page(Permission.SEE_FIGURES)
def show(request: StaffRequest) -> HttpResponse:
    """One's own exports; the part that changes is asked for anew while one is being made."""
    rows = list(Export.objects.visible_to(request.user)[:SHOWN])
    context: dict[str, Any] = {
        "rows": rows,
        "busy": any(row.state in (Export.WAITING, Export.RUNNING) for row in rows),
    }
    only = request.headers.get("HX-Request") == "true"
    return render(request, "reports/_exports.html" if only else "reports/exports.html", context)


@page(Permission.SEE_FIGURES)
def fetch(request: StaffRequest, pk: int) -> HttpResponse:
    """The file; another's does not exist."""
    row = get_object_or_404(Export.objects.visible_to(request.user), pk=pk)
    try:
        file = running.fetched(row, request.user)
    except running.NotPossible as problem:
        messages.error(request, str(problem))
        return redirect("reports:exports")
    response = FileResponse(file, content_type=TYPES[row.form])
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{row.title}.{row.form}"
    )
    return response  # type: ignore[return-value]


urls = [
    path("figures/exports/", show, name="exports"),
    path("figures/exports/new/", ask, name="export_ask"),
    path("figures/exports/<int:pk>/file/", fetch, name="export_file"),
]
