"""Papers and the counters of their numbers."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from organizations import sealed
from organizations.models import Unit


class Paper(models.Model):
    """One paper of one organ: number and frozen content from the act on, bytes from signing on (design D9).

    A void paper keeps its number and stays visible; its number is never given again.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField("文书种类", max_length=30)
    organ = models.ForeignKey(Unit, models.PROTECT, related_name="papers", verbose_name="发文机关")
    series = models.CharField("编号序列", max_length=30)
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("序号", null=True)
    number = models.CharField("文号", max_length=60, blank=True)
    title = models.CharField("标题", max_length=60)
    template_version = models.CharField("模板版本", max_length=20)
    content_sealed = models.BinaryField("内容（加密）")
    on = models.DateField("成文日期")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="出具人"
    )
    signed_on = models.DateField("签发日期", null=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="签发人"
    )
    voided_on = models.DateField("作废日期", null=True)
    void_reason = models.CharField("作废理由", max_length=200, null=True)  # noqa: DJ001 null with voided_on
    docx_sealed = models.BinaryField("docx（加密）", null=True)
    docx_sha256 = models.CharField(max_length=64, blank=True)
    pdf_sealed = models.BinaryField("PDF（加密）", null=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField("记录时间", auto_now_add=True)

    content = sealed.Json("content_sealed")
    docx_bytes = sealed.Bytes("docx_sealed")
    pdf_bytes = sealed.Bytes("pdf_sealed")

    class Meta:
        verbose_name = "文书"
        ordering: ClassVar[list[str]] = ["on", "created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organ", "series", "year", "serial"], name="paper_number_is_given_once"
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True, signed_by__isnull=True)
                | Q(signed_on__isnull=False, signed_by__isnull=False),
                name="paper_signature_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(voided_on__isnull=True, void_reason__isnull=True)
                | (Q(voided_on__isnull=False, void_reason__isnull=False) & ~Q(void_reason="")),
                name="paper_void_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(serial__isnull=True, number="")
                | (Q(serial__isnull=False, serial__gt=0) & ~Q(number="")),
                name="paper_number_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class TemplateVersion(models.Model):
    """The fixed text of one version of one kind, as it was when this installation first had it; never changed.

    What was issued by it keeps its words in its own row; here one reads by what text it was written.
    """

    kind = models.CharField("文书种类", max_length=30)
    version = models.CharField("版本", max_length=20)
    in_force_on = models.DateField("施行日期")
    digest = models.CharField("文字摘要", max_length=64)
    text = models.JSONField("固定文字和可填项目")
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)

    class Meta:
        verbose_name = "文书模板版本"
        ordering: ClassVar[list[str]] = ["kind", "-in_force_on", "-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "version"], name="template_version_once"),
            models.CheckConstraint(condition=~Q(digest=""), name="template_version_has_a_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class NumberSeries(models.Model):
    """The last number given by one organ in one series and year (design D15)."""

    organ_code = models.CharField("机关代码", max_length=40)
    series = models.CharField("序列", max_length=30)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("最后一号")

    class Meta:
        verbose_name = "编号序列"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organ_code", "series", "year"], name="one_counter_per_series")
        ]

    def __str__(self) -> str:
        return f"{self.organ_code} {self.series} {self.year}：{self.last}"
