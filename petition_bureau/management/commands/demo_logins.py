"""Print who signs in as whom: ``LOGIN <role> <user> <password>``."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from petition_bureau.demo_year import cast


class Command(BaseCommand):
    help = "演示账号"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("正式环境没有演示账号。")
        password = cast.password()
        for role, username in cast.logins():
            self.stdout.write(f"LOGIN {role} {username} {password}")
