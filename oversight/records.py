"""What stands beside 督办: talks with a unit, the three recommendations, the asked-for later day of a 交办."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from cases.models import Case, Handling
from documents.models import Paper
from law.terms import Adoption, RecommendationKind, TalkForm
from organizations.models import Unit, User
from organizations.roles import Permission

PERSON = settings.AUTH_USER_MODEL


def _supervises(user: User) -> bool:
    return user.in_bureau and (user.can(Permission.SUPERVISE) or user.can(Permission.SCREEN))


# --- talks -------------------------------------------------------------------------------------------------------


class TalkQuerySet(models.QuerySet["Talk"]):
    def visible_to(self, user: User) -> "TalkQuerySet":
        """The bureau's officers, and the unit talked with; never an accusation (条例第30条第3款)."""
        rows = self.filter(case__in_compartment=False)
        if _supervises(user):
            return rows
        if user.can(Permission.HANDLE):
            return rows.filter(unit_id=user.unit_id)
        return self.none()


class Talk(models.Model):
    """对接: bureau and unit talked about a case; what was agreed until when, and whether it was done.

    People are those of the offices, by name and post. An agreed day is no period of law: it only reminds.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="talks")
    handling = models.ForeignKey(Handling, models.PROTECT, related_name="talks")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="talks", verbose_name="对接单位")
    held_on = models.DateField("对接日期")
    form = models.CharField("对接方式", max_length=10, choices=TalkForm.choices())
    bureau_people = models.CharField("信访局参加人员", max_length=120)
    unit_people = models.CharField("单位参加人员", max_length=120)
    subject = models.CharField("对接的问题", max_length=200)
    agreed = models.TextField("商定的事项")
    agreed_until = models.DateField("约定日期", null=True, blank=True)
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    recorded_on = models.DateField("记录日")
    reminded_on = models.DateField("提醒日", null=True, blank=True)
    follow_up = models.TextField("落实情况", blank=True, db_default="")
    followed_up_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    followed_up_on = models.DateField("落实日", null=True, blank=True)

    objects = TalkQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = "对接"
        indexes = [
            models.Index(fields=["agreed_until", "id"], name="talk_to_remind",
                         condition=Q(followed_up_on__isnull=True, reminded_on__isnull=True)),
            models.Index(fields=["unit", "-id"], name="talk_of_unit"),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(condition=~Q(agreed=""), name="talk_agreed_something"),
            models.CheckConstraint(
                condition=Q(agreed_until__isnull=True) | Q(agreed_until__gte=models.F("held_on")),
                name="talk_agreed_day_follows",
            ),
            models.CheckConstraint(
                condition=Q(followed_up_on__isnull=True, followed_up_by__isnull=True)
                | (Q(followed_up_on__isnull=False, followed_up_by__isnull=False) & ~Q(follow_up="")),
                name="talk_follow_up_is_whole",
            ),
        ]


# --- the three recommendations -----------------------------------------------------------------------------------


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def visible_to(self, user: User) -> "RecommendationQuerySet":
        """The bureau's officers see all, who reads figures the signed ones, an organ those it received.

        Whoever it is about does not: an accountability recommendation goes to the organ with the power (条例第40条第3款).
        """
        sealed = Recommendation.cases.through.objects.filter(
            recommendation=OuterRef("pk"), case__in_compartment=True
        )
        rows = self.filter(~Exists(sealed))
        if _supervises(user):
            return rows
        if user.sees_county and user.can(Permission.SEE_FIGURES):
            return rows.filter(signed_on__isnull=False)
        if user.can(Permission.HANDLE):
            return rows.filter(organ_id=user.unit_id, signed_on__isnull=False)
        return self.none()

    def open(self) -> "RecommendationQuerySet":
        """Sent, and neither answered nor taken back."""
        return self.filter(signed_on__isnull=False, answered_on=None, cancelled_on=None)

    def sent_between(self, since: date, until: date) -> "RecommendationQuerySet":
        """Those that stand, by the day of their signature; none that touches an accusation."""
        sealed = Recommendation.cases.through.objects.filter(
            recommendation=OuterRef("pk"), case__in_compartment=True
        )
        return self.filter(~Exists(sealed), signed_on__range=(since, until), cancelled_on=None)


class Recommendation(models.Model):
    """三项建议: drafted, signed by the bureau leader and numbered, answered in writing (条例第40条第4款).

    It may be about several cases or none, so its day of feedback (内部要求) is no Deadline: the row keeps the derivation
    as the action computed it. What is told of an accountability are numbers, never names.
    """

    kind = models.CharField("种类", max_length=20, choices=RecommendationKind.choices())
    organ = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="recommendations", verbose_name="受建议机关"
    )
    concerned = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name="建议涉及的单位"
    )
    cases = models.ManyToManyField(Case, related_name="recommendations", blank=True)
    proposal = models.OneToOneField(
        "oversight.AccountabilityProposal", models.PROTECT, null=True, related_name="recommendation"
    )
    subject = models.CharField("事由", max_length=80)
    facts = models.TextField("发现的情况")
    basis = models.CharField("依据", max_length=300, blank=True, db_default="")
    proposals = models.TextField("建议")
    drafted_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    drafted_on = models.DateField("拟稿日")
    version = models.PositiveIntegerField(default=1)
    signed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    signed_on = models.DateField("签发日", null=True, blank=True)
    paper = models.OneToOneField(Paper, models.PROTECT, null=True, related_name="+")
    length = models.PositiveSmallIntegerField("指定日数", null=True, blank=True)
    nominal_on = models.DateField("名义反馈日", null=True, blank=True)
    due_on = models.DateField("反馈期限", null=True, blank=True)
    provisional = models.BooleanField("暂估", default=False, db_default=False)
    period_version = models.CharField("规则版本", max_length=60, blank=True, db_default="")
    calendar_version = models.CharField("日历版本", max_length=40, blank=True, db_default="")
    reminded = models.CharField("提醒到哪一步", max_length=40, blank=True, db_default="")
    adoption = models.CharField(
        "采纳情况", max_length=20, choices=Adoption.choices(), blank=True, db_default=""
    )
    feedback = models.TextField("书面反馈", blank=True, db_default="")
    feedback_number = models.CharField("反馈文号", max_length=60, blank=True, db_default="")
    answered_on = models.DateField("反馈日", null=True, blank=True)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    units_held = models.PositiveSmallIntegerField("追究的单位数", null=True, blank=True)
    persons_held = models.PositiveSmallIntegerField("追究的人数", null=True, blank=True)
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    dropped_on = models.DateField("不提出日", null=True, blank=True)
    cancelled_on = models.DateField("撤回日", null=True, blank=True)
    end_reason = models.CharField("不提出、撤回的理由", max_length=200, blank=True, db_default="")

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["-drafted_on", "-pk"]
        verbose_name = "三项建议"
        indexes = [
            models.Index(fields=["due_on", "id"], name="recommendation_open",
                         condition=Q(signed_on__isnull=False, answered_on__isnull=True, cancelled_on__isnull=True)),
            models.Index(fields=["signed_on", "kind"], name="recommendation_by_day"),
            models.Index(fields=["organ", "-id"], name="recommendation_of_organ"),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True, signed_by__isnull=True, paper__isnull=True, due_on__isnull=True)
                | (Q(signed_on__isnull=False, signed_by__isnull=False, paper__isnull=False, due_on__isnull=False,
                     nominal_on__isnull=False, organ__isnull=False) & ~Q(period_version="")),
                name="recommendation_signed_is_a_paper",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, adoption="")
                | (Q(answered_on__isnull=False, answered_by__isnull=False, signed_on__isnull=False,
                     cancelled_on__isnull=True) & ~Q(adoption="") & ~Q(feedback="")),
                name="recommendation_feedback_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(units_held__isnull=True, persons_held__isnull=True)
                | Q(kind=RecommendationKind.ACCOUNTABILITY, answered_on__isnull=False),
                name="recommendation_numbers_of_accountability_only",
            ),
            models.CheckConstraint(
                condition=Q(dropped_on__isnull=True) | (Q(signed_on__isnull=True) & ~Q(end_reason="")),
                name="recommendation_dropped_unsigned",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_on__isnull=True) | (Q(signed_on__isnull=False) & ~Q(end_reason="")),
                name="recommendation_cancelled_signed",
            ),
            models.CheckConstraint(
                condition=Q(concerned__isnull=True) | Q(organ__isnull=True) | ~Q(concerned=models.F("organ"))
                | ~Q(kind=RecommendationKind.ACCOUNTABILITY),
                name="recommendation_never_to_whom_it_holds_answerable",
            ),
        ]  # fmt: skip


# --- the day of a 交办 --------------------------------------------------------------------------------------------


class ReportExtensionQuerySet(models.QuerySet["ReportExtension"]):
    def visible_to(self, user: User) -> "ReportExtensionQuerySet":
        rows = self.filter(handling__claim__case__in_compartment=False)
        if _supervises(user):
            return rows
        if user.can(Permission.HANDLE):
            return rows.filter(handling__unit_id=user.unit_id)
        return self.none()


class ReportExtension(models.Model):
    """A unit asks the bureau for a later 限办日期, and what the bureau decided; before and after are kept.

    The Regulation leaves the day to who assigns (条例第22条第1款第3项); that a later one is asked for and approved is local
    law (《山东省信访条例》第42条第2款), followed here as an internal rule.
    """

    handling = models.ForeignKey(Handling, models.PROTECT, related_name="report_extensions")
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    asked_on = models.DateField("申请日")
    reason = models.CharField("申请理由", max_length=300)
    before_on = models.DateField("原限办日期")
    until = models.DateField("申请延至")
    approved = models.BooleanField("同意", null=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField("决定日", null=True, blank=True)
    answer = models.CharField("审定意见", max_length=300, blank=True, db_default="")

    objects = ReportExtensionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "限办日期延长"
        constraints = [
            models.UniqueConstraint(
                fields=["handling"], name="report_extension_asked_once", condition=Q(decided_on__isnull=True)
            ),
            models.CheckConstraint(condition=Q(until__gt=models.F("before_on")), name="report_extension_is_later"),
            models.CheckConstraint(
                condition=Q(approved__isnull=True, decided_by__isnull=True, decided_on__isnull=True)
                | Q(approved__isnull=False, decided_by__isnull=False, decided_on__isnull=False),
                name="report_extension_decided_by_someone",
            ),
        ]  # fmt: skip
