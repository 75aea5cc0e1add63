"""领导包案: one matter, one leader, a plan with milestones, and an acceptance by somebody else (条例第18条第2款)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMModelMixin, transition

from cases.courses import SPONSORSHIP
from cases.models import Case
from law.terms import SponsorElement, SponsorshipState
from organizations.models import Unit, User
from organizations.roles import Permission
from organizations.statefield import StateField
from oversight.leaders.models.older import older_once


class SponsoredCaseQuerySet(models.QuerySet["SponsoredCase"]):
    def visible_to(self, user: User) -> "SponsoredCaseQuerySet":
        """The bureau and the county see all, a unit those it answers for, a leader their own; no accusation."""
        rows = self.filter(case__in_compartment=False)
        if not user.is_active:
            return rows.none()
        if user.sees_county:
            return rows
        own = Q(unit_id=user.unit_id) if user.can(Permission.HANDLE) else Q(pk=None)
        return rows.filter(own | Q(leader=user))

    def open(self) -> "SponsoredCaseQuerySet":
        return self.exclude(state__in=[SponsorshipState.ACCEPTED, SponsorshipState.ENDED])


class SponsoredCase(FSMModelMixin, models.Model):
    """One sponsorship. Its end is a matter solved, never a promise of the petitioner (design §7)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="sponsorships")
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="sponsored")
    leader_name = models.CharField("包案领导", max_length=40)
    leader_post = models.CharField("职务", max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="责任单位")
    state = StateField("状态", choices=SponsorshipState.choices(), default=SponsorshipState.OPENED)
    reason = models.CharField("包案缘由", max_length=300)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_on = models.DateField("确定日")
    due_on = models.DateField("化解期限（领导确定）")
    plan = models.TextField("化解方案", blank=True)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    planned_on = models.DateField("方案日", null=True, blank=True)
    resolution = models.TextField("化解情况", blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    requested_on = models.DateField("提请验收日", null=True, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    checked_on = models.DateField("验收日", null=True, blank=True)
    verdict = models.CharField("验收意见", max_length=300, blank=True)
    ended_on = models.DateField("终止日", null=True, blank=True)
    end_reason = models.CharField("终止的理由", max_length=200, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    #: the number in an older register it came from; empty for what was lived here
    register_number = models.CharField("原台账编号", max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SponsoredCaseQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "包案"
        indexes = [models.Index(fields=["state", "-id"], name="sponsored_by_state")]
        constraints = [
            older_once("sponsored"),
            models.UniqueConstraint(
                fields=["case"], condition=~Q(state__in=["accepted", "ended"]), name="sponsored_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["working", "checking", "accepted"])
                | (Q(planned_on__isnull=False) & ~Q(plan=""))
                | ~Q(register_number=""),
                name="sponsored_work_has_a_plan",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["checking", "accepted"])
                | (Q(requested_by__isnull=False, requested_on__isnull=False) & ~Q(resolution=""))
                | ~Q(register_number=""),
                name="sponsored_check_was_asked_for",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted")
                | Q(checked_by__isnull=False, checked_unit__isnull=False, checked_on__isnull=False)
                | (~Q(register_number="") & Q(checked_on__isnull=False)),
                name="sponsored_accepted_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True)
                | (
                    (Q(leader__isnull=True) | ~Q(checked_by=F("leader")))
                    & ~Q(checked_unit=F("unit"))
                    & ~Q(checked_by=F("requested_by"))
                ),
                name="sponsored_accepted_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                name="sponsored_end_has_a_reason",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.leader_name}包案"

    @transition(state, **SPONSORSHIP.step("begin_work"))
    def begin_work(self) -> None: ...

    @transition(state, **SPONSORSHIP.step("ask_check"))
    def ask_check(self) -> None: ...

    @transition(state, **SPONSORSHIP.step("accept"))
    def accept(self) -> None: ...

    @transition(state, **SPONSORSHIP.step("send_back"))
    def send_back(self) -> None: ...

    @transition(state, **SPONSORSHIP.step("end"))
    def end(self) -> None: ...


class Milestone(models.Model):
    """One step of the plan with its day. What a newer plan leaves out is dropped, never deleted."""

    sponsored = models.ForeignKey(SponsoredCase, models.PROTECT, related_name="milestones")
    text = models.CharField("步骤", max_length=120)
    due_on = models.DateField("完成期限")
    done_on = models.DateField("完成日", null=True, blank=True)
    outcome = models.CharField("完成情况", max_length=300, blank=True)
    dropped_on = models.DateField("撤下日", null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = "包案步骤"
        indexes = [
            models.Index(fields=["due_on"], name="milestone_open",
                         condition=Q(done_on__isnull=True, dropped_on__isnull=True)),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | (Q(dropped_on__isnull=True) & ~Q(outcome="")),
                name="milestone_done_says_how",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class SponsorNote(models.Model):
    """What was done for one of the 五包; only added to."""

    sponsored = models.ForeignKey(SponsoredCase, models.PROTECT, related_name="notes")
    element = models.CharField("五包", max_length=20, choices=SponsorElement.choices())
    text = models.CharField("做了什么", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField("日期")

    class Meta:
        ordering = ["pk"]
        verbose_name = "五包记录"
