"""Taking and freeing rooms, chairs and people. The calendar is locked, looked at, then written; the database watches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from cases.policies import NotLawfulNow
from hearings.models import Booking, DutyTurn, Expert, Hearing, Room
from law.clock import SHANGHAI
from law.terms import Shift
from organizations.models import User

#: The hours of the two halves of a day at the counter.
HOURS = {Shift.MORNING: (time(8, 30), time(12, 0)), Shift.AFTERNOON: (time(14, 30), time(17, 30))}
#: One lock for the county's calendar of rooms and people: held from the look to the end of the act.
_CALENDAR = 31_060_362


@dataclass(frozen=True)
class Wanted:
    """What is to be taken, from when to when."""

    starts_at: datetime
    ends_at: datetime
    room: Room | None = None
    chair: User | None = None
    experts: list[Expert] = field(default_factory=list)

    @property
    def during(self) -> DateTimeTZRange:
        return DateTimeTZRange(self.starts_at, self.ends_at)


def moment(day: date, at: time) -> datetime:
    """An hour of a legal day."""
    return datetime.combine(day, at, tzinfo=SHANGHAI)


def lock() -> None:
    """Nobody else takes a room or a person until this act ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CALENDAR])


def clashes(wanted: Wanted, *, but: Hearing | None = None) -> list[str]:
    """What of it is taken already, in words."""
    taken = Booking.objects.filter(during__overlap=wanted.during, released_on=None)
    if but:
        taken = taken.exclude(hearing=but)
    which = Q(expert__in=wanted.experts)
    if wanted.room:
        which |= Q(room=wanted.room)
    if wanted.chair:
        which |= Q(chair=wanted.chair)
    return [_said(row) for row in taken.filter(which).select_related("room__unit", "chair", "expert", "turn")]


def _said(row: Booking) -> str:
    starts, ends = row.during.lower.astimezone(SHANGHAI), row.during.upper.astimezone(SHANGHAI)
    hours = f"{starts:%m-%d %H:%M}—{ends:%H:%M}"
    if row.room:
        return f"还不能：{row.room} {hours} 已安排听证，请换时间或换地点"
    if row.chair:
        return f"还不能：主持人{row.chair.name} {hours} 已有听证，请换时间或换主持人"
    why = "值班" if row.turn_id else "已有听证"
    return f"还不能：{row.expert} {hours} {why}，请换时间，或者请其退出后递补"


def take(hearing: Hearing, wanted: Wanted) -> None:
    """Book room, chair and panel for a hearing. Raises NotLawfulNow naming each clash."""
    lock()
    found = clashes(wanted, but=hearing)
    if found:
        raise NotLawfulNow(*found)
    rows = [Booking(hearing=hearing, room=wanted.room, during=wanted.during),
            Booking(hearing=hearing, chair=wanted.chair, during=wanted.during)]  # fmt: skip
    rows += [Booking(hearing=hearing, expert=expert, during=wanted.during) for expert in wanted.experts]
    Booking.objects.bulk_create(rows)


def take_one(hearing: Hearing, expert: Expert) -> None:
    """Book one more person for a hearing whose hour is fixed. Raises NotLawfulNow when taken."""
    assert hearing.starts_at is not None and hearing.ends_at is not None  # noqa: S101, PT018 - a noticed hearing has its hour
    wanted = Wanted(hearing.starts_at, hearing.ends_at, experts=[expert])
    lock()
    if found := clashes(wanted, but=hearing):
        raise NotLawfulNow(*found)
    Booking.objects.create(hearing=hearing, expert=expert, during=wanted.during)


def change_chair(hearing: Hearing, chair: User, on: date) -> None:
    """Another chair for a hearing whose hour is fixed. Raises NotLawfulNow when they have a hearing then."""
    assert hearing.starts_at is not None and hearing.ends_at is not None  # noqa: S101, PT018 - a noticed hearing has its hour
    wanted = Wanted(hearing.starts_at, hearing.ends_at, chair=chair)
    lock()
    if found := clashes(wanted, but=hearing):
        raise NotLawfulNow(*found)
    free({"hearing": hearing, "chair": hearing.chair}, on)
    Booking.objects.create(hearing=hearing, chair=chair, during=wanted.during)


def take_turn(turn: DutyTurn) -> None:
    """Book the person for half a day at the counter. Raises NotLawfulNow when taken."""
    begins, ends = HOURS[Shift(turn.shift)]
    wanted = Wanted(moment(turn.day, begins), moment(turn.day, ends), experts=[turn.expert])
    lock()
    found = clashes(wanted)
    if found:
        raise NotLawfulNow(*found)
    turn.save()
    Booking.objects.create(turn=turn, expert=turn.expert, during=wanted.during)


def free(rows: Mapping[str, object], on: date) -> None:
    """Release what a hearing or a turn had taken; the rows stay as what was planned."""
    Booking.objects.filter(released_on=None, **rows).update(released_on=on)


def day_of(moment_: datetime | None) -> date | None:
    """The legal day of a moment."""
    return moment_.astimezone(SHANGHAI).date() if moment_ else None


def ahead(on: date, **what: object) -> bool:
    """Whether a room or a person is still taken on this day or later."""
    since = DateTimeTZRange(moment(on, time(0)), None)
    return Booking.objects.filter(released_on=None, during__overlap=since, **what).exists()


def busy(experts: Iterable[Expert], starts_at: datetime, ends_at: datetime) -> set[int]:
    """Which of these people are taken in these hours."""
    rows = Booking.objects.filter(
        released_on=None, expert__in=list(experts), during__overlap=DateTimeTZRange(starts_at, ends_at)
    )
    return set(rows.values_list("expert", flat=True))
