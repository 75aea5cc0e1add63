"""The bureau's ways with one claim: 转送, 交办, 引导, 不予受理 … (条例第22条), and what a second person signs."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cases import clocks, ending, notices, papers, policies, political_legal, rating_rules
from cases.actions.performing import check_day, lock_case, lock_claim, record, settle_case, whole
from cases.models import Case, Claim, CompartmentGrant, CounselRequest, Handling, Proposal
from cases.policies import NotLawfulNow
from cases.recusal import is_concerned
from law import clock
from law.terms import (
    STATUTORY_ROUTES,
    CaseState,
    ClaimWay,
    HandlingRole,
    HandlingState,
    Purpose,
    RatedOrgan,
    Route,
    UnitKind,
)
from organizations.acting import action
from organizations.models import Unit, User

#: Ways that a second person signs, and the act that signing performs.
SIGNED_WAYS = {
    ClaimWay.ASSIGN: "sign_assignment",
    ClaimWay.GUIDE: "guide",
    ClaimWay.DECLINE: "decline",
    ClaimWay.BAR: "bar",
    ClaimWay.FILE_AWAY: "file_away",
}
#: Ways that end with the registering organ.
ENDING_WAYS = {ClaimWay.GUIDE, ClaimWay.DECLINE, ClaimWay.BAR, ClaimWay.FILE_AWAY, ClaimWay.REPLY}


@dataclass(frozen=True, slots=True)
class Classified:
    """What the screening officer finds the claim to be; empty fields change nothing."""

    purpose: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a claim goes: the lead, who assists, and for 交办 the day by which a report is due."""

    unit: Unit
    assisting: list[Unit] = field(default_factory=list)
    report_due_on: date | None = None
    requirements: str = ""


@action
def forward(
    claim: Claim,
    *,
    by: User,
    on: date,
    route: str,
    to: Destination,
    reason: str = "",
    found: Classified | None = None,
    why_backdated: str = "",
) -> Handling:
    """转送: the screening officer signs; the paper leaves and arrives today (条例第22条第1款第1、2项)."""
    return _send(
        "forward", claim, by=by, on=on, route=route, to=to, reason=reason, found=found, why=why_backdated
    )


@action
def propose(
    claim: Claim,
    *,
    by: User,
    on: date,
    way: str,
    route: str,
    reason: str,
    to: Destination | None = None,
    details: dict[str, Any] | None = None,
    found: Classified | None = None,
) -> Proposal:
    """Put 交办, 引导, 不予（不再）受理 or 存查 to the person who signs it (second pair of eyes)."""
    claim = lock_claim(claim)
    policies.require(by, "propose", claim)
    _undecided(claim)
    if way not in SIGNED_WAYS:
        raise NotLawfulNow("这种处理方式不用审签，请直接办理")
    if not reason.strip():
        raise NotLawfulNow("请写明理由，审签人要看")
    if way == ClaimWay.ASSIGN and to is None:
        raise NotLawfulNow("交办要写明承办单位")
    own = not claim.case.receiving_unit.is_bureau
    if own and way not in {ClaimWay.GUIDE, ClaimWay.DECLINE, ClaimWay.BAR}:
        raise NotLawfulNow(
            "收件单位自己只能办理、即时答复，或者告知向有权机关提出、不予（不再）受理（条例第23条第1款）"
        )
    if way == ClaimWay.GUIDE and not own and route not in STATUTORY_ROUTES:
        raise NotLawfulNow("引导告知只用于条例第31条第1项至第5项的法定途径")
    details = dict(details or {})
    if way in papers.NOTICE_FIELDS:
        details = ending.settled(way, route, details, claim=claim, handling=None, on=on)
        missing = papers.missing_notice_fields(way, details)
        if missing and not claim.case.own_petition.anonymous:
            raise NotLawfulNow(f"告知书还缺：{'、'.join(missing)}")
    _classify(claim, found)
    if to and to.requirements:
        details["requirements"] = to.requirements
    proposal = Proposal.objects.create(
        claim=claim, way=way, route=route, unit=to.unit if to else None,
        report_due_on=to.report_due_on if to else None, reason=reason, details=details,
        proposed_by=by, proposed_on=on,
    )  # fmt: skip
    if to:
        proposal.assisting.set(to.assisting)
    record("propose", case=claim.case, by=by, on=on, claim=claim, note=reason, data={"way": way})
    notices.proposal(proposal, on=on)
    return proposal


@action
def sign_proposal(proposal: Proposal, *, by: User, on: date, answer: str = "") -> Claim:
    """Sign what was put forward: the way takes effect and its papers leave today."""
    proposal, claim = _open_proposal(proposal)
    act = SIGNED_WAYS[ClaimWay(proposal.way)]
    policies.require(by, act, claim)
    reasons = policies.claim_blockers(claim)
    if reasons:
        raise NotLawfulNow(*reasons)
    policies.second_person(proposal.proposed_by, by)
    if proposal.way in papers.NOTICE_FIELDS:  # a ground may have gone out of force since it was proposed
        proposal.details = ending.settled(proposal.way, proposal.route, proposal.details, claim=claim,
                                          handling=None, on=on)  # fmt: skip
    _decide(proposal, by=by, on=on, approved=True, answer=answer)
    if proposal.way == ClaimWay.ASSIGN and proposal.unit:
        to = Destination(proposal.unit, list(proposal.assisting.all()), proposal.report_due_on,
                         proposal.details.get("requirements", ""))  # fmt: skip
        _send(act, claim, by=by, on=on, route=proposal.route, to=to, reason=proposal.reason)
    else:
        _end(act, claim, by=by, on=on, way=proposal.way, route=proposal.route, reason=proposal.reason,
             details=proposal.details)  # fmt: skip
    return claim


@action
def refuse_proposal(proposal: Proposal, *, by: User, on: date, answer: str) -> Claim:
    """Send a proposal back to screening, with the reason."""
    proposal, claim = _open_proposal(proposal)
    policies.require(by, "refuse_proposal", claim)
    if not answer.strip():
        raise NotLawfulNow("请写明退回的理由")
    _decide(proposal, by=by, on=on, approved=False, answer=answer)
    record("refuse_proposal", case=claim.case, by=by, on=on, claim=claim, note=answer)
    notices.proposal_refused(proposal, on=on)
    return claim


@action
def reply_directly(
    claim: Claim, *, by: User, on: date, answer: str, found: Classified | None = None
) -> Claim:
    """即时答复 an enquiry, thanks or a matter that is answered on the spot; what was said is kept."""
    claim = lock_claim(claim)
    policies.require(by, "reply_directly", claim)
    _undecided(claim)
    if not answer.strip():
        raise NotLawfulNow("请写明答复的内容")
    _classify(claim, found)
    _end(
        "reply_directly",
        claim,
        by=by,
        on=on,
        way=ClaimWay.REPLY,
        route=Route.ENQUIRY,
        reason=answer,
        details={},
    )
    return claim


@action
def transfer_to_discipline(claim: Claim, *, by: User, on: date, unit: Unit) -> Handling:
    """The compartment officer hands the accusation to the competent discipline body (条例第22条第2款).

    Timed by that body's own rules; only the day is kept. The database refuses the accused and all below them.
    """
    claim = lock_claim(claim)
    policies.require(by, "transfer_to_discipline", claim)
    _undecided(claim)
    case = claim.case
    check_day("transfer_to_discipline", case=case, by=by, on=on)
    if unit.kind not in {UnitKind.DISCIPLINE, UnitKind.HIGHER, UnitKind.PARTY} or unit.abolished_on:
        raise NotLawfulNow(
            "检举控告按干部管理权限转纪检监察机关、组织部门或者上一级机关（条例第22条第2款、第30条）"
        )
    if is_concerned(unit, case):
        raise NotLawfulNow("不能转给被检举的单位、它的下属或者承接单位（条例第30条第3款），请转上一级")
    claim.way, claim.route, claim.decided_on, claim.decided_by = ClaimWay.DISCIPLINE, Route.DISCIPLINE, on, by
    claim.save()
    handling = Handling.objects.create(
        claim=claim, unit=unit, route=Route.DISCIPLINE, sent_on=on, arrived_on=on,
        state=HandlingState.TRANSFERRED, ended_on=on,
    )  # fmt: skip
    CompartmentGrant.objects.filter(
        case=case, user__unit=unit, revoked_at=None, until__lte=clock.now()
    ).update(revoked_at=clock.now())
    for person in User.objects.filter(unit=unit, is_active=True):
        CompartmentGrant.objects.get_or_create(
            case=case, user=person, revoked_at=None,
            defaults={"reason": "承办的纪检监察机关", "granted_by": by},
        )  # fmt: skip
    _move_on("transfer_to_discipline", case, on=on)
    papers.discipline_transfer(handling, by=by, on=on)
    record("transfer_to_discipline", case=case, by=by, on=on, handling=handling, claim=claim)
    return handling


@action
def ask_counsel(claim: Claim, *, by: User, on: date, counsel: User, question: str) -> CounselRequest:
    """Put a matter to a lawyer: an opinion, never a decision."""
    claim = lock_claim(claim)
    policies.require(by, "ask_counsel", claim)
    if not question.strip():
        raise NotLawfulNow("请写明想请教的问题")
    row = CounselRequest.objects.create(
        case=claim.case, counsel=counsel, question=question, asked_by=by, asked_on=on
    )
    record("ask_counsel", case=claim.case, by=by, on=on, claim=claim)
    notices.counsel_asked(row, on=on)
    return row


@action
def give_counsel(row: CounselRequest, *, by: User, on: date, opinion: str) -> CounselRequest:
    """The lawyer's opinion, kept in the file beside the decision it does not make."""
    case = lock_case(row.case)
    policies.require(by, "give_counsel", case)
    row = CounselRequest.objects.get(pk=row.pk)
    if row.opinion:
        raise NotLawfulNow("法律意见已经提交")
    if not opinion.strip():
        raise NotLawfulNow("请写明法律意见")
    row.opinion, row.answered_on = opinion, on
    row.save()
    record("give_counsel", case=case, by=by, on=on)
    notices.counsel_answered(row, on=on)
    return row


# --- shared ------------------------------------------------------------------------------------------------------


def _undecided(claim: Claim) -> None:
    reasons = policies.claim_blockers(claim)
    if claim.proposals.filter(decided_on=None).exists():
        reasons.append("本项诉求已经提请审签，请先由审签人处理")
    if reasons:
        raise NotLawfulNow(*reasons)


def _classify(claim: Claim, found: Classified | None) -> None:
    """Keep what the claim was found to be; the first claim speaks for the case. An accusation has its own act."""
    if found is None:
        return
    if found.purpose == Purpose.ACCUSATION:
        raise NotLawfulNow("检举控告请用「转入检举控告通道」，不走转送、交办（条例第30条第3款）")
    case = claim.case
    if found.category and found.category != claim.category:
        claim.category = found.category
        claim.save(update_fields=["category"])
    if claim.order == 1 and (found.purpose or case.purpose, found.category or case.category) != (
        case.purpose,
        case.category,
    ):
        case.purpose, case.category = found.purpose or case.purpose, found.category or case.category
        case.version += 1
        case.save(update_fields=["purpose", "category", "version"])


def _open_proposal(proposal: Proposal) -> tuple[Proposal, Claim]:
    claim = lock_claim(proposal.claim)
    fresh = Proposal.objects.select_related("unit", "proposed_by").filter(pk=proposal.pk).first()
    if fresh is None:  # the claim was withdrawn, or went another way, since it was opened here
        raise NotLawfulNow("这项提议已经失效，不用再审签；请回到本件查看现在的情况")
    if fresh.decided_on or fresh.handling_id:
        raise NotLawfulNow("这项提议已经有人处理过了")
    return fresh, claim


def _decide(proposal: Proposal, *, by: User, on: date, approved: bool, answer: str) -> None:
    proposal.approved, proposal.decided_by, proposal.decided_on, proposal.answer = approved, by, on, answer
    proposal.save()


def _send(
    act: str,
    claim: Claim,
    *,
    by: User,
    on: date,
    route: str,
    to: Destination,
    reason: str,
    found: Classified | None = None,
    why: str = "",
) -> Handling:
    """转送 or 交办: handlings, the unit's clocks, the papers, the case's move."""
    claim = lock_claim(claim)
    case = claim.case
    policies.require(by, act, claim)
    _undecided(claim)
    if case.in_compartment:
        raise NotLawfulNow("检举控告件由保密员移送，不走转送、交办（条例第30条第3款）")
    check_day(act, case=case, by=by, on=on, why=why)
    _classify(claim, found)
    if route in {Route.ENQUIRY, Route.DISCIPLINE}:
        raise NotLawfulNow("咨询、感谢请即时答复，检举控告由保密员移送；要单位办理的，请改选其他途径")
    if reason_not := political_legal.not_by_visit(case, to.unit, route):
        raise NotLawfulNow(reason_not)
    assigned = act == "sign_assignment"
    if assigned and not to.report_due_on:
        raise NotLawfulNow("交办要写明限办日期（条例第22条第1款第3项）")
    if to.report_due_on and to.report_due_on <= on:
        raise NotLawfulNow("限办日期须在今天以后")
    gone = [unit for unit in (to.unit, *to.assisting) if unit.abolished_on]
    if gone:
        raise NotLawfulNow(f"{gone[0].short_name}已经撤销，请改选承接单位（条例第24条第2款）")
    if to.unit in to.assisting:
        raise NotLawfulNow("主办单位不能同时是协办单位")
    claim.way = ClaimWay.ASSIGN if assigned else ClaimWay.FORWARD
    claim.route, claim.decided_on, claim.decided_by, claim.reason = route, on, by, reason[:300]
    claim.save()
    handling = new_handling(act, claim, to.unit, on=on, assigned=assigned, report_due_on=to.report_due_on,
                            first=not _has_earlier_handling(case))  # fmt: skip
    assistants = [
        new_handling(act, claim, unit, on=on, role=HandlingRole.ASSISTING)
        for unit in dict.fromkeys(to.assisting)
    ]
    _move_on(act, case, on=on)
    if rating_rules.ratable(case) and route not in STATUTORY_ROUTES:
        _open_bureau_rating(act, case, on=on)
    papers.sent(act, handling, assistants, by=by, on=on, requirements=to.requirements)
    record(act, case=case, by=by, on=on, handling=handling, claim=claim, note=reason,
           data={"unit": to.unit.code, "assisting": [unit.code for unit in to.assisting]})  # fmt: skip
    notices.arrived(handling, on=on)
    for assistant in assistants:
        notices.arrived(assistant, on=on)
    return handling


def _has_earlier_handling(case: Case) -> bool:
    return Handling.objects.filter(claim__case=case).exists()


def new_handling(
    act: str,
    claim: Claim,
    unit: Unit,
    *,
    on: date,
    assigned: bool = False,
    report_due_on: date | None = None,
    role: str = HandlingRole.LEAD,
    replaces: Handling | None = None,
    first: bool = False,
    designated: bool = False,
) -> Handling:
    """A claim reaches a unit: arrival starts its two clocks (条例第23条第3款), 交办 also the report's.

    ``designated``: a superior or the conference said it is this unit's (条例第24条第1款); there is no objection to that.
    """
    case = claim.case
    petition = case.own_petition
    handling = Handling.objects.create(
        claim=claim, unit=unit, role=role, route=claim.route, assigned=assigned, first_responsible=first,
        sent_on=on, arrived_on=on, notice_exempt=not petition.address_clear, replaces=replaces,
        designated=designated,
    )  # fmt: skip
    if role == HandlingRole.ASSISTING:
        return handling
    if not handling.notice_exempt and not political_legal.tells_by_its_own_rules(handling):
        clocks.start(act, "notice", case=case, unit=unit, on=on, handling=handling)
    if not designated:
        clocks.start(act, "objection", case=case, unit=unit, on=on, handling=handling)
    if assigned and report_due_on:
        clocks.start(act, "assigned_report", case=case, unit=unit, on=on, handling=handling,
                     length=(report_due_on - on).days)  # fmt: skip
    return handling


def _end(
    act: str, claim: Claim, *, by: User, on: date, way: str, route: str, reason: str, details: dict[str, Any]
) -> None:
    """A claim ends with the registering organ: its notice leaves today."""
    case = claim.case
    check_day(act, case=case, by=by, on=on)
    claim.way, claim.route, claim.decided_on, claim.decided_by = way, route, on, by
    claim.reason = reason[:300]
    claim.save()
    _move_on(act, case, on=on)
    papers.ended(act, claim, details, by=by, on=on)
    record(act, case=case, by=by, on=on, claim=claim, note=reason, data=ending.recorded(details))


def _move_on(act: str, case: Case, *, on: date) -> None:
    """With the last claim decided the bureau's clock is met and the case moves (dispatched, or closed)."""
    claims = whole(case)
    if not all(claim.way for claim in claims):
        return
    clocks.meet(act, on=on, case=case)
    clocks.void(act, on=on, case=case)
    if case.state == CaseState.REGISTERED and any(claim.handlings.all() for claim in claims):
        case.dispatch()
        case.version += 1
        case.save()
    settle_case(case, on=on, claims=claims)


def _open_bureau_rating(act: str, case: Case, *, on: date) -> None:
    if not case.deadlines.filter(period="rating", organ=RatedOrgan.BUREAU).exists():
        clocks.start(act, "rating", case=case, unit=case.receiving_unit, on=on, organ=RatedOrgan.BUREAU)
