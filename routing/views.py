"""Screening: the queue, one claim with its suggestion, the decision card; rule sets with try-out and taking effect."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from cases import actions, earlier_opinions, policies
from cases.forms.notices import WAYS, filled, reference_day
from cases.models import Case, Claim, Deadline, Proposal
from cases.policies import NotLawfulNow
from law import clock
from law.terms import CaseState, ClaimWay, Purpose, Role, Route
from organizations.models import Unit, User
from organizations.roles import Permission
from organizations.web import StaffRequest, acts_once, page
from routing import actions as routing_actions
from routing import forms, presenting, rulesets
from routing.decision import Decision
from routing.models import RuleRow, RuleSet, RuleSetStatus
from routing.rules import Facts
from routing.suggest import suggest as suggest_now
from routing.suggest import suggest_with

PAGE = 25
RULES = 60


# --- screening ---------------------------------------------------------------------------------------------------


@page(Permission.SCREEN)
def queue(request: StaffRequest) -> HttpResponse:
    """待甄别: undecided claims by the day the bureau must have acted (条例第22条), each with what the rules suggest."""
    today = clock.today()
    after = _cursor(request.GET.get("after", ""))
    waiting = _waiting(request.user)
    rows = waiting
    if after:
        rows = rows.filter(Q(due_on__gt=after[0]) | Q(due_on=after[0], pk__gt=after[1]))
    claims = list(rows.order_by("due_on", "pk")[: PAGE + 1])
    more, claims = len(claims) > PAGE, claims[:PAGE]
    given = earlier_opinions.given(claim.case for claim in claims)
    suggestions = {
        claim.pk: routing_actions.suggestion(claim, on=today, earlier=given.get(claim.case_id, ()))[0]
        for claim in claims
    }
    names = presenting.unit_names(row.unit for row in suggestions.values())
    last = claims[-1] if more else None
    context = {
        "rows": [_queue_row(claim, suggestions[claim.pk], names, today) for claim in claims],
        "total": waiting.count(),
        "left": rows.count() - len(claims),
        "late": waiting.filter(due_on__lt=today).count(),
        "next_url": f"?after={last.due_on}_{last.pk}" if last else "",
    }
    return render(request, "routing/queue.html", context)


def _waiting(user: User) -> Any:
    """Undecided claims with the last day of the bureau's own clock; one back from an objection has the day of receipt."""
    clocks = Deadline.objects.filter(case=OuterRef("case"), handling=None, duty=True).order_by("due_on")
    first = clocks.values("due_on")[:1]
    return (
        Claim.objects.filter(
            Q(case__imported=False) | Q(case__course_recorded=True, case__state=CaseState.REGISTERED),
            way="",
            case__state__in=[CaseState.REGISTERED, CaseState.DISPATCHED],
        )
        .filter(
            case__in=Case.objects.visible_to(user).filter(in_compartment=False, receiving_unit__kind="bureau")
        )
        .exclude(Exists(Proposal.objects.filter(claim=OuterRef("pk"), decided_on=None)))
        .select_related("case__own_petition", "case__place")
        .annotate(due_on=Coalesce(Subquery(first), F("case__received_on")))
    )


def _queue_row(claim: Any, decision: Decision, names: dict[str, str], today: Any) -> dict[str, Any]:
    due = claim.due_on
    return {
        "claim": claim,
        "case": claim.case,
        "due_on": due,
        "days_left": (due - today).days,
        "route": Route(decision.route).label,
        "article": decision.article,
        "unit": names.get(decision.unit or "", "属地乡镇（街道）" if decision.unit == "township" else ""),
        "abstained": decision.abstained,
        "doubt": presenting.in_words(decision.doubt) if decision.doubt else "",
        "accusation": decision.purpose == Purpose.ACCUSATION,
    }


def _cursor(text: str) -> tuple[str, int] | None:
    day, _, pk = text.partition("_")
    return (day, int(pk)) if pk.isdigit() and len(day) == 10 else None


def _open_claim(request: StaffRequest, pk: int) -> Claim:
    rows = Claim.objects.visible_to(request.user).filter(case__in_compartment=False)
    return get_object_or_404(
        rows.select_related("case__own_petition", "case__place", "case__receiving_unit"), pk=pk
    )


@page(Permission.SCREEN)
@acts_once
def screen(request: StaffRequest, pk: int) -> HttpResponse:
    """One claim: its words, what the rules suggest and why, and the person's decision."""
    claim = _open_claim(request, pk)
    today = clock.today()
    decision, _ = routing_actions.suggestion(claim, on=today)
    reasons = policies.claim_blockers(claim)
    named: dict[str, Any] = {"on": today, "of_category": claim.category or claim.case.category}
    if "fill" in request.POST:  # a small button: put words in, decide nothing
        typed = _initial(claim, decision, today) | filled(request.POST, request.POST["fill"])
        form = forms.ScreeningForm(initial=typed, **named)
        context = _screen_context(request, claim, decision, form, reasons, today)
        return render(request, "routing/screen.html", context)
    earlier = earlier_opinions.earlier(claim.case, request.user, on=today)
    initial = _initial(claim, decision, today) | earlier_opinions.bar_start(earlier)
    form = forms.ScreeningForm(request.POST or None, initial=initial, **named)
    status = 200
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["version"] != claim.case.version:
            form.add_error(None, "这件刚刚被别人改过，请对照左边的新内容再确认一次。")
            typed = request.POST.copy()
            typed["version"] = str(claim.case.version)
            form.data = typed
            status = 409
        else:
            try:
                routing_actions.confirm(claim, by=request.user, on=today, choice=form.choice())
            except NotLawfulNow as refusal:
                for reason in refusal.reasons:
                    form.add_error(None, reason)
                status = 409
            else:
                return _after(request, claim, form)
    elif request.method == "POST":
        status = 422
    context = _screen_context(request, claim, decision, form, reasons, today) | {"earlier": earlier}
    return render(request, "routing/screen.html", context, status=status)


def _initial(claim: Claim, decision: Decision, today: Any) -> dict[str, Any]:
    way = ClaimWay.REPLY if decision.route == Route.ENQUIRY else ClaimWay.FORWARD
    if decision.proposal == ClaimWay.BAR:
        way = ClaimWay.BAR
    unit = Unit.objects.filter(code=decision.unit).first() if decision.unit else None
    if unit is None and decision.unit == "township":
        unit = claim.case.place
    initial: dict[str, Any] = {
        "way": way, "purpose": claim.case.purpose or decision.purpose, "route": decision.route,
        "category": claim.category or decision.category, "unit": unit.pk if unit else None,
        "report_due_on": today + timedelta(days=45), "version": claim.case.version,
    }  # fmt: skip
    if unit:
        initial |= {
            "guide_body_name": unit.name,
            "guide_body_address": unit.address,
            "guide_body_phone": unit.phone,
        }
    initial |= {"guide_path": Route(decision.route).label, "guide_basis": decision.public_article}
    return initial


def _screen_context(
    request: StaffRequest,
    claim: Claim,
    decision: Decision,
    form: forms.ScreeningForm,
    reasons: list[str],
    today: Any,
) -> dict[str, Any]:
    case = claim.case
    names = presenting.unit_names([decision.unit, *decision.alternatives])
    due = Deadline.objects.filter(case=case, handling=None).running().first()
    return {
        "claim": claim,
        "case": case,
        "petition": case.own_petition,
        "form": form,
        "reasons": reasons,
        "others": [other for other in case.claims.all() if other.pk != claim.pk],
        "due": due,
        "days_left": (due.due_on - today).days if due else None,
        "decision": decision,
        "doubt": presenting.in_words(decision.doubt) if decision.doubt else "",
        "unit_name": names.get(decision.unit or "", ""),
        "alternatives": [names[code] for code in decision.alternatives if code in names],
        "rows": presenting.card_rows(
            ruleset=decision.ruleset, stage=decision.stage, because=decision.because, article=decision.article, route=decision.route,
            unit=decision.unit or "", trace=[step.as_dict() for step in decision.trace], names=names,
        ),
        "looks_like_accusation": decision.purpose == Purpose.ACCUSATION,
        "accusation_form": forms.AccusationForm(),
        "counsels": User.objects.filter(role=Role.COUNSEL, is_active=True),
        "counsel_requests": case.counsel_requests.select_related("counsel"),
        "notice_groups": [(way.value, form.notice_fields(way)) for way in WAYS],
        "reference_day": reference_day({name: form[name].value() for name in form.notice_names(ClaimWay.GUIDE)}),
    }  # fmt: skip


def _after(request: StaffRequest, claim: Claim, form: forms.ScreeningForm) -> HttpResponse:
    """On to the next claim of the file, else the next in the queue, else the empty queue."""
    label = dict(forms.WAYS)[ClaimWay(form.cleaned_data["way"])]
    messages.success(request, f"{claim.case.number} 诉求{claim.order}：已{label}。")
    rest = _waiting(request.user)
    following = rest.filter(case=claim.case).first() or rest.order_by("due_on", "pk").first()
    return redirect("routing:screen", following.pk) if following else redirect("routing:queue")


@page(Permission.SCREEN)
@acts_once
@require_POST
def seal(request: StaffRequest, pk: int) -> HttpResponse:
    """Into the compartment at once: from now the file exists only for the named."""
    claim = _open_claim(request, pk)
    form = forms.AccusationForm(request.POST)
    if form.is_valid():
        actions.seal_accusation(
            claim.case, by=request.user, on=clock.today(), accused=list(form.cleaned_data["accused"])
        )
        messages.success(request, f"{claim.case.number} 已转入检举控告通道，由保密员办理。")
    return redirect("routing:queue")


@page(Permission.SCREEN)
@acts_once
@require_POST
def ask(request: StaffRequest, pk: int) -> HttpResponse:
    """Put the claim to a lawyer."""
    claim = _open_claim(request, pk)
    counsel = get_object_or_404(User, pk=request.POST.get("counsel") or 0, role=Role.COUNSEL, is_active=True)
    actions.ask_counsel(
        claim, by=request.user, on=clock.today(), counsel=counsel, question=request.POST.get("question", "")
    )
    messages.success(request, f"已送请{counsel.name}提出意见，甄别不用等。")
    return redirect("routing:screen", claim.pk)


@page()
def card(request: StaffRequest, pk: int) -> HttpResponse:
    """研判依据 of one claim: the stored decision; before one, what the rules suggest today."""
    claim = get_object_or_404(
        Claim.objects.visible_to(request.user).select_related("case__own_petition", "case__place"), pk=pk
    )
    stored = claim.decisions.select_related("ruleset", "decided_by").first()
    context: dict[str, Any] = {"claim": claim, "case": claim.case}
    if stored:
        context |= {"card": presenting.decided_card(stored)}
    elif not claim.case.in_compartment and not (claim.way and claim.case.course_recorded):
        decision, _ = routing_actions.suggestion(claim, on=clock.today(), earlier=())
        names = presenting.unit_names([decision.unit])
        context |= {"card": {
            "ruleset": decision.ruleset, "abstained": decision.abstained, "rows": presenting.card_rows(
                ruleset=decision.ruleset, stage=decision.stage, because=decision.because, article=decision.article, route=decision.route,
                unit=decision.unit or "", trace=[step.as_dict() for step in decision.trace], names=names)}}  # fmt: skip
    template = "routing/_card.html" if request.htmx else "routing/card.html"
    return render(request, template, context)


@page(Permission.REGISTER)
@require_POST
def suggest(request: StaffRequest) -> HttpResponse:
    """While a clerk types: purpose, category, way and unit the rules suggest. A fragment; nothing is kept."""
    claims = " ".join(request.POST.getlist("claims"))
    facts = Facts(subject=request.POST.get("title", "")[:200],
                  body=f"{claims} {request.POST.get('summary', '')}"[:20_000], channel=request.POST.get("channel", ""))  # fmt: skip
    if len(facts.subject + facts.body.strip()) < 6:
        return render(request, "routing/_suggestion.html", {"decision": None})
    decision = suggest_now(facts)
    names = presenting.unit_names([decision.unit, *decision.alternatives])
    return render(request, "routing/_suggestion.html", {
        "decision": decision, "purpose": decision.purpose.label, "route": decision.route.label,
        "unit": names.get(decision.unit or "", ""), "alternatives": [names[c] for c in decision.alternatives if c in names],
    })  # fmt: skip


# --- rule sets ---------------------------------------------------------------------------------------------------


@page(Permission.SCREEN, Permission.MANAGE_SYSTEM)
def ruleset_list(request: StaffRequest) -> HttpResponse:
    """Every version: in force, drafts, retired."""
    if request.method == "POST":
        origin = get_object_or_404(RuleSet, pk=request.POST.get("origin") or 0)
        try:
            draft = rulesets.copy_as_draft(
                origin, request.POST.get("name", "").strip() or f"{origin.name} 修订"
            )
        except rulesets.RuleSetRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("routing:rulesets")
        return redirect("routing:ruleset", draft.pk)
    sets = RuleSet.objects.select_related("activated_by")
    return render(request, "routing/rulesets.html", {"sets": [(row, row.rows.count()) for row in sets[:50]]})


@page(Permission.SCREEN, Permission.MANAGE_SYSTEM)
def ruleset(request: StaffRequest, pk: int) -> HttpResponse:
    """One version: its rows, what the check found, and a try-out on a text."""
    row = get_object_or_404(RuleSet, pk=pk)
    kind, words = request.GET.get("kind", ""), request.GET.get("words", "").strip()
    rows = row.rows.all()
    if kind:
        rows = rows.filter(kind=kind)
    if words:
        rows = rows.filter(Q(because__contains=words) | Q(code__contains=words) | Q(words__contains=[words]))
    form = forms.TryForm(request.POST or None)
    answer = None
    if request.method == "POST" and form.is_valid():
        answer = suggest_with(
            row.name, Facts(subject=form.cleaned_data["subject"], body=form.cleaned_data["body"])
        )
    shown = Paginator(rows, RULES).get_page(request.GET.get("page"))
    tried = [answer.unit, *answer.alternatives] if answer else []
    names = presenting.unit_names([*(rule.unit for rule in shown), *tried])
    return render(request, "routing/ruleset.html", {
        "ruleset": row, "rows": [(rule, names.get(rule.unit, rule.unit)) for rule in shown], "shown": shown,
        "kind": kind, "words": words, "filters": urlencode({"kind": kind, "words": words}),
        "kinds": RuleRow._meta.get_field("kind").choices, "findings": rulesets.check(row, on=clock.today()),
        "form": form, "answer": answer, "answer_rows": _tried(answer, names),
        "answer_unit": names.get(answer.unit or "", "需人工研判") if answer else "",
        "is_draft": row.status == RuleSetStatus.DRAFT,
    })  # fmt: skip


def _tried(answer: Decision | None, names: dict[str, str]) -> list[dict[str, Any]]:
    """The decision card of a text that was only tried out."""
    if answer is None:
        return []
    return presenting.card_rows(
        ruleset=answer.ruleset, stage=answer.stage, because=answer.because, article=answer.article,
        route=answer.route, unit=answer.unit or "", trace=[step.as_dict() for step in answer.trace], names=names,
    )  # fmt: skip


@page(Permission.SCREEN, Permission.MANAGE_SYSTEM)
@acts_once
def rule(request: StaffRequest, pk: int) -> HttpResponse:
    """One row of a draft; an active or retired set is never edited, a change is a new version."""
    row = get_object_or_404(RuleRow.objects.select_related("ruleset"), pk=pk)
    form = forms.RuleForm(request.POST or None, instance=row)
    if row.ruleset.status != RuleSetStatus.DRAFT:
        raise NotLawfulNow("现行和停用的规则集不能改；请先复制为草案，再改草案")
    if request.method == "POST" and form.is_valid():
        edited = form.save(commit=False)
        edited.edited_by_person = True
        edited.save()
        rulesets.touch(row.ruleset)
        return redirect("routing:ruleset", row.ruleset_id)
    return render(request, "routing/rule.html", {"form": form, "row": row})


@page(Permission.SCREEN, Permission.MANAGE_SYSTEM)
@acts_once
@require_POST
def activate(request: StaffRequest, pk: int) -> HttpResponse:
    """A draft takes effect today; the set before it is retired."""
    row = get_object_or_404(RuleSet, pk=pk)
    try:
        rulesets.activate(row, by=request.user, on=clock.today())
    except rulesets.RuleSetRefused as refusal:
        raise NotLawfulNow(str(refusal)) from refusal
    messages.success(request, f"规则集「{row.name}」自今天起现行。")
    return redirect(reverse("routing:ruleset", args=[row.pk]))


urls = [
    path("screening/", queue, name="queue"),
    path("screening/suggest/", suggest, name="suggest"),
    path("screening/<int:pk>/", screen, name="screen"),
    path("screening/<int:pk>/seal/", seal, name="seal"),
    path("screening/<int:pk>/counsel/", ask, name="ask"),
    path("claims/<int:pk>/why/", card, name="card"),
    path("rules/", ruleset_list, name="rulesets"),
    path("rules/<int:pk>/", ruleset, name="ruleset"),
    path("rules/<int:pk>/activate/", activate, name="activate"),
    path("rules/rows/<int:pk>/", rule, name="rule"),
]
