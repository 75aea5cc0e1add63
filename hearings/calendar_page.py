"""听证日历: a month by days and rooms, with who is on duty; and the counts of a year by kind."""

import calendar as months
from collections import defaultdict
from datetime import date, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases import workdays
from hearings import booking, counts
from hearings.models import Booking, DutyTurn, Hearing, Room
from law import clock
from law.clock import SHANGHAI
from law.terms import ExpertKind, Shift
from organizations.roles import Permission
from organizations.web import StaffRequest, link_to, page

P = Permission


@page(P.SEE_COUNTY, P.HANDLE)
def calendar(request: StaffRequest) -> HttpResponse:
    """One month: what is in which room, and the lawyers at the counter. Others' hearings are only hours that are taken."""
    today = clock.today()
    first = _month(request.GET.get("month", ""), today)
    last = first.replace(day=months.monthrange(first.year, first.month)[1])
    rooms = list(Room.objects.visible_to(request.user).open().select_related("unit"))
    taken = _taken(request, first, last)
    turns = _turns(request, first, last)
    working = workdays.calendar()
    days = []
    for n in range(last.day):
        day = first + timedelta(days=n)
        if working.is_workday(day) or taken.get(day) or turns.get(day):
            cells = [taken.get(day, {}).get(room.pk, []) for room in rooms]
            days.append({"on": day, "today": day == today, "cells": cells, "turns": turns.get(day, [])})
    context = {
        "first": first, "rooms": rooms, "days": days, "today": today,
        "before": (first - timedelta(days=1)).strftime("%Y-%m"), "after": (last + timedelta(days=1)).strftime("%Y-%m"),
        "list_url": link_to(request.user, "hearings:hearings"),
    }  # fmt: skip
    return render(request, "hearings/calendar.html", context)


def _month(text: str, today: date) -> date:
    """The first of the month named, or of this month."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


def _taken(request: StaffRequest, first: date, last: date) -> dict[date, dict[int, list[dict[str, Any]]]]:
    """Day → room → the hearings there; content only of those the person may see."""
    rows = Booking.objects.filter(
        room__isnull=False, released_on=None, hearing__case__in_compartment=False,
        during__startswith__gte=booking.moment(first, _DAWN), during__startswith__lt=booking.moment(last + timedelta(days=1), _DAWN),
    ).select_related("hearing__case", "hearing__organ")  # fmt: skip
    seen = set(
        Hearing.objects.visible_to(request.user).values_list("pk", flat=True).filter(bookings__in=rows)
    )
    found: dict[date, dict[int, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows.order_by("during"):
        assert row.hearing is not None and row.room_id is not None  # noqa: S101, PT018 - rooms are taken by hearings
        starts, ends = row.during.lower.astimezone(SHANGHAI), row.during.upper.astimezone(SHANGHAI)
        known = row.hearing_id in seen
        found[starts.date()][row.room_id].append({
            "hours": f"{starts:%H:%M}—{ends:%H:%M}",
            "title": row.hearing.case.title if known else "已占用",
            "unit": row.hearing.organ.short_name if known else "",
            "url": reverse("hearings:hearings_record", args=[row.hearing_id]) if known else "",
        })  # fmt: skip
    return found


_DAWN = time(0)


def _turns(request: StaffRequest, first: date, last: date) -> dict[date, list[str]]:
    rows = DutyTurn.objects.visible_to(request.user).filter(day__range=(first, last), dropped_on=None)
    found: dict[date, list[str]] = defaultdict(list)
    order = {shift: n for n, shift in enumerate(Shift)}
    for row in sorted(
        rows.select_related("expert", "place"), key=lambda row: (row.day, order[Shift(row.shift)], row.pk)
    ):
        found[row.day].append(f"{Shift(row.shift).label} {row.expert.name}（{row.place.short_name}）")
    return found


@page(P.SEE_FIGURES)
def participation_counts(request: StaffRequest) -> HttpResponse:
    """By year and kind, and the register by kind: no row of a person (domain §9)."""
    today = clock.today()
    text = request.GET.get("year", "")
    year = int(text) if text.isdecimal() and 2022 <= int(text) <= today.year else today.year
    since, until = date(year, 1, 1), min(date(year, 12, 31), today)
    roster = counts.roster_on(until)
    context = {
        "year": year, "rows": counts.of_year(year), "years": range(today.year, max(2021, today.year - 4), -1),
        "roster": [{"label": kind.label, "n": roster[kind.value]} for kind in ExpertKind], "until": until, "sum": sum(roster.values()),
        "hearings": counts.hearings_of(since, until).count(), "evaluations": counts.evaluations_of(since, until).count(),
        "list_url": link_to(request.user, "hearings:participations"),
    }  # fmt: skip
    return render(request, "hearings/counts.html", context)
