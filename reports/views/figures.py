"""三率: the figures with their definitions, by unit and month, and the cases behind each number."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from law import clock
from organizations.models import Unit
from organizations.roles import Permission
from organizations.web import StaffRequest, page
from reports import charts, daily
from reports.figures import Span
from reports.forms import SpanForm
from reports.indicators import BASES, INDICATORS, THREE, Basis
from reports.keeping import board
from reports.models import Snapshot
from reports.sets import FigureSet
from reports.views import converters  # noqa: F401 - month and day in addresses

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
    address = reverse("reports:figures")
    other: Basis = "registered" if basis == "due" else "due"
    live = {
        "form": form, "span": span, "basis": BASES[basis], "quick": span_links(address, today, span, basis),
        "other": {"label": f"换成{BASES[other][0]}", "url": f"{address}?since={span.since}&until={span.until}&basis={other}"},
    }  # fmt: skip
    return board(request, "reports/figures.html", live=live, counted=lambda: figures(span, basis, today))


def figures(span: Span, basis: Basis, today: date) -> dict[str, Any]:
    """Every figure of the page."""
    reader = daily.Reader(basis, as_of=today)
    by_unit = reader.table(span, "unit")
    year = charts.back_months(span.until)
    by_month = reader.table(year, "month")

    def shown(codes: Iterable[str]) -> list[dict[str, Any]]:
        return [
            charts.figure(code, span, basis, charts.county(by_unit, code), by_month, year) for code in codes
        ]

    present = {key for key, _ in by_unit}
    columns = [code for code in INDICATORS if code not in ("participation_bureau", "satisfaction_bureau")]
    units = charts.grid(by_unit, [(code, name) for code, name in unit_names().items() if code in present], columns,
                        lambda key, code: FigureSet(code, "numerator", span, basis, "unit", key))  # fmt: skip
    return {
        "three": shown(THREE), "others": [shown(OTHERS[n : n + ACROSS]) for n in range(0, len(OTHERS), ACROSS)],
        "columns": [INDICATORS[code] for code in columns],
        "units": [row | {"page": reverse("reports:unit_of", args=[row["key"]])} for row in units],
        "months": charts.grid(by_month, [(name, name) for name in year.months()], columns,
                              lambda key, code: FigureSet(code, "numerator", year, basis, "month", key)),
        "snapshots": Snapshot.objects.exclude(kind="annual")[:12], "build": reader.build,
    }  # fmt: skip


urls = [
    path("figures/", show, name="figures"),
]
