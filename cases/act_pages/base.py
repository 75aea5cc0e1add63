"""One act's page: its form, its call, and what is shown beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from cases.forms import acts as forms
from cases.forms.acts import Subject
from cases.procedure import ACTS

Rows = list[dict[str, Any]]
#: (subject, form): each act checks for itself what its subject holds.
Perform = Callable[[Any, Any], Any]


def nothing(subject: Subject) -> Rows:
    return []


@dataclass(frozen=True)
class ActPage:
    """One act's page. ``button``: verb and object. ``shows``: what must be read before deciding."""

    button: str
    form: type[forms.ActForm]
    perform: Perform
    shows: Callable[[Subject], Rows] = nothing
    reasons: Callable[[Subject], list[str]] | None = None
    act_of: Callable[[Subject], str] | None = None
    matter_of: Callable[[Subject], Any] | None = None
    paper: bool = False
    title: str = ""
    initial: Callable[[Subject], dict[str, Any]] = lambda subject: {}
    template: str = "cases/act.html"


def given(data: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: data[name] for name in names if data.get(name)}


def dated(call: Callable[..., Any], *words: str) -> Perform:
    def perform(s: Subject, form: Any) -> Any:
        data = form.cleaned_data
        return call(
            s.handling,
            by=s.user,
            on=data["on"],
            why_backdated=data["why_backdated"],
            words=given(data, *words),
        )

    return perform


def plain(call: Callable[..., Any], *names: str) -> Perform:
    """A call on the handling whose arguments are the form's fields of the same names."""

    def perform(s: Subject, form: Any) -> Any:
        return call(s.handling, by=s.user, on=s.today, **{name: form.cleaned_data[name] for name in names})

    return perform


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
