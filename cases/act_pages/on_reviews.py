"""The request for 复查 or 复核, entered on the handling it is about (条例第35条、第36条)."""

from typing import Any

from cases import actions, reviews
from cases.act_pages.base import ActPage, Rows
from cases.act_pages.matters import show_opinion, standing
from cases.forms import reviews as forms
from cases.forms.acts import Subject
from cases.models import Deadline
from cases.presenting import short
from law.terms import ReviewOutcome

FIELDS = ("channel", "requested_on", "received_on", "request", "grounds", "organ", "organ_reason")


def _request(s: Subject, form: Any) -> Any:
    assert s.handling is not None  # noqa: S101 - an act on a handling
    words = {name: form.cleaned_data[name] for name in FIELDS}
    return actions.request_review(s.handling, by=s.user, on=s.today, **words)


def _reasons(s: Subject) -> list[str]:
    assert s.handling is not None  # noqa: S101 - an act on a handling
    return list(reviews.stage_of(s.handling, on=s.today).reasons)


def _shows(s: Subject) -> Rows:
    """What is asked to be reviewed, and until when it could be asked."""
    assert s.handling is not None  # noqa: S101 - an act on a handling
    now = reviews.stage_of(s.handling, on=s.today)
    option: Deadline | None = now.option
    rows: Rows = [{"label": "这次是", "value": f"申请{now.level.label}"}]
    if option:
        rows.append(
            {"label": "申请期限", "value": f"{short(option.started_on)} 送达，{short(option.due_on)} 届满"}
        )
    if now.of:
        rows.append(
            {
                "label": "复查意见",
                "value": f"{now.of.organ.name}：{ReviewOutcome(now.of.outcome).label}（{now.of.number}）",
            }
        )
    return [*rows, *show_opinion(standing(s))]


PAGES: dict[str, ActPage] = {
    "request_review": ActPage(
        "登记这份申请",
        forms.RequestForm,
        _request,
        shows=_shows,
        reasons=_reasons,
        title="登记复查、复核申请",
    ),
}
