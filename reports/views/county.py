"""全县一页: the county's volumes beside last year's, three rates, places, units. No person, no ranking by number."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from law import clock
from law.terms import Channel, Purpose, UnitKind
from organizations.models import Unit
from organizations.roles import Permission
from organizations.web import StaffRequest, page
from reports import charts, compared, daily
from reports.compared import Count2
from reports.figures import By, Span, Table, Tally
from reports.indicators import INDICATORS, THREE, Basis
from reports.sets import CountSet, FigureSet
from reports.views.figures import chosen, quick_spans

#: Registration day: what was received this year, what is not yet due left out (domain §6).
BASIS: Basis = "registered"
TOP = 10
#: The numbers at the head of the page.
NUMBERS = {
    "petitions_total": "件次", "petitions_visit": "来访批次", "visitors": "来访人次", "petitions_first": "初次件次",
    "petitions_repeat": "重复件次", "collective_visits": "集体访批次",
}  # fmt: skip
#: A township stands out when it grew by this share, on at least so many petitions.
OUTLIER, ENOUGH = 0.2, 20
#: A unit this share below the county is named.
FAR_BELOW = 0.1
VOLUME_GROUPS = ((200, None, "应办结 200 件以上"), (50, 200, "50—199 件"), (1, 50, "不足 50 件"))


@page(Permission.SEE_FIGURES)
def show(request: StaffRequest) -> HttpResponse:
    """The county on one page, this span against the same days of last year."""
    today = clock.today()
    _, span, _ = chosen(request, today)
    totals = compared.totals(NUMBERS, span)
    places = townships(span)
    categories = bars(span, "category", None)
    reader = daily.Reader(BASIS, as_of=today)
    now = reader.table(span, "unit")
    last = reader.table(compared.last_year(span))
    address = reverse("reports:county")
    return render(request, "reports/county.html", {
        "span": span, "last": compared.last_year(span),
        "quick": [{"label": label, "url": f"{address}?since={found.since}&until={found.until}", "current": found == span}
                  for label, found in quick_spans(today)],
        "sentence": sentence(span, totals, places), "numbers": numbers(span, totals),
        "channels": bars(span, "channel", dict(Channel.choices())),
        "purposes": bars(span, "purpose", purposes()),
        "categories": categories | {"rows": categories["rows"][:TOP]}, "every_category": categories["rows"],
        "rates": [rate(code, span, now, last) for code in THREE],
        "places": places, "groups": unit_groups(span, now),
        "mean": charts.county(now, "timely_conclusion").rate,
    })  # fmt: skip


def purposes() -> dict[str, str]:
    """Without 检举控告: left out of every figure (条例第30条第3款)."""
    return {code: label for code, label in Purpose.choices() if code != Purpose.ACCUSATION}


def numbers(span: Span, totals: dict[str, Count2]) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "n": totals[code].n,
            "change": totals[code].change,
            "url": CountSet(code, span).url(),
        }
        for code, label in NUMBERS.items()
    ]


def sentence(span: Span, totals: dict[str, Count2], places: dict[str, Any]) -> dict[str, Any]:
    """What a person would say first: the volume, and the places that grew."""
    petitions = totals["petitions_total"]
    return {
        "n": petitions.n,
        "direction": "多" if petitions.n > petitions.last else "少",
        "change": _size(petitions),
        "same": bool(petitions.last) and petitions.n == petitions.last,
        "grown": [place for place in places["townships"] if place["outlier"]],
    }


def _size(petitions: Count2) -> str:
    """How much more or less, without its sign; empty when equal or incomparable."""
    if not petitions.last or petitions.n == petitions.last:
        return ""
    size = petitions.change.lstrip("+−")
    return size if size.endswith("%") else f"{size} 件次"


def bars(span: Span, by: By, labels: dict[str, str] | None) -> dict[str, Any]:
    """Rows of ``components/bar_rows.html``; in the terms' order, or by size where there is none."""
    found = compared.compared("petitions_total", span, by)
    order = list(labels) if labels else sorted(found, key=lambda key: (-found[key].n, key))
    rows: list[dict[str, Any]] = [
        {"label": labels[key] if labels else key or "未分类", "n": found[key].n, "last": found[key].last,
         "change": found[key].change, "href": CountSet("petitions_total", span, by, key).url()}
        for key in order
        if key in found
    ]  # fmt: skip
    return {"rows": rows, "scale": max((max(row["n"], row["last"]) for row in rows), default=0)}


def rate(code: str, span: Span, now: Table, last: Table) -> dict[str, Any]:
    """The context of ``components/rate_change.html``."""
    indicator, tally = INDICATORS[code], charts.county(now, code)
    before = charts.county(last, code).rate
    low, high = charts.axis([tally.rate, before])
    at = FigureSet(code, "numerator", span, "registered")
    return {
        "name": indicator.name, "share": tally.rate, "last": before, "change": points(tally.rate, before),
        "numerator": tally.numerator, "numerator_url": at.url(), "denominator": tally.denominator,
        "denominator_url": at.with_part("denominator").url(), "low": low, "high": high, "definition": indicator.definition,
    }  # fmt: skip


def points(share: float | None, before: float | None) -> str:
    """升 0.77 个百分点; nothing where one of the two is unknown."""
    if share is None or before is None:
        return ""
    change = round(100 * (share - before), 2)
    return "与上年同期持平" if not change else f"{'升' if change > 0 else '降'} {abs(change):.2f} 个百分点"


def townships(span: Span) -> dict[str, Any]:
    """One small picture per township in the county's order, all on one scale; the rest as a number."""
    counted, before = compared.monthly("petitions_total", span, "place"), compared.last_year(span)
    found: list[dict[str, Any]] = []
    for unit in Unit.objects.filter(kind=UnitKind.TOWNSHIP).order_by("position", "code"):
        by_month = counted.get(unit.code, {})
        points, last = ([by_month.get(month, 0) for month in days.months()] for days in (span, before))
        count = Count2(sum(points), sum(last))
        found.append({
            "label": unit.short_name, "n": count.n, "last_n": count.last, "change": count.change, "points": points, "last": last,
            "url": CountSet("petitions_total", span, "place", unit.code).url(),
            "outlier": count.n >= ENOUGH and bool(count.last) and count.n / count.last - 1 >= OUTLIER,
        })  # fmt: skip
    high = max((n for place in found for n in (*place["points"], *place["last"])), default=0)
    elsewhere = sum(counted.get("", {}).get(month, 0) for month in span.months())
    return {"townships": found, "high": high or 1, "elsewhere": elsewhere,
            "url": CountSet("petitions_total", span, "place", "").url(),
            "from": f"{span.months()[0]}", "to": f"{span.months()[-1]}"}  # fmt: skip


def unit_groups(span: Span, by_unit: Table) -> list[dict[str, Any]]:
    """按期办结率 of the units within groups of like volume: a dot each, no order (domain §8)."""
    names = dict(Unit.objects.values_list("code", "short_name"))
    mean = charts.county(by_unit, "timely_conclusion").rate
    tallies = {
        key: tally
        for (key, code), tally in by_unit.items()
        if code == "timely_conclusion" and tally.denominator
    }
    low, high = charts.axis([tally.rate for tally in tallies.values()])
    found = []
    for least, below, title in VOLUME_GROUPS:
        members = {key: tally for key, tally in tallies.items()
                   if tally.denominator >= least and (below is None or tally.denominator < below)}  # fmt: skip
        lowest = _standing_out(members, mean)
        dots = [
            {"value": tally.rate, "label": names.get(key, key), "tally": tally,
             "href": FigureSet("timely_conclusion", "denominator", span, "registered", "unit", key).url(),
             "outlier": key == lowest}
            for key, tally in sorted(members.items(), key=lambda item: names.get(item[0], item[0]))
        ]  # fmt: skip
        found.append({"title": title, "n": len(dots), "points": dots, "low": low, "high": high})
    return found


def _standing_out(members: dict[str, Tally], mean: float | None) -> str:
    """The one unit of a group that is named: the lowest, when far below the county; empty when none is."""
    if mean is None or not members:
        return ""
    lowest = min(members, key=lambda key: (members[key].rate or 0, key))
    return lowest if mean - (members[lowest].rate or 0) > FAR_BELOW else ""


urls = [path("county/", show, name="county")]
