"""The ledger 听证: list, record, and the steps from the proposal to the conclusion."""

from collections.abc import Callable
from datetime import date
from typing import Any

from cases import policies
from cases.courses import PUBLICATION
from cases.ledgers import Ledger, RecordForm, Step, View
from cases.ledgers.spec import Pairs, RecordSubject
from cases.procedure import ACTS
from hearings import actions, booking, forms, papers, presenting
from hearings.actions import publishing
from hearings.actions.base import state_blockers
from hearings.actions.holding import unserved, without_chair
from hearings.models import ENDED, Hearing
from law.terms import HearingState, PublicationState
from organizations.models import User
from organizations.roles import Permission

S = HearingState
P = Permission
READERS = (P.SEE_COUNTY, P.HANDLE)


def _may_propose(user: User, row: Any) -> bool:
    return user.can(P.HANDLE) or (user.in_bureau and user.can(P.SCREEN))


def _propose(s: RecordSubject, data: dict[str, Any]) -> Hearing:
    names = ("grounds", "reason", "questions", "requested", "review")
    return actions.propose_hearing(
        data["handling"], by=s.user, on=s.today, **{name: data[name] for name in names}
    )


def _hold(s: RecordSubject, data: dict[str, Any]) -> Hearing:
    names = (
        "recorder",
        "attendants",
        "petitioner_words",
        "unit_words",
        "exchange",
        "closing_words",
        "remark",
    )
    said = actions.Said(**{name: data[name] for name in names})
    return actions.hold_hearing(s.row, by=s.user, on=s.today, said=said, absent=data["absent"])


def _notify(s: RecordSubject, data: dict[str, Any]) -> Hearing:
    hours = actions.Hours(data["held_on"], data["begins"], data["ends"], data["room"])
    return actions.notify_hearing(
        s.row, by=s.user, on=s.today, hours=hours, public=data["public"], chair=data["chair"]
    )


def _does(act: str, *names: str) -> Callable[[RecordSubject, dict[str, Any]], Any]:
    """A call of the action of this name with the form's fields of the same names."""

    def perform(s: RecordSubject, data: dict[str, Any]) -> Any:
        return getattr(actions, act)(s.row, by=s.user, on=s.today, **{name: data[name] for name in names})

    return perform


def _not_served_twice(hearing: Hearing, on: date) -> list[str]:
    found = state_blockers(hearing, "serve_hearing_notice")
    if found:
        return found
    notice = papers.petitioners_notice(hearing)
    done = notice.services.filter(annulled_on=None, served_on__isnull=False).first() if notice else None
    return [f"不能：通知书已于 {done.served_on} 送达"] if done else []


def _ready_to_hold(hearing: Hearing, on: date) -> list[str]:
    found = state_blockers(hearing, "hold_hearing")
    if found:
        return found
    day = booking.day_of(hearing.starts_at)
    if day and on < day:
        return [f"还不能：听证定于 {day} 举行"]
    return [why] if (why := unserved(hearing) or without_chair(hearing)) else []


def _to_publish(act: str) -> Callable[[Hearing, date], list[str]]:
    """Why the publication cannot take this step now; empty when it can."""

    def why(hearing: Hearing, on: date) -> list[str]:
        if reasons := publishing.blockers(hearing):
            return reasons
        row = getattr(hearing, "publication", None)
        if row is None:
            return [] if act == "draft_publication" else ["还不能：还没有拟公示文本"]
        if row.state in PUBLICATION.sources(act):
            return []
        return [
            f"{'不能' if row.published_on else '还不能'}：公示当前为「{PublicationState(row.state).label}」"
        ]

    return why


def _may_publish(act: str) -> Callable[[User, Any], bool]:
    """Only where there is something to publish at all: a 复核 heard, and its opinion served."""
    return lambda user, hearing: policies.may(user, act, hearing) and not publishing.blockers(hearing)


def _publishing(act: str) -> dict[str, Any]:
    """What the four steps of a publication share."""
    why = _to_publish(act)
    return {"blockers": why, "may": _may_publish(act), "offered": lambda hearing: not why(hearing, date.min)}


def _text(s: RecordSubject) -> Pairs:
    row = getattr(s.row, "publication", None)
    if row is None:
        return []
    return [{"label": "标题", "value": row.title}, {"label": "公示文本", "value": row.text},
            {"label": "拟稿", "value": f"{row.drafted_by.name} {row.drafted_on}"}]  # fmt: skip


def _again(s: RecordSubject) -> Pairs:
    """What stands when a hearing is called once more."""
    rows = [f"{row.expert.name}（{row.expert.kind_label}）" for row in papers.seats(s.row)]
    return [{"label": "评议人", "value": "、".join(rows)}]


def _step(act: str, label: str, follows: str, form: type[RecordForm], perform: Any, **more: Any) -> Step:
    row = ACTS[act]
    more.setdefault("blockers", lambda hearing, on: state_blockers(hearing, act))
    more.setdefault("offered", lambda hearing: not state_blockers(hearing, act))
    may = more.pop("may", lambda user, hearing: policies.may(user, act, hearing))
    return Step(act.replace("_hearing", "").replace("_", "-"), label, follows, row.article, form, perform, may, doer=row.who, **more)  # fmt: skip


STEPS = (
    _step("approve_hearing", "批准听证", "指定主持人，取得听证编号；随后抽取评议人。", forms.ApproveForm,
          _does("approve_hearing", "chair", "decision"), button="批准听证"),
    _step("refuse_hearing", "不同意举行", "按原程序继续办理，期限照走。", forms.RefuseForm, _does("refuse_hearing", "decision"), main=False),
    _step("propose_recusal", "提出评议人回避", "由举行机关负责人决定；决定回避的不参加抽取，已抽中的由同一次抽取的下一位递补。",
          forms.RecusalForm, _does("propose_member_recusal", "expert", "origin", "ground", "reason"), main=False),
    _step("draw_panel", "抽取评议人", "先查利害关系，再按编号、日期和名册版本抽取；结果可以重算。", forms.DrawForm,
          _does("draw_panel", "wanted")),
    _step("notify_hearing", "定时间并通知", "占用听证室、主持人和评议人的时间，发出听证通知书。", forms.NotifyForm, _notify, paper=True,
          shows=_again, button="发出听证通知"),
    _step("serve_hearing_notice", "登记通知送达", "没有送达凭据的，不能举行听证。", forms.ServeNoticeForm,
          _does("serve_hearing_notice", "method", "served_on", "proof", "witness", "refused"), blockers=_not_served_twice),
    _step("hold_hearing", "录入笔录", "登记到会情况和各方陈述，出具听证笔录供核对签名。", forms.HoldForm, _hold, paper=True,
          blockers=_ready_to_hold),
    _step("conclude_hearing", "登记评议结论", "逐人登记表决，过半数的意见就是结论；出具听证纪要。", forms.ConcludeForm,
          _does("conclude_hearing", "votes", "conclusion"), paper=True),
    _step("replace_panelist", "评议人退出、递补", "不能到会的，由同一次抽取的下一位递补；有利害关系的请提出回避。", forms.ReplaceForm,
          _does("replace_panelist", "leaving", "reason"), main=False),
    _step("postpone_hearing", "延期", "原通知作废，时间地点放开，另行通知。", forms.ReasonForm, _does("postpone_hearing", "reason"), main=False),
    _step("draft_publication", "拟公示文本", "先由系统替换姓名、号码、住址，您逐字改定，再由另一人复核。", forms.PublicationForm,
          _does("draft_publication", "title", "text"), **_publishing("draft_publication")),
    _step("publish_opinion", "复核并公示", "确认后任何人都能在查询网页看到。", forms.PublishForm, _does("publish_opinion"), shows=_text,
          **_publishing("publish_opinion"), button="确认公示"),
    _step("send_back_publication", "退回公示文本", "写明要改什么。", forms.AnswerForm, _does("send_back_publication", "answer"), shows=_text,
          **_publishing("send_back_publication"), main=False),
    _step("withdraw_publication", "撤下公示", "公众不再看到；记录保留。", forms.ReasonForm, _does("withdraw_publication", "reason"),
          **_publishing("withdraw_publication"), main=False),
    _step("cancel_hearing", "取消听证", "写明原因；按原程序继续办理。", forms.ReasonForm, _does("cancel_hearing", "reason"), main=False),
)  # fmt: skip

HEARINGS = Ledger(
    slug="hearings", unit="次",
    title="听证",
    space="hearings",
    permissions=READERS,
    rows=presenting.rows,
    views=(
        View("open", "进行中", lambda found, today: found.live()),
        View("decide", "待批准", lambda found, today: found.filter(state=S.PROPOSED), newest_first=False),
        View("coming", "已定日期", lambda found, today: found.filter(state=S.NOTICED), newest_first=False),
        View("held", "待结论", lambda found, today: found.filter(state=S.HELD), newest_first=False),
        View("over", "已了结", lambda found, today: found.filter(state__in=ENDED)),
    ),
    what="信访事项 · 情形",
    heads=("编号 · 环节", "时间地点", "举行机关"),
    line=presenting.line,
    lede=presenting.lede,
    title_of=lambda row: f"听证：{row.case.title}",
    facts=presenting.facts,
    sections=presenting.sections,
    papers=presenting.papers_of,
    new=Step("new", "提请听证", "由举行机关负责人决定；听证前后，办理期限照走。", "条例第31条第6项", forms.ProposeForm, _propose, _may_propose,
             button="提请听证", doer="承办单位"),
    steps=STEPS,
    note="听证只用于按信访程序办理的重大、复杂、疑难事项；应当走法定途径的不举行听证（条例第31条）。",
    empty="这里没有听证。",
    links=(("听证日历", "hearings:calendar"),),
)  # fmt: skip
