"""领导接访: the published schedule, who came, who was received, what was assigned (条例第18条)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django_fsm import FSMModelMixin, transition

from cases.courses import RECEPTION
from cases.models import Case
from law.terms import Attendance, ReceptionKind, ReceptionState
from organizations.models import Unit, User
from organizations.roles import Permission
from organizations.statefield import StateField
from oversight.leaders.models.older import older_once


class ReceptionPlan(models.Model):
    """One rule of a schedule: monthly days from a month to another, leaders in turn; its days are receptions."""

    title = models.CharField("名称", max_length=80)
    kind = models.CharField("形式", max_length=20, choices=ReceptionKind.choices())
    days = ArrayField(models.PositiveSmallIntegerField(), verbose_name="每月几日")
    since = models.DateField("自")
    until = models.DateField("至")
    leaders = models.TextField("接访领导（依次轮流）")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_on = models.DateField("排定日")

    class Meta:
        ordering = ["-pk"]
        verbose_name = "接访安排"
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="reception_plan_has_a_span"),
        ]

    def __str__(self) -> str:
        return self.title


class ReceptionQuerySet(models.QuerySet["Reception"]):
    def visible_to(self, user: User) -> "ReceptionQuerySet":
        """The bureau and the county see all; a unit the published days it takes part in; a leader their own."""
        if not user.is_active:
            return self.none()
        if user.sees_county:
            return self.all()
        if not user.can(Permission.HANDLE):
            return self.none()
        taking_part = Exists(
            Reception.units.through.objects.filter(reception=OuterRef("pk"), unit=user.unit_id)
        )
        return self.exclude(state=ReceptionState.DRAFT).filter(Q(taking_part) | Q(leader=user))

    def published(self) -> "ReceptionQuerySet":
        """What the public was told."""
        return self.filter(published_on__isnull=False)


class Reception(FSMModelMixin, models.Model):
    """One leader, one day, one place. ``leader`` is the account, if there is one; name and post are as published.

    ``moved_from`` is the day the rule asked for when that was a day off.
    """

    plan = models.ForeignKey(ReceptionPlan, models.PROTECT, null=True, related_name="receptions")
    kind = models.CharField("形式", max_length=20, choices=ReceptionKind.choices())
    state = StateField("状态", choices=ReceptionState.choices(), default=ReceptionState.DRAFT)
    on = models.DateField("日期")
    moved_from = models.DateField("原定日", null=True, blank=True)
    starts_at = models.TimeField("开始")
    ends_at = models.TimeField("结束")
    place = models.CharField("地点", max_length=100)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="receptions")
    leader_name = models.CharField("接访领导", max_length=40)
    leader_post = models.CharField("职务", max_length=60)
    topic = models.CharField("接访重点", max_length=100, blank=True)
    units = models.ManyToManyField(Unit, related_name="+", verbose_name="参加单位")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_on = models.DateField("公布日", null=True, blank=True)
    cancelled_on = models.DateField("取消日", null=True, blank=True)
    cancel_reason = models.CharField("取消的原因", max_length=120, blank=True)
    attendance = models.CharField("到场", max_length=20, choices=Attendance.choices(), blank=True)
    substitute = models.CharField("代为接访的领导", max_length=100, blank=True)
    attendance_note = models.CharField("到场说明", max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reminded_on = models.DateField(null=True, blank=True)
    #: the number in an older register it came from; empty for what was lived here
    register_number = models.CharField("原台账编号", max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ReceptionQuerySet.as_manager()

    class Meta:
        ordering = ["on", "starts_at", "pk"]
        verbose_name = "接访"
        indexes = [
            models.Index(fields=["on", "id"], name="reception_by_day"),
            models.Index(fields=["state", "-id"], name="reception_by_state"),
        ]
        constraints = [
            older_once("reception"),
            models.UniqueConstraint(
                fields=["on", "leader_name", "starts_at"],
                condition=~Q(state="cancelled"),
                name="reception_leader_is_in_one_place",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="reception_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"])
                | Q(published_on__isnull=False, published_by__isnull=False)
                | ~Q(register_number=""),
                name="reception_published_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | (Q(cancelled_on__isnull=False) & ~Q(cancel_reason="")),
                name="reception_cancelled_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="held", attendance__in=["present", "substitute"])
                | Q(state="missed", attendance="absent")
                | (~Q(state__in=["held", "missed"]) & Q(attendance="")),
                name="reception_attendance_is_its_state",
            ),
            models.CheckConstraint(
                condition=~Q(attendance="substitute") | ~Q(substitute=""), name="reception_substitute_is_named"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.on} {self.leader_name}"

    @transition(state, **RECEPTION.step("publish"))
    def publish(self) -> None: ...

    @transition(state, **RECEPTION.step("hold"))
    def hold(self) -> None: ...

    @transition(state, **RECEPTION.step("miss"))
    def miss(self) -> None: ...

    @transition(state, **RECEPTION.step("cancel"))
    def cancel(self) -> None: ...


class ReceptionChange(models.Model):
    """One published change, with what stood before and why; the public page says it (条例第18条第1款)."""

    reception = models.ForeignKey(Reception, models.PROTECT, related_name="changes")
    on = models.DateField("变更日")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    what = models.CharField("变更", max_length=300)
    reason = models.CharField("原因", max_length=120)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(what="") & ~Q(reason=""), name="reception_change_says_why"),
        ]


class ReceptionVisitQuerySet(models.QuerySet["ReceptionVisit"]):
    def ordinary(self) -> "ReceptionVisitQuerySet":
        return self.filter(case__in_compartment=False)

    def visible_to(self, user: User) -> "ReceptionVisitQuerySet":
        """Those whose file exists for the person; an accusation is in no list (条例第30条第3款)."""
        return self.ordinary().filter(case__in=Case.objects.visible_to(user))


class ReceptionVisit(models.Model):
    """One 批次: a registered matter received that day; of people only how many came."""

    reception = models.ForeignKey(Reception, models.PROTECT, related_name="visits")
    case = models.ForeignKey(Case, models.PROTECT, related_name="reception_visits")
    people = models.PositiveIntegerField("人次")
    advice = models.CharField("接谈意见", max_length=500, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_on = models.DateField("记录日")

    objects = ReceptionVisitQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "接访批次"
        constraints = [
            models.UniqueConstraint(fields=["reception", "case"], name="reception_visit_once"),
            models.CheckConstraint(condition=Q(people__gte=1), name="reception_visit_has_people"),
        ]

    def __str__(self) -> str:
        return f"{self.reception} {self.case_id}"


class ReceptionAssignmentQuerySet(models.QuerySet["ReceptionAssignment"]):
    def visible_to(self, user: User) -> "ReceptionAssignmentQuerySet":
        """The bureau and the county see all, a unit what was assigned to it."""
        rows = self.filter(visit__case__in_compartment=False)
        if not user.is_active:
            return rows.none()
        if user.sees_county:
            return rows
        return rows.filter(unit_id=user.unit_id) if user.can(Permission.HANDLE) else rows.none()

    def open(self) -> "ReceptionAssignmentQuerySet":
        return self.filter(replied_on__isnull=True)


class ReceptionAssignment(models.Model):
    """交办事项 of a reception: to whom, by when, what came of it, and that the petitioner was told (回访)."""

    visit = models.ForeignKey(ReceptionVisit, models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="承办单位")
    matter = models.CharField("交办事项", max_length=300)
    due_on = models.DateField("办理期限（领导确定）")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    assigned_on = models.DateField("交办日")
    result = models.TextField("办理结果", blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    replied_on = models.DateField("回复日", null=True, blank=True)
    revisited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revisited_on = models.DateField("回访日", null=True, blank=True)
    revisit = models.CharField("回访情况", max_length=300, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ReceptionAssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "接访交办"
        indexes = [
            models.Index(
                fields=["due_on"], name="reception_assignment_open", condition=Q(replied_on__isnull=True)
            ),
            models.Index(fields=["unit", "-id"], name="reception_assignment_of_unit"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("assigned_on")), name="reception_assignment_can_be_done"),
            models.CheckConstraint(
                condition=Q(replied_on__isnull=True, replied_by__isnull=True, result="")
                | (Q(replied_on__isnull=False, replied_by__isnull=False) & ~Q(result="")),
                name="reception_assignment_reply_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(revisited_on__isnull=True)
                | (Q(replied_on__isnull=False, revisited_by__isnull=False) & ~Q(revisit="")),
                name="reception_revisit_after_reply",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.matter
