"""``due``: on which day a period ends, and why (domain 1)."""

from datetime import date
from typing import Any

from django.core.management.base import CommandParser

from law.calendar import WorkCalendar, parse_day
from law.periods import PERIODS, NotGranted, UnknownPeriod, due
from petition_bureau.management.contract import (
    ContractCommand,
    WrongUse,
    answer_no,
    date_argument,
    emit,
    integer,
    integer_argument,
    read_table,
)

Answer = dict[str, Any]


def _calendar() -> WorkCalendar:
    from cases import workdays

    return workdays.calendar()


class Command(ContractCommand):
    help = "推算期限届满日，并逐步说明理由。期限代码：" + "、".join(PERIODS)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("PERIOD", nargs="?", help="期限代码，如 handling")
        parser.add_argument("START", nargs="?", type=date_argument, help="起算日（第 0 日），YYYY-MM-DD")
        parser.add_argument(
            "--extended", type=integer_argument, metavar="N", help="延期天数（条例第34条，只用于 handling）"
        )
        parser.add_argument(
            "--hearing",
            type=integer_argument,
            metavar="N",
            help="听证天数（条例第36条第2款，只用于 final_review）",
        )
        parser.add_argument(
            "--length", type=integer_argument, metavar="N", help="另定长度，只用于内部要求的期限"
        )
        parser.add_argument(
            "--batch", metavar="CSV", help="逐行推算，列：period,start,extended,hearing,length"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        period, start = options["PERIOD"], options["START"]
        given = [name for name in ("extended", "hearing", "length") if options[name] is not None]
        if options["batch"] is not None:
            if period is not None or given:
                extra = "PERIOD、START" if period is not None else f"--{given[0]}"
                raise WrongUse(f"参数 --batch：不能与 {extra} 同时使用，请写进 CSV 的列里")
            self._batch(options["batch"], as_json=options["json"])
            return
        if period is None or start is None:
            missing = "PERIOD（期限代码，如 handling）" if period is None else "START（起算日，YYYY-MM-DD）"
            raise WrongUse(f"缺少参数 {missing}；或用 --batch 给出 CSV 文件")
        try:
            answer = _answer(period, start, _calendar(), {name: options[name] for name in given})
        except UnknownPeriod as unknown:
            raise WrongUse(f"参数 PERIOD：{unknown}") from None
        except NotGranted as refusal:
            self._show(_refused(period, start.isoformat(), refusal), as_json=options["json"])
            answer_no()
        self._show(answer, as_json=options["json"])

    def _batch(self, path: str, *, as_json: bool) -> None:
        rows = read_table(path, "--batch", ("period", "start"))
        calendar = _calendar()
        for row in rows:
            self._show(_answer_row(row, calendar), as_json=as_json)

    def _show(self, answer: Answer, *, as_json: bool) -> None:
        if as_json:
            emit(self.stdout, answer)
        else:
            self.stdout.write(_in_words(answer))


def _answer(period: str, start: date, calendar: WorkCalendar, changes: dict[str, int]) -> Answer:
    """The answer of the contract; raises NotGranted."""
    found = due(
        period,
        start,
        calendar,
        extended=changes.get("extended", 0),
        hearing=changes.get("hearing", 0),
        length=changes.get("length"),
    )
    return {
        "period": period,
        "start": found.start,
        "nominal": found.nominal,
        "due": found.due,
        "basis": found.basis,
        "provisional": found.provisional,
        "steps": found.steps,
    }


def _answer_row(row: dict[str, str], calendar: WorkCalendar) -> Answer:
    """The answer to one line of a batch; whatever is wrong with the line is its answer."""
    column = "start"
    try:
        start = parse_day(row["start"])
        changes = {}
        for column in ("extended", "hearing", "length"):
            if row.get(column):
                changes[column] = integer(row[column])
        return _answer(row["period"], start, calendar, changes)
    except NotGranted as refusal:
        return _refused(row["period"], row["start"], refusal)
    except ValueError as error:
        return _refused(row["period"], row["start"], f"「{column}」列：{error}")


def _refused(period: str, start: str, reason: object) -> Answer:
    return {"period": period or None, "start": start or None, "error": str(reason)}


def _in_words(answer: Answer) -> str:
    if "error" in answer:
        return f"{answer['period']} {answer['start']}：{answer['error']}"
    doubt = "，暂估" if answer["provisional"] else ""
    days = f"{answer['due']} 届满（名义 {answer['nominal']}{doubt}，{answer['basis']}）"
    head = f"{answer['period']} {answer['start']}：{days}"
    return "\n".join([head, *(f"  {step}" for step in answer["steps"])])
