from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "信访人查询"
    default_auto_field = "django.db.models.BigAutoField"
