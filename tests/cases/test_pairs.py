"""Every two acts that are lawful in the same state, done at once by two people on real connections (T-11).

It must come out as if one had been first: both done where the second is still lawful, else one done and the other told
why not; never a deadlock, a half-done act, or a row that breaks an invariant.
"""

from collections.abc import Callable
from datetime import date
from itertools import combinations_with_replacement
from typing import Any

import pytest
from django.db import connection, transaction
from racing import at_once
from ready import SCENES, UNIT_ACTS, Absent, Scene, call
from ready_files import FILES, FileScene, file_acts, tried
from walk.invariants import broken

from cases.models import Case, CasePaper, Claim, Deadline, Handling
from cases.policies import NEEDS_STATE, NotLawfulNow, NotYours
from cases.procedure import ACTS
from law import clock

Act = Callable[[], Any]
Result = tuple[tuple[str, str], list[Any]]

#: Lawful in the same state, never on the same file: the two need different files.
APART = {
    "take_statutory": "a statutory way has no petition procedure (条例第31条)",
    "reply_assistance": "who assists neither accepts nor objects (条例第24条)",
    "decline_handling": "only what was proposed is signed, and is not proposed again",
    "presume_acceptance": "the unit was silent for its days (design §5)",
    "notify_late": "only after a presumed acceptance",
    "record_result": "only of a statutory way",
    "refuse_objection": "what is put up is decided above (条例第24条)",
    "uphold_objection": "what is put up is decided above (条例第24条)",
    "refer_dispute": "what is put up is not put up again (条例第24条)",
    "confirm_arrival": "not arrived, so neither concluded nor reviewed (条例第35条)",
    "report_conclusion": "owed, so not to be concluded (条例第22条)",
    "start_anew": "a review is open: what it is about is not taken back (条例第35条)",
}  # fmt: skip


def as_told(act: Act) -> str:
    try:
        act()
    except Exception as problem:
        return word_of(problem)
    return "done"


def word_of(result: Any) -> str:
    """How it went. 403 is right of two at once only where the other sealed the file (条例第30条第3款)."""
    if isinstance(result, NotLawfulNow):
        return "refused"
    if isinstance(result, NotYours):
        return "forbidden"
    if isinstance(result, Exception):
        raise result
    return "done"


def picture(case: Case) -> list[Any]:
    """The file as everybody sees it."""
    return [
        list(Case.objects.filter(pk=case.pk).values_list("state", "closed_on", "in_compartment", "merged_into")),
        sorted(Claim.objects.filter(case=case).values_list("order", "way", "route")),
        sorted(Handling.objects.filter(claim__case=case).values_list("unit__code", "role", "state", "presumed")),
        sorted(str(row) for row in Deadline.objects.filter(case=case).values_list("period", "due_on", "met_on", "voided_on")),
        sorted(CasePaper.objects.filter(case=case).values_list("kind", flat=True)),
    ]  # fmt: skip


class RolledBack(Exception):
    pass


def one_after_the_other(case: Case, first: Act, second: Act) -> tuple[str, str, list[Any]]:
    """What comes of it in this order; nothing stays."""
    told: list[str] = []
    seen: list[Any] = []
    try:
        with transaction.atomic():
            for act in (first, second):
                with_point = transaction.savepoint()
                told.append(as_told(act))
                if told[-1] != "done":
                    transaction.savepoint_rollback(with_point)
            seen = picture(case)
            raise RolledBack
    except RolledBack:
        return told[0], told[1], seen


def lawful(act: Act) -> bool:
    try:
        with transaction.atomic():
            act()
            raise RolledBack
    except RolledBack:
        return True
    except (NotLawfulNow, NotYours):
        return False


def race(case: Case, day: date, pair: tuple[str, str], acts: tuple[Act, Act]) -> None:
    first, second = acts
    with clock.on_day(day):
        a, b, seen = one_after_the_other(case, first, second)
        y, x, other = one_after_the_other(case, second, first)
    expected: list[Result] = [((a, b), seen), ((x, y), other)]
    results = at_once(day, first, second)
    told = tuple(word_of(result) for result in results)
    assert "forbidden" not in told or Case.objects.get(pk=case.pk).in_compartment, f"{pair}: {results}"
    assert (told, picture(case)) in expected, (
        f"{pair}: {told}, one after the other {[each for each, _ in expected]}"
    )
    assert "done" in told, pair
    with connection.cursor() as cursor:
        found = broken(cursor)
    assert not found, f"{pair}: {found}"


def case_of(row: Handling | Case) -> Case:
    return row if isinstance(row, Case) else row.claim.case


def ready(scene: Scene | FileScene, name: str, row: Any) -> Act:
    return scene.calls[name](row, scene.day) if isinstance(scene, FileScene) else call(name, row, scene.day)


def lawful_acts(scene: Scene | FileScene) -> list[str]:
    """Those that can be done on this file now."""
    row = scene.make()
    names = list(scene.calls) if isinstance(scene, FileScene) else [
        name for name in UNIT_ACTS if scene.state in (ACTS[name].sources or NEEDS_STATE[name])
    ]  # fmt: skip
    found = []
    for name in names:
        with clock.on_day(scene.day):
            try:
                if lawful(ready(scene, name, row)):
                    found.append(name)
            except Absent:
                continue
    return found


def run(scene: Scene | FileScene, pairs: list[tuple[str, str]]) -> None:
    for pair in pairs:
        row = scene.make()
        acts = [ready(scene, name, row) for name in pair]
        race(case_of(row), scene.day, pair, (acts[0], acts[1]))


A_HANDFUL = {
    "to be accepted": [("accept", "object_to"), ("accept_simple", "decline_handling")],
    "objected to": [("refer_dispute", "uphold_objection")],
    "with a whole draft": [("sign_opinion", "withdraw")],
    "served": [("conclude", "send_back")],
    "simple": [("convert_simple", "reply_simple")],
    "to be screened": [("forward", "link_repeat"), ("seal_accusation", "withdraw")],
    "two answers to be checked": [("conclude", "conclude the other")],
    "at its end": [("archive", "request_review")],
}
BY_NAME: dict[str, Scene | FileScene] = {scene.name: scene for scene in (*SCENES, *FILES)}


@pytest.mark.django_db(transaction=True)
def test_a_handful_of_pairs():
    for name, pairs in A_HANDFUL.items():
        run(BY_NAME[name], pairs)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", BY_NAME)
def test_every_pair_of_acts_that_are_lawful_on_the_same_file(name):
    scene = BY_NAME[name]
    acts = lawful_acts(scene)
    assert acts, "nothing can be done here"
    run(scene, list(combinations_with_replacement(acts, 2)))


@pytest.mark.long
@pytest.mark.django_db
def test_no_pair_is_left_out():
    """Every act is lawful in a scene of each of its states; two of the same state meet, but where the law keeps them apart."""
    together: set[tuple[str, frozenset[str]]] = set()
    possible: set[tuple[str, str]] = set()
    for scene in SCENES:
        acts = lawful_acts(scene)
        possible |= {(act, scene.state) for act in acts}
        together |= {(scene.state, frozenset(pair)) for pair in combinations_with_replacement(acts, 2)}
    wanted = {(act, str(state)) for act in UNIT_ACTS for state in (ACTS[act].sources or NEEDS_STATE[act])}
    assert sorted(wanted - {(act, str(state)) for act, state in possible}) == []
    never = [
        (state, pair) for state in {state for _, state in wanted}
        for pair in map(frozenset, combinations_with_replacement(sorted(act for act, its in wanted if its == state), 2))
        if (state, pair) not in together and not pair & set(APART)
    ]  # fmt: skip
    assert never == []
    assert len(together) >= 90, "scenes were lost"
    assert file_acts() <= tried()
