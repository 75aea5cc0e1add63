"""What beat wakes: the sweep of deadlines, its run recorded. Called by hand it does the same (``bin/manage sweep``)."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date

from celery import shared_task
from django.db.models import Max

import cases.sweeps
import oversight.leaders.sweeps
import oversight.sweeps
from audit import jobs
from audit.models import JobRun
from cases.models import SheetImport
from documents.sheets import Unreadable
from law import clock
from notifications import outbox
from petition_bureau.older import handing_in

log = logging.getLogger(__name__)

JOB = "sweep"


class BeforeLastSweep(Exception):
    """The day asked for lies before a day already swept: deadlines are never swept backwards."""


def last_swept() -> date | None:
    """The latest day swept to its end."""
    day: date | None = JobRun.objects.filter(job=JOB, error="", ended_at__isnull=False).aggregate(
        day=Max("on")
    )["day"]
    return day


def sweep(on: date) -> dict[str, int]:
    """Remind, escalate, presume and draft what day ``on`` asks for; the run is a ``JobRun``.

    ``reminders`` and ``escalations``: rows added (an escalation is word to a leader, a 督办单 drafted or an
    accountability proposal); ``overdue``: open duties past their last day. Raises BeforeLastSweep.
    """
    last = last_swept()
    if last is not None and on < last:
        raise BeforeLastSweep(
            f"{on} 早于上次巡检的日期 {last}，不能倒着巡检：请核对系统日期，或用 {last} 及以后的日期。"
        )
    return jobs.run(JOB, lambda: _swept(on), on=on)


def _swept(on: date) -> dict[str, int]:
    with _living(on):
        found = cases.sweeps.sweep(on)
        drafted = oversight.sweeps.sweep(on)
        leaders = oversight.leaders.sweeps.sweep(on)
    result = asdict(found) | asdict(drafted)
    result["escalations"] += drafted.supervisions + drafted.proposals
    result["reminders"] += leaders
    return result


@contextmanager
def _living(on: date) -> Iterator[None]:
    """A day still to come is lived, so that the acts of the sweep are not of the future."""
    if on > clock.today():
        with clock.on_day(on):
            yield
    else:
        yield


@shared_task
def sweep_deadlines() -> dict[str, int]:
    """The sweep of today, then its word into the inboxes. A clock set back is logged and changes nothing."""
    try:
        result = sweep(clock.today())
    except BeforeLastSweep as refused:
        log.warning("%s", refused)
        return {}
    relay_all()
    return result


def relay_all() -> int:
    """Everything that waits in the outbox, in portions."""
    total = 0
    while moved := outbox.relay():
        total += moved
    return total


# --- sheets of older registers, too long for a page to wait for ---------------------------------------------------


@shared_task(time_limit=3_600, soft_time_limit=3_500)
def look_over_sheet(pk: int) -> None:
    """The rehearsal of a long sheet; its finding stands on its page."""
    _with_sheet(pk, lambda row, on: handing_in.look_over(row, on=on))


@shared_task(time_limit=3_600, soft_time_limit=3_500)
def take_over_sheet(pk: int) -> None:
    """The import of a long sheet, batch by batch; called twice it goes on where it was."""
    _with_sheet(pk, lambda row, on: handing_in.take_over(row, on=on))


def _with_sheet(pk: int, work: Callable[[SheetImport, date], object]) -> None:
    row = SheetImport.objects.select_related("by").filter(pk=pk).first()
    if row is None:  # dropped meanwhile
        return
    try:
        work(row, clock.today())
    except Unreadable as problem:
        handing_in.fail(row, str(problem))
    except Exception:
        handing_in.fail(row, "后台出错，已经记在日志里，请告诉系统管理员")
        raise
