"""推诿度量 and 数据质量: how matters wander between units, and which figures want a second look."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import path, reverse

from law import clock
from organizations.roles import Permission
from organizations.web import StaffRequest, page
from reports import care, passing
from reports.figures import Span
from reports.keeping import board
from reports.passing import OfUnit, Pair
from reports.sets import CountSet
from reports.views.figures import chosen, quick_spans, unit_names


@page(Permission.SEE_FIGURES)
def show(request: StaffRequest) -> HttpResponse:
    """Objections per unit, hops, days, pairs, rules to change; the warnings about figures."""
    today = clock.today()
    form, span, _ = chosen(request, today)
    address = reverse("reports:passing")
    live = {
        "span": span, "form": form,
        "quick": [{"label": label, "url": f"{address}?since={days.since}&until={days.until}", "current": days == span}
                  for label, days in quick_spans(today)],
    }  # fmt: skip
    return board(request, "reports/passing.html", live=live, counted=lambda: figures(span, today))


def figures(span: Span, today: date) -> dict[str, Any]:
    """Every figure of the page."""
    names, measured = unit_names(), passing.measure(span, as_of=today)

    def of_unit(row: OfUnit) -> dict[str, Any]:
        sets = {code: CountSet(code, span, "unit", row.unit).url() for code in ("objected", "objected_upheld", "objected_refused",
                                                                                 "objected_pending")}  # fmt: skip
        return {"row": row, "name": names.get(row.unit, row.unit), "sets": sets}

    def pair(row: Pair) -> dict[str, Any]:
        return {"row": row, "one": names.get(row.one, row.one), "other": names.get(row.other, row.other)}

    order = list(names)
    units = sorted(measured.units, key=lambda row: order.index(row.unit) if row.unit in names else len(order))
    return {
        "measured": measured, "units": [of_unit(row) for row in units], "pairs": [pair(row) for row in measured.pairs],
        "claims": sum(measured.hops.values()), "most": max(measured.hops.values(), default=1),
        "rules": [{"row": row, "unit": names.get(row.unit, row.unit), "better": names.get(row.better, row.better)} for row in measured.rules],
        "warnings": [{"row": row, "unit": names.get(row.unit, row.unit)} for row in care.warnings(span)],
        "objected": CountSet("objected", span).url(), "disputed": CountSet("disputed", span),
    }  # fmt: skip


urls = [path("figures/passing/", show, name="passing")]
