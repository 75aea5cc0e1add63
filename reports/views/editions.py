"""定稿, 公开 and the files: what was handed out, with its digest, and whether it can be written again the same."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header

from audit import chain
from cases import files
from cases.policies import NotLawfulNow
from law import clock
from organizations.acting import acting
from organizations.roles import Permission
from organizations.web import StaffRequest, acts_once, page
from reports import annual, annual_docx, checks, companion, content, editions
from reports.drafts import REPORTS
from reports.forms import PublicationForm
from reports.models import FILE_KINDS, IssuedFile, ReportEdition
from reports.views.annual import address, is_public, report_of

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@page(Permission.WRITE_REPORTS)
@acts_once
def finish(request: StaffRequest, year: int, kind: str) -> HttpResponse:
    """定稿 after a last look at what is missing, and on which frozen figures it will rest."""
    report, today, refused = report_of(kind, year), clock.today(), []
    if request.method == "POST":
        try:
            edition = editions.finish(year, kind, by=request.user, on=today, anew="anew" in request.POST)
            messages.success(request, f"{year}年{report.name}已定稿，内容不再随数据变化。")
            return redirect(reverse("reports:annual_edition_page", args=[edition.pk]))
        except NotLawfulNow as problem:
            refused = problem.reasons
    book = annual.live_book(year, as_of=today)
    parts = content.parts_of(content.source_of(report, book, on=today), book)
    kept = annual.frozen_year(year)
    return render(request, "reports/finish.html", {
        "report": report, "year": year, "problems": checks.check(report, parts, book), "back": address(year, kind),
        "refused": refused, "kept": kept if kept and kept.before_id else None, "is_public": editions.is_public(year),
    }, status=409 if refused else 200)  # fmt: skip


@page(Permission.WRITE_REPORTS)
@acts_once
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """One finished report: its snapshot, its files, and whether they can be written again; making it public."""
    edition = get_object_or_404(ReportEdition.objects.select_related("snapshot__before", "made_by"), pk=pk)
    form, refused = PublicationForm(request.POST or None, initial={"on": clock.today()}), []
    if request.method == "POST" and form.is_valid():
        try:
            editions.publish(
                edition, by=request.user, on=form.cleaned_data["on"], place=form.cleaned_data["place"]
            )
            messages.success(request, "已登记公开，公开稿里不足5的数字已略去。")
            return redirect(reverse("reports:annual_edition_page", args=[pk]))
        except NotLawfulNow as problem:
            refused = problem.reasons
    issued = list(edition.files.select_related("made_by"))
    checked = "check" in request.GET
    report = REPORTS[edition.kind]
    return render(request, "reports/edition.html", {
        "edition": edition, "report": report, "form": form, "refused": refused,
        "publication": edition.publication if is_public(edition) else None, "public_on": report.public_on(edition.year),
        "files": [{"row": row, "words": FILE_KINDS[row.kind], "found": _compared(row) if checked else None} for row in issued],
        "checked": checked, "back": address(edition.year, edition.kind),
    }, status=409 if refused else 400 if request.method == "POST" else 200)  # fmt: skip


def _compared(row: IssuedFile) -> dict[str, Any]:
    try:
        return {"differences": editions.compared(row), "damaged": False}
    except files.FileDamaged:
        return {"differences": [], "damaged": True}


def _answer(request: StaffRequest, data: bytes, name: str, about: object = None) -> HttpResponse:
    with acting(request.user):
        chain.record("export_annual_report", by=request.user, about=about, reason=name)
    response = HttpResponse(data, content_type=TYPES[name.rpartition(".")[2]])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def _as_it_stands(kind: str, year: int) -> dict[str, Any]:
    today = clock.today()
    report, book = report_of(kind, year), annual.live_book(year, as_of=today)
    return content.build(report, content.source_of(report, book, on=today), book)


@page(Permission.WRITE_REPORTS)
def download(request: StaffRequest, year: int, kind: str) -> HttpResponse:
    """The report as it stands now."""
    made = _as_it_stands(kind, year)
    return _answer(request, annual_docx.render(made), f"{made['title']}（未定稿）.docx")


@page(Permission.WRITE_REPORTS)
def download_companion(request: StaffRequest, year: int, kind: str) -> HttpResponse:
    """Its companion table as it stands now."""
    made = _as_it_stands(kind, year)
    return _answer(
        request,
        companion.render(made, companion.terms_of(made, {})),
        f"{made['title']}数字附表（未定稿）.xlsx",
    )


@page(Permission.WRITE_REPORTS)
def download_edition(request: StaffRequest, pk: int) -> HttpResponse:
    """A finished report: the file as it was handed out; one from before files were kept is written from its content."""
    edition = get_object_or_404(ReportEdition, pk=pk)
    row = edition.files.filter(kind="docx").first()
    if row is not None:
        return download_file(request, row.pk)
    return _answer(request, annual_docx.render(edition.content), f"{edition.content['title']}.docx", edition)


@page(Permission.WRITE_REPORTS)
def download_file(request: StaffRequest, pk: int) -> HttpResponse:
    """The very bytes that were handed out."""
    row = get_object_or_404(IssuedFile.objects.select_related("file", "edition"), pk=pk)
    with files.bytes_of(row.file) as source:
        return _answer(request, source.read(), row.name, row.edition)


urls = [
    path("reports/annual/<int:year>/<str:kind>/finish/", finish, name="annual_finish"),
    path("reports/annual/<int:year>/<str:kind>/report.docx", download, name="annual_docx"),
    path("reports/annual/<int:year>/<str:kind>/figures.xlsx", download_companion, name="annual_xlsx"),
    path("reports/annual/editions/<int:pk>/", show, name="annual_edition_page"),
    path("reports/annual/editions/<int:pk>.docx", download_edition, name="annual_edition"),
    path("reports/annual/files/<int:pk>/", download_file, name="annual_file"),
]
