from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "routing"
    verbose_name = "分流"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The registration form asks the rules; ``cases`` lies below and is told here whom to ask."""
        from cases import suggesting
        from routing import advice

        suggesting.install(advice.advise)
