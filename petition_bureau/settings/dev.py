"""Demo and development on one machine: readable errors, long sessions, no TLS."""

from petition_bureau import environment as env
from petition_bureau.settings.base import *  # noqa: F403, TID251

DEBUG = env.flag("PETITION_DEBUG")
DEMONSTRATION = True  # pages say 演示环境
# the supervisor makes a real one per data folder; this one serves only commands without sessions
SECRET_KEY = env.text("SECRET_KEY", "only-for-commands-that-serve-nobody-and-sign-nothing")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver", *env.words("ALLOWED_HOSTS")]

SESSION_COOKIE_AGE = 8 * 60 * 60
STATIC_ROOT = None  # type: ignore[assignment]  # served from where they are written
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
