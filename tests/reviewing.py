"""A review in every state, each reached through the real actions."""

from datetime import date
from typing import Any

from builders import MONDAY, accepted, days, lived, person, served

from cases import actions
from cases.models import Handling, Review
from law.terms import ReviewOutcome, ReviewState, Role

SERVED = MONDAY + days(20)
ASKED = SERVED + days(10)
DECIDED = ASKED + days(20)
WORDS = {
    "channel": "letter",
    "request": "请求撤销处理意见，重新接管",
    "grounds": "反坡没有改正，雨天仍然倒灌。",
}


def answered(code: str = "housing") -> Handling:
    """An opinion served on SERVED, its right to ask running."""
    return served(accepted(to=code), SERVED)


def asked(handling: Handling | None = None, on: date = ASKED, **changes: Any) -> Review:
    words: dict[str, Any] = {"requested_on": on, "received_on": on} | WORDS | changes
    return lived(on, actions.request_review, handling or answered(), by=person(Role.SCREENING), **words)


def fresh(row: Review) -> Review:
    return Review.objects.select_related(
        "handling__claim__case", "handling__unit", "organ", "opinion", "of"
    ).get(pk=row.pk)


def decider(row: Review) -> Any:
    return person(Role.HANDLER, row.organ.code)


def boss(row: Review) -> Any:
    return person(Role.UNIT_HEAD, row.organ.code)


def taken(row: Review, on: date) -> Review:
    return lived(on, actions.accept_review, row, by=decider(row))


OPINION = {
    "findings": "现场坡度不足，原意见认定事实清楚",
    "decision": "按原意见在三十日内改好并复测坡度",
    "legal_basis": "《建设工程质量管理条例》第四十一条",
}


def decided(row: Review, on: date, outcome: str = ReviewOutcome.UPHELD) -> Review:
    if row.state == ReviewState.REQUESTED:
        row = taken(row, on)
    lived(on, actions.draft_review, row, by=decider(row), outcome=outcome, **OPINION)
    return lived(on, actions.sign_review, fresh(row), by=boss(row))


def told(row: Review, on: date, **changes: Any) -> Review:
    words: dict[str, Any] = {
        "sent_on": on,
        "method": "direct",
        "served_on": on,
        "proof": "本人签收",
    } | changes
    lived(on, actions.serve_review, fresh(row), by=decider(row), **words)
    return fresh(row)


def reviewed(outcome: str = ReviewOutcome.UPHELD, on: date = DECIDED) -> Review:
    """A review decided and served by the county's government."""
    return told(decided(asked(), on, outcome), on)


def recorded(row: Review, on: date, outcome: str = ReviewOutcome.UPHELD, **changes: Any) -> Review:
    """What a body outside the system did, recorded by the bureau from its paper."""
    lived(on, actions.accept_review, row, by=person(Role.SCREENING))
    words: dict[str, Any] = {"own_number": "临政信复核〔2026〕3号", "signed_on": on} | OPINION | changes
    lived(on, actions.draft_review, fresh(row), by=person(Role.SCREENING), outcome=outcome, **words)
    return lived(on, actions.sign_review, fresh(row), by=person(Role.BUREAU_LEADER))


def finally_reviewed() -> Review:
    first = reviewed()
    on = ASKED + days(25)
    row = recorded(asked(first.handling, on=on), on + days(20))
    day = on + days(21)
    lived(day, actions.serve_review, fresh(row), by=person(Role.SCREENING), sent_on=day, method="direct", served_on=day,
          proof="本人签收")  # fmt: skip
    return fresh(row)
