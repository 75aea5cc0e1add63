"""Ways beside the ordinary course: guidance from its rows, 简易办理, 人民建议征集, briefings of the organisation department."""

from collections.abc import Generator
from datetime import date, time, timedelta
from typing import Any

from cases import actions, political_legal, simple_rules
from cases.actions import suggestions
from cases.forms.notices import fill_in
from cases.models import Case, Claim, Handling, ReliefPath, Suggestion
from law import clock
from law.terms import (
    Attitude,
    ConversionReason,
    GuidanceKind,
    HandlingState,
    Purpose,
    Role,
    Route,
    TellingWay,
)
from organizations.models import User
from petition_bureau.demo_year.cast import World

Life = Generator[date, None, None]
Told = Generator[date, None, bool]
_REPLIES = {
    "supported": (
        "已安排人员到现场处理完毕，请您查看；再有问题可以直接打我们的值班电话。",
        "您反映的问题当天已经派人修好，今后列入每周巡查。",
        "经核对情况属实，已经更正，新的凭据可以到窗口领取，也可以网上下载。",
    ),
    "explained": ("已查明缘由：按现行政策由各镇统一安排，名额和时间以公示为准，已把公示地点告诉您。",),
    "adopted": ("您的建议已经采纳，本月内调整到位，完成以后在公告栏公布。",),
    "partly": ("您的建议部分采纳：先在一处试行，三个月后看效果再推广。",),
}
_REASONS = (
    "事实清楚，责任明确，到现场就能解决",
    "属日常维护，当天可以安排",
    "已有明确承诺，只差落实日期",
    "一次答复就能说清楚",
)


# --- guidance ----------------------------------------------------------------------------------------------------


def must_guide(story: dict[str, Any], claim: Claim, world: World, code: str) -> bool:
    """A visitor with a litigation matter is guided, not sent (条例第22条第2款)."""
    return bool(political_legal.not_by_visit(claim.case, world.units[code], story["route"]))


def guidance(world: World, story: dict[str, Any], claim: Claim, day: date) -> dict[str, Any]:
    """The notice's words from the row that fits; now and then somebody knows the day that starts the period."""
    chance = world.chance_of("guidance")
    rows = [row for row in ReliefPath.objects.select_related("unit").order_by("position")
            if GuidanceKind(row.kind).route == story["route"] and row.fits(story["category"])]  # fmt: skip
    if not rows:
        return {}
    row = chance.choice(rows)
    details = {name: value for name, value in fill_in(row).items() if value not in (None, "")}
    if row.length and chance.random() < 0.8:
        details["start_on"] = (day - timedelta(days=chance.randrange(5, 50))).isoformat()
    return details


# --- 简易办理 ------------------------------------------------------------------------------------------------------


def suggested(world: World, claim: Claim, officer: User, day: date) -> None:
    """The bureau holds a few clear first matters simple before it sends them."""
    chance = world.chance_of("simple suggestion")
    if chance.random() < 0.3 and not simple_rules.may_suggest(claim, day):
        actions.suggest_simple(claim, by=officer, on=day, kind="clear", reason=chance.choice(_REASONS))


def simply(world: World, story: dict[str, Any], handling: Handling, day: date) -> Told:
    """Perhaps taken simply: told, answered, checked. True when that was the whole course; False: the ordinary one goes on."""
    chance = world.chance_of("simple")
    hinted = hasattr(handling.claim, "simple_suggestion")
    if chance.random() > (0.85 if hinted else 0.42) or handling.state != HandlingState.ARRIVED:
        return False
    day = world.workday(max(day, handling.arrived_on), chance.choice([0, 0, 1]))
    yield day
    day, handling = clock.today(), _fresh(handling)
    if handling.state != HandlingState.ARRIVED or simple_rules.may_accept(handling, day):
        return False
    handler, head = (world.who(role, handling.unit.code) for role in (Role.HANDLER, Role.UNIT_HEAD))
    kind = (
        "instant"
        if handling.route == Route.SUGGESTION
        else chance.choice(["clear", "daily_life", "promised"])
    )
    reason = chance.choice(_REASONS)
    if chance.random() < 0.5:
        actions.ask_simple(handling, by=handler, on=day, kind=kind, reason=reason)
    written = chance.random() < 0.15
    way = TellingWay.WRITTEN if written else chance.choice([TellingWay.ORAL, TellingWay.ORAL, TellingWay.SMS])
    actions.accept_simple(
        _fresh(handling), by=head, on=day, kind=kind, reason=reason, told_way=way, told_at=_hour(chance),
        told_words="已告知收到，由本单位简易办理，十个工作日内答复；不同意的可以要求按普通程序办理",
        supportable=True, written_asked=written,
    )  # fmt: skip
    day = world.workday(day, chance.choice([1, 2, 3, 5, 7, 9]) if chance.random() > 0.06 else 18)
    yield day
    return (yield from _answered(world, handling, handler, head, clock.today(), written=written))


def _answered(
    world: World, handling: Handling, handler: User, head: User, day: date, *, written: bool
) -> Told:
    chance = world.chance_of("simple reply")
    if chance.random() < 0.1:
        actions.convert_simple(_fresh(handling), by=head, on=day, why=ConversionReason.UNSUITABLE,
                               reason="核查后发现情况复杂，需要进一步调查取证")  # fmt: skip
        return False
    found = (
        ["adopted", "partly"]
        if handling.route == Route.SUGGESTION
        else ["supported", "supported", "explained"]
    )
    outcome = chance.choice(found)
    attitude = chance.choices(list(Attitude), [7, 1, 3])[0]
    actions.reply_simple(
        _fresh(handling), by=handler, on=day, outcome=outcome, reply=chance.choice(_REPLIES[outcome]),
        reply_way=TellingWay.WRITTEN if written else chance.choice([TellingWay.ORAL, TellingWay.SMS]),
        reply_at=_hour(chance), attitude=attitude,
    )  # fmt: skip
    if attitude == Attitude.NOT_CONTENT:
        day = world.workday(day, chance.choice([1, 2]))
        yield day
        actions.convert_simple(_fresh(handling), by=head, on=clock.today(), why=ConversionReason.NOT_CONTENT,
                               reason="信访人认为没有解决，要求出具处理意见书")  # fmt: skip
        return False
    day = world.workday(day, 2 if attitude == Attitude.CONTENT else 32)
    yield day
    actions.conclude(_fresh(handling), by=world.who(Role.SCREENING), on=clock.today())
    return True


def _hour(chance: Any) -> time:
    return time(chance.choice([9, 10, 11, 14, 15, 16]), chance.choice([5, 15, 20, 35, 50]))


def _fresh(handling: Handling) -> Handling:
    return Handling.objects.select_related("claim__case__own_petition", "unit").get(pk=handling.pk)


# --- the compartment ---------------------------------------------------------------------------------------------


def briefed(world: World, case: Case, keeper: User, day: date) -> None:
    """Some accusations are about cadres: the organisation department learns of them; some accusers ask for the way."""
    chance = world.chance_of("briefing")
    department = world.units["organization"]
    accused = [row.unit for row in case.accused_units.select_related("unit")]
    if chance.random() < 0.35 and not any(department.is_within(unit) for unit in accused):
        actions.notify_organization(case, by=keeper, on=day, unit=department)
    row = ReliefPath.objects.filter(kind=GuidanceKind.ACCUSATION).select_related("unit").first()
    if row and chance.random() < 0.3:
        words = fill_in(row)
        actions.tell_accuser(case, by=keeper, on=day, details={
            name: words[name] for name in ("path", "body_name", "body_address", "body_phone", "apply_term", "basis", "materials")})  # fmt: skip


# --- 人民建议征集 ---------------------------------------------------------------------------------------------------

#: Subject, what it is about, and what was heard: words, source, unit, outcome, reason.
_CALLS: tuple[tuple[str, str, tuple[tuple[str, str, str, str, str], ...]], ...] = (
    ("县城停车难怎样缓解", "老城区停车位不足，早晚高峰占道停车较多。想听听在挖潜、错时共享、收费和执法方面的建议。", (
        ("机关单位停车场夜间和周末向居民开放", "社区座谈会", "urban_management", "adopted", "采纳。先开放六家单位的一百九十个车位，本月底挂牌。"),
        ("菜市场周边划出四十分钟限时免费车位", "意见箱", "police_traffic", "partly", "部分采纳。市场东侧先划二十个限时车位，试行三个月。"),
        ("拆除老电影院改建立体停车楼", "社区座谈会", "housing", "not_adopted", "老电影院列入历史建筑保护名录，不能拆除；停车楼另行选址论证。"),
    )),
    ("怎样让老人办事更方便", "年度民生实事征集。涉及窗口、公交、就医和智能设备使用等方面。", (
        ("镇卫生院保留人工挂号窗口，不要全部改成手机预约", "老年学校座谈", "health", "adopted", "采纳。全县卫生院保留人工窗口，并设老人优先岗。"),
        ("农村客运班车在赶集日增开一班", "调研走访", "transport", "partly", "部分采纳。三条线路赶集日增开，其余线路看客流再定。"),
    )),
    ("乡村公共设施怎样管得住、管得好", "路灯、水管、健身器材建好以后的管护，谁管、钱从哪里来。", (
        ("每个村民小组选一名管护员，坏了当天报修", "村民议事会", "agriculture", "adopted", "采纳。列入村级公益岗位，下季度起实行。"),
        ("路灯改成太阳能的，省电费", "意见箱", "urban_management", "not_adopted", "经测算五年内更换电池的费用高于电费，暂不更换；新建路段优先选用。"),
    )),
    ("校园周边环境治理", "上下学拥堵、流动摊点、施工扬尘等问题，请提出可行的办法。", (
        ("上下学时段在校门口实行单向通行", "家长代表座谈", "police_traffic", "adopted", "采纳。两所小学先行，配护学岗。"),
    )),
)  # fmt: skip


def workday(world: World, day: date) -> None:
    """Four calls in the year; the first also takes in what petitioners suggested."""
    start = world.today - timedelta(days=365)
    for number, (title, about, heard) in enumerate(_CALLS):
        planned = world.workday(start + timedelta(days=20 + number * 95))
        if day == planned:
            world.begin(_call(world, title, about, heard, day, last=number == len(_CALLS) - 1))


def _call(
    world: World, title: str, about: str, heard: tuple[tuple[str, ...], ...], day: date, *, last: bool
) -> Life:
    chance = world.chance_of("suggestions")
    officer, leader = world.who(Role.SCREENING), world.who(Role.BUREAU_LEADER)
    closes = day + timedelta(days=95 if last else 45)
    call = suggestions.call_for_suggestions(
        by=officer, on=day, title=title, about=about, opens_on=day, closes_on=closes
    )
    day = world.workday(day, 1)
    yield day
    suggestions.publish_call(call, by=leader, on=day)
    entered: list[tuple[Suggestion, tuple[str, ...]]] = []
    for words in heard:
        day = world.workday(day, chance.choice([4, 6, 9]))
        yield day
        text, source, code = words[:3]
        row = suggestions.enter_suggestion(
            by=officer, on=day, text=text, source=source, unit=world.units[code], call=call
        )
        entered.append((row, words))
    _take_in(officer, day)
    for row, (_text, _source, code, outcome, reason) in entered:
        day = world.workday(day, chance.choice([3, 5, 8]))
        yield day
        suggestions.decide_suggestion(
            row, by=world.who(Role.UNIT_HEAD, code), on=day, outcome=outcome, reason=reason
        )
    day = world.workday(max(day, closes), 2)
    yield day
    adopted = [row for row, words in entered if words[3] == "adopted"]
    if adopted:
        suggestions.reward_suggestion(adopted[0], by=leader, on=day, contribution="办法具体可行，改进了公共服务",
                                      reward="通报表扬并颁发证书", basis="《云溪县人民建议征集奖励办法（试行）》")  # fmt: skip
    suggestions.end_call(call, by=officer, on=day, summary=(
        f"共收到建议{call.suggestions.count()}条，采纳{len(adopted)}条，其余已逐条说明理由。采纳的由有关单位按期落实，信访局跟踪。"))  # fmt: skip


def _take_in(officer: User, day: date) -> None:
    """Petitions that suggested something of their own accord in these weeks go to the ledger; they answer no call."""
    rows = Case.objects.filter(purpose=Purpose.SUGGESTION, received_on__gt=day - timedelta(days=40), suggestion=None,
                               merged_into=None, in_compartment=False)  # fmt: skip
    for case in rows.order_by("pk")[:3]:
        suggestions.link_suggestion(case, by=officer, on=day)
