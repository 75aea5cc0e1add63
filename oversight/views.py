"""督办: what the bureau leader signs, watches and decides; what a unit must answer (条例第40条)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from cases.models import Handling
from cases.policies import NotLawfulNow
from law import clock, periods
from law.terms import SupervisionForm, SupervisionGround, SupervisionLevel
from organizations.models import User
from organizations.roles import Permission
from organizations.web import StaffRequest, acts_once, page
from oversight import actions, lawful, presenting
from oversight.forms import CancelForm, CloseForm, DecisionForm, DropForm, ReplyForm, SignForm
from oversight.models import AccountabilityProposal, Recommendation, Supervision
from oversight.presenting import LEADER_VIEWS, PAGE, UNIT_VIEWS, View

WITH = ("case", "unit", "deadline", "reply_deadline", "paper", "handling__claim", "handling__unit", "signed_by__unit",
        "replied_by__unit", "closed_by__unit", "dropped_by__unit", "cancelled_by__unit", "duty", "follows__paper",
        "follows__duty", "follows__reply_deadline")  # fmt: skip


# --- the list ---------------------------------------------------------------------------------------------------


@page(Permission.SUPERVISE, Permission.HANDLE)
def overview(request: StaffRequest) -> HttpResponse:
    """The list, by view; the first view is what the person must do."""
    views = LEADER_VIEWS if request.user.can(Permission.SUPERVISE) else UNIT_VIEWS
    view = next((row for row in views if row.name == request.GET.get("view")), views[0])
    visible = Supervision.objects.visible_to(request.user)
    n = presenting.counts(request.user, visible)
    lines, following = _lines(request.user, view, visible, request.GET.get("after", ""))
    address = reverse("oversight:list")
    context = {
        "view": view,
        "n": n,
        "leads": views is LEADER_VIEWS,
        "lines": lines,
        "rail": [{"title": "", "links": [
            {"label": row.label, "url": f"{address}?view={row.name}", "n": n[row.name], "current": row is view}
            for row in views
        ]}],
        "next_url": f"{address}?view={view.name}&after={following}" if following else "",
        "first_url": f"{address}?view={view.name}" if request.GET.get("after") else "",
    }  # fmt: skip
    return render(request, "oversight/list.html", context)


def _lines(user: User, view: View, visible: Any, after: str) -> tuple[list[dict[str, Any]], int]:
    """One page of a view by keyset, and the key of the next page (0: no more)."""
    if view.name == "proposals":
        rows = AccountabilityProposal.objects.visible_to(user).filter(decided_on=None)
        rows, show = rows.select_related("case", "unit", "deadline"), presenting.proposal_line
    else:
        rows, show = presenting.supervisions(visible, view), presenting.line  # type: ignore[assignment]
    if after.isdecimal() and len(after) < 19:
        rows = rows.filter(**{"pk__lt" if view.newest_first else "pk__gt": int(after)})
    found = list(rows.order_by("-pk" if view.newest_first else "pk")[: PAGE + 1])
    following = found[PAGE - 1].pk if len(found) > PAGE else 0
    return [show(row, view) for row in found[:PAGE]], following


@page(Permission.SUPERVISE, Permission.HANDLE)
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One 督办单: where it stands, what happened, the next act."""
    row = _row(request, pk)
    word, _, green = presenting.ended(row)
    context = {
        "row": row,
        "ended": word,
        "green": green,
        "title": row.paper.number if row.paper else "督办单稿",
        "late_duty": presenting.late_duty(row),
        "days_left": (row.reply_deadline.due_on - clock.today()).days if row.reply_deadline else None,
        "facts": presenting.facts(row),
        "papers": presenting.paper_rows(row),
        "events": presenting.story(row),
        "acts": _acts(request.user, row),
    }
    return render(request, "oversight/detail.html", context)


def _acts(user: User, row: Supervision) -> list[dict[str, Any]]:
    """What this person may do with it now."""
    today = clock.today()
    days = row.reply_deadline.due_on if row.reply_deadline else None
    if not user.can(Permission.SUPERVISE):
        answers = row.signed_on and not row.replied_on and not presenting.ended(row)[0]
        wanted = [("写回复", "reply", "办理情况、逾期原因、下一步措施", True)] if answers else []
    elif row.signed_on is None and row.dropped_on is None:
        wanted = [
            ("审阅签发", "sign", "签发后编号生效，单位按定下的期限书面回复", True),
            ("不发", "drop", "写明理由，只留在局内", False),
        ]
    else:
        unmet = lawful.unmet(row)
        offers = (
            ("核对销号", "close", "职责没有履行，销号要写明理由" if unmet else "回复的情况属实、已经落实",
             not unmet, lawful.close_blockers),
            ("提级督办", "raise", "职责仍未履行，升一级再督办" if row.replied_on else f"{days} 届满没有回复，升一级再督办",
             True, lawful.raise_blockers),
            ("撤销督办", "cancel", "发错了或者情况变了：写明理由，回复期限失效", False, lawful.cancel_blockers),
        )  # fmt: skip
        wanted = [
            (label, name, follows, main)
            for label, name, follows, main, blockers in offers
            if not blockers(row, today)
        ]
    return [
        {"label": label, "href": reverse(f"oversight:{name}", args=[row.pk]), "reason": reason, "allowed": True, "main": main,
         "article": "内部要求" if name == "cancel" else "条例第40条第1款"}
        for label, name, reason, main in wanted
    ]  # fmt: skip


def _row(request: StaffRequest, pk: int) -> Supervision:
    return get_object_or_404(Supervision.objects.visible_to(request.user).select_related(*WITH), pk=pk)


# --- acts -------------------------------------------------------------------------------------------------------


def _act(
    request: StaffRequest,
    form: forms.Form,
    perform: Callable[[dict[str, Any]], object],
    *,
    to: str,
    about: list[dict[str, Any]],
    **context: Any,
) -> HttpResponse:
    """Show a form, or act on it; what the law refuses comes back with the typed text kept."""
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            made = perform(form.cleaned_data)
        except NotLawfulNow as refused:
            status = 409
            for reason in refused.reasons:
                form.add_error(None, reason)
        else:
            return HttpResponseRedirect(made if isinstance(made, str) and made else to)
    return render(request, "oversight/act.html", {"form": form, "facts": about, **context}, status=status)


@page(Permission.SUPERVISE)
@acts_once
def sign(request: StaffRequest, pk: int) -> HttpResponse:
    """审阅签发: the draft's words may be bettered before they are signed."""
    row = _row(request, pk)
    start = _usual(
        level=row.level, ground_kind=row.ground_kind, ground=row.ground, requirements=row.requirements
    )
    least = SupervisionLevel(row.follows.level).higher if row.follows else SupervisionLevel.ORDINARY
    form = SignForm(request.POST or None, initial=start, least=least)
    return _act(
        request, form, lambda data: actions.sign_supervision(row, by=request.user, on=clock.today(), **form.act()),
        to=reverse("oversight:list"), about=presenting.facts(row), form_title="签发督办单", submit="签发督办单",
        form_lede=f"{row.unit.short_name}：{presenting.late_duty(row)}", cancel_url=_detail(row),
        blockers=lawful.unlawful(row, clock.today()),
        other={"url": reverse("oversight:drop", args=[row.pk]), "label": "不发这份督办单"}, foot=_FOOT, foot_note=_NOTE,
    )  # fmt: skip


_FOOT, _NOTE = "签发后编号生效，单位的回复期限当日起算", "条例第40条第1款；回复期限为内部要求"


def _usual(**given: Any) -> dict[str, Any]:
    """Where a form of 督办 begins: the ordinary level, by letter, the rule's own days."""
    return {"level": SupervisionLevel.ORDINARY, "form": SupervisionForm.LETTER,
            "reply_days": periods.period("supervision_reply").length, **given}  # fmt: skip


@page(Permission.SUPERVISE)
@acts_once
def drop(request: StaffRequest, pk: int) -> HttpResponse:
    """不发: the draft ends with a reason."""
    row = _row(request, pk)
    return _act(
        request, DropForm(request.POST or None),
        lambda data: actions.drop_supervision(row, by=request.user, on=clock.today(), **data),
        to=reverse("oversight:list"), about=presenting.facts(row), form_title="不发督办单", submit="决定不发",
        form_lede="逾期的记录不因此改变", cancel_url=_detail(row),
    )  # fmt: skip


@page(Permission.HANDLE)
@acts_once
def reply(request: StaffRequest, pk: int) -> HttpResponse:
    """写回复 by the unit the 督办单 went to."""
    row = _row(request, pk)
    due = row.reply_deadline.due_on if row.reply_deadline else None
    return _act(
        request, ReplyForm(request.POST or None),
        lambda data: actions.reply_supervision(row, by=request.user, on=clock.today(), **data),
        to=_detail(row), about=presenting.facts(row), form_title="书面回复督办单", submit="送出回复",
        form_lede=row.paper.number if row.paper else "", cancel_url=_detail(row), asked=row,
        foot=f"回复期限 {due} 届满" if due else "", foot_note="条例第40条第1款",
    )  # fmt: skip


@page(Permission.SUPERVISE)
@acts_once
def close(request: StaffRequest, pk: int) -> HttpResponse:
    """核对销号: with the duty met, or with the leader's reason why not."""
    row = _row(request, pk)
    wanted = lawful.reason_wanted(row) if lawful.needs_reason(row) else ""
    return _act(
        request, CloseForm(request.POST or None, wanted=wanted.removeprefix("还不能：")),
        lambda data: actions.close_supervision(row, by=request.user, on=clock.today(), **data),
        to=reverse("oversight:list"), about=presenting.facts(row), form_title="核对销号", submit="予以销号",
        form_lede=row.paper.number if row.paper else "", cancel_url=_detail(row), answered=row,
        blockers=[wanted] if lawful.unmet(row) and not lawful.close_blockers(row, clock.today()) else [],
        foot="销号不停任何期限，也不改变逾期的记录",
    )  # fmt: skip


@page(Permission.SUPERVISE)
@acts_once
def raise_(request: StaffRequest, pk: int) -> HttpResponse:
    """提级督办: a second one, of a higher level."""
    row = _row(request, pk)
    least = SupervisionLevel(row.level).higher
    number = row.paper.number if row.paper else "上一份督办单"
    start = _usual(
        level=least, ground_kind=SupervisionGround.UNANSWERED, requirements=row.requirements,
        ground=f"{number}{'回复后仍没有落实' if row.replied_on else '逾期没有回复'}：{row.ground}"[:200],
    )  # fmt: skip
    form = SignForm(request.POST or None, initial=start, least=least)
    return _act(
        request, form, lambda data: actions.raise_supervision(row, by=request.user, on=clock.today(), **form.act()),
        to=reverse("oversight:list"), about=presenting.facts(row), form_title="提级督办", submit="签发提级督办单",
        form_lede=f"{row.unit.short_name}：{number}之后再督办", cancel_url=_detail(row),
        blockers=lawful.raise_blockers(row, clock.today()), foot="上一份的回复期限随之了结，新的当日起算", foot_note=_NOTE,
    )  # fmt: skip


@page(Permission.SUPERVISE)
@acts_once
def cancel(request: StaffRequest, pk: int) -> HttpResponse:
    """撤销督办, with a reason the unit reads as well."""
    row = _row(request, pk)
    return _act(
        request, CancelForm(request.POST or None),
        lambda data: actions.cancel_supervision(row, by=request.user, on=clock.today(), **data),
        to=_detail(row), about=presenting.facts(row), form_title="撤销督办", submit="撤销这份督办",
        form_lede=row.paper.number if row.paper else "", cancel_url=_detail(row),
        blockers=lawful.cancel_blockers(row, clock.today()),
        foot="回复期限失效，督办单作废、文号保留；职责逾期的记录不因此改变",
    )  # fmt: skip


@page(Permission.SUPERVISE)
@acts_once
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """问责建议: a person decides, with words; the decision is all that happens."""
    rows = AccountabilityProposal.objects.visible_to(request.user)
    row = get_object_or_404(rows.select_related("case", "unit", "deadline", "decided_by"), pk=pk)
    about = [*presenting.facts(row), {"label": "事由", "value": row.ground}]
    if row.decided_on:
        about.append({"label": "决定", "value": f"{row.decided_on} {row.decided_by}：{row.answer}"})

    def decided(data: dict[str, Any]) -> str:
        made = actions.decide_accountability(row, by=request.user, on=clock.today(), **data)
        draft = Recommendation.objects.filter(proposal=made).first()
        return reverse("oversight:recommendations_record", args=[draft.pk]) if draft else ""

    return _act(
        request, DecisionForm(request.POST or None), decided,
        to=f"{reverse('oversight:list')}?view=proposals", about=about, form_title="是否提出追责建议", submit="记录决定",
        form_lede=f"{row.unit.short_name}：{periods.period(row.deadline.period).label}逾期",
        cancel_url=f"{reverse('oversight:list')}?view=proposals",
        foot="系统不作任何追究；决定提出的，拟好追究责任建议书稿，由您补齐、签发", foot_note="条例第39条第3款、第40条第3款",
    )  # fmt: skip


@page(Permission.SUPERVISE)
@acts_once
def new(request: StaffRequest, handling: int) -> HttpResponse:
    """新发督办 on the leader's own ground, from the case page."""
    rows = Handling.objects.visible_to(request.user).filter(claim__case__in_compartment=False)
    chosen = get_object_or_404(rows.select_related("claim__case", "unit"), pk=handling)
    row = Supervision(case=chosen.claim.case, handling=chosen, unit=chosen.unit)
    back = reverse("cases:detail", args=[chosen.claim.case.number])
    form = SignForm(request.POST or None, initial=_usual(ground_kind=SupervisionGround.DELAY))
    return _act(
        request, form,
        lambda data: actions.new_supervision(chosen, by=request.user, on=clock.today(), **form.act()),
        to=back, about=presenting.facts(row), form_title="新发督办单", submit="签发督办单",
        form_lede=f"{chosen.unit.short_name}：{chosen.claim.case.title}", cancel_url=back,
        blockers=lawful.unlawful(row, clock.today()), foot=_FOOT, foot_note=_NOTE,
    )  # fmt: skip


def _detail(row: Supervision) -> str:
    return reverse("oversight:detail", args=[row.pk])
