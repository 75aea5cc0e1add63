"""周调度: the meeting, what it asked of which unit about which matter, and how that was checked."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.models import Case
from organizations.models import Unit, User
from organizations.roles import Permission


def keeps_meetings(user: User) -> bool:
    """The bureau's officers who dispatch work: screening and the leader."""
    return user.in_bureau and (user.can(Permission.SCREEN) or user.can(Permission.SUPERVISE))


def reads_meetings(user: User) -> bool:
    return keeps_meetings(user) or (user.in_bureau and user.can(Permission.WRITE_REPORTS))


class WeeklyMeetingQuerySet(models.QuerySet["WeeklyMeeting"]):
    def visible_to(self, user: User) -> "WeeklyMeetingQuerySet":
        """The bureau's; a unit reads what was asked of it (``MeetingItem``), not the meeting."""
        return self.all() if reads_meetings(user) else self.none()


class WeeklyMeeting(models.Model):
    """One 调度会."""

    on = models.DateField("日期", unique=True)
    chair = models.CharField("主持人", max_length=40)
    units = models.ManyToManyField(Unit, related_name="+", verbose_name="参加单位")
    summary = models.TextField("总的要求", blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_on = models.DateField("记录日")
    version = models.PositiveIntegerField(default=1)

    objects = WeeklyMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-on"]
        verbose_name = "调度会"
        constraints = [
            models.CheckConstraint(condition=Q(recorded_on__gte=F("on")), name="meeting_recorded_when_held"),
            models.CheckConstraint(condition=~Q(chair=""), name="meeting_has_a_chair"),
        ]

    def __str__(self) -> str:
        return f"{self.on} 调度会"


class MeetingItemQuerySet(models.QuerySet["MeetingItem"]):
    def visible_to(self, user: User) -> "MeetingItemQuerySet":
        """The bureau all, a unit what was asked of it; no accusation (条例第30条第3款)."""
        rows = self.filter(case__in_compartment=False)
        if reads_meetings(user):
            return rows
        if user.can(Permission.HANDLE):
            return rows.filter(unit_id__in=user.stands_for)
        return rows.none()

    def open(self) -> "MeetingItemQuerySet":
        return self.filter(closed_on=None)


class MeetingItem(models.Model):
    """One matter of a meeting. It comes back every week until somebody checks it off with its outcome."""

    meeting = models.ForeignKey(WeeklyMeeting, models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="责任单位")
    problem = models.CharField("问题", max_length=300)
    requirement = models.CharField("要求", max_length=300)
    check_on = models.DateField("下次核对")
    report = models.TextField("单位反馈", blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reported_on = models.DateField("反馈日", null=True, blank=True)
    outcome = models.CharField("结果", max_length=300, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField("销号日", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = MeetingItemQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "调度事项"
        indexes = [
            models.Index(
                fields=["unit", "check_on"], name="meeting_item_open", condition=Q(closed_on__isnull=True)
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "unit"], name="meeting_item_open_once", condition=Q(closed_on__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_by__isnull=True, outcome="")
                | (Q(closed_on__isnull=False, closed_by__isnull=False) & ~Q(outcome="")),
                name="meeting_item_closed_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(reported_on__isnull=True, report="")
                | (Q(reported_on__isnull=False, reported_by__isnull=False) & ~Q(report="")),
                name="meeting_item_reported_by_someone",
            ),
        ]  # fmt: skip

    def late(self, today: date) -> bool:
        """The day of the next check is past and nobody has checked."""
        return self.closed_on is None and self.check_on < today


class MeetingCheck(models.Model):
    """A check that did not end the item: what was found, and when it is looked at again. Append only."""

    item = models.ForeignKey(MeetingItem, models.PROTECT, related_name="checks")
    on = models.DateField("核对日")
    found = models.CharField("核对情况", max_length=300)
    next_on = models.DateField("下次核对")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(next_on__gt=F("on")), name="meeting_check_looks_ahead"),
            models.CheckConstraint(condition=~Q(found=""), name="meeting_check_found_something"),
        ]
