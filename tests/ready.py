"""Each act of the unit's machine, ready to be done: files in every state that allows it, with all it needs at hand.

A state has several scenes, since not all acts of a state are lawful on the same file: of a scene only the day and the
handling are told, what is lawful there is found by doing it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

import reviewing
from builders import MONDAY, accepted, again, days, drafted, forwarded, lived, person, served, signed, unit
from states import (
    REASON,
    declining,
    handler,
    head,
    imported,
    objected,
    reported_withdrawal,
    simple,
    simple_replied,
    statutory,
)

from cases import actions, policies
from cases.models import Handling, Review
from cases.procedure import ACTS
from law.terms import DisputeBody, HandlingState, ReviewOutcome, Role, Route
from tests.cases.test_act_pages import assigned, assisting
from tests.cases.test_state_by_act import PERFORMED_BY, TRIES

S = HandlingState
_serial = count(1)
LATER = MONDAY + days(20)


@dataclass(frozen=True)
class Scene:
    """A handling and the day on which it is acted on."""

    name: str
    state: HandlingState
    make: Callable[[], Handling]
    day: date = MONDAY


def with_withdrawal(handling: Handling, on: date = MONDAY) -> Handling:
    """The petitioner has asked to withdraw; nobody has made sure yet."""
    reported_withdrawal(handling, on)
    return again(handling)


def arrived(route: str = Route.PETITION) -> Handling:
    handling = forwarded(route=route)
    declining(handling=handling)
    return with_withdrawal(handling)


def put_up() -> Handling:
    row = objected().handling
    lived(MONDAY, actions.refer_dispute, again(row), by=person(Role.SCREENING), body=DisputeBody.SUPERIOR,
          superior=unit("county_government"), reason="两家单位都说不归自己管", others=[unit("water")])  # fmt: skip
    return with_withdrawal(row)


def whole_draft(handling: Handling) -> Handling:
    drafted(handling, MONDAY)
    return with_withdrawal(again(handling))


def presumed() -> Handling:
    handling = forwarded()
    lived(LATER, actions.presume_acceptance, handling, by=None)
    drafted(handling, LATER)
    return with_withdrawal(again(handling), LATER)


def posted(handling: Handling) -> Handling:
    lived(MONDAY, actions.accept, handling, by=handler(handling))
    handling = signed(again(handling), MONDAY)
    lived(
        MONDAY,
        actions.serve,
        handling,
        by=handler(handling),
        method="post",
        served_on=None,
        proof="EMS 1029",
    )
    return again(handling)


def annulling(*, closed: bool) -> Handling:
    """The body above has drafted that the opinion is annulled; its head has still to sign."""
    handling = reviewing.answered()
    if closed:
        lived(reviewing.SERVED, actions.conclude, handling, by=person(Role.SCREENING))
    row = reviewing.taken(reviewing.asked(again(handling)), reviewing.ASKED)
    lived(reviewing.ASKED, actions.draft_review, row, by=reviewing.decider(row), outcome=ReviewOutcome.ANNULLED,
          **reviewing.OPINION)  # fmt: skip
    return again(handling)


SCENES = [
    Scene("to be accepted", S.ARRIVED, arrived),
    Scene("just arrived", S.ARRIVED, lambda: with_withdrawal(forwarded())),
    Scene("to go a statutory way", S.ARRIVED, lambda: arrived(Route.ADMINISTRATIVE)),
    Scene("silent for its days", S.ARRIVED, lambda: with_withdrawal(forwarded()), LATER),
    Scene("to assist", S.ARRIVED, assisting),
    Scene("objected to", S.OBJECTED, lambda: with_withdrawal(again(objected().handling))),
    Scene("put up to the superior", S.OBJECTED, put_up),
    Scene("with a whole draft", S.ACCEPTED, lambda: whole_draft(accepted())),
    Scene("presumed", S.ACCEPTED, presumed, LATER),
    Scene("with a statutory result", S.STATUTORY, lambda: whole_draft(statutory())),
    Scene("signed", S.SIGNED, lambda: with_withdrawal(signed(accepted(), MONDAY))),
    Scene("served", S.SERVED, lambda: served(accepted(), MONDAY)),
    Scene("assigned and posted", S.SERVED, lambda: posted(assigned())),
    Scene("served and to be annulled", S.SERVED, lambda: annulling(closed=False), reviewing.ASKED),
    Scene("concluded and to be annulled", S.CONCLUDED, lambda: annulling(closed=True), reviewing.ASKED),
    Scene("imported", S.UNRECORDED, lambda: imported(answered=False, number=f"m-{next(_serial)}")),
    Scene("simple", S.SIMPLE, lambda: with_withdrawal(simple())),
    Scene("simply replied", S.SIMPLE_REPLIED, simple_replied),
]
#: Acts of the unit: those that move it, and those that belong to a state though they move nothing.
UNIT_ACTS = sorted(
    {name for name, act in ACTS.items() if act.machine == "handling"} | set(policies.NEEDS_STATE)
)


class Absent(Exception):
    """The scene has nothing this act is done to: no page leads to it."""


def _there(found: Any) -> Any:
    if found is None:
        raise Absent
    return found


def _review(row: Handling) -> Review:
    """重新办理 is part of the signature of the review: by itself nobody does it."""
    return reviewing.fresh(_there(Review.objects.filter(handling=row).first()))


def _dispute(row: Handling) -> Any:
    return _there(row.disputes.filter(state="referred").first())


def _superior() -> Any:
    return person(Role.UNIT_HEAD, "county_government")


READY = {
    "decline_handling": lambda row: (
        _there(row.proposals.filter(decided_on=None).first()), {"by": head(row), "approved": True}
    ),
    "withdraw": lambda row: (
        _there(row.claim.case.withdrawals.filter(decided_on=None).first()),
        {"by": person(Role.SCREENING), "verification": "问过本人"},
    ),
    "start_anew": lambda row: (_review(row), {"by": reviewing.boss(_review(row))}),
    "refuse_objection": lambda row: (_there(row.objections.first()), {"by": person(Role.SCREENING), "answer": "属你单位职责"}),
    "uphold_objection": lambda row: (
        _there(row.objections.first()), {"by": person(Role.SCREENING), "answer": "属实", "to": unit("utilities")}
    ),
    "confirm_arrival": lambda row: (_there(row.services.first()), {"by": handler(row)}),
    "refer_dispute": lambda row: (
        row, {"by": person(Role.SCREENING), "body": "conference", "reason": "两家单位都说不归自己管", "others": [unit("water")]}
    ),
    "decide_dispute": lambda row: (_dispute(row), {"by": _superior(), "lead": unit("forestry"), "decision": "属其职责"}),
    "confirm_unit": lambda row: (_dispute(row), {"by": _superior(), "lead": row.unit, "decision": "属其职责"}),
    "object_to": lambda row: (row, {"by": head(row), "reason": REASON, "suggested_unit": unit("utilities")}),
}  # fmt: skip


def call(act: str, row: Handling, day: date) -> Callable[[], Any]:
    """The act on this handling, by whom it belongs to, with lawful words, on the day. Raises Absent."""
    matter, words = (READY.get(act) or TRIES[act])(row)
    if act in {"confirm_arrival", "serve"}:
        words |= {"served_on": day}
    name = "sign_review" if act == "start_anew" and isinstance(matter, Review) else PERFORMED_BY.get(act, act)
    return lambda: getattr(actions, name)(matter, on=day, **words)
