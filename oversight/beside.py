"""What oversight tells beside a file: its 督办, talks, recommendations and the day of a 交办, and what may be begun."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from cases import beside, policies
from cases.beside import Panel, View
from cases.presenting import short
from cases.reading import File
from law.terms import Adoption, RecommendationKind, SupervisionLevel
from oversight import assigned, presenting, talking
from oversight.models import Recommendation, ReportExtension, Supervision, Talk

#: How many rows of a sort stand beside the file.
SHOWN = 4


def offers(file: File) -> list[View]:
    """Talk with the unit in focus; the later day of a 交办."""
    handling, user = file.focus.handling, file.user
    if handling is None or file.focus.ended:
        return []
    found = []
    if policies.may(user, "record_talk", handling) and not talking.blockers(handling):
        address = f"{reverse('oversight:talks_new')}?{urlencode({'handling': handling.pk})}"
        found.append(
            beside.allowed("记录对接", address, "和承办单位谈了什么、商定什么时候办到。", "record_talk")
        )
    if handling.assigned and policies.may(user, "ask_report_extension", handling):
        reasons = assigned.ask_blockers(handling, file.today)
        if not reasons:
            found.append(beside.allowed(
                "申请延长限办日期", reverse("oversight:assigned_step", args=[handling.pk, "ask"]),
                "由交办的信访局审定；60 日办理期限不变。", "ask_report_extension"))  # fmt: skip
    decides = handling.assigned and policies.may(user, "decide_report_extension", handling)
    if decides and not assigned.decide_blockers(handling, file.today):
        found.append(beside.allowed(
            "审定延长限办日期", reverse("oversight:assigned_step", args=[handling.pk, "extend"]),
            "承办单位申请了延长，等您审定。", "decide_report_extension"))  # fmt: skip
    return [view | {"may_be_main": False} for view in found]


def panels(file: File) -> list[Panel]:
    """督办, 对接, 三项建议, and the later days asked for; each in a few rows."""
    return [_supervisions(file), _talks(file), _recommendations(file), _extensions(file)]


def _supervisions(file: File) -> Panel:
    if not beside.has(file, "supervision"):
        return Panel("督办")
    rows = Supervision.objects.visible_to(file.user).filter(case=file.case, signed_on__isnull=False)
    found = list(rows.select_related("paper", "unit", "reply_deadline").order_by("-pk")[:SHOWN])
    return Panel("督办", [
        {"label": row.paper.number if row.paper else "督办单", "value": _supervision_words(row, file.today),
         "url": reverse("oversight:detail", args=[row.pk]), "link": "打开"}
        for row in found
    ])  # fmt: skip


def _supervision_words(row: Supervision, today: date) -> str:
    word, on, _ = presenting.ended(row)
    who = f"{SupervisionLevel(row.level).label} {row.unit.short_name}"
    if word:
        return f"{who}，{word}" + (f" {short(on)}" if on else "")
    if row.replied_on:
        return f"{who}，{short(row.replied_on)} 已回复，待核对"
    due = row.reply_deadline.due_on if row.reply_deadline else None
    late = "，逾期" if due and due < today else ""
    return f"{who}，{short(due)} 前回复{late}" if due else who


def _talks(file: File) -> Panel:
    if not beside.has(file, "talk"):
        return Panel("对接")
    rows = Talk.objects.visible_to(file.user).filter(case=file.case).select_related("unit")
    return Panel("对接", [
        {"label": f"{short(row.held_on)} {row.unit.short_name}", "value": _talk_words(row, file.today),
         "url": reverse("oversight:talks_record", args=[row.pk]), "link": "打开"}
        for row in rows.order_by("-held_on", "-pk")[:SHOWN]
    ])  # fmt: skip


def _talk_words(row: Talk, today: date) -> str:
    if row.followed_up_on:
        return f"{row.subject}，已落实"
    if row.agreed_until is None:
        return row.subject
    late = "已过，没有落实记录" if row.agreed_until < today else "前办到"
    return f"{row.subject}，约定 {short(row.agreed_until)} {late}"


def _recommendations(file: File) -> Panel:
    if not beside.has(file, "recommendation"):
        return Panel("三项建议")
    rows = Recommendation.objects.visible_to(file.user).filter(
        cases=file.case, signed_on__isnull=False, cancelled_on=None
    )
    found = list(rows.select_related("organ", "paper").order_by("-pk")[:SHOWN])
    return Panel("三项建议", [
        {"label": RecommendationKind(row.kind).label, "value": _recommendation_words(row, file.today),
         "url": reverse("oversight:recommendations_record", args=[row.pk]), "link": "打开"}
        for row in found
    ])  # fmt: skip


def _recommendation_words(row: Recommendation, today: date) -> str:
    organ = row.organ.short_name if row.organ else ""
    if row.answered_on:
        return f"{organ}，{Adoption(row.adoption).label}"
    late = row.due_on is not None and row.due_on < today
    return f"{organ}，{'逾期未反馈' if late else '等书面反馈'}"


def _extensions(file: File) -> Panel:
    if not beside.has(file, "report_extension"):
        return Panel("限办日期的延长")
    rows = ReportExtension.objects.visible_to(file.user).filter(handling__claim__case=file.case)
    found: list[dict[str, Any]] = [
        {"label": f"{short(row.asked_on)} 申请", "value": f"延至 {short(row.until)}，"
         + ("待审定" if row.decided_on is None else ("同意" if row.approved else "不同意"))}
        for row in rows.order_by("-pk")[:SHOWN]
    ]  # fmt: skip
    return Panel("限办日期的延长", found)


def register() -> None:
    """Stand beside every file."""
    beside.register(
        "oversight",
        offers=offers,
        panels=panels,
        tables={
            "supervision": lambda case: Supervision.objects.filter(case=case),
            "talk": lambda case: Talk.objects.filter(case=case),
            "recommendation": lambda case: Recommendation.objects.filter(cases=case),
            "report_extension": lambda case: ReportExtension.objects.filter(handling__claim__case=case),
        },
    )
