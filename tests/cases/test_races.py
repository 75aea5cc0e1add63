"""Two people at once, on real connections: one act is done, the other is told why not, nothing is done twice (T-11, T-13)."""

import threading
from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from builders import (
    MONDAY,
    accepted,
    again,
    claim_of,
    drafted,
    forwarded,
    lived,
    person,
    registered,
    registration,
    unit,
)
from django.db import connection, transaction
from states import DECLINE, REASON, TOLD, handler, head, objected, simple

from cases import actions
from cases.actions import Destination
from cases.models import Case, CaseEvent, CasePaper, Deadline, Handling
from cases.policies import NotLawfulNow
from documents import numbering
from documents.models import NumberSeries, Paper
from law import clock
from law.terms import ClaimWay, HandlingState, Role, Route
from organizations.models import User

pytestmark = pytest.mark.django_db(transaction=True)

HEAVY = 25


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run each in its own thread with its own connection, all let go together; what each returned or raised."""
    results: list[Any] = [None] * len(acts)
    gate = threading.Barrier(len(acts), timeout=20)

    def run(n: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            gate.wait()
            with clock.on_day(MONDAY):
                results[n] = act()
        except Exception as problem:
            results[n] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def judge(results: list[Any], case: Case, *acts: str, winners: int = 1) -> None:
    """Exactly so many were done; each loser was told why; there are as many events as winners."""
    done = [result for result in results if not isinstance(result, Exception)]
    lost = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(problem, NotLawfulNow) and problem.reasons for problem in lost), lost
    assert len(done) == winners
    assert CaseEvent.objects.filter(case=case, act__in=acts).count() == winners


def second_officer(role: str) -> User:
    return User.objects.create(username=f"second-{role}", name="另一人", role=role, unit=unit("bureau"))


Scene = Callable[[], tuple[Case, list[Callable[[], Any]], tuple[str, ...]]]


def accept_or_object() -> tuple[Case, list[Callable[[], Any]], tuple[str, ...]]:
    handling = forwarded()
    a, b = handler(handling), head(handling)
    return (
        handling.claim.case,
        [
            lambda: actions.accept(handling, by=a, on=MONDAY),
            lambda: actions.object_to(handling, by=b, on=MONDAY, reason=REASON),
        ],
        ("accept", "object_to"),
    )


def accept_or_simply() -> tuple[Case, list[Callable[[], Any]], tuple[str, ...]]:
    handling = forwarded()
    a, b = handler(handling), head(handling)
    return (
        handling.claim.case,
        [
            lambda: actions.accept(handling, by=a, on=MONDAY),
            lambda: actions.accept_simple(
                handling, by=b, on=MONDAY, kind="clear", reason="好办", supportable=True, **TOLD
            ),
        ],
        ("accept", "accept_simple"),
    )


def reply_simply_twice() -> tuple[Case, list[Callable[[], Any]], tuple[str, ...]]:
    handling = simple()
    a, b = handler(handling), head(handling)
    reply = {"reply_at": time(10, 30), "attitude": "content", "outcome": "supported", "reply_way": "written"}
    return (
        handling.claim.case,
        [
            lambda: actions.reply_simple(handling, by=a, on=MONDAY, reply="已修好", **reply),
            lambda: actions.reply_simple(handling, by=b, on=MONDAY, reply="已换新", **reply),
        ],
        ("reply_simple",),
    )


def accept_or_decline() -> tuple[Case, list[Callable[[], Any]], tuple[str, ...]]:
    handling = forwarded()
    a, b = handler(handling), head(handling)
    proposal = lived(
        MONDAY, actions.propose_decline, handling, by=a, way="decline", reason="在办", details=DECLINE
    )
    return (
        handling.claim.case,
        [
            lambda: actions.accept(handling, by=a, on=MONDAY),
            lambda: actions.decline_handling(proposal, by=b, on=MONDAY, approved=True),
        ],
        ("accept", "decline_handling"),
    )


def uphold_or_refuse() -> tuple[Case, list[Callable[[], Any]], tuple[str, ...]]:
    objection = objected()
    officer, other = person(Role.SCREENING), second_officer(Role.SCREENING)
    return (
        objection.handling.claim.case,
        [
            lambda: actions.uphold_objection(
                objection, by=officer, on=MONDAY, to=unit("water"), answer="属实"
            ),
            lambda: actions.refuse_objection(objection, by=other, on=MONDAY, answer="属你单位职责"),
        ],
        ("uphold_objection", "refuse_objection"),
    )


def twice(
    act: str, matter: Any, case: Case, **words: Any
) -> tuple[Case, list[Callable[[], Any]], tuple[str, ...]]:
    return case, [lambda: getattr(actions, act)(matter, on=MONDAY, **words)] * 2, (act,)


def sign_twice() -> tuple[Case, list[Callable[[], Any]], tuple[str, ...]]:
    handling = accepted()
    drafted(handling, MONDAY)
    return twice("sign_opinion", handling, handling.claim.case, by=head(handling))


def extend_twice() -> tuple[Case, list[Callable[[], Any]], tuple[str, ...]]:
    handling = accepted()
    return twice(
        "approve_extension", handling, handling.claim.case, by=head(handling), days=10, reason="情况复杂"
    )


def forward_twice() -> tuple[Case, list[Callable[[], Any]], tuple[str, ...]]:
    case = registered()
    claim, officers = claim_of(case), [person(Role.SCREENING), second_officer(Role.SCREENING)]
    where = [Destination(unit("housing")), Destination(unit("water"))]
    return case, [
        lambda n=n: actions.forward(claim, by=officers[n], on=MONDAY, route=Route.PETITION, to=where[n]) for n in range(2)
    ], ("forward",)  # fmt: skip


def sign_proposal_twice() -> tuple[Case, list[Callable[[], Any]], tuple[str, ...]]:
    case = registered()
    proposal = lived(MONDAY, actions.propose, claim_of(case), by=person(Role.SCREENING), way=ClaimWay.DECLINE,
                     route=Route.PETITION, reason="在办", details=DECLINE)  # fmt: skip
    leader, other = person(Role.BUREAU_LEADER), second_officer(Role.SCREENING)
    return (
        case,
        [
            lambda: actions.sign_proposal(proposal, by=leader, on=MONDAY),
            lambda: actions.sign_proposal(proposal, by=other, on=MONDAY),
        ],
        ("decline",),
    )


def sign_or_refuse_proposal() -> tuple[Case, list[Callable[[], Any]], tuple[str, ...]]:
    case, (sign, _), _ = sign_proposal_twice()
    proposal = claim_of(case).proposals.get()
    leader = person(Role.BUREAU_LEADER)
    refuse = lambda: actions.refuse_proposal(proposal, by=leader, on=MONDAY, answer="应转送")  # noqa: E731
    return case, [sign, refuse], ("decline", "refuse_proposal")


def link_or_forward() -> tuple[Case, list[Callable[[], Any]], tuple[str, ...]]:
    earlier, case = registered(), registered()
    claim, officer, other = claim_of(case), person(Role.SCREENING), second_officer(Role.SCREENING)
    return (
        case,
        [
            lambda: actions.link_repeat(case, earlier=earlier, by=officer, on=MONDAY, reason="同人同事"),
            lambda: actions.forward(
                claim, by=other, on=MONDAY, route=Route.PETITION, to=Destination(unit("housing"))
            ),
        ],
        ("link_repeat", "forward"),
    )


def link_each_to_the_other() -> tuple[Case, list[Callable[[], Any]], tuple[str, ...]]:
    """Neither may end up joined to the other's joined file: one matter must remain open."""
    one, two = registered(), registered()
    officer, other = person(Role.SCREENING), second_officer(Role.SCREENING)
    return (
        one,
        [
            lambda: actions.link_repeat(one, earlier=two, by=officer, on=MONDAY, reason="同人同事"),
            lambda: actions.link_repeat(two, earlier=one, by=other, on=MONDAY, reason="同人同事"),
        ],
        ("link_repeat",),
    )


def presume_or_accept() -> tuple[Case, list[Callable[[], Any]], tuple[str, ...]]:
    handling = forwarded()
    clerk = handler(handling)
    return (
        handling.claim.case,
        [
            lambda: actions.presume_acceptance(handling, by=None, on=MONDAY),
            lambda: actions.accept(handling, by=clerk, on=MONDAY),
        ],
        ("presume_acceptance", "accept"),
    )


SCENES: list[Scene] = [
    accept_or_simply,
    reply_simply_twice,
    accept_or_object, accept_or_decline, uphold_or_refuse, sign_twice, extend_twice, forward_twice, sign_proposal_twice,
    sign_or_refuse_proposal, link_or_forward, link_each_to_the_other, presume_or_accept,
]  # fmt: skip


def race(scene: Scene) -> None:
    case, acts, names = scene()
    judge(at_once(*acts), case, *names)
    claim = claim_of(case)
    assert (
        Handling.objects.filter(claim=claim, role="lead").exclude(state=HandlingState.RETURNED).count() <= 1
    )
    assert Deadline.objects.running().filter(case=case, period="handling").count() <= 1
    papers = CasePaper.objects.filter(case=case).values_list("kind", "handling_id", "petitioner_id")
    assert len(papers) == len(set(papers))  # no letter left twice
    User.objects.filter(username__startswith="second-").update(username=f"gone-{case.pk}", is_active=False)


@pytest.mark.parametrize("scene", SCENES)
def test_of_two_at_once_one_is_done_and_the_other_is_told_why(scene):
    race(scene)


@pytest.mark.long
@pytest.mark.parametrize("scene", SCENES)
def test_of_two_at_once_many_times(scene):
    for _ in range(HEAVY):
        race(scene)


def register_at_once(number: int) -> None:
    clerk, bureau = person(Role.INTAKE), unit("bureau")
    before = NumberSeries.objects.filter(series="件号").values_list("last", flat=True).first() or 0
    done = at_once(*[lambda: actions.register(registration(), by=clerk, unit=bureau, on=MONDAY)] * number)
    assert [result for result in done if isinstance(result, Exception)] == []
    serials = sorted(int(case.number.rsplit("-", 1)[1]) for case in Case.objects.all())
    assert serials[-number:] == list(range(before + 1, before + number + 1))


def test_twenty_registrations_at_once_have_numbers_without_gaps():
    """One counter row, locked last (design D15); a number is unique and none is skipped (domain §3.7)."""
    register_at_once(20)


@pytest.mark.long
def test_numbers_stay_gapless_under_load():
    for _ in range(10):
        register_at_once(20)


def test_a_number_goes_back_when_the_act_is_refused():
    def take() -> int:
        with transaction.atomic():
            return numbering.take("bureau", "转", 2026)

    def refused() -> None:
        with transaction.atomic():
            numbering.take("bureau", "转", 2026)
            raise NotLawfulNow("退回")

    results = at_once(*[take, refused] * 6)
    assert sorted(number for number in results if isinstance(number, int)) == [1, 2, 3, 4, 5, 6]


def test_papers_of_one_series_have_one_number_each():
    claims = [claim_of(registered()) for _ in range(8)]
    officer, where = person(Role.SCREENING), Destination(unit("housing"))
    done = at_once(
        *(
            lambda c=claim: actions.forward(c, by=officer, on=MONDAY, route=Route.PETITION, to=where)
            for claim in claims
        )
    )
    assert [result for result in done if isinstance(result, Exception)] == []
    serials = sorted(Paper.objects.filter(kind="forwarding_letter").values_list("serial", flat=True))
    assert serials == list(range(serials[0], serials[0] + 8))


def test_the_new_year_starts_a_new_series():
    for day, year in ((date(2026, 12, 31), 2026), (date(2027, 1, 1), 2027)):
        case = registered(received_on=day)
        assert case.number.split("-")[2].startswith(str(year))
        assert case.number.endswith("-00001")
        assert again(forwarded(on=day, received_on=day)).claim.case.number.endswith("-00002")
