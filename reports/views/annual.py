"""年度报告: every figure with its set, numbers entered by hand, the texts, the .docx."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header

from audit import chain
from cases.models import Case
from law import clock
from organizations.acting import acting
from organizations.roles import Permission
from organizations.web import StaffRequest, acts_once, page
from oversight.models import Recommendation
from reports import actions, annual, annual_docx, checks, content
from reports.drafts import REPORTS, Report, Section
from reports.forms import EntryForm, TextForm
from reports.models import ReportEdition, ReportText
from reports.views.figures import PAGE, after, chosen, next_page, unit_names
from reports.wording import plain

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FIRST_YEAR = 2000


def _report(kind: str, year: int) -> Report:
    if kind not in REPORTS or not FIRST_YEAR <= year <= clock.today().year + 1:
        raise Http404
    return REPORTS[kind]


def _address(year: int, kind: str) -> str:
    return f"{reverse('reports:annual')}?year={year}&kind={kind}"


@page(Permission.WRITE_REPORTS)
def show(request: StaffRequest) -> HttpResponse:
    """One report of one year: what is missing, figures, sections, editions."""
    this_year = clock.today().year
    kind, asked = request.GET.get("kind", "regulation"), request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else this_year
    report = _report(kind, year)
    figures = annual.compute(year, as_of=clock.today())
    texts = content.texts_of(report, year, figures)
    written = {
        row.section: row
        for row in ReportText.objects.filter(year=year, kind=kind).select_related("written_by")
    }
    return render(request, "reports/annual.html", {
        "report": report, "year": year,
        "kinds": [{"label": other.name, "url": _address(year, code), "current": code == kind, "n": None}
                  for code, other in REPORTS.items()],
        "years": [{"label": f"{n}年", "url": _address(n, kind), "current": n == year} for n in range(this_year, this_year - 5, -1)],
        "computed": _lines([figure for figure in figures if figure.source == annual.COMPUTED]),
        "entered": _lines([figure for figure in figures if figure.source == annual.ENTERED]),
        "missing": sum(figure.value is None for figure in figures if figure.source == annual.ENTERED),
        "sections": [{"section": section, "text": texts[section.code], "written": written.get(section.code)}
                     for section in report.sections],
        "problems": checks.check(report, year, texts),
        "fields": annual.fields(year) if kind == "regulation" else [],
        "units": annual.complained_of(year) if kind == "regulation" else [],
        "editions": ReportEdition.objects.filter(year=year, kind=kind).select_related("made_by").defer("content"),
    })  # fmt: skip


def _lines(figures: list[annual.Figure]) -> list[dict[str, Any]]:
    return [{"figure": figure, "shown": plain(figure.value, rate=figure.is_rate)} for figure in figures]


@page(Permission.WRITE_REPORTS)
@acts_once
def enter(request: StaffRequest, year: int, figure: str) -> HttpResponse:
    """Enter one number with its source, or take it out again."""
    _report("regulation", year)
    wanted = annual.by_hand(year).get(figure)
    if wanted is None:
        raise Http404
    back = _address(year, request.GET.get("kind", "regulation"))
    entry = annual.entry_of(year, wanted)
    if request.method == "POST" and "withdraw" in request.POST:
        actions.withdraw(year, figure, by=request.user)
        messages.success(request, f"「{wanted.label}」已撤回，按未填报处理。")
        return redirect(back)
    initial = {"value": annual.number(entry.value), "source": entry.source} if entry else {}
    form = EntryForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.enter(year, figure, by=request.user, on=clock.today(), **form.cleaned_data)
        messages.success(request, f"「{wanted.label}」已填报。")
        return redirect(back)
    return render(request, "reports/entry.html", {"form": form, "wanted": wanted, "year": year, "entry": entry, "back": back},
                  status=400 if form.is_bound else 200)  # fmt: skip


def _section(report: Report, code: str) -> Section:
    found = next((section for section in report.sections if section.code == code), None)
    if found is None:
        raise Http404
    return found


@page(Permission.WRITE_REPORTS)
@acts_once
def write(request: StaffRequest, year: int, kind: str, section: str) -> HttpResponse:
    """A section in the writer's words; another's newer text is shown, never overwritten."""
    report = _report(kind, year)
    part = _section(report, section)
    row = ReportText.objects.filter(year=year, kind=kind, section=section).first()
    by_id = {figure.id: figure for figure in annual.compute(year, as_of=clock.today())}
    draft = part.draft(year, by_id)
    form = TextForm(
        request.POST or None,
        initial={"text": row.text if row else draft, "version": row.version if row else 0},
    )
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.write(year, kind, section, by=request.user, **form.cleaned_data)
            messages.success(request, f"「{part.title}」已保存。")
            return redirect(_address(year, kind))
        except actions.Outdated as outdated:
            theirs = outdated.current
            form.data = {**request.POST.dict(), "version": str(theirs.version)}
            form.add_error(None, str(outdated))
    return render(request, "reports/section.html", {
        "form": form, "part": part, "report": report, "year": year, "draft": draft, "theirs": theirs,
        "back": _address(year, kind),
    }, status=409 if theirs else 400 if form.is_bound else 200)  # fmt: skip


@page(Permission.WRITE_REPORTS)
@acts_once
def finish(request: StaffRequest, year: int, kind: str) -> HttpResponse:
    """定稿 after a last look at what is missing."""
    report = _report(kind, year)
    if request.method == "POST":
        actions.finish(year, kind, by=request.user, on=clock.today())
        messages.success(request, f"{year}年{report.name}已定稿，内容不再随数据变化。")
        return redirect(_address(year, kind))
    texts = content.texts_of(report, year, annual.compute(year, as_of=clock.today()))
    return render(request, "reports/finish.html", {
        "report": report, "year": year, "problems": checks.check(report, year, texts), "back": _address(year, kind),
    })  # fmt: skip


def _file(request: StaffRequest, made: dict[str, Any], about: object = None) -> HttpResponse:
    with acting(request.user):
        chain.record("export_annual_report", by=request.user, about=about, reason=made["title"])
    response = HttpResponse(annual_docx.render(made), content_type=DOCX)
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{made['title']}.docx"
    )
    return response


@page(Permission.WRITE_REPORTS)
def download(request: StaffRequest, year: int, kind: str) -> HttpResponse:
    """The report as it stands now."""
    return _file(request, content.build(_report(kind, year), year, on=clock.today()))


@page(Permission.WRITE_REPORTS)
def download_edition(request: StaffRequest, pk: int) -> HttpResponse:
    """A finished report, the same content every time."""
    edition = get_object_or_404(ReportEdition, pk=pk)
    return _file(request, edition.content, edition)


@page(Permission.SEE_FIGURES)
def show_cases(request: StaffRequest) -> HttpResponse:
    """The cases behind a figure of acts (转送, 交办, 督办 …)."""
    _, span, _ = chosen(request, clock.today())
    code = request.GET.get("unit", "")
    named = annual.cases_of_set(request.GET.get("set", ""), span, code)
    if named is None:
        raise Http404
    label, found = named
    found = found.filter(pk__in=Case.objects.visible_to(request.user).values("pk"))
    total, mark = found.count(), after(request)
    if mark:
        found = found.filter(received_on__lte=mark[0]).exclude(received_on=mark[0], pk__gte=mark[1])
    rows: list[dict[str, Any]] = [
        {"pk": case.pk, "day": case.received_on, "case": case, "unit": case.receiving_unit, "closed": case.closed_on}
        for case in found.select_related("receiving_unit").order_by("-received_on", "-pk")[:PAGE]
    ]  # fmt: skip
    return render(request, "reports/cases.html", {
        "label": f"{unit_names().get(code, code)}{label}" if code else label, "span": span, "total": total, "rows": rows,
        "next_url": next_page(request, rows), "first_url": _first(request) if mark else "",
    })  # fmt: skip


@page(Permission.SEE_FIGURES)
def show_recommendations(request: StaffRequest) -> HttpResponse:
    """The recommendations a figure of the annual report counts (条例第41条第1款第3项)."""
    _, span, _ = chosen(request, clock.today())
    code = request.GET.get("set", "")
    if code not in annual.RECOMMENDED_IDS:
        raise Http404
    visible = Recommendation.objects.visible_to(request.user).values("pk")
    found = annual.recommendations_of(code, span).filter(pk__in=visible)
    total, mark = found.count(), request.GET.get("after", "")
    if mark.isdecimal() and len(mark) < 19:
        found = found.filter(pk__lt=int(mark))
    rows = list(found.select_related("organ", "paper").order_by("-pk")[: PAGE + 1])
    query = request.GET.copy()
    query["after"] = str(rows[PAGE - 1].pk) if len(rows) > PAGE else ""
    return render(request, "reports/recommendations.html", {
        "label": annual.RECOMMENDED_IDS[code].label, "span": span, "total": total, "rows": rows[:PAGE],
        "next_url": f"?{query.urlencode()}" if len(rows) > PAGE else "", "first_url": _first(request) if mark else "",
    })  # fmt: skip


def _first(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    return f"?{query.urlencode()}"


urls = [
    path("figures/cases/", show_cases, name="cases"),
    path("figures/recommendations/", show_recommendations, name="recommendations"),
    path("reports/annual/", show, name="annual"),
    path("reports/annual/<int:year>/figures/<str:figure>/", enter, name="annual_enter"),
    path("reports/annual/<int:year>/<str:kind>/sections/<str:section>/", write, name="annual_write"),
    path("reports/annual/<int:year>/<str:kind>/finish/", finish, name="annual_finish"),
    path("reports/annual/<int:year>/<str:kind>/report.docx", download, name="annual_docx"),
    path("reports/annual/editions/<int:pk>.docx", download_edition, name="annual_edition"),
]
