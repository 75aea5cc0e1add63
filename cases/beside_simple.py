"""简易办理 beside the file: what may be done next, and how it stands."""

from typing import Any

from django.urls import reverse

from cases import beside, policies, simple_rules
from cases.beside import Panel, View, allowed, refused
from cases.models import Handling, SimpleProcedure, SimpleSuggestion
from cases.papers import outcome_label, told_sentence
from cases.presenting import short
from cases.reading import File
from law.terms import (
    Attitude,
    ConversionReason,
    HandlingRole,
    HandlingState,
    Purpose,
    Route,
    SimpleKind,
)
from organizations.roles import Permission

S = HandlingState


def register() -> None:
    """Stand beside every file."""
    beside.register(
        "simple",
        offers=offers,
        panels=panels,
        tables={
            "simple_suggestion": lambda case: SimpleSuggestion.objects.filter(claim__case=case),
            "simple_procedure": lambda case: SimpleProcedure.objects.filter(handling__claim__case=case),
        },
    )


def offers(file: File) -> list[View]:
    """The acts on the handling in focus, or the suggestion on claims not yet sent."""
    found = _on_claims(file)
    handling = file.focus.handling
    if handling is None or file.focus.ended or handling.role != HandlingRole.LEAD:
        return found
    if handling.state == S.ARRIVED and handling.route in {Route.PETITION, Route.SUGGESTION}:
        found += _accepting(file, handling)
    elif handling.state in {S.SIMPLE, S.SIMPLE_REPLIED}:
        found += _simple(file, handling)
    return found


def _at(file: File, handling: Handling, act: str) -> str:
    return reverse("cases:act", args=[file.case.number, handling.pk, act])


def _accepting(file: File, handling: Handling) -> list[View]:
    head = file.user.can(Permission.HEAD_UNIT)
    act = "accept_simple" if head else "ask_simple"
    if not policies.may(file.user, act, handling):
        return []
    label = "简易办理" if head else "提请简易办理"
    reasons = policies.blockers(handling, act, on=file.today)
    if reasons:
        words = reasons[0].removeprefix("不能：").removeprefix("还不能：")
        return [refused(label, words, act, never=True)]
    last = short(simple_rules.acceptance_due(handling))
    follows = f"事实清楚、好解决的初次事项：{last} 前告知（可以口头），10 个工作日内答复。"
    return [allowed(label, _at(file, handling, act), follows, act)]


def _simple(file: File, handling: Handling) -> list[View]:
    found = []
    if handling.state == S.SIMPLE and policies.may(file.user, "reply_simple", handling):
        found.append(allowed("写简易答复", _at(file, handling, "reply_simple"),
                             "记下方式、时间和内容；信访人要求书面的出具答复书。", "reply_simple", main=True))  # fmt: skip
    head = policies.may(file.user, "convert_simple", handling)
    act = "convert_simple" if head else "ask_conversion"
    if policies.may(file.user, act, handling):
        label = "转为普通程序" if head else "提请转普通程序"
        found.append(allowed(label, _at(file, handling, act),
                             "发现不宜或者信访人不服的；60 日从原受理日起算。", act))  # fmt: skip
    return found


def _on_claims(file: File) -> list[View]:
    """The bureau suggests on what it has not sent yet; a grey offer would help nobody."""
    found = []
    for claim in file.claims:
        if claim.way or file.case.state != "registered" or file.case.merged_into_id:
            continue
        if file.case.purpose == Purpose.ENQUIRY or not policies.may(file.user, "suggest_simple", claim):
            continue
        if any(row.claim_id == claim.pk for row in file.proposals) or simple_rules.may_suggest(
            claim, file.today
        ):
            continue
        href = reverse("cases:claim_act", args=[file.case.number, claim.pk, "suggest_simple"])
        found.append(allowed("建议简易办理", href, "收到后 3 个工作日内转送；是否适用由承办单位决定。",
                             "suggest_simple"))  # fmt: skip
    return found


def panels(file: File) -> list[Panel]:
    """How the simple procedure of the handlings in sight stands; one query for each of the two tables."""
    found = []
    claims = [claim.pk for claim in file.claims]
    handlings = {row.pk: row for row in file.handlings}
    asked = file.whole and beside.has(file, "simple_suggestion")
    suggested = SimpleSuggestion.objects.filter(claim__in=claims, claim__way="") if asked else []
    for row in suggested:
        words = f"{SimpleKind(row.kind).label}：{row.reason}"
        found.append(
            Panel("简易办理", [{"label": "信访局建议", "value": words}], qualifier=short(row.suggested_on))
        )
    if handlings and beside.has(file, "simple_procedure"):
        for simple in SimpleProcedure.objects.filter(handling__in=handlings):
            found.append(
                Panel("简易办理", _rows(simple), qualifier=handlings[simple.handling_id].unit.short_name)
            )
    return found


def _rows(row: SimpleProcedure) -> list[dict[str, Any]]:
    rows = [
        {"label": "情形", "value": SimpleKind(row.kind).label},
        {"label": "告知", "value": told_sentence(row.decided_on, row.told_at, row.told_way, row.told_words)},
    ]
    if row.replied_on and row.reply_at:
        reply = told_sentence(row.replied_on, row.reply_at, row.reply_way, row.reply)
        rows.append({"label": "答复", "value": f"{outcome_label(row.outcome)}。{reply}"})
        rows.append({"label": "信访人态度", "value": Attitude(row.attitude).label})
    if row.converted_on:
        why = (
            f"{short(row.converted_on)}，{ConversionReason(row.converted_for).label}：{row.converted_reason}"
        )
        rows.insert(0, {"label": "已转普通程序", "value": why})
    return rows
