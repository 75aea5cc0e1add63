"""Whether words look like an accusation to the rules in force, for sheets that do not say what a matter is for."""

from collections.abc import Callable

from law import clock
from law.terms import Purpose
from routing import rulesets
from routing.engine import decide
from routing.rules import Facts


def looks_like_accusation() -> Callable[[str, str], bool]:
    """A question to ask row by row; the set in force is read once. The answer is a doubt, never a decision."""
    _, book = rulesets.active_rules()
    today = clock.today()

    def asked(title: str, words: str) -> bool:
        facts = Facts(subject=title[:200], body=words, channel="letter")
        return decide(facts, book, on=today).purpose == Purpose.ACCUSATION

    return asked
