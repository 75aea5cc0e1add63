"""报请决定 on a handling, 申报或提出回避 on a file (条例第24条第1款、第28条第3款)."""

from typing import Any

from cases import actions
from cases.act_pages.base import ActPage
from cases.act_pages.matters import show_objection
from cases.dispute_pages.forms import RecusalForm, ReferForm
from cases.forms.acts import Subject


def _refer(s: Subject, form: Any) -> Any:
    return actions.refer_dispute(s.handling, by=s.user, on=s.today, **form.chosen())  # type: ignore[arg-type]


def _recuse(s: Subject, form: Any) -> Any:
    data = form.cleaned_data
    names = ("person", "role", "ground", "origin", "reason")
    return actions.propose_recusal(s.case, by=s.user, on=s.today, **{name: data[name] for name in names})


ON_HANDLINGS: dict[str, ActPage] = {
    "refer_dispute": ActPage(
        "报请决定", ReferForm, _refer, shows=show_objection, paper=True, title="报请决定主办单位"
    ),
}
ON_CASES: dict[str, ActPage] = {
    "propose_recusal": ActPage("提出回避", RecusalForm, _recuse, title="申报、提出回避"),
}
