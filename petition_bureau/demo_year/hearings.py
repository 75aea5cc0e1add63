"""The register, the plan, hearings and evaluations of the demo county, through the real actions."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import date, time, timedelta

from cases import actions as case_actions
from cases.models import Claim, Handling, Review
from cases.policies import NotLawfulNow
from hearings import actions, conflicts
from hearings.actions import Entry, Hours, Said, publishing
from hearings.models import DutyTurn, Evaluation, Expert, Hearing, Publication, Room
from law import clock
from law.terms import (
    CaseState,
    ExpertKind,
    HandlingRole,
    HandlingState,
    HearingOccasion,
    HearingState,
    PanelGroup,
    ReviewState,
    Role,
    Route,
)
from organizations.models import User
from petition_bureau.demo_year.cast import World, read
from petition_bureau.demo_year.hearing_texts import (
    CLOSING,
    CONCLUSIONS,
    COUNSEL,
    EVALUATIONS,
    EXCHANGE,
    FIRMS,
    LATE,
    ORIGINS,
    QUESTIONS,
    REASONS,
    RECUSALS,
    TRADES,
)

Life = Generator[date, None, None]
#: How many of each kind a county of this size appoints (洞口县 2023: 律师 27 名、专家团队 100 人).
REGISTER = {
    ExpertKind.LAWYER: 24, ExpertKind.JURIST: 10, ExpertKind.TRADE: 28, ExpertKind.PSYCHOLOGIST: 6, ExpertKind.PARTY_DELEGATE: 10,
    ExpertKind.DEPUTY: 14, ExpertKind.CPPCC: 12,
}  # fmt: skip
#: Of the matters a unit accepts, how many are heard, and how many are evaluated instead.
HEARD, EVALUATED = 0.1, 0.1


def workday(world: World, day: date) -> None:
    """One working day: the register in the first week, the plan on Fridays, matters that are heard or evaluated."""
    if not Expert.objects.exists():
        _appoint(world, day)
    _duty(world, day)
    chance = world.chance_of("hearings")
    lately = day > world.today - timedelta(days=24)
    rows = Handling.objects.filter(
        accepted_on=day, state=HandlingState.ACCEPTED, route=Route.PETITION, role=HandlingRole.LEAD
    )
    for handling in rows.select_related("claim__case__own_petition", "unit").order_by("pk"):
        drawn = chance.random()
        if not handling.claim.case.own_petition.address_clear or handling.claim.case.own_petition.anonymous:
            continue
        if drawn < HEARD or (lately and not Hearing.objects.live().exists()):
            world.begin(_hearing(world, handling, None))
        elif drawn < HEARD + EVALUATED or (lately and not Evaluation.objects.exists()):
            world.begin(_evaluation(world, handling))
    for review in Review.objects.filter(state=ReviewState.ACCEPTED, accepted_on=day).select_related(
        "handling__claim__case", "organ", "handling__unit"
    ):
        if chance.random() < (0.5 if review.final else 0.15):
            world.begin(_hearing(world, review.handling, review))
    if day.weekday() == 2 and chance.random() < 0.5:
        _takes_part(world, day)
    if chance.random() < 0.12:
        world.begin(_counsel(world, day))
    _publish(world, day)


def _who(world: World, role: str, unit: str = "bureau") -> User:
    """Somebody of a role, by this subject's own chance."""
    return world.chance_of("hearings").choice(
        list(User.objects.filter(role=role, unit__code=unit, is_active=True).order_by("pk"))
    )


# --- the register and the plan -----------------------------------------------------------------------------------


def _appoint(world: World, day: date) -> None:
    chance = world.chance_of("hearings")
    keeper = _who(world, Role.SCREENING)
    data = read("people")
    units = [unit for unit in world.units.values() if unit.kind == "department"]
    since = date(day.year, 1, 1)
    counsel = User.objects.filter(role=Role.COUNSEL, is_active=True).first()
    if counsel:
        entry = Entry(counsel.name, ExpertKind.LAWYER, FIRMS[0], since, date(since.year + 2, 12, 31), "行政法、劳动法",
                      counsel.phone, user=counsel)  # fmt: skip
        actions.add_expert(entry, by=keeper, on=day)
    taken = set(Expert.objects.values_list("name", flat=True))
    for kind, number in REGISTER.items():
        while Expert.objects.filter(kind=kind).count() < number:
            name = chance.choice(data["surnames"]) + chance.choice(data["given_names"])
            if name in taken:
                continue
            taken.add(name)
            origin = chance.choice(FIRMS if kind == ExpertKind.LAWYER else ORIGINS[kind])
            inside = chance.choice(units) if kind == ExpertKind.TRADE and chance.random() < 0.4 else None
            entry = Entry(
                name, kind, inside.name if inside else origin, since, date(since.year + 2, 12, 31),
                chance.choice(TRADES[kind]), f"0999-555{chance.randrange(3000, 4000)}", unit=inside,
                advises=chance.sample(units, 1) if kind == ExpertKind.LAWYER and chance.random() < 0.3 else (),
            )  # fmt: skip
            actions.add_expert(entry, by=keeper, on=day)
    for name, address in (("第一听证室", "民和路6号一楼东侧"), ("第二听证室", "民和路6号二楼")):
        actions.add_room(by=keeper, on=day, name=name, unit=world.units["bureau"], address=address, seats=24)


def _duty(world: World, day: date) -> None:
    """Yesterday's turns are noted, next week's are planned on the last working day of the week."""
    chance = world.chance_of("duty")
    clerk = _who(world, Role.INTAKE)
    for turn in DutyTurn.objects.filter(day__lt=day, dropped_on=None, attended=None).select_related("expert"):
        came = chance.random() < 0.96
        actions.attend_duty(turn, by=clerk, on=day, attended=came, received=chance.randrange(0, 7) if came else None,
                            remark="" if came else "临时开庭，已电话说明")  # fmt: skip
    following = world.workday(day, 1)
    if following.isocalendar().week == day.isocalendar().week:
        return
    keeper = _who(world, Role.SCREENING)
    lawyers = list(Expert.objects.in_term(following).filter(kind=ExpertKind.LAWYER).order_by("pk"))
    for offset in range(5):
        turn_day = following + timedelta(days=offset)
        if not world.calendar.is_workday(turn_day):
            continue
        for shift in ("morning", "afternoon") if offset in {0, 3} else ("morning",):
            try:
                actions.plan_duty(
                    chance.choice(lawyers),
                    by=keeper,
                    on=day,
                    day=turn_day,
                    shift=shift,
                    place=world.units["bureau"],
                )
            except NotLawfulNow:
                continue  # the lawyer sits in a hearing then


def _takes_part(world: World, day: date) -> None:
    chance = world.chance_of("hearings")
    kind, people = chance.choice(
        [
            ("counselling", ExpertKind.PSYCHOLOGIST),
            ("explaining", ExpertKind.LAWYER),
            ("explaining", ExpertKind.JURIST),
        ]
    )
    found = list(Expert.objects.in_term(day).filter(kind=people).order_by("pk"))
    actions.record_participation(
        chance.choice(found), by=_who(world, Role.INTAKE), on=day, kind=kind, day=day
    )


def _counsel(world: World, day: date) -> Life:
    """A matter waiting for its screening is put to the lawyer with an account, who answers in a day or two."""
    yield world.workday(day, 1)
    day = clock.today()
    claims = Claim.objects.filter(
        case__state=CaseState.REGISTERED, case__in_compartment=False, way="", case__imported=False
    )
    claim = claims.filter(case__counsel_requests=None).select_related("case").order_by("pk").first()
    counsel = User.objects.filter(role=Role.COUNSEL, is_active=True).first()
    if claim is None or counsel is None:
        return
    question, opinion = world.chance_of("hearings").choice(COUNSEL)
    asked = case_actions.ask_counsel(
        claim, by=_who(world, Role.SCREENING), on=day, counsel=counsel, question=question
    )
    yield world.workday(day, world.chance_of("hearings").choice([1, 2]))
    case_actions.give_counsel(asked, by=counsel, on=clock.today(), opinion=opinion)


def _publish(world: World, day: date) -> None:
    """What a 复核 decided after a hearing: one masks it, the leader confirms it the next time round."""
    served = Hearing.objects.filter(
        occasion=HearingOccasion.FINAL_REVIEW, state=HearingState.CONCLUDED, review__state=ReviewState.SERVED
    )
    leader = _who(world, Role.BUREAU_LEADER)
    for hearing in served.filter(publication=None).select_related("case", "review"):
        text = publishing.proposal(hearing)
        if not publishing.leaks(hearing, "", text) and not publishing.blockers(hearing):
            title = f"关于{hearing.case.category.split('/')[0] or '某'}事项的复核意见"
            actions.draft_publication(hearing, by=_who(world, Role.SCREENING), on=day, title=title, text=text)
    for row in Publication.objects.filter(state="drafted", drafted_on__lt=day).select_related(
        "hearing__case"
    ):
        actions.publish_opinion(row.hearing, by=leader, on=day)


# --- a hearing ---------------------------------------------------------------------------------------------------


@dataclass
class _Staff:
    """Who does what in one hearing."""

    handler: User
    head: User
    chair: User


def _staff(world: World, handling: Handling, review: Review | None) -> _Staff:
    if review is not None:
        return _Staff(
            _who(world, Role.SCREENING), _who(world, Role.BUREAU_LEADER), _who(world, Role.BUREAU_LEADER)
        )
    head = _who(world, Role.UNIT_HEAD, handling.unit.code)
    chair = head if world.chance_of("hearings").random() < 0.5 else _who(world, Role.BUREAU_LEADER)
    return _Staff(_who(world, Role.HANDLER, handling.unit.code), head, chair)


def _hearing(world: World, handling: Handling, review: Review | None) -> Life:
    """From the proposal to the conclusion; it ends early when the unit signs its opinion before."""
    chance = world.chance_of("hearings")
    staff = _staff(world, handling, review)
    yield world.workday(clock.today(), chance.choice([2, 3, 4]))
    try:
        hearing = actions.propose_hearing(
            handling, by=staff.handler, on=clock.today(), grounds=chance.choice([["complex"], ["major"], ["difficult"], ["major", "complex"]]),
            reason=chance.choice(REASONS), questions="\n".join(chance.sample(QUESTIONS, 2)), requested=chance.random() < 0.5, review=review,
        )  # fmt: skip
    except NotLawfulNow:
        return  # answered meanwhile
    yield world.workday(clock.today(), chance.choice([1, 2]))
    if chance.random() < 0.1:
        actions.refuse_hearing(
            hearing,
            by=staff.head,
            on=clock.today(),
            decision="事实已经查清、双方没有争议，请直接出具处理意见",
        )
        return
    hearing.handling.claim.case = hearing.case
    if conflicts.of_chair(staff.chair, hearing):
        staff.chair = _who(world, Role.BUREAU_LEADER)
    hearing = actions.approve_hearing(hearing, by=staff.head, on=clock.today(), chair=staff.chair)
    yield world.workday(clock.today(), 1)
    if chance.random() < 0.3:
        someone = chance.choice(list(Expert.objects.in_term(clock.today()).order_by("pk")))
        yield from _withdraws(world, hearing, staff, someone)
    counts = {PanelGroup.LAWYERS: 1, PanelGroup.EXPERTS: chance.choice([1, 3]), PanelGroup.DELEGATES: 1}
    wanted = {str(group): count for group, count in counts.items()}
    hearing = actions.draw_panel(hearing, by=staff.handler, on=clock.today(), wanted=wanted)
    yield from _called(world, hearing, staff)


def _withdraws(world: World, hearing: Hearing, staff: _Staff, expert: Expert) -> Life:
    """Somebody of the register declares a tie, or the petitioner names it; the head decides the same day or the next."""
    chance = world.chance_of("hearings")
    row = actions.propose_member_recusal(
        hearing, by=staff.handler, on=clock.today(), expert=expert, origin=chance.choice(["declared", "declared", "by_petitioner"]),
        ground=chance.choice(["matter", "petitioner"]), reason=chance.choice(RECUSALS),
    )  # fmt: skip
    yield world.workday(clock.today(), chance.choice([0, 1]))
    ordered = row.origin == "declared" or chance.random() < 0.5
    answer = "情况属实，应当回避" if ordered else "经核实没有直接利害关系，照常参加评议"
    case_actions.decide_recusal(row, by=staff.head, on=clock.today(), ordered=ordered, answer=answer)


def _gone(hearing: Hearing) -> bool:
    """The unit did not wait for the hearing: its opinion is signed."""
    return (hearing.occasion == HearingOccasion.HANDLING
            and Handling.objects.get(pk=hearing.handling_id).state != HandlingState.ACCEPTED)  # fmt: skip


def _called(world: World, hearing: Hearing, staff: _Staff) -> Life:
    chance = world.chance_of("hearings")
    for attempt in range(2):
        yield world.workday(clock.today(), 1)
        if _gone(hearing):
            actions.cancel_hearing(
                hearing, by=staff.handler, on=clock.today(), reason="处理意见已经签发，不再举行"
            )
            return
        hearing = _noticed(world, hearing, staff)
        if hearing.state != HearingState.NOTICED or hearing.starts_at is None:
            actions.cancel_hearing(
                hearing, by=staff.handler, on=clock.today(), reason="近期无法安排，按原程序办理"
            )
            return
        yield world.workday(clock.today(), 1)
        actions.serve_hearing_notice(
            hearing,
            by=staff.handler,
            on=clock.today(),
            method="direct",
            proof="本人签收",
            served_on=clock.today(),
        )
        if chance.random() < 0.1 and (
            drawn := hearing.panel.filter(withdrawn_on=None).order_by("-pk").first()
        ):
            yield from _withdraws(world, hearing, staff, drawn.expert)
        if chance.random() < 0.25:
            seat = hearing.panel.filter(withdrawn_on=None).order_by("pk").first()
            if seat:
                actions.replace_panelist(
                    hearing,
                    by=staff.handler,
                    on=clock.today(),
                    leaving=seat,
                    reason="外出开庭",
                )
        if attempt == 0 and chance.random() < 0.2:
            yield world.workday(clock.today(), 1)
            hearing = actions.postpone_hearing(
                hearing, by=staff.handler, on=clock.today(), reason=chance.choice(LATE)
            )
            continue
        break
    day = hearing.starts_at.astimezone(clock.SHANGHAI).date() if hearing.starts_at else clock.today()
    yield day
    yield from _held(world, hearing, staff)


def _noticed(world: World, hearing: Hearing, staff: _Staff) -> Hearing:
    """The first free hours of the coming days; the house itself says what is taken."""
    chance = world.chance_of("hearings")
    rooms = list(Room.objects.open().order_by("pk"))
    for after in range(7, 14):
        day = world.workday(clock.today(), after)
        begins = chance.choice([9, 15])
        hours = Hours(day, time(begins), time(begins + 2), chance.choice(rooms))
        try:
            return actions.notify_hearing(
                hearing, by=staff.handler, on=clock.today(), hours=hours, public=chance.random() < 0.3
            )
        except NotLawfulNow:
            continue
    return hearing


def _held(world: World, hearing: Hearing, staff: _Staff) -> Life:
    chance = world.chance_of("hearings")
    if clock.today() == world.today:
        return  # today's hearing is not over
    said = Said(
        recorder=_who(world, Role.INTAKE).name, attendants="信访人本人\n承办单位：分管负责人、经办人\n社区代表",
        petitioner_words=hearing.case.summary[:300] or "陈述了请求和理由。",
        unit_words="介绍了调查经过、认定的事实和拟处理意见，出示了现场记录和有关文件。",
        exchange=chance.choice(EXCHANGE), closing_words=chance.choice(CLOSING),
    )  # fmt: skip
    hearing = actions.hold_hearing(hearing, by=staff.handler, on=clock.today(), said=said)
    yield world.workday(clock.today(), chance.choice([1, 1, 2, 4]))
    finding = chance.choices(["founded", "partly", "unfounded"], [4, 4, 2])[0]
    votes = {
        row.pk: finding if chance.random() < 0.8 else "partly"
        for row in hearing.panel.filter(attended=True).order_by("pk")
    }
    actions.conclude_hearing(
        hearing, by=staff.handler, on=clock.today(), votes=votes, conclusion=chance.choice(CONCLUSIONS)
    )


# --- an evaluation -----------------------------------------------------------------------------------------------


def _evaluation(world: World, handling: Handling) -> Life:
    chance = world.chance_of("hearings")
    yield world.workday(clock.today(), chance.choice([5, 8, 12]))
    today = clock.today()
    ties = conflicts.ties_of(handling).of_interest()
    people = list(
        Expert.objects.in_term(today)
        .select_related("unit", "user")
        .prefetch_related("advises")
        .order_by("pk")
    )
    free = [expert for expert in people if not conflicts.of_expert(expert, ties)]
    questions, opinion = chance.choice(EVALUATIONS)
    bureau = chance.random() < 0.5
    by = _who(world, Role.SCREENING) if bureau else _who(world, Role.HANDLER, handling.unit.code)
    actions.record_evaluation(handling.claim.case, by=by, on=today, held_on=today, experts=chance.sample(free, chance.choice([2, 3, 5])),
                              questions=questions, opinion=opinion)  # fmt: skip
