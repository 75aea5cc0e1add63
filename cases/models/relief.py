"""Relief 帮扶救助: what help was applied for, where, and what came of it; never why somebody is in need (条例第37条第2款)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.models.case import Case
from law.terms import ReliefKind, ReliefResult
from organizations.models import Unit, User
from organizations.roles import Permission


class ReliefQuerySet(models.QuerySet["Relief"]):
    def visible_to(self, user: User) -> "ReliefQuerySet":
        """The bureau and the county see those of ordinary files, a unit those it helped with itself."""
        rows = self.filter(case__in_compartment=False)
        if user.sees_county:
            return rows
        if user.can(Permission.HANDLE):
            return rows.filter(unit_id=user.unit_id)
        return rows.none()


class Relief(models.Model):
    """One application for help. There is no room for illness, family or income: the granting body asks for those.

    Never a condition of anything: closing a file does not look at it (domain §9.3).
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="reliefs")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="帮助申请的单位")
    kind = models.CharField("种类", max_length=20, choices=ReliefKind.choices())
    name = models.CharField("名称", max_length=20, blank=True)
    body = models.CharField("受理机关", max_length=60)
    helped = models.BooleanField("帮助申请", default=True)
    applied_on = models.DateField("申请（告知）日")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    result = models.CharField("结果", max_length=20, blank=True, choices=ReliefResult.choices())
    decided_on = models.DateField("结果日期", null=True, blank=True)
    granted_by = models.CharField("给予的机关", max_length=60, blank=True)
    amount = models.DecimalField("金额（元）", max_digits=10, decimal_places=2, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ReliefQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "帮扶救助"
        constraints = [
            models.CheckConstraint(
                condition=Q(result="", decided_on__isnull=True)
                | (~Q(result="") & Q(decided_on__isnull=False, decided_on__gte=F("applied_on"))),
                name="relief_result_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True, granted_by="") | (Q(result="granted") & ~Q(granted_by="")),
                name="relief_amount_only_if_granted",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0), name="relief_amount_is_something"
            ),
            models.CheckConstraint(condition=~Q(kind="other") | ~Q(name=""), name="relief_other_is_named"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.label}"

    @property
    def label(self) -> str:
        return self.name or ReliefKind(self.kind).label
