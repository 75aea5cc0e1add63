"""The register of lawyers and experts: who they are for the office, when they are on duty, what they took part in."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.models import Case
from law import terms
from law.terms import ExpertKind, PanelGroup, Shift
from organizations.models import Unit, User
from organizations.roles import Permission

#: From which group of a panel a kind is drawn.
GROUP_OF = {
    ExpertKind.LAWYER: PanelGroup.LAWYERS,
    ExpertKind.JURIST: PanelGroup.EXPERTS,
    ExpertKind.TRADE: PanelGroup.EXPERTS,
    ExpertKind.PSYCHOLOGIST: PanelGroup.EXPERTS,
    ExpertKind.PARTY_DELEGATE: PanelGroup.DELEGATES,
    ExpertKind.DEPUTY: PanelGroup.DELEGATES,
    ExpertKind.CPPCC: PanelGroup.DELEGATES,
}


class ExpertQuerySet(models.QuerySet["Expert"]):
    def visible_to(self, user: User) -> "ExpertQuerySet":
        """The county's offices and the units read the register; counsel finds the own entry; others nothing."""
        if not user.is_active:
            return self.none()
        if user.sees_county or user.can(Permission.HANDLE):
            return self
        return self.filter(user=user) if user.can(Permission.GIVE_COUNSEL) else self.none()

    def in_term(self, on: date) -> "ExpertQuerySet":
        """Whose appointment runs on this day."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on).filter(
            Q(left_on__isnull=True) | Q(left_on__gt=on)
        )


class Expert(models.Model):
    """One person of the register, as officials know them: no private address, no number of an identity card."""

    name = models.CharField("姓名", max_length=40)
    kind = models.CharField("类别", max_length=20, choices=ExpertKind.choices())
    origin = models.CharField("工作单位", max_length=80)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="experts", verbose_name="所在县内机关、单位"
    )
    advises = models.ManyToManyField(Unit, related_name="advised_by", blank=True)
    fields = models.CharField("专业领域", max_length=120, blank=True)
    adviser = models.BooleanField("本局法律顾问", default=False)
    phone = models.CharField("工作电话", max_length=40, blank=True)
    since = models.DateField("聘期自")
    until = models.DateField("聘期至", null=True, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="expert",
        verbose_name="账号",
    )
    left_on = models.DateField("解聘日", null=True, blank=True)
    left_reason = models.CharField("解聘事由", max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "pk"]
        verbose_name = "专家"
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="expert_term_has_an_order"
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True, left_reason="")
                | (Q(left_on__isnull=False) & ~Q(left_reason="")),
                name="expert_leaves_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=["name", "kind", "origin"], name="expert_once", condition=Q(left_on__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def group(self) -> PanelGroup:
        return GROUP_OF[ExpertKind(self.kind)]

    @property
    def kind_label(self) -> str:
        return ExpertKind(self.kind).label

    def serves_on(self, on: date) -> bool:
        """Whether the appointment runs on this day."""
        ended = (self.until is not None and self.until < on) or (
            self.left_on is not None and self.left_on <= on
        )
        return self.since <= on and not ended


class DutyTurnQuerySet(models.QuerySet["DutyTurn"]):
    def visible_to(self, user: User) -> "DutyTurnQuerySet":
        """The bureau sees the plan, a unit that of its own counter, counsel the own turns."""
        if not user.is_active:
            return self.none()
        if user.sees_county:
            return self
        if user.can(Permission.HANDLE) or user.can(Permission.REGISTER):
            return self.filter(place_id=user.unit_id)
        return self.filter(expert__user=user) if user.can(Permission.GIVE_COUNSEL) else self.none()


class DutyTurn(models.Model):
    """Half a day of one person at one counter. One person is nowhere twice (see ``Booking``)."""

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="duty_turns", verbose_name="值班人")
    day = models.DateField("日期")
    shift = models.CharField("时段", max_length=10, choices=Shift.choices())
    place = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="接待场所")
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    attended = models.BooleanField("到岗", null=True)
    received = models.PositiveIntegerField("接待批次", null=True, blank=True)
    remark = models.CharField("说明", max_length=120, blank=True)
    dropped_on = models.DateField("撤销日", null=True, blank=True)
    dropped_reason = models.CharField("撤销事由", max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = DutyTurnQuerySet.as_manager()

    class Meta:
        ordering = ["day", "shift", "pk"]
        verbose_name = "值班"
        constraints = [
            models.UniqueConstraint(
                fields=["expert", "day", "shift"], name="on_duty_once", condition=Q(dropped_on__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(dropped_on__isnull=True, dropped_reason="")
                | (Q(dropped_on__isnull=False, attended__isnull=True) & ~Q(dropped_reason="")),
                name="duty_dropped_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}{Shift(self.shift).label} {self.expert}"


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def ordinary(self) -> "ParticipationQuerySet":
        """Nothing that belongs to an accusation."""
        return self.exclude(case__in_compartment=True)

    def visible_to(self, user: User) -> "ParticipationQuerySet":
        """The bureau keeps the book; counsel finds the own entries; a unit what concerns its own matters."""
        rows = self.ordinary()
        if not user.is_active:
            return rows.none()
        if user.sees_county:
            return rows
        if user.can(Permission.HANDLE):
            return rows.filter(case__in=Case.objects.visible_to(user))
        return rows.filter(expert__user=user) if user.can(Permission.GIVE_COUNSEL) else rows.none()


class Participation(models.Model):
    """That somebody took part: kind, day, at most a case. Of counselling nothing else is kept (domain §9)."""

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="participations", verbose_name="参与人")
    kind = models.CharField("种类", max_length=20, choices=terms.Participation.choices())
    on = models.DateField("日期")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="participations")
    remark = models.CharField("说明", max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = "参与记录"
        indexes = [models.Index(fields=["on", "kind"], name="participation_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="counselling") | Q(remark=""), name="counselling_is_participation_only"
            )
        ]
