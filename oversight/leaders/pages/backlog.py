"""Ledgers of the backlog: its entries, its periods with their rates, its criteria."""

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from cases import policies
from cases.ledgers import Cell, Ledger, Line, Section, Step, View
from law.terms import BacklogState
from organizations.models import User
from organizations.roles import Permission
from oversight.leaders import backlog
from oversight.leaders.common import leads_bureau
from oversight.leaders.figures import Share, backlog_rate
from oversight.leaders.models import BacklogCriterion, BacklogEntry, BacklogPeriod
from oversight.leaders.pages import forms

B = BacklogState
INTERNAL = "内部要求"
VERIFIERS = "信访局，认定人以外的人"


def percent(share: Share) -> str:
    """化解率 in words: 62.5%（5 ÷ 8）."""
    return f"{share.rate:.1%}（{share.part} ÷ {share.whole}）" if share.rate is not None else "—"


def _rows(user: User) -> "QuerySet[BacklogEntry]":
    rows = BacklogEntry.objects.visible_to(user)
    return rows.select_related("case", "period", "criterion", "met", "proposed_by", "decided_by", "resolved_by", "resolved_unit",
                               "verified_by")  # fmt: skip


def _line(row: Any, user: User, today: date) -> Line:
    last = row.verified_on or row.resolved_on or row.decided_on or row.proposed_on
    return Line(
        row.case.title, row.ground, [Cell(row.period.title), Cell(row.criterion.text), Cell(row.get_state_display())],
        due_on=last, done={B.VERIFIED: "已销号", B.REFUSED: "不列入"}.get(row.state, ""),
    )  # fmt: skip


def _facts(row: Any, user: User) -> list[dict[str, Any]]:
    rows = [
        {"label": "台账", "value": row.period.title},
        {"label": "列入口径", "value": f"{row.criterion.text}（{row.criterion.source}）"},
        {"label": "状态", "value": row.get_state_display()},
        {"label": "提请", "value": f"{row.proposed_by.name} {row.proposed_on}"},
    ]
    if row.decided_by:
        rows.append({"label": "审核", "value": f"{row.decided_by.name} {row.decided_on}　{row.answer}"})
    if row.resolved_by:
        rows.append(
            {
                "label": "认定化解",
                "value": f"{row.resolved_by.name}（{row.resolved_unit.short_name}） {row.resolved_on}",
            }
        )
    if row.verified_by:
        rows.append({"label": "复核", "value": f"{row.verified_by.name} {row.verified_on}"})
    return rows


def _sections(row: Any, user: User) -> list[Section]:
    found = [Section("符合口径的事实", words=row.ground)]
    if row.met:
        pairs = [
            {"label": "达到的口径", "value": f"{row.met.text}（{row.met.source}）"},
            {"label": "化解依据", "value": row.evidence},
        ]
        found.append(Section("认定化解", str(row.resolved_on), pairs=pairs))
    if row.remark:
        found.append(Section("复核意见", "" if row.state == B.VERIFIED else "退回", words=row.remark))
    return found


def _may(act: str, *states: str) -> Any:
    return lambda user, row: row.state in states and policies.may(user, act, row)


def _lede(rows: Any, user: User, today: date) -> str:
    periods = BacklogPeriod.objects.filter(since__lte=today, until__gte=today)[:2] if user.sees_county else []
    words = [f"{period.title}：化解率 {percent(backlog_rate(period))}" for period in periods]
    return "；".join(words) + "。" if words else ""


BACKLOG = Ledger(
    slug="backlog", space="oversight", title="积案台账", heads=("台账", "列入口径", "状态"),
    permissions=(Permission.SEE_COUNTY, Permission.HANDLE), rows=_rows, line=_line, facts=_facts, sections=_sections, lede=_lede,
    title_of=lambda row: f"积案：{row.case.title}",
    views=(
        View("entered", "在账，未化解", lambda rows, today: rows.filter(state=B.ENTERED), newest_first=False),
        View("proposed", "待审核", lambda rows, today: rows.filter(state=B.PROPOSED), newest_first=False),
        View("resolved", "待复核", lambda rows, today: rows.filter(state=B.RESOLVED), newest_first=False),
        View("verified", "已销号", lambda rows, today: rows.filter(state=B.VERIFIED)),
        View("refused", "不列入", lambda rows, today: rows.filter(state=B.REFUSED)),
    ),
    note="条例没有规定什么是积案，列入和化解的口径由本地定，见“口径”。台账按事项和日期列，不按信访人汇总；信访人的承诺不是化解标准。",
    empty="这里没有积案。",
    new=Step("new", "提请列入积案", "写明台账、口径和事实，由信访局领导审核。", INTERNAL, forms.ProposeForm,
             lambda s, data: backlog.propose_backlog(data["case_number"], by=s.user, on=s.today, period=data["period"],
                                                     criterion=data["criterion"], ground=data["ground"]),
             lambda user, row: policies.may(user, "propose_backlog", None), doer="信访局甄别员、领导"),
    steps=(
        Step("enter", "列入台账", "计入这期台账的建账件。", INTERNAL, forms.AnswerForm,
             lambda s, data: backlog.enter_backlog(s.row, by=s.user, on=s.today, answer=data["answer"]),
             _may("enter_backlog", B.PROPOSED), doer="信访局领导"),
        Step("refuse", "不列入", "写明理由。", INTERNAL, forms.RefuseForm,
             lambda s, data: backlog.refuse_backlog(s.row, by=s.user, on=s.today, answer=data["answer"]),
             _may("refuse_backlog", B.PROPOSED), main=False, doer="信访局领导"),
        Step("resolve", "认定化解", "写明达到哪条口径、凭什么，由另一人复核。", INTERNAL, forms.ResolveForm,
             lambda s, data: backlog.resolve_backlog(s.row, by=s.user, on=s.today, met=data["met"], evidence=data["evidence"]),
             _may("resolve_backlog", B.ENTERED), doer="承办单位、信访局甄别员"),
        Step("verify", "复核销号", "核对属实，计入化解件。", INTERNAL, forms.RemarkForm,
             lambda s, data: backlog.verify_backlog(s.row, by=s.user, on=s.today, remark=data["remark"]),
             _may("verify_backlog", B.RESOLVED), doer=VERIFIERS),
        Step("return", "复核退回", "仍在账上，写明哪条口径没有达到。", INTERNAL, forms.ReasonForm,
             lambda s, data: backlog.return_backlog(s.row, by=s.user, on=s.today, reason=data["reason"]),
             _may("return_backlog", B.RESOLVED), main=False, doer=VERIFIERS),
    ),
    links=(("台账期和化解率", "oversight:backlog_periods"), ("口径", "oversight:backlog_criteria")),
)  # fmt: skip


# --- periods and criteria ---------------------------------------------------------------------------------------


def _periods(user: User) -> "QuerySet[BacklogPeriod]":
    ordinary = Q(entries__case__in_compartment=False)
    entered = ordinary & ~Q(entries__state__in=[B.PROPOSED, B.REFUSED])
    rows = BacklogPeriod.objects.select_related("made_by").annotate(
        entered=Count("entries", filter=entered),
        verified=Count("entries", filter=ordinary & Q(entries__state=B.VERIFIED)),
    )
    return rows if user.sees_county else rows.none()


def _period_sections(row: Any, user: User) -> list[Section]:
    entries = (
        BacklogEntry.objects.visible_to(user)
        .entered()
        .filter(period=row)
        .select_related("case")
        .order_by("-pk")[:200]
    )
    body = [
        [{"text": each.case.title, "url": reverse("oversight:backlog_record", args=[each.pk])}, str(each.decided_on),
         each.get_state_display(), str(each.verified_on or "")]
        for each in entries
    ]  # fmt: skip
    return [Section("建账的事项", f"{row.entered} 件", head=("事项", "列入", "状态", "销号"), body=body)]


PERIODS = Ledger(
    slug="backlog_periods", space="oversight", title="积案台账期", what="台账", heads=("建账", "化解", "化解率"),
    permissions=(Permission.SEE_COUNTY,), rows=_periods, views=(View("all", "全部"),),
    line=lambda row, user, today: Line(
        row.title, row.document,
        [Cell(f"{row.entered} 件"), Cell(f"{row.verified} 件"), Cell(percent(Share(row.verified, row.entered)))],
        due_on=row.until, done="在期" if row.since <= today <= row.until else "期外"),
    title_of=lambda row: row.title, sections=_period_sections,
    facts=lambda row, user: [
        {"label": "来源", "value": row.get_origin_display()}, {"label": "依据", "value": row.document},
        {"label": "台账期", "value": f"{row.since} 至 {row.until}"}, {"label": "化解率", "value": percent(Share(row.verified, row.entered))},
        {"label": "建账件", "value": f"{row.entered} 件"}, {"label": "化解件", "value": f"{row.verified} 件，经复核销号"},
        {"label": "建立", "value": f"{row.made_by.name if row.made_by else ''} {row.made_on}"}],
    note="积案化解率＝化解件 ÷ 建账件，按台账期计；化解件指已经复核销号的。化解标准由本地定。", empty="还没有建积案台账。",
    new=Step("new", "建一期台账", "写明来源和依据。", INTERNAL, forms.PeriodForm,
             lambda s, data: backlog.add_period(by=s.user, on=s.today, **{k: data[k] for k in ("title", "origin", "document", "since", "until")}),
             lambda user, row: leads_bureau(user), doer=backlog.KEEPERS),
    links=(("积案台账", "oversight:backlog"),),
)  # fmt: skip


def _criteria(user: User) -> "QuerySet[BacklogCriterion]":
    rows = BacklogCriterion.objects.select_related("added_by")
    return rows if user.sees_county else rows.none()


CRITERIA = Ledger(
    slug="backlog_criteria", space="oversight", title="积案口径", what="口径", heads=("用途", "出处"),
    permissions=(Permission.SEE_COUNTY,), rows=_criteria,
    views=(View("current", "在用", lambda rows, today: rows.filter(retired_on=None), newest_first=False),
           View("retired", "停用", lambda rows, today: rows.filter(retired_on__isnull=False))),
    line=lambda row, user, today: Line(row.text, "", [Cell(row.get_kind_display()), Cell(row.source)], due_on=row.retired_on or row.added_on,
                                       done="停用" if row.retired_on else "在用"),
    title_of=lambda row: row.text,
    facts=lambda row, user: [
        {"label": "用途", "value": row.get_kind_display()}, {"label": "出处", "value": row.source},
        {"label": "启用", "value": f"{row.added_on} {row.added_by.name if row.added_by else '随系统装入'}"},
        {"label": "停用", "value": str(row.retired_on or "")}],
    sections=lambda row, user: [Section("口径", words=row.text)],
    note="随系统装入的口径是常见写法，本地定了自己的标准以后，停用这些，另加新的。", empty="还没有口径。",
    new=Step("new", "加一条口径", "写明出处；用过的口径不改写，停用后另加。", INTERNAL, forms.CriterionForm,
             lambda s, data: backlog.add_criterion(by=s.user, on=s.today, **{k: data[k] for k in ("kind", "text", "source")}),
             lambda user, row: leads_bureau(user), doer=backlog.KEEPERS),
    steps=(Step("retire", "停用这条口径", "以前按它列入或认定的不变，以后不能再选。", INTERNAL, forms.PlainForm,
                lambda s, data: backlog.retire_criterion(s.row, by=s.user, on=s.today),
                lambda user, row: leads_bureau(user) and row.retired_on is None, doer=backlog.KEEPERS),),
    links=(("积案台账", "oversight:backlog"),),
)  # fmt: skip
