"""Two people at once on real connections: one act is done, the other is told why not."""

from collections.abc import Callable
from typing import Any

import pytest
from builders import MONDAY, accepted, lived, person

from cases.models import CaseEvent, CasePaper, Deadline
from cases.policies import NotLawfulNow
from law.terms import PaperKind, Role
from organizations.models import User
from oversight import actions, recommending
from oversight.models import Recommendation, Supervision
from oversight.recommending import Draft
from tests.cases.test_races import at_once, second_officer, unit

pytestmark = pytest.mark.django_db(transaction=True)


def one_of(results: list[Any]) -> Any:
    done = [result for result in results if not isinstance(result, Exception)]
    assert all(isinstance(result, NotLawfulNow) for result in results if isinstance(result, Exception)), (
        results
    )
    assert len(done) == 1, results
    return done[0]


def leaders() -> tuple[User, User]:
    return person(Role.BUREAU_LEADER), second_officer(Role.BUREAU_LEADER)


def test_two_leaders_send_one_supervision() -> None:
    handling, (first, second) = accepted(), leaders()

    def send(by: User) -> Callable[[], Any]:
        return lambda: actions.new_supervision(handling, by=by, on=MONDAY, ground="拖延", requirements="说明")

    one_of(at_once(send(first), send(second)))
    assert Deadline.objects.running().filter(period="supervision_reply").count() == 1
    assert CasePaper.objects.filter(kind=PaperKind.SUPERVISION_NOTICE).count() == 1


def test_a_reply_and_a_cancelling_of_the_same_supervision() -> None:
    leader, handler = person(Role.BUREAU_LEADER), person(Role.HANDLER, "housing")
    row = lived(MONDAY, actions.new_supervision, accepted(), by=leader, ground="拖延", requirements="说明")
    one_of(at_once(
        lambda: actions.reply_supervision(row, by=handler, on=MONDAY, reply="已办"),
        lambda: actions.cancel_supervision(row, by=leader, on=MONDAY, reason="发错了"),
    ))  # fmt: skip
    row = Supervision.objects.get(pk=row.pk)
    assert (row.replied_on is None) != (row.cancelled_on is None)
    assert CaseEvent.objects.filter(act__in=["reply_supervision", "cancel_supervision"]).count() == 1


def test_two_leaders_sign_one_recommendation_under_one_number() -> None:
    first, second = leaders()
    draft = Draft("improve", unit("housing"), "回访", "6件", "", "建立制度")
    row = lived(MONDAY, recommending.draft_recommendation, draft, by=first)
    signed = one_of(at_once(
        lambda: recommending.sign_recommendation(row, by=first, on=MONDAY),
        lambda: recommending.sign_recommendation(row, by=second, on=MONDAY),
    ))  # fmt: skip
    assert Recommendation.objects.get().paper_id == signed.paper_id
