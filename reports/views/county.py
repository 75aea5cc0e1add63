"""全县一页: the county's volumes beside last year's, three rates, places, units, backlog. No person, no ranking by number."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import path, reverse

from law import clock
from law.terms import Channel, Purpose, UnitKind
from organizations.models import Unit
from organizations.roles import Permission
from organizations.web import StaffRequest, page
from reports import charts, compared, daily, progress, tags, volumes
from reports.compared import Count2
from reports.figures import By, Span, Table, Tally
from reports.indicators import INDICATORS, THREE, Basis
from reports.keeping import board
from reports.sets import CountSet, FigureSet
from reports.views.figures import chosen, quick_spans
from reports.views.sets import TERMS

#: Registration day: what was received this year, what is not yet due left out (domain §6).
BASIS: Basis = "registered"
TOP = 10
#: The numbers at the head of the page.
NUMBERS = {
    "petitions_total": "件次", "petitions_visit": "来访批次", "visitors": "来访人次", "petitions_first": "初次件次",
    "petitions_repeat": "重复件次", "collective_visits": "集体访批次",
}  # fmt: skip
#: What comes a second time and what comes in groups, month by month.
COURSES = {
    "petitions_first": "初次",
    "petitions_repeat": "重复",
    "collective_visits": "集体访批次",
    "collective_people": "集体访人次",
}
#: A township stands out when it grew by this share, on at least so many petitions.
OUTLIER, ENOUGH = 0.2, 20
#: A unit this share below the county is named.
FAR_BELOW = 0.1
VOLUME_GROUPS = ((200, None, "应办结 200 件以上"), (50, 200, "50—199 件"), (1, 50, "不足 50 件"))


class Pair:
    """The volumes of a span and of the same days of last year."""

    def __init__(self, span: Span, *, reader: volumes.Reader) -> None:
        self.span, self.last = span, compared.last_year(span)
        self.now, self.then = reader.read(self.span), reader.read(self.last)

    def total(self, code: str) -> Count2:
        return Count2(self.now.total(code), self.then.total(code))

    def by(self, code: str, by: By) -> dict[str, Count2]:
        now, then = self.now.by(code, by), self.then.by(code, by)
        return {key: Count2(now.get(key, 0), then.get(key, 0)) for key in sorted({*now, *then})}


@page(Permission.SEE_FIGURES)
def show(request: StaffRequest) -> HttpResponse:
    """The county on one page, this span against the same days of last year."""
    today = clock.today()
    _, span, _ = chosen(request, today)
    address = reverse("reports:county")
    live = {
        "span": span,
        "quick": [{"label": label, "url": f"{address}?since={found.since}&until={found.until}", "current": found == span}
                  for label, found in quick_spans(today)],
        "open_cases": progress.open_cases(request.user, today),
    }  # fmt: skip
    return board(request, "reports/county.html", live=live, counted=lambda: figures(span, today))


def figures(span: Span, today: date) -> dict[str, Any]:
    """Every figure of the page."""
    pair = Pair(span, reader=volumes.Reader(as_of=today))
    places = townships(pair)
    categories = bars(pair, "category", None)
    reader = daily.Reader(BASIS, as_of=today)
    now, last = reader.table(span, "unit", THREE), reader.table(pair.last, codes=THREE)
    ledgers = progress.backlog(span)
    return {
        "last": pair.last,
        "sentence": sentence(pair, places) | {"ledger": ledgers[0] if ledgers else None}, "numbers": numbers(pair),
        "channels": bars(pair, "channel", dict(Channel.choices())), "purposes": bars(pair, "purpose", purposes()),
        "levels": bars(pair, "level", TERMS["level"]), "courses": courses(pair),
        "categories": categories | {"rows": categories["rows"][:TOP]}, "every_category": categories["rows"],
        "rates": [rate(code, span, now, last) for code in THREE],
        "places": places, "groups": unit_groups(span, now), "mean": charts.county(now, "timely_conclusion").rate,
        "ledgers": ledgers, "sponsored": progress.sponsored(span), "tags": tags.table(span, places["units"]),
    }  # fmt: skip


def purposes() -> dict[str, str]:
    """Without 检举控告: left out of every figure (条例第30条第3款)."""
    return {code: label for code, label in Purpose.choices() if code != Purpose.ACCUSATION}


def numbers(pair: Pair) -> list[dict[str, Any]]:
    found = []
    for code, label in NUMBERS.items():
        two = pair.total(code)
        found.append(
            {"label": label, "n": two.n, "change": two.change, "url": CountSet(code, pair.span).url()}
        )
    return found


def sentence(pair: Pair, places: dict[str, Any]) -> dict[str, Any]:
    """What a person would say first: the volume, and the places that grew."""
    petitions = pair.total("petitions_total")
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


def bars(pair: Pair, by: By, labels: dict[str, str] | None) -> dict[str, Any]:
    """Rows of ``components/bar_rows.html``; in the terms' order, or by size where there is none."""
    found = pair.by("petitions_total", by)
    order = list(labels) if labels else sorted(found, key=lambda key: (-found[key].n, key))
    made: list[dict[str, Any]] = [
        {"label": labels[key] if labels else key or "未分类", "n": found[key].n, "last": found[key].last,
         "change": found[key].change, "href": CountSet("petitions_total", pair.span, by, key).url()}
        for key in order
        if key in found
    ]  # fmt: skip
    return {"rows": made, "scale": max((max(row["n"], row["last"]) for row in made), default=0)}


def courses(pair: Pair) -> dict[str, Any]:
    """First and repeated petitions, visits of five and more: month by month, last year dashed."""
    months, before = pair.span.months(), pair.last.months()
    found: list[dict[str, Any]] = []
    for code, label in COURSES.items():
        two = pair.total(code)
        now, then = (read.monthly(code, "all").get("all", {}) for read in (pair.now, pair.then))
        points, last = [now.get(month, 0) for month in months], [then.get(month, 0) for month in before]
        found.append({"label": label, "n": two.n, "last_n": two.last, "change": two.change, "points": points, "last": last,
                      "url": CountSet(code, pair.span).url(), "high": max([1, *points, *last])})  # fmt: skip
    urls = {
        (code, month): CountSet(code, pair.span, "month", month).url() for code in COURSES for month in months
    }
    lines = [
        {"month": month, "cells": [{"n": row["points"][n], "last": row["last"][n], "url": urls[code, month]}
                                   for code, row in zip(COURSES, found, strict=True)]}
        for n, month in enumerate(months)
    ]  # fmt: skip
    return {"rows": found, "lines": lines, "from": months[0], "to": months[-1]}


def rate(code: str, span: Span, now: Table, last: Table) -> dict[str, Any]:
    """The context of ``components/rate_change.html``."""
    indicator, tally, then = INDICATORS[code], charts.county(now, code), charts.county(last, code)
    low, high = charts.axis([tally.rate, then.rate])
    at, before = (
        FigureSet(code, "numerator", days, "registered") for days in (span, compared.last_year(span))
    )
    return {
        "name": indicator.name, "share": tally.rate, "last": then.rate, "change": points(tally.rate, then.rate),
        "numerator": tally.numerator, "numerator_url": at.url(), "denominator": tally.denominator,
        "denominator_url": at.with_part("denominator").url(), "low": low, "high": high, "definition": indicator.definition,
        "then": then, "then_url": before.url(), "then_whole_url": before.with_part("denominator").url(),
    }  # fmt: skip


def points(share: float | None, before: float | None) -> str:
    """升 0.77 个百分点; nothing where one of the two is unknown."""
    if share is None or before is None:
        return ""
    change = round(100 * (share - before), 2)
    return "与上年同期持平" if not change else f"{'升' if change > 0 else '降'} {abs(change):.2f} 个百分点"


def townships(pair: Pair) -> dict[str, Any]:
    """One small picture per township in the county's order, all on one scale; the rest as a number."""
    now, then = (read.monthly("petitions_total", "place") for read in (pair.now, pair.then))
    months, before = pair.span.months(), pair.last.months()
    units = list(Unit.objects.filter(kind=UnitKind.TOWNSHIP).order_by("position", "code"))
    found: list[dict[str, Any]] = []
    for unit in units:
        shown = [now.get(unit.code, {}).get(month, 0) for month in months]
        last = [then.get(unit.code, {}).get(month, 0) for month in before]
        count = Count2(sum(shown), sum(last))
        found.append({
            "label": unit.short_name, "n": count.n, "last_n": count.last, "change": count.change, "points": shown, "last": last,
            "url": CountSet("petitions_total", pair.span, "place", unit.code).url(),
            "outlier": count.n >= ENOUGH and bool(count.last) and count.n / count.last - 1 >= OUTLIER,
        })  # fmt: skip
    high = max((n for place in found for n in (*place["points"], *place["last"])), default=0)
    elsewhere = Count2(sum(now.get("", {}).values()), sum(then.get("", {}).values()))
    return {"townships": found, "high": high or 1, "elsewhere": elsewhere.n, "elsewhere_last": elsewhere.last,
            "url": CountSet("petitions_total", pair.span, "place", "").url(), "units": units,
            "from": f"{months[0]}", "to": f"{months[-1]}"}  # fmt: skip


def unit_groups(span: Span, by_unit: Table) -> list[dict[str, Any]]:
    """按期办结率 of the units within groups of like volume: a dot each, no order (domain §8)."""
    units = list(Unit.objects.order_by("position", "code"))
    names = {unit.code: unit.short_name for unit in units}
    order = {unit.code: n for n, unit in enumerate(units)}
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
             "page": reverse("reports:unit_of", args=[key]) if key in names else "", "outlier": key == lowest}
            for key, tally in sorted(members.items(), key=lambda item: order.get(item[0], len(order)))
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
