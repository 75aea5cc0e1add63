"""What the figures keep: daily aggregates, monthly snapshots, and what the report writer enters by hand."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from law.clock import now


class FigureBuild(models.Model):
    """One run that counted every day anew. Transactions from ``first_unseen`` on may be missing from it.

    ``stamp`` names all that decides beside the rows: definitions, observation period, calendar.
    """

    as_of = models.DateField("统计日")
    built_at = models.DateTimeField("完成时间", default=now)
    first_unseen = models.BigIntegerField()
    stamp = models.CharField(max_length=80)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "统计任务"


class DailyFigure(models.Model):
    """Unit × day × indicator: sizes of the sets as the last build found them. The unit is that of the day."""

    basis = models.CharField(max_length=10)
    indicator = models.CharField(max_length=30)
    day = models.DateField()
    unit = models.CharField(max_length=40)
    numerator = models.PositiveIntegerField(default=0)
    denominator = models.PositiveIntegerField(default=0)
    not_recorded = models.PositiveIntegerField(default=0)
    pending = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "日统计"
        constraints = [
            models.UniqueConstraint(fields=["basis", "day", "indicator", "unit"], name="daily_figure_once")
        ]


class MonthFigure(models.Model):
    """The days of a whole month added up, so that a year is read from a few thousand rows."""

    basis = models.CharField(max_length=10)
    indicator = models.CharField(max_length=30)
    month = models.DateField()
    unit = models.CharField(max_length=40)
    numerator = models.PositiveIntegerField(default=0)
    denominator = models.PositiveIntegerField(default=0)
    not_recorded = models.PositiveIntegerField(default=0)
    pending = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "月统计"
        constraints = [
            models.UniqueConstraint(fields=["basis", "month", "indicator", "unit"], name="month_figure_once")
        ]


class MonthlySnapshot(models.Model):
    """The figures of a month as they stood on its closing day; never changed afterwards."""

    month = models.DateField("月份", unique=True)
    frozen_on = models.DateField("冻结日")
    definitions = models.CharField("口径版本", max_length=20)
    made_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-month"]
        verbose_name = "月报快照"


class SnapshotFigure(models.Model):
    """One figure of a snapshot; ``unit`` empty for the county. ``cases_digest`` proves which rows it counted."""

    snapshot = models.ForeignKey(MonthlySnapshot, models.PROTECT, related_name="figures")
    indicator = models.CharField(max_length=30)
    unit = models.CharField(max_length=40, blank=True)
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField()
    not_recorded = models.PositiveIntegerField()
    cases_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "indicator", "unit"], name="snapshot_figure_once")
        ]


class ReportEntry(models.Model):
    """A number typed by hand because no ledger carries it, with its source (domain §7.3); linked to nobody."""

    year = models.PositiveSmallIntegerField("年度")
    figure = models.CharField("指标", max_length=40)
    label = models.CharField("名称", max_length=60)
    value = models.DecimalField("数值", max_digits=14, decimal_places=2)
    unit = models.CharField("单位", max_length=12)
    source = models.CharField("数据来源", max_length=120)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_on = models.DateField("填报日")

    class Meta:
        ordering = ["year", "pk"]
        verbose_name = "手工填报"
        constraints = [
            models.UniqueConstraint(fields=["year", "figure"], name="report_entry_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="report_entry_not_negative"),
            models.CheckConstraint(condition=~Q(source=""), name="report_entry_has_source"),
        ]


class ReportText(models.Model):
    """A section in the writer's own words; it takes the place of the generated draft and is never overwritten."""

    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("报告", max_length=20)
    section = models.CharField("章节", max_length=40)
    text = models.TextField("正文")
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "报告正文"
        constraints = [models.UniqueConstraint(fields=["year", "kind", "section"], name="report_text_once")]


class ReportEdition(models.Model):
    """定稿: the whole content of a finished report; the same .docx can be made from it at any time."""

    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("报告", max_length=20)
    content = models.JSONField("内容")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_on = models.DateField("定稿日")
    made_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "报告定稿"
        indexes = [models.Index(fields=["year", "kind"], name="edition_by_year")]


from reports.official import OfficialDocument  # noqa: E402, F401 - a model with its acts, in a module of its own
