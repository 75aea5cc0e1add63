"""The 督办 pages: what each role sees there, acts through forms, and who finds nothing."""

import uuid
from datetime import date

import pytest
from builders import forwarded, lived, person
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from law import clock
from law.terms import Role, Route
from organizations.models import User
from oversight import actions, sweeps
from oversight.models import AccountabilityProposal, Supervision

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 24)


@pytest.fixture(autouse=True)
def living_on_the_day():
    with clock.on_day(DAY):
        yield


@pytest.fixture
def draft() -> Supervision:
    forwarded(route=Route.ENFORCEMENT)
    lived(DAY, sweeps.sweep)
    return Supervision.objects.get()


@pytest.fixture
def signed(draft: Supervision) -> Supervision:
    return actions.sign_supervision(
        draft, by=person(Role.BUREAU_LEADER), on=DAY, requirements="立即书面告知信访人"
    )


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(name: str, row: object) -> str:
    return reverse(f"oversight:{name}", args=[row.pk])  # type: ignore[attr-defined]


def posted(**fields: str) -> dict[str, str]:
    return {"form_key": str(uuid.uuid4()), **fields}


def notice(**fields: str) -> dict[str, str]:
    """A 督办单 as its form sends it."""
    return posted(
        **{"ground_kind": "overdue", "level": "ordinary", "form": "letter", "reply_days": "7", **fields}
    )


def test_the_leader_sees_what_is_to_be_signed_and_how_late(draft):
    page = as_user(person(Role.BUREAU_LEADER)).get(reverse("oversight:list")).content.decode()
    assert "<b>1 份</b>拟好待您签发" in page
    assert "逾期 7 天" in page
    assert draft.unit.short_name in page
    assert "第二十三条第三款" in page


def test_the_leader_betters_and_signs_the_draft(draft):
    client = as_user(person(Role.BUREAU_LEADER))
    form = client.get(at("sign", draft)).content.decode()
    assert draft.requirements in form
    fields = notice(ground="应于三月十七日前告知，至今没有告知", requirements="三日内告知")
    assert client.post(at("sign", draft), fields).status_code == 302
    draft.refresh_from_db()
    assert (draft.ground, draft.requirements) == ("应于三月十七日前告知，至今没有告知", "三日内告知")
    assert (
        client.post(at("sign", draft), fields).status_code == 302
    )  # the same form again shows the first result
    assert client.post(at("sign", draft), notice(ground="再", requirements="再")).status_code == 409
    page = client.get(at("detail", draft)).content.decode()
    assert draft.paper.number in page


def test_typed_text_survives_a_refusal(signed):
    client = as_user(person(Role.BUREAU_LEADER))
    answer = client.post(at("close", signed), posted(remark="我核对过告知书"))
    assert answer.status_code == 409
    assert "我核对过告知书" in answer.content.decode()
    assert "没有回复，不能销号" in answer.content.decode()


def test_the_unit_replies_the_leader_strikes_off(signed):
    unit_client, leader_client = as_user(person(Role.HANDLER, "housing")), as_user(person(Role.BUREAU_LEADER))
    page = unit_client.get(reverse("oversight:list")).content.decode()
    assert "<b>1 份</b>督办单待本单位回复" in page
    assert "写回复" in page
    assert signed.requirements in unit_client.get(at("reply", signed)).content.decode()
    assert unit_client.post(at("reply", signed), posted(reply="今日已告知。")).status_code == 302
    assert "今日已告知。" in leader_client.get(at("close", signed)).content.decode()
    refused = leader_client.post(at("close", signed), posted(remark=""))
    assert refused.status_code == 409
    assert "只凭回复不能销号" in refused.content.decode(), "the duty itself is not met"
    from cases import actions as case_actions

    handling = signed.handling
    lived(DAY, case_actions.take_statutory, handling, by=person(Role.HANDLER, "housing"),
          words={"legal_term": "六十日"})  # fmt: skip
    assert leader_client.post(at("close", signed), posted()).status_code == 302
    page = leader_client.get(reverse("oversight:list") + "?view=over").content.decode()
    assert "已销号" in page


def test_not_sending_it_is_the_leader_s_word(draft):
    client = as_user(person(Role.BUREAU_LEADER))
    assert client.post(at("drop", draft), posted(reason="")).status_code == 200
    assert client.post(at("drop", draft), posted(reason="已电话督促")).status_code == 302
    assert "不发" in client.get(reverse("oversight:list") + "?view=over").content.decode()


def test_a_proposal_is_decided_on_the_page(draft):
    client = as_user(person(Role.BUREAU_LEADER))
    proposal = AccountabilityProposal.objects.get()
    assert "不作任何追究" in client.get(reverse("oversight:list") + "?view=proposals").content.decode()
    assert client.post(at("decide", proposal), posted(taken_up="no", answer="首次，约谈")).status_code == 302
    proposal.refresh_from_db()
    assert proposal.taken_up is False
    assert "首次，约谈" in client.get(at("decide", proposal)).content.decode()


def test_the_leader_may_send_one_on_an_own_ground(draft):
    client = as_user(person(Role.BUREAU_LEADER))
    address = reverse("oversight:new", args=[draft.handling_id])
    assert client.get(address).status_code == 200
    assert (
        client.post(
            address, notice(ground="推诿扯皮", requirements="报告情况", ground_kind="shifting")
        ).status_code
        == 302
    )
    assert Supervision.objects.get(ground="推诿扯皮").paper is not None


@pytest.mark.parametrize("name", ["detail", "reply"])
def test_a_unit_never_sees_a_draft(draft, name):
    assert as_user(person(Role.HANDLER, "housing")).get(at(name, draft)).status_code == 404


@pytest.mark.parametrize("name", ["detail", "reply"])
def test_another_unit_finds_nothing(signed, name):
    assert as_user(person(Role.HANDLER, "civil_affairs")).get(at(name, signed)).status_code == 404
    assert (
        signed.case.number
        not in as_user(person(Role.HANDLER, "civil_affairs")).get(reverse("oversight:list")).content.decode()
    )


@pytest.mark.parametrize(
    "role", [Role.INTAKE, Role.SCREENING, Role.COUNSEL, Role.COUNTY_LEADER, Role.WRITER, Role.COMPARTMENT, Role.SYSADMIN,
             Role.SECURITY, Role.AUDITOR]
)  # fmt: skip
def test_the_page_is_the_leader_s_and_the_units(signed, role):
    code = "county_government" if role == Role.COUNTY_LEADER else "bureau"
    client = as_user(person(role, code))
    assert client.get(reverse("oversight:list")).status_code == 403
    assert client.get(at("detail", signed)).status_code == 403


def test_a_unit_cannot_act_for_the_leader(signed):
    client = as_user(person(Role.UNIT_HEAD, "housing"))
    for name in ("sign", "drop", "close"):
        assert client.post(at(name, signed), posted()).status_code == 403


def test_the_number_of_queries_does_not_grow(draft):
    client = as_user(person(Role.BUREAU_LEADER))
    client.get(reverse("oversight:list"))
    spent = []
    for n in (0, 11):
        for _ in range(n):
            forwarded(route=Route.ENFORCEMENT)
        lived(DAY, sweeps.sweep)
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("oversight:list")).status_code == 200
        spent.append(len(found))
    assert spent[0] == spent[1] <= 16


def test_pages_of_fifty_join(monkeypatch):
    monkeypatch.setattr("oversight.views.PAGE", 2)
    for _ in range(3):
        forwarded(route=Route.ENFORCEMENT)
    lived(DAY, sweeps.sweep)
    client = as_user(person(Role.BUREAU_LEADER))
    first = client.get(reverse("oversight:list"))
    assert len(first.context["lines"]) == 2
    second = client.get(first.context["next_url"])
    assert len(second.context["lines"]) == 1
    assert not {row["href"] for row in first.context["lines"]} & {
        row["href"] for row in second.context["lines"]
    }
    assert client.get(reverse("oversight:list") + "?after=x&view=nothing").status_code == 200
