"""The pages of mediation and relief: offered where they help, 403 and 409 with the typed text kept, bounded lists."""

import uuid
from datetime import date

import pytest
from builders import accepted, again, forwarded, lived, person, registered, served
from django.conf import settings
from django.test import Client
from django.urls import reverse
from mediations import DAY, LATER, agreed, consented, handed, relief, visited
from states import handler

from cases import actions
from cases.models import CasePaper, Mediation, Relief
from law import clock
from law.terms import PaperKind, Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def living_on_the_day():
    with clock.on_day(LATER):
        yield


def as_user(user) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def step(name: str, row) -> str:
    return reverse("cases:mediation_step", args=[row.pk, name])


def posted(**fields: object) -> dict[str, object]:
    return {"form_key": str(uuid.uuid4()), **fields}


def case_page(user, case) -> str:
    return as_user(user).get(reverse("cases:detail", args=[case.number])).content.decode()


HAND_OVER = {
    "manner": "peoples",
    "body": "云城街道人民调解委员会",
    "other_party": "惠民建筑公司",
    "dispute": "赔偿数额",
}


def test_the_whole_way_on_the_pages():
    handling = accepted()
    who = handler(handling)
    client, address = (
        as_user(who),
        reverse("cases:act", args=[handling.case.number, handling.pk, "hand_to_mediation"]),
    )
    assert address in case_page(who, handling.case)
    shown = client.get(address).content.decode()
    assert "调解不停任何期限" in shown
    assert "随时退出" in shown
    assert client.post(address, posted(**HAND_OVER)).status_code == 302
    row = Mediation.objects.get()
    assert step("consent", row) in case_page(who, handling.case)
    consent = posted(
        petitioner_on="2026-03-09",
        other_on="2026-03-09",
        voluntary="on",
        within_discretion="on",
        breaks_no_rule="on",
    )
    assert client.post(step("consent", row), consent).status_code == 302
    agree = posted(
        content="赔偿三千元",
        how="一次付清",
        perform_by="2026-04-10",
        agreed_on="2026-03-09",
        effective_on="2026-03-09",
    )
    assert client.post(step("agree", row), agree).status_code == 302
    shown = client.get(reverse("cases:mediation_record", args=[row.pk])).content.decode()
    for words in ("赔偿三千元", "调解协议书", "供参考最迟 4-08", "双方自愿"):
        assert words in shown
    assert (
        client.post(step("confirm", row), posted(applied_on="2026-03-09", court="云溪县人民法院")).status_code
        == 302
    )
    assert (
        client.post(step("follow", row), posted(visited_on="2026-03-09", found="performed")).status_code
        == 302
    )
    assert Mediation.objects.get().state == "performed"
    assert "协议已经履行" in case_page(who, handling.case)


def test_typed_text_survives_what_is_not_lawful():
    row = consented()
    client = as_user(handler(row.handling))
    lived(LATER, actions.end_mediation, row, by=handler(row.handling), ending="withdrawn")
    agree = posted(content="甲方付三千元整", how="一次付清", perform_by="2026-04-10", agreed_on="2026-03-09",
                   effective_on="2026-03-09", version="1")  # fmt: skip
    response = client.post(step("agree", row), agree)
    assert response.status_code == 409
    assert "甲方付三千元整" in response.content.decode()
    assert "当事人退出" in response.content.decode()


def test_without_a_condition_the_form_says_what_to_do():
    row = handed()
    response = as_user(handler(row.handling)).post(
        step("consent", row), posted(petitioner_on="2026-03-09", other_on="2026-03-09")
    )
    assert response.status_code == 200
    assert "不得调解" in response.content.decode()
    assert Mediation.objects.get().state == "handed_over"


def test_the_wrong_person_is_refused_and_another_unit_finds_nothing():
    row = handed()
    assert as_user(person(Role.SCREENING)).get(step("consent", row)).status_code == 403
    for who in (person(Role.HANDLER, "agriculture"), person(Role.INTAKE, "township_01")):
        assert as_user(who).get(reverse("cases:mediation_record", args=[row.pk])).status_code == 404
        assert as_user(who).get(step("consent", row)).status_code == 404
    assert as_user(person(Role.SYSADMIN)).get(reverse("cases:mediation")).status_code == 403


def test_not_offered_where_it_does_not_belong():
    for handling in (forwarded(), served(accepted(), DAY)):
        assert "引导调解、和解" not in case_page(handler(handling), handling.case)
    handling = accepted()
    assert "引导调解、和解" not in case_page(person(Role.SCREENING), handling.case)


def test_who_only_reads_sees_neither_the_other_side_nor_the_agreement():
    row = agreed()
    for role, code in ((Role.WRITER, "bureau"), (Role.COUNTY_LEADER, "county_government")):
        client = as_user(person(role, code))
        shown = client.get(reverse("cases:mediation_record", args=[row.pk])).content.decode()
        assert "惠民建筑公司" not in shown
        assert "三千" not in shown
        paper = CasePaper.objects.get(kind=PaperKind.MEDIATION_AGREEMENT).paper_id
        assert client.get(reverse("cases:mediation_paper", args=[row.pk, paper, "pdf"])).status_code == 404
        assert client.get(reverse("cases:paper", args=[paper, "pdf"])).status_code == 404
    shown = (
        as_user(person(Role.SCREENING)).get(reverse("cases:mediation_record", args=[row.pk])).content.decode()
    )
    assert "惠民建筑公司" in shown


def test_an_agreement_past_its_day_stands_in_the_list_of_visits():
    row = agreed(perform_by=date(2026, 3, 20))
    client = as_user(handler(row.handling))
    with clock.on_day(date(2026, 3, 23)):
        shown = client.get(reverse("cases:mediation") + "?view=due").content.decode()
    assert row.case.number in shown
    assert "1 份协议过了履行期限" in shown
    visited(row, "performed", date(2026, 3, 23))
    with clock.on_day(date(2026, 3, 24)):
        assert row.case.number not in client.get(reverse("cases:mediation") + "?view=due").content.decode()


@pytest.mark.parametrize("name", ["cases:mediation", "cases:relief"])
def test_the_number_of_queries_does_not_grow(name, django_assert_max_num_queries):
    client = as_user(person(Role.SCREENING))
    handed()
    relief()
    with django_assert_max_num_queries(20) as few:
        client.get(reverse(name))
    for _ in range(4):
        handed()
        relief()
    with django_assert_max_num_queries(20) as many:
        client.get(reverse(name))
    assert len(many) == len(few)


def test_relief_on_the_pages():
    case = registered(received_on=DAY)
    client = as_user(person(Role.INTAKE))
    address = reverse("cases:case_act", args=[case.number, "apply_relief"])
    assert address in case_page(person(Role.INTAKE), case)
    shown = client.get(address).content.decode()
    assert "不写病情、家庭成员" in shown
    response = client.post(
        address, posted(kind="other", body="县慈善总会", helped="helped", applied_on="2026-03-09")
    )
    assert response.status_code == 200
    assert "请写名称" in response.content.decode()
    assert (
        client.post(
            address, posted(kind="temporary", body="云城街道办事处", helped="helped", applied_on="2026-03-09")
        ).status_code
        == 302
    )
    row = Relief.objects.get()
    result = reverse("cases:relief_step", args=[row.pk, "result"])
    response = client.post(result, posted(result="not_granted", decided_on="2026-03-09", amount="500"))
    assert response.status_code == 409
    assert "云城街道办事处" in response.content.decode()
    assert (
        client.post(result, posted(result="granted", decided_on="2026-03-09", amount="3000")).status_code
        == 302
    )
    assert "已经给予 3,000 元" in case_page(person(Role.INTAKE), case)
    lede = client.get(reverse("cases:relief") + "?view=granted").content.decode()
    assert "已给予 1 件，共 3,000 元" in lede


def test_what_the_opinion_says_is_on_the_case_page():
    handling = accepted()
    lived(LATER, actions.draft_opinion, handling, by=handler(handling), request="甲", facts="乙", decision="丙", legal_basis="丁",
          outcome="supported", details={"request_met": "管道已重新接好"})  # fmt: skip
    assert "管道已重新接好" in case_page(handler(handling), handling.case)
    done = served(again(handling), LATER)
    assert "管道已重新接好" in case_page(person(Role.SCREENING), done.case)


def test_a_preview_of_the_agreement_takes_nothing():
    row = consented()
    agree = posted(content="赔偿三千元", how="一次付清", perform_by="2026-04-10", agreed_on="2026-03-09", effective_on="2026-03-09",
                   preview="1")  # fmt: skip
    response = as_user(handler(row.handling)).post(step("agree", row), agree)
    assert response["Content-Type"] == "application/pdf"
    assert Mediation.objects.get().state == "consented"


def test_attention_on_the_pages():
    case = registered(received_on=DAY)
    client = as_user(person(Role.SCREENING))
    mark = reverse("cases:case_act", args=[case.number, "mark_attention"])
    assert mark in case_page(person(Role.SCREENING), case)
    assert client.post(mark, posted(reason="信中言辞激动")).status_code == 302
    assert client.post(mark, posted(reason="再标一次")).status_code == 409
    close = reverse("cases:case_act", args=[case.number, "close_attention"])
    assert client.post(close, posted()).status_code == 409
    talk = reverse("cases:case_act", args=[case.number, "record_reception_talk"])
    assert "信中言辞激动" in client.get(talk).content.decode()
    assert client.post(talk, posted(talk="已接谈")).status_code == 302
    assert client.post(close, posted()).status_code == 302
    assert client.get(talk).status_code == 409
