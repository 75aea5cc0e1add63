"""The pages of 复查复核: the request on the case page, the ledger, its record and steps, the reminders (条例第35条、第36条)."""

import threading
from datetime import date

import pytest
from builders import MONDAY, again, days, lived, person, unit
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from reviewing import ASKED, DECIDED, OPINION, WORDS, answered, asked, decided, fresh, reviewed, taken

from cases import actions, reviews, sweeps
from cases.models import Deadline, Review
from cases.policies import NotLawfulNow
from law import clock
from law.terms import ReviewState, Role, UnitKind
from notifications.models import Outbox
from organizations.models import Unit

pytestmark = pytest.mark.django_db


def client(role: str, code: str = "bureau") -> Client:
    found = Client()
    found.force_login(person(role, code), backend=settings.AUTHENTICATION_BACKENDS[-1])
    return found


def get(who: Client, address: str, on: date):
    with clock.on_day(on):
        return who.get(address)


def post(who: Client, address: str, on: date, **data):
    with clock.on_day(on):
        return who.post(address, data)


def text_of(answer) -> str:
    return answer.content.decode()


def address_of(row: Review, step: str = "") -> str:
    return f"/reviews/{row.pk}/{step + '/' if step else ''}"


def find_request_page(handling) -> str:
    from django.urls import reverse

    return reverse("cases:act", args=[handling.claim.case.number, handling.pk, "request_review"])


FORM = {"channel": "letter", "requested_on": str(ASKED - days(2)), "received_on": str(ASKED), "request": WORDS["request"],
        "grounds": WORDS["grounds"]}  # fmt: skip


# --- the request -------------------------------------------------------------------------------------------------


def test_the_bureau_enters_a_request_where_the_case_page_offers_it():
    handling = answered()
    bureau = client(Role.INTAKE)
    page = text_of(get(bureau, f"/cases/{handling.claim.case.number}/", ASKED))
    assert "登记复查申请" in page
    assert find_request_page(handling) in page
    form = text_of(get(bureau, find_request_page(handling), ASKED))
    assert "2026-04-21 届满" in form
    answer = post(bureau, find_request_page(handling), ASKED, organ=unit("county_government").pk, **FORM)
    assert answer.status_code == 302
    row = Review.objects.get()
    assert (row.requested_on, row.received_on, row.organ.code) == (
        ASKED - days(2),
        ASKED,
        "county_government",
    )
    page = text_of(get(bureau, f"/cases/{handling.claim.case.number}/", ASKED))
    assert "复查（县政府）" in page
    assert "已经申请复查" in page


def test_what_the_law_refuses_keeps_the_typed_text():
    handling = answered()
    wrong = FORM | {"requested_on": str(MONDAY), "organ": unit("county_government").pk}
    answer = post(client(Role.INTAKE), find_request_page(handling), ASKED, **wrong)
    assert answer.status_code == 409
    assert WORDS["grounds"] in text_of(answer)
    assert not Review.objects.exists()


def test_the_unit_cannot_enter_a_request():
    handling = answered()
    assert get(client(Role.HANDLER, "housing"), find_request_page(handling), ASKED).status_code == 403


# --- the ledger --------------------------------------------------------------------------------------------------


def test_the_whole_course_over_the_pages():
    """From the bureau's entry to the served opinion, by the body's own people."""
    row = asked()
    handler, head = client(Role.HANDLER, "county_government"), client(Role.UNIT_HEAD, "county_government")
    assert "待受理" in text_of(get(handler, "/reviews/", ASKED))
    assert post(handler, address_of(row, "accept"), ASKED).status_code == 302
    assert post(handler, address_of(row, "draft"), DECIDED, outcome="changed", **OPINION).status_code == 302
    assert OPINION["findings"] in text_of(get(head, address_of(row, "sign"), DECIDED))
    preview = post(head, address_of(row, "sign"), DECIDED, preview="1")
    assert preview["Content-Type"] == "application/pdf"
    assert fresh(row).state == ReviewState.ACCEPTED
    assert post(head, address_of(row, "sign"), DECIDED).status_code == 302
    sent = {"method": "direct", "sent_on": str(DECIDED), "served_on": str(DECIDED), "proof": "本人签收"}
    assert post(handler, address_of(row, "serve"), DECIDED, **sent).status_code == 302
    assert fresh(row).state == ReviewState.SERVED
    page = text_of(get(handler, address_of(row), DECIDED))
    assert "云政信查〔2026〕1号" in page
    assert "打开" not in page.split("件号")[1][:120]  # the file itself is not theirs


def test_the_bureau_records_what_a_body_outside_did():
    first = reviewed()
    row = asked(first.handling, on=DECIDED + days(3))
    screening, leader = client(Role.SCREENING), client(Role.BUREAU_LEADER)
    day = DECIDED + days(10)
    assert post(screening, address_of(row, "accept"), day).status_code == 302
    lacking = post(screening, address_of(row, "draft"), day, outcome="upheld", **OPINION)
    assert lacking.status_code == 200
    assert "请填写机关文书的文号" in text_of(lacking)
    words = OPINION | {"own_number": "临政信复核〔2026〕9号", "signed_on": str(day)}
    assert post(screening, address_of(row, "draft"), day, outcome="upheld", **words).status_code == 302
    assert get(screening, address_of(row, "sign"), day).status_code == 403
    assert post(leader, address_of(row, "sign"), day).status_code == 302
    assert fresh(row).number == "临政信复核〔2026〕9号"


def test_a_hearing_is_offered_on_a_final_review_only():
    row = taken(asked(), ASKED)
    handler = client(Role.HANDLER, "county_government")
    assert "扣除听证时间" not in text_of(get(handler, address_of(row), ASKED))
    answer = post(handler, address_of(row, "hearing"), ASKED, first_day=str(ASKED), last_day=str(ASKED))
    assert answer.status_code == 403


def test_the_unit_sees_that_it_is_reviewed_and_the_result_but_not_the_request():
    """Domain §9: beyond its own handling the unit reads nothing of what the petitioner wrote about it."""
    row = asked()
    own = client(Role.HANDLER, "housing")
    page = text_of(get(own, address_of(row), ASKED))
    assert "已申请，待受理" in page
    assert WORDS["grounds"] not in page
    assert WORDS["request"] not in page
    body = text_of(get(client(Role.HANDLER, "county_government"), address_of(row), ASKED))
    assert WORDS["grounds"] in body
    decided(row, DECIDED)
    assert OPINION["decision"] in text_of(get(own, address_of(row), DECIDED))
    assert "维持" in text_of(get(own, f"/cases/{row.case.number}/", DECIDED))


def test_a_draft_is_the_bodys_own_until_it_is_signed():
    row = taken(asked(), ASKED)
    lived(
        ASKED,
        actions.draft_review,
        row,
        by=person(Role.HANDLER, "county_government"),
        outcome="annulled",
        **OPINION,
    )
    assert OPINION["findings"] not in text_of(get(client(Role.HANDLER, "housing"), address_of(row), ASKED))


@pytest.mark.parametrize(("role", "code"), [(Role.HANDLER, "agriculture"), (Role.UNIT_HEAD, "township_03")])
def test_another_unit_knows_nothing_of_it(role, code):
    row = asked()
    who = client(role, code)
    assert get(who, address_of(row), ASKED).status_code == 404
    assert row.case.number not in text_of(get(who, "/reviews/?view=all", ASKED))


def test_a_file_that_became_an_accusation_takes_its_reviews_out_of_sight():
    """条例第30条第3款: in none of the lists, pages and numbers."""
    row = asked()
    row.case.in_compartment = True
    Review.objects.filter(pk=row.pk)
    type(row.case).objects.filter(pk=row.case.pk).update(
        in_compartment=True, title="检举控告件（内容封存）", summary=""
    )
    assert get(client(Role.SCREENING), address_of(row), ASKED).status_code == 404
    assert reviews.figures(date(2026, 1, 1), date(2026, 12, 31))["review"]["requested"] == 0


def test_the_list_asks_the_database_no_more_for_more_rows():
    bureau = client(Role.SCREENING)
    asked()
    with CaptureQueriesContext(connection) as one:
        get(bureau, "/reviews/?view=all", ASKED)
    for code in ("agriculture", "water", "health"):
        asked(answered(code))
    with CaptureQueriesContext(connection) as four:
        get(bureau, "/reviews/?view=all", ASKED)
    assert len(four) <= len(one) + 1


def test_the_case_page_says_when_the_procedure_ended():
    handling = answered()
    page = text_of(get(client(Role.SCREENING), f"/cases/{handling.claim.case.number}/", date(2026, 4, 22)))
    assert "程序终结" in page
    assert "期满没有申请复查" in page


# --- reminders ---------------------------------------------------------------------------------------------------


def test_the_clock_of_a_body_without_accounts_reminds_the_bureau():
    """T7: the body is outside, so the bureau's officers, who record for it, hear of the last days."""
    Unit.objects.filter(code="county_government").update(kind=UnitKind.HIGHER)
    unit("county_government").people.update(is_active=False)
    officer = person(Role.SCREENING)
    row = asked()
    due = Deadline.objects.get(handling=row.handling, period="review")
    with clock.on_day(due.nominal_on - days(7)):
        sweeps.sweep(due.nominal_on - days(7))
    told = Outbox.objects.filter(key__startswith=f"reminder:{due.pk}:")
    assert [officer.pk in word.recipients for word in told] == [True]
    with clock.on_day(due.nominal_on - days(7)):
        sweeps.sweep(due.nominal_on - days(7))
    assert told.count() == 1


def test_the_clock_of_a_body_with_accounts_reminds_its_people_too():
    row = asked()
    theirs = person(Role.HANDLER, "county_government")
    due = Deadline.objects.get(handling=row.handling, period="review")
    with clock.on_day(due.nominal_on - days(3)):
        sweeps.sweep(due.nominal_on - days(3))
    assert theirs.pk in Outbox.objects.get(key__startswith=f"reminder:{due.pk}:").recipients


# --- races -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_make_one_review():
    handling = answered()
    officer = person(Role.SCREENING)
    start, said = threading.Barrier(2), []

    def run() -> None:
        start.wait()
        try:
            lived(
                ASKED,
                actions.request_review,
                again(handling),
                by=officer,
                requested_on=ASKED,
                received_on=ASKED,
                **WORDS,
            )
            said.append("done")
        except NotLawfulNow as refused:
            said.append(refused.reasons[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(word[:4] for word in said) == ["done", "不能：已"]
    assert Review.objects.count() == 1
