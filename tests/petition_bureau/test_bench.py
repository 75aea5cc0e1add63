"""The bench builds its county and does each everyday act: a column added to a table must not break the measuring."""

import pytest

from cases.models import Case, Handling
from law import clock
from organizations.models import Unit, User
from petition_bureau.bench import acts, county

CASES = 60


@pytest.mark.django_db(transaction=True)
def test_every_act_of_the_bench_runs_on_a_county_built_in_bulk():
    acts.people()
    units = list(
        Unit.objects.filter(kind__in=["department", "township"]).order_by("pk").values_list("pk", flat=True)
    )
    county.build(
        CASES, today=clock.today(), bureau=Unit.objects.get(code="bureau").pk,
        officer=User.objects.get(username="bench-screening").pk, units=units, tell=lambda line: None,
    )  # fmt: skip
    assert Case.objects.count() == Handling.objects.count() == CASES
    with acts.yardsticks():
        everyday = acts.everyday(1)
        acts.measure(everyday, 1)
    assert all(act.seconds for act in everyday if act.every == 1)
