"""Recusal 回避: one person withdraws from one matter, declared or proposed, decided by another (条例第28条第3款)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import FSMModelMixin, transition

from cases.courses import RECUSAL
from cases.models.case import Case
from law.terms import RecusalGround, RecusalOrigin, RecusalRole, RecusalState, Role, UnitKind
from organizations import sealed
from organizations.models import Unit, User
from organizations.roles import Permission
from organizations.statefield import StateField


class RecusalQuerySet(models.QuerySet["Recusal"]):
    def visible_to(self, user: User) -> "RecusalQuerySet":
        """Who decides it, the bureau's officers, the person, and who put it forward; by matter, never by person."""
        rows = self.filter(case__in_compartment=False)
        own = Q(person=user) | Q(proposed_by=user)
        if user.in_bureau and user.can(Permission.COUNTERSIGN):
            return rows
        if user.can(Permission.HEAD_UNIT):
            own |= Q(person__unit_id=user.unit_id) | Q(person__unit__parent_id=user.unit_id)
        if user.can(Permission.HANDLE):
            own |= Q(organ_id=user.unit_id)
        if user.can(Permission.CHAIR_CONFERENCE):
            own |= Q(person__role=Role.BUREAU_LEADER) | Q(person__unit__parent__kind=UnitKind.GOVERNMENT)
        return rows.filter(own)

    def in_force(self) -> "RecusalQuerySet":
        """Those in force."""
        return self.filter(state=RecusalState.ORDERED)

    def live(self) -> "RecusalQuerySet":
        """Those in force, and those somebody has to decide."""
        return self.filter(state__in=[RecusalState.PROPOSED, RecusalState.ORDERED])


class Recusal(FSMModelMixin, models.Model):
    """A person × a matter, whatever the part: handler, approver, reviewer, host or member of a hearing's panel.

    The reason is sealed: who may not read it does not see it anywhere. ``organ`` holds the hearing on whose panel the
    person sits, and its head decides; somebody of the register who has no account has a ``name`` in place of a ``person``.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="recusals")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="recusals")
    name = models.CharField("名册中的姓名", max_length=40, blank=True)
    organ = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="听证举行机关")
    role = models.CharField("承担的工作", max_length=20, choices=RecusalRole.choices())
    ground = models.CharField("情形", max_length=20, choices=RecusalGround.choices())
    origin = models.CharField("提出方式", max_length=20, choices=RecusalOrigin.choices())
    state = StateField("状态", choices=RecusalState.choices(), default=RecusalState.PROPOSED)
    reason_sealed = models.BinaryField(null=True)
    reason = sealed.Text("reason_sealed", bound_to="case_id")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_on = models.DateField("提出日")
    answer = models.CharField("决定理由", max_length=300, blank=True)
    takes_over = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="接替人员"
    )
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField("决定日", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = RecusalQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "回避"
        indexes = [
            models.Index(fields=["person", "case"], name="recusal_in_force", condition=Q(state="ordered")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, name="")
                | (Q(person__isnull=True, organ__isnull=False) & ~Q(name="")),
                name="recusal_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(role="panelist", organ__isnull=False)
                | (~Q(role="panelist") & Q(organ__isnull=True)),
                name="recusal_from_a_panel_names_its_organ",
            ),
            models.CheckConstraint(
                condition=~Q(role="panelist") | Q(takes_over__isnull=True),
                name="recusal_from_a_panel_has_no_heir",
            ),
            models.UniqueConstraint(
                fields=["case", "person"],
                name="one_live_recusal",
                condition=Q(state__in=["proposed", "ordered"]),
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by__isnull=True, decided_on__isnull=True)
                | (~Q(state="proposed") & Q(decided_by__isnull=False, decided_on__isnull=False)),
                name="recusal_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("person")),
                name="recusal_not_decided_by_oneself",
            ),
            models.CheckConstraint(
                condition=Q(takes_over__isnull=True) | ~Q(takes_over=models.F("person")),
                name="recusal_taken_over_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} 回避"

    @property
    def who(self) -> str:
        """The name of whoever withdraws."""
        return self.person.name if self.person else self.name

    @property
    def office(self) -> Unit:
        """Whose people read of it and get the decision: the hearing's organ, else the person's own unit."""
        if self.organ:
            return self.organ
        assert self.person is not None  # noqa: S101 - who has no account sits on a panel
        return self.person.unit

    @transition(state, **RECUSAL.step("order"))
    def order(self) -> None: ...

    @transition(state, **RECUSAL.step("refuse"))
    def refuse(self) -> None: ...
