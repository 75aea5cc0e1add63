"""The sweep of deadlines: reminders by stage, escalations once, presumed acceptance, nothing doubled (domain 8, design 5)."""

import threading
from datetime import date, timedelta

import pytest
from builders import MONDAY, accepted, again, days, forwarded, lived, person, registered
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import actions, sweeps, workdays
from cases.models import CompartmentGrant, Deadline, Handling, Reminder
from cases.policies import NotLawfulNow
from law import clock
from law.calendar import seed_calendar
from law.reminders import REMINDER_STAGES, Stage
from law.terms import HandlingState, Role, Route
from notifications import outbox
from notifications.models import InboxItem, Outbox
from organizations.models import Setting

pytestmark = pytest.mark.django_db

NOTICE_DUE = date(2026, 3, 17)  # fifteen days from MONDAY (条例第23条第3款), a Tuesday
SIXTY_DUE = date(2026, 5, 6)  # sixty days from MONDAY: 05-01 is a holiday, rolls to 05-06


def swept(on: date) -> sweeps.Swept:
    return lived(on, sweeps.sweep)


def stages(deadline: Deadline, **having: object) -> list[str]:
    return list(
        Reminder.objects.filter(deadline=deadline, **having).order_by("pk").values_list("stage", flat=True)
    )


def words(deadline: Deadline) -> list[Outbox]:
    return list(Outbox.objects.filter(key__startswith=f"reminder:{deadline.pk}:").order_by("pk"))


def notice_of(handling: Handling) -> Deadline:
    return Deadline.objects.get(handling=handling, period="notice")


def sixty_of(handling: Handling) -> Deadline:
    return Deadline.objects.get(handling=handling, period="handling")


# --- when ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("period", sorted(code for code, rows in REMINDER_STAGES.items() if rows))
def test_the_limit_of_a_stage_is_the_inverse_of_its_day(period):
    """A deadline has reached a stage on a day exactly when the stage's own day has come: no day of a year differs."""
    calendar = seed_calendar()
    for reminder in REMINDER_STAGES[period]:
        for shift in range(0, 330, 3):
            due = calendar.roll_forward(date(2026, 1, 5) + timedelta(shift))
            for on in (due + timedelta(step) for step in range(-17, 14)):
                passed = reminder.day(due, due, calendar) <= on
                assert passed is (due <= sweeps.latest_day(reminder, on, calendar)), (reminder.stage, due, on)


#: 临期提醒: T1/T3 five and two days before; T5 fifteen, seven, three; then the day, and after it the wider circle.
@pytest.mark.parametrize(
    ("on", "stage"),
    [
        (date(2026, 3, 11), None),
        (date(2026, 3, 12), "soon"),
        (date(2026, 3, 14), "soon"),  # a Saturday: reminders come on rest days too
        (date(2026, 3, 15), "urgent"),
        (NOTICE_DUE, "today"),
    ],
)
def test_the_notice_is_reminded_of_by_stage(on, stage):
    notice = notice_of(forwarded())
    swept(on)
    assert stages(notice, told=True) == ([stage] if stage else [])


@pytest.mark.parametrize(
    ("on", "stage"),
    [(date(2026, 4, 15), None), (date(2026, 4, 16), "early"), (date(2026, 4, 24), "soon"), (date(2026, 4, 28), "urgent"),
     (date(2026, 5, 5), "urgent"), (SIXTY_DUE, "today")],
)  # fmt: skip
def test_the_sixty_days_are_reminded_of_from_the_nominal_day(on, stage):
    """Days before count from the nominal day 05-01, so that no holiday hides them."""
    sixty = sixty_of(accepted())
    assert (sixty.nominal_on, sixty.due_on) == (date(2026, 5, 1), SIXTY_DUE)
    swept(on)
    assert stages(sixty, told=True) == ([stage] if stage else [])


def test_the_right_to_object_has_one_reminder_and_no_escalation():
    """条例第23条第3款: five working days; the unit may object, nobody hurries it afterwards."""
    objection = Deadline.objects.get(handling=forwarded(), period="objection")
    assert objection.due_on == date(2026, 3, 9)
    swept(date(2026, 3, 5))
    assert stages(objection) == []
    swept(date(2026, 3, 6))
    swept(date(2026, 3, 20))
    assert stages(objection) == ["urgent"]


def test_day_by_day_each_stage_is_told_once_to_whom_it_concerns():
    """Handler and head before and on the day, the bureau leader the next working day, the county leader after five."""
    handling = accepted()
    handler, head = person(Role.HANDLER, "housing"), person(Role.UNIT_HEAD, "housing")
    leader, county = person(Role.BUREAU_LEADER), person(Role.COUNTY_LEADER, "county_government")
    sixty = sixty_of(handling)
    for step in range(75):
        swept(MONDAY + days(step))
    told = sorted(
        ((row.on, row.key.split(":")[2], row.recipients) for row in words(sixty)), key=lambda row: row[:2]
    )
    unit_people = sorted([handler.pk, head.pk])
    assert told == [
        (date(2026, 4, 16), "early", unit_people),
        (date(2026, 4, 24), "soon", unit_people),
        (date(2026, 4, 28), "urgent", unit_people),
        (SIXTY_DUE, "today", unit_people),
        (date(2026, 5, 7), "overdue", unit_people),
        (date(2026, 5, 7), "overdue_leader", [leader.pk]),
        (date(2026, 5, 12), "overdue_county", [county.pk]),  # 05-09 is a Saturday worked
    ]
    assert not Reminder.objects.filter(told=False, deadline=sixty).exists()


def test_the_word_says_number_period_day_and_time_left_and_leads_to_the_case():
    handling = accepted()
    person(Role.UNIT_HEAD, "housing")
    number = handling.claim.case.number
    swept(date(2026, 4, 28))
    swept(date(2026, 5, 7))
    first, last = [row for row in words(sixty_of(handling)) if row.kind == "reminder"]
    assert (first.subject, first.url) == (f"{number}：办理期限 2026-05-06 届满，剩 8 天", f"/cases/{number}/")
    assert last.subject == f"{number}：办理期限 2026-05-06 届满，逾期 1 天"
    assert "污水" not in first.subject


def test_the_bureau_s_own_duty_reminds_the_bureau():
    case = registered()
    screener, leader = person(Role.SCREENING), person(Role.BUREAU_LEADER)
    swept(date(2026, 3, 15))
    (word,) = words(Deadline.objects.get(case=case, period="forwarding"))
    assert word.recipients == sorted([screener.pk, leader.pk])


# --- once ---------------------------------------------------------------------------------------------------------


def test_a_second_run_adds_nothing():
    handling = forwarded()
    person(Role.BUREAU_LEADER)
    first = swept(date(2026, 3, 25))
    assert first.reminders
    assert first.escalations
    assert first.presumed == 1
    before = (Reminder.objects.count(), Outbox.objects.count())
    second = swept(date(2026, 3, 25))
    assert (second.reminders, second.escalations, second.presumed) == (0, 0, 0)
    assert second.overdue == first.overdue
    assert (Reminder.objects.count(), Outbox.objects.count()) == before
    assert again(handling).presumed


def test_after_days_of_downtime_one_reminder_of_the_present_stage():
    """Design 5: the stage it is in now is told, the stages passed over are recorded as such, each escalation is made."""
    handling = accepted()
    sixty = sixty_of(handling)
    person(Role.BUREAU_LEADER)
    person(Role.COUNTY_LEADER, "county_government")
    swept(date(2026, 4, 24))
    swept(date(2026, 5, 20))
    assert set(stages(sixty, told=False)) == {
        "early",
        "urgent",
        "today",
    }  # early was over before the first sweep
    assert set(stages(sixty, told=True)) == {"soon", "overdue", "overdue_leader", "overdue_county"}
    assert [row.on for row in words(sixty) if row.kind == "escalation"] == [date(2026, 5, 20)] * 2


def test_an_extended_deadline_is_reminded_of_again():
    handling = accepted()
    sixty = sixty_of(handling)
    swept(date(2026, 4, 28))
    lived(date(2026, 4, 29), actions.approve_extension, again(handling), by=person(Role.UNIT_HEAD, "housing"), days=30,
          reason="需要委托检测机构检测地下管网，检测结果五月下旬才能出来。")  # fmt: skip
    sixty.refresh_from_db()
    assert sixty.due_on == date(2026, 6, 1)  # nominal 05-31 is a Sunday
    assert swept(date(2026, 4, 30)).reminders == 0
    swept(date(2026, 5, 28))
    assert stages(sixty, due_on=date(2026, 6, 1)) == ["early", "soon", "urgent"]
    assert stages(sixty, due_on=date(2026, 6, 1), told=True) == ["urgent"]


def test_a_duty_met_is_not_reminded_of():
    handling = accepted()
    swept(date(2026, 3, 20))
    assert stages(notice_of(handling)) == []


def test_the_bureau_may_move_the_escalations():
    """Adjustable, 内部要求: the leader after three working days, the county leader after seven."""
    Setting.objects.create(name="leader_after_workdays", value=3)
    Setting.objects.create(name="county_after_workdays", value=7)
    notice = notice_of(forwarded(route=Route.ENFORCEMENT))
    for on, expected in [(19, 0), (20, 1), (25, 1), (26, 2)]:
        swept(date(2026, 3, on))
        assert Reminder.objects.filter(deadline=notice, stage__in=sweeps.ESCALATIONS).count() == expected, on


def test_overdue_counts_open_duties_past_their_day():
    forwarded(route=Route.ENFORCEMENT)
    assert [swept(day).overdue for day in (NOTICE_DUE, NOTICE_DUE + days(1))] == [0, 1]


def test_the_inbox_gets_each_word_once():
    forwarded()
    handler = person(Role.HANDLER, "housing")
    swept(date(2026, 3, 12))
    outbox.relay()
    outbox.relay()
    assert InboxItem.objects.filter(user=handler, subject__contains="书面告知期限").count() == 1


@pytest.mark.django_db(transaction=True)
def test_five_sweeps_at_once_double_nothing():
    """T-15: any number of workers; the same rows as one sweep alone."""
    forwarded()
    forwarded(route=Route.ENFORCEMENT)
    person(Role.BUREAU_LEADER)
    on, found, barrier = date(2026, 3, 25), [], threading.Barrier(5)

    def run() -> None:
        try:
            barrier.wait(20)
            found.append(swept(on))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == 5
    assert sum(row.presumed for row in found) == 1
    assert sum(row.reminders + row.escalations for row in found) == Reminder.objects.count()
    assert Handling.objects.filter(presumed=True).count() == 1
    assert swept(on).reminders == 0


# --- the compartment ------------------------------------------------------------------------------------------------


def test_inside_the_compartment_only_the_cleared_are_told_and_nothing_is_said():
    """条例第30条第3款: no leader hears of an accusation by way of an escalation."""
    case = registered(purpose="accusation", title="举报", claims=["查处"])
    assert case.in_compartment
    keeper, screener, leader = person(Role.COMPARTMENT), person(Role.SCREENING), person(Role.BUREAU_LEADER)
    CompartmentGrant.objects.filter(case=case).update(revoked_at=clock.now())
    CompartmentGrant.objects.create(case=case, user=keeper, reason="承办", granted_by=None)
    for on in (date(2026, 3, 15), date(2026, 3, 25)):
        swept(on)
    deadline = Deadline.objects.get(case=case)
    rows = words(deadline)
    assert rows
    assert {tuple(row.recipients) for row in rows} == {(keeper.pk,)}
    assert {row.subject for row in rows} == {"您有一件专办事项到期提醒"}
    assert not Outbox.objects.filter(recipients__contains=[leader.pk]).exists()
    assert not Outbox.objects.filter(recipients__contains=[screener.pk]).exists()


def test_a_grant_taken_back_is_told_nothing():
    case = registered(purpose="accusation", title="举报", claims=["查处"])
    CompartmentGrant.objects.filter(case=case).update(revoked_at=clock.now())
    swept(date(2026, 3, 25))
    assert not words(Deadline.objects.get(case=case))


# --- 推定受理 -------------------------------------------------------------------------------------------------------


def test_silence_for_fifteen_days_is_acceptance_on_the_fifteenth():
    """内部要求: the sixty days run from the fifteenth, and the notice stays owed and late."""
    handling = forwarded()
    assert swept(NOTICE_DUE).presumed == 0
    assert swept(date(2026, 3, 25)).presumed == 1
    handling = again(handling)
    assert (handling.state, handling.presumed, handling.accepted_on) == (
        HandlingState.ACCEPTED,
        True,
        NOTICE_DUE,
    )
    sixty = sixty_of(handling)
    assert (sixty.started_on, sixty.due_on) == (NOTICE_DUE, date(2026, 5, 18))  # nominal 05-16, a Saturday
    late = notice_of(handling)
    assert late.met_on is None
    lived(date(2026, 3, 26), actions.notify_late, handling, by=person(Role.HANDLER, "housing"))
    late.refresh_from_db()
    assert (late.met_on, late.due_on) == (date(2026, 3, 26), NOTICE_DUE)


@pytest.mark.parametrize(
    ("route", "presumed"), [(Route.PETITION, 1), (Route.SUGGESTION, 1), (Route.ENFORCEMENT, 0)]
)
def test_only_where_there_is_an_acceptance(route, presumed):
    """条例第31条第1项至第5项: a statutory way is not accepted as a petition; it just stays late."""
    forwarded(route=route)
    assert swept(date(2026, 3, 25)).presumed == presumed


def test_a_unit_that_owes_no_notice_is_presumed_too():
    """条例第23条: anonymous, so no notice and no clock of it; the sixty days still begin."""
    handling = forwarded(anonymous=True, address_clear=False, persons=[actions.Person(name="")])
    assert again(handling).notice_exempt
    assert swept(NOTICE_DUE).presumed == 0
    assert swept(NOTICE_DUE + days(1)).presumed == 1
    assert sixty_of(handling).started_on == NOTICE_DUE


def test_an_open_objection_is_not_taken_for_silence():
    handling = forwarded()
    lived(date(2026, 3, 5), actions.object_to, handling, by=person(Role.UNIT_HEAD, "housing"),
          reason="管网由县水务公司建设和管理，依法不属本单位职权。")  # fmt: skip
    assert swept(date(2026, 3, 25)).presumed == 0


def test_one_that_cannot_be_presumed_does_not_stop_the_others(monkeypatch):
    broken, fine = forwarded(), forwarded()
    real = actions.presume_acceptance

    def breaks(handling: Handling, **kwargs: object) -> Handling:
        if handling.pk == broken.pk:
            raise RuntimeError("a broken row")
        return real(handling, **kwargs)

    monkeypatch.setattr(actions, "presume_acceptance", breaks)
    found = swept(date(2026, 3, 25))
    assert (found.presumed, found.failed) == (1, 1)
    assert again(fine).presumed


def test_one_the_unit_took_meanwhile_is_left_alone(monkeypatch):
    def too_late(handling: Handling, **kwargs: object) -> Handling:
        raise NotLawfulNow("当前状态为「已受理，办理中」")

    forwarded()
    monkeypatch.setattr(actions, "presume_acceptance", too_late)
    found = swept(date(2026, 3, 25))
    assert (found.presumed, found.failed) == (0, 0)


# --- many -----------------------------------------------------------------------------------------------------------


def many(n: int) -> None:
    """``n`` running duties, by copying one row: late, due soon and far away."""
    with connection.cursor() as cursor:
        model = sixty_of(accepted())
        cursor.execute(
            """
            INSERT INTO cases_deadline (case_id, handling_id, unit_id, period, duty, organ, started_on, extended, hearing,
                                        nominal_on, due_on, provisional, period_version, calendar_version, void_reason,
                                        not_recorded)
            SELECT case_id, NULL, unit_id, period, true, '', %s, 0, 0, %s + n %% 60, %s + n %% 60, false,
                   period_version, calendar_version, '', false
            FROM cases_deadline, generate_series(1, %s) AS n WHERE id = %s
            """,
            [MONDAY, MONDAY, MONDAY, n, model.pk],
        )


def test_the_number_of_statements_does_not_grow(monkeypatch):
    on = date(2026, 4, 10)
    workdays.calendar()
    spent = []
    for n in (200, 20_000):
        many(n)
        with CaptureQueriesContext(connection) as found:
            swept(on)
        spent.append(len(found))
    assert spent[0] == spent[1]
    assert spent[1] < 40
    assert Reminder.objects.filter(stage=Stage.OVERDUE_COUNTY).count() > 5_000


def test_batches_join_without_a_gap(monkeypatch):
    """The same rows, whether in one batch or in many."""
    many(500)
    monkeypatch.setattr(sweeps, "BATCH", 37)
    found = swept(date(2026, 4, 10))
    assert found.reminders + found.escalations == Reminder.objects.count()
    monkeypatch.setattr(sweeps, "BATCH", 25_000)
    assert swept(date(2026, 4, 10)).reminders == 0
