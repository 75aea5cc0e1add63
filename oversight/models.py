"""督办 and 追责建议: drafted by the sweep when a duty is late, made effective by a person's signature (条例第40条)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models import Case, Deadline, Handling
from documents.models import Paper
from law.terms import SupervisionForm, SupervisionGround, SupervisionLevel
from organizations.models import Unit, User
from organizations.roles import Permission
from oversight.conference_models import AgendaItem, Conference, ConferenceDecision
from oversight.records import Recommendation, ReportExtension, Talk
from oversight.urgent.models import UrgentDispatch, UrgentInstalment, UrgentReport

__all__ = [
    "AccountabilityProposal",
    "AgendaItem",
    "Conference",
    "ConferenceDecision",
    "Recommendation",
    "ReportExtension",
    "Supervision",
    "Talk",
    "UrgentDispatch",
    "UrgentInstalment",
    "UrgentReport",
]


class SupervisionQuerySet(models.QuerySet["Supervision"]):
    def visible_to(self, user: User) -> "SupervisionQuerySet":
        """The bureau leader sees all; a unit what was signed and sent to it, never a draft. Others: nothing.

        A case that turned out to be an accusation takes its rows out of sight (条例第30条第3款).
        """
        rows = self.filter(case__in_compartment=False)
        if user.in_bureau and user.can(Permission.SUPERVISE):
            return rows
        if user.can(Permission.HANDLE):
            return rows.filter(unit_id__in=user.stands_for, signed_on__isnull=False)
        return self.none()


class AccountabilityProposalQuerySet(models.QuerySet["AccountabilityProposal"]):
    def visible_to(self, user: User) -> "AccountabilityProposalQuerySet":
        """Only the bureau leader, who decides."""
        if user.in_bureau and user.can(Permission.SUPERVISE):
            return self.filter(case__in_compartment=False)
        return self.none()


class Supervision(models.Model):
    """督办单: a draft per late duty; signed by the bureau leader it asks the unit for a reply by a day.

    ``deadline`` is what made the sweep draft it (none: the leader's own ground); ``duty`` the duty whose fulfilment lets
    it be struck off; ``handling`` is empty for a unit that did not even take in what it received itself;
    ``reply_deadline`` is the clock the signature started. ``follows``: the 督办 that stayed without answer or effect.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="supervisions")
    deadline = models.OneToOneField(Deadline, models.PROTECT, null=True, related_name="supervision")
    handling = models.ForeignKey(Handling, models.PROTECT, null=True, related_name="supervisions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="supervisions", verbose_name="被督办单位")
    duty = models.ForeignKey(Deadline, models.PROTECT, null=True, related_name="+", verbose_name="督办的职责")
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="raised_as", verbose_name="前一次督办"
    )
    level = models.CharField(
        "督办层级", max_length=10, choices=SupervisionLevel.choices(), default=SupervisionLevel.ORDINARY
    )
    form = models.CharField(
        "督办方式", max_length=10, choices=SupervisionForm.choices(), default=SupervisionForm.LETTER
    )
    form_note = models.CharField("督办方式的记录", max_length=200, blank=True, db_default="")
    ground_kind = models.CharField(
        "督办情形", max_length=20, choices=SupervisionGround.choices(), default=SupervisionGround.OVERDUE
    )
    directed_by = models.CharField("批示人职务", max_length=60, blank=True, db_default="")
    direction = models.CharField("批示内容", max_length=200, blank=True, db_default="")
    ground = models.CharField("督办事由", max_length=200)
    requirements = models.CharField("办理要求", max_length=300, blank=True)
    drafted_on = models.DateField("拟稿日")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_on = models.DateField("签发日", null=True, blank=True)
    dropped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    dropped_on = models.DateField("不发日", null=True, blank=True)
    dropped_reason = models.CharField("不发的理由", max_length=200, blank=True)
    paper = models.OneToOneField(Paper, models.PROTECT, null=True, related_name="+")
    reply_deadline = models.OneToOneField(Deadline, models.PROTECT, null=True, related_name="+")
    reply = models.TextField("回复", blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    replied_on = models.DateField("回复日", null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField("销号日", null=True, blank=True)
    closed_unmet = models.BooleanField("职责未履行而销号", default=False, db_default=False)
    close_remark = models.CharField("销号理由", max_length=300, blank=True, db_default="")
    raised_on = models.DateField("提级日", null=True, blank=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cancelled_on = models.DateField("撤销日", null=True, blank=True)
    cancel_reason = models.CharField("撤销理由", max_length=200, blank=True, db_default="")

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        ordering = ["-drafted_on", "-pk"]
        verbose_name = "督办"
        indexes = [
            models.Index(
                fields=["-id"],
                name="supervision_drafts",
                condition=Q(signed_on__isnull=True, dropped_on__isnull=True),
            ),
            models.Index(
                fields=["unit", "-id"], name="supervision_of_unit", condition=Q(signed_on__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True, signed_on__isnull=True, paper__isnull=True)
                | Q(signed_by__isnull=False, signed_on__isnull=False, paper__isnull=False),
                name="supervision_signed_is_a_paper",
            ),
            models.CheckConstraint(
                condition=Q(replied_on__isnull=True) | (~Q(reply="") & Q(signed_on__isnull=False)),
                name="supervision_reply_follows_signature",
            ),
            models.CheckConstraint(
                condition=~Q(signed_on__isnull=False, dropped_on__isnull=False),
                name="supervision_signed_or_dropped",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(replied_on__isnull=False, closed_by__isnull=False),
                name="supervision_closed_after_reply",
            ),
            models.CheckConstraint(
                condition=Q(closed_unmet=False) | (Q(closed_on__isnull=False) & ~Q(close_remark="")),
                name="supervision_unmet_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_on__isnull=True, cancelled_by__isnull=True)
                | (
                    Q(
                        cancelled_on__isnull=False,
                        cancelled_by__isnull=False,
                        signed_on__isnull=False,
                        replied_on__isnull=True,
                    )
                    & ~Q(cancel_reason="")
                ),
                name="supervision_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, cancelled_on__isnull=True)
                | Q(closed_on__isnull=True, raised_on__isnull=True)
                | Q(cancelled_on__isnull=True, raised_on__isnull=True),
                name="supervision_ends_once",
            ),
            models.CheckConstraint(
                condition=~Q(level=SupervisionLevel.LEADER) | Q(signed_on__isnull=True) | ~Q(directed_by=""),
                name="supervision_by_leader_names_the_post",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True)
                | ~Q(form__in=[SupervisionForm.PHONE, SupervisionForm.ONSITE])
                | ~Q(form_note=""),
                name="supervision_form_is_recorded",
            ),
            models.UniqueConstraint(
                fields=["follows"], name="supervision_raised_once", condition=Q(dropped_on__isnull=True)
            ),
        ]


class AccountabilityProposal(models.Model):
    """逾期问责 as a proposal only: a person decides, never the machine (条例第39条第3款、第40条第3款)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="accountability_proposals")
    deadline = models.OneToOneField(Deadline, models.PROTECT, related_name="accountability_proposal")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    ground = models.CharField("事由", max_length=200)
    proposed_on = models.DateField("提出日")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField("决定日", null=True, blank=True)
    taken_up = models.BooleanField("提出建议", null=True)
    answer = models.CharField("处理意见", max_length=300, blank=True)

    objects = AccountabilityProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_on", "-pk"]
        verbose_name = "问责建议"
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_up__isnull=True, decided_by__isnull=True, decided_on__isnull=True)
                | Q(taken_up__isnull=False, decided_by__isnull=False, decided_on__isnull=False),
                name="accountability_decided_by_someone",
            )
        ]


from oversight.leaders.models import *  # noqa: E402, F403 - tables of the leaders' ledgers belong to this app
