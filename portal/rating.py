"""评价 by the petitioner: chosen, shown once more, then given; looking at a link changes nothing (T-46)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cases import actions
from cases.models import Handling, Petitioner
from cases.policies import NotLawfulNow
from law import clock
from law.terms import RatedOrgan, Satisfaction
from organizations.web import acts_once
from portal.forms import RatingForm
from portal.progress import Ratable, ratable
from portal.views import page, visited


@visited
@acts_once
def rate(request: HttpRequest, person: Petitioner) -> HttpResponse:
    """One office at a time: GET shows the question, the first POST asks once more, the second gives the answer."""
    if request.user.is_authenticated:
        raise PermissionDenied(
            "评价由信访人本人作出。工作人员请先退出账号；代录评价请在办理页面进行，并写明依据。"
        )
    today = clock.today()
    offices = ratable(person, today)
    chosen = _chosen(offices, request.POST.get("office") or request.GET.get("office", ""))
    if not offices or (request.method == "POST" and chosen is None):
        return page(request, "portal/rate_closed.html", {}, status=409 if request.method == "POST" else 200)
    if chosen is None:
        return page(request, "portal/rate_which.html", {"offices": offices})
    form = RatingForm(request.POST or None, label_suffix="")
    if request.method != "POST" or "again" in request.POST or not form.is_valid():
        return page(
            request,
            "portal/rate.html",
            {"form": form, "office": chosen},
            status=422 if _bad(request, form) else 200,
        )
    if "confirmed" not in request.POST:
        value = Satisfaction(form.cleaned_data["value"]).label
        return page(request, "portal/rate_confirm.html", {"form": form, "office": chosen, "value": value})
    return _give(request, person, chosen, form)


def _bad(request: HttpRequest, form: RatingForm) -> bool:
    return request.method == "POST" and "again" not in request.POST and not form.is_valid()


def _chosen(offices: list[Ratable], key: str) -> Ratable | None:
    if not key and len(offices) == 1:
        return offices[0]
    return next((office for office in offices if office.key == key), None)


def _give(request: HttpRequest, person: Petitioner, chosen: Ratable, form: RatingForm) -> HttpResponse:
    case = person.petition.case
    handling = None
    if chosen.key != "bureau":
        handling = Handling.objects.select_related("claim").get(
            pk=chosen.key.removeprefix("unit-"), claim__case=case
        )
    try:
        actions.rate(
            case, by=None, on=clock.today(), organ=RatedOrgan.UNIT if handling else RatedOrgan.BUREAU,
            handling=handling, value=form.cleaned_data["value"], words=form.cleaned_data["words"],
        )  # fmt: skip
    except NotLawfulNow as closed:
        return page(request, "portal/rate_closed.html", {"reasons": closed.reasons}, status=409)
    messages.success(
        request, f"您的评价已经记下，{chosen.until.month}月{chosen.until.day}日当天或者以前可以改。"
    )
    return redirect("portal:matter")
