"""半年督查: the plan, and one sheet for each unit: its own figures, the sample, findings, rectification (条例第38条)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from law.terms import InspectionKind, RectificationVerdict
from organizations.models import Unit, User
from organizations.roles import Permission


def plans_inspections(user: User) -> bool:
    """The bureau leader, for the joint conference's office (条例第38条第2款)."""
    return user.in_bureau and user.can(Permission.SUPERVISE)


def inspects(user: User) -> bool:
    """Who goes there and writes the sheet."""
    return user.in_bureau and (user.can(Permission.SUPERVISE) or user.can(Permission.SCREEN))


def reads_inspections(user: User) -> bool:
    return (
        inspects(user)
        or user.can(Permission.CHAIR_CONFERENCE)
        or (user.in_bureau and user.can(Permission.WRITE_REPORTS))
    )


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def visible_to(self, user: User) -> "InspectionQuerySet":
        """The bureau and the conference's chair; a unit sees its own sheet only."""
        return self.all() if reads_inspections(user) else self.none()


class Inspection(models.Model):
    """One inspection: of which half-year, by whom, when and how."""

    year = models.PositiveSmallIntegerField("年度")
    half = models.PositiveSmallIntegerField("半年")
    title = models.CharField("名称", max_length=80)
    kind = models.CharField("方式", max_length=20, choices=InspectionKind.choices())
    team = models.CharField("督查组", max_length=200)
    starts_on = models.DateField("自")
    ends_on = models.DateField("至")
    focus = models.TextField("督查内容", blank=True)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    planned_on = models.DateField("安排日")
    version = models.PositiveIntegerField(default=1)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "督查"
        constraints = [
            models.CheckConstraint(condition=Q(half__in=[1, 2]), name="inspection_of_a_half_year"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="inspection_ends_after_start"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class InspectionSheetQuerySet(models.QuerySet["InspectionSheet"]):
    def visible_to(self, user: User) -> "InspectionSheetQuerySet":
        """The bureau and the chair all; a unit its own once the findings were told to it, never a draft."""
        if reads_inspections(user):
            return self.all()
        if user.can(Permission.HANDLE):
            return self.filter(unit_id__in=user.stands_for, told_on__isnull=False)
        return self.none()


class InspectionSheet(models.Model):
    """One unit's sheet. ``figures`` and ``sample`` are kept as they stood on the day of the plan.

    ``sample`` are keys of cases, drawn by a lot that anyone can draw again from ``seed``; what became an accusation
    since is not shown.
    """

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="sheets")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="inspection_sheets", verbose_name="被督查单位"
    )
    figures = models.JSONField("半年数据", default=list)
    seed = models.CharField("抽样种子", max_length=120)
    sample = models.JSONField("抽查件", default=list)
    visited_on = models.DateField("督查日", null=True, blank=True)
    findings = models.TextField("发现的问题", blank=True)
    important = models.BooleanField("重要问题，报告本级党委和政府", default=False)
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    told_on = models.DateField("反馈日", null=True, blank=True)
    requirement = models.TextField("整改要求", blank=True)
    rectify_by = models.DateField("整改期限", null=True, blank=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answer = models.TextField("整改情况", blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_on = models.DateField("答复日", null=True, blank=True)
    verdict = models.CharField("核查结论", max_length=20, blank=True, choices=RectificationVerdict.choices())
    remark = models.TextField("核查情况", blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_on = models.DateField("核查日", null=True, blank=True)
    history = models.JSONField("以前各次", default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = InspectionSheetQuerySet.as_manager()

    class Meta:
        ordering = ["-inspection", "unit__position"]
        verbose_name = "督查单"
        constraints = [
            models.UniqueConstraint(fields=["inspection", "unit"], name="inspection_sheet_once"),
            models.CheckConstraint(
                condition=Q(told_on__isnull=True)
                | (Q(visited_on__isnull=False, told_on__gte=F("visited_on"), told_by__isnull=False) & ~Q(findings="")),
                name="inspection_told_what_was_found",
            ),
            models.CheckConstraint(
                condition=Q(requirement="", rectify_by__isnull=True)
                | (~Q(requirement="") & Q(rectify_by__isnull=False, rectify_by__gt=F("told_on"))),
                name="inspection_rectified_by_a_day",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True)
                | (Q(told_on__isnull=False, answered_on__gte=F("told_on"), answered_by__isnull=False) & ~Q(answer="")),
                name="inspection_answered_what_was_told",
            ),
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True)
                | (Q(answered_on__isnull=False, checked_by__isnull=False) & ~Q(verdict="") & ~Q(remark="")),
                name="inspection_checked_what_was_answered",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.inspection}：{self.unit}"

    def late(self, today: date) -> bool:
        """The day of the rectification is past and the unit has not answered."""
        return self.rectify_by is not None and self.answered_on is None and self.rectify_by < today
