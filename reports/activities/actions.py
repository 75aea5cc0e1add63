"""What is done with the ledger: entered, corrected, withdrawn, evidence attached; nothing is deleted."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Sum

from audit import chain
from cases import files
from cases.policies import NotLawfulNow, NotYours
from organizations.acting import action
from organizations.models import User
from organizations.roles import Permission
from reports.activities.entries import TEXTS, Entry, as_said, may_enter, of_row, problems, tidy
from reports.activities.models import (
    Activity,
    ActivityFile,
    ActivityImport,
    ActivityMeasure,
    ActivityQuerySet,
    ActivityRevision,
)

#: Evidence of one activity: enough for sign-in sheets and photographs.
LARGEST_PER_ACTIVITY = 100 * files.MEGABYTE
ALREADY = "台账里已经有一样的一条，不重复登记；确是另一次的，请在名称里写明是第几次"


def may_change(user: User, row: Activity) -> bool:
    """The report writer any line; a unit's people those of their own unit."""
    if user.in_bureau and user.can(Permission.WRITE_REPORTS):
        return True
    return user.can(Permission.HANDLE) and row.unit_id in user.stands_for


def blockers(row: Activity) -> list[str]:
    """Why a line can no longer be changed."""
    return [f"不能：已于 {row.withdrawn_on} 撤回"] if row.withdrawn_on else []


def contradiction(entry: Entry, *, but: int | None = None) -> str:
    """That a year had none, and what was done in it, exclude each other."""
    label, year = entry.kind.label, entry.on.year
    rows = Activity.objects.standing().filter(kind=entry.kind, on__year=year).exclude(pk=but or 0)
    own = rows.filter(unit=entry.unit)
    if own.filter(none=not entry.none).exists():
        if entry.none:
            return f"不能：{year}年已经登记了「{label}」，不是没有；登记错的先撤回那几条"
        return f"不能：{year}年已经写明没有「{label}」，先撤回那一条再登记"
    return "" if entry.none else _counted_twice(entry, rows, own)


def _counted_twice(entry: Entry, rows: ActivityQuerySet, own: ActivityQuerySet) -> str:
    """Totals whose days overlap would be added up twice."""
    if entry.spec.totals == "year" and own.exists():
        return f"不能：{entry.on.year}年已经有一条「{entry.kind.label}」的合计，请更正那一条"
    if entry.spec.totals != "span":
        return ""
    over = rows.filter(on__lte=entry.until, until__gte=entry.on, none=False)
    if first := over.filter(unit=entry.unit).first():
        return f"不能：和已经登记的 {first.on} 至 {first.until} 的合计重叠，会重复计；请更正那一条"
    others = over.filter(measures__code="registered_town")
    others = (
        others.exclude(unit__kind="bureau") if entry.unit.is_bureau else others.filter(unit__kind="bureau")
    )
    if "registered_town" in entry.measures and (first := others.first()):
        return (
            f"不能：{first.unit.short_name}已经登记了 {first.on} 至 {first.until} 的乡镇街道登记数，会重复计"
        )
    return ""


@action
def enter(entry: Entry, *, by: User, on: date, sheet: ActivityImport | None = None) -> Activity:
    """Enter one line. Raises NotYours, and NotLawfulNow with everything that is wrong with it."""
    if not may_enter(by):
        raise NotYours("您的岗位不能登记活动。此事由统计报告员办理，单位的活动由本单位登记。")
    entry = tidy(entry)
    _check(entry, by=by, on=on)
    row = Activity(kind=entry.kind, entered_by=by, entered_on=on, sheet=sheet, first_digest=entry.digest)
    _write(row, entry)
    if sheet is None:
        chain.record("enter_activity", by=by, about=row)
    return row


@action
def correct(row: Activity, entry: Entry, *, by: User, on: date, reason: str) -> Activity:
    """更正: what it said before stays readable, with who corrected it and why."""
    row = _open(row, by, "更正")
    entry = tidy(entry)
    if len(reason.strip()) < 2:
        raise NotLawfulNow("请写明更正的理由")
    before = of_row(row)
    if before == entry:
        raise NotLawfulNow("没有改动，不用更正")
    _check(entry, by=by, on=on, but=row.pk)
    ActivityRevision.objects.create(activity=row, version=row.version, content=as_said(before), reason=reason.strip()[:200],
                                    corrected_by=by, corrected_on=on)  # fmt: skip
    row.measures.all().delete()
    row.version += 1
    _write(row, entry)
    chain.record("correct_activity", by=by, about=row, reason=reason.strip())
    return row


@action
def withdraw(row: Activity, *, by: User, on: date, reason: str) -> Activity:
    """撤回: it stays in the ledger with its reason, and in no number."""
    row = _open(row, by, "撤回")
    if len(reason.strip()) < 2:
        raise NotLawfulNow("请写明撤回的理由")
    row.withdrawn_by, row.withdrawn_on, row.withdrawn_reason = by, on, reason.strip()[:200]
    row.version += 1
    row.save()
    chain.record("withdraw_activity", by=by, about=row, reason=reason.strip())
    return row


@action
def attach(row: Activity, uploads: Sequence["UploadedFile[Any]"], *, by: User) -> list[ActivityFile]:
    """Evidence: checked by its content, kept in the house's one store. Raises NotLawfulNow for what cannot be taken."""
    row = _open(row, by, "附证明材料")
    held = row.files.aggregate(size=Sum("file__size"))["size"] or 0
    made = []
    for upload in uploads:
        try:
            written = files.write(upload, secret=False)
        except files.UnfitFile as unfit:
            raise NotLawfulNow(str(unfit)) from unfit
        held += written.size
        if held > LARGEST_PER_ACTIVITY:
            raise NotLawfulNow(f"加上「{written.name}」这一条的材料超过 100 MB，请压缩后再附")
        found, fresh = ActivityFile.objects.get_or_create(
            activity=row, file=files.stored(written),
            defaults={"name": written.name, "content_type": written.content_type, "added_by": by},
        )  # fmt: skip
        if fresh:
            made.append(found)
    if made:
        chain.record("attach_evidence", by=by, about=row)
    return made


def _open(row: Activity, by: User, what: str) -> Activity:
    row = Activity.objects.select_for_update().get(pk=row.pk)
    if not may_change(by, row):
        raise NotYours(f"您的岗位不能「{what}」这一条。此事由统计报告员或者登记的单位办理。")
    if reasons := blockers(row):
        raise NotLawfulNow(*reasons)
    return row


def _check(entry: Entry, *, by: User, on: date, but: int | None = None) -> None:
    wrong = [words for _, words in problems(entry, by=by, on=on)]
    if not wrong and (said := contradiction(entry, but=but)):
        wrong = [said]
    if wrong:
        raise NotLawfulNow(*wrong)


def _write(row: Activity, entry: Entry) -> None:
    """The line with its numbers; the same line twice is refused by the database itself."""
    row.on, row.until, row.unit, row.none = entry.on, entry.until, entry.unit, entry.none
    for name in TEXTS:
        setattr(row, name, getattr(entry, name))
    row.digest = entry.digest
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        if "activity_entered_once" not in str(twice):
            raise
        raise NotLawfulNow(ALREADY) from twice
    ActivityMeasure.objects.bulk_create(
        ActivityMeasure(activity=row, code=code, quantity=quantity.value, approximate=quantity.approximate)
        for code, quantity in entry.measures.items()
    )
