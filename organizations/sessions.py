"""Sessions in the database whose end moves on at most once a minute: a page that only reads writes nothing."""

from datetime import timedelta

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

#: An idle screen signs out up to this much earlier than SESSION_COOKIE_AGE says, never later.
STEP = timedelta(minutes=1)


class SessionStore(db.SessionStore):
    """Django's own, saved when something changed or the last saving lies a minute back."""

    def _get_session_from_db(self) -> Session | None:
        row: Session | None = super()._get_session_from_db()  # type: ignore[misc]
        if row and row.expire_date < self.get_expiry_date(expiry=None) - STEP:
            self.modified = True
        return row
