"""The lot: reproducible by anyone, fair to everyone, and following by the same order."""

import hashlib
from collections import Counter
from datetime import date

import pytest

from hearings import lot

TICKETS = [lot.Ticket(number, "lawyers" if number % 2 else "experts") for number in range(1, 41)]
SEED = lot.seed_of(date(2026, 3, 4), "云住建听证〔2026〕1号", "0123456789abcdef")


def test_the_same_seed_draws_the_same_people_whatever_the_order_of_the_list():
    wanted = {"lawyers": 3, "experts": 2}
    drawn = lot.draw(SEED, TICKETS, wanted)
    assert drawn == lot.draw(SEED, TICKETS[::-1], dict(reversed(wanted.items())))
    assert len(drawn) == len(set(drawn)) == 5


def test_anyone_can_check_the_order_with_a_public_function():
    by_hand = sorted(range(1, 41), key=lambda n: hashlib.sha256(f"{SEED}|{n}".encode()).hexdigest())
    assert lot.order(SEED, range(1, 41)) == by_hand


@pytest.mark.parametrize(
    "other",
    [
        lot.seed_of(date(2026, 3, 5), "云住建听证〔2026〕1号", "0123456789abcdef"),
        lot.seed_of(date(2026, 3, 4), "云住建听证〔2026〕2号", "0123456789abcdef"),
        lot.seed_of(date(2026, 3, 4), "云住建听证〔2026〕1号", "0123456789abcdee"),
    ],
)
def test_day_number_and_register_each_change_the_lot(other):
    assert lot.order(SEED, range(1, 41)) != lot.order(other, range(1, 41))


def test_the_register_s_version_is_that_of_its_lines_not_of_their_order():
    assert lot.digest(["a", "b"]) == lot.digest(["b", "a"]) != lot.digest(["a", "c"])


def test_whoever_follows_is_the_next_of_the_same_group():
    ranked = [n for n in lot.order(SEED, range(1, 41)) if n % 2]
    assert lot.draw(SEED, TICKETS, {"lawyers": 2}) == ranked[:2]
    assert lot.following(SEED, TICKETS, "lawyers", ranked[:2]) == ranked[2]
    assert lot.following(SEED, TICKETS, "lawyers", ranked[:3]) == ranked[3]
    assert lot.following(SEED, TICKETS, "lawyers", ranked) is None


def test_too_few_are_named():
    with pytest.raises(lot.TooFew) as few:
        lot.draw(SEED, TICKETS, {"lawyers": 21})
    assert (few.value.group, few.value.wanted, few.value.there) == ("lawyers", 21, 20)


def test_nobody_is_preferred():
    """Over a thousand hearings each of twenty is drawn about as often; no number is lucky."""
    times = Counter(number for n in range(1000) for number in lot.draw(f"s{n}", TICKETS, {"lawyers": 3}))
    assert set(times) == {ticket.number for ticket in TICKETS if ticket.group == "lawyers"}
    assert min(times.values()) > 100
    assert max(times.values()) < 200
