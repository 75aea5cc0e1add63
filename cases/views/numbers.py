"""文号登记簿: by organ, series and year; a void number stays with its reason; an accusation's shows nothing but itself."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from cases.models import Case, CasePaper
from documents import register
from documents.models import Paper
from law import clock
from law.terms import PaperKind
from organizations.models import Unit, User
from organizations.roles import Permission
from organizations.web import StaffRequest, page

PAGE = 60


@page(Permission.REGISTER, Permission.SEE_COUNTY)
def numbers(request: StaffRequest) -> HttpResponse:
    """One series of one organ and year, the newest number first; or what a search finds."""
    user, today = request.user, clock.today()
    organs = _organs(user)
    chosen = _chosen(request.GET.get("organ", ""), organs, user)
    year = _year(request.GET.get("year", ""), today)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    series = register.series_of(chosen.pk, year)
    one = (
        request.GET.get("series", "")
        if request.GET.get("series", "") in series
        else (series[0] if series else "")
    )
    if words:
        rows = register.search([unit.pk for unit in organs], words) | _by_case(user, organs, words)
    else:
        rows = register.entries(chosen.pk, one, year)
        after = request.GET.get("after", "")
        if after.isdecimal() and len(after) < 9:
            rows = rows.filter(serial__lt=int(after))
    found = list(rows[: PAGE + 1])
    address = reverse("cases:numbers")
    here = f"{address}?organ={chosen.code}&year={year}"
    context = {
        "organs": organs, "organ": chosen, "year": year, "years": range(today.year, today.year - 5, -1), "words": words,
        "rail": [{"title": chosen.short_name, "links": [
            {"label": register.series_label(name), "url": f"{here}&series={name}", "current": name == one and not words}
            for name in series]}],
        "title": f"{chosen.name} {year} 年 {register.series_label(one)}" if one else f"{chosen.name} {year} 年",
        "lines": _lines(user, found[:PAGE]),
        "first_url": f"{here}&series={one}" if request.GET.get("after") else "",
        "next_url": f"{here}&series={one}&after={found[PAGE - 1].serial}" if len(found) > PAGE and not words else "",
        "cut": len(found) > PAGE and bool(words),
    }  # fmt: skip
    return render(request, "cases/numbers.html", context)


def _organs(user: User) -> list[Unit]:
    if not register.may_see_all(user):
        return [user.unit]
    having = Paper.objects.order_by().values("organ_id").distinct()
    return list(Unit.objects.filter(pk__in=having).order_by("position", "pk")) or [user.unit]


def _chosen(code: str, organs: list[Unit], user: User) -> Unit:
    own = next((unit for unit in organs if unit.pk == user.unit_id), organs[0])
    return next((unit for unit in organs if unit.code == code), own)


def _year(text: str, today: date) -> int:
    return int(text) if text.isdecimal() and len(text) == 4 else today.year


def _by_case(user: User, organs: list[Unit], number: str) -> Any:
    """Papers of the file with this number, if the person sees it."""
    cases = Case.objects.visible_to(user).ordinary().filter(number=number)
    held = CasePaper.objects.filter(case__in=cases).values("paper_id")
    return register.search([unit.pk for unit in organs], "").filter(pk__in=held)


def _lines(user: User, rows: list[Paper]) -> list[dict[str, Any]]:
    """What a person may read of each: of a file out of sight no number, of an accusation nothing but 密 (条例第30条)."""
    files = {
        row.paper_id: row
        for row in CasePaper.objects.filter(paper__in=[row.pk for row in rows]).select_related("case")
    }
    seen = set(
        Case.objects.visible_to(user)
        .filter(pk__in=[row.case_id for row in files.values()])
        .values_list("pk", flat=True)
    )
    return [_line(row, files.get(row.pk), seen) for row in rows]


def _line(row: Paper, file: CasePaper | None, seen: set[int]) -> dict[str, Any]:
    if file is not None and file.case.in_compartment:
        return {"number": row.number, "secret": True}
    who = row.signed_by or row.issued_by
    visible = file is not None and file.case_id in seen
    return {
        "number": row.number, "title": row.title, "kind": PaperKind(row.kind).label, "on": row.on,
        "who": who.name if who else "系统", "voided_on": row.voided_on, "reason": row.void_reason,
        "case": file.case.number if file and visible else "",
        "url": reverse("cases:detail", args=[file.case.number]) if file and visible else "",
    }  # fmt: skip


urls = [path("numbers/", numbers, name="numbers")]
