"""``evaluate_routing``: the active rules beside the judgement of a person (design 4)."""

from typing import Any

from django.core.management.base import CommandParser

from law.terms import Channel
from petition_bureau.management.contract import ContractCommand, WrongUse, emit, read_table
from routing.evaluation import judged, summary
from routing.models import RuleSet
from routing.rules import Facts
from routing.rulesets import NoActiveRuleSet
from routing.suggest import suggest, suggest_with

NAMES = {
    "n": "件数", "missing": "缺少正文", "purpose": "目的一致", "route": "途径一致",
    "department_top1": "单位首选一致",
    "department_top3": "前三含正确单位", "decided_top1": "未存疑件首选一致", "territorial": "属地一致",
    "abstained": "存疑交人",
}  # fmt: skip


class Command(ContractCommand):
    help = "用人工判断过的信访件检验分流规则"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--messages",
            nargs="+",
            action="extend",
            required=True,
            metavar="CSV",
            help="信访件，列：message_id,subject,body",
        )
        parser.add_argument(
            "--labels",
            required=True,
            metavar="CSV",
            help="人工判断，列：message_id,purpose,route,department,territorial,alt_department",
        )
        parser.add_argument("--ruleset", metavar="NAME", help="规则集名称；不写用现行规则集")

    def handle(self, *args: Any, **options: Any) -> None:
        messages: dict[str, dict[str, str]] = {}
        for path in options["messages"]:
            for row in read_table(path, "--messages", ("message_id", "subject", "body")):
                messages.setdefault(row["message_id"], row)
        labels = read_table(options["labels"], "--labels", ("message_id", "purpose", "route", "department"))
        found = [row for row in labels if row["message_id"] in messages]
        rows = [judged(row, _decide(messages[row["message_id"]], options["ruleset"])) for row in found]
        answer = summary(rows, missing=len(labels) - len(found))
        if options["json"]:
            emit(self.stdout, answer)
            return
        for key, value in answer.items():
            self.stdout.write(f"{NAMES[key]}：{value if isinstance(value, int) else _percent(value)}")


def _decide(message: dict[str, str], ruleset: str | None) -> Any:
    facts = Facts(message["subject"], message["body"], channel=Channel.ONLINE)
    try:
        return suggest_with(ruleset, facts) if ruleset else suggest(facts)
    except RuleSet.DoesNotExist:
        raise WrongUse(f"参数 --ruleset：没有名为 {ruleset} 的规则集") from None
    except NoActiveRuleSet as missing:
        raise WrongUse(str(missing)) from None


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share:.1%}"
