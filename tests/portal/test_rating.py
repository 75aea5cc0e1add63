"""评价 by the petitioner: only by POST, once per form, changeable in its window, never by staff (T-46, domain §6)."""

import re
from datetime import date

import pytest
from builders import MONDAY, claim_of, days, lived, person, served, unit

from cases import actions
from cases.actions import Destination, Person
from cases.models import Rating
from law import clock
from law.terms import Role, Route

pytestmark = pytest.mark.django_db
ANSWERED = MONDAY + days(9)


@pytest.fixture
def answered(lodge):
    """A matter answered on ANSWERED: the unit can be rated for thirty days."""

    def answer(**changes):
        registered = lodge(**changes)
        handling = lived(MONDAY, actions.forward, claim_of(registered.case), by=person(Role.SCREENING), route=Route.PETITION,
                         to=Destination(unit("housing")))  # fmt: skip
        lived(MONDAY, actions.accept, handling, by=person(Role.HANDLER, "housing"))
        return registered, served(handling.__class__.objects.get(pk=handling.pk), ANSWERED)

    return answer


def rate(client, handling, value, on, key="", **more):
    fields = {"office": f"unit-{handling.pk}", "value": value, "words": "", "form_key": key, **more}
    with clock.on_day(on):
        return client.post("/query/rate/", fields)


def counting(case):
    return list(Rating.objects.filter(case=case, superseded=False).values_list("organ", "value"))


def test_looking_changes_nothing_and_the_first_post_only_asks_again(client, answered, visit):
    registered, handling = answered()
    visit(registered, ANSWERED)
    with clock.on_day(ANSWERED):
        for address in (
            "/query/rate/",
            f"/query/rate/?office=unit-{handling.pk}&value=satisfied&confirmed=1",
        ):
            assert client.get(address).status_code == 200
    asked = rate(client, handling, "dissatisfied", ANSWERED)
    assert "您评的是「不满意」" in asked.content.decode()
    assert not Rating.objects.exists()


def test_a_rating_counts_once_per_form_and_can_be_changed(client, answered, visit):
    registered, handling = answered()
    visit(registered, ANSWERED)
    asked = rate(client, handling, "dissatisfied", ANSWERED).content.decode()
    key = re.search(r'name="form_key" value="([\w-]+)"', asked).group(1)
    first = rate(client, handling, "dissatisfied", ANSWERED, key, confirmed="1")
    twice = rate(client, handling, "dissatisfied", ANSWERED, key, confirmed="1")
    assert (first.status_code, twice.status_code) == (302, 302)
    assert Rating.objects.count() == 1
    again = rate(client, handling, "fairly", ANSWERED, confirmed="1", words="后来修好了")
    assert again.status_code == 302
    assert counting(registered.case) == [("unit", "fairly")]
    assert Rating.objects.count() == 2  # the earlier answer stays in the file
    assert Rating.objects.get(superseded=False).entered_by is None


def test_the_bureau_is_rated_by_itself(client, answered, visit):
    registered, _ = answered()
    visit(registered, ANSWERED)
    with clock.on_day(ANSWERED):
        which = client.get("/query/rate/").content.decode()
        assert "云溪县信访局" in which
        assert "云溪县住房和城乡建设局" in which
        client.post("/query/rate/", {"office": "bureau", "value": "satisfied", "confirmed": "1"})
    assert counting(registered.case) == [("bureau", "satisfied")]


def test_a_closed_window_is_said_and_nothing_is_written(client, answered, visit):
    registered, handling = answered()
    after = date(2026, 4, 14)  # the thirty days end on Friday 10 April
    visit(registered, after)
    answer = rate(client, handling, "satisfied", after, confirmed="1")
    assert answer.status_code == 409
    assert "现在不能评价" in answer.content.decode()
    assert not Rating.objects.exists()


def test_a_missing_choice_is_asked_for(client, answered, visit):
    registered, handling = answered()
    visit(registered, ANSWERED)
    answer = rate(client, handling, "", ANSWERED)
    assert answer.status_code == 422
    assert "请选一项" in answer.content.decode()


def test_somebody_elses_office_cannot_be_named(client, answered, visit):
    mine, _ = answered()
    _, other = answered(persons=[Person(name="赵小满", phone="13900004444")])
    visit(mine, ANSWERED)
    assert rate(client, other, "satisfied", ANSWERED, confirmed="1").status_code == 409
    assert not Rating.objects.exists()


def test_staff_do_not_rate_at_the_door(client, answered, visit):
    registered, handling = answered()
    visit(registered, ANSWERED)
    session = dict(client.session)
    client.force_login(person(Role.INTAKE), backend="organizations.backends.StaffBackend")
    kept = client.session
    kept.update({"portal": session["portal"]})
    kept.save()
    assert rate(client, handling, "satisfied", ANSWERED, confirmed="1").status_code == 403
    assert not Rating.objects.exists()


def test_without_a_visit_nobody_rates(client, answered):
    _, handling = answered()
    assert rate(client, handling, "satisfied", ANSWERED, confirmed="1").status_code == 302
    assert not Rating.objects.exists()


def test_a_joint_member_neither_rates_nor_sees_the_rating(client, answered, visit):
    people = [Person(name="陈桂英", phone="13855552207"), Person(name="赵小满", phone="13900004444")]
    registered, handling = answered(persons=people, people=2)
    lived(
        ANSWERED,
        actions.rate,
        registered.case,
        by=None,
        organ="unit",
        handling=handling,
        value="dissatisfied",
    )
    text = visit(registered, ANSWERED, order=1)
    assert "您评了" not in text
    assert rate(client, handling, "satisfied", ANSWERED, confirmed="1").status_code == 409
    assert counting(registered.case) == [("unit", "dissatisfied")]
