"""What came in during a span that a report names (专项时段), such as an epidemic that closed the counter (兴宁市 2020).

A line of the ledger says its days and its hot topic; the petitions are counted from the registry, not typed.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from cases.models import Deadline
from law.terms import CaseState
from reports.activities.models import Activity
from reports.counts import COUNTS
from reports.figures import Span

ENDED = [CaseState.CLOSED, CaseState.ARCHIVED]


def _came(row: Activity) -> Any:
    return COUNTS["petitions_remote"].rows(Span(row.on, row.until)).order_by()


def _on_topic(row: Activity) -> Any:
    return _came(row).filter(filed_as__topics__topic__name=row.body)


def _matters(rows: Any) -> int:
    found: int = rows.values("filed_as").distinct().count()
    return found


def remote(rows: Sequence[Activity]) -> int:
    """件次 by letter, phone and online in the spans."""
    return sum(_came(row).count() for row in rows)


def topical(rows: Sequence[Activity]) -> int | None:
    """Matters among them that bear the topic of their span; not known where no span names one."""
    tagged = [row for row in rows if row.body]
    return sum(_matters(_on_topic(row)) for row in tagged) if tagged else None


def in_time(rows: Sequence[Activity]) -> int | None:
    """Of those the ones that are closed, with no answer later than its last day (条例第34条)."""
    tagged = [row for row in rows if row.body]
    over = Q(met_on=None) | Q(met_on__gt=F("due_on"))
    late = Deadline.objects.filter(
        over, case=OuterRef("filed_as"), period="handling", voided_on=None, not_recorded=False
    )
    return (
        sum(_matters(_on_topic(row).filter(~Exists(late), filed_as__state__in=ENDED)) for row in tagged)
        if tagged
        else None
    )
