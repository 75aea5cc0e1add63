"""月通报: the frozen months and their circulars; a month as it was frozen, beside the month before."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from cases.policies import NotLawfulNow
from law import clock
from organizations.roles import Permission
from organizations.web import StaffRequest, acts_once, page
from reports import freezing, official
from reports.indicators import INDICATORS, THREE
from reports.mechanisms import circular
from reports.mechanisms.circular import NOTHING, Frozen
from reports.sets import FigureSet
from reports.views import converters  # noqa: F401 - months in addresses

READERS = (Permission.WRITE_REPORTS, Permission.SIGN_ASSIGNMENT)


@page(*READERS)
def show(request: StaffRequest) -> HttpResponse:
    """Every frozen month, and what became of its circular."""
    months = circular.months()[:36]
    found = circular.documents(months)
    user = request.user
    rows: list[dict[str, Any]] = [{"month": month, "document": found.get(month)} for month in months]
    waits = [row for row in rows if row["document"] and row["document"].signed_on is None]
    return render(request, "reports/mechanisms/monthly.html", {
        "rows": rows, "missing": sum(row["document"] is None for row in rows[:1]), "waits": len(waits),
        "closing_day": freezing.closing_day(), "may_draft": official.may_draft(user),
    })  # fmt: skip


@page(*READERS)
def show_month(request: StaffRequest, month: date) -> HttpResponse:
    """One month from its snapshot; nothing here is counted anew."""
    return _month(request, month)


def _month(request: StaffRequest, month: date, problems: tuple[str, ...] = ()) -> HttpResponse:
    now = circular.frozen(month)
    if now is None:
        raise Http404("这个月还没有冻结。")
    before, names = circular.frozen(circular.month_before(month)), circular.unit_names()
    standing = circular.circular_of(month)
    return render(request, "reports/mechanisms/month.html", {
        "month": month, "now": now, "before": before, "rates": [_rate(code, now, before) for code in circular.RATES],
        "three": [INDICATORS[code] for code in THREE],
        "groups": [{"title": title, "rows": [_unit(unit, names, now) for unit in members]}
                   for title, members in circular.groups(now, names)],
        "late": [{"name": name, "cells": circular.overdue(now, unit)} for unit, name in names.items() if any(circular.overdue(now, unit))],
        "late_heads": list(circular.LATE.values()), "standing": standing,
        "strayed": circular.strayed(standing) if standing else [], "problems": problems,
        "may_draft": official.may_draft(request.user) and standing is None, "withheld": circular.WITHHELD, "few": circular.FEW,
    }, status=409 if problems else 200)  # fmt: skip


def _rate(code: str, now: Frozen, before: Frozen | None) -> dict[str, Any]:
    tally, at = (
        now.county.get(code, NOTHING),
        FigureSet(code, "numerator", freezing.span_of("month", now.month)),
    )
    shown, _, last, changed = circular.beside(code, tally, before.county.get(code) if before else None)
    return {"indicator": INDICATORS[code], "tally": tally, "shown": shown, "last": last, "change": changed,
            "numerator_url": at.url(), "denominator_url": at.with_part("denominator").url()}  # fmt: skip


def _unit(unit: str, names: dict[str, str], now: Frozen) -> dict[str, Any]:
    span = freezing.span_of("month", now.month)
    return {"name": names[unit], "cells": [
        {"shown": circular.shown(code, now.units.get((unit, code), NOTHING)),
         "url": FigureSet(code, "denominator", span, by="unit", key=unit).url()}
        for code in THREE]}  # fmt: skip


@page(Permission.WRITE_REPORTS)
@acts_once
def draw_up(request: StaffRequest, month: date) -> HttpResponse:
    """拟月通报; a month already spoken for answers why (409)."""
    if request.method != "POST":
        return redirect("reports:monthly_month", month=month)
    if not official.may_draft(request.user):
        raise PermissionDenied("此事由统计报告员办理。")
    try:
        row = circular.draw_up(month, by=request.user, on=clock.today())
    except NotLawfulNow as refused:
        return _month(request, month, tuple(refused.reasons))
    messages.success(request, f"{row.document.heading}已拟好，核对文字以后由局领导签发。")
    return redirect(reverse("reports:official_record", args=[row.document_id]))


urls = [
    path("mechanisms/monthly/", show, name="monthly"),
    path("mechanisms/monthly/<month:month>/", show_month, name="monthly_month"),
    path("mechanisms/monthly/<month:month>/draft/", draw_up, name="monthly_draft"),
]
