"""三员: who opens which page; grants by name, records without content."""

import re
from datetime import date

import pytest
from builders import forwarded, person, registered, unit
from django.test import Client
from django.urls import reverse

from audit.models import JobRun, Record
from cases.models import CompartmentGrant
from law import clock
from law.terms import Purpose, Role
from organizations.models import User

pytestmark = pytest.mark.django_db

PAGES = {
    "units": {Role.SYSADMIN}, "unit_add": {Role.SYSADMIN}, "people": {Role.SYSADMIN}, "person_add": {Role.SYSADMIN},
    "calendar": {Role.SYSADMIN}, "calendar_load": {Role.SYSADMIN}, "categories": {Role.SYSADMIN},
    "category_add": {Role.SYSADMIN}, "switches": {Role.SYSADMIN}, "jobs": {Role.SYSADMIN, Role.AUDITOR},
    "grants": {Role.SECURITY}, "grant_add": {Role.SECURITY}, "records": {Role.AUDITOR}, "backdated": {Role.AUDITOR},
}  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
def test_each_page_for_its_officer(client: Client, role: str) -> None:
    code = {"handler": "housing", "unit_head": "housing", "county_leader": "county_government"}.get(
        role, "bureau"
    )
    client.force_login(person(role, code))
    for name, roles in PAGES.items():
        assert client.get(reverse(f"system:{name}")).status_code == (200 if role in roles else 403), name


@pytest.mark.parametrize("name", list(PAGES))
def test_signed_out_goes_to_the_door(client: Client, name: str) -> None:
    assert client.get(reverse(f"system:{name}"))["Location"].startswith("/login/")


def secret():
    person(Role.COMPARTMENT)
    return registered(purpose=Purpose.ACCUSATION, accused=[unit("housing")], title="金丝雀", summary="金丝雀",
                      claims=["金丝雀"], received_on=date(2026, 3, 2))  # fmt: skip


def test_the_security_officer_names_a_person_and_takes_it_back(client: Client) -> None:
    case, named = secret(), person(Role.HANDLER, "discipline")
    client.force_login(person(Role.SECURITY))
    form = {
        "number": case.number,
        "username": named.username,
        "reason": "主办纪检干部",
        "until": "2026-03-20",
    }
    with clock.on_day(date(2026, 3, 14)):
        assert client.post(reverse("system:grant_add"), form).status_code == 302
        html = client.get(reverse("system:grants")).content.decode()
    row = CompartmentGrant.objects.get(case=case, user=named)
    assert case.number in html
    assert named.name in html
    assert "金丝雀" not in html
    assert "被检举控告的单位：" not in html
    assert row.until.astimezone(clock.SHANGHAI).date() == date(2026, 3, 20)
    assert Record.objects.filter(verb="grant", object_id=str(row.pk)).exists()
    with clock.on_day(date(2026, 3, 14)):
        twice = client.post(reverse("system:grant_add"), form)
        assert twice.status_code == 422
        assert "已有授权" in twice.content.decode()
        assert client.post(reverse("system:grant_revoke", args=[row.pk])).status_code == 302
        assert client.post(reverse("system:grant_revoke", args=[row.pk])).status_code == 404
    assert not CompartmentGrant.objects.in_force().filter(user=named).exists()


@pytest.mark.parametrize("code", ["housing", "housing_quality"])
def test_the_accused_and_all_below_are_refused(client: Client, code: str) -> None:
    """By the database, and the page says so (条例第30条第3款)."""
    case, accused = secret(), person(Role.HANDLER, code)
    client.force_login(person(Role.SECURITY))
    form = {"number": case.number, "username": accused.username, "reason": "要看", "until": ""}
    answer = client.post(reverse("system:grant_add"), form)
    assert answer.status_code == 422
    assert "被检举控告的单位或者它的下属" in answer.content.decode()
    assert not CompartmentGrant.objects.filter(user=accused).exists()


def test_an_ordinary_number_answers_as_if_it_did_not_exist(client: Client) -> None:
    ordinary = registered()
    client.force_login(person(Role.SECURITY))
    form = {"number": ordinary.number, "username": person(Role.INTAKE).username, "reason": "要看"}
    answer = client.post(reverse("system:grant_add"), form)
    assert answer.status_code == 422
    assert "没有这个件号的检举控告件" in answer.content.decode()


def test_records_are_filtered_and_come_once_each(client: Client) -> None:
    for _ in range(30):
        forwarded()
    client.force_login(person(Role.AUDITOR))
    address, seen, query = reverse("system:records"), [], "?verb=forward"
    while query:
        html = client.get(address + query).content.decode()
        seen += re.findall(r'class="n">(\d+)</td><td class="nowrap">', html)
        following = re.search(r'href="(\?[^"]*after=[^"]*)" rel="next"', html)
        query = following.group(1).replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == 30
    assert seen == sorted(seen, key=int, reverse=True)
    everything = client.get(address).content.decode()
    assert 'rel="next"' in everything
    assert "改造后污水倒灌" not in everything
    assert "没有符合" in client.get(address + "?actor=无此人").content.decode()
    assert "不是日期" in client.get(address + "?since=x").content.decode()


def test_a_failed_job_is_said(client: Client) -> None:
    with clock.on_day(date(2026, 3, 14)):
        now = clock.now()
        JobRun.objects.create(job="sweep", on=clock.today(), started_at=now, ended_at=now, error="连接断开")
        JobRun.objects.create(job="sweep", on=clock.today(), started_at=now, ended_at=now,
                              result={"reminders": 3, "overdue": 1})  # fmt: skip
        client.force_login(person(Role.AUDITOR))
        html = client.get(reverse("system:jobs")).content.decode()
    assert "今天有 1 次没有做成" in html
    assert "连接断开" in html
    assert "提醒 3，新逾期 1" in html


def test_the_backdated_list_holds_no_accusation(client: Client) -> None:
    case = secret()
    with clock.on_day(date(2026, 3, 9)):
        from cases import actions

        clerk = User.objects.get(pk=CompartmentGrant.objects.get(case=case, user__role=Role.INTAKE).user_id)
        actions.hand_on_accusation(case, by=clerk, on=date(2026, 3, 5))
    assert case.events.filter(backdated=True).exists()
    client.force_login(person(Role.AUDITOR))
    assert case.number not in client.get(reverse("system:backdated")).content.decode()
