"""The acts on one unit's handling."""

from typing import Any

from cases import actions, policies
from cases.act_pages.base import ActPage, dated, given, plain
from cases.act_pages.matters import (
    asked,
    bar_start,
    open_objection,
    pending_service,
    show_objection,
    show_opinion,
    show_proposal,
    show_service,
    standing,
    suggested,
    unit_proposal,
)
from cases.act_pages.on_cases import attach, note
from cases.forms import acts as forms
from cases.forms import file_acts as file_forms
from cases.forms.acts import Subject
from cases.forms.endings import EndingForm
from law.terms import HandlingState


def _serve(s: Subject, form: Any) -> Any:
    data = form.cleaned_data
    names = (
        "method",
        "served_on",
        "proof",
        "witness",
        "refused",
        "cause",
        "through_ground",
        "through",
        "why_backdated",
    )
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


def _propose(s: Subject, form: Any) -> Any:
    data = form.cleaned_data
    return actions.propose_decline(s.handling, by=s.user, on=s.today, way=data["way"], reason=data["reason"],  # type: ignore[arg-type]
                                   details=form.details())  # fmt: skip


def _statutory_only(subject: Subject) -> list[str]:
    assert subject.handling is not None  # noqa: S101 - an act on a handling
    if subject.handling.state == HandlingState.STATUTORY:
        return []
    return policies.blockers(subject.handling, "record_result", on=subject.today)


def _proposed_first(subject: Subject) -> list[str]:
    assert subject.handling is not None  # noqa: S101 - an act on a handling
    unit_proposal(subject)
    return policies.blockers(subject.handling, "decline_handling", on=subject.today)


PAGES: dict[str, ActPage] = {
    "accept": ActPage("发受理告知书", forms.AcceptForm, dated(actions.accept, "procedure", "other_parts"), paper=True),
    "take_statutory": ActPage("发法定途径告知书", forms.StatutoryForm,
                              dated(actions.take_statutory, "procedure", "legal_term", "other_parts"), paper=True),
    "notify_late": ActPage(
        "补发受理告知书", forms.LateNoticeForm,
        lambda s, f: actions.notify_late(s.handling, by=s.user, on=s.today, words=given(f.cleaned_data, "procedure", "other_parts")),
        paper=True),
    "object_to": ActPage("提出异议", forms.ObjectForm, plain(actions.object_to, "reason", "suggested_unit", "basis"), paper=True),
    "refuse_objection": ActPage(
        "不同意退回", forms.RefuseObjectionForm,
        lambda s, f: actions.refuse_objection(open_objection(s), by=s.user, on=s.today, answer=f.cleaned_data["answer"]),
        shows=show_objection, paper=True),
    "uphold_objection": ActPage(
        "改派这一件", forms.UpholdObjectionForm,
        lambda s, f: actions.uphold_objection(open_objection(s), by=s.user, on=s.today, to=f.cleaned_data["to"],
                                              answer=f.cleaned_data["answer"]),
        shows=show_objection, initial=suggested, paper=True),
    "propose_decline": ActPage("提请负责人审签", EndingForm, _propose, initial=bar_start),
    "decline_handling": ActPage("签署审签意见", forms.DecisionForm, _decline, shows=lambda s: show_proposal(unit_proposal(s)),
                                reasons=_proposed_first, title="审签引导、不予（不再）受理"),
    "ask_extension": ActPage("申请延期", forms.ExtensionForm, plain(actions.ask_extension, "days", "reason")),
    "approve_extension": ActPage("批准延期", forms.ExtensionForm, plain(actions.approve_extension, "days", "reason"),
                                 paper=True, initial=asked),
    "sign_opinion": ActPage("签发意见", forms.PlainForm, plain(actions.sign_opinion), shows=lambda s: show_opinion(standing(s)),
                            paper=True),
    "record_result": ActPage("告知办理结果", forms.ResultForm, _record_result, reasons=_statutory_only, paper=True),
    "serve": ActPage("登记送达", forms.ServeForm, _serve, title="登记送达"),
    "confirm_arrival": ActPage(
        "登记送达日", forms.ArrivalForm,
        lambda s, f: actions.confirm_arrival(pending_service(s), by=s.user, on=s.today, served_on=f.cleaned_data["served_on"],
                                             proof=f.cleaned_data["proof"]),
        shows=show_service),
    "answer_imported": ActPage("登记答复", file_forms.ReplyForm,
                               lambda s, f: actions.answer_imported(s.handling, by=s.user, on=s.today, text=f.cleaned_data["answer"])),
    "report_conclusion": ActPage("报送办结报告", forms.ReportForm,
                                 lambda s, f: actions.report_conclusion(s.handling, by=s.user, on=s.today, report=f.report()),
                                 paper=True),
    "conclude": ActPage("认定办结", forms.RemarkForm, plain(actions.conclude, "remark"), shows=lambda s: show_opinion(standing(s))),
    "send_back": ActPage("退回重办", forms.SendBackForm, plain(actions.send_back, "reason"), shows=lambda s: show_opinion(standing(s))),
    "reply_assistance": ActPage("报送会办意见", forms.AssistanceForm, plain(actions.reply_assistance, "opinion")),
    "consent_backdating": ActPage("同意补录", forms.ConsentForm, plain(actions.consent_backdating, "act", "act_on", "reason")),
    "note": ActPage("补记这一条", file_forms.NoteForm, note, matter_of=lambda s: s.case),
    "attach": ActPage("收下这份材料", file_forms.AttachForm, attach, act_of=lambda s: "note", matter_of=lambda s: s.case, title="加一份材料"),
}  # fmt: skip
