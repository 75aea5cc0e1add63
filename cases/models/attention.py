"""Attention to safety: the mark of one letter whose words worry (domain §3.4 扬言), for as long as it is looked after.

It belongs to the letter, never to a person: it asks for somebody to talk, ends by itself, and stands in no list,
filter or figure (design §7, domain §9.2). What was written goes when it ends; only that it was looked after stays.
"""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.case import Petition
from organizations import sealed, switches


class AttentionQuerySet(models.QuerySet["Attention"]):
    def standing(self, on: date) -> "AttentionQuerySet":
        """Not closed, and not older than it may become: nothing has to tick for it to end."""
        return self.filter(closed_on=None, opened_on__gt=_oldest(on))

    def lapsed(self, on: date) -> "AttentionQuerySet":
        """Nobody closed them, their time is over, and their words are still there."""
        return self.filter(closed_on=None, opened_on__lte=_oldest(on), words_sealed__isnull=False)


def _oldest(on: date) -> date:
    return on - timedelta(days=switches.value("attention_days"))


class Attention(models.Model):
    """One letter, why somebody should talk with its writer, and that it was done."""

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="attentions")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_on = models.DateField("提请日")
    words_sealed = models.BinaryField("事由和接谈（加密）", null=True)
    words = sealed.Json("words_sealed", bound_to="petition_id")
    talked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    talked_on = models.DateField("接谈日", null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField("结束日", null=True, blank=True)

    objects = AttentionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "安全关注"
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_by__isnull=False, words_sealed__isnull=True),
                name="attention_ends_without_words",
            ),
            models.CheckConstraint(
                condition=Q(talked_on__isnull=True, talked_by__isnull=True)
                | Q(talked_on__isnull=False, talked_by__isnull=False),
                name="attention_talk_by_someone",
            ),
        ]
