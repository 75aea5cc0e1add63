"""督办 and 追责建议: drafted by the sweep when a duty is late, made effective by a person's signature (条例第40条)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models import Case, Deadline, Handling
from documents.models import Paper
from organizations.models import Unit, User
from organizations.roles import Permission


class SupervisionQuerySet(models.QuerySet["Supervision"]):
    def visible_to(self, user: User) -> "SupervisionQuerySet":
        """The bureau leader sees all; a unit what was signed and sent to it, never a draft. Others: nothing.

        A case that turned out to be an accusation takes its rows out of sight (条例第30条第3款).
        """
        rows = self.filter(case__in_compartment=False)
        if user.in_bureau and user.can(Permission.SUPERVISE):
            return rows
        if user.can(Permission.HANDLE):
            return rows.filter(unit_id=user.unit_id, signed_on__isnull=False)
        return self.none()


class AccountabilityProposalQuerySet(models.QuerySet["AccountabilityProposal"]):
    def visible_to(self, user: User) -> "AccountabilityProposalQuerySet":
        """Only the bureau leader, who decides."""
        if user.in_bureau and user.can(Permission.SUPERVISE):
            return self.filter(case__in_compartment=False)
        return self.none()


class Supervision(models.Model):
    """督办单: a draft per late duty; signed by the bureau leader it asks the unit for a reply by a day.

    ``deadline`` is the duty that is late (none: the leader's own ground); ``handling`` is empty for a unit that did
    not even take in what it received itself; ``reply_deadline`` is the clock the signature started.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="supervisions")
    deadline = models.OneToOneField(Deadline, models.PROTECT, null=True, related_name="supervision")
    handling = models.ForeignKey(Handling, models.PROTECT, null=True, related_name="supervisions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="supervisions", verbose_name="被督办单位")
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
