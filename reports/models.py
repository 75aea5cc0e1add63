"""What the figures keep: daily aggregates, snapshots and their revisions, and what the report writer enters by hand."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cases.models import StoredFile
from law.clock import now

#: What is frozen: the spans of 到期口径 by the nightly job, 年报 (登记口径) when the annual report is finished.
SNAPSHOT_KINDS = {"month": "月报", "quarter": "季报", "half": "半年报", "year": "全年", "annual": "年度报告"}

#: What is handed out of an edition.
FILE_KINDS = {"docx": "报告", "xlsx": "数字附表", "public": "公开稿"}


class FigureBuild(models.Model):
    """One run that counted every day anew. Transactions from ``first_unseen`` on may be missing from it.

    ``stamp`` names all that decides beside the rows: definitions, observation period, calendar.
    """

    as_of = models.DateField("统计日")
    built_at = models.DateTimeField("完成时间", default=now)
    first_unseen = models.BigIntegerField()
    stamp = models.CharField(max_length=80)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "统计任务"


class DailyFigure(models.Model):
    """Unit × day × indicator: sizes of the sets as the last build found them. The unit is that of the day."""

    basis = models.CharField(max_length=10)
    indicator = models.CharField(max_length=30)
    day = models.DateField()
    unit = models.CharField(max_length=40)
    numerator = models.PositiveIntegerField(default=0)
    denominator = models.PositiveIntegerField(default=0)
    not_recorded = models.PositiveIntegerField(default=0)
    pending = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "日统计"
        constraints = [
            models.UniqueConstraint(fields=["basis", "day", "indicator", "unit"], name="daily_figure_once")
        ]


class MonthFigure(models.Model):
    """The days of a whole month added up, so that a year is read from a few thousand rows."""

    basis = models.CharField(max_length=10)
    indicator = models.CharField(max_length=30)
    month = models.DateField()
    unit = models.CharField(max_length=40)
    numerator = models.PositiveIntegerField(default=0)
    denominator = models.PositiveIntegerField(default=0)
    not_recorded = models.PositiveIntegerField(default=0)
    pending = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "月统计"
        constraints = [
            models.UniqueConstraint(fields=["basis", "month", "indicator", "unit"], name="month_figure_once")
        ]


class DailyVolume(models.Model):
    """Day × key: the volumes as the last build found them. ``by``: which key, ``all`` for the whole of the day."""

    day = models.DateField()
    by = models.CharField(max_length=10)
    key = models.CharField(max_length=80, blank=True)
    total = models.PositiveIntegerField(default=0)
    first = models.PositiveIntegerField(default=0)
    again = models.PositiveIntegerField(default=0)
    visits = models.PositiveIntegerField(default=0)
    visitors = models.PositiveIntegerField(default=0)
    collective = models.PositiveIntegerField(default=0)
    collective_people = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "日件次"
        constraints = [models.UniqueConstraint(fields=["day", "by", "key"], name="daily_volume_once")]


class Snapshot(models.Model):
    """The figures of a period as they stood on one day, with the terms they were counted by; never changed.

    ``version``: how many times the period was frozen (only the annual report's, and only before it is public).
    ``before``: the same period a year earlier, as it was compared with. ``digest``: SHA-256 over all of it.
    """

    kind = models.CharField("种类", max_length=10, choices=SNAPSHOT_KINDS)
    basis = models.CharField("口径", max_length=10)
    since = models.DateField("自")
    until = models.DateField("至")
    version = models.PositiveSmallIntegerField("第几次", default=1)
    frozen_on = models.DateField("冻结日")
    definitions = models.CharField("口径版本", max_length=20)
    readings = models.JSONField("采用的数法", default=dict)
    stamp = models.CharField("统计条件", max_length=80, blank=True)
    before = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name="上年同期")
    digest = models.CharField("摘要", max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-until", "-since", "kind", "-version"]
        verbose_name = "统计快照"
        constraints = [
            models.UniqueConstraint(fields=["kind", "since", "version"], name="snapshot_once"),
            models.CheckConstraint(condition=Q(since__lte=models.F("until")), name="snapshot_has_days"),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="snapshot_has_its_digest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period}{self.get_kind_display()}"

    @property
    def period(self) -> str:
        """``2026年3月``, ``2026年第一季度``, ``2026年上半年``, ``2026年``."""
        year, month = self.since.year, self.since.month
        if self.kind == "month":
            return f"{year}年{month}月"
        if self.kind == "quarter":
            return f"{year}年第{'一二三四'[(month - 1) // 3]}季度"
        if self.kind == "half":
            return f"{year}年{'上' if month == 1 else '下'}半年"
        return f"{year}年"


class FrozenFigure(models.Model):
    """One figure of a snapshot, and the set behind it, so that the frozen number opens into the frozen set.

    Of a count: ``number`` and how many rows are ``behind`` it. Of a rate: numerator and denominator. ``rows`` are the
    keys of the rows of its source, of a rate those of the numerator first; ``cases`` their matters, 0 for none.
    ``waiting``: rows still open and not yet due on that day. Null: the set was not kept (frozen before sets were).
    A figure of the activity ledger has its ``amount`` (null: not known) and whether it was reported as 余.
    """

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="figures")
    code = models.CharField(max_length=40)
    by = models.CharField(max_length=10, default="all")
    key = models.CharField(max_length=60, blank=True)
    number = models.PositiveBigIntegerField()
    behind = models.PositiveIntegerField()
    not_recorded = models.PositiveIntegerField(default=0)
    pending = models.PositiveIntegerField(default=0)
    recorded = models.BooleanField(default=True)
    amount = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    approximate = models.BooleanField(default=False)
    rows = ArrayField(models.BigIntegerField(), null=True)
    cases = ArrayField(models.BigIntegerField(), null=True)
    waiting = ArrayField(models.BigIntegerField(), null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "冻结的数字"
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "code", "by", "key"], name="frozen_figure_once"),
            models.CheckConstraint(
                condition=Q(rows=None, cases=None)
                | Q(rows__len=models.F("behind"), cases__len=models.F("behind")),
                name="frozen_set_is_as_large_as_its_figure",
            ),
        ]

    @property
    def amount_number(self) -> int | float | None:
        """The amount as a plain number."""
        if self.amount is None:
            return None
        return int(self.amount) if self.amount == self.amount.to_integral_value() else float(self.amount)


class Revision(models.Model):
    """A frozen figure stands otherwise since a day: a late entry or correction. The snapshot itself stays."""

    figure = models.ForeignKey(FrozenFigure, models.PROTECT, related_name="revisions")
    found_on = models.DateField("发现日")
    number = models.PositiveBigIntegerField("现在")
    amount = models.DecimalField("现在的数", max_digits=20, decimal_places=6, null=True)
    behind = models.PositiveIntegerField("现在的案件集")
    entered = ArrayField(models.BigIntegerField(), default=list)
    left = ArrayField(models.BigIntegerField(), default=list)
    changed = ArrayField(models.BigIntegerField(), default=list)
    why = models.CharField("变化", max_length=200)
    made_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-found_on", "pk"]
        verbose_name = "快照修订"
        constraints = [models.UniqueConstraint(fields=["figure", "found_on"], name="revision_once_a_day")]


class ReportEntry(models.Model):
    """A number typed by hand because no ledger carries it, with its source (domain §7.3); linked to nobody."""

    year = models.PositiveSmallIntegerField("年度")
    figure = models.CharField("指标", max_length=40)
    label = models.CharField("名称", max_length=60)
    value = models.DecimalField("数值", max_digits=14, decimal_places=2)
    unit = models.CharField("单位", max_length=12)
    source = models.CharField("数据来源", max_length=120)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_on = models.DateField("填报日")

    class Meta:
        ordering = ["year", "pk"]
        verbose_name = "手工填报"
        constraints = [
            models.UniqueConstraint(fields=["year", "figure"], name="report_entry_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="report_entry_not_negative"),
            models.CheckConstraint(condition=~Q(source=""), name="report_entry_has_source"),
        ]


class ReportText(models.Model):
    """A section in the writer's own words; it takes the place of the generated draft and is never overwritten."""

    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("报告", max_length=20)
    section = models.CharField("章节", max_length=40)
    text = models.TextField("正文")
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "报告正文"
        constraints = [models.UniqueConstraint(fields=["year", "kind", "section"], name="report_text_once")]


class ReportFrame(models.Model):
    """How the writer built one year's report: the frame of 五个法治化 switched on, or not."""

    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("报告", max_length=20)
    five = models.BooleanField("按五个法治化写", default=False)

    class Meta:
        verbose_name = "报告框架"
        constraints = [models.UniqueConstraint(fields=["year", "kind"], name="report_frame_once")]


class ReportPart(models.Model):
    """A part the writer added to those the law asks for; it stands after ``after`` and is numbered with the rest."""

    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("报告", max_length=20)
    code = models.CharField(max_length=40)
    title = models.CharField("标题", max_length=40)
    after = models.CharField("排在哪一部分之后", max_length=40)

    class Meta:
        ordering = ["pk"]
        verbose_name = "增加的部分"
        constraints = [
            models.UniqueConstraint(fields=["year", "kind", "code"], name="report_part_once"),
            models.CheckConstraint(condition=~Q(title=""), name="report_part_has_a_title"),
        ]


class ReportEdition(models.Model):
    """定稿: the whole content of a finished report and the snapshot it rests on; never changed.

    ``source``: texts with their tokens, and the numbers by hand as they stood; with the snapshot they give ``content``
    again. Null for editions from before snapshots were kept.
    """

    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("报告", max_length=20)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, null=True, related_name="editions")
    source = models.JSONField("底稿", null=True)
    content = models.JSONField("内容")
    digest = models.CharField("摘要", max_length=64, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_on = models.DateField("定稿日")
    made_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "报告定稿"
        indexes = [models.Index(fields=["year", "kind"], name="edition_by_year")]
        constraints = [
            models.CheckConstraint(
                condition=Q(snapshot=None, source=None) | Q(snapshot__isnull=False, source__isnull=False),
                name="edition_has_its_source",
            )
        ]


class Publication(models.Model):
    """公开: a finished report made public on a day, in a place; cells under five are left out of that text."""

    edition = models.OneToOneField(ReportEdition, models.PROTECT, related_name="publication")
    on = models.DateField("公开日")
    place = models.CharField("公开在哪里", max_length=120)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "报告公开"
        constraints = [models.CheckConstraint(condition=~Q(place=""), name="publication_says_where")]


class IssuedFile(models.Model):
    """A file as it was handed out; its bytes lie under their digest in the store, and stay."""

    edition = models.ForeignKey(ReportEdition, models.PROTECT, related_name="files")
    kind = models.CharField("文件", max_length=10, choices=FILE_KINDS)
    name = models.CharField("文件名", max_length=120)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    made_on = models.DateField("日期")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = "发出的文件"
        constraints = [models.UniqueConstraint(fields=["edition", "kind"], name="issued_file_once")]

    @property
    def sha256(self) -> str:
        return str(self.file_id)


from reports.activities.models import (  # noqa: E402, F401 - the activity ledger, a package of its own
    Activity,
    ActivityFile,
    ActivityImport,
    ActivityMeasure,
    ActivityRevision,
)
from reports.exports.models import Export  # noqa: E402, F401 - likewise
from reports.mechanisms.models import (  # noqa: E402, F401 - the six mechanisms, a package of their own
    Assessment,
    AssessmentResult,
    AssessmentScheme,
    DailyDispatch,
    DispatchNote,
    Inspection,
    InspectionSheet,
    MeetingCheck,
    MeetingItem,
    MonthlyCircular,
    QuarterStudy,
    SchemeWeight,
    WeeklyMeeting,
)
from reports.official import OfficialDocument  # noqa: E402, F401 - a model with its acts, in a module of its own
