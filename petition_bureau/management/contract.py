"""What all commands of ``bin/manage`` share: a JSON object per line, exit codes, Chinese words for wrong use.

Exit 0: done. 1: the answer is no (:func:`answer_no`). 2: wrong use or unreadable input (:class:`WrongUse`).
"""

import csv
import io
import json
import re
import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

from law.calendar import parse_day

_INTEGER = re.compile(r"[+-]?[0-9]{1,1000}")
#: argparse speaks English; these are its sentences (Python 3.11 to 3.14) and ours.
_SENTENCES = (
    (re.compile(r"unrecognized arguments: (.*)"), r"不认识的参数：\1；可用的参数见 --help"),
    (re.compile(r"the following arguments are required: (.*)"), r"缺少参数：\1；用法见 --help"),
    (re.compile(r"argument ([^:]+): expected (?:one|at least one) argument.*"), r"参数 \1：后面要写一个值"),
    (
        re.compile(r"argument ([^:]+): invalid choice: (.*?) \(choose from (.*)\)"),
        r"参数 \1：不能是 \2，可选 \3",
    ),
    (re.compile(r"argument ([^:]+): not allowed with argument (.*)"), r"参数 \1：不能与 \2 同时使用"),
    (re.compile(r"argument ([^:]+): ignored explicit argument (.*)"), r"参数 \1：不带值，请去掉 \2"),
    (re.compile(r"ambiguous option: (\S+) could match (.*)"), r"参数 \1 不完整，可能是 \2，请写全"),
    (re.compile(r"argument ([^:]+): (.*)"), r"参数 \1：\2"),
)


class WrongUse(CommandError):
    """Wrong use or unreadable input; the message names the argument and the remedy, in Chinese. Exit 2."""

    def __init__(self, message: str) -> None:
        super().__init__(message, returncode=2)


class ContractParser(CommandParser):
    """Options may stand anywhere after the command, between the positional arguments too."""

    def parse_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: Namespace | None = None
    ) -> Namespace:
        return self.parse_intermixed_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        for english, chinese in _SENTENCES:
            if english.fullmatch(message):
                message = english.sub(chinese, message)
                break
        raise WrongUse(message)


class ContractCommand(BaseCommand):
    """A command that keeps the contract: ``--json``, UTF-8 in every locale, flushed lines, exit 0, 1, 2."""

    #: the checks belong to bin/check; an answer does not wait for them
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        # the base class names its parser class outright; only these two methods differ
        parser.__class__ = ContractParser
        parser.add_argument("--json", action="store_true", help="每个答案输出一行 JSON")
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
        try:
            super().run_from_argv(argv)
        except WrongUse as wrong:
            self._leave(wrong)

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except WrongUse as wrong:
            if not getattr(self, "_called_from_command_line", False):
                raise
            self._leave(wrong)

    def _leave(self, wrong: WrongUse) -> NoReturn:
        self.stderr.write(str(wrong))
        sys.exit(wrong.returncode)


def emit(stdout: Any, answer: Any) -> None:
    """Write one answer as one line of JSON; days as YYYY-MM-DD, Chinese as it is."""
    stdout.write(json.dumps(answer, ensure_ascii=False, default=_plain))


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in the contract")


def answer_no() -> NoReturn:
    """Leave with exit 1: the question was understood, the answer is no."""
    sys.exit(1)


def integer(text: str) -> int:
    """A whole number in plain digits; ValueError with a Chinese reason otherwise."""
    if _INTEGER.fullmatch(text.strip()):
        return int(text)
    raise ValueError(f"「{text}」不是整数，请用阿拉伯数字填写，如 10")


def date_argument(text: str) -> date:
    """``type=`` of an argument that is a day (YYYY-MM-DD)."""
    try:
        return parse_day(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def integer_argument(text: str) -> int:
    """``type=`` of an argument that is a whole number."""
    try:
        return integer(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def _fault(error: OSError) -> str:
    faults = {
        FileNotFoundError: "没有这个文件",
        IsADirectoryError: "是文件夹",
        PermissionError: "没有读取权限",
    }
    return faults.get(type(error), str(error.strerror))


def read_table(path: str, argument: str, required: Sequence[str]) -> list[dict[str, str]]:
    """The rows of a CSV named on the command line: UTF-8 with or without BOM, by column name, "" where empty.

    Raises WrongUse naming ``argument`` when the file cannot be read or a required column is missing.
    """
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""))
        names = [name.strip() for name in reader.fieldnames or ()]
        reader.fieldnames = names
        rows = [{name: (row[name] or "").strip() for name in names} for row in reader]
    except OSError as error:
        raise WrongUse(f"参数 {argument}：读不了文件 {path}（{_fault(error)}），请核对路径") from None
    except UnicodeDecodeError:
        raise WrongUse(f"参数 {argument}：{path} 不是 UTF-8 编码，请另存为 UTF-8 CSV") from None
    except csv.Error as error:
        raise WrongUse(f"参数 {argument}：{path} 不是有效的 CSV（{error}），请另存为 UTF-8 CSV") from None
    missing = [name for name in required if name not in names]
    if missing:
        raise WrongUse(f"参数 {argument}：{path} 首行缺少列 {'、'.join(missing)}，请补上列名")
    return rows
