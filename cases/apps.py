from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "信访事项"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The subjects of this package stand beside the file."""
        from cases import beside_course, beside_simple, besides, execution_ledger, offers, reviews_beside
        from cases.dispute_pages import beside as disputes_beside

        offers.register()
        reviews_beside.register()
        beside_simple.register()
        beside_course.register()
        besides.register_all()
        disputes_beside.stand()
        execution_ledger.register()
