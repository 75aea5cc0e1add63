"""What lies in the file beside the acts: papers, attachments, proposals, repeats, ratings, categories."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.case import Case, Claim, Petition, Petitioner
from cases.models.handling import Handling
from documents.models import Paper
from law.clock import now
from law.terms import ClaimWay, PaperKind, RatedOrgan, Satisfaction
from organizations.models import Unit, User
from organizations.roles import Permission


class Category(models.Model):
    """A content category, editable: ``level1/level2`` and the department competent for it."""

    level1 = models.CharField("一级", max_length=30)
    level2 = models.CharField("二级", max_length=30)
    position = models.PositiveIntegerField("次序", default=0)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="主管单位")
    retired = models.BooleanField("停用", default=False)

    class Meta:
        ordering = ["position", "level1", "level2"]
        constraints = [models.UniqueConstraint(fields=["level1", "level2"], name="category_once")]

    def __str__(self) -> str:
        return f"{self.level1}/{self.level2}"


class CasePaperQuerySet(models.QuerySet["CasePaper"]):
    def visible_to(self, user: User) -> "CasePaperQuerySet":
        """The papers a person may open: the bureau and the receiving organ those of the whole file, a unit its own.

        Who only reads sees those between offices, none that names the petitioner.
        """
        rows = self.filter(case__in=Case.objects.visible_to(user))
        if not user.sees_county:
            theirs = Q(handling__unit_id__in=user.stands_for) | Q(paper__organ_id__in=user.stands_for)
            rows = rows.filter(theirs | Q(case__receiving_unit_id__in=user.stands_for))
        needs_names = (Permission.REGISTER, Permission.COUNTERSIGN, Permission.KEEP_COMPARTMENT)
        if not any(user.can(permission) for permission in needs_names):
            rows = rows.filter(to_petitioner=False).exclude(kind__in=NAMES_THE_PETITIONER)
        return rows

    def ordinary(self) -> "CasePaperQuerySet":
        """Outside the compartment: what every list shows."""
        return self.filter(case__in_compartment=False)


#: Papers that name the petitioner though they do not go to them.
NAMES_THE_PETITIONER = (
    PaperKind.REGISTRATION, PaperKind.RECEIPT, PaperKind.SERVICE_RECEIPT, PaperKind.INTERVIEW_RECORD,
    PaperKind.PUBLIC_NOTICE, PaperKind.FILE_INDEX, PaperKind.EVIDENCE_LIST, PaperKind.MEDIATION_AGREEMENT,
    PaperKind.RECONCILIATION_AGREEMENT, PaperKind.SIMPLE_APPROVAL, PaperKind.HEARING_MINUTES,
)  # fmt: skip


class CasePaper(models.Model):
    """A paper of the file: who issued it for which handling, and to whom it goes."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="papers")
    handling = models.ForeignKey(Handling, models.PROTECT, null=True, related_name="papers")
    petitioner = models.ForeignKey(Petitioner, models.PROTECT, null=True, related_name="papers")
    kind = models.CharField(max_length=30, choices=PaperKind.choices)
    paper = models.OneToOneField(Paper, models.PROTECT, related_name="+")
    to_petitioner = models.BooleanField("发给信访人", default=False)
    on = models.DateField("日期")

    objects = CasePaperQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]


class StoredFile(models.Model):
    """Bytes kept once under their digest in DIR/files; swept when nothing refers to them (design D15)."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    sealed = models.BooleanField("加密保存", default=False)
    stored_at = models.DateTimeField(default=now)


class Attachment(models.Model):
    """A file handed in; streamed by a view with the case's visibility."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments")
    handling = models.ForeignKey(Handling, models.PROTECT, null=True, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=120)
    content_type = models.CharField(max_length=80)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["pk"]


class Proposal(models.Model):
    """A way that needs a second person's signature: 交办, 引导, 不予受理 … (design: second pair of eyes)."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="proposals")
    handling = models.ForeignKey(Handling, models.PROTECT, null=True, related_name="proposals")
    way = models.CharField("处理方式", max_length=20, choices=ClaimWay.choices())
    route = models.CharField("途径", max_length=20)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="去向")
    assisting = models.ManyToManyField(Unit, related_name="+", blank=True)
    report_due_on = models.DateField("限办日", null=True, blank=True)
    reason = models.TextField("理由")
    details = models.JSONField("告知书内容", default=dict)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_on = models.DateField("提出日")
    approved = models.BooleanField("同意", null=True)
    answer = models.CharField("审签意见", max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField("审签日", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], name="one_open_proposal", condition=Q(decided_on__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(approved__isnull=True, decided_on__isnull=True, decided_by__isnull=True)
                | Q(approved__isnull=False, decided_on__isnull=False, decided_by__isnull=False)
                | Q(
                    approved=False, decided_on__isnull=False, decided_by__isnull=True, handling__isnull=False
                ),
                name="proposal_decided_by_someone",
            ),
        ]


class RepeatLink(models.Model):
    """A person decided that this petition repeats an earlier matter (同人＋同事); can be undone, keeps both numbers.

    What a clerk joins to an open matter an officer confirms (domain §4.2, row 2); until then its own clock runs on.
    """

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="repeat_links")
    earlier = models.ForeignKey(Case, models.PROTECT, related_name="repeats")
    merged = models.BooleanField("并入在办原件")
    reason = models.CharField("理由", max_length=200)
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    linked_on = models.DateField("认定日")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_on = models.DateField("确认日", null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_on = models.DateField("撤销日", null=True, blank=True)
    undone_reason = models.CharField("撤销理由", max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["petition"], name="one_live_repeat_link", condition=Q(undone_on__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(undone_on__isnull=True, undone_by__isnull=True)
                | Q(undone_on__isnull=False, undone_by__isnull=False),
                name="repeat_undone_by_someone",
            ),
            # a link without a person was told by an older register; joining is always somebody's act
            models.CheckConstraint(
                condition=Q(linked_by__isnull=False) | Q(merged=False), name="repeat_joined_by_someone"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_on__isnull=False, confirmed_by__isnull=False),
                name="repeat_confirmed_by_someone",
            ),
        ]


class Rating(models.Model):
    """One answer of the petitioner; the last within the window counts, the earlier stay (domain §6)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="ratings")
    handling = models.ForeignKey(Handling, models.PROTECT, null=True, related_name="ratings")
    organ = models.CharField("评价对象", max_length=10, choices=RatedOrgan.choices())
    value = models.CharField("评价", max_length=20, choices=Satisfaction.choices())
    words = models.CharField("原话", max_length=500, blank=True)
    on = models.DateField("评价日")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    evidence = models.CharField("代录依据", max_length=200, blank=True)
    superseded = models.BooleanField("已改评", default=False)
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "organ", "handling"],
                name="one_counting_rating",
                condition=Q(superseded=False),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(entered_by__isnull=True) | ~Q(evidence=""), name="rating_by_staff_has_evidence"
            ),
            models.CheckConstraint(
                condition=Q(organ="unit", handling__isnull=False) | Q(organ="bureau", handling__isnull=True),
                name="rating_names_whose_work",
            ),
        ]
