"""Nightly figures: idempotent, recorded, safe to run twice or to miss (design D8)."""

from celery import shared_task

from audit import jobs
from law import clock
from reports import building, freezing, revising
from reports.exports import running
from reports.mechanisms import daily as dispatch


@shared_task
def nightly_figures() -> dict[str, object]:
    """Count the days anew, freeze the periods whose closing day has come, write down what changed in frozen ones."""
    today = clock.today()

    def work() -> dict[str, object]:
        built = building.rebuild(today)
        frozen = freezing.freeze_due(today)
        lists = dispatch.freeze_due(today)
        return built | {"frozen": frozen, "revised": revising.revise(today), "daily_lists": lists}

    return jobs.run("nightly_figures", work, on=today)


@shared_task
def refresh_figures() -> dict[str, object]:
    """Each minute: count anew what something was done to, so that pages count little live. Nothing to do otherwise.

    A run leaves its record when it counted everything, or failed.
    """
    today = clock.today()
    if building.is_current(today):
        return {}
    return jobs.run(
        "refresh_figures", lambda: building.refresh(today), on=today, keep=not building.is_of(today)
    )


@shared_task
def work_off_exports() -> dict[str, int]:
    """Make every export that waits or was left by a worker that died. Woken when one is asked for, and each minute."""
    return {"finished": running.work_off()}
