"""Rule sets as data (draft, active, retired), their rows, and the decisions taken with them."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from law.terms import Purpose, Route, Stage, Term


class RuleSetStatus(Term):
    """A set is written as a draft, takes effect once, and stays readable for ever."""

    DRAFT = "draft", "草案"
    ACTIVE = "active", "现行"
    RETIRED = "retired", "停用"


class RuleKind(Term):
    """What a row answers; the values are those of ``routing.rules.Kind``."""

    PURPOSE = "purpose", "信访目的"
    PATH = "path", "法定途径"
    SUBJECT = "subject", "主管事项"
    COMPETENCE = "competence", "分类对应"
    ORGAN = "organ", "机关称谓"
    PLACE = "place", "属地"
    NOTE = "note", "提示"


class RuleSet(models.Model):
    """One version of the rules. ``in_force_*`` are legal days of Asia/Shanghai, both included."""

    name = models.CharField("名称", max_length=60, unique=True)
    status = models.CharField(
        "状态", max_length=10, choices=RuleSetStatus.choices(), default=RuleSetStatus.DRAFT
    )
    in_force_from = models.DateField("启用日", null=True, blank=True)
    in_force_until = models.DateField("停用日", null=True, blank=True)
    source = models.CharField("来源", max_length=200, blank=True)
    note = models.TextField("说明", blank=True)
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    #: counts every change of a row; the compiled rules of a process are keyed by it
    revision = models.PositiveIntegerField("修订", default=1)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "规则集"
        constraints = [
            models.UniqueConstraint(
                fields=["status"], condition=Q(status="active"), name="rule_set_one_active"
            ),
            models.CheckConstraint(
                condition=Q(in_force_until__isnull=True)
                | Q(in_force_from__isnull=True)
                | Q(in_force_until__gte=F("in_force_from")),
                name="rule_set_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


def _codes(label: str, size: int = 40) -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=size), verbose_name=label, default=list, blank=True)


class RuleRow(models.Model):
    """One rule: structured conditions, one result, one article, one sentence for the petitioner."""

    ruleset = models.ForeignKey(RuleSet, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField("次序", default=0)
    code = models.CharField("编号", max_length=60)
    kind = models.CharField("类别", max_length=12, choices=RuleKind.choices())
    because = models.CharField("说明（信访人可读）", max_length=200)
    # conditions; an empty one asks nothing
    purposes = _codes("信访目的")
    categories = _codes("内容分类", 60)
    flags = _codes("须有标志")
    without_flags = _codes("须无标志")
    channels = _codes("信访形式")
    places = _codes("地点代码")
    words = _codes("关键词")
    subject_words = _codes("标题关键词")
    with_words = models.JSONField("同时出现的词组", default=list, blank=True)
    without_words = _codes("排除词")
    # weight and result
    weight = models.DecimalField("分值", max_digits=5, decimal_places=2, default=1)
    decisive = models.BooleanField("成立即定", default=False)
    purpose = models.CharField("判为目的", max_length=20, choices=Purpose.choices(), blank=True)
    category = models.CharField("判为分类", max_length=60, blank=True)
    route = models.CharField("途径", max_length=20, choices=Route.choices(), blank=True)
    unit = models.CharField("单位代码", max_length=40, blank=True)
    alternatives = _codes("备选单位")
    territorial = models.BooleanField("涉及属地", default=False)
    proposal = models.CharField("建议", max_length=30, blank=True)
    # source
    item = models.CharField("条例第31条项号", max_length=10, blank=True)
    law = models.CharField("法律名称", max_length=60, default="条例")
    article = models.CharField("条号", max_length=160, blank=True)
    law_version = models.CharField("法律版本", max_length=30, blank=True)
    in_force_from = models.DateField("施行日", null=True, blank=True)
    in_force_until = models.DateField("失效日", null=True, blank=True)
    verified = models.BooleanField("条号已核", default=True)
    edited_by_person = models.BooleanField("人工修改过", default=False)

    class Meta:
        ordering = ["ruleset", "position", "pk"]
        verbose_name = "规则"
        constraints = [
            models.UniqueConstraint(fields=["ruleset", "code"], name="rule_code_once_per_set"),
            models.CheckConstraint(condition=~Q(because=""), name="rule_says_why"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="rule_weight_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.because}"


class RoutingDecision(models.Model):
    """What the rules suggested for a claim and what a person decided.

    ``facts`` hold no names, numbers or addresses. The suggestion is written once; the decision is filled by
    the person who answers for it.
    """

    claim = models.ForeignKey("cases.Claim", models.PROTECT, related_name="decisions")
    ruleset = models.ForeignKey(RuleSet, models.PROTECT, related_name="decisions")
    facts = models.JSONField("所依事实", default=dict)
    trace = models.JSONField("判断痕迹", default=list)
    suggested_purpose = models.CharField("建议目的", max_length=20, choices=Purpose.choices(), blank=True)
    suggested_category = models.CharField("建议分类", max_length=60, blank=True)
    suggested_route = models.CharField("建议途径", max_length=20, choices=Route.choices(), blank=True)
    suggested_unit = models.CharField("建议单位", max_length=40, blank=True)
    alternatives = _codes("备选单位")
    stage = models.CharField("判定阶段", max_length=12, choices=Stage.choices(), blank=True)
    article = models.CharField("依据", max_length=300, blank=True)
    because = models.TextField("理由（规则）", blank=True)
    proposal = models.CharField("建议处理", max_length=30, blank=True)
    abstained = models.BooleanField("存疑", default=False)
    decided_purpose = models.CharField("决定目的", max_length=20, choices=Purpose.choices(), blank=True)
    decided_category = models.CharField("决定分类", max_length=60, blank=True)
    decided_route = models.CharField("决定途径", max_length=20, choices=Route.choices(), blank=True)
    decided_unit = models.CharField("决定单位", max_length=40, blank=True)
    overridden = models.BooleanField("改变建议", default=False)
    reason = models.TextField("改变的理由", blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_on = models.DateField("甄别日", null=True, blank=True)
    created_at = models.DateTimeField("判断时间", auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "分流判断"
        indexes: ClassVar = [models.Index(fields=["ruleset", "decided_on"], name="routing_by_set_and_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_on__isnull=True)
                | Q(decided_by__isnull=False, decided_on__isnull=False),
                name="routing_decided_by_and_on",
            ),
            models.CheckConstraint(
                condition=Q(overridden=False) | ~Q(reason=""), name="routing_override_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}：{self.suggested_route} {self.suggested_unit or '存疑'}"
