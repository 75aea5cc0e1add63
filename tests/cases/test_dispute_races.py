"""Two at once on disputes and withdrawals, on real connections (T-11): one is done, the other is told why."""

from typing import Any

import pytest
from builders import MONDAY, accepted, again, lived, person, unit
from django.db import connection
from racing import at_once, one_won
from states import objected

from cases import actions
from cases.models import Case, CaseEvent, Dispute, Handling, Recusal
from cases.policies import NotLawfulNow, NotYours
from law.terms import DisputeBody, DisputeState, HandlingState, RecusalState, Role
from petition_bureau.system import succession

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "两家都说不归自己管，权责清单也没有写明"


def put_up() -> Dispute:
    return lived(MONDAY, actions.refer_dispute, again(objected().handling), by=person(Role.SCREENING), body=DisputeBody.SUPERIOR,
                 superior=unit("county_government"), others=[unit("utilities")], reason=WHY)  # fmt: skip


def test_put_up_or_re_routed_never_both():
    objection = objected()
    officer, other = person(Role.SCREENING), person(Role.BUREAU_LEADER)
    results = at_once(
        MONDAY,
        lambda: actions.refer_dispute(again(objection.handling), by=officer, on=MONDAY, body=DisputeBody.CONFERENCE, reason=WHY,
                                      others=[unit("water")]),
        lambda: actions.uphold_objection(objection, by=other, on=MONDAY, to=unit("water"), answer="属实"),
    )  # fmt: skip
    one_won(results, objection.handling.claim.case, "refer_dispute", "uphold_objection")


def test_two_who_may_decide_decide_once():
    """The superior's head and the bureau leader with the superior's paper."""
    row = put_up()
    head, leader = person(Role.UNIT_HEAD, "county_government"), person(Role.BUREAU_LEADER)
    results = at_once(
        MONDAY,
        lambda: actions.decide_dispute(row, by=head, on=MONDAY, lead=unit("water"), decision="属水利职责"),
        lambda: actions.decide_dispute(
            row,
            by=leader,
            on=MONDAY,
            lead=unit("utilities"),
            decision="属公用职责",
            source_number="云政函1号",
        ),
    )
    one_won(results, row.case, "decide_dispute", "confirm_unit")
    live = Handling.objects.filter(claim=row.claim, role="lead").exclude(state=HandlingState.RETURNED)
    assert live.count() == 1
    assert Dispute.objects.get().lead == live.get().unit


def test_decided_or_taken_back():
    row = put_up()
    head, officer = person(Role.UNIT_HEAD, "county_government"), person(Role.SCREENING)
    results = at_once(
        MONDAY,
        lambda: actions.decide_dispute(row, by=head, on=MONDAY, lead=unit("water"), decision="属水利职责"),
        lambda: actions.withdraw_dispute(row, by=officer, on=MONDAY, reason="协商一致由住建局受理"),
    )
    one_won(results, row.case, "decide_dispute", "withdraw_dispute")
    assert Dispute.objects.get().state in {DisputeState.DECIDED, DisputeState.WITHDRAWN}


def a_recusal() -> tuple[Any, Recusal]:
    handling = accepted()
    row = lived(MONDAY, actions.propose_recusal, handling.case, by=person(Role.HANDLER, "housing"), person=person(Role.HANDLER, "housing"),
                role="handler", ground="petitioner", origin="declared", reason="与信访人是表兄弟")  # fmt: skip
    return handling, row


def test_a_withdrawal_is_decided_once():
    handling, row = a_recusal()
    head = person(Role.UNIT_HEAD, "housing")
    results = at_once(
        MONDAY,
        lambda: actions.decide_recusal(row, by=head, on=MONDAY, ordered=True, answer="属实"),
        lambda: actions.decide_recusal(row, by=head, on=MONDAY, ordered=False, answer="不属实"),
    )
    one_won(results, handling.case, "decide_recusal")
    assert Recusal.objects.get().state in {RecusalState.ORDERED, RecusalState.REFUSED}


def test_no_act_of_the_person_comes_after_the_decision():
    """Whoever is first: an act recorded after 决定回避 is never the person's (条例第28条第3款)."""
    for _ in range(3):
        handling, row = a_recusal()
        head, handler = person(Role.UNIT_HEAD, "housing"), person(Role.HANDLER, "housing")
        results = at_once(
            MONDAY,
            lambda row=row, head=head: actions.decide_recusal(
                row, by=head, on=MONDAY, ordered=True, answer="属实"
            ),
            lambda handling=handling, handler=handler: actions.draft_opinion(
                handling, by=handler, on=MONDAY, decision="支持"
            ),
        )
        assert not isinstance(results[0], Exception), results[0]
        assert (
            results[1] is None or not isinstance(results[1], Exception) or isinstance(results[1], NotYours)
        ), results[1]
        acts = list(CaseEvent.objects.filter(case=handling.case).order_by("pk").values_list("act", "by_id"))
        after = acts[[act for act, _ in acts].index("decide_recusal") :]
        assert handler.pk not in [by for _, by in after]


def test_a_unit_abolished_while_it_works_loses_no_act():
    """The act is done before or by the successor's people; nothing is left behind."""
    handling = accepted()
    admin, handler = person(Role.SYSADMIN), person(Role.HANDLER, "housing")
    results = at_once(
        MONDAY,
        lambda: succession.abolish_unit(unit("housing"), by=admin, on=MONDAY, successor=unit("water")),
        lambda: actions.draft_opinion(handling, by=handler, on=MONDAY, decision="支持"),
    )
    assert not isinstance(results[0], Exception), results[0]
    assert not isinstance(results[1], Exception) or isinstance(results[1], NotYours | NotLawfulNow)
    assert Handling.objects.get(pk=handling.pk).unit.code == "water"
    assert not Handling.objects.filter(unit=unit("housing")).exists()
    assert Case.objects.count() == 1
    connection.close()
