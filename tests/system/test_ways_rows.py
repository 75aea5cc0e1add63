"""Statutory ways and local grounds are rows the system administrator keeps (domain §2.3, §2.4)."""

from datetime import date

import pytest
from builders import MONDAY, person
from django.test import Client
from django.urls import reverse

from audit.models import Record
from cases.forms.notices import path_choices
from cases.models import LocalGround, ReliefPath
from law import clock
from law.terms import Role
from petition_bureau import basedata

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    client = Client()
    client.force_login(person(Role.SYSADMIN), backend="organizations.backends.StaffBackend")
    with clock.on_day(MONDAY):
        yield client


def typed(client: Client, url: str) -> dict[str, object]:
    form = client.get(url).context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}


def test_a_path_is_changed_with_its_record(client):
    row = ReliefPath.objects.get(code="retrial")
    url = reverse("system:path", args=[row.pk])
    answer = client.post(url, typed(client, url) | {"phone": "0999-12345", "categories": "政法/诉讼、政法"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.body_phone, row.categories) == ("0999-12345", ["政法/诉讼", "政法"])
    assert Record.objects.filter(verb="save_relief_path").exists()
    assert "改这一条" in client.get(reverse("system:paths")).content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"length": "6"}, "要么都填，要么都不填"),
        ({"unit": "", "body": ""}, "请选择受理机关"),
        ({"in_force_from": "2026-05-01", "in_force_until": "2026-05-01"}, "在施行日以后"),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_name(client, change, words):
    url = reverse("system:path", args=[ReliefPath.objects.get(code="retrial").pk])
    answer = client.post(url, typed(client, url) | change)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_an_amended_law_is_a_new_row_and_the_old_one_is_offered_no_more(client):
    """domain §2.4: in_force_from, in_force_until."""
    row = ReliefPath.objects.get(code="reconsideration")
    url = reverse("system:path", args=[row.pk])
    data = typed(client, url)
    assert client.post(url, data | {"in_force_until": "2026-04-01"}).status_code == 302
    assert (
        client.post(
            reverse("system:path_add"), data | {"in_force_from": "2026-04-01", "term": "九十日"}
        ).status_code
        == 302
    )
    new = ReliefPath.objects.get(code="reconsideration", in_force_from=date(2026, 4, 1))

    def offered(on: date) -> set[str]:
        return {code for _, group in path_choices(on, "")[1:] for code, _ in group}

    assert str(row.pk) in offered(date(2026, 3, 31))
    assert str(new.pk) not in offered(date(2026, 3, 31))
    assert {str(row.pk), str(new.pk)} & offered(date(2026, 4, 1)) == {str(new.pk)}
    assert client.post(reverse("system:path_add"), data | {"in_force_from": "2026-04-01"}).status_code == 422


def test_a_local_ground_is_turned_on_only_when_verified(client):
    row = LocalGround.objects.get()
    url = reverse("system:ground", args=[row.pk])
    answer = client.post(url, typed(client, url) | {"enabled": "on"})
    assert answer.status_code == 422
    assert "启用前请填写施行日" in answer.content.decode()
    data = typed(client, url) | {"enabled": "on", "in_force_from": "2026-01-01", "verified_on": "2026-01-02"}
    assert client.post(url, data).status_code == 302
    row.refresh_from_db()
    assert row.enabled
    assert Record.objects.filter(verb="save_local_ground").exists()
    assert "启用，现行" in client.get(reverse("system:grounds")).content.decode()


def test_what_people_edited_is_never_overwritten(monkeypatch):
    ReliefPath.objects.filter(code="retrial").update(term="改过的")
    LocalGround.objects.all().delete()
    monkeypatch.setattr(basedata, "_edges", lambda: None)  # only the owner of the schema writes those
    basedata.load()
    assert ReliefPath.objects.get(code="retrial").term == "改过的"
    assert not LocalGround.objects.exists()
