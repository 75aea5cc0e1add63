"""Numbers as the reports write them."""

from decimal import ROUND_HALF_UP, Decimal

CHINESE = "一二三四五六七八九十"


def pct(share: float | None) -> str:
    """``97.86%``, ``—`` for an empty denominator; not all is never written as 100.00% (domain §6)."""
    if share is None:
        return "—"
    shown = (Decimal(str(share)) * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if share < 1 and shown >= 100:
        shown = Decimal("99.99")
    return f"{shown}%"


def plain(value: float | None, *, rate: bool) -> str:
    """A figure's value in a table."""
    if rate:
        return pct(value)
    return "—" if value is None else f"{value:,}"
