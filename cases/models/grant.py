"""Named access to one accusation, for a reason, from a day to a day (条例第30条第3款)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from law.clock import now


class CompartmentGrantQuerySet(models.QuerySet["CompartmentGrant"]):
    def in_force(self) -> "CompartmentGrantQuerySet":
        return self.filter(Q(until__isnull=True) | Q(until__gt=now()), revoked_at__isnull=True)


class CompartmentGrant(models.Model):
    """One person may see one accusation."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="grants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="compartment_grants")
    reason = models.CharField("事由", max_length=200)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(default=now)
    until = models.DateTimeField("有效至", null=True, blank=True)
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True)

    objects = CompartmentGrantQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user"], name="one_live_grant", condition=Q(revoked_at__isnull=True)
            )
        ]
