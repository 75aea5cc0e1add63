"""Base data of an installation: units, categories, calendar, rule set. No cases, no accounts. Safe to run again."""

from pathlib import Path
from typing import Any

import yaml
from django.db import connection, transaction

from audit.models import ChainHead
from cases.models import AllowedEdge, CalendarYear, Category, LocalGround, ReliefPath, Topic, WorkDay
from cases.procedure import allowed_edges
from documents import versions
from law import clock, periods
from law.calendar import seed_marks
from organizations.models import Unit
from oversight.leaders.models import BacklogCriterion
from reports.mechanisms.assessing import seed_scheme
from routing import rulesets

COUNTY = Path(__file__).parent / "county"


@transaction.atomic
def load() -> None:
    """Load what is missing; what people edited is never touched."""
    _edges()
    ChainHead.objects.get_or_create(pk=1)
    if not Unit.objects.exists():
        _units(yaml.safe_load((COUNTY / "units.yaml").read_text("utf-8"))["units"])
    if not Category.objects.exists():
        _categories(yaml.safe_load((COUNTY / "categories.yaml").read_text("utf-8")))
    if not CalendarYear.objects.exists():
        _calendar()
    if not BacklogCriterion.objects.exists():
        _criteria(yaml.safe_load((COUNTY / "backlog_criteria.yaml").read_text("utf-8")))
    if not Topic.objects.exists():
        _topics(yaml.safe_load((COUNTY / "topics.yaml").read_text("utf-8")))
    rulesets.ensure_seed()
    versions.record()
    seed_scheme(clock.today())
    if not ReliefPath.objects.exists():
        _ways(yaml.safe_load((COUNTY / "relief_paths.yaml").read_text("utf-8")))


def _edges() -> None:
    """The transition table, for the trigger that refuses every other change of state."""
    rows = [
        AllowedEdge(machine=machine, source=source, target=target)
        for machine, source, target in allowed_edges()
    ]
    AllowedEdge.objects.bulk_create(rows, ignore_conflicts=True)
    wanted = set(allowed_edges())
    for edge in AllowedEdge.objects.all():
        if (edge.machine, edge.source, edge.target) not in wanted:
            edge.delete()


def _units(rows: list[dict[str, Any]]) -> None:
    made: dict[str, Unit] = {}
    for row in rows:
        parent = made.get(row["parent"]) if row["parent"] else None
        unit = Unit(
            code=row["code"], name=row["name"], short_name=row["short"], letters=row["letters"], kind=row["kind"],
            parent=parent, position=row["position"], phone=row["phone"], address=row["address"], path="",
            review_organ=made.get(row.get("review_organ") or ""),
        )  # fmt: skip
        unit.save()
        unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
        unit.save(update_fields=["path"])
        made[unit.code] = unit


def _categories(levels: list[dict[str, Any]]) -> None:
    units = {unit.code: unit for unit in Unit.objects.all()}
    Category.objects.bulk_create(
        Category(level1=level["name"], level2=row["name"], position=level["position"] + n,
                 unit=units.get(row.get("unit") or level.get("unit") or ""))
        for level in levels
        for n, row in enumerate(level["level2"])
    )  # fmt: skip


def _criteria(rows: list[dict[str, Any]]) -> None:
    """What counts as backlog and as resolved until the place writes its own."""
    BacklogCriterion.objects.bulk_create(
        BacklogCriterion(kind=row["kind"], text=row["text"], source=row["source"], added_on=row["since"])
        for row in rows
    )


def _topics(rows: list[dict[str, str]]) -> None:
    """Hot topics to begin with; in use since the Regulation, so that older registers may name them."""
    Topic.objects.bulk_create(
        Topic(**row, position=10 * n, added_on=periods.REGULATION) for n, row in enumerate(rows, 1)
    )


def _ways(data: dict[str, Any]) -> None:
    """Relief paths and the sample of a local ground; what people edited since is never touched."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    ReliefPath.objects.bulk_create(
        ReliefPath(**{**row, "unit": units.get(row["unit"]), "materials": "\n".join(row["materials"])})
        for row in data["paths"]
    )
    if not LocalGround.objects.exists():
        LocalGround.objects.bulk_create(LocalGround(**row) for row in data["local_grounds"])


def _calendar() -> None:
    marks = seed_marks()
    WorkDay.objects.bulk_create(
        WorkDay(day=mark.day, working=mark.working, name=mark.name, notice=mark.notice) for mark in marks
    )
    notices = {mark.day.year: mark.notice for mark in marks}
    CalendarYear.objects.bulk_create(
        CalendarYear(year=year, notice=notice, version=1) for year, notice in sorted(notices.items())
    )


def bigrams_work() -> bool:
    """The database knows Chinese characters (platform trap 3.3.1)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT bigrams('征地补偿')")
        return sorted(cursor.fetchone()[0]) == sorted(["征地", "地补", "补偿"])
