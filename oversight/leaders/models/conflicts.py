"""隐患: hidden conflicts by matter, field, place and the officials who answer; never by persons (条例第37条第1款, domain §9.2)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMModelMixin, transition

from cases.courses import HIDDEN_CONFLICT
from law.terms import HiddenConflictState, StrikeOffGround
from organizations.models import Unit, User
from organizations.roles import Permission
from organizations.statefield import StateField
from oversight.leaders.models.older import older_once


class HiddenConflictQuerySet(models.QuerySet["HiddenConflict"]):
    def visible_to(self, user: User) -> "HiddenConflictQuerySet":
        """The bureau and the county see all; a unit what it found or answers for; a leader what is theirs."""
        if not user.is_active:
            return self.none()
        if user.sees_county:
            return self.all()
        if not (user.can(Permission.HANDLE) or user.can(Permission.REGISTER)):
            return self.none()
        return self.filter(Q(found_by_unit_id=user.unit_id) | Q(unit_id=user.unit_id) | Q(leader=user))

    def open(self) -> "HiddenConflictQuerySet":
        return self.exclude(state=HiddenConflictState.STRUCK_OFF)


class HiddenConflict(FSMModelMixin, models.Model):
    """One conflict that may become a petition. No column of it is for a petitioner; texts with numbers of persons are refused."""

    matter = models.CharField("矛盾事项", max_length=300)
    field = models.CharField("领域", max_length=30)
    place = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="所在乡镇（街道）")
    place_text = models.CharField("具体地点", max_length=80, blank=True)
    state = StateField("状态", choices=HiddenConflictState.choices(), default=HiddenConflictState.FOUND)
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    found_by_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="排查单位")
    found_on = models.DateField("排查日")
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    leader_name = models.CharField("责任领导", max_length=40, blank=True)
    leader_post = models.CharField("职务", max_length=60, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="责任单位")
    official = models.CharField("责任人（承办干部）", max_length=60, blank=True)
    measures = models.CharField("化解措施", max_length=500, blank=True)
    due_on = models.DateField("化解期限（领导确定）", null=True, blank=True)
    entrusted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entrusted_on = models.DateField("明确责任日", null=True, blank=True)
    ground = models.CharField("销号依据", max_length=20, choices=StrikeOffGround.choices(), blank=True)
    result = models.CharField("化解情况", max_length=500, blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reported_on = models.DateField("申请销号日", null=True, blank=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    struck_off_on = models.DateField("销号日", null=True, blank=True)
    remark = models.CharField("复核意见", max_length=300, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    #: the number in an older register it came from; empty for what was lived here
    register_number = models.CharField("原台账编号", max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = HiddenConflictQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "隐患"
        indexes = [
            models.Index(fields=["state", "-id"], name="hidden_conflict_by_state"),
            models.Index(fields=["due_on"], name="hidden_conflict_open", condition=Q(state="entrusted")),
        ]
        constraints = [
            older_once("hidden_conflict"),
            models.CheckConstraint(
                condition=Q(state="found")
                | (
                    Q(unit__isnull=False, due_on__isnull=False, entrusted_by__isnull=False, entrusted_on__isnull=False)
                    & ~Q(leader_name="") & ~Q(official="") & ~Q(measures="")
                ),
                name="hidden_conflict_has_its_owners",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["reported", "struck_off"])
                | (Q(reported_by__isnull=False, reported_on__isnull=False) & ~Q(ground="") & ~Q(result="")),
                name="hidden_conflict_end_has_a_ground",
            ),
            models.CheckConstraint(
                condition=~Q(state="struck_off")
                | (Q(struck_off_on__isnull=False) & (Q(verified_by__isnull=False) | ~Q(register_number=""))),
                name="hidden_conflict_struck_off_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="struck_off") | ~Q(verified_by=F("reported_by")),
                name="hidden_conflict_verified_by_another",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.matter

    @transition(state, **HIDDEN_CONFLICT.step("entrust"))
    def entrust(self) -> None: ...

    @transition(state, **HIDDEN_CONFLICT.step("report"))
    def report(self) -> None: ...

    @transition(state, **HIDDEN_CONFLICT.step("strike_off"))
    def strike_off(self) -> None: ...

    @transition(state, **HIDDEN_CONFLICT.step("send_back"))
    def send_back(self) -> None: ...


class HiddenConflictNote(models.Model):
    """What happened to it: progress, a new day, a return; only added to."""

    conflict = models.ForeignKey(HiddenConflict, models.PROTECT, related_name="notes")
    text = models.CharField("情况", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField("日期")

    class Meta:
        ordering = ["pk"]
        verbose_name = "隐患记录"
