"""What the records behind some figures are called: a draft names them beside the number (荣誉表彰 1 项：9月12日…)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from law.terms import ActivityKind, ReceptionKind, ReceptionState
from oversight.leaders.models import Reception
from reports.activities.figures import PROMISED
from reports.activities.models import Activity

#: figure → the kind whose lines are named.
NAMED = {
    "lectures": ActivityKind.LECTURE, "staff_meetings": ActivityKind.STAFF_MEETING, "honours": ActivityKind.HONOUR,
    "pilots": ActivityKind.PILOT, "media_reports": ActivityKind.MEDIA,
}  # fmt: skip
#: Under this the promises of the next year's plan are told.
NEXT = "plans_to_come"
#: More lines than these are not named.
MOST = 6
#: figure → the forms of a reception it counts.
REGULAR = {
    "receptions_receiving": {ReceptionKind.RECEIVE, ReceptionKind.JOINT},
    "receptions_visiting": {ReceptionKind.GO_DOWN, ReceptionKind.APPOINTED},
}
MONTHS = range(1, 13)


def told(year: int) -> dict[str, str]:
    """figure → words; nothing for a figure whose records say nothing that a sentence could use."""
    since, until = date(year, 1, 1), date(year, 12, 31)
    lines = (
        Activity.objects.standing().filter(on__gte=since, until__lte=until, none=False).order_by("on", "pk")
    )
    by_kind: dict[str, list[Activity]] = defaultdict(list)
    for line in lines.filter(kind__in=[*NAMED.values(), ActivityKind.SPECIAL_PERIOD]):
        by_kind[line.kind].append(line)
    found = {figure: _listed(by_kind[kind]) for figure, kind in NAMED.items()}
    periods = by_kind[ActivityKind.SPECIAL_PERIOD]
    found["period_remote"] = "、".join(dict.fromkeys(_plain(line.title) for line in periods))
    found["period_topical"] = "、".join(dict.fromkeys(_plain(line.body) for line in periods if line.body))
    found[NEXT] = _promised(year + 1)
    days = list(Reception.objects.filter(state=ReceptionState.HELD, on__range=(since, until)))
    found |= {figure: _regular(row for row in days if row.kind in kinds) for figure, kinds in REGULAR.items()}
    return {figure: words for figure, words in found.items() if words}


def _promised(year: int) -> str:
    """``业务培训（期）不少于 1``: what the plan of a year promises (洞口县 2023)."""
    lines = (
        Activity.objects.standing()
        .filter(kind=ActivityKind.PLAN, on__year=year, none=False)
        .order_by("on", "pk")
    )
    said = []
    for line in lines.prefetch_related("measures"):
        figure, target = PROMISED.get(line.figure), next(iter(line.measures.all()), None)
        if figure and target:
            said.append(f"{_plain(line.title)}：{figure.label}（{figure.unit}）不少于 {target.shown}")
    return "；".join(said)


def _plain(text: str) -> str:
    """Words that no sentence takes for a figure."""
    return " ".join(text.split()).replace("【", "「").replace("】", "」")


def _listed(lines: list[Activity]) -> str:
    if len(lines) > MOST:
        return ""
    return "；".join(
        f"{line.on.month}月{line.on.day}日{f'，{_plain(line.body)}' if line.body else ''}，{_plain(line.title)}"
        for line in lines
    )


def _regular(rows: Iterable[Reception]) -> str:
    """``每月15日、28日，每次一名领导``: only what was kept in all twelve months. A day off moved is the day it was set for."""
    held = [(row.moved_from or row.on) for row in rows]
    kept = [
        day
        for day in range(1, 32)
        if all(any((at.month, at.day) == (month, day) for at in held) for month in MONTHS)
    ]
    if not kept:
        return ""
    days = "、".join(f"{day}日" for day in kept)
    once = "，每次一名领导" if len(held) == len(set(held)) else ""
    return f"每月 {len(kept)} 天（{days}）{once}"
