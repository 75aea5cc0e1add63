"""``sweep``: remind, escalate and draft what a day asks for; harmless to repeat (domain 8)."""

from typing import Any

from django.core.management.base import CommandParser

from law import clock
from petition_bureau.management.contract import ContractCommand, answer_no, date_argument, emit

ANSWER = ("reminders", "escalations", "overdue")


class Command(ContractCommand):
    help = "到期巡检：临期提醒、逾期上报、推定受理、督办拟稿；同一天重复执行不会重复提醒"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--on", type=date_argument, metavar="DATE", help="巡检哪一天，YYYY-MM-DD（默认今天）"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        from petition_bureau import tasks

        on = options["on"] or clock.today()
        try:
            result = tasks.sweep(on)
        except tasks.BeforeLastSweep as refused:
            self.stderr.write(str(refused))
            answer_no()
        tasks.relay_all()
        if options["json"]:
            emit(self.stdout, {name: result[name] for name in ANSWER})
        else:
            self.stdout.write(
                f"{on} 巡检完毕：提醒 {result['reminders']} 条，上报和督办拟稿 {result['escalations']} 条，"
                f"当日逾期期限 {result['overdue']} 个，推定受理 {result['presumed']} 件。"
            )
