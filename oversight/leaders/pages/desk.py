"""接访包案: a month of receptions, and what waits for this leader; the county leader's own page."""

import calendar as months
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from cases import workdays
from cases.presenting import ahead
from law import clock
from law.terms import ReceptionState, SponsorshipState
from organizations.models import User
from organizations.roles import Permission
from organizations.web import StaffRequest, link_to, page
from oversight.leaders.models import Reception, ReceptionAssignment, SponsoredCase
from oversight.leaders.pages.receptions import hours, leader
from oversight.leaders.pages.sponsored import next_step

#: How many lines of each list the page shows; the ledger has them all.
SHOWN = 8


@page(Permission.SEE_COUNTY)
def desk(request: StaffRequest) -> HttpResponse:
    """The month's receptions; below, what is this person's (a leader) or everybody's (the bureau)."""
    today, user = clock.today(), request.user
    first = _month(request.GET.get("month", ""), today)
    context = {
        "month": first,
        "weeks": _weeks(user, first, today),
        "before": _month_url(first - timedelta(days=1)),
        "after": _month_url(first + timedelta(days=31)),
        "coming": _coming(user, today),
        "sponsored": _sponsored(user, today),
        "matters": _matters(user, today),
        "ledgers": [
            {"label": label, "url": url}
            for label, name in (("接访日程", "oversight:receptions"), ("接访交办", "oversight:reception_matters"),
                                ("领导包案", "oversight:sponsored"), ("积案台账", "oversight:backlog"), ("隐患", "oversight:conflicts"))
            if (url := link_to(user, name))
        ],
    }  # fmt: skip
    return render(request, "oversight/leaders/desk.html", context)


def _month(text: str, today: date) -> date:
    """The first day of the month asked for, or of this one."""
    try:
        return date.fromisoformat(f"{text}-01") if text else today.replace(day=1)
    except ValueError:
        return today.replace(day=1)


def _month_url(day: date) -> str:
    return f"?month={day:%Y-%m}"


def _weeks(user: User, first: date, today: date) -> list[list[dict[str, Any]]]:
    """Monday first; a day has its receptions and whether offices are closed."""
    last = first.replace(day=months.monthrange(first.year, first.month)[1])
    rows = (
        Reception.objects.visible_to(user)
        .filter(on__range=(first, last))
        .exclude(state=ReceptionState.CANCELLED)
    )
    by_day: dict[date, list[Reception]] = {}
    for row in rows:
        by_day.setdefault(row.on, []).append(row)
    calendar = workdays.calendar()
    return [
        [
            {"on": day, "inside": day.month == first.month, "today": day == today, "rest": not calendar.is_workday(day),
             "rows": [{"text": row.leader_name, "draft": row.state == ReceptionState.DRAFT,
                       "title": f"{hours(row)} {row.place}", "url": reverse("oversight:receptions_record", args=[row.pk])}
                      for row in by_day.get(day, []) if day.month == first.month]}
            for day in week
        ]
        for week in months.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    ]  # fmt: skip


def _own(rows: Any, user: User, name: str) -> Any:
    """A leader who does not work at the bureau sees what is theirs first; the bureau all."""
    return rows if user.in_bureau else rows.filter(**{name: user})


def _coming(user: User, today: date) -> list[dict[str, Any]]:
    rows = Reception.objects.visible_to(user).filter(state=ReceptionState.PUBLISHED, on__gte=today)
    return [
        {"what": leader(row), "kind": row.get_kind_display(), "why": f"{hours(row)}　{row.place}", "due_on": row.on,
         "ahead": ahead(row.on, today), "href": reverse("oversight:receptions_record", args=[row.pk])}
        for row in _own(rows, user, "leader").order_by("on", "starts_at")[:SHOWN]
    ]  # fmt: skip


def _sponsored(user: User, today: date) -> list[dict[str, Any]]:
    open_ones = [SponsorshipState.OPENED, SponsorshipState.WORKING, SponsorshipState.CHECKING]
    rows = SponsoredCase.objects.visible_to(user).filter(state__in=open_ones).select_related("case", "unit")
    found = []
    for row in _own(rows, user, "leader").prefetch_related("milestones"):
        step = next_step(row)
        due = step.due_on if step else row.due_on
        found.append(
            {"what": row.case.title, "why": f"下一步：{step.text}" if step else row.get_state_display(), "who": row.leader_name,
             "unit": row.unit.short_name, "due_on": due, "days_left": (due - today).days,
             "href": reverse("oversight:sponsored_record", args=[row.pk])}
        )  # fmt: skip
    return sorted(found, key=lambda line: line["due_on"])[:SHOWN]


def _matters(user: User, today: date) -> list[dict[str, Any]]:
    rows = ReceptionAssignment.objects.visible_to(user).open().select_related("unit", "visit__reception")
    return [
        {"what": row.matter, "why": row.visit.reception.leader_name, "unit": row.unit.short_name, "due_on": row.due_on,
         "days_left": (row.due_on - today).days, "href": reverse("oversight:reception_matters_record", args=[row.pk])}
        for row in _own(rows, user, "visit__reception__leader").order_by("due_on", "pk")[:SHOWN]
    ]  # fmt: skip


urls = [path("leaders/", desk, name="leader_desk")]
