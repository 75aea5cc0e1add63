"""The pure vocabulary of routing: facts, one rule row, a compiled rule book. No Django.

A rule is a row of structured conditions and one result. An empty condition asks nothing; every filled one
must hold.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from law.terms import Purpose, Route, Stage

#: Roles of a word in a row: evidence anywhere, in the subject line only, bar; from GROUP up its group.
ANYWHERE, SUBJECT_ONLY, BAR, GROUP = -3, -2, -1, 0

DEPARTMENT_CODES = frozenset(
    {
        *("police", "education", "hr_social_security", "housing", "natural_resources", "urban_management"),
        *("transport", "ecology", "agriculture", "water", "forestry", "health", "medical_insurance"),
        *("civil_affairs", "veterans", "market_regulation", "emergency", "justice", "tax", "finance"),
        *("development_reform", "industry_it", "commerce", "culture_tourism", "financial_office", "sasac"),
        *("housing_fund", "utilities", "court", "procuratorate", "discipline", "organization"),
        *("political_legal", "disabled_women_federations", "township", "higher_level", "bureau"),
    }
)


class Kind(StrEnum):
    """What a row answers."""

    PURPOSE = "purpose"  # what the petitioner wants, read from the words
    PATH = "path"  # the lawful way (条例第29条至第31条), perhaps with the organ
    SUBJECT = "subject"  # the matter: category, competent department, usual way
    COMPETENCE = "competence"  # category -> competent department
    ORGAN = "organ"  # how an organ is called
    PLACE = "place"  # a township and its places
    NOTE = "note"  # a duty beside the way (条例第25条 and the like); decides nothing

    @property
    def stage(self) -> Stage:
        if self is Kind.PLACE:
            return Stage.PLACE
        if self in {Kind.SUBJECT, Kind.COMPETENCE, Kind.ORGAN}:
            return Stage.SUBJECT
        return Stage.LEGAL_PATH


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one claim. No personal names or numbers belong here."""

    subject: str = ""
    body: str = ""
    purpose: Purpose | None = None
    category: str = ""
    place: str = ""
    channel: str = ""
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a rule set: conditions, result, source, and the sentence a petitioner can read."""

    code: str
    kind: Kind
    because: str
    # conditions
    purposes: frozenset[Purpose] = frozenset()
    categories: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    without_flags: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    places: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    subject_words: tuple[str, ...] = ()
    with_words: tuple[tuple[str, ...], ...] = ()
    without_words: tuple[str, ...] = ()
    # weight and result
    weight: float = 1.0
    decisive: bool = False
    purpose: Purpose | None = None
    category: str = ""
    route: Route | None = None
    unit: str = ""
    alternatives: tuple[str, ...] = ()
    territorial: bool = False
    proposal: str = ""
    # source
    item: str = ""
    law: str = "条例"
    article: str = ""
    law_version: str = ""
    in_force_from: date | None = None
    in_force_until: date | None = None
    verified: bool = True

    @property
    def asks_words(self) -> bool:
        return bool(self.words or self.subject_words)

    @property
    def short_words(self) -> tuple[str, ...]:
        """Words of one character: they occur everywhere and say nothing."""
        return tuple(word for word, _ in _roles(self) if len(word) < 2)

    @property
    def is_empty(self) -> bool:
        """No condition at all: holds for everything, so it may never settle a doubt."""
        asked = (self.purposes, self.categories, self.flags, self.channels, self.places, self.with_words)
        return not (self.asks_words or any(asked))

    @property
    def public_citation(self) -> str:
        """Law and article as a petitioner may read them; an article nobody checked is left out."""
        return f"{self.law}{self.article if self.verified else ''}"

    @property
    def citation(self) -> str:
        """As staff read it: an unchecked article says so."""
        return self.public_citation if self.verified else f"{self.law}（条号待核）"

    def in_force(self, on: date | None) -> bool:
        """Whether the law behind the row applies that day; without a day every row applies."""
        if on is None:
            return True
        return not (
            (self.in_force_from is not None and on < self.in_force_from)
            or (self.in_force_until is not None and on > self.in_force_until)
        )

    def missed(self, facts: Facts, purpose: Purpose | None, category: str) -> str:
        """The first plain condition that fails, in words; empty when all hold."""
        if self.purposes and purpose not in self.purposes:
            return f"信访目的不是{'、'.join(sorted(term.label for term in self.purposes))}"
        if self.categories and not category_matches(category, self.categories):
            return f"内容分类不在{'、'.join(self.categories)}"
        if not self.flags <= facts.flags:
            return f"没有标志 {'、'.join(sorted(self.flags - facts.flags))}"
        if self.without_flags & facts.flags:
            return f"有标志 {'、'.join(sorted(self.without_flags & facts.flags))}"
        if self.channels and facts.channel not in self.channels:
            return "信访形式不符"
        return ""


def category_matches(category: str, prefixes: Iterable[str]) -> bool:
    """``level1`` matches all of its second level; ``level1/level2`` matches itself and what lies below."""
    return any(category == prefix or category.startswith(prefix + "/") for prefix in prefixes)


@dataclass(frozen=True)
class RuleBook:
    """A rule set compiled for reading: which word belongs to which row in which role."""

    name: str
    rules: tuple[Rule, ...]
    grams: dict[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    uses: dict[str, tuple[tuple[int, int], ...]] = field(init=False, repr=False, compare=False)
    gram_set: frozenset[str] = field(init=False, repr=False, compare=False)
    plain: tuple[int, ...] = field(init=False, repr=False, compare=False)
    competences: dict[str, tuple[int, ...]] = field(init=False, repr=False, compare=False)
    places: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        uses: dict[str, list[tuple[int, int]]] = {}
        for position, rule in enumerate(self.rules):
            for word, role in _roles(rule):
                uses.setdefault(word.lower(), []).append((position, role))
        grams: dict[str, list[str]] = {}
        for word in uses:
            grams.setdefault(word[:2], []).append(word)
        kinds = [rule.kind for rule in self.rules]
        competences: dict[str, list[int]] = {}
        for position, rule in enumerate(self.rules):
            for prefix in rule.categories if rule.kind is Kind.COMPETENCE else ():
                competences.setdefault(prefix, []).append(position)
        plain = tuple(
            i
            for i, rule in enumerate(self.rules)
            if not rule.asks_words and kinds[i] not in {Kind.COMPETENCE, Kind.PLACE}
        )
        values = {
            "uses": {word: tuple(found) for word, found in uses.items()},
            "grams": {gram: tuple(words) for gram, words in grams.items()},
            "gram_set": frozenset(grams),
            "plain": plain,
            "competences": {prefix: tuple(found) for prefix, found in competences.items()},
            "places": tuple(i for i, kind in enumerate(kinds) if kind is Kind.PLACE),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)


def _roles(rule: Rule) -> list[tuple[str, int]]:
    found = [(word, ANYWHERE) for word in rule.words]
    found += [(word, SUBJECT_ONLY) for word in rule.subject_words]
    found += [(word, BAR) for word in rule.without_words]
    for number, group in enumerate(rule.with_words):
        found += [(word, GROUP + number) for word in group]
    return found


class UnusableRule(ValueError):
    """A row that cannot be read; the message names the row and the remedy."""


def book(name: str, rules: Sequence[Rule]) -> RuleBook:
    """Compile rows in their order; a word shorter than two characters says too little and is refused."""
    for rule in rules:
        if rule.short_words:
            message = f"规则 {rule.code} 的关键词“{rule.short_words[0]}”太短：至少两个字"
            raise UnusableRule(message)
    return RuleBook(name, tuple(rules))
