"""三率: the figures with their definitions, by unit and month, and the cases behind each number."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse

from cases.models import Case
from law import clock
from law.terms import Channel, Purpose
from organizations.models import Unit, User
from organizations.roles import Permission
from organizations.web import StaffRequest, page
from reports import charts, daily, figures, sets, snapshots, volumes
from reports.figures import Span
from reports.forms import SpanForm
from reports.indicators import BASES, INDICATORS, THREE, Basis
from reports.models import MonthlySnapshot
from reports.sets import FigureSet
from reports.views import converters  # noqa: F401 - month and day in addresses

PAGE = 50
OTHERS = [code for code in INDICATORS if code not in THREE]
#: Three figures stand side by side.
ACROSS = 3


def unit_names() -> dict[str, str]:
    """Code → short name, in the order of the county's list."""
    return dict(Unit.objects.order_by("position", "code").values_list("code", "short_name"))


def quick_spans(today: date) -> list[tuple[str, Span]]:
    """今年, 本季, 本月 up to today."""
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    return [("今年", Span(today.replace(month=1, day=1), today)), ("本季", Span(quarter, today)),
            ("本月", Span(today.replace(day=1), today))]  # fmt: skip


def chosen(request: HttpRequest, today: date) -> tuple[SpanForm, Span, Basis]:
    """The days asked for; this year when none, or when they cannot be read (the form then says why)."""
    default = quick_spans(today)[0][1]
    given = (
        request.GET
        if "since" in request.GET
        else {"since": default.since, "until": default.until, **request.GET.dict()}
    )
    form = SpanForm(given)
    if form.is_valid():
        return form, form.span, form.cleaned_data["basis"]
    return form, default, "due"


def span_links(address: str, today: date, span: Span, basis: Basis) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": f"{address}?since={found.since}&until={found.until}&basis={basis}",
            "current": found == span,
        }
        for label, found in quick_spans(today)
    ]


@page(Permission.SEE_FIGURES)
def show(request: StaffRequest) -> HttpResponse:
    """All indicators: value, numerator ÷ denominator, definition, twelve months, units, months."""
    today = clock.today()
    form, span, basis = chosen(request, today)
    reader = daily.Reader(basis, as_of=today)
    by_unit = reader.table(span, "unit")
    year = charts.back_months(span.until)
    by_month = reader.table(year, "month")

    def shown(codes: Iterable[str]) -> list[dict[str, Any]]:
        return [
            charts.figure(code, span, basis, charts.county(by_unit, code), by_month, year) for code in codes
        ]

    names = unit_names()
    present = {key for key, _ in by_unit}
    address = reverse("reports:figures")
    other: Basis = "registered" if basis == "due" else "due"
    columns = [code for code in INDICATORS if code not in ("participation_bureau", "satisfaction_bureau")]
    return render(request, "reports/figures.html", {
        "form": form, "span": span, "basis": BASES[basis],
        "quick": span_links(address, today, span, basis),
        "other": {"label": f"换成{BASES[other][0]}", "url": f"{address}?since={span.since}&until={span.until}&basis={other}"},
        "three": shown(THREE), "others": [shown(OTHERS[n : n + ACROSS]) for n in range(0, len(OTHERS), ACROSS)],
        "columns": [INDICATORS[code] for code in columns],
        "units": charts.grid(by_unit, [(code, name) for code, name in names.items() if code in present], columns,
                             lambda key, code: FigureSet(code, "numerator", span, basis, "unit", key)),
        "months": charts.grid(by_month, [(name, name) for name in year.months()], columns,
                              lambda key, code: FigureSet(code, "numerator", year, basis, "month", key)),
        "snapshots": MonthlySnapshot.objects.all()[:12], "build": reader.build, "now": clock.now(),
    })  # fmt: skip


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
def show_set(request: StaffRequest) -> HttpResponse:
    """The rows behind one number, newest day first."""
    today = clock.today()
    try:
        found = sets.read(request.GET)
    except sets.Unreadable as problem:
        return render(request, "reports/set.html", {"problem": str(problem)}, status=400)
    every = found.rows(today).filter(case_ref__in=Case.objects.visible_to(request.user).values("pk"))
    total = every.count()
    mark = after(request)
    if mark:
        every = every.filter(day__lte=mark[0]).exclude(day=mark[0], pk__gte=mark[1])
    columns = ("pk", "case_ref", "day", "unit_key", "began", "ended")
    rows = list(
        every.order_by("-day", "-pk").values(*columns, *(["hit"] if found.part != "not_recorded" else []))[
            :PAGE
        ]
    )
    cases, names = cases_of(request.user, (row["case_ref"] for row in rows)), unit_names()
    for row in rows:
        row |= {"case": cases[row["case_ref"]], "unit": names.get(row["unit_key"], row["unit_key"])}
    indicator = INDICATORS[found.indicator]
    return render(request, "reports/set.html", {
        "indicator": indicator, "found": found, "part": sets.PARTS[found.part], "basis": BASES[found.basis],
        "key": key_words(found, names), "total": total, "rows": rows, "next_url": next_page(request, rows),
        "first_url": found.url() if mark else "",
        "parts": [{"label": words, "url": found.with_part(part).url(), "current": part == found.part, "n": None}
                  for part, words in sets.PARTS.items()],
        "hits": found.part not in ("not_recorded", "pending"),
    })  # fmt: skip


def key_words(found: FigureSet, names: dict[str, str]) -> str:
    """The key as a person reads it."""
    if found.by == "unit":
        return names.get(found.key, found.key)
    if found.by == "channel":
        return dict(Channel.choices()).get(found.key, found.key)
    return found.key or ("未分类" if found.by == "category" else "")


FILTER_WORDS = {
    "repeats": ("初次", "重复"),
    "collective": ("非集体访", "集体访"),
    "open": ("已办结", "未办结"),
}


def filter_words(wanted: dict[str, str], names: dict[str, str]) -> list[str]:
    found = []
    for name, value in wanted.items():
        if name in FILTER_WORDS:
            found.append(FILTER_WORDS[name][value == "1"])
        elif name in ("channel", "purpose"):
            terms = dict(Channel.choices() if name == "channel" else Purpose.choices())
            found.append(terms.get(value, value))
        elif name == "place":
            found.append(names.get(value, value) or "发生地不在乡镇街道")
        else:
            found.append(value or "未分类")
    return found


@page(Permission.SEE_FIGURES)
def show_petitions(request: StaffRequest) -> HttpResponse:
    """The petitions behind a volume."""
    form, span, _ = chosen(request, clock.today())
    wanted = volumes.read_filters(request.GET)
    every = volumes.within(span, **wanted).filter(filed_as__in=Case.objects.visible_to(request.user))
    total = every.count()
    mark = after(request)
    if mark:
        every = every.filter(received_on__lte=mark[0]).exclude(received_on=mark[0], pk__gte=mark[1])
    names = unit_names()
    rows: list[dict[str, Any]] = [
        {"pk": row.pk, "day": row.received_on, "case": row.filed_as, "channel": row.get_channel_display(),
         "people": row.people, "repeats": row.repeats, "unit": row.filed_as.receiving_unit}
        for row in cast("Any", every).select_related("filed_as__receiving_unit").order_by("-received_on", "-pk")[:PAGE]
    ]  # fmt: skip
    return render(request, "reports/petitions.html", {
        "form": form, "span": span, "words": filter_words(wanted, names), "total": total, "rows": rows,
        "next_url": next_page(request, rows), "first_url": volumes.url(span, **wanted) if mark else "",
    })  # fmt: skip


@page(Permission.SEE_FIGURES)
def show_snapshot(request: StaffRequest, month: date) -> HttpResponse:
    """A frozen month, and what has changed since it was closed."""
    snapshot = get_object_or_404(MonthlySnapshot, month=month)
    span, today = snapshots.month_span(month), clock.today()
    changed = snapshots.changed_since(snapshot, today)
    lines = {line.indicator: line for line in snapshot.figures.filter(unit="")}
    rows = [
        {"indicator": INDICATORS[code], "line": line, "url": FigureSet(code, "denominator", span).url(),
         "share": figures.Tally(line.numerator, line.denominator).rate, "now": changed[code][1] if code in changed else None}
        for code, line in lines.items()
    ]  # fmt: skip
    return render(
        request,
        "reports/snapshot.html",
        {"snapshot": snapshot, "span": span, "rows": rows, "n": len(changed)},
    )


urls = [
    path("figures/", show, name="figures"),
    path("figures/set/", show_set, name="set"),
    path("figures/petitions/", show_petitions, name="petitions"),
    path("figures/snapshots/<month:month>/", show_snapshot, name="snapshot"),
]
