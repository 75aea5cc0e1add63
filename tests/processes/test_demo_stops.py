"""`bin/demo` leaves nothing running, however and whenever it ends (design §4)."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.processes.conftest import ROOT, Demo

BEGIN = Callable[..., Demo]


def run(*command: object, **more: str) -> subprocess.CompletedProcess[str]:
    own = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PETITION_DATA_DIR")
    env = {key: text for key, text in os.environ.items() if key not in own} | more
    return subprocess.run(
        [str(part) for part in command], env=env, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_stopped_early(demo: BEGIN, signum: signal.Signals) -> None:
    """While the servers and the schema are being made."""
    running = demo()
    running.says("[2/4]")
    running.end(signum)
    assert running.gone(), running.left()


@pytest.mark.processes
@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
@pytest.mark.parametrize("moment", ["[1/4]", "[3/4]", "[4/4]", "READY"])
def test_stopped_at(demo: BEGIN, signum: signal.Signals, moment: str) -> None:
    running = demo()
    if moment == "READY":
        running.line("READY")
    else:
        running.says(moment)
    running.end(signum)
    assert running.gone(), running.left()


@pytest.mark.processes
@pytest.mark.parametrize("delay", [0.2, 0.5, 1, 1.5, 2, 3, 4, 6])
@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGKILL])
def test_stopped_after(demo: BEGIN, signum: signal.Signals, delay: float) -> None:
    """At moments no progress line marks; the delay is what is tested."""
    running = demo()
    time.sleep(delay)
    running.end(signum)
    assert running.gone(), running.left()


@pytest.mark.processes
def test_one_life(demo: BEGIN, tmp_path: Path, port: str) -> None:
    """Ready, a second one, a busy port, commands on its servers, killed, started again, stopped, reset."""
    data = tmp_path / "data"
    running = demo("--today", "2026-03-05")
    url = running.line("READY").removeprefix("READY ")
    assert url == f"http://127.0.0.1:{port}"
    with urllib.request.urlopen(f"{url}/login/") as page:  # noqa: S310
        assert page.status == 200
    roles = {running.line("LOGIN ").split()[1] for _ in range(12)}
    assert len(roles) == 12

    second = run(ROOT / "bin" / "demo", "--data", data)
    assert (second.returncode, second.stdout) == (0, f"ALREADY RUNNING {url}\n")
    other = run(ROOT / "bin" / "demo", "--data", tmp_path / "other", "--port", port)
    assert other.returncode == 2
    assert "--port" in other.stderr
    day = run(
        ROOT / "bin" / "manage",
        "shell",
        "-v0",
        "-c",
        "from law import clock; print(clock.today())",
        "--data",
        data,
    )
    assert day.stdout == "2026-03-05\n", day.stderr
    assert json.loads((data / "run" / "servers.json").read_text())["pid"] == running.process.pid

    running.end(signal.SIGKILL)
    assert running.gone(), running.left()
    again = demo("--today", "2026-03-05")
    begun = time.monotonic()
    again.line("READY")
    assert time.monotonic() - begun < 30
    refused = run(ROOT / "bin" / "demo", "--data", data, "--reset")
    assert refused.returncode == 2
    assert again.end(signal.SIGTERM) == 0
    assert again.gone(), again.left()

    (data / "files").mkdir(exist_ok=True)
    (data / "files" / "of-the-past").touch()
    anew = demo("--reset")
    anew.line("READY")
    assert not (data / "files" / "of-the-past").exists()
    assert anew.end(signal.SIGINT) == 0
    assert anew.gone(), anew.left()


def test_busy_port(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = run(ROOT / "bin" / "demo", "--data", tmp_path / "data", "--port", port)
    assert answer.returncode == 2
    assert "--port" in answer.stderr
    assert not (tmp_path / "data").exists()


def test_reset_refuses_what_no_demo_made(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("precious")
    answer = run(ROOT / "bin" / "demo", "--data", tmp_path, "--reset", "--port", "0")
    assert answer.returncode == 2
    assert "--reset" in answer.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letters"]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--today", "2026-02-30"], "--today"),
        (["--port", "web"], "--port"),
        (["--cases", "-3"], "--cases"),
        (["--messages", "absent.csv"], "--messages"),
        (["--place", "某县"], "--place"),
        (["--data"], "--data"),
    ],
)
def test_wrong_use(arguments: list[str], named: str) -> None:
    answer = run(ROOT / "bin" / "demo", *arguments, LANG="C", LC_ALL="C")
    assert answer.returncode == 2
    assert named in answer.stderr
