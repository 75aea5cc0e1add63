"""A decision as a person reads it: three rows, the one that decided, what was rejected and why."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from law.terms import Route, Stage
from organizations.models import Unit
from routing.engine import LAST_RESORT
from routing.models import RoutingDecision, RuleRow

#: So many rejected rules are shown for a stage; the rest are in the record.
SHOWN = 3


_CODE = re.compile(r"[a-z][a-z_]*[a-z](?:_[0-9]{2})?|township_[0-9]{2}")


def in_words(text: str) -> str:
    """The engine's sentence with units called by their names: it knows them by code only."""
    codes = set(_CODE.findall(text))
    names = unit_names(codes) if codes else {}
    return _CODE.sub(lambda match: names.get(match.group(), match.group()), text)


def unit_names(codes: Iterable[str | None]) -> dict[str, str]:
    """Short names of units by code, in one query."""
    wanted = {code for code in codes if code}
    return dict(Unit.objects.filter(code__in=wanted).values_list("code", "short_name")) if wanted else {}


def rule_names(codes: Iterable[str], ruleset: str) -> dict[str, str]:
    """What rules of a set are called: the first clause of their sentence. Their codes are for who edits the set."""
    rows = RuleRow.objects.filter(ruleset__name=ruleset, code__in=set(codes)).values_list("code", "because")
    return {code: because.split("，", 1)[0] for code, because in rows} | {
        LAST_RESORT.code: LAST_RESORT.because.split("，", 1)[0]
    }


def card_rows(
    *,
    ruleset: str,
    stage: str,
    because: str,
    article: str,
    route: str,
    unit: str,
    trace: Iterable[Mapping[str, Any]],
    names: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Rows of the decision card: 法定优先, 属事其次, 属地最后."""
    steps = list(trace)
    codes = {code for step in steps for code in _CODE.findall(step["why"])} | set(_CODE.findall(because))
    called = {**unit_names(codes), **names}

    def said(text: str) -> str:
        return _CODE.sub(lambda match: called.get(match.group(), match.group()), text)

    rules = rule_names((step["rule"] for step in steps), ruleset)
    rows = []
    for each in Stage:
        mine = [step for step in steps if step["stage"] == each]
        won = [step for step in mine if step["matched"]]
        rejected = [step for step in mine if not step["matched"]]
        decides = each == stage
        sentence = "；".join(dict.fromkeys(said(step["why"]) for step in won[:2])) or "没有规则命中"
        row: dict[str, Any] = {
            "stage": each.label,
            "decides": decides,
            "state": "也查过" if won else "没有命中",
            "sentence": sentence,
            "facts": list(dict.fromkeys(rules.get(step["rule"], step["rule"]) for step in won))[:SHOWN],
            "rejected": [
                {"what": "", "rule": rules.get(step["rule"], step["rule"]), "why": said(step["why"])}
                for step in rejected[:SHOWN]
            ],
        }
        if decides:
            row |= {
                "result": names.get(unit, "") or "需人工研判",
                "article": article,
                "sentence": said(because) or sentence,
            }
        elif each == Stage.LEGAL_PATH and route:
            row |= {"result": Route(route).label, "article": Route(route).article}
        rows.append(row)
    return rows


def decided_card(row: RoutingDecision) -> dict[str, Any]:
    """A stored decision: who confirmed what, as suggested or not, by which version of which set."""
    names = unit_names([row.suggested_unit, row.decided_unit, *row.alternatives])
    return {
        "rows": card_rows(
            ruleset=row.ruleset.name, stage=row.stage, because=row.because, article=row.article, route=row.suggested_route, unit=row.suggested_unit,
            trace=row.trace, names=names,
        ),
        "ruleset": row.ruleset.name,
        "by": row.decided_by,
        "on": row.decided_on,
        "overridden": row.overridden,
        "reason": row.reason,
        "abstained": row.abstained,
        "suggested_unit": names.get(row.suggested_unit, ""),
        "decided_unit": names.get(row.decided_unit, ""),
        "decided_route": Route(row.decided_route).label if row.decided_route else "",
    }  # fmt: skip
