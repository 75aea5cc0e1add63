"""The door: one answer for every wrong code, slower for those who guess, the code nowhere (T-07, T-21)."""

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from builders import MONDAY, days, lived, person
from django.db import connection, transaction

from cases import actions
from law import clock
from law.terms import Role
from portal import throttle

pytestmark = pytest.mark.django_db
UNKNOWN = "0000-0000-0000-0000-0"


def shown(answer) -> str:
    """The body without the token that differs by design."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def test_wrong_unknown_outdated_and_mistyped_codes_get_the_same_bytes(knock, lodge):
    registered = lodge()
    row, issued = registered.codes[0]
    outdated = issued.code
    fresh = lived(MONDAY, actions.reissue_code, row, by=person(Role.INTAKE))
    answers = [
        knock(UNKNOWN, "1428"),  # unknown
        knock(fresh.code, "0000"),  # wrong second factor
        knock(outdated, "1428"),  # outdated
        knock(fresh.code[:-1] + ("1" if fresh.code[-1] != "1" else "2"), "1428"),  # mistyped
        knock("我忘了", "1428"),
    ]
    assert len({shown(answer) for answer in answers}) == 1
    assert {answer.status_code for answer in answers} == {422}
    assert "没有查到" in shown(answers[0])


def test_the_right_code_opens_and_stands_in_no_address_log_or_session(client, knock, lodge, caplog):
    caplog.set_level(logging.DEBUG)
    row, issued = lodge().codes[0]
    typed = issued.code.lower().replace("-", " ")
    answer = knock(typed, "1428")
    assert answer.status_code == 302
    assert answer.url == "/query/matter/"
    page = client.get(answer.url)
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "same-origin"  # nothing leaves the house, and no address says a code
    assert page["Cache-Control"] == "no-store"
    symbols = issued.code.replace("-", "")
    kept = str(dict(client.session)) + caplog.text + answer.url + page.content.decode()
    assert symbols not in kept.replace("-", "").replace(" ", "").upper()


def test_a_code_in_the_address_opens_nothing(client, lodge):
    _, issued = lodge().codes[0]
    client.get("/query/", {"code": issued.code, "second": "1428"})
    assert client.get("/query/matter/").status_code == 302


def test_the_code_typed_is_never_written_back(client):
    body = client.post("/query/", {"code": "7K4M-92QX-3TDR-0000-1", "second": ""}).content.decode()
    assert "7K4M" not in body
    assert "请填写" in body


def test_the_eleventh_failure_of_an_address_is_refused_whatever_it_forwards(knock, lodge):
    with clock.on_day(MONDAY):
        for n in range(10):
            code = f"{n}{UNKNOWN[1:]}"
            assert (
                knock(code, "1428", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}", REMOTE_ADDR="192.0.2.7").status_code
                == 422
            )
        _, issued = lodge().codes[0]
        refused = knock(issued.code, "1428", HTTP_X_FORWARDED_FOR="10.0.0.99", REMOTE_ADDR="192.0.2.7")
        assert refused.status_code == 429
        assert "试的次数太多" in refused.content.decode()
        assert knock(issued.code, "1428", REMOTE_ADDR="192.0.2.8").status_code == 302


def test_successes_are_not_counted_so_that_a_hall_is_not_locked_out(knock, lodge):
    _, issued = lodge().codes[0]
    assert [knock(issued.code, "1428").status_code for _ in range(12)] == [302] * 12


def test_five_failures_on_one_code_close_it_for_an_hour_from_everywhere(knock, lodge, monkeypatch):
    _, issued = lodge().codes[0]
    begin = clock.moment_of(MONDAY)
    monkeypatch.setattr(clock, "now", lambda: begin)
    for n in range(5):
        assert knock(issued.code, "0000", REMOTE_ADDR=f"192.0.2.{n}").status_code == 422
    refused = knock(issued.code, "1428", REMOTE_ADDR="192.0.2.50")
    assert refused.status_code == 429
    assert "60 分钟" in refused.content.decode()
    monkeypatch.setattr(clock, "now", lambda: begin + timedelta(minutes=59))
    assert knock(issued.code, "1428", REMOTE_ADDR="192.0.2.51").status_code == 429
    monkeypatch.setattr(clock, "now", lambda: begin + timedelta(minutes=61))
    assert knock(issued.code, "1428", REMOTE_ADDR="192.0.2.52").status_code == 302


def test_a_busy_door_leaves_each_address_fewer_tries(monkeypatch):
    monkeypatch.setattr(throttle, "BUSY", 4)
    assert [throttle.take_enquiry("192.0.2.1", f"code-{n}") for n in range(4)] == [None] * 4
    assert throttle.take_enquiry("192.0.2.1", "code-9") is not None
    assert [throttle.take_enquiry("192.0.2.2", f"code-{n}") for n in range(3)] == [None] * 3
    assert throttle.take_enquiry("192.0.2.2", "code-8") is not None


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "expected"),
    [
        (0, "10.0.0.1", "192.0.2.7", "192.0.2.7"),
        (1, "10.0.0.1", "172.16.0.1", "10.0.0.1"),
        (1, "6.6.6.6, 10.0.0.1", "172.16.0.1", "10.0.0.1"),  # what the client wrote stands at the left
        (2, "6.6.6.6, 10.0.0.1, 172.16.0.9", "172.16.0.1", "10.0.0.1"),
        (2, "10.0.0.1", "172.16.0.1", "172.16.0.1"),  # fewer than our own proxies write: not trusted
        (0, "", "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        (0, "", "", "unknown"),
    ],
)
def test_the_address_is_the_real_peer(rf, settings, proxies, forwarded, remote, expected):
    settings.TRUSTED_PROXIES = proxies
    assert throttle.peer(rf.get("/query/", HTTP_X_FORWARDED_FOR=forwarded, REMOTE_ADDR=remote)) == expected


@pytest.mark.django_db(transaction=True)
def test_tries_at_once_are_all_counted():
    def one(n):
        try:
            with transaction.atomic():
                return throttle.take_enquiry("192.0.2.1", f"code-{n}")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(one, range(16)))
    assert answers.count(None) == 10


def test_old_counts_are_forgotten():
    with clock.on_day(MONDAY):
        throttle.take_enquiry("192.0.2.1", "code")
    with clock.on_day(MONDAY + days(3)):
        throttle.take_enquiry("192.0.2.9", "other")
        assert throttle.sweep() == 2  # address and code; the door's own row has a new window


def test_a_visit_ends_after_fifteen_quiet_minutes(client, knock, lodge, monkeypatch):
    row, issued = lodge().codes[0]
    begin = clock.moment_of(MONDAY)
    monkeypatch.setattr(clock, "now", lambda: begin)
    knock(issued.code, "1428")
    monkeypatch.setattr(clock, "now", lambda: begin + timedelta(minutes=14))
    assert client.get("/query/matter/").status_code == 200
    monkeypatch.setattr(clock, "now", lambda: begin + timedelta(minutes=28))
    assert client.get("/query/matter/").status_code == 200  # each look begins the quiet time anew
    monkeypatch.setattr(clock, "now", lambda: begin + timedelta(minutes=44))
    assert client.get("/query/matter/").status_code == 302


def test_leaving_and_a_new_code_end_the_visit(client, knock, lodge):
    registered = lodge()
    row, issued = registered.codes[0]
    knock(issued.code, "1428")
    assert client.get("/query/leave/").status_code == 405
    assert client.post("/query/leave/")["Clear-Site-Data"] == '"cache"'
    assert client.get("/query/matter/").status_code == 302
    knock(issued.code, "1428")
    lived(MONDAY, actions.reissue_code, row, by=person(Role.INTAKE))
    assert client.get("/query/matter/").status_code == 302
