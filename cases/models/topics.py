"""热点标签: what a matter is about beside its category, from a list the bureau keeps (domain §3.4). Never of a person."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.case import Case


class TopicQuerySet(models.QuerySet["Topic"]):
    def in_use(self) -> "TopicQuerySet":
        return self.filter(retired_on=None)


class Topic(models.Model):
    """One tag of the list. Never renamed once used, only retired: what was tagged with it stays so."""

    name = models.CharField("热点标签", max_length=20, unique=True)
    note = models.CharField("什么事项用", max_length=120, blank=True)
    position = models.PositiveIntegerField("次序", default=100)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_on = models.DateField("启用日")
    retired_on = models.DateField("停用日", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        verbose_name = "热点标签"
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="topic_has_a_name")]

    def __str__(self) -> str:
        return self.name


class CaseTopic(models.Model):
    """One matter under one tag."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="topics")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="cases")
    on = models.DateField("标注日")

    class Meta:
        ordering = ["topic__position", "pk"]
        verbose_name = "事项的热点"
        constraints = [models.UniqueConstraint(fields=["case", "topic"], name="case_topic_once")]
        indexes = [models.Index(fields=["topic", "case"], name="cases_of_topic")]
