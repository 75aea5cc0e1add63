"""Production: no secret has a default, and anything missing or weak refuses the start (exit code 78)."""

import os
import sys

from petition_bureau import environment as env
from petition_bureau.insecurities import insecurities
from petition_bureau.settings.base import *  # noqa: F403, TID251
from petition_bureau.settings.base import KEYS_DIR, SILENCED_SYSTEM_CHECKS  # noqa: TID251

if found := insecurities(os.environ, KEYS_DIR):
    sys.stderr.write("配置不安全或不完整，拒绝启动：\n" + "".join(f"  - {each}\n" for each in found))
    sys.exit(78)  # EX_CONFIG

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")

# nginx of docker-compose overwrites X-Forwarded-For: the last address in it is the visitor's
TRUSTED_PROXIES = 1
# TLS ends at nginx, which alone sets this header; the health page is asked inside the container
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# preload lists are for public sites, not for a county's intranet
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "security.W021"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
