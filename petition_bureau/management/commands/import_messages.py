"""``bin/manage import_messages CSV [--place TEXT] [--dry-run]``: real messages as registered web petitions."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from cases.actions.importing import Unreadable
from petition_bureau.management.contract import ContractCommand, WrongUse, emit
from routing import importing


class Command(ContractCommand):
    help = "导入留言：每行一件网上信访，逐行取舍，message_id 为键"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("csv", metavar="CSV")
        parser.add_argument("--place", metavar="TEXT", help="只取提到这个地方的留言")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            answer = importing.import_file(
                options["csv"], place=options["place"], dry_run=options["dry_run"],
                tell=lambda n: self.stderr.write(f"已读 {n} 行"),
            )  # fmt: skip
        except Unreadable as problem:
            raise WrongUse(f"CSV：{problem}") from problem
        if options["json"]:
            emit(self.stdout, asdict(answer))
            return
        verb = "可以导入" if options["dry_run"] else "导入"
        self.stdout.write(
            f"读 {answer.read} 行，{verb} {answer.imported} 件，已有 {answer.skipped} 件，拒收 {len(answer.rejected)} 行。"
        )
        for row in answer.rejected:
            self.stdout.write(f"第 {row.line} 行「{row.column}」列：{row.reason}")
