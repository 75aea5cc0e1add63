from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "信访事项"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases import beside, offers

        beside.register("petitioner", offers=offers.offers)
