"""今天: what the bureau leader must look at before the figures."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse

from cases import workdays
from cases.models import Deadline, Handling, Proposal
from cases.models.handling import HANDLING_ENDED
from law import clock, periods
from law.terms import UnitKind
from organizations.models import Unit, User
from organizations.roles import Permission
from organizations.web import StaffRequest, page
from oversight.models import Supervision
from oversight.urgent import ledger
from reports import charts, daily, load
from reports.figures import Span
from reports.indicators import THREE
from reports.keeping import board
from reports.views.sets import PAGE, after, next_page

WEEKS = 6
#: So many days stand beside the units.
DAYS = 30
#: The oldest late ones, and those that can still be saved.
RISKS, LATE = 8, 5
#: What it means that the duty of a period has not been done.
MISSING = {
    "forwarding": "还没有转送、交办或者告知",
    "superior_forwarding": "上级转来件还没有转办",
    "notice": "书面告知还没有发出",
    "handling": "处理意见还没有送出",
    "objection_decision": "异议还没有核实答复",
    "assigned_report": "交办的结果还没有反馈",
    "supervision_reply": "督办还没有回复",
    "suggestion_reply": "建议意见还没有回复",
}
GROUPS = (
    ("信访部门和上级", (UnitKind.BUREAU, UnitKind.GOVERNMENT, UnitKind.HIGHER)),
    ("县直部门", (UnitKind.DEPARTMENT, UnitKind.PARTY, UnitKind.POLITICAL_LEGAL, UnitKind.DISCIPLINE)),
    ("乡镇（街道）", (UnitKind.TOWNSHIP,)),
)


def running(request: StaffRequest) -> QuerySet[Deadline]:
    """Duties of offices that are open, of the cases this person sees."""
    return Deadline.objects.running().owed().visible_to(request.user).ordinary()


def described(rows: QuerySet[Deadline], today: date) -> list[dict[str, Any]]:
    """A deadline as a line of a list: how late, what, who, why (条文)."""
    found = []
    for row in rows.select_related("case", "unit", "handling__handler"):
        rule = periods.period(row.period)
        note = "，延期已用" if row.extended else ""
        found.append({
            "pk": row.pk, "day": row.due_on, "days_left": (row.due_on - today).days, "provisional": row.provisional,
            "case": row.case, "unit": row.unit, "handler": row.handling.handler if row.handling else None,
            "why": f"{MISSING.get(row.period, rule.label)}{note}。{rule.basis_text}",
        })  # fmt: skip
    return found


@page(Permission.SUPERVISE)
def show(request: StaffRequest) -> HttpResponse:
    """A sentence, the risks, six weeks of last days, three rates, open work of the units, supervision."""
    today = clock.today()
    mine = running(request)
    late = mine.filter(due_on__lt=today).order_by("due_on", "pk")
    soon = mine.filter(due_on__gte=today, due_on__lte=today + timedelta(days=3)).order_by("due_on", "pk")
    live = {
        "today": today, "urgent": ledger.open_reports(request.user), "signing": to_sign(request),
        "risks": [*described(late[:LATE], today), *described(soon[: RISKS - LATE], today)],
        "supervisions": supervisions(request.user, today),
    }  # fmt: skip
    return board(request, "reports/today.html", live=live, counted=lambda: figures(mine, today))


def figures(mine: QuerySet[Deadline], today: date) -> dict[str, Any]:
    """Every figure of the page."""
    monday = today - timedelta(days=today.weekday())
    month, year = Span(today.replace(day=1), today), charts.back_months(today)
    read = load.overview(mine, today, DAYS)
    soon = read.within(today, today + timedelta(days=3))
    by_month = daily.table(year, by="month", as_of=today, codes=THREE)
    groups = open_work(today)
    coming = load.coming(today, open_now=sum(line["n"] for group in groups for line in group["units"]))
    this_month = {at: tally for at, tally in by_month.items() if at[0] == f"{today:%Y-%m}"}
    return {
        "counted": {
            "late": read.late, "soon": soon, "asked": read.asked, "last": read.last, "provisional": read.provisional,
            "next_week": read.within(monday + timedelta(7), monday + timedelta(13)),
        },
        "at_risk": read.late + soon,
        "calendar": heat(mine, today), "rest_days": rest_days(monday), "last_day": monday + timedelta(7 * WEEKS - 1),
        "month": month, "unnoticed": unnoticed(today) if read.provisional else None,
        "figures": [charts.figure(code, month, "due", charts.county(this_month, code), by_month, year) for code in THREE],
        "groups": groups, "weeks": WEEKS, "board": unit_days(read.by_unit, today),
        "coming": charts.outlook(coming, load.looked_back(today), today),
    }  # fmt: skip


def to_sign(request: StaffRequest) -> dict[str, int]:
    """Proposals others put forward, and drafts of 督办 (second pair of eyes: never one's own)."""
    return {
        "proposals": Proposal.objects.filter(decided_on=None, handling=None, claim__case__in_compartment=False)
        .exclude(proposed_by=request.user).count(),
        "drafts": Supervision.objects.visible_to(request.user).filter(signed_on=None, dropped_on=None).count(),
    }  # fmt: skip


def heat(mine: QuerySet[Deadline], today: date) -> list[dict[str, Any]]:
    """Last days of this week and the five after it; days gone show what is still overdue."""
    monday = today - timedelta(days=today.weekday())
    days = mine.filter(due_on__gte=monday, due_on__lt=monday + timedelta(7 * WEEKS)).order_by("due_on")
    return [
        {"on": row["due_on"], "n": row["n"], "overdue": row["n"] if row["due_on"] < today else 0,
         "href": reverse("reports:today_day", args=[row["due_on"]])}
        for row in days.values("due_on").annotate(n=Count("pk"))
    ]  # fmt: skip


def rest_days(monday: date) -> set[date]:
    calendar = workdays.calendar()
    days = (monday + timedelta(n) for n in range(7 * WEEKS))
    return {day for day in days if not calendar.is_workday(day)}


def unit_days(counted: dict[int, dict[date, int]], today: date) -> dict[str, Any]:
    """Unit × day: what falls due in the coming days, in the county's own order; a rest day is narrow and hatched."""
    calendar, late = workdays.calendar(), today - timedelta(days=1)
    days = [today + timedelta(days=n) for n in range(DAYS)]
    rest = {on for on in days if not calendar.is_workday(on)}
    labels, words, month = {}, {}, 0
    for on in days:
        words[on] = f"{on.month}月{on.day}日"
        labels[on] = f"{on.day}" if on in rest or on.month == month else f"{on.month}-{on.day}"
        month = month if on in rest else on.month
    most = max((n for by_day in counted.values() for on, n in by_day.items() if on >= today), default=0)

    def cells(numbers: dict[date, int], address: Callable[[date], str]) -> list[dict[str, Any]]:
        return [
            {"on": on, "label": labels[on], "words": words[on], "rest": on in rest, "n": numbers.get(on, 0),
             "grade": load.grade(numbers.get(on, 0), most), "url": address(on) if numbers.get(on) else ""}
            for on in days
        ]  # fmt: skip

    def line(unit: Unit) -> dict[str, Any]:
        numbers, duties = counted[unit.pk], reverse("reports:unit_duties", args=[unit.code])
        shown = cells(numbers, lambda on: f"{duties}?day={on}")
        return {"unit": unit, "url": reverse("reports:unit_of", args=[unit.code]), "cells": shown, "late": numbers.get(late, 0),
                "late_url": f"{duties}?part=late", "n": sum(cell["n"] for cell in shown)}  # fmt: skip

    units = list(Unit.objects.filter(pk__in=list(counted)).order_by("position", "code"))
    groups = [
        {"title": title, "units": [line(unit) for unit in units if unit.kind in kinds]}
        for title, kinds in GROUPS
    ]
    whole: dict[date, int] = {
        on: sum(numbers.get(on, 0) for numbers in counted.values()) for on in [*days, late]
    }
    totals = cells(whole, lambda on: reverse("reports:today_day", args=[on]))
    return {"days": totals, "groups": [group for group in groups if group["units"]], "whole": totals, "late": whole[late],
            "n": sum(cell["n"] for cell in totals), "span": DAYS + 3}  # fmt: skip


def unnoticed(today: date) -> int | None:
    """The first year, this one or the next, whose holiday notice is not loaded."""
    calendar = workdays.calendar()
    return next((year for year in (today.year, today.year + 1) if not calendar.has_notice(year)), None)


def open_work(today: date) -> list[dict[str, Any]]:
    """Open handlings of each unit in the county's own order: number does not rank anybody (domain §8)."""
    week = today + timedelta(days=7)
    live = Handling.objects.live().ordinary().order_by()
    counted: Any = live.values("unit").annotate(n=Count("pk"))
    dues: Any = (
        Deadline.objects.running().owed().ordinary().filter(handling__isnull=False, due_on__lte=week)
        .exclude(handling__state__in=HANDLING_ENDED).order_by()
        .values(at=F("handling__unit")).annotate(
            late=Count("handling", distinct=True, filter=Q(due_on__lt=today)), soon=Count("handling", distinct=True))
    )  # fmt: skip
    near = {row["at"]: row for row in dues}
    for row in counted:
        found = near.get(row["unit"], {"late": 0, "soon": 0})
        row |= {"late": found["late"], "soon": found["soon"] - found["late"]}
    by_unit = {row["unit"]: row for row in counted}
    most = max((row["n"] for row in by_unit.values()), default=0)
    units = list(Unit.objects.filter(pk__in=by_unit).order_by("position", "code"))
    found = []
    for title, kinds in GROUPS:
        lines = [_work_of(unit, by_unit[unit.pk], most) for unit in units if unit.kind in kinds]
        if lines:
            found.append({"title": title, "units": lines})
    return found


def _work_of(unit: Unit, row: dict[str, Any], most: int) -> dict[str, Any]:
    rest = row["n"] - row["late"] - row["soon"]
    return {
        "unit": unit, "n": row["n"], "late": row["late"], "soon": row["soon"], "most": most,
        "href": reverse("reports:today_unit", args=[unit.code]), "page": reverse("reports:unit_of", args=[unit.code]),
        "parts": [{"n": row["late"], "label": "逾期", "tone": "late"}, {"n": row["soon"], "label": "七日内", "tone": "bar"},
                  {"n": rest, "label": "其余", "tone": "rest"}],
    }  # fmt: skip


def supervisions(user: User, today: date) -> list[dict[str, Any]]:
    """Signed and not yet closed, the next reply first."""
    rows = (
        Supervision.objects.visible_to(user)
        .filter(signed_on__isnull=False, closed_on=None, cancelled_on=None, raised_on=None)
        .exclude(replied_on=None, reply_deadline__voided_on__isnull=False)
    )
    found = rows.select_related("unit", "case", "reply_deadline").order_by("reply_deadline__due_on", "pk")[
        :RISKS
    ]
    return [
        {"row": row, "case": row.case, "due": row.reply_deadline.due_on if row.reply_deadline else None,
         "days_left": (row.reply_deadline.due_on - today).days if row.reply_deadline and not row.replied_on else None}
        for row in found
    ]  # fmt: skip


def _list(request: StaffRequest, title: str, rows: QuerySet[Deadline]) -> HttpResponse:
    today, total, mark = clock.today(), rows.count(), after(request)
    if mark:
        rows = rows.filter(due_on__gte=mark[0]).exclude(due_on=mark[0], pk__lte=mark[1])
    lines = described(rows.order_by("due_on", "pk")[:PAGE], today)
    return render(request, "reports/deadlines.html", {
        "title": title, "rows": lines, "total": total, "next_url": next_page(request, lines),
        "first_url": request.path if mark else "",
    })  # fmt: skip


@page(Permission.SUPERVISE)
def show_day(request: StaffRequest, day: date) -> HttpResponse:
    """The open duties whose last day is ``day``."""
    return _list(request, f"{day.month}月{day.day}日届满的期限", running(request).filter(due_on=day))


@page(Permission.SUPERVISE)
def show_late(request: StaffRequest) -> HttpResponse:
    """Everything overdue or due within three days."""
    until = clock.today() + timedelta(days=3)
    return _list(request, "已逾期和三日内届满的期限", running(request).filter(due_on__lte=until))


@page(Permission.SUPERVISE)
def show_provisional(request: StaffRequest) -> HttpResponse:
    """Last days that lie in a year without its holiday notice."""
    return _list(request, "暂估的期限", running(request).filter(provisional=True))


@page(Permission.SUPERVISE)
def show_unit(request: StaffRequest, code: str) -> HttpResponse:
    """A unit's open handlings, the next last day first; those without a running clock at the end."""
    unit = get_object_or_404(Unit, code=code)
    today = clock.today()
    next_due = Deadline.objects.running().owed().filter(handling=OuterRef("pk")).order_by("due_on")
    rows: Any = (
        Handling.objects.live().visible_to(request.user).filter(unit=unit, claim__case__in_compartment=False)
        .annotate(due=Subquery(next_due.values("due_on")[:1]), period=Subquery(next_due.values("period")[:1]))
        .select_related("claim__case").order_by("due", "pk")
    )  # fmt: skip
    lines = [
        {"case": row.claim.case, "state": row.get_state_display(), "due": row.due,
         "days_left": (row.due - today).days if row.due else None, "why": MISSING.get(row.period, "")}
        for row in rows[:500]
    ]  # fmt: skip
    return render(request, "reports/unit.html", {"unit": unit, "rows": lines, "total": rows.count()})


urls = [
    path("today/", show, name="today"),
    path("today/late/", show_late, name="today_late"),
    path("today/provisional/", show_provisional, name="today_provisional"),
    path("today/day/<day:day>/", show_day, name="today_day"),
    path("today/unit/<str:code>/", show_unit, name="today_unit"),
]
