"""人民建议征集: calls, the suggestions that answer them, adoption and reward (条例第29条第2款、第3款).

A suggestion is a petition of the file (its answer is the 答复书), or a short entry — of a forum, a hotline — that names
nobody. No page gathers one person's suggestions (design §7).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.case import Case
from law.terms import SuggestionOutcome
from organizations.models import Unit, User
from organizations.roles import Permission


def keeps_calls(user: User) -> bool:
    """Who runs the calls: the bureau's screening officers and its leader."""
    return user.in_bureau and (user.can(Permission.SCREEN) or user.can(Permission.SIGN_ASSIGNMENT))


class SuggestionCallQuerySet(models.QuerySet["SuggestionCall"]):
    def visible_to(self, user: User) -> "SuggestionCallQuerySet":
        """The bureau sees all; who else works here what was published."""
        if user.in_bureau and user.can(Permission.SEE_COUNTY):
            return self.all()
        if user.can(Permission.HANDLE) or user.can(Permission.SEE_COUNTY):
            return self.exclude(published_on=None)
        return self.none()


class SuggestionCall(models.Model):
    """One call for suggestions on important work that concerns people's living (条例第29条第3款)."""

    title = models.CharField("征集主题", max_length=80)
    about = models.TextField("征集的内容和背景")
    organ = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="征集单位")
    opens_on = models.DateField("开始日")
    closes_on = models.DateField("截止日")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_on = models.DateField("拟稿日")
    published_on = models.DateField("公布日", null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField("结束日", null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    summary = models.TextField("征集情况小结", blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SuggestionCallQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "人民建议征集"
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gt=models.F("opens_on")), name="call_closes_after_opening"),
            models.CheckConstraint(
                condition=Q(published_on__isnull=True, published_by__isnull=True)
                | Q(published_on__isnull=False, published_by__isnull=False),
                name="call_published_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_by__isnull=True, summary="")
                | (Q(ended_on__isnull=False, ended_by__isnull=False, published_on__isnull=False) & ~Q(summary="")),
                name="call_ended_with_its_summary",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def visible_to(self, user: User) -> "SuggestionQuerySet":
        """The bureau sees all outside the compartment; a unit those it is to study."""
        rows = self.filter(Q(case=None) | Q(case__in_compartment=False))
        if user.in_bureau and user.can(Permission.SEE_COUNTY):
            return rows
        if user.can(Permission.HANDLE):
            return rows.filter(
                Q(unit_id=user.unit_id) & Q(case=None) | Q(case__in=Case.objects.visible_to(user))
            )
        return self.none()


class Suggestion(models.Model):
    """One suggestion: of a file (``case``; its reply decides), or a short entry studied by ``unit``."""

    call = models.ForeignKey(
        SuggestionCall, models.PROTECT, null=True, blank=True, related_name="suggestions"
    )
    case = models.OneToOneField(Case, models.PROTECT, null=True, blank=True, related_name="suggestion")
    text = models.TextField("建议内容", blank=True)
    source = models.CharField("来源", max_length=40, blank=True, help_text="例：座谈会、意见箱；不写姓名")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_on = models.DateField("收到日")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="研究论证单位"
    )
    outcome = models.CharField("研究结论", max_length=20, choices=SuggestionOutcome.choices(), blank=True)
    reason = models.TextField("理由和落实安排", blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField("结论日", null=True, blank=True)
    contribution = models.CharField("贡献", max_length=300, blank=True)
    reward = models.CharField("奖励", max_length=80, blank=True)
    reward_basis = models.CharField("奖励的规定", max_length=120, blank=True)
    rewarded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rewarded_on = models.DateField("奖励日", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "人民建议"
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False, text="", outcome="", unit__isnull=True)
                | (Q(case__isnull=True, unit__isnull=False) & ~Q(text="") & ~Q(source="")),
                name="suggestion_of_a_file_or_an_entry",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_on__isnull=True, decided_by__isnull=True)
                | (~Q(outcome="") & ~Q(reason="") & Q(decided_on__isnull=False, decided_by__isnull=False)),
                name="suggestion_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(reward="", rewarded_on__isnull=True, rewarded_by__isnull=True)
                | (~Q(reward="") & ~Q(contribution="") & ~Q(reward_basis="")
                   & Q(rewarded_on__isnull=False, rewarded_by__isnull=False)),
                name="suggestion_rewarded_on_a_rule",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.case.title if self.case else self.text[:60]
