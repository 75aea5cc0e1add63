"""Who signs in: Django's own accounts; the signed-in person is read once a request, with their unit."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from organizations.models import User
from organizations.prepared import Prepared

_USER = Prepared(lambda key: User.objects.filter(pk=key))


class StaffBackend(ModelBackend):
    """Django's own, whose every page asks the same question of the same row."""

    def get_user(self, user_id: Any) -> User | None:
        user = _USER.first(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
