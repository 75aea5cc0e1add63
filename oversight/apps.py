from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = "督查督办"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The ledgers of this package stand beside every file, and their days in what a holiday notice moves."""
        from oversight import beside, conference_ledger, dated
        from oversight.leaders.pages import beside as leaders
        from oversight.urgent import beside as urgent

        beside.register()
        conference_ledger.stand()
        dated.register()
        leaders.register()
        urgent.register()
