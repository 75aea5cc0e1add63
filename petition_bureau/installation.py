"""One installation on one data folder: its environment, its preparation, its commands."""

import hashlib
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from law import clock
from petition_bureau.processes import Stopped, dies_with, finish
from petition_bureau.servers import Folder

ROOT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, str(ROOT / "manage.py")]
SETTINGS = "petition_bureau.settings.dev"
# work on the schema or without one: these must run when the database is not ready yet
UNPREPARED = {
    *("check", "diffsettings", "generate_docs", "help", "spectacular", "version"),
    *("flush", "makemigrations", "migrate", "prepare", "showmigrations", "sqlmigrate"),
}


# files the base data is read from
BASE_DATA = ("petition_bureau/county/*", "*/data/*", "*/seed/*")


def say(text: str) -> None:
    """Progress: to stderr, at once."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def take_data(arguments: Sequence[str]) -> tuple[Path, list[str]]:
    """Split ``--data DIR`` (anywhere, relative to the caller's folder) from the other arguments.

    ``--json`` moves to the end, where every command finds it. Raises ValueError when DIR is missing.
    """
    rest, data = list(arguments), ROOT / ".data"
    for place, word in enumerate(rest):
        if word == "--":
            break
        if word == "--data" or word.startswith("--data="):
            given = word.partition("=")[2] if "=" in word else next(iter(rest[place + 1 : place + 2]), "")
            if not given:
                raise ValueError("--data 需要一个目录，例如 --data /srv/petition")
            data = Path(given).expanduser().absolute()
            del rest[place : place + (1 if "=" in word else 2)]
            break
    if "--json" in rest[1:] and "--" not in rest:
        rest = [word for word in rest if word != "--json"] + ["--json"]
    return data, rest


def environment(folder: Folder, servers: Mapping[str, str]) -> dict[str, str]:
    """Environment variables for every process of this installation."""
    env = {**os.environ, **servers}
    env.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    env.update(PETITION_DATA_DIR=str(folder.data), PYTHONUTF8="1", PYTHONUNBUFFERED="1")
    key = folder.run / "secret_key"
    if not key.exists():
        folder.write_private("secret_key", secrets.token_urlsafe(48))
    env.setdefault("SECRET_KEY", key.read_text())
    if "PETITION_TODAY" not in env and (moved := moved_day(folder)):
        env["PETITION_TODAY"] = moved
    clock.installed_day(env)
    return env


def moved_day(folder: Folder) -> str:
    """The day the demo on this folder was moved to, or nothing."""
    note = folder.data / "today"
    return note.read_text().strip() if note.exists() else ""


def prepare(folder: Folder, env: Mapping[str, str], *, first: Callable[[], object] | None = None) -> int:
    """Keys, schema and base data, unless they are those of this release already. Exit code."""
    stamp = folder.run / f"prepared-{hashlib.sha256(env['DATABASE_URL'].encode()).hexdigest()[:8]}"
    release = _release()
    with folder.turn("prepare"):
        if stamp.exists() and stamp.read_text() == release:
            return 0
        if first:
            first()
        code = command(["prepare"], env, stdout=sys.stderr.fileno())
        if code == 0:
            stamp.write_text(release)
    return code


def _release() -> str:
    """Changes whenever migrations or base data do."""
    content = hashlib.sha256()
    for pattern in ("*/migrations/*.py", "petition_bureau/basedata.py", *BASE_DATA):
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file():
                content.update(path.name.encode() + path.read_bytes())
    return content.hexdigest()


def command(arguments: Sequence[str], env: Mapping[str, str], *, stdout: int | None = None) -> int:
    """Run one manage.py command in the foreground, with our stdin; it ends when we do. Exit code."""
    process = subprocess.Popen(
        [*MANAGE, *arguments],
        env=dict(env),
        stdout=stdout,
        preexec_fn=dies_with(os.getpid(), signal.SIGTERM),  # noqa: PLW1509 (one thread)
    )
    if sys.stdin is not None and sys.stdin.isatty():
        signal.signal(signal.SIGINT, lambda *_: None)  # the terminal gives Ctrl-C to the command as well
    try:
        return finish(process)
    except Stopped:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(3)
        process.kill()
        raise
