"""The day of a recommendation's feedback moves with the calendar, as the law's clocks do (design D7)."""

from typing import Any

from cases import calendar_admin
from law import periods
from law.calendar import WorkCalendar
from oversight.recommending import PERIOD
from oversight.records import Recommendation


def rows() -> Any:
    return Recommendation.objects.open().select_related("organ", "paper").order_by("pk")


def due(row: Recommendation, calendar: WorkCalendar) -> periods.Due | None:
    """The day computed again from the row's own start and length."""
    return periods.due(PERIOD, row.signed_on, calendar, length=row.length) if row.signed_on else None


def name(row: Recommendation) -> tuple[str, str]:
    """Number and whose it is, as the list of moves shows them."""
    return (row.paper.number if row.paper else "建议书"), (row.organ.short_name if row.organ else "")


def register() -> None:
    calendar_admin.register("recommendation", calendar_admin.Source(PERIOD, rows, due, name))
