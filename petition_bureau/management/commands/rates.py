"""``rates``: every indicator between two days, with its numerator, denominator and what was not recorded (domain 6)."""

from typing import Any

from django.core.management.base import CommandParser

from law import clock
from petition_bureau.management.contract import ContractCommand, WrongUse, date_argument, emit


class Command(ContractCommand):
    help = "计算一段时间的三率和其他指标；首尾两日都计入。检举控告不计。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from", dest="since", type=date_argument, required=True, help="起始日，YYYY-MM-DD"
        )
        parser.add_argument(
            "--to", dest="until", type=date_argument, required=True, help="截止日，YYYY-MM-DD"
        )
        parser.add_argument(
            "--by", choices=["unit", "month", "channel", "category"], help="按单位、月份、形式或者一级分类"
        )
        parser.add_argument(
            "--basis", choices=["due", "registered"], default="due", help="到期口径（默认）或者登记口径"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        from reports import figures
        from reports.indicators import INDICATORS

        if options["since"] > options["until"]:
            raise WrongUse(f"参数 --from：{options['since']} 晚于 --to 的 {options['until']}，请对调")
        span = figures.Span(options["since"], options["until"])
        by: figures.By = options["by"] or "all"
        table = figures.live(span, by=by, basis=options["basis"], as_of=clock.today())
        found = [
            _row(key, code, table.get((key, code), figures.Tally()))
            for key in figures.keys_of(table, by, span)
            for code in INDICATORS
        ]
        if options["json"]:
            emit(self.stdout, {"basis": options["basis"], "rows": found})
            return
        for row in found:
            rate = "—" if row["rate"] is None else f"{row['rate']:.4f}"
            self.stdout.write(
                f"{row['key'] or '未分类'}  {INDICATORS[row['indicator']].name}  {rate}"
                f"  （{row['numerator']} ÷ {row['denominator']}，流转未记录 {row['not_recorded']}）"
            )


def _row(key: str, code: str, tally: Any) -> dict[str, Any]:
    return {
        "key": key or None,
        "indicator": code,
        "numerator": tally.numerator,
        "denominator": tally.denominator,
        "not_recorded": tally.not_recorded,
        "rate": tally.rate,
    }
