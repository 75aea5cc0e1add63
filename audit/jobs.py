"""Run a periodic job and leave its record, also when it fails."""

import traceback
from collections.abc import Callable
from datetime import date
from typing import Any

from audit.models import JobRun
from law import clock


def run(job: str, work: Callable[[], dict[str, Any]], *, on: date, keep: bool = True) -> dict[str, Any]:
    """Do ``work`` and record it. The failure is recorded and raised again.

    ``keep``: also when it went well; a job of every minute would bury the others.
    """
    row = JobRun.objects.create(job=job, on=on, started_at=clock.now())
    try:
        row.result = result = work()
    except Exception:
        row.error = traceback.format_exc(limit=3)
        raise
    finally:
        if keep or row.error:
            row.ended_at = clock.now()
            row.save(update_fields=["result", "error", "ended_at"])
        else:
            row.delete()
    return result
