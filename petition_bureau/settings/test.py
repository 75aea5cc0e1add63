"""The suite: as dev, with quick password hashing and quiet logs."""

from petition_bureau.settings.dev import *  # noqa: F403, TID251

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True  # no scan of every static file at each client start
AXES_ENABLED = False  # the tests of the lock-out switch it on
LOGGING_CONFIG = None
