"""案件评析: the lighter form; people of the register look at a matter together and say what they think (domain §8)."""

from django.conf import settings
from django.db import models

from cases.models import Case, Handling
from hearings.models.roster import Expert
from organizations.models import Unit, User
from organizations.roles import Permission


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def visible_to(self, user: User) -> "EvaluationQuerySet":
        """The bureau sees the county's, a unit its own; never one of an accusation."""
        rows = self.filter(case__in_compartment=False)
        if not user.is_active:
            return rows.none()
        if user.sees_county:
            return rows
        return rows.filter(organ_id=user.unit_id) if user.can(Permission.HANDLE) else rows.none()


class Evaluation(models.Model):
    """One evaluation: advice to who must decide, no decision; it stops no clock."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="evaluations")
    handling = models.ForeignKey(Handling, models.PROTECT, null=True, blank=True, related_name="evaluations")
    organ = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="组织单位")
    on = models.DateField("评析日")
    experts = models.ManyToManyField(Expert, related_name="evaluations")
    questions = models.TextField("评析的问题")
    opinion = models.TextField("评析意见")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = "案件评析"
        indexes = [models.Index(fields=["on"], name="evaluation_by_day")]
