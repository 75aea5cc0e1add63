"""Nightly figures: idempotent, recorded, safe to run twice or to miss (design D8)."""

from celery import shared_task

from audit import jobs
from law import clock
from reports import daily, snapshots


@shared_task
def nightly_figures() -> dict[str, object]:
    """Count the days anew, then freeze the months whose closing day has come."""
    today = clock.today()

    def work() -> dict[str, object]:
        return daily.rebuild(today) | {"frozen": snapshots.freeze_due(today)}

    return jobs.run("nightly_figures", work, on=today)
