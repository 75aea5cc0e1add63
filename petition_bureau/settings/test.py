"""The suite: as dev, with quick password hashing and quiet logs."""

from petition_bureau import environment as env
from petition_bureau.settings.dev import *  # noqa: F403, TID251
from petition_bureau.settings.dev import DATA_DIR, REDIS_URL  # noqa: TID251

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True  # no scan of every static file at each client start
BOARDS_KEPT = 0  # the tests of what is kept switch it on
AXES_ENABLED = False  # the tests of the lock-out switch it on
LOGGING_CONFIG = None

# workers of one suite share the servers; files, keys and queue are each worker's own, as its database is
if worker := env.text("PYTEST_XDIST_WORKER"):
    FILES_DIR, KEYS_DIR = DATA_DIR / worker / "files", DATA_DIR / worker / "keys"
    CELERY_BROKER_URL = REDIS_URL = f"{REDIS_URL.rpartition('/')[0]}/{worker.removeprefix('gw')}"
