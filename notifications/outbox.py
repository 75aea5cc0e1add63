"""Put word into the outbox with the act; relay it into inboxes by an idempotent sweep."""

from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction

from notifications.models import Outbox
from organizations.models import User


def word(
    key: str, to: Iterable[User | int], subject: str, *, on: date, url: str = "", kind: str = "word"
) -> None:
    """One outbox row per key; a second call with the same key adds nothing."""
    recipients = sorted({person if isinstance(person, int) else person.pk for person in to})
    if recipients:
        Outbox.objects.bulk_create(
            [Outbox(key=key, recipients=recipients, subject=subject[:160], url=url, kind=kind, on=on)],
            ignore_conflicts=True,
        )


@transaction.atomic
def relay(limit: int = 5000) -> int:
    """Deliver waiting rows, any number of workers at once; returns how many were relayed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH waiting AS (
                SELECT id, key, recipients, subject, url, kind, "on" FROM notifications_outbox
                WHERE relayed_at IS NULL ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
            ), delivered AS (
                INSERT INTO notifications_inboxitem (key, user_id, subject, url, kind, "on", created_at)
                SELECT w.key, p.value::bigint, w.subject, w.url, w.kind, w."on", now()
                FROM waiting w CROSS JOIN LATERAL jsonb_array_elements_text(w.recipients) AS p(value)
                ON CONFLICT ON CONSTRAINT inbox_once_per_person DO NOTHING
            )
            UPDATE notifications_outbox o SET relayed_at = now() FROM waiting w WHERE o.id = w.id
            """,
            [limit],
        )
        return int(cursor.rowcount)
