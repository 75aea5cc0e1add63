"""Two people at once, each on a connection of their own."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection

from cases.models import Case, CaseEvent
from cases.policies import NotLawfulNow
from law import clock


def at_once(on: date, *acts: Callable[[], Any]) -> list[Any]:
    """Run each in its own thread, all let go together; what each returned or raised."""
    results: list[Any] = [None] * len(acts)
    gate = threading.Barrier(len(acts), timeout=20)

    def run(n: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            gate.wait()
            with clock.on_day(on):
                results[n] = act()
        except Exception as problem:
            results[n] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def one_won(results: list[Any], case: Case, *acts: str) -> None:
    """Exactly one was done; each other was told why; there is one event."""
    lost = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(problem, NotLawfulNow) and problem.reasons for problem in lost), lost
    assert len(results) - len(lost) == 1
    assert CaseEvent.objects.filter(case=case, act__in=acts).count() == 1
