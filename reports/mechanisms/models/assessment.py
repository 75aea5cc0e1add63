"""年终总评: the weights by versions, the assessment of a year, and each unit's result with its reasons (条例第39条)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from law.terms import AssessmentGrade, AssessmentPillar
from organizations.models import Unit, User
from organizations.roles import Permission


def makes_assessments(user: User) -> bool:
    """Who computes it and writes the reasons."""
    return user.in_bureau and (user.can(Permission.WRITE_REPORTS) or user.can(Permission.SUPERVISE))


def signs_assessments(user: User) -> bool:
    return user.in_bureau and user.can(Permission.SUPERVISE)


class AssessmentScheme(models.Model):
    """One version of the weights and of the borders between groups. The newest is used; an older one is never changed."""

    version = models.PositiveIntegerField("版本", unique=True)
    good = models.PositiveSmallIntegerField("「好」的下限", default=95)
    fairly = models.PositiveSmallIntegerField("「较好」的下限", default=85)
    plain = models.PositiveSmallIntegerField("「一般」的下限", default=70)
    reason = models.CharField("修改的理由", max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_on = models.DateField("启用日")

    class Meta:
        ordering = ["-version"]
        verbose_name = "总评办法"
        constraints = [
            models.CheckConstraint(
                condition=Q(good__lte=100, good__gt=F("fairly"), fairly__gt=F("plain"), plain__gt=0),
                name="scheme_borders_descend",
            )
        ]

    def __str__(self) -> str:
        return f"总评办法第{self.version}版"


class SchemeWeight(models.Model):
    """What an indicator weighs in a version. Volumes cannot be named: ``code`` is one of a closed list."""

    scheme = models.ForeignKey(AssessmentScheme, models.PROTECT, related_name="weights")
    code = models.CharField("指标", max_length=30)
    pillar = models.CharField("方面", max_length=20, choices=AssessmentPillar.choices())
    weight = models.PositiveSmallIntegerField("权重")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="scheme_weight_once"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="scheme_weight_counts"),
            # 条例第39条第1款: what is assessed is how matters are solved, never how many people petition
            models.CheckConstraint(
                condition=Q(
                    code__in=[
                        "opinions_upheld", "opinions_not_sent_back", "bureau_timely", "unit_timely_notice",
                        "timely_conclusion", "one_time_resolution", "satisfaction_unit",
                    ]
                ),
                name="scheme_weighs_no_volume",
            ),
        ]  # fmt: skip


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: User) -> "AssessmentQuerySet":
        """The bureau's makers all; who sees the county's figures what is signed. A unit sees its own result only."""
        if makes_assessments(user):
            return self.all()
        return self.filter(signed_on__isnull=False) if user.can(Permission.SEE_FIGURES) else self.none()


class Assessment(models.Model):
    """The assessment of one year: computed by one version of the weights, signed by the leader."""

    year = models.PositiveSmallIntegerField("年度", unique=True)
    scheme = models.ForeignKey(AssessmentScheme, models.PROTECT, related_name="+", verbose_name="总评办法")
    use = models.TextField("结果运用", blank=True)
    computed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    computed_on = models.DateField("计算日")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_on = models.DateField("签发日", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-year"]
        verbose_name = "年终总评"
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True, signed_by__isnull=True)
                | (Q(signed_on__isnull=False, signed_by__isnull=False) & ~Q(use="")),
                name="assessment_signed_with_its_use",
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}年度信访工作总评"


class AssessmentResultQuerySet(models.QuerySet["AssessmentResult"]):
    def visible_to(self, user: User) -> "AssessmentResultQuerySet":
        """As the assessment; a unit its own once signed, nobody else's."""
        if makes_assessments(user):
            return self.all()
        signed = self.filter(assessment__signed_on__isnull=False)
        if user.can(Permission.HANDLE):
            return signed.filter(unit_id__in=user.stands_for)
        return signed if user.can(Permission.SEE_FIGURES) else self.none()


class AssessmentResult(models.Model):
    """One unit's result: every line with its numbers, the group, the reasons, and what the unit says to it."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="results")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assessment_results", verbose_name="单位")
    lines = models.JSONField("各项")
    score = models.DecimalField("得分", max_digits=5, decimal_places=2, null=True)
    grade = models.CharField("等次", max_length=20, blank=True, choices=AssessmentGrade.choices())
    reasons = models.TextField("评语", blank=True)
    response = models.TextField("单位意见", blank=True)
    responded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    responded_on = models.DateField("意见日", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AssessmentResultQuerySet.as_manager()

    class Meta:
        ordering = ["assessment", "unit__position"]
        verbose_name = "总评结果"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "unit"], name="assessment_result_once"),
            models.CheckConstraint(
                condition=Q(score__isnull=True, grade="") | (Q(score__gte=0, score__lte=100) & ~Q(grade="")),
                name="assessment_graded_when_scored",
            ),
            models.CheckConstraint(
                condition=Q(responded_on__isnull=True, response="")
                | (Q(responded_on__isnull=False, responded_by__isnull=False) & ~Q(response="")),
                name="assessment_response_is_somebody_s",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.assessment}：{self.unit}"
