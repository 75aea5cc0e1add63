"""What an act will do, said before it is done: clocks met and started with their dates, papers that leave (design §6)."""

from dataclasses import replace
from datetime import date
from typing import Any

from cases import papers, workdays
from cases.forms.acts import Subject
from cases.models import Case, CasePaper, Deadline, Handling, Proposal
from cases.presenting import short
from cases.procedure import ACTS
from documents import issuing
from documents.content import Content
from law import periods
from law.terms import PaperKind, Route
from organizations import acting

#: Of the periods an act may start, those that depend on the way of the matter.
STARTS_FOR = {
    "handling": {Route.PETITION},
    "review_request": {Route.PETITION},
    "suggestion_reply": {Route.SUGGESTION},
}
#: 简易办理: what is told by word leaves no paper to the petitioner.
_ONLY_IN_WRITING = {
    "accept_simple": "今天出具简易办理审批单；书面告知的，另出具受理告知书。",
    "reply_simple": "书面答复的，出具简易办理答复书；口头、短信、网上答复的，记下方式、时间和内容。",
}


def of(act: str, subject: Subject, proposal: Proposal | None = None) -> list[dict[str, str]]:
    """What follows, in the order of the law: duty met, period started, period ended, paper."""
    running = _running(subject)
    row = ACTS[act]
    found = [("履行", _met(deadline, subject.today)) for deadline in running if deadline.period in row.meets]
    found += [("起算", _started(act, period, subject)) for period in row.starts if _starts(period, subject)]
    found += [
        ("结束", f"「{periods.period(deadline.period).label}」随之结束。")
        for deadline in running
        if deadline.period in row.voids
    ]
    if act == "approve_extension":
        found += [("改期", text) for text in _extended(running)]
    paper = _papers(act, subject, proposal)
    if paper:
        found.append(("文书", paper))
    return [{"label": label, "value": text} for label, text in found]


def _running(subject: Subject) -> list[Deadline]:
    rows = Deadline.objects.running().filter(case=subject.case, handling=subject.handling)
    return list(rows.order_by("due_on"))


def _met(deadline: Deadline, today: date) -> str:
    label = periods.period(deadline.period).label
    late = (today - deadline.due_on).days
    when = f"{short(deadline.due_on)} 届满"
    return f"「{label}」（{when}）" + (f"，已逾期 {late} 天，照实记录。" if late > 0 else "。")


def _starts(period: str, subject: Subject) -> bool:
    handling = subject.handling
    if period == "assigned_report":
        return False  # its day is the one the letter names, said with the paper
    if period == "simple_acceptance":
        return False  # met by the act itself
    if period == "rating":
        return False  # opens with the answer, but only for those who are asked (domain §6)
    routes = STARTS_FOR.get(period)
    if handling and routes and handling.route not in routes:
        return False
    return not (period == "notice" and handling and handling.notice_exempt)


def _started(act: str, period: str, subject: Subject) -> str:
    due = periods.due(period, subject.today, workdays.calendar())
    label = due.period.label
    if period == "review_request":
        return f"「{label}」从送达之日起{due.length} 日（今天送达的，{short(due.due)} 届满）。"
    whose = "新单位的" if act == "uphold_objection" else ""
    return f"{whose}「{label}」从今天起算 {due.period.counted(due.length)}，{short(due.due)} 届满（{due.basis}）。"


def _extended(running: list[Deadline]) -> list[str]:
    row = next((deadline for deadline in running if deadline.period == "handling"), None)
    if row is None:
        return []
    longest = periods.due("handling", row.started_on, workdays.calendar(), extended=30).due
    return [
        f"现在的届满日是 {short(row.due_on)}；延满 30 日到 {short(longest)}。从名义届满日 {short(row.nominal_on)} 往后加，只延一次。"
    ]


def extended_to(handling: Handling, days: int) -> date | None:
    """The last day after an extension of so many days."""
    row = Deadline.objects.running().filter(handling=handling, period="handling").first()
    if row is None or not 1 <= days <= 30:
        return None
    return periods.due("handling", row.started_on, workdays.calendar(), extended=days).due


def _papers(act: str, subject: Subject, proposal: Proposal | None) -> str:
    kinds = list(ACTS[act].papers)
    handling, petition = subject.handling, subject.case.own_petition
    if (
        handling
        and act in {"accept", "take_statutory", "notify_late", "approve_extension", "decline_handling"}
        and not petition.address_clear
    ):
        return "信访人姓名、住址不清，免书面告知（条例第23条第2款），仍然照常办理。"
    if act == "decline_handling" and proposal:
        notice = papers.notice_kind(proposal.way, proposal.details)
        kinds = [notice] if notice else []
    if proposal and act in {"guide", "decline", "bar"}:
        notice = papers.notice_kind(proposal.way, proposal.details)
        kinds = [notice] if notice and petition.address_clear else []
    if act == "forward":
        kinds = [kind for kind in kinds if kind != PaperKind.POLITICAL_LEGAL_LETTER]
    if act == "sign_opinion" and handling:
        kinds = [papers.opinion_kind(handling)]
    if act in {"sign_assignment", "uphold_objection"} and not petition.address_clear:
        kinds = [kind for kind in kinds if kind != PaperKind.DESTINATION_NOTICE]
    if proposal and act == "sign_assignment" and not proposal.assisting.exists():
        kinds = [kind for kind in kinds if kind != PaperKind.ASSISTANCE_LETTER]
    if act in _ONLY_IN_WRITING:
        return _ONLY_IN_WRITING[act]
    return f"今天出具{'、'.join(kind.label for kind in kinds)}，文号自动取。" if kinds else ""


def rehearse(case: Case, perform: Any) -> list[Content]:
    """The papers an act would issue: done inside a savepoint and taken back, so that the preview is the paper itself.

    Whatever refuses the act refuses its preview. The number is left out: it is given when the act is done.
    """
    newest = CasePaper.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with acting.taken_back():
        perform()
        rows = (
            CasePaper.objects.filter(case=case, pk__gt=newest)
            .select_related("paper")
            .order_by("-to_petitioner", "pk")
        )
        return [replace(issuing.content_of(row.paper), number="", footer=issuing.PREVIEW) for row in rows]
