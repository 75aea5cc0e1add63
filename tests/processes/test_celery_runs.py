"""A real worker and a separate beat on the real Valkey carry a reminder into an inbox, and the run is recorded."""

import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from builders import forwarded, lived, person
from django.conf import settings
from django.db import connection

from audit.models import JobRun
from law.terms import Role
from notifications.models import InboxItem
from petition_bureau import processes
from petition_bureau.celery import BEAT, app

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]

HERE = Path(__file__).parent
SOON = date(2026, 3, 12)  # five days before the fifteen days of 2026-03-02 end


def test_beat_wakes_tasks_that_exist():
    """A schedule that names a missing task would fail in silence, in the worker's log only."""
    app.loader.import_default_modules()
    assert {task for task, _ in BEAT.values()} <= set(app.tasks)


@pytest.fixture
def background(tmp_path: Path) -> Iterator[Path]:
    """A worker and a beat of their own, on the test database and the servers' Valkey, on the day SOON."""
    url = urlsplit(settings.DATABASE_URL)
    database = urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}"))
    env = os.environ | {
        "DATABASE_URL": database,
        "DATABASE_OWNER_URL": database,
        "REDIS_URL": settings.REDIS_URL,
        "PETITION_TODAY": SOON.isoformat(),
        "PETITION_DATA_DIR": str(settings.DATA_DIR),
        "PYTHONPATH": os.pathsep.join([str(settings.ROOT), str(HERE), os.environ.get("PYTHONPATH", "")]),
    }
    celery = [sys.executable, "-m", "celery", "-A", "every_second"]
    log = tmp_path / "celery.log"
    commands = {
        "worker": [*celery, "worker", "--pool", "solo", "--without-gossip", "--loglevel", "INFO"],
        "beat": [
            *celery,
            "beat",
            "--schedule",
            str(tmp_path / "beat"),
            "--pidfile",
            "",
            "--loglevel",
            "INFO",
        ],
    }
    children = [
        processes.start(name, command, env=env, cwd=settings.ROOT, log=log)
        for name, command in commands.items()
    ]
    yield log
    for child in children:
        child.stop(5)


def test_a_reminder_reaches_the_inbox_through_worker_and_beat(background: Path):
    handling = lived(date(2026, 3, 2), lambda on: forwarded(on=on))
    handler = person(Role.HANDLER, "housing")
    item = InboxItem.objects.filter(user=handler, subject__contains="书面告知期限", kind="reminder")
    assert processes.wait_until(item.exists, 60, pause=0.3), background.read_text()[-3000:]
    assert item.get().subject.startswith(handling.claim.case.number)
    done = JobRun.objects.filter(job="sweep", on=SOON, error="", ended_at__isnull=False)
    assert processes.wait_until(lambda: done.count() >= 2, 30, pause=0.3), background.read_text()[-3000:]
    assert item.count() == 1
