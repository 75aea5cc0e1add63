"""One report a module: its records are entered once, the report is generated, and the database is as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from tests.reports.proofs.records import Generated, generated

#: Rows of an open transaction are new to the planner: it would read every table as an empty one, row by row.
PLANNED = "SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off; DISCARD PLANS"


@contextmanager
def undone(blocker: Any) -> Iterator[None]:
    """The database is open, and afterwards as it was."""
    with blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(PLANNED)
        yield
        connection.check_constraints()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def report(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Generated:
    """The module's ``enter`` and ``YEAR``, ``ON``; what is given back needs no database."""
    with undone(django_db_blocker):
        request.module.enter()
        return generated(request.module.YEAR, request.module.ON)
