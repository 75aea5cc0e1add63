"""Ways out of the petition channel: relief paths, local grounds, briefings; and 简易办理 (domain §2.2, §2.3, §5.1)."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cases.models.case import Case
from cases.models.folder import CasePaper
from cases.models.handling import Handling
from law.articles import Article
from law.terms import (
    Attitude,
    ConversionReason,
    GuidanceKind,
    Measure,
    Outcome,
    SimpleKind,
    SuggestionOutcome,
    TellingWay,
)
from organizations.models import Unit


def in_force(on: date) -> Q:
    """Rows whose law holds on a day; a day left open has no limit."""
    return Q(Q(in_force_from=None) | Q(in_force_from__lte=on)) & Q(
        Q(in_force_until=None) | Q(in_force_until__gt=on)
    )


class LawRow(models.Model):
    """What every row that cites another law says of it, so that an amendment is a new row (domain §2.4)."""

    law = models.CharField("法律名称", max_length=80, help_text="全称，不写书名号")
    articles = models.CharField(
        "条款", max_length=60, blank=True, help_text="例：20、62；23(2)；没有核对的不填"
    )
    version_date = models.DateField("文本日期", null=True, blank=True)
    in_force_from = models.DateField("施行日", null=True, blank=True)
    in_force_until = models.DateField("停止适用日", null=True, blank=True, help_text="当天起不再适用")
    verified_by = models.CharField("核对人", max_length=40, blank=True)
    verified_on = models.DateField("核对日", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(in_force_from=None) | Q(in_force_until=None)
                | Q(in_force_until__gt=models.F("in_force_from")),
                name="%(class)s_in_force_in_order",
            )
        ]  # fmt: skip

    @property
    def basis(self) -> str:
        """《劳动争议调解仲裁法》第二条、第二十七条; without a number where the number was not checked."""
        places = [
            spelled_article(text) for text in self.articles.replace(",", "、").split("、") if text.strip()
        ]
        return f"《{self.law}》{'、'.join(places)}"


def spelled_article(text: str) -> str:
    """23(2) → 第二十三条第二款, as letters write it; what is no number stays as typed."""
    number, _, paragraph = text.strip().replace("（", "(").replace("）", ")").rstrip(")").partition("(")
    if not number.isdecimal() or (paragraph and not paragraph.isdecimal()):
        return text.strip()
    return Article(int(number), int(paragraph) if paragraph else None, law="x").long.removeprefix("《x》")


class ReliefPath(LawRow):
    """One statutory way: who takes it, with what, within which time, and what starts that time.

    The words are the law's; ``length`` and ``measure`` stand only where the last day can be counted. Maintained by the
    system administrator; a paper keeps its own words, so that a later change moves no paper that left.
    """

    code = models.SlugField("代码", max_length=40)
    kind = models.CharField("引导类别", max_length=20, choices=GuidanceKind.choices())
    position = models.PositiveIntegerField("次序", default=100)
    matter = models.CharField("适用的事", max_length=120)
    path = models.CharField("法定途径", max_length=120)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="受理机关（本县单位）",
        help_text="地址、电话不填的，用单位的",
    )  # fmt: skip
    body = models.CharField("受理机关名称", max_length=80, blank=True, help_text="不填用单位全称")
    address = models.CharField("地址", max_length=120, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True)
    materials = models.TextField("所需材料", help_text="一行一项")
    term = models.CharField("申请期限", max_length=200, help_text="用法律原文")
    starts = models.CharField("从什么时候起算", max_length=120, blank=True)
    length = models.PositiveIntegerField("期限长度", null=True, blank=True, help_text="能算出最后一日的才填")
    measure = models.CharField("期限单位", max_length=10, choices=Measure.choices(), blank=True)
    help = models.CharField("其他帮助", max_length=200, blank=True)
    categories = ArrayField(
        models.CharField(max_length=60), verbose_name="内容分类", default=list, blank=True,
        help_text="一级或者一级/二级，用顿号隔开；这些分类的诉求优先显示",
    )  # fmt: skip

    class Meta(LawRow.Meta):
        ordering = ["position", "pk"]
        verbose_name = "法定途径"
        constraints = [
            *LawRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(length__isnull=True, measure="") | (Q(length__gte=1) & ~Q(measure="")),
                name="relief_length_has_its_measure",
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | ~Q(body=""), name="relief_path_names_its_body"
            ),
            models.UniqueConstraint(
                fields=["code", "in_force_from"], name="relief_path_version_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def body_name(self) -> str:
        return self.body or (self.unit.name if self.unit else "")

    @property
    def body_address(self) -> str:
        return self.address or (self.unit.address if self.unit else "")

    @property
    def body_phone(self) -> str:
        return self.phone or (self.unit.phone if self.unit else "")

    def fits(self, category: str) -> bool:
        """Whether the path is named for this content category, or for its first level."""
        return bool(category) and bool({category, category.split("/", maxsplit=1)[0]} & set(self.categories))


class LocalGround(LawRow):
    """A ground for 不予受理 that a local rule adds (domain §2.3); never used before somebody turned it on."""

    words = models.CharField("情形", max_length=200)
    enabled = models.BooleanField(
        "启用", default=False, help_text="本地现行有效的规定才启用；启用前请核对文本"
    )
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta(LawRow.Meta):
        ordering = ["pk"]
        verbose_name = "地方不予受理情形"
        constraints = [
            *LawRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(enabled=False)
                | (Q(in_force_from__isnull=False) & ~Q(articles="") & Q(verified_on__isnull=False)),
                name="local_ground_enabled_is_verified",
            ),
        ]

    def __str__(self) -> str:
        return self.words


class OrganizationBriefing(models.Model):
    """通报组织部门: that a petition about a cadre came in — its number and day, sealed hand to hand (条例第30条第2款)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="briefings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    paper = models.OneToOneField(CasePaper, models.PROTECT, related_name="+")
    on = models.DateField("通报日")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "unit"], name="briefed_once")]


class SimpleSuggestion(models.Model):
    """建议简易办理: the bureau holds a claim simple; whether it is, the unit decides (国信发〔2016〕8号)."""

    claim = models.OneToOneField("cases.Claim", models.PROTECT, related_name="simple_suggestion")
    kind = models.CharField("情形", max_length=20, choices=SimpleKind.choices())
    reason = models.CharField("理由", max_length=300)
    suggested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    suggested_on = models.DateField("建议日")


class SimpleProcedureQuerySet(models.QuerySet["SimpleProcedure"]):
    def visible_to(self, user: object) -> "SimpleProcedureQuerySet":
        """Those of the handlings a person sees; never in the compartment."""
        seen = Handling.objects.visible_to(user)  # type: ignore[arg-type]
        return self.filter(handling__in=seen, handling__claim__case__in_compartment=False)


class SimpleProcedure(models.Model):
    """简易办理 of one handling: decided by the unit, told and answered in a recorded way, or turned ordinary."""

    handling = models.OneToOneField(Handling, models.PROTECT, related_name="simple")
    kind = models.CharField("情形", max_length=20, choices=SimpleKind.choices())
    reason = models.CharField("理由", max_length=300)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_on = models.DateField("决定日")
    written_asked = models.BooleanField("信访人要求书面", default=False)
    told_way = models.CharField("告知方式", max_length=10, choices=TellingWay.choices())
    told_at = models.TimeField("告知时间")
    told_words = models.TextField("告知内容")
    replied_on = models.DateField("答复日", null=True, blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reply_way = models.CharField("答复方式", max_length=10, choices=TellingWay.choices(), blank=True)
    reply_at = models.TimeField("答复时间", null=True, blank=True)
    outcome = models.CharField(
        "答复意见", max_length=20, choices=[*Outcome.choices(), *SuggestionOutcome.choices()], blank=True
    )
    reply = models.TextField("答复内容", blank=True)
    attitude = models.CharField("信访人态度", max_length=20, choices=Attitude.choices(), blank=True)
    converted_on = models.DateField("转普通程序日", null=True, blank=True)
    converted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    converted_for = models.CharField(
        "转普通程序的原因", max_length=20, choices=ConversionReason.choices(), blank=True
    )
    converted_reason = models.CharField("具体理由", max_length=300, blank=True)

    objects = SimpleProcedureQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "简易办理"
        constraints = [
            models.CheckConstraint(
                condition=Q(replied_on__isnull=True, reply="", reply_way="", reply_at__isnull=True, replied_by__isnull=True)
                | (Q(replied_on__isnull=False, reply_at__isnull=False, replied_by__isnull=False)
                   & ~Q(reply="") & ~Q(reply_way="") & ~Q(attitude="")),
                name="simple_reply_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(converted_on__isnull=True, converted_by__isnull=True, converted_for="")
                | (Q(converted_on__isnull=False, converted_by__isnull=False) & ~Q(converted_for="")
                   & ~Q(converted_reason="")),
                name="simple_conversion_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(written_asked=False) | Q(reply_way__in=["", TellingWay.WRITTEN.value])
                | Q(converted_on__isnull=False),
                name="simple_reply_in_writing_when_asked",
            ),
            models.CheckConstraint(condition=~Q(outcome="rejected"), name="simple_reply_rejects_nothing"),
        ]  # fmt: skip

    @property
    def case(self) -> Case:
        return self.handling.claim.case

    @property
    def running(self) -> bool:
        """Neither answered nor turned ordinary."""
        return self.replied_on is None and self.converted_on is None
