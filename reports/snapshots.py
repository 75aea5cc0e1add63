"""月报快照: the figures of a month, frozen on its closing day with the definitions and a digest of the rows counted."""

import hashlib
from calendar import monthrange
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Min

from cases.models import Petition
from organizations import switches
from reports import figures, rows
from reports.figures import ALL, Span, Tally
from reports.indicators import DEFINITIONS, INDICATORS
from reports.models import MonthlySnapshot, SnapshotFigure


def closing_day() -> int:
    """The day of the following month on which a month is frozen (a switch of the bureau)."""
    return min(max(int(switches.value("snapshot_day")), 1), 28)


def month_span(month: date) -> Span:
    return Span(month.replace(day=1), month.replace(day=monthrange(month.year, month.month)[1]))


def next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def freeze_due(today: date) -> list[str]:
    """Freeze every month whose closing day has come and that is not frozen; after downtime, all that were missed."""
    first = Petition.objects.aggregate(day=Min("received_on"))["day"]
    if first is None:
        return []
    frozen = set(MonthlySnapshot.objects.values_list("month", flat=True))
    if frozen:  # months before the first snapshot were never closed here
        first = max(first, min(frozen))
    elif first < today:
        first = max(first, _last_closed(today))
    made, month = [], first.replace(day=1)
    while next_month(month).replace(day=closing_day()) <= today:
        if month not in frozen:
            freeze(month, on=today)
            made.append(f"{month:%Y-%m}")
        month = next_month(month)
    return made


def _last_closed(today: date) -> date:
    """The newest month whose closing day has come: a new installation freezes no past that it did not live."""
    back = 1 if today.day >= closing_day() else 2
    n = today.year * 12 + today.month - 1 - back
    return date(n // 12, n % 12 + 1, 1)


@transaction.atomic
def freeze(month: date, *, on: date) -> MonthlySnapshot:
    """Keep the figures of one month (到期口径) as they stand on ``on``. Never done twice for a month."""
    span = month_span(month)
    snapshot = MonthlySnapshot.objects.create(month=span.since, frozen_on=on, definitions=DEFINITIONS)
    county = figures.live(span, as_of=on)
    units = figures.live(span, by="unit", as_of=on)
    digests = {code: _digest(code, span, on) for code in INDICATORS}
    lines = [
        _line(snapshot, code, "", county.get((ALL, code), Tally()), digests[code]) for code in INDICATORS
    ]
    lines += [_line(snapshot, code, unit, tally, "") for (unit, code), tally in sorted(units.items())]
    SnapshotFigure.objects.bulk_create(lines)
    return snapshot


def _line(snapshot: MonthlySnapshot, code: str, unit: str, tally: Tally, digest: str) -> SnapshotFigure:
    return SnapshotFigure(
        snapshot=snapshot, indicator=code, unit=unit, numerator=tally.numerator, denominator=tally.denominator,
        not_recorded=tally.not_recorded, cases_digest=digest,
    )  # fmt: skip


def _digest(code: str, span: Span, as_of: date) -> str:
    """SHA-256 over the rows in scope and whether each is in the numerator: the same rows give the same digest."""
    digest = hashlib.sha256()
    for source in rows.sources([code], "due", as_of):
        found: Any = source.filter(day__range=(span.since, span.until), in_scope=True)
        for case, pk, hit in found.order_by("case_ref", "pk").values_list("case_ref", "pk", "hit").iterator():
            digest.update(f"{case}:{pk}:{int(bool(hit))};".encode())
    return digest.hexdigest()


def changed_since(snapshot: MonthlySnapshot, as_of: date) -> dict[str, tuple[Tally, Tally]]:
    """Indicators that stand otherwise today than in the snapshot: {code: (frozen, now)}."""
    now = figures.live(month_span(snapshot.month), as_of=as_of)
    frozen = {row.indicator: Tally(row.numerator, row.denominator, row.not_recorded)
              for row in snapshot.figures.filter(unit="")}  # fmt: skip
    found = {}
    for code, old in frozen.items():
        new = now.get((ALL, code), Tally())
        if (old.numerator, old.denominator, old.not_recorded) != (
            new.numerator,
            new.denominator,
            new.not_recorded,
        ):
            found[code] = (old, new)
    return found
