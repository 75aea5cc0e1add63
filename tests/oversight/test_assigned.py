"""交办 (条例第22条第1款第3项; domain §4.2 rows 6, 24, 25, T5a): its day, the later day asked for, the report, the ledger."""

from datetime import date
from typing import Any

import pytest
from builders import MONDAY, again, claim_of, forwarded, lived, person, registered, served, unit
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import actions
from cases.actions import Destination
from cases.models import Case, CaseEvent, Deadline, Handling
from cases.policies import NotLawfulNow, NotYours
from law import clock
from law.terms import ClaimWay, HandlingState, Role, Route
from oversight import assigned
from oversight.models import ReportExtension

pytestmark = pytest.mark.django_db

OTHERS = [(Role.SCREENING, "bureau"), (Role.UNIT_HEAD, "housing"), (Role.COUNTY_LEADER, "county_government")]

DUE = date(2026, 3, 31)
LATER = date(2026, 4, 20)


def given(due: date = DUE, to: str = "housing") -> Handling:
    """An assigned matter, accepted by its unit."""
    case = registered()
    proposal = lived(MONDAY, actions.propose, claim_of(case), by=person(Role.SCREENING), way=ClaimWay.ASSIGN, route=Route.PETITION,
                     reason="重要情况，需要反馈", to=Destination(unit(to), report_due_on=due))  # fmt: skip
    lived(MONDAY, actions.sign_proposal, proposal, by=person(Role.BUREAU_LEADER))
    handling = claim_of(case).handlings.get()
    lived(MONDAY, actions.accept, handling, by=person(Role.HANDLER, to))
    return again(handling)


def asked(
    handling: Handling, on: date = MONDAY, until: date = LATER, reason: str = "要做检测"
) -> ReportExtension:
    return lived(
        on,
        assigned.ask_report_extension,
        handling,
        by=person(Role.UNIT_HEAD, handling.unit.code),
        until=until,
        reason=reason,
    )


def decided(
    handling: Handling, on: date = MONDAY, approved: bool = True, answer: str = ""
) -> ReportExtension:
    return lived(
        on,
        assigned.decide_report_extension,
        handling,
        by=person(Role.BUREAU_LEADER),
        approved=approved,
        answer=answer,
    )


def clock_of(handling: Handling) -> Deadline:
    return Deadline.objects.get(handling=handling, period="assigned_report")


def test_the_day_is_the_one_the_letter_names() -> None:
    """条例第22条第1款第3项: 指定办理期限."""
    assert clock_of(given()).due_on == DUE


def test_approved_the_day_moves_and_both_days_are_kept() -> None:
    handling = given()
    asked(handling)
    assert clock_of(handling).due_on == DUE, "nothing changes until it is decided"
    row = decided(handling)
    moved = clock_of(handling)
    assert (row.before_on, row.until, moved.due_on, moved.started_on) == (DUE, LATER, LATER, MONDAY)
    event = CaseEvent.objects.get(act="decide_report_extension")
    assert (event.data["before"], event.data["until"]) == (f"{DUE}", f"{LATER}")
    sixty = Deadline.objects.get(handling=handling, period="handling")
    assert (sixty.extended, sixty.due_on) == (0, date(2026, 5, 6)), (
        "the sixty days are not the bureau's to move (条例第34条)"
    )


def test_refused_the_day_stays() -> None:
    handling = given()
    asked(handling)
    with pytest.raises(NotLawfulNow, match="不同意延长的理由"):
        decided(handling, approved=False)
    decided(handling, approved=False, answer="先报已经查明的情况")
    assert clock_of(handling).due_on == DUE
    assert asked(handling).decided_on is None, "it may be asked for again"


@pytest.mark.parametrize(
    ("on", "until", "reason", "why"),
    [
        (date(2026, 4, 1), LATER, "要做检测", "已过"),
        (MONDAY, DUE, "要做检测", "晚于原限办日期"),
        (MONDAY, LATER, " ", "请写明为什么"),
    ],
)
def test_asking_that_is_not_lawful(on: date, until: date, reason: str, why: str) -> None:
    """【地】《山东省信访条例》第42条第2款, as an internal rule: before the day has passed, with the reason."""
    handling = given()
    with pytest.raises(NotLawfulNow, match=why):
        asked(handling, on=on, until=until, reason=reason)


def test_a_day_that_has_passed_is_not_moved_afterwards() -> None:
    handling = given()
    asked(handling, on=DUE)
    with pytest.raises(NotLawfulNow, match="事后"):
        decided(handling, on=date(2026, 4, 1))
    assert decided(handling, on=date(2026, 4, 1), approved=False, answer="已过期").approved is False


def test_asked_once_at_a_time_and_only_of_an_assignment() -> None:
    handling = given()
    asked(handling)
    with pytest.raises(NotLawfulNow, match="已经申请过"):
        asked(handling)
    plain = forwarded()
    with pytest.raises(NotLawfulNow, match="转送件没有限办日期"):
        asked(plain)


@pytest.mark.parametrize(
    ("role", "code"), [(Role.SCREENING, "bureau"), (Role.BUREAU_LEADER, "bureau"), (Role.HANDLER, "water")]
)
def test_only_the_unit_asks(role: Role, code: str) -> None:
    handling = given()
    with pytest.raises(NotYours):
        lived(MONDAY, assigned.ask_report_extension, handling, by=person(role, code), until=LATER, reason="x")


@pytest.mark.parametrize(("role", "code"), OTHERS)
def test_only_who_assigned_decides(role: Role, code: str) -> None:
    handling = given()
    asked(handling)
    with pytest.raises(NotYours):
        lived(MONDAY, assigned.decide_report_extension, handling, by=person(role, code), approved=True)


def test_the_whole_way_of_a_report() -> None:
    """Rows 6, 24, 25: no conclusion without the report; sent back, report and sixty days are owed again from their start."""
    handling = given()
    served(handling, date(2026, 3, 20))
    with pytest.raises(NotLawfulNow, match="办结报告没有提交"):
        lived(date(2026, 3, 20), actions.conclude, again(handling), by=person(Role.SCREENING))
    report = {"conclusion": "已重新接管", "findings": "支管反坡"}
    lived(
        date(2026, 3, 23),
        actions.report_conclusion,
        again(handling),
        by=person(Role.HANDLER, "housing"),
        report=report,
    )
    assert clock_of(handling).met_on == date(2026, 3, 23)
    lived(
        date(2026, 3, 24),
        actions.send_back,
        again(handling),
        by=person(Role.SCREENING),
        reason="没有逐条回应",
    )
    assert clock_of(handling).met_on is None
    assert clock_of(handling).due_on == DUE
    served(again(handling), date(2026, 3, 26))
    lived(
        date(2026, 3, 27),
        actions.report_conclusion,
        again(handling),
        by=person(Role.HANDLER, "housing"),
        report=report,
    )
    concluded = lived(date(2026, 3, 27), actions.conclude, again(handling), by=person(Role.SCREENING))
    assert concluded.state == HandlingState.CONCLUDED


def as_user(role: Role, code: str = "bureau") -> Client:
    client = Client()
    client.force_login(person(role, code))
    return client


def listed(role: Role, code: str = "bureau", view: str = "open", on: date = MONDAY) -> list[int]:
    with clock.on_day(on):
        page = as_user(role, code).get(f"{reverse('oversight:assigned')}?view={view}")
    return [int(line["href"].rstrip("/").rsplit("/", 1)[1]) for line in page.context["lines"]]


def test_the_ledger_by_day_for_the_bureau_and_each_unit_its_own() -> None:
    later, sooner, other = given(LATER), given(DUE), given(DUE, to="water")
    forwarded()
    assert listed(Role.BUREAU_LEADER) == [sooner.pk, other.pk, later.pk]
    assert listed(Role.SCREENING) == [sooner.pk, other.pk, later.pk]
    assert listed(Role.HANDLER, "housing") == [sooner.pk, later.pk]
    assert listed(Role.SCREENING, view="late", on=date(2026, 4, 1)) == [sooner.pk, other.pk]
    served(sooner, date(2026, 3, 20))
    lived(
        date(2026, 3, 20),
        actions.report_conclusion,
        again(sooner),
        by=person(Role.HANDLER, "housing"),
        report={"conclusion": "已办"},
    )
    assert listed(Role.SCREENING, view="reported") == [sooner.pk]
    assert listed(Role.SCREENING) == [other.pk, later.pk]
    Case.objects.filter(pk=other.claim.case_id).update(
        in_compartment=True, title="检举控告件（内容封存）", summary=""
    )
    assert listed(Role.SCREENING) == [later.pk], "条例第30条第3款"


def test_asking_and_deciding_on_the_pages() -> None:
    handling = given()
    record = reverse("oversight:assigned_record", args=[handling.pk])
    ask, extend = (reverse("oversight:assigned_step", args=[handling.pk, step]) for step in ("ask", "extend"))
    with clock.on_day(MONDAY):
        unit_client, leader = as_user(Role.HANDLER, "housing"), as_user(Role.BUREAU_LEADER)
        assert (
            ask
            in unit_client.get(reverse("cases:detail", args=[handling.claim.case.number])).content.decode()
        )
        refused = unit_client.post(ask, {"until": "2026-03-31", "reason": "我写的理由"})
        assert (refused.status_code, "我写的理由" in refused.content.decode()) == (409, True)
        assert unit_client.post(ask, {"until": "2026-04-20", "reason": "要做检测"}).status_code == 302
        assert "《山东省信访条例》第42条第2款" in leader.get(record).content.decode()
        assert listed(Role.BUREAU_LEADER, view="asking") == [handling.pk]
        assert as_user(Role.SCREENING).post(extend, {"decision": "yes"}).status_code == 403
        assert leader.post(extend, {"decision": "yes", "answer": ""}).status_code == 302
        assert as_user(Role.HANDLER, "water").get(record).status_code == 404
    assert clock_of(handling).due_on == LATER


def test_the_list_asks_a_bounded_number_of_queries() -> None:
    client, spent = as_user(Role.SCREENING), []
    for n in (1, 4):
        for _ in range(n):
            given()
        with clock.on_day(MONDAY), CaptureQueriesContext(connection) as found:
            assert client.get(reverse("oversight:assigned")).status_code == 200
        spent.append(len(found))
    assert spent[0] == spent[1] <= 18


@pytest.mark.parametrize("written", [{"until": MONDAY}, {"approved": True}, {"before_on": MONDAY}])
def test_raw_writes_that_the_database_refuses(written: dict[str, Any]) -> None:
    row = asked(given())
    with pytest.raises(DatabaseError), transaction.atomic():
        ReportExtension.objects.filter(pk=row.pk).update(**written)
