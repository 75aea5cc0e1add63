"""Every act in every state: what the table does not hold is refused, and nothing moves (T-10)."""

from collections.abc import Callable
from typing import Any

import pytest
from builders import MONDAY, again, lived, person, unit
from states import DECLINE, IN_STATE, REASON, REPLIED, TOLD, handler, head

from audit.models import Record
from cases import actions, policies
from cases.models import (
    Case,
    CaseEvent,
    CasePaper,
    Claim,
    Deadline,
    Dispute,
    Extension,
    Handling,
    Objection,
    Opinion,
    Proposal,
    Service,
    Withdrawal,
)
from cases.policies import NotLawfulNow, NotYours
from cases.procedure import ACTS
from law.terms import ClaimWay, HandlingState, Role
from notifications.models import Outbox

pytestmark = pytest.mark.django_db

WATCHED = [
    Case,
    CaseEvent,
    CasePaper,
    Claim,
    Deadline,
    Extension,
    Handling,
    Objection,
    Opinion,
    Outbox,
    Proposal,
    Record,
    Service,
]


def photograph() -> list[list[Any]]:
    return [list(model.objects.order_by("pk").values_list()) for model in WATCHED]  # type: ignore[attr-defined]


def an_objection(row: Handling) -> Objection:
    return row.objections.first() or Objection(handling=row, reason=REASON)


def a_proposal(row: Handling) -> Proposal:
    return Proposal.objects.create(claim=row.claim, handling=row, way=ClaimWay.DECLINE, route=row.route, reason="重复",
                                   details=DECLINE, proposed_by=handler(row), proposed_on=MONDAY)  # fmt: skip


def a_service(row: Handling) -> Service:
    opinion = row.opinions.first() or Opinion.objects.create(
        handling=row, drafted_on=MONDAY, annulled_on=MONDAY
    )
    return row.services.first() or Service.objects.create(
        handling=row,
        opinion=opinion,
        method="post",
        sent_on=MONDAY,
        proof="1",
        recorded_by=handler(row),
        annulled_on=MONDAY,
    )


def a_withdrawal(row: Handling) -> Withdrawal:
    """Of the claim this handling works on; a returned one works on none any more."""
    asked = Withdrawal.objects.create(case=row.claim.case, manner="written", evidence="申请书", reported_by=person(Role.INTAKE),
                                      reported_on=MONDAY)  # fmt: skip
    asked.claims.set([] if row.state == HandlingState.RETURNED else [row.claim])
    return asked


def a_dispute(row: Handling) -> Dispute:
    return row.disputes.filter(state="referred").first() or Dispute.objects.create(
        case=row.claim.case, claim=row.claim, handling=row, body="superior", superior=unit("county_government"),
        reason="双方都否认", hops=2, first_denied_on=MONDAY, referred_by=person(Role.SCREENING), referred_on=MONDAY)  # fmt: skip


Try = Callable[[Handling], tuple[Any, dict[str, Any]]]
#: act → what it is done to, and how it is asked for when everything else is in order.
TRIES: dict[str, Try] = {
    "accept": lambda row: (row, {"by": handler(row)}),
    "take_statutory": lambda row: (row, {"by": handler(row), "words": {}}),
    "presume_acceptance": lambda row: (row, {"by": None}),
    "notify_late": lambda row: (row, {"by": handler(row)}),
    "object_to": lambda row: (row, {"by": head(row), "reason": REASON}),
    "refuse_objection": lambda row: (an_objection(row), {"by": person(Role.SCREENING), "answer": "属你单位职责"}),
    "uphold_objection": lambda row: (
        an_objection(row), {"by": person(Role.SCREENING), "answer": "属实", "to": unit("utilities")}
    ),
    "propose_decline": lambda row: (
        row, {"by": handler(row), "way": ClaimWay.DECLINE, "reason": "正在办理", "details": DECLINE}
    ),
    "decline_handling": lambda row: (a_proposal(row), {"by": head(row), "approved": True}),
    "ask_extension": lambda row: (row, {"by": handler(row), "days": 10, "reason": "案情复杂"}),
    "approve_extension": lambda row: (row, {"by": head(row), "days": 10, "reason": "案情复杂"}),
    "draft_opinion": lambda row: (row, {"by": handler(row), "decision": "支持"}),
    "sign_opinion": lambda row: (row, {"by": head(row)}),
    "record_result": lambda row: (row, {"by": handler(row)}),
    "serve": lambda row: (row, {"by": handler(row), "method": "direct", "served_on": MONDAY, "proof": "签收"}),
    "confirm_arrival": lambda row: (a_service(row), {"by": handler(row), "served_on": MONDAY}),
    "report_conclusion": lambda row: (row, {"by": handler(row), "report": {"conclusion": "已办"}}),
    "conclude": lambda row: (row, {"by": person(Role.SCREENING)}),
    "send_back": lambda row: (row, {"by": person(Role.SCREENING), "reason": "没有逐项答复"}),
    "start_anew": lambda row: (row, {"by": person(Role.BUREAU_LEADER)}),
    "answer_imported": lambda row: (row, {"by": handler(row), "text": "已修好"}),
    "withdraw": lambda row: (a_withdrawal(row), {"by": person(Role.SCREENING), "verification": "问过本人"}),
    "reply_assistance": lambda row: (row, {"by": handler(row), "opinion": "情况属实"}),
    "annul_service": lambda row: (row, {"by": handler(row), "reason": "回执登记错了", "returned": False}),
    "record_interview": lambda row: (
        row, {"by": handler(row), "held_on": MONDAY, "venue": "现场", "interviewers": "周建华、吴敏", "interviewee": "住户",
              "record_text": "问：何时倒灌？答：上月。", "signature": "本人签名"}
    ),
    "list_evidence": lambda row: (
        row, {"by": handler(row), "interviewers": "周建华、吴敏", "evidence": ["照片三张"], "findings": "支管反坡"}
    ),
    # 简易办理
    "ask_simple": lambda row: (row, {"by": handler(row), "kind": "clear", "reason": "责任明确"}),
    "accept_simple": lambda row: (
        row, {"by": head(row), "kind": "clear", "reason": "责任明确", "supportable": True, **TOLD}
    ),
    "reply_simple": lambda row: (row, {"by": handler(row), **REPLIED}),
    "ask_conversion": lambda row: (row, {"by": handler(row), "why": "unsuitable", "reason": "涉及两家单位"}),
    "convert_simple": lambda row: (row, {"by": head(row), "why": "unsuitable", "reason": "涉及两家单位"}),
    "refer_dispute": lambda row: (
        row, {"by": person(Role.SCREENING), "body": "conference", "reason": "两家都说不归自己管", "others": [unit("water")]}
    ),
    "decide_dispute": lambda row: (
        a_dispute(row), {"by": person(Role.UNIT_HEAD, "county_government"), "lead": unit("forestry"), "decision": "属其职责"}
    ),
    "confirm_unit": lambda row: (
        a_dispute(row), {"by": person(Role.UNIT_HEAD, "county_government"), "lead": row.unit, "decision": "属其职责"}
    ),
}  # fmt: skip


#: One function decides, whichever unit it names.
PERFORMED_BY = {"confirm_unit": "decide_dispute"}


def lawful_states(act: str) -> tuple[str, ...]:
    return ACTS[act].sources or policies.NEEDS_STATE[act]


def test_every_act_of_the_unit_is_tried():
    assert set(TRIES) == {name for name, act in ACTS.items() if act.machine == "handling"} | set(
        policies.NEEDS_STATE
    )


@pytest.mark.parametrize("state", HandlingState)
def test_what_the_table_does_not_hold_is_refused_and_moves_nothing(state):
    handling = IN_STATE[state]()
    assert again(handling).state == state
    wrong = []
    for act, attempt in TRIES.items():
        if state in lawful_states(act):
            continue
        matter, words = attempt(again(handling))
        before = photograph()
        try:
            lived(MONDAY, getattr(actions, PERFORMED_BY.get(act, act)), matter, **words)
        except NotLawfulNow as refused:
            if not refused.reasons or not all(refused.reasons):
                wrong.append(f"{act}: no reason")
        except NotYours:
            pass  # an accusation is nobody's to withdraw
        else:
            wrong.append(f"{act}: was done")
        if photograph() != before:
            wrong.append(f"{act}: rows changed")
        if isinstance(matter, Proposal):
            Proposal.objects.filter(pk=matter.pk).delete()
    assert wrong == []
