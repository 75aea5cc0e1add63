"""What the report writer does: numbers entered with their source, texts, editions; each leaves its record."""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from audit import chain
from cases.policies import NotLawfulNow, NotYours
from law import clock
from law.terms import Role
from organizations.acting import action
from organizations.models import User
from organizations.roles import Permission
from reports.by_hand import ACCUSATIONS, by_hand
from reports.models import ReportEntry, ReportFrame, ReportPart, ReportText

#: With the four of the law as many as are numbered 一 to 十.
MOST_PARTS = 6


class Outdated(Exception):
    """Somebody else saved this section meanwhile; nothing was overwritten. ``current`` is what stands there now."""

    def __init__(self, current: ReportText) -> None:
        super().__init__("这一节刚刚被别人改过：请对照新稿，把您的改动再写进去")
        self.current = current


def may_enter(user: User, figure: str) -> bool:
    """The total of accusations is its keeper's alone (条例第30条第3款); every other number the writer's."""
    wanted = Permission.KEEP_COMPARTMENT if figure == ACCUSATIONS else Permission.WRITE_REPORTS
    return user.is_active and user.can(wanted)


def require_entry(user: User, figure: str) -> None:
    """Raise NotYours unless the person enters this figure."""
    if not may_enter(user, figure):
        who = (Role.COMPARTMENT if figure == ACCUSATIONS else Role.WRITER).label
        raise NotYours(f"您的岗位不能填报这个数字。此数由{who}填报。")


@action
def enter(year: int, figure: str, *, value: Decimal, source: str, by: User, on: date) -> ReportEntry:
    """Enter or correct one number by hand. Raises KeyError for a figure the system computes itself."""
    require_entry(by, figure)
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
    require_entry(by, figure)
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
def frame(year: int, kind: str, *, five: bool, by: User) -> None:
    """Switch the frame of 五个法治化 on or off for one year's report; written texts stay as they are."""
    row, _ = ReportFrame.objects.update_or_create(year=year, kind=kind, defaults={"five": five})
    chain.record(
        "frame_annual_report", by=by, about=row, reason="按五个法治化写" if five else "不按五个法治化写"
    )


@action
def add_part(year: int, kind: str, *, title: str, after: str, by: User) -> ReportPart:
    """Add a part of the writer's own after one of those the law asks for; it is numbered with the rest."""
    rows = ReportPart.objects.select_for_update().filter(year=year, kind=kind)
    if rows.count() >= MOST_PARTS:
        raise NotLawfulNow(f"不能：一份报告最多增加 {MOST_PARTS} 个部分，请并到已有的部分里写")
    last = max((int(row.code.removeprefix("added-")) for row in rows), default=0)
    row = ReportPart.objects.create(
        year=year, kind=kind, code=f"added-{last + 1}", title=title.strip(), after=after
    )
    chain.record("add_report_part", by=by, about=row, reason=row.title)
    return row


@action
def drop_part(year: int, kind: str, code: str, *, by: User) -> None:
    """Take a part of the writer's own out again; a text written in it has to be emptied first."""
    row = ReportPart.objects.select_for_update().get(year=year, kind=kind, code=code)
    if ReportText.objects.filter(year=year, kind=kind, section=code).exists():
        raise NotLawfulNow(f"还不能：「{row.title}」里还有正文，请先把正文清空保存，再去掉这一部分")
    chain.record("drop_report_part", by=by, about=row, reason=row.title)
    row.delete()
