"""复查 and 复核 in the county's year: some do not accept the opinion and ask the superior body (条例第35条、第36条)."""

import random
from collections.abc import Generator
from datetime import date, timedelta

from cases import actions, holds, reviews
from cases.models import Deadline, Handling, Review
from hearings.models import Hearing
from law import clock
from law.terms import HandlingState, ReviewOutcome, ReviewState, Role, Route
from organizations.models import User
from petition_bureau.demo_year.cast import World

Life = Generator[date, None, None]
#: How many of a hundred ask, by what the opinion said; and how the superior body decides.
ASK = {"rejected": 75, "explained": 55, "supported": 25}
DECISIONS = {
    ReviewOutcome.UPHELD: 60,
    ReviewOutcome.CHANGED: 18,
    ReviewOutcome.ANNULLED: 22,
}
REQUESTS = (
    (
        "请求撤销处理意见，重新调查核实。",
        "答复只听了单位一方的说法，没有到现场看，也没有答复补助标准按哪一年执行。",
    ),
    ("请求变更处理意见第二项，按实际面积核算。", "测量时我不在场，面积少算了，有当时的照片和邻居可以证明。"),
    ("请求责令限期落实处理意见。", "意见写了三十日内办好，到现在没有人来，电话打了几次都说在走程序。"),
    ("请求复查处理意见认定的责任单位。", "意见说不归他们管，又没有说归谁管，我们不知道再找谁。"),
)
FINDINGS = {
    ReviewOutcome.UPHELD: (
        "经调阅案卷、听取双方陈述，原意见认定事实清楚，适用政策正确，程序合法",
        "维持原意见，由原单位按意见抓紧落实，并当面解释",
    ),
    ReviewOutcome.CHANGED: (
        "原意见认定的基本事实清楚，但核算口径与现行政策不一致",
        "对原意见中的核算部分予以变更，按现行标准重新核算后补足差额",
    ),
    ReviewOutcome.ANNULLED: (
        "原意见没有查明主要事实，没有听取申请人陈述，依据引用不完整",
        "撤销原意见，由原单位查明事实后重新作出处理意见",
    ),
}
BASIS = "《信访工作条例》第三十二条及有关政策规定"


def workday(world: World, day: date) -> None:
    """Who received an opinion a while ago and asks today; each decides once, by the file's own chance."""
    running = Deadline.objects.filter(
        period="review_request", met_on=None, voided_on=None, started_on__lt=day, due_on__gte=day - timedelta(days=9),
        handling__state=HandlingState.CONCLUDED, handling__route=Route.PETITION, handling__reviews=None,
        case__in_compartment=False,
    ).select_related("handling__claim__case", "handling__unit")  # fmt: skip
    for row in running:
        handling = row.handling
        if handling is None:
            continue
        chance = random.Random(f"appeals {handling.claim.case.number} {handling.claim.order}")  # noqa: S311 - not a secret
        opinion = handling.opinions.filter(annulled_on=None).first()
        asks = chance.randrange(100) < ASK.get(opinion.outcome if opinion else "", 0)
        if asks and world.workday(row.started_on, chance.randrange(6, 36)) == day:
            world.begin(_life(world, chance, handling))


def _life(world: World, chance: random.Random, handling: Handling) -> Life:
    if not reviews.stage_of(handling, on=clock.today()).open:
        return
    row = _ask(world, chance, handling, clock.today())
    row = yield from _course(world, chance, row)
    if row.state == ReviewState.SERVED and row.outcome == ReviewOutcome.ANNULLED:
        yield from _anew(world, chance, row)
        return
    if row.state != ReviewState.SERVED or chance.randrange(100) >= 55:
        return
    day = world.workday(clock.today(), chance.randrange(5, 24))
    yield day
    handling = _handling(row)
    if reviews.stage_of(handling, on=clock.today()).open:
        row = _ask(world, chance, handling, clock.today())
        yield from _course(world, chance, row)


def _handling(row: Review) -> Handling:
    return Handling.objects.select_related("claim__case", "unit").get(pk=row.handling_id)


def _fresh(row: Review) -> Review:
    return Review.objects.select_related(
        "handling__claim__case", "handling__unit", "organ", "opinion", "of"
    ).get(pk=row.pk)


def _ask(world: World, chance: random.Random, handling: Handling, day: date) -> Review:
    """By letter, at the counter, or by code."""
    request, grounds = chance.choice(REQUESTS)
    how = chance.choice(["letter", "visit", "visit", "online"])
    started = reviews.stage_of(handling, on=day).option
    posted = max(day - timedelta(days=2), started.started_on) if how == "letter" and started else day
    by = None if how == "online" else world.who(Role.INTAKE)
    return actions.request_review(handling, by=by, on=day, requested_on=posted, received_on=day, channel=how,
                                  request=request, grounds=grounds)  # fmt: skip


def _people(world: World, row: Review) -> tuple[User, User]:
    """Who drafts and who signs: the body's own, or for a body above the county the bureau's, from the paper."""
    own = User.objects.filter(unit=row.organ, is_active=True)
    handler, head = own.filter(role=Role.HANDLER).first(), own.filter(role=Role.UNIT_HEAD).first()
    if row.organ.kind == "higher" or handler is None or head is None:
        return world.who(Role.SCREENING), world.who(Role.BUREAU_LEADER)
    return handler, head


def _course(world: World, chance: random.Random, row: Review) -> Generator[date, None, Review]:
    row = _fresh(row)
    officer, signer = _people(world, row)
    outside = officer.in_bureau
    received = row.received_on
    yield world.workday(received, chance.randrange(1, 5))
    day = clock.today()
    number = f"{row.organ.letters}信{'核' if row.final else '查'}〔{day.year}〕{chance.randrange(3, 60)}号"
    if row.late and chance.randrange(100) < 70:
        return actions.decline_review(
            row, by=signer, on=day, reason="申请超过三十日，没有说明正当理由",
            legal_basis="本省信访条例关于逾期申请复查、复核的规定",
            next_step="有新的事实、新的理由的，可以作为新的信访事项提出；需要帮助的，可以到县人民来访接待中心",
            own_number=number if outside else "", signed_on=day if outside else None,
        )  # fmt: skip
    reason = "住院治疗，出院后三日内申请，有出院记录" if row.late else ""
    row = actions.accept_review(row, by=officer, on=day, late_reason=reason)
    yield max(clock.today(), world.workday(received, chance.choice([16, 20, 23, 25, 27, 28, 34])))
    while Hearing.objects.live().filter(review=row).exists():  # decided after its hearing, not before
        yield world.workday(clock.today(), 1)
    day = clock.today()
    outcome = chance.choices(list(DECISIONS), list(DECISIONS.values()))[0]
    if row.final and outcome == ReviewOutcome.ANNULLED:
        outcome = ReviewOutcome.UPHELD
    findings, decision = FINDINGS[outcome]
    paper = {"own_number": number, "signed_on": day} if outside else {}
    actions.draft_review(_fresh(row), by=officer, on=day, outcome=outcome, findings=findings, decision=decision,
                         legal_basis=BASIS, **paper)  # type: ignore[arg-type]  # fmt: skip
    yield world.workday(day, 1)
    actions.sign_review(_fresh(row), by=signer, on=clock.today())
    yield world.workday(clock.today(), 1)
    return (yield from _serve(world, chance, row, officer))


def _serve(world: World, chance: random.Random, row: Review, officer: User) -> Generator[date, None, Review]:
    day = clock.today()
    by_hand = chance.randrange(100) < 60
    actions.serve_review(
        _fresh(row), by=officer, on=day, sent_on=day, method="direct" if by_hand else "post",
        served_on=day if by_hand else None, proof="本人签收" if by_hand else f"EMS 12{chance.randrange(10**9):09d}",
    )  # fmt: skip
    if not by_hand:
        yield world.workday(day, 3)
        actions.confirm_review_arrival(
            _fresh(row), by=officer, on=clock.today(), served_on=clock.today(), proof="回执已收"
        )
    return _fresh(row)


def _anew(world: World, chance: random.Random, row: Review) -> Life:
    """The unit does its work again, in its sixty new days."""
    yield world.workday(clock.today(), chance.randrange(20, 50))
    while holds.reasons(_handling(row), "sign_opinion"):  # a hearing is under way
        yield world.workday(clock.today(), 3)
    handling = _handling(row)
    if handling.state != HandlingState.ACCEPTED:
        return
    handler, head = world.who(Role.HANDLER, handling.unit.code), world.who(Role.UNIT_HEAD, handling.unit.code)
    day = clock.today()
    actions.draft_opinion(
        handling, by=handler, on=day, outcome="supported", request=handling.claim.text,
        facts="按复查意见重新调查：会同申请人到现场核实，补充调取了原始凭证，原核算确有遗漏。",
        decision="按重新核实的数额补足差额，本意见送达之日起三十日内办结。", legal_basis=BASIS,
    )  # fmt: skip
    actions.sign_opinion(_handling(row), by=head, on=day)
    yield world.workday(day, 2)
    actions.serve(
        _handling(row),
        by=handler,
        on=clock.today(),
        method="direct",
        served_on=clock.today(),
        proof="本人签收",
    )
    if _handling(row).assigned and Deadline.objects.running().filter(
        handling=row.handling, period="assigned_report"
    ):
        return
    yield world.workday(clock.today(), 2)
    actions.conclude(_handling(row), by=world.who(Role.SCREENING), on=clock.today())
