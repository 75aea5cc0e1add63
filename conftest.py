"""The test database as in production: its owner makes it, the tests run as the application's role.

Triggers refuse changes of append-only tables to everyone, so the owner empties tables between transactional
tests, with triggers asleep; base data (units, calendar, rule set) comes back from a copy taken once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dj_database_url
import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

WHO = ("USER", "PASSWORD", "HOST", "PORT")
COPY = "base_copy"  # schema with the rows every test starts from
TABLES = f"""
    SELECT format('%I.%I', n.nspname, c.relname), format('{COPY}.%I', n.nspname || '_' || c.relname),
           (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
             WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '')
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND c.relname <> 'django_migrations'
       AND n.nspname !~ '^pg_|^information_schema$|^{COPY}$'
"""  # noqa: S608


def connect_as(url: str) -> None:
    """From now on Django's connections are made with this address's role (in the same database)."""
    connection.close()
    given: dict[str, Any] = dict(dj_database_url.parse(url))
    connection.settings_dict.update({name: given[name] for name in WHO})


#: Begun first, so that no worker is left alone with one of them at the end (``--dist loadfile --no-loadscope-reorder``).
LONGEST = ("test_handbook.py", "test_demo_smoke.py", "test_matrix.py", "test_no_violations.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that last longest come first; with several workers a file stays with one, its costly scene is made once."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


@contextmanager
def owner_cursor() -> Iterator[Any]:
    """A cursor of the schema's owner on the test database, with triggers asleep."""
    given: dict[str, Any] = dict(dj_database_url.parse(settings.DATABASE_OWNER_URL))
    owner: BaseDatabaseWrapper = connection.copy()
    owner.settings_dict.update({name: given[name] for name in WHO})
    try:
        with owner.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica; SET lock_timeout = '20s'")
            yield cursor
    finally:
        owner.close()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """The owner makes and migrates the test database."""
    connect_as(settings.DATABASE_OWNER_URL)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Fill in base data, keep a copy of it, hand over to the application's role."""
    from organizations import keys
    from petition_bureau import basedata

    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        keys.ensure(settings.KEYS_DIR)
        basedata.load()
        role = dj_database_url.parse(settings.DATABASE_URL)["USER"]
        with owner_cursor() as cursor:
            let_in(cursor, role)
            copy_base(cursor)
        connect_as(settings.DATABASE_URL)
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: restore_base())
        django_db_blocker.block()
        yield
        django_db_blocker.unblock()
        connect_as(settings.DATABASE_OWNER_URL)


@pytest.fixture
def base_data(db: None) -> None:
    """Units, roles, calendar and the active rule set are there (as in every test with a database)."""


def let_in(cursor: Any, role: str) -> None:
    """What the servers' default privileges give; made explicit for a database server of someone else."""
    cursor.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{role}"')
    cursor.execute(f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{role}"')


def copy_base(cursor: Any) -> None:
    """Keep the rows that are there now."""
    cursor.execute(f"DROP SCHEMA IF EXISTS {COPY} CASCADE; CREATE SCHEMA {COPY}")
    for table, copy, _ in all_tables(cursor):
        if has_rows(cursor, [table]):
            cursor.execute(f"CREATE TABLE {copy} AS TABLE {table}")


def restore_base() -> None:
    """Empty every table, put the kept rows back; number sequences go on."""
    with owner_cursor() as cursor:
        tables = all_tables(cursor)
        filled = has_rows(cursor, [table for table, _, _ in tables])
        if filled:
            cursor.execute(f"TRUNCATE {', '.join(filled)} CASCADE")
        for table, copy, columns in tables:
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [copy])
            if cursor.fetchone() == (True,):
                put = f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {copy}"  # noqa: S608
                cursor.execute(put)


def all_tables(cursor: Any) -> list[tuple[str, str, str]]:
    """(table, its copy, its stored columns) of the whole database."""
    cursor.execute(TABLES)
    rows: list[tuple[str, str, str]] = cursor.fetchall()
    return rows


def has_rows(cursor: Any, tables: list[str]) -> list[str]:
    """Those of ``tables`` that are not empty."""
    parts = [f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables]  # noqa: S608
    cursor.execute(" UNION ALL ".join(parts))
    return [name for (name,) in cursor.fetchall()]
