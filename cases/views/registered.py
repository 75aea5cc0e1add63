"""After the registration: receipts with the codes told once, the repeat, the accusation handed on."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from cases import actions, kept, next_acts, papers, policies, repeats
from cases.models import Case, CasePaper, Deadline, Petitioner
from documents import drafting, issuing
from documents.content import Content
from documents.text import chinese_date
from law import clock, periods
from law.terms import Flag, PaperKind
from organizations.models import Unit
from organizations.roles import Permission
from organizations.web import StaffRequest, acts_once, page


def _case(request: StaffRequest, number: str) -> Case:
    """The case, if it exists for this person and their unit registered it."""
    rows = Case.objects.visible_to(request.user).filter(receiving_unit_id=request.user.unit_id)
    rows = rows.prefetch_related("own_petition__petitioners", "claims__handlings__unit", "deadlines")
    return get_object_or_404(
        rows.select_related("receiving_unit", "place", "merged_into", "own_petition"), number=number
    )


@page(Permission.REGISTER)
@require_GET
def registered(request: StaffRequest, number: str) -> HttpResponse:
    """The number, the last day, a receipt for each person; the codes as long as they may be shown."""
    try:
        case = _case(request, number)
    except Http404:
        # an accusation of the clerk's own organ exists for the clerk no more; the person waits for the code
        told = kept.codes_of(request.user, number)
        if not told:
            raise
        return render(request, "cases/registered_away.html", {"number": number, "codes": list(told.values())})
    return _shown(request, case)


def _clock(case: Case) -> Deadline | None:
    """The receiving organ's own clock: the first that was started, unless the file was joined to another."""
    running = [row for row in case.deadlines.all() if row.voided_on is None]
    return min(running, key=lambda row: row.pk, default=None)


def _shown(request: StaffRequest, case: Case, status: int = 200, **more: Any) -> HttpResponse:
    link = case.own_petition.repeat_links.filter(undone_on=None).select_related("earlier").first()
    receipts = _receipts(request, case)
    deadline = _clock(case)
    context = {
        "case": case,
        "petition": case.own_petition,
        "receipts": receipts,
        "codes_shown": any(row["code"] for row in receipts),
        "deadline": deadline,
        "basis": periods.period(deadline.period).basis_text if deadline else "",
        "link": link,
        "may_link": policies.may(request.user, "link_repeat", case),
        "may_reissue": policies.may(request.user, "reissue_code", case),
        "may_hand_on": policies.may(request.user, "hand_on_accusation", case),
        "urgent_url": _urgent_url(request, case),
        "candidates": [] if link or case.in_compartment else _candidates(request, case),
        "claims": list(case.claims.all()),
        "attachments": list(case.attachments.all()),
    }
    return render(request, "cases/registered.html", context | more, status=status)


def _urgent_url(request: StaffRequest, case: Case) -> str:
    """Flagged 重大紧急: the report goes out beside the registration, at once (条例第25条)."""
    if Flag.URGENT not in case.flags or not policies.may(request.user, "report_urgent", case):
        return ""
    return next_acts.elsewhere_about(case, "oversight:urgent_new")


def _candidates(request: StaffRequest, case: Case) -> list[dict[str, Any]]:
    found = repeats.candidates(repeats.Probe.of_case(case), request.user)
    return [repeats.as_context(each, url=reverse("cases:detail", args=[each.number])) for each in found]


# --- receipts ----------------------------------------------------------------------------------------------


def receipt_rows(name: str, day: date | None, number: str, materials: str) -> list[dict[str, str]]:
    """What every receipt says, before it is issued and after."""
    return [
        {"label": "信访人", "value": name},
        {"label": "收到日期", "value": chinese_date(day) if day else "—"},
        {"label": "件　号", "value": number},
        {"label": "收下材料", "value": materials or "无"},
    ]


def promise(organ: Unit, due_on: date | None, hint: str) -> str:
    """What the person is told: by when what comes, and how to ask (条例第21条第2款、第22条、第23条)."""
    what = "告知您由哪个单位办理" if organ.is_bureau else "书面告知您是否受理"
    told = f"最迟 {chinese_date(due_on)}{what}。" if due_on else ""
    return f"{told}凭查询码{f'和{hint}' if hint else ''}，可在网页、电话或接待窗口查询、评价；请妥善保管。"


def _receipts(request: StaffRequest, case: Case) -> list[dict[str, Any]]:
    """One for each person, showing nothing of the others."""
    told = kept.codes_of(request.user, case.number)
    petition, organ = case.own_petition, case.receiving_unit
    deadline = None if case.in_compartment else _clock(case)  # no unit is ever named to an accuser
    issued = (
        CasePaper.objects.filter(case=case, kind=PaperKind.RECEIPT).select_related("paper").order_by("pk")
    )
    numbers = {row.petitioner_id: row.paper.number for row in issued}
    receipts = []
    for row in petition.petitioners.all():
        once = told.get(str(row.pk))
        rows = receipt_rows(row.name or "未留姓名", case.received_on, case.number, petition.materials)
        rows += [{"label": "凭据号", "value": numbers[row.pk]}] if numbers.get(row.pk) else []
        rows += [{"label": "校验码", "value": once.digits}] if once and once.digits else []
        sentence = promise(organ, deadline.due_on if deadline else None, once.hint if once else "")
        receipts.append(
            {
                "order": row.order,
                "organ": organ.name,
                "rows": rows,
                "code": once.code if once else "",
                "sentence": sentence,
            }
        )
    return receipts


@page(Permission.REGISTER)
@require_GET
def receipts(request: StaffRequest, number: str) -> HttpResponse:
    """The receipts as pages to print, one A5 sheet for each person."""
    case = _case(request, number)
    rows = [row for row in _receipts(request, case) if row["code"]]
    if not rows:
        messages.warning(request, "查询码只在登记后半小时内显示一次。需要再打印的，请换发查询码。")
        return redirect("cases:registered", number)
    wanted = request.GET.get("order", "")
    return render(request, "cases/registered_receipts.html", {
        "case": case, "receipts": [row for row in rows if wanted in {"", str(row["order"])}],
    })  # fmt: skip


@page(Permission.REGISTER)
@require_GET
def receipt_pdf(request: StaffRequest, number: str, order: int) -> HttpResponse:
    """One person's receipt with the code, as PDF: made for the hand, never kept (reliability §4.12)."""
    case = _case(request, number)
    row = get_object_or_404(case.own_petition.petitioners, order=order)
    told = kept.codes_of(request.user, number).get(str(row.pk))
    if told is None:
        messages.warning(request, "查询码只在登记后半小时内显示一次。需要再打印的，请换发查询码。")
        return redirect("cases:registered", number)
    response = HttpResponse(
        issuing.render_pdf(_handed_over(case, row, request, told)), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="receipt-{case.number}-{row.order}.pdf"'
    return response


def _handed_over(case: Case, row: Petitioner, request: StaffRequest, told: kept.ToldOnce) -> Content:
    """The receipt that was issued, with the code in it; the copy of the file has none."""
    kept_copy = (
        CasePaper.objects.filter(case=case, kind=PaperKind.RECEIPT, petitioner=row)
        .select_related("paper")
        .last()
    )
    fields = papers.receipt_fields(case, row, request.user, told.code)
    second = f"{told.hint}：{told.digits}" if told.digits else told.hint
    fields["query_address"] += f"；查询时还要输入{second}"
    fields |= {"contact_phone": case.receiving_unit.phone}
    return drafting.build(
        PaperKind.RECEIPT, {name: value for name, value in fields.items() if value not in (None, "", [])},
        organ=case.receiving_unit.name, number=kept_copy.paper.number if kept_copy else "", on=clock.today(),
        accusation=case.in_compartment,
    )  # fmt: skip


# --- acts on the page --------------------------------------------------------------------------------------


@page(Permission.REGISTER)
@require_POST
@acts_once
def reissue(request: StaffRequest, number: str, order: int) -> HttpResponse:
    """A new code for one person; the old one is dead."""
    case = _case(request, number)
    row = get_object_or_404(case.own_petition.petitioners, order=order)
    issued = actions.reissue_code(row, by=request.user, on=clock.today())
    kept.add_code(request.user, number, row, issued)
    messages.success(request, f"第 {order} 人的查询码已换发，原来的查询码即时作废。")
    return redirect("cases:registered", number)


@page(Permission.REGISTER)
@require_POST
@acts_once
def hand_on(request: StaffRequest, number: str) -> HttpResponse:
    """The accusation goes to the compartment officers; it exists for the clerk no more (条例第30条第3款)."""
    actions.hand_on_accusation(_case(request, number), by=request.user, on=clock.today())
    kept.drop_codes(request.user)
    messages.success(request, f"{number} 已移交保密员。从现在起您看不到这件。")
    return redirect("cases:today")


@page(Permission.REGISTER)
@require_POST
@acts_once
def link_repeat(request: StaffRequest, number: str) -> HttpResponse:
    """A person decides that this repeats an earlier matter; both numbers are kept."""
    case = _case(request, number)
    visible = Case.objects.visible_to(request.user).ordinary()
    earlier = visible.filter(number=request.POST.get("earlier", "").strip()).first()
    reason = request.POST.get("reason", "").strip()
    if earlier is None:
        return _shown(request, case, 422, errors=[{"id": "earlier", "message": "没有这个件号，请核对原件号"}])
    try:
        link = actions.link_repeat(
            case, earlier=earlier, by=request.user, on=clock.today(), reason=reason[:200]
        )
    except policies.NotLawfulNow as refused:
        errors = [{"id": "repeat-reason", "message": text} for text in refused.reasons]
        return _shown(request, case, 409, errors=errors, typed={"earlier": earlier.number, "reason": reason})
    done = f"已并入 {earlier.number}" if link.merged else f"已标为 {earlier.number} 的重复件"
    messages.success(request, f"{done}，两个编号都保留，可以撤销。")
    return redirect("cases:registered", number)


@page(Permission.REGISTER)
@require_POST
@acts_once
def unlink_repeat(request: StaffRequest, number: str) -> HttpResponse:
    """The decision is undone: the petition goes back to its own file."""
    case = _case(request, number)
    reason = request.POST.get("reason", "").strip()[:200]
    try:
        actions.unlink_repeat(case, by=request.user, on=clock.today(), reason=reason)
    except policies.NotLawfulNow as refused:
        errors = [{"id": "undo-reason", "message": text} for text in refused.reasons]
        return _shown(request, case, 409, errors=errors)
    messages.success(request, "已撤销重复认定，本件恢复单独办理，期限仍从收到日起算。")
    return redirect("cases:registered", number)


urls = [
    path("registered/<str:number>/", registered, name="registered"),
    path("registered/<str:number>/receipts/", receipts, name="receipts"),
    path("registered/<str:number>/receipt-<int:order>.pdf", receipt_pdf, name="receipt_pdf"),
    path("registered/<str:number>/code/<int:order>/", reissue, name="reissue_code"),
    path("registered/<str:number>/hand-on/", hand_on, name="hand_on"),
    path("registered/<str:number>/repeat/", link_repeat, name="link_repeat"),
    path("registered/<str:number>/repeat/undo/", unlink_repeat, name="unlink_repeat"),
]
