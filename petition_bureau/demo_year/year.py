"""Live the year day by day: each day's petitions and acts, then the day's sweep, up to today."""

import heapq
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction

from cases.models import Case
from cases.policies import NotLawfulNow, NotYours
from law import clock
from organizations import acting
from petition_bureau import tasks
from petition_bureau.demo_year import beside, lives
from petition_bureau.demo_year.cast import World, make_accounts, read

SEED = 20220501


def loaded() -> bool:
    return Case.objects.exists()


def live(cases: int, *, today: date, tell: Callable[[int, int, date], None]) -> int:
    """``cases`` petitions over the year before ``today``; the same seed and day give the same year."""
    make_accounts()
    world = World(random.Random(SEED), today)  # noqa: S311 - the same year every time is wanted
    waiting: list[tuple[date, int, Iterator[date]]] = []
    order = count()
    for day, story in _arrivals(world, cases, today):
        heapq.heappush(waiting, (day, next(order), lives.petition(world, story, day)))
    first = today - timedelta(days=365)
    for offset in range(366):
        day = first + timedelta(days=offset)
        with clock.on_day(day), transaction.atomic(), acting.remembering():
            _quickly()
            while waiting and waiting[0][0] <= day:
                _, _, life = heapq.heappop(waiting)
                follows = _go_on(world, life)
                if follows is not None and follows <= today:
                    heapq.heappush(waiting, (max(follows, day), next(order), life))
                _begin(waiting, order, world, day)
            if world.calendar.is_workday(day):
                lives.supervisions(world, day)
                beside.workday(world, day)
                _begin(waiting, order, world, day)
            tasks.sweep(on=day)
        if offset % 30 == 0 or day == today:
            tell(offset, 365, day)
    return Case.objects.count()


def _go_on(world: World, life: Iterator[date]) -> date | None:
    """The day on which a life goes on. One that others overtook (withdrawn, handed on, ended) ends, and is counted."""
    try:
        with transaction.atomic():
            return next(life, None)
    except (NotLawfulNow, NotYours, ObjectDoesNotExist) as overtaken:
        world.overtaken.append(str(overtaken))
        return None


def _begin(
    waiting: list[tuple[date, int, Iterator[date]]], order: Iterator[int], world: World, day: date
) -> None:
    for life in world.begun:
        heapq.heappush(waiting, (day, next(order), life))
    world.begun.clear()


def _quickly() -> None:
    """The demo's past need not survive a power cut day by day."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def _arrivals(world: World, cases: int, today: date) -> list[tuple[date, dict[str, Any]]]:
    """Which story arrives on which day: every story once before any comes twice; visits on working days only."""
    stories: list[dict[str, Any]] = []
    pool = read("stories")
    while len(stories) < cases:
        batch = list(pool)
        world.chance.shuffle(batch)
        stories += batch
    arrivals = []
    for story in stories[:cases]:
        back = int(364 * world.chance.random() ** 1.4)  # more of late: today's screens have something due
        if story["unit"] == "housing" and story["route"] == "petition":
            back = world.chance.randrange(0, 75)  # the README signs in there
        day = today - timedelta(days=back)
        if set(story["channels"]) & {"visit", "phone", "letter"}:
            day = world.workday(day)
        arrivals.append((min(day, today), story))
    return sorted(arrivals, key=lambda pair: pair[0])
