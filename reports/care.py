"""Plain-word warnings about figures that may look better than the work: about offices, never about a person who rated.

A warning asks somebody to look; it is no finding. Each names its rows, which open into the matters (domain §6, §9.2).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count as CountOf

from reports import counts
from reports.counted import JUST_BEFORE
from reports.counts import COUNTS, Size
from reports.figures import Span
from reports.sets import CountSet

Sizes = dict[tuple[str, str], Size]


@dataclass(frozen=True, slots=True)
class Sighting:
    """One sentence about one office, with the set behind it."""

    kind: str
    unit: str
    sentence: str
    url: str


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign: at least ``least`` rows, and at least ``share`` of what it is compared with."""

    code: str
    of: str
    title: str
    least: int
    share: float
    sentence: Callable[[int, int], str]


SIGNS = (
    Sign("answered_at_the_end", "answered_in_time", "临期答复而未见送达", 3, 0.3,
         lambda n, of: f"按期的 {of} 个答复里，{n} 个在期限最后 {JUST_BEFORE} 日以内送出，还没有送达记录：请看是不是先答复、后送达"),
    Sign("extended", "answered_in_time", "延期偏多", 5, 0.5,
         lambda n, of: f"批准延期 {n} 件，按期答复 {of} 个：延期应当是情况复杂的例外（条例第34条），请看理由是不是雷同"),
    Sign("backdated", "led", "补录偏多", 5, 0.3,
         lambda n, of: f"主办 {of} 件，补录 {n} 条：请核对补录的依据，事情办了当天就录"),
)  # fmt: skip
#: Ratings typed in by staff on one day: so many, and so large a part of the unit's in the span.
BULK, BULK_SHARE = 5, 0.5


def warnings(span: Span) -> list[Sighting]:
    """The warnings of a span, office by office."""
    codes = sorted({code for sign in SIGNS for code in (sign.code, sign.of)})
    sizes = counts.sizes(codes, span, "unit")
    found = [warning for sign in SIGNS for warning in _of(sign, sizes, span)]
    return [*found, *_bulk(span)]


def _of(sign: Sign, sizes: Sizes, span: Span) -> list[Sighting]:
    made = []
    for key in sorted({key for key, code in sizes if code == sign.code}):
        n, of = sizes[key, sign.code].value, sizes.get((key, sign.of), Size()).value
        if of and n >= sign.least and n >= sign.share * of:
            made.append(
                Sighting(sign.title, key, sign.sentence(n, of), CountSet(sign.code, span, "unit", key).url())
            )
    return made


def _bulk(span: Span) -> list[Sighting]:
    """Many ratings typed in on one day: who rated and who typed is in none of it."""
    rows: Any = COUNTS["ratings_entered"].rows(span).order_by()
    key = COUNTS["ratings_entered"].source.keys["unit"]
    by_day = rows.annotate(key=key).values("key", "on").annotate(n=CountOf("pk")).order_by("key", "on")
    whole = counts.sizes(["ratings_entered"], span, "unit")
    return [
        Sighting("集中代录评价", row["key"], _bulk_words(row["on"], row["n"], whole[row["key"], "ratings_entered"].value),
                 CountSet("ratings_entered", span, "unit", row["key"]).url())
        for row in by_day
        if row["n"] >= BULK and row["n"] >= BULK_SHARE * whole[row["key"], "ratings_entered"].value
    ]  # fmt: skip


def _bulk_words(day: date, n: int, of: int) -> str:
    return f"这段时间代录的 {of} 个评价里，{n} 个是 {day.month}月{day.day}日 一天录的：请核对录音、签字等依据"
