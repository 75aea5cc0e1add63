"""One petition's life as a script: it acts, and yields the day on which it goes on."""

from collections.abc import Generator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from cases import actions, holds, reviews
from cases.actions import Destination, Registration
from cases.models import Case, Claim, Handling, Objection, Petitioner, Proposal, Service
from cases.models.handling import HANDLING_ENDED
from law import clock
from law.terms import (
    STATUTORY_ROUTES,
    CaseState,
    Channel,
    ClaimWay,
    Flag,
    HandlingState,
    Role,
    Route,
    SourceLevel,
    SupervisionLevel,
)
from organizations.models import User
from oversight import lawful
from oversight.actions import (
    Manner,
    close_supervision,
    decide_accountability,
    drop_supervision,
    reply_supervision,
    sign_supervision,
)
from oversight.models import AccountabilityProposal, Supervision
from petition_bureau.demo_year import ways
from petition_bureau.demo_year.cast import World
from petition_bureau.demo_year.mediation import in_place
from routing.actions import Choice, confirm

Life = Generator[date, None, None]
Day = Generator[date, None, date]
Work = Generator[date, None, Handling]
Perhaps = Generator[date, None, Handling | None]


def _until(day: date) -> Day:
    """Wait for a day; returns the day on which life goes on (never an earlier one)."""
    yield day
    return clock.today()


def petition(world: World, story: dict[str, Any], day: date) -> Life:
    """From the counter to the archive, as far as the year goes."""
    registered, direct = _register(world, story, day)
    case = registered.case
    if case.in_compartment:
        yield from _accusation(world, story, case, day)
        return
    if world.happens(0.05):
        world.begin(_repeats(world, story, registered.petition.petitioners.first(), case, day))
    if direct:
        for claim in case.claims.all():
            handling = actions.take_in(claim, by=_intake(world, case), on=clock.today(), route=story["route"])
            world.begin(_unit(world, story, handling, clock.today(), main=claim.order == 1))
        return
    above = registered.petition.source_level in {SourceLevel.CITY, SourceLevel.PROVINCE, SourceLevel.STATE}
    wait = world.chance.choice([1, 1, 2, 2, 3] if above else [1, 1, 2, 3, 4, 5, 6, 8, 10])
    if world.happens(0.04):
        wait = world.chance.choice([16, 18, 21])  # the bureau is late as well
    day = world.workday(day, wait)
    yield from _until(day)
    for claim in case.claims.select_related("case").all():
        led: Handling | None = yield from _screen(world, story, claim, clock.today())
        if led:
            world.begin(_unit(world, story, led, clock.today(), main=claim.order == 1))
    if world.happens(0.6):
        yield from _rate(world, case, clock.today() + timedelta(days=world.chance.randrange(1, 25)))
    yield from _archive(world, case)


def _register(world: World, story: dict[str, Any], day: date) -> tuple[actions.Registered, bool]:
    place = _place(world, story)
    channel = Channel(world.chance.choice(story["channels"]))
    people = story["people"]
    collective = people > 1
    texts = {
        "place": f"{world.units[place['unit']].short_name}{place['name']}",
        "money": world.chance.choice(story.get("money") or ["3000元"]),
        "date": _spoken(day - timedelta(days=world.chance.randrange(60, 180))),
    }
    anonymous = world.happens(0.03) and not collective
    level = SourceLevel.COUNTY
    if not collective and channel in {Channel.ONLINE, Channel.LETTER} and world.happens(0.15):
        level = world.chance.choice([SourceLevel.CITY, SourceLevel.PROVINCE, SourceLevel.STATE])
    direct = (
        level == SourceLevel.COUNTY and story["route"] in {"petition", "enforcement"} and world.happens(0.08)
    )
    unit = world.units[_code(story, place)] if direct else world.units["bureau"]
    by = world.who(Role.HANDLER, unit.code) if direct else world.who(Role.INTAKE)
    shown = [
        world.person(representative=collective and n < 5, address=texts["place"])
        for n in range(min(people, 6))
    ]
    if not anonymous and world.chance_of("agents").random() < 0.04:
        shown[0] = replace(shown[0], **_agent(world))
    sealed = story.get("sealed")
    form = Registration(
        channel=channel,
        received_on=day,
        petitioned_on=day - timedelta(days=3) if channel == Channel.LETTER else day,
        title=story["title"],
        summary=(sealed if isinstance(sealed, str) else story["facts"]).format(**texts),
        purpose=story["purpose"],
        claims=[text.format(**texts) for text in story["claims"]],
        persons=[replace(shown[0], name="", identity="", phone="")] if anonymous else shown,
        people=people,
        category=story["category"],
        place=world.units[place["unit"]],
        place_text=place["name"],
        anonymous=anonymous,
        oral=channel in {Channel.VISIT, Channel.PHONE},
        source_level=level,
        official_number=f"{day:%y%m}K{world.chance.randrange(10**9):09d}"
        if level != SourceLevel.COUNTY
        else "",
        flags=frozenset({Flag.JUDICIAL_OPEN}) if story["route"] == "judicial" else frozenset(),
        materials="照片、复印件若干" if channel in {Channel.VISIT, Channel.LETTER} else "",
        accused=[world.units[story["accused_unit"]]] if story.get("accused_unit") in world.units else [],
    )
    return actions.register(form, by=by, unit=unit, on=day), direct and story["purpose"] != "accusation"


def _agent(world: World) -> dict[str, Any]:
    """Somebody who petitions for another: a child mostly, now and then a lawyer."""
    chance = world.chance_of("agents")
    return {
        "agent": chance.choice(("周明轩", "林思远", "何佳宁", "罗文博")),
        "agent_relation": chance.choice(("儿子", "女儿", "配偶", "律师")),
        "agent_authorised": chance.random() < 0.8,
    }


def _place(world: World, story: dict[str, Any]) -> dict[str, Any]:
    fitting = [place for place in world.places if place["kind"] == story.get("place")]
    return world.chance.choice(fitting or world.places)


def _code(story: dict[str, Any], place: dict[str, Any]) -> str:
    return str(place["unit"] if story["unit"] == "township" else story["unit"])


def _spoken(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _intake(world: World, case: Case) -> User:
    user = case.own_petition.registered_by
    assert user is not None  # noqa: S101 - a lived petition was registered by a person
    return user


def _accusation(world: World, story: dict[str, Any], case: Case, day: date) -> Life:
    """Handed on at once, then moved by the compartment officer to a body the accused does not lead."""
    clerk = _intake(world, case)
    if not case.grants.filter(user=clerk).exists():
        return  # the bureau itself is accused: nobody of it may hold the file; the level above comes for it
    actions.hand_on_accusation(case, by=clerk, on=day)
    day = world.workday(day, world.chance.choice([1, 2, 3]))
    day = yield from _until(day)
    keeper = world.who(Role.COMPARTMENT)
    accused = {row.unit.code for row in case.accused_units.select_related("unit")}
    target = world.units["higher_level" if accused & {"discipline", "bureau"} else "discipline"]
    for claim in case.claims.select_related("case"):
        actions.transfer_to_discipline(claim, by=keeper, on=day, unit=target)
    ways.briefed(world, case, keeper, day)


def _screen(world: World, story: dict[str, Any], claim: Claim, day: date) -> Perhaps:
    """Decide one claim; returns the handling it leads to, if any."""
    officer = world.who(Role.SCREENING)
    route = Route(story["route"])
    found: dict[str, Any] = {"purpose": story["purpose"], "category": story["category"]}
    if route == Route.ENQUIRY:
        confirm(
            claim,
            by=officer,
            on=day,
            choice=Choice(
                ClaimWay.REPLY,
                route,
                reason="属咨询，可即时答复",
                details={"answer": story.get("reply") or "已当面解答。"},
                **found,
            ),
        )
        return None
    code = _lead(story, claim)
    guided = route in STATUTORY_ROUTES and story.get("result") and claim.order == 1 and world.happens(0.35)
    if guided or ways.must_guide(story, claim, world, code):
        yield from _guide(world, story, claim, day, officer, route, code, found)
        return None
    wrong = story.get("wrong_unit")
    if wrong and claim.order == 1 and wrong["unit"] in world.units:
        code = wrong["unit"]
    assisting = [world.units[name] for name in _assisting(story, claim) if name != code]
    if claim.order == 1 and route == Route.PETITION and world.happens(0.3):
        return (yield from _assign(world, claim, day, officer, route, code, assisting, found))
    if not assisting and code != (wrong or {}).get("unit"):
        ways.suggested(world, claim, officer, day)
    confirm(
        claim,
        by=officer,
        on=day,
        choice=Choice(
            ClaimWay.FORWARD,
            route,
            to=Destination(world.units[code], assisting),
            reason="按职责分工和事项内容确定承办单位",
            **found,
        ),
    )
    return claim.handlings.get(role="lead")


def _lead(story: dict[str, Any], claim: Claim) -> str:
    place = claim.case.place
    return place.code if story["unit"] == "township" and place else str(story["unit"])


def _assisting(story: dict[str, Any], claim: Claim) -> list[str]:
    place = claim.case.place
    names = [place.code if name == "township" and place else name for name in story.get("assisting") or []]
    return list(dict.fromkeys(names))[:2] if claim.order == 1 else []


def _guide(world: World, story: dict[str, Any], claim: Claim, day: date, officer: User, route: Route, code: str,
           found: dict[str, Any]) -> Life:  # fmt: skip
    result, body = story["result"], world.units[code]
    details = {
        "path": result["procedure"], "body_name": body.name, "body_address": body.address, "body_phone": body.phone,
        "apply_term": result.get("limit") or "按有关法律规定的期限提出", "basis": result["basis"],
        "materials": "身份证明复印件\n有关合同、票据、照片等证据材料\n书面申请",
    } | ways.guidance(world, story, claim, day)  # fmt: skip
    confirm(
        claim,
        by=officer,
        on=day,
        choice=Choice(
            ClaimWay.GUIDE, route, reason="属于应当通过法定途径处理的事项", details=details, **found
        ),
    )
    day = world.workday(day, world.chance.choice([1, 1, 2]))
    day = yield from _until(day)
    proposal = Proposal.objects.select_related("claim__case").get(claim=claim, decided_on=None)
    if world.happens(0.06):
        actions.refuse_proposal(proposal, by=world.others(Role.SCREENING, "bureau", officer), on=day,
                                answer="请先核实是否已经进入该程序，再提")  # fmt: skip
        day = world.workday(day, 1)
        day = yield from _until(day)
        confirm(
            claim,
            by=officer,
            on=day,
            choice=Choice(
                ClaimWay.GUIDE, route, reason="已电话核实，尚未进入该程序", details=details, **found
            ),
        )
        proposal = Proposal.objects.select_related("claim__case").get(claim=claim, decided_on=None)
    actions.sign_proposal(proposal, by=world.others(Role.SCREENING, "bureau", officer), on=day)


def _assign(world: World, claim: Claim, day: date, officer: User, route: Route, code: str, assisting: list[Any],
            found: dict[str, Any]) -> Work:  # fmt: skip
    to = Destination(
        world.units[code], assisting, day + timedelta(days=47), "查明事实，按期反馈结果并提交办结报告"
    )
    confirm(
        claim,
        by=officer,
        on=day,
        choice=Choice(ClaimWay.ASSIGN, route, to=to, reason="涉及人数较多或情况重要，需要反馈结果", **found),
    )
    day = world.workday(day, world.chance.choice([1, 1, 2]))
    day = yield from _until(day)
    proposal = Proposal.objects.select_related("claim__case").get(claim=claim, decided_on=None)
    actions.sign_proposal(proposal, by=world.who(Role.BUREAU_LEADER), on=day, answer="同意交办")
    return claim.handlings.get(role="lead")


# --- the unit ----------------------------------------------------------------------------------------------------


def _unit(world: World, story: dict[str, Any], handling: Handling, day: date, *, main: bool) -> Life:
    """A unit's course with one claim: objection, notice (or silence), work, answer, service, check."""
    handling = yield from _objections(world, story, handling, day, main=main)
    if (yield from ways.simply(world, story, _fresh(handling), day)):
        yield from _archive(world, handling.claim.case)
        return
    if handling.claim.handlings.filter(
        pk=handling.pk, state=HandlingState.ACCEPTED
    ).exists():  # turned ordinary
        handling = _fresh(handling)
        yield from _answer(world, story, handling, world.who(Role.HANDLER, handling.unit.code), main=main)
        return
    silent = world.happens(0.05) and not handling.direct
    wait = world.chance.choice([1, 2, 3, 4, 5, 6, 7, 8, 10, 12])
    if world.happens(0.04):
        wait = 19
    if silent:
        wait = world.chance.choice([22, 28, 35])
    day = world.workday(handling.arrived_on, wait)
    day = yield from _until(day)
    for assistant in handling.claim.handlings.filter(role="assisting", state=HandlingState.ARRIVED):
        actions.reply_assistance(assistant, by=world.who(Role.HANDLER, assistant.unit.code), on=day,
                                 opinion="已核对本单位掌握的情况，书面材料附后，同意由主办单位统一答复。")  # fmt: skip
    handling = _fresh(handling)
    if handling.state in {HandlingState.OBJECTED, *HANDLING_ENDED}:
        return  # denied, withdrawn or passed on meanwhile: its course goes on elsewhere
    handler = world.who(Role.HANDLER, handling.unit.code)
    if handling.route in STATUTORY_ROUTES:
        yield from _statutory(world, story, handling, handler, day)
        return
    if handling.state == HandlingState.ARRIVED:
        actions.accept(handling, by=handler, on=day)
    elif handling.presumed and handling.deadlines.filter(period="notice", met_on=None).exists():
        actions.notify_late(handling, by=handler, on=day)
    handling = _fresh(handling)
    if handling.accepted_on is None:
        return  # withdrawn or objected to meanwhile: nothing left to answer
    yield from _answer(world, story, handling, handler, main=main)


def _objections(world: World, story: dict[str, Any], handling: Handling, day: date, *, main: bool) -> Work:
    wrong, refused = story.get("wrong_unit"), story.get("objection_refused")
    if not main or handling.direct or not (wrong or refused):
        return handling
    day = world.workday(day, world.chance.choice([1, 2, 3]))
    day = yield from _until(day)
    handling = _fresh(handling)
    head = world.who(Role.UNIT_HEAD, handling.unit.code)
    if wrong and handling.unit.code == wrong["unit"]:
        right = world.units[_lead(story, handling.claim)]
        actions.object_to(handling, by=head, on=day, reason=wrong["reason"], suggested_unit=right)
        day = world.workday(day, 1)
        day = yield from _until(day)
        objection = Objection.objects.select_related("handling__claim__case", "handling__unit").get(
            handling=handling, decided_on=None)  # fmt: skip
        return actions.uphold_objection(objection, by=world.who(Role.SCREENING), on=day, to=right,
                                        answer="经核实，该事项不属该单位职权，同意退回。")  # fmt: skip
    if refused:
        actions.object_to(handling, by=head, on=day, reason=refused["reason"])
        day = world.workday(day, world.chance.choice([1, 2]))
        day = yield from _until(day)
        objection = Objection.objects.select_related("handling__claim__case", "handling__unit").get(
            handling=handling, decided_on=None)  # fmt: skip
        actions.refuse_objection(
            objection, by=world.who(Role.SCREENING), on=day, answer=refused["bureau_reason"]
        )
    return handling


def _statutory(world: World, story: dict[str, Any], handling: Handling, handler: User, day: date) -> Life:
    result = story.get("result") or {"text": "已依法处理并答复。", "basis": "", "remedy": ""}
    actions.take_statutory(
        handling, by=handler, on=day, words={"legal_term": "按照相应法律规定的期限办理，结果将书面告知您。"}
    )
    day = world.workday(day, world.chance.randrange(12, 75))
    day = yield from _until(day)
    handling = _fresh(handling)
    actions.draft_opinion(handling, by=handler, on=day, request=handling.claim.text, facts=story["title"],
                          decision=result["text"], legal_basis=result.get("basis", ""),
                          details={"result_body": handling.unit.name, "remedy": result.get("remedy", "")})  # fmt: skip
    actions.record_result(handling, by=handler, on=day)
    day = world.workday(day, world.chance.choice([1, 2, 4]))
    day = yield from _until(day)
    actions.conclude(_fresh(handling), by=world.who(Role.SCREENING), on=day)


def _answer(world: World, story: dict[str, Any], handling: Handling, handler: User, *, main: bool) -> Life:
    """Work, extension, opinion, service, report, check, rating."""
    head = world.who(Role.UNIT_HEAD, handling.unit.code)
    accepted = handling.accepted_on
    assert accepted is not None  # noqa: S101 - accepted or presumed above
    length = world.chance.randrange(18, 57)
    reason = story.get("extension_reason") if main and handling.route == Route.PETITION else None
    late = world.happens(0.06)
    if reason:
        asked = world.workday(accepted, 50)
        asked = yield from _until(asked)
        actions.ask_extension(_fresh(handling), by=handler, on=asked, days=30, reason=reason)
        approved = world.workday(
            asked, world.chance.choice([1, 2, 3, 14])
        )  # two weeks is too late: it counts as late
        approved = yield from _until(approved)
        actions.approve_extension(_fresh(handling), by=head, on=approved, days=30, reason=reason)
        length = world.chance.randrange(70, 86)
    elif late:
        length = world.chance.randrange(61, 80)
    day = world.workday(accepted, length)
    day = yield from _until(day)
    while holds.reasons(_fresh(handling), "sign_opinion"):  # a hearing is under way
        day = yield from _until(world.workday(day, 3))
    opinion = story.get("opinion") or {}
    actions.draft_opinion(
        _fresh(handling), by=handler, on=day, outcome=_outcome(story, handling), request=handling.claim.text,
        facts=opinion.get("facts_found", "经调查核实，情况基本属实。"),
        decision=opinion.get("opinion", "已责成有关单位办理，本意见送达之日起三十日内落实。"),
        legal_basis=opinion.get("basis", "有关法律法规和政策规定"),
        details=in_place(world, _outcome(story, handling)) if handling.route == Route.PETITION else {},
    )  # fmt: skip
    actions.sign_opinion(_fresh(handling), by=head, on=day)
    yield from _serve(world, handling, handler, day)
    handling = _fresh(handling)
    day = world.workday(handling.services.latest("pk").served_on or day, world.chance.choice([1, 2, 3, 5]))
    day = yield from _until(day)
    if handling.assigned:
        actions.report_conclusion(_fresh(handling), by=handler, on=day, report={
            "findings": opinion.get("facts_found", ""), "conclusion": opinion.get("opinion", "已办结"),
            "attitude": "无明确意见", "performance": "按意见书载明的期限落实"})  # fmt: skip
    officer = world.who(Role.SCREENING)
    if world.happens(0.05):
        yield from _sent_back(world, story, handling, handler, head, officer, day)
    else:
        actions.conclude(_fresh(handling), by=officer, on=day)
    if world.happens(0.72):
        yield from _rate(
            world, handling.claim.case, clock.today() + timedelta(days=world.chance.randrange(0, 12))
        )
    yield from _archive(world, handling.claim.case)


def _outcome(story: dict[str, Any], handling: Handling) -> str:
    fallback = "adopted" if handling.route == Route.SUGGESTION else "supported"
    return str(story.get("outcome") or fallback)


def _serve(world: World, handling: Handling, handler: User, day: date) -> Life:
    """Handed over, or posted with the receipt some days later."""
    if world.happens(0.65):
        served = world.workday(day, world.chance.choice([0, 1, 2, 3]))
        if served > day:
            served = yield from _until(served)
        actions.serve(
            _fresh(handling), by=handler, on=served, method="direct", served_on=served, proof="本人签收"
        )
        return
    sent = world.workday(day, 1)
    sent = yield from _until(sent)
    actions.serve(_fresh(handling), by=handler, on=sent, method="post", served_on=None,
                  proof=f"EMS 11{world.chance.randrange(10**9):09d}")  # fmt: skip
    arrived = world.workday(sent, world.chance.choice([2, 3, 4, 5]))
    arrived = yield from _until(arrived)
    service = (
        Service.objects.select_related("handling__claim__case", "handling__unit")
        .filter(handling=handling)
        .latest("pk")
    )
    actions.confirm_arrival(service, by=handler, on=arrived, served_on=arrived, proof="回执已收回")


def _sent_back(world: World, story: dict[str, Any], handling: Handling, handler: User, head: User, officer: User,
               day: date) -> Life:  # fmt: skip
    actions.send_back(_fresh(handling), by=officer, on=day, reason="意见书没有逐条回应诉求，请补充后重新出具")
    day = world.workday(day, world.chance.choice([2, 3, 5]))
    day = yield from _until(day)
    opinion = story.get("opinion") or {}
    actions.draft_opinion(_fresh(handling), by=handler, on=day, outcome=_outcome(story, handling),
                          request=handling.claim.text, facts=opinion.get("facts_found", "情况属实。"),
                          decision=opinion.get("opinion", "按前述意见落实。"),
                          legal_basis=opinion.get("basis", "有关法律法规和政策规定"))  # fmt: skip
    actions.sign_opinion(_fresh(handling), by=head, on=day)
    actions.serve(_fresh(handling), by=handler, on=day, method="direct", served_on=day, proof="本人签收")
    if handling.assigned:
        actions.report_conclusion(
            _fresh(handling), by=handler, on=day, report={"conclusion": "已补充办理并重新答复"}
        )
    day = world.workday(day, 1)
    day = yield from _until(day)
    actions.conclude(_fresh(handling), by=officer, on=day)


def _rate(world: World, case: Case, day: date) -> Life:
    """Most are content; a few answer by phone. What can be rated on the day is rated."""
    day = yield from _until(day)
    case = Case.objects.get(pk=case.pk)
    for organ, whose, _ in actions.rateable_now(case, on=day):
        if case.ratings.filter(organ=organ, handling=whose).exists():
            continue
        value = world.chance.choices(["satisfied", "fairly", "dissatisfied"], [76, 15, 9])[0]
        by_phone = whose is not None and world.happens(0.2)  # nobody enters a rating of their own office
        actions.rate(case, by=world.who(Role.INTAKE) if by_phone else None, on=day, organ=organ, value=value,
                     handling=whose, evidence="电话回访录音" if by_phone else "")  # fmt: skip


def _repeats(world: World, story: dict[str, Any], who: Petitioner | None, earlier: Case, day: date) -> Life:
    """The same person comes again with the same matter; the clerk links the two, both numbers stay."""
    if who is None or not who.name or story["people"] > 1:
        return
    day = world.workday(day, world.chance.randrange(3, 12))
    day = yield from _until(day)
    form = Registration(
        channel=Channel.VISIT, received_on=day, petitioned_on=day, title=story["title"], summary=earlier.summary,
        purpose=story["purpose"], claims=[claim.text for claim in earlier.claims.all()][:1],
        persons=[actions.Person(name=who.name, identity=who.identity, phone=who.phone, address=who.address)],
        category=story["category"], place=earlier.place, place_text=earlier.place_text, oral=True,
    )  # fmt: skip
    clerk = world.who(Role.INTAKE)
    again = actions.register(form, by=clerk, unit=world.units["bureau"], on=day).case
    link = actions.link_repeat(
        again, earlier=earlier, by=clerk, on=day, reason="同人：证件、手机号一致；同事：事实和诉求相同"
    )
    if not link.merged:  # the earlier matter is closed: this one is a file of its own, and goes its own way
        day = yield from _until(world.workday(day, 2))
        for claim in again.claims.select_related("case"):
            led: Handling | None = yield from _screen(world, story, claim, clock.today())
            if led:
                world.begin(_unit(world, story, led, clock.today(), main=False))


def _archive(world: World, case: Case) -> Life:
    case = Case.objects.get(pk=case.pk)
    if case.state != CaseState.CLOSED or case.closed_on is None:
        return
    day = world.workday(case.closed_on, 45)
    day = yield from _until(day)
    case = Case.objects.get(pk=case.pk)
    if (
        case.state == CaseState.CLOSED
        and not case.deadlines.filter(period="rating", met_on=None, voided_on=None, due_on__gte=day).exists()
        and not reviews.still_possible(case, on=day)
    ):
        actions.archive(case, by=world.who(Role.INTAKE), on=day)


def _fresh(handling: Handling) -> Handling:
    return Handling.objects.select_related("claim__case", "unit").get(pk=handling.pk)


def supervisions(world: World, day: date) -> None:
    """The leader's morning: some drafts are signed, some dropped because the work is done; some wait a while."""
    leader = world.who(Role.BUREAU_LEADER)
    waiting = Supervision.objects.filter(
        signed_on=None, dropped_on=None, drafted_on__lte=day - timedelta(days=2)
    )
    for row in waiting.select_related(
        "deadline", "handling__claim__case", "case", "unit", "follows__reply_deadline", "follows__duty"
    ):
        done = (
            row.deadline is None or row.deadline.met_on or row.deadline.voided_on or lawful.unlawful(row, day)
        )
        if done and world.happens(0.3):
            drop_supervision(row, by=leader, on=day, reason="事项已经办理，不再发督办单")
        elif not done and world.happens(0.25):
            by_leader = row.level == SupervisionLevel.LEADER
            manner = Manner(
                level=row.level, ground_kind=row.ground_kind,
                directed_by="县信访督查专员" if by_leader else "",
                direction="两次督办不回复，请单位主要负责人说明情况" if by_leader else "",
            )  # fmt: skip
            sign_supervision(
                row, by=leader, on=day, requirements="请立即办理，并书面说明逾期的原因", manner=manner
            )
            world.begin(_answers(world, row, day))
    for proposal in AccountabilityProposal.objects.filter(
        decided_on=None, proposed_on__lte=day - timedelta(days=3)
    ):
        if world.happens(0.15):
            serious = world.happens(0.2)
            answer = "约谈单位负责人，要求书面检查" if serious else "已督促整改，情节较轻，不提出追责建议"
            decide_accountability(proposal, by=leader, on=day, taken_up=serious, answer=answer)


def _answers(world: World, row: Supervision, day: date) -> Life:
    yield from _until(world.workday(day, world.chance.choice([3, 5, 7, 9, 12])))
    row = Supervision.objects.select_related("unit", "reply_deadline", "duty").get(pk=row.pk)
    if row.raised_on or row.cancelled_on or (row.reply_deadline and row.reply_deadline.voided_on):
        return
    reply_supervision(row, by=world.who(Role.HANDLER, row.unit.code), on=clock.today(),
                      reply="逾期系经办人员调整、交接不及时所致，已专人负责，意见书近日送达。")  # fmt: skip
    yield from _until(world.workday(clock.today(), 2))
    for _ in range(4):  # struck off when the duty itself is met
        row = Supervision.objects.select_related("duty").get(pk=row.pk)
        if not lawful.unmet(row) or row.raised_on:
            break
        yield from _until(world.workday(clock.today(), 9))
    if row.raised_on:
        return
    reason = "意见书已经签发，只待送达，改按办理期限跟踪" if lawful.unmet(row) else ""
    close_supervision(row, by=world.who(Role.BUREAU_LEADER), on=clock.today(), remark=reason)
