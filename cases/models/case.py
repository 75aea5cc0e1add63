"""The file: Case 信访事项, its petitions, petitioners and claims."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, TextField
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition

from cases.courses import CASE
from cases.models.grant import CompartmentGrant
from law.clock import now
from law.terms import CaseState, Channel, ClaimWay, Flag, Purpose, Route, SourceLevel
from organizations import sealed
from organizations.models import Unit, User
from organizations.roles import Permission
from organizations.statefield import StateField


class Bigrams(Func):
    """``bigrams(text)``: the distinct windows of two characters (immutable SQL function, migration 0001)."""

    function = "bigrams"
    output_field = ArrayField(TextField())


SEARCHED = Bigrams(Concat(F("title"), models.Value(" "), F("summary"), output_field=TextField()))


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User) -> "CaseQuerySet":
        """The cases that exist for this person; the others do not (404).

        The bureau sees the county's ordinary cases, a unit those it registered or handles, the three
        administrators none; an accusation exists only for those named in its grants (条例第30条第3款).
        """
        if not user.is_active:
            return self.none()
        granted = Exists(CompartmentGrant.objects.in_force().filter(case=OuterRef("pk"), user=user))
        if user.sees_county:
            ordinary = Q(in_compartment=False)
        elif user.can(Permission.HANDLE) or user.can(Permission.REGISTER):
            from cases.models.handling import Handling

            theirs = Exists(Handling.objects.filter(claim__case=OuterRef("pk"), unit_id__in=user.stands_for))
            ordinary = Q(in_compartment=False) & (Q(receiving_unit_id__in=user.stands_for) | Q(theirs))
        elif user.can(Permission.GIVE_COUNSEL):
            from cases.models.counsel import CounselRequest

            asked = Exists(CounselRequest.objects.filter(case=OuterRef("pk"), counsel=user))
            ordinary = Q(in_compartment=False) & Q(asked)
        else:
            return self.filter(Q(granted)) if user.can(Permission.KEEP_COMPARTMENT) else self.none()
        return self.filter(ordinary | Q(granted))

    def sealed(self) -> "CaseQuerySet":
        """In the compartment: few, so that other rows are better told by leaving these out than by joining the rest."""
        return self.filter(in_compartment=True)

    def ordinary_to(self, user: User) -> "CaseQuerySet":
        """Those of ``visible_to`` outside the compartment; who sees the county needs no grant for any of them."""
        if user.is_active and user.sees_county:
            return self.ordinary()
        return self.visible_to(user).ordinary()

    def ordinary(self) -> "CaseQuerySet":
        """Outside the compartment: what every figure and list counts."""
        return self.filter(in_compartment=False)

    def open(self) -> "CaseQuerySet":
        return self.filter(state__in=[CaseState.REGISTERED, CaseState.DISPATCHED])


class Case(FSMModelMixin, models.Model):
    """One matter of one person or group (信访事项). The state machine is the bureau's side."""

    number = models.CharField("件号", max_length=32, unique=True)
    title = models.CharField("概况", max_length=120)
    summary = models.TextField("事实和理由", blank=True)
    state = StateField("状态", choices=CaseState.choices(), default=CaseState.REGISTERED)
    purpose = models.CharField("信访目的", max_length=20, choices=Purpose.choices())
    category = models.CharField("内容分类", max_length=60, blank=True)
    place = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="cases_here", verbose_name="事项发生地"
    )
    place_text = models.CharField("发生地详情", max_length=120, blank=True)
    flags = ArrayField(models.CharField(max_length=30, choices=Flag.choices()), default=list, blank=True)
    in_compartment = models.BooleanField("检举控告，单独保管", default=False)
    received_on = models.DateField("收到日")
    receiving_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="cases_received", verbose_name="收件单位"
    )
    imported = models.BooleanField("导入件", default=False)
    course_recorded = models.BooleanField("经过随台账导入", default=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_cases"
    )
    closed_on = models.DateField("办结日", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("建档时间", default=now)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        verbose_name = "信访事项"
        indexes = [
            GinIndex(SEARCHED, name="case_bigrams"),
            models.Index(fields=["-received_on", "-id"], name="case_by_day"),
            models.Index(fields=["state", "-received_on", "-id"], name="case_by_state"),
            models.Index(fields=["receiving_unit", "-received_on"], name="case_by_receiver"),
            models.Index(fields=["place", "-received_on"], name="case_by_place"),
            models.Index(fields=["closed_on"], condition=Q(closed_on__isnull=False), name="case_by_closing"),
            models.Index(fields=["id"], condition=Q(in_compartment=True), name="case_sealed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["closed", "archived"], closed_on__isnull=False)
                | (~Q(state__in=["closed", "archived"]) & Q(closed_on__isnull=True)),
                name="case_closed_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="case_merged_has_its_main_case",
            ),
            models.CheckConstraint(
                condition=Q(course_recorded=False) | Q(imported=True),
                name="case_course_comes_with_an_import",
            ),
            models.CheckConstraint(
                condition=~Q(purpose="accusation") | Q(in_compartment=True),
                name="case_accusation_is_in_compartment",
            ),
            models.CheckConstraint(
                condition=Q(in_compartment=False) | Q(title="检举控告件（内容封存）", summary=""),
                name="case_compartment_text_is_sealed",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def untold(self) -> bool:
        """Imported without its course (public messages): what was done with it, and when, is not known."""
        return self.imported and not self.course_recorded

    @transition(state, **CASE.step("dispatch"))
    def dispatch(self) -> None: ...

    @transition(state, **CASE.step("close"))
    def close(self) -> None: ...

    @transition(state, **CASE.step("reopen"))
    def reopen(self) -> None: ...

    @transition(state, **CASE.step("archive"))
    def archive(self) -> None: ...

    @transition(state, **CASE.step("merge"))
    def merge(self) -> None: ...

    @transition(state, **CASE.step("unmerge"))
    def unmerge(self) -> None: ...


class SealedMatter(models.Model):
    """What an accusation says, encrypted; outside search, lists and figures (条例第30条第3款)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(Case, models.PROTECT, related_name="sealed_matter")
    content_sealed = models.BinaryField(null=True)
    content = sealed.Json("content_sealed")


class AccusedUnit(models.Model):
    """A body an accusation names: it, and all below it, can never be given the case (a trigger refuses)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="accused_units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "unit"], name="accused_unit_once")]


class Petition(models.Model):
    """One arrival (信访件): volumes are counted here. It keeps its own number when joined to another case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="petitions")
    filed_as = models.OneToOneField(Case, models.PROTECT, related_name="own_petition")
    channel = models.CharField("信访形式", max_length=20, choices=Channel.choices())
    form = models.CharField("具体形式", max_length=20, blank=True)
    source_level = models.CharField(
        "来源", max_length=20, choices=SourceLevel.choices(), default=SourceLevel.COUNTY
    )
    official_number = models.CharField("来文（平台）编号", max_length=60, blank=True)
    petitioned_on = models.DateField("信访日期", null=True, blank=True)
    received_on = models.DateField("收到日")
    people = models.PositiveIntegerField("人数", default=1)
    anonymous = models.BooleanField("匿名", default=False)
    address_clear = models.BooleanField("姓名、住址清楚", default=True)
    oral = models.BooleanField("口头提出，已如实记录", default=False)
    skipped_level = models.BooleanField("越级走访", default=False)
    procedures = models.CharField("已走法定程序", max_length=120, blank=True)
    told_before = models.CharField("曾向哪里反映", max_length=120, blank=True)
    materials = models.CharField("收下的材料", max_length=200, blank=True)
    needs = models.CharField("需要的便利", max_length=60, blank=True)
    message_id = models.CharField("导入编号", max_length=40, unique=True, null=True, blank=True)
    known_repeat = models.BooleanField("台账记为重复，原件不在系统内", default=False)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    registered_at = models.DateTimeField("登记时间", default=now)

    class Meta:
        ordering = ["received_on", "pk"]
        verbose_name = "信访件"
        indexes = [models.Index(fields=["received_on", "channel"], name="petition_by_day")]
        constraints = [
            models.CheckConstraint(condition=Q(people__gte=1), name="petition_has_people"),
            models.CheckConstraint(
                condition=Q(skipped_level=False) | Q(channel="visit"), name="petition_skips_only_by_visit"
            ),
        ]

    @property
    def number(self) -> str:
        return self.filed_as.number

    @property
    def collective(self) -> bool:
        """集体访：五人以上走访（domain §3.4）."""
        return self.channel == Channel.VISIT and self.people >= 5


class Petitioner(models.Model):
    """A person on one petition. Encrypted, found by blind index, joined to no other matter (design §7)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    petition = models.ForeignKey(Petition, models.PROTECT, related_name="petitioners")
    order = models.PositiveSmallIntegerField(default=1)
    representative = models.BooleanField("代表", default=False)
    name_sealed = models.BinaryField(null=True)
    identity_sealed = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)
    address_sealed = models.BinaryField(null=True)
    name = sealed.Text("name_sealed")
    identity = sealed.Text("identity_sealed")
    phone = sealed.Text("phone_sealed")
    address = sealed.Text("address_sealed")
    name_index = models.CharField(max_length=16, blank=True, db_index=True)
    identity_index = models.CharField(max_length=16, blank=True, db_index=True)
    phone_index = models.CharField(max_length=16, blank=True, db_index=True)
    code_index = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - none is not empty: unique
    second_factor = models.CharField(max_length=64, blank=True)
    electronic_service = models.BooleanField("同意电子送达", default=False)
    #: Who acts for this person (委托代理), and whether the written authority lies with the petition.
    agent_sealed = models.BinaryField(null=True)
    agent = sealed.Text("agent_sealed")
    agent_relation = models.CharField("代理关系", max_length=30, blank=True)
    agent_authorised = models.BooleanField("委托书已附", default=False)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["petition", "order"], name="petitioner_order_once"),
            models.CheckConstraint(
                condition=Q(agent_sealed__isnull=False) | Q(agent_relation="", agent_authorised=False),
                name="agent_has_a_name",
            ),
        ]

    @property
    def masked_name(self) -> str:
        return sealed.mask_name(self.name) or "匿名"

    @property
    def masked_agent(self) -> str:
        """李*（律师，委托书已附）; empty without one."""
        if not self.agent_sealed:
            return ""
        return f"{sealed.mask_name(self.agent)}（{self.agent_relation}，{self.agent_words}）"

    @property
    def agent_words(self) -> str:
        return "委托书已附" if self.agent_authorised else "没有附委托书"

    @property
    def masked_phone(self) -> str:
        return sealed.mask_number(self.phone)

    @property
    def masked_identity(self) -> str:
        return sealed.mask_number(self.identity, head=6)


def outside_compartment(case: str = "case") -> Q:
    """Of rows with a matter: those whose matter is no accusation (条例第30条第3款). ``case``: the path, never null."""
    return ~Q(**{f"{case}__in": Case.objects.sealed().values("pk")})


def seen_by(user: User, case: str = "case") -> Q:
    """Of rows with a matter: those whose matter exists for the person; the same as ``Case.objects.visible_to``."""
    if user.is_active and user.sees_county:
        granted = CompartmentGrant.objects.in_force().filter(case=OuterRef("pk"), user=user)
        return ~Q(**{f"{case}__in": Case.objects.sealed().filter(~Exists(granted)).values("pk")})
    return Q(**{f"{case}__in": Case.objects.visible_to(user).values("pk")})


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, user: User) -> "ClaimQuerySet":
        """A unit sees the claims it handles, or all claims of a case it registered; the bureau all of them."""
        rows = self.filter(case__in=Case.objects.visible_to(user))
        if user.sees_county or not user.can(Permission.REGISTER):
            return rows
        received = Q(case__receiving_unit_id__in=user.stands_for)
        return rows.filter(received | self._handled_by(user.stands_for))

    def handled_by(self, units: list[int]) -> "ClaimQuerySet":
        """Those any of the units works on."""
        return self.filter(self._handled_by(units))

    @staticmethod
    def _handled_by(units: list[int]) -> Q:
        from cases.models.handling import Handling

        return Q(Exists(Handling.objects.filter(claim=OuterRef("pk"), unit_id__in=units)))


class Claim(models.Model):
    """One thing asked (诉求项): each goes its own way. ``way`` is empty until a person has decided."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="claims")
    order = models.PositiveSmallIntegerField("序号", default=1)
    text = models.TextField("诉求", blank=True)
    category = models.CharField("内容分类", max_length=60, blank=True)
    route = models.CharField("途径", max_length=20, choices=Route.choices(), blank=True)
    way = models.CharField("处理方式", max_length=20, choices=ClaimWay.choices(), blank=True)
    decided_on = models.DateField("甄别日", null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField("理由", max_length=300, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["case", "order"]
        verbose_name = "诉求项"
        constraints = [
            models.UniqueConstraint(fields=["case", "order"], name="claim_order_once"),
            models.CheckConstraint(
                condition=Q(way="", decided_on__isnull=True) | (~Q(way="") & Q(decided_on__isnull=False)),
                name="claim_way_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | ~Q(route=""), name="claim_decided_has_route"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case.number} 诉求{self.order}"
