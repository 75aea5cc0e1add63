from django.apps import AppConfig


class HearingsConfig(AppConfig):
    name = "hearings"
    verbose_name = "听证与评析"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hearings stand beside every file; an open one holds the opinion; a recusal reaches its panel."""
        from cases import holds, recusal
        from hearings import beside, eligibility, standing
        from hearings.actions.recusing import stand_down

        beside.stand()
        recusal.when_ordered("hearings", stand_down)
        holds.register("sign_opinion", "hearings", eligibility.holds_opinion)
        holds.register("sign_review", "hearings", eligibility.holds_review)
        holds.when_over("hearings", standing.fall)
