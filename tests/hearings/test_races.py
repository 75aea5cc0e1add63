"""Two at once on real connections: one hearing gets the room, the chair, the person; the other is told which is taken."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from builders import accepted, person
from django.db import connection

from cases.models import CaseEvent
from cases.policies import NotLawfulNow
from hearings import actions
from hearings.models import Booking, DutyTurn, Hearing, Panelist
from law import clock
from law.terms import Role
from organizations.models import User
from tests.hearings import scenes as s

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(day: Any, *acts: Callable[[], Any]) -> list[Any]:
    """Run each in its own thread with its own connection; what each returned or raised."""
    results: list[Any] = [None] * len(acts)
    gate = threading.Barrier(len(acts), timeout=20)

    def run(n: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            gate.wait()
            with clock.on_day(day):
                results[n] = act()
        except Exception as problem:
            results[n] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def one_won(results: list[Any], word: str) -> None:
    lost = [result for result in results if isinstance(result, Exception)]
    assert len(lost) == len(results) - 1, results
    assert all(isinstance(problem, NotLawfulNow) and word in str(problem) for problem in lost), lost


def two_panels(*, share: str = "") -> tuple[Hearing, Hearing]:
    """Two hearings ready to be called, of two matters; their panels have nobody in common unless ``share`` says so."""
    first, second = s.drawn(), s.drawn(accepted())
    free = [expert for expert in s.register() if expert.pk not in first.draw["drawn"]]
    for seat in Panelist.objects.filter(hearing=second).select_related("expert"):
        wanted = next(expert for expert in free if expert.group == seat.group)
        seat.expert = wanted
        seat.save()
    if share == "expert":
        seat = second.panel.get(group="lawyers")
        seat.expert = first.panel.get(group="lawyers").expert
        seat.save()
    if share != "chair":
        other = User.objects.create(
            username="second-leader",
            name="副局长",
            role=Role.BUREAU_LEADER,
            unit=person(Role.BUREAU_LEADER).unit,
        )
        Hearing.objects.filter(pk=second.pk).update(chair=other)
    return first, Hearing.objects.select_related("case", "handling__unit", "organ", "chair").get(pk=second.pk)


@pytest.mark.parametrize(
    ("share", "word"), [("room", "已安排听证"), ("chair", "主持人"), ("expert", "已有听证")]
)
def test_two_hearings_do_not_get_the_same(share, word):
    first, second = two_panels(share=share)
    rooms = [s.room("第一听证室"), s.room("第一听证室" if share == "room" else "第二听证室")]
    hours = [actions.Hours(s.HEARD, s.hours().begins, s.hours().ends, room) for room in rooms]
    by = s.handler(first)
    results = at_once(s.NOTICED, *[
        lambda n=n, row=row: actions.notify_hearing(row, by=by, on=s.NOTICED, hours=hours[n]) for n, row in enumerate((first, second))
    ])  # fmt: skip
    one_won(results, word)
    assert CaseEvent.objects.filter(act="notify_hearing").count() == 1
    assert Booking.objects.filter(room__isnull=False).count() == 1


def test_nothing_in_common_both_are_called():
    first, second = two_panels()
    hours = [
        actions.Hours(s.HEARD, s.hours().begins, s.hours().ends, s.room(name))
        for name in ("第一听证室", "第二听证室")
    ]
    by = s.handler(first)
    results = at_once(s.NOTICED, *[
        lambda n=n, row=row: actions.notify_hearing(row, by=by, on=s.NOTICED, hours=hours[n]) for n, row in enumerate((first, second))
    ])  # fmt: skip
    assert [result for result in results if isinstance(result, Exception)] == []


def test_two_proposals_of_one_matter_are_one():
    handling = accepted()
    by = person(Role.HANDLER, "housing")
    words = {"grounds": ["major"], "reason": "重大", "questions": "坡度"}
    results = at_once(
        s.PROPOSED, *[lambda: actions.propose_hearing(handling, by=by, on=s.PROPOSED, **words)] * 2
    )
    one_won(results, "已经有一个听证")
    assert Hearing.objects.count() == 1


def test_approved_or_refused_but_not_both():
    hearing = s.proposed()
    head, chair = s.head(hearing), s.chair_of()
    results = at_once(
        s.APPROVED,
        lambda: actions.approve_hearing(hearing, by=head, on=s.APPROVED, chair=chair),
        lambda: actions.refuse_hearing(hearing, by=head, on=s.APPROVED, decision="不必"),
    )
    one_won(results, "听证当前为")


def test_drawn_once():
    """The second draw would be a second chance."""
    s.register()
    hearing = s.approved()
    by = s.handler(hearing)
    results = at_once(
        s.DRAWN, *[lambda: actions.draw_panel(hearing, by=by, on=s.DRAWN, wanted=s.ONE_OF_EACH)] * 2
    )
    one_won(results, "听证当前为")
    assert Panelist.objects.filter(hearing=hearing).count() == 3


def test_one_person_is_on_duty_in_one_place():
    expert, by = s.register()[0], s.keeper()
    places = [by.unit, person(Role.HANDLER, "township_01").unit]
    results = at_once(s.PROPOSED, *[
        lambda place=place: actions.plan_duty(expert, by=by, on=s.PROPOSED, day=s.HEARD, shift="morning", place=place) for place in places
    ])  # fmt: skip
    one_won(results, "值班")
    assert DutyTurn.objects.count() == 1
