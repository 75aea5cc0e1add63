"""The private PostgreSQL and Valkey of one data folder, for demo, tests and development; never production.

``servers(data, ...)`` yields the addresses as environment variables. ``DATABASE_URL`` and ``REDIS_URL`` that
are already set win. If another process (a running demo, say) has the folder's servers up, those are used and
left up.
"""

import fcntl
import json
import os
import re
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from petition_bureau import postgres, valkey
from petition_bureau.processes import Child, alive, checkpoint, wait_until

SOCKET_PATH = 107  # bytes a unix socket's path may have
START = 60  # seconds a server may take to answer; recovery after a power cut included
TURN = 180  # seconds to wait for another short command on the same folder


class ServerProblem(Exception):
    """The servers cannot be had; the text says why and what to do."""


class UnfitFolder(ServerProblem):
    """The data folder given cannot be used: wrong use, not a fault of the servers."""


class Folder:
    """A data folder: who runs its servers, who else uses them."""

    def __init__(self, data: Path) -> None:
        self.data, self.run = data, data / "run"
        self.state = self.run / "servers.json"

    def make(self) -> None:
        """Create what is missing; nobody else may look into it."""
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            self.run.mkdir(mode=0o700, exist_ok=True)
            (self.run / ".writable").touch()
        except OSError as error:
            text = f"数据目录 {self.data} 不可用（{error.strerror}）：请用 --data 指定可写的目录。"
            raise UnfitFolder(text) from error

    def lock(self, name: str, *, shared: bool = False) -> IO[str] | None:
        """Hold ``run/<name>.lock`` until the file is closed (or this process ends); None if taken."""
        file = (self.run / f"{name}.lock").open("a")
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return None
        return file

    def turn(self, name: str) -> IO[str]:
        """The same lock, waiting for our turn. Raises Stopped."""
        while not (held := self.lock(name)):
            checkpoint()
            time.sleep(0.05)
        return held

    def running(self) -> dict[str, Any] | None:
        """What the running owner of the servers wrote, or None."""
        with suppress(OSError, ValueError):
            state: dict[str, Any] = json.loads(self.state.read_text())
            if alive(state["pid"]):
                return state
        return None

    def write_private(self, name: str, text: str) -> Path:
        """Write ``run/<name>`` whole or not at all, readable by us alone."""
        path = self.run / name
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
        fresh.replace(path)
        return path


@contextmanager
def servers(data: Path, *, durable: bool = True, private: bool = False) -> Iterator[dict[str, str]]:
    """Environment variables of working servers for ``data``; own ones stop at the end.

    ``durable=False`` trades safety on power loss for speed (tests). ``private=True`` never borrows another
    process's servers and does not wait for those who borrowed ours (the demo). Raises ServerProblem, also
    when another command keeps the folder for too long.
    """
    given = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}
    if len(given) == 2:
        given["DATABASE_OWNER_URL"] = os.environ.get("DATABASE_OWNER_URL") or given["DATABASE_URL"]
        yield given
        return
    folder = Folder(data)
    folder.make()
    begun = time.monotonic()
    told = False
    while time.monotonic() < begun + TURN:
        if owner := folder.lock("owner"):
            with owner:
                yield from _own(folder, given, durable=durable, private=private)
            return
        if not private and (guest := folder.lock("guests", shared=True)):
            with guest:
                if state := folder.running():
                    yield {**state["environment"], **given}
                    return
        if not told and time.monotonic() > begun + 3:
            sys.stderr.write(f"另一个命令正在使用 {data}，等待其结束……\n")
            told = True
        checkpoint()
        time.sleep(0.1)
    raise ServerProblem(f"另一个命令一直占用数据目录 {data}：请等待其结束，或用 --data 指定其他目录。")


def _own(folder: Folder, given: dict[str, str], *, durable: bool, private: bool) -> Iterator[dict[str, str]]:
    """Start what is not given, tell others, and stop in reverse order: Valkey first, PostgreSQL last."""
    environment = dict(given)
    with ExitStack() as stack:
        started: list[tuple[Child, Callable[[], bool]]] = []
        if "DATABASE_URL" not in given:
            sockets = _socket_folder(folder, stack)
            log = folder.run / "postgresql.log"
            child = postgres.start_cluster(folder.data / "pg", sockets, log, durable=durable)
            stack.callback(child.stop, 7)  # longer and it is killed: it recovers at the next start
            started.append((child, lambda: postgres.answers(sockets)))
            environment |= postgres.addresses(sockets)
        if "REDIS_URL" not in given:
            port, password = valkey.free_port(), secrets.token_urlsafe(24)
            settings = folder.write_private("valkey.conf", valkey.config(port, password, durable=durable))
            child = valkey.start_server(folder.data / "valkey", settings, folder.run / "valkey.log")
            stack.callback(child.stop, 2)
            started.append((child, lambda: valkey.answers(port, password)))
            environment["REDIS_URL"] = f"redis://:{password}@127.0.0.1:{port}/0"
        for child, ready in started:
            _await(child, ready, folder)
        if "DATABASE_URL" not in given:
            postgres.make_roles(sockets)
        folder.write_private("servers.json", json.dumps({"pid": os.getpid(), "environment": environment}))
        stack.callback(_retire, folder, wait=not private)
        yield environment


def _socket_folder(folder: Folder, stack: ExitStack) -> Path:
    """PostgreSQL's socket is in the data folder, or in a short temporary one if that path would not do."""
    sockets = folder.run / "s"
    plain = re.fullmatch(r"[A-Za-z0-9_./-]+", str(sockets))
    if postgres.runs_as_nobody() or not plain or len(str(sockets)) + len("/.s.PGSQL.5432.lock") > SOCKET_PATH:
        sockets = Path(tempfile.mkdtemp(prefix="petition-"))
        stack.callback(shutil.rmtree, sockets, ignore_errors=True)
    else:
        sockets.mkdir(mode=0o700, exist_ok=True)
    return sockets


def _await(child: Child, ready: Callable[[], bool], folder: Folder) -> None:
    def over() -> bool:
        return child.process.poll() is not None or ready()

    if not wait_until(over, START) or child.process.poll() is not None:
        log = folder.run / f"{child.name.lower()}.log"
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
        raise ServerProblem(f"{child.name} 没有启动成功，记录在 {log}：\n{tail}")


def _retire(folder: Folder, *, wait: bool) -> None:
    """Let commands that borrowed the servers finish (``wait``), then tell nobody about them any more."""
    try:
        held = folder.turn("guests") if wait else None
    finally:
        folder.state.unlink(missing_ok=True)
    if held:
        held.close()
