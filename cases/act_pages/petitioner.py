"""The acts at the petitioner's own hand, and the taking apart of what came together."""

from typing import Any

from cases import actions, files, policies
from cases.act_pages.base import ActPage, Rows
from cases.actions.petitioner_acts import open_claims
from cases.forms import petitioner_acts as forms
from cases.forms.acts import PlainForm, Subject
from cases.models import RepeatLink, Withdrawal
from cases.policies import NotLawfulNow
from cases.presenting import short
from law.terms import WithdrawalManner


def open_withdrawal(subject: Subject) -> Withdrawal:
    row = subject.case.withdrawals.filter(decided_on=None).select_related("case", "reported_by").first()
    if row is None:
        raise NotLawfulNow("没有待核实的撤回请求，或者已经核实过了")
    return row


def link_to_confirm(subject: Subject) -> RepeatLink:
    rows = RepeatLink.objects.filter(
        petition__filed_as=subject.case, merged=True, undone_on=None, confirmed_on=None
    )
    row = rows.select_related("earlier", "petition__filed_as", "linked_by").first()
    if row is None:
        raise NotLawfulNow("没有待确认的并案，或者已经确认过了")
    return row


def _show_withdrawal(subject: Subject) -> Rows:
    row = open_withdrawal(subject)
    claims = "\n".join(f"{claim.order}. {claim.text}" for claim in row.claims.all())
    return [
        {"label": "撤回的诉求", "value": claims},
        {"label": "方式", "value": WithdrawalManner(row.manner).label},
        {"label": "凭据", "value": row.evidence},
        {"label": "原话", "value": row.words},
        {"label": "登记", "value": f"{row.reported_by.name}　{short(row.reported_on)}"},
    ]


def _show_link(subject: Subject) -> Rows:
    row = link_to_confirm(subject)
    return [
        {"label": "并入", "value": f"{row.earlier.number}　{row.earlier.title}"},
        {"label": "理由", "value": row.reason},
        {"label": "提请", "value": f"{row.linked_by}　{short(row.linked_on)}"},
    ]


def _waiting(subject: Subject) -> list[str]:
    open_withdrawal(subject)
    return []


def _joined(subject: Subject) -> list[str]:
    link_to_confirm(subject)
    return []


def _withdrawable(subject: Subject) -> list[str]:
    if subject.case.in_compartment:
        return []
    if subject.case.withdrawals.filter(decided_on=None).exists():
        return ["还不能：已经登记过撤回请求，等信访局核实"]
    return [] if open_claims(subject.case) else ["不能：没有还在办理的诉求；已经答复的不能再撤回"]


def _supplement(s: Subject, form: Any) -> Any:
    upload = form.cleaned_data["file"]
    if upload:
        try:
            files.store(s.case, upload, s.user)
        except files.UnfitFile as unfit:
            raise NotLawfulNow(str(unfit)) from unfit
    return actions.supplement(s.case, by=s.user, on=s.today, text=form.cleaned_data["text"])


def _split_accusation(s: Subject, form: Any) -> Any:
    data = form.cleaned_data
    left = actions.Cleaned(data["title"], data["summary"], form.left())
    return actions.split_accusation(s.case, by=s.user, on=s.today, words=data["words"], accused=list(data["accused"]),
                                    left=left, attachments=data.get("attachments") or [])  # fmt: skip


CASE_PAGES: dict[str, ActPage] = {
    "report_withdrawal": ActPage(
        "登记撤回请求", forms.WithdrawalForm,
        lambda s, f: actions.report_withdrawal(s.case, by=s.user, on=s.today, **f.chosen()), reasons=_withdrawable),
    "withdraw": ActPage(
        "确认撤回", forms.VerificationForm,
        lambda s, f: actions.withdraw(open_withdrawal(s), by=s.user, on=s.today, verification=f.cleaned_data["verification"]),
        shows=_show_withdrawal, reasons=_waiting, paper=True),
    "refuse_withdrawal": ActPage(
        "不予确认", forms.VerificationForm,
        lambda s, f: actions.refuse_withdrawal(open_withdrawal(s), by=s.user, on=s.today, verification=f.cleaned_data["verification"]),
        shows=_show_withdrawal, reasons=_waiting),
    "supplement": ActPage("收下补充材料", forms.SupplementForm, _supplement),
    "urge": ActPage("登记催办", forms.UrgeForm,
                    lambda s, f: actions.urge(s.case, by=s.user, on=s.today, words=f.cleaned_data["words"])),
    "confirm_repeat": ActPage(
        "确认并案", PlainForm, lambda s, f: actions.confirm_repeat(link_to_confirm(s), by=s.user, on=s.today),
        shows=_show_link, reasons=_joined, paper=True),
    "split_accusation": ActPage("拆出检举控告", forms.SplitAccusationForm, _split_accusation, title="拆出检举控告部分"),
}  # fmt: skip

CLAIM_PAGES: dict[str, ActPage] = {
    "split_claim": ActPage(
        "拆分这项诉求", forms.SplitForm,
        lambda s, f: actions.split_claim(s.claim, by=s.user, on=s.today, texts=f.lines()),
        reasons=lambda s: policies.claim_blockers(s.claim) if s.claim else []),
}  # fmt: skip
