"""月通报 and 季研判: which snapshot a circular was drawn up from; what the writer thinks about a quarter."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.models import Snapshot
from reports.official import OfficialDocument


class MonthlyCircular(models.Model):
    """A 通报 drawn up from a frozen month; the document has its own course (draft, signature, number)."""

    month = models.DateField("月份")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="+")
    document = models.OneToOneField(OfficialDocument, models.PROTECT, related_name="+")
    digest = models.CharField("数字摘要", max_length=64)

    class Meta:
        ordering = ["-month", "-pk"]
        verbose_name = "月通报"
        indexes = [models.Index(fields=["month"], name="circular_by_month")]


class QuarterStudy(models.Model):
    """季研判: the writer's findings and advice about a quarter; finished, its whole content is kept."""

    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度")
    findings = models.TextField("研判", blank=True)
    advice = models.TextField("建议", blank=True)
    content = models.JSONField("定稿内容", null=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_on = models.DateField("写作日")
    finished_on = models.DateField("定稿日", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-year", "-quarter"]
        verbose_name = "季研判"
        constraints = [
            models.UniqueConstraint(fields=["year", "quarter"], name="quarter_study_once"),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="quarter_of_four"),
            models.CheckConstraint(
                condition=Q(finished_on__isnull=True, content__isnull=True)
                | (Q(finished_on__isnull=False, content__isnull=False) & ~Q(advice="")),
                name="quarter_study_finished_is_kept",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年第{'一二三四'[self.quarter - 1]}季度信访形势研判"
