"""``annual_report``: one of the two annual reports as .docx, and every figure in it (条例第41条)."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from law import clock
from petition_bureau.management.contract import ContractCommand, WrongUse, emit, integer_argument


class Command(ContractCommand):
    help = "生成年度报告：regulation 信访情况年度报告，rule_of_law 法治政府建设年度报告。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("YEAR", type=integer_argument, help="年度，如 2026")
        parser.add_argument("--kind", choices=["regulation", "rule_of_law"], required=True, help="报告种类")
        parser.add_argument("--output", required=True, metavar="FILE.docx", help="写到哪个文件")

    def handle(self, *args: Any, **options: Any) -> None:
        from reports import annual, annual_docx, content
        from reports.drafts import REPORTS

        year, target = options["YEAR"], Path(options["output"])
        if not 1900 <= year <= 9000:
            raise WrongUse(f"参数 YEAR：{year} 不是年度，请填四位年份，如 2026")
        if year > clock.today().year:
            raise WrongUse(f"参数 YEAR：{year} 年还没有开始，没有可写的年报")
        if target.suffix.lower() != ".docx":
            raise WrongUse(f"参数 --output：{target} 不是 .docx 文件名，请以 .docx 结尾")
        today, report = clock.today(), REPORTS[options["kind"]]
        book = annual.live_book(year, as_of=today)
        made = content.build(report, content.source_of(report, book, on=today), book)
        try:
            target.write_bytes(annual_docx.render(made))
        except OSError as problem:
            raise WrongUse(
                f"参数 --output：写不了 {target}（{problem.strerror}），请核对文件夹和权限"
            ) from None
        names = ("id", "label", "value", "unit", "cases", "source")
        if options["json"]:
            emit(
                self.stdout,
                {
                    "file": str(target),
                    "figures": [{name: f[name] for name in names} for f in made["figures"]],
                },
            )
            return
        self.stdout.write(f"已写到 {target}")
        for figure in made["figures"]:
            origin = "手工填报" if figure["source"] == "entered" else f"案件集 {figure['cases']}"
            self.stdout.write(f"  {figure['label']}：{figure['shown']} {figure['unit']}（{origin}）")
