"""联席会议: a meeting of the joint conference, its agenda, and what it decided about offices (条例第11条至第13条、第39条)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import FSMModelMixin, transition

from cases.courses import CONFERENCE, MEASURE
from cases.models import Case, Dispute
from documents.models import Paper
from law.terms import ConferenceMeasure, ConferenceState, MeasureState
from organizations.models import Unit, User
from organizations.roles import Permission
from organizations.statefield import StateField


class ConferenceQuerySet(models.QuerySet["Conference"]):
    def visible_to(self, user: User) -> "ConferenceQuerySet":
        """The chair and the bureau, whose leader keeps the conference's office; a unit reads the decisions on itself."""
        office = user.in_bureau and (user.can(Permission.SUPERVISE) or user.can(Permission.DECIDE_OBJECTION))
        return self.all() if office or user.can(Permission.CHAIR_CONFERENCE) else self.none()


class Conference(FSMModelMixin, models.Model):
    """One meeting: called, held, its minutes signed by the chair. What it decides takes effect with the minutes."""

    title = models.CharField("会议名称", max_length=80)
    state = StateField("状态", choices=ConferenceState.choices(), default=ConferenceState.CALLED)
    meets_on = models.DateField("会议日期")
    place = models.CharField("地点", max_length=60)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="召集人"
    )
    units = models.ManyToManyField(Unit, related_name="+", verbose_name="通知单位")
    attended = models.ManyToManyField(Unit, related_name="+", verbose_name="参加单位")
    summary = models.TextField("会议意见", blank=True)
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    called_on = models.DateField("通知日")
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    minutes = models.OneToOneField(Paper, models.PROTECT, null=True, related_name="+", verbose_name="纪要")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    issued_on = models.DateField("印发日", null=True, blank=True)
    ended_reason = models.CharField("取消的理由", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "联席会议"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state="issued", minutes__isnull=False, issued_by__isnull=False, issued_on__isnull=False
                )
                | (~Q(state="issued") & Q(minutes__isnull=True, issued_on__isnull=True)),
                name="conference_issued_has_minutes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["held", "issued"]) | Q(held_by__isnull=False),
                name="conference_held_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @transition(state, **CONFERENCE.step("hold"))
    def hold(self) -> None: ...

    @transition(state, **CONFERENCE.step("issue"))
    def issue(self) -> None: ...

    @transition(state, **CONFERENCE.step("cancel"))
    def cancel(self) -> None: ...


class AgendaItem(models.Model):
    """One thing the meeting speaks about: a dispute put to it, or a topic in words, perhaps about a file."""

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="agenda")
    order = models.PositiveSmallIntegerField("次序")
    topic = models.CharField("议题", max_length=200)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    dispute = models.ForeignKey(Dispute, models.PROTECT, null=True, related_name="agenda_items")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "order"], name="agenda_order_once"),
            models.UniqueConstraint(fields=["conference", "dispute"], name="agenda_dispute_once"),
        ]


class DecisionQuerySet(models.QuerySet["ConferenceDecision"]):
    def visible_to(self, user: User) -> "DecisionQuerySet":
        """The conference's office and its chair all; a unit those on itself once the minutes are out, never a draft.

        A case that turned out to be an accusation takes what was decided about it out of sight (条例第30条第3款).
        """
        rows = self.filter(Q(case=None) | Q(case__in_compartment=False))
        office = user.in_bureau and (user.can(Permission.SUPERVISE) or user.can(Permission.DECIDE_OBJECTION))
        if office or user.can(Permission.CHAIR_CONFERENCE):
            return rows
        if user.can(Permission.HANDLE):
            out = [MeasureState.RUNNING, MeasureState.REPORTED, MeasureState.ENDED]
            return rows.filter(unit_id__in=user.stands_for, state__in=out)
        return self.none()


class ConferenceDecision(FSMModelMixin, models.Model):
    """What the meeting decided about one unit: 指定主办, 约谈, 通报, 挂牌督办 or another task, until it is carried out.

    It concerns how an office works, never a person (条例第39条第3款 is used for offices here).
    """

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="decisions")
    measure = models.CharField("决定", max_length=20, choices=ConferenceMeasure.choices())
    state = StateField("状态", choices=MeasureState.choices(), default=MeasureState.DRAFTED)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="conference_decisions", verbose_name="责任单位"
    )
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="conference_decisions")
    dispute = models.ForeignKey(Dispute, models.PROTECT, null=True, related_name="conference_decisions")
    assisting = models.ManyToManyField(Unit, related_name="+", verbose_name="协办单位")
    ground = models.CharField("事由", max_length=300)
    requirements = models.CharField("要求", max_length=300, blank=True)
    article = models.CharField("依据", max_length=40)
    due_on = models.DateField("落实期限", null=True, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    paper = models.OneToOneField(Paper, models.PROTECT, null=True, related_name="+")
    effective_on = models.DateField("生效日", null=True, blank=True)
    report = models.TextField("落实情况", blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reported_on = models.DateField("反馈日", null=True, blank=True)
    remark = models.CharField("核对意见", max_length=300, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField("销号（摘牌）日", null=True, blank=True)
    ending = models.OneToOneField(Paper, models.PROTECT, null=True, related_name="+", verbose_name="摘牌通知")
    version = models.PositiveIntegerField(default=1)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "联席会议决定"
        indexes = [models.Index(fields=["case"], name="conference_of_case", condition=Q(case__isnull=False))]
        constraints = [
            models.UniqueConstraint(
                fields=["dispute"], name="dispute_designated_once", condition=~Q(state="dropped")
            ),
            models.CheckConstraint(
                condition=Q(measure="designate", dispute__isnull=False, case__isnull=False)
                | (~Q(measure="designate") & Q(dispute__isnull=True)),
                name="designation_settles_a_dispute",
            ),
            models.CheckConstraint(
                condition=Q(measure="designate") | (Q(due_on__isnull=False) & ~Q(requirements="")),
                name="measure_says_what_by_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["drafted", "dropped"], effective_on__isnull=True)
                | (~Q(state__in=["drafted", "dropped"]) & Q(effective_on__isnull=False)),
                name="measure_takes_effect_with_the_minutes",
            ),
            models.CheckConstraint(
                condition=Q(reported_on__isnull=True) | (~Q(report="") & Q(reported_by__isnull=False)),
                name="measure_reported_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_on__isnull=False, ended_by__isnull=False)
                | (~Q(state="ended") & Q(ended_on__isnull=True)),
                name="measure_ended_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{ConferenceMeasure(self.measure).label} {self.unit}"

    @transition(state, **MEASURE.step("drop"))
    def drop(self) -> None: ...

    @transition(state, **MEASURE.step("begin"))
    def begin(self) -> None: ...

    @transition(state, **MEASURE.step("settle"))
    def settle(self) -> None: ...

    @transition(state, **MEASURE.step("hand_in"))
    def hand_in(self) -> None: ...

    @transition(state, **MEASURE.step("send_back"))
    def send_back(self) -> None: ...

    @transition(state, **MEASURE.step("end"))
    def end(self) -> None: ...

    def late(self, today: date) -> bool:
        """Its day is over and nothing was handed in."""
        return self.state == MeasureState.RUNNING and self.due_on is not None and self.due_on < today
