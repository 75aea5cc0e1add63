from django.apps import AppConfig


class HearingsConfig(AppConfig):
    name = "hearings"
    verbose_name = "听证与评析"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases import beside as file
        from hearings import beside

        file.register("hearings", offers=beside.offers, panels=beside.panels)
