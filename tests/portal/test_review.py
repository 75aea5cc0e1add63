"""复查、复核 at the petitioner's door: where, until when, the stage, the paper, and asking once by code (条例第35条、第36条)."""

import re

import pytest
from builders import MONDAY, claim_of, days, lived, person, served, unit
from django.test import Client
from reviewing import OPINION, decided, fresh, told

from cases import actions
from cases.actions import Destination, Person
from cases.models import CasePaper, Review
from law import clock
from law.terms import Channel, PaperKind, ReviewOutcome, ReviewState, Role, Route

pytestmark = pytest.mark.django_db
SERVED = MONDAY + days(9)
ON = MONDAY + days(20)
WORDS = {"request": "请求重新核定", "grounds": "没有到现场看过"}


@pytest.fixture
def answered(lodge):
    """A registration whose opinion was served on SERVED."""

    def make(**changes):
        registered_ = lodge(**changes)
        handling = lived(MONDAY, actions.forward, claim_of(registered_.case), by=person(Role.SCREENING), route=Route.PETITION,
                         to=Destination(unit("housing")))  # fmt: skip
        lived(MONDAY, actions.accept, handling, by=person(Role.HANDLER, "housing"))
        from builders import again

        served(again(handling), SERVED)
        return registered_

    return make


def hand_in(client: Client, on=ON, **changes):
    """Both posts: the words, then the confirmation with its one-time key."""
    with clock.on_day(on):
        shown = client.post("/query/review/", WORDS | changes)
        key = re.search(r'name="form_key" value="([^"]+)"', shown.content.decode())
        data = WORDS | changes | {"confirmed": "1"} | ({"form_key": key[1]} if key else {})
        about = re.search(r'name="about" value="(\d+)"', shown.content.decode())
        return client.post("/query/review/", data | ({"about": about[1]} if about else {}))


def test_a_review_is_asked_for_by_code_once(answered, visit, client):
    registered_ = answered()
    assert "也可以点开在这里写" in visit(registered_, ON)
    with clock.on_day(ON):
        client.get("/query/review/")
        shown = client.post("/query/review/", WORDS).content.decode()
    assert "交这份申请" in shown
    assert not Review.objects.exists()
    assert hand_in(client).status_code == 302
    row = Review.objects.get()
    assert (row.entered_by, row.channel, row.requested_on, row.received_on, row.late) == (
        None,
        Channel.ONLINE,
        ON,
        ON,
        False,
    )
    assert hand_in(client).status_code == 409
    assert Review.objects.count() == 1
    page = visit(registered_, ON)
    assert "您申请了复查，云溪县人民政府看是否受理" in page
    assert "最晚哪天书面答复您的复查申请" in page
    assert "打电话问云溪县人民政府" in page  # who has it now
    assert "/query/review/" not in page


def test_after_its_thirty_days_it_is_not_asked_for_here(answered, visit, client):
    registered_ = answered()
    late = SERVED + days(31)
    assert "/query/review/" not in visit(registered_, late)
    assert hand_in(client, late).status_code == 409
    assert not Review.objects.exists()


def test_what_was_not_written_is_asked_for_again_with_the_rest_kept(answered, visit, client):
    visit(answered(), ON)
    with clock.on_day(ON):
        answer = client.post("/query/review/", WORDS | {"request": ""})
    assert answer.status_code == 422
    assert WORDS["grounds"] in answer.content.decode()


def test_a_signed_in_officer_does_not_ask_for_the_petitioner(answered, visit, client):
    visit(answered(), ON)
    client.force_login(person(Role.INTAKE), backend="organizations.backends.StaffBackend")
    with clock.on_day(ON):
        assert client.post("/query/review/", WORDS).status_code in {302, 403}
    assert not Review.objects.exists()


def test_of_a_joint_petition_the_others_ask_on_paper(answered, visit, client):
    persons = [Person(name=name, identity=f"33099919600101{n}428", phone="13855552207", address="桂花苑", representative=True)
               for n, name in ((1, "陈桂英"), (2, "王秀英"))]  # fmt: skip
    registered_ = answered(persons=persons, people=2)
    page = visit(registered_, ON, 1)
    assert "申请复查" in page
    assert "/query/review/" not in page
    assert hand_in(client).status_code == 409


def test_the_opinion_is_given_when_it_was_sent_and_says_what_comes_next(answered, visit, client):
    registered_ = answered()
    handling = registered_.case.claims.get().handlings.get()
    row = lived(
        ON,
        actions.request_review,
        handling,
        by=person(Role.INTAKE),
        requested_on=ON,
        received_on=ON,
        channel="visit",
        **WORDS,
    )
    day = ON + days(10)
    decided(row, day, ReviewOutcome.CHANGED)
    paper = CasePaper.objects.get(kind=PaperKind.REVIEW_OPINION).paper
    page = visit(registered_, day)
    assert "复查意见已经签发，正在送给您" in page
    assert str(paper.pk) not in page
    with clock.on_day(day):
        assert client.get(f"/query/papers/{paper.pk}.pdf").status_code == 404
    told(row, day)
    page = visit(registered_, day + days(1))
    assert "复查意见：变更" in page
    assert f"/query/papers/{paper.pk}.pdf" in page
    assert "向临澜市人民政府书面提出，带上处理意见书和复查意见书" in page
    with clock.on_day(day + days(1)):
        assert client.get(f"/query/papers/{paper.pk}.pdf").status_code == 200


def test_the_end_is_said_and_the_way_for_new_facts(answered, visit):
    registered_ = answered()
    handling = registered_.case.claims.get().handlings.get()
    row = lived(
        ON,
        actions.request_review,
        handling,
        by=person(Role.INTAKE),
        requested_on=ON,
        received_on=ON,
        channel="visit",
        **WORDS,
    )
    told(decided(row, ON), ON)
    final = lived(ON + days(3), actions.request_review, handling, by=person(Role.INTAKE), requested_on=ON + days(3),
                  received_on=ON + days(3), channel="visit", **WORDS)  # fmt: skip
    day = ON + days(20)
    lived(day, actions.accept_review, final, by=person(Role.SCREENING))
    lived(day, actions.draft_review, fresh(final), by=person(Role.SCREENING), outcome="upheld", own_number="临政信核〔2026〕1号",
          signed_on=day, **OPINION)  # fmt: skip
    lived(day, actions.sign_review, fresh(final), by=person(Role.BUREAU_LEADER))
    lived(
        day,
        actions.serve_review,
        fresh(final),
        by=person(Role.SCREENING),
        sent_on=day,
        method="direct",
        served_on=day,
        proof="签收",
    )
    assert fresh(final).state == ReviewState.SERVED
    page = visit(registered_, day)
    assert "信访程序到此结束；有新的事实、新的理由，可以作为新的事提出" in page
