"""The plug board as a Django app."""

from django.apps import AppConfig


class PetitionBureauConfig(AppConfig):
    """Registers the Celery application, so that a task sent by any process finds its broker."""

    name = "petition_bureau"
    verbose_name = "信访工作系统"

    def ready(self) -> None:
        import petition_bureau.celery  # noqa: F401
