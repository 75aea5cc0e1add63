"""Production refuses to start when insecure, naming the variable (T-41); a valid one is clean."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VALID = {
    "DJANGO_SETTINGS_MODULE": "petition_bureau.settings.production",
    "SECRET_KEY": "vJ2x7Qm0Lr9sTq4WnB8cYd6HfKpE1zUaGi3oXe5RbMtNwCySZk",
    "DATABASE_URL": "postgres://xf_app:app-password@db/petition",
    "REDIS_URL": "redis://:hint-password@hints:6379/0",
    "ALLOWED_HOSTS": "xf.example.gov.cn",
}


def start(changes: dict[str, str], keys: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], **VALID, "PETITION_KEYS_DIR": str(keys), **changes}
    command = [sys.executable, "manage.py", *(arguments or ("check",))]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    (folder / "seal-1.key").touch(mode=0o600)
    return folder


def test_a_valid_environment_is_clean(keys: Path) -> None:
    done = start({}, keys, "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("SECRET_KEY", "", "SECRET_KEY 缺失"),
        ("SECRET_KEY", "short", "deploy/make-secrets"),
        ("SECRET_KEY", "a" * 60, "deploy/make-secrets"),
        ("DATABASE_URL", "", "DATABASE_URL 缺失"),
        ("DATABASE_URL", "sqlite:///db", "postgres://"),
        ("DATABASE_URL", "postgres://xf_app@db/petition", "密码"),
        ("DATABASE_URL", "postgres://postgres:p@db/petition", "超级用户"),
        ("DATABASE_OWNER_URL", VALID["DATABASE_URL"], "同一角色"),
        ("PETITION_DB_ROLE", "owner", "DATABASE_OWNER_URL"),
        ("REDIS_URL", "", "REDIS_URL 缺失"),
        ("REDIS_URL", "redis://hints:6379/0", "requirepass"),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS 为空"),
        ("ALLOWED_HOSTS", "*", "域名"),
        ("ALLOWED_HOSTS", "a.gov.cn, *", "域名"),
        ("PETITION_KEYS_DIR", "/nowhere", "chmod 700"),
        ("PETITION_TODAY", "2026-03-05", "PETITION_TODAY"),
        ("DEBUG", "1", "DEBUG 已打开"),
        ("PETITION_DEBUG", "true", "PETITION_DEBUG 已打开"),
    ],
)
def test_one_weakness_refuses_the_start(keys: Path, name: str, value: str, remedy: str) -> None:
    done = start({name: value}, keys)
    assert done.returncode == 78
    assert remedy in done.stderr
    assert done.stderr.count("  - ") == 1


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_readable_keys_refuse_the_start(keys: Path, mode: int) -> None:
    (keys / "seal-1.key").chmod(mode)
    done = start({}, keys)
    assert done.returncode == 78
    assert "chmod 600" in done.stderr


def test_all_weaknesses_are_told_at_once(keys: Path) -> None:
    done = start(dict.fromkeys(VALID, "") | {"DJANGO_SETTINGS_MODULE": VALID["DJANGO_SETTINGS_MODULE"]}, keys)
    assert done.returncode == 78
    for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS"):
        assert name in done.stderr


def test_nothing_periodic_names_a_task_that_is_not_there() -> None:
    from petition_bureau.celery import app

    app.loader.import_default_modules()
    missing = {entry["task"] for entry in app.conf.beat_schedule.values()} - set(app.tasks)
    assert not missing
