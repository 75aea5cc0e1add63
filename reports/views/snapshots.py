"""Frozen periods: their figures, the sets behind them, and the dated revisions found since."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse

from cases.models import Case
from organizations.models import User
from organizations.roles import Permission
from organizations.web import StaffRequest, page
from reports import freezing
from reports.activities.models import Activity
from reports.counts import COUNTS, TOTALS
from reports.figures import ALL, Span
from reports.indicators import BASES, INDICATORS, reading_of
from reports.models import FrozenFigure, Revision, Snapshot
from reports.numbers import LEDGER, Live, tally
from reports.registry import CHAPTERS, REGISTRY
from reports.sets import CountSet, FigureSet
from reports.views.figures import unit_names
from reports.views.sets import PAGE, key_words
from reports.wording import pct

#: The heavy columns of a figure: only its own page reads them.
SETS = ("rows", "cases", "waiting")


@page(Permission.SEE_FIGURES)
def show_all(request: StaffRequest) -> HttpResponse:
    """Every frozen period, the newest first."""
    revised = set(Revision.objects.values_list("figure__snapshot", flat=True).distinct())
    rows = [
        {"snapshot": row, "url": reverse("reports:snapshot", args=[row.pk]), "revised": row.pk in revised,
         "basis": BASES[row.basis][0]}
        for row in Snapshot.objects.all()
    ]  # fmt: skip
    return render(request, "reports/snapshots.html", {"rows": rows, "closing": freezing.closing_day()})


@page(Permission.SEE_FIGURES)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """One frozen period: every figure opens into its frozen set; revisions by their day."""
    snapshot = get_object_or_404(Snapshot.objects.select_related("before", "made_by"), pk=pk)
    lines = {line.code: line for line in snapshot.figures.filter(by=ALL).defer(*SETS)}
    revisions = list(
        Revision.objects.filter(figure__snapshot=snapshot)
        .select_related("figure")
        .defer(*(f"figure__{name}" for name in SETS))
    )
    names = unit_names()
    return render(request, "reports/snapshot.html", {
        "snapshot": snapshot, "basis": BASES[snapshot.basis],
        "chapters": [{"name": name, "rate": name == "比率", "rows": [_row(lines[code]) for code in codes if code in lines]}
                     for name, codes in CHAPTERS.items()],
        "ledger": [_noted(lines[code]) for code in LEDGER if code in lines and lines[code].amount is not None],
        "readings": [(INDICATORS[code].name, reading_of(code, variant).name) for code, variant in sorted(snapshot.readings.items())],
        "revisions": [_revision(row, names) for row in revisions],
        "n": len({row.figure_id for row in revisions}), "whole": freezing.is_whole(snapshot),
        "others": Snapshot.objects.filter(kind=snapshot.kind, since=snapshot.since).exclude(pk=snapshot.pk),
    })  # fmt: skip


def _row(line: FrozenFigure) -> dict[str, Any]:
    return {"line": line, "registered": REGISTRY[line.code], "share": tally(line).rate, "url": _address(line),
            "short": line.not_recorded}  # fmt: skip


def _noted(line: FrozenFigure) -> dict[str, Any]:
    return {"line": line, "figure": LEDGER[line.code], "shown": _amount(line.code, line.amount_number, approximate=line.approximate),
            "url": _address(line)}  # fmt: skip


def _amount(code: str, amount: float | None, *, approximate: bool) -> str:
    if amount is None or LEDGER[code].unit == "比率":
        return pct(amount)
    return f"{amount:,}{'余' if approximate else ''}"


def _address(line: FrozenFigure) -> str:
    return reverse("reports:frozen_set", args=[line.pk])


def _revision(row: Revision, names: dict[str, str]) -> dict[str, Any]:
    figure, rate = row.figure, row.figure.code in INDICATORS
    if figure.code in LEDGER:
        now = None if row.amount is None else float(row.amount)
        then = figure.amount_number
        return {
            "row": row, "name": LEDGER[figure.code].label, "key": "", "url": f"{_address(figure)}?revision={row.pk}",
            "frozen": _amount(figure.code, then, approximate=figure.approximate), "now": _amount(figure.code, now, approximate=False),
            "difference": "—" if now is None or then is None else f"{now - then:+,g}",
        }  # fmt: skip
    return {
        "row": row, "name": REGISTRY[figure.code].name, "key": key_words(figure.by, figure.key, names) if figure.key else "",
        "frozen": f"{figure.number:,} ÷ {figure.behind:,}" if rate else f"{figure.number:,}",
        "now": f"{row.number:,} ÷ {row.behind:,}" if rate else f"{row.number:,}",
        "difference": f"分子 {row.number - figure.number:+d}，分母 {row.behind - figure.behind:+d}" if rate
        else f"{row.number - figure.number:+,d}",
        "url": f"{_address(figure)}?revision={row.pk}",
    }  # fmt: skip


@page(Permission.SEE_FIGURES)
def show_set(request: StaffRequest, pk: int) -> HttpResponse:
    """The frozen set of one figure, as far as its reader may see it; or what entered and left by a revision."""
    figure = get_object_or_404(FrozenFigure.objects.select_related("snapshot"), pk=pk)
    if figure.code in LEDGER:
        return _ledger_set(request, figure)
    snapshot, registered = figure.snapshot, REGISTRY[figure.code]
    asked = request.GET.get("revision", "")
    revision = (
        Revision.objects.filter(pk=asked, figure=figure).first()
        if asked.isascii() and asked.isdigit()
        else None
    )
    span = Span(snapshot.since, snapshot.until)
    live = (
        FigureSet(figure.code, "denominator", span, snapshot.basis, figure.by, figure.key)  # type: ignore[arg-type]
        if figure.code in INDICATORS
        else CountSet(figure.code, span, figure.by, figure.key)  # type: ignore[arg-type]
    )
    start = (
        int(request.GET["from"])
        if request.GET.get("from", "").isascii() and request.GET.get("from", "").isdigit()
        else 0
    )
    rows = _changed(request.user, figure, revision) if revision else _members(request.user, figure, start)
    total = len(figure.rows or ())
    return render(request, "reports/frozen_set.html", {
        "figure": figure, "snapshot": snapshot, "registered": registered, "rate": figure.code in INDICATORS,
        "share": tally(figure).rate, "key": key_words(figure.by, figure.key, unit_names()) if figure.key else "",
        "rows": rows, "hidden": sum(row["hidden"] for row in rows), "revision": revision, "total": total, "live_url": live.url(),
        "kept": figure.rows is not None, "first": start + 1, "last": min(start + PAGE, total),
        "next_url": f"?from={start + PAGE}" if not revision and start + PAGE < total else "",
    })  # fmt: skip


def _ledger_set(request: StaffRequest, figure: FrozenFigure) -> HttpResponse:
    """The lines behind a figure of the activity ledger; the register of experts is told in numbers only."""
    declared = LEDGER[figure.code]
    lines = (
        Activity.objects.visible_to(request.user).filter(pk__in=figure.rows or [])
        if declared.kinds
        else Activity.objects.none()
    )
    return render(request, "reports/frozen_lines.html", {
        "figure": figure, "snapshot": figure.snapshot, "declared": declared, "lines": lines.order_by("-on", "-pk"),
        "shown": _amount(figure.code, figure.amount_number, approximate=figure.approximate),
        "live_url": Live(Span(figure.snapshot.since, figure.snapshot.until), figure.snapshot.frozen_on).address(figure.code),
    })  # fmt: skip


def _members(user: User, figure: FrozenFigure, start: int) -> list[dict[str, Any]]:
    """One page of the set, in the order in which it was kept: of a rate the numerator first."""
    page_rows = list(zip(figure.rows or [], figure.cases or [], strict=True))[start : start + PAGE]
    rate = figure.code in INDICATORS
    words = [
        ("进分子" if start + n < figure.number else "未进分子") if rate else "" for n in range(len(page_rows))
    ]
    return _lines(user, figure, page_rows, words)


def _changed(user: User, figure: FrozenFigure, revision: Revision) -> list[dict[str, Any]]:
    groups = [(case, words) for cases, words in ((revision.entered, "新进"), (revision.left, "移出"),
              (revision.changed, "在分子内外变动")) for case in cases]  # fmt: skip
    return _lines(user, figure, [(case, case) for case, _ in groups], [words for _, words in groups])


def _lines(
    user: User, figure: FrozenFigure, members: list[tuple[int, int]], words: list[str]
) -> list[dict[str, Any]]:
    """Matters by number and title; records without a matter as their own list shows them."""
    count = COUNTS.get(figure.code) or TOTALS.get(figure.code)
    if count is not None and not count.source.case:
        source = count.source
        found = source.seen_by(source.rows().filter(pk__in=[row for row, _ in members]), user)
        known = {line.pk: (line.number, line.url, line.what) for line in
                 (source.line(row, source.day) for row in found.select_related(*source.related))}  # fmt: skip
        keys = [row for row, _ in members]
    else:
        cases = (
            Case.objects.visible_to(user).filter(pk__in=[case for _, case in members]).only("number", "title")
        )
        known = {
            case.pk: (case.number, reverse("cases:detail", args=[case.number]), case.title) for case in cases
        }
        keys = [case for _, case in members]
    return [
        {"hidden": key not in known, "number": known.get(key, ("",))[0], "url": known[key][1] if key in known else "",
         "what": known[key][2] if key in known else "", "words": word}
        for key, word in zip(keys, words, strict=True)
    ]  # fmt: skip


urls = [
    path("figures/snapshots/", show_all, name="snapshots"),
    path("figures/snapshots/<int:pk>/", show, name="snapshot"),
    path("figures/snapshots/figures/<int:pk>/", show_set, name="frozen_set"),
]
