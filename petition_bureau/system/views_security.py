"""Grants for the security officer, records for the auditor: numbers and persons, never a case's content."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from audit.models import Record
from cases import queues
from cases.models import CompartmentGrant
from cases.procedure import ACTS
from cases.search import typed
from cases.views.waiting import why_late
from law import clock
from law.calendar import parse_day
from organizations.actions import NotPossible
from organizations.roles import Permission
from organizations.web import StaffRequest, acts_once, page
from petition_bureau.system import acts, forms
from petition_bureau.system.views import PAGE, ask, next_page, show
from petition_bureau.system.words import KINDS, VERBS, verb_label


@page(Permission.MANAGE_GRANTS)
def grants(request: StaffRequest) -> HttpResponse:
    """Who is named for which number, those in force first; never what the file says."""
    after = request.GET.get("after", "")
    rows = CompartmentGrant.objects.select_related("case", "user__unit", "granted_by").order_by("-pk")
    if request.GET.get("all") != "yes":
        rows = rows.in_force()
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after))
    found = list(rows[: PAGE + 1])
    now = clock.now()
    shown = [
        {"grant": row, "live": row.revoked_at is None and (row.until is None or row.until > now)}
        for row in found[:PAGE]
    ]
    return show(request, "grants", {
        "rows": shown, "shown": len(shown), "all": request.GET.get("all") == "yes",
        "next_url": next_page(request, found[PAGE - 1].pk) if len(found) > PAGE else "",
        "first_url": reverse("system:grants") if after else "",
    })  # fmt: skip


@page(Permission.MANAGE_GRANTS)
@acts_once
def add_grant(request: StaffRequest) -> HttpResponse:
    """Name one person for one accusation; the database refuses the accused."""
    form = forms.GrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = acts.grant(data["number"], by=request.user, user=data["username"], reason=data["reason"],
                             until=data["until"])  # fmt: skip
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已授权{row.user.name}查看 {row.case.number}。")
            return redirect("system:grants")
    foot = "被检举控告的单位及其下属的人员不能被授权（条例第30条第3款）。"
    return ask(request, form, "授权一个人", "授权这个人", "system:grants", foot=foot)


@page(Permission.MANAGE_GRANTS)
@acts_once
def revoke(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a grant back, after a page that asks."""
    row = get_object_or_404(CompartmentGrant.objects.select_related("case", "user"), pk=pk, revoked_at=None)
    if request.method == "POST":
        acts.revoke(row, by=request.user)
        messages.success(request, f"已收回{row.user.name}对 {row.case.number} 的授权。")
        return redirect("system:grants")
    return show(request, "confirm", {
        "question": f"收回授权：{row.user.name}，{row.case.number}", "follows": ["马上看不到这件。", "授权过的记录留着。"],
        "submit": "收回授权", "cancel_url": reverse("system:grants"),
    })  # fmt: skip


@page(Permission.READ_AUDIT)
def records(request: StaffRequest) -> HttpResponse:
    """The chain, newest first: who, what, which number of which table; filters and keyset."""
    given = {name: typed(request.GET, name) for name in ("actor", "verb", "object", "since", "until")}
    rows, problems = Record.objects.defer("previous", "mac").order_by("-seq"), []
    if given["actor"]:
        rows = rows.filter(actor=given["actor"])
    if given["verb"]:
        rows = rows.filter(verb=given["verb"])
    if given["object"]:
        rows = rows.filter(object_id=given["object"])
    for name, lookup in (("since", "at__date__gte"), ("until", "at__date__lte")):
        if given[name]:
            try:
                rows = rows.filter(**{lookup: parse_day(given[name])})
            except ValueError as wrong:
                problems.append({"id": f"filter-{name}", "message": str(wrong)})
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = rows.filter(seq__lt=int(after))
    found = list(rows[: PAGE + 1])
    return show(request, "records", {
        "rows": [{"record": row, "verb": verb_label(row.verb), "kind": KINDS.get(row.object_type, row.object_type)}
                 for row in found[:PAGE]], "shown": len(found[:PAGE]),
        "problems": problems, "filters": _record_filters(given),
        "clear_url": reverse("system:records") if any(given.values()) else "",
        "next_url": next_page(request, found[PAGE - 1].seq) if len(found) > PAGE else "",
        "first_url": reverse("system:records") if after else "",
    })  # fmt: skip


def _record_filters(given: dict[str, str]) -> list[dict[str, Any]]:
    verbs = [*VERBS.items(), *((name, act.label) for name, act in ACTS.items())]
    return [
        {"name": "actor", "label": "人员", "value": given["actor"], "options": None, "type": "search"},
        {"name": "verb", "label": "做了什么", "value": given["verb"], "options": verbs},
        {"name": "object", "label": "对象编号", "value": given["object"], "options": None, "type": "search"},
        {"name": "since", "label": "从", "value": given["since"], "options": None, "type": "date"},
        {"name": "until", "label": "到", "value": given["until"], "options": None, "type": "date"},
    ]


@page(Permission.READ_AUDIT)
def backdated(request: StaffRequest) -> HttpResponse:
    """补录: number, act, the day given, the day recorded, the reason — nothing else of the file."""
    after = request.GET.get("after", "").partition(".")
    rows = queues.backdated()
    rows = queues.before(rows, after[0], after[2])
    found = list(rows[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    shown = [
        {"number": row.case.number, "act": verb_label(row.act), "on": row.on, "recorded": row.recorded_at,
         "days": (row.recorded_at.astimezone(clock.SHANGHAI).date() - row.on).days, "by": row.by, "unit": row.unit,
         "reason": why_late(row)}
        for row in found[:PAGE]
    ]  # fmt: skip
    return show(request, "backdated", {
        "rows": shown, "shown": len(shown),
        "next_url": next_page(request, f"{last.on.isoformat()}.{last.pk}") if last else "",
        "first_url": reverse("system:backdated") if after[0] else "",
    })  # fmt: skip
