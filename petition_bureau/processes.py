"""Child processes that never outlive their parent, however it ends.

Every child leads its own process group and asks the kernel for a signal when the parent dies (Linux). The
request belongs to the parent's *thread*: start children from the main thread only.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


_asked_to_stop = 0


class Stopped(BaseException):
    """TERM, HUP or Ctrl-C reached this process: unwind, stop everything, leave. ``code`` is the exit code."""

    def __init__(self, signum: int) -> None:
        super().__init__(signum)
        self.code = 128 + signum


def stop_when_asked() -> None:
    """From now on TERM, HUP and Ctrl-C are only noted; ``checkpoint`` acts on them.

    An exception raised by the handler itself could be lost (in a destructor) or could interrupt the stopping.
    """

    def note(signum: int, _frame: FrameType | None) -> None:
        global _asked_to_stop  # noqa: PLW0603 (one process, one such wish)
        _asked_to_stop = signum

    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, note)


def checkpoint() -> None:
    """Raise Stopped if a signal asked for it. Everything that waits calls this again and again."""
    if _asked_to_stop:
        raise Stopped(_asked_to_stop)


def dies_with(parent: int, signum: int) -> Callable[[], None]:
    """What a child runs before its program: end with ``parent``, also when that died a moment ago."""

    def arrange() -> None:
        if _LIBC is not None:
            _LIBC.prctl(PR_SET_PDEATHSIG, signum)
        if os.getppid() != parent:
            os._exit(1)

    return arrange


def also_inside(signum: signal.Signals) -> list[str]:
    """The same request made again inside a wrapper that changes the uid (which clears the first one)."""
    found = shutil.which("setpriv")
    return [found, "--pdeathsig", signum.name.removeprefix("SIG"), "--"] if found else []


@dataclass
class Child:
    """A running program and the signal it stops on."""

    name: str
    process: subprocess.Popen[bytes]
    stop_on: signal.Signals

    def stop(self, patience: float) -> None:
        """Ask, wait ``patience`` seconds, then end the whole process group."""
        if self.process.poll() is None:
            with suppress(ProcessLookupError):
                self.process.send_signal(self.stop_on)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    stop_on: signal.Signals = signal.SIGTERM,
    on_death: signal.Signals | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    log: Path | None = None,
    pass_fds: Sequence[int] = (),
) -> Child:
    """Start ``command`` in its own process group; it gets ``on_death`` (default ``stop_on``) when we die.

    Output is appended to the file ``log``, or goes to our own stderr.
    """
    with log.open("ab") if log else nullcontext(sys.stderr) as target:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=target,
            stderr=target,
            env=None if env is None else dict(env),
            cwd=cwd,
            start_new_session=True,
            pass_fds=pass_fds,
            preexec_fn=dies_with(os.getpid(), on_death or stop_on),  # noqa: PLW1509 (one thread)
        )
    return Child(name, process, stop_on)


def alive(pid: int) -> bool:
    """Whether process ``pid`` exists and is not merely waiting to be collected."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return True


def wait_until(done: Callable[[], bool], seconds: float, pause: float = 0.05) -> bool:
    """Poll ``done`` for at most ``seconds``; its last answer. Raises Stopped."""
    end = time.monotonic() + seconds
    while not done():
        checkpoint()
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def finish(process: subprocess.Popen[bytes]) -> int:
    """Wait for a command to end by itself; its exit code. Raises Stopped."""
    while True:
        checkpoint()
        with suppress(subprocess.TimeoutExpired):
            code = process.wait(0.5)
            return code if code >= 0 else 128 - code
