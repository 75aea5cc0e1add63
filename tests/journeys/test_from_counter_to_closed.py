"""One petition from the counter to its close, through the real actions (条例第22条至第36条)."""

from datetime import date

import pytest
from builders import (
    MONDAY,
    accepted,
    again,
    claim_of,
    concluded,
    days,
    lived,
    person,
    registered,
    served,
    unit,
)

from cases import actions
from cases.actions import Destination
from cases.models import CaseEvent, CasePaper, Deadline
from law.terms import CaseState, HandlingState, PaperKind, Role, Route

pytestmark = pytest.mark.django_db


def test_a_petition_from_the_counter_to_its_close():
    case = registered()
    forwarding = Deadline.objects.get(case=case, period="forwarding")
    assert (forwarding.due_on, forwarding.met_on) == (date(2026, 3, 17), None)  # 条例第22条: fifteen days

    sent_on = MONDAY + days(3)
    handling = lived(sent_on, actions.forward, claim_of(case), by=person(Role.SCREENING), route=Route.PETITION,
                     to=Destination(unit("housing")))  # fmt: skip
    forwarding.refresh_from_db()
    assert forwarding.met_on == sent_on
    assert {row.period: row.due_on for row in handling.deadlines.all()} == {
        "notice": date(2026, 3, 20),  # 条例第23条第3款: fifteen days from arrival
        "objection": date(2026, 3, 12),  # five working days
    }

    accepted_on = sent_on + days(4)
    lived(accepted_on, actions.accept, handling, by=person(Role.HANDLER, "housing"))
    sixty = Deadline.objects.get(handling=handling, period="handling")
    assert sixty.due_on == date(2026, 5, 8)  # 条例第34条: sixty days from acceptance
    assert Deadline.objects.get(handling=handling, period="notice").met_on == accepted_on
    case.refresh_from_db()
    assert case.state == CaseState.DISPATCHED


def test_the_close_and_what_it_leaves_behind():
    handling = accepted()
    case = handling.claim.case
    handling = served(handling, date(2026, 4, 1))
    assert handling.state == HandlingState.SERVED
    assert Deadline.objects.get(handling=handling, period="handling").met_on == date(2026, 4, 1)
    # the petitioner's thirty days start on arrival (条例第35条): 2026-05-01 is a holiday, rolls to 05-06
    assert Deadline.objects.get(handling=handling, period="review_request").due_on == date(2026, 5, 6)
    concluded(handling, date(2026, 4, 1))
    case.refresh_from_db()
    assert (case.state, case.closed_on) == (CaseState.CLOSED, date(2026, 4, 1))
    acts = list(CaseEvent.objects.filter(case=case).values_list("act", flat=True))
    assert acts == ["register", "forward", "accept", "draft_opinion", "sign_opinion", "serve", "conclude"]
    kinds = set(CasePaper.objects.filter(case=case).values_list("kind", flat=True))
    assert kinds == {
        PaperKind.REGISTRATION, PaperKind.RECEIPT, PaperKind.SCREENING_SHEET, PaperKind.FORWARDING_LETTER, PaperKind.DESTINATION_NOTICE,
        PaperKind.ACCEPTANCE_NOTICE, PaperKind.OPINION, PaperKind.SERVICE_RECEIPT,
    }  # fmt: skip
    rated = lived(
        date(2026, 4, 2),
        actions.rate,
        case,
        by=None,
        organ="unit",
        value="satisfied",
        handling=again(handling),
    )
    assert Deadline.objects.get(handling=handling, period="rating").met_on == rated.on
