"""Background work: the Celery application and the one table of what runs when.

Every job is an idempotent sweep over rows: a run missed or doubled changes nothing (design D8).
"""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "petition_bureau.settings.production")

app = Celery("petition_bureau")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

BEAT = {
    # reminders, escalations, 逾期; once more right after midnight, when a new legal day begins
    "deadlines": ("petition_bureau.tasks.sweep_deadlines", crontab(minute="*/10")),
    "deadlines of the new day": ("petition_bureau.tasks.sweep_deadlines", crontab(hour=0, minute=10)),
    # word to people that waits in the outbox
    "outbox": ("notifications.tasks.relay_outbox", crontab()),
    "figures of yesterday": ("reports.tasks.nightly_figures", crontab(hour=1, minute=30)),
    "figures of the day": ("reports.tasks.refresh_figures", crontab()),
    # exports that wait, or whose worker died
    "exports": ("reports.tasks.work_off_exports", crontab()),
    # counts of failed enquiries at the petitioner's door
    "old attempts": ("portal.tasks.forget_attempts", crontab(hour=3, minute=0)),
    # attachment files no row points to
    "orphan files": ("cases.tasks.sweep_orphan_files", crontab(hour=2, minute=30)),
}
app.conf.beat_schedule = {
    name: {"task": task, "schedule": when, "options": {"expires": 600}} for name, (task, when) in BEAT.items()
}
