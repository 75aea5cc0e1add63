"""What the petitioner does to a matter under way: withdraws it, adds to it, urges it (domain §3.4, §4.2 row 30).

None of these is a new petition, and none costs the petitioner anything.
"""

from datetime import date

from cases import clocks, holds, notices, papers, policies
from cases.actions.performing import (
    end_dispute,
    end_mediation_of,
    lock_case,
    record,
    settle_case,
    whole,
)
from cases.models import Case, CaseEvent, Claim, Deadline, Handling, Proposal, Withdrawal
from cases.models.handling import HANDLING_ENDED
from cases.policies import NotLawfulNow
from law.terms import CaseState, ClaimWay, HandlingState, Route, WithdrawalManner
from organizations.acting import action
from organizations.models import User

#: An answer signed and gone out is not undone by a withdrawal; what the petitioner may do about it stays.
WITHDRAWABLE = (
    HandlingState.ARRIVED, HandlingState.OBJECTED, HandlingState.ACCEPTED, HandlingState.STATUTORY, HandlingState.SIGNED,
    HandlingState.SIMPLE,
)  # fmt: skip
#: 催办 by the same hand within a day says the same thing.
URGED_ONCE_IN = 1


def open_claims(case: Case) -> list[Claim]:
    """The claims that can still be withdrawn: not yet decided, or in the hands of a unit that has not answered."""
    if case.untold or case.state not in {CaseState.REGISTERED, CaseState.DISPATCHED}:
        return []
    found = []
    for claim in whole(case):
        rows = [row for row in claim.handlings.all() if row.state not in HANDLING_ENDED]
        lead = [row for row in rows if row.role == "lead"]
        if (not claim.way and not rows) or (lead and all(row.state in WITHDRAWABLE for row in lead)):
            found.append(claim)
    return found


@action
def report_withdrawal(
    case: Case, *, by: User, on: date, claims: list[Claim], manner: str, evidence: str, words: str = ""
) -> Withdrawal | None:
    """登记撤回请求: the petitioner's own word, with what shows it. Nothing stops until the bureau has made sure.

    An accusation is verified whether or not it is withdrawn: only the fact is noted there (条例第30条).
    """
    case = lock_case(case)
    policies.require(by, "report_withdrawal", case)
    policies.require_sight(by, case)
    if case.in_compartment:
        record("report_withdrawal", case=case, by=by, on=on, note="检举人表示撤回；核查不因此停止")
        return None
    if manner not in WithdrawalManner.__members__.values():
        raise NotLawfulNow("请选择信访人以什么方式提出撤回")
    if not evidence.strip():
        raise NotLawfulNow("请写明凭据：书面申请、签字的记录、电话录音编号或网上提交编号")
    if case.withdrawals.filter(decided_on=None).exists():
        raise NotLawfulNow("已经登记过撤回请求，等信访局核实")
    possible = {claim.pk for claim in open_claims(case)}
    if not claims or any(claim.pk not in possible for claim in claims):
        raise NotLawfulNow("请选择还在办理的诉求；已经答复的不能再撤回")
    row = Withdrawal.objects.create(case=case, manner=manner, evidence=evidence.strip(), words=words.strip(),
                                    reported_by=by, reported_on=on)  # fmt: skip
    row.claims.set(claims)
    record(
        "report_withdrawal",
        case=case,
        by=by,
        on=on,
        note=words.strip(),
        data={"claims": [claim.order for claim in claims]},
    )
    notices.withdrawal_to_verify(row, on=on)
    return row


@action
def withdraw(row: Withdrawal, *, by: User, on: date, verification: str) -> Case:
    """确认撤回: an officer of the bureau asked the petitioner and it is free; every clock of these claims stops.

    What was late already stays late (domain §6). Merged or repeated petitions keep their numbers.
    """
    case = lock_case(row.case)
    policies.require(by, "withdraw", case)
    row = _open(row)
    policies.second_person(row.reported_by, by)
    if not verification.strip():
        raise NotLawfulNow("请写明怎样向信访人本人核实的（何时、以什么方式、本人怎么说）")
    possible = {claim.pk for claim in open_claims(case)}
    claims = list(row.claims.all())
    if not claims or any(claim.pk not in possible for claim in claims):
        raise NotLawfulNow("有的诉求在核实期间已经答复，不能再撤回；请不予确认，由信访人另行提出")
    row.agreed, row.verification, row.decided_by, row.decided_on = True, verification.strip(), by, on
    row.save()
    for claim in claims:
        _withdraw_claim(claim, case, by=by, on=on)
    if all(claim.way for claim in case.claims.all()):
        clocks.void("withdraw", on=on, case=case)
    settle_case(case, on=on)
    record(
        "withdraw",
        case=case,
        by=by,
        on=on,
        note=row.verification,
        data={"claims": [claim.order for claim in claims]},
    )
    papers.withdrawn(row, by=by, on=on)
    notices.withdrawn(row, on=on)
    return case


def _withdraw_claim(claim: Claim, case: Case, *, by: User, on: date) -> None:
    Proposal.objects.filter(claim=claim, decided_on=None, handling=None).delete()
    Proposal.objects.filter(claim=claim, decided_on=None).update(
        approved=False, decided_on=on, answer="信访人撤回，提议失效"
    )
    for handling in claim.handlings.exclude(state__in=HANDLING_ENDED).select_related("unit"):
        handling.withdraw()
        handling.ended_on = on
        handling.version += 1
        handling.save()
        clocks.void("withdraw", on=on, case=case, handling=handling)
        end_dispute(handling, on=on)
        end_mediation_of(handling, on=on)
        holds.let_fall(handling, on=on, why="信访人已撤回")
    claim.refresh_from_db()
    if not claim.way:
        claim.way, claim.route = ClaimWay.WITHDRAWN, claim.route or Route.PETITION
        claim.decided_on, claim.decided_by = on, by
        claim.save()


@action
def refuse_withdrawal(row: Withdrawal, *, by: User, on: date, verification: str) -> Withdrawal:
    """不予确认: the petitioner says otherwise, or was pressed; the work goes on, the reason stays in the file."""
    case = lock_case(row.case)
    policies.require(by, "refuse_withdrawal", case)
    row = _open(row)
    if not verification.strip():
        raise NotLawfulNow("请写明核实经过和不予确认的原因")
    row.agreed, row.verification, row.decided_by, row.decided_on = False, verification.strip(), by, on
    row.save()
    record("refuse_withdrawal", case=case, by=by, on=on, note=row.verification)
    return row


def _open(row: Withdrawal) -> Withdrawal:
    fresh = Withdrawal.objects.select_related("case", "reported_by").get(pk=row.pk)
    if fresh.decided_on:
        raise NotLawfulNow(f"撤回请求已于 {fresh.decided_on} 核实过了")
    return fresh


@action
def supplement(case: Case, *, by: User, on: date, text: str, handling: Handling | None = None) -> CaseEvent:
    """补充材料: what the petitioner adds belongs to the same matter and is no new petition (domain §3.4)."""
    case = _reachable(case, "supplement", by)
    if not text.strip():
        raise NotLawfulNow("请写明补充了什么材料或者情况")
    event = record("supplement", case=case, by=by, on=on, handling=handling,
                   from_state=handling.state if handling else "", note=text.strip())  # fmt: skip
    notices.supplemented(event, on=on)
    return event


@action
def urge(case: Case, *, by: User | None, on: date, words: str = "") -> CaseEvent:
    """催办: the petitioner asks where the matter is; the units that owe something are told (条例第21条第2款).

    ``by`` None: by query code. Once a day is enough; the count is in no list and no figure about people (design §7).
    """
    case = _reachable(case, "urge", by)
    if case.state not in {CaseState.REGISTERED, CaseState.DISPATCHED}:
        raise NotLawfulNow("这一件已经办结，不能催办；对处理意见不服的，可以依法申请复查")
    if CaseEvent.objects.filter(case=case, act="urge", on=on).exists():
        raise NotLawfulNow("今天已经催办过，承办单位已经收到提醒")
    event = record("urge", case=case, by=by, on=on, note=words.strip())
    owing = Deadline.objects.running().filter(case=case, duty=True).select_related("unit", "handling")
    notices.urged(event, list(owing), on=on)
    return event


def _reachable(case: Case, act: str, by: User | None) -> Case:
    case = lock_case(case)
    policies.require(by, act, case)
    policies.require_sight(by, case)
    if case.merged_into_id:
        raise NotLawfulNow("本件已并入原件，请到原件办理")
    if case.in_compartment:
        raise NotLawfulNow("不能：检举控告的补充和催办由保密员当面收转（条例第30条第3款）")
    return case
