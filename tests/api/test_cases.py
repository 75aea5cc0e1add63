"""The API gives what the pages give: registering, reading, and the same refusals."""

import uuid

import pytest
from builders import MONDAY, accepted, days, forwarded, lived, person, registered
from django.test import Client
from rest_framework.authtoken.models import Token

from cases import actions
from cases.models import Case, CaseEvent
from law import clock
from law.terms import Purpose, Role

pytestmark = pytest.mark.django_db

PETITION = {
    "channel": "letter",
    "received_on": "2026-03-02",
    "title": "楼道漏水",
    "summary": "去年改造后楼道漏水。",
    "purpose": "grievance",
    "claims": ["修好屋面", "赔偿家具"],
    "persons": [{"name": "陈桂英", "identity": "330999196001011428", "phone": "13855552207"}],
}


class Api:
    """A program with the token of one person."""

    def __init__(self, user=None, on=MONDAY):
        self.on, self.client = on, Client()
        key = Token.objects.get_or_create(user=user)[0].key if user else ""
        self.headers = {"Authorization": f"Token {key}"} if user else {}

    def get(self, address, **query):
        with clock.on_day(self.on):
            return self.client.get(f"/api/{address}", query, headers=self.headers)

    def post(self, address, data, **headers):
        with clock.on_day(self.on):
            return self.client.post(
                f"/api/{address}", data, content_type="application/json", headers=self.headers | headers
            )


def test_a_petition_is_registered_and_read_again():
    api = Api(person(Role.INTAKE))
    answer = api.post("cases/", PETITION)
    assert answer.status_code == 201, answer.content.decode()
    number = answer.json()["number"]
    assert len(answer.json()["codes"][0]["code"].replace("-", "")) == 17
    case = Case.objects.get(number=number)
    assert CaseEvent.objects.get(case=case, act="register").by == person(Role.INTAKE)
    read = api.get(f"cases/{number}/").json()
    assert [claim["text"] for claim in read["claims"]] == ["修好屋面", "赔偿家具"]
    assert read["petitioners"][0]["name"] == "陈*英"
    assert read["clocks"][0]["due_on"] == "2026-03-17"  # 条例第22条
    assert [step["title"] for step in read["clocks"][0]["steps"]][:2] == ["起算", "计数"]
    assert api.get(f"cases/{number}/clocks/").json() == read["clocks"]


def test_no_clear_value_of_the_petitioner_is_in_any_answer():
    api = Api(person(Role.INTAKE))
    number = api.post("cases/", PETITION).json()["number"]
    texts = "".join(
        api.get(where).content.decode() for where in ("cases/", f"cases/{number}/", f"cases/{number}/clocks/")
    )
    for clear in ("陈桂英", "330999196001011428", "13855552207"):
        assert clear not in texts


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"channal": "visit"}, "channal"),
        ({"persons": [{"name": "陈桂英", "phon": "1"}]}, "persons"),
        ({"received_on": "3月2日"}, "received_on"),
        ({"channel": "pigeon"}, "channel"),
        ({"claims": []}, "claims"),
        ({"category": "没有/这个"}, "category"),
        ({"place": "nowhere"}, "place"),
        ({"skipped_level": True}, "skipped_level"),
        ({"persons": []}, "persons"),
        ({"imported": True}, "imported"),
        ({"message_id": "x"}, "message_id"),
    ],
)
def test_a_wrong_field_is_named_in_chinese_and_nothing_is_registered(change, named):
    answer = Api(person(Role.INTAKE)).post("cases/", PETITION | change)
    assert answer.status_code == 400
    assert named in answer.json()
    assert any("\u4e00" <= sign <= "\u9fff" for sign in str(answer.json()[named]))
    assert not Case.objects.exists()


def test_what_the_law_refuses_is_409_with_reasons_and_rolls_back():
    answer = Api(person(Role.INTAKE)).post("cases/", PETITION | {"received_on": "2026-03-05"})
    assert answer.status_code == 409
    assert answer.json()["reasons"] == ["收到日期 2026-03-05 晚于今天，请核对"]
    assert not Case.objects.exists()


def test_who_may_not_register_gets_403_with_the_reason():
    answer = Api(person(Role.WRITER)).post("cases/", PETITION)
    assert answer.status_code == 403
    assert "您的岗位不能「登记」" in answer.json()["reasons"][0]


def test_the_same_one_time_key_registers_once():
    api, key = Api(person(Role.INTAKE)), str(uuid.uuid4())
    first = api.post("cases/", PETITION, **{"Idempotency-Key": key})
    second = api.post("cases/", PETITION, **{"Idempotency-Key": key})
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["number"] == first.json()["number"]
    assert second.json()["codes"] == []
    assert Case.objects.count() == 1
    assert Api(person(Role.INTAKE, "housing")).post(
        "cases/", PETITION, **{"Idempotency-Key": key}
    ).status_code in {403, 409}


def test_a_refused_registration_leaves_its_one_time_key_free():
    api, key = Api(person(Role.INTAKE)), str(uuid.uuid4())
    assert (
        api.post("cases/", PETITION | {"received_on": "2026-03-05"}, **{"Idempotency-Key": key}).status_code
        == 409
    )
    assert api.post("cases/", PETITION, **{"Idempotency-Key": key}).status_code == 201


def test_a_unit_reads_its_own_part_and_nobody_elses():
    handling = accepted()
    number = handling.claim.case.number
    assert (
        Api(person(Role.HANDLER, "housing"))
        .get(f"cases/{number}/")
        .json()["claims"][0]["handlings"][0]["unit"]
        == "housing"
    )
    outsider = Api(person(Role.HANDLER, "police"))
    for address in (f"cases/{number}/", f"cases/{number}/clocks/", "cases/330999-5-20260302-99999/"):
        assert outsider.get(address).status_code == 404
    assert outsider.get("cases/").json()["results"] == []
    assert Api().get(f"cases/{number}/").status_code == 401


def test_a_token_of_somebody_who_left_is_dead():
    user = person(Role.INTAKE)
    api = Api(user)
    user.is_active = False
    user.save()
    assert api.get("cases/").status_code == 401


def test_an_accusation_is_in_no_list_and_read_by_grant_only():
    clerk = person(Role.INTAKE)
    keeper = person(Role.COMPARTMENT)
    api = Api(clerk)
    answer = api.post(
        "cases/", PETITION | {"purpose": "accusation", "title": "举报金丝雀", "accused": ["housing"]}
    )
    number = answer.json()["number"]
    assert answer.json()["accusation"] is True
    assert api.get("cases/").json()["results"] == []
    assert Api(keeper).get("cases/").json()["results"] == []
    shown = Api(keeper).get(f"cases/{number}/")
    assert shown.status_code == 200
    for word in ("金丝雀", "陈*英", "修好屋面"):
        assert word not in shown.content.decode()
    for role, unit in ((Role.SCREENING, "bureau"), (Role.BUREAU_LEADER, "bureau"), (Role.HANDLER, "housing")):
        assert Api(person(role, unit)).get(f"cases/{number}/").status_code == 404
    lived(MONDAY, actions.hand_on_accusation, Case.objects.get(number=number), by=clerk)
    assert api.get(f"cases/{number}/").status_code == 404


def test_pages_by_key_show_every_case_once_though_more_arrive():
    numbers = [registered(received_on=MONDAY + days(n // 4)).number for n in range(11)]
    api, seen, query = Api(person(Role.INTAKE), on=MONDAY + days(9)), [], {"limit": 3}
    while True:
        page = api.get("cases/", **query).json()
        seen += [row["number"] for row in page["results"]]
        registered(received_on=MONDAY + days(8))  # newer: before the key, never in the way
        if page["next"] is None:
            break
        query = dict(pair.split("=") for pair in page["next"].partition("?")[2].split("&"))
    assert sorted(seen) == sorted(numbers)
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"state": "registered"}, {"a", "b"}),
        ({"state": "dispatched"}, {"c"}),
        ({"channel": "letter"}, {"b"}),
        ({"received_from": "2026-03-05"}, {"b"}),
        ({"received_to": "2026-03-04"}, {"a", "c"}),
        ({"unit": "housing"}, {"c"}),
        ({"unit": "bureau"}, {"a", "b", "c"}),
        ({"overdue": "true"}, {"a"}),
        ({"overdue": "false"}, {"b", "c"}),
    ],
)
def test_each_filter_narrows_the_list(query, expected):
    names = {
        registered(received_on=MONDAY - days(20)).number: "a",
        registered(received_on=MONDAY + days(3), channel="letter").number: "b",
        forwarded(on=MONDAY).claim.case.number: "c",
    }
    found = Api(person(Role.SCREENING), on=MONDAY + days(4)).get("cases/", **query).json()["results"]
    assert {names[row["number"]] for row in found} == expected


@pytest.mark.parametrize(
    "query", [{"satte": "x"}, {"limit": "0"}, {"limit": "10000"}, {"after": "abc"}, {"state": "lost"}]
)
def test_a_wrong_filter_is_named_not_ignored(query):
    answer = Api(person(Role.INTAKE)).get("cases/", **query)
    assert answer.status_code == 400
    assert set(answer.json()) == set(query)


def test_the_list_costs_a_constant_number_of_queries(django_assert_max_num_queries):
    for _ in range(8):
        registered()
    api = Api(person(Role.INTAKE))
    with django_assert_max_num_queries(8):
        assert len(api.get("cases/").json()["results"]) == 8


def test_purposes_of_the_law_are_all_accepted():
    api = Api(person(Role.INTAKE))
    assert {api.post("cases/", PETITION | {"purpose": purpose}).status_code for purpose in Purpose} == {201}
