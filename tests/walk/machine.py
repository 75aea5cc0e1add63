"""The walk: everybody acts on everything in any order, the days pass and the sweeps run, and the reference is right.

Each act is tried by its own person and now and then by a wrong one, lawful or not; the house must do it, refuse it or
forbid it as the reference says, and after each step no invariant may be broken.
"""

import os
import random
from collections.abc import Callable
from typing import Any

from django.db import connection
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from cases.models import Case, Deadline, Handling, Mediation, Review
from hearings.models import Hearing
from walk import beside
from walk.beside_moves import ENDS_MEDIATION, BesideMoves
from walk.counter import ENDINGS, Counter
from walk.ground import UNITS, one_of, pick, up_to
from walk.invariants import broken
from walk.unit_work import UnitWork

#: Another number, another walk.
OTHER = os.environ.get("WALK_SEED", "0")


class Walk(Counter, UnitWork, BesideMoves):
    """All the moves, and what must be true after each."""

    steps = 0

    @rule(seed=st.integers(0, 2**48))
    def step(self, seed: int) -> None:
        """One thing that happens; the seed decides which, so that a walk that fails shrinks to few seeds."""
        Walk.steps += 1
        chance = random.Random(f"{OTHER}:{seed}")  # noqa: S311 - chance, not secrecy
        moves = [
            name for name, (weight, possible, _) in MOVES.items() for _ in range(weight) if possible(self)
        ]
        name = chance.choice(moves)
        getattr(self, name)(**{word: draw(chance) for word, draw in MOVES[name][2].items()})

    @invariant()
    def the_house_agrees_with_the_reference(self) -> None:
        expected: list[tuple[Any, list[Any]]] = [
            (Handling, self.works), (Case, self.matters), (Review, self.reviews), (Hearing, self.hearings),
            (Mediation, self.mediations),
        ]  # fmt: skip
        wrong = []
        for model, rows in expected:
            states = dict(model.objects.values_list("pk", "state"))
            wrong += [f"{model.__name__} {row.pk}: {states[row.pk]}, the law says {row.state}"
                      for row in rows if states[row.pk] != row.state]  # fmt: skip
            assert set(states) == {row.pk for row in rows}, f"{model.__name__}: rows that nobody made"
        assert not wrong, "; ".join(wrong)

    @invariant()
    def days_end_when_the_law_says(self) -> None:
        """The sixty days, and the thirty of a review, counted by hand."""
        rows = Deadline.objects.filter(period__in=["handling", "review", "final_review"]).order_by("pk")
        due = {(row.handling_id, row.period): row.due_on for row in rows}
        for work in self.works:
            if work.sixty_ends and (work.pk, "handling") in due:
                told = due[work.pk, "handling"]
                assert told == work.sixty_ends, f"{told}, counted by hand {work.sixty_ends}"
        last = {
            (asked.work.pk, "final_review" if asked.level == "final" else "review"): asked
            for asked in self.reviews
        }
        for key, asked in last.items():
            assert due[key] == asked.due, f"{key}: {due[key]}, counted by hand {asked.due}"

    @invariant()
    def nothing_is_broken(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            found = broken(cursor)
        assert not found, "; ".join(found)


Possible = Callable[[Walk], Any]
Draws = dict[str, Callable[[random.Random], Any]]


def _always(walk: Walk) -> bool:
    return True


def _matters(walk: Walk) -> Any:
    return walk.matters


def _works(walk: Walk) -> Any:
    return walk.works


def _living(walk: Walk) -> Any:
    return walk.living()


#: What may happen: how often, when at all, and what is drawn for it.
MOVES: dict[str, tuple[int, Possible, Draws]] = {
    "register": (3, _always, {
        "kind": one_of("grievance", "grievance", "grievance", "suggestion", "accusation"), "claims": one_of(1, 1, 1, 2, 3),
        "where": one_of("bureau", "bureau", "bureau", "housing")}),
    "days_pass": (6, _matters, {"days": lambda chance: chance.choice([1, 1, 2, 3, 5, 9, chance.randint(10, 40)])}),
    "forward": (6, _matters, {
        "pick": pick, "to": one_of(*UNITS),
        "route": one_of("petition", "petition", "petition", "petition", "suggestion", "administrative", "judicial"),
        "wrong": up_to(10)}),
    "propose": (3, _matters, {"pick": pick, "way": one_of("assign", "assign", *ENDINGS)}),
    "sign": (4, lambda walk: any(claim.proposal for claim in walk.claims()), {"pick": pick, "agree": up_to(5), "same": up_to(8)}),
    "reply_directly": (1, _matters, {"pick": pick}),
    "split_claim": (1, _matters, {"pick": pick}),
    "take_in": (2, lambda walk: any(matter.unit != "bureau" for matter in walk.matters), {
        "pick": pick, "route": one_of("petition", "administrative")}),
    "transfer_to_discipline": (1, lambda walk: any(matter.accusation for matter in walk.matters), {
        "pick": pick, "wrong": up_to(4)}),
    "link_repeat": (1, _matters, {"pick": pick, "clerk": one_of(True, False)}),
    "unlink_repeat": (1, _matters, {"pick": pick}),
    "work": (9, _works, {"pick": pick, "wish": pick, "wrong": up_to(12)}),
    "advance": (9, _living, {"pick": pick, "wish": pick, "times": lambda chance: chance.randint(1, 4)}),
    "answer": (5, _living, {"pick": pick}),
    "decide_report_extension": (2, lambda walk: any(work.more_time_asked for work in walk.works), {"pick": pick}),
    "settle_dispute": (3, lambda walk: any(work.referred for work in walk.works), {
        "pick": pick, "how": one_of("agreed", "confirmed", "moved", "moved")}),
    "recuse": (1, _living, {"pick": pick, "ordered": one_of(True, True, False)}),
    "withdraw": (1, _matters, {"pick": pick, "sure": one_of(True, True, False)}),
    "archive": (2, _matters, {"pick": pick}),
    "add_or_urge": (1, _matters, {"pick": pick, "urge": one_of(True, True, False)}),
    "request_review": (4, _works, {"pick": pick}),
    "review": (10, lambda walk: walk.reviews, {
        "pick": pick, "act": one_of(*beside.REVIEW_ACTS, "accept_review", "draft_review", "sign_review", "serve_review"),
        "outcome": one_of("upheld", "annulled", "changed"), "wrong": up_to(12)}),
    "propose_hearing": (3, _works, {"pick": pick, "of_review": one_of(True, False)}),
    "hearing": (10, lambda walk: walk.hearings, {"pick": pick, "act": one_of(*beside.HEARING_ACTS), "wrong": up_to(14)}),
    "hand_to_mediation": (2, _works, {"pick": pick}),
    "mediate": (5, lambda walk: walk.mediations, {
        "pick": pick, "act": one_of(*beside.MEDIATION_ACTS, *ENDS_MEDIATION, "consent", "agree"), "wrong": up_to(12)}),
    "supervise": (1, _works, {"pick": pick}),
    "supervision": (2, lambda walk: walk.supervisions, {
        "pick": pick, "act": one_of("reply_supervision", "reply_supervision", "close_supervision", "raise_supervision",
                                    "cancel_supervision"), "wrong": up_to(12)}),
}  # fmt: skip

__all__ = ["Walk"]
