"""The acts on one claim."""

from typing import Any

from cases import actions, policies
from cases.act_pages.base import ActPage
from cases.act_pages.matters import bar_start, claim_proposal, show_proposal
from cases.actions.referral import SIGNED_WAYS
from cases.forms import acts as forms
from cases.forms import file_acts as file_forms
from cases.forms.acts import Subject
from cases.forms.endings import EndingForm
from law.terms import ClaimWay, Route


def _propose_ending(s: Subject, form: Any) -> Any:
    """A receiving unit tells where the matter belongs, or that it cannot be taken; its head signs (条例第23条第1款)."""
    data = form.cleaned_data
    return actions.propose(s.claim, by=s.user, on=s.today, way=data["way"], route=s.claim.route or Route.PETITION,  # type: ignore[union-attr,arg-type]
                           reason=data["reason"], details=form.details())  # fmt: skip


def _signing_act(subject: Subject) -> str:
    return SIGNED_WAYS[ClaimWay(claim_proposal(subject).way)]


def undecided(subject: Subject) -> list[str]:
    assert subject.claim is not None  # noqa: S101 - an act on a claim
    return policies.claim_blockers(subject.claim)


PAGES: dict[str, ActPage] = {
    "sign_proposal": ActPage(
        "签发文书", forms.SignForm,
        lambda s, f: actions.sign_proposal(claim_proposal(s), by=s.user, on=s.today, answer=f.cleaned_data["answer"]),
        shows=lambda s: show_proposal(claim_proposal(s)), act_of=_signing_act, paper=True),
    "refuse_proposal": ActPage(
        "退回重新甄别", forms.RefuseProposalForm,
        lambda s, f: actions.refuse_proposal(claim_proposal(s), by=s.user, on=s.today, answer=f.cleaned_data["answer"]),
        shows=lambda s: show_proposal(claim_proposal(s))),
    "ask_counsel": ActPage(
        "送请律师", file_forms.AskCounselForm,
        lambda s, f: actions.ask_counsel(s.claim, by=s.user, on=s.today, counsel=f.cleaned_data["counsel"],
                                         question=f.cleaned_data["question"])),
    "transfer_to_discipline": ActPage(
        "移送纪检监察机关", file_forms.DisciplineForm,
        lambda s, f: actions.transfer_to_discipline(s.claim, by=s.user, on=s.today, unit=f.cleaned_data["unit"]),
        reasons=undecided, paper=True),
    "propose": ActPage("提请负责人审签", EndingForm, _propose_ending, reasons=undecided, initial=bar_start),
    "take_in": ActPage(
        "由本单位办理", file_forms.TakeInForm,
        lambda s, f: actions.take_in(s.claim, by=s.user, on=s.today, route=f.cleaned_data["route"], reason=f.cleaned_data["reason"]),
        reasons=undecided),
    "reply_directly": ActPage(
        "记下答复", file_forms.ReplyForm,
        lambda s, f: actions.reply_directly(s.claim, by=s.user, on=s.today, answer=f.cleaned_data["answer"]), reasons=undecided),
}  # fmt: skip
