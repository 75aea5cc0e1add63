from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "routing"
    verbose_name = "分流"
    default_auto_field = "django.db.models.BigAutoField"
