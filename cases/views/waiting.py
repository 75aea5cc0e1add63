"""待审签, 异议与审核, 送请意见: what waits for one person's word, oldest first, with who put it and why."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from cases import duties, queues
from cases.models import CaseEvent, CounselRequest, Handling, Objection, Proposal
from cases.procedure import ACTS
from law import clock
from law.terms import ClaimWay, Outcome, Route, SuggestionOutcome
from organizations import switches
from organizations.models import User
from organizations.roles import Permission
from organizations.web import StaffRequest, page

Row = dict[str, Any]
#: 补录 of the last weeks are shown to the bureau; all of them to the auditor.
BACKDATED_DAYS = 30
_OUTCOMES = dict([*Outcome.choices(), *SuggestionOutcome.choices()])


@page(Permission.COUNTERSIGN, Permission.SIGN_ASSIGNMENT, Permission.HEAD_UNIT)
def signing(request: StaffRequest) -> HttpResponse:
    """Proposals at the bureau; opinions, extensions and refusals at a unit."""
    user, today = request.user, clock.today()
    at_unit = user.can(Permission.HEAD_UNIT)
    found = _at_unit(user, today) if at_unit else _at_bureau(user, today)
    groups = [group for group in found if group["rows"]]
    days_left = [row["days_left"] for group in groups for row in group["rows"]]
    context: dict[str, Any] = {
        "groups": groups, "at_unit": at_unit, "n": len(days_left),
        "late": sum(left is not None and left < 0 for left in days_left),
    }  # fmt: skip
    if user.can(Permission.SUPERVISE):
        context |= {"supervision": queues.supervision_drafts(), "supervision_url": reverse("oversight:list")}
    return render(request, "cases/signing.html", context)


def _at_bureau(user: User, today: date) -> list[dict[str, Any]]:
    own = not switches.value("second_pair_of_eyes")
    rows, more = queues.front(queues.proposals(user, own=own))
    assigned = [_proposal(row, today) for row in rows if row.way == ClaimWay.ASSIGN]
    others = [_proposal(row, today) for row in rows if row.way != ClaimWay.ASSIGN]
    note = "先列最急的 50 件，签掉后接着出现" if more else ""
    return [
        {"title": "交办，由信访局领导签发", "n": len(assigned), "rows": assigned, "note": note or "条例第22条第1款第3项"},
        {"title": "引导、不予受理、存查，由第二人复核", "n": len(others), "rows": others,
         "note": note or "提出人不能复核自己的提议（内部要求）"},
    ]  # fmt: skip


def _proposal(row: Proposal, today: date) -> Row:
    claim = row.claim
    to = f"：给{row.unit.short_name}" if row.unit else ""
    if row.way == ClaimWay.GUIDE:
        to = f"：{Route(row.route).label}"
    sign = {"assign": "签发交办", "guide": "复核引导", "decline": "复核不予受理", "bar": "复核不再受理",
            "file_away": "复核存查"}[row.way]  # fmt: skip
    return _row(claim.case, row, today) | {
        "what": f"{ClaimWay(row.way).label}{to}",
        "why": f"{row.proposed_by.name} {_short(row.proposed_on)} 提出 · {_brief(row.reason)}",
        "words": _brief(claim.text),
        "act": sign,
        "act_href": reverse("cases:claim_act", args=[claim.case.number, claim.pk, "sign_proposal"]),
        "route": Route(row.route).label,
    }


def _at_unit(user: User, today: date) -> list[dict[str, Any]]:
    waiting = {name: queues.front(rows) for name, rows in queues.of_head(user).items()}
    opinions = [_opinion(row, today) for row in waiting["opinions"][0]]
    extensions = [_extension(row, today) for row in waiting["extensions"][0]]
    direct, more_direct = queues.front(queues.proposals(user, own=not switches.value("second_pair_of_eyes")))
    declines = [_proposal(row, today) for row in direct] + [
        _decline(row, today) for row in waiting["declines"][0]
    ]
    n = {name: _counted(rows, more) for name, (rows, more) in waiting.items()}
    return [
        {"title": "延期申请，届满日前决定", "n": n["extensions"], "rows": extensions, "note": "条例第34条"},
        {"title": "不予受理、引导的提议", "n": n["declines"] + _counted(direct, more_direct), "rows": declines, "note": "条例第23条第1款"},
        {"title": "意见已写完，待签发", "n": n["opinions"], "rows": opinions, "note": "条例第32条 · 签发后仍要送达才算办结"},
    ]  # fmt: skip


def _opinion(row: Handling, today: date) -> Row:
    draft = row.standing[0]  # type: ignore[attr-defined]
    author = f"{draft.drafted_by.name} {_short(draft.drafted_on)} 起草 · " if draft.drafted_by else ""
    return _of_handling(row, row, today) | {
        "what": f"签发意见：{_OUTCOMES.get(draft.outcome, '')}",
        "why": f"{author}{_brief(draft.decision)}",
        "act": "签发意见",
        "act_href": duties.act_url(row.claim.case.number, row, "sign_opinion"),
    }


def _extension(row: Any, today: date) -> Row:
    asker = row.handler.name if row.handler else "经办人"
    return _of_handling(row, row, today) | {
        "what": f"决定延期：申请延长 {row.asked_days} 日",
        "why": f"{asker} {_short(row.asked_on)} 申请 · 届满前批准才能移动届满日，只能延一次",
        "act": "决定延期",
        "act_href": duties.act_url(row.claim.case.number, row, "approve_extension"),
    }


def _decline(row: Any, today: date) -> Row:
    return _of_handling(row.handling, row, today) | {
        "what": f"{ClaimWay(row.way).label}",
        "why": f"{row.proposed_by.name} {_short(row.proposed_on)} 提出 · {_brief(row.reason)}",
        "act": "决定这项提议",
        "act_href": duties.act_url(row.claim.case.number, row.handling, "decline_handling"),
    }


@page(Permission.DECIDE_OBJECTION, Permission.CHECK_CONCLUSION)
def checking(request: StaffRequest) -> HttpResponse:
    """What the bureau verifies: objections, finished work, papers on their way, acts recorded late."""
    today = clock.today()
    objections, more_objections = queues.front(queues.open_objections())
    served, more_served = queues.front(queues.to_conclude())
    posted, more_posted = queues.front(queues.on_the_way(today))
    merging, more_merging = queues.front(queues.repeats_to_confirm())
    leaving, more_leaving = queues.front(queues.withdrawals_to_verify())
    recorded = list(queues.backdated(today - timedelta(days=BACKDATED_DAYS))[: queues.FRONT])
    counts = {"objections": _counted(objections, more_objections), "served": _counted(served, more_served),
              "posted": _counted(posted, more_posted)}  # fmt: skip
    groups = [
        {"title": "异议待核实", "n": counts["objections"], "rows": [_objection(row, today) for row in objections],
         "note": "两个工作日内核实（内部要求）；承办单位的 15 日没有停"},
        {"title": "已送达，待审核认定", "n": counts["served"], "rows": [_served(row) for row in served],
         "note": "审核不停任何期限；不合格的退回重办（条例第40条）"},
        {"title": "已寄出，送达日没有登记", "n": counts["posted"], "rows": [_posted(row, today) for row in posted],
         "note": "申请复查的 30 日从送达那天起算（条例第35条）"},
        {"title": "并案待确认", "n": _counted(merging, more_merging), "rows": [_merging(row, today) for row in merging],
         "note": "登记员提请，甄别员确认；确认前来件自己的 15 日照走"},
        {"title": "撤回待核实", "n": _counted(leaving, more_leaving), "rows": [_leaving(row) for row in leaving],
         "note": "向信访人本人核实，确系自愿才确认；核实前所有期限照走"},
    ]  # fmt: skip
    context: dict[str, Any] = {
        **counts,
        "late": sum(row.due_on is not None and row.due_on < today for row in objections),
        "groups": [group for group in groups if group["rows"]],
        "recorded": [_backdated(row) for row in recorded],
    }
    return render(request, "cases/checking.html", context)


def _objection(row: Objection, today: date) -> Row:
    to = f"，建议转{row.suggested_unit.short_name}" if row.suggested_unit else ""
    return _of_handling(row.handling, row, today) | {
        "what": f"核实{row.handling.unit.short_name}的异议",
        "why": f"{_short(row.raised_on)} 提出{to} · {_brief(row.reason)}",
        "act": "核实异议",
        "act_href": reverse("cases:detail", args=[row.handling.claim.case.number]),
    }


def _merging(row: Any, today: date) -> Row:
    case = row.petition.filed_as
    return _row(case, row, today) | {
        "what": f"核对是否与 {duties.tail(row.earlier.number)} 同人同事",
        "why": f"{row.linked_by} {_short(row.linked_on)} 提请 · {_brief(row.reason)}",
        "act": "确认并案",
        "act_href": reverse("cases:case_act", args=[case.number, "confirm_repeat"]),
    }


def _leaving(row: Any) -> Row:
    return _row(row.case, row, None) | {
        "what": "向信访人核实撤回是否自愿",
        "why": f"{row.reported_by.unit.short_name} {row.reported_by.name} {_short(row.reported_on)} 登记 · {_brief(row.evidence)}",
        "act": "核实撤回",
        "act_href": reverse("cases:case_act", args=[row.case.number, "withdraw"]),
    }


def _served(row: Any) -> Row:
    last = max((service.served_on for service in row.living if service.served_on), default=None)
    return _of_handling(row, row, None) | {
        "what": f"审核{row.unit.short_name}的办理结果",
        "why": f"{'交办件，办结报告已交 · ' if row.assigned else ''}{f'{_short(last)} 送达' if last else '已告知结果'}",
        "act": "审核认定",
        "act_href": duties.act_url(row.claim.case.number, row, "conclude"),
    }


def _posted(row: Any, today: date) -> Row:
    return _of_handling(row, row, None) | {
        "what": f"请{row.unit.short_name}查回执，登记送达日",
        "why": f"{_short(row.posted_on)} 寄出，已 {(today - row.posted_on).days} 天",
        "act": "看这件",
        "act_href": reverse("cases:detail", args=[row.claim.case.number]),
    }


def _backdated(row: CaseEvent) -> Row:
    return {
        "number": row.case.number, "href": reverse("cases:detail", args=[row.case.number]),
        "act": ACTS[row.act].label if row.act in ACTS else row.act, "on": row.on, "recorded": row.recorded_at,
        "by": row.by.name if row.by else "系统", "unit": row.unit.short_name if row.unit else "", "reason": why_late(row),
    }  # fmt: skip


def why_late(event: CaseEvent) -> str:
    """The reason given for recording an act late, and nothing else of the note."""
    _, mark, reason = event.note.partition("补录：")
    return reason if mark else "没有写"


@page(Permission.GIVE_COUNSEL)
def counsel(request: StaffRequest) -> HttpResponse:
    """Matters put to this lawyer: the question, and where to answer it."""
    rows, more = queues.front(queues.counsel_requests(request.user))
    context = {
        "asked": [_counsel(row) for row in rows if row.answered_on is None],
        "answered": [_counsel(row) for row in rows if row.answered_on],
        "more": more,
    }
    return render(request, "cases/counsel.html", context)


def _counsel(row: CounselRequest) -> Row:
    return {
        "subject": row.case.title, "question": row.question, "asked_on": row.asked_on, "asked_by": row.asked_by.name,
        "number": duties.tail(row.case.number), "answered_on": row.answered_on,
        "act": reverse("cases:case_act", args=[row.case.number, "give_counsel"]),
        "href": reverse("cases:detail", args=[row.case.number]),
    }  # fmt: skip


def _counted(rows: Sequence[Any], more: bool) -> str:  # noqa: FBT001 - a pair as queues.front gives it
    return f"{len(rows)}+" if more else str(len(rows))


# --- one row of a worklist ------------------------------------------------------------------------


def _row(case: Any, clocked: Any, today: date | None) -> Row:
    due = getattr(clocked, "due_on", None) if today else None
    return {
        "days_left": (due - today).days if due and today else None, "due_on": due, "subject": case.title,
        "person": duties.whose(case), "number": duties.tail(case.number),
        "href": reverse("cases:detail", args=[case.number]),
    }  # fmt: skip


def _of_handling(row: Handling, clocked: Any, today: date | None) -> Row:
    claim = row.claim
    return _row(claim.case, clocked, today) | {"words": _brief(claim.text), "route": duties.way(row)}


def _brief(text: str) -> str:
    words = " ".join(text.split())
    return f"{words[:44]}…" if len(words) > 45 else words


def _short(day: date | None) -> str:
    return f"{day.month}-{day.day:02d}" if day else ""


urls = [
    path("signing/", signing, name="signing"),
    path("checking/", checking, name="checking"),
    path("counsel/", counsel, name="counsel"),
]
