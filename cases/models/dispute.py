"""Dispute 受理争议: two units deny a matter, somebody above them decides (条例第24条第1款); and 承接 when units merge."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import FSMModelMixin, transition

from cases.courses import DISPUTE
from cases.models.case import Case, Claim
from cases.models.handling import Handling, Objection
from law.terms import DisputeBody, DisputeState
from organizations.models import Unit, User
from organizations.roles import Permission
from organizations.statefield import StateField


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def visible_to(self, user: User) -> "DisputeQuerySet":
        """The bureau and the county's offices see all; a unit those it is a party to or is asked to decide.

        A matter that turned out to be an accusation takes its dispute out of sight (条例第30条第3款).
        """
        rows = self.filter(case__in_compartment=False)
        if user.sees_county:
            return rows
        if not user.can(Permission.HANDLE):
            return self.none()
        party = Q(pk__in=DisputedUnit.objects.filter(unit_id__in=user.stands_for).values("dispute"))
        led = Q(lead_id__in=user.stands_for, state=DisputeState.DECIDED)
        return rows.filter(party | Q(superior_id=user.unit_id) | led)

    def pending(self) -> "DisputeQuerySet":
        return self.filter(state=DisputeState.REFERRED)


class Dispute(FSMModelMixin, models.Model):
    """One dispute about one claim: put to the common superior or the joint conference, and what was decided.

    ``hops`` counts how many units had denied the claim when it was put up; ``first_denied_on`` is the day it began.
    The notice clock of the unit that has the claim runs on all the while (domain §4.2 row 10).
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="disputes")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="disputes")
    handling = models.ForeignKey(Handling, models.PROTECT, related_name="disputes")
    state = StateField("状态", choices=DisputeState.choices(), default=DisputeState.REFERRED)
    body = models.CharField("报请谁决定", max_length=20, choices=DisputeBody.choices())
    superior = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="决定机关")
    reason = models.TextField("争议情况")
    hops = models.PositiveSmallIntegerField("已否认的单位数")
    first_denied_on = models.DateField("争议开始日")
    referred_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    referred_on = models.DateField("报请日")
    lead = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="主办单位")
    assisting = models.ManyToManyField(Unit, related_name="+", verbose_name="协办单位")
    decision = models.TextField("决定理由", blank=True)
    source_number = models.CharField("决定文号", max_length=60, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField("决定日", null=True, blank=True)
    ended_reason = models.CharField("撤回的理由", max_length=300, blank=True)
    outcome = models.OneToOneField(
        Handling, models.PROTECT, null=True, related_name="decided_in", verbose_name="决定后的承办"
    )
    version = models.PositiveIntegerField(default=1)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "受理争议"
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], name="one_open_dispute_per_claim", condition=Q(state="referred")
            ),
            models.CheckConstraint(
                condition=Q(body="superior", superior__isnull=False)
                | Q(body="conference", superior__isnull=True),
                name="dispute_superior_is_named",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="decided",
                    lead__isnull=False,
                    decided_by__isnull=False,
                    decided_on__isnull=False,
                    outcome__isnull=False,
                )
                | (~Q(state="decided") & Q(lead__isnull=True, outcome__isnull=True)),
                name="dispute_decided_names_the_lead",
            ),
            models.CheckConstraint(
                condition=Q(state="referred", decided_on__isnull=True)
                | (~Q(state="referred") & Q(decided_on__isnull=False)),
                name="dispute_ended_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim} 受理争议"

    @transition(state, **DISPUTE.step("decide"))
    def decide(self) -> None: ...

    @transition(state, **DISPUTE.step("withdraw"))
    def withdraw(self) -> None: ...

    @property
    def body_name(self) -> str:
        """Who is asked, as a sentence names it."""
        return self.superior.name if self.superior else DisputeBody.CONFERENCE.label

    def days(self, today: date) -> int:
        """How long the claim has been, or was, denied: from the first denial to the decision."""
        return ((self.decided_on or today) - self.first_denied_on).days


class DisputedUnit(models.Model):
    """A unit of the dispute, in the order in which the claim came to it; ``denied_on`` is empty for one only named."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="parties")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    objection = models.ForeignKey(Objection, models.PROTECT, null=True, related_name="+")
    denied_on = models.DateField("否认日", null=True, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["dispute", "unit"], name="disputed_unit_once")]


class Succession(models.Model):
    """承接: one handling passed from a unit that was merged or abolished to the one that carries on (条例第24条第2款)."""

    handling = models.ForeignKey(Handling, models.PROTECT, related_name="successions")
    former = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    heir = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    on = models.DateField("承接日")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(former=models.F("heir")), name="succession_is_to_another_unit"
            )
        ]
