"""Urgent matters (条例第25条): reported to all at once, late or not by their moments, never in place of the ordinary course."""

from datetime import date, timedelta

import pytest
from builders import MONDAY, accepted, forwarded, lived, person, registered, unit
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from mediations import FACTS, KNOWN, told, urgent
from states import handler

from cases import actions as case_actions
from cases.actions import Destination
from cases.models import Case, CaseEvent, CasePaper, Deadline
from cases.policies import NotLawfulNow, NotYours
from documents import issuing
from law import clock
from law.terms import CaseState, PaperKind, Purpose, Role, Route, UrgentRecipient
from notifications.models import Outbox
from organizations.models import Setting
from oversight.urgent import actions, targets
from oversight.urgent.models import UrgentDispatch, UrgentInstalment, UrgentReport

pytestmark = pytest.mark.django_db
R = UrgentRecipient
DAY = KNOWN.date()
OTHERS = ("department", "conference")
ABOVE = ("higher_bureau", "state_bureau")


def at(minutes: int):
    return KNOWN + timedelta(minutes=minutes)


def all_told(row: UrgentReport) -> UrgentReport:
    return told(row, 30, "party_government", *OTHERS, *ABOVE, channel="system")


def finished(row: UrgentReport, minutes: int = 200) -> UrgentReport:
    return lived(DAY, actions.finish_urgent, row, by=person(Role.INTAKE), at=at(minutes), facts=FACTS)


# --- the journey -------------------------------------------------------------------------------------------------


def test_from_the_first_word_to_the_last_report():
    """Domain §2.1 step 0, §5.1 重大紧急信息专报: 首报, parallel dispatches, 续报, 终报; each instalment a paper."""
    leader = person(Role.BUREAU_LEADER)
    case = registered(received_on=DAY)
    row = urgent(case)
    row = told(row, 25, "party_government", *OTHERS)
    row = told(row, 26, *ABOVE, channel="system")
    lived(
        DAY,
        actions.follow_up_urgent,
        row,
        by=person(Role.INTAKE),
        at=at(90),
        facts=FACTS | {"headcount": "约10人"},
    )
    row = finished(row)
    assert row.finished_at == at(200)
    assert [each.stage for each in UrgentInstalment.objects.order_by("pk")] == ["first", "follow_up", "final"]
    assert CasePaper.objects.filter(case=case, kind=PaperKind.URGENT_REPORT).count() == 3
    acts = list(CaseEvent.objects.filter(case=case).order_by("pk").values_list("act", flat=True))
    assert acts == [
        "register",
        "report_urgent",
        "send_urgent",
        "send_urgent",
        "follow_up_urgent",
        "finish_urgent",
    ]
    word = Outbox.objects.get(key=f"urgent:{row.pk}")
    assert word.recipients == [leader.pk]
    assert "农民工" not in word.subject


def test_it_never_replaces_registration_and_transfer():
    """条例第22条、第25条: no clock of the file starts, moves or ends; the claim still goes its way, on time or late."""
    case = registered(received_on=DAY)
    names = ("pk", "period", "started_on", "due_on", "met_on", "voided_on")
    before = list(Deadline.objects.filter(case=case).values_list(*names))
    row = finished(all_told(urgent(case)))
    lived(
        DAY,
        actions.follow_up_urgent,
        urgent(registered(received_on=DAY)),
        by=person(Role.INTAKE),
        at=at(60),
        facts=FACTS,
    )
    assert list(Deadline.objects.filter(case=case).values_list(*names)) == before
    assert Case.objects.get(pk=case.pk).state == CaseState.REGISTERED
    later = date(2026, 3, 19)  # sixteen days: late, urgent report or not
    lived(later, case_actions.forward, case.claims.get(), by=person(Role.SCREENING), route=Route.PETITION,
          to=Destination(unit("housing")))  # fmt: skip
    forwarding = Deadline.objects.get(case=case, period="forwarding")
    assert forwarding.met_on == later > forwarding.due_on
    assert row.finished_at


def test_before_there_is_a_file_and_then_for_it():
    """条例第25条 信访信息: known before anybody registered it; registration stays owed, and the report finds its file."""
    row = urgent(None)
    assert str(row) == "未登记信访件"
    paper = UrgentInstalment.objects.get().paper
    assert "尚未登记" in str(issuing.content_of(paper).to_dict())
    assert not CaseEvent.objects.exists()
    row = told(row, 10, "party_government")
    case = registered(received_on=DAY)
    row = lived(DAY, actions.tie_urgent, row, by=person(Role.INTAKE), case=case)
    assert CaseEvent.objects.get(act="tie_urgent").case == case
    with pytest.raises(NotLawfulNow, match="已经对应"):
        lived(DAY, actions.tie_urgent, row, by=person(Role.INTAKE), case=case)


def test_one_open_report_of_a_file():
    case = registered(received_on=DAY)
    row = urgent(case)
    with pytest.raises(NotLawfulNow, match="已经首报"):
        urgent(case)
    other = urgent(None)
    with pytest.raises(NotLawfulNow, match="没有终报"):
        lived(DAY, actions.tie_urgent, other, by=person(Role.INTAKE), case=case)
    finished(all_told(row))
    assert urgent(case).pk


# --- the paper ---------------------------------------------------------------------------------------------------


def test_the_paper_tells_what_happened_and_not_who_petitions():
    """Domain §5.1: 时间地点人数诉求处置."""
    urgent(registered(received_on=DAY))
    text = str(issuing.content_of(UrgentInstalment.objects.get().paper).to_dict())
    for words in (
        "第二十五条",
        "首报",
        "2026年3月3日9时00分",
        *FACTS.values(),
        "国家信访局",
        "不代替信访事项的登记",
    ):
        assert words in text
    assert "陈桂英" not in text
    assert "云溪县人民政府" in text


@pytest.mark.parametrize("name", sorted(FACTS))
def test_each_fact_is_asked_for_and_fits_the_paper(name):
    with pytest.raises(NotLawfulNow, match="请写明"):
        urgent(facts=FACTS | {name: " "})
    with pytest.raises(NotLawfulNow, match="最多"):
        urgent(facts=FACTS | {name: "字" * 501})
    assert not UrgentReport.objects.exists()


# --- in time or late ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "channel", "word_late", "written_late"),
    [
        (59, "phone", 0, 60),  # written never: at 180 minutes it is 60 late
        (60, "phone", 0, 60),
        (61, "phone", 1, 60),
        (60, "in_person", 0, 60),
        (119, "system", 59, 0),
        (120, "written", 60, 0),
        (125, "written", 65, 5),
    ],
)
def test_late_is_computed_from_the_moments(minutes, channel, word_late, written_late):
    """T13: 60 minutes to the first word, 120 in writing, both 内部要求; the law says 及时."""
    row = told(urgent(), minutes, "party_government", channel=channel)
    word, written = targets.of(row, list(row.dispatches.all()), at(180))[R.PARTY_GOVERNMENT]
    assert (word.late, written.late) == (word_late, written_late)


def test_the_minutes_are_the_bureau_s_own():
    Setting.objects.create(name="urgent_word_minutes", value=30)
    row = told(urgent(), 45, "party_government")
    word, _ = targets.of(row, list(row.dispatches.all()), at(50))[R.PARTY_GOVERNMENT]
    assert (word.late, word.words) == (15, "09:45 已报，迟 15 分钟")


def test_what_is_not_yet_due_is_not_late():
    row = urgent()
    word, written = targets.of(row, [], at(30))[R.STATE_BUREAU]
    assert (word.late, written.late) == (0, 0)
    assert word.words == "还没有报，10:00 前"
    assert targets.of(row, [], at(75))[R.STATE_BUREAU][0].words == "还没有报，已迟 15 分钟"


# --- whom --------------------------------------------------------------------------------------------------------


def test_the_bureau_tells_the_state_bureau_at_the_same_time():
    """条例第25条第2款: 向上一级信访部门报告，同时报告国家信访局."""
    row = urgent()
    with pytest.raises(NotLawfulNow, match="第25条第2款"):
        told(row, 20, "higher_bureau")
    assert not UrgentDispatch.objects.exists()
    told(row, 20, *ABOVE)
    told(row, 40, "higher_bureau", channel="system")


def test_any_other_organ_tells_three_the_bureau_five():
    """条例第25条第1款, 第2款."""
    handling = accepted()
    theirs = urgent(handling.claim.case, by=handler(handling))
    assert targets.required(theirs) == targets.ANY_ORGAN
    assert targets.required(urgent()) == (*targets.ANY_ORGAN, *targets.BUREAU_BESIDES)


@pytest.mark.parametrize("left_out", ["party_government", *OTHERS])
def test_not_finished_before_everybody_was_told(left_out):
    row = urgent()
    told(row, 20, *(each for each in ("party_government", *OTHERS, *ABOVE) if each != left_out))
    with pytest.raises(NotLawfulNow, match=UrgentRecipient(left_out).label):
        finished(row)
    told(row, 25, left_out)
    assert finished(row).finished_at


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"recipients": []}, "报给谁"),
        ({"recipients": ["neighbour"]}, "报给谁"),
        ({"channel": "pigeon"}, "方式"),
        ({"sent_at": at(-1)}, "报出时间"),
        ({"sent_at": at(21)}, "报出时间"),
        ({"recipients": ["department"]}, "主管部门"),
    ],
)
def test_a_dispatch_is_whole(changes, words):
    row = urgent()
    given = {"recipients": ["conference"], "channel": "phone", "sent_at": at(10)} | changes
    with pytest.raises(NotLawfulNow, match=words):
        lived(DAY, actions.send_urgent, row, by=person(Role.INTAKE), at=at(20), **given)


def test_after_the_last_report_nothing_more():
    row = finished(all_told(urgent()))
    for call in (
        lambda: told(row, 210, "conference"),
        lambda: finished(row, 220),
        lambda: lived(DAY, actions.follow_up_urgent, row, by=person(Role.INTAKE), at=at(220), facts=FACTS),
        lambda: lived(
            DAY, actions.ask_decision, row, by=person(Role.BUREAU_LEADER), at=at(220), proposal="研究"
        ),
    ):
        with pytest.raises(NotLawfulNow, match="已经终报"):
            call()


def test_known_in_time_to_come_is_refused():
    with pytest.raises(NotLawfulNow, match="知悉时间"):
        urgent(known=at(5), at=at(0))


# --- 报请决定 -----------------------------------------------------------------------------------------------------


def test_the_leader_asks_and_the_decision_is_recorded():
    """条例第22条第1款第1项, domain §4.2 row 7: 局领导报请本级党委和政府决定."""
    case = registered(received_on=DAY)
    row = urgent(case)
    row = lived(
        DAY, actions.ask_decision, row, by=person(Role.BUREAU_LEADER), at=at(40), proposal="由县政府牵头协调"
    )
    lived(DAY, actions.follow_up_urgent, row, by=person(Role.INTAKE), at=at(60), facts=FACTS)
    text = str(issuing.content_of(UrgentInstalment.objects.get(stage="follow_up").paper).to_dict())
    assert "由县政府牵头协调" in text
    assert "第二十二条第一款第一项" in text
    row = lived(
        DAY,
        actions.record_decision,
        row,
        by=person(Role.SCREENING),
        decided_on=DAY,
        body="县政府",
        decision="成立专班",
    )
    assert (row.decided_on, row.words["decision"]) == (DAY, "成立专班")
    with pytest.raises(NotLawfulNow, match="已经登记"):
        lived(
            DAY,
            actions.record_decision,
            row,
            by=person(Role.SCREENING),
            decided_on=DAY,
            body="县政府",
            decision="再定",
        )
    with pytest.raises(NotLawfulNow, match="已经报请"):
        lived(DAY, actions.ask_decision, row, by=person(Role.BUREAU_LEADER), at=at(70), proposal="再请")
    assert Case.objects.get(pk=case.pk).state == CaseState.REGISTERED


@pytest.mark.parametrize(
    ("role", "code"),
    [(Role.SCREENING, "bureau"), (Role.UNIT_HEAD, "housing"), (Role.COUNTY_LEADER, "county_government")],
)
def test_only_the_bureau_leader_asks(role, code):
    row = urgent()
    with pytest.raises(NotYours):
        lived(DAY, actions.ask_decision, row, by=person(role, code), at=at(30), proposal="研究")


def test_no_decision_before_asking():
    with pytest.raises(NotLawfulNow, match="没有报请"):
        lived(
            DAY,
            actions.record_decision,
            urgent(),
            by=person(Role.INTAKE),
            decided_on=DAY,
            body="县政府",
            decision="定",
        )


# --- who ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "code"),
    [
        (Role.WRITER, "bureau"),
        (Role.COUNTY_LEADER, "county_government"),
        (Role.COUNSEL, "bureau"),
        (Role.SYSADMIN, "bureau"),
    ],
)
def test_who_reads_does_not_report(role, code):
    with pytest.raises(NotYours):
        urgent(by=person(role, code))


def test_a_unit_reports_its_own_and_goes_on_itself():
    handling = accepted()
    by = handler(handling)
    row = urgent(handling.claim.case, by=by)
    assert CaseEvent.objects.get(act="report_urgent").handling == handling
    for who in (person(Role.INTAKE), person(Role.HANDLER, "agriculture")):
        with pytest.raises(NotYours):
            told(row, 20, "conference", by=who)
    assert told(row, 20, "party_government", *OTHERS, by=by).pk
    with pytest.raises(NotYours):
        urgent(registered(), by=by)  # a file it does not see


def test_who_sees_it():
    handling = accepted()
    theirs, ours = urgent(handling.claim.case, by=handler(handling)), urgent(handling.claim.case)
    seen = lambda role, code: set(UrgentReport.objects.visible_to(person(role, code)))  # noqa: E731
    assert (
        seen(Role.BUREAU_LEADER, "bureau") == seen(Role.COUNTY_LEADER, "county_government") == {theirs, ours}
    )
    assert seen(Role.HANDLER, "housing") == {theirs}
    assert (
        seen(Role.HANDLER, "agriculture")
        == seen(Role.SYSADMIN, "bureau")
        == seen(Role.AUDITOR, "bureau")
        == set()
    )


def test_an_accusation_is_in_none_of_it():
    """条例第30条第3款."""
    accusation = registered(purpose=Purpose.ACCUSATION, received_on=DAY)
    with pytest.raises(NotYours):
        urgent(accusation)
    case = registered(received_on=DAY)
    row = urgent(case)
    lived(DAY, case_actions.seal_accusation, case, by=person(Role.SCREENING), accused=[unit("housing")])
    assert not UrgentReport.objects.visible_to(person(Role.BUREAU_LEADER)).exists()
    with pytest.raises(NotLawfulNow, match="第30条第3款"):
        told(row, 60, "conference")
    with connection.cursor() as cursor:
        for table in ("oversight_urgentreport", "oversight_urgentinstalment"):
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t")
            assert "欠薪" not in (text := cursor.fetchone()[0])
            assert "工资" not in text


# --- the leader's screen -----------------------------------------------------------------------------------------


def page(role: str, path: str, code: str = "bureau") -> str:
    client = Client()
    client.force_login(person(role, code), backend="organizations.backends.StaffBackend")
    with clock.on_day(DAY):
        return client.get(path).content.decode()


def test_a_flagged_file_asks_for_its_report():
    case = registered(received_on=DAY, flags=frozenset({"urgent"}))
    plain = registered(received_on=DAY)
    address = f"{reverse('oversight:urgent_new')}?case={case.number}"
    detail = reverse("cases:detail", args=[case.number])
    assert "首报重大紧急信息" in page(Role.SCREENING, detail)
    assert "首报重大紧急信息" not in page(Role.SCREENING, reverse("cases:detail", args=[plain.number]))
    assert "报重大紧急" in page(Role.SCREENING, reverse("cases:detail", args=[plain.number]))
    form = page(Role.SCREENING, address)
    assert case.title in form
    assert case.claims.get().text in form
    urgent(case)
    shown = page(Role.SCREENING, detail)
    assert "首报重大紧急信息" not in shown
    assert "还没有报本级党委和政府" in shown


def test_the_leader_finds_open_reports_on_the_hub_and_in_the_list():
    row = urgent()
    assert reverse("oversight:urgent") in page(Role.BUREAU_LEADER, reverse("ledgers"))
    shown = page(Role.BUREAU_LEADER, reverse("oversight:urgent"))
    assert "1 件没有终报" in shown
    assert "农民工聚集反映欠薪" in shown
    assert "报给谁" in page(Role.BUREAU_LEADER, reverse("oversight:urgent_record", args=[row.pk]))


# --- the database ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes", [{"finished_at": KNOWN - timedelta(minutes=1)}, {"asked_at": KNOWN}, {"decided_on": MONDAY}]
)
def test_the_database_refuses_what_cannot_be(changes):
    row = urgent()
    with pytest.raises(DatabaseError), transaction.atomic():
        UrgentReport.objects.filter(pk=row.pk).update(**changes)


def test_two_open_reports_of_one_file_cannot_be():
    case = forwarded(on=DAY).claim.case
    row = urgent(case)
    with pytest.raises(DatabaseError), transaction.atomic():
        UrgentReport.objects.create(case=case, unit=row.unit, known_at=KNOWN, known_by="甲")
