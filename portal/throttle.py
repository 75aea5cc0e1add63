"""Guessing is slowed in PostgreSQL: per address, per code, and for the whole door (reliability T-07, §4.11).

A row is locked until the request ends, so a hundred tries at once count as a hundred. Only failures stay counted: a
hall full of petitioners behind one address is not locked out. Failing means slower for all, never open.
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from law import clock
from organizations import keys
from portal.models import Attempts

WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Limit:
    """``tries`` within the window; one more closes this key for ``closed`` (None: to the end of the window)."""

    scope: str
    tries: int
    closed: timedelta | None = None


ADDRESS = Limit("address", 10)
CODE = Limit("code", 5, timedelta(hours=1))
SIGN_IN = Limit("sign-in", 10)
#: So many failures of the whole door in one window leave each address fewer tries.
BUSY, TRIES_WHEN_BUSY = 300, 3
EVERYWHERE = Limit("everywhere", 1_000_000)


@dataclass(frozen=True, slots=True)
class Closed:
    """No look-up for now; ``minutes`` until the next one, rounded up."""

    minutes: int


def peer(request: HttpRequest) -> str:
    """The real address of the other side.

    X-Forwarded-For counts only behind ``TRUSTED_PROXIES`` proxies of our own, and then from the right (T-21).
    An IPv6 household is its /64.
    """
    address = request.META.get("REMOTE_ADDR", "")
    proxies = getattr(settings, "TRUSTED_PROXIES", 0)
    if proxies:
        forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if len(forwarded) >= proxies:
            address = forwarded[-proxies]
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network(f"{found}/64", strict=False)) if found.version == 6 else str(found)


def take(limit: Limit, value: str, *, most: int | None = None) -> Closed | None:
    """Count one try before anything is looked up; Closed when there were too many."""
    at = clock.now()
    row = _locked(limit, value, at)
    if row.locked_until and row.locked_until > at:
        return _closed(row.locked_until - at)
    if row.since + WINDOW <= at or row.locked_until:
        row.since, row.tries, row.locked_until = at, 0, None
    if row.tries >= (limit.tries if most is None else most):
        row.locked_until = at + limit.closed if limit.closed else row.since + WINDOW
        row.save()
        return _closed(row.locked_until - at)
    row.tries += 1
    row.save()
    return None


def give_back(limit: Limit, value: str) -> None:
    """The try succeeded: it is not counted."""
    row = _locked(limit, value, clock.now())
    row.tries = max(0, row.tries - 1)
    row.save()


def take_enquiry(address: str, code: str) -> Closed | None:
    """One enquiry: the address, then the code, then the whole door — always in this order, so that none waits in a ring."""
    busy = Attempts.objects.filter(
        pk=_key(EVERYWHERE, ""), tries__gte=BUSY, since__gt=clock.now() - WINDOW
    ).exists()
    closed = take(ADDRESS, address, most=TRIES_WHEN_BUSY if busy else None) or take(CODE, code)
    if closed is None:
        take(EVERYWHERE, "")
    return closed


def enquiry_succeeded(address: str, code: str) -> None:
    give_back(ADDRESS, address)
    give_back(CODE, code)
    give_back(EVERYWHERE, "")


def sweep() -> int:
    """Forget what no longer counts; returns how many rows went. Rows in use are left for the next time."""
    old = clock.now() - timedelta(days=1)
    done = (
        Attempts.objects.filter(since__lt=old)
        .select_for_update(skip_locked=True)
        .values_list("pk", flat=True)
    )
    return Attempts.objects.filter(pk__in=list(done[:1000])).delete()[0]


def _key(limit: Limit, value: str) -> str:
    return keys.digest("code", f"tries\x00{limit.scope}\x00{value}".encode()).hex()


def _locked(limit: Limit, value: str, at: datetime) -> Attempts:
    key = _key(limit, value)
    Attempts.objects.bulk_create([Attempts(key=key, since=at)], ignore_conflicts=True)
    return Attempts.objects.select_for_update().get(pk=key)


def _closed(left: timedelta) -> Closed:
    return Closed(max(1, -int(-left.total_seconds() // 60)))
