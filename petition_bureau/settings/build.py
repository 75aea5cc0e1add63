"""Collecting the static files into an image, where no secret is and nothing is served."""

from petition_bureau.settings.base import *  # noqa: F403, TID251

SECRET_KEY = "signs-nothing-while-an-image-is-built"  # noqa: S105
