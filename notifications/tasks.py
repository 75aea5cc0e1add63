"""Celery only wakes the sweeps."""

from celery import shared_task

from notifications import outbox


@shared_task
def relay_outbox() -> int:
    return outbox.relay()
