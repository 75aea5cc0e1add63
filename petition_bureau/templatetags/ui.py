"""Words and drawings of the pages: days, time left, masks, rates, and where the marks of a drawing stand."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from law import clock
from petition_bureau.templatetags import geometry

register = template.Library()

HUNDRED = Decimal(100)


def _day(value: date | datetime) -> date:
    """The legal day of a moment (Asia/Shanghai), or the day itself."""
    if isinstance(value, datetime):
        return value.astimezone(clock.SHANGHAI).date() if value.tzinfo else value.date()
    return value


@register.filter
def weekday(value: date | datetime | None) -> str:
    """``周一``."""
    return f"周{geometry.WEEKDAYS[_day(value).weekday()]}" if value else ""


@register.filter
def cn_day(value: date | datetime | None, today: date | None = None) -> str:
    """A day in a list: ``11-23 周一``; ``2027-01-04 周一`` when the year is another."""
    if not value:
        return ""
    day = _day(value)
    this_year = day.year == (today or clock.today()).year
    return f"{day.month}-{day.day:02d} {weekday(day)}" if this_year else f"{day:%Y-%m-%d} {weekday(day)}"


@register.filter
def cn_date(value: date | datetime | None, today: date | None = None) -> str:
    """A day in a sentence: ``11月23日 周一``; ``2027年1月4日 周一`` when the year is another."""
    if not value:
        return ""
    day = _day(value)
    year = "" if day.year == (today or clock.today()).year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日 {weekday(day)}"


@register.filter
def cn_full(value: date | datetime | None) -> str:
    """A day on paper: ``2026年11月23日``."""
    if not value:
        return ""
    day = _day(value)
    return f"{day.year}年{day.month}月{day.day}日"


#: A day as machines write it, and the official number of a matter, inside running text.
_ISO_DAY = re.compile(r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])")
_CASE_NUMBER = re.compile(r"\d{6}-\d-\d{8}-\d{5}")


@register.filter
def said(value: object) -> SafeString:
    """Running text as people write it: ``2026-11-23`` becomes ``11月23日`` (the year only if another).

    A matter's number is never torn in two lines.
    """
    this_year = clock.today().year

    def day(match: re.Match[str]) -> str:
        year, month, number = (int(part) for part in match.groups())
        return f"{'' if year == this_year else f'{year}年'}{month}月{number}日"

    text = value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else value
    told = _ISO_DAY.sub(day, conditional_escape("" if text is None else str(text)))
    return mark_safe(_CASE_NUMBER.sub(r'<span class="nowrap">\g<0></span>', told))  # noqa: S308 escaped above


@register.filter
def days_left_words(days_left: int | None) -> str:
    """``逾期 3 天``, ``今天届满``, ``剩 2 天``; empty when there is no last day."""
    if days_left is None:
        return ""
    if days_left < 0:
        return f"逾期 {-days_left} 天"
    return "今天届满" if days_left == 0 else f"剩 {days_left} 天"


@register.filter
def light(days_left: int | None) -> str:
    """The tone of a status light: ``late``, ``soon`` (3 days or less), ``week`` (7 or less) or ``plain``."""
    if days_left is None:
        return "plain"
    if days_left < 0:
        return "late"
    return "soon" if days_left <= 3 else "week" if days_left <= 7 else "plain"


def _name(value: str) -> str:
    return value[0] + "*" if len(value) <= 2 else value[0] + "*" * (len(value) - 2) + value[-1]


#: How many characters stay readable at either end.
MASKS = {"phone": (3, 4), "identity": (6, 4), "address": (6, 0), "code": (0, 4)}


@register.filter
def mask(value: object, kind: str = "name") -> str:
    """A ``name``, ``phone``, ``identity`` number, ``address`` or ``code`` as screens show it: ``陈*英``."""
    text = str(value or "").strip()
    if not text:
        return "—"
    if kind == "name":
        return _name(text)
    head, tail = MASKS[kind]
    if len(text) <= head + tail:
        head, tail = (1, 0) if len(text) > 1 else (0, 0)
    return text[:head] + "*" * (len(text) - head - tail) + (text[-tail:] if tail else "")


@register.filter
def pct(share: float | Decimal | Fraction | None, places: int = 2) -> str:
    """A share 0–1 as ``97.86%``; ``—`` for an empty denominator. Not all is never shown as ``100.00%``."""
    if share is None:
        return "—"
    exact = (
        Decimal(share.numerator) / share.denominator if isinstance(share, Fraction) else Decimal(str(share))
    )
    step = Decimal(1).scaleb(-places)
    shown = (exact * HUNDRED).quantize(step, ROUND_HALF_UP)
    if exact < 1 and shown >= HUNDRED:
        shown = HUNDRED - step
    return f"{shown}%"


@register.filter
def thousands(value: float | None) -> str:
    """``5,238``; ``—`` for nothing known."""
    return "—" if value is None else f"{value:,}"


@register.filter
def signed(value: float | None) -> str:
    """``+120``, ``−61`` with a true minus, ``0``; ``—`` for nothing known."""
    if value is None:
        return "—"
    return f"+{value:,}" if value > 0 else f"−{-value:,}" if value < 0 else "0"


@register.filter
def share(value: float | None, scale: float | None) -> str:
    """``value`` of ``scale`` as a width or place in a drawing: ``"43.2%"``, between 0 and 100."""
    if not value or not scale:
        return "0%"
    return geometry.percent(min(max(100 * float(value) / float(scale), 0), 100))


@register.simple_tag
def status_light(
    days_left: int | str | None = None, due_on: date | None = None, done: object = "", **how: object
) -> SafeString:
    """A last day in words; see ``components/status_light.html``. No template, because a list has one in every row."""
    parts = []
    if done:
        tone = "light" if how.get("quiet") else "light light--done"
        parts.append(f'<span class="{tone}">{escape("已办结" if done is True else done)}</span>')
    elif isinstance(days_left, int):
        parts.append(f'<span class="light light--{light(days_left)}">{days_left_words(days_left)}</span>')
    if due_on:
        parts.append(f'<time datetime="{_day(due_on).isoformat()}">{cn_day(due_on)}</time>')
    if how.get("provisional"):
        parts.append('<span class="tag tag--provisional">暂估</span>')
    box = "light-box light-box--line" if how.get("line") else "light-box"
    return mark_safe(f'<span class="{box}">{"".join(parts)}</span>')  # noqa: S308 escaped above


@register.simple_tag
def select_options(options: Iterable[tuple[object, object]], chosen: object) -> SafeString:
    """The options of a select after 全部; a list of units is long."""
    written = (
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(label)}</option>'
        for value, label in options
    )
    return mark_safe("".join(written))  # noqa: S308 escaped above


@register.simple_tag
def legal_today() -> date:
    """The legal day of this installation (``law.clock``)."""
    return clock.today()


@register.simple_tag
def ruler_layout(
    marks: Iterable[Mapping[str, Any]],
    today: date | None = None,
    rest_days: Collection[date] | None = None,
    weeks: int | None = None,
) -> dict[str, Any]:
    """See :func:`geometry.ruler`."""
    return geometry.ruler(marks, today or clock.today(), rest_days or None, weeks or 5)


@register.simple_tag
def clock_layout(bar: Mapping[str, Any], today: date | None = None) -> dict[str, Any]:
    """See :func:`geometry.clock`."""
    return geometry.clock(bar, today or clock.today())


@register.simple_tag
def heat_layout(
    counts: Iterable[Mapping[str, Any]],
    today: date | None = None,
    rest_days: Collection[date] | None = None,
    weeks: int | None = None,
) -> dict[str, Any]:
    """See :func:`geometry.heat`."""
    return geometry.heat(counts, today or clock.today(), rest_days or None, weeks or 6)


@register.simple_tag
def line_layout(points: Sequence[float | None], low: float, high: float, height: int = 44) -> dict[str, Any]:
    """See :func:`geometry.line`."""
    return geometry.line(points, low, high, height)


@register.simple_tag
def band_layout(
    lows: Sequence[float],
    highs: Sequence[float],
    low: float,
    high: float,
    height: int,
    rests: Collection[int],
) -> dict[str, Any]:
    """See :func:`geometry.band`."""
    return geometry.band(lows, highs, low, high, height, rests)


@register.simple_tag
def stack_layout(parts: Iterable[Mapping[str, Any]], scale: float | None = None) -> list[dict[str, Any]]:
    """See :func:`geometry.stack`."""
    return geometry.stack(parts, scale or None)


@register.simple_tag
def strip_layout(points: Iterable[Mapping[str, Any]], low: float, high: float) -> dict[str, Any]:
    """See :func:`geometry.strip`."""
    return geometry.strip(points, low, high)


@register.simple_tag
def axis_layout(low: float, high: float, *values: float | None) -> list[str]:
    """Where values stand on the axis from ``low`` to ``high``; an unknown one stands at its start."""
    spread = (float(high) - float(low)) or 1
    return [
        geometry.percent(geometry.on_axis(0 if value is None else (float(value) - float(low)) / spread))
        for value in values
    ]


@register.simple_tag
def progress_layout(step: int, total: int) -> list[str]:
    """One class per step: ``gone``, ``now`` (hollow) or empty."""
    return ["gone" if n < step else "now" if n == step else "" for n in range(1, total + 1)]
