"""``route``: where the rules would send a claim, by which stage, rule and article (design 4)."""

import json
import sys
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import CommandParser

from law.terms import Channel, Flag, Purpose, Stage, Term
from petition_bureau.management.contract import ContractCommand, WrongUse, emit
from routing.models import RuleSet
from routing.rules import Facts
from routing.rulesets import NoActiveRuleSet
from routing.suggest import suggest, suggest_with

Answer = dict[str, Any]
TermT = TypeVar("TermT", bound=Term)
TEXTS = ("subject", "body", "category", "place")


class BadFacts(Exception):
    """The facts cannot be read; the message names the field and the remedy, in Chinese."""


class Command(ContractCommand):
    help = "按分流规则判断去向：途径、承办单位、依据和判断痕迹"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("FILE", help="事项文件（JSON，一个对象，或每行一个对象）；- 表示从标准输入读取")
        parser.add_argument("--ruleset", metavar="NAME", help="规则集名称；不写用现行规则集")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = _rows(_text(options["FILE"]))
        single = len(rows) == 1
        for number, row in enumerate(rows, start=1):
            try:
                answer = _answer(row, options["ruleset"])
            except BadFacts as bad:
                if single:
                    raise WrongUse(f"参数 FILE：{bad}") from None
                answer = {"error": f"第 {number} 行：{bad}"}
            if options["json"]:
                emit(self.stdout, answer)
            else:
                self.stdout.write(_in_words(answer))


def _text(path: str) -> str:
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        return data.decode("utf-8-sig")
    except OSError:
        raise WrongUse(f"参数 FILE：读不了文件 {path}，请核对路径") from None
    except UnicodeDecodeError:
        raise WrongUse(f"参数 FILE：{path} 不是 UTF-8 编码，请另存为 UTF-8") from None


def _rows(text: str) -> list[str]:
    """One object, however it is broken over lines, or one object per line."""
    try:
        json.loads(text)
    except json.JSONDecodeError:
        rows = [line for line in text.splitlines() if line.strip()]
    else:
        rows = [text]
    if not rows:
        raise WrongUse("参数 FILE：没有内容，请写一个 JSON 对象，至少有 subject 和 body")
    return rows


def _answer(row: str, ruleset: str | None) -> Answer:
    facts = facts_from(row)
    try:
        decision = suggest_with(ruleset, facts) if ruleset else suggest(facts)
    except RuleSet.DoesNotExist:
        names = "、".join(RuleSet.objects.values_list("name", flat=True)) or "（尚无）"
        raise WrongUse(f"参数 --ruleset：没有名为 {ruleset} 的规则集，现有：{names}") from None
    except NoActiveRuleSet as missing:
        raise WrongUse(str(missing)) from None
    return decision.as_dict()


def facts_from(row: str) -> Facts:
    """The facts of one JSON object. Raises BadFacts."""
    try:
        data = json.loads(row)
    except json.JSONDecodeError as error:
        raise BadFacts(f"不是有效的 JSON（第 {error.colno} 个字符附近），请核对引号和逗号") from None
    if not isinstance(data, dict):
        raise BadFacts('应当是一个 JSON 对象，如 {"subject": "……", "body": "……"}')
    for name in ("subject", "body"):
        if data.get(name) is None:
            raise BadFacts(f"缺少 {name}，没有内容时写空字符串")
    for name in TEXTS:
        if data.get(name) is not None and not isinstance(data[name], str):
            raise BadFacts(f"{name} 应当是文字")
    flags = data.get("flags") or []
    if not isinstance(flags, list):
        raise BadFacts('flags 应当是列表，如 ["collective"]')
    return Facts(
        **{name: data.get(name) or "" for name in TEXTS},
        purpose=_term(Purpose, "purpose", data.get("purpose")),
        channel=_term(Channel, "channel", data.get("channel")) or "",
        flags=frozenset(str(_term(Flag, "flags", flag)) for flag in flags),
    )


def _term(kind: type[TermT], name: str, value: Any) -> TermT | None:
    if value is None or value == "":
        return None
    try:
        return kind(value)
    except ValueError:
        known = "、".join(term.value for term in kind)
        raise BadFacts(f"{name} 不能是 {value}，可选：{known}") from None


def _in_words(answer: Answer) -> str:
    if "error" in answer:
        return str(answer["error"])
    unit = answer["unit"] or "须由人判断，可考虑：" + "、".join(answer["alternatives"])
    stage = dict(Stage.choices())[answer["stage"]]
    head = f"{stage}：{unit}（{answer['article']}）"
    return f"{head}\n  {answer['because']}"
