"""The pages of a ledger: the list, one record, the form of one step."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header

from audit import chain
from cases import consequences
from cases.ledgers.spec import Ledger, Line, Pairs, RecordSubject, Section, Step
from cases.models import Case
from cases.policies import NotLawfulNow, NotYours
from documents import issuing
from documents.drafting import ForeignFields, MissingFields
from law import clock
from law.periods import NotGranted
from organizations.models import User
from organizations.web import StaffRequest, acts_once, link_to, may_open, page

#: How many lines one page shows.
PAGE = 50
REFUSALS = (NotLawfulNow, NotGranted, MissingFields, ForeignFields, issuing.PaperRefused)
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def addresses(ledger: Ledger) -> list[URLPattern]:
    """The addresses of a ledger: ``slug``, ``slug_new``, ``slug_record``, ``slug_step``, ``slug_paper``."""
    slug, name = ledger.slug, ledger.slug
    return [
        path(f"{slug}/", _list(ledger), name=name),
        path(f"{slug}/new/", _new(ledger), name=f"{name}_new"),
        path(f"{slug}/<int:pk>/", _record(ledger), name=f"{name}_record"),
        path(f"{slug}/<int:pk>/papers/<uuid:paper>.<str:form>", _paper(ledger), name=f"{name}_paper"),
        path(f"{slug}/<int:pk>/<str:step>/", _step(ledger), name=f"{name}_step"),
    ]


# --- the list ----------------------------------------------------------------------------------------------------


def _list(ledger: Ledger) -> Any:
    @page(*ledger.permissions)
    def show(request: StaffRequest) -> HttpResponse:
        today, user = clock.today(), request.user
        view = next((row for row in ledger.views if row.name == request.GET.get("view")), ledger.views[0])
        rows = ledger.rows(user)
        address = reverse(ledger.url())
        after = request.GET.get("after", "")
        if view.order:
            chosen, following = _page_by_day(view.rows(rows, today), after, view.order)
        else:
            chosen, following = _page(view.rows(rows, today), after, newest_first=view.newest_first)
        tabs: list[dict[str, Any]] = [
            {"label": each.label, "url": f"{address}?view={each.name}", "n": each.rows(rows, today).count(), "current": each is view}
            for each in ledger.views
        ]  # fmt: skip
        context = {
            "ledger": ledger,
            "view": view,
            "lede": ledger.lede(rows, user, today),
            "lines": [_line(ledger, row, ledger.line(row, user, today)) for row in chosen],
            "rail": [{"title": "", "links": tabs}],
            "elsewhere": next((tab for tab in tabs if tab["n"] and not tab["current"]), None),
            "new_url": reverse(ledger.url("new")) if ledger.new and ledger.new.may(user, None) else "",
            "links": [{"label": label, "url": url} for label, name in ledger.links if (url := link_to(user, name))],
            "next_url": f"{address}?view={view.name}&after={following}" if following else "",
            "first_url": f"{address}?view={view.name}" if request.GET.get("after") else "",
        }  # fmt: skip
        return render(request, "ledgers/list.html", context)

    return show


def _page_by_day(rows: Any, after: str, order: str) -> tuple[list[Any], str]:
    """One page by a day and key, earliest first, and where the next begins (2026-03-02.17)."""
    day, _, pk = after.partition(".")
    if pk.isdecimal() and len(pk) < 19:
        try:
            mark = date.fromisoformat(day)
        except ValueError:
            mark = date.min
        rows = rows.filter(Q(**{f"{order}__gt": mark}) | Q(**{order: mark, "pk__gt": int(pk)}))
    found = list(rows.order_by(order, "pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], f"{getattr(last, order)}.{last.pk}" if last else ""


def _page(rows: Any, after: str, *, newest_first: bool) -> tuple[list[Any], Any]:
    """One page by keyset, and the key of the next one (0: no more)."""
    if after.isdecimal() and len(after) < 19:
        rows = rows.filter(**{"pk__lt" if newest_first else "pk__gt": int(after)})
    found = list(rows.order_by("-pk" if newest_first else "pk")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else 0


def _line(ledger: Ledger, row: Any, line: Line) -> dict[str, Any]:
    return {"line": line, "href": reverse(ledger.url("record"), args=[row.pk])}


# --- one record --------------------------------------------------------------------------------------------------


def _row(ledger: Ledger, request: StaffRequest, pk: int) -> Any:
    return get_object_or_404(ledger.rows(request.user), pk=pk)


def _record(ledger: Ledger) -> Any:
    @page(*ledger.permissions)
    def show(request: StaffRequest, pk: int) -> HttpResponse:
        row = _row(ledger, request, pk)
        context = {
            "ledger": ledger,
            "row": row,
            "title": ledger.title_of(row),
            "line": ledger.line(row, request.user, clock.today()),
            "list_url": reverse(ledger.url()),
            "facts": _linked([*_case_of(row, request.user), *ledger.facts(row, request.user)], request.user),
            "sections": [_linked_section(each, request.user) for each in ledger.sections(row, request.user)],
            "papers": _papers(ledger, row, request),
            "acts": _acts(ledger, row, request),
        }
        return render(request, "ledgers/record.html", context)

    return show


def _case_of(row: Any, user: User) -> Pairs:
    """The file the record belongs to, with its address for who may open it."""
    case = getattr(row, "case", None)
    if case is None:
        return []
    number: dict[str, Any] = {"label": "件号", "value": case.number}
    if Case.objects.visible_to(user).filter(pk=case.pk).exists():
        number |= {"url": reverse("cases:detail", args=[case.number]), "link": "打开"}
    return [{"label": "信访事项", "value": case.title}, number]


def _linked(rows: Any, user: User) -> list[Any]:
    """Words and cells with their links for who may open them, else the words alone."""
    return [
        {name: value for name, value in row.items() if name not in {"url", "link"}}
        if isinstance(row, dict) and row.get("url") and not may_open(user, row["url"])
        else row
        for row in rows
    ]


def _linked_section(section: Section, user: User) -> Section:
    body = [
        [
            (cell["text"] if isinstance(cell, dict) and "url" not in cell else cell)
            for cell in _linked(line, user)
        ]
        for line in section.body
    ]
    return replace(section, pairs=_linked(section.pairs, user), body=body)


def _papers(ledger: Ledger, row: Any, request: StaffRequest) -> list[dict[str, Any]]:
    return [
        {"name": paper.title, "number": paper.number, "on": paper.on, "voided": paper.voided_on,
         "pdf": reverse(ledger.url("paper"), args=[row.pk, paper.pk, "pdf"]),
         "docx": reverse(ledger.url("paper"), args=[row.pk, paper.pk, "docx"])}
        for paper in ledger.papers(row, request.user)
    ]  # fmt: skip


def _acts(ledger: Ledger, row: Any, request: StaffRequest) -> list[dict[str, Any]]:
    """What this person may do with it now, or why not; the first lawful one is the page's solid button."""
    found, main = [], False
    for step in ledger.steps:
        if not step.may(request.user, row) or not step.offered(row):
            continue
        reasons = step.blockers(row, clock.today())
        view = {"label": step.label, "article": step.article, "allowed": not reasons}
        if reasons:
            view |= {"why_not": reasons[0].removeprefix("不能：").removeprefix("还不能："), "never": reasons[0].startswith("不能：")}  # fmt: skip
        else:
            view |= {"href": reverse(ledger.url("step"), args=[row.pk, step.name]), "reason": step.follows}
            if step.main and not main:
                view |= {"main": True, "key": "N"}
                main = True
        found.append(view)
    return found


def _paper(ledger: Ledger) -> Any:
    @page(*ledger.permissions)
    def show(request: StaffRequest, pk: int, paper: UUID, form: str) -> HttpResponse:
        """A paper of the record as PDF or .docx; each opening is recorded."""
        row = _row(ledger, request, pk)
        found = next((each for each in ledger.papers(row, request.user) if each.pk == paper), None)
        if found is None or form not in CONTENT_TYPES:
            raise Http404("没有这份文书，或者它不在您能看的范围内。")
        chain.record(f"look_paper_{form}", by=request.user, about=found)
        data = issuing.pdf(found) if form == "pdf" else issuing.docx(found)
        response = HttpResponse(data, content_type=CONTENT_TYPES[form])
        name = f"{found.number}{found.title}.{form}"
        response["Content-Disposition"] = (
            content_disposition_header(as_attachment=form == "docx", filename=name) or "inline"
        )
        response["X-Content-Type-Options"] = "nosniff"
        return response

    return show


# --- the steps ---------------------------------------------------------------------------------------------------


def _new(ledger: Ledger) -> Any:
    @page(*ledger.permissions)
    @acts_once
    def show(request: StaffRequest) -> HttpResponse:
        if ledger.new is None:
            raise Http404("没有这个页面。")
        given = {name: str(value) for name, value in request.GET.items() if value}
        subject = RecordSubject(request.user, clock.today(), None, given)
        return _act(request, ledger, ledger.new, subject)

    return show


def _step(ledger: Ledger) -> Any:
    @page(*ledger.permissions)
    @acts_once
    def show(request: StaffRequest, pk: int, step: str) -> HttpResponse:
        row = _row(ledger, request, pk)
        chosen = next((each for each in ledger.steps if each.name == step), None)
        if chosen is None:
            raise Http404("没有这个页面。")
        return _act(request, ledger, chosen, RecordSubject(request.user, clock.today(), row))

    return show


def _act(request: StaffRequest, ledger: Ledger, step: Step, subject: RecordSubject) -> HttpResponse:
    """Show a form, or act on it; what the law refuses comes back with the typed text kept (409)."""
    if not step.may(subject.user, subject.row):
        raise NotYours(
            f"您的岗位不能「{step.label}」。{'此事由' + step.doer + '办理。' if step.doer else ''}"
        )
    reasons = step.blockers(subject.row, subject.today)
    if request.method != "POST":
        form = None if reasons else step.form(subject=subject, initial=step.initial(subject))
        return _show(request, ledger, step, subject, form, reasons)
    form, stale = _bound(step, request, subject)
    reasons = [*stale, *reasons]
    if reasons or not form.is_valid():
        return _show(request, ledger, step, subject, form, reasons)
    try:
        if "preview" in request.POST and subject.case:
            contents = consequences.rehearse(subject.case, lambda: step.perform(subject, form.cleaned_data))
            if contents:
                response = HttpResponse(issuing.render_pdf(contents[0]), content_type="application/pdf")
                response["Content-Disposition"] = "inline"
                return response
            return _show(request, ledger, step, subject, form, [])
        with transaction.atomic():
            made = step.perform(subject, form.cleaned_data)
    except REFUSALS as refusal:
        said = refusal.reasons if isinstance(refusal, NotLawfulNow) else [str(refusal)]
        return _show(request, ledger, step, subject, form, said)
    messages.success(request, f"已办：{step.label}")
    row = subject.row or made
    visible = ledger.rows(subject.user).filter(pk=row.pk).exists() if hasattr(row, "pk") else False
    return HttpResponseRedirect(
        reverse(ledger.url("record"), args=[row.pk]) if visible else reverse(ledger.url())
    )


def _bound(step: Step, request: StaffRequest, subject: RecordSubject) -> tuple[Any, list[str]]:
    """The form as typed, now carrying the present version; and that somebody acted since the page was opened."""
    data = request.POST.copy()
    seen = data.get("version", "")
    data["version"] = str(subject.version)
    form = step.form(data, request.FILES, subject=subject)
    if subject.row is not None and seen and seen != str(subject.version):
        return form, ["您打开这一页以后，这条记录已经变了。您写的都还在，看过以后再办一次。"]
    return form, []


def _show(
    request: StaffRequest, ledger: Ledger, step: Step, subject: RecordSubject, form: Any, reasons: list[str]
) -> HttpResponse:
    row = subject.row
    back = reverse(ledger.url("record"), args=[row.pk]) if row else reverse(ledger.url())
    context = {
        "ledger": ledger, "step": step, "form": form, "reasons": reasons, "back_url": back,
        "list_url": reverse(ledger.url()), "title": ledger.title_of(row) if row else ledger.title,
        "facts": [*_case_of(row, subject.user), *ledger.facts(row, subject.user)] if row else [],
        "shows": step.shows(subject), "button": step.button or step.label,
        "paper": step.paper and form is not None and subject.case is not None,
    }  # fmt: skip
    return render(request, "ledgers/act.html", context, status=409 if reasons else 200)
