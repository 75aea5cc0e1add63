"""Rows, facts and opening sentences of the 督办 pages, from models to plain words."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import NoReverseMatch, reverse

from law import clock, periods
from organizations.models import User
from oversight.models import AccountabilityProposal, Supervision

#: How many rows one page shows.
PAGE = 50


@dataclass(frozen=True, slots=True)
class View:
    """One view of the list: its name in the address, its label, its act, whether the newest come first."""

    name: str
    label: str
    act: str = ""
    act_label: str = ""
    newest_first: bool = False


LEADER_VIEWS = (
    View("drafts", "待签发", "sign", "审阅签发"),
    View("waiting", "等单位回复"),
    View("answered", "已回复，待销号", "close", "核对销号"),
    View("proposals", "问责建议", "decide", "作决定"),
    View("over", "已了结", newest_first=True),
)
UNIT_VIEWS = (
    View("waiting", "待回复", "reply", "写回复"),
    View("answered", "已回复"),
    View("over", "已销号", newest_first=True),
)


def supervisions(rows: "QuerySet[Supervision]", view: View) -> "QuerySet[Supervision]":
    """The rows of a view with all their line shows."""
    chosen = {
        "drafts": rows.filter(signed_on=None, dropped_on=None),
        "waiting": rows.filter(signed_on__isnull=False, replied_on=None),
        "answered": rows.filter(replied_on__isnull=False, closed_on=None),
        "over": rows.filter(Q(closed_on__isnull=False) | Q(dropped_on__isnull=False)),
    }[view.name]
    return chosen.select_related("case", "unit", "deadline", "reply_deadline", "paper")


def counts(user: User, rows: "QuerySet[Supervision]") -> dict[str, int]:
    """How many stand in each view, and how many replies are late; two queries."""
    today = clock.today()
    found: dict[str, int] = rows.aggregate(
        drafts=Count("pk", filter=Q(signed_on=None, dropped_on=None)),
        waiting=Count("pk", filter=Q(signed_on__isnull=False, replied_on=None)),
        answered=Count("pk", filter=Q(replied_on__isnull=False, closed_on=None)),
        over=Count("pk", filter=Q(closed_on__isnull=False) | Q(dropped_on__isnull=False)),
        late=Count("pk", filter=Q(replied_on=None, reply_deadline__due_on__lt=today)),
    )
    proposals = AccountabilityProposal.objects.visible_to(user).filter(decided_on=None).count()
    return found | {"proposals": proposals}


def line(row: Supervision, view: View) -> dict[str, Any]:
    """One line of the list: the day that counts, what it is about, where, and the act."""
    due = row.reply_deadline or row.deadline
    done = {"answered": "已回复", "over": "不发" if row.dropped_on else "已销号"}.get(view.name, "")
    return {
        "days_left": (due.due_on - clock.today()).days if due and not done else None,
        "due_on": row.closed_on or row.dropped_on or row.replied_on or (due.due_on if due else None),
        "done": done,
        "what": row.paper.number if row.paper else f"督办单稿：{late_duty(row)}",
        "why": row.dropped_reason or row.ground,
        "href": reverse("oversight:detail", args=[row.pk]),
        "subject": row.case.title,
        "unit": row.unit.short_name,
        "number": row.case.number,
        "act": view.act_label,
        "act_href": reverse(f"oversight:{view.act}", args=[row.pk]) if view.act else "",
    }


def proposal_line(row: AccountabilityProposal, view: View) -> dict[str, Any]:
    """One line of the proposals; decided ones say what was decided."""
    done = "" if row.decided_on is None else ("提出建议" if row.taken_up else "不提出")
    href = reverse("oversight:decide", args=[row.pk])
    return {
        "days_left": (row.deadline.due_on - clock.today()).days if not done else None,
        "due_on": row.decided_on or row.deadline.due_on,
        "done": done,
        "what": f"{periods.period(row.deadline.period).label}逾期，是否提出追责建议",
        "why": row.answer or row.ground,
        "href": href,
        "subject": row.case.title,
        "unit": row.unit.short_name,
        "number": row.case.number,
        "act": "" if done else view.act_label,
        "act_href": href,
    }


def late_duty(row: Supervision) -> str:
    return f"{periods.period(row.deadline.period).label}逾期" if row.deadline else "领导督办"


def facts(row: Supervision | AccountabilityProposal) -> list[dict[str, Any]]:
    """Name and value of what a person needs beside the form."""
    deadline = row.deadline
    found = [
        {"label": "信访事项", "value": row.case.title},
        {
            "label": "件号",
            "value": row.case.number,
            "url": reverse("cases:detail", args=[row.case.number]),
            "link": "打开",
        },
        {"label": "单位", "value": row.unit.name},
    ]
    if deadline:
        rule = periods.period(deadline.period)
        found += [
            {"label": "迟了的职责", "value": f"{rule.label}（{rule.basis_text}）"},
            {"label": "届满日", "value": _spoken(deadline.due_on)},
            {"label": "现在", "value": _now(deadline.met_on, deadline.voided_on, deadline.due_on)},
        ]
    if isinstance(row, Supervision) and row.reply_deadline:
        found.append({"label": "回复期限", "value": _spoken(row.reply_deadline.due_on)})
    return found


def _now(met_on: date | None, voided_on: date | None, due_on: date) -> str:
    if met_on:
        return (
            f"已于{_spoken(met_on)}履行，逾期 {(met_on - due_on).days} 天"
            if met_on > due_on
            else f"已于{_spoken(met_on)}履行"
        )
    if voided_on:
        return f"期限已于{_spoken(voided_on)}失效"
    days = (clock.today() - due_on).days
    return f"没有履行，逾期 {days} 天" if days > 0 else "还没有届满"


def _spoken(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def paper_rows(row: Supervision) -> list[dict[str, Any]]:
    """The signed paper in both forms."""
    if row.paper is None:
        return []
    found = []
    for form in ("docx", "pdf"):
        try:
            href = reverse("cases:paper", args=[row.paper.pk, form])
        except NoReverseMatch:  # an installation without the papers' pages
            href = ""
        found.append(
            {
                "name": f"信访事项督办单（{form}）",
                "href": href,
                "number": row.paper.number,
                "status": str(row.signed_on),
            }
        )
    return found


def story(row: Supervision) -> list[dict[str, Any]]:
    """What happened with this 督办单, newest first."""
    steps = [
        (row.closed_on, "销号", row.closed_by, ""),
        (row.replied_on, "单位书面回复", row.replied_by, row.reply),
        (row.dropped_on, "决定不发", row.dropped_by, row.dropped_reason),
        (row.signed_on, "签发督办单", row.signed_by, row.requirements),
        (row.drafted_on, "拟稿", None, row.ground),
    ]
    return [
        {"on": on, "title": title, "who": f"{by.unit.short_name} {by.name}" if by else ("系统" if title == "拟稿" else ""),
         "text": text}
        for on, title, by, text in steps if on
    ]  # fmt: skip
