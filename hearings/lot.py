"""The lot: a pure function of a recorded seed, so that anyone can draw again and get the same people.

The order of all tickets is that of SHA-256 over ``seed|number``: no state, no machine's chance, and no way to prefer
anybody, since the seed holds the number of the hearing, the day and the digest of the whole register.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from law.lot import digest, order

__all__ = ["Ticket", "TooFew", "digest", "draw", "following", "order", "seed_of"]


class TooFew(Exception):
    """A group has fewer people than are wanted; the message names it."""

    def __init__(self, group: str, wanted: int, there: int) -> None:
        super().__init__(group, wanted, there)
        self.group, self.wanted, self.there = group, wanted, there


@dataclass(frozen=True, slots=True)
class Ticket:
    """Somebody who may be drawn: the number in the register, and the group."""

    number: int
    group: str


def seed_of(day: date, number: str, register: str) -> str:
    """What the lot depends on, and nothing else: the day, the number of the hearing, the version of the register."""
    return f"{day.isoformat()}|{number}|{register}"


def draw(seed: str, tickets: Sequence[Ticket], wanted: Mapping[str, int]) -> list[int]:
    """The first of each group in the order of the lot, the groups in the order of their names. Raises TooFew."""
    drawn: list[int] = []
    for group, count in sorted(wanted.items()):
        ranked = order(seed, (ticket.number for ticket in tickets if ticket.group == group))
        if len(ranked) < count:
            raise TooFew(group, count, len(ranked))
        drawn += ranked[:count]
    return drawn


def following(seed: str, tickets: Sequence[Ticket], group: str, gone: Iterable[int]) -> int | None:
    """Who comes next in the group by the same lot, when those in ``gone`` sit already or may not; None: nobody."""
    out = set(gone)
    ranked = order(seed, (ticket.number for ticket in tickets if ticket.group == group))
    return next((number for number in ranked if number not in out), None)
