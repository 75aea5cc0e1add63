"""The check of a rule set before it takes effect. Pure: no Django."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from law.terms import Flag
from routing.rules import DEPARTMENT_CODES, Kind, Rule


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the check of a set found. ``blocking`` ones must be put right before it takes effect."""

    code: str
    blocking: bool
    message: str


def lint(
    rules: Sequence[Rule],
    *,
    on: date | None = None,
    units: frozenset[str] | None = None,
    categories: frozenset[str] | None = None,
) -> list[Finding]:
    """What is wrong with a set of rules: unreachable, doubled, uncited, expired, naming what does not exist.

    ``units`` and ``categories`` are the known ones (None: the codes shared by all; categories unchecked).
    """
    found: list[Finding] = []
    seen: set[str] = set()
    closed: list[Rule] = []
    for rule in rules:
        found += _row_findings(rule, on, units, categories)
        if rule.code in seen:
            found.append(Finding(rule.code, blocking=True, message=f"规则编号 {rule.code} 重复"))
        seen.add(rule.code)
        if rule.decisive and rule.kind is Kind.PATH:
            covering = next((earlier for earlier in closed if _covers(earlier, rule)), None)
            if covering is not None:
                message = f"规则 {rule.code} 永远轮不到：{covering.code} 在前且条件更宽"
                found.append(Finding(rule.code, blocking=True, message=message))
            closed.append(rule)
    return found


def _row_findings(
    rule: Rule, on: date | None, units: frozenset[str] | None, categories: frozenset[str] | None
) -> list[Finding]:
    found: list[Finding] = []

    def say(message: str, *, blocking: bool = True) -> None:
        found.append(Finding(rule.code, blocking, f"规则 {rule.code} {message}"))

    if not rule.because:
        say("没有写明信访人读得懂的说明")
    if not rule.law or not (rule.article or not rule.verified):
        say("没有写明依据")
    if on is not None and rule.in_force_until is not None and rule.in_force_until < on:
        say(f"所引法律已于 {rule.in_force_until} 失效", blocking=False)
    if rule.short_words:
        say(f"的关键词“{rule.short_words[0]}”太短，至少两个字")
    if rule.is_empty and (rule.decisive or rule.unit):
        say("没有任何条件，会吞掉存疑的事项")
    for code in (rule.unit, *rule.alternatives):
        if code and not _known_unit(code, units):
            say(f"指向不存在的单位 {code}")
    unknown_flags = (rule.flags | rule.without_flags) - {flag.value for flag in Flag}
    for flag in sorted(unknown_flags):
        say(f"用了不认识的标志 {flag}")
    if categories is not None:
        for category in (*rule.categories, *([rule.category] if rule.category else [])):
            if category not in categories:
                say(f"用了不存在的内容分类 {category}")
    if rule.kind is Kind.PURPOSE and rule.purpose is None:
        say("没有写明判为何种信访目的")
    if rule.kind is Kind.COMPETENCE and not (rule.categories and rule.unit):
        say("须有内容分类和主管单位")
    return found


def _known_unit(code: str, units: frozenset[str] | None) -> bool:
    if units is not None:
        return code in units or code == "township"
    return code in DEPARTMENT_CODES or code.startswith("township_")


def _covers(wider: Rule, narrower: Rule) -> bool:
    """Everything the narrower row applies to, the wider one took before."""
    if wider.asks_words or wider.with_words or wider.categories or wider.channels or wider.places:
        return False
    if wider.without_flags or not wider.flags <= narrower.flags:
        return False
    return not wider.purposes or (bool(narrower.purposes) and narrower.purposes <= wider.purposes)
