"""The set behind a number: the rows of a rate or a count, newest day first, as far as the reader may see them."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from cases.models import Case, seen_by
from law import clock
from law.terms import Channel, Purpose, SourceLevel
from organizations.models import Unit, User
from organizations.roles import Permission
from organizations.web import StaffRequest, page
from reports import rows as levels
from reports import sets
from reports.indicators import BASES, INDICATORS, reading_of
from reports.sets import CountSet, FigureSet
from reports.views.figures import unit_names

PAGE = 50


def after(request: HttpRequest) -> tuple[date, int] | None:
    """The keyset mark of a list: the last row's day and key."""
    day, _, pk = request.GET.get("after", "").partition(".")
    try:
        return date.fromisoformat(day), int(pk)
    except ValueError:
        return None


def cases_of(user: User, keys: Iterable[int]) -> dict[int, Case]:
    return {
        case.pk: case
        for case in Case.objects.visible_to(user).filter(pk__in=set(keys)).only("number", "title")
    }


def next_page(request: HttpRequest, rows: list[dict[str, Any]]) -> str:
    if len(rows) < PAGE:
        return ""
    query = request.GET.copy()
    query["after"] = f"{rows[-1]['day']}.{rows[-1]['pk']}"
    return f"?{query.urlencode()}"


@page(Permission.SEE_FIGURES)
def show(request: StaffRequest) -> HttpResponse:
    """The rows behind one number."""
    try:
        found = sets.read(request.GET)
    except sets.Unreadable as problem:
        return render(request, "reports/set.html", {"problem": str(problem)}, status=400)
    return show_counted(request, found) if isinstance(found, CountSet) else show_rated(request, found)


def _plain(found: FigureSet | CountSet) -> str:
    return found.url()


def show_rated(
    request: StaffRequest,
    found: FigureSet,
    address: Callable[[FigureSet | CountSet], str] = _plain,
    own: Unit | None = None,
) -> HttpResponse:
    """The rows of a rate. ``own``: the unit whose page led here, and ``address`` where its sets open."""  # fmt: skip
    every = found.rows(clock.today()).filter(seen_by(request.user, "case_ref"))
    total = every.count()
    mark = after(request)
    if mark:
        every = every.filter(day__lte=mark[0]).exclude(day=mark[0], pk__gte=mark[1])
    columns = ("pk", "case_ref", "day", "unit_key", "began", "ended")
    hits = found.part not in ("not_recorded", "pending")
    wanted = [*columns, "hit"] if found.part != "not_recorded" else columns
    rows = list(every.order_by("-day", "-pk").values(*wanted)[:PAGE])
    cases, names = cases_of(request.user, (row["case_ref"] for row in rows)), unit_names()
    for row in rows:
        row |= {"case": cases[row["case_ref"]], "unit": names.get(row["unit_key"], row["unit_key"])}
    return render(request, "reports/set.html", {
        "indicator": INDICATORS[found.indicator], "found": found, "part": sets.PARTS[found.part], "basis": BASES[found.basis],
        "reading": reading_of(found.indicator, found.reading) if found.reading else None,
        "key": key_words(found.by, found.key, names), "total": total, "rows": rows, "next_url": next_page(request, rows),
        "first_url": address(found) if mark else "", "own": own,
        "parts": [{"label": words, "url": address(found.with_part(part)), "current": part == found.part, "n": None}
                  for part, words in sets.PARTS.items()],
        "hits": hits,
    })  # fmt: skip


def show_counted(
    request: StaffRequest,
    found: CountSet,
    address: Callable[[FigureSet | CountSet], str] = _plain,
    own: Unit | None = None,
) -> HttpResponse:
    """The rows of a count; as above."""  # fmt: skip
    source, mark = found.count.source, after(request)
    every = source.seen_by(found.listed(), request.user)
    total = every.count()
    if mark:
        every = every.filter(**{f"{source.day}__lte": mark[0]}).exclude(
            **{source.day: mark[0], "pk__gte": mark[1]}
        )
    ordered = every.select_related(*source.related).order_by(f"-{source.day}", "-pk")[:PAGE]
    lines = [source.line(row, source.day) for row in ordered]
    return render(request, "reports/count_set.html", {
        "count": found.count, "found": found, "key": key_words(found.by, found.key, unit_names()), "total": total,
        "lines": lines, "next_url": next_page(request, [{"day": line.day, "pk": line.pk} for line in lines]),
        "first_url": address(found) if mark else "", "own": own,
    })  # fmt: skip


#: Words of a key that is a term.
TERMS: dict[str, dict[str, str]] = {
    "channel": dict(Channel.choices()),
    "purpose": dict(Purpose.choices()),
    "source": dict(SourceLevel.choices()),
    "level": {levels.COUNTY_LEVEL: "县级收到", levels.TOWNSHIP_LEVEL: "乡镇（街道）收到"},
}
#: What an empty key means.
NOWHERE = {"category": "未分类", "place": "发生地不在乡镇街道", "unit": "没有单位"}


def key_words(by: str, key: str, names: dict[str, str]) -> str:
    """The key as a person reads it; empty for everything together."""
    if by == "all":
        return ""
    if by in ("unit", "place"):
        return names.get(key, key) or NOWHERE[by]
    if by == "tag_place":
        tag, _, place = key.rpartition("/")
        return f"{tag}，{names.get(place, place) or NOWHERE['place']}"
    return TERMS.get(by, {}).get(key, key) or NOWHERE.get(by, "未记录")


urls = [path("figures/set/", show, name="set")]
