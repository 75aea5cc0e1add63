"""The Python environment behind every bin/ script: made when missing, renewed when a lock file changed.

Standard library only. A script calls ``enter()`` first; that starts the script again inside the project's own
environment, once. Everything said here goes to stderr.
"""

import ctypes
import fcntl
import hashlib
import os
import signal
import subprocess
import sys
import venv
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"run": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
UV = "uv==0.13.9"
HASHED = ("--require-hashes", "-r")


def say(text):
    """Progress for the person waiting: stderr, at once, never an encoding error."""
    sys.stderr.buffer.write(f"{text}\n".encode())
    sys.stderr.buffer.flush()


def enter(need="run"):
    """Go on inside the project's environment (``need`` "run" or "dev"), in UTF-8 whatever the locale."""
    if sys.version_info < (3, 11):  # noqa: UP036 (whoever starts us may have any version)
        say(f"需要 Python 3.11 或更高版本，当前是 {sys.version.split()[0]}：请安装后再运行。")
        sys.exit(2)
    folder = _folder(need)
    if not _current(folder, need):
        with _one_at_a_time():
            if not _current(folder, need):
                _install(folder, need)
    if Path(sys.prefix).resolve() != folder.resolve() or not sys.flags.utf8_mode:
        python = str(folder / "bin" / "python")
        os.environ.update(PYTHONUTF8="1", PYTHONUNBUFFERED="1")
        os.execv(python, [python, str(Path(sys.argv[0]).resolve()), *sys.argv[1:]])  # noqa: S606
    sys.path.insert(0, str(ROOT))


def _folder(need):
    """``.venv`` of the project; where this user can neither use nor renew that, one in the user's cache."""
    usual = ROOT / ".venv"
    if _current(usual, need) or os.access(usual if usual.exists() else ROOT, os.W_OK):
        return usual
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "petition-bureau" / hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]


def _digests():
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in LOCKS.items()}


def _current(folder, need):
    """The environment works for this user and holds what the lock file of today names."""
    try:
        stamp = (folder / ".lock-hash").read_text().splitlines()
    except OSError:
        return False
    return f"{need} {_digests()[need]}" in stamp and os.access(folder / "bin" / "python", os.X_OK)


@contextmanager
def _one_at_a_time():
    """Two scripts started together install once: the second waits (the lock is on this very file)."""
    with Path(__file__).open("rb") as me:
        try:
            fcntl.flock(me, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("另一个命令正在安装依赖，等待其完成……")
            fcntl.flock(me, fcntl.LOCK_EX)
        yield


def _install(folder, need):
    stamp = folder / ".lock-hash"
    if stamp.exists() and "dev " in stamp.read_text():
        need = "dev"  # an environment that could test keeps that ability
    stamp.unlink(missing_ok=True)
    python = folder / "bin" / "python"
    say(f"[1/3] 准备 Python 环境：{folder}")
    if not python.exists() or _run(python, "-c", "import pip", quiet=True):
        _make(folder)
    say("[2/3] 准备安装工具 uv（取不到时改用 pip）")
    has_uv = not _run(python, "-m", "pip", "install", "--quiet", UV, quiet=True)
    lock = LOCKS[need]
    say(f"[3/3] 安装 {lock.name} 中的依赖（首次约需一分钟）")
    failed = not has_uv or _run(
        folder / "bin" / "uv", "pip", "install", "--system-certs", "--python", python, *HASHED, lock
    )
    if failed and _run(python, "-m", "pip", "install", "--progress-bar=off", *HASHED, lock):
        say(f"依赖安装失败：请检查网络或 pip 的源设置后重试（{lock.name}）。")
        sys.exit(1)
    digests = _digests()
    held = ["run", "dev"] if need == "dev" else ["run"]
    stamp.write_text("".join(f"{name} {digests[name]}\n" for name in held))
    say("依赖已就绪。")


def _make(folder):
    try:
        venv.EnvBuilder(with_pip=True, clear=folder.exists(), symlinks=True).create(folder)
    except (OSError, subprocess.CalledProcessError) as error:
        say(f"无法建立 Python 环境 {folder}：{error}。请确认目录可写，并已安装 python3-venv。")
        sys.exit(1)


def _run(*command, quiet=False):
    """Exit code of a child that dies with this process; what it prints is progress."""
    out = subprocess.DEVNULL if quiet else sys.stderr
    libc = ctypes.CDLL(None)
    return subprocess.call(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=out,
        preexec_fn=(lambda: libc.prctl(1, signal.SIGKILL)) if sys.platform == "linux" else None,
    )
