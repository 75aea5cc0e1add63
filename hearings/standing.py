"""A hearing belongs to a step of a matter: with the step decided or withdrawn, what was not held yet is cancelled."""

from datetime import date

from django_fsm import can_proceed

from cases.models import Handling, Review
from hearings import booking, notices, papers
from hearings.models import Hearing


def fall(matter: Handling | Review, on: date, why: str) -> None:
    """Rooms and people are free again, the notices void. What was held keeps its conclusion to come."""
    rows = Hearing.objects.live().select_related("case", "handling__claim", "organ")
    rows = (
        rows.filter(review=matter)
        if isinstance(matter, Review)
        else rows.filter(handling=matter, review=None)
    )
    for row in rows:
        if not can_proceed(row.cancel_hearing):
            continue
        row.cancel_hearing()
        row.cancelled_on, row.cancelled_reason = on, why
        row.version += 1
        row.save()
        booking.free({"hearing": row}, on)
        papers.void_notices(row, on=on, why=f"听证取消：{why}")
        notices.cancelled(row, on=on)
