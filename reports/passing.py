"""推诿度量: how matters wander between units, per unit, pair and rule; what the rules should learn from it (条例第23条、第24条).

Measured on claims whose objection was raised in the span. It judges rules and divisions of duty, not petitioners, and
names units only; an objection that was upheld says the first unit was right to refuse.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Any

from cases.models import Objection
from reports.figures import Span
from routing.models import RoutingDecision

#: A rule is to be changed when so many of its objections were upheld, and so large a part of what it sent.
UPHELD_ENOUGH, SHARE_ENOUGH = 2, 0.3


@dataclass(slots=True)
class OfUnit:
    """One unit's objections: the sizes, and how long the matters it denied stayed undecided."""

    unit: str
    raised: int = 0
    upheld: int = 0
    refused: int = 0
    pending: int = 0
    days: list[int] = field(default_factory=list)

    @property
    def refused_share(self) -> float | None:
        """Refused ÷ decided; None when none is decided."""
        decided = self.upheld + self.refused
        return self.refused / decided if decided else None

    @property
    def median_days(self) -> float | None:
        return median(self.days) if self.days else None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two units that return matters to each other: how many went each way, and on how many claims both ways."""

    one: str
    other: str
    there: int
    back: int
    same_claim: int


@dataclass(frozen=True, slots=True)
class OfRule:
    """What one rule (of one rule set) sent, how much of it was denied with success, and where it belonged."""

    ruleset: str
    rule: str
    because: str
    unit: str
    sent: int
    upheld: int
    better: str
    better_n: int

    @property
    def suggested(self) -> bool:
        return self.upheld >= UPHELD_ENOUGH and self.upheld / self.sent >= SHARE_ENOUGH


@dataclass(frozen=True, slots=True)
class Passing:
    """The whole measure of a span."""

    units: list[OfUnit]
    hops: dict[int, int]
    days: list[int]
    pairs: list[Pair]
    rules: list[OfRule]

    @property
    def median_days(self) -> float | None:
        return median(self.days) if self.days else None


def measure(span: Span, *, as_of: date) -> Passing:
    """Everything of one span. Accusations are in none of it (条例第30条第3款)."""
    rows: list[Any] = list(
        Objection.objects.filter(
            raised_on__range=(span.since, span.until), handling__claim__case__in_compartment=False
        ).values(
            "handling__claim", "handling__unit__code", "raised_on", "decided_on", "upheld", "handling__replaced_by__unit__code",
        ).order_by("raised_on", "pk")
    )  # fmt: skip
    return Passing(_units(rows, as_of), _hops(rows), _days(rows, as_of), _pairs(rows), _rules(rows))


def _units(rows: list[dict[str, Any]], as_of: date) -> list[OfUnit]:
    found: dict[str, OfUnit] = {}
    for row in rows:
        unit = found.setdefault(row["handling__unit__code"], OfUnit(row["handling__unit__code"]))
        unit.raised += 1
        unit.upheld += row["upheld"] is True
        unit.refused += row["upheld"] is False
        unit.pending += row["upheld"] is None
        unit.days.append(((row["decided_on"] or as_of) - row["raised_on"]).days)
    return [found[code] for code in sorted(found)]


def _claims(rows: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    claims: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        claims[row["handling__claim"]].append(row)
    return claims


def _hops(rows: list[dict[str, Any]]) -> dict[int, int]:
    """Times passed on → claims."""
    return dict(
        sorted(Counter(sum(row["upheld"] is True for row in of) for of in _claims(rows).values()).items())
    )


def _days(rows: list[dict[str, Any]], as_of: date) -> list[int]:
    """Of each claim the days from the first denial to the last answer, or until today."""
    return sorted(
        (max(row["decided_on"] or as_of for row in of) - of[0]["raised_on"]).days
        for of in _claims(rows).values()
    )


def _pairs(rows: list[dict[str, Any]]) -> list[Pair]:
    """Only those with a way back: a one-way street is a wrong rule, not a quarrel."""
    moved = [
        (row["handling__claim"], row["handling__unit__code"], row["handling__replaced_by__unit__code"])
        for row in rows
        if row["upheld"] and row["handling__replaced_by__unit__code"]
    ]
    ways = Counter((old, new) for _, old, new in moved)
    on_one = {(claim, old, new) for claim, old, new in moved}
    found = [
        Pair(one, other, ways[one, other], ways[other, one],
             sum((claim, other, one) in on_one for claim, old, new in on_one if (old, new) == (one, other)))
        for one, other in sorted(ways)
        if one < other and ways[other, one]
    ]  # fmt: skip
    return sorted(found, key=lambda pair: (-(pair.there + pair.back), pair.one, pair.other))


def _rules(rows: list[dict[str, Any]]) -> list[OfRule]:
    """Rules whose unit denied with success: the decision that sent the claim there, by the rule that won."""
    upheld = {row["handling__claim"]: row for row in reversed(rows) if row["upheld"]}
    if not upheld:
        return []
    denied = (
        RoutingDecision.objects.filter(claim__in=upheld)
        .select_related("ruleset")
        .order_by("claim_id", "-pk")
        .distinct("claim_id")
    )
    found: dict[tuple[int, str, str], list[RoutingDecision]] = defaultdict(list)
    for decision in denied:
        rule = winner(decision)
        if rule and decision.suggested_unit == upheld[decision.claim_id]["handling__unit__code"]:
            found[decision.ruleset_id, rule, decision.suggested_unit].append(decision)
    made = []
    for (ruleset, rule, unit), decisions in found.items():
        sent = _sent(ruleset, rule, unit)
        better = Counter(
            upheld[decision.claim_id]["handling__replaced_by__unit__code"] for decision in decisions
        )
        to, n = better.most_common(1)[0]
        made.append(
            OfRule(
                decisions[0].ruleset.name,
                rule,
                decisions[0].because,
                unit,
                max(sent, len(decisions)),
                len(decisions),
                to or "",
                n,
            )
        )
    return sorted(made, key=lambda rule: (-rule.upheld, rule.rule))


def _sent(ruleset: int, rule: str, unit: str) -> int:
    """How many claims the rule sent to the unit, of all decided under its rule set."""
    rows = RoutingDecision.objects.filter(
        ruleset=ruleset, suggested_unit=unit, decided_unit=unit, claim__case__in_compartment=False
    )
    return sum(winner(decision) == rule for decision in rows.only("trace", "stage").iterator())


def winner(decision: RoutingDecision) -> str:
    """The code of the rule that decided: the last that matched in the stage of the decision."""
    codes = [
        str(step["rule"])
        for step in decision.trace
        if step.get("matched") and step.get("stage") == decision.stage
    ]
    return codes[-1] if codes else ""
