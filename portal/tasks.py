"""Celery only wakes the sweeps."""

from celery import shared_task

from portal import throttle


@shared_task
def forget_attempts() -> int:
    """Counts of failed enquiries older than a day are forgotten."""
    return throttle.sweep()
