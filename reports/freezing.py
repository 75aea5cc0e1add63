"""Freezing: the figures of a period as they stand on one day, with their terms and the sets behind them.

A snapshot never changes. What is entered or corrected later appears as a dated revision (``reports.revising``).
"""

import hashlib
import json
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Min

from audit import chain
from cases.models import Petition
from organizations import switches
from organizations.acting import action
from organizations.models import User
from reports import daily, figures, members, rows, sums
from reports.compared import last_year
from reports.counts import COUNTS, TOTALS
from reports.figures import ALL, By, Span, Tally
from reports.indicators import DEFINITIONS, INDICATORS, Basis
from reports.models import FrozenFigure, Snapshot
from reports.numbers import LEDGER, UNTOLD, begun, is_recorded, noted, silent_files

#: The keys a count is kept by besides its whole; every rate is kept by unit.
KEYS_OF: dict[str, tuple[By, ...]] = {
    "petitions_total": ("channel", "category", "unit", "month", "level"),
    "led": ("unit",),
}
#: How often a span is counted when an act came in between.
TRIES = 3
#: Kinds of the nightly job → how many months one lasts.
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


class DoesNotAddUp(Exception):
    """The parts do not give the whole, whatever was tried: nothing is frozen."""


def closing_day() -> int:
    """The day of the following month on which a period is frozen (a switch of the bureau)."""
    return min(max(int(switches.value("snapshot_day")), 1), 28)


def span_of(kind: str, day: date) -> Span:
    """The period of a kind in which a day lies."""
    long = MONTHS.get(kind, 12)
    first = (day.month - 1) // long * long + 1
    last = first + long - 1
    return Span(date(day.year, first, 1), date(day.year, last, monthrange(day.year, last)[1]))


def closes_on(span: Span) -> date:
    """The day on which a period is frozen."""
    return (span.until + timedelta(days=1)).replace(day=closing_day())


def freeze_due(today: date) -> list[str]:
    """Freeze every period whose closing day has come and that is not frozen; after downtime, all that were missed."""
    first = Petition.objects.aggregate(day=Min("received_on"))["day"]
    if first is None:
        return []
    frozen = set(Snapshot.objects.exclude(kind="annual").values_list("kind", "since"))
    months = [since for kind, since in frozen if kind == "month"]
    if months:  # months before the first snapshot were never closed here
        first = max(first, min(months))
    elif first < today:
        first = max(first, _last_closed(today))
    made = []
    month = span_of("month", first)
    while closes_on(month) <= today:
        for kind in MONTHS:
            span = span_of(kind, month.until)
            if span.until == month.until and (kind, span.since) not in frozen:
                made.append(str(freeze(kind, span, by=None, on=today)))
        month = span_of("month", month.until + timedelta(days=1))
    return made


def _last_closed(today: date) -> date:
    """The newest month whose closing day has come: a new installation freezes no past that it did not live."""
    back = 1 if today.day >= closing_day() else 2
    n = today.year * 12 + today.month - 1 - back
    return date(n // 12, n % 12 + 1, 1)


@action
def freeze(kind: str, span: Span, *, by: User | None, on: date) -> Snapshot:
    """Keep the figures of one period as they stand on ``on``; a further time it is the next version."""
    basis: Basis = "registered" if kind == "annual" else "due"
    with connection.cursor() as cursor:  # one at a time: the next waits and becomes the next version
        cursor.execute("LOCK TABLE reports_snapshot IN SHARE ROW EXCLUSIVE MODE")
    version = Snapshot.objects.filter(kind=kind, since=span.since).count() + 1
    before = Snapshot.objects.filter(kind=kind, since=last_year(span).since).order_by("-version").first()
    if before is None and kind == "annual":
        # what this year is compared with is frozen as well: the comparison can be defended like the figure
        before = _keep(kind, last_year(span), basis, 1, None, by, on)
    return _keep(kind, span, basis, version, before, by, on)


def _keep(
    kind: str, span: Span, basis: Basis, version: int, before: Snapshot | None, by: User | None, on: date
) -> Snapshot:
    lines = counted(span, basis, on)
    snapshot = Snapshot(
        kind=kind, basis=basis, since=span.since, until=span.until, version=version, frozen_on=on,
        definitions=DEFINITIONS, readings=dict(rows.readings_in_force()), stamp=daily.stamp(), before=before, made_by=by,
    )  # fmt: skip
    snapshot.digest = digest(snapshot, lines)
    snapshot.save()
    for line in lines:
        line.snapshot = snapshot
    FrozenFigure.objects.bulk_create(lines, batch_size=200)
    chain.record(
        "freeze_figures",
        by=by,
        about=snapshot,
        reason=f"{snapshot}，{snapshot.digest}",
        rows=[snapshot.digest],
    )
    return snapshot


def counted(span: Span, basis: Basis, as_of: date) -> list[FrozenFigure]:
    """Every figure of the registry with its set, as rows that are not yet saved. Raises DoesNotAddUp.

    An act between two of the queries would show in the sums: then it is counted once more.
    """
    for _ in range(TRIES):
        lines = [*_rates(span, basis, as_of), *_counts(span), *_ledger(span)]
        numbers = {line.code: line.number for line in lines if line.by == ALL}
        wrong = sums.wrong(numbers)
        if not wrong:
            return lines
    raise DoesNotAddUp("；".join(wrong))


def _counts(span: Span) -> Iterator[FrozenFigure]:
    begun_by_then, silent = begun(span.until), silent_files(span)
    for code in (*COUNTS, *TOTALS):
        for (by, key), at in sorted(members.of_count(code, span, KEYS_OF.get(code, ())).items()):
            yield FrozenFigure(
                code=code, by=by, key=key, number=at.added, behind=len(at.hits), rows=at.rows, cases=at.cases,
                not_recorded=silent if code in UNTOLD and by == ALL else 0,
                recorded=is_recorded(code, begun_by_then),
            )  # fmt: skip


def _ledger(span: Span) -> Iterator[FrozenFigure]:
    """The figures of the activity ledger with the lines, or the entries of another record, behind them."""
    found = noted(span)
    for code, figure in LEDGER.items():
        kept = found[figure.id]
        yield FrozenFigure(
            code=code, number=0, behind=len(kept.rows), rows=list(kept.rows), cases=[0] * len(kept.rows), recorded=kept.begun,
            amount=None if kept.value is None else round(Decimal(str(kept.value)), 6), approximate=kept.approximate,
        )  # fmt: skip


def _rates(span: Span, basis: Basis, as_of: date) -> Iterator[FrozenFigure]:
    whole = figures.live(span, basis=basis, as_of=as_of)
    units = figures.live(span, by="unit", basis=basis, as_of=as_of)
    for code in INDICATORS:
        found = members.of_rate(code, span, basis, as_of)
        tallies = {(ALL, ""): whole.get((ALL, code), Tally())}
        tallies |= {("unit", unit): tally for (unit, of), tally in sorted(units.items()) if of == code}
        for (by, key), tally in tallies.items():
            at = found.get(key if by == "unit" else ALL, members.Members())
            yield FrozenFigure(
                code=code, by=by, key=key, number=len(at.hits), behind=len(at.rows), not_recorded=tally.not_recorded,
                pending=len(at.waiting), rows=at.rows, cases=at.cases, waiting=at.waiting,
            )  # fmt: skip


def canonical(value: Any) -> bytes:
    """The one way to write a value down: keys in order, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(snapshot: Snapshot, lines: Iterable[FrozenFigure]) -> str:
    """SHA-256 over the terms and all figures with their sets."""
    whole = {
        "kind": snapshot.kind, "basis": snapshot.basis, "since": snapshot.since.isoformat(),
        "until": snapshot.until.isoformat(), "version": snapshot.version, "frozen_on": snapshot.frozen_on.isoformat(),
        "definitions": snapshot.definitions, "readings": snapshot.readings, "stamp": snapshot.stamp,
        "before": snapshot.before.digest if snapshot.before else None,
        "figures": sorted(
            [line.code, line.by, line.key, line.number, line.behind, line.not_recorded, line.pending, line.recorded,
             line.rows, line.cases, line.waiting, _written(line.amount), line.approximate]
            for line in lines
        ),
    }  # fmt: skip
    return hashlib.sha256(canonical(whole)).hexdigest()


def _written(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.6f}"


def is_whole(snapshot: Snapshot) -> bool:
    """Its rows still give its digest."""
    return digest(snapshot, snapshot.figures.all()) == snapshot.digest
