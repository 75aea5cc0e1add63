"""Whether a matter may have a hearing at all: never one that must go a statutory way (条例第31条第6项)."""

from cases.models import Handling, Review
from hearings.models import Hearing
from law.terms import (
    STATUTORY_ROUTES,
    Flag,
    HandlingRole,
    HandlingState,
    HearingOccasion,
    HearingState,
    ReviewLevel,
    ReviewState,
    Route,
)


def why_not(handling: Handling, occasion: str = HearingOccasion.HANDLING) -> str:
    """Why no hearing can be proposed on this handling; empty when it can. The occasion's own state comes last."""
    case = handling.claim.case
    if case.in_compartment or handling.route == Route.DISCIPLINE:
        return "不能：检举控告由纪检监察机关按其规则办理，不举行听证（条例第30条第3款）"
    if handling.route in STATUTORY_ROUTES:
        return f"不能：本项应当通过{Route(handling.route).label}处理，不举行信访听证（{Route(handling.route).article}）"
    if Flag.JUDICIAL_OPEN in case.flags:
        return "不能：涉法涉诉事项未依法终结，按法律规定的程序处理，不举行信访听证（条例第31条第1项）"
    if handling.route != Route.PETITION:
        return "不能：听证只用于按信访程序办理的申诉求决事项（条例第31条第6项）"
    if handling.role != HandlingRole.LEAD:
        return "不能：听证由主办单位举行，协办单位出席（条例第24条）"
    if case.untold:
        return "不能：导入件的办理过程没有记录，请信访人另行提出后登记办理（条例第31条第6项）"
    if not case.own_petition.address_clear or case.own_petition.anonymous:
        return "还不能：信访人的姓名（名称）、住址不清，无法通知到会；请先补充联系方式（条例第31条第6项）"
    if occasion == HearingOccasion.HANDLING and handling.state != HandlingState.ACCEPTED:
        early = handling.state in {HandlingState.ARRIVED, HandlingState.OBJECTED}
        begin = "还不能：先书面告知受理" if early else "不能：处理意见已经签发或者已经办结，办理环节不再听证"
        return f"{begin}（条例第31条第6项）"
    return ""


def already(handling: Handling, occasion: str) -> str:
    """A second hearing of the same step waits for the end of the first."""
    live = Hearing.objects.live().filter(handling=handling, occasion=occasion).first()
    return f"还不能：本环节已经有一个听证（{live}），请在那一条上继续（条例第31条第6项）" if live else ""


#: From the decision to hold it until its end: what it will find is not known yet.
UNDER_WAY = (
    HearingState.APPROVED,
    HearingState.EMPANELLED,
    HearingState.NOTICED,
    HearingState.POSTPONED,
    HearingState.HELD,
)


def holds_opinion(handling: Handling) -> str:
    """Why the opinion waits: a hearing on this very handling has been decided on and is not over (条例第31条第6项)."""
    rows = Hearing.objects.filter(handling=handling, occasion=HearingOccasion.HANDLING, state__in=UNDER_WAY)
    hearing = rows.first()
    if hearing is None:
        return ""
    now = HearingState(hearing.state).label
    return f"还不能：{hearing}的听证没有结束（{now}），听证结论出来或者取消听证以后再签发处理意见（条例第31条第6项）"


def holds_review(review: Review) -> str:
    """Why the review waits: a hearing of it has been decided on and is not over (条例第36条第2款)."""
    hearing = Hearing.objects.filter(review=review, state__in=UNDER_WAY).first()
    if hearing is None:
        return ""
    now = HearingState(hearing.state).label
    article = "条例第36条第2款" if review.final else "条例第35条"
    return f"还不能：{hearing}的听证没有结束（{now}），听证结论出来或者取消听证以后再签发（{article}）"


def occasion_of(review: Review | None) -> HearingOccasion:
    """At which step: in the handling itself, in 复查 or in 复核."""
    if review is None:
        return HearingOccasion.HANDLING
    return HearingOccasion.FINAL_REVIEW if review.level == ReviewLevel.FINAL else HearingOccasion.REVIEW


def blockers(handling: Handling, review: Review | None = None) -> list[str]:
    """Why no hearing can be proposed now; empty when one can."""
    occasion = occasion_of(review)
    reason = why_not(handling, occasion)
    if not reason and review is not None and review.state != ReviewState.ACCEPTED:
        early = review.state == ReviewState.REQUESTED
        reason = "还不能：申请还没有受理" if early else "不能：复查、复核意见已经签发或者程序已经终了"
        reason += "（条例第36条第2款）" if review.final else "（条例第35条）"
    reason = reason or already(handling, occasion)
    return [reason] if reason else []
