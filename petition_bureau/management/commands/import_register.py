"""``bin/manage import_register CSV|XLSX [--dry-run]``: an older register's matters with their recorded courses."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from cases.old_register.sheet import Importer
from documents.sheets import Unreadable
from law import clock
from petition_bureau.management.contract import ContractCommand, WrongUse, emit
from routing.doubt import looks_like_accusation


class Command(ContractCommand):
    help = "导入历史办件台账：每行一件，连同它的经过；逐行取舍，原编号为键"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("sheet", metavar="CSV|XLSX")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["sheet"])
        run = Importer(by=None, on=clock.today(), dry_run=options["dry_run"], doubt=looks_like_accusation())
        try:
            run.run(
                path.name, path.read_bytes(), tell=lambda so_far: self.stderr.write(f"已读 {so_far.read} 行")
            )
        except OSError as problem:
            raise WrongUse(f"CSV|XLSX：读不到 {path}（{problem.strerror}），请核对文件名") from problem
        except Unreadable as problem:
            raise WrongUse(f"CSV|XLSX：{path.name}：{problem}") from problem
        answer = run.answer
        if options["json"]:
            emit(self.stdout, asdict(answer))
            return
        verb = "可以导入" if options["dry_run"] else "导入"
        self.stdout.write(
            f"读 {answer.read} 行，{verb} {answer.imported} 件，已有 {answer.skipped} 件，拒收 {len(answer.rejected)} 行。"
        )
        for row in answer.rejected:
            self.stdout.write(f"第 {row.line} 行「{row.column}」列：{row.reason}")
