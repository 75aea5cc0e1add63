"""What happens to a sheet: it is looked over (nothing is kept but the finding), then taken over, here or in the background.

A sheet's bytes are kept between the two and are gone at the end. Whoever handed it in takes it over.
"""

import hashlib
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from audit import chain
from cases import policies
from cases.actions.importing import Imported
from cases.models import SheetImport
from cases.policies import NotLawfulNow, NotYours
from documents import sheets
from law import clock
from organizations.acting import action
from organizations.models import User
from petition_bureau.older.kinds import KINDS

#: More rows than these are looked over and taken over in the background.
AT_ONCE = 2_000
#: Refusals kept of one sheet, and days an untouched sheet is kept.
KEPT, DAYS = 5_000, 7


@action
def hand_in(kind: str, name: str, data: bytes, *, by: User, on: date) -> SheetImport:
    """Keep the bytes until they are looked over. What the person handed in before and left lying is dropped.

    Raises Unreadable for a file that is no such sheet.
    """
    policies.require(by, "import_case", None)
    sheets.read(name, data, KINDS[kind].columns)
    stale = SheetImport.objects.filter(applied_at=None)
    stale.filter(by=by, kind=kind).delete()
    stale.filter(created_at__lt=clock.now() - timedelta(days=DAYS)).delete()
    row = SheetImport.objects.create(
        kind=kind, file_name=name[-120:], sha256=hashlib.sha256(data).hexdigest(), content=data, by=by, on=on
    )
    chain.record("check_sheet", by=by, about=row, reason=f"{KINDS[kind].title} {row.sha256[:16]}")
    return row


def is_large(row: SheetImport) -> bool:
    """Too many rows for a page to wait for."""
    if row.rows:
        return row.rows > AT_ONCE
    found = sheets.read(row.file_name, _bytes(row), KINDS[row.kind].columns).rows
    return sum(1 for _, _ in zip(range(AT_ONCE + 1), found, strict=False)) > AT_ONCE


def look_over(row: SheetImport, *, on: date) -> SheetImport:
    """The rehearsal: what could be taken, what is here, what is refused and why."""
    _run(row, on=on, dry_run=True)
    row.checked_at = clock.now()
    row.save()
    return row


def apply(row: SheetImport, *, by: User) -> SheetImport:
    """Say that it be taken over; :func:`take_over` does it. Raises NotLawfulNow when somebody already said so."""
    policies.require(by, "import_case", None)
    with transaction.atomic():
        row = SheetImport.objects.select_for_update().get(pk=row.pk)
        if row.by_id != by.pk:
            raise NotYours("这个文件由上传的人导入。您要导入的，请自己上传。")
        if row.applied_at:
            raise NotLawfulNow("这个文件已经导入过了，再导入也不会增加")
        if row.checked_at is None:
            raise NotLawfulNow("还不能：文件还没有检查完，请等一等再看")
        if not row.taken:
            raise NotLawfulNow("不能：没有可以导入的行，请照“拒收的行”改好再传")
        row.applied_at, row.done = clock.now(), 0
        row.save()
    return row


def take_over(row: SheetImport, *, on: date) -> SheetImport:
    """Take the rows over; run again after a fall it goes on, because what is here is passed over."""
    if row.finished_at or row.applied_at is None:
        return row
    _run(row, on=on, dry_run=False)
    row.finished_at, row.content = clock.now(), None
    row.save()
    return row


@action
def drop(row: SheetImport, *, by: User, on: date) -> None:
    """不导入: the bytes are gone."""
    row = SheetImport.objects.select_for_update().get(pk=row.pk)
    if row.by_id != by.pk or row.applied_at:
        raise NotLawfulNow("不能：这个文件已经导入，或者不是您上传的")
    chain.record("drop_sheet", by=by, about=row)
    row.delete()


def fail(row: SheetImport, why: str) -> None:
    """Say why it stopped; what was taken over until then stays, and the same file goes on from there."""
    SheetImport.objects.filter(pk=row.pk).update(error=why[:300])


def _run(row: SheetImport, *, on: date, dry_run: bool) -> None:
    assert row.by is not None  # noqa: S101 - sheets are handed in by people
    run = KINDS[row.kind].begin(row.by, on, dry_run)

    def tell(so_far: Imported) -> None:
        if not dry_run:
            SheetImport.objects.filter(pk=row.pk).update(done=so_far.read)

    sheet = run.run(row.file_name, _bytes(row), tell)
    answer = run.answer
    row.rows, row.taken, row.skipped, row.unknown, row.error = (
        answer.read,
        answer.imported,
        answer.skipped,
        list(sheet.unknown),
        "",
    )
    row.refused = len(answer.rejected)
    row.rejected = [[each.line, each.column, each.reason] for each in answer.rejected[:KEPT]]
    row.done = answer.read


def _bytes(row: SheetImport) -> bytes:
    content: Any = row.content
    return bytes(content or b"")
