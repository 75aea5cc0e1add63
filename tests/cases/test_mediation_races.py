"""Two people at once about a mediation or an urgent report, on real connections (T-11)."""

from datetime import timedelta

import pytest
from builders import MONDAY, accepted, forwarded, person
from django.db import DatabaseError, connection, transaction
from mediations import CONFIRMED, FACTS, KNOWN, handed
from racing import at_once, one_won
from states import handler, head

from cases import actions
from cases.models import Mediation
from cases.policies import NotLawfulNow
from law.terms import Role
from oversight.urgent import actions as urgent_actions
from oversight.urgent.models import UrgentReport

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_hand_overs_are_one():
    handling = accepted()
    words = {"manner": "reconciliation", "other_party": "甲", "dispute": "乙", "on": MONDAY}
    a, b = handler(handling), head(handling)
    results = at_once(
        MONDAY,
        lambda: actions.hand_to_mediation(handling, by=a, **words),
        lambda: actions.hand_to_mediation(handling, by=b, **words),
    )
    one_won(results, handling.case, "hand_to_mediation")
    assert Mediation.objects.count() == 1


def test_consented_or_withdrawn():
    row = handed(on=MONDAY)
    a, b = handler(row.handling), head(row.handling)
    results = at_once(
        MONDAY,
        lambda: actions.consent_to_mediation(
            row, by=a, on=MONDAY, petitioner_on=MONDAY, other_on=MONDAY, **CONFIRMED
        ),
        lambda: actions.end_mediation(row, by=b, on=MONDAY, ending="refused"),
    )
    one_won(results, row.case, "consent_to_mediation", "end_mediation")


def test_two_first_reports_are_one():
    case = forwarded().case
    a, b = person(Role.INTAKE), person(Role.SCREENING)
    known = KNOWN - timedelta(days=1)
    words = {"known_at": known, "known_by": "甲", "subject": "乙", "facts": FACTS, "on": MONDAY, "at": known}
    results = at_once(
        MONDAY,
        lambda: urgent_actions.report_urgent(case, by=a, **words),
        lambda: urgent_actions.report_urgent(case, by=b, **words),
    )
    one_won(results, case, "report_urgent")
    assert UrgentReport.objects.count() == 1


def test_a_state_without_its_event_is_refused():
    """The edge is lawful and the row is whole, but the story of the file was not told."""
    row = handed(on=MONDAY)
    sql = "UPDATE cases_mediation SET state = 'refused', ended_on = handed_on WHERE id = %s"
    with (
        pytest.raises(DatabaseError, match="needs its event"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, [row.pk])
    assert Mediation.objects.get().state == "handed_over"


def test_the_loser_is_told_why():
    row = handed(on=MONDAY)
    who = handler(row.handling)
    results = at_once(
        MONDAY, *[lambda: actions.end_mediation(row, by=who, on=MONDAY, ending="withdrawn")] * 2
    )
    (told,) = [result for result in results if isinstance(result, NotLawfulNow)]
    assert "当事人退出" in told.reasons[0]
