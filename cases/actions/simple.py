"""简易办理 (国信发〔2016〕8号): suggested by the bureau, decided by the unit, told and answered quickly, or made ordinary.

The ordinary periods come back with the conversion, the sixty days from the ORIGINAL day of acceptance. A simple reply is
no 处理意见书: no review period starts from it, who is not content gets the ordinary procedure with its opinion.
"""

from datetime import date, time
from typing import Any

from cases import clocks, notices, papers, policies, rating_rules, simple_rules
from cases.actions.performing import check_day, lock_claim, lock_handling, perform, record
from cases.models import CaseEvent, Claim, Handling, SimpleProcedure, SimpleSuggestion
from cases.policies import NotLawfulNow
from law.terms import (
    Attitude,
    ConversionReason,
    Outcome,
    RatedOrgan,
    Route,
    SimpleKind,
    SuggestionOutcome,
    TellingWay,
)
from organizations.acting import action
from organizations.models import User


@action
def suggest_simple(claim: Claim, *, by: User, on: date, kind: str, reason: str) -> SimpleSuggestion:
    """建议简易办理: the bureau forwards within three working days of receipt; whether it is simple, the unit decides."""
    claim = lock_claim(claim)
    policies.require(by, "suggest_simple", claim)
    reasons = policies.claim_blockers(claim)
    if claim.proposals.filter(decided_on=None).exists():
        reasons.append("本项诉求已经提请审签，请先由审签人处理")
    reasons = reasons or list(filter(None, [simple_rules.may_suggest(claim, on)]))
    if reasons:
        raise NotLawfulNow(*reasons)
    _known(kind)
    _need(reason, "请写明为什么可以简易办理，承办单位要看")
    check_day("suggest_simple", case=claim.case, by=by, on=on)
    row = SimpleSuggestion.objects.create(
        claim=claim, kind=kind, reason=reason.strip()[:300], suggested_by=by, suggested_on=on
    )
    case = claim.case
    clocks.start(
        "suggest_simple", "simple_forwarding", case=case, unit=case.receiving_unit, on=case.received_on
    )
    record("suggest_simple", case=case, by=by, on=on, claim=claim, note=reason, data={"kind": kind})
    return row  # fmt: skip


@action
def ask_simple(handling: Handling, *, by: User, on: date, kind: str, reason: str) -> Handling:
    """The handler puts it to the head that this is a simple matter; nothing changes until the head decides."""
    _known(kind)
    return _ask("ask_simple", handling, by=by, on=on, reason=reason, data={"kind": kind})


@action
def ask_conversion(handling: Handling, *, by: User, on: date, why: str, reason: str) -> Handling:
    """The handler asks the head to turn a simple matter into an ordinary one."""
    _convertible(why)
    return _ask("ask_conversion", handling, by=by, on=on, reason=reason, data={"why": why})


def _ask(act: str, handling: Handling, *, by: User, on: date, reason: str, data: dict[str, Any]) -> Handling:
    handling = lock_handling(handling)
    policies.require(by, act, handling)
    reasons = policies.blockers(handling, act, on=on)
    if reasons:
        raise NotLawfulNow(*reasons)
    check_day(act, case=handling.claim.case, by=by, on=on, handling=handling)
    _need(reason, "请写明理由，负责人要看")
    record(act, case=handling.claim.case, by=by, on=on, handling=handling, from_state=handling.state,
           note=reason, data=data)  # fmt: skip
    notices.simple_asked(handling, act, on=on)
    return handling


@action
def accept_simple(
    handling: Handling,
    *,
    by: User,
    on: date,
    kind: str,
    reason: str,
    told_way: str,
    told_at: time,
    told_words: str,
    supportable: bool,
    written_asked: bool = False,
    why_backdated: str = "",
) -> SimpleProcedure:
    """决定简易办理并告知 within three working days of arrival; ten working days for the reply run from today.

    ``supportable``: the head has looked and holds that the claim will not be refused (可能不予支持的不适用).
    """
    _known(kind)
    _need(reason, "请写明适用简易办理的理由，要写进审批单")
    _need(told_words, "请写明告知了什么")
    if not supportable:
        raise NotLawfulNow(f"不能：可能不予支持的不适用简易办理（{simple_rules.SOURCE}），请按普通程序受理")
    _told(told_way, told_at, written_asked=written_asked)
    asked = _asked_by(handling, "ask_simple")
    handling = perform(handling, "accept_simple", by=by, on=on, note=reason, data={"kind": kind, "way": told_way},
                       accepted_on=on, handler=asked or by, why_backdated=why_backdated)  # fmt: skip
    case = handling.claim.case
    clocks.start("accept_simple", "simple_acceptance", case=case, unit=handling.unit, on=handling.arrived_on,
                 handling=handling)  # fmt: skip
    clocks.meet("accept_simple", on=on, case=case, handling=handling)
    clock = clocks.start("accept_simple", "simple_handling", case=case, unit=handling.unit, on=on,
                         handling=handling)  # fmt: skip
    row = SimpleProcedure.objects.create(
        handling=handling, kind=kind, reason=reason.strip()[:300], decided_by=by, decided_on=on,
        written_asked=written_asked, told_way=told_way, told_at=told_at, told_words=told_words.strip(),
    )  # fmt: skip
    papers.simple_decided(row, due=clock.due_on, by=by, on=on)
    return row


@action
def reply_simple(
    handling: Handling,
    *,
    by: User,
    on: date,
    outcome: str,
    reply: str,
    reply_way: str,
    reply_at: time,
    attitude: str,
    written_asked: bool = False,
    why_backdated: str = "",
) -> SimpleProcedure:
    """简易答复 within ten working days of acceptance: its way, time and content are kept; in writing when asked for."""
    _need(reply, "请写明答复了什么")
    if attitude not in Attitude.__members__.values():
        raise NotLawfulNow("请选择信访人的态度；没有问到的选「未表态」")
    handling = lock_handling(handling)
    allowed = SuggestionOutcome if handling.route == Route.SUGGESTION else Outcome
    if outcome == Outcome.REJECTED:
        raise NotLawfulNow(
            f"不能：不予支持的不适用简易办理（{simple_rules.SOURCE}），请转为普通程序，出具处理意见书"
        )
    if outcome not in allowed.__members__.values():
        raise NotLawfulNow("请选择答复意见")
    earlier = simple_rules.procedure_of(handling)
    asked = written_asked or bool(earlier and earlier.written_asked)
    _told(reply_way, reply_at, written_asked=asked)
    handling = perform(handling, "reply_simple", by=by, on=on, data={"way": reply_way, "outcome": outcome},
                       note=reply, why_backdated=why_backdated)  # fmt: skip
    row = SimpleProcedure.objects.get(handling=handling)
    row.outcome, row.reply, row.reply_way, row.reply_at = outcome, reply.strip(), reply_way, reply_at
    row.attitude, row.written_asked, row.replied_on, row.replied_by = attitude, asked, on, by
    row.save()
    case = handling.claim.case
    if rating_rules.ratable(case):
        clocks.start("reply_simple", "rating", case=case, unit=handling.unit, on=on, handling=handling,
                     organ=RatedOrgan.UNIT)  # fmt: skip
    papers.simple_replied(row, by=by, on=on)
    notices.simple_replied(handling, not_content=attitude == Attitude.NOT_CONTENT, on=on)
    return row


@action
def convert_simple(handling: Handling, *, by: User, on: date, why: str, reason: str) -> Handling:
    """转为普通程序 with the head's approval: unsuitable, or the petitioner is not content (no extension, conversion).

    The reply counts no more, the sixty days run from the original acceptance (条例第34条); the petitioner is told in
    writing what was told by word (条例第23条第3款).
    """
    _convertible(why)
    _need(reason, "请写明转为普通程序的具体理由，要写进审批单")
    handling = perform(handling, "convert_simple", by=by, on=on, note=reason, data={"why": why})
    row = turn_ordinary("convert_simple", handling, by=by, on=on, why=why, reason=reason)
    papers.simple_converted(row, due=clocks.ordinary_due(handling), by=by, on=on)
    notices.simple_converted(handling, on=on)
    return handling


def turn_ordinary(
    act: str, handling: Handling, *, by: User, on: date, why: str, reason: str
) -> SimpleProcedure:
    """The ordinary period of the way runs, from the day the matter was accepted; ratings of the reply fall away."""
    row = SimpleProcedure.objects.get(handling=handling)
    row.converted_on, row.converted_by, row.converted_for = on, by, why
    row.converted_reason = reason.strip()[:300]
    row.save()
    clocks.void_ratings(act, handling, on=on)
    handling.ratings.filter(superseded=False).update(superseded=True)
    period = "suggestion_reply" if handling.route == Route.SUGGESTION else "handling"
    assert handling.accepted_on is not None  # noqa: S101 - a check constraint of the table
    clocks.start(act, period, case=handling.claim.case, unit=handling.unit, on=handling.accepted_on,
                 handling=handling)  # fmt: skip
    return row


# --- shared ------------------------------------------------------------------------------------------------------


def _known(kind: str) -> None:
    if kind not in SimpleKind.__members__.values():
        raise NotLawfulNow(f"请选择可以简易办理的情形（{simple_rules.SOURCE}）")


def _convertible(why: str) -> None:
    if why not in {ConversionReason.UNSUITABLE, ConversionReason.NOT_CONTENT}:
        raise NotLawfulNow("请选择转为普通程序的原因：发现不宜，或者信访人不服")


def _told(way: str, at: time | None, *, written_asked: bool) -> None:
    if way not in TellingWay.__members__.values() or at is None:
        raise NotLawfulNow("请写明用什么方式、几点告知或者答复的，要录入系统")
    if written_asked and way != TellingWay.WRITTEN:
        raise NotLawfulNow(f"不能：信访人要求书面的，必须出具书面文书（{simple_rules.SOURCE}），请改选书面")


def _asked_by(handling: Handling, act: str) -> User | None:
    row = CaseEvent.objects.filter(handling=handling, act=act).order_by("-pk").first()
    return row.by if row else None


def _need(text: str, message: str) -> None:
    if not text.strip():
        raise NotLawfulNow(message)
