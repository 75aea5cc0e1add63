"""Registration (条例第22条、第23条): one screen for every channel, at the bureau and at the units."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from cases import actions, files, kept, repeats, workdays
from cases.actions import Registered
from cases.forms.intake import NOT_OURS, RegistrationForm
from cases.models import Case, Petition
from cases.policies import NotLawfulNow
from cases.views import registered
from law import clock, periods
from law.terms import Purpose, SourceLevel
from organizations import acting
from organizations.models import Unit, User
from organizations.roles import Permission
from organizations.web import StaffRequest, View, acts_once, page

ABOVE = {SourceLevel.CITY, SourceLevel.PROVINCE, SourceLevel.STATE}


def survives_sign_in(view: View) -> View:
    """Nothing typed is lost when the sign-in ended meanwhile, or began anew in another window (design §6).

    The form is checked for forgery as every other — here, so that the person's own form can be kept (sealed) and
    shown again after signing in instead of an error page. Nothing is acted on before the check has passed.
    """
    passed = HttpResponse()
    checked: Callable[[HttpRequest], HttpResponse] = csrf_protect(lambda request: passed)

    @csrf_exempt
    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refusal = checked(request)
        if request.method == "POST" and (refusal is not passed or not request.user.is_authenticated):
            if kept.keep_draft(request):
                return redirect("cases:register")
            if refusal is not passed:
                return refusal
        return view(request, *args, **kwargs)

    return run


def says_signed_out(view: View) -> View:
    """A panel beside the form says that the sign-in has ended; it is no place for the sign-in page."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated and request.headers.get("HX-Request"):
            return render(request, "cases/_signed_out.html")
        return view(request, *args, **kwargs)

    return run


@survives_sign_in
@page(Permission.REGISTER)
@acts_once
def register(request: StaffRequest) -> HttpResponse:
    """The registration screen."""
    if request.method != "POST":
        return _fresh(request)
    if "discard" in request.POST:
        kept.drop_draft(request.user)
        return redirect("cases:register")
    form = RegistrationForm(request.POST, request.FILES, user=request.user)
    if {"check", "more"} & request.POST.keys():
        return _shown(request, form.unchecked())
    if not form.is_valid():
        return _shown(request, form, status=422)
    try:
        with acting.acting(request.user):
            done = _register(form, request.user)
    except NotLawfulNow as refused:
        for reason in refused.reasons:
            form.add_error(None, reason)
        return _shown(request, form, status=409)
    except files.UnfitFile as refused:
        form.add_error("attachments", str(refused))
        return _shown(request, form, status=422)
    kept.drop_draft(request.user)
    kept.keep_codes(request.user, done.case.number, done.codes)
    return redirect("cases:registered", done.case.number)


def _register(form: RegistrationForm, user: User) -> Registered:
    """The act and what goes with it. Bytes first: no number's counter waits for a slow disk."""
    data, on = form.cleaned_data, clock.today()
    secret = data["purpose"] == Purpose.ACCUSATION
    written = [files.write(upload, secret=secret) for upload in data["attachments"]]
    earlier = (
        repeats.chosen(data["repeat_of"], form.probe(), user) if data["repeat_of"] and not secret else None
    )
    done = actions.register(form.registration(), by=user, unit=user.unit, on=on)
    for each in written:
        files.attach(done.case, each, user)
    if not user.in_bureau and not secret and data["route"] != NOT_OURS:
        for claim in done.case.claims.all():
            actions.take_in(claim, by=user, on=on, route=data["route"])
    if earlier is not None:
        case, reason = earlier
        actions.link_repeat(done.case, earlier=case, by=user, on=on, reason=reason)
    return done


def _fresh(request: StaffRequest) -> HttpResponse:
    """An empty form, or what this person typed and did not register."""
    draft = kept.draft_of(request.user)
    if draft is None:
        return _shown(request, RegistrationForm(user=request.user))
    form = RegistrationForm(draft.typed, user=request.user).unchecked()
    return _shown(request, form, restored=draft.at, lost=draft.files)


def _shown(request: StaffRequest, form: RegistrationForm, status: int = 200, **more: Any) -> HttpResponse:
    if form.is_bound and request.FILES:
        more["lost"] = [file.name for file in request.FILES.getlist("attachments")]
    context = {
        "form": form,
        "unit": request.user.unit,
        "typed_by": kept.typed_by(request.user),
        "today_count": _todays(request.user).count(),
    }
    return render(request, "cases/register.html", context | side(form, request.user) | more, status=status)


def side(form: RegistrationForm, user: User) -> dict[str, Any]:
    """What stands beside and below the form and follows from what is typed."""
    secret = form["purpose"].value() == Purpose.ACCUSATION
    found = [] if secret or not form.is_bound else repeats.candidates(form.probe(), user)
    chosen = form["repeat_of"].value()
    return {
        "searched": form.is_bound and not secret,
        "may_link": user.in_bureau,
        "any_chosen": any(each.number == chosen for each in found),
        "candidates": [
            repeats.as_context(
                each, url=reverse("cases:detail", args=[each.number]), chosen=each.number == chosen
            )
            for each in found
        ],
        "due": _due(form, user.unit),
        "receipt": _receipt_preview(form, user),
    }


def _day(form: RegistrationForm) -> date | None:
    """The day of receipt as typed; none while it is no day that can be."""
    field = form["received_on"]
    try:
        day = form.fields["received_on"].clean(field.value())
    except ValidationError:  # the form says what is wrong with it
        return None
    return day if day and day <= clock.today() else None


def _due(form: RegistrationForm, unit: Unit) -> dict[str, Any] | None:
    """By when the receiving organ has to act, should this be registered as it stands."""
    day = _day(form)
    if day is None:
        return None
    if not unit.is_bureau:
        code, duty = "notice", "书面告知信访人是否受理"
        if form["address_unclear"].value() or form["anonymous"].value():
            return {"unclear": True}
    else:
        code = "superior_forwarding" if form["source_level"].value() in ABOVE else "forwarding"
        duty = "转送、交办或告知"
    due = periods.due(code, day, workdays.calendar())
    rolled = next((step.text for step in due.derivation() if step.rolled), "")
    return {
        "on": due.due, "duty": duty, "basis": due.basis, "length": due.period.counted(due.length),
        "nominal": due.nominal if rolled else None, "provisional": due.provisional,
    }  # fmt: skip


def _receipt_preview(form: RegistrationForm, user: User) -> dict[str, Any]:
    """The receipt as the first person will have it; the number and the code come with the registration."""
    persons = form["persons"].value() or []
    name = (persons[0]["name"].strip() if persons else "") or "—"
    due, day = _due(form, user.unit), _day(form)
    return {
        "organ": user.unit.name,
        "rows": registered.receipt_rows(name, day, "登记时生成", form["materials"].value()),
        "sentence": registered.promise(user.unit, due.get("on") if due else None, ""),
    }


@says_signed_out
@page(Permission.REGISTER)
@require_POST
def beside(request: StaffRequest) -> HttpResponse:
    """The fragment that follows the typing: repeat candidates; out of band the last day and the receipt."""
    form = RegistrationForm(request.POST, user=request.user).unchecked()
    return render(
        request,
        "cases/_candidates.html",
        side(form, request.user) | {"unit": request.user.unit, "follow": True},
    )


@says_signed_out
@page(Permission.REGISTER)
@require_POST
def draft(request: StaffRequest) -> HttpResponse:
    """Keep what is typed so far; the answer stands in the form's foot."""
    done = kept.keep_draft(request)
    return HttpResponse(f"草稿 {clock.now():%H:%M} 自动存" if done else "草稿没有存上，请照常登记")


def _todays(user: User) -> Any:
    """Petitions registered today at this person's unit, as far as they exist for the person."""
    start = clock.moment_of(clock.today()).replace(hour=0)
    visible = Case.objects.visible_to(user).filter(receiving_unit_id=user.unit_id)
    return Petition.objects.filter(
        filed_as__in=visible, filed_as__course_recorded=False, registered_at__gte=start
    )


TODAY_PAGE = 50


@page(Permission.REGISTER)
@require_GET
def today(request: StaffRequest) -> HttpResponse:
    """What the person's unit registered today, newest first."""
    rows = _todays(request.user).select_related("filed_as", "case", "registered_by").order_by("-pk")
    before = request.GET.get("before", "")
    if before.isdigit():
        rows = rows.filter(pk__lt=int(before))
    shown = list(rows[: TODAY_PAGE + 1])
    more = len(shown) > TODAY_PAGE
    shown = shown[:TODAY_PAGE]
    context = {
        "rows": shown,
        "count": _todays(request.user).count(),
        "unit": request.user.unit,
        "shown": len(shown),
        "first_url": reverse("cases:today") if before else "",
        "next_url": f"{reverse('cases:today')}?before={shown[-1].pk}" if more else "",
    }
    return render(request, "cases/today.html", context)


urls = [
    path("register/", register, name="register"),
    path("register/beside/", beside, name="register_beside"),
    path("register/draft/", draft, name="register_draft"),
    path("today-registered/", today, name="today"),
    *registered.urls,
]
