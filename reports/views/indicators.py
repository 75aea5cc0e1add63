"""指标目录 and the page of one indicator: its definition, what becomes of the doubtful rows, and its readings side by side."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from law import clock
from organizations.roles import Permission
from organizations.web import StaffRequest, page
from reports import charts, counts, crossed, daily, figures, rows, volumes
from reports.compared import Count2, last_year
from reports.counting import Count
from reports.counts import Total
from reports.figures import ALL, By, Span, Table, Tally
from reports.indicators import BASES, DEFINITIONS, Basis, Indicator, Variant
from reports.keeping import board
from reports.registry import CHAPTERS, REGISTRY
from reports.sets import CountSet, FigureSet
from reports.views.figures import chosen, quick_spans, unit_names
from reports.views.sets import key_words
from reports.wording import pct


@page(Permission.SEE_FIGURES)
def catalogue(request: StaffRequest) -> HttpResponse:
    """Every indicator of the registry with its sentence."""
    chapters = [
        {"title": title, "rows": [{"found": REGISTRY[code], "url": reverse("reports:indicator", args=[code])} for code in codes]}
        for title, codes in CHAPTERS.items()
    ]  # fmt: skip
    return render(
        request, "reports/catalogue.html", {"chapters": chapters, "version": DEFINITIONS, "n": len(REGISTRY)}
    )


@page(Permission.SEE_FIGURES)
def show(request: StaffRequest, code: str) -> HttpResponse:
    """One indicator, its value for some days, its keys, and what another reading would change."""
    found = REGISTRY.get(code)
    if found is None:
        raise Http404
    today = clock.today()
    form, span, basis = chosen(request, today)
    address = reverse("reports:indicator", args=[code])
    live: dict[str, Any] = {
        "found": found, "span": span, "form": form,
        "quick": [{"label": label, "url": f"{address}?since={days.since}&until={days.until}&basis={basis}", "current": days == span}
                  for label, days in quick_spans(today)],
    }  # fmt: skip
    if isinstance(found, Indicator):
        other: Basis = "registered" if basis == "due" else "due"
        to = f"{address}?since={span.since}&until={span.until}&basis={other}"
        live["other"] = {"label": f"换成{BASES[other][0]}", "url": to}
    return board(
        request, "reports/indicator.html", live=live, counted=lambda: figures_of(found, span, basis)
    )  # fmt: skip


def figures_of(found: Indicator | Count | Total, span: Span, basis: Basis) -> dict[str, Any]:
    """Every figure of the page."""
    if isinstance(found, Indicator):
        told = rated(found, span, basis)
        return told | {"basis": BASES[basis], "bases": bases(found, span, basis, told["tally"])}
    if isinstance(found, Total):
        parts = [{"count": counts.COUNTS[part], "n": counts.size(part, span).value, "url": CountSet(part, span).url()}
                 for part in found.parts]  # fmt: skip
        return {"parts": parts, "n": counts.size(found.code, span).value}
    return counted(found, span)


def rated(found: Indicator, span: Span, basis: Basis) -> dict[str, Any]:
    """The rate as it is read now, and each other reading beside it."""
    as_of, in_force = clock.today(), rows.readings_in_force()
    reader = daily.Reader(basis, as_of=as_of)
    by_unit = reader.table(span, "unit", [found.code])
    tally = charts.county(by_unit, found.code)
    readings = []
    for variant in found.variants:
        current = in_force[found.code] == variant.code
        value = tally if current else _tally(found.code, span, basis, variant.code)
        readings.append(_reading(found, variant, value, tally, span, basis, current=current))
    year = charts.back_months(span.until)
    months = reader.table(year, "month", [found.code])
    return {"tally": tally, "f": charts.figure(found.code, span, basis, tally, months, year), "readings": readings,
            "tables": _rate_tables(found, span, basis, by_unit), "as_of": as_of}  # fmt: skip


def _tally(code: str, span: Span, basis: Basis, reading: str) -> Tally:
    readings = FigureSet(code, "denominator", span, basis, reading=reading).readings()
    table = figures.live(span, basis=basis, as_of=clock.today(), codes=[code], readings=readings)
    return table.get((ALL, code), Tally())


def _reading(
    found: Indicator, variant: Variant, value: Tally, held: Tally, span: Span, basis: Basis, *, current: bool
) -> dict[str, Any]:
    reading = "" if current else variant.code
    at = FigureSet(found.code, "numerator", span, basis, reading=reading)
    return {
        "variant": variant, "current": current, "tally": value, "numerator_url": at.url(),
        "denominator_url": at.with_part("denominator").url(), "change": "" if current else change(held, value),
    }  # fmt: skip


def change(held: Tally, other: Tally) -> str:
    """What the switch would change, in numbers: 分子 +3，分母 +12，97.86% → 96.10%."""
    parts = [
        f"{name} {_signed(new - old)}"
        for name, old, new in (
            ("分子", held.numerator, other.numerator),
            ("分母", held.denominator, other.denominator),
        )
        if new != old
    ]
    return f"{'，'.join(parts)}；{pct(held.rate)} → {pct(other.rate)}" if parts else "这段时间没有差别"


def _signed(n: int) -> str:
    return f"+{n}" if n > 0 else f"−{-n}"


def bases(found: Indicator, span: Span, basis: Basis, shown: Tally) -> list[dict[str, Any]]:
    """The same days by registration and by last day, with what differs said; ``shown`` is counted already."""
    made = []
    other: Basis = "registered" if basis == "due" else "due"
    table = daily.Reader(other, as_of=clock.today()).table(span, codes=[found.code])
    tallies = {basis: shown, other: charts.county(table, found.code)}
    for each, (name, sentence) in BASES.items():
        at = FigureSet(found.code, "denominator", span, each)  # type: ignore[arg-type]
        tally = tallies[each]  # type: ignore[index]
        made.append({"name": name, "sentence": sentence, "tally": tally, "url": at.url(),
                     "change": "" if each == "due" else change(tallies["due"], tally)})  # fmt: skip
    return made


KEYED: tuple[tuple[By, str], ...] = (
    ("unit", "按单位"),
    ("channel", "按形式"),
    ("category", "按领域"),
    ("place", "按发生地"),
    ("level", "按收件层级"),
)


def _rate_tables(found: Indicator, span: Span, basis: Basis, by_unit: Table) -> list[dict[str, Any]]:
    """By unit as the build keeps it, by the other keys from one reading of the rows."""
    names, made = unit_names(), []
    others: list[By] = [by for by, _ in KEYED if by != "unit"]
    tables: dict[str, Table] = {"unit": {at: tally for at, tally in by_unit.items() if at[1] == found.code}}
    tables |= crossed.rated(found.code, span, others, basis=basis, as_of=clock.today())
    for by, title in KEYED:
        table = tables[by]
        lines = [
            {"label": key_words(by, key, names), "tally": tally,
             "url": FigureSet(found.code, "denominator", span, basis, by, key).url()}
            for (key, _), tally in sorted(table.items(), key=lambda item: _order(by, item[0][0], names))
        ]  # fmt: skip
        made.append({"title": title, "lines": lines})
    return made


def _order(by: str, key: str, names: dict[str, str]) -> tuple[int, str]:
    """Units in the county's own order, everything else by its key."""
    return (list(names).index(key) if by in ("unit", "place") and key in names else len(names), key)


def _by_keys(code: str, span: Span, bys: list[Any]) -> dict[str, dict[str, int]]:
    """by → key → number: of volumes as they are kept, of everything else from one reading of the rows."""
    if code not in volumes.COLUMNS:
        return crossed.counted(code, span, bys)
    read = volumes.Reader(as_of=clock.today()).read(span)
    return {by: read.by(code, by) for by in bys} | {ALL: {ALL: read.total(code)}}


def counted(found: Count, span: Span) -> dict[str, Any]:
    """The number beside last year's, and by each key its rows have."""
    names, before = unit_names(), last_year(span)
    offered = [
        (by, title)
        for by, title in (*KEYED, ("purpose", "按目的"), ("source", "按来源"))
        if by in found.source.keys
    ]
    bys: list[Any] = [by for by, _ in offered]
    now, then = (_by_keys(found.code, days, bys) for days in (span, before))
    tables = []
    for by, title in offered:
        keys = sorted({*now.get(by, {}), *then.get(by, {})}, key=lambda key: _order(by, key, names))
        lines = []
        for key in keys:
            two = Count2(now.get(by, {}).get(key, 0), then.get(by, {}).get(key, 0))
            at = CountSet(found.code, span, by, key)
            lines.append(
                {"label": key_words(by, key, names), "n": two.n, "last": two.last, "change": two.change, "url": at.url()}
            )  # fmt: skip
        tables.append({"title": title, "lines": lines})
    return {
        "n": now[ALL][ALL],
        "change": Count2(now[ALL][ALL], then[ALL][ALL]),
        "at": CountSet(found.code, span),
        "tables": tables,
    }


urls = [
    path("figures/indicators/", catalogue, name="catalogue"),
    path("figures/indicators/<slug:code>/", show, name="indicator"),
]
