"""The embedded servers: locale, roles, sharing (design D2)."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from conftest import owner_cursor
from petition_bureau.installation import take_data
from tests.processes.conftest import ROOT, until

CLEAN = {key: text for key, text in os.environ.items() if not key.endswith("_URL")}
KEEP_UP = """
import signal, sys
from pathlib import Path
from petition_bureau.processes import stop_when_asked
from petition_bureau.servers import servers
stop_when_asked()
with servers(Path(sys.argv[1]), durable=False) as addresses:
    print(addresses["DATABASE_URL"], addresses["REDIS_URL"], flush=True)
    sys.stdin.readline()
"""


class Kept:
    """A process that keeps the servers of a folder up until told to leave."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-c", KEEP_UP, str(folder)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(command, cwd=ROOT, env=CLEAN, text=True, **pipes)  # type: ignore[call-overload]
        self.addresses = self.process.stdout.readline()

    def leave(self) -> None:
        self.process.stdin.write("\n")
        self.process.stdin.flush()


KEEP = Callable[[Path], Kept]


@pytest.fixture
def keep_up() -> Iterator[KEEP]:
    started: list[Kept] = []

    def begin(folder: Path) -> Kept:
        started.append(Kept(folder))
        return started[-1]

    yield begin
    for each in started:
        with each.process as process:
            process.terminate()


@pytest.mark.django_db
def test_chinese_letters_make_trigrams() -> None:
    with owner_cursor() as cursor:
        cursor.execute("BEGIN; CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("SELECT '征' ~ '[[:alpha:]]', show_trgm('征地') <> '{}'")
        assert cursor.fetchone() == (True, True)
        cursor.execute("ROLLBACK")


@pytest.mark.django_db
def test_the_application_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    ["ALTER TABLE organizations_user ADD x int", "TRUNCATE organizations_user", "CREATE TABLE mine (x int)"],
)
def test_the_application_cannot_change_the_schema(statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_second_command_borrows_the_servers_and_the_first_waits_for_it(
    keep_up: KEEP, tmp_path: Path
) -> None:
    first, second = keep_up(tmp_path), keep_up(tmp_path)
    assert first.addresses == second.addresses != ""
    first.leave()
    with pytest.raises(subprocess.TimeoutExpired):
        first.process.wait(0.5)
    second.leave()
    assert second.process.wait(10) == 0
    assert first.process.wait(15) == 0


def test_a_killed_owner_can_be_followed(keep_up: KEEP, tmp_path: Path) -> None:
    keep_up(tmp_path).process.send_signal(signal.SIGKILL)
    second = keep_up(tmp_path)
    assert second.addresses
    second.leave()
    assert second.process.wait(20) == 0
    assert until(lambda: not (tmp_path / "pg" / "postmaster.pid").exists(), 10)


def test_a_long_path_with_chinese_letters(keep_up: KEEP, tmp_path: Path) -> None:
    running = keep_up(tmp_path / ("信访" * 20) / "数据")
    assert running.addresses.startswith("postgres://xf_app@")
    running.leave()
    assert running.process.wait(20) == 0


@pytest.mark.parametrize(
    ("given", "data", "rest"),
    [
        (["due", "--data", "/x", "handling"], "/x", ["due", "handling"]),
        (
            ["due", "handling", "--data=/x", "--json", "2026-01-01"],
            "/x",
            ["due", "handling", "2026-01-01", "--json"],
        ),
        (["due", "--json", "--data", "/x"], "/x", ["due", "--json"]),
        (["shell", "--", "--data", "y"], str(ROOT / ".data"), ["shell", "--", "--data", "y"]),
    ],
)
def test_data_and_json_stand_anywhere(given: list[str], data: str, rest: list[str]) -> None:
    assert take_data(given) == (Path(data), rest)


def test_data_without_a_folder_is_refused() -> None:
    with pytest.raises(ValueError, match="--data"):
        take_data(["due", "--data"])
