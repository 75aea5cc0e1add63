"""Alive and ready: the reasons are told to this machine alone."""

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from petition_bureau import health


def test_alive_without_a_database(client: Client) -> None:
    assert client.get("/health/live").json() == {"alive": True}


@pytest.mark.django_db
def test_ready(client: Client) -> None:
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "problems": []})


@pytest.mark.django_db
def test_not_ready_without_hints(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["problems"] == ["Redis/Valkey 不可用：ConnectionError"]


@pytest.mark.django_db
@pytest.mark.parametrize("visitor", [{"REMOTE_ADDR": "10.1.2.3"}, {"HTTP_X_FORWARDED_FOR": "10.1.2.3"}])
def test_reasons_are_not_for_visitors(client: Client, settings: Settings, visitor: dict[str, str]) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/health/ready", **visitor)
    assert (answer.status_code, answer.json()) == (503, {"ready": False})


@pytest.mark.django_db
def test_a_role_that_owns_tables_is_a_problem() -> None:
    assert not health._role()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE mine (x int)")
    assert "xf_app" in health._role()
