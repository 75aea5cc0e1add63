"""An urgent matter, its instalments 首报 续报 终报, and to whom each went when (条例第25条)."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.models import Case
from documents.models import Paper
from law.clock import now
from law.terms import UrgentChannel, UrgentRecipient, UrgentStage
from organizations import sealed
from organizations.models import Unit, User
from organizations.roles import Permission


class UrgentReportQuerySet(models.QuerySet["UrgentReport"]):
    def visible_to(self, user: User) -> "UrgentReportQuerySet":
        """The bureau and the county see all, a unit its own; of a file that became an accusation nobody sees any."""
        rows = self.filter(Q(case__isnull=True) | Q(case__in_compartment=False))
        if user.sees_county:
            return rows
        if user.can(Permission.REGISTER):
            return rows.filter(unit_id=user.unit_id)
        return rows.none()

    def open(self) -> "UrgentReportQuerySet":
        return self.filter(finished_at=None)


class UrgentReport(models.Model):
    """One matter reported, with its file or (as it may be known before anybody registered it) without.

    ``known_at`` is the moment from which 及时 is judged. What it is about is sealed, so that nothing stays readable
    if the file turns out to be an accusation.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="urgent_reports")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="报告单位")
    known_at = models.DateTimeField("知悉时间")
    known_by = models.CharField("知悉人", max_length=40)
    words_sealed = models.BinaryField("概况和报请（加密）", null=True)
    words = sealed.Json("words_sealed", bound_to="key")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField("报请时间", null=True, blank=True)
    decided_on = models.DateField("决定日", null=True, blank=True)
    finished_at = models.DateTimeField("终报时间", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = UrgentReportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "重大紧急信息"
        indexes = [models.Index(fields=["-id"], name="urgent_open", condition=Q(finished_at__isnull=True))]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "unit"], name="one_open_urgent_report", condition=Q(finished_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("known_at")),
                name="urgent_finished_after_known",
            ),
            models.CheckConstraint(
                condition=Q(asked_at__isnull=True, asked_by__isnull=True, decided_on__isnull=True)
                | Q(asked_at__isnull=False, asked_by__isnull=False),
                name="urgent_decided_after_asking",
            ),
        ]

    def __str__(self) -> str:
        return self.case.number if self.case else "未登记信访件"

    @property
    def subject(self) -> str:
        return str((self.words or {}).get("subject", ""))


class UrgentInstalment(models.Model):
    """One telling of the facts, with its paper: time, place, people, demands, what is being done."""

    report = models.ForeignKey(UrgentReport, models.PROTECT, related_name="instalments")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    stage = models.CharField("报告类别", max_length=12, choices=UrgentStage.choices())
    at = models.DateTimeField("成文时间")
    facts_sealed = models.BinaryField("事实（加密）", null=True)
    facts = sealed.Json("facts_sealed", bound_to="key")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    paper = models.OneToOneField(Paper, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = "重大紧急信息报告"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "stage"],
                name="urgent_first_and_final_once",
                condition=~Q(stage="follow_up"),
            )
        ]


class UrgentDispatch(models.Model):
    """That one recipient was told, by which way, at which moment; ``recorded_at`` is the machine's."""

    report = models.ForeignKey(UrgentReport, models.PROTECT, related_name="dispatches")
    recipient = models.CharField("报送对象", max_length=20, choices=UrgentRecipient.choices())
    name = models.CharField("名称", max_length=60, blank=True)
    channel = models.CharField("方式", max_length=12, choices=UrgentChannel.choices())
    sent_at = models.DateTimeField("报出时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField("记录时间", default=now)

    class Meta:
        ordering = ["sent_at", "pk"]
        verbose_name = "重大紧急信息报送"
        constraints = [
            models.CheckConstraint(
                condition=~Q(recipient="department") | ~Q(name=""), name="urgent_department_is_named"
            )
        ]
