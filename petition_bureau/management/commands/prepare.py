"""Bring an installation to this release: schema, keys, base data. Runs as the schema's owner; repeatable."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from organizations import keys
from organizations.models import KeyCheck
from petition_bureau import basedata


class Command(BaseCommand):
    """`bin/manage prepare`."""

    help = "建表、密钥与基础数据（单位、角色、日历、规则集）；可重复执行"

    def handle(self, *args: Any, **options: Any) -> None:
        """Three steps, each told to whoever waits."""
        self.stdout.write("数据库结构……")
        call_command("migrate", interactive=False, verbosity=options["verbosity"])
        self._check_letters()
        self.stdout.write("密钥……")
        try:
            if not KeyCheck.objects.exists():
                keys.ensure(
                    settings.KEYS_DIR
                )  # only for a new database: a lost key must be found, not replaced
            keys.verify()
        except keys.KeyProblem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write("基础数据……")
        basedata.load()

    def _check_letters(self) -> None:
        """With a wrong locale PostgreSQL sees no letters in Chinese text: search silently finds nothing."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT '征' ~ '[[:alpha:]]'")
            (letters,) = cursor.fetchone()
        if not letters:
            raise CommandError(
                "数据库的字符类型不识别汉字：请用 initdb --locale=C.UTF-8 --locale-provider=builtin "
                "--builtin-locale=C.UTF-8 重新建库。"
            )
