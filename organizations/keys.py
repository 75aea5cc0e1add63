"""The installation's keys: made once, kept outside the database, refused when wrong or missing (design D11)."""

import json
import os
import secrets
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes, hmac
from django.conf import settings

#: Purpose → length in bytes. ``seal`` is SM4 (128 bit); the others feed HMAC-SM3.
KEYS = {"seal": 16, "index": 32, "code": 32, "audit": 32}


class KeyProblem(Exception):
    """The keys cannot be used; the text says why and what to do, in Chinese."""


def ensure(folder: Path) -> None:
    """Make the keys at first start (mode 0600); an existing file is never touched."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, length in KEYS.items():
        path = folder / f"{name}-1.key"
        if not path.exists():
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_hex(length))


@cache
def key(name: str) -> bytes:
    """The key of one purpose. Raises KeyProblem when its file is missing or unreadable."""
    path = Path(settings.KEYS_DIR) / f"{name}-1.key"
    try:
        value = bytes.fromhex(path.read_text().strip())
    except (OSError, ValueError) as problem:
        raise KeyProblem(f"密钥文件 {path.name} 缺失或损坏，请从备份恢复到密钥目录后再启动。") from problem
    if len(value) != KEYS[name]:
        raise KeyProblem(f"密钥文件 {path.name} 长度不对，请从备份恢复后再启动。")
    if path.stat().st_mode & 0o077:
        raise KeyProblem(f"密钥文件 {path.name} 其他用户可读，请执行 chmod 600 后再启动。")
    return value


def digest(name: str, message: bytes) -> bytes:
    """HMAC-SM3 under the key of one purpose (32 bytes)."""
    mac = hmac.HMAC(key(name), hashes.SM3())
    mac.update(message)
    return mac.finalize()


def verify() -> None:
    """Compare every key with the check value kept in the database; raise KeyProblem on a difference."""
    from organizations.models import KeyCheck

    values = {name: digest_check(name) for name in KEYS}
    row, created = KeyCheck.objects.get_or_create(pk=1, defaults={"values": json.dumps(values)})
    if not created and json.loads(row.values) != values:
        raise KeyProblem("密钥与数据库不是同一套：请放回本库原来的密钥目录，否则已加密的内容无法读出。")


def digest_check(name: str) -> str:
    """The check value of one key: tells a wrong key without telling the key."""
    mac = hmac.HMAC(key(name), hashes.SM3())
    mac.update(b"petition-bureau key check")
    return mac.finalize()[:8].hex()
