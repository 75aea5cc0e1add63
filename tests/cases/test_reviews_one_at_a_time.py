"""One request at a time: what was decided is served before the next is entered, and no day is lost (条例第35条、第36条)."""

import pytest
from builders import again, days, served
from reviewing import DECIDED, asked, decided, told

from cases.policies import NotLawfulNow
from law.terms import ReviewOutcome

pytestmark = pytest.mark.django_db


def test_an_annulment_is_served_before_the_new_opinion_is_reviewed_and_the_petitioners_day_is_kept():
    row = decided(asked(), DECIDED, ReviewOutcome.ANNULLED)
    anew = served(again(row.handling), DECIDED + days(5))
    with pytest.raises(NotLawfulNow, match="上一份复查意见还没有送达信访人，请先送达再登记；申请日照填"):
        asked(anew, on=DECIDED + days(6))
    told(row, DECIDED + days(6))
    second = asked(again(anew), on=DECIDED + days(7), requested_on=DECIDED + days(6))
    assert (second.requested_on, second.late) == (DECIDED + days(6), False)
