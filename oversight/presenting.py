"""Rows, facts and opening sentences of the 督办 pages, from models to plain words."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import NoReverseMatch, reverse

from law import clock, periods
from law.terms import SupervisionForm, SupervisionGround, SupervisionLevel
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
    View("over", "已了结", newest_first=True),
)

#: Signed, and neither answered nor ended otherwise; a clock void because the matter was returned or withdrawn ends it as well.
WAITING = Q(
    signed_on__isnull=False,
    replied_on=None,
    cancelled_on=None,
    raised_on=None,
    reply_deadline__voided_on=None,
)
ANSWERED = Q(replied_on__isnull=False, closed_on=None, raised_on=None)
OVER = (
    Q(closed_on__isnull=False)
    | Q(dropped_on__isnull=False)
    | Q(cancelled_on__isnull=False)
    | Q(raised_on__isnull=False)
    | Q(replied_on=None, reply_deadline__voided_on__isnull=False)
)


def supervisions(rows: "QuerySet[Supervision]", view: View) -> "QuerySet[Supervision]":
    """The rows of a view with all their line shows."""
    chosen = {
        "drafts": rows.filter(signed_on=None, dropped_on=None),
        "waiting": rows.filter(WAITING),
        "answered": rows.filter(ANSWERED),
        "over": rows.filter(OVER),
    }[view.name]
    return chosen.select_related("case", "unit", "deadline", "duty", "reply_deadline", "paper")


def counts(user: User, rows: "QuerySet[Supervision]") -> dict[str, int]:
    """How many stand in each view, and how many replies are late; two queries."""
    today = clock.today()
    found: dict[str, int] = rows.aggregate(
        drafts=Count("pk", filter=Q(signed_on=None, dropped_on=None)),
        waiting=Count("pk", filter=WAITING),
        answered=Count("pk", filter=ANSWERED),
        over=Count("pk", filter=OVER),
        late=Count("pk", filter=WAITING & Q(reply_deadline__due_on__lt=today)),
    )
    proposals = AccountabilityProposal.objects.visible_to(user).filter(decided_on=None).count()
    return found | {"proposals": proposals}


def ended(row: Supervision) -> tuple[str, date | None, bool]:
    """How it ended, when, and whether that is a fulfilment (green); an empty word while it stands."""
    if row.closed_on:
        return ("销号，职责未履行" if row.closed_unmet else "已销号"), row.closed_on, not row.closed_unmet
    for word, on in (("不发", row.dropped_on), ("已撤销", row.cancelled_on), ("已提级", row.raised_on)):
        if on:
            return word, on, False
    if row.reply_deadline and row.reply_deadline.voided_on and not row.replied_on:
        return "随事项失效", row.reply_deadline.voided_on, False
    return "", None, False


def line(row: Supervision, view: View) -> dict[str, Any]:
    """One line of the list: the day that counts, what it is about, where, and the act."""
    due = row.reply_deadline or row.deadline
    word, ended_on, green = ended(row)
    done = word or ("已回复" if row.replied_on else "")
    return {
        "days_left": (due.due_on - clock.today()).days if due and not done else None,
        "due_on": ended_on or row.replied_on or (due.due_on if due else None),
        "done": done,
        "quiet": bool(word) and not green,
        "what": row.paper.number if row.paper else f"督办单稿：{late_duty(row)}",
        "level": "" if row.level == SupervisionLevel.ORDINARY else SupervisionLevel(row.level).label,
        "why": row.dropped_reason or row.cancel_reason or row.ground,
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
    """What it is about: the late duty, or the kind of failing the leader named."""
    if row.deadline:
        return f"{periods.period(row.deadline.period).label}逾期"
    return SupervisionGround(row.ground_kind).label


def facts(row: Supervision | AccountabilityProposal) -> list[dict[str, Any]]:
    """Name and value of what a person needs beside the form."""
    deadline = (row.duty or row.deadline) if isinstance(row, Supervision) else row.deadline
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
            {"label": "督办的职责", "value": f"{rule.label}（{rule.basis_text}）"},
            {"label": "届满日", "value": _spoken(deadline.due_on)},
            {"label": "现在", "value": _now(deadline.met_on, deadline.voided_on, deadline.due_on)},
        ]
    return found + (_manner(row) if isinstance(row, Supervision) and row.signed_on else [])


def _manner(row: Supervision) -> list[dict[str, Any]]:
    """Level, form, ground and the day of the reply of a signed one."""
    found: list[dict[str, Any]] = [
        {"label": "层级和方式", "value": f"{SupervisionLevel(row.level).label}，{SupervisionForm(row.form).label}"},
        {"label": "情形", "value": SupervisionGround(row.ground_kind).label},
    ]  # fmt: skip
    if row.form_note:
        found.append({"label": "督办经过", "value": row.form_note})
    if row.directed_by:
        found.append({"label": "批示", "value": f"{row.directed_by}：{row.direction}".rstrip("：")})
    if row.follows:
        address = reverse("oversight:detail", args=[row.follows.pk])
        found.append({"label": "前一次督办", "value": row.follows.paper.number if row.follows.paper else "—",
                      "url": address, "link": "打开"})  # fmt: skip
    if row.reply_deadline:
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
        (
            row.closed_on,
            "销号（职责未履行）" if row.closed_unmet else "销号",
            row.closed_by,
            row.close_remark,
        ),
        (row.cancelled_on, "撤销督办", row.cancelled_by, row.cancel_reason),
        (row.raised_on, "提级督办", None, ""),
        (row.replied_on, "单位书面回复", row.replied_by, row.reply),
        (row.dropped_on, "决定不发", row.dropped_by, row.dropped_reason),
        (row.signed_on, "签发督办单", row.signed_by, row.requirements),
        (row.drafted_on, "拟稿", None, row.ground),
    ]
    return [
        {"on": on, "title": title, "who": f"{by.unit.short_name} {by.name}" if by else ("系统" if title == "拟稿" and row.deadline_id else ""),
         "text": text}
        for on, title, by, text in steps if on
    ]  # fmt: skip
