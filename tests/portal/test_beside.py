"""Beside the course on the petitioner's page: papers of outside bodies, and mediation in plain words (条例第33条、第36条)."""

from datetime import date

import mediations as m
import pytest
import reviewing
from builders import MONDAY, again, claim_of, days, lived, person, served, unit
from states import handler

from cases import actions
from cases.actions import Destination
from cases.models import Mediation
from law.terms import MediationState, Role, Route
from portal import beside
from portal.progress import progress_of

pytestmark = pytest.mark.django_db


def working(lodge, **changes):
    registered_ = lodge(**changes)
    handling = lived(MONDAY, actions.forward, claim_of(registered_.case), by=person(Role.SCREENING), route=Route.PETITION,
                     to=Destination(unit("housing")))  # fmt: skip
    lived(MONDAY, actions.accept, handling, by=person(Role.HANDLER, "housing"))
    return registered_, again(handling)


# --- papers of a body outside -------------------------------------------------------------------------------------


def test_a_paper_of_an_outside_body_says_who_sent_the_original(lodge, visit):
    """There is no file of it here to open: where it is, is said, with its number and day."""
    registered_, handling = working(lodge)
    served(handling, reviewing.SERVED)
    first = reviewing.told(
        reviewing.decided(reviewing.asked(again(handling)), reviewing.DECIDED), reviewing.DECIDED
    )
    on = reviewing.DECIDED + days(5)
    final = reviewing.recorded(reviewing.asked(first.handling, on=on), on + days(20))
    assert beside.outside_papers(registered_.case, on) == [], "not before it was served"
    day = on + days(21)
    lived(day, actions.serve_review, reviewing.fresh(final), by=person(Role.SCREENING), sent_on=day, method="direct",
          served_on=day, proof="本人签收")  # fmt: skip
    text = visit(registered_, day)
    assert (
        f"{final.organ.name}复核意见书（临政信复核〔2026〕3号）：原件已由{final.organ.short_name}送达（直接送达）"
        in text
    )
    assert "复查意见书" in text, "what was issued here opens as before"
    assert len(beside.outside_papers(registered_.case, day)) == 1


# --- mediation ---------------------------------------------------------------------------------------------------


def performed() -> Mediation:
    return m.visited(m.agreed(), "performed", date(2026, 4, 10))


STANDS = {
    MediationState.HANDED_OVER: (m.handed, "同意不同意由您定，办理期限照走"),
    MediationState.CONSENTED: (m.consented, "您随时可以退出，办理期限照走"),
    MediationState.AGREED: (m.agreed, "3月9日达成协议，协议说好4月10日前办完"),
    MediationState.PERFORMED: (performed, "已经按协议办完"),
}


@pytest.mark.parametrize("state", STANDS)
def test_each_state_has_its_plain_words(state):
    make, words = STANDS[state]
    row = make()
    assert row.state == state
    ((name, told),) = beside.mediations(row.case, m.LATER)
    assert name == "人民调解"
    assert words in told


@pytest.mark.parametrize("state", MediationState)
def test_no_state_is_without_words(state):
    row = m.agreed()
    row.__dict__["state"] = state
    assert beside._stands(row, m.LATER)


def test_until_when_both_may_ask_the_court_is_for_reference():
    """人民调解法第33条: thirty days from the day it takes effect."""
    row = m.agreed()
    assert (
        "4月8日当天或者以前，双方可以一起请法院确认协议（供参考）"
        in beside.mediations(row.case, m.LATER)[0][1]
    )
    assert "法院确认" not in beside.mediations(row.case, date(2026, 4, 9))[0][1]


def test_past_its_day_it_says_what_can_be_done():
    row = m.agreed()
    told = beside.mediations(row.case, date(2026, 4, 11))[0][1]
    assert "日子已经过了" in told
    assert "向法院起诉" in told


def test_the_page_shows_it_and_never_the_other_side_nor_what_was_agreed(lodge, visit):
    """domain §9.3: nothing of others; the content is in the parties' own paper."""
    registered_, handling = working(lodge)
    row = m.consented(row=m.handed(handling))
    lived(m.LATER, actions.agree_in_mediation, row, by=handler(handling), content="赔偿三千元", how="一次付清",
          agreed_on=m.LATER, effective_on=m.LATER, perform_by=date(2026, 4, 10))  # fmt: skip
    text = visit(registered_, m.LATER)
    assert "调解、和解" in text
    assert "协议说好4月10日前办完" in text
    for hidden in ("惠民建筑公司", "人民调解委员会", "三千元", "一次付清"):
        assert hidden not in text


def test_others_of_a_joint_petition_see_neither(lodge):
    from cases.actions import Person

    people = [
        Person(name="甲", phone="13800000001", address="一"),
        Person(name="乙", phone="13800000002", address="二"),
    ]
    registered_, handling = working(lodge, persons=people, people=2)
    m.handed(handling)
    first, second = (row for row, _ in registered_.codes)
    assert progress_of(first, m.LATER).mediation
    assert progress_of(second, m.LATER).mediation == []
