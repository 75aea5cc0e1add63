"""人民建议征集 as two ledgers: the calls, and the suggestions with their answers and rewards (条例第29条)."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from cases.actions import suggestions as acts
from cases.forms.acts import UnitChoice, day, line, one_of, text
from cases.ledgers.spec import (
    Cell,
    Ledger,
    Line,
    Pairs,
    RecordForm,
    RecordSubject,
    Section,
    Step,
    View,
)
from cases.models import Case, Service, Suggestion, SuggestionCall
from cases.policies import NotLawfulNow
from cases.presenting import short
from law.terms import SuggestionOutcome
from organizations.models import Unit, User
from organizations.roles import Permission

_ADOPTED = (SuggestionOutcome.ADOPTED, SuggestionOutcome.PARTLY)
_READERS = (Permission.SCREEN, Permission.SIGN_ASSIGNMENT, Permission.SEE_COUNTY, Permission.HANDLE)


# --- calls -------------------------------------------------------------------------------------------------------


class CallForm(RecordForm):
    title = line("征集主题", "例：县城停车难怎样缓解。", most=80)
    about = text("征集的内容和背景", "涉及什么重要工作，想听哪些方面的建议。", most=2000)
    opens_on = day("开始日")
    closes_on = day("截止日")

    def prepare(self) -> None:
        self.fields["opens_on"].initial = self.subject.today


class PublishForm(RecordForm):
    """Nothing to write."""


class EndForm(RecordForm):
    summary = text("征集情况小结", "收到多少、采纳多少、怎样落实。", most=3000)


class EntryForm(RecordForm):
    text = text("建议内容", "照原意记；不写姓名和联系方式。", most=3000)
    source = line("来源", "例：社区座谈会、意见箱、调研。", most=40)
    unit = UnitChoice("研究论证单位", "由这个单位的负责人写研究结论。")

    def prepare(self) -> None:
        self.fields["unit"].queryset = Unit.objects.active().exclude(kind="higher").order_by("position")  # type: ignore[attr-defined]


class LinkForm(RecordForm):
    number = line("件号", "信访目的是建议意见的信访件；它的答复书就是对建议的答复。", most=32)


def _call_state(row: SuggestionCall, today: date) -> str:
    if row.ended_on:
        return "已结束"
    if row.published_on is None:
        return "未公布"
    return (
        "征集中"
        if row.opens_on <= today < row.closes_on
        else "已截止，待小结"
        if today >= row.closes_on
        else "已公布"
    )


def _call_line(row: SuggestionCall, user: User, today: date) -> Line:
    running = row.published_on and not row.ended_on
    return Line(
        row.title, row.about[:60], [Cell(f"{short(row.opens_on)} 至 {short(row.closes_on)}"), Cell(_call_state(row, today))],
        due_on=row.closes_on if running else None, days_left=(row.closes_on - today).days if running else None,
        done="已结束" if row.ended_on else "",
    )  # fmt: skip


def _call_facts(row: SuggestionCall, user: User) -> Pairs:
    facts = [
        {"label": "征集单位", "value": row.organ.name},
        {"label": "征集期", "value": f"{row.opens_on} 至 {row.closes_on}"},
        {
            "label": "公布",
            "value": f"{row.published_on}　{row.published_by.name}" if row.published_by else "未公布",
        },
    ]
    if row.ended_by:
        facts.append({"label": "结束", "value": f"{row.ended_on}　{row.ended_by.name}"})
    return facts


def _call_sections(row: SuggestionCall, user: User) -> list[Section]:
    rows = list(Suggestion.objects.visible_to(user).filter(call=row).select_related("case", "unit"))
    outcomes = acts.replied_outcomes([one.case_id for one in rows if one.case_id])
    body = [
        [{"text": str(one)[:40], "url": reverse("cases:suggestions_record", args=[one.pk])},
         one.case.number if one.case else one.source, one.unit.short_name if one.unit else "按信访件办理",
         _outcome(one, outcomes), one.reward or "—"]
        for one in rows
    ]  # fmt: skip
    found = [Section("征集的内容和背景", words=row.about)]
    found.append(Section("收到的建议", f"{len(rows)} 条", head=("建议", "来源", "研究论证", "结论", "奖励"), body=body,
                         words="" if body else "还没有收到建议。"))  # fmt: skip
    if row.summary:
        found.append(Section("征集情况小结", words=row.summary))
    return found


def _outcome(row: Suggestion, outcomes: dict[int, str]) -> str:
    outcome = outcomes.get(row.case_id, "") if row.case_id else row.outcome
    return SuggestionOutcome(outcome).label if outcome else ("等答复" if row.case_id else "研究中")


def _link(s: RecordSubject, data: dict[str, Any], call: SuggestionCall | None) -> Suggestion:
    case = Case.objects.visible_to(s.user).filter(number=data["number"].strip(), in_compartment=False).first()
    if case is None:
        raise NotLawfulNow("没有这个件号的信访件，请核对")
    return acts.link_suggestion(case, by=s.user, on=s.today, call=call)


def _of_call(s: RecordSubject, made: Any) -> SuggestionCall:
    """A step leads back to the call."""
    row: SuggestionCall = s.row
    return row


CALLS = Ledger(
    slug="calls", unit="个",
    title="人民建议征集",
    space="cases",
    permissions=_READERS,
    rows=lambda user: SuggestionCall.objects.visible_to(user).select_related("organ", "published_by", "ended_by"),
    views=(
        View("open", "没有结束", lambda rows, today: rows.filter(ended_on=None)),
        View("ended", "已结束", lambda rows, today: rows.exclude(ended_on=None)),
        View("all", "全部"),
    ),
    line=_call_line,
    title_of=lambda row: row.title,
    facts=_call_facts,
    sections=_call_sections,
    heads=("征集期", "状态"),
    what="主题",
    lede=lambda rows, user, today: "对涉及国计民生的重要工作，主动听取群众的建议意见（条例第29条第3款）。",
    empty="还没有征集。",
    links=(("人民建议台账", "cases:suggestions"),),
    new=Step(
        "new", "写一份征集", "先拟稿，信访局领导公布后才对外。", "条例第29条第3款", CallForm,
        lambda s, data: acts.call_for_suggestions(
            by=s.user, on=s.today, **{name: data[name] for name in ("title", "about", "opens_on", "closes_on")}),
        acts.may_keep_calls, button="存下征集", doer="甄别员或者信访局领导",
    ),
    steps=(
        Step("publish", "公布这次征集", "公布以后对外可见，可以登记收到的建议。", "条例第29条第3款", PublishForm,
             lambda s, data: acts.publish_call(s.row, by=s.user, on=s.today), acts.may_publish,
             lambda row, on: [f"不能：已于 {row.published_on} 公布"] if row.published_on else [],
             button="公布征集", doer="信访局领导"),
        Step("enter", "登记一条建议", "座谈会、意见箱等收到的；不写姓名。", "条例第29条第3款", EntryForm,
             lambda s, data: _of_call(s, acts.enter_suggestion(
                 by=s.user, on=s.today, call=s.row, **{name: data[name] for name in ("text", "source", "unit")})),
             acts.may_keep_calls, acts.why_not_add, button="登记建议", doer="甄别员或者信访局领导"),
        Step("link", "列入一件信访件", "信访人用来信、网上等形式提出的建议；以答复书为准。", "条例第29条第1款", LinkForm,
             lambda s, data: _of_call(s, _link(s, data, s.row)), acts.may_keep_calls, acts.why_not_add,
             button="列入这一件", main=False, doer="甄别员或者信访局领导"),
        Step("end", "结束并小结", "每条建议都有结论以后，写明采纳和落实的情况。", "条例第29条第3款", EndForm,
             lambda s, data: acts.end_call(s.row, by=s.user, on=s.today, summary=data["summary"]),
             acts.may_keep_calls, acts.why_not_end, button="结束征集", main=False, doer="甄别员或者信访局领导"),
    ),
)  # fmt: skip


# --- suggestions -------------------------------------------------------------------------------------------------


class DecideForm(RecordForm):
    outcome = one_of("研究结论", SuggestionOutcome.choices())
    reason = text(
        "理由和落实安排", "科学合理、具有现实可行性的，应当采纳或者部分采纳（条例第29条第1款）。", most=2000
    )


class RewardForm(RecordForm):
    contribution = text("有什么贡献", "对国民经济和社会发展，或者对改进工作、保护社会公共利益。", most=300)
    reward = line("怎样奖励", "例：通报表扬、颁发证书、奖金。", most=80)
    basis = line("按照哪项规定", "例：本县人民建议征集奖励办法的文号。", most=120)


class LooseLinkForm(LinkForm):
    """A suggestion that answers no call."""


def _rows(user: User) -> "QuerySet[Any]":
    """Each with what the answer of its file said, in the same query."""
    sent = Service.objects.filter(
        handling__claim__case=OuterRef("case"), annulled_on=None, opinion__outcome__in=list(SuggestionOutcome)
    )
    rows = Suggestion.objects.visible_to(user).select_related(
        "call", "case", "unit", "decided_by", "rewarded_by"
    )
    return rows.annotate(answered=Subquery(sent.values("opinion__outcome")[:1]))


def _of(row: Any) -> str:
    """What came of it: the entry's own conclusion, or that of the file's answer."""
    return str(row.outcome or row.answered or "")


def _line(row: Suggestion, user: User, today: date) -> Line:
    outcome = _of(row)
    done = SuggestionOutcome(outcome).label if outcome else ""
    where = row.call.title if row.call else "不属于专门征集"
    unit = row.unit.short_name if row.unit else (row.case.number if row.case else "")
    return Line(
        str(row)[:60],
        where,
        [Cell(unit, short(row.entered_on)), Cell(row.reward or "—")],
        done=done or "研究中",
    )


def _facts(row: Suggestion, user: User) -> Pairs:
    facts: Pairs = [
        {"label": "征集", "value": row.call.title if row.call else "不属于专门征集"},
        {"label": "来源", "value": row.case.get_purpose_display() if row.case else row.source},
        {"label": "收到", "value": f"{row.entered_on}"},
        {"label": "研究论证", "value": row.unit.name if row.unit else "按信访件办理，以答复书为准"},
    ]
    outcome = _of(row)
    facts.append({"label": "结论", "value": SuggestionOutcome(outcome).label if outcome else "还没有"})
    if row.decided_by:
        facts.append({"label": "作出", "value": f"{row.decided_on}　{row.decided_by.name}"})
    if row.rewarded_by:
        facts += [{"label": "贡献", "value": row.contribution}, {"label": "奖励", "value": f"{row.reward}（{row.reward_basis}）"},
                  {"label": "决定", "value": f"{row.rewarded_on}　{row.rewarded_by.name}"}]  # fmt: skip
    return facts


def _sections(row: Suggestion, user: User) -> list[Section]:
    found = [Section("建议内容", words=row.text)] if row.text else []
    if row.reason:
        found.append(Section("理由和落实安排", words=row.reason))
    return found


def _why_not_reward(row: Suggestion, on: date) -> list[str]:
    if row.rewarded_on:
        return [f"不能：已于 {row.rewarded_on} 奖励"]
    return [] if _of(row) else ["还不能：建议还没有研究结论或者答复"]


SUGGESTIONS = Ledger(
    slug="suggestions", unit="条",
    title="人民建议台账",
    space="cases",
    permissions=_READERS,
    rows=_rows,
    views=(
        View("open", "研究中", lambda rows, today: rows.filter(case=None, decided_on=None)),
        View("adopted", "采纳和部分采纳", lambda rows, today: rows.filter(Q(outcome__in=_ADOPTED) | Q(answered__in=_ADOPTED))),
        View("rewarded", "已奖励", lambda rows, today: rows.exclude(rewarded_on=None)),
        View("all", "全部"),
    ),
    line=_line,
    title_of=lambda row: str(row)[:40],
    facts=_facts,
    sections=_sections,
    heads=("研究论证", "奖励"),
    what="建议",
    lede=lambda rows, user, today: "科学合理、具有现实可行性的，应当采纳或者部分采纳，并予以回复（条例第29条第1款）。",
    empty="还没有列入的建议。",
    links=(("人民建议征集", "cases:calls"),),
    new=Step(
        "new", "列入一件信访件", "信访目的是建议意见的信访件，不属于专门征集的也可以列入。", "条例第29条第1款", LooseLinkForm,
        lambda s, data: _link(s, data, None), acts.may_keep_calls, button="列入这一件", doer="甄别员或者信访局领导",
    ),
    steps=(
        Step("decide", "写研究结论", "采纳、部分采纳或者不采纳，写明理由。", "条例第29条第1款", DecideForm,
             lambda s, data: acts.decide_suggestion(s.row, by=s.user, on=s.today, outcome=data["outcome"], reason=data["reason"]),
             acts.may_decide, lambda row, on: [f"不能：已于 {row.decided_on} 有结论"] if row.decided_on else [],
             button="写下结论", doer="研究论证单位的负责人"),
        Step("reward", "决定奖励", "有贡献的，按照有关规定给予奖励。", "条例第29条第2款", RewardForm,
             lambda s, data: acts.reward_suggestion(s.row, by=s.user, on=s.today, contribution=data["contribution"],
                                                    reward=data["reward"], basis=data["basis"]),
             acts.may_publish, _why_not_reward, button="决定奖励", main=False, doer="信访局领导"),
    ),
)  # fmt: skip
