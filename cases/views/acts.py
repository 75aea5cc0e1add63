"""The pages that act: each says what follows, does it once, and keeps what was typed when it may not (design D15)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from cases import actions, consequences, papers, policies
from cases.act_pages import (
    CASE_ACTS,
    CLAIM_ACTS,
    HANDLING_ACTS,
    ActPage,
    claim_proposal,
    page_of,
    title_of,
    unit_proposal,
)
from cases.codes import IssuedCode
from cases.forms.acts import SERVICE_CONDITIONS, Subject
from cases.forms.notices import filled
from cases.forms.opinion import OpinionForm
from cases.models import Case, CaseEvent, Opinion
from cases.policies import NotLawfulNow
from cases.presenting import short
from cases.procedure import ACTS
from cases.reading import find_case, find_claim, find_handling
from documents import issuing
from documents.drafting import ForeignFields, MissingFields
from documents.kinds import KINDS
from law import clock
from law.periods import NotGranted
from organizations import acting
from organizations.web import StaffRequest, acts_once, page

#: What the law or a paper refuses: said on the same page, with the text kept.
REFUSALS = (NotLawfulNow, NotGranted, MissingFields, ForeignFields, issuing.PaperRefused)


def _reasons(refusal: Exception) -> list[str]:
    return refusal.reasons if isinstance(refusal, NotLawfulNow) else [str(refusal)]


def _subject(
    request: StaffRequest, number: str, *, handling: int | None = None, claim: int | None = None
) -> Subject:
    """What the act is about, as it is once nobody else can change it; 404 for what the person may not see."""
    user, case = request.user, find_case(request.user, number, lock=request.method == "POST")
    return Subject(
        user=user, case=case, today=clock.today(),
        handling=find_handling(user, case, handling) if handling else None,
        claim=find_claim(user, case, claim) if claim else None,
    )  # fmt: skip


@page()
@acts_once
def handling_act(request: StaffRequest, number: str, handling: int, act: str) -> HttpResponse:
    """An act on one unit's handling."""
    if act == "draft_opinion":
        return _opinion(request, _subject(request, number, handling=handling))
    return _act(request, page_of(HANDLING_ACTS, act), act, _subject(request, number, handling=handling))


@page()
@acts_once
def claim_act(request: StaffRequest, number: str, claim: int, act: str) -> HttpResponse:
    """An act on one claim."""
    return _act(request, page_of(CLAIM_ACTS, act), act, _subject(request, number, claim=claim))


@page()
@acts_once
def case_act(request: StaffRequest, number: str, act: str) -> HttpResponse:
    """An act on the file as such."""
    return _act(request, page_of(CASE_ACTS, act), act, _subject(request, number))


def _act(request: StaffRequest, spec: ActPage, name: str, subject: Subject) -> HttpResponse:
    matter = spec.matter_of(subject) if spec.matter_of else subject.handling or subject.claim or subject.case
    try:
        act = spec.act_of(subject) if spec.act_of else name
        policies.require(subject.user, act, matter)
        reasons = _why_not(spec, act, subject)
    except NotLawfulNow as refusal:
        return _show(request, spec, name, name, subject, None, refusal.reasons)
    if request.method != "POST":
        form = None if reasons else spec.form(subject=subject, initial=spec.initial(subject))
        return _show(request, spec, name, act, subject, form, reasons)
    if "fill" in request.POST and not reasons:  # a small button: put words in, act on nothing
        typed = filled(request.POST, request.POST["fill"]) | {"version": request.POST.get("version", "")}
        return _show(request, spec, name, act, subject, spec.form(subject=subject, initial=typed), [])
    form, stale = _bound(spec.form, request, subject)
    if stale or reasons:
        return _show(request, spec, name, act, subject, form, [*stale, *reasons])
    if not form.is_valid():
        return _show(request, spec, name, act, subject, form, [])
    try:
        if "preview" in request.POST:
            contents = consequences.rehearse(subject.case, lambda: spec.perform(subject, form))
            return (
                _pdf(contents[0], "预览") if contents else _show(request, spec, name, act, subject, form, [])
            )
        with acting.acting(subject.user):
            result = spec.perform(subject, form)
    except REFUSALS as refusal:
        return _show(request, spec, name, act, subject, form, _reasons(refusal))
    if isinstance(result, IssuedCode):
        return render(request, "cases/code.html", {"case": subject.case, "issued": result})
    messages.success(request, f"已办：{title_of(spec, name, act)}")
    return HttpResponseRedirect(_back(subject))


def _why_not(spec: ActPage, act: str, subject: Subject) -> list[str]:
    if spec.reasons:
        return spec.reasons(subject)
    if subject.handling and act != "note":
        return policies.blockers(subject.handling, act, on=subject.today)
    return []


def _bound(form_class: Any, request: HttpRequest, subject: Subject) -> tuple[Any, list[str]]:
    """The form as typed, now carrying the present version; and what somebody did since the page was opened."""
    data = request.POST.copy()
    seen = data.get("version", "")
    data["version"] = str(subject.version)
    form = form_class(data, request.FILES, subject=subject)
    if seen and seen != str(subject.version):
        return form, [_what_changed(subject)]
    return form, []


def _what_changed(subject: Subject) -> str:
    rows = (
        CaseEvent.objects.filter(case=subject.case, handling=subject.handling)
        if subject.handling
        else CaseEvent.objects.filter(case=subject.case)
    )
    last = rows.select_related("by").order_by("-pk").first()
    what = (
        f"{last.by.name if last.by else '系统'} {short(last.on)} 办了「{ACTS[last.act].label}」。"
        if last
        else ""
    )
    return f"您打开这一页以后，这一件已经变了：{what}您写的都还在，看过以后再办一次。"


def _show(
    request: StaffRequest, spec: ActPage, name: str, act: str, subject: Subject, form: Any, reasons: list[str]
) -> HttpResponse:
    """The page of an act; 409 when it is not lawful now or somebody was first."""
    try:
        shows = spec.shows(subject)
    except NotLawfulNow:
        shows = []
    follows: list[dict[str, str]] = []
    if form is not None and act in ACTS:
        proposal = _proposal(spec, name, subject)
        follows = consequences.of(act, subject, proposal)
        if name == "approve_extension":
            follows += _new_day(form, subject)
    context = {
        "case": subject.case, "handling": subject.handling, "claim": subject.handling.claim if subject.handling else subject.claim,
        "act": name, "form": form, "reasons": reasons, "shows": shows, "follows": follows, "article": ACTS[act].article if act in ACTS else "",
        "act_title": title_of(spec, name, act), "button": spec.button, "paper": spec.paper and form is not None, "back_url": _back(subject),
        "doer": ACTS[act].who if act in ACTS else "", "conditions": _conditions() if name == "serve" and form is not None else [],
    }  # fmt: skip
    return render(request, spec.template, context, status=409 if reasons else 200)


def _proposal(spec: ActPage, name: str, subject: Subject) -> Any:
    try:
        if name == "decline_handling":
            return unit_proposal(subject)
        return claim_proposal(subject) if name == "sign_proposal" else None
    except NotLawfulNow:
        return None


def _conditions() -> list[dict[str, str]]:
    return [{"label": method.label, "value": words} for method, words in SERVICE_CONDITIONS.items()]


def _new_day(form: Any, subject: Subject) -> list[dict[str, str]]:
    days = form["days"].value()
    if subject.handling is None or not str(days or "").isdigit():
        return []
    new = consequences.extended_to(subject.handling, int(days))
    return [{"label": "新的届满日", "value": f"延长 {days} 日的，最后一日是 {short(new)}。"}] if new else []


def _back(subject: Subject) -> str:
    """The case, with the same handling or claim in focus; the first page for who no longer sees it."""
    if (
        subject.case.in_compartment
        and not Case.objects.visible_to(subject.user).filter(pk=subject.case.pk).exists()
    ):
        return "/"
    address = reverse("cases:detail", args=[subject.case.number])
    if subject.handling:
        return f"{address}?handling={subject.handling.pk}"
    return f"{address}?claim={subject.claim.pk}" if subject.claim else address


def _pdf(content: Any, name: str) -> HttpResponse:
    response = HttpResponse(issuing.render_pdf(content), content_type="application/pdf")
    response["Content-Disposition"] = "inline"
    return response


# --- the opinion -------------------------------------------------------------------------------------------------


def _opinion(request: StaffRequest, subject: Subject) -> HttpResponse:
    """Write the opinion beside the claims; a draft somebody else saved meanwhile is never overwritten."""
    handling = subject.handling
    assert handling is not None  # noqa: S101 - the address names one
    policies.require(subject.user, "draft_opinion", handling)
    opinion = policies.standing_opinion(handling)
    reasons = policies.blockers(handling, "draft_opinion", on=subject.today)
    if request.method != "POST":
        return _show_opinion(
            request, subject, opinion, OpinionForm(subject=subject, opinion=opinion), reasons
        )
    data = request.POST.copy()
    seen = data.get("version", "")
    data["version"] = str(opinion.version if opinion else 0)
    form = OpinionForm(data, subject=subject, opinion=opinion)
    if opinion and seen != str(opinion.version):
        return _show_opinion(request, subject, opinion, form, reasons, conflict=form.differences(opinion))
    if reasons or not form.is_valid():
        return _show_opinion(request, subject, opinion, form, reasons)
    if "preview" in request.POST:
        typed = Opinion(handling=handling, **form.parts())
        return _pdf(issuing.preview(papers.opinion_kind(handling), handling.unit, _known(typed)), "预览")
    try:
        saved = actions.draft_opinion(handling, by=subject.user, on=subject.today, **form.parts())
    except REFUSALS as refusal:
        return _show_opinion(request, subject, opinion, form, _reasons(refusal))
    missing = policies.missing_parts(handling, saved)
    messages.success(
        request,
        f"已存第 {saved.version} 稿。"
        + (f"还缺{'、'.join(missing)}。" if missing else "写齐了，可以送负责人签发。"),
    )
    return HttpResponseRedirect(request.path if "stay" in request.POST else _back(subject))


def _known(opinion: Opinion) -> dict[str, Any]:
    """The fields the kind of paper knows, without the empty ones."""
    whitelist = KINDS[papers.opinion_kind(opinion.handling)].whitelist
    return {
        name: value
        for name, value in papers.opinion_fields(opinion).items()
        if name in whitelist and value not in (None, "", [])
    }


def _show_opinion(
    request: StaffRequest, subject: Subject, opinion: Opinion | None, form: OpinionForm, reasons: list[str],
    conflict: list[dict[str, str]] | None = None,
) -> HttpResponse:  # fmt: skip
    assert subject.handling is not None  # noqa: S101 - the address names one
    context = {
        "case": subject.case, "handling": subject.handling, "claim": subject.handling.claim, "opinion": opinion, "form": form,
        "reasons": reasons, "missing": policies.missing_parts(subject.handling, opinion) if opinion else [],
        "conflict": conflict, "back_url": _back(subject), "kind": papers.opinion_kind(subject.handling).label,
        "due": subject.handling.deadlines.running().filter(period__in=["handling", "suggestion_reply"]).first(),
        "today": subject.today,
    }  # fmt: skip
    return render(
        request, "cases/opinion.html", context, status=409 if reasons or conflict is not None else 200
    )


@page()
def opinion_pdf(request: StaffRequest, number: str, handling: int) -> HttpResponse:
    """The saved draft as it would look; for the unit that writes it."""
    subject = _subject(request, number, handling=handling)
    assert subject.handling is not None  # noqa: S101 - the address names one
    policies.require(subject.user, "draft_opinion", subject.handling)
    opinion = policies.standing_opinion(subject.handling)
    if opinion is None:
        raise Http404("还没有草稿。")
    return _pdf(
        issuing.preview(papers.opinion_kind(subject.handling), subject.handling.unit, _known(opinion)), "预览"
    )


urls = [
    path("cases/<str:number>/claims/<int:claim>/<str:act>/", claim_act, name="claim_act"),
    path("cases/<str:number>/acts/<str:act>/", case_act, name="case_act"),
    path("cases/<str:number>/<int:handling>/opinion.pdf", opinion_pdf, name="opinion_pdf"),
    path("cases/<str:number>/<int:handling>/<str:act>/", handling_act, name="act"),
]
