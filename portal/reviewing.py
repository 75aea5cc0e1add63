"""Asking for 复查 or 复核 by code: written, shown once more, then handed in (条例第35条、第36条; T-46)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cases import actions
from cases.models import Handling, Petitioner
from cases.policies import NotLawfulNow
from law import clock
from law.terms import Channel
from organizations.web import acts_once
from portal.forms import ReviewRequestForm
from portal.progress import asks_of
from portal.views import page, visited


@visited
@acts_once
def ask(request: HttpRequest, person: Petitioner) -> HttpResponse:
    """Ask for a review by code: written, shown once more, then handed in; once, and only within its thirty days."""
    if request.user.is_authenticated:
        raise PermissionDenied("复查、复核由信访人本人申请。工作人员请先退出账号；书面申请请在事项页登记。")
    today = clock.today()
    open_ = [row for row in asks_of(person, today) if row.key]
    key = request.POST.get("about") or request.GET.get("about", "")
    chosen = next((row for row in open_ if row.key == key), open_[0] if len(open_) == 1 and not key else None)
    if chosen is None:
        return page(request, "portal/review_closed.html", {}, status=409 if request.method == "POST" else 200)
    form = ReviewRequestForm(request.POST or None, label_suffix="")
    context = {"form": form, "ask": chosen}
    if request.method != "POST" or "again" in request.POST:
        return page(request, "portal/review.html", context)
    if not form.is_valid():
        return page(request, "portal/review.html", context, status=422)
    if "confirmed" not in request.POST:
        return page(request, "portal/review_confirm.html", context)
    handling = Handling.objects.select_related("claim__case").get(
        pk=chosen.key, claim__case=person.petition.case
    )
    try:
        actions.request_review(
            handling, by=None, on=today, requested_on=today, received_on=today, channel=Channel.ONLINE,
            request=form.cleaned_data["request"], grounds=form.cleaned_data["grounds"],
        )  # fmt: skip
    except NotLawfulNow as closed:
        return page(request, "portal/review_closed.html", {"reasons": closed.reasons}, status=409)
    messages.success(request, f"您的{chosen.level}申请已经交给{chosen.body}，30 天以内书面答复您。")
    return redirect("portal:matter")
