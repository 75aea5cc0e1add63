"""Rule sets in the database: read as frozen rules, loaded as a draft, checked, activated.

A release never touches an active set, and a row a person edited is never overwritten (design D4).
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from law.terms import Flag
from organizations.models import User
from routing.models import RuleRow, RuleSet, RuleSetStatus
from routing.rules import DEPARTMENT_CODES, Kind, Rule, RuleBook, book
from routing.seedfile import SEED, TERMS, Seed, load

#: Fields whose form in a row differs from their form in a frozen rule.
_TUPLES = frozenset({"categories", "places", "words", "subject_words", "without_words", "alternatives"})
_SETS = frozenset({"flags", "without_flags", "channels"})

#: One compiled book per set, for as long as its revision stands.
_books: dict[int, tuple[int, RuleBook]] = {}


class NoActiveRuleSet(Exception):
    """There is nothing to route by; the message says what to do."""


class RuleSetRefused(Exception):
    """The act is not lawful for this set; the message says why."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the check of a set found. ``blocking`` ones must be put right before it takes effect."""

    code: str
    blocking: bool
    message: str


def active_set() -> RuleSet:
    """The set in force. Raises NoActiveRuleSet."""
    ruleset = RuleSet.objects.filter(status=RuleSetStatus.ACTIVE).first()
    if ruleset is None:
        message = "没有现行的分流规则集：请在“规则集”中启用一套，或运行 bin/manage prepare"
        raise NoActiveRuleSet(message)
    return ruleset


def named_set(name: str) -> RuleSet:
    """A set by its name, whatever its status. Raises RuleSet.DoesNotExist."""
    return RuleSet.objects.get(name=name)


def rules_of(ruleset: RuleSet) -> RuleBook:
    """The compiled rules of a set; read again only after a change (``touch``)."""
    kept = _books.get(ruleset.pk)
    if kept is None or kept[0] != ruleset.revision:
        rows = ruleset.rows.order_by("position", "pk")
        kept = ruleset.revision, book(ruleset.name, [to_rule(row) for row in rows])
        _books[ruleset.pk] = kept
    return kept[1]


def active_rules() -> tuple[RuleSet, RuleBook]:
    """The set in force and its compiled rules: one query when nothing changed."""
    ruleset = active_set()
    return ruleset, rules_of(ruleset)


def touch(ruleset: RuleSet) -> None:
    """Tell every process that a row of the set changed; call in the transaction of the change."""
    RuleSet.objects.filter(pk=ruleset.pk).update(revision=F("revision") + 1)
    ruleset.refresh_from_db(fields=["revision"])


def to_rule(row: RuleRow) -> Rule:
    """A row of the table as a frozen rule."""
    values: dict[str, Any] = {}
    for field in fields(Rule):
        value = getattr(row, field.name)
        if field.name in _TUPLES:
            value = tuple(value)
        elif field.name in _SETS:
            value = frozenset(value)
        values[field.name] = value
    values["kind"] = Kind(row.kind)
    values["purposes"] = frozenset(map(TERMS["purpose"], row.purposes))
    values["with_words"] = tuple(tuple(group) for group in row.with_words)
    values["weight"] = float(row.weight)
    for name in ("purpose", "route"):
        values[name] = TERMS[name](values[name]) if values[name] else None
    return Rule(**values)


def to_row(rule: Rule, ruleset: RuleSet, position: int) -> RuleRow:
    """A frozen rule as an unsaved row of a set."""
    values: dict[str, Any] = {field.name: getattr(rule, field.name) for field in fields(Rule)}
    for name in _TUPLES | _SETS:
        values[name] = sorted(values[name]) if name in _SETS else list(values[name])
    values["kind"] = rule.kind.value
    values["purposes"] = sorted(purpose.value for purpose in rule.purposes)
    values["with_words"] = [list(group) for group in rule.with_words]
    values["weight"] = Decimal(str(rule.weight))
    values["purpose"] = rule.purpose.value if rule.purpose else ""
    values["route"] = rule.route.value if rule.route else ""
    return RuleRow(ruleset=ruleset, position=position, **values)


# --- releases


@transaction.atomic
def load_draft(seed: Seed, *, name: str = "") -> RuleSet:
    """Bring a release's rules in as a draft. An existing draft of that name keeps the rows people edited.

    Raises RuleSetRefused when a set of that name is active or retired.
    """
    wanted = name or seed.name
    ruleset, created = RuleSet.objects.select_for_update().get_or_create(
        name=wanted, defaults={"source": seed.source, "note": seed.note, "in_force_from": seed.in_force_from}
    )
    if not created and ruleset.status != RuleSetStatus.DRAFT:
        message = f"规则集“{wanted}”是{ruleset.get_status_display()}的，不能再改：请另取名称"
        raise RuleSetRefused(message)
    kept = set(ruleset.rows.filter(edited_by_person=True).values_list("code", flat=True))
    ruleset.rows.filter(edited_by_person=False).delete()
    fresh = [
        to_row(rule, ruleset, position) for position, rule in enumerate(seed.rules) if rule.code not in kept
    ]
    RuleRow.objects.bulk_create(fresh)
    if not created:
        touch(ruleset)
    return ruleset


@transaction.atomic
def copy_as_draft(origin: RuleSet, name: str) -> RuleSet:
    """A new draft with the rows of ``origin``, to be edited. Raises RuleSetRefused when the name is taken."""
    if RuleSet.objects.filter(name=name).exists():
        message = f"已有名为“{name}”的规则集：请另取名称"
        raise RuleSetRefused(message)
    draft = RuleSet.objects.create(name=name, source=f"复制自 {origin.name}", note=origin.note)
    rows = list(origin.rows.order_by("position", "pk"))
    for row in rows:
        row.pk, row._state.adding, row.ruleset = None, True, draft
    RuleRow.objects.bulk_create(rows)
    return draft


def ensure_seed() -> RuleSet | None:
    """Base data: the release's rules, active where there is no set at all, else a draft if new.

    Returns the set it made, None when the release is known already.
    """
    seed = load(SEED)
    if RuleSet.objects.filter(name=seed.name).exists():
        return None
    first = not RuleSet.objects.exists()
    ruleset = load_draft(seed)
    if first:
        RuleSet.objects.filter(pk=ruleset.pk).update(status=RuleSetStatus.ACTIVE)
        ruleset.status = RuleSetStatus.ACTIVE
    return ruleset


# --- taking effect


@transaction.atomic
def activate(ruleset: RuleSet, *, by: User, on: date) -> RuleSet:
    """Put a draft in force from ``on`` and retire the old set the day before, in one transaction.

    Raises RuleSetRefused when it is no draft or its check finds something blocking.
    """
    sets = RuleSet.objects.select_for_update()
    ruleset = sets.get(pk=ruleset.pk)
    if ruleset.status != RuleSetStatus.DRAFT:
        message = f"规则集“{ruleset.name}”不是草案，不能启用"
        raise RuleSetRefused(message)
    rules = [to_rule(row) for row in ruleset.rows.order_by("position", "pk")]
    blocking = [finding for finding in lint(rules, on=on) if finding.blocking]
    if blocking:
        message = f"规则集“{ruleset.name}”有 {len(blocking)} 处须先改正：{blocking[0].message}"
        raise RuleSetRefused(message)
    for old in sets.filter(status=RuleSetStatus.ACTIVE):
        ends = on - timedelta(days=1)
        old.in_force_until = max(ends, old.in_force_from) if old.in_force_from else ends
        old.status = RuleSetStatus.RETIRED
        old.save(update_fields=["status", "in_force_until"])
    ruleset.status, ruleset.in_force_from, ruleset.activated_by = RuleSetStatus.ACTIVE, on, by
    ruleset.save(update_fields=["status", "in_force_from", "activated_by"])
    return ruleset


# --- checking


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
