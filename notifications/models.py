"""Word to people: an outbox row in the act's transaction, an inbox item on screen. Knows no case."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Outbox(models.Model):
    """Word that must go out exactly once per key. The text carries numbers and acts, never a name or content."""

    key = models.CharField(max_length=160, unique=True)
    recipients = models.JSONField(default=list)
    subject = models.CharField(max_length=160)
    url = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=30, default="word")
    on = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)
    relayed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="outbox_waiting", condition=Q(relayed_at__isnull=True))]


class InboxItem(models.Model):
    """One line in a person's inbox (待阅)."""

    key = models.CharField(max_length=160)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="inbox")
    subject = models.CharField("内容", max_length=160)
    url = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=30)
    on = models.DateField("日期")
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField("已阅时间", null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["key", "user"], name="inbox_once_per_person")]
        indexes = [
            models.Index(fields=["user", "-id"], name="inbox_unread", condition=Q(read_at__isnull=True))
        ]
