"""日交办: one day's list on one page, to work from in the morning and to print."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse

from cases.models import Case
from cases.policies import NotLawfulNow
from law import clock
from law.calendar import parse_day
from law.terms import ClaimWay, LeftReason
from organizations.roles import Permission
from organizations.web import StaffRequest, acts_once, page
from reports.figures import Span
from reports.mechanisms import daily
from reports.mechanisms.daily import DayList, Entry
from reports.sets import CountSet

#: Of what is long left the oldest are listed; the others are counted.
OLDER_SHOWN = 200
READERS = (Permission.SCREEN, Permission.SUPERVISE, Permission.WRITE_REPORTS)


@page(*READERS)
def show(request: StaffRequest) -> HttpResponse:
    """What was registered that day and since the working day before, what became of it, what was left and why."""
    today = clock.today()
    day = min(_asked(request.GET.get("on", ""), today), today)
    found = daily.of(day, today=today)
    return _page(request, found, today)


def _asked(text: str, today: date) -> date:
    try:
        return parse_day(text) if text else today
    except ValueError:
        return today


def _page(
    request: StaffRequest, found: DayList, today: date, *, problem: str = "", kept: Any = None
) -> HttpResponse:
    seen = daily.seen(found.entries, request.user)
    that_day, since, older = (
        [entry for entry in part if entry.case in seen] for part in (found.today, found.before, found.older)
    )
    shown = _lines(request, found.day, [*that_day, *since, *older[:OLDER_SHOWN]], kept or {})
    at = {id(line["entry"]): line for line in shown}

    def rows(part: list[Entry]) -> list[dict[str, Any]]:
        return [at[id(entry)] for entry in part if id(entry) in at]

    rest = len(older) - OLDER_SHOWN
    before = daily.workday_before(found.day)
    groups: list[dict[str, Any]] = [
        {"title": _title(found.day, today), "qualifier": "", "n": len(that_day), "rows": rows(that_day),
         "empty": "这一天没有登记。"},
        {"title": "上一工作日以来", "qualifier": f"{_days(before, found.day - timedelta(days=1))}登记的，次日转交办也算当时办",
         "n": len(since), "rows": rows(since), "empty": "没有登记。"},
        {"title": "更早登记、还没有交办的", "qualifier": "从收到之日起 15 日（条例第22条第1款）", "n": len(older),
         "rows": rows(older), "empty": "", "rest": max(rest, 0)},
    ]  # fmt: skip
    context = {
        "on_day": found.day, "today": today, "found": found, "groups": [group for group in groups if group["rows"] or group["empty"]],
        "registered": len(that_day), "dispatched": sum(entry.dispatched for entry in that_day),
        "left": sum(not entry.dispatched for entry in (*that_day, *since, *older)),
        "registered_url": CountSet("entered", Span(found.day, found.day)).url(),
        "left_url": CountSet("entered_left", Span(daily.workday_before(found.day), found.day)).url(),
        "before_url": f"?on={daily.workday_before(found.day)}",
        "after_url": f"?on={found.day + timedelta(days=1)}" if found.day < today else "",
        "may_note": daily.may_note(request.user) and found.day == today, "problems": [problem] if problem else [],
    }  # fmt: skip
    return render(request, "reports/mechanisms/daily.html", context, status=409 if problem else 200)


def _days(first: date, last: date) -> str:
    return f"{first:%m-%d}" if first == last else f"{first:%m-%d} 至 {last:%m-%d} "


def _title(day: date, today: date) -> str:
    return "今天登记的" if day == today else "当天登记的"


def _lines(
    request: StaffRequest, day: date, entries: list[Entry], kept: dict[str, str]
) -> list[dict[str, Any]]:
    cases, names = daily.cases_of(entries, request.user), daily.unit_names(entries)
    notes = daily.notes((entry.case for entry in entries if entry.left), day)
    return [
        {"entry": entry, "case": cases[entry.case], "entered": date.fromisoformat(entry.entered),
         "done": _done(entry, cases, names), "left": [_left(order, reason, entry) for order, reason in entry.left],
         "note": notes.get(entry.case), "days": (day - cases[entry.case].received_on).days,
         "typed": kept.get(cases[entry.case].number, "")}
        for entry in entries
        if entry.case in cases
    ]  # fmt: skip


def _done(entry: Entry, cases: dict[int, Case], names: dict[int, str]) -> list[str]:
    if entry.earlier:
        earlier = cases.get(entry.earlier)
        return [f"并入原件 {earlier.number}" if earlier else "并入原件"]
    several = (
        len(entry.done) + len({order for order, _ in entry.left} - {done.claim for done in entry.done}) > 1
    )
    return [
        f"{f'诉求{done.claim}：' if several else ''}{ClaimWay(done.way).label}{names.get(done.unit, '')}　{done.on}"
        for done in entry.done
    ]  # fmt: skip


def _left(order: int, reason: str, entry: Entry) -> str:
    several = len({order for order, _ in entry.left}) + len(entry.done) > 1
    return f"{f'诉求{order}：' if several else ''}{LeftReason(reason).label}"


@page(Permission.SCREEN)
@acts_once
def note(request: StaffRequest) -> HttpResponse:
    """Write down why a matter is still here; what was typed is kept when it is refused."""
    if request.method != "POST":
        return redirect("reports:daily")
    number, text = request.POST.get("number", ""), request.POST.get("text", "")
    case = get_object_or_404(Case.objects.visible_to(request.user), number=number, in_compartment=False)
    today = clock.today()
    try:
        daily.note(case, by=request.user, on=today, text=text)
    except NotLawfulNow as refused:
        found = daily.of(today, today=today)
        return _page(request, found, today, problem=f"{number}：{refused.reasons[0]}", kept={number: text})
    messages.success(request, f"{number} 的未交办原因已记下。")
    return redirect(reverse("reports:daily"))


urls = [
    path("mechanisms/daily/", show, name="daily"),
    path("mechanisms/daily/note/", note, name="daily_note"),
]
