"""接访, 包案, 积案, 隐患 over the year: published days, matters received, hard cases solved, conflicts struck off."""

import random
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

from cases.models import Case, Handling
from law import clock
from law.terms import (
    Attendance,
    BacklogOrigin,
    BacklogState,
    CaseState,
    Channel,
    CriterionKind,
    ReceptionKind,
    ReceptionState,
    Role,
    SponsorElement,
    StrikeOffGround,
)
from organizations.models import Unit, User
from oversight.leaders import backlog, conflicts, schedule, sponsoring, visits
from oversight.leaders.models import (
    BacklogEntry,
    BacklogPeriod,
    HiddenConflict,
    Milestone,
    Reception,
    ReceptionAssignment,
    ReceptionPlan,
    SponsoredCase,
)
from oversight.leaders.models.backlog import criteria
from petition_bureau.demo_year.cast import World, read

HALL = "云溪县信访接待大厅（云城街道民和路6号）"
OPEN = (CaseState.REGISTERED, CaseState.DISPATCHED)
Life = Iterator[date]


def workday(world: World, day: date) -> None:
    """One morning: the schedule of the next quarter, today's receptions, a hard case, a conflict found."""
    chance = world.chance_of("leaders")
    _schedule(world, chance, day)
    for row in Reception.objects.filter(on=day, state=ReceptionState.PUBLISHED):
        _receive(world, chance, row, day)
    if chance.random() < 0.035:
        _sponsor(world, chance, day)
    _backlog(world, chance, day)
    if chance.random() < 0.16:
        _find(world, chance, day)


# --- receptions -------------------------------------------------------------------------------------------------


def _schedule(world: World, chance: random.Random, day: date) -> None:
    """Each quarter's days, a week before it begins; the demo's first quarter from its first morning on."""
    quarter = (day + timedelta(days=8)).replace(day=1)
    quarter = quarter.replace(month=(quarter.month - 1) // 3 * 3 + 1)
    title = f"{quarter.year}年第{(quarter.month + 2) // 3}季度县领导定期接访"
    if ReceptionPlan.objects.filter(title=title).exists():
        return
    by = _who(chance, Role.SCREENING)
    until = (quarter + timedelta(days=95)).replace(day=1) - timedelta(days=1)
    leaders = [f"{row['name']} {row['post']}" for row in read("leaders")["receiving"]]
    plan = schedule.make_plan(
        by=by, on=day, title=title, kind=ReceptionKind.RECEIVE, days=[15, 28], since=max(quarter, day), until=until,
        leaders=leaders, place=HALL, starts_at=time(9), ends_at=time(11, 30),
    )  # fmt: skip
    schedule.publish_plan(plan, by=by, on=day)
    towns = sorted(
        (unit for unit in world.units.values() if unit.kind == "township"), key=lambda unit: unit.code
    )
    joint = [
        world.units[code]
        for code in ("justice", "natural_resources", "housing", "hr_social_security")
        if code in world.units
    ]
    month = max(quarter, day)
    turn = quarter.month
    while month <= until:
        on = world.workday(max(month.replace(day=10), day))
        if on <= until:
            town = towns[turn % len(towns)]
            row = schedule.plan_day(
                by=by, on=day, kind=ReceptionKind.JOINT if turn % 3 == 0 and joint else ReceptionKind.GO_DOWN, day=on,
                leader=leaders[(turn + 2) % len(leaders)], place=f"{town.name}综合服务中心", starts_at=time(14, 30),
                ends_at=time(17), topic=["农民工工资", "物业管理", "土地承包", "供水和道路"][turn % 4], units=joint if turn % 3 == 0 else [],
            )  # fmt: skip
            schedule.publish(row, by=by, on=day)
        turn += 1
        month = (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def _receive(world: World, chance: random.Random, row: Reception, day: date) -> None:
    by = _who(chance, Role.INTAKE)
    draw = chance.random()
    if draw < 0.04:
        schedule.record_attendance(row, by=by, on=day, attendance=Attendance.ABSENT,
                                   note="临时处置防汛险情没有到场，来访由接待窗口登记，已另约时间")  # fmt: skip
        return
    substitute = draw < 0.14
    schedule.record_attendance(
        row, by=by, on=day, attendance=Attendance.SUBSTITUTE if substitute else Attendance.PRESENT,
        substitute="韩振宇 县委办公室副主任" if substitute else "",
    )  # fmt: skip
    since = day - timedelta(days=45)
    pool = Case.objects.ordinary().filter(state__in=OPEN, imported=False, received_on__gte=since)
    pool = pool.filter(own_petition__channel=Channel.VISIT).select_related("own_petition").order_by("pk")
    chosen = list(pool)
    chance.shuffle(chosen)
    row.refresh_from_db()
    for case in chosen[: chance.choice([1, 2, 2, 3, 3, 4])]:
        visit = visits.receive_visit(
            row, case, by=by, on=day, people=min(case.own_petition.people, 5), advice=chance.choice(ADVICE)
        )
        handling = Handling.objects.filter(claim__case=case, role="lead").select_related("unit").first()
        if (
            handling
            and chance.random() < 0.55
            and handling.unit.kind not in {"higher", "discipline", "government", "bureau"}
        ):
            made = visits.assign_visit(
                visit, by=row.leader or _who(chance, Role.BUREAU_LEADER), on=day, unit=handling.unit,
                matter=chance.choice(ASSIGNED), due_on=day + timedelta(days=chance.choice([7, 10, 15])),
            )  # fmt: skip
            world.begin(_assigned(world, chance, made, day))


def _assigned(world: World, chance: random.Random, row: ReceptionAssignment, day: date) -> Life:
    yield world.workday(day, chance.choice([3, 6, 8, 10, 14, 20, 30]))
    by = _officer(chance, row.unit)
    row = visits.reply_visit(row, by=by, on=clock.today(), result=chance.choice(RESULTS))
    yield world.workday(clock.today(), chance.choice([1, 2, 4]))
    visits.revisit(row, by=_who(chance, Role.INTAKE), on=clock.today(), words=chance.choice(REVISITS))


# --- sponsored cases --------------------------------------------------------------------------------------------


def _sponsor(world: World, chance: random.Random, day: date) -> None:
    """A matter open for more than a month, with a unit of the county."""
    rows = Case.objects.ordinary().filter(
        state=CaseState.DISPATCHED, imported=False, received_on__lte=day - timedelta(days=25)
    )
    rows = rows.filter(sponsorships=None, claims__handlings__role="lead").distinct().order_by("pk")
    units = {"department", "township", "political_legal"}
    pool = [case for case in rows[:60] if any(unit.kind in units for unit in sponsoring.handling_units(case))]
    if not pool:
        return
    case = chance.choice(pool)
    unit = next(unit for unit in sponsoring.handling_units(case) if unit.kind in units)
    leader = chance.choice(read("leaders")["receiving"])
    row = sponsoring.sponsor(
        case, by=_who(chance, Role.BUREAU_LEADER), on=day, leader=f"{leader['name']} {leader['post']}", unit=unit,
        reason=chance.choice(HARD), due_on=day + timedelta(days=chance.choice([60, 75, 90])),
    )  # fmt: skip
    world.begin(_sponsored(world, chance, row, day))


def _sponsored(world: World, chance: random.Random, row: SponsoredCase, day: date) -> Life:
    yield world.workday(day, chance.choice([2, 3, 5]))
    by, on = _officer(chance, row.unit), clock.today()
    steps = [("现场核实，分清责任", 12), ("召开协调会，定解决办法", 26), ("落实到位，当面释法", 48)]
    dates = [(text, min(world.workday(on, after), row.due_on)) for text, after in steps]
    row = sponsoring.plan_sponsorship(row, by=by, on=on, plan=chance.choice(PLANS), milestones=dates)
    for element, text, step in (
        (SponsorElement.KNOW, "到现场看过，听取各方意见，情况已经查清，争议点已经逐条列明。", 0),
        (SponsorElement.SOLVE, "协调会定了办法：由责任单位牵头，两个月内落实，进度每半月报一次。", 1),
        (SponsorElement.EXPLAIN, "解决情况和依据已经当面讲清，不服的可以申请复查，意见已经记下。", 2),
    ):
        wanted = dates[step][1]
        yield world.workday(wanted, chance.choice([-4, -2, -1, 0, 0, 3, 9]) if chance.random() < 0.9 else 25)
        milestone = Milestone.objects.filter(
            sponsored=row, text=steps[step][0], done_on=None, dropped_on=None
        ).first()
        row = sponsoring.advance_sponsorship(
            row, by=by, on=clock.today(), element=element, text=text, milestone=milestone
        )
    if chance.random() < 0.4:
        row = sponsoring.advance_sponsorship(row, by=by, on=clock.today(), element=SponsorElement.HELP,
                                             text="家庭有实际困难，已帮助向民政部门申请社会救助。")  # fmt: skip
    yield world.workday(clock.today(), chance.choice([2, 4, 7]))
    row = sponsoring.ask_sponsorship_check(row, by=_who(chance, Role.UNIT_HEAD, row.unit.code), on=clock.today(),
                                           resolution=chance.choice(SOLVED))  # fmt: skip
    yield world.workday(clock.today(), chance.choice([2, 3, 6]))
    checker = _who(chance, Role.SCREENING)
    if chance.random() < 0.15:
        row = sponsoring.return_sponsorship(
            row, by=checker, on=clock.today(), reason="缺现场照片和付款凭据，补齐后再提请。"
        )
        yield world.workday(clock.today(), 6)
        row = sponsoring.ask_sponsorship_check(row, by=_who(chance, Role.UNIT_HEAD, row.unit.code), on=clock.today(),
                                               resolution="照片和付款凭据已经补齐，附后。")  # fmt: skip
        yield world.workday(clock.today(), 3)
    sponsoring.accept_sponsorship(row, by=checker, on=clock.today(), verdict="看过现场和凭据，问题已经解决。")


# --- backlog ----------------------------------------------------------------------------------------------------


def _backlog(world: World, chance: random.Random, day: date) -> None:
    """Two lists: one handed down, one of the county; matters late or long open go in, some are resolved."""
    if not BacklogPeriod.objects.exists():
        leader = _who(chance, Role.BUREAU_LEADER)
        end = day + timedelta(days=364)
        backlog.add_period(by=leader, on=day, title=f"{day.year}年度信访积案化解台账", origin=BacklogOrigin.COUNTY,
                           document="县信访工作联席会议第2次会议纪要", since=day, until=end)  # fmt: skip
        backlog.add_period(by=leader, on=day, title=f"{end.year}年上级交办重复信访积案清单", origin=BacklogOrigin.SUPERIOR,
                           document=f"临信联办〔{day.year}〕12号", since=day, until=end)  # fmt: skip
    if chance.random() > 0.05:
        return
    rows = Case.objects.ordinary().filter(
        state__in=OPEN, imported=False, received_on__lte=day - timedelta(days=50)
    )
    pool = list(rows.filter(backlog_entries=None).order_by("pk")[:60])
    if not pool:
        return
    period = chance.choice(list(BacklogPeriod.objects.order_by("pk")))
    kinds = list(criteria(CriterionKind.ENTRY).order_by("pk"))
    criterion = (
        kinds[2] if period.origin == BacklogOrigin.SUPERIOR else chance.choice([kinds[0], kinds[0], kinds[1]])
    )
    row = backlog.propose_backlog(chance.choice(pool), by=_who(chance, Role.SCREENING), on=day, period=period, criterion=criterion,
                                  ground=chance.choice(GROUNDS))  # fmt: skip
    world.begin(_entered(world, chance, row, day))


def _entered(world: World, chance: random.Random, row: BacklogEntry, day: date) -> Life:
    yield world.workday(day, chance.choice([1, 2, 4]))
    leader = _who(chance, Role.BUREAU_LEADER)
    if chance.random() < 0.12:
        backlog.refuse_backlog(row, by=leader, on=clock.today(), answer="事实不符合口径，按普通件办理。")
        return
    row = backlog.enter_backlog(row, by=leader, on=clock.today(), answer="同意列入。")
    if chance.random() < 0.3:
        return
    yield world.workday(clock.today(), chance.choice([25, 40, 55, 70, 95]))
    met = chance.choice(list(criteria(CriterionKind.RESOLUTION).order_by("pk"))[:3])
    screening = _who(chance, Role.SCREENING)
    row = backlog.resolve_backlog(
        row, by=screening, on=clock.today(), met=met, evidence=chance.choice(EVIDENCE)
    )
    yield world.workday(clock.today(), chance.choice([2, 5, 9]))
    if chance.random() < 0.1:
        row = backlog.return_backlog(row, by=leader, on=clock.today(), reason="凭据不全，核实后再认定。")
    if row.state == BacklogState.RESOLVED:
        backlog.verify_backlog(row, by=leader, on=clock.today(), remark="核对了凭据和现场照片，属实。")


# --- hidden conflicts -------------------------------------------------------------------------------------------


def _find(world: World, chance: random.Random, day: date) -> None:
    story = chance.choice(read("leaders")["conflicts"])
    towns = sorted(
        (unit for unit in world.units.values() if unit.kind == "township"), key=lambda unit: unit.code
    )
    town = chance.choice(towns)
    unit = world.units.get(story["unit"], town) if story["unit"] != "township" else town
    row = conflicts.find_conflict(by=_officer(chance, town), on=day, matter=story["matter"], field=story["field"], place=town,
                                  place_text=chance.choice(PLACES))  # fmt: skip
    world.begin(_conflict(world, chance, row, unit, story, day))


def _conflict(
    world: World, chance: random.Random, row: HiddenConflict, unit: Unit, story: dict[str, Any], day: date
) -> Life:
    yield world.workday(day, chance.choice([1, 2, 3]))
    leader = chance.choice(read("leaders")["receiving"])
    by = _officer(chance, unit)
    row = conflicts.entrust_conflict(
        row, by=_who(chance, Role.SCREENING), on=clock.today(), leader=f"{leader['name']} {leader['post']}", unit=unit,
        official=f"{by.name}（{unit.short_name}经办人）", measures=story["measures"],
        due_on=clock.today() + timedelta(days=chance.choice([20, 30, 45])),
    )  # fmt: skip
    yield world.workday(clock.today(), chance.choice([6, 10, 14]))
    row = conflicts.note_conflict(
        row, by=by, on=clock.today(), text="已经召集有关方面见面，定了解决办法，正在落实。"
    )
    yield world.workday(clock.today(), chance.choice([5, 9, 12, 20, 40]))
    ground = chance.choice(
        [StrikeOffGround.SETTLED] * 6 + [StrikeOffGround.PETITION, StrikeOffGround.LEGAL_PATH]
    )
    row = conflicts.report_conflict(row, by=by, on=clock.today(), ground=ground, result=ENDED[ground])
    yield world.workday(clock.today(), chance.choice([1, 3, 6]))
    conflicts.strike_off(
        row, by=_who(chance, Role.SCREENING), on=clock.today(), remark="电话和现场各核对一次，情况属实。"
    )


def _who(chance: random.Random, role: str, code: str = "bureau") -> User:
    """Somebody of the role, by this subject's own chance."""
    return chance.choice(list(User.objects.filter(role=role, unit__code=code, is_active=True).order_by("pk")))


def _officer(chance: random.Random, unit: Unit) -> User:
    return _who(chance, Role.HANDLER, unit.code)


ADVICE = [
    "请承办单位讲清政策依据，能解决的本月内解决。", "诉求合理，抓紧办，办理情况报我。", "先到现场看，分清责任，再定办法。",
    "依法办理，按期书面答复；有困难的帮助申请救助。",
]  # fmt: skip
ASSIGNED = [
    "到现场核实情况，提出解决办法并书面报告", "牵头召开协调会，明确由谁办、什么时候办完", "核对材料和凭据，有依据的抓紧落实",
    "把政策依据书面讲清，听取意见后回复",
]  # fmt: skip
RESULTS = [
    "已到现场核实，责任已经分清，本周内开始整改，预计半个月完成。", "协调会已经开过，各方同意分担办法，会议记录附后。",
    "材料已经核对，有依据的部分已列入下月工作计划。", "政策依据已经当面讲清并书面答复。",
]  # fmt: skip
REVISITS = [
    "电话告知办理结果，对方说知道了，希望按时间办完。", "当面告知，对结果没有不同意见。", "电话告知，对方仍有不同意见，已告知可以申请复查。",
]  # fmt: skip
HARD = [
    "涉及几个部门，责任交叉，多次协调没有结果。", "时间长、资料不全，须县领导协调查清。", "涉及面较广，需要几个单位一起解决。",
]  # fmt: skip
PLANS = [
    "先查清事实和各方责任，再开协调会定办法，最后落实并当面讲清依据。", "由责任单位牵头，属地配合，分三步解决，每半月调度一次。",
]  # fmt: skip
SOLVED = [
    "合理诉求已经解决，凭据附后；依据和救济途径已经当面讲清。", "整改完成并经现场核验；没有依据的部分已依法答复并讲清理由。",
]  # fmt: skip
GROUNDS = [
    "几年前首次提出，几次答复后问题仍未解决。", "办理期限届满已久，责任单位没有拿出解决办法。", "列入上级交办清单，须按期报结果。",
]  # fmt: skip
EVIDENCE = [
    "处理意见已经落实，现场照片和付款凭据附卷。", "已依法出具意见并当面讲清依据，送达回证附卷。", "已帮助申请社会救助并获批准，批准文书附卷。",
]  # fmt: skip
PLACES = ["东片几个小区", "集镇", "工业园区一带", "沿河几个村", "老街片区", ""]
ENDED = {
    StrikeOffGround.SETTLED: "各方达成一致并已落实，现场核对过。",
    StrikeOffGround.PETITION: "有关群众已经提出，按信访事项登记办理。",
    StrikeOffGround.LEGAL_PATH: "属合同纠纷，已引导向法院起诉，法院已受理。",
    StrikeOffGround.UNFOUNDED: "经核查情况不存在。",
}
