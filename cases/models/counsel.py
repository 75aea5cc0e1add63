"""A matter put to a lawyer, and the opinion: advice, never a decision (domain §8 律师参与)."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class CounselRequest(models.Model):
    """A question put to counsel about one case, and the answer."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="counsel_requests")
    counsel = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="counsel_requests")
    question = models.CharField("想请教的问题", max_length=300)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_on = models.DateField("送请日期")
    opinion = models.TextField("法律意见", blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opinion="", answered_on__isnull=True)
                | (~Q(opinion="") & Q(answered_on__isnull=False)),
                name="counsel_opinion_has_its_day",
            )
        ]
