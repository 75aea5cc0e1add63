"""The token, the rates, and the description of the API."""

import json
import re

import pytest
from builders import MONDAY, accepted, days, person, served
from django.core.management import call_command
from django.test import Client
from rest_framework.authtoken.models import Token

from law import clock
from law.terms import Role

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def clerk():
    user = person(Role.SCREENING)
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(username, password, **headers):
    return Client().post(
        "/api/token/",
        {"username": username, "password": password},
        content_type="application/json",
        **headers,
    )


def asked(user, **query):
    headers = {"Authorization": f"Token {Token.objects.get_or_create(user=user)[0].key}"}
    return Client().get("/api/rates/", query, headers=headers)


def test_a_token_opens_and_a_fresh_one_kills_the_one_before(clerk):
    first, second = (sign_in(clerk.username, PASSWORD).json()["token"] for _ in range(2))
    status = [
        Client().get("/api/cases/", headers={"Authorization": f"Token {key}"}).status_code
        for key in (first, second)
    ]
    assert status == [401, 200]


def test_a_wrong_password_and_an_unknown_user_get_one_answer(clerk):
    answers = [sign_in(clerk.username, "wrong"), sign_in("nobody", "wrong")]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].content == answers[1].content


def test_guessing_is_refused_after_ten_failures_whatever_is_forwarded(clerk):
    for n in range(10):
        assert sign_in(clerk.username, "wrong", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}").status_code == 401
    refused = sign_in(clerk.username, PASSWORD, HTTP_X_FORWARDED_FOR="10.0.0.77")
    assert refused.status_code == 429
    assert "试的次数太多" in refused.json()["detail"]
    other = person(Role.INTAKE)
    other.set_password(PASSWORD)
    other.save()
    assert sign_in(other.username, PASSWORD).status_code == 200  # one bad user does not lock the office out


def test_the_lock_out_of_the_sign_in_page_counts_here_too(clerk, settings):
    settings.AXES_ENABLED = True
    for _ in range(5):
        sign_in(clerk.username, "wrong")
    refused = sign_in(clerk.username, PASSWORD)
    assert refused.status_code == 429
    assert "暂停登录" in refused.json()["detail"]


def test_the_rates_are_those_of_the_command(clerk, capsys):
    served(accepted(), MONDAY + days(9))
    with clock.on_day(MONDAY + days(100)):
        answer = asked(clerk, **{"from": "2026-01-01", "to": "2026-12-31", "by": "unit"})
        call_command("rates", "--from", "2026-01-01", "--to", "2026-12-31", "--by", "unit", "--json")
    assert answer.status_code == 200
    assert answer.json() == json.loads(capsys.readouterr().out)
    assert any(row["numerator"] for row in answer.json()["rows"])


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"to": "2026-01-01"}, "from"),
        ({"from": "2026-02-30", "to": "2026-03-01"}, "from"),
        ({"from": "2026-03-01", "to": "2026-02-01"}, "from"),
        ({"from": "2026-01-01", "to": "2026-02-01", "by": "person"}, "by"),
        ({"from": "2026-01-01", "to": "2026-02-01", "basis": "x"}, "basis"),
        ({"from": "2026-01-01", "to": "2026-02-01", "units": "x"}, "units"),
    ],
)
def test_a_wrong_question_is_named(clerk, query, named):
    answer = asked(clerk, **query)
    assert answer.status_code == 400
    assert list(answer.json()) == [named]


def test_who_may_not_see_figures_gets_403():
    assert (
        asked(person(Role.HANDLER, "housing"), **{"from": "2026-01-01", "to": "2026-02-01"}).status_code
        == 403
    )


def test_the_schema_is_whole_and_warns_of_nothing(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))
    text = (tmp_path / "schema.yaml").read_text()
    for address in (
        "/api/token/",
        "/api/cases/",
        "/api/cases/{number}/",
        "/api/cases/{number}/clocks/",
        "/api/rates/",
    ):
        assert f"  {address}:" in text


def test_the_page_of_the_schema_asks_no_other_origin_and_keeps_the_policy(client):
    page = client.get("/api/docs/")
    body = page.content.decode()
    assert page.status_code == 200
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", body)
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=", body)
    assert "unsafe" not in page["Content-Security-Policy"]
    script = client.get("/api/docs/?script=")
    assert script["Content-Type"].startswith("application/javascript")
    assert "/api/schema/" in script.content.decode()
