"""Units, people, and the two small tables every act leans on: one-time form keys and the check value of the keys."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.functional import cached_property

from law.terms import Role, UnitKind
from organizations.roles import ROLES, Permission


class UnitQuerySet(models.QuerySet["Unit"]):
    def active(self) -> "UnitQuerySet":
        return self.filter(abolished_on__isnull=True)

    def with_subordinates(self, unit: "Unit") -> "UnitQuerySet":
        """The unit and everything below it in the tree."""
        return self.filter(path__startswith=unit.path)


class Unit(models.Model):
    """A body (机关、单位). ``path`` is the materialised way from the root, kept by ``organizations.actions``."""

    code = models.CharField("代码", max_length=40, unique=True)
    name = models.CharField("全称", max_length=80)
    short_name = models.CharField("简称", max_length=40)
    letters = models.CharField("机关代字", max_length=20, blank=True)
    kind = models.CharField("性质", max_length=20, choices=UnitKind.choices())
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField("层级路径", max_length=200, db_index=True, db_collation="C")
    position = models.PositiveIntegerField("次序", default=0)
    phone = models.CharField("电话", max_length=40, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    abolished_on = models.DateField("撤销日期", null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    review_organ = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="复查机关（与上级不同时）",
    )
    carries_on = models.BooleanField("承接了其他单位", default=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]
        verbose_name = "单位"

    def __str__(self) -> str:
        return self.short_name

    @property
    def is_bureau(self) -> bool:
        return self.kind == UnitKind.BUREAU

    def is_within(self, other: "Unit") -> bool:
        """This unit is ``other`` or below it."""
        return self.path.startswith(other.path)


class UserManager(BaseUserManager["User"]):
    """People come with their unit: hardly a question about a person goes without it."""

    def get_queryset(self) -> models.QuerySet["User"]:
        return super().get_queryset().select_related("unit")

    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person with one role at one unit; the roles of 三员 exclude each other by construction."""

    username = models.CharField("账号", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="people", verbose_name="单位")
    role = models.CharField("岗位", max_length=20, choices=Role.choices())
    phone = models.CharField("办公电话", max_length=40, blank=True)
    is_active = models.BooleanField("在用", default=True)
    is_demo = models.BooleanField("演示账号", default=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["unit__position", "role", "username"]
        verbose_name = "人员"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=[r.value for r in Role]), name="user_role_is_known"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def can(self, permission: Permission) -> bool:
        """Does the role allow this; whether it is lawful now is another question."""
        return self.is_active and permission in ROLES[self.role].permissions

    @property
    def sees_county(self) -> bool:
        """The whole of an ordinary file: the bureau's and the county's offices, by role and by unit."""
        county = self.in_bureau or self.unit.kind == UnitKind.GOVERNMENT
        return county and self.can(Permission.SEE_COUNTY)

    @property
    def in_bureau(self) -> bool:
        return self.unit.is_bureau

    @cached_property
    def stands_for(self) -> list[int]:
        """The units whose files are this person's unit's: its own, and those it carries on for (条例第24条第2款)."""
        if not self.unit.carries_on:
            return [self.unit_id]
        return [self.unit_id, *Unit.objects.filter(successor_id=self.unit_id).values_list("pk", flat=True)]


class SubmittedForm(models.Model):
    """A one-time form key that was used: a second POST shows the first result (design D15)."""

    key = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, null=True)
    result = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)


class KeyCheck(models.Model):
    """The check values of the installation's keys (one row)."""

    values = models.TextField()


class Setting(models.Model):
    """A switch the bureau owns, with its sentence (内部要求)."""

    name = models.CharField("名称", max_length=60, primary_key=True)
    value = models.JSONField("值")
    sentence = models.CharField("说明", max_length=200, blank=True)
