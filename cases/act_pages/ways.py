"""The pages of 简易办理, and of the acts inside the compartment that lead out of the petition channel."""

from typing import Any

from cases import actions, policies, simple_rules
from cases.act_pages.base import ActPage, Rows, plain
from cases.forms import simple as forms
from cases.forms.acts import Subject
from cases.models import CaseEvent
from cases.papers import outcome_label, told_sentence
from cases.presenting import short
from law.terms import Attitude, SimpleKind


def _accept(s: Subject, form: Any) -> Any:
    data = dict(form.cleaned_data)
    data.pop("version", None)
    return actions.accept_simple(s.handling, by=s.user, **data)  # type: ignore[arg-type]


def _reply(s: Subject, form: Any) -> Any:
    data = dict(form.cleaned_data)
    data.pop("version", None)
    return actions.reply_simple(s.handling, by=s.user, **data)  # type: ignore[arg-type]


def _asked(act: str, name: str) -> Any:
    """What the handler put to the head, as the first choice."""

    def initial(s: Subject) -> dict[str, Any]:
        row = CaseEvent.objects.filter(handling=s.handling, act=act).order_by("-pk").first()
        return {name: row.data.get(name), "reason": row.note} if row else {}

    return initial


def _suggested(s: Subject) -> dict[str, Any]:
    """The handler's proposal, else the bureau's suggestion, as the first choice."""
    found: dict[str, Any] = _asked("ask_simple", "kind")(s)
    row = getattr(s.handling.claim, "simple_suggestion", None) if s.handling else None
    return found or ({"kind": row.kind, "reason": row.reason} if row else {})


def show_simple(s: Subject) -> Rows:
    """How the matter was taken and answered simply."""
    row = simple_rules.procedure_of(s.handling) if s.handling else None
    if row is None:
        return []
    rows = [
        {"label": "情形", "value": SimpleKind(row.kind).label},
        {"label": "理由", "value": row.reason},
        {"label": "告知", "value": told_sentence(row.decided_on, row.told_at, row.told_way, row.told_words)},
    ]
    if row.replied_on and row.reply_at:
        rows += [
            {"label": "答复", "value": told_sentence(row.replied_on, row.reply_at, row.reply_way, row.reply)},
            {"label": "答复意见", "value": outcome_label(row.outcome)},
            {"label": "信访人态度", "value": Attitude(row.attitude).label},
        ]
    return rows


def show_suggested(s: Subject) -> Rows:
    row = getattr(s.handling.claim, "simple_suggestion", None) if s.handling else None
    if row is None:
        return []
    words = f"{SimpleKind(row.kind).label}：{row.reason}（{short(row.suggested_on)}）"
    return [{"label": "信访局建议", "value": words}]


def _why_not_suggest(s: Subject) -> list[str]:
    assert s.claim is not None  # noqa: S101 - an act on a claim
    reasons = policies.claim_blockers(s.claim)
    return reasons or list(filter(None, [simple_rules.may_suggest(s.claim, s.today)]))


HANDLING_PAGES: dict[str, ActPage] = {
    "ask_simple": ActPage("提请负责人决定", forms.AskSimpleForm, plain(actions.ask_simple, "kind", "reason"),
                          shows=show_suggested, initial=_suggested),
    "accept_simple": ActPage("决定简易办理", forms.AcceptSimpleForm, _accept, shows=show_suggested, initial=_suggested, paper=True),
    "reply_simple": ActPage("记下简易答复", forms.ReplySimpleForm, _reply, shows=show_simple),
    "ask_conversion": ActPage("提请负责人决定", forms.ConvertForm, plain(actions.ask_conversion, "why", "reason"), shows=show_simple),
    "convert_simple": ActPage("转为普通程序", forms.ConvertForm, plain(actions.convert_simple, "why", "reason"), shows=show_simple,
                              initial=_asked("ask_conversion", "why"), paper=True),
}  # fmt: skip
CLAIM_PAGES: dict[str, ActPage] = {
    "suggest_simple": ActPage(
        "建议简易办理", forms.SuggestSimpleForm,
        lambda s, f: actions.suggest_simple(s.claim, by=s.user, on=s.today, kind=f.cleaned_data["kind"],
                                            reason=f.cleaned_data["reason"]),
        reasons=_why_not_suggest),
}  # fmt: skip
CASE_PAGES: dict[str, ActPage] = {
    "notify_organization": ActPage(
        "通报组织部门", forms.BriefingForm,
        lambda s, f: actions.notify_organization(s.case, by=s.user, on=s.today, unit=f.cleaned_data["unit"]), paper=True),
    "tell_accuser": ActPage(
        "出具告知书", forms.TellAccuserForm,
        lambda s, f: actions.tell_accuser(s.case, by=s.user, on=s.today, details=f.details()), paper=True),
}  # fmt: skip
