"""The application of the papers."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Papers, their numbers and their layouts."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "documents"
    verbose_name = "文书"
