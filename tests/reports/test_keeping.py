"""The counted parts of a board are kept for a minute: for one person, one address, until they act, and never longer."""

import builders as b
import pytest
import redis
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from audit import chain
from law import clock
from law.terms import Role
from organizations.models import User
from reports import keeping
from tests.reports import scenes as s

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings: Settings) -> None:
    """Switched on, and nothing of an earlier test there."""
    settings.BOARDS_KEPT = 60
    found = redis.Redis.from_url(settings.REDIS_URL)
    for key in found.scan_iter("board:*"):
        found.delete(key)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def boards() -> list[tuple[Role, str, str]]:
    """(who, address, a word of its counted part)."""
    return [
        (Role.BUREAU_LEADER, reverse("reports:today"), "哪天、哪个单位届满"),
        (Role.BUREAU_LEADER, reverse("reports:figures"), "按全县单位次序"),
        (Role.COUNTY_LEADER, reverse("reports:county"), "从哪里来"),
        (Role.BUREAU_LEADER, reverse("reports:indicator", args=["timely_conclusion"]), "各种数法"),
        (Role.BUREAU_LEADER, reverse("reports:indicator", args=["petitions_total"]), "按形式"),
        (Role.UNIT_HEAD, reverse("reports:unit"), "及时和按期"),
        (Role.BUREAU_LEADER, reverse("reports:passing"), "规则该改的地方"),
        (Role.COUNTY_LEADER, reverse("reports:quarter"), "总体情况"),
    ]


@pytest.mark.parametrize("n", range(8))
def test_a_second_look_shows_the_same_without_counting(
    n: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    role, address, word = boards()[n]
    with clock.on_day(s.day(90)):
        s.answered(5)
        user = b.person(role, "housing" if role == Role.UNIT_HEAD else "bureau")
        client = signed_in(user)
        first = client.get(address).content.decode()
        with django_assert_max_num_queries(16):
            second = client.get(address).content.decode()
    assert word in first
    assert body(first) == body(second)


def body(page: str) -> str:
    """Without what a form token makes different in every answer."""
    return page[page.index("<main") : page.index("</main>")]


def shown(client: Client) -> str:
    return "kept" if client.get(reverse("reports:county")).context["parts_kept"].kept else "counted"


def test_it_is_kept_for_one_person_and_one_address() -> None:
    with clock.on_day(s.day(90)):
        s.answered(5)
        first, second = signed_in(b.person(Role.COUNTY_LEADER)), signed_in(b.person(Role.BUREAU_LEADER))
        assert [shown(first), shown(first), shown(second)] == ["counted", "kept", "counted"]
        other = first.get(reverse("reports:county"), {"since": "2026-01-01", "until": "2026-02-01"})
        assert not other.context["parts_kept"].kept
    with clock.on_day(s.day(91)):
        assert shown(first) == "counted", "another day"


def test_what_a_person_does_is_seen_at_once() -> None:
    with clock.on_day(s.day(90)):
        leader, clerk = b.person(Role.COUNTY_LEADER), b.person(Role.INTAKE)
        client = signed_in(leader)
        assert [shown(client), shown(client)] == ["counted", "kept"]
        chain.record("look", by=clerk, about=clerk)
        assert shown(client) == "kept", "somebody else's act waits for the minute to end"
        chain.record("look", by=leader, about=leader)
        assert shown(client) == "counted"


def test_it_is_gone_after_its_time() -> None:
    with clock.on_day(s.day(90)):
        client = signed_in(b.person(Role.COUNTY_LEADER))
        shown(client)
    [key] = redis.Redis.from_url(settings.REDIS_URL).scan_iter("board:*")
    assert 0 < redis.Redis.from_url(settings.REDIS_URL).ttl(key) <= settings.BOARDS_KEPT


def test_rows_of_matters_are_read_each_time() -> None:
    """The list of what is late stands outside the kept parts; the figure beside it says as of when it was counted."""
    with clock.on_day(s.day(90)):
        client = signed_in(b.person(Role.BUREAU_LEADER))
        address = reverse("reports:today")
        assert client.get(address).context["risks"] == []
        b.forwarded(on=s.day(0))
        again = client.get(address)
        assert again.context["parts_kept"].kept
        assert again.context["risks"]


def test_without_valkey_every_page_is_counted(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    keeping._hints.cache_clear()
    try:
        with clock.on_day(s.day(90)):
            client = signed_in(b.person(Role.COUNTY_LEADER))
            assert [shown(client), shown(client)] == ["counted", "counted"]
    finally:
        keeping._hints.cache_clear()
