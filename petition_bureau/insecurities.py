"""What a production environment must not be: every finding names the variable and the remedy."""

import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

SECRET_LENGTH = 50
SECRET_LETTERS = 12  # different characters


def insecurities(given: Mapping[str, str], keys: Path) -> list[str]:
    """All findings, so that one round of repairs is enough; empty when production may start."""
    return [
        *_secrets(given),
        *_database(given),
        *_hints(given),
        *_web(given),
        *_keys(keys),
        *_switches(given),
    ]


def _secrets(given: Mapping[str, str]) -> Iterator[str]:
    secret = given.get("SECRET_KEY", "")
    if len(secret) < SECRET_LENGTH or len(set(secret)) < SECRET_LETTERS:
        yield f"SECRET_KEY 缺失或过短：请用 deploy/make-secrets 生成至少 {SECRET_LENGTH} 个随机字符。"


def _database(given: Mapping[str, str]) -> Iterator[str]:
    application, owner = given.get("DATABASE_URL", ""), given.get("DATABASE_OWNER_URL", "")
    if urlsplit(application).scheme not in {"postgres", "postgresql"}:
        yield "DATABASE_URL 缺失或不是 postgres:// 地址：请填写应用角色 xf_app 的连接地址。"
    elif not _password(application):
        yield "DATABASE_URL 没有密码：请为应用角色设置密码。"
    if owner and _user(owner) == _user(application):
        yield "DATABASE_URL 与 DATABASE_OWNER_URL 是同一角色：应用必须用不拥有表的角色连接（xf_app）。"
    if given.get("PETITION_DB_ROLE") == "owner" and not owner:
        yield "DATABASE_OWNER_URL 缺失：迁移须用表的所有者 xf_owner 连接。"
    if _user(application) in {"postgres", "root"}:
        yield "DATABASE_URL 用的是超级用户：请改用应用角色 xf_app。"


def _hints(given: Mapping[str, str]) -> Iterator[str]:
    url = given.get("REDIS_URL", "")
    if not url:
        yield "REDIS_URL 缺失：请填写 redis://:密码@主机:6379/0。"
    elif not _password(url):
        yield "REDIS_URL 没有密码：请为 Redis/Valkey 设置 requirepass，并写进地址。"


def _web(given: Mapping[str, str]) -> Iterator[str]:
    hosts = [host.strip() for host in given.get("ALLOWED_HOSTS", "").split(",") if host.strip()]
    if not hosts or any("*" in host for host in hosts):
        yield "ALLOWED_HOSTS 为空或含 *：请写明本系统的域名，多个用逗号分隔。"


def _keys(keys: Path) -> Iterator[str]:
    if not keys.is_dir():
        yield f"密钥目录 {keys} 不存在：请建立（chmod 700），或用 PETITION_KEYS_DIR 指明它。"
        return
    for path in [keys, *sorted(keys.iterdir())]:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield f"{path} 可被其他用户读取：请执行 chmod {700 if path.is_dir() else 600} {path}。"


def _switches(given: Mapping[str, str]) -> Iterator[str]:
    if given.get("PETITION_TODAY"):
        yield "PETITION_TODAY 已设置：生产环境不得移动系统的日期，请删除该变量。"
    for name in ("DEBUG", "PETITION_DEBUG"):
        if given.get(name, "").lower() not in {"", "0", "false", "no", "off"}:
            yield f"{name} 已打开：生产环境不得显示调试信息，请删除该变量。"


def _user(url: str) -> str:
    return unquote(urlsplit(url).username or "")


def _password(url: str) -> str:
    return unquote(urlsplit(url).password or "")
