"""An export: what was asked for, by whom and why, how far it is, and until when its file may be fetched."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from law.clock import now
from organizations.models import User

#: How long a finished file may be fetched.
KEPT = timedelta(hours=24)
#: A running export without a sign of life for so long is taken over by another worker.
SILENT = timedelta(seconds=60)


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: User) -> "ExportQuerySet":
        """One's own: an export holds what its asker may see."""
        return self.filter(asked_by=user)

    def to_do(self) -> "ExportQuerySet":
        """Waiting, or left by a worker that died."""
        silent = Q(state=Export.RUNNING, alive_at__lt=now() - SILENT)
        return self.filter(Q(state=Export.WAITING) | silent)


class Export(models.Model):
    """One file of one set. ``mark`` is the last row written (day and key), ``size`` the bytes up to it: work goes on there."""

    WAITING, RUNNING, DONE, FAILED, EXPIRED = "waiting", "running", "done", "failed", "expired"
    STATES: ClassVar[dict[str, str]] = {
        WAITING: "排队中", RUNNING: "正在导出", DONE: "可以下载", FAILED: "没有完成", EXPIRED: "已过期，文件已删",
    }  # fmt: skip

    FORMS: ClassVar[dict[str, str]] = {"xlsx": "Excel 表格（.xlsx）", "csv": "文本表格（.csv）"}

    name = models.UUIDField(default=uuid.uuid4, unique=True)
    query = models.JSONField("哪一组")
    title = models.CharField("名称", max_length=120)
    form = models.CharField("格式", max_length=4, choices=list(FORMS.items()))
    reason = models.CharField("用途", max_length=120)
    state = models.CharField(
        "状态", max_length=10, choices=list(STATES.items()), default=WAITING, db_index=True
    )
    total = models.PositiveIntegerField("总行数", null=True)
    done = models.PositiveIntegerField("已写行数", default=0)
    mark = models.CharField(max_length=40, blank=True)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    problem = models.CharField("没有完成的原因", max_length=200, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("申请时间", default=now)
    alive_at = models.DateTimeField(default=now)
    finished_at = models.DateTimeField("完成时间", null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "导出"
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="export_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(state="done")
                | Q(total=models.F("done"), finished_at__isnull=False) & ~Q(sha256=""),
                name="export_done_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def expires_at(self) -> object:
        return self.finished_at + KEPT if self.finished_at else None

    @property
    def percent(self) -> int:
        """How far it is, 0–100."""
        if self.state == self.DONE:
            return 100
        return min(99, 100 * self.done // self.total) if self.total else 0
