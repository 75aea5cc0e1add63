"""The working calendar as data: one row per published exception, one per year's notice (domain §1.2)."""

from django.db import models

from law.clock import now


class CalendarYear(models.Model):
    """A year whose State Council notice is loaded; ``version`` grows with every change of the calendar."""

    year = models.PositiveIntegerField("年份", primary_key=True)
    notice = models.CharField("通知文号", max_length=80)
    version = models.PositiveIntegerField("版本", db_index=True)
    loaded_at = models.DateTimeField("装入时间", default=now)

    class Meta:
        ordering = ["-year"]


class WorkDay(models.Model):
    """A day that differs from the week's pattern: a weekday off, or a weekend day worked (调休)."""

    day = models.DateField("日期", primary_key=True)
    working = models.BooleanField("上班")
    name = models.CharField("名称", max_length=40)
    notice = models.CharField("通知文号", max_length=80)

    class Meta:
        ordering = ["day"]
