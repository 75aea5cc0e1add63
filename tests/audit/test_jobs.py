"""A periodic job leaves its record whether it went well or not (design D8)."""

import pytest
from builders import MONDAY

from audit import jobs
from audit.models import JobRun

pytestmark = pytest.mark.django_db


def test_a_run_says_what_it_did():
    assert jobs.run("sweep", lambda: {"reminders": 3}, on=MONDAY) == {"reminders": 3}
    row = JobRun.objects.get()
    assert (row.job, row.on, row.result, row.error) == ("sweep", MONDAY, {"reminders": 3}, "")
    assert row.ended_at >= row.started_at


def test_a_failure_is_recorded_and_not_swallowed():
    def fails() -> dict[str, int]:
        raise RuntimeError("no calendar")

    with pytest.raises(RuntimeError):
        jobs.run("sweep", fails, on=MONDAY)
    row = JobRun.objects.get()
    assert "no calendar" in row.error
    assert row.ended_at is not None
