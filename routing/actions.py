"""The screening officer confirms or overrides what the rules suggest; the decision is kept with facts and trace."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cases import actions, earlier_opinions
from cases.actions import Classified, Destination
from cases.models import Claim
from cases.policies import NotLawfulNow
from law.terms import ClaimWay, Purpose
from organizations.acting import action
from organizations.models import User
from routing import rulesets
from routing.decision import Decision
from routing.engine import decide
from routing.models import RoutingDecision
from routing.rules import Facts
from routing.suggest import facts_record


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person decides for one claim."""

    way: str
    route: str
    purpose: str = ""
    category: str = ""
    to: Destination | None = None
    reason: str = ""
    details: dict[str, Any] = field(default_factory=dict)


def facts_of(claim: Claim, earlier: Iterable[str] = ()) -> Facts:
    """What the rules may know of a claim: its words, what the clerk marked, where it happened, what was given before."""
    case = claim.case
    petition = case.own_petition
    return Facts(
        subject=case.title,
        body=f"{claim.text} {case.summary}",
        purpose=Purpose(case.purpose) if case.purpose else None,
        category=claim.category or case.category,
        place=case.place.code if case.place else "",
        channel=petition.channel,
        flags=frozenset({*case.flags, *earlier}),
    )


def suggestion(claim: Claim, *, on: date, earlier: Iterable[str] | None = None) -> tuple[Decision, Facts]:
    """What the set in force on this day suggests for the claim.

    ``earlier``: the marks its earlier course gives it (条例第35条、第36条), where the caller knows them.
    """
    _, rules = rulesets.active_rules()
    if earlier is None:
        earlier = earlier_opinions.given([claim.case]).get(claim.case_id, frozenset())
    facts = facts_of(claim, earlier)
    return decide(facts, rules, on=on), facts


@action
def confirm(claim: Claim, *, by: User, on: date, choice: Choice) -> RoutingDecision:
    """Decide a claim's way and perform it (条例第22条): one act, with the suggestion beside the decision.

    Differing from a suggestion the rules did make needs a reason. Raises NotLawfulNow.
    """
    suggested, facts = suggestion(claim, on=on)
    unit = choice.to.unit.code if choice.to else ""
    overridden = _differs(suggested, choice, unit)
    if overridden and not choice.reason.strip():
        raise NotLawfulNow("您的决定与规则建议不同，请写明理由")
    ruleset, _ = rulesets.active_rules()
    row = RoutingDecision(
        claim=claim,
        ruleset=ruleset,
        facts=facts_record(facts),
        trace=[step.as_dict() for step in suggested.trace],
        decided_purpose=choice.purpose or claim.case.purpose,
        decided_category=choice.category or claim.category,
        decided_route=choice.route,
        decided_unit=unit,
        overridden=overridden,
        reason=choice.reason,
        decided_by=by,
        decided_on=on,
        **suggested_fields(suggested),
    )
    _perform(claim, by=by, on=on, choice=choice)
    row.save()
    return row


def suggested_fields(decision: Decision) -> dict[str, Any]:
    """The columns of a decision row that keep the suggestion."""
    return {
        "suggested_purpose": decision.purpose,
        "suggested_category": decision.category,
        "suggested_route": decision.route,
        "suggested_unit": decision.unit or "",
        "alternatives": list(decision.alternatives),
        "stage": decision.stage,
        "article": decision.article[:300],
        "because": decision.because,
        "proposal": decision.proposal,
        "abstained": decision.abstained,
    }


def _differs(suggested: Decision, choice: Choice, unit: str) -> bool:
    """An abstention suggests nobody: whatever a person decides then overrides nothing."""
    if suggested.abstained:
        return False
    if choice.route != suggested.route:
        return True
    return bool(unit) and unit != suggested.unit


def _perform(claim: Claim, *, by: User, on: date, choice: Choice) -> None:
    found = Classified(choice.purpose, choice.category)
    if choice.way == ClaimWay.FORWARD:
        if choice.to is None:
            raise NotLawfulNow("转送要选择承办单位")
        actions.forward(
            claim, by=by, on=on, route=choice.route, to=choice.to, reason=choice.reason, found=found
        )
    elif choice.way == ClaimWay.REPLY:
        actions.reply_directly(claim, by=by, on=on, answer=choice.details.get("answer", ""), found=found)
    else:
        actions.propose(
            claim, by=by, on=on, way=choice.way, route=choice.route, reason=choice.reason, to=choice.to,
            details=choice.details, found=found,
        )  # fmt: skip
