"""接访日程: made by rule or day by day, published, changed and cancelled with a reason, and who came (条例第18条)."""

import calendar as months
from collections.abc import Iterable, Sequence
from datetime import date, time

from audit import chain
from cases import workdays
from cases.policies import NotLawfulNow
from law.calendar import spoken as day_words
from law.terms import Attendance, ReceptionState
from organizations.acting import action
from organizations.models import Unit, User
from oversight.leaders.common import (
    Leader,
    allow,
    bureau_leaders,
    leader_of,
    need,
    no_persons,
    people_of,
    plans,
    records,
    spoken,
    tell,
)
from oversight.leaders.models import Reception, ReceptionChange, ReceptionPlan

PLANNERS = "信访局甄别员、信访局领导"
#: As many days as one rule may make.
MOST_DAYS = 200


def days_of_rule(days: Iterable[int], since: date, until: date) -> list[tuple[date, date]]:
    """(day asked for, working day it falls on) of a monthly rule: a day off moves to the next working day.

    A month without that day has its last day instead; two rules that meet on one working day are one reception.
    """
    calendar = workdays.calendar()
    found: dict[date, date] = {}
    year, month = since.year, since.month
    while (year, month) <= (until.year, until.month):
        last = months.monthrange(year, month)[1]
        for wanted in sorted({min(day, last) for day in days}):
            asked = date(year, month, wanted)
            if since <= asked <= until:
                found.setdefault(calendar.roll_forward(asked), asked)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return [(asked, falls) for falls, asked in sorted(found.items())]


@action
def make_plan(
    *, by: User, on: date, title: str, kind: str, days: Sequence[int], since: date, until: date, leaders: Sequence[str],
    place: str, starts_at: time, ends_at: time, topic: str = "", units: Sequence[Unit] = (),
) -> ReceptionPlan:  # fmt: skip
    """排一期接访: every day of the rule as a draft, the leaders in turn. Raises NotLawfulNow."""
    allow(plans(by), "排接访日程", PLANNERS)
    if not days or not all(1 <= day <= 31 for day in days):
        raise NotLawfulNow("每月几日请写 1 至 31 的数字，用顿号隔开，例如 15、28")
    if since < on:
        raise NotLawfulNow(f"接访日程从今天（{on}）或以后排起，请改“自”")
    falls = days_of_rule(days, since, until)
    if not falls:
        raise NotLawfulNow(f"{since} 至 {until} 之间没有要排的日子，请核对日期")
    if len(falls) > MOST_DAYS:
        raise NotLawfulNow(f"一次最多排 {MOST_DAYS} 天，这里有 {len(falls)} 天，请分几期排")
    named = [leader_of(line) for line in leaders if line.strip()]
    if not named:
        raise NotLawfulNow("请写明接访领导，每行一位：姓名 职务")
    plan = ReceptionPlan.objects.create(
        title=title.strip(), kind=kind, days=sorted(set(days)), since=since, until=until, made_by=by, made_on=on,
        leaders="\n".join(f"{leader.name} {leader.post}" for leader in named),
    )  # fmt: skip
    for turn, (asked, day) in enumerate(falls):
        _add(
            plan=plan, kind=kind, day=day, moved_from=asked if asked != day else None, leader=named[turn % len(named)],
            place=place, starts_at=starts_at, ends_at=ends_at, topic=topic, units=units,
        )  # fmt: skip
    chain.record("plan_receptions", by=by, about=plan)
    return plan


@action
def plan_day(
    *, by: User, on: date, kind: str, day: date, leader: str, place: str, starts_at: time, ends_at: time,
    topic: str = "", units: Sequence[Unit] = (),
) -> Reception:  # fmt: skip
    """排一天: a single day, as it is asked for."""
    allow(plans(by), "排接访日程", PLANNERS)
    if day < on:
        raise NotLawfulNow(f"接访日 {day} 已经过去，请改为今天或以后的日子")
    row = _add(kind=kind, day=day, leader=leader_of(leader), place=place, starts_at=starts_at, ends_at=ends_at,
               topic=topic, units=units)  # fmt: skip
    chain.record("plan_reception", by=by, about=row)
    return row


def _add(
    *, kind: str, day: date, leader: Leader, place: str, starts_at: time, ends_at: time, topic: str,
    units: Sequence[Unit], plan: ReceptionPlan | None = None, moved_from: date | None = None,
) -> Reception:  # fmt: skip
    need(place, "请写明接访地点，地点要向社会公布（条例第18条第1款）")
    no_persons(接访重点=topic, 地点=place)
    if ends_at <= starts_at:
        raise NotLawfulNow("结束时间要晚于开始时间")
    if kind == "joint" and not units:
        raise NotLawfulNow("联合接访请选参加单位（条例第18条第3款）")
    _is_free(leader.name, day, starts_at)
    row = Reception(
        plan=plan, kind=kind, on=day, moved_from=moved_from, starts_at=starts_at, ends_at=ends_at, place=place.strip(),
        leader=leader.account, leader_name=leader.name, leader_post=leader.post, topic=topic.strip(),
    )  # fmt: skip
    row.save()
    row.units.set(units)
    return row


def _is_free(name: str, day: date, starts_at: time, but: int = 0) -> None:
    taken = Reception.objects.filter(on=day, leader_name=name, starts_at=starts_at)
    if taken.exclude(state=ReceptionState.CANCELLED).exclude(pk=but).exists():
        raise NotLawfulNow(f"{name} {day} {starts_at:%H:%M} 已经有接访安排，请换一天、换一位或者先取消那一次")


@action
def publish_plan(plan: ReceptionPlan, *, by: User, on: date) -> int:
    """公布一期: every draft of the plan that has not passed. Returns how many days became public (条例第18条第1款)."""
    allow(plans(by), "公布接访日程", PLANNERS)
    rows = list(
        Reception.objects.select_for_update().filter(plan=plan, state=ReceptionState.DRAFT, on__gte=on)
    )
    if not rows:
        raise NotLawfulNow("这一期没有待公布的日子")
    for row in rows:
        _publish(row, by, on)
    chain.record("publish_receptions", by=by, about=plan, rows=[row.pk for row in rows])
    return len(rows)


@action
def publish(row: Reception, *, by: User, on: date) -> Reception:
    """公布一天: from now on the public page shows it (条例第18条第1款)."""
    allow(plans(by), "公布接访日程", PLANNERS)
    row = lock(row)
    _in_state(row, ReceptionState.DRAFT)
    if row.on < on:
        raise NotLawfulNow(f"不能：接访日 {row.on} 已经过去，不能再公布；请取消这一天，另排一天")
    _publish(row, by, on)
    chain.record("publish_reception", by=by, about=row)
    return row


def _publish(row: Reception, by: User, on: date) -> None:
    row.publish()
    row.published_by, row.published_on = by, on
    row.version += 1
    row.save()
    _tell(row, f"接访日程已公布：{day_words(row.on)}，{row.leader_name}，{row.place}", on=on, key="published")


@action
def change(
    row: Reception, *, by: User, on: date, reason: str, day: date, leader: str, place: str, starts_at: time, ends_at: time,
    topic: str = "", units: Sequence[Unit] = (),
) -> Reception:  # fmt: skip
    """改期、换人、换地点: once published the change and its reason are public too (条例第18条第1款)."""
    allow(plans(by), "变更接访日程", PLANNERS)
    row = lock(row)
    _in_state(row, ReceptionState.DRAFT, ReceptionState.PUBLISHED)
    if row.on < on:
        raise NotLawfulNow(f"不能：接访日 {row.on} 已经过去，只能登记到场情况")
    if day < on:
        raise NotLawfulNow(f"新的接访日 {day} 已经过去，请改为今天或以后的日子")
    if ends_at <= starts_at:
        raise NotLawfulNow("结束时间要晚于开始时间")
    if row.kind == "joint" and not units:
        raise NotLawfulNow("联合接访请选参加单位（条例第18条第3款）")
    need(place, "请写明接访地点，地点要向社会公布（条例第18条第1款）")
    need(reason, "请写明变更的原因，要向社会公布")
    no_persons(接访重点=topic, 地点=place, 变更的原因=reason)
    new = leader_of(leader)
    what = _difference(row, day, new, place.strip(), starts_at, ends_at)
    same_units = {unit.pk for unit in units} == set(row.units.values_list("pk", flat=True))
    if not what and topic.strip() == row.topic and same_units:
        raise NotLawfulNow("没有改动：请改日期、时间、地点、领导、重点或参加单位中的一项")
    _is_free(new.name, day, starts_at, but=row.pk)
    row.on, row.moved_from, row.starts_at, row.ends_at = (
        day,
        None if day != row.on else row.moved_from,
        starts_at,
        ends_at,
    )
    row.place, row.topic = place.strip(), topic.strip()
    row.leader, row.leader_name, row.leader_post = new.account, new.name, new.post
    row.reminded_on = None
    row.version += 1
    row.save()
    row.units.set(units)
    if row.state == ReceptionState.PUBLISHED and what:
        ReceptionChange.objects.create(
            reception=row, on=on, by=by, what="；".join(what), reason=reason.strip()
        )
        _tell(row, f"接访日程变更：{'；'.join(what)}", on=on, key=f"changed-{row.version}")
    chain.record("change_reception", by=by, about=row)
    return row


def _difference(
    row: Reception, day: date, leader: Leader, place: str, starts_at: time, ends_at: time
) -> list[str]:
    what = []
    if day != row.on:
        what.append(f"{day_words(row.on)}改为{day_words(day)}")
    if (starts_at, ends_at) != (row.starts_at, row.ends_at):
        what.append(f"时间改为 {starts_at:%H:%M}—{ends_at:%H:%M}")
    if place != row.place:
        what.append(f"地点由{row.place}改为{place}")
    if (leader.name, leader.post) != (row.leader_name, row.leader_post):
        what.append(f"{spoken(row.leader_name, row.leader_post)}改为{spoken(leader.name, leader.post)}")
    return what


@action
def cancel(row: Reception, *, by: User, on: date, reason: str) -> Reception:
    """取消: a published day stays on the public page as cancelled, with the reason."""
    allow(plans(by), "取消接访", PLANNERS)
    row = lock(row)
    _in_state(row, ReceptionState.DRAFT, ReceptionState.PUBLISHED)
    if row.state == ReceptionState.PUBLISHED and row.on < on:
        raise NotLawfulNow(f"不能：接访日 {row.on} 已经过去，请登记到场情况（没有到的照实登记）")
    need(reason, "请写明取消的原因，要向社会公布")
    no_persons(取消的原因=reason)
    public = row.published_on is not None
    row.cancel()
    row.cancelled_on, row.cancel_reason = on, reason.strip()
    row.version += 1
    row.save()
    if public:
        _tell(row, f"接访取消：{day_words(row.on)}，{row.cancel_reason}", on=on, key="cancelled")
    chain.record("cancel_reception", by=by, about=row)
    return row


@action
def record_attendance(
    row: Reception, *, by: User, on: date, attendance: str, substitute: str = "", note: str = ""
) -> Reception:
    """登记到场: the leader, a substitute, or nobody; what was published and did not happen stays visible."""
    allow(records(by), "登记接访到场", "信访局登记员、甄别员")
    row = lock(row)
    _in_state(row, ReceptionState.PUBLISHED)
    if on < row.on:
        raise NotLawfulNow(f"还不能：接访日是 {row.on}，到那天才能登记到场")
    if attendance == Attendance.SUBSTITUTE:
        need(substitute, "由他人代为接访的，请写明是谁：姓名 职务")
        leader_of(substitute)
    if attendance == Attendance.ABSENT:
        need(note, "没有到的，请写明情况：为什么没有到、信访人怎样接待的")
    no_persons(说明=note)
    if attendance == Attendance.ABSENT:
        row.miss()
    else:
        row.hold()
    row.attendance, row.attendance_note, row.recorded_by = attendance, note.strip(), by
    row.substitute = substitute.strip() if attendance == Attendance.SUBSTITUTE else ""
    row.version += 1
    row.save()
    if attendance == Attendance.ABSENT:
        tell(f"reception-missed:{row.pk}", bureau_leaders(), f"{day_words(row.on)} {row.leader_name} 没有按公布的时间接访",
             on=on, page="receptions", pk=row.pk)  # fmt: skip
    chain.record("record_attendance", by=by, about=row)
    return row


# --- shared -----------------------------------------------------------------------------------------------------


def lock(row: Reception) -> Reception:
    """The reception as it is once it is locked: two people do not act on one day at once."""
    return Reception.objects.select_for_update(of=("self",)).select_related("leader").get(pk=row.pk)


def _in_state(row: Reception, *states: str) -> None:
    if row.state not in states:
        raise NotLawfulNow(f"这次接访{row.get_state_display()}，不能再办这一步")


def _tell(row: Reception, text: str, *, on: date, key: str) -> None:
    units = list(row.units.values_list("pk", flat=True))
    tell(f"reception-{key}:{row.pk}", [row.leader_id, *(people_of(units) if units else [])], text, on=on,
         page="receptions", pk=row.pk)  # fmt: skip
