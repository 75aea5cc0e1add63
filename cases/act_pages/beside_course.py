"""Pages of what stands beside the course: mediation, relief, attention to safety."""

from typing import Any

from cases import actions
from cases.act_pages.base import ActPage, Rows
from cases.forms import mediation as mediation_forms
from cases.forms import relief as relief_forms
from cases.forms.acts import Subject
from cases.models import Attention, Deadline
from cases.presenting import short


def _hand_over(s: Subject, form: Any) -> Any:
    assert s.handling is not None  # noqa: S101 - an act on a handling
    names = ("manner", "body", "other_party", "dispute")
    return actions.hand_to_mediation(
        s.handling, by=s.user, on=s.today, **{name: form.cleaned_data[name] for name in names}
    )


def _apply(s: Subject, form: Any) -> Any:
    names = ("kind", "name", "body", "helped", "applied_on")
    return actions.apply_relief(
        s.case, by=s.user, on=s.today, **{name: form.cleaned_data[name] for name in names}
    )


def runs_on(subject: Subject) -> Rows:
    """What mediation does not do, with the day the work is due."""
    rows = Deadline.objects.running().owed().filter(handling=subject.handling)
    due = rows.order_by("due_on").first()
    until = f"照走，最近的届满日 {short(due.due_on)}" if due else "照走"
    return [
        {"label": "办理期限", "value": f"{until}；调解不停任何期限（条例第33条、第34条）。"},
        {"label": "自愿", "value": "双方都同意才调解；信访人可以随时退出，不问理由，不影响本件办理和复查。"},
    ]


def standing_attention(subject: Subject) -> Attention | None:
    rows = Attention.objects.standing(subject.today).filter(petition=subject.case.own_petition)
    return rows.select_related("opened_by", "talked_by").first()


def show_attention(subject: Subject) -> Rows:
    row = standing_attention(subject)
    if row is None:
        return []
    words = row.words or {}
    shown = [{"label": "信里的情形", "value": words.get("reason", "")},
             {"label": "提请", "value": f"{row.opened_by.name}　{short(row.opened_on)}"}]  # fmt: skip
    if row.talked_on and row.talked_by:
        shown.append(
            {
                "label": "接谈",
                "value": f"{row.talked_by.name}　{short(row.talked_on)}　{words.get('talk', '')}",
            }
        )
    return shown


def _none_standing(subject: Subject) -> list[str]:
    return ["这一件已经请人接谈，请登记接谈情况"] if standing_attention(subject) else []


def _one_standing(subject: Subject) -> list[str]:
    return [] if standing_attention(subject) else ["不能：这一件没有安全关注，或者已经结束"]


HANDLING_PAGES: dict[str, ActPage] = {
    "hand_to_mediation": ActPage(
        "移交调解", mediation_forms.HandOverForm, _hand_over, shows=runs_on, paper=True
    ),
}
CASE_PAGES: dict[str, ActPage] = {
    "apply_relief": ActPage("记下申请", relief_forms.ReliefForm, _apply, title="帮扶救助"),
    "mark_attention": ActPage(
        "请专人接谈", relief_forms.AttentionForm,
        lambda s, f: actions.mark_attention(s.case, by=s.user, on=s.today, reason=f.cleaned_data["reason"]),
        reasons=_none_standing),
    "record_reception_talk": ActPage(
        "记下接谈", relief_forms.TalkForm,
        lambda s, f: actions.record_reception_talk(s.case, by=s.user, on=s.today, talk=f.cleaned_data["talk"]),
        shows=show_attention, reasons=_one_standing),
    "close_attention": ActPage(
        "结束安全关注", relief_forms.CloseAttentionForm,
        lambda s, f: actions.close_attention(s.case, by=s.user, on=s.today, mistaken=f.cleaned_data["mistaken"]),
        shows=show_attention, reasons=_one_standing),
}  # fmt: skip
