"""Sessions in the database whose end moves on at most once a minute: a page that only reads writes nothing."""

from datetime import timedelta

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection

#: An idle screen signs out up to this much earlier than SESSION_COOKIE_AGE says, never later.
STEP = timedelta(minutes=1)


class SessionStore(db.SessionStore):
    """Django's own, saved when something changed or the last saving lies a minute back."""

    def _get_session_from_db(self) -> Session | None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT session_data, expire_date FROM django_session WHERE session_key = %s AND expire_date > now()",
                [self.session_key],
            )
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return None
        row = Session(str(self.session_key), *found)
        if row.expire_date < self.get_expiry_date(expiry=None) - STEP:
            self.modified = True
        return row
