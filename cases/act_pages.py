"""Which page performs which act: one table of act → form, call, and what the page shows beside the form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from cases import actions, files, papers, policies
from cases.actions.referral import SIGNED_WAYS
from cases.forms import acts as forms
from cases.forms import file_acts as file_forms
from cases.forms.acts import Subject
from cases.models import CaseEvent, CounselRequest, Objection, Opinion, Proposal, Service
from cases.presenting import short
from cases.procedure import ACTS
from law.terms import ClaimWay, HandlingState, Route, ServiceMethod

Rows = list[dict[str, Any]]
#: (subject, form): each act checks for itself what its subject holds.
Perform = Callable[[Any, Any], Any]


def _nothing(subject: Subject) -> Rows:
    return []


def _no_reasons(subject: Subject) -> list[str]:
    return []


@dataclass(frozen=True)
class ActPage:
    """One act's page. ``button``: verb and object. ``shows``: what must be read before deciding."""

    button: str
    form: type[forms.ActForm]
    perform: Perform
    shows: Callable[[Subject], Rows] = _nothing
    reasons: Callable[[Subject], list[str]] | None = None
    act_of: Callable[[Subject], str] | None = None
    matter_of: Callable[[Subject], Any] | None = None
    paper: bool = False
    title: str = ""
    initial: Callable[[Subject], dict[str, Any]] = lambda subject: {}
    template: str = "cases/act.html"


def _words(data: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: data[name] for name in names if data.get(name)}


# --- the things a decision is about ------------------------------------------------------------------------------


def open_objection(subject: Subject) -> Objection:
    row = (
        Objection.objects.filter(handling=subject.handling, decided_on=None)
        .select_related("handling__claim", "raised_by", "suggested_unit")
        .first()
    )
    if row is None:
        raise policies.NotLawfulNow("没有待核实的异议")
    return row


def unit_proposal(subject: Subject) -> Proposal:
    row = (
        Proposal.objects.filter(handling=subject.handling, decided_on=None)
        .select_related("handling__claim", "proposed_by")
        .first()
    )
    if row is None:
        raise policies.NotLawfulNow("没有待审签的提议，或者已经有人处理过了")
    return row


def claim_proposal(subject: Subject) -> Proposal:
    rows = Proposal.objects.filter(claim=subject.claim, handling=None, decided_on=None)
    row = rows.select_related("claim__case", "proposed_by", "unit").first()
    if row is None:
        raise policies.NotLawfulNow("没有待审签的提议，或者已经有人处理过了")
    return row


def pending_service(subject: Subject) -> Service:
    row = Service.objects.filter(handling=subject.handling, annulled_on=None, served_on=None).first()
    if row is None:
        raise policies.NotLawfulNow("送达日已经登记")
    return row


def asked_counsel(subject: Subject) -> CounselRequest:
    row = CounselRequest.objects.filter(case=subject.case, counsel=subject.user, opinion="").first()
    if row is None:
        raise policies.NotLawfulNow("没有送请您的问题，或者已经答复")
    return row


def _show_objection(subject: Subject) -> Rows:
    row = open_objection(subject)
    suggested = row.suggested_unit.name if row.suggested_unit else "未提出"
    return [{"label": "异议理由", "value": row.reason}, {"label": "建议去向", "value": suggested},
            {"label": "提出", "value": f"{row.raised_by.name}　{short(row.raised_on)}"}]  # fmt: skip


def _show_proposal(row: Proposal) -> Rows:
    labels = papers.NOTICE_FIELDS.get(row.way, {})
    rows = [{"label": "处理方式", "value": ClaimWay(row.way).label}]
    if row.unit:
        rows.append({"label": "去向", "value": row.unit.name})
    if row.report_due_on:
        rows.append({"label": "限办日期", "value": short(row.report_due_on)})
    rows += [{"label": "理由", "value": row.reason},
             {"label": "提出", "value": f"{row.proposed_by.name}　{short(row.proposed_on)}"}]  # fmt: skip
    rows += [
        {"label": label, "value": str(row.details[name])}
        for name, label in labels.items()
        if row.details.get(name)
    ]
    if row.details.get("requirements"):
        rows.append({"label": "办理要求", "value": row.details["requirements"]})
    return rows


def show_opinion(opinion: Opinion | None) -> Rows:
    if opinion is None:
        return []
    return [
        {"label": "意见种类", "value": opinion.get_outcome_display()},
        {"label": "投诉请求", "value": opinion.request},
        {"label": "事实和理由", "value": opinion.facts},
        {"label": "处理意见", "value": opinion.decision},
        {"label": "法律法规依据", "value": opinion.legal_basis},
        {
            "label": "起草",
            "value": f"{opinion.drafted_by.name if opinion.drafted_by else ''}　{short(opinion.drafted_on)}",
        },
    ]


def _standing(subject: Subject) -> Opinion | None:
    return policies.standing_opinion(subject.handling) if subject.handling else None


def _asked(subject: Subject) -> dict[str, Any]:
    """The newest request of this handling, which the head approves as it is or with fewer days."""
    rows = CaseEvent.objects.filter(handling=subject.handling, act="ask_extension").order_by("-pk")
    asked = rows.first()
    return {"days": asked.data.get("days"), "reason": asked.note} if asked else {}


def _suggested(subject: Subject) -> dict[str, Any]:
    """Where the unit says it belongs, as the first choice."""
    return {"to": open_objection(subject).suggested_unit_id}


def _show_service(subject: Subject) -> Rows:
    row = pending_service(subject)
    return [{"label": "方式", "value": ServiceMethod(row.method).label}, {"label": "发出日", "value": short(row.sent_on)},
            {"label": "凭据", "value": row.proof}]  # fmt: skip


# --- the calls ---------------------------------------------------------------------------------------------------


def _dated(call: Callable[..., Any], *words: str) -> Perform:
    def perform(s: Subject, form: Any) -> Any:
        data = form.cleaned_data
        return call(
            s.handling,
            by=s.user,
            on=data["on"],
            why_backdated=data["why_backdated"],
            words=_words(data, *words),
        )

    return perform


def _plain(call: Callable[..., Any], *names: str) -> Perform:
    """A call on the handling whose arguments are the form's fields of the same names."""

    def perform(s: Subject, form: Any) -> Any:
        return call(s.handling, by=s.user, on=s.today, **{name: form.cleaned_data[name] for name in names})

    return perform


def _serve(s: Subject, form: Any) -> Any:
    data = form.cleaned_data
    names = ("method", "served_on", "proof", "witness", "refused", "why_backdated")
    return actions.serve(s.handling, by=s.user, on=data["on"], **{name: data[name] for name in names})  # type: ignore[arg-type]


def _record_result(s: Subject, form: Any) -> Any:
    assert s.handling is not None  # noqa: S101 - an act on a handling
    actions.draft_opinion(s.handling, by=s.user, on=s.today, request=s.handling.claim.text,
                          decision=form.cleaned_data["decision"], details=form.details())  # fmt: skip
    return actions.record_result(s.handling, by=s.user, on=s.today)


def _decline(s: Subject, form: Any) -> Any:
    data = form.cleaned_data
    return actions.decline_handling(unit_proposal(s), by=s.user, on=s.today, approved=data["decision"] == "sign",
                                    answer=data["answer"])  # fmt: skip


def _rate(s: Subject, form: Any) -> Any:
    organ, handling = form.rated()
    data = form.cleaned_data
    return actions.rate(s.case, by=s.user, on=s.today, organ=organ, handling=handling, value=data["value"],
                        words=data["words"], evidence=data["evidence"])  # fmt: skip


def _note(s: Subject, form: Any) -> Any:
    return actions.note(s.case, by=s.user, on=s.today, text=form.cleaned_data["text"], handling=s.handling)


def _attach(s: Subject, form: Any) -> Any:
    """The file, and a line in the file's story that says so."""
    upload = form.cleaned_data["file"]
    try:
        row = files.store(s.case, upload, s.user, handling=s.handling)
    except files.UnfitFile as unfit:
        raise policies.NotLawfulNow(str(unfit)) from unfit
    about = form.cleaned_data["about"].strip()
    return actions.note(s.case, by=s.user, on=s.today, handling=s.handling,
                        text=f"收下材料「{row.name}」" + (f"：{about}" if about else ""))  # fmt: skip


def _propose(s: Subject, form: Any) -> Any:
    data = form.cleaned_data
    return actions.propose_decline(s.handling, by=s.user, on=s.today, way=data["way"], reason=data["reason"],  # type: ignore[arg-type]
                                   details=form.details())  # fmt: skip


def _propose_ending(s: Subject, form: Any) -> Any:
    """A receiving unit tells where the matter belongs, or that it cannot be taken; its head signs (条例第23条第1款)."""
    data = form.cleaned_data
    return actions.propose(s.claim, by=s.user, on=s.today, way=data["way"], route=s.claim.route or Route.PETITION,  # type: ignore[union-attr,arg-type]
                           reason=data["reason"], details=form.details())  # fmt: skip


def _statutory_only(subject: Subject) -> list[str]:
    assert subject.handling is not None  # noqa: S101 - an act on a handling
    if subject.handling.state == HandlingState.STATUTORY:
        return []
    return policies.blockers(subject.handling, "record_result", on=subject.today)


def _proposed_first(subject: Subject) -> list[str]:
    assert subject.handling is not None  # noqa: S101 - an act on a handling
    unit_proposal(subject)
    return policies.blockers(subject.handling, "decline_handling", on=subject.today)


HANDLING_ACTS: dict[str, ActPage] = {
    "accept": ActPage("发受理告知书", forms.AcceptForm, _dated(actions.accept, "procedure", "other_parts"), paper=True),
    "take_statutory": ActPage("发法定途径告知书", forms.StatutoryForm,
                              _dated(actions.take_statutory, "procedure", "legal_term", "other_parts"), paper=True),
    "notify_late": ActPage(
        "补发受理告知书", forms.LateNoticeForm,
        lambda s, f: actions.notify_late(s.handling, by=s.user, on=s.today, words=_words(f.cleaned_data, "procedure", "other_parts")),
        paper=True),
    "object_to": ActPage("提出异议", forms.ObjectForm, _plain(actions.object_to, "reason", "suggested_unit", "basis"), paper=True),
    "refuse_objection": ActPage(
        "不同意退回", forms.RefuseObjectionForm,
        lambda s, f: actions.refuse_objection(open_objection(s), by=s.user, on=s.today, answer=f.cleaned_data["answer"]),
        shows=_show_objection, paper=True),
    "uphold_objection": ActPage(
        "改派这一件", forms.UpholdObjectionForm,
        lambda s, f: actions.uphold_objection(open_objection(s), by=s.user, on=s.today, to=f.cleaned_data["to"],
                                              answer=f.cleaned_data["answer"]),
        shows=_show_objection, initial=_suggested, paper=True),
    "propose_decline": ActPage("提请负责人审签", forms.EndingForm, _propose),
    "decline_handling": ActPage("签署审签意见", forms.DecisionForm, _decline, shows=lambda s: _show_proposal(unit_proposal(s)),
                                reasons=_proposed_first, title="审签引导、不予（不再）受理"),
    "ask_extension": ActPage("申请延期", forms.ExtensionForm, _plain(actions.ask_extension, "days", "reason")),
    "approve_extension": ActPage("批准延期", forms.ExtensionForm, _plain(actions.approve_extension, "days", "reason"),
                                 paper=True, initial=_asked),
    "sign_opinion": ActPage("签发意见", forms.PlainForm, _plain(actions.sign_opinion), shows=lambda s: show_opinion(_standing(s)),
                            paper=True),
    "record_result": ActPage("告知办理结果", forms.ResultForm, _record_result, reasons=_statutory_only, paper=True),
    "serve": ActPage("登记送达", forms.ServeForm, _serve, title="登记送达"),
    "confirm_arrival": ActPage(
        "登记送达日", forms.ArrivalForm,
        lambda s, f: actions.confirm_arrival(pending_service(s), by=s.user, on=s.today, served_on=f.cleaned_data["served_on"],
                                             proof=f.cleaned_data["proof"]),
        shows=_show_service),
    "answer_imported": ActPage("登记答复", file_forms.ReplyForm,
                               lambda s, f: actions.answer_imported(s.handling, by=s.user, on=s.today, text=f.cleaned_data["answer"])),
    "report_conclusion": ActPage("报送办结报告", forms.ReportForm,
                                 lambda s, f: actions.report_conclusion(s.handling, by=s.user, on=s.today, report=f.report()),
                                 paper=True),
    "conclude": ActPage("认定办结", forms.RemarkForm, _plain(actions.conclude, "remark"), shows=lambda s: show_opinion(_standing(s))),
    "send_back": ActPage("退回重办", forms.SendBackForm, _plain(actions.send_back, "reason"), shows=lambda s: show_opinion(_standing(s))),
    "reply_assistance": ActPage("报送会办意见", forms.AssistanceForm, _plain(actions.reply_assistance, "opinion")),
    "consent_backdating": ActPage("同意补录", forms.ConsentForm, _plain(actions.consent_backdating, "act", "act_on", "reason")),
    "note": ActPage("补记这一条", file_forms.NoteForm, _note, matter_of=lambda s: s.case),
    "attach": ActPage("收下这份材料", file_forms.AttachForm, _attach, act_of=lambda s: "note", matter_of=lambda s: s.case, title="加一份材料"),
}  # fmt: skip


def _signing_act(subject: Subject) -> str:
    return SIGNED_WAYS[ClaimWay(claim_proposal(subject).way)]


def _undecided(subject: Subject) -> list[str]:
    assert subject.claim is not None  # noqa: S101 - an act on a claim
    return policies.claim_blockers(subject.claim)


CLAIM_ACTS: dict[str, ActPage] = {
    "sign_proposal": ActPage(
        "签发文书", forms.SignForm,
        lambda s, f: actions.sign_proposal(claim_proposal(s), by=s.user, on=s.today, answer=f.cleaned_data["answer"]),
        shows=lambda s: _show_proposal(claim_proposal(s)), act_of=_signing_act, paper=True),
    "refuse_proposal": ActPage(
        "退回重新甄别", forms.RefuseProposalForm,
        lambda s, f: actions.refuse_proposal(claim_proposal(s), by=s.user, on=s.today, answer=f.cleaned_data["answer"]),
        shows=lambda s: _show_proposal(claim_proposal(s))),
    "ask_counsel": ActPage(
        "送请律师", file_forms.AskCounselForm,
        lambda s, f: actions.ask_counsel(s.claim, by=s.user, on=s.today, counsel=f.cleaned_data["counsel"],
                                         question=f.cleaned_data["question"])),
    "transfer_to_discipline": ActPage(
        "移送纪检监察机关", file_forms.DisciplineForm,
        lambda s, f: actions.transfer_to_discipline(s.claim, by=s.user, on=s.today, unit=f.cleaned_data["unit"]),
        reasons=_undecided, paper=True),
    "propose": ActPage("提请负责人审签", forms.EndingForm, _propose_ending, reasons=_undecided),
    "take_in": ActPage(
        "由本单位办理", file_forms.TakeInForm,
        lambda s, f: actions.take_in(s.claim, by=s.user, on=s.today, route=f.cleaned_data["route"], reason=f.cleaned_data["reason"]),
        reasons=_undecided),
    "reply_directly": ActPage(
        "记下答复", file_forms.ReplyForm,
        lambda s, f: actions.reply_directly(s.claim, by=s.user, on=s.today, answer=f.cleaned_data["answer"]), reasons=_undecided),
}  # fmt: skip

CASE_ACTS: dict[str, ActPage] = {
    "note": ActPage("补记这一条", file_forms.NoteForm, _note),
    "attach": ActPage("收下这份材料", file_forms.AttachForm, _attach, act_of=lambda s: "note", title="加一份材料"),
    "archive": ActPage("归档", forms.PlainForm, lambda s, f: actions.archive(s.case, by=s.user, on=s.today),
                       reasons=lambda s: policies.case_blockers(s.case, "archive")),
    "rate": ActPage("代录评价", file_forms.RateForm, _rate, title="代录信访人的评价",
                    reasons=lambda s: [] if file_forms.enterable(s) else ["现在没有可以代录的评价：评价期没有开，或者评的是本单位的工作"]),
    "hand_on_accusation": ActPage("移交保密员", forms.PlainForm,
                                  lambda s, f: actions.hand_on_accusation(s.case, by=s.user, on=s.today)),
    "seal_accusation": ActPage("转入检举控告通道", file_forms.SealForm,
                               lambda s, f: actions.seal_accusation(s.case, by=s.user, on=s.today,
                                                                    accused=list(f.cleaned_data["accused"]))),
    "link_repeat": ActPage("认定重复", file_forms.LinkRepeatForm,
                           lambda s, f: actions.link_repeat(s.case, by=s.user, on=s.today, earlier=f.cleaned_data["earlier"],
                                                            reason=f.cleaned_data["reason"])),
    "unlink_repeat": ActPage("撤销重复认定", forms.ReasonForm,
                             lambda s, f: actions.unlink_repeat(s.case, by=s.user, on=s.today, reason=f.cleaned_data["reason"])),
    "give_counsel": ActPage(
        "写好法律意见", file_forms.GiveCounselForm,
        lambda s, f: actions.give_counsel(asked_counsel(s), by=s.user, on=s.today, opinion=f.cleaned_data["opinion"]),
        shows=lambda s: [{"label": "想请教的问题", "value": asked_counsel(s).question}]),
    "reissue_code": ActPage(
        "换发查询码", file_forms.ReissueForm,
        lambda s, f: actions.reissue_code(f.people[f.cleaned_data["petitioner"]], by=s.user, on=s.today), title="换发查询码"),
}  # fmt: skip


def page_of(table: dict[str, ActPage], act: str) -> ActPage:
    """The page of an act, or 404."""
    if act not in table:
        raise Http404("没有这个页面。")
    return table[act]


def title_of(page: ActPage, name: str, act: str) -> str:
    """The heading: the act in official terms; 审签 before what somebody else proposed."""
    if name == "sign_proposal" and act in ACTS:
        return f"审签{ACTS[act].label}"
    return page.title or (ACTS[act].label if act in ACTS else page.button)
