"""Handling 承办: one unit's work on one claim, bearer of the statutory state, the clocks and the papers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import FSMModelMixin, transition

from cases.models.case import Case, Claim, seen_by
from cases.procedure import HANDLING_COURSE
from law.terms import HandlingRole, HandlingState, Outcome, Route, SuggestionOutcome, ThroughGround
from organizations.models import Unit, User
from organizations.roles import Permission
from organizations.statefield import StateField


class HandlingQuerySet(models.QuerySet["Handling"]):
    def visible_to(self, user: User) -> "HandlingQuerySet":
        """A unit sees its own handlings; the bureau and the cleared those of the cases they see."""
        rows = self.filter(seen_by(user, "claim__case"))
        if user.sees_county or not user.can(Permission.REGISTER):
            return rows
        return rows.filter(
            Q(unit_id__in=user.stands_for) | Q(claim__case__receiving_unit_id__in=user.stands_for)
        )

    def ordinary(self) -> "HandlingQuerySet":
        """Outside the compartment."""
        return self.exclude(claim__in=Claim.objects.filter(case__in_compartment=True))

    def live(self) -> "HandlingQuerySet":
        return self.exclude(state__in=HANDLING_ENDED)


#: The unit owes nothing more.
HANDLING_ENDED = [
    HandlingState.CONCLUDED,
    HandlingState.RETURNED,
    HandlingState.DECLINED,
    HandlingState.ANSWERED,
    HandlingState.TRANSFERRED,
    HandlingState.WITHDRAWN,
]

#: Something is still to be done by the unit itself; an objected one waits for the bureau.
HANDLING_AT_WORK = [
    HandlingState.ARRIVED,
    HandlingState.ACCEPTED,
    HandlingState.STATUTORY,
    HandlingState.SIGNED,
    HandlingState.UNRECORDED,
    HandlingState.SIMPLE,
]


class Handling(FSMModelMixin, models.Model):
    """One unit × one claim. Transitions change the state only; everything else is ``cases.actions``."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="handlings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="handlings", verbose_name="承办单位")
    role = models.CharField(
        "主协办", max_length=12, choices=HandlingRole.choices(), default=HandlingRole.LEAD
    )
    state = StateField("状态", choices=HandlingState.choices(), default=HandlingState.ARRIVED, db_index=True)
    route = models.CharField("途径", max_length=20, choices=Route.choices())
    assigned = models.BooleanField("交办（须报办结报告）", default=False)
    direct = models.BooleanField("信访人直接提出", default=False)
    first_responsible = models.BooleanField("首办", default=False)
    designated = models.BooleanField("经决定指定", default=False)
    sent_on = models.DateField("转出日", null=True, blank=True)
    arrived_on = models.DateField("到达日")
    notice_exempt = models.BooleanField("免告知（匿名或姓名、住址不清）", default=False)
    accepted_on = models.DateField("受理日", null=True, blank=True)
    presumed = models.BooleanField("推定受理", default=False)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="handlings"
    )
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    ended_on = models.DateField("终了日", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = HandlingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "承办"
        indexes = [
            models.Index(
                fields=["unit", "id"],
                name="handling_at_work",
                include=["claim", "state", "role"],
                condition=Q(state__in=[state.value for state in HANDLING_AT_WORK]),
            ),
            models.Index(fields=["unit", "id"], name="handling_assigned", condition=Q(assigned=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"],
                name="one_live_lead_per_claim",
                condition=Q(role="lead") & ~Q(state="returned"),
            ),
            # who assisted and is done may come to lead, or to stand in for a unit that merged into it
            models.UniqueConstraint(
                fields=["claim", "unit"],
                name="unit_once_per_claim",
                condition=~Q(state="returned") & ~Q(state="concluded", role="assisting"),
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "arrived",
                        "objected",
                        "returned",
                        "declined",
                        "unrecorded",
                        "answered",
                        "statutory",
                        "transferred",
                        "withdrawn",
                    ]
                )
                | Q(role="assisting")
                | Q(accepted_on__isnull=False)
                | Q(
                    route__in=[
                        "judicial",
                        "arbitration",
                        "party_appeal",
                        "administrative",
                        "enforcement",
                        "discipline",
                        "enquiry",
                    ]
                ),
                name="handling_worked_is_accepted",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["concluded", "returned", "declined", "answered", "transferred", "withdrawn"],
                    ended_on__isnull=False,
                )
                | (
                    ~Q(
                        state__in=[
                            "concluded",
                            "returned",
                            "declined",
                            "answered",
                            "transferred",
                            "withdrawn",
                        ]
                    )
                    & Q(ended_on__isnull=True)
                ),
                name="handling_ended_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(presumed=False) | Q(accepted_on__isnull=False), name="presumed_is_accepted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim} {self.unit}"

    @property
    def case(self) -> Case:
        return self.claim.case

    # The edges are those of cases.procedure; each method only names its act.
    @transition(state, **HANDLING_COURSE.step("accept"))
    def accept(self) -> None: ...

    @transition(state, **HANDLING_COURSE.step("take_statutory"))
    def take_statutory(self) -> None: ...

    @transition(state, **HANDLING_COURSE.step("presume_acceptance"))
    def presume_acceptance(self) -> None: ...

    @transition(state, **HANDLING_COURSE.step("notify_late"))
    def notify_late(self) -> None: ...

    @transition(state, **HANDLING_COURSE.step("object_to"))
    def object_to(self) -> None: ...

    @transition(state, **HANDLING_COURSE.step("refuse_objection"))
    def refuse_objection(self) -> None: ...

    @transition(state, **HANDLING_COURSE.step("uphold_objection"))
    def uphold_objection(self) -> None: ...

    @transition(state, **HANDLING_COURSE.step("decide_dispute"))
    def decide_dispute(self) -> None: ...

    @transition(state, **HANDLING_COURSE.step("confirm_unit"))
    def confirm_unit(self) -> None: ...

    @transition(state, **HANDLING_COURSE.step("decline_handling"))
    def decline_handling(self) -> None: ...

    @transition(state, **HANDLING_COURSE.step("approve_extension"))
    def approve_extension(self) -> None: ...

    @transition(state, **HANDLING_COURSE.step("sign_opinion"))
    def sign_opinion(self) -> None: ...

    @transition(state, **HANDLING_COURSE.step("record_result"))
    def record_result(self) -> None: ...

    @transition(state, **HANDLING_COURSE.step("serve"))
    def serve(self) -> None: ...

    @transition(state, **HANDLING_COURSE.step("confirm_arrival"))
    def confirm_arrival(self) -> None: ...

    @transition(state, **HANDLING_COURSE.step("conclude"))
    def conclude(self) -> None: ...

    @transition(state, **HANDLING_COURSE.step("annul_service"))
    def annul_service(self) -> None: ...

    @transition(state, **HANDLING_COURSE.step("send_back"))
    def send_back(self) -> None: ...

    @transition(state, **HANDLING_COURSE.step("start_anew"))
    def start_anew(self) -> None: ...

    @transition(state, **HANDLING_COURSE.step("reply_assistance"))
    def reply_assistance(self) -> None: ...

    @transition(state, **HANDLING_COURSE.step("withdraw"))
    def withdraw(self) -> None: ...

    @transition(state, **HANDLING_COURSE.step("answer_imported"))
    def answer_imported(self) -> None: ...

    @transition(state, **HANDLING_COURSE.step("report_conclusion"))
    def report_conclusion(self) -> None: ...

    # 简易办理
    @transition(state, **HANDLING_COURSE.step("accept_simple"))
    def accept_simple(self) -> None: ...

    @transition(state, **HANDLING_COURSE.step("reply_simple"))
    def reply_simple(self) -> None: ...

    @transition(state, **HANDLING_COURSE.step("convert_simple"))
    def convert_simple(self) -> None: ...


class Objection(models.Model):
    """A unit says the matter is not its own, with reasons and where it belongs (条例第23条第3款)."""

    handling = models.ForeignKey(Handling, models.PROTECT, related_name="objections")
    reason = models.TextField("理由")
    suggested_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_on = models.DateField("提出日")
    upheld = models.BooleanField("同意退回", null=True)
    answer = models.TextField("核实意见", blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField("核实日", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["handling"], name="one_open_objection", condition=Q(decided_on__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(upheld__isnull=True, decided_on__isnull=True, decided_by__isnull=True)
                | Q(upheld__isnull=False, decided_on__isnull=False, decided_by__isnull=False),
                name="objection_decided_by_someone",
            ),
        ]


class Extension(models.Model):
    """An extension the unit's own head approved (条例第34条). ``in_time``: on or before the last day.

    ``spent_on``: it belonged to sixty days that ended with an annulled opinion; the new ones may be extended once.
    """

    handling = models.ForeignKey(Handling, models.PROTECT, related_name="extensions")
    days = models.PositiveSmallIntegerField("延长日数")
    reason = models.TextField("理由")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    #: none: an older register told the day, not the person
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_on = models.DateField("批准日")
    in_time = models.BooleanField("到期前批准")
    spent_on = models.DateField("随撤销的意见失效", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["handling"], name="one_extension_per_handling", condition=Q(spent_on__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=30), name="extension_at_most_thirty_days"
            ),
        ]


class Opinion(models.Model):
    """A draft or signed answer: 处理意见 (条例第32条), 答复 to a suggestion (条例第29条), or a statutory result."""

    handling = models.ForeignKey(Handling, models.PROTECT, related_name="opinions")
    outcome = models.CharField(
        "意见", max_length=20, blank=True, choices=[*Outcome.choices(), *SuggestionOutcome.choices()]
    )
    request = models.TextField("投诉请求", blank=True)
    facts = models.TextField("事实和理由", blank=True)
    decision = models.TextField("处理意见", blank=True)
    legal_basis = models.TextField("法律法规依据", blank=True)
    details = models.JSONField("文书其他内容", default=dict)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    drafted_on = models.DateField("起草日")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_on = models.DateField("签发日", null=True, blank=True)
    annulled_on = models.DateField("退回日", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["handling"], name="one_standing_opinion", condition=Q(annulled_on__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True, signed_on__isnull=True)
                | Q(signed_by__isnull=False, signed_on__isnull=False),
                name="opinion_signed_by_someone",
            ),
        ]


class Delivery(models.Model):
    """How a paper reached a person: it leaves on one day and arrives on another (domain §1.3, design §5)."""

    method = models.CharField("方式", max_length=20)
    sent_on = models.DateField("发出日")
    served_on = models.DateField("送达日", null=True, blank=True)
    proof = models.CharField("送达凭据", max_length=200)
    witness = models.CharField("见证人（留置）", max_length=60, blank=True)
    refused = models.BooleanField("拒收", default=False)
    cause = models.CharField("拒收、公告的事由和经过", max_length=300, blank=True)
    through_ground = models.CharField("转交事由", max_length=20, blank=True, choices=ThroughGround.choices())
    through = models.CharField("转交机关和经手人", max_length=100, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    annulled_on = models.DateField(null=True, blank=True)
    annul_reason = models.CharField("更正、退件的理由", max_length=200, blank=True)
    returned = models.BooleanField("退件", default=False)
    annulled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(served_on__isnull=True) | Q(served_on__gte=models.F("sent_on")),
                name="%(class)s_arrives_after_leaving",
            ),
            models.CheckConstraint(
                condition=~Q(method="left") | ~Q(witness=""), name="%(class)s_left_has_a_witness"
            ),
            models.CheckConstraint(
                condition=~Q(method="through") | (~Q(through="") & ~Q(through_ground="")),
                name="%(class)s_through_names_whom",
            ),
            models.CheckConstraint(
                condition=~Q(method="public") | ~Q(cause=""), name="%(class)s_public_says_why"
            ),
            models.CheckConstraint(
                condition=Q(returned=False) | (Q(annulled_on__isnull=False) & ~Q(annul_reason="")),
                name="%(class)s_returned_is_not_served",
            ),
        ]


class Service(Delivery):
    """The service of an opinion or reply, from which the petitioner's periods start (条例第35条)."""

    handling = models.ForeignKey(Handling, models.PROTECT, related_name="services")
    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="services")


class PaperService(Delivery):
    """The service of any other paper of the file, to one petitioner; a wrong entry is annulled, never changed."""

    paper = models.ForeignKey("cases.CasePaper", models.PROTECT, related_name="services")
    petitioner = models.ForeignKey(
        "cases.Petitioner", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="受送达人"
    )

    class Meta(Delivery.Meta):
        constraints = [
            *Delivery.Meta.constraints,
            models.UniqueConstraint(
                fields=["paper", "petitioner"],
                name="one_standing_service_per_person",
                condition=Q(annulled_on__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(annulled_on__isnull=True) | ~Q(annul_reason=""),
                name="paperservice_annulled_with_a_reason",
            ),
        ]


class ImportedReply(models.Model):
    """导入答复: what an imported file says was answered. No 处理意见书; no review period starts.

    ``text`` is empty where an older register tells the day alone.
    """

    handling = models.OneToOneField(Handling, models.PROTECT, related_name="imported_reply")
    text = models.TextField("答复", blank=True)
    replied_on = models.DateField("答复日")
    served_on = models.DateField("送达日", null=True, blank=True)
