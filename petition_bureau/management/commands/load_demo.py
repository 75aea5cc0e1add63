"""Load the demo county, or real messages, into an empty installation; do nothing if it is loaded."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from law import clock
from petition_bureau.demo_year import cast, year
from routing import importing


class Command(BaseCommand):
    help = "装载演示县的一年（或导入真实留言）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=int, default=300)
        parser.add_argument("--messages")
        parser.add_argument("--place")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("正式环境不装载演示数据。")
        cast.make_accounts()
        if year.loaded():
            self.stderr.write("演示数据已在，不再装载。")
            return
        if options["messages"]:
            self._messages(options["messages"], options["place"])
            return
        total = year.live(options["cases"], today=clock.today(), tell=self._tell)
        self.stderr.write(f"演示县的一年已装载：{total} 件信访事项。")

    def _tell(self, done: int, total: int, day: date) -> None:
        self.stderr.write(f"  演示县的一年：第 {done}/{total} 天（{day}）")

    def _messages(self, path: str, place: str | None) -> None:
        answer = importing.import_file(path, place=place, tell=lambda n: self.stderr.write(f"  已读 {n} 行"))
        self.stderr.write(f"已导入 {answer.imported} 件，拒收 {len(answer.rejected)} 行。")
