"""`bin/demo`: a whole installation on one data folder, from nothing to a page that answers, and back."""

import argparse
import json
import os
import shutil
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import NoReturn

from law import clock
from petition_bureau import installation, postgres
from petition_bureau.installation import say
from petition_bureau.processes import Child, Stopped, checkpoint, start, stop_when_asked, wait_until
from petition_bureau.servers import Folder, ServerProblem, servers

MARK = ".petition-demo"
PAGE = "/login/"
PAGE_PATIENCE = 60  # seconds until the page must answer


class Refused(Exception):
    """The demo does not start; the text names the argument and the remedy. ``code`` is the exit code."""

    def __init__(self, text: str, code: int = 2) -> None:
        super().__init__(text)
        self.code = code


def main(arguments: Sequence[str]) -> int:
    """Exit code of bin/demo."""
    try:
        stop_when_asked()
        return _demo(arguments)
    except Stopped as stopped:
        say("已全部停止。")
        return 0 if stopped.code in {128 + signal.SIGTERM, 128 + signal.SIGINT} else stopped.code
    except Refused as refused:
        say(str(refused))
        return refused.code
    except (ServerProblem, postgres.Missing) as problem:
        say(str(problem))
        return 1


def _demo(arguments: Sequence[str]) -> int:
    data, rest = _take_data(arguments)
    options = _options(rest)
    if not options.today:
        _check_given_day()
    folder = Folder(data)
    if url := running(folder):
        if options.reset:
            raise Refused(f"--reset：该目录上的演示正在运行（{url}），请先停止它。")
        answer(f"ALREADY RUNNING {url}")
        return 0
    with _claim(options.port) as door:
        port = door.getsockname()[1]
        if options.reset:
            reset(folder)
        ours = not data.exists() or not any(data.iterdir())
        folder.make()
        with folder.lock("demo") or _just_started(folder):
            if ours:
                (data / MARK).touch()
            _move_day(folder, options.today)
            return _run(folder, options, door, f"http://127.0.0.1:{port}")


def _check_given_day() -> None:
    try:
        clock.installed_day(os.environ)
    except ValueError as wrong:
        raise Refused(str(wrong)) from wrong


def _run(folder: Folder, options: argparse.Namespace, door: socket.socket, url: str) -> int:
    """Everything up, in order; then watch until told to stop or something ends by itself."""
    begun = time.monotonic()
    say(f"[1/4] 启动数据库与消息服务（{folder.data}）")
    with ExitStack() as stack:
        addresses = stack.enter_context(servers(folder.data, private=True))
        folder.write_private("demo.json", json.dumps({"pid": os.getpid(), "url": url}))
        stack.callback((folder.run / "demo.json").unlink, missing_ok=True)
        env = installation.environment(folder, addresses)
        code = installation.prepare(folder, env, first=lambda: say("[2/4] 建表、密钥与基础数据"))
        if code:
            raise Refused("准备数据库失败，原因见上。", 1)
        say("[3/4] 装载演示数据")
        if installation.command(["load_demo", *_load_options(options)], env, stdout=sys.stderr.fileno()):
            raise Refused("装载演示数据失败，原因见上。", 1)
        say("[4/4] 启动网站与后台任务")
        children = _start_children(folder, env, door, stack)
        _await_page(url, children)
        answer(f"READY {url}")
        installation.command(["demo_logins"], env)
        say(f"用时 {time.monotonic() - begun:.0f} 秒。按 Ctrl-C 停止。")
        return _watch(children, folder)


def _start_children(
    folder: Folder, env: Mapping[str, str], door: socket.socket, stack: ExitStack
) -> list[Child]:
    """Web, worker, beat; they stop in the order web, beat, worker, in 10 seconds at most."""
    celery = ("-m", "celery", "-A", "petition_bureau", "--quiet")
    # the solo pool has no processes of its own: none can be left behind when the supervisor is killed
    worker = (*celery, "worker", "--pool", "solo", "--loglevel", "WARNING", "--without-gossip")
    beat = (*celery, "beat", "--loglevel", "WARNING", "--schedule", str(folder.run / "beat"), "--pidfile", "")
    web = (
        *("-m", "gunicorn", "petition_bureau.wsgi", "--bind", f"fd://{door.fileno()}", "--preload"),
        *("--workers", "2", "--threads", "4", "--graceful-timeout", "5", "--timeout", "60"),
        *("--worker-tmp-dir", str(folder.run), "--log-level", "warning", "--no-control-socket"),
    )
    children = []
    for name, module, patience, on_death in (
        # killed with us: a sweep cut short is made up by the next one
        ("worker", worker, 2, signal.SIGKILL),
        ("beat", beat, 2, signal.SIGKILL),
        ("web", web, 6, signal.SIGTERM),
    ):
        child = start(
            name,
            [sys.executable, *module],
            on_death=on_death,
            env=env,
            cwd=installation.ROOT,
            log=folder.run / f"{name}.log",
            pass_fds=[door.fileno()] if name == "web" else [],
        )
        stack.callback(child.stop, patience)
        children.append(child)
    return children


def _await_page(url: str, children: Sequence[Child]) -> None:
    """Until the sign-in page answers 200."""

    def answered() -> bool:
        try:
            with urllib.request.urlopen(url + PAGE, timeout=3) as page:  # noqa: S310 (our own address)
                return bool(page.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def over() -> bool:
        return any(child.process.poll() is not None for child in children) or answered()

    if not wait_until(over, PAGE_PATIENCE, 0.1) or not answered():
        raise Refused("网站没有启动成功，记录在数据目录的 run/web.log。", 1)


def _watch(children: Sequence[Child], folder: Folder) -> int:
    while True:
        checkpoint()
        for child in children:
            if child.process.poll() is not None:
                say(f"{child.name} 意外结束，记录在 {folder.run / child.name}.log；全部停止。")
                return 1
        time.sleep(0.2)


def answer(line: str) -> None:
    """One line of the contract, to stdout, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def running(folder: Folder) -> str:
    """The address of the demo that runs on this folder, or nothing."""
    try:
        state = json.loads((folder.run / "demo.json").read_text())
    except (OSError, ValueError):
        return ""
    lock = folder.lock("demo")
    if lock:  # nobody holds it: the note was left by a killed one
        lock.close()
        return ""
    return str(state["url"])


def reset(folder: Folder) -> None:
    """Delete a folder that a demo made; refuse any other."""
    if not folder.data.exists() or not any(folder.data.iterdir()):
        return
    if not (folder.data / MARK).is_file():
        raise Refused(f"--reset：{folder.data} 不是 bin/demo 建立的目录，不删除。请用 --data 另选目录。")
    owner = folder.lock("owner") if folder.run.is_dir() else None
    if folder.run.is_dir() and owner is None:
        raise Refused("--reset：有命令正在使用该目录，请等待其结束。")
    say(f"清空 {folder.data}")
    postgres.wait_for_previous(folder.data / "pg")
    for entry in folder.data.iterdir():
        if entry.name != MARK:  # the mark goes last: a reset cut short can be repeated
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    (folder.data / MARK).unlink()


def _claim(port: int) -> socket.socket:
    """Take the port now and keep it, so that nobody else can while we prepare."""
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind(("127.0.0.1", port))
    except OSError as error:
        door.close()
        raise Refused(f"--port：端口 {port} 不可用（{error.strerror}），请用 --port 指定另一个。") from error
    return door


def _just_started(folder: Folder) -> NoReturn:
    raise Refused(f"另一个 bin/demo 正在 {folder.data} 上启动：请等待它就绪。", 1)


def _move_day(folder: Folder, today: date | None) -> None:
    """Keep --today for every process and later command of this folder; without it the day is the real one."""
    note = folder.data / "today"
    if today:
        note.write_text(f"{today}\n")
        os.environ["PETITION_TODAY"] = str(today)
    else:
        note.unlink(missing_ok=True)


def _load_options(options: argparse.Namespace) -> list[str]:
    given: list[str] = []
    for name in ("cases", "messages", "place"):
        value = getattr(options, name)
        if value is not None:
            given += [f"--{name}", str(value)]
    return given


def _take_data(arguments: Sequence[str]) -> tuple[Path, list[str]]:
    try:
        return installation.take_data(arguments)
    except ValueError as wrong:
        raise Refused(str(wrong)) from wrong


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    """The arguments, read and checked before anything starts; argparse exits 2 itself."""
    parser = argparse.ArgumentParser(prog="bin/demo", description="启动演示：数据库、演示县、网站与后台任务")
    parser.add_argument("--data", metavar="DIR", help="数据目录（默认为项目的 .data）")
    parser.add_argument("--port", type=_port, default=8000, help="网站端口（默认 8000）")
    parser.add_argument("--cases", type=_count, metavar="N", help="演示县的信访事项数")
    parser.add_argument("--today", type=_day, metavar="DATE", help="把系统的今天移到这一天，YYYY-MM-DD")
    parser.add_argument("--messages", type=_file, metavar="CSV", help="改为导入这些真实留言")
    parser.add_argument("--place", help="只导入这个地方的留言（与 --messages 同用）")
    parser.add_argument("--reset", action="store_true", help="先清空数据目录（只限 bin/demo 建立的）")
    options = parser.parse_args(arguments)
    if options.place is not None and options.messages is None:
        parser.error("--place 只能与 --messages 同用")
    return options


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} 不是日期，应为 YYYY-MM-DD") from None


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} 不是端口号（1–65535）")
    return int(text)


def _count(text: str) -> int:
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} 不是非负整数")
    return int(text)


def _file(text: str) -> Path:
    path = Path(text).absolute()
    try:
        path.open("rb").close()
    except OSError as error:
        raise argparse.ArgumentTypeError(f"读不到文件 {text}（{error.strerror}）") from None
    return path
