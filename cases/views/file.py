"""The case page, the papers of the file, and the look at a sealed value."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header

from audit import chain
from cases import actions, beside, next_acts, presenting
from cases.clock_view import clock as clock_of
from cases.forms.file_acts import RevealForm
from cases.models import CasePaper, Petitioner
from cases.policies import NotLawfulNow, NotYours
from cases.reading import File, open_file, works_on_files
from cases.views import acts
from documents import issuing
from law import clock
from organizations.web import StaffRequest, acts_once, page

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def _number(request: StaffRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return int(value) if value.isdigit() and len(value) < 19 else None


@page()
def detail(request: StaffRequest, number: str) -> HttpResponse:
    """The file: its clock, what is asked, what may be done now, what happened, the papers (design §6)."""
    file = open_file(
        request.user, number, clock.today(), handling=_number(request, "handling"), claim=_number(request, "claim"),
        all_events=request.GET.get("events") == "all",
    )  # fmt: skip
    return _show(request, file)


def _show(request: StaffRequest, file: File, shown: tuple[str, str, str] | None = None) -> HttpResponse:
    papers, slips = presenting.folded(presenting.papers(file.papers))
    context: dict[str, Any] = {
        "file": file,
        "case": file.case,
        "today": file.today,
        "clock": clock_of(file),
        "tabs": presenting.tabs(file),
        "claims": presenting.claims(file),
        "acts": next_acts.acts(file),
        "note_url": next_acts.note_url(file),
        "timeline": presenting.timeline(file),
        "owed": presenting.owed_papers(file),
        "papers": papers,
        "slips": slips,
        "people": presenting.petitioners(file, shown),
        "facts": presenting.facts(file),
        "units": presenting.units(file),
        "ratings": presenting.ratings(file),
        "imported": presenting.origin(file.case),
        "sealed": _sealed(request, file),
        "add_url": next_acts.add_url(file),
        "panels": beside.panels(file),
        "joining": any(
            row.petition.filed_as_id == file.case.pk and not row.confirmed_on for row in file.repeats
        ),
        "volume_url": reverse("cases:volume", args=[file.case.number]) if works_on_files(file.user) else "",
    }
    return render(request, "cases/detail.html", context)


def _sealed(request: StaffRequest, file: File) -> dict[str, Any] | None:
    """What an accusation says, for those granted by name; every look leaves a record (条例第30条第3款)."""
    if not file.case.in_compartment:
        return None
    chain.record("look_accusation", by=request.user, about=file.case)
    matter = getattr(file.case, "sealed_matter", None)
    accused = [row.unit.name for row in file.case.accused_units.select_related("unit")]
    return {"content": matter.content if matter else None, "accused": accused}


@page()
@acts_once
def reveal(request: StaffRequest, number: str, petitioner: UUID, field: str) -> HttpResponse:
    """显示 one masked value: the reason first, the value once on the page it was asked from, never in an address."""
    file = open_file(request.user, number, clock.today())
    person = get_object_or_404(Petitioner, pk=petitioner, petition=file.case.own_petition)
    if field not in actions.closing.REVEALED:
        raise Http404("没有这一项。")
    if not presenting.may_reveal(request.user, file):
        raise NotYours("您的岗位不能查看信访人的明文信息。")
    form = RevealForm(request.POST or None)
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            value = actions.reveal(person, by=request.user, field=field, reason=form.cleaned_data["reason"])
            return _show(request, file, (str(person.pk), field, value))
        except NotLawfulNow as refusal:
            reasons = refusal.reasons
    label = actions.closing.REVEALED[field]
    return render(request, "cases/reveal.html", {"case": file.case, "form": form, "label": label, "reasons": reasons},
                  status=409 if reasons else 200)  # fmt: skip


@page()
def paper(request: StaffRequest, pk: UUID, form: str) -> HttpResponse:
    """One paper of the file as PDF or .docx; each opening is recorded. 404 for what the person may not see."""
    user = request.user
    rows = CasePaper.objects.visible_to(user).filter(paper_id=pk)
    row = rows.select_related("case", "paper__organ").first()
    if row is None or form not in CONTENT_TYPES:
        raise Http404("没有这份文书，或者它不在您能看的范围内。")
    chain.record(f"look_paper_{form}", by=user, about=row.paper)
    data = issuing.pdf(row.paper) if form == "pdf" else issuing.docx(row.paper)
    response = HttpResponse(data, content_type=CONTENT_TYPES[form])
    name = f"{row.paper.number or row.case.number}{row.paper.title}.{form}"
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=form == "docx", filename=name) or "inline"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


urls = [
    path("cases/<str:number>/", detail, name="detail"),
    path("cases/<str:number>/reveal/<uuid:petitioner>/<str:field>/", reveal, name="reveal"),
    path("papers/<uuid:pk>.<str:form>", paper, name="paper"),
    *acts.urls,
]
