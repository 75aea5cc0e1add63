"""A page that only reads writes nothing; an idle screen still signs out in time (等保 8.1.4.1)."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from organizations.sessions import SessionStore

pytestmark = pytest.mark.django_db


def saved(seconds_ago: int) -> str:
    """The key of a session last saved so long ago."""
    store = SessionStore()
    store["who"] = "clerk"
    store.save()
    end = timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE - seconds_ago)
    Session.objects.filter(pk=store.session_key).update(expire_date=end)
    return store.session_key


@pytest.mark.parametrize(("seconds_ago", "again"), [(0, False), (45, False), (75, True)])
def test_the_end_moves_on_at_most_once_a_minute(seconds_ago, again):
    store = SessionStore(saved(seconds_ago))
    assert store["who"] == "clerk"
    assert store.modified is again


def test_an_idle_session_is_over():
    store = SessionStore(saved(settings.SESSION_COOKIE_AGE + 1))
    assert store.get("who") is None
