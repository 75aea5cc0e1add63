"""A `bin/demo` to stop, and a look at what it leaves behind."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

ROOT = Path(__file__).resolve().parents[2]
GONE = 20  # seconds after which nothing may be left (design §4)


class Demo:
    """A running `bin/demo` whose processes all carry a mark in their environment."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.mark = f"PETITION_MARK={uuid4()}"
        self.errors = folder.parent / "errors"
        name, _, value = self.mark.partition("=")
        # its own servers, not the suite's
        own = (
            "DATABASE_URL",
            "DATABASE_OWNER_URL",
            "REDIS_URL",
            "DJANGO_SETTINGS_MODULE",
            "PETITION_DATA_DIR",
        )
        env = {key: text for key, text in os.environ.items() if key not in own}
        with self.errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [ROOT / "bin" / "demo", "--data", folder, "--cases", "5", *arguments],
                env={**env, name: value},
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    def line(self, start: str) -> str:
        """The next line of the answer; fails when the demo ended instead."""
        assert self.process.stdout is not None
        text = self.process.stdout.readline()
        assert text.startswith(start), f"{text!r}, stderr: {self.errors.read_text()[-2000:]}"
        return text.strip()

    def says(self, text: str, seconds: float = 120) -> None:
        """Wait until the progress on stderr contains ``text``."""
        until(lambda: text in self.errors.read_text() or self.process.poll() is not None, seconds)
        assert text in self.errors.read_text()

    def left(self) -> list[str]:
        """Command lines of processes that carry the mark."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if self.mark.encode() in (process / "environ").read_bytes().split(b"\0"):
                    found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:
                continue
        return found

    def gone(self) -> bool:
        """Whether all are gone in time."""
        return until(lambda: not self.left(), GONE)

    def end(self, signum: signal.Signals) -> int:
        """Send the signal; exit code."""
        self.process.send_signal(signum)
        return self.process.wait(GONE)


def until(done: Callable[[], bool], seconds: float) -> bool:
    """Poll for at most ``seconds``; whether it came true."""
    end = time.monotonic() + seconds
    while not (answer := done()) and time.monotonic() < end:
        time.sleep(0.05)
    return answer


@pytest.fixture
def port() -> str:
    """A free one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.fixture
def demo(tmp_path: Path, port: str) -> Iterator[Callable[..., Demo]]:
    """Starts demos; none survives the test."""
    started: list[Demo] = []

    def begin(*arguments: str) -> Demo:
        started.append(Demo(tmp_path / "data", "--port", port, *arguments))
        return started[-1]

    yield begin
    for each in started:
        if each.process.poll() is None:
            each.end(signal.SIGTERM)
        if each.process.stdout:
            each.process.stdout.close()
