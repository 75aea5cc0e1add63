"""Asking for an export, and working it off in the background: in portions, with progress, taken up again after a restart."""

import logging
from datetime import date
from typing import Any

from django.db import transaction

from audit import chain
from law import clock
from organizations.acting import acting, action
from organizations.models import User
from organizations.roles import Permission
from reports import sets
from reports.exports import columns, writing
from reports.exports.models import KEPT, Export
from reports.sets import CountSet, FigureSet

log = logging.getLogger(__name__)
#: Rows of one portion; after each the mark is saved.
PORTION = 2_000


class NotPossible(ValueError):
    """The export cannot be made; the message says why, in Chinese."""


@action
def ask(query: dict[str, str], *, form: str, reason: str, by: User) -> Export:
    """Ask for a file of one set, with what it is for; recorded. Raises sets.Unreadable."""
    found = sets.read(query)
    row = Export.objects.create(
        query=query, title=title_of(found), form=form, reason=reason.strip(), asked_by=by
    )
    chain.record("ask_export", by=by, about=row, reason=f"{row.title}，{form}，用途：{row.reason}")
    return row


def title_of(found: FigureSet | CountSet) -> str:
    name = dict(columns.words(found))["指标"]
    part = f"（{sets.PARTS[found.part]}）" if isinstance(found, FigureSet) else ""
    key = f"，{found.key}" if found.by != "all" else ""
    return f"{name}{part}{key} {found.span.since}—{found.span.until}"


def claim() -> Export | None:
    """The next to be done, held by this worker alone."""
    with transaction.atomic():
        row = Export.objects.to_do().select_for_update(skip_locked=True).order_by("pk").first()
        if row is not None:
            row.state, row.alive_at = Export.RUNNING, clock.now()
            row.save(update_fields=["state", "alive_at"])
        return row


def work_off() -> int:
    """Everything that waits; returns how many files were finished."""
    expire()
    finished = 0
    while (row := claim()) is not None:
        try:
            make(row)
            finished += 1
        except (NotPossible, sets.Unreadable) as problem:
            _failed(row, str(problem))
        except Exception:
            log.exception("export %s", row.pk)
            _failed(row, "出了差错，已经记下，请联系系统管理员")
    return finished


def make(row: Export) -> None:
    """Write the file from the mark on. Raises NotPossible."""
    user = User.objects.get(pk=row.asked_by_id)
    if not (user.is_active and user.can(Permission.SEE_FIGURES)):
        raise NotPossible("申请人已经没有看数字的权限")
    found, on = sets.read(row.query), clock.today()
    sheet = columns.sheet(found, user, on)
    row.total = sheet.count()
    if row.total > writing.MOST_ROWS:
        raise NotPossible(f"有 {row.total} 行，一次最多导出 {writing.MOST_ROWS} 行，请缩短时段")
    with writing.open_part(row, sheet.heads) as file:
        while portion := sheet.after(_mark(row), PORTION):
            file.write(b"".join(writing.line_of(line.cells, row.form) for line in portion))
            file.flush()
            row.size, row.done = file.tell(), row.done + len(portion)
            row.mark = f"{portion[-1].day}.{portion[-1].pk}"
            _still_mine(row)
    row.total = row.done
    told = [("名称", row.title), ("行数", str(row.done)), *columns.words(found), ("导出人", f"{user.name}（{user.unit.short_name}）"),
            ("导出时间", f"{clock.now():%Y-%m-%d %H:%M}"), ("用途", row.reason)]  # fmt: skip
    row.sha256 = writing.finish(row, told, _at(sheet.heads, DATES), _at(sheet.heads, NUMBERS))
    row.state, row.finished_at = Export.DONE, clock.now()
    row.save()


DATES = ("收到日", "办结日", "归期日", "起", "完成")
NUMBERS = ("人数",)


def _at(heads: tuple[str, ...], names: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(n for n, head in enumerate(heads) if head in names)


def _mark(row: Export) -> tuple[date, int] | None:
    day, _, pk = row.mark.partition(".")
    return (date.fromisoformat(day), int(pk)) if day else None


def _still_mine(row: Export) -> None:
    """Save how far it is; stop when another worker took it over or its asker dropped it."""
    before = row.alive_at
    row.alive_at = clock.now()
    kept = Export.objects.filter(pk=row.pk, state=Export.RUNNING, alive_at=before).update(
        total=row.total, done=row.done, mark=row.mark, size=row.size, alive_at=row.alive_at
    )
    if not kept:
        raise NotPossible("已由另一个进程接着做")


def _failed(row: Export, problem: str) -> None:
    Export.objects.filter(pk=row.pk, state=Export.RUNNING, alive_at=row.alive_at).update(
        state=Export.FAILED, problem=problem[:200], finished_at=clock.now()
    )


def expire() -> int:
    """Files older than a day go; the record of the export stays."""
    old = Export.objects.filter(state=Export.DONE, finished_at__lt=clock.now() - KEPT)
    gone = 0
    for row in old:
        writing.path_of(row).unlink(missing_ok=True)
        gone += Export.objects.filter(pk=row.pk).update(state=Export.EXPIRED)
    return gone


def fetched(row: Export, by: User) -> Any:
    """The file, its bytes as they were made; the fetching is recorded. Raises NotPossible."""
    if row.state != Export.DONE or not writing.path_of(row).exists():
        raise NotPossible("文件还没有做好，或者已经过期删除，请重新导出")
    with acting(by):
        chain.record("fetch_export", by=by, about=row, reason=row.title)
    return writing.path_of(row).open("rb")
