"""The production files: no default secret, walls between services, a configuration nginx accepts."""

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SECRETS = [
    "SECRET_KEY",
    "POSTGRES_PASSWORD",
    "OWNER_PASSWORD",
    "APP_PASSWORD",
    "REDIS_PASSWORD",
    "ALLOWED_HOSTS",
    "TLS_FOLDER",
]
OURS = ["migrate", "web", "worker", "beat"]


def secrets() -> dict[str, str]:
    made = subprocess.run(
        [ROOT / "deploy" / "make-secrets", "xf.example.gov.cn"], capture_output=True, text=True, check=True
    )
    return dict(line.split("=", 1) for line in made.stdout.splitlines())


def compose(values: dict[str, str]) -> subprocess.CompletedProcess[str]:
    tool = shutil.which("docker-compose")
    if tool is None:
        pytest.skip("docker-compose is not installed")
    env = {"PATH": os.environ["PATH"], "HOME": "/tmp", **values}  # noqa: S108
    command = [tool, "--project-directory", str(ROOT), "-f", str(ROOT / "docker-compose.yml"), "config"]
    return subprocess.run(command, env=env, cwd="/", capture_output=True, text=True, check=False)


def test_made_secrets_are_enough_and_new_each_time() -> None:
    one, two = secrets(), secrets()
    assert sorted(one) == sorted(SECRETS)
    assert all(one[name] != two[name] for name in SECRETS if name not in {"ALLOWED_HOSTS", "TLS_FOLDER"})
    done = compose(one)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", SECRETS)
def test_a_missing_variable_refuses(name: str) -> None:
    done = compose({key: value for key, value in secrets().items() if key != name})
    assert done.returncode != 0
    assert name in done.stderr


@pytest.mark.parametrize("service", COMPOSE["services"])
def test_every_service_is_walled_in(service: str) -> None:
    given: dict[str, Any] = COMPOSE["services"][service]
    assert given["read_only"] is True
    assert given["cap_drop"] == ["ALL"]
    assert given["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in given or service == "nginx"
    assert "healthcheck" in given or service == "migrate"
    assert "docker.sock" not in json.dumps(given)


def test_only_migrate_knows_the_owner() -> None:
    knows = [name for name in OURS if "xf_owner" in json.dumps(COMPOSE["services"][name])]
    assert knows == ["migrate"]
    assert COMPOSE["networks"]["data"]["internal"] is True
    assert COMPOSE["services"]["nginx"]["networks"] == ["front"]


def test_chinese_letters_and_durable_hints() -> None:
    flags = COMPOSE["services"]["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    assert flags == ["--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command = COMPOSE["services"]["valkey"]["command"][-1]
    for part in ("--appendonly yes", "--maxmemory-policy noeviction", "requirepass"):
        assert part in command


def test_nginx_accepts_its_configuration(tmp_path: Path) -> None:
    tool = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if tool is None:
        pytest.skip("nginx is not installed")
    certificate(tmp_path)
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for there, here in (
        ("web:8000", "127.0.0.1:8000"),  # the name exists only among the containers
        ("/tmp/", f"{tmp_path}/"),  # noqa: S108
        ("/etc/nginx/tls", str(tmp_path)),
        ("/dev/stdout", f"{tmp_path}/access.log"),
        ("/dev/stderr", f"{tmp_path}/error.log"),
    ):
        assert there in text
        text = text.replace(there, here)
    (tmp_path / "nginx.conf").write_text(text)
    done = subprocess.run(
        [tool, "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def certificate(folder: Path) -> None:
    """A self-signed one, for the syntax test alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "xf.example.gov.cn")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "server.crt").write_bytes(made.public_bytes(pem))
    (folder / "server.key").write_bytes(key.private_bytes(pem, form, plain))
