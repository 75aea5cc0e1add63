"""What a working day of the county brings besides new petitions: each subject looks around and begins what is its own.

A subject is a module here with ``workday(world, day)``. It acts through the real actions, and lets longer courses live
on by ``world.begin(life)``, as the lives of petitions do. Its chance is its own (``World.chance_of``), so that a
subject added later leaves the others as they were.
"""

from collections.abc import Callable
from datetime import date

from petition_bureau.demo_year import (
    activities,
    appeals,
    disputes,
    executing,
    hearings,
    leaders,
    mediation,
    papers,
    reporting,
    second_thoughts,
    supervising,
    topics,
    ways,
)
from petition_bureau.demo_year.cast import World

SUBJECTS: tuple[Callable[[World, date], None], ...] = (
    second_thoughts.workday,
    appeals.workday,
    mediation.workday,  # mediation, relief, urgent matters
    leaders.workday,
    supervising.workday,
    papers.workday,
    ways.workday,
    disputes.workday,
    executing.workday,
    hearings.workday,
    activities.workday,  # the activity ledger
    topics.workday,
    reporting.workday,  # frozen periods, annual reports
)


def workday(world: World, day: date) -> None:
    """Let every subject have its morning."""
    for subject in SUBJECTS:
        subject(world, day)
