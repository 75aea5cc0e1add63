"""Which words of which rows occur in a text, and what they are worth. Pure, one pass over the text."""

from dataclasses import dataclass

from routing.rules import ANYWHERE, BAR, SUBJECT_ONLY, Facts, Rule, RuleBook

#: What a word is worth in the subject line, in the opening of the body, and further down.
IN_SUBJECT, IN_OPENING, IN_BODY = 2.5, 1.2, 0.8
OPENING = 160
#: Each further word of the same row adds this share of its own worth, up to the limit.
FURTHER_SHARE, FURTHER_LIMIT = 0.3, 1.5


@dataclass(slots=True)
class Evidence:
    """The words of one row found in the text."""

    best: float = 0.0
    further: float = 0.0
    words: tuple[str, ...] = ()
    groups: int = 0
    barred: str = ""

    def add(self, word: str, worth: float) -> None:
        if worth > self.best:
            self.further, self.best = self.further + self.best, worth
        else:
            self.further += worth
        self.words += (word,)

    @property
    def strength(self) -> float:
        return self.best + min(self.further * FURTHER_SHARE, FURTHER_LIMIT)


def read_words(facts: Facts, ruleset: RuleBook) -> dict[int, Evidence]:
    """Position of a row -> what of it occurs."""
    subject, body = facts.subject.lower(), facts.body.lower()
    text = f"{subject}\n{body}"
    opening = body[:OPENING]
    found: dict[int, Evidence] = {}
    # sorted: the same text reads the same in every process
    for gram in sorted(ruleset.gram_set.intersection(map(str.__add__, text, text[1:]))):
        for word in ruleset.grams[gram]:
            if word not in text:
                continue
            worth = IN_SUBJECT if word in subject else IN_OPENING if word in opening else IN_BODY
            for position, role in ruleset.uses[word]:
                evidence = found.get(position)
                if evidence is None:
                    evidence = found[position] = Evidence()
                if role == ANYWHERE or (role == SUBJECT_ONLY and worth == IN_SUBJECT):
                    evidence.add(word, worth)
                elif role == BAR:
                    evidence.barred = word
                elif role >= 0:
                    evidence.groups |= 1 << role
    return found


def points_of(rule: Rule, found: Evidence | None) -> tuple[float, str]:
    """Points of a row from its words, and why; no reason at all where nothing of it occurs."""
    if rule.asks_words and (found is None or not found.best):
        return 0.0, ""
    if found is not None and found.barred:
        return 0.0, f"出现排除词“{found.barred}”"
    groups = found.groups if found is not None else 0
    missing = next((group for n, group in enumerate(rule.with_words) if not groups >> n & 1), None)
    if missing is not None:
        return 0.0, f"未同时出现“{'”“'.join(missing[:3])}”等词"
    if not rule.asks_words or found is None:
        return rule.weight, "条件成立"
    points = rule.weight * found.strength
    return points, f"关键词：{'、'.join(sorted(found.words))}（{points:.1f} 分）"
