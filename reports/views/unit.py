"""本单位: a unit's clocks and quality, for its own people; who oversees the county opens any unit's."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse

from cases.models import Deadline
from cases.queries import without_recused
from law import clock
from law.calendar import parse_day
from organizations.models import Unit
from organizations.roles import Permission
from organizations.web import StaffRequest, page
from reports import charts, load, quality, sets
from reports.figures import Span
from reports.keeping import board
from reports.sets import CountSet, FigureSet
from reports.views.figures import quick_spans
from reports.views.sets import PAGE, after, next_page, show_counted, show_rated
from reports.views.today import WEEKS, described, rest_days


def _unit(request: StaffRequest, code: str) -> Unit:
    """The unit asked for: a unit's people have only their own, and those it carries on for. Raises Http404."""
    unit = get_object_or_404(Unit, code=code)
    if not request.user.can(Permission.SEE_FIGURES) and unit.pk not in request.user.stands_for:
        raise Http404
    return unit


def _address(request: StaffRequest, unit: Unit) -> quality.Address:
    """Where this reader opens a set: among the county's figures, or on the unit's own page."""

    def address(found: FigureSet | CountSet) -> str:
        url = found.url()
        if request.user.can(Permission.SEE_FIGURES):
            return url
        return f"{reverse('reports:unit_set', args=[unit.code])}?{url.partition('?')[2]}"

    return address


def _duties(request: StaffRequest, unit: Unit) -> Any:
    """The unit's running duties in matters this person sees and may act on."""
    rows = Deadline.objects.running().owed().visible_to(request.user)
    return without_recused(rows.ordinary().filter(unit=unit), request.user, "case")


@page(Permission.HANDLE)
def show_own(request: StaffRequest) -> HttpResponse:
    """The page of one's own unit."""
    return _show(request, request.user.unit)


@page(Permission.HANDLE, Permission.SEE_FIGURES)
def show(request: StaffRequest, code: str) -> HttpResponse:
    """The page of one unit."""
    return _show(request, _unit(request, code))


def _show(request: StaffRequest, unit: Unit) -> HttpResponse:
    spans = _spans(request, unit)
    live = {
        "unit": unit, "own": unit.pk in request.user.stands_for,
        "open_url": reverse("reports:today_unit", args=[unit.code]) if request.user.can(Permission.SUPERVISE) else "",
    }  # fmt: skip
    return board(request, "reports/own.html", live=live, counted=lambda: _figures(request, unit, spans))


def _figures(request: StaffRequest, unit: Unit, spans: list[dict[str, Any]]) -> dict[str, Any]:
    today = clock.today()
    monday = today - timedelta(days=today.weekday())
    last = monday + timedelta(7 * WEEKS - 1)
    rows, address = _duties(request, unit), _address(request, unit)
    duties = reverse("reports:unit_duties", args=[unit.code])
    kinds = load.by_kind(rows, today)
    span = next(found["span"] for found in spans if found["current"])
    outlook = charts.outlook(load.coming(today, unit), load.looked_back(today), today, "unit", unit.code)
    outlook["past_url"] = address(CountSet("arrived", load.looked_back(today), "unit", unit.code))
    return {
        "today": today, "span": span, "quick": spans,
        "counted": {part: sum(getattr(kind, part) for kind in kinds) for part in (*load.PARTS, "n")}, "late_url": f"{duties}?part=late",
        "kinds": [_kind(kind, duties) for kind in kinds], "parts": load.PARTS.values(),
        "calendar": [{"on": on, "n": n, "overdue": n if on < today else 0, "href": f"{duties}?day={on}"}
                     for on, n in load.by_day(rows, monday, last).items()],
        "rest_days": rest_days(monday), "weeks": WEEKS, "last_day": last, "coming": outlook,
        "rates": quality.rates(unit.code, span, today, address), "returns": quality.returns(unit.code, span, address),
        "ratings": quality.ratings(unit.code, today), "rated": quality.rated_span(today),
    }  # fmt: skip


def _spans(request: StaffRequest, unit: Unit) -> list[dict[str, Any]]:
    """今年, 本季, 本月, 上年; the first unless another is asked for."""
    today, year = clock.today(), clock.today().year - 1
    offered = [*quick_spans(today), ("上年", Span(today.replace(year=year, month=1, day=1), today.replace(year=year, month=12, day=31)))]  # fmt: skip
    address, asked = reverse("reports:unit_of", args=[unit.code]), request.GET.get("since", "")
    until = request.GET.get("until", "")
    at = next(
        (n for n, (_, span) in enumerate(offered) if (str(span.since), str(span.until)) == (asked, until)), 0
    )
    return [{"label": label, "span": span, "current": n == at, "url": f"{address}?since={span.since}&until={span.until}"}
            for n, (label, span) in enumerate(offered)]  # fmt: skip


def _kind(kind: load.Kind, address: str) -> dict[str, Any]:
    cells = [{"n": getattr(kind, part), "late": part == "late", "url": f"{address}?period={kind.period}&part={part}"}
             for part in load.PARTS]  # fmt: skip
    return {"kind": kind, "cells": cells, "url": f"{address}?period={kind.period}"}


@page(Permission.HANDLE, Permission.SEE_FIGURES)
def show_duties(request: StaffRequest, code: str) -> HttpResponse:
    """The duties behind a number of the page: of a day, a kind of clock, or how near the last day is."""
    unit, today = _unit(request, code), clock.today()
    period, part, day = (request.GET.get(name, "") for name in ("period", "part", "day"))
    rows, words = load.narrowed(_duties(request, unit), period, part, _day(day), today)
    total, mark = rows.count(), after(request)
    if mark:
        rows = rows.filter(due_on__gte=mark[0]).exclude(due_on=mark[0], pk__lte=mark[1])
    lines = described(rows.order_by("due_on", "pk")[:PAGE], today)
    again = request.GET.copy()
    again.pop("after", None)
    return render(request, "reports/deadlines.html", {
        "title": f"{unit.short_name}{words}", "rows": lines, "total": total, "next_url": next_page(request, lines),
        "first_url": f"{request.path}?{again.urlencode()}" if mark else "", "unit": unit,
    })  # fmt: skip


def _day(given: str) -> Any:
    """A day of an address; none when it cannot be read."""
    try:
        return parse_day(given) if given else None
    except ValueError:
        raise Http404 from None


@page(Permission.HANDLE, Permission.SEE_FIGURES)
def show_set(request: StaffRequest, code: str) -> HttpResponse:
    """The rows behind one number of the unit's own; what was said of it opens for nobody here (domain §9.2)."""
    unit = _unit(request, code)
    try:
        found = sets.read(request.GET)
    except sets.Unreadable:
        raise Http404 from None
    if (found.by, found.key) != ("unit", unit.code) or found.indicator not in quality.OPENED:
        raise Http404
    address = _address(request, unit)
    if isinstance(found, CountSet):
        return show_counted(request, found, address, unit)
    return show_rated(request, found, address, unit)


urls = [
    path("unit/", show_own, name="unit"),
    path("unit/<str:code>/", show, name="unit_of"),
    path("unit/<str:code>/duties/", show_duties, name="unit_duties"),
    path("unit/<str:code>/set/", show_set, name="unit_set"),
]
