"""What an act waits for in a package above this one, and what falls there when the matter is decided or withdrawn.

A package adds itself when it is loaded (``AppConfig.ready``), so that imports keep pointing down and the guard of an act
holds for every path to it: page, interface and call.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from cases.models import Handling, Review

#: Why the act has to wait, in Chinese with its article; empty when it need not. Asked of what the act is about.
Hold = Callable[[Any], str]
#: What a package ends with the matter: on which day and why, in Chinese.
Fall = Callable[[Handling | Review, date, str], None]
_holds: dict[str, dict[str, Hold]] = {}
_falls: dict[str, Fall] = {}


def register(act: str, subject: str, hold: Hold) -> None:
    """Ask ``hold`` before every such act from now on; a subject registered again replaces itself."""
    _holds.setdefault(act, {})[subject] = hold


def reasons(matter: Handling | Review, act: str) -> list[str]:
    """Why the act waits; empty when nothing above holds it back."""
    known = _holds.get(act, {})
    return [reason for subject in sorted(known) if (reason := known[subject](matter))]


def when_over(subject: str, fall: Fall) -> None:
    """Call ``fall`` within the act that decides or withdraws a matter; a subject registered again replaces itself."""
    _falls[subject] = fall


def let_fall(matter: Handling | Review, *, on: date, why: str) -> None:
    """The matter is decided or withdrawn: what was only asked for or not yet held is over. Part of that act, its event."""
    for subject in sorted(_falls):
        _falls[subject](matter, on, why)
