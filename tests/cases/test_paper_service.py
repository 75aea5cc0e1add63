"""送达 of every paper that goes to the petitioner: the six forms, their conditions, the day that counts (domain §1.3)."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from builders import (
    MONDAY,
    accepted,
    again,
    claim_of,
    days,
    forwarded,
    lived,
    person,
    registered,
    served,
    signed,
    unit,
)
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from states import handler, head

from cases import actions, papers, papers_ledger
from cases.actions import Person
from cases.models import Case, CaseEvent, CasePaper, Deadline, Handling, PaperService
from cases.policies import NotLawfulNow, NotYours
from documents import issuing
from law import clock
from law.terms import HandlingState, PaperKind, Purpose, Role

pytestmark = pytest.mark.django_db

K = PaperKind


def people(n: int = 1, *, consents: bool = False) -> list[Person]:
    return [
        Person(
            name=f"陈桂{name}",
            phone=f"1385555220{k}",
            address="桂花苑",
            representative=n > 1,
            electronic_service=consents,
        )
        for k, name in enumerate("英兰芳"[:n])
    ]


def notice(kind: str = K.ACCEPTANCE_NOTICE, **changes: object) -> CasePaper:
    """A notice of the housing bureau, of MONDAY."""
    return CasePaper.objects.get(kind=kind, handling=accepted(**changes))


def serve(paper: CasePaper, on: date = MONDAY, **words: object) -> PaperService:
    given = {
        "method": "direct",
        "served_on": None,
        "proof": "本人签收",
        "by": handler(paper.handling),
    } | words
    return lived(on, actions.serve_paper, paper, **given)


# --- the day that counts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "arrives"),
    [
        pytest.param({"method": "direct"}, MONDAY, id="直接：回证签收日（民诉法88条）"),
        pytest.param({"method": "left", "witness": "居委会刘某", "refused": True, "cause": "拒绝签收"}, MONDAY, id="留置：留置当日（89条）"),
        pytest.param({"method": "post", "proof": "EMS 1029"}, None, id="邮寄：没有回执就没有送达日（91条）"),
        pytest.param({"method": "electronic", "served_on": MONDAY}, MONDAY, id="电子：到达其系统之日（90条）"),
        pytest.param({"method": "electronic"}, None, id="电子：没有到达回执就没有送达日（90条）"),
        pytest.param({"method": "through", "through_ground": "soldier", "through": "某部政治处王干事"}, None,
                     id="转交：本人签收日（92、94条）"),
        pytest.param({"method": "through", "through_ground": "imprisoned", "through": "县看守所", "served_on": MONDAY}, MONDAY,
                     id="转交：被监禁的（93条）"),
        pytest.param({"method": "public", "cause": "原址拆迁，去向不明"}, MONDAY + days(30), id="公告：发出满30日（95条）"),
    ],
)  # fmt: skip
def test_the_day_of_service_follows_its_form(words, arrives):
    row = serve(notice(persons=people(consents=True)), **words)
    assert row.served_on == arrives
    assert row.sent_on == MONDAY


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"method": "left"}, "见证人"),
        ({"method": "electronic"}, "须经受送达人同意"),
        ({"method": "through", "through": "某部"}, "只用于军人和被监禁的人"),
        ({"method": "through", "through_ground": "soldier"}, "转交的机关和经手人"),
        ({"method": "public"}, "原因和经过"),
        ({"method": "direct", "proof": " "}, "送达凭据"),
        ({"method": "post", "served_on": MONDAY - days(1)}, "不能早于发出日"),
        ({"method": "post", "served_on": MONDAY + days(9)}, "送达日还没有到"),
        ({"method": "carrier_pigeon"}, "请选择送达方式"),
        ({"on": MONDAY + days(1), "at": MONDAY}, "晚于今天"),
        ({"on": MONDAY - days(1), "at": MONDAY}, "不能早于文书的成文日期"),
        ({"on": MONDAY, "at": MONDAY + days(2)}, "请写明理由"),
    ],
)  # fmt: skip
def test_a_form_whose_condition_lacks_is_refused(words, said):
    """每种方式的条件 (domain §1.3), and nothing is kept of what was refused."""
    paper = notice()
    given = {
        "method": "direct",
        "served_on": None,
        "proof": "x",
        "by": handler(paper.handling),
        "on": MONDAY,
    } | words
    today = given.pop("at", MONDAY)
    with clock.on_day(today), pytest.raises(NotLawfulNow, match=said):
        actions.serve_paper(paper, **given)
    assert not PaperService.objects.exists()


@pytest.mark.parametrize(
    ("words", "lacks"),
    [({"method": "through"}, "只用于军人"), ({"method": "public"}, "原因和经过")],
)
def test_an_opinion_is_served_under_the_same_conditions(words, lacks):
    handling = signed(accepted(), MONDAY)
    with pytest.raises(NotLawfulNow, match=lacks):
        lived(MONDAY, actions.serve, handling, by=handler(handling), served_on=None, proof="x", **words)


def test_a_service_recorded_late_says_why_and_is_marked():
    paper = notice()
    with clock.on_day(MONDAY + days(3)):
        actions.serve_paper(paper, by=handler(paper.handling), on=MONDAY + days(1), method="direct", served_on=None,
                            proof="回证 7 号", why_backdated="外勤，回单位后补录，回证在案")  # fmt: skip
    event = CaseEvent.objects.get(act="serve_paper")
    assert event.backdated
    assert "补录：外勤" in event.note


def test_serving_a_paper_bars_no_later_act_dated_before_it():
    """An entry beside the course (aside): a service does not stop the unit from recording its own act of the day before."""
    handling = forwarded()
    destination = CasePaper.objects.get(kind=K.DESTINATION_NOTICE, handling=handling)
    lived(
        MONDAY + days(3),
        actions.serve_paper,
        destination,
        by=person(Role.INTAKE),
        method="direct",
        served_on=None,
        proof="签收",
    )
    with clock.on_day(MONDAY + days(4)):
        actions.accept(handling, by=handler(handling), on=MONDAY + days(2), why_backdated="签收单")
    assert again(handling).accepted_on == MONDAY + days(2)


# --- what the paper says -----------------------------------------------------------------------------------------


def words_of(kind: str) -> str:
    content = issuing.content_of(CasePaper.objects.filter(kind=kind).latest("pk").paper)
    return "".join(block.text for block in content.blocks) + "".join(
        line for row in content.rows for cell in row.cells for line in cell.lines
    )


def test_every_service_leaves_its_receipt():
    serve(notice(), method="left", witness="居委会刘某", refused=True, cause="在家拒绝签收")
    text = words_of(K.SERVICE_RECEIPT)
    for word in (
        "留置送达",
        "信访事项受理告知书",
        "云住建信告〔2026〕1号",
        "陈桂英",
        "居委会刘某",
        "拒收：在家拒绝签收",
        "2026年3月2日",
    ):
        assert word in text


def test_a_public_notice_masks_the_name_and_names_the_day():
    """公告送达: 姓名遮蔽, 满三十日的那一天."""
    serve(notice(), method="public", cause="原址拆迁，电话停机")
    text = words_of(K.PUBLIC_NOTICE)
    assert "陈某某" in text
    assert "陈桂英" not in text
    assert "桂花苑" not in text
    assert "倒灌" not in text
    assert "2026年4月1日" in text


@pytest.mark.parametrize(
    ("name", "masked"), [("陈桂英", "陈某某"), ("王强", "王某"), ("欧阳青云", "欧某某"), ("", "某信访人")]
)
def test_a_name_is_masked(name, masked):
    assert papers.masked(name) == masked


# --- who, and what owes service ----------------------------------------------------------------------------------


def test_only_the_organ_that_issued_a_paper_serves_it():
    paper = notice()
    for by in (
        person(Role.INTAKE),
        person(Role.HANDLER, "agriculture"),
        person(Role.COUNTY_LEADER, "county_government"),
    ):
        with pytest.raises(NotYours):
            serve(paper, by=by)
    serve(paper)


@pytest.mark.parametrize(
    ("kind", "owes"),
    [(K.ACCEPTANCE_NOTICE, True), (K.DESTINATION_NOTICE, True), (K.RECEIPT, False), (K.REGISTRATION, False),
     (K.FORWARDING_LETTER, False), (K.SCREENING_SHEET, False)],
)  # fmt: skip
def test_what_owes_service(kind, owes):
    accepted()
    assert actions.service.owes_service(CasePaper.objects.filter(kind=kind).latest("pk")) == owes


def test_an_opinion_is_served_by_its_own_act():
    handling = signed(accepted(), MONDAY)
    opinion = CasePaper.objects.get(kind=K.OPINION)
    with pytest.raises(NotLawfulNow, match="登记送达"):
        serve(opinion)
    assert again(handling).state == HandlingState.SIGNED


def test_papers_of_an_accusation_are_in_no_list_and_served_by_nobody():
    """条例第30条第3款."""
    officer = person(Role.COMPARTMENT)
    case = registered(
        purpose=Purpose.ACCUSATION, title="反映某科长", claims=["请查处"], accused=[unit("housing")]
    )
    lived(MONDAY, actions.transfer_to_discipline, claim_of(case), by=officer, unit=unit("discipline"))
    paper = CasePaper.objects.get(case=case)
    with pytest.raises(NotYours):
        lived(MONDAY, actions.serve_paper, paper, by=officer, method="direct", served_on=None, proof="x")
    for role in Role:
        assert not papers_ledger.rows_for(person(role)).filter(case=case).exists()


# --- joint petitions ---------------------------------------------------------------------------------------------


def test_a_joint_petition_is_served_on_each_who_got_a_copy():
    """The addressee first; each person one standing entry; the paper is served once the first has it."""
    paper = notice(persons=people(3), people=3)
    first, second, _ = paper.case.own_petition.petitioners.all()
    assert serve(paper).petitioner == first
    assert papers_ledger.status_of(fresh(paper)) == "3-02 直接送达"
    serve(paper, petitioner=second, method="post", proof="EMS 1")
    assert "2人" in papers_ledger.status_of(fresh(paper))
    with pytest.raises(NotLawfulNow, match="已经登记送达"):
        serve(paper, petitioner=second)
    other = notice(persons=people(1), title="另一件").case.own_petition.petitioners.get()
    with pytest.raises(NotLawfulNow, match="应是本件的信访人"):
        serve(paper, petitioner=other)


def fresh(paper: CasePaper) -> CasePaper:
    return CasePaper.objects.select_related("paper").prefetch_related("services").get(pk=paper.pk)


# --- receipts, returned mail, corrections -------------------------------------------------------------------------


def test_posted_mail_arrives_on_the_day_its_receipt_bears():
    row = serve(notice(), method="post", proof="EMS 1029")
    by = handler(row.paper.handling)
    for wrong in (MONDAY - days(1), MONDAY + days(6)):
        with pytest.raises(NotLawfulNow, match="送达日应在发出日与今天之间"):
            lived(MONDAY + days(5), actions.confirm_paper_arrival, row, by=by, served_on=wrong)
    lived(
        MONDAY + days(5),
        actions.confirm_paper_arrival,
        row,
        by=by,
        served_on=MONDAY + days(3),
        proof="本人签收",
    )
    row.refresh_from_db()
    assert (row.served_on, row.proof) == (MONDAY + days(3), "EMS 1029；本人签收")
    with pytest.raises(NotLawfulNow, match="已经登记"):
        lived(MONDAY + days(6), actions.confirm_paper_arrival, row, by=by, served_on=MONDAY + days(4))


def test_returned_mail_is_not_served_and_the_paper_is_owed_again():
    """退件不等于送达 (domain §1.3)."""
    row = serve(notice(), method="post", proof="EMS 1029")
    by = handler(row.paper.handling)
    lived(
        MONDAY + days(6), actions.annul_paper_service, row, by=by, reason="查无此人，邮局退回", returned=True
    )
    row.refresh_from_db()
    assert (row.returned, row.served_on, row.annulled_by) == (True, None, by)
    assert papers_ledger.owed(CasePaper.objects.all(), MONDAY).filter(pk=row.paper_id).exists()
    serve(row.paper, on=MONDAY + days(7))
    assert PaperService.objects.filter(paper=row.paper).count() == 2, "only added to"


def test_a_wrong_entry_is_annulled_with_its_reason_and_stays():
    row = serve(notice())
    by = handler(row.paper.handling)
    with pytest.raises(NotLawfulNow, match="请写明退件或更正的理由"):
        lived(MONDAY, actions.annul_paper_service, row, by=by, reason=" ", returned=False)
    with pytest.raises(NotLawfulNow, match="只有邮寄的才会退件"):
        lived(MONDAY, actions.annul_paper_service, row, by=by, reason="查无此人", returned=True)
    with pytest.raises(NotYours):
        lived(
            MONDAY,
            actions.annul_paper_service,
            row,
            by=person(Role.INTAKE),
            reason="登记到别的件上",
            returned=False,
        )
    lived(MONDAY, actions.annul_paper_service, row, by=by, reason="登记到别的件上了", returned=False)
    with pytest.raises(NotLawfulNow, match="已经退件或更正"):
        lived(MONDAY, actions.annul_paper_service, row, by=by, reason="登记到别的件上了", returned=False)
    assert [event.act for event in CaseEvent.objects.order_by("pk")][-2:] == [
        "serve_paper",
        "annul_paper_service",
    ]


# --- the opinion's service taken back ------------------------------------------------------------------------------


def clock_of(handling: Handling, period: str) -> Deadline:
    return Deadline.objects.filter(handling=handling, period=period).latest("pk")


def test_an_opinion_returned_by_the_post_was_answered_in_time_but_not_served():
    """条例第35条: the thirty days run from what was received. The duty was met when the paper left (design §5)."""
    handling = signed(accepted(), MONDAY)
    lived(MONDAY, actions.serve, handling, by=handler(handling), method="post", served_on=None, proof="EMS 1")
    lived(
        MONDAY + days(8),
        actions.annul_service,
        handling,
        by=handler(handling),
        reason="查无此人，退回",
        returned=True,
    )
    handling = again(handling)
    assert handling.state == HandlingState.SIGNED
    assert clock_of(handling, "handling").met_on == MONDAY
    lived(
        MONDAY + days(9),
        actions.serve,
        handling,
        by=handler(handling),
        method="direct",
        served_on=None,
        proof="当面签收",
    )
    assert clock_of(handling, "review_request").started_on == MONDAY + days(9)
    assert clock_of(handling, "handling").met_on == MONDAY


def test_a_wrong_entry_of_an_opinions_service_takes_back_what_it_met_and_started():
    handling = served(accepted(), MONDAY)
    lived(
        MONDAY + days(1),
        actions.annul_service,
        handling,
        by=handler(handling),
        reason="登记到另一件上了",
        returned=False,
    )
    handling = again(handling)
    assert clock_of(handling, "handling").met_on is None
    assert clock_of(handling, "review_request").voided_on == MONDAY + days(1)
    assert handling.services.get().annul_reason == "登记到另一件上了"
    handling = served(handling, MONDAY + days(2)) if handling.state == HandlingState.ACCEPTED else handling
    lived(
        MONDAY + days(2),
        actions.serve,
        handling,
        by=handler(handling),
        method="direct",
        served_on=None,
        proof="签收",
    )
    assert clock_of(handling, "handling").met_on == MONDAY + days(2)


def test_only_the_unit_takes_its_service_back_and_only_before_the_check():
    handling = served(accepted(), MONDAY)
    with pytest.raises(NotYours):
        lived(
            MONDAY,
            actions.annul_service,
            handling,
            by=person(Role.SCREENING),
            reason="登记错了",
            returned=False,
        )
    lived(MONDAY + days(1), actions.conclude, handling, by=person(Role.SCREENING))
    with pytest.raises(NotLawfulNow, match="当前状态"):
        lived(
            MONDAY + days(2),
            actions.annul_service,
            again(handling),
            by=handler(handling),
            reason="登记错了",
            returned=False,
        )


# --- the database, and two at once ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [{"method": "left", "witness": ""}, {"method": "through", "through": ""}, {"method": "public", "cause": ""},
     {"returned": True}, {"annulled_on": MONDAY}, {"served_on": MONDAY - days(1)}],
    ids=["留置无见证", "转交无经手", "公告无事由", "退件未注销", "注销无理由", "先送达后发出"],
)  # fmt: skip
def test_the_database_refuses_what_the_law_refuses(changes):
    row = serve(notice())
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperService.objects.filter(pk=row.pk).update(**changes)


@pytest.mark.django_db(transaction=True)
def test_two_who_serve_one_paper_at_once_leave_one_entry():
    paper = notice()
    by, together = handler(paper.handling), Barrier(2)

    def attempt(_: int) -> str:
        try:
            with clock.on_day(MONDAY):
                together.wait(timeout=20)
                actions.serve_paper(CasePaper.objects.get(pk=paper.pk), by=by, on=MONDAY, method="direct", served_on=None,
                                    proof="签收")  # fmt: skip
            return "served"
        except NotLawfulNow:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, range(2))) == ["refused", "served"]
    assert PaperService.objects.filter(annulled_on=None).count() == 1


# --- the pages -----------------------------------------------------------------------------------------------------


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def test_from_owed_to_served_on_the_pages():
    paper = notice(persons=people(consents=True))
    by = handler(paper.handling)
    client = client_of(by)
    with clock.on_day(MONDAY):
        assert "未送达" in client.get(f"/cases/{paper.case.number}/").content.decode()
        listed = client.get("/papers-service/").content.decode()
        assert "受理告知书" in listed
        address = papers_ledger.address_of(paper)
        record = client.get(address).content.decode()
        assert "登记送达" in record
        form = client.get(f"{address}serve/").context["form"]
        wrong = client.post(f"{address}serve/", {
            "form_key": str(uuid.uuid4()), "version": "0", "petitioner": str(paper.petitioner_id), "method": "public",
            "on": MONDAY, "proof": "我写的凭据还在",
        })  # fmt: skip
        assert "公告送达请写明原因和经过" in wrong.content.decode()
        assert "我写的凭据还在" in wrong.content.decode(), "what was typed is kept"
        done = client.post(f"{address}serve/", {
            "form_key": str(uuid.uuid4()), "version": "0", "petitioner": form.fields["petitioner"].choices[0][0],
            "method": "post", "on": MONDAY, "proof": "EMS 1029",
        })  # fmt: skip
        assert done.status_code == 302
        assert "待回执" in client.get(address).content.decode()
    with clock.on_day(MONDAY + days(4)):
        done = client.post(
            f"{address}arrive/",
            {"form_key": str(uuid.uuid4()), "version": "0", "served_on": MONDAY + days(2)},
        )
        assert done.status_code == 302
        assert "3-04 邮寄送达" in client.get(f"/cases/{paper.case.number}/").content.decode()
    refused = client_of(person(Role.HANDLER, "agriculture")).get(address)
    assert refused.status_code == 404


def test_the_act_answers_409_when_it_came_too_late():
    paper = notice()
    client = client_of(handler(paper.handling))
    serve(paper)
    with clock.on_day(MONDAY):
        answer = client.post(f"{papers_ledger.address_of(paper)}serve/", {
            "form_key": str(uuid.uuid4()), "version": "0", "petitioner": str(paper.petitioner_id), "method": "direct",
            "on": MONDAY, "proof": "第二次"})  # fmt: skip
    assert answer.status_code == 409
    assert "第二次" in answer.content.decode()


def test_the_list_costs_a_constant_number_of_queries(django_assert_max_num_queries):
    for n in range(3):
        serve(notice(title=f"件{n}"))
    client = client_of(head(Handling.objects.first()))
    with clock.on_day(MONDAY):
        client.get("/papers-service/?view=all")
        with django_assert_max_num_queries(16):
            client.get("/papers-service/?view=all")


def test_whoever_only_reads_is_not_shown_the_list():
    notice()
    assert (
        client_of(person(Role.COUNTY_LEADER, "county_government")).get("/papers-service/").status_code == 403
    )
    assert Case.objects.exists()
