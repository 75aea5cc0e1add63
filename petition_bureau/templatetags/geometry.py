"""Where the marks of the drawings stand: plain data in, plain data out, no Django.

Every ``x`` and ``width`` is a string such as ``"12.5%"``, so a drawing fills its column while letters
keep their size; every ``y`` and ``height`` is in pixels.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import ceil
from typing import Any

from law.calendar import runs

WEEKDAYS = "一二三四五六日"
SQUARE = 15
TALLEST = 6
#: A Chinese character of a label is about one per cent of a full-width drawing.
CHARACTER = 1.02


#: An axis begins and ends this many per cent inside its line, so that a dot at its end stands on it whole.
INSET = 1.5


def on_axis(share: float) -> float:
    """Where a share (0–1, cut to that) of an axis stands, in per cent."""
    return INSET + (100 - 2 * INSET) * min(max(share, 0), 1)


def percent(value: float) -> str:
    """``12.5`` as ``"12.5%"``, at most three decimals."""
    return f"{round(value, 3):g}%"


def _is_rest(day: date, rest_days: Collection[date] | None) -> bool:
    """A rest day by the list given, or by the week alone when there is none."""
    return day.weekday() >= 5 if rest_days is None else day in rest_days


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week_label(monday: date, this_monday: date) -> str:
    if monday == this_monday:
        return f"{monday.month}月 · 本周"
    if monday == this_monday + timedelta(days=7):
        return "下周"
    return f"{monday.month}月{monday.day}日起"


def ruler(
    marks: Iterable[Mapping[str, Any]], today: date, rest_days: Collection[date] | None = None, weeks: int = 5
) -> dict[str, Any]:
    """The worklist's 期限尺: one square per owed act, from this week's Monday on.

    A mark is ``{on, tone, href, title}``; ``tone`` is ``late``, ``soon`` or ``later``. Marks outside the
    drawing are counted in ``earlier`` and ``later``, never dropped in silence.
    """
    first = _monday(today)
    last = first + timedelta(days=7 * weeks - 1)
    column = 100 / (7 * weeks)
    by_day: dict[date, list[Mapping[str, Any]]] = {}
    earlier = later = 0
    for mark in marks:
        if mark["on"] < first:
            earlier += 1
        elif mark["on"] > last:
            later += 1
        else:
            by_day.setdefault(mark["on"], []).append(mark)
    tallest = max([3, *(min(len(found), TALLEST) for found in by_day.values())])
    axis = tallest * SQUARE + 7
    days = []
    for index in range(7 * weeks):
        day = first + timedelta(days=index)
        found = by_day.get(day, [])
        shown = found if len(found) <= TALLEST else found[: TALLEST - 1]
        days.append(
            {
                "on": day,
                "label": str(day.day),
                "x": percent(index * column),
                "middle": percent((index + 0.5) * column),
                "today": day == today,
                "rest": _is_rest(day, rest_days),
                "marks": [_square(mark, axis - 15 - SQUARE * row) for row, mark in enumerate(shown)],
                "more": len(found) - len(shown),
            }
        )
    week_marks = [
        {"x": percent(week * 7 * column), "label": _week_label(first + timedelta(days=7 * week), first)}
        for week in range(weeks)
    ]
    shown_count = sum(len(found) for found in by_day.values())
    return {
        "days": days,
        "weeks": week_marks,
        "column": percent(column),
        # heights as text: a page writes them by the hundred, and a number is put into the reader's language each time
        "axis": str(axis),
        "label_y": str(axis + 18),
        "more_y": str(axis - 4 - SQUARE * (TALLEST - 1)),
        "today_y": str(axis + 4),
        "height": str(axis + 42),
        "last": last,
        "earlier": earlier,
        "later": later,
        "sentence": f"{first.month}月{first.day}日起{weeks}周内有{shown_count}个期限",
    }


def _square(mark: Mapping[str, Any], y: int) -> dict[str, Any]:
    return {**mark, "y": str(y), "cross_y": str(y + 3)}


def _spans(clock: Mapping[str, Any], today: date) -> list[tuple[date, date, str, str]]:
    """The pieces of a clock's bar: gone before it ran, run, left or overrun, lawful stops, extension."""
    start, counted, due = clock.get("start") or clock["counted_from"], clock["counted_from"], clock["due"]
    reached = min(clock.get("done_on") or today, due)
    spans = []
    if start < counted:
        spans.append((start, counted, "gone", ""))
    if counted < reached:
        spans.append((counted, reached, "run", clock.get("run_label") or ""))
    ended = clock.get("done_on") or today
    if ended < due:
        spans.append((max(ended, counted), due, "spare" if clock.get("done_on") else "left", ""))
    elif ended > due:
        spans.append((due, ended, "late", ""))
    spans += [(since, until, "stop", "停表") for since, until in clock.get("stops") or ()]
    if clock.get("may_until"):
        spans.append((max(due, ended), clock["may_until"], "may", clock.get("may_label") or ""))
    return [span for span in spans if span[0] < span[1]]


def _wide(label: str) -> float:
    """The width of a label in per cent of the drawing; a Latin letter is about half a Chinese one."""
    return CHARACTER * sum(1 if ord(sign) > 0x2E80 else 0.56 for sign in label) + 0.5


def _short(day: date) -> str:
    return f"{day.month}-{day.day:02d}"


def _place_events(events: list[dict[str, Any]]) -> None:
    """From the right: a label that would reach the line of a later one stands one row above it."""
    for index in range(len(events) - 1, -1, -1):
        event = events[index]
        reach = event["at"] + _wide(event["label"])
        event["row"] = max([-1, *(later["row"] for later in events[index + 1 :] if later["at"] < reach)]) + 1


def _place_ends(ends: list[dict[str, Any]], events: list[dict[str, Any]]) -> None:
    """Today (or the day it was done) and the last day: the earlier one's label stands left of its line."""
    taken = [(event["at"], event["at"] + _wide(event["label"]), event["row"]) for event in events]
    for index, end in enumerate(ends):
        wide = _wide(end["label"])
        leftward = end["at"] >= wide if index == 0 else end["at"] + wide > 100
        span = (end["at"] - wide, end["at"]) if leftward else (end["at"], end["at"] + wide)
        end["row"] = (
            max([-1, *(row for since, until, row in taken if since < span[1] and until > span[0])]) + 1
        )
        end["anchor"], end["gap"] = ("end", -6) if leftward else ("start", 6)
        taken.append((*span, end["row"]))


def clock(clock: Mapping[str, Any], today: date) -> dict[str, Any]:
    """One clock as a bar. ``clock`` is described in ``components/clock_bar.html`` (``bar``)."""
    first: date = clock.get("start") or clock["counted_from"]
    ended, due = clock.get("done_on") or today, clock["due"]
    last: date = max(due, ended, clock.get("may_until") or due)
    length: int = max((last - first).days + 1, 2)

    def at(day: date) -> float:
        return 100 * min(max((day - first).days, 0), length) / length

    def mark(day: date, label: str) -> dict[str, Any]:
        return {"on": day, "at": at(day), "x": percent(at(day)), "label": label}

    segments = []
    for since, until, tone, label in _spans(clock, today):
        width = at(until) - at(since)
        segment = mark(since, label if width >= _wide(label) else "")
        segments.append(
            {**segment, "width": percent(width), "middle": percent(at(since) + width / 2), "tone": tone}
        )
    events = [mark(e["on"], e["label"]) for e in sorted(clock.get("events") or (), key=lambda e: e["on"])]
    _place_events(events)
    ended_mark = mark(ended, f"{'办结' if clock.get('done_on') else '今天'} {_short(ended)}")
    due_mark = mark(due, f"届满 {_short(due)}")
    ends = sorted([ended_mark, due_mark], key=lambda end: end["at"])
    _place_ends(ends, events)
    labels = [*events, *ends]
    for placed in labels:
        placed["y"] = 30 - 16 * placed["row"]
    top = 16 * max(placed["row"] for placed in labels)
    every_day = [first + timedelta(days=step) for step in range(length)]
    rests = runs(day for day in every_day if _is_rest(day, clock.get("rest_days")))
    months = [day for day in every_day if day.day == 1 or day == first]
    if len(months) > 1 and at(months[1]) < _wide("12月"):
        months = months[1:]
    return {
        "segments": segments,
        "events": events,
        "rests": [
            {"x": percent(at(since)), "width": percent(100 * ((until - since).days + 1) / length)}
            for since, until in rests
        ],
        "months": [mark(day, f"{day.month}月") for day in months],
        "notes": [mark(note["on"], note["label"]) for note in clock.get("notes") or ()],
        "ended": ended_mark,
        "due": due_mark,
        "overdue": ended > due,
        "top": top,
        "height": top + 92,
    }


def heat(
    counts: Iterable[Mapping[str, Any]],
    today: date,
    rest_days: Collection[date] | None = None,
    weeks: int = 6,
) -> dict[str, Any]:
    """Weeks of days, Monday first. A count is ``{on, n, overdue, href}``; days gone show what is overdue."""
    first = _monday(today)
    by_day = {count["on"]: count for count in counts}
    ahead = [count["n"] for day, count in by_day.items() if today <= day < first + timedelta(days=7 * weeks)]
    most = max(ahead, default=0)
    rows = []
    for week in range(weeks):
        days = []
        for weekday in range(7):
            day = first + timedelta(days=7 * week + weekday)
            count = by_day.get(day, {})
            n = count.get("overdue", 0) if day < today else count.get("n", 0)
            new_month = day.day == 1 or weekday == 0
            days.append(
                {
                    "on": day,
                    "label": f"{day.month}-{day.day:02d}" if new_month else str(day.day),
                    "n": n,
                    "past": day < today,
                    "today": day == today,
                    "rest": _is_rest(day, rest_days),
                    "level": ceil(5 * n / most) if n and most and day >= today else 0,
                    "href": count.get("href", ""),
                }
            )
        name = ("本周", "下周")[week] if week < 2 else f"第 {week + 1} 周"
        rows.append({"label": name, "days": days, "total": sum(day["n"] for day in days)})
    return {"weeks": rows, "total": sum(row["total"] for row in rows)}


def line(points: Sequence[float | None], low: float, high: float, height: int = 44) -> dict[str, Any]:
    """A line over equal steps in a box 100 wide; gaps break it, a value beyond the axis stays on its edge."""
    step = 100 / max(len(points) - 1, 1)
    spread = (high - low) or 1
    placed: list[tuple[float, float] | None] = []
    for index, value in enumerate(points):
        if value is None:
            placed.append(None)
            continue
        level = min(max((value - low) / spread, 0), 1)
        placed.append((round(index * step, 2), round(height - 3 - level * (height - 6), 1)))
    runs: list[list[tuple[float, float]]] = [[]]
    for spot in placed:
        if spot is None:
            runs.append([])
        else:
            runs[-1].append(spot)
    spots = [spot for spot in placed if spot]
    edge = f"0,{height} " + " ".join(f"{x:g},{y:g}" for x, y in spots) + f" 100,{height}"
    return {
        "lines": [" ".join(f"{x:g},{y:g}" for x, y in run) for run in runs if len(run) > 1],
        "dots": [{"x": percent(x), "y": f"{y:g}"} for x, y in spots],
        "end": {"x": percent(spots[-1][0]), "y": f"{spots[-1][1]:g}"} if spots else None,
        "area": edge if spots and None not in placed else "",
        "height": height,
    }


def band(
    lows: Sequence[float],
    highs: Sequence[float],
    low: float,
    high: float,
    height: int,
    rests: Collection[int],
) -> dict[str, Any]:
    """The range around a line of :func:`line`, and the steps that are rest days."""
    step, spread = 100 / max(len(lows) - 1, 1), (high - low) or 1

    def spot(index: int, value: float) -> str:
        level = min(max((value - low) / spread, 0), 1)
        return f"{round(index * step, 2):g},{round(height - 3 - level * (height - 6), 1):g}"

    there = [spot(n, value) for n, value in enumerate(highs)]
    back = [spot(n, value) for n, value in reversed(list(enumerate(lows)))]
    width = round(step, 2)
    return {
        "edge": " ".join([*there, *back]),
        "rests": [{"x": f"{round((n - 0.5) * step, 2):g}", "width": f"{width:g}"} for n in sorted(rests)],
    }


def stack(parts: Iterable[Mapping[str, Any]], scale: float | None = None) -> list[dict[str, Any]]:
    """Parts of one bar. A part is ``{n, label, tone, href}``; ``scale`` is the full width, else the sum."""
    known = [part for part in parts if part["n"]]
    whole = scale or sum(part["n"] for part in known) or 1
    placed = []
    x = 0.0
    for part in known:
        # one case among hundreds must still be seen
        width = max(100 * part["n"] / whole, 1)
        placed.append(
            {**part, "x": percent(x), "width": percent(width), "fits": width > 2.2 * len(str(part["n"]))}
        )
        x += width
    return placed


def strip(points: Iterable[Mapping[str, Any]], low: float, high: float) -> dict[str, Any]:
    """Dots on one axis, piled where they meet. A point is ``{value, label, href, outlier}``."""
    piles: dict[int, int] = {}
    placed = []
    spread = (high - low) or 1
    for point in sorted(points, key=lambda point: point["value"]):
        at = on_axis((point["value"] - low) / spread)
        row = piles.get(round(at), 0)
        piles[round(at)] = row + 1
        anchor = "start" if at < 12 else "end" if at > 88 else "middle"
        placed.append({**point, "x": percent(at), "row": row, "anchor": anchor})
    tall = max([*piles.values(), 2])
    base = 12 * tall + 12
    for dot in placed:
        dot["y"] = base - 12 * dot["row"]
    return {"dots": placed, "base": base, "height": base + 10}
