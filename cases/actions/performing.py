"""How every act is performed: lock, permission, transition, clock, event. Actions add what is their own."""

from datetime import date
from typing import Any

from audit import chain
from cases import clocks, policies
from cases.models import BackdatingConsent, Case, CaseEvent, Claim, Deadline, Handling, Mediation, Proposal
from cases.models.handling import HANDLING_ENDED
from cases.policies import NotLawfulNow
from cases.procedure import ACTS
from law import clock
from law.terms import CaseState, DisputeState, HandlingRole, HandlingState
from organizations.models import User
from organizations.prepared import Prepared


def lock_case(case: Case) -> Case:
    """Every act on a file begins with the lock of its case row: two people cannot act on one file at once."""
    return Case.objects.select_for_update(of=("self",)).select_related("receiving_unit").get(pk=case.pk)


#: Only the lock: what is read after it, in a statement of its own, is what the act before left.
_lock = Prepared(lambda case: Case.objects.select_for_update().filter(pk=case).order_by().values_list("pk"))
#: A part of the file, with what an act on it asks of the whole.
_HANDLING = Prepared(lambda handling: Handling.objects.filter(pk=handling).select_related(
    "claim__case__receiving_unit", "claim__case__own_petition", "unit"))  # fmt: skip
_CLAIM = Prepared(lambda claim: Claim.objects.filter(pk=claim).select_related(
    "case__receiving_unit", "case__own_petition"))  # fmt: skip


def lock_handling(handling: Handling) -> Handling:
    """The handling as it is once its case is locked."""
    _lock(handling.claim.case_id)
    return _HANDLING.one(handling.pk)


def lock_claim(claim: Claim) -> Claim:
    _lock(claim.case_id)
    return _CLAIM.one(claim.pk)


def record(
    act: str,
    *,
    case: Case,
    by: User | None,
    on: date,
    handling: Handling | None = None,
    claim: Claim | None = None,
    from_state: str = "",
    note: str = "",
    data: dict[str, Any] | None = None,
) -> CaseEvent:
    """The one event of an act, and its record in the chain."""
    event = CaseEvent(
        case=case,
        claim=claim or (handling.claim if handling else None),
        handling=handling,
        act=act,
        from_state=from_state,
        to_state=handling.state if handling else "",
        case_state=case.state,
        by=by,
        unit=by.unit if by else None,
        on=on,
        backdated=act != "register" and on < clock.today() and by is not None,
        data=data or {},
    )
    if note:
        event.note = note
    event.save()
    chain.record(act, by=by, about=case, reason="")
    return event


#: Acts about what leaders answer for: 接访, 包案, 积案.
LEADER_ACTS = (
    "receive_visit", "assign_visit", "reply_visit", "revisit",
    "sponsor", "plan_sponsorship", "advance_sponsorship", "ask_sponsorship_check", "accept_sponsorship",
    "return_sponsorship", "end_sponsorship",
    "propose_backlog", "enter_backlog", "refuse_backlog", "resolve_backlog", "verify_backlog", "return_backlog",
)  # fmt: skip
#: Entered beside the course, or about an earlier day: no act has to come after them.
ASIDES = (
    "note", "consent_backdating", "ask_counsel", "give_counsel", "reissue_code", "rate",
    # mediation, relief, urgent matters
    "hand_to_mediation", "consent_to_mediation", "end_mediation", "agree_in_mediation", "confirm_agreement",
    "follow_agreement", "apply_relief", "record_relief_result", "report_urgent", "send_urgent", "follow_up_urgent",
    "finish_urgent", "tie_urgent", "ask_decision", "record_decision",
    # papers and archive
    "record_execution",
    "record_interview", "list_evidence", "serve_paper", "confirm_paper_arrival", "annul_paper_service", "void_paper",
    *LEADER_ACTS,
    # hot topics
    "tag", "import_oversight",
)  # fmt: skip


def check_day(
    act: str, *, case: Case, by: User | None, on: date, handling: Handling | None = None, why: str = ""
) -> None:
    """An act may be dated back only as far as the act before it, with a reason (design §5). Raises NotLawfulNow."""
    today = clock.today()
    if on > today:
        raise NotLawfulNow(f"日期 {on} 晚于今天，请改为今天或以前的日期")
    if handling and on < handling.arrived_on:
        raise NotLawfulNow(f"日期不能早于到达本单位的日期 {handling.arrived_on}")
    if by is None or on == today:
        return
    events = CaseEvent.objects.filter(case=case).exclude(act__in=ASIDES).exclude(by=None)
    before = (events.filter(handling=handling) if handling else events).order_by("-on").first()
    if before and on < before.on:
        raise NotLawfulNow(f"日期不能早于前一行为的日期 {before.on}（{ACTS[before.act].label}）")
    if not why.strip():
        raise NotLawfulNow("补录以前的日期，请写明理由和能证明日期的材料")
    late = Deadline.objects.filter(
        case=case, handling=handling, period__in=ACTS[act].meets, met_on=None, voided_on=None,
        due_on__lt=today, due_on__gte=on,
    )  # fmt: skip
    if late.exists() and not BackdatingConsent.objects.filter(handling=handling, act=act, on=on).exists():
        raise NotLawfulNow("这个补录日期会把逾期变为按期，须先由信访局领导同意补录")


def perform(
    handling: Handling,
    act: str,
    *,
    by: User | None,
    on: date,
    note: str = "",
    data: dict[str, Any] | None = None,
    why_backdated: str = "",
    settles: bool = False,
    **changes: Any,
) -> Handling:
    """Perform one act of the handling's machine; ``changes`` are columns set with it.

    ``settles``: the act may be the last of the file and close the case. Raises NotYours (403) and NotLawfulNow (409).
    """
    handling = lock_handling(handling)
    policies.require(by, act, handling)
    reasons = policies.blockers(handling, act, on=on)
    if reasons:
        raise NotLawfulNow(*reasons)
    case = handling.claim.case
    check_day(act, case=case, by=by, on=on, handling=handling, why=why_backdated)
    from_state = handling.state
    getattr(handling, act)()
    for name, value in changes.items():
        setattr(handling, name, value)
    handling.version += 1
    handling.save(update_fields=["state", "version", *changes])
    clocks.follow(act, on=on, handling=handling)
    if from_state == HandlingState.ARRIVED and handling.state != from_state:
        _lapse(handling, on=on)
    if settles:
        settle_case(case, on=on)
    record(
        act,
        case=case,
        by=by,
        on=on,
        handling=handling,
        from_state=from_state,
        note="；".join(filter(None, [note, f"补录：{why_backdated}" if why_backdated else ""])),
        data=data,
    )
    return handling


_OPEN_PROPOSALS = Prepared(
    lambda handling: Proposal.objects.filter(handling=handling, decided_on=None).values_list("pk")
)


def _lapse(handling: Handling, *, on: date) -> None:
    """What was proposed about a matter that has just arrived falls with its state."""
    rows = [pk for (pk,) in _OPEN_PROPOSALS(handling.pk)]
    if rows:
        Proposal.objects.filter(pk__in=rows).update(
            approved=False, decided_on=on, answer="承办状态已变，提议失效"
        )


def end_dispute(handling: Handling, *, on: date) -> None:
    """Nobody need decide whose a matter is that the petitioner has withdrawn."""
    for dispute in handling.disputes.filter(state=DisputeState.REFERRED):
        dispute.withdraw()
        dispute.ended_reason, dispute.decided_on = "信访人已撤回，不再决定", on
        dispute.version += 1
        dispute.save()


def end_mediation_of(handling: Handling, *, on: date) -> None:
    """Who withdraws the matter withdraws from its mediation (条例第33条); what was agreed before stands."""
    for row in Mediation.objects.open().filter(handling=handling):
        row.withdraw()
        row.ended_on = on
        row.version += 1
        row.save()


def settle_case(case: Case, *, on: date, claims: list[Claim] | None = None) -> bool:
    """Close the case when each claim has its way and no unit owes anything; True if it closed now.

    Part of the last act of the file, never an act of its own. ``claims``: those of the case with their handlings, as
    they are now, when the caller has them.
    """
    claims = claims if claims is not None else whole(case)
    if not all(claim.way or case.imported for claim in claims):
        return False
    rows = [row for claim in claims for row in claim.handlings.all()]
    if any(row.state not in HANDLING_ENDED and row.role == HandlingRole.LEAD for row in rows):
        if case.state == CaseState.REGISTERED:  # the last claim to be screened fell away, the others are out
            case.dispatch()
            case.version += 1
            case.save()
        return False
    for assisting in rows:  # the lead has answered: nothing is left to assist
        if assisting.state not in HANDLING_ENDED:
            assisting.reply_assistance()
            assisting.ended_on = on
            assisting.save(update_fields=["state", "ended_on"])
    case.close()
    case.closed_on = on
    case.version += 1
    case.save()
    return True


def whole(case: Case) -> list[Claim]:
    """The claims of the case, each with its handlings."""
    return list(case.claims.prefetch_related("handlings"))
