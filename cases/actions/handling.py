"""The unit's lawful course: notice, objection, acceptance, extension, opinion, service (条例第23条、第31条至第36条)."""

from datetime import date, timedelta
from typing import Any

from cases import clocks, ending, holds, notices, papers, policies, rating_rules, serving
from cases.actions.performing import lock_handling, perform, record
from cases.actions.referral import new_handling
from cases.actions.simple import turn_ordinary
from cases.models import (
    BackdatingConsent,
    Deadline,
    Extension,
    Handling,
    ImportedReply,
    Objection,
    Opinion,
    Proposal,
    Service,
)
from cases.policies import NotLawfulNow
from law.terms import (
    STATUTORY_ROUTES,
    CaseState,
    ClaimWay,
    ConversionReason,
    HandlingState,
    RatedOrgan,
    Route,
)
from organizations.acting import action
from organizations.models import Unit, User


@action
def accept(
    handling: Handling, *, by: User, on: date, words: dict[str, Any] | None = None, why_backdated: str = ""
) -> Handling:
    """受理并书面告知 on one paper: meets the fifteen days (条例第23条第3款), starts the sixty (条例第34条).

    ``words``: what the notice says beyond the file (procedure, other_parts). A suggestion starts its own period.
    """
    handling = perform(
        handling, "accept", by=by, on=on, accepted_on=on, handler=by, why_backdated=why_backdated
    )
    clock = _start_work("accept", handling, on=on)
    due = clock.due_on if clock and clock.period == "handling" else None
    papers.accepted(handling, due=due, by=by, on=on, words=words or {})
    return handling


def _start_work(act: str, handling: Handling, *, on: date) -> Deadline | None:
    case = handling.claim.case
    if handling.route == Route.PETITION:
        return clocks.start(act, "handling", case=case, unit=handling.unit, on=on, handling=handling)
    if handling.route == Route.SUGGESTION:
        return clocks.start(act, "suggestion_reply", case=case, unit=handling.unit, on=on, handling=handling)
    return None


@action
def take_statutory(
    handling: Handling, *, by: User, on: date, words: dict[str, Any], why_backdated: str = ""
) -> Handling:
    """告知 that the matter goes a statutory way (条例第31条第1项至第5项): no sixty days, no 处理意见书."""
    handling = perform(handling, "take_statutory", by=by, on=on, handler=by, why_backdated=why_backdated)
    papers.accepted(handling, due=None, by=by, on=on, words=words)
    return handling


@action
def presume_acceptance(handling: Handling, *, by: None, on: date) -> Handling:
    """推定受理 (内部要求): silent for its fifteen days, the unit is treated as having accepted on the fifteenth.

    So silence never delays the sixty days; the notice stays owed and late.
    """
    fifteenth = handling.arrived_on + timedelta(days=15)
    handling = perform(handling, "presume_acceptance", by=by, on=on, accepted_on=fifteenth, presumed=True)
    _start_work("presume_acceptance", handling, on=fifteenth)
    notices.presumed(handling, on=on)
    return handling


@action
def notify_late(
    handling: Handling, *, by: User, on: date, words: dict[str, Any] | None = None, why_backdated: str = ""
) -> Handling:
    """The notice owed since a presumed acceptance leaves; late it is and stays.

    One that left in time and was recorded late becomes timely with the bureau's consent; the presumption stays.
    """
    handling = perform(
        handling, "notify_late", by=by, on=on, handler=handling.handler or by, why_backdated=why_backdated
    )
    sixty = handling.deadlines.filter(period="handling").order_by("-pk").first()
    papers.accepted(handling, due=sixty.due_on if sixty else None, by=by, on=on, words=words or {})
    return handling


@action
def object_to(
    handling: Handling,
    *,
    by: User,
    on: date,
    reason: str,
    suggested_unit: Unit | None = None,
    basis: str = "",
) -> Objection:
    """提出异议 within five working days, with reasons and where it belongs; the fifteen days run on (条例第23条第3款)."""
    if len(reason.strip()) < 10:
        raise NotLawfulNow("请详细说明理由（条例第23条第3款），写明不属于本单位职权的依据")
    handling = perform(handling, "object_to", by=by, on=on)
    objection = Objection.objects.create(handling=handling, reason=reason, suggested_unit=suggested_unit,
                                         raised_by=by, raised_on=on)  # fmt: skip
    case = handling.claim.case
    clocks.start(
        "object_to", "objection_decision", case=case, unit=case.receiving_unit, on=on, handling=handling
    )
    papers.objected(objection, by=by, on=on, basis=basis)
    notices.objected(objection, on=on)
    return objection


@action
def refuse_objection(objection: Objection, *, by: User, on: date, answer: str) -> Handling:
    """不同意退回: said in writing; the unit goes on, its fifteen days never stopped (条例第23条第3款)."""
    _need(answer, "请写明不同意退回的理由，要书面告诉承办单位")
    handling = perform(objection.handling, "refuse_objection", by=by, on=on, note=answer)
    _decide(objection, upheld=False, answer=answer, by=by, on=on)
    papers.objection_refused(objection, by=by, on=on)
    notices.objection_decided(objection, on=on)
    return handling


@action
def uphold_objection(objection: Objection, *, by: User, on: date, to: Unit, answer: str) -> Handling:
    """同意退回并改派: the old unit is quit of its clocks, the new unit's start anew (条例第23条第3款)."""
    _need(answer, "请写明同意退回的理由")
    old = objection.handling
    if to.pk == old.unit_id:
        raise NotLawfulNow("改派的单位不能是退回的单位，请另选")
    if to.abolished_on:
        raise NotLawfulNow(f"{to.short_name}已经撤销，请改选承接单位（条例第24条第2款）")
    if old.claim.handlings.filter(unit=to).exclude(state=HandlingState.RETURNED).exists():
        raise NotLawfulNow(f"{to.short_name}已是本项诉求的协办单位，请另选主办单位")
    report = Deadline.objects.filter(
        handling=old, period="assigned_report", met_on=None, voided_on=None
    ).first()
    handling = perform(old, "uphold_objection", by=by, on=on, note=answer, ended_on=on)
    _decide(objection, upheld=True, answer=answer, by=by, on=on)
    report_due = on + timedelta(days=report.length or 45) if report else None
    new = new_handling("uphold_objection", handling.claim, to, on=on, assigned=old.assigned,
                       report_due_on=report_due, replaces=handling)  # fmt: skip
    papers.reassigned(objection, new, by=by, on=on)
    notices.objection_decided(objection, on=on)
    notices.arrived(new, on=on)
    return new


def _decide(objection: Objection, *, upheld: bool, answer: str, by: User, on: date) -> None:
    objection.upheld, objection.answer, objection.decided_by, objection.decided_on = upheld, answer, by, on
    objection.save()


@action
def propose_decline(
    handling: Handling, *, by: User, on: date, way: str, reason: str, details: dict[str, Any]
) -> Proposal:
    """A handler proposes 引导, 不予 or 不再受理; the head of the unit signs (second pair of eyes)."""
    handling = lock_handling(handling)
    policies.require(by, "propose_decline", handling)
    reasons = policies.blockers(handling, "propose_decline", on=on)
    if reasons:
        raise NotLawfulNow(*reasons)
    if way not in {ClaimWay.GUIDE, ClaimWay.DECLINE, ClaimWay.BAR}:
        raise NotLawfulNow("请选择引导告知、不予受理或不再受理")
    details = ending.settled(way, handling.route, details, claim=handling.claim, handling=handling, on=on)
    missing = papers.missing_notice_fields(way, details)
    if missing:
        raise NotLawfulNow(f"告知书还缺：{'、'.join(missing)}")
    _need(reason, "请写明理由")
    if Proposal.objects.filter(claim=handling.claim, decided_on=None).exists():
        raise NotLawfulNow("本项诉求已经提请审签")
    proposal = Proposal.objects.create(claim=handling.claim, handling=handling, way=way, route=handling.route,
                                       reason=reason, details=details, proposed_by=by, proposed_on=on)  # fmt: skip
    record("propose_decline", case=handling.claim.case, by=by, on=on, handling=handling,
           from_state=handling.state, note=reason, data={"way": way})  # fmt: skip
    notices.proposal(proposal, on=on)
    return proposal


@action
def decline_handling(proposal: Proposal, *, by: User, on: date, approved: bool, answer: str = "") -> Handling:
    """The head signs or refuses the proposal; signed, the notice leaves today and the unit's course ends."""
    handling = lock_handling(proposal.handling)  # type: ignore[arg-type]
    proposal = Proposal.objects.select_related("proposed_by").get(pk=proposal.pk)
    policies.require(by, "decline_handling", handling)
    if proposal.decided_on:
        raise NotLawfulNow("这项提议已经有人处理过了")
    policies.second_person(proposal.proposed_by, by)
    proposal.approved, proposal.decided_by, proposal.decided_on, proposal.answer = approved, by, on, answer
    proposal.save()
    if not approved:
        _need(answer, "请写明退回的理由")
        record("refuse_proposal", case=handling.claim.case, by=by, on=on, handling=handling,
               from_state=handling.state, note=answer)  # fmt: skip
        return handling
    proposal.details = ending.settled(proposal.way, handling.route, proposal.details, claim=handling.claim,
                                      handling=handling, on=on)  # fmt: skip
    handling = perform(handling, "decline_handling", by=by, on=on, ended_on=on, settles=True,
                       data={"way": proposal.way} | ending.recorded(proposal.details))  # fmt: skip
    papers.unit_ended(handling, proposal, by=by, on=on)
    _tell_closed(handling, on=on)
    return handling


@action
def ask_extension(handling: Handling, *, by: User, on: date, days: int, reason: str) -> Handling:
    """The handler asks the head for more time; nothing changes until the head approves."""
    handling = lock_handling(handling)
    policies.require(by, "ask_extension", handling)
    reasons = policies.blockers(handling, "ask_extension", on=on)
    if reasons:
        raise NotLawfulNow(*reasons)
    _extension_days(days)
    _need(reason, "请写明情况复杂在哪里（条例第34条）")
    record("ask_extension", case=handling.claim.case, by=by, on=on, handling=handling, from_state=handling.state,
           note=reason, data={"days": days})  # fmt: skip
    notices.extension_asked(handling, days, on=on)
    return handling


def _extension_days(days: int) -> None:
    if not 1 <= days <= 30:
        raise NotLawfulNow("延长期限不得超过30日（条例第34条），请填1至30")


@action
def approve_extension(handling: Handling, *, by: User, on: date, days: int, reason: str) -> Extension:
    """批准延期 by the unit's own head, told with its reason (条例第34条).

    On or before the last day it moves the last day; approved later it is kept, and the work counts as late.
    """
    _extension_days(days)
    _need(reason, "请写明延期理由，要书面告诉信访人（条例第34条）")
    handling = perform(handling, "approve_extension", by=by, on=on, note=reason, data={"days": days})
    row = Deadline.objects.get(handling=handling, period="handling", met_on=None, voided_on=None)
    original = row.due_on
    in_time = on <= original
    extension = Extension.objects.create(handling=handling, days=days, reason=reason, approved_by=by,
                                         approved_on=on, in_time=in_time)  # fmt: skip
    due = clocks.extend(handling, days=days).due_on if in_time else clocks.derive(row, extended=days).due
    papers.extended(extension, original=original, new=due if in_time else None, by=by, on=on)
    notices.extended(extension, due, on=on)
    return extension


@action
def draft_opinion(
    handling: Handling, *, by: User, on: date, version: int | None = None, **parts: Any
) -> Opinion:
    """Save the draft (条例第32条's four parts); a draft somebody else saved meanwhile is never overwritten."""
    handling = lock_handling(handling)
    policies.require(by, "draft_opinion", handling)
    reasons = policies.blockers(handling, "draft_opinion", on=on)
    if reasons:
        raise NotLawfulNow(*reasons)
    opinion = policies.standing_opinion(handling)
    if opinion is None:
        opinion = Opinion(handling=handling, drafted_on=on, version=0)
    elif version is not None and opinion.version != version:
        raise NotLawfulNow("草稿刚刚被别人改过：请对照新稿，把您的改动再写进去")
    for name in ("outcome", "request", "facts", "decision", "legal_basis", "details"):
        if name in parts:
            setattr(opinion, name, parts[name])
    opinion.drafted_by, opinion.drafted_on = by, on
    opinion.version += 1
    opinion.save()
    record("draft_opinion", case=handling.claim.case, by=by, on=on, handling=handling, from_state=handling.state,
           data={"version": opinion.version})  # fmt: skip
    return opinion


@action
def sign_opinion(handling: Handling, *, by: User, on: date) -> Opinion:
    """签发: only an opinion that holds what 条例第32条 demands. Signed is not served: the sixty days still run."""
    handling = perform(handling, "sign_opinion", by=by, on=on)
    holds.let_fall(handling, on=on, why="处理意见已经签发")
    opinion = policies.standing_opinion(handling)
    assert opinion is not None  # noqa: S101 - the guard of the act
    opinion.signed_by, opinion.signed_on = by, on
    opinion.save()
    papers.opinion_signed(opinion, by=by, on=on)
    notices.opinion_signed(handling, on=on)
    return opinion


@action
def record_result(handling: Handling, *, by: User, on: date) -> Handling:
    """The result of the statutory way, told to the petitioner (法定途径办理结果)."""
    handling = perform(handling, "record_result", by=by, on=on)
    opinion = policies.standing_opinion(handling)
    assert opinion is not None  # noqa: S101 - the guard of the act
    opinion.signed_by, opinion.signed_on = by, on
    opinion.save()
    papers.statutory_result(opinion, by=by, on=on)
    notices.awaiting_check(handling, on=on)
    return handling


@action
def serve(
    handling: Handling,
    *,
    by: User,
    on: date,
    method: str,
    served_on: date | None,
    proof: str,
    witness: str = "",
    refused: bool = False,
    cause: str = "",
    through_ground: str = "",
    through: str = "",
    why_backdated: str = "",
) -> Service:
    """送达: the duty is met on the day the paper leaves (``on``); the petitioner's thirty days start on arrival.

    留置 needs a witness, 电子 the petitioner's consent; 公告 arrives thirty days after its issue (domain §1.3).
    """
    served_on = serving.arrival(
        handling.claim.case, method=method, on=on, served_on=served_on, proof=proof, witness=witness, cause=cause,
        through_ground=through_ground, through=through,
    )  # fmt: skip
    handling = perform(handling, "serve", by=by, on=on, why_backdated=why_backdated, data={"method": method})
    opinion = policies.standing_opinion(handling)
    assert opinion is not None  # noqa: S101 - a served handling was signed
    service = Service.objects.create(handling=handling, opinion=opinion, method=method, sent_on=on,
                                     served_on=served_on, proof=proof, witness=witness, refused=refused,
                                     cause=cause, through_ground=through_ground, through=through, recorded_by=by)  # fmt: skip
    papers.served(service, by=by, on=on)
    if served_on:
        _arrived("serve", service, served_on)
    notices.awaiting_check(handling, on=on)
    return service


@action
def confirm_arrival(service: Service, *, by: User, on: date, served_on: date, proof: str = "") -> Service:
    """The day a posted paper arrived, from its receipt: the petitioner's periods start on it (条例第35条)."""
    service = Service.objects.select_related("handling__claim__case", "handling__unit").get(pk=service.pk)
    if served_on < service.sent_on or served_on > on:
        raise NotLawfulNow("送达日应在发出日与今天之间，请核对回执")
    perform(service.handling, "confirm_arrival", by=by, on=on, note=proof)
    service.served_on = served_on
    service.proof = "；".join(filter(None, [service.proof, proof]))[:200]
    service.save()
    _arrived("confirm_arrival", service, served_on)
    return service


def _arrived(act: str, service: Service, served_on: date) -> None:
    handling = service.handling
    case = handling.claim.case
    if handling.route == Route.PETITION:
        clocks.start(act, "review_request", case=case, unit=handling.unit, on=served_on, handling=handling)
    if handling.route not in STATUTORY_ROUTES and rating_rules.ratable(case):
        clocks.start(act, "rating", case=case, unit=handling.unit, on=served_on, handling=handling,
                     organ=RatedOrgan.UNIT)  # fmt: skip


@action
def answer_imported(handling: Handling, *, by: User, on: date, text: str) -> Handling:
    """The answer to an imported matter that the file did not tell: kept as its reply, no 处理意见书."""
    _need(text, "请写明怎样答复的")
    handling = perform(handling, "answer_imported", by=by, on=on, ended_on=on, settles=True)
    ImportedReply.objects.create(handling=handling, text=text, replied_on=on)
    return handling


@action
def report_conclusion(handling: Handling, *, by: User, on: date, report: dict[str, str]) -> Handling:
    """办结报告 of an assigned matter: results come back with it (条例第22条第1款第3项)."""
    _need(report.get("conclusion", ""), "请写明办理结论")
    handling = perform(handling, "report_conclusion", by=by, on=on)
    papers.concluded(handling, report, by=by, on=on)
    notices.awaiting_check(handling, on=on)
    return handling


@action
def conclude(handling: Handling, *, by: User, on: date, remark: str = "") -> Handling:
    """审核认定办结 by the bureau; it stops no clock (design §5). The last one closes the case."""
    handling = perform(handling, "conclude", by=by, on=on, note=remark, ended_on=on, settles=True)
    _tell_closed(handling, on=on)
    return handling


@action
def send_back(handling: Handling, *, by: User, on: date, reason: str) -> Handling:
    """退回重办: the opinion counts as never given, and the sixty days ran all the time (design §5)."""
    _need(reason, "请写明缺什么、要补什么")
    simply = handling.state == HandlingState.SIMPLE_REPLIED
    handling = perform(handling, "send_back", by=by, on=on, note=reason)
    clocks.reopen(handling, on=on)
    if simply:  # what is done again is done in the ordinary procedure
        turn_ordinary("send_back", handling, by=by, on=on, why=ConversionReason.SENT_BACK, reason=reason)
    handling.ratings.filter(superseded=False).update(superseded=True)
    handling.opinions.filter(annulled_on=None).update(annulled_on=on)
    handling.services.filter(annulled_on=None).update(
        annulled_on=on, annul_reason="意见退回重办", annulled_by=by
    )
    papers.sent_back(handling, reason, by=by, on=on)
    notices.sent_back(handling, on=on)
    return handling


@action
def reply_assistance(handling: Handling, *, by: User, on: date, opinion: str) -> Handling:
    """会办意见 to the lead; outward there is one opinion, the lead's (条例第24条)."""
    _need(opinion, "请写明会办意见")
    handling = perform(handling, "reply_assistance", by=by, on=on, note=opinion, ended_on=on, handler=by)
    papers.assisted(handling, opinion, by=by, on=on)
    return handling


@action
def consent_backdating(
    handling: Handling, *, by: User, on: date, act: str, act_on: date, reason: str
) -> None:
    """The bureau lets an act be recorded for an earlier day that turns late into timely (design §5)."""
    handling = lock_handling(handling)
    policies.require(by, "consent_backdating", handling)
    _need(reason, "请写明同意的理由和看过的材料")
    BackdatingConsent.objects.create(
        handling=handling, act=act, on=act_on, reason=reason, given_by=by, given_on=on
    )
    record("consent_backdating", case=handling.claim.case, by=by, on=on, handling=handling,
           from_state=handling.state, note=reason, data={"act": act, "on": act_on.isoformat()})  # fmt: skip


def _need(text: str, message: str) -> None:
    if not text.strip():
        raise NotLawfulNow(message)


def _tell_closed(handling: Handling, *, on: date) -> None:
    case = handling.claim.case
    if case.state == CaseState.CLOSED:
        notices.closed(case, on=on)
