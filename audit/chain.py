"""Append to the chain: one record per act, or one per batch with a digest of its rows (design D14)."""

import hashlib
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection

from law import clock
from organizations import acting, keys
from organizations.models import User


def canonical(*parts: object) -> bytes:
    """Length-prefixed fields: two different records never have the same bytes."""
    encoded = [str(part).encode() for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


def mac_of(seq: int, at: datetime, fields: tuple[object, ...], previous: bytes) -> bytes:
    return keys.digest("audit", canonical(seq, int(at.timestamp() * 1_000_000), *fields) + previous)


def record(
    verb: str, *, by: User | None, about: object = None, reason: str = "", rows: list[object] | None = None
) -> None:
    """Add one record in the caller's transaction, as its last act; if it cannot be written, all fails with it.

    ``about``: a model instance, named by its table and key only (never by personal content). ``rows``: of a batch,
    their keys enter as a digest.
    """
    at = clock.now()
    digest = hashlib.sha256(canonical(*rows)).hexdigest() if rows else ""
    kind = about._meta.label_lower if about is not None else ""  # type: ignore[attr-defined]
    ident = str(about.pk) if about is not None else ""  # type: ignore[attr-defined]
    fields = (by.pk if by else "", str(by) if by else "系统", verb, kind, ident, reason[:200], digest)
    acting.at_the_end(partial(_append, at, fields))


def _append(at: datetime, fields: tuple[Any, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, mac FROM audit_chainhead WHERE id = 1 FOR UPDATE")
        seq, previous = cursor.fetchone() or (0, b"")
        seq += 1
        mac = mac_of(seq, at, fields, bytes(previous))
        cursor.execute(
            "WITH head AS (UPDATE audit_chainhead SET seq = %s, mac = %s WHERE id = 1)"
            " INSERT INTO audit_record (seq, at, actor_id, actor, verb, object_type, object_id, reason, digest,"
            " previous, mac) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [seq, mac, seq, at, fields[0] or None, *fields[1:], bytes(previous), mac],
        )
