"""Review 复查、复核: the petitioner's request against one opinion, and what the superior body decides (条例第35条、第36条)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMModelMixin, transition

from cases.courses import REVIEW
from cases.models.case import Case
from cases.models.folder import CasePaper
from cases.models.handling import Delivery, Handling, Opinion
from law.terms import Channel, ReviewLevel, ReviewOutcome, ReviewState
from organizations.models import Unit, User
from organizations.roles import Permission
from organizations.statefield import StateField

#: Nothing more is decided or served in it.
REVIEW_ENDED = (ReviewState.DECLINED, ReviewState.WITHDRAWN, ReviewState.SERVED)
#: Ended without a word on the opinion: the right to ask is not used up.
REVIEW_UNUSED = (ReviewState.DECLINED, ReviewState.WITHDRAWN)


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: User) -> "ReviewQuerySet":
        """The bureau and the county's offices see all; a unit those of its own opinions and those it decides."""
        rows = self.filter(handling__claim__case__in_compartment=False)
        if not user.is_active:
            return self.none()
        if user.sees_county:
            return rows
        if user.can(Permission.HANDLE):
            return rows.filter(Q(handling__unit_id=user.unit_id) | Q(organ_id=user.unit_id))
        return self.none()

    def open(self) -> "ReviewQuerySet":
        """Asked for, and not ended."""
        return self.exclude(state__in=REVIEW_ENDED)

    def standing(self) -> "ReviewQuerySet":
        """Those that use up the right to ask: neither declined nor withdrawn."""
        return self.exclude(state__in=REVIEW_UNUSED)


class Review(FSMModelMixin, models.Model):
    """One request. ``of`` is the review a final review is about; ``organ`` the competent superior body.

    ``requested_on`` is the petitioner's day (a letter's posting day) and decides whether it is in time;
    ``received_on`` is the body's day and starts its thirty days. ``own_number``: the document number of a body
    outside the system, whose act was recorded from its paper; otherwise ``paper`` is the paper issued here.
    """

    handling = models.ForeignKey(Handling, models.PROTECT, related_name="reviews")
    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="reviews")
    level = models.CharField("程序", max_length=10, choices=ReviewLevel.choices())
    of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="final_reviews")
    organ = models.ForeignKey(Unit, models.PROTECT, related_name="reviews", verbose_name="复查、复核机关")
    organ_reason = models.CharField("改由其他机关的理由", max_length=200, blank=True)
    state = StateField(
        "状态",
        choices=ReviewState.choices(),
        default=ReviewState.REQUESTED,
        db_index=True,
    )
    channel = models.CharField("申请形式", max_length=20, choices=Channel.choices())
    requested_on = models.DateField("申请日（交邮日）")
    received_on = models.DateField("收到日")
    late = models.BooleanField("超过申请期限", default=False)
    late_reason = models.CharField("逾期仍受理的正当理由", max_length=300, blank=True)
    request = models.TextField("复查、复核请求")
    grounds = models.TextField("事实和理由", blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    accepted_on = models.DateField("受理日", null=True, blank=True)
    outcome = models.CharField("结论", max_length=20, blank=True, choices=ReviewOutcome.choices())
    findings = models.TextField("审查认定的事实和理由", blank=True)
    decision = models.TextField("复查、复核意见（不予受理的理由）", blank=True)
    legal_basis = models.TextField("依据", blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    drafted_on = models.DateField("拟稿（录入）日", null=True, blank=True)
    own_number = models.CharField("机关自己的文号", max_length=60, blank=True)
    own_signed_on = models.DateField("机关文书的日期", null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_on = models.DateField("签发日", null=True, blank=True)
    recorded_on = models.DateField("记录日", null=True, blank=True)
    paper = models.OneToOneField(CasePaper, models.PROTECT, null=True, blank=True, related_name="review")
    ended_on = models.DateField("终了日", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "复查复核"
        constraints = [
            models.UniqueConstraint(
                fields=["opinion", "level"],
                name="one_review_and_one_final_review_per_opinion",
                condition=~Q(state__in=["declined", "withdrawn"]),
            ),
            models.CheckConstraint(
                condition=Q(level="review", of__isnull=True) | Q(level="final", of__isnull=False),
                name="final_review_is_of_a_review",
            ),
            models.CheckConstraint(
                condition=Q(received_on__gte=F("requested_on")), name="review_received_after_request"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "signed", "served"]) | Q(late=False) | ~Q(late_reason=""),
                name="late_review_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["requested", "accepted", "withdrawn"], signed_on__isnull=True)
                | Q(
                    state__in=["declined", "signed", "served"],
                    signed_on__isnull=False,
                    signed_by__isnull=False,
                    recorded_on__isnull=False,
                ),
                name="review_decided_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "served"])
                | (~Q(outcome="") & ~Q(findings="") & ~Q(decision="")),
                name="review_signed_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["declined", "withdrawn", "served"], ended_on__isnull=False)
                | (~Q(state__in=["declined", "withdrawn", "served"]) & Q(ended_on__isnull=True)),
                name="review_ended_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handling.claim} {ReviewLevel(self.level).label}"

    @property
    def case(self) -> Case:
        return self.handling.claim.case

    @property
    def final(self) -> bool:
        """Is it the final review (复核), after which the same facts and reasons are barred (条例第36条第3款)."""
        return self.level == ReviewLevel.FINAL

    @property
    def period(self) -> str:
        """The code of its clock."""
        return "final_review" if self.final else "review"

    @property
    def number(self) -> str:
        """The number of its paper, whoever gave it."""
        return self.own_number or (self.paper.paper.number if self.paper else "")

    @transition(state, **REVIEW.step("accept"))
    def accept(self) -> None: ...

    @transition(state, **REVIEW.step("decline"))
    def decline(self) -> None: ...

    @transition(state, **REVIEW.step("withdraw"))
    def withdraw(self) -> None: ...

    @transition(state, **REVIEW.step("sign"))
    def sign(self) -> None: ...

    @transition(state, **REVIEW.step("serve"))
    def serve(self) -> None: ...


class ReviewService(Delivery):
    """The service of a review opinion; from the arrival of 复查 the thirty days for 复核 start (条例第36条第1款)."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="services")


class HearingTime(models.Model):
    """Days of a hearing left out of the 复核 clock, from the decision to hear to its conclusion (条例第36条第2款)."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="hearing_times")
    first_day = models.DateField("决定听证日")
    last_day = models.DateField("听证结论日")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_on = models.DateField("记录日")

    class Meta:
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="hearing_ends_after_it_began"
            )
        ]

    @property
    def days(self) -> int:
        """The days not counted: the day of the decision itself is none (民法典第201条)."""
        return (self.last_day - self.first_day).days
