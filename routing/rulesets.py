"""Rule sets in the database: read as frozen rules, loaded as a draft, checked, activated.

A release never touches an active set, and a row a person edited is never overwritten (design D4).
"""

from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from cases.models import Category
from organizations.models import Unit, User
from routing.linting import Finding, lint
from routing.models import RuleRow, RuleSet, RuleSetStatus
from routing.rules import Kind, Rule, RuleBook, book
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


def check(ruleset: RuleSet, *, on: date) -> list[Finding]:
    """What is wrong with a set, measured by the units and categories of this installation."""
    rows = ruleset.rows.order_by("position", "pk")
    pairs = list(Category.objects.values_list("level1", "level2"))
    categories = frozenset(
        {f"{level1}/{level2}" for level1, level2 in pairs} | {level1 for level1, _ in pairs}
    )
    units = frozenset(Unit.objects.values_list("code", flat=True))
    return lint([to_rule(row) for row in rows], on=on, units=units, categories=categories)


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
    blocking = [finding for finding in check(ruleset, on=on) if finding.blocking]
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
