"""年度报告: every figure with its set, numbers entered by hand, the texts with their tokens, the parts."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from cases.policies import NotLawfulNow
from law import clock
from organizations.roles import Permission
from organizations.web import StaffRequest, acts_once, page
from reports import actions, annual, checks, content, tokens
from reports.annual import Book
from reports.by_hand import ACCUSATIONS, by_hand, entry_of, number
from reports.drafts import REPORTS, Report, Section
from reports.forms import EntryForm, PartForm, TextForm
from reports.models import Publication, ReportEdition, ReportEntry, ReportPart, ReportText
from reports.tokens import Piece

FIRST_YEAR = 2000
#: How many years can be chosen on the page.
YEARS = 5


def report_of(kind: str, year: int) -> Report:
    if kind not in REPORTS or not FIRST_YEAR <= year <= clock.today().year + 1:
        raise Http404
    return REPORTS[kind]


def address(year: int, kind: str) -> str:
    return f"{reverse('reports:annual')}?year={year}&kind={kind}"


def _asked_year(request: StaffRequest) -> int:
    """The year asked for; before 1 April, when last year's reports are due, last year."""
    asked, today = request.GET.get("year", ""), clock.today()
    if asked.isascii() and asked.isdigit() and len(asked) == 4:
        return int(asked)
    return today.year - 1 if today < date(today.year, 4, 1) else today.year


@page(Permission.WRITE_REPORTS)
def show(request: StaffRequest) -> HttpResponse:
    """One report of one year: by when, what is missing, figures, parts, editions."""
    today, kind = clock.today(), request.GET.get("kind", "regulation")
    year = _asked_year(request)
    report = report_of(kind, year)
    book = annual.live_book(year, as_of=today)
    source = content.source_of(report, book, on=today)
    parts = content.parts_of(source, book)
    written = {
        row.section: row
        for row in ReportText.objects.filter(year=year, kind=kind).select_related("written_by")
    }
    finished = ReportEdition.objects.filter(year=year, kind=kind).select_related("made_by", "publication")
    editions = list(finished.defer("content", "source"))
    return render(request, "reports/annual.html", {
        "report": report, "year": year, "five": source["five"],
        "kinds": [{"label": other.name, "url": address(year, code), "current": code == kind, "n": None}
                  for code, other in REPORTS.items()],
        "years": [{"label": f"{n}年", "url": address(n, kind), "current": n == year}
                  for n in range(today.year, today.year - YEARS, -1)],
        "computed": _lines([figure for figure in book.figures if figure.source == annual.COMPUTED]),
        "entered": _lines([*(figure for figure in book.figures if figure.source == annual.ENTERED), *book.may_be_entered]),
        "missing": sum(figure.value is None for figure in book.figures if figure.source == annual.ENTERED),
        "parts": [{"section": part.section, "lines": lines_of(part.pieces), "written": written.get(part.section.code)}
                  for part in parts],
        "problems": checks.check(report, parts, book), "accusations": ACCUSATIONS, "incomparable": book.unlike_years,
        "tables": [(title, head, getattr(book, name)) for title, head, name in TABLES] if kind == "regulation" else [],
        "editions": editions, "deadlines": deadlines(report, year, editions, today),
    })  # fmt: skip


#: Tables of the page: title with its qualifier, head, and where they come from.
TABLES = (
    ("信访形式", "形式", "channels"), ("逐月登记", "月份", "months"), ("涉及领域", "一级分类", "fields"),
    ("被投诉较多的机关、单位", "单位", "complained_of"),
)  # fmt: skip


def deadlines(report: Report, year: int, editions: list[ReportEdition], today: date) -> list[dict[str, Any]]:
    """报送 and 公开 with the days left; done once there is an edition, or one that is public."""
    public = [edition.publication.on for edition in editions if is_public(edition)]
    finished = [edition.made_on for edition in editions]
    found = []
    for label, due, days, done in (
        ("报送", report.due_on(year), finished, "定稿"),
        ("向社会公开", report.public_on(year), public, "公开"),
    ):
        if due is not None:
            on = min(days, default=None)
            found.append({"label": label, "due_on": due, "done_on": on, "done": done, "days_left": (due - today).days,
                          "late": on is not None and on > due})  # fmt: skip
    return found


def is_public(edition: ReportEdition) -> bool:
    try:
        return edition.publication is not None
    except Publication.DoesNotExist:
        return False


def lines_of(pieces: tuple[Piece, ...] | list[Piece]) -> list[list[Piece]]:
    """A text's pieces, paragraph by paragraph."""
    found: list[list[Piece]] = [[]]
    for piece in pieces:
        if not piece.typed:
            found[-1].append(piece)
            continue
        first, *more = piece.text.split("\n")
        found[-1].append(Piece(first))
        found += [[Piece(line)] for line in more]
    return [line for line in found if any(piece.text.strip() for piece in line)]


def _lines(figures: list[annual.Figure]) -> list[dict[str, Any]]:
    return [
        {"figure": figure, "shown": content.number_of(figure), "change": content.change(figure)}
        for figure in figures
    ]


@page(Permission.WRITE_REPORTS, Permission.KEEP_COMPARTMENT)
@acts_once
def enter(request: StaffRequest, year: int, figure: str) -> HttpResponse:
    """Enter one number with its source, or take it out again; that of accusations is its keeper's."""
    report_of("regulation", year)
    actions.require_entry(request.user, figure)
    wanted = by_hand(year).get(figure)
    if wanted is None:
        raise Http404
    back = (
        reverse("reports:accusations")
        if figure == ACCUSATIONS
        else address(year, request.GET.get("kind", "regulation"))
    )
    entry = entry_of(year, wanted)
    if request.method == "POST" and "withdraw" in request.POST:
        actions.withdraw(year, figure, by=request.user)
        messages.success(request, f"「{wanted.label}」已撤回，按未填报处理。")
        return redirect(back)
    initial = {"value": number(entry.value), "source": entry.source} if entry else {}
    form = EntryForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.enter(year, figure, by=request.user, on=clock.today(), **form.cleaned_data)
        messages.success(request, f"「{wanted.label}」已填报。")
        return redirect(back)
    return render(request, "reports/entry.html", {"form": form, "wanted": wanted, "year": year, "entry": entry, "back": back},
                  status=400 if form.is_bound else 200)  # fmt: skip


@page(Permission.KEEP_COMPARTMENT)
def show_accusations(request: StaffRequest) -> HttpResponse:
    """The totals of accusations by year, as their keeper entered them; nothing else of them is anywhere."""
    this_year = clock.today().year
    known = {
        row.year: row for row in ReportEntry.objects.filter(figure=ACCUSATIONS).select_related("entered_by")
    }
    rows = [
        {"year": year, "row": known.get(year), "value": number(known[year].value) if year in known else None,
         "url": reverse("reports:annual_enter", args=[year, ACCUSATIONS])}
        for year in range(this_year, this_year - YEARS, -1)
    ]  # fmt: skip
    return render(request, "reports/accusations.html", {"rows": rows})


def _section(report: Report, year: int, code: str) -> Section:
    found = next((section for section in content.sections_of(report, year) if section.code == code), None)
    if found is None:
        raise Http404
    return found


@page(Permission.WRITE_REPORTS)
@acts_once
def write(request: StaffRequest, year: int, kind: str, section: str) -> HttpResponse:
    """A part in the writer's words, with the figures to put in beside it; another's newer text is never overwritten."""
    report = report_of(kind, year)
    part = _section(report, year, section)
    row = ReportText.objects.filter(year=year, kind=kind, section=section).first()
    book = annual.live_book(year, as_of=clock.today())
    draft = part.draft(book)
    form = TextForm(
        request.POST or None,
        initial={"text": row.text if row else draft, "version": row.version if row else 0},
    )
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.write(year, kind, section, by=request.user, **form.cleaned_data)
            _tell(request, part, form.cleaned_data["text"], book)
            return redirect(address(year, kind))
        except actions.Outdated as outdated:
            theirs = outdated.current
            form.data = {**request.POST.dict(), "version": str(theirs.version)}
            form.add_error(None, str(outdated))
    shown = form.data.get("text", "") if form.is_bound else form.initial["text"]
    return render(request, "reports/section.html", {
        "form": form, "part": part, "report": report, "year": year, "draft": draft, "theirs": theirs,
        "lines": lines_of(tokens.pieces(str(shown), book)), "offered": tokens.offered(book), "back": address(year, kind),
    }, status=409 if theirs else 400 if form.is_bound else 200)  # fmt: skip


def _tell(request: StaffRequest, part: Section, text: str, book: Book) -> None:
    """Saved; and which tokens in it stand for nothing."""
    messages.success(request, f"「{part.title}」已保存。")
    for piece in tokens.pieces(text, book):
        if piece.problem:
            messages.warning(request, f"{piece.text}：{piece.problem}")


@page(Permission.WRITE_REPORTS)
@acts_once
def parts(request: StaffRequest, year: int, kind: str) -> HttpResponse:
    """The parts of a report: the law's, those added, and the frame of 五个法治化."""
    report = report_of(kind, year)
    form = PartForm(request.POST or None, report=report)
    refused: list[str] = []
    back = reverse("reports:annual_parts", args=[year, kind])
    if request.method == "POST":
        try:
            if done := _changed(request, report, year, form):
                messages.success(request, done)
                return redirect(back)
        except NotLawfulNow as problem:
            refused = problem.reasons
    return render(request, "reports/parts.html", {
        "report": report, "year": year, "sections": content.sections_of(report, year), "form": form, "refused": refused,
        "five": content.is_framed(report, year), "can_frame": any(s.code == content.FRAMED for s in report.sections),
        "back": address(year, kind),
    }, status=409 if refused else 400 if request.method == "POST" else 200)  # fmt: skip


def _changed(request: StaffRequest, report: Report, year: int, form: PartForm) -> str:
    """Do what was asked; the sentence that says so, empty when the form is wrong."""
    by, asked = request.user, request.POST
    if "five" in asked:
        five = asked["five"] == "1"
        actions.frame(year, report.code, five=five, by=by)
        return (
            "已按五个法治化写草稿；改写过的正文没有动。"
            if five
            else "不再按五个法治化写；改写过的正文没有动。"
        )
    if "drop" in asked:
        if not ReportPart.objects.filter(year=year, kind=report.code, code=asked["drop"]).exists():
            raise Http404
        actions.drop_part(year, report.code, asked["drop"], by=by)
        return "已去掉这一部分，后面的重新编号。"
    if form.is_valid():
        row = actions.add_part(year, report.code, by=by, **form.cleaned_data)
        return f"已增加「{row.title}」。"
    return ""


urls = [
    path("reports/annual/", show, name="annual"),
    path("reports/annual/accusations/", show_accusations, name="accusations"),
    path("reports/annual/<int:year>/figures/<str:figure>/", enter, name="annual_enter"),
    path("reports/annual/<int:year>/<str:kind>/sections/<str:section>/", write, name="annual_write"),
    path("reports/annual/<int:year>/<str:kind>/parts/", parts, name="annual_parts"),
]
