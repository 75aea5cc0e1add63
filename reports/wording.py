"""Numbers as the reports write them."""

from decimal import ROUND_HALF_UP, Decimal

CHINESE = "一二三四五六七八九十"
TEN = 10


def numeral(n: int) -> str:
    """1–19 as headings are numbered: 一, …, 十, 十一."""
    return CHINESE[n - 1] if n <= TEN else f"十{CHINESE[n - TEN - 1]}"


def pct(share: float | None) -> str:
    """``97.86%``, ``—`` for an empty denominator; not all is never written as 100.00% (domain §6)."""
    if share is None:
        return "—"
    shown = (Decimal(str(share)) * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if share < 1 and shown >= 100:
        shown = Decimal("99.99")
    return f"{shown}%"


def amount(value: float) -> str:
    """``1,210``; a share of something to two places, without zeros at its end: 42 学时, 42.33 学时."""
    return f"{round(value, 2):,}".removesuffix(".0") if isinstance(value, float) else f"{value:,}"


def plain(value: float | None, *, rate: bool) -> str:
    """A figure's value in a table."""
    if rate:
        return pct(value)
    return "—" if value is None else amount(value)


#: 余 keeps the two highest digits (domain §7.3).
KEPT_DIGITS = 2
#: Below this a change is told in numbers, not as a share.
FEW = 20


class NotSayable(ValueError):
    """The words would not be true of the figures; the message says why."""


def about(value: int) -> str:
    """``340余`` for 345: down to the two highest digits; a number that is round already, or has no more, is exact."""
    step = 10 ** max(len(str(value)) - KEPT_DIGITS, 0)
    floor = value // step * step
    return str(value) if floor == value else f"{floor}余"


def times(now: float, then: float) -> str:
    """``增加37倍``: now ÷ then − 1 (domain §7.3). Raises NotSayable below one time."""
    if not then:
        raise NotSayable("上年是 0，不能说增加几倍")
    more = Decimal(str(now)) / Decimal(str(then)) - 1
    if more < 1:
        raise NotSayable("没有增加一倍，请用「同比」")
    return f"增加{more.quantize(Decimal('0.1'), ROUND_HALF_UP).normalize():f}倍"


def direction(now: float, then: float) -> str:
    """上升, 下降 or 持平."""
    return "上升" if now > then else "下降" if now < then else "持平"


def against(now: float, then: float, unit: str, *, rate: bool) -> str:
    """The change since last year in a phrase; a rate in 百分点, few in numbers, else as a share."""
    if now == then:
        return "与上年持平"
    up = now > then
    if rate:
        points = (abs(Decimal(str(now)) - Decimal(str(then))) * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return f"比上年{'提高' if up else '降低'} {points} 个百分点" if points else "与上年基本持平"
    if then < FEW:
        return f"比上年{'增加' if up else '减少'} {abs(now - then):,} {unit}"
    share = (abs(Decimal(str(now)) - Decimal(str(then))) / Decimal(str(then)) * 100).quantize(
        Decimal("0.1"), ROUND_HALF_UP
    )
    return f"同比{'上升' if up else '下降'} {share}%"
