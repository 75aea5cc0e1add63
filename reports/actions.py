"""What the report writer does: numbers entered with their source, texts, editions; each leaves its record."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from audit import chain
from law import clock
from organizations.acting import action
from organizations.models import User
from reports import content
from reports.annual import by_hand
from reports.drafts import REPORTS
from reports.models import ReportEdition, ReportEntry, ReportText


class Outdated(Exception):
    """Somebody else saved this section meanwhile; nothing was overwritten. ``current`` is what stands there now."""

    def __init__(self, current: ReportText) -> None:
        super().__init__("这一节刚刚被别人改过：请对照新稿，把您的改动再写进去")
        self.current = current


@action
def enter(year: int, figure: str, *, value: Decimal, source: str, by: User, on: date) -> ReportEntry:
    """Enter or correct one number by hand. Raises KeyError for a figure the system computes itself."""
    wanted = by_hand(year)[figure]
    entry, _ = ReportEntry.objects.update_or_create(
        year=year, figure=figure,
        defaults={"label": wanted.label, "unit": wanted.unit, "value": value, "source": source.strip(),
                  "entered_by": by, "entered_on": on},
    )  # fmt: skip
    chain.record("enter_report_figure", by=by, about=entry, reason=f"{wanted.label} {value}，来源：{source}")
    return entry


@action
def withdraw(year: int, figure: str, *, by: User) -> None:
    """Take a number entered by mistake out again: unknown is not zero."""
    wanted = by_hand(year).get(figure)
    names = [figure, wanted.formerly] if wanted and wanted.formerly else [figure]
    for entry in ReportEntry.objects.filter(year=year, figure__in=names):
        chain.record("withdraw_report_figure", by=by, about=entry, reason=f"{entry.label} {entry.value}")
        entry.delete()


@action
def write(year: int, kind: str, section: str, *, text: str, version: int, by: User) -> ReportText | None:
    """Save a section; empty text goes back to the draft. ``version`` is the one read, 0 for none. Raises Outdated."""
    row = ReportText.objects.select_for_update().filter(year=year, kind=kind, section=section).first()
    if row is None:
        if not text.strip():
            return None
        try:
            with transaction.atomic():
                row = ReportText.objects.create(
                    year=year, kind=kind, section=section, text=text, written_by=by
                )
        except IntegrityError:
            raise Outdated(ReportText.objects.get(year=year, kind=kind, section=section)) from None
    elif row.version != version:
        raise Outdated(row)
    elif not text.strip():
        chain.record("drop_report_text", by=by, about=row)
        row.delete()
        return None
    else:
        row.text, row.version, row.written_by, row.written_at = text, row.version + 1, by, clock.now()
        row.save()
    chain.record("write_report_text", by=by, about=row)
    return row


@action
def finish(year: int, kind: str, *, by: User, on: date) -> ReportEdition:
    """定稿: freeze the report as it stands, so that it can be written again with the same content."""
    made: dict[str, Any] = content.build(REPORTS[kind], year, on=on)
    edition = ReportEdition.objects.create(year=year, kind=kind, content=made, made_by=by, made_on=on)
    chain.record("finish_annual_report", by=by, about=edition)
    return edition
