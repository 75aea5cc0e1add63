"""文号登记簿 and 作废: no number is given twice or lost, a void one stays with its reason (domain §3.7)."""

import uuid

import pytest
from builders import MONDAY, accepted, claim_of, days, forwarded, lived, person, registered, signed, unit
from django.conf import settings
from django.test import Client
from states import handler, head

from cases import actions
from cases.models import CasePaper
from cases.policies import NotLawfulNow, NotYours
from documents import register
from documents.models import NumberSeries, Paper
from law import clock
from law.terms import PaperKind, Purpose, Role
from petition_bureau import doctor

pytestmark = pytest.mark.django_db
K = PaperKind


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def letter() -> CasePaper:
    return CasePaper.objects.get(kind=K.FORWARDING_LETTER, handling=forwarded())


def test_a_void_number_stays_and_the_next_paper_gets_the_next():
    paper = letter()
    lived(MONDAY, actions.void_paper, paper, by=person(Role.BUREAU_LEADER), reason="附件清单漏印")
    following = letter()
    rows = list(
        Paper.objects.filter(kind=K.FORWARDING_LETTER)
        .order_by("serial")
        .values_list("serial", "voided_on", "void_reason")
    )
    assert rows == [(1, MONDAY, "附件清单漏印"), (2, None, None)]
    assert following.paper.number.endswith("2号")
    assert register.gaps() == []


def test_the_same_words_leave_under_a_new_number():
    paper = letter()
    made = lived(
        MONDAY + days(1),
        actions.void_paper,
        paper,
        by=person(Role.BUREAU_LEADER),
        reason="印错文号",
        again=True,
    )
    assert made.paper.number != paper.paper.number
    old, new = paper.paper.content, made.paper.content
    assert (new["date"], new["blocks"]) == ("2026年3月3日", old["blocks"])
    assert (made.kind, made.handling_id) == (paper.kind, paper.handling_id)
    assert register.gaps() == []


@pytest.mark.parametrize(
    ("role", "code"), [(Role.SCREENING, "bureau"), (Role.UNIT_HEAD, "housing"), (Role.HANDLER, "housing")]
)
def test_only_who_answers_for_the_seal_makes_a_paper_void(role, code):
    with pytest.raises(NotYours):
        lived(MONDAY, actions.void_paper, letter(), by=person(role, code), reason="附件清单漏印")


def test_the_head_voids_a_paper_of_the_unit():
    notice = CasePaper.objects.get(kind=K.ACCEPTANCE_NOTICE, handling=accepted())
    with pytest.raises(NotYours):
        lived(
            MONDAY, actions.void_paper, notice, by=person(Role.BUREAU_LEADER), reason="日期印错", again=True
        )
    assert lived(MONDAY, actions.void_paper, notice, by=head(notice.handling), reason="日期印错", again=True)


def test_what_fulfils_a_duty_to_tell_is_only_replaced():
    """条例第23条: a notice that is only taken away would leave the petitioner untold while the clock says told."""
    notice = CasePaper.objects.get(kind=K.ACCEPTANCE_NOTICE, handling=accepted())
    with pytest.raises(NotLawfulNow, match="重新出具"):
        lived(MONDAY, actions.void_paper, notice, by=head(notice.handling), reason="日期印错")


def test_what_was_served_stands():
    notice = CasePaper.objects.get(kind=K.ACCEPTANCE_NOTICE, handling=accepted())
    lived(
        MONDAY,
        actions.serve_paper,
        notice,
        by=handler(notice.handling),
        method="direct",
        served_on=None,
        proof="签收",
    )
    with pytest.raises(NotLawfulNow, match="已经送达的文书不能作废"):
        lived(MONDAY, actions.void_paper, notice, by=head(notice.handling), reason="日期印错", again=True)


def test_an_opinion_in_force_is_sent_back_not_made_void():
    opinion = CasePaper.objects.get(kind=K.OPINION, handling=signed(accepted(), MONDAY))
    with pytest.raises(NotLawfulNow, match="由信访局退回重办"):
        lived(MONDAY, actions.void_paper, opinion, by=head(opinion.handling), reason="数额写错", again=True)


def test_a_reason_is_needed_and_once_is_enough():
    paper, by = letter(), person(Role.BUREAU_LEADER)
    with pytest.raises(NotLawfulNow, match="理由"):
        lived(MONDAY, actions.void_paper, paper, by=by, reason=" ")
    lived(MONDAY, actions.void_paper, paper, by=by, reason="附件清单漏印")
    with pytest.raises(NotLawfulNow, match="作废"):
        lived(MONDAY, actions.void_paper, paper, by=by, reason="附件清单漏印")


# --- gaps ----------------------------------------------------------------------------------------------------------


def test_a_lost_number_is_found_by_the_doctor():
    letter()
    assert register.gaps() == []
    assert doctor._numbers() is None
    NumberSeries.objects.filter(organ_code="bureau", series="转").update(last=3)
    gap = register.gaps()[0]
    assert (gap.organ_code, gap.series, gap.last, gap.held) == ("bureau", "转", 3, 1)
    assert "转" in doctor._numbers().text


# --- the page ------------------------------------------------------------------------------------------------------


def page(user: object, query: str = "") -> str:
    with clock.on_day(MONDAY):
        return client_of(user).get(f"/numbers/{query}").content.decode()


def test_the_register_lists_void_numbers_with_their_reason():
    paper = letter()
    lived(MONDAY, actions.void_paper, paper, by=person(Role.BUREAU_LEADER), reason="附件清单漏印")
    text = page(person(Role.SCREENING), "?series=转")
    for word in (paper.paper.number, "关于转送信访事项的函", "作废", "附件清单漏印", paper.case.number):
        assert word in text


def test_a_unit_reads_its_own_register_and_only_that():
    accepted()
    text = page(person(Role.HANDLER, "agriculture"), "?organ=housing&series=告")
    assert "云住建信告" not in text
    assert "云住建信告〔2026〕1号" in page(person(Role.HANDLER, "housing"), "?series=告")
    assert "云住建信告" not in page(person(Role.HANDLER, "agriculture"), "?q=受理告知")


def test_an_accusation_shows_its_number_and_nothing_else():
    """条例第30条第3款: 只见编号和「密」."""
    officer = person(Role.COMPARTMENT)
    case = registered(
        purpose=Purpose.ACCUSATION, title="反映某科长", claims=["请查处"], accused=[unit("housing")]
    )
    lived(MONDAY, actions.transfer_to_discipline, claim_of(case), by=officer, unit=unit("discipline"))
    number = CasePaper.objects.get(case=case).paper.number
    for role in (Role.SCREENING, Role.BUREAU_LEADER, Role.WRITER):
        text = page(person(role), "?series=移")
        assert number in text
        assert "<td>密</td>" in text
        assert case.number not in text
        assert "移送检举控告" not in text
        assert officer.name not in text
        assert number not in page(person(role), f"?q={case.number}")


def test_a_register_is_searched_by_number_title_and_file():
    paper = letter()
    for words in (paper.paper.number[:6], "转送信访事项", paper.case.number):
        assert paper.paper.number in page(person(Role.SCREENING), f"?q={words}")


def test_the_register_costs_a_constant_number_of_queries(django_assert_max_num_queries):
    for _ in range(3):
        letter()
    client = client_of(person(Role.SCREENING))
    with clock.on_day(MONDAY):
        client.get("/numbers/?series=转")
        with django_assert_max_num_queries(14):
            client.get("/numbers/?series=转")


def test_voiding_on_the_page():
    paper = letter()
    client = client_of(head(accepted()))
    notice = CasePaper.objects.filter(kind=K.ACCEPTANCE_NOTICE).latest("pk")
    with clock.on_day(MONDAY):
        answer = client.post(f"/papers-service/{notice.pk}/void/", {
            "form_key": str(uuid.uuid4()), "version": "0", "reason": "日期印错", "again": "on"})  # fmt: skip
        assert answer.status_code == 302
        assert "作废" in client.get(f"/papers-service/{notice.pk}/").content.decode()
    assert paper.paper.voided_on is None
