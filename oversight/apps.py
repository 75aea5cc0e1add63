from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = "督查督办"
    default_auto_field = "django.db.models.BigAutoField"
