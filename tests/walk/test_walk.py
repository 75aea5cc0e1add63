"""The whole workflow as a stateful property: a short walk with a fixed seed here, tens of thousands of steps with --long."""

import os
import sys
import time

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from cases.procedure import ACTS
from walk import beside
from walk.ground import TAKEN
from walk.machine import Walk

pytestmark = pytest.mark.django_db
COMMON = {
    "derandomize": True, "deadline": None, "database": None, "suppress_health_check": list(HealthCheck),
    "phases": [Phase.generate], "report_multiple_bugs": False,
}  # fmt: skip
#: Acts of the unit's machine which no walk meets: the import is a job with a file of its own (tests/cases/test_import.py).
NOT_WALKED = {"answer_imported"}


def walk(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Walk, settings=settings(max_examples=examples, stateful_step_count=steps, **COMMON)
    )


def done() -> set[tuple[str, str]]:
    return {(act, state) for (act, state, outcome), n in TAKEN.items() if outcome == "done" and n}


def expected() -> set[tuple[str, str]]:
    """Each act of each machine out of each state in which the law allows it."""
    found = {(name, source) for name, act in ACTS.items() if act.machine == "handling" and name not in NOT_WALKED
             for source in act.sources}  # fmt: skip
    found |= {(act, f"{level} {state}") for act, states in beside.REVIEW_ACTS.items() for state in states
              for level in ("review", "final")}  # fmt: skip
    found |= {
        (act, f"hearing {state}") for act, (states, _) in beside.HEARING_ACTS.items() for state in states
    }
    found |= {
        (f"mediation {act}", state) for act, (states, _) in beside.MEDIATION_ACTS.items() for state in states
    }
    return found | {
        ("archive", "closed"),
        ("reopen", "closed"),
        ("link_repeat", "closed"),
        ("unlink_repeat", "merged"),
    }


def test_a_short_walk_finds_the_house_and_the_law_agreed():
    TAKEN.clear()
    walk(examples=5, steps=80)
    acts = {act for act, _ in done()}
    assert {
        "forward",
        "accept",
        "draft_opinion",
        "sign_opinion",
        "serve",
        "request_review",
    } <= acts, "the walk went nowhere"
    assert {"done", "refused", "forbidden"} == {outcome for _, _, outcome in TAKEN}


@pytest.mark.long
def test_a_long_walk_goes_nearly_everywhere_and_breaks_nothing():
    """How long: ``WALK_STEPS`` (default 40,000); another walk: ``WALK_SEED``. What it took is written with ``-s``."""
    TAKEN.clear()
    steps, began = int(os.environ.get("WALK_STEPS", "40000")), time.monotonic()
    try:
        walk(examples=steps // 200, steps=200)
    finally:  # a walk that ends early says how far it came
        missed = sorted(expected() - done())
        lines = [" ".join(map(str, (*key, n))) for key, n in sorted(TAKEN.items())]
        told = f"{Walk.steps} steps, {sum(TAKEN.values())} acts tried, {len(TAKEN)} (act, state, outcome), not taken: {missed}"
        sys.stdout.write("\n".join(["", *lines, f"{told}, {time.monotonic() - began:.0f} s", ""]))
    # chance leaves out a few of the rarest; ``test_edges`` drives every edge there is, whatever a walk took
    assert len(missed) <= len(expected()) // 8
