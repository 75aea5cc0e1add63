"""Rooms, and who and what is taken when: the database refuses a second hearing at the same hour."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from hearings.models.hearing import Hearing
from hearings.models.roster import DutyTurn, Expert
from organizations.models import Unit, User
from organizations.roles import Permission


class RoomQuerySet(models.QuerySet["Room"]):
    def visible_to(self, user: User) -> "RoomQuerySet":
        """Whoever may hold a hearing may look for a room."""
        return self if user.is_active and (user.sees_county or user.can(Permission.HANDLE)) else self.none()

    def open(self) -> "RoomQuerySet":
        return self.filter(closed_on__isnull=True)


class Room(models.Model):
    """A room in which hearings are held."""

    name = models.CharField("名称", max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="所属单位")
    address = models.CharField("地点", max_length=120)
    seats = models.PositiveSmallIntegerField("座位数", default=20)
    closed_on = models.DateField("停用日", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = RoomQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "听证室"
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="room_once")]

    def __str__(self) -> str:
        return f"{self.unit.short_name}{self.name}"


def _never_twice(resource: str) -> ExclusionConstraint:
    """No two bookings of one resource overlap; a range of one number stands for equality in the index."""
    same = Func(F(resource), F(resource), Value("[]"), function="int8range")
    return ExclusionConstraint(
        name=f"{resource}_is_not_booked_twice",
        expressions=[(same, RangeOperators.OVERLAPS), ("during", RangeOperators.OVERLAPS)],
        condition=Q(**{f"{resource}__isnull": False, "released_on__isnull": True}),
    )


class Booking(models.Model):
    """One room, chair or expert is taken from one hour to another, by a hearing or by a turn at the counter."""

    hearing = models.ForeignKey(Hearing, models.PROTECT, null=True, related_name="bookings")
    turn = models.OneToOneField(DutyTurn, models.PROTECT, null=True, related_name="booking")
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="bookings")
    chair = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    expert = models.ForeignKey(Expert, models.PROTECT, null=True, related_name="bookings")
    during = DateTimeRangeField("时间")
    released_on = models.DateField("解除日", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hearing__isnull=False, turn__isnull=True)
                | Q(hearing__isnull=True, turn__isnull=False),
                name="booking_has_one_purpose",
            ),
            models.CheckConstraint(
                condition=Q(room__isnull=False, chair__isnull=True, expert__isnull=True)
                | Q(room__isnull=True, chair__isnull=False, expert__isnull=True)
                | Q(room__isnull=True, chair__isnull=True, expert__isnull=False),
                name="booking_takes_one_thing",
            ),
            _never_twice("room"),
            _never_twice("chair"),
            _never_twice("expert"),
        ]
