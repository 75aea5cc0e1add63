"""Reads the seed rules a lawyer can review (``routing/seed/*.yaml``) into frozen rows. No Django."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from law.terms import Purpose, Route
from routing.rules import Kind, Rule, RuleBook, book

SEED = Path(__file__).parent / "seed"

#: YAML key -> field of a rule, where the two differ (short names keep a row on one readable line).
SHORT = {"with": "with_words", "without": "without_words", "from": "in_force_from", "until": "in_force_until"}
WORDS = {"words", "subject_words", "without_words"}
SETS = {"flags", "without_flags", "channels"}
TUPLES = {"categories", "places", "alternatives"}
TEXTS = {"code", "because", "category", "unit", "proposal", "item", "law", "article", "law_version"}
TERMS: dict[str, Any] = {"kind": Kind, "purpose": Purpose, "route": Route}
PLAIN = {"weight", "decisive", "territorial", "verified"}


class UnreadableSeed(Exception):
    """A seed row says something the engine does not know; the message names file, row and key."""


@dataclass(frozen=True, slots=True)
class Seed:
    """One release of the starting rules."""

    name: str
    in_force_from: date | None
    source: str
    note: str
    rules: tuple[Rule, ...]

    def book(self) -> RuleBook:
        return book(self.name, self.rules)


@lru_cache(maxsize=4)
def load(folder: Path = SEED) -> Seed:
    """The release's rule set. Raises UnreadableSeed with the file and row."""
    head = _yaml(folder / "rules.yaml")
    rules: list[Rule] = []
    for part in head["parts"]:
        rules.extend(_part(folder / part))
    seen: set[str] = set()
    for rule in rules:
        if rule.code in seen:
            message = f"规则编号 {rule.code} 重复"
            raise UnreadableSeed(message)
        seen.add(rule.code)
    return Seed(
        str(head["name"]),
        head.get("in_force_from"),
        head.get("source", ""),
        head.get("note", ""),
        tuple(rules),
    )


def _part(path: Path) -> Iterable[Rule]:
    data = _yaml(path)
    defaults = {"kind": data["kind"], **data.get("defaults", {})}
    for row in data["rows"]:
        try:
            yield rule_from({**defaults, **row})
        except (KeyError, TypeError, ValueError) as error:
            message = f"{path.name} 的规则 {row.get('code', '（无编号）')}：{error}"
            raise UnreadableSeed(message) from error


def rule_from(row: Mapping[str, Any]) -> Rule:
    """One row of YAML (or of an upload) as a rule; unknown keys and unknown terms are refused."""
    values: dict[str, Any] = {}
    for key, value in row.items():
        name = SHORT.get(key, key)
        values[name] = _value(name, value)
    return Rule(**values)


def _value(name: str, value: Any) -> Any:
    if name in WORDS:
        return tuple(value.split()) if isinstance(value, str) else tuple(map(str, value))
    if name == "with_words":
        return tuple(tuple(word for part in group for word in str(part).split()) for group in value)
    if name in TUPLES:
        return tuple(map(str, value))
    if name in SETS:
        return frozenset(map(str, value))
    if name in TERMS:
        return TERMS[name](value) if value else None
    if name == "purposes":
        return frozenset(map(TERMS["purpose"], value))
    if name in {"in_force_from", "in_force_until"} and value is not None and not isinstance(value, date):
        message = f"{name} 不是日期：{value}"
        raise ValueError(message)
    if name in TEXTS:
        return str(value)
    if name not in PLAIN | {"in_force_from", "in_force_until"}:
        message = f"不认识的栏目 {name}"
        raise ValueError(message)
    return value


def _yaml(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        message = f"规则文件 {path.name} 无法读取：{error}"
        raise UnreadableSeed(message) from error
    if not isinstance(data, dict):
        message = f"规则文件 {path.name} 应当是一个映射"
        raise UnreadableSeed(message)
    return data
