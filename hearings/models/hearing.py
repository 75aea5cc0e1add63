"""Hearing 听证: one record from the proposal to the conclusion, whatever happens to its day (条例第31条第6项)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMModelMixin, transition

from cases.courses import HEARING
from cases.models import Case, Handling, Recusal, Review
from documents.models import Paper
from hearings.models.roster import Expert
from law.terms import HearingGround, HearingOccasion, HearingOpinion, HearingState, PanelGroup, StandDown
from organizations import sealed
from organizations.models import Unit, User
from organizations.roles import Permission
from organizations.statefield import StateField

S = HearingState
#: Nothing more happens to it.
ENDED = (S.REFUSED, S.CONCLUDED, S.CANCELLED)
#: The other offices know of it.
CALLED = (S.NOTICED, S.POSTPONED, S.HELD, S.CONCLUDED)


class HearingQuerySet(models.QuerySet["Hearing"]):
    def ordinary(self) -> "HearingQuerySet":
        return self.filter(case__in_compartment=False)

    def visible_to(self, user: User) -> "HearingQuerySet":
        """The bureau sees the county's; a unit those it holds, and those of its matters once it is called to them."""
        rows = self.ordinary()
        if not user.is_active:
            return rows.none()
        if user.sees_county:
            return rows
        if not user.can(Permission.HANDLE):
            return rows.none()
        called = Q(handling__unit_id=user.unit_id, state__in=CALLED)
        return rows.filter(Q(organ_id=user.unit_id) | called)

    def live(self) -> "HearingQuerySet":
        return self.exclude(state__in=ENDED)


class Hearing(FSMModelMixin, models.Model):
    """A hearing of one organ on one handling. ``organ`` holds it: the unit itself, or who reviews its opinion.

    ``draw`` keeps all that is needed to draw the panel again; ``minutes`` are sealed to this row.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="hearings")
    handling = models.ForeignKey(Handling, models.PROTECT, related_name="hearings", verbose_name="承办")
    occasion = models.CharField("环节", max_length=20, choices=HearingOccasion.choices())
    review = models.ForeignKey(Review, models.PROTECT, null=True, blank=True, related_name="hearings")
    organ = models.ForeignKey(Unit, models.PROTECT, related_name="hearings", verbose_name="举行机关")
    number = models.CharField("听证编号", max_length=60, blank=True)
    state = StateField("状态", choices=HearingState.choices(), default=S.PROPOSED, db_index=True)
    grounds = ArrayField(models.CharField(max_length=20, choices=HearingGround.choices()))
    reason = models.TextField("举行听证的理由")
    questions = models.TextField("要听清的问题")
    requested = models.BooleanField("信访人要求听证", default=False)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_on = models.DateField("提请日")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField("决定日", null=True, blank=True)
    decision = models.CharField("决定意见", max_length=300, blank=True)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="主持人"
    )
    drawn_on = models.DateField("抽取日", null=True, blank=True)
    draw = models.JSONField("抽取记录", null=True)
    room = models.ForeignKey(
        "hearings.Room", models.PROTECT, null=True, related_name="hearings", verbose_name="地点"
    )
    starts_at = models.DateTimeField("开始", null=True, blank=True)
    ends_at = models.DateTimeField("结束", null=True, blank=True)
    public = models.BooleanField("公开举行", default=False)
    noticed_on = models.DateField("通知日", null=True, blank=True)
    postponed = models.PositiveSmallIntegerField("延期次数", default=0)
    held_on = models.DateField("举行日", null=True, blank=True)
    minutes_sealed = models.BinaryField(null=True)
    minutes = sealed.Json("minutes_sealed")
    finding = models.CharField("评议结论", max_length=20, blank=True, choices=HearingOpinion.choices())
    conclusion = models.TextField("结论说明", blank=True)
    concluded_on = models.DateField("结论日", null=True, blank=True)
    cancelled_on = models.DateField("取消日", null=True, blank=True)
    cancelled_reason = models.CharField("取消事由", max_length=300, blank=True)
    papers = models.ManyToManyField(Paper, related_name="+")
    version = models.PositiveIntegerField("版本", default=1)

    objects = HearingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "听证"
        indexes = [
            models.Index(fields=["organ", "-id"], name="hearing_of_organ"),
            models.Index(fields=["starts_at"], name="hearing_by_hour"),
            models.Index(fields=["held_on"], name="hearing_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["handling", "occasion"],
                name="one_live_hearing_per_occasion",
                condition=~Q(state__in=["refused", "concluded", "cancelled"]),
            ),
            models.CheckConstraint(
                condition=Q(occasion="handling", review__isnull=True)
                | Q(occasion__in=["review", "final_review"], review__isnull=False),
                name="hearing_of_a_review_names_it",
            ),
            models.UniqueConstraint(fields=["number"], name="hearing_number_once", condition=~Q(number="")),
            models.CheckConstraint(condition=Q(grounds__len__gte=1), name="hearing_has_a_ground"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "cancelled", "refused"])
                | (~Q(number="") & Q(chair__isnull=False)),
                name="hearing_approved_has_number_and_chair",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["noticed", "held", "concluded"])
                | Q(starts_at__isnull=False, ends_at__isnull=False, room__isnull=False),
                name="hearing_noticed_has_its_hour",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="hearing_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["held", "concluded"], held_on__isnull=False)
                | (~Q(state__in=["held", "concluded"]) & Q(held_on__isnull=True)),
                name="hearing_held_has_its_day",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="concluded", concluded_on__isnull=False) & ~Q(finding="") & ~Q(conclusion="")
                )
                | (~Q(state="concluded") & Q(concluded_on__isnull=True, finding="")),
                name="hearing_concluded_says_what",
            ),
            models.CheckConstraint(
                condition=(Q(state="cancelled", cancelled_on__isnull=False) & ~Q(cancelled_reason=""))
                | (~Q(state="cancelled") & Q(cancelled_on__isnull=True)),
                name="hearing_cancelled_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.case.number} 听证（待批准）"

    # The edges are those of the course HEARING; each method only names its act.
    @transition(state, **HEARING.step("approve_hearing"))
    def approve_hearing(self) -> None: ...

    @transition(state, **HEARING.step("refuse_hearing"))
    def refuse_hearing(self) -> None: ...

    @transition(state, **HEARING.step("draw_panel"))
    def draw_panel(self) -> None: ...

    @transition(state, **HEARING.step("notify_hearing"))
    def notify_hearing(self) -> None: ...

    @transition(state, **HEARING.step("postpone_hearing"))
    def postpone_hearing(self) -> None: ...

    @transition(state, **HEARING.step("hold_hearing"))
    def hold_hearing(self) -> None: ...

    @transition(state, **HEARING.step("conclude_hearing"))
    def conclude_hearing(self) -> None: ...

    @transition(state, **HEARING.step("cancel_hearing"))
    def cancel_hearing(self) -> None: ...


class MemberRecusal(models.Model):
    """Whose entry of the register a withdrawal (cases.Recusal, the one record of it) is about, and from which hearing."""

    recusal = models.OneToOneField(Recusal, models.PROTECT, related_name="member")
    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="recusals")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]


class Panelist(models.Model):
    """A member of the panel, by the lot; whoever withdraws stays on record, the next of the same lot follows."""

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="panel")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="seats")
    group = models.CharField("组别", max_length=20, choices=PanelGroup.choices())
    joined_on = models.DateField("抽定日")
    withdrawn_on = models.DateField("退出日", null=True, blank=True)
    withdrawal = models.CharField("退出原因", max_length=20, blank=True, choices=StandDown.choices())
    withdrawn_reason = models.CharField("退出事由", max_length=120, blank=True)
    attended = models.BooleanField("到会", null=True)
    opinion = models.CharField("表决意见", max_length=20, blank=True, choices=HearingOpinion.choices())

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["hearing", "expert"], name="drawn_once"),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawal="")
                | (Q(withdrawn_on__isnull=False, attended__isnull=True, opinion="") & ~Q(withdrawal="")),
                name="panelist_withdraws_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(opinion="") | Q(attended=True, attended__isnull=False), name="only_who_came_votes"
            ),
            models.CheckConstraint(condition=~Q(opinion="divided"), name="one_person_is_not_divided"),
        ]
