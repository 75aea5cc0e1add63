"""Deadline 期限: a running duty with its derivation, computed, never ticked (design D7)."""

from django.db import models
from django.db.models import Q

from cases.models.case import Case, outside_compartment, seen_by
from cases.models.handling import Handling
from law.terms import RatedOrgan
from organizations.models import Unit, User


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def running(self) -> "DeadlineQuerySet":
        return self.filter(met_on__isnull=True, voided_on__isnull=True, not_recorded=False)

    def owed(self) -> "DeadlineQuerySet":
        """Duties of offices; the petitioner's own periods are rights, not duties."""
        return self.filter(duty=True)

    def ordinary(self) -> "DeadlineQuerySet":
        """Outside the compartment."""
        return self.filter(outside_compartment())

    def overdue(self, today: object) -> "DeadlineQuerySet":
        return self.running().owed().filter(due_on__lt=today)

    def visible_to(self, user: User) -> "DeadlineQuerySet":
        rows = self.filter(seen_by(user))
        if user.sees_county:
            return rows
        return rows.filter(unit_id__in=user.stands_for)


class Deadline(models.Model):
    """One period of one duty. ``unit`` owes it; what is over stays with it whatever merges later.

    ``late_at``: the unit that had let the last day pass before another took the work over; figures name it.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="deadlines")
    handling = models.ForeignKey(Handling, models.PROTECT, null=True, blank=True, related_name="deadlines")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="deadlines", verbose_name="义务单位")
    late_at = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    period = models.CharField("期限", max_length=30)
    duty = models.BooleanField("机关义务", default=True)
    organ = models.CharField("评价对象", max_length=10, choices=RatedOrgan.choices(), blank=True)
    started_on = models.DateField("起算日")
    extended = models.PositiveSmallIntegerField("延长日数", default=0)
    hearing = models.PositiveSmallIntegerField("听证扣除日数", default=0)
    length = models.PositiveSmallIntegerField("指定日数", null=True, blank=True)
    nominal_on = models.DateField("名义届满日")
    due_on = models.DateField("届满日")
    provisional = models.BooleanField("暂估", default=False)
    period_version = models.CharField("规则版本", max_length=60)
    calendar_version = models.CharField("日历版本", max_length=40)
    met_on = models.DateField("履行日", null=True, blank=True)
    voided_on = models.DateField("失效日", null=True, blank=True)
    void_reason = models.CharField("失效原因", max_length=60, blank=True)
    not_recorded = models.BooleanField("流转未记录（导入件）", default=False)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = "期限"
        indexes = [
            models.Index(
                fields=["unit", "due_on", "id"],
                name="deadline_running",
                # what a desk asks of each of its duties, so that it reads the index alone
                include=["case", "handling", "period", "provisional"],
                condition=Q(met_on__isnull=True, voided_on__isnull=True, not_recorded=False, duty=True),
            ),
            models.Index(
                fields=["handling"],
                name="deadline_of_handling",
                include=["due_on", "duty", "period"],
                condition=Q(met_on__isnull=True, voided_on__isnull=True, not_recorded=False),
            ),
            models.Index(
                fields=["due_on", "id"],
                name="deadline_running_all",
                condition=Q(met_on__isnull=True, voided_on__isnull=True, not_recorded=False, duty=True),
            ),
            models.Index(fields=["period", "due_on", "unit", "met_on"], name="deadline_figures"),
            models.Index(fields=["due_on", "case"], name="deadline_untold", condition=Q(not_recorded=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["handling", "period"],
                name="one_running_period_per_handling",
                condition=Q(met_on__isnull=True, voided_on__isnull=True, handling__isnull=False),
            ),
            models.CheckConstraint(
                condition=~Q(met_on__isnull=False, voided_on__isnull=False), name="deadline_met_or_void"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("started_on")), name="deadline_after_start"
            ),
            models.CheckConstraint(
                condition=Q(met_on__isnull=True) | Q(met_on__gte=models.F("started_on")),
                name="deadline_met_after_start",
            ),
            models.CheckConstraint(
                condition=Q(hearing=0) | Q(period="final_review"), name="hearing_stops_final_review_only"
            ),
            models.CheckConstraint(
                condition=Q(extended=0) | Q(period="handling", extended__lte=30),
                name="only_handling_is_extended",
            ),
        ]


class Reminder(models.Model):
    """A stage of a deadline that was told, or passed over (``told`` false), once per due date."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="reminders")
    stage = models.CharField(max_length=20)
    due_on = models.DateField()
    on = models.DateField()
    told = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deadline", "stage", "due_on"], name="reminder_once_per_stage")
        ]


class BackdatingConsent(models.Model):
    """The bureau consents that an act is recorded for an earlier day that turns late into timely (design §5)."""

    handling = models.ForeignKey(Handling, models.PROTECT, related_name="backdating_consents")
    act = models.CharField(max_length=40)
    on = models.DateField("行为日期")
    reason = models.CharField("理由", max_length=200)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_on = models.DateField("同意日")
