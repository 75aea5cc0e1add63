"""Two people at once on real connections: one act is done, the other is told why not (T-11)."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from builders import forwarded, person, registered, unit
from django.db import connection
from leaders_scenes import ON, bureau_leader, held, line, published, reported, screening

from cases.policies import NotLawfulNow
from law import clock
from law.terms import Role
from oversight.leaders import conflicts, schedule, sponsoring, visits
from oversight.leaders.models import HiddenConflict, Reception, ReceptionVisit, SponsoredCase

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run each in its own thread with its own connection, all let go together; what each returned or raised."""
    results: list[Any] = [None] * len(acts)
    gate = threading.Barrier(len(acts), timeout=20)

    def run(n: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            gate.wait()
            with clock.on_day(ON):
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


def one_won(results: list[Any]) -> None:
    lost = [row for row in results if isinstance(row, NotLawfulNow)]
    assert len(lost) == 1, results
    assert not [row for row in results if isinstance(row, Exception) and row not in lost], results


def test_two_clerks_record_one_visit():
    reception, case, clerk = held(), registered(), person(Role.INTAKE)
    one_won(at_once(*[lambda: visits.receive_visit(reception, case, by=clerk, on=ON, people=2)] * 2))
    assert ReceptionVisit.objects.count() == 1


def test_two_leaders_sponsor_one_case():
    case, by, who = forwarded().claim.case, bureau_leader(), line()
    due = ON.replace(month=6)
    one_won(
        at_once(
            *[
                lambda: sponsoring.sponsor(
                    case, by=by, on=ON, leader=who, unit=unit("housing"), reason="x", due_on=due
                )
            ]
            * 2
        )
    )
    assert SponsoredCase.objects.count() == 1


def test_struck_off_and_sent_back():
    row, by, leader = reported(), screening(), bureau_leader()
    one_won(at_once(
        lambda: conflicts.strike_off(row, by=by, on=ON, remark="好"),
        lambda: conflicts.send_back_conflict(row, by=leader, on=ON, reason="差"),
    ))  # fmt: skip
    assert HiddenConflict.objects.get().state in {"struck_off", "entrusted"}


def test_cancelled_and_held():
    row, by, clerk = published(), screening(), person(Role.INTAKE)
    one_won(at_once(
        lambda: schedule.cancel(row, by=by, on=ON, reason="防汛"),
        lambda: schedule.record_attendance(row, by=clerk, on=ON, attendance="present"),
    ))  # fmt: skip
    assert Reception.objects.get().state in {"cancelled", "held"}
