"""The counted parts of a board, kept for a minute as they were written: the board says as of when it was counted.

Counting a hundred thousand matters by every key takes a fifth of a second; a leader who opens a set and comes back, or
draws the page again, need not wait for it. What is kept belongs to one person, one address and one day, and is gone with
the next act or look of that person, so nobody misses what they did themselves. It holds figures only: rows of matters
stand outside the kept parts and are read each time. Without Valkey every page is counted anew.
"""

from collections.abc import Callable
from functools import cache, cached_property
from hashlib import sha256
from typing import Any, cast

import redis
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from audit.models import Record
from law import clock
from organizations.web import StaffRequest

Values = dict[str, Any]


def board(
    request: StaffRequest, template: str, *, live: Values, counted: Callable[[], Values], status: int = 200
) -> HttpResponse:
    """The page: ``live`` is known anew each time, ``counted`` only where its parts (``{% kept %}``) are not kept."""
    parts = Parts(request, counted)
    values = live if parts.kept else live | parts.values
    response = render(request, template, values | {"parts_kept": parts}, status=status)
    parts.keep()
    return response


class Parts:
    """The kept parts of one page, by name."""

    def __init__(self, request: StaffRequest, counted: Callable[[], Values]) -> None:
        self.counted = counted
        self.written: dict[str, str] = {}
        self.key = _key(request) if settings.BOARDS_KEPT else ""
        self.kept = _read(self.key) if self.key else {}

    @cached_property
    def values(self) -> Values:
        """What was counted, and when the counting began: a figure is never older than ``now``."""
        began = clock.now()
        return self.counted() | {"now": began}

    def keep(self) -> None:
        """All parts that were written, at once."""
        if self.key and self.written:
            _write(self.key, self.written)


def _key(request: StaffRequest) -> str:
    """Whose, of which day, since which of their own acts, and where."""
    user = request.user
    mine = Record.objects.filter(actor_id=user.pk).order_by("-seq").values_list("seq", flat=True).first()
    whose = (user.pk, user.role, user.unit_id, mine, clock.today().isoformat(), request.get_full_path())
    return f"board:{sha256(repr(whose).encode()).hexdigest()}"


@cache
def _hints() -> redis.Redis:
    """One connection for every page of this process."""
    return redis.Redis.from_url(
        settings.REDIS_URL, decode_responses=True, socket_timeout=1, socket_connect_timeout=1
    )


def _read(key: str) -> dict[str, str]:
    try:
        found: Any = _hints().hgetall(key)
        return dict(found)
    except redis.RedisError:
        return {}


def _write(key: str, parts: dict[str, str]) -> None:
    try:
        with _hints().pipeline() as together:
            together.hset(key, mapping=cast("Any", parts))
            together.expire(key, settings.BOARDS_KEPT)
            together.execute()
    except redis.RedisError:
        return
