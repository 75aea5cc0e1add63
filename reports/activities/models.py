"""Activities, their numbers and evidence, what they said before a correction, and the sheets they came from."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear

from cases.models import StoredFile
from law.clock import now
from law.terms import ActivityKind
from organizations.models import Unit, User
from organizations.roles import Permission
from reports.activities.quantities import words


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, user: User) -> "ActivityQuerySet":
        """Who writes or sees the county's figures sees all; a unit what it, or one it carries on for, reported."""
        if user.can(Permission.WRITE_REPORTS) or user.can(Permission.SEE_FIGURES):
            return self
        return self.filter(unit_id__in=user.stands_for) if user.can(Permission.HANDLE) else self.none()

    def standing(self) -> "ActivityQuerySet":
        """Not withdrawn."""
        return self.filter(withdrawn_on__isnull=True)


class ActivityImport(models.Model):
    """One sheet that was taken in: what it was, and what became of its rows."""

    name = models.CharField("文件名", max_length=120)
    digest = models.CharField("摘要", max_length=64)
    rows = models.PositiveIntegerField("行数")
    made = models.PositiveIntegerField("登记")
    skipped = models.PositiveIntegerField("已有")
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    imported_on = models.DateField("导入日")
    imported_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "活动台账导入"


class Activity(models.Model):
    """One line of the ledger: an activity, a total of a period, or (``none``) that a year had none of its kind.

    Nothing is deleted: a withdrawn line stays with its reason, a corrected one keeps what it said (ActivityRevision).
    ``digest`` is what it says now, ``first_digest`` what it said when it was entered: the same row of a sheet is known
    again by either.
    """

    kind = models.CharField("类型", max_length=20, choices=ActivityKind.choices())
    title = models.CharField("名称", max_length=120)
    on = models.DateField("日期")
    until = models.DateField("截止日期")
    place = models.CharField("地点", max_length=120, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="组织单位")
    speaker = models.CharField("授课人", max_length=80, blank=True)
    body = models.CharField("机关、媒体", max_length=80, blank=True)
    attending = models.TextField("参加单位", blank=True)
    figure = models.CharField("对应的数字", max_length=40, blank=True)
    note = models.CharField("备注", max_length=500, blank=True)
    none = models.BooleanField("本年没有", default=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_on = models.DateField("登记日")
    entered_at = models.DateTimeField(default=now)
    sheet = models.ForeignKey(ActivityImport, models.PROTECT, null=True, related_name="activities")
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_on = models.DateField("撤回日", null=True, blank=True)
    withdrawn_reason = models.CharField("撤回的理由", max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    first_digest = models.CharField(max_length=64, db_index=True)
    version = models.PositiveIntegerField(default=1)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = "活动"
        indexes = [
            models.Index(fields=["kind", "on"], name="activity_by_kind"),
            models.Index(fields=["unit", "on"], name="activity_of_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in ActivityKind]), name="activity_kind_is_known"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="activity_says_what"),
            models.CheckConstraint(condition=Q(until__gte=F("on")), name="activity_days_have_an_order"),
            models.CheckConstraint(
                condition=Q(until__year=ExtractYear("on")), name="activity_is_within_a_year"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_on__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
                name="activity_withdrawn_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=["digest"], name="activity_entered_once", condition=Q(withdrawn_on__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_label(self) -> str:
        return ActivityKind(self.kind).label


class ActivityMeasure(models.Model):
    """One number of an activity, exact as reported; ``approximate``: it was reported as 余 or 约."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="measures")
    code = models.CharField(max_length=30)
    quantity = models.DecimalField("数量", max_digits=12, decimal_places=2)
    approximate = models.BooleanField("约数", default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "code"], name="measured_once"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="measure_not_negative"),
        ]

    @property
    def shown(self) -> str:
        return words(self.quantity, approximate=self.approximate)


class ActivityRevision(models.Model):
    """What an activity said before a correction; never changed."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField()
    content = models.JSONField("更正前")
    reason = models.CharField("更正的理由", max_length=200)
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    corrected_on = models.DateField("更正日")

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "version"], name="revised_once_a_version"),
            models.CheckConstraint(condition=~Q(reason=""), name="revision_has_a_reason"),
        ]


class ActivityFile(models.Model):
    """Evidence: a sign-in sheet, a photograph, a cutting; bytes in the house's one store."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=120)
    content_type = models.CharField(max_length=80)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["activity", "file"], name="evidence_once")]
