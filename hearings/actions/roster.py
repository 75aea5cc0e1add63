"""The register, the duty plan, what people took part in, the rooms: acts on records without a case (domain §8)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from audit import chain
from cases import workdays
from cases.models import Case
from cases.policies import NotLawfulNow, NotYours
from hearings import booking
from hearings.actions.base import need
from hearings.models import DutyTurn, Expert, Panelist, Participation, Room
from law import terms
from law.terms import HearingState, Role, Shift
from organizations.acting import action
from organizations.models import Unit, User
from organizations.roles import Permission

#: Kinds a person writes down; the others follow from their own act.
BY_HAND = (
    terms.Participation.PRE_SCREENING,
    terms.Participation.COUNSELLING,
    terms.Participation.EXPLAINING,
)

#: Who may be the bureau's legal adviser.
ADVISERS = frozenset({terms.ExpertKind.LAWYER, terms.ExpertKind.JURIST})


def may_keep(user: User) -> bool:
    """Officers of the bureau keep the register, the plan and the rooms."""
    return user.in_bureau and user.can(Permission.COUNTERSIGN)


def may_attend(user: User) -> bool:
    """Whoever stands at the bureau's counter notes who came."""
    return user.in_bureau and (user.can(Permission.REGISTER) or user.can(Permission.COUNTERSIGN))


def _require(rule: bool, what: str) -> None:  # noqa: FBT001 - the answer of one of the two questions above
    if not rule:
        raise NotYours(f"您的岗位不能{what}。此事由信访局办理。")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the register says of a person. ``advises``: units the person has dealings with (declared conflict)."""

    name: str
    kind: str
    origin: str
    since: date
    until: date | None = None
    fields: str = ""
    phone: str = ""
    unit: Unit | None = None
    advises: Collection[Unit] = ()
    user: User | None = None
    #: The bureau's own legal adviser (法律顾问), one of its lawyers.
    adviser: bool = False


@action
def add_expert(entry: Entry, *, by: User, on: date) -> Expert:
    """聘任: one more person in the register. Raises NotLawfulNow for one who is in it already."""
    _require(may_keep(by), "聘任专家")
    expert = Expert()
    _write(expert, entry)
    chain.record("appoint_expert", by=by, about=expert)
    return expert


@action
def change_expert(expert: Expert, entry: Entry, *, by: User, on: date) -> Expert:
    """Correct an entry; a lot that was drawn keeps the version of the register it was drawn from."""
    _require(may_keep(by), "修改名册")
    expert = Expert.objects.select_for_update(of=("self",)).get(pk=expert.pk)
    if expert.left_on:
        raise NotLawfulNow(f"不能：{expert.name}已于 {expert.left_on} 解聘；再聘的另立一条")
    expert.version += 1
    _write(expert, entry)
    chain.record("change_expert", by=by, about=expert)
    return expert


def _write(expert: Expert, entry: Entry) -> None:
    expert.name = need(entry.name, "请填写姓名", most=40)
    expert.origin = need(entry.origin, "请填写工作单位", most=80)
    expert.kind = terms.ExpertKind(entry.kind)
    expert.fields, expert.phone = entry.fields.strip()[:120], entry.phone.strip()[:40]
    expert.since, expert.until, expert.unit, expert.user = entry.since, entry.until, entry.unit, entry.user
    expert.adviser = entry.adviser
    if expert.adviser and expert.kind not in ADVISERS:
        raise NotLawfulNow("法律顾问从执业律师、法学专家中聘，请核对类别")
    if expert.until and expert.until < expert.since:
        raise NotLawfulNow("聘期的结束日早于开始日，请核对")
    if expert.user and expert.user.role != Role.COUNSEL:
        raise NotLawfulNow(f"账号「{expert.user.username}」不是律师岗位，请另选或不填")
    others = Expert.objects.filter(left_on=None).exclude(pk=expert.pk)
    if others.filter(name=expert.name, kind=expert.kind, origin=expert.origin).exists():
        raise NotLawfulNow(f"{expert.name}（{expert.kind_label}，{expert.origin}）已经在名册中")
    if expert.user and others.filter(user=expert.user).exists():
        raise NotLawfulNow(f"账号「{expert.user.username}」已经属于名册中的另一人")
    expert.save()
    expert.advises.set(entry.advises)


@action
def let_go(expert: Expert, *, by: User, on: date, reason: str) -> Expert:
    """解聘: out of the register from this day, with the reason; not while a panel or the plan counts on the person."""
    _require(may_keep(by), "解聘专家")
    booking.lock()
    expert = Expert.objects.select_for_update(of=("self",)).get(pk=expert.pk)
    if expert.left_on:
        raise NotLawfulNow(f"不能：{expert.name}已于 {expert.left_on} 解聘")
    reason = need(reason, "请写明解聘的事由", most=120)
    if booking.ahead(on, expert=expert):
        raise NotLawfulNow(f"还不能：{expert.name}还有听证或者值班安排，请先办理退出、递补或者撤销值班")
    waiting = (HearingState.EMPANELLED, HearingState.POSTPONED)
    if Panelist.objects.filter(expert=expert, withdrawn_on=None, hearing__state__in=waiting).exists():
        raise NotLawfulNow(f"还不能：{expert.name}是待举行听证的评议人，请先办理退出和递补")
    expert.left_on, expert.left_reason = on, reason
    expert.version += 1
    expert.save()
    chain.record("let_expert_go", by=by, about=expert)
    return expert


@action
def plan_duty(expert: Expert, *, by: User, on: date, day: date, shift: str, place: Unit) -> DutyTurn:
    """排班: half a day at a counter; never twice at once, nor during a hearing."""
    _require(may_keep(by), "排值班")
    if day < on:
        raise NotLawfulNow(f"{day} 已经过去，值班应排在今天以后")
    if not workdays.calendar().is_workday(day):
        raise NotLawfulNow(f"{day} 是休息日，不排值班")
    if not expert.serves_on(day):
        raise NotLawfulNow(f"{expert.name}在 {day} 不在聘期内")
    turn = DutyTurn(expert=expert, day=day, shift=Shift(shift), place=place, planned_by=by)
    booking.take_turn(turn)
    chain.record("plan_duty", by=by, about=turn)
    return turn


@action
def attend_duty(
    turn: DutyTurn, *, by: User, on: date, attended: bool, received: int | None = None, remark: str = ""
) -> DutyTurn:
    """登记到岗: whether the person came, and how many parties were received; who came has taken part."""
    _require(may_attend(by), "登记值班到岗")
    turn = _open_turn(turn)
    if turn.day > on:
        raise NotLawfulNow(f"还不能：{turn.day} 还没有到")
    if not attended and not remark.strip():
        raise NotLawfulNow("没有到岗的，请写明原因")
    turn.attended, turn.received = attended, received if attended else None
    turn.remark = remark.strip()[:120]
    turn.version += 1
    turn.save()
    if attended:
        Participation.objects.create(
            expert=turn.expert, kind=terms.Participation.DUTY, on=turn.day, recorded_by=by
        )
    chain.record("attend_duty", by=by, about=turn)
    return turn


@action
def drop_duty(turn: DutyTurn, *, by: User, on: date, reason: str) -> DutyTurn:
    """撤销值班: the half day is free again."""
    _require(may_keep(by), "撤销值班")
    turn = _open_turn(turn)
    turn.dropped_on, turn.dropped_reason = on, need(reason, "请写明撤销值班的原因", most=120)
    turn.version += 1
    turn.save()
    booking.free({"turn": turn}, on)
    chain.record("drop_duty", by=by, about=turn)
    return turn


def _open_turn(turn: DutyTurn) -> DutyTurn:
    turn = DutyTurn.objects.select_for_update(of=("self",)).select_related("expert").get(pk=turn.pk)
    if reasons := turn_blockers(turn):
        raise NotLawfulNow(*reasons)
    return turn


def turn_blockers(turn: DutyTurn) -> list[str]:
    """Why nothing more can be done with a turn of the plan."""
    if turn.dropped_on:
        return [f"不能：这一班已于 {turn.dropped_on} 撤销"]
    return ["不能：到岗情况已经登记"] if turn.attended is not None else []


@action
def record_participation(
    expert: Expert, *, by: User, on: date, kind: str, day: date, case: Case | None = None, remark: str = ""
) -> Participation:
    """登记参与: kind, day, at most a case. Of counselling nothing else: no state of health, no words (domain §9)."""
    _require(may_attend(by), "登记专家参与")
    wanted = terms.Participation(kind)
    if wanted not in BY_HAND:
        raise NotLawfulNow(f"「{wanted.label}」由值班、听证、评析各自的登记产生，不在这里填")
    if wanted == terms.Participation.COUNSELLING and remark.strip():
        raise NotLawfulNow("不能：心理疏导只登记参与，不记内容和健康情况（个人信息保护法第28条）")
    if wanted == terms.Participation.PRE_SCREENING and expert.user_id:
        raise NotLawfulNow("不能：有账号的律师在「送请意见」里答复，系统自己计数，不重复登记")
    if day > on:
        raise NotLawfulNow(f"日期 {day} 晚于今天")
    if not expert.serves_on(day):
        raise NotLawfulNow(f"{expert.name}在 {day} 不在聘期内")
    if case is not None and case.in_compartment:
        raise NotLawfulNow("不能：检举控告不登记参与人（条例第30条第3款）")
    row = Participation.objects.create(
        expert=expert, kind=wanted, on=day, case=case, remark=remark.strip()[:200], recorded_by=by
    )
    chain.record("record_participation", by=by, about=row)
    return row


@action
def add_room(*, by: User, on: date, name: str, unit: Unit, address: str, seats: int = 20) -> Room:
    """登记听证室."""
    _require(may_keep(by), "登记听证室")
    name = need(name, "请填写听证室名称", most=40)
    address = need(address, "请填写听证室地点", most=120)
    if Room.objects.filter(unit=unit, name=name).exists():
        raise NotLawfulNow(f"{unit.short_name}已有「{name}」")
    room = Room.objects.create(name=name, unit=unit, address=address, seats=seats)
    chain.record("add_room", by=by, about=room)
    return room


@action
def close_room(room: Room, *, by: User, on: date) -> Room:
    """停用听证室: not while a hearing is called to it."""
    _require(may_keep(by), "停用听证室")
    booking.lock()
    room = Room.objects.select_for_update(of=("self",)).get(pk=room.pk)
    if room.closed_on:
        raise NotLawfulNow(f"不能：已于 {room.closed_on} 停用")
    if booking.ahead(on, room=room):
        raise NotLawfulNow("还不能：这里还有安排好的听证，请先改期或换地点")
    room.closed_on = on
    room.version += 1
    room.save()
    chain.record("close_room", by=by, about=room)
    return room
