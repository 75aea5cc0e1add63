"""日交办: the list of a day as it was known at its close, and why something was left."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models import Case


class DailyDispatch(models.Model):
    """One day's list, kept at its close and never changed: what was registered, what became of it, what was left.

    ``lines`` hold keys and codes only, no words of a file: what goes into the compartment later is not shown again
    (条例第30条第3款).
    """

    day = models.DateField("日期", unique=True)
    registered = models.PositiveIntegerField("当日登记")
    dispatched = models.PositiveIntegerField("当日登记、已交办")
    left = models.JSONField("未交办的事项", default=list)
    lines = models.JSONField("清单", default=list)
    frozen_on = models.DateField("冻结日")

    class Meta:
        ordering = ["-day"]
        verbose_name = "日交办清单"
        constraints = [
            models.CheckConstraint(
                condition=Q(dispatched__lte=models.F("registered")), name="daily_dispatched_were_registered"
            ),
            models.CheckConstraint(
                condition=Q(frozen_on__gt=models.F("day")), name="daily_frozen_after_its_close"
            ),
        ]


class DispatchNote(models.Model):
    """未交办原因 in the officer's own words; the newest stands, the earlier stay."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    text = models.CharField("未交办原因", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField("记录日")

    class Meta:
        ordering = ["pk"]
        verbose_name = "未交办原因"
        indexes = [models.Index(fields=["case", "-id"], name="dispatch_note_of_case")]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="dispatch_note_says_why")]
