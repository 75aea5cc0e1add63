"""受理争议, 联席会议 and 回避 in the year: a few disputes put up and decided, quarterly meetings, a withdrawal now and then."""

from collections.abc import Generator
from datetime import date, timedelta

from cases import actions, competence, policies
from cases.models import Case, Dispute, Handling, Objection, Recusal
from cases.policies import NotLawfulNow, NotYours
from law import clock
from law.terms import (
    STATUTORY_ROUTES,
    ConferenceMeasure,
    DisputeBody,
    DisputeState,
    HandlingRole,
    HandlingState,
    MeasureState,
    RecusalState,
    Role,
)
from organizations.models import Unit, User
from oversight import conference_actions as calling
from oversight import conference_minutes as minutes
from oversight.models import Conference, ConferenceDecision
from petition_bureau.demo_year.cast import World

Life = Generator[date, None, None]
#: (unit that has it, unit it points to) → what each side says.
QUARRELS = {
    "housing": ("urban_management", "所反映问题的现场执法由城管部门负责，本单位没有相应的执法权限", "该处尚未移交城市管理，仍由住建部门监管"),
    "urban_management": ("ecology", "污染的监测和认定由生态环境部门负责，本单位只负责现场巡查", "反映的是市容环境，处罚权已划转城管部门"),
    "transport": ("township_05", "所反映的事项属属地日常管理，不在本单位的监管名录内", "该事项在行业主管部门的职责清单内，乡镇只负责配合"),
    "agriculture": ("natural_resources", "事项的关键在土地性质和权属，认定属自然资源部门职责", "属农业农村事务，不涉及土地性质的认定"),
    "water": ("utilities", "所反映的设施由供水单位日常管护，本单位只管水源和骨干工程", "该设施由水利部门建设，没有办理移交"),
    "civil_affairs": ("hr_social_security", "所涉待遇的核定不在民政部门权限内，属社会保障经办范围", "反映的是民政服务和救助，不属社会保险"),
    "natural_resources": ("agriculture", "事项起于农村土地承包经营，由农业农村部门牵头", "涉及规划、登记，应由自然资源部门核查"),
    "police_traffic": ("transport", "所涉设施由公路管理单位设置和维护", "反映的是通行秩序和执法，由交警部门管理"),
}  # fmt: skip
FOUND = (
    "两单位各执一词，权责清单均未列明，经信访局三次协调未能一致。建议按事项主要内容确定主办单位，另一方协办。"
)
DECIDED = "按照事项的主要内容和现行职责分工确定主办单位，另一单位在本单位职责范围内配合，不得推诿。"
TOPICS = (
    "通报上季度信访工作情况，分析突出问题",
    "研究城乡建设领域信访问题源头治理",
    "研究拖欠农民工工资信访事项的联动处置",
    "部署领导干部下访约访和信访积案化解工作",
    "研究农村道路和饮水工程移交中的责任划分",
)
GROUNDS = (
    ("连续出现超期告知、超期答复，信访局督办后仍未改正", "逐件清理超期事项，明确专人负责，限期办结"),
    ("对职责范围内的信访事项相互推诿，群众多次往返", "落实首办责任，由主要负责同志牵头研究解决"),
    ("处理意见支持的事项没有按期执行，群众重复反映", "对已出具意见的事项逐件核对，限期执行到位"),
)
RELATIONS = (
    "信访人系本人表亲，两家往来密切",
    "本人配偶在被反映的项目部工作",
    "本人参与过本件所涉事项的前期处理",
)


def workday(world: World, day: date) -> None:
    """Look around: somebody denies a matter, a meeting is due, a person has an interest."""
    chance = world.chance_of("disputes")
    lately = (world.today - day).days <= 12  # something is open on the demo's own day
    if chance.random() < (0.6 if lately else 0.17):
        _quarrel(world, day)
    quarterly = day.month % 3 == 1 and day.day in range(12, 17) and not _meets(day, 60)
    waits = Dispute.objects.filter(state=DisputeState.REFERRED, body=DisputeBody.CONFERENCE, agenda_items=None,
                                   referred_on__lt=day - timedelta(days=6))  # fmt: skip
    if quarterly or (waits.exists() and not _meets(day, 14)):
        world.begin(_conference(world, day))
    if chance.random() < (0.4 if lately else 0.03):
        _recusal(world, day)


def _meets(day: date, days: int) -> bool:
    return Conference.objects.filter(called_on__gt=day - timedelta(days=days)).exists()


def _who(world: World, role: str, code: str = "bureau") -> User:
    """Somebody of the role, by this subject's own chance: the others' year stays as it was."""
    people = User.objects.filter(role=role, unit__code=code, is_active=True).order_by("pk")
    return world.chance_of("disputes").choice(list(people))


def _until(day: date) -> Generator[date, None, date]:
    yield day
    return clock.today()


# --- disputes ----------------------------------------------------------------------------------------------------


def _quarrel(world: World, day: date) -> None:
    """A unit that may still object does, and the bureau cannot settle it: of some twenty-five matters one."""
    if Dispute.objects.count() > Case.objects.count() // 25:
        return
    rows = Handling.objects.filter(
        state=HandlingState.ARRIVED, role=HandlingRole.LEAD, unit__code__in=QUARRELS, designated=False, direct=False,
        arrived_on__gte=day - timedelta(days=4), arrived_on__lte=day, claim__case__in_compartment=False, claim__proposals=None,
    )  # fmt: skip
    found = (
        rows.exclude(objections__isnull=False).select_related("claim__case", "unit").order_by("pk").first()
    )
    if found and not policies.blockers(found, "object_to", on=day):
        world.begin(_denied(world, found, day))


def _denied(world: World, handling: Handling, day: date) -> Life:
    chance = world.chance_of("disputes")
    other_code, here, there = QUARRELS[handling.unit.code]
    other = world.units[other_code]
    day = yield from _until(world.workday(day, 1))
    try:
        objection = actions.object_to(handling, by=_who(world, Role.UNIT_HEAD, handling.unit.code), on=day, reason=here,
                                      suggested_unit=other)  # fmt: skip
    except NotLawfulNow:
        return  # accepted in the meantime
    last = handling
    if not handling.claim.handlings.filter(unit=other).exists() and chance.random() < 0.7:
        day = yield from _until(world.workday(day, 2))
        objection = Objection.objects.select_related("handling__claim__case", "handling__unit").get(
            pk=objection.pk
        )
        if objection.decided_on:
            return
        last = actions.uphold_objection(
            objection, by=_who(world, Role.SCREENING), on=day, to=other, answer="先按其提出的去向改派核实"
        )
        day = yield from _until(world.workday(day, chance.choice([1, 2, 3])))
        last = Handling.objects.select_related("claim__case", "unit").get(pk=last.pk)
        if last.state != HandlingState.ARRIVED or policies.blockers(last, "object_to", on=day):
            return
        actions.object_to(
            last,
            by=_who(world, Role.UNIT_HEAD, other.code),
            on=day,
            reason=there,
            suggested_unit=handling.unit,
        )
    day = yield from _until(world.workday(day, 1))
    last = Handling.objects.select_related("claim__case", "unit").get(pk=last.pk)
    if last.state != HandlingState.OBJECTED:
        return
    parties: list[Unit] = [handling.unit, other]
    above = competence.common_superior(parties)
    meeting = above is None or chance.random() < 0.25
    row = actions.refer_dispute(last, by=_who(world, Role.SCREENING), on=day, reason=FOUND, others=parties, superior=None if meeting else above,
                                body=DisputeBody.CONFERENCE if meeting else DisputeBody.SUPERIOR)  # fmt: skip
    if meeting or above is None:
        return
    day = yield from _until(world.workday(day, chance.choice([3, 4, 6, 9])))
    row = Dispute.objects.select_related("handling__claim", "superior").get(pk=row.pk)
    if row.state == DisputeState.REFERRED:
        lead, helper = (parties[0], parties[1]) if chance.random() < 0.5 else (parties[1], parties[0])
        new = actions.decide_dispute(
            row,
            by=_who(world, Role.UNIT_HEAD, above.code),
            on=day,
            lead=lead,
            assisting=[helper],
            decision=DECIDED,
        )
        world.begin(_works(world, new))


def _works(world: World, handling: Handling) -> Life:
    """The designated unit gets to work like any other; the answer follows where the year is long enough."""
    chance = world.chance_of("disputes")
    day = yield from _until(world.workday(clock.today(), chance.choice([2, 4, 6])))
    handling = _fresh(handling)
    if handling.state not in {HandlingState.ARRIVED, HandlingState.ACCEPTED}:
        return
    handler, head = (
        _who(world, Role.HANDLER, handling.unit.code),
        _who(world, Role.UNIT_HEAD, handling.unit.code),
    )
    if chance.random() < 0.4:
        row = _proposes(world, handling, handler, day)
        actions.decide_recusal(
            row, by=head, on=day, ordered=True, answer="情况属实，存在直接利害关系，应当回避", takes_over=head
        )
        handler = head
    if handling.route in STATUTORY_ROUTES:
        actions.take_statutory(
            handling,
            by=handler,
            on=day,
            words={"legal_term": "按照相应法律规定的期限办理，结果将书面告知您。"},
        )
        return
    if handling.state == HandlingState.ARRIVED:
        actions.accept(handling, by=handler, on=day)
    elif not policies.blockers(handling, "notify_late", on=day):  # silent while it quarrelled
        actions.notify_late(handling, by=handler, on=day)
    day = yield from _until(world.workday(day, chance.randrange(20, 50)))
    handling = _fresh(handling)
    if handling.state != HandlingState.ACCEPTED:
        return
    outcome = "adopted" if handling.route == "suggestion" else "supported"
    try:
        actions.draft_opinion(handling, by=handler, on=day, outcome=outcome, request=handling.claim.text or handling.claim.case.title,
                              facts="经主办、协办单位联合现场核查，反映的情况属实。", decision="自本意见送达之日起三十日内处理完毕，协办单位配合。",
                              legal_basis="有关法律法规和部门职责规定")  # fmt: skip
        actions.sign_opinion(_fresh(handling), by=_who(world, Role.UNIT_HEAD, handling.unit.code), on=day)
        actions.serve(_fresh(handling), by=handler, on=day, method="direct", served_on=day, proof="本人签收")
    except (NotLawfulNow, NotYours):
        return


def _fresh(handling: Handling) -> Handling:
    return Handling.objects.select_related("claim__case", "unit").get(pk=handling.pk)


# --- the joint conference ----------------------------------------------------------------------------------------


def _conference(world: World, day: date) -> Life:
    """Called, held a week on, its minutes signed some days later; what it asks for is answered and checked."""
    chance = world.chance_of("disputes")
    day = yield from _until(world.workday(day, 1))
    leader, chair = _who(world, Role.BUREAU_LEADER), _who(world, Role.COUNTY_LEADER, "county_government")
    serial = Conference.objects.filter(called_on__year=day.year).count() + 1
    waiting = list(
        Dispute.objects.filter(state=DisputeState.REFERRED, body=DisputeBody.CONFERENCE).select_related(
            "case"
        )
    )
    waiting = [row for row in waiting if not row.agenda_items.exists()]
    codes = ["housing", "urban_management", "natural_resources", "hr_social_security", "agriculture", "transport", "water", "civil_affairs",
             "police", "township_01", "township_05"]  # fmt: skip
    units = [
        world.units[code] for code in codes if code in world.units and world.units[code].abolished_on is None
    ]
    row = calling.call_conference(
        by=leader, on=day, title=f"云溪县信访工作联席会议{day.year}年第{serial}次会议", meets_on=world.workday(day, 6), place="县政府二楼第一会议室",
        chair=chair, units=units, topics=[TOPICS[0], chance.choice(TOPICS[1:])], disputes=waiting,
    )  # fmt: skip
    day = yield from _until(row.meets_on)
    row = calling.hold_conference(row, by=leader, on=day, meets_on=day, attended=units[: len(units) - chance.choice([0, 1, 2])],
                                  summary="会议听取了县信访局关于上季度信访工作情况的汇报，要求各单位依法按政策解决问题，落实首办责任")  # fmt: skip
    for dispute in waiting:
        dispute.refresh_from_db()
        if dispute.state == DisputeState.REFERRED:
            parties = [party.unit for party in dispute.parties.select_related("unit")]
            calling.draft_designation(
                row,
                by=leader,
                on=day,
                dispute=dispute,
                lead=parties[-1],
                assisting=parties[:1],
                ground=DECIDED,
            )
    kinds = [
        ConferenceMeasure.OTHER,
        ConferenceMeasure.INTERVIEW,
        ConferenceMeasure.LISTING,
        ConferenceMeasure.CIRCULAR,
    ]
    for measure in kinds[: chance.choice([2, 3, 3, 4])]:
        ground, requirements = chance.choice(GROUNDS)
        late = Handling.objects.filter(deadlines__due_on__lt=day, deadlines__met_on=None, deadlines__voided_on=None, deadlines__duty=True,
                                       ended_on=None, claim__case__in_compartment=False,
                                       claim__case__conference_decisions=None)  # fmt: skip
        about = (
            late.select_related("claim__case", "unit").order_by("pk").first()
            if measure == ConferenceMeasure.LISTING
            else None
        )
        calling.draft_measure(row, by=leader, on=day, measure=measure, unit=about.unit if about else chance.choice(units), ground=ground,
                              requirements=requirements, due_on=world.workday(day, chance.choice([20, 30, 45])),
                              case=about.claim.case if about else None)  # fmt: skip
    day = yield from _until(world.workday(day, chance.choice([2, 4, 5])))
    try:
        row = minutes.issue_minutes(row, by=chair, on=day)
    except NotLawfulNow:
        return
    for decision in row.decisions.filter(state=MeasureState.RUNNING):
        world.begin(_follows(world, decision))
    for decision in row.decisions.filter(measure=ConferenceMeasure.DESIGNATE).select_related(
        "dispute__outcome"
    ):
        if decision.dispute and decision.dispute.outcome:
            world.begin(_works(world, decision.dispute.outcome))


def _follows(world: World, decision: ConferenceDecision) -> Life:
    chance = world.chance_of("disputes")
    late = chance.random() < 0.2
    assert decision.due_on is not None  # noqa: S101 - a measure has its day
    day = yield from _until(
        world.workday(decision.due_on, chance.choice([5, 9]) if late else -chance.choice([2, 3, 5]))
    )
    decision = ConferenceDecision.objects.select_related("unit").get(pk=decision.pk)
    if decision.state != MeasureState.RUNNING:
        return
    minutes.reply_conference(decision, by=_who(world, Role.HANDLER, decision.unit.code), on=day,
                             report="已按会议要求逐件清理，责任落实到人，超期事项全部办结并书面告知信访人。")  # fmt: skip
    day = yield from _until(world.workday(day, 3))
    leader = _who(world, Role.BUREAU_LEADER)
    if chance.random() < 0.25:
        minutes.end_conference(
            decision, by=leader, on=day, enough=False, remark="抽查发现仍有事项没有书面告知，继续整改"
        )
        day = yield from _until(world.workday(day, 9))
        minutes.reply_conference(
            decision,
            by=_who(world, Role.HANDLER, decision.unit.code),
            on=day,
            report="抽查指出的事项已经书面告知并送达。",
        )
        day = yield from _until(world.workday(day, 2))
    minutes.end_conference(decision, by=leader, on=day, enough=True, remark="调阅告知书和送达回证，情况属实")


# --- withdrawal --------------------------------------------------------------------------------------------------


def _recusal(world: World, day: date) -> None:
    """Somebody who handles a matter knows the petitioner; the head decides within days."""
    rows = Handling.objects.filter(state=HandlingState.ACCEPTED, handler__isnull=False, handler__is_active=True,
                                   accepted_on__gte=day - timedelta(days=20), claim__case__recusals=None,
                                   claim__case__in_compartment=False)  # fmt: skip
    handling = rows.select_related("claim__case", "handler__unit").order_by("-pk").first()
    if handling and handling.handler:
        world.begin(_withdraws(world, handling, day))


def _proposes(world: World, handling: Handling, person: User, day: date) -> Recusal:
    chance = world.chance_of("disputes")
    declared = chance.random() < 0.6
    return actions.propose_recusal(
        handling.claim.case, by=person if declared else _who(world, Role.INTAKE), on=day, person=person, role="handler",
        ground=chance.choice(["petitioner", "matter"]), origin="declared" if declared else "by_petitioner",
        reason=chance.choice(RELATIONS),
    )  # fmt: skip


def _withdraws(world: World, handling: Handling, day: date) -> Life:
    """A unit of the demo has one handler: who must go on working is found not to be concerned."""
    person = handling.handler
    assert person is not None  # noqa: S101 - chosen so
    day = yield from _until(world.workday(day, 1))
    row = _proposes(world, handling, person, day)
    day = yield from _until(world.workday(day, world.chance_of("disputes").choice([1, 2, 5])))
    row = Recusal.objects.select_related("person__unit__parent", "case").get(pk=row.pk)
    if row.state == RecusalState.PROPOSED:
        actions.decide_recusal(row, by=_who(world, Role.UNIT_HEAD, person.unit.code), on=day, ordered=False,
                               answer="经核实不构成直接利害关系，不影响公正办理")  # fmt: skip
