"""How well a rule set does on messages a person judged. Pure: no Django, no clock."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from routing.engine import Decision


@dataclass(frozen=True, slots=True)
class Judged:
    """One judged message and what the rules said; ``departments``: all acceptable leads."""

    decision: Decision
    purpose: str
    route: str
    departments: frozenset[str]
    territorial: bool

    def right_within(self, best: int) -> bool:
        """Whether one of the first ``best`` candidates is an accepted lead; townships count as one."""
        candidates = [_general(code) for code in self.decision.candidates[:best]]
        return any(code in self.departments for code in candidates)


def judged(row: Mapping[str, str], decision: Decision) -> Judged:
    """A row of the label file beside the decision on its message."""
    leads = {_general(row["department"]), _general(row.get("alt_department", ""))}
    return Judged(
        decision, row["purpose"], row["route"], frozenset(leads - {""}), row.get("territorial", "") == "yes"
    )


def summary(rows: Iterable[Judged], missing: int) -> dict[str, int | float | None]:
    """The figures of ``evaluate_routing``: shares 0-1, null where the denominator is 0."""
    judged_rows = list(rows)
    decided = [row for row in judged_rows if not row.decision.abstained]

    def share(right: Callable[[Judged], bool], among: list[Judged]) -> float | None:
        return sum(map(right, among)) / len(among) if among else None

    return {
        "n": len(judged_rows),
        "missing": missing,
        "purpose": share(lambda row: row.decision.purpose == row.purpose, judged_rows),
        "route": share(lambda row: row.decision.route == row.route, judged_rows),
        "department_top1": share(lambda row: row.right_within(1), judged_rows),
        "department_top3": share(lambda row: row.right_within(3), judged_rows),
        "decided_top1": share(lambda row: row.right_within(1), decided),
        "territorial": share(lambda row: row.decision.territorial == row.territorial, judged_rows),
        "abstained": share(lambda row: row.decision.abstained, judged_rows),
    }


def _general(code: str) -> str:
    return "township" if code.startswith("township") else code
