"""The petitioner's door: enquiry by code, the matter, its papers (条例第21条第2款). No staff, no visible_to.

The code travels by POST only, is in no address, log or session, and whatever is wrong with it has one answer (T-07).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from cases import actions, codes
from cases.models import Petitioner
from cases.policies import NotLawfulNow
from documents import issuing
from documents.models import Paper
from law import clock
from organizations.models import Unit
from portal import throttle, visit
from portal.forms import EnquiryForm
from portal.progress import papers_of, progress_of

NOT_FOUND = "没有查到。请照着凭据核对查询码和后四位号码；凭据丢了，可以到登记窗口换一个新的查询码。"
LARGE = "portal_large"
View = Callable[..., HttpResponse]


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of the door, with what all of them show."""
    large = request.COOKIES.get(LARGE) == "1"
    bureau = Unit.objects.filter(kind="bureau", abolished_on=None).order_by("position").first()
    name = f"{bureau.name.removesuffix('信访局')}信访" if bureau else "信访查询"
    shared = {"portal_name": name, "large": large, "size_url": reverse("portal:size"), "bureau": bureau}
    answer = render(request, template, shared | context, status=status)
    # with no-referrer a browser posts its forms from the origin "null", which the guard against forgery refuses
    answer["Referrer-Policy"] = "same-origin"
    return answer


def visited(view: View) -> View:
    """Only within a visit; else back to the door, saying why."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = visit.visitor(request)
        if person is None:
            messages.warning(request, "请先输入查询码。15 分钟没有动作会自动退出。")
            return redirect("portal:enquiry")
        return view(request, person, *args, **kwargs)

    return run


@sensitive_post_parameters()
def enquiry(request: HttpRequest) -> HttpResponse:
    """The door. Wrong, unknown and outdated codes get the same page, byte for byte."""
    if request.method != "POST":
        return page(request, "portal/enquiry.html", {"form": EnquiryForm(label_suffix="")})
    form = EnquiryForm(request.POST, label_suffix="")
    if not form.is_valid():
        form.data = {}  # a code is never written back into a page
        return page(request, "portal/enquiry.html", {"form": form}, status=422)
    typed, second = form.cleaned_data["code"], form.cleaned_data["second"]
    address, prefix = throttle.peer(request), (codes.normal(typed) or typed.strip().upper())[:8]
    closed = throttle.take_enquiry(address, prefix)
    if closed:
        reason = f"试的次数太多，请 {closed.minutes} 分钟以后再查。急事请打电话或到窗口问。"
        return page(
            request,
            "portal/enquiry.html",
            {"form": EnquiryForm(label_suffix=""), "reason": reason},
            status=429,
        )
    person = codes.find(typed, second)
    if person is None:
        return page(
            request,
            "portal/enquiry.html",
            {"form": EnquiryForm(label_suffix=""), "reason": NOT_FOUND},
            status=422,
        )
    throttle.enquiry_succeeded(address, prefix)
    visit.enter(request, person)
    return redirect("portal:matter")


@require_safe
@visited
def matter(request: HttpRequest, person: Petitioner) -> HttpResponse:
    """Who has it, until when, how far it is, what I can do."""
    today = clock.today()
    progress = progress_of(person, today)
    steps = [
        step | {"url": reverse("portal:paper", args=[step["paper"]])} if "paper" in step else step
        for step in progress.steps
    ]
    return page(request, "portal/matter.html", {"p": progress, "steps": steps})


@require_safe
@visited
def paper(request: HttpRequest, person: Petitioner, pk: UUID) -> HttpResponse:
    """One paper addressed to this petitioner, as PDF; any other does not exist."""
    if str(pk) not in {line.pk for line in papers_of(person)}:
        raise Http404
    row = Paper.objects.get(pk=pk)
    answer = HttpResponse(issuing.pdf(row), content_type="application/pdf")
    answer["Content-Disposition"] = "inline; filename=paper.pdf"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
@visited
def urge(request: HttpRequest, person: Petitioner) -> HttpResponse:
    """催办: one button; those whose turn it is are told (条例第21条第2款)."""
    try:
        actions.urge(person.petition.case, by=None, on=clock.today())
        messages.success(request, "已经提醒承办单位。您不用重新登记，也不用再跑一趟。")
    except NotLawfulNow as refusal:
        messages.warning(request, "；".join(refusal.reasons))
    return redirect("portal:matter")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """退出: nothing of the visit stays, not in the browser's store either."""
    visit.leave(request)
    answer = redirect("portal:enquiry")
    answer["Clear-Site-Data"] = '"cache"'
    return answer


@require_safe
def size(request: HttpRequest) -> HttpResponse:
    """Larger or smaller letters; the choice is a cookie that says nothing else."""
    answer = redirect("portal:matter" if visit.visitor(request) else "portal:enquiry")
    answer.set_cookie(LARGE, "0" if request.COOKIES.get(LARGE) == "1" else "1", path="/query/", httponly=True,
                      samesite="Lax", max_age=30 * 24 * 3600)  # fmt: skip
    return answer
