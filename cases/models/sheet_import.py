"""台账导入: one sheet somebody handed in, what the check found, and what was taken over."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from law.clock import now
from organizations.models import User
from organizations.roles import Permission


class SheetImportQuerySet(models.QuerySet["SheetImport"]):
    def visible_to(self, user: User) -> "SheetImportQuerySet":
        """Those of the bureau who may import; a sheet not yet taken over only its own person's."""
        if not user.in_bureau or not (user.can(Permission.WRITE_REPORTS) or user.can(Permission.SCREEN)):
            return self.none()
        return self.filter(Q(by=user) | Q(applied_at__isnull=False))


class SheetImport(models.Model):
    """``content`` is there between the check and the end of the import, then it is gone.

    ``rejected`` keeps line, column and reason of each refused row, never the row itself.
    """

    kind = models.CharField("台账", max_length=20)
    file_name = models.CharField("文件", max_length=120)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True)
    rows = models.PositiveIntegerField("行数", default=0)
    taken = models.PositiveIntegerField("可以导入、已导入", default=0)
    skipped = models.PositiveIntegerField("已有", default=0)
    refused = models.PositiveIntegerField("拒收", default=0)
    rejected = models.JSONField("拒收的行", default=list)
    unknown = models.JSONField("不认识的列", default=list)
    done = models.PositiveIntegerField("已处理", default=0)
    error = models.CharField("没有完成的原因", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    on = models.DateField("日期")
    created_at = models.DateTimeField(default=now)
    checked_at = models.DateTimeField("检查完", null=True, blank=True)
    applied_at = models.DateTimeField("确认导入", null=True, blank=True)
    finished_at = models.DateTimeField("完成", null=True, blank=True)

    objects = SheetImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "台账导入"
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(applied_at__isnull=False), name="sheet_applied_before_its_end"
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(content__isnull=True), name="sheet_gone_at_its_end"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.file_name
