"""What the rules would say about a petition not yet registered.

``cases`` knows no rules: ``routing`` lies above it and installs its adviser when the application starts.
Without one nothing is suggested and a person chooses.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """What was typed, as the rules read it. ``place`` is a unit's code."""

    subject: str
    body: str
    category: str = ""
    channel: str = ""
    place: str = ""
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Values of law.terms Purpose and Route; empty where the rules do not say."""

    purpose: str = ""
    route: str = ""


Adviser = Callable[[Question], Suggestion]
_installed: list[Adviser] = []


def install(adviser: Adviser) -> None:
    """From now on this adviser is asked (the last one installed)."""
    _installed[:] = [adviser]


def advise(question: Question) -> Suggestion:
    """What the rules in force suggest; nothing when there are none."""
    return _installed[0](question) if _installed else Suggestion()
