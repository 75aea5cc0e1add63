"""Is this process alive, and can it serve? For the container's healthcheck, nginx and `doctor`."""

import shutil
from collections.abc import Callable

import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from organizations import keys

FREE_DISK = 0.05  # share of the data disk below which nothing more may be written
LOOPBACK = {"127.0.0.1", "::1"}


def live(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"alive": True})


def ready(request: HttpRequest) -> JsonResponse:
    """200 when every check passes, else 503; the reasons only for this machine itself."""
    found = problems()
    content: dict[str, object] = {"ready": not found}
    if request.META.get("REMOTE_ADDR") in LOOPBACK and "HTTP_X_FORWARDED_FOR" not in request.META:
        content["problems"] = found
    return JsonResponse(content, status=503 if found else 200, json_dumps_params={"ensure_ascii": False})


def problems() -> list[str]:
    """What keeps this installation from serving, in Chinese, with the remedy."""
    return [text for check in CHECKS if (text := _tried(check))]


def _tried(check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as error:  # a check that cannot run is a finding, whatever the reason
        return f"{(check.__doc__ or '').partition('.')[0]}：{error.__class__.__name__}"


def _database() -> str:
    """数据库不可用."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery()")
        (standby,) = cursor.fetchone()
    return "数据库是只读的备机：请连接主库。" if standby else ""


def _role() -> str:
    """数据库角色无法核对."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls OR EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid)"
            " FROM pg_roles WHERE rolname = current_user"
        )
        (mighty,) = cursor.fetchone()
    return "应用连接的数据库角色是超级用户或表的所有者：DATABASE_URL 请改用 xf_app。" if mighty else ""


def _schema() -> str:
    """表结构无法核对."""
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"有 {len(pending)} 个迁移没有执行：请运行 manage.py prepare。" if pending else ""


def _keys() -> str:
    """密钥无法核对."""
    try:
        keys.verify()
    except keys.KeyProblem as problem:
        return str(problem)
    return ""


def _hints() -> str:
    """Redis/Valkey 不可用."""
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as hints:
        hints.ping()
    return ""


def _disk() -> str:
    """磁盘余量无法核对."""
    usage = shutil.disk_usage(settings.DATA_DIR)
    return "" if usage.free / usage.total > FREE_DISK else "数据盘余量不足 5%：请清理或扩容。"


CHECKS = (_database, _role, _schema, _keys, _hints, _disk)
