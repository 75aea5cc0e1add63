"""What the drawings of the design system need: figures with their axis, months as points."""

from datetime import date
from math import ceil, floor
from typing import Any

from reports.figures import By, Span, Table, Tally
from reports.forecast import WEEKS_AROUND, WEEKS_BACK, Forecast
from reports.indicators import INDICATORS, Basis
from reports.sets import CountSet, FigureSet

NOTHING = Tally()


def axis(shares: list[float | None]) -> tuple[float, float]:
    """The lowest step of 5 % (20 % when far apart) below all shares, up to 100 %: a cut axis, always printed."""
    known = [share for share in shares if share is not None]
    low = min(known, default=0.95)
    step = 0.05 if low >= 0.75 else 0.2
    return max(0.0, round(min(floor(low / step + 1e-9) * step, 1 - step), 4)), 1.0


def words(low: float, high: float) -> str:
    return f"纵轴 {low:.0%}—{high:.0%}"


def back_months(until: date, n: int = 12) -> Span:
    """The ``n`` months that end with the day ``until``."""
    first = until.year * 12 + until.month - n
    return Span(date(first // 12, first % 12 + 1, 1), until)


def figure(code: str, span: Span, basis: Basis, tally: Tally, months: Table, year: Span) -> dict[str, Any]:
    """The context of ``components/figure.html``."""
    indicator = INDICATORS[code]
    at = FigureSet(code, "numerator", span, basis)
    names = year.months()
    points = [months.get((name, code), NOTHING).rate for name in names]
    low, high = axis(points)
    found: dict[str, Any] = {
        "name": indicator.name,
        "share": tally.rate,
        "numerator": tally.numerator,
        "numerator_url": at.url(),
        "denominator": tally.denominator,
        "denominator_url": at.with_part("denominator").url(),
        "definition": f"{indicator.definition}（{indicator.basis}）。分子：{indicator.numerator}。分母：{indicator.denominator}。",
        "excluded": left_out(code, tally),
    }
    if any(point is not None for point in points):
        found |= {"points": points, "low": low, "high": high, "axis": words(low, high), "from_label": names[0],
                  "to_label": names[-1]}  # fmt: skip
    return found


def left_out(code: str, tally: Tally) -> str:
    """What is in no denominator, in numbers and words."""
    parts = [f"{INDICATORS[code].excluded}。"]
    if tally.pending:
        parts.append(f"另有在办未到期 {tally.pending}，不入分母。")
    if tally.not_recorded:
        parts.append(f"另有导入件 {tally.not_recorded}，流转未记录，不入分母。")
    return "".join(parts)


def grid(table: Table, keys: list[tuple[str, str]], codes: list[str], make: Any) -> list[dict[str, Any]]:
    """Rows of a table beside the pictures: {label, cells [{tally, numerator_url, denominator_url}]}."""
    found = []
    for key, label in keys:
        cells = []
        for code in codes:
            tally = table.get((key, code), NOTHING)
            at: FigureSet = make(key, code)
            cells.append({"tally": tally, "share": tally.rate, "numerator_url": at.url(),
                          "denominator_url": at.with_part("denominator").url()})  # fmt: skip
        found.append({"label": label, "key": key, "cells": cells})
    return found


def county(table: Table, code: str) -> Tally:
    """The whole county's tally: all keys of one indicator together."""
    return sum((tally for (_, of), tally in table.items() if of == code), NOTHING)


#: An axis of numbers begins and ends on such a step.
STEP = 10


def outlook(found: Forecast, looked: Span, today: date, by: By = "all", key: str = "") -> dict[str, Any]:
    """The context of ``components/outlook.html``: the forecast as a line in its range, and as a table."""
    rows: list[dict[str, Any]] = [
        {"on": day.on, "rest": day.rest, "due": day.due, "arriving": round(day.arriving, 1), "open": round(day.open),
         "low": round(day.low), "high": round(day.high)}
        for day in found.days
    ]  # fmt: skip
    lows, highs = [found.now, *(row["low"] for row in rows)], [found.now, *(row["high"] for row in rows)]
    low, high = max(floor(min(lows) / STEP) * STEP, 0), ceil(max(highs) / STEP) * STEP
    return {
        "now": found.now, "rows": rows, "last": rows[-1] if rows else None, "today": today, "looked": found.looked,
        "points": [found.now, *(row["open"] for row in rows)], "lows": lows, "highs": highs, "low": low, "high": high or STEP,
        "rests": [n for n, row in enumerate(rows, 1) if row["rest"]],
        "due": sum(row["due"] for row in rows), "arriving": round(sum(day.arriving for day in found.days)),
        "weeks": WEEKS_BACK, "around": 2 * WEEKS_AROUND + 1, "last_year": found.last_year,
        "past_url": CountSet("arrived", looked, by, key).url(), "past": looked,
    }  # fmt: skip
