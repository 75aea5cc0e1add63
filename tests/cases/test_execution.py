"""What an opinion supports is carried out, and the unit sees to it (条例第32条第2款; domain §4.2 row 23); 退回重办 (row 25)."""

import uuid
from datetime import date

import pytest
from builders import (
    MONDAY,
    accepted,
    again,
    claim_of,
    concluded,
    lived,
    person,
    registered,
    served,
    signed,
)
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from states import handler, head, simple_replied

from cases import actions
from cases.models import Case, CaseEvent, CasePaper, Deadline, Execution, SupportingOpinion
from cases.policies import NotLawfulNow, NotYours
from documents import issuing
from law import clock
from law.terms import CaseState, ExecutionResult, PaperKind, Purpose, Role

pytestmark = pytest.mark.django_db
DAY, LATER = date(2026, 3, 9), date(2026, 3, 30)
WORDS = {
    "result": "under_way",
    "executor": "县水务公司",
    "account": "已进场开挖，预计月底接通",
    "until": date(2026, 3, 31),
}


def supporting(on: date = date(2026, 3, 4)):
    handling = served(accepted(), on)
    return SupportingOpinion.objects.get(handling=handling)


def told(row, on: date = DAY, by=None, **changes):
    by = by or handler(row.handling)
    return lived(on, actions.record_execution, row, by=by, **(WORDS | changes))


def state_of(row) -> str:
    return SupportingOpinion.objects.with_state().get(pk=row.pk).state


def as_user(user) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def test_reported_until_it_is_carried_out_and_every_report_stays():
    """条例第32条第2款: whoever gives an opinion in support urges those who have to carry it out."""
    row = supporting()
    assert state_of(row) is None
    told(row)
    assert state_of(row) == ExecutionResult.UNDER_WAY
    told(row, LATER, result="carried_out", account="管道接通，信访人到场看过", until=None)
    assert state_of(row) == ExecutionResult.CARRIED_OUT
    assert list(Execution.objects.order_by("pk").values_list("result", flat=True)) == [
        "under_way",
        "carried_out",
    ]
    events = CaseEvent.objects.filter(handling=row.handling, act="record_execution")
    assert events.count() == 2
    with pytest.raises(NotLawfulNow, match="执行完毕"):
        told(row, LATER)


def test_it_neither_waits_for_the_close_nor_the_close_for_it():
    row = supporting()
    before = list(Deadline.objects.values_list("pk", "due_on", "met_on", "voided_on"))
    told(row)
    assert list(Deadline.objects.values_list("pk", "due_on", "met_on", "voided_on")) == before
    concluded(again(row.handling), date(2026, 3, 10))
    assert Case.objects.get(pk=row.handling.claim.case_id).state == CaseState.CLOSED
    told(row, LATER, result="not_carried_out", account="公司以资金不足为由没有动工", until=None)
    assert state_of(row) == ExecutionResult.NOT_CARRIED_OUT


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"result": "magic"}, "执行情况"),
        ({"executor": " "}, "哪个单位"),
        ({"account": ""}, "凭据"),
        ({"until": None}, "预计完成日"),
        ({"until": DAY}, "以后"),
        ({"result": "carried_out"}, "其余的不填"),
    ],
)
def test_what_a_report_lacks_is_said(changes, words):
    with pytest.raises(NotLawfulNow, match=words):
        told(supporting(), **changes)
    assert not Execution.objects.exists()


@pytest.mark.parametrize(
    ("role", "at"),
    [(Role.SCREENING, "bureau"), (Role.HANDLER, "agriculture"), (Role.BUREAU_LEADER, "bureau")],
)
def test_only_the_unit_that_gave_the_opinion(role, at):
    with pytest.raises(NotYours):
        told(supporting(), by=person(role, at))


@pytest.mark.parametrize("outcome", ["explained", "rejected"])
def test_only_an_opinion_in_support_is_carried_out(outcome):
    handling, on = accepted(), date(2026, 3, 3)
    opinion = lived(on, actions.draft_opinion, handling, by=handler(handling), outcome=outcome, request="重新接好管子",
                    facts="现场看过", decision="逐项说明", legal_basis="《物业管理条例》")  # fmt: skip
    lived(on, actions.sign_opinion, again(handling), by=head(handling))
    lived(
        on, actions.serve, again(handling), by=handler(handling), method="direct", served_on=on, proof="签收"
    )
    assert not SupportingOpinion.objects.exists()
    with pytest.raises(NotLawfulNow, match="第32条第2款"):
        lived(DAY, actions.record_execution, opinion, by=handler(handling), **WORDS)


def test_not_before_it_is_served_nor_after_it_was_sent_back():
    handling = signed(accepted(), date(2026, 3, 3))
    opinion = handling.opinions.get()
    with pytest.raises(NotLawfulNow, match="已经送达"):
        lived(DAY, actions.record_execution, opinion, by=handler(handling), **WORDS)
    handling = served(again(handling), DAY)
    lived(DAY, actions.send_back, handling, by=person(Role.SCREENING), reason="漏答第二项诉求")
    with pytest.raises(NotLawfulNow, match="已经送达"):
        lived(LATER, actions.record_execution, opinion, by=handler(handling), **WORDS)


def test_the_database_keeps_every_report():
    row = told(supporting())
    for sql in ("UPDATE cases_execution SET account = 'x'", "DELETE FROM cases_execution"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
    with pytest.raises(IntegrityError), transaction.atomic():
        Execution.objects.create(opinion=row.opinion, result="under_way", executor="x", account="y", on=DAY, unit=row.unit,
                                 recorded_by=row.recorded_by)  # fmt: skip


def test_a_unit_sees_its_own_and_an_accusation_is_nowhere():
    row = supporting()
    assert list(SupportingOpinion.objects.visible_to(person(Role.SCREENING))) == [row]
    assert list(SupportingOpinion.objects.visible_to(handler(row.handling))) == [row]
    for other in (person(Role.HANDLER, "agriculture"), person(Role.SYSADMIN), person(Role.COUNSEL)):
        assert not SupportingOpinion.objects.visible_to(other).exists()
    registered(purpose=Purpose.ACCUSATION)
    assert SupportingOpinion.objects.visible_to(person(Role.BUREAU_LEADER)).count() == 1


def test_offered_on_the_case_page_and_done_on_its_own_with_the_text_kept():
    row = supporting()
    who = handler(row.handling)
    address = reverse("cases:execution_step", args=[row.pk, "record"])
    with clock.on_day(DAY):
        page = (
            as_user(who).get(reverse("cases:detail", args=[row.handling.claim.case.number])).content.decode()
        )
        assert address in page
        assert "等登记执行情况" in page
        refused = as_user(who).post(address, {"form_key": str(uuid.uuid4())} | WORDS | {"until": ""})
        assert refused.status_code == 409
        assert WORDS["account"] in refused.content.decode()
        done = as_user(who).post(address, {"form_key": str(uuid.uuid4())} | WORDS)
        assert done.status_code == 302
        assert (
            as_user(person(Role.SCREENING)).post(address, {"form_key": str(uuid.uuid4())} | WORDS).status_code
            == 403
        )
        listed = as_user(person(Role.BUREAU_LEADER)).get(reverse("cases:execution")).content.decode()
    assert "县水务公司" in listed
    with clock.on_day(date(2026, 4, 1)):
        late = (
            as_user(person(Role.BUREAU_LEADER))
            .get(reverse("cases:execution") + "?view=late")
            .content.decode()
        )
    assert "已过预计的" in late


def test_the_list_costs_the_same_however_many(django_assert_max_num_queries):
    for n in range(3):
        told(supporting(date(2026, 3, 4 + n)))
    client = as_user(person(Role.BUREAU_LEADER))
    with clock.on_day(DAY), django_assert_max_num_queries(16):
        assert client.get(reverse("cases:execution")).status_code == 200


# --- 退回重办 (row 25) ---------------------------------------------------------------------------------------------


def test_what_is_sent_back_says_what_is_lacking_and_that_the_period_ran_on():
    """Domain §4.2 row 25: the paper goes to the unit; 不得借此回拨 T5."""
    handling = served(accepted(), date(2026, 3, 4))
    due = Deadline.objects.get(handling=handling, period="handling").due_on
    lived(DAY, actions.send_back, handling, by=person(Role.SCREENING), reason="漏答第二项诉求。")
    paper = CasePaper.objects.get(kind=PaperKind.RETURN_NOTICE)
    assert (paper.case_id, paper.handling_id) == (handling.claim.case_id, handling.pk)
    text = str(issuing.content_of(paper.paper))
    assert "漏答第二项诉求" in text
    assert f"最迟{due.year}年{due.month}月{due.day}日" in text
    assert "陈桂英" not in text
    assert Deadline.objects.get(handling=handling, period="handling").due_on == due


def test_a_simple_reply_sent_back_has_its_paper_too():
    handling = simple_replied()
    lived(DAY, actions.send_back, handling, by=person(Role.SCREENING), reason="没有回应诉求")
    assert CasePaper.objects.filter(kind=PaperKind.RETURN_NOTICE, handling=handling).count() == 1
    assert claim_of(handling.claim.case).way
    assert MONDAY < DAY
