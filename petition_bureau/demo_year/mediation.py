"""Mediation, help in hardship, urgent matters and a letter that worries, in the demo year."""

from collections.abc import Generator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from cases import actions, policies
from cases.models import Attention, Case, Handling, Mediation, Relief
from law import clock
from law.terms import CaseState, Channel, Flag, HandlingRole, HandlingState, InPlace, Purpose, Role
from organizations.models import User
from oversight.urgent import actions as urgent_actions
from oversight.urgent.models import UrgentReport
from petition_bureau.demo_year.cast import World

Life = Generator[date, None, None]

BODIES = (
    "云溪县人民调解委员会",
    "{place}人民调解委员会",
    "云溪县劳动争议人民调解委员会",
    "云溪县物业纠纷人民调解委员会",
)
OTHERS = (
    "惠民建筑工程公司",
    "云溪城投公司",
    "金溪物业服务公司",
    "同住一栋楼的邻居王某",
    "顺达运输公司",
    "所在村民委员会",
)
DISPUTES = (
    "{title}引起的损失由谁承担、赔多少，双方相差较大",
    "{title}一事的责任划分和整改期限",
    "{title}中欠款的数额和付款时间",
)
AGREED = (
    ("对方于约定日期前支付人民币{money}元\n信访人收款后出具收条", "一次付清，转账到信访人账户"),
    ("对方负责在约定日期前修复完毕，由社区组织验收\n修复期间的临时费用由对方承担", "修复并经双方到场验收"),
    ("对方当面说明情况、表示歉意，补偿人民币{money}元", "当面付清"),
    ("分两次付清人民币{money}元，签订当日先付一半", "分期支付，社区见证"),
)
RELIEFS = (
    ("temporary", "{place}", (500, 3000)),
    ("social", "云溪县民政局", None),
    ("legal_aid", "云溪县法律援助中心", None),
    ("judicial", "中共云溪县委政法委员会", (5000, 20000)),
    ("other", "云溪县慈善总会", (1000, 5000)),
)
MEASURES = (
    "已引导到接待场所，推选代表座谈；属地和主管部门负责人到场，正在核实有关情况",
    "值班领导已到场接谈，主管部门正在核对账目，约定明日上午答复进展",
    "已联系属地派员，现场秩序平稳；请主管部门当日拿出处理意见",
)


def workday(world: World, day: date) -> None:
    """What this morning brings beside the course of the files."""
    _mediations(world, day)
    _reliefs(world, day)
    _urgent(world, day)
    _attention(world, day)


def _who(world: World, subject: str, role: str, unit: str = "bureau") -> User:
    """Somebody of the role, by the subject's own chance."""
    rows = User.objects.filter(role=role, unit__code=unit, is_active=True).order_by("pk")
    return world.chance_of(subject).choice(list(rows))


# --- mediation ---------------------------------------------------------------------------------------------------


def _mediations(world: World, day: date) -> None:
    chance = world.chance_of("mediation")
    rows = Handling.objects.filter(
        state=HandlingState.ACCEPTED, role=HandlingRole.LEAD, claim__case__purpose=Purpose.GRIEVANCE, mediations=None,
        claim__case__imported=False, accepted_on__gt=day - timedelta(days=9), accepted_on__lte=day - timedelta(days=4),
    )  # fmt: skip
    for handling in rows.select_related("claim__case__place", "unit"):
        if chance.random() < 0.045:
            world.begin(_mediation(world, handling))


def _mediation(world: World, handling: Handling) -> Life:
    """A life begun in the morning lives from the next day on: what happened meanwhile counts."""
    chance, case, day = world.chance_of("mediation"), handling.claim.case, clock.today()
    handling = Handling.objects.select_related("claim__case", "unit").get(pk=handling.pk)
    if policies.blockers(handling, "hand_to_mediation", on=day):
        return
    by = _who(world, "mediation", Role.HANDLER, handling.unit.code)
    manner = chance.choices(["peoples", "administrative", "judicial", "reconciliation"], [55, 18, 7, 20])[0]
    bodies = {"peoples": chance.choice(BODIES).format(place=case.place or "云城街道"), "administrative": handling.unit.name,
              "judicial": "云溪县人民法院诉前调解中心", "reconciliation": ""}  # fmt: skip
    row = actions.hand_to_mediation(
        handling, by=by, on=day, manner=manner, body=bodies[manner], other_party=chance.choice(OTHERS),
        dispute=chance.choice(DISPUTES).format(title=case.title)[:300],
    )  # fmt: skip
    day = yield from _until(world.workday(day, chance.choice([2, 3, 4, 6])))
    fate = chance.random()
    if fate < 0.2:
        ending = "refused" if fate < 0.14 else "withdrawn"
        actions.end_mediation(row, by=by, on=day, ending=ending)
        return
    row = actions.consent_to_mediation(
        row,
        by=by,
        on=day,
        petitioner_on=day,
        other_on=day,
        voluntary=True,
        within_discretion=True,
        breaks_no_rule=True,
    )
    day = yield from _until(world.workday(day, chance.choice([5, 7, 10, 14, 21])))
    fate = chance.random()
    if fate < 0.28:
        ending = "failed" if fate < 0.22 else "withdrawn"
        actions.end_mediation(_again(row), by=by, on=day, ending=ending)
        return
    content, how = chance.choice(AGREED)
    row = actions.agree_in_mediation(
        _again(row), by=by, on=day, content=content.format(money=chance.randrange(8, 120) * 100), how=how, agreed_on=day,
        effective_on=day, perform_by=day + timedelta(days=chance.choice([10, 15, 30, 60])),
    )  # fmt: skip
    world.begin(_performance(world, row))
    if manner == "peoples" and chance.random() < 0.45:
        yield from _court(world, row, day)


def _court(world: World, row: Mediation, day: date) -> Life:
    chance = world.chance_of("mediation")
    by = _who(world, "mediation", Role.HANDLER, row.handling.unit.code)
    asked = yield from _until(world.workday(day, chance.choice([3, 8, 15])))
    actions.confirm_agreement(_again(row), by=by, on=asked, applied_on=asked, court="云溪县人民法院")
    day = yield from _until(world.workday(asked, chance.choice([7, 10, 14])))
    actions.confirm_agreement(
        _again(row), by=by, on=day, applied_on=asked, court="云溪县人民法院", confirmed_on=day,
        number=f"（{day.year}）云民特{chance.randrange(3, 90)}号",
    )  # fmt: skip


def _performance(world: World, row: Mediation) -> Life:
    chance = world.chance_of("mediation")
    by = _who(world, "mediation", Role.HANDLER, row.handling.unit.code)
    assert row.perform_by is not None  # noqa: S101 - an agreement has its period
    if chance.random() < 0.12:
        return  # nobody asked: it stands in the list as due
    day = yield from _until(world.workday(row.perform_by, chance.choice([-5, 0, 2, 6])))
    kept = chance.random() < 0.85
    actions.follow_agreement(_again(row), by=by, on=day, visited_on=day, found="performed" if kept else "not_performed",
                             words="已按协议履行，双方签字确认" if kept else "只履行了一部分，对方称资金周转困难")  # fmt: skip
    if kept or chance.random() < 0.4:
        return
    day = yield from _until(world.workday(day, chance.choice([10, 20])))
    actions.follow_agreement(
        _again(row), by=by, on=day, visited_on=day, found="performed", words="督促后已补足"
    )


def _again(row: Mediation) -> Mediation:
    return Mediation.objects.select_related("handling__claim__case", "handling__unit").get(pk=row.pk)


def in_place(world: World, outcome: str) -> dict[str, str]:
    """三到位 in an opinion, where there is something to say (条例第27条)."""
    chance, found = world.chance_of("in_place"), {}
    if outcome == "supported" and chance.random() < 0.6:
        found[InPlace.REQUEST_MET.value] = "请求的事项已列入办理，由专人跟进，办成后当面告知"
    if outcome in {"explained", "rejected"} and chance.random() < 0.8:
        found[InPlace.EXPLAINED.value] = "经办人已当面解释有关法律和政策，并交付条文复印件"
    if chance.random() < 0.07:
        found[InPlace.HARDSHIP_HELPED.value] = "已告知临时救助的申请途径，并帮助提交申请"
    return found


# --- help in hardship --------------------------------------------------------------------------------------------


def _reliefs(world: World, day: date) -> None:
    chance = world.chance_of("relief")
    rows = Case.objects.ordinary().filter(
        imported=False, purpose=Purpose.GRIEVANCE, reliefs=None, merged_into=None,
        received_on__gt=day - timedelta(days=9), received_on__lte=day - timedelta(days=3),
    )  # fmt: skip
    for case in rows.select_related("receiving_unit", "place"):
        if case.receiving_unit.is_bureau and chance.random() < 0.016:
            world.begin(_relief(world, case))


def _relief(world: World, case: Case) -> Life:
    chance, day = world.chance_of("relief"), clock.today()
    kind, body, money = chance.choices(RELIEFS, [40, 20, 20, 8, 12])[0]
    by = _who(world, "relief", Role.INTAKE)
    helped = chance.random() < 0.75
    row = actions.apply_relief(
        case, by=by, on=day, kind=kind, body=body.format(place=case.place or "云城街道办事处"), applied_on=day, helped=helped,
        name="慈善救助" if kind == "other" else "",
    )  # fmt: skip
    if not helped:
        return
    day = yield from _until(world.workday(day, chance.choice([7, 12, 20, 35, 60])))
    result = chance.choices(["granted", "not_granted", "not_pursued"], [74, 18, 8])[0]
    given = money and result == "granted"
    actions.record_relief_result(
        Relief.objects.get(pk=row.pk), by=by, on=day, result=result, decided_on=day,
        amount=Decimal(chance.randrange(money[0], money[1], 100)) if given and money else None,
    )  # fmt: skip


# --- urgent matters ----------------------------------------------------------------------------------------------


def _urgent(world: World, day: date) -> None:
    """Some of the large groups that come; once in a while word of something nobody registered yet."""
    chance = world.chance_of("urgent")
    rows = Case.objects.ordinary().filter(
        received_on=day, flags__contains=[Flag.COLLECTIVE], urgent_reports=None
    )
    for case in rows.select_related("receiving_unit", "place", "own_petition"):
        if case.receiving_unit.is_bureau and chance.random() < 0.3:
            _report_urgent(world, case, day)
    last = (
        day + timedelta(days=1) > world.today
        or world.calendar.roll_forward(day + timedelta(days=1)) > world.today
    )
    if chance.random() < 0.006 or (last and not UrgentReport.objects.open().exists()):
        _report_urgent(world, None, day)  # somebody has to see one under way


def _report_urgent(world: World, case: Case | None, day: date) -> None:
    """First word, writing and the proposal on the day itself; the last report some days later."""
    chance = world.chance_of("urgent")
    by = _who(world, "urgent", Role.INTAKE)
    known = datetime(
        day.year, day.month, day.day, chance.randrange(8, 16), chance.randrange(60), tzinfo=clock.SHANGHAI
    )
    if day == world.today:  # under way these very hours
        known = clock.now().replace(second=0, microsecond=0) - timedelta(minutes=160)

    def after(minutes: int) -> dict[str, Any]:
        return {"by": by, "on": day, "at": known + timedelta(minutes=minutes)}

    facts = _facts(world, case, known)
    row = urgent_actions.report_urgent(
        case, known_at=known, known_by=f"接待大厅 {by.name}", subject=(case.title if case else "施工人员聚集反映欠薪")[:80],
        facts=facts, **after(15),
    )  # fmt: skip
    word = chance.choices([12, 25, 40, 75], [35, 35, 22, 8])[0]
    _send(
        row,
        after,
        word,
        "phone",
        "party_government",
        "department",
        "conference",
        "higher_bureau",
        "state_bureau",
    )
    if case:  # of what has no file yet only word goes at first
        writing = max(word, chance.choices([60, 90, 110, 150], [25, 35, 28, 12])[0])
        _send(
            row,
            after,
            writing,
            "system",
            "party_government",
            "department",
            "conference",
            "higher_bureau",
            "state_bureau",
        )
        if case.own_petition.people >= 20 and chance.random() < 0.6:
            _ask(world, row, after, by)
    world.begin(_over(world, row, by, facts, day))


def _facts(world: World, case: Case | None, known: datetime) -> dict[str, str]:
    chance = world.chance_of("urgent")
    asked = [claim.text for claim in case.claims.all() if claim.text] if case else ["要求支付拖欠的工程款"]
    people = case.own_petition.people if case else chance.randrange(10, 40)
    return {
        "happened": f"{known.month}月{known.day}日{known.hour}时许",
        "venue": f"{case.place or '县政府'}一带" if case else "县政府门前广场",
        "headcount": f"约{people}人",
        "claims": "\n".join(asked)[:300],
        "measures": chance.choice(MEASURES),
    }


def _ask(world: World, row: UrgentReport, after: Any, by: User) -> None:
    """报请决定; most are decided the same day."""
    asked = after(155)
    urgent_actions.ask_decision(
        _report(row), **asked | {"by": _who(world, "urgent", Role.BUREAU_LEADER)},
        proposal="建议由县政府分管领导牵头，主管部门和属地成立专班",
    )  # fmt: skip
    if world.chance_of("urgent").random() < 0.7:
        urgent_actions.record_decision(_report(row), by=by, on=asked["on"], decided_on=asked["on"], body="县政府",
                                       decision="同意成立专班，分管副县长牵头")  # fmt: skip


def _over(world: World, row: UrgentReport, by: User, facts: dict[str, str], day: date) -> Life:
    chance = world.chance_of("urgent")
    day = yield from _until(world.workday(day, chance.choice([1, 2, 4])))
    ended = datetime(day.year, day.month, day.day, 16, 30, tzinfo=clock.SHANGHAI)
    if day == world.today:
        ended = clock.now()
    facts = facts | {"measures": "代表已听取答复，人员已散去；后续按信访程序办理"}
    urgent_actions.finish_urgent(_report(row), by=by, on=day, at=ended, facts=facts)


def _send(row: UrgentReport, after: Any, minutes: int, channel: str, *recipients: str) -> None:
    moment = after(minutes)
    department = "有关主管部门值班室" if "department" in recipients else ""
    urgent_actions.send_urgent(_report(row), recipients=list(recipients), channel=channel, sent_at=moment["at"],
                               department=department, **moment)  # fmt: skip


def _report(row: UrgentReport) -> UrgentReport:
    return UrgentReport.objects.select_related("case", "unit").get(pk=row.pk)


# --- a letter that worries ---------------------------------------------------------------------------------------


def _attention(world: World, day: date) -> None:
    chance = world.chance_of("attention")
    rows = Case.objects.ordinary().filter(
        received_on=day,
        state=CaseState.REGISTERED,
        own_petition__channel__in=[Channel.LETTER, Channel.ONLINE],
        imported=False,
    )
    for case in rows:
        if chance.random() < 0.012:
            actions.mark_attention(
                case,
                by=_who(world, "attention", Role.SCREENING),
                on=day,
                reason="信末言辞激动，建议尽快当面接谈",
            )
            world.begin(_talk(world, case, day))


def _talk(world: World, case: Case, day: date) -> Life:
    chance = world.chance_of("attention")
    day = yield from _until(world.workday(day, 1))
    actions.record_reception_talk(
        case,
        by=_who(world, "attention", Role.INTAKE),
        on=day,
        talk="已电话约见并当面接谈，情绪平稳，约定按期答复",
    )
    day = yield from _until(world.workday(day, chance.choice([1, 3])))
    if Attention.objects.standing(day).filter(petition=case.own_petition).exists():
        actions.close_attention(case, by=_who(world, "attention", Role.SCREENING), on=day)


def _until(day: date) -> Generator[date, None, date]:
    yield day
    return clock.today()
