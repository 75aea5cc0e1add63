"""Lines of the ledger as tests enter them: through the real action, on a day that has come."""

from datetime import date
from typing import Any

import builders as b
from django.conf import settings
from django.test import Client

from law.terms import ActivityKind, Role
from organizations.models import User
from reports.activities import actions
from reports.activities.entries import Entry
from reports.activities.models import Activity
from reports.activities.quantities import read

ON = date(2023, 12, 31)
YEAR = (date(2023, 1, 1), date(2023, 12, 31))


def writer() -> User:
    return b.person(Role.WRITER)


def entry(kind: str, title: str = "", on: date = date(2023, 6, 1), until: date | None = None, unit: str = "bureau",
          words: dict[str, Any] | None = None, **numbers: str) -> Entry:  # fmt: skip
    measures = {code: read(text, decimals=True) for code, text in numbers.items()}
    what = ActivityKind(kind)
    return Entry(
        what, on, until or on, b.unit(unit), title or f"{what.label}一", measures=measures, **(words or {})
    )


def entered(kind: str, title: str = "", by: User | None = None, today: date = ON, **given: Any) -> Activity:
    return actions.enter(entry(kind, title, **given), by=by or writer(), on=today)


def client(who: User | None = None) -> Client:
    browser = Client()
    browser.force_login(who or writer(), backend=settings.AUTHENTICATION_BACKENDS[-1])
    return browser
