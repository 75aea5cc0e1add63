"""季研判: the numbers of a quarter with what they are compared with, the topics that grew, the writer's words."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import content_disposition_header

from audit import chain
from cases.policies import NotLawfulNow
from law import clock
from organizations.acting import acting
from organizations.roles import Permission
from organizations.web import StaffRequest, acts_once, page
from reports.keeping import board
from reports.mechanisms import emerging, quarter, work_docx
from reports.mechanisms.quarter import Quarter
from reports.registry import REGISTRY
from reports.views.figures import unit_names
from reports.views.sets import key_words

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: The years a study may be asked for: before there is no register.
FIRST_YEAR = 2000


class StudyForm(forms.Form):
    """What the writer thinks about the quarter."""

    findings = forms.CharField(label="研判", required=False, max_length=6000, widget=forms.Textarea(attrs={"rows": 8}),
                               help_text="哪些领域、哪些地方变化大，为什么；一段一行。不写信访人姓名。")  # fmt: skip
    advice = forms.CharField(label="建议", required=False, max_length=6000, widget=forms.Textarea(attrs={"rows": 6}),
                             help_text="一条一行：谁、做什么。政策性问题另走完善政策的建议（条例第40条第2款）。")  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


@page(Permission.SEE_FIGURES)
def show(request: StaffRequest) -> HttpResponse:
    """One quarter; this one unless another was asked for."""
    asked, today = request.GET.get("q", ""), clock.today()
    try:
        chosen = Quarter.read(asked) if asked else Quarter.of(today)
    except ValueError:
        raise Http404 from None
    return _page(request, chosen)


def _page(
    request: StaffRequest, chosen: Quarter, form: StudyForm | None = None, problems: tuple[str, ...] = ()
) -> HttpResponse:
    today = clock.today()
    if chosen.first > today or chosen.year < FIRST_YEAR:
        raise Http404
    study, address = quarter.study_of(chosen), reverse("reports:quarter")
    may_write = quarter.may_write(request.user) and not (study and study.finished_on)
    if may_write and form is None:
        form = StudyForm(initial={"findings": study.findings if study else "", "advice": study.advice if study else "",
                                  "version": study.version if study else 0})  # fmt: skip
    span = chosen.span(today)
    live = {
        "quarter": chosen, "span": span, "whole": span.until == chosen.last, "study": study if _may_read(request, study) else None,
        "rule": emerging.RULE, "form": form if may_write else None, "problems": problems,
        "before_url": f"{address}?q={chosen.before}", "after_url": f"{address}?q={chosen.after}" if chosen.after.first <= today else "",
        "may_finish": may_write and study is not None and bool(study.advice) and chosen.last < today,
        "may_download": quarter.may_write(request.user) or bool(study and study.finished_on),
    }  # fmt: skip
    status = 409 if problems else 400 if form is not None and form.is_bound and not form.is_valid() else 200
    return board(
        request, "reports/mechanisms/quarter.html", live=live, counted=lambda: _figures(chosen, today), status=status
    )  # fmt: skip


def _figures(chosen: Quarter, today: date) -> dict[str, Any]:
    names = unit_names()
    return {
        "numbers": [{"line": line, "found": REGISTRY[line.key]} for line in quarter.numbers(chosen, today)],
        "tables": [{"title": title, "id": by, "rows": [{"line": line, "label": key_words(by, line.key, names)}
                                                       for line in quarter.table(chosen, by, today)]} for by, title in quarter.TABLES],
        "topics": [{"topic": topic, "label": topic.key.replace("/", "：").replace("：", " / "), "url": url}
                   for topic, url in quarter.growing(chosen, today)],
    }  # fmt: skip


def _may_read(request: StaffRequest, study: Any) -> bool:
    """The words are a draft until they are finished: the bureau's writers and leader alone read them before."""
    own = quarter.may_write(request.user) or (
        request.user.in_bureau and request.user.can(Permission.SUPERVISE)
    )
    return study is not None and (own or study.finished_on is not None)


def _read(text: str) -> Quarter:
    try:
        return Quarter.read(text)
    except ValueError:
        raise Http404 from None


@page(Permission.WRITE_REPORTS)
@acts_once
def write(request: StaffRequest, q: str) -> HttpResponse:
    """Save the words; what was typed is kept when somebody else saved meanwhile."""
    chosen = _read(q)
    address = f"{reverse('reports:quarter')}?q={chosen}"
    if request.method != "POST":
        return redirect(address)
    form = StudyForm(request.POST)
    if not form.is_valid():
        return _page(request, chosen, form)
    try:
        quarter.write(chosen, by=request.user, on=clock.today(), **form.cleaned_data)
        if "finish" in request.POST:
            quarter.finish(chosen, by=request.user, on=clock.today())
    except NotLawfulNow as refused:
        study = quarter.study_of(chosen)
        form.data = {**request.POST.dict(), "version": str(study.version if study else 0)}
        return _page(request, chosen, form, tuple(refused.reasons))
    messages.success(request, f"{chosen.label}研判已{'定稿' if 'finish' in request.POST else '保存'}。")
    return redirect(address)


@page(Permission.SEE_FIGURES)
def download(request: StaffRequest, q: str) -> HttpResponse:
    """工作报告稿 as .docx; the finished study says the same every time."""
    chosen = _read(q)
    study, today = quarter.study_of(chosen), clock.today()
    if chosen.first > today or not (quarter.may_write(request.user) or (study and study.finished_on)):
        raise Http404
    made = quarter.content(chosen, study, today)
    with acting(request.user):
        chain.record("export_quarter_study", by=request.user, about=study, reason=made["title"])
    response = HttpResponse(work_docx.render(made), content_type=DOCX)
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{made['title']}.docx"
    )
    return response


urls = [
    path("mechanisms/quarter/", show, name="quarter"),
    path("mechanisms/quarter/<str:q>/study/", write, name="quarter_write"),
    path("mechanisms/quarter/<str:q>/study.docx", download, name="quarter_docx"),
]
