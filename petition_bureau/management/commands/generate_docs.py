"""``generate_docs``: write the pages of docs/ that come from the code; ``--check`` only says whether they are stale."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from documents import versions
from petition_bureau import docs_pages


class Command(BaseCommand):
    help = "由代码生成 docs/ 中的状态、期限、岗位三页；--check 只检查，过时则退出码为 1。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="只检查，不写")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            written = docs_pages.write()
            if versions.complete():
                written.append(versions.LEDGER.name)
            self.stdout.write("已更新：" + "、".join(written) if written else "都是最新的")
            return
        stale = docs_pages.stale()
        if stale:
            self.stderr.write(f"docs/ 中已过时：{'、'.join(stale)}，请执行 bin/fix")
            raise SystemExit(1)
        self.stdout.write("都是最新的")
