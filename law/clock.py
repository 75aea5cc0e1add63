"""The one clock of the house: what day it is, in Asia/Shanghai (design D13).

Views, tasks, commands and the demo read it; actions get ``on``/``at`` passed. ``PETITION_TODAY=YYYY-MM-DD`` moves the
day for all processes of an installation (production settings refuse it); the demo year is lived inside :func:`on_day`.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_lived_day: ContextVar[date | None] = ContextVar("lived_day", default=None)


def _wanted_day() -> date | None:
    lived = _lived_day.get()
    if lived is not None:
        return lived
    return installed_day(os.environ)


def installed_day(env: Mapping[str, str]) -> date | None:
    """The day ``PETITION_TODAY`` moves this installation to, if any. Raises ValueError when it is no day."""
    text = env.get("PETITION_TODAY")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"环境变量 PETITION_TODAY：{text} 不是日期，请写成 2026-03-02 的样子，或去掉"
        ) from None


def now() -> datetime:
    """This moment in Asia/Shanghai, on the installation's day."""
    real = datetime.now(SHANGHAI)
    wanted = _wanted_day()
    return real if wanted is None else real + (wanted - real.date())


def today() -> date:
    """The legal day: a day of Asia/Shanghai whatever the server's zone."""
    return now().date()


def moment_of(day: date) -> datetime:
    """Noon of a legal day, for rows whose hour nobody recorded."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)


@contextmanager
def on_day(day: date) -> Iterator[None]:
    """Live one day of the demo year or of a test: inside, ``today()`` is ``day``."""
    token = _lived_day.set(day)
    try:
        yield
    finally:
        _lived_day.reset(token)
