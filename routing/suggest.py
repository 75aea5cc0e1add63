"""The live suggestion: the active rule set on one claim's facts, for screens, import and command alike."""

from collections.abc import Mapping

from law import clock
from organizations.models import Unit
from routing.engine import Decision, decide
from routing.rules import Facts
from routing.rulesets import active_rules, named_set, rules_of

__all__ = ["Facts", "facts_record", "suggest", "suggest_with"]


def suggest(facts: Facts, *, accused: frozenset[str] = frozenset()) -> Decision:
    """Where the rules in force today would send a claim. Raises NoActiveRuleSet.

    ``accused`` are codes of units an accusation is about; their subordinates are read from the tree of units.
    """
    _, rules = active_rules()
    parents = unit_parents() if accused else {}
    return decide(facts, rules, on=clock.today(), accused=accused, parents=parents)


def suggest_with(name: str, facts: Facts) -> Decision:
    """The same by a named set, draft or retired. Raises RuleSet.DoesNotExist."""
    return decide(facts, rules_of(named_set(name)), on=clock.today())


def unit_parents() -> Mapping[str, str | None]:
    """Code of every unit -> code of its parent."""
    return dict(Unit.objects.values_list("code", "parent__code"))


def facts_record(facts: Facts) -> dict[str, object]:
    """The facts as a decision keeps them: no text a person wrote, so no names, numbers or addresses."""
    return {
        "purpose": facts.purpose.value if facts.purpose else None,
        "category": facts.category or None,
        "place": facts.place or None,
        "channel": facts.channel or None,
        "flags": sorted(facts.flags),
        "length": len(facts.subject) + len(facts.body),
    }
