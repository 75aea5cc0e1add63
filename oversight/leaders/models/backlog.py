"""积案台账: matters long unsolved, entered and struck off by local criteria that are data with a source (domain §3.4)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMModelMixin, transition

from cases.courses import BACKLOG
from cases.models import Case, Handling
from law.terms import BacklogOrigin, BacklogState, CriterionKind
from organizations.models import Unit, User
from organizations.roles import Permission
from organizations.statefield import StateField
from oversight.leaders.models.older import older_once


class BacklogCriterion(models.Model):
    """A local criterion: what counts as backlog, or as resolved. Never edited once used: retired and written anew."""

    kind = models.CharField("用途", max_length=20, choices=CriterionKind.choices())
    text = models.CharField("口径", max_length=200)
    source = models.CharField("出处", max_length=120)
    added_on = models.DateField("启用日")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    retired_on = models.DateField("停用日", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["kind", "pk"]
        verbose_name = "积案口径"
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(source=""), name="backlog_criterion_has_a_source"),
            models.UniqueConstraint(fields=["kind", "text"], name="backlog_criterion_once"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text


class BacklogPeriod(models.Model):
    """台账期: one list with its origin and span; the rate of resolution is counted within it (domain §6)."""

    title = models.CharField("台账", max_length=80, unique=True)
    origin = models.CharField("来源", max_length=20, choices=BacklogOrigin.choices())
    document = models.CharField("交办文件或依据", max_length=120)
    since = models.DateField("自")
    until = models.DateField("至")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_on = models.DateField("建立日")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-since", "-pk"]
        verbose_name = "积案台账期"
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="backlog_period_has_a_span")
        ]

    def __str__(self) -> str:
        return self.title


class BacklogEntryQuerySet(models.QuerySet["BacklogEntry"]):
    def visible_to(self, user: User) -> "BacklogEntryQuerySet":
        """The bureau and the county see all; a unit what was entered of the matters it handles; no accusation."""
        rows = self.filter(case__in_compartment=False)
        if not user.is_active:
            return rows.none()
        if user.sees_county:
            return rows
        if not user.can(Permission.HANDLE):
            return rows.none()
        handled = Handling.objects.filter(unit_id=user.unit_id).values("claim__case")
        return rows.exclude(state__in=[BacklogState.PROPOSED, BacklogState.REFUSED]).filter(case__in=handled)

    def entered(self) -> "BacklogEntryQuerySet":
        """建账件: what was entered, whatever came of it."""
        return self.exclude(state__in=[BacklogState.PROPOSED, BacklogState.REFUSED])


class BacklogEntry(FSMModelMixin, models.Model):
    """One matter on one list: by which criterion it came in, by which it was resolved, and who verified that."""

    period = models.ForeignKey(BacklogPeriod, models.PROTECT, related_name="entries", verbose_name="台账")
    case = models.ForeignKey(Case, models.PROTECT, related_name="backlog_entries")
    state = StateField("状态", choices=BacklogState.choices(), default=BacklogState.PROPOSED)
    criterion = models.ForeignKey(BacklogCriterion, models.PROTECT, related_name="+", verbose_name="列入口径")
    ground = models.CharField("符合口径的事实", max_length=300)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_on = models.DateField("提请日")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField("审核日", null=True, blank=True)
    answer = models.CharField("审核意见", max_length=200, blank=True)
    met = models.ForeignKey(
        BacklogCriterion, models.PROTECT, null=True, related_name="+", verbose_name="化解口径"
    )
    evidence = models.TextField("化解依据", blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    resolved_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    resolved_on = models.DateField("认定日", null=True, blank=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verified_on = models.DateField("复核日", null=True, blank=True)
    remark = models.CharField("复核意见", max_length=300, blank=True)
    #: the number in an older register it came from; empty for what was lived here
    register_number = models.CharField("原台账编号", max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = BacklogEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "积案"
        indexes = [models.Index(fields=["state", "-id"], name="backlog_by_state")]
        constraints = [
            older_once("backlog"),
            models.UniqueConstraint(
                fields=["period", "case"], condition=~Q(state="refused"), name="backlog_once_in_a_period"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(decided_by__isnull=False, decided_on__isnull=False),
                name="backlog_entered_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["resolved", "verified"])
                | (Q(met__isnull=False, resolved_by__isnull=False, resolved_on__isnull=False) & ~Q(evidence="")),
                name="backlog_resolved_by_a_criterion",
            ),
            models.CheckConstraint(
                condition=~Q(state="verified")
                | (Q(verified_on__isnull=False) & (Q(verified_by__isnull=False) | ~Q(register_number=""))),
                name="backlog_verified_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="verified") | ~Q(verified_by=F("resolved_by")),
                name="backlog_verified_by_another",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.period} {self.case_id}"

    @transition(state, **BACKLOG.step("enter"))
    def enter(self) -> None: ...

    @transition(state, **BACKLOG.step("refuse"))
    def refuse(self) -> None: ...

    @transition(state, **BACKLOG.step("resolve"))
    def resolve(self) -> None: ...

    @transition(state, **BACKLOG.step("verify"))
    def verify(self) -> None: ...

    @transition(state, **BACKLOG.step("send_back"))
    def send_back(self) -> None: ...


#: What a criterion of each kind may be chosen from.
def criteria(kind: CriterionKind) -> "models.QuerySet[BacklogCriterion]":
    """The criteria of a kind now in force."""
    return BacklogCriterion.objects.filter(kind=kind, retired_on=None)
