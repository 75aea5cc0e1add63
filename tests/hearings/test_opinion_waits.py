"""A hearing that was decided on and is not over holds the opinion back (条例第31条第6项); the case page says so."""

import pytest
from builders import accepted, drafted, lived, person
from django.test import Client
from django.urls import reverse

from cases import actions, policies
from cases.policies import NotLawfulNow
from hearings import eligibility
from law import clock
from law.terms import HearingState, Role
from tests.hearings import scenes as s

pytestmark = pytest.mark.django_db


def sign(hearing):
    drafted(hearing.handling, s.CONCLUDED)
    return lived(s.CONCLUDED, actions.sign_opinion, hearing.handling, by=s.head(hearing))


@pytest.mark.parametrize("state", eligibility.UNDER_WAY)
def test_while_a_hearing_is_under_way_no_opinion_is_signed(state):
    hearing = s.IN_STATE[state]()
    with pytest.raises(NotLawfulNow, match=r"还不能：.*听证没有结束.*条例第31条第6项"):
        sign(hearing)


@pytest.mark.parametrize("state", [state for state in HearingState if state not in eligibility.UNDER_WAY])
def test_before_the_decision_and_after_its_end_it_is(state):
    """A mere proposal stops nothing, nor does one refused, cancelled or concluded."""
    assert sign(s.IN_STATE[state]()).signed_on == s.CONCLUDED


def test_another_handling_is_not_held_back():
    hearing = s.approved()
    other = accepted()
    assert policies.blockers(hearing.handling, "sign_opinion", on=s.CONCLUDED)
    drafted(other, s.CONCLUDED)
    assert lived(s.CONCLUDED, actions.sign_opinion, other, by=person(Role.UNIT_HEAD, "housing"))


def test_the_case_page_says_why():
    hearing = s.noticed()
    drafted(hearing.handling, s.NOTICED)
    client = Client()
    client.force_login(s.head(hearing))
    with clock.on_day(s.NOTICED):
        page = client.get(reverse("cases:detail", args=[hearing.case.number])).content.decode()
        at = reverse("cases:act", args=[hearing.case.number, hearing.handling_id, "sign_opinion"])
        assert at not in page
        assert "的听证没有结束（" in page
        refused = client.post(at, {})
    assert refused.status_code == 409
