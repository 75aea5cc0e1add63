"""Mediation 访调对接: a handling's matter put to mediators, or to the two sides themselves (条例第33条、第37条第1款)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMModelMixin, transition

from cases.courses import MEDIATION
from cases.models.case import Case
from cases.models.handling import Handling
from law.terms import MediationManner, MediationState, Performance
from organizations import sealed
from organizations.models import User
from organizations.roles import Permission
from organizations.statefield import StateField

#: Still under way: the two sides have not agreed, and nobody has ended it.
MEDIATION_OPEN = [MediationState.HANDED_OVER, MediationState.CONSENTED]
#: There is an agreement.
MEDIATION_AGREED = [MediationState.AGREED, MediationState.PERFORMED, MediationState.NOT_PERFORMED]
#: Reached only with the consent of both sides.
MEDIATION_CONSENTED = [MediationState.CONSENTED, MediationState.FAILED, *MEDIATION_AGREED]


class MediationQuerySet(models.QuerySet["Mediation"]):
    def visible_to(self, user: User) -> "MediationQuerySet":
        """The bureau and the county see all of ordinary files, a unit those of its own handlings."""
        rows = self.filter(case__in_compartment=False)
        if user.sees_county:
            return rows
        if user.can(Permission.HANDLE):
            return rows.filter(handling__unit_id=user.unit_id)
        return rows.none()

    def open(self) -> "MediationQuerySet":
        return self.filter(state__in=MEDIATION_OPEN)


class Mediation(FSMModelMixin, models.Model):
    """One attempt. Who the other side is and what was agreed is sealed to the file.

    Mediation stops no clock and may be left at any time; the three conditions of 条例第33条 are confirmed by the
    officer before it begins (the database asks for them as well).
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="mediations")
    handling = models.ForeignKey(Handling, models.PROTECT, related_name="mediations")
    manner = models.CharField("方式", max_length=20, choices=MediationManner.choices())
    body = models.CharField("调解组织", max_length=80, blank=True)
    state = StateField("状态", choices=MediationState.choices(), default=MediationState.HANDED_OVER)
    handed_on = models.DateField("移交日")
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    words_sealed = models.BinaryField("争议和协议（加密）", null=True)
    words = sealed.Json("words_sealed", bound_to="case_id")

    petitioner_consented_on = models.DateField("信访人同意日", null=True, blank=True)
    other_consented_on = models.DateField("对方同意日", null=True, blank=True)
    voluntary = models.BooleanField("双方自愿", default=False)
    within_discretion = models.BooleanField("在裁量权范围内", default=False)
    breaks_no_rule = models.BooleanField("不违反强制性规定", default=False)

    ended_on = models.DateField("终止日", null=True, blank=True)
    agreed_on = models.DateField("协议签订日", null=True, blank=True)
    effective_on = models.DateField("协议生效日", null=True, blank=True)
    perform_by = models.DateField("履行期限", null=True, blank=True)
    applied_on = models.DateField("申请司法确认日", null=True, blank=True)
    court = models.CharField("法院", max_length=60, blank=True)
    confirmed_on = models.DateField("司法确认日", null=True, blank=True)
    confirmation_number = models.CharField("裁定书文号", max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = MediationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "调解"
        indexes = [models.Index(fields=["state", "-id"], name="mediation_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["handling"],
                name="one_open_mediation_per_handling",
                condition=Q(state__in=["handed_over", "consented"]),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["consented", "failed", "agreed", "performed", "not_performed"])
                | Q(
                    voluntary=True,
                    within_discretion=True,
                    breaks_no_rule=True,
                    petitioner_consented_on__isnull=False,
                    other_consented_on__isnull=False,
                ),
                name="mediation_only_with_consent_of_both",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["agreed", "performed", "not_performed"],
                    agreed_on__isnull=False,
                    effective_on__isnull=False,
                    perform_by__isnull=False,
                )
                | (
                    ~Q(state__in=["agreed", "performed", "not_performed"])
                    & Q(agreed_on__isnull=True, effective_on__isnull=True, perform_by__isnull=True)
                ),
                name="mediation_agreement_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(effective_on__isnull=True)
                | (Q(effective_on__gte=F("agreed_on")) & Q(perform_by__gte=F("agreed_on"))),
                name="mediation_takes_effect_after_signing",
            ),
            models.CheckConstraint(
                condition=Q(manner="reconciliation") | ~Q(body=""), name="mediation_has_its_body"
            ),
            models.CheckConstraint(
                condition=Q(applied_on__isnull=True, court="", confirmed_on__isnull=True)
                | (
                    Q(manner="peoples", applied_on__isnull=False, effective_on__isnull=False)
                    & Q(applied_on__gte=F("effective_on"))
                    & ~Q(court="")
                ),
                name="mediation_confirmed_by_a_court",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on__isnull=True) | Q(confirmed_on__gte=F("applied_on")),
                name="mediation_confirmed_after_application",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["refused", "withdrawn", "failed"], ended_on__isnull=False)
                | (~Q(state__in=["refused", "withdrawn", "failed"]) & Q(ended_on__isnull=True)),
                name="mediation_ended_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {MediationManner(self.manner).label}"

    @transition(state, **MEDIATION.step("consent"))
    def consent(self) -> None: ...

    @transition(state, **MEDIATION.step("refuse"))
    def refuse(self) -> None: ...

    @transition(state, **MEDIATION.step("withdraw"))
    def withdraw(self) -> None: ...

    @transition(state, **MEDIATION.step("fail"))
    def fail(self) -> None: ...

    @transition(state, **MEDIATION.step("agree"))
    def agree(self) -> None: ...

    @transition(state, **MEDIATION.step("perform"))
    def perform(self) -> None: ...

    @transition(state, **MEDIATION.step("default"))
    def default(self) -> None: ...


class FollowUp(models.Model):
    """回访: on a day somebody asked whether the agreement is kept."""

    mediation = models.ForeignKey(Mediation, models.PROTECT, related_name="follow_ups")
    on = models.DateField("回访日")
    found = models.CharField("履行情况", max_length=20, choices=Performance.choices())
    words = models.CharField("说明", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = "履行回访"
