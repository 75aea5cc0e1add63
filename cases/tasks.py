"""Background work on the file's bytes."""

from typing import Any

from celery import shared_task

from audit import jobs
from cases import files
from law import clock


@shared_task
def sweep_orphan_files() -> dict[str, Any]:
    """Remove attachment bytes no row points to; a second run removes nothing (design D8, D15)."""
    return jobs.run("sweep_orphan_files", lambda: {"removed": files.sweep_orphans()}, on=clock.today())
