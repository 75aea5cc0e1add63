"""委托代理: who acts for a petitioner is asked at registration, kept like the person's own data, and may sign for papers."""

import pytest
from builders import MONDAY, accepted, lived, person, registered, registration
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from registering import CLAIM, NAME, number_of, typed

from audit.models import Record
from cases import actions
from cases.actions import Person
from cases.models import Case, CasePaper, Petitioner
from cases.policies import NotLawfulNow
from documents import issuing
from law import clock
from law.terms import PaperKind, Role

pytestmark = pytest.mark.django_db

AGENT, MASKED = "欧阳文渊", "欧**渊"
GIVEN = {"agent": AGENT, "agent_relation": "律师", "agent_authorised": "on"}


@pytest.fixture(autouse=True)
def _monday(settings, tmp_path):
    settings.FILES_DIR = tmp_path
    with clock.on_day(MONDAY):
        yield


@pytest.fixture
def desk(client):
    client.force_login(person(Role.INTAKE))
    return client


def case_of(desk, **changes) -> Case:
    return Case.objects.get(number=number_of(desk.post("/register/", typed(**GIVEN | changes))))


def printed(case: Case, kind: str) -> str:
    paper = CasePaper.objects.get(case=case, kind=kind).paper
    return str(issuing.content_of(paper))


def test_the_page_asks_and_the_file_keeps_it_sealed(desk):
    case = case_of(desk)
    row = case.own_petition.petitioners.get()
    assert (row.agent, row.agent_relation, row.agent_authorised) == (AGENT, "律师", True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT agent_sealed FROM cases_petitioner WHERE id = %s", [row.pk])
        assert AGENT.encode() not in bytes(cursor.fetchone()[0])


def test_the_case_page_masks_the_name_until_somebody_says_why(desk):
    case = case_of(desk)
    address = reverse("cases:detail", args=[case.number])
    page = desk.get(address).content.decode()
    assert f"{MASKED}（律师，委托书已附）" in page
    assert AGENT not in page
    reveal = reverse("cases:reveal", args=[case.number, case.own_petition.petitioners.get().pk, "agent"])
    assert reveal in page
    shown = desk.post(reveal, {"reason": "核对代理人身份"}, follow=True).content.decode()
    assert AGENT in shown
    assert Record.objects.filter(verb="reveal_agent").exists()


def test_form_and_receipt_name_the_agent(desk):
    case = case_of(desk)
    assert f"{AGENT}（律师，委托书已附）" in printed(case, PaperKind.REGISTRATION)
    assert f"{NAME}（代理人：{AGENT}）" in printed(case, PaperKind.RECEIPT)


def test_without_an_agent_nothing_is_said_of_one(desk):
    case = case_of(desk, agent="", agent_relation="", agent_authorised="")
    assert "代理人" not in desk.get(reverse("cases:detail", args=[case.number])).content.decode()
    assert "代理人" not in printed(case, PaperKind.RECEIPT)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"agent_relation": ""}, "请写明代理人和信访人的关系"),
        ({"agent": ""}, "请写代理人的姓名"),
        ({"person_name": [""], "person_identity": [""], "person_phone": [""], "person_address": [""],
          "anonymous": "on"}, "请先填委托他的信访人"),
    ],
)  # fmt: skip
def test_what_is_half_said_is_asked_for_with_the_text_kept(desk, changes, words):
    answer = desk.post("/register/", typed(**GIVEN | changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert CLAIM in answer.content.decode()
    assert not Case.objects.exists()


def test_the_act_itself_refuses_an_agent_of_no_relation():
    form = registration(persons=[Person(name=NAME, agent=AGENT)])
    with pytest.raises(NotLawfulNow, match="和信访人的关系"):
        lived(MONDAY, actions.register, form, by=person(Role.INTAKE), unit=person(Role.INTAKE).unit)


def test_no_relation_and_no_authority_without_a_name_by_hand():
    row = registered().own_petition.petitioners.first()
    with pytest.raises(IntegrityError, match="agent_has_a_name"), transaction.atomic():
        Petitioner.objects.filter(pk=row.pk).update(agent_relation="律师")


@pytest.mark.parametrize(("authorised", "said"), [(True, True), (False, False)])
def test_a_paper_may_be_signed_for_by_an_agent_with_written_authority(client, authorised, said):
    handling = accepted()
    row = handling.case.own_petition.petitioners.first()
    row.agent, row.agent_relation, row.agent_authorised = AGENT, "律师", authorised
    row.save()
    paper = CasePaper.objects.get(handling=handling, kind=PaperKind.ACCEPTANCE_NOTICE)

    client.force_login(person(Role.HANDLER, "housing"))
    page = client.get(reverse("cases:papers-service_step", args=[paper.pk, "serve"])).content.decode()
    assert (f"可由代理人{MASKED}（律师，委托书已附）签收" in page) is said
    assert AGENT not in page
