from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "信访事项"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The subjects of this package stand beside the file."""
        from cases import beside, beside_course, beside_simple, besides, offers, reviews_beside
        from cases.dispute_pages import beside as disputes_beside

        beside.register("petitioner", offers=offers.offers)
        beside.register("reviews", offers=reviews_beside.offers, panels=reviews_beside.panels)
        beside.register("simple", offers=beside_simple.offers, panels=beside_simple.panels)
        beside_course.register()
        besides.register_all()
        disputes_beside.stand()
