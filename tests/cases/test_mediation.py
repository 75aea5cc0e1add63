"""Mediation and settlement: who, when, on which conditions, with which papers, and what it never touches (条例第33条)."""

from datetime import date, timedelta

import pytest
from builders import MONDAY, accepted, again, forwarded, lived, person, served, signed
from django.db import DatabaseError, IntegrityError, connection, transaction
from mediations import CONFIRMED, DAY, LATER, agreed, consented, handed, visited
from states import IN_STATE, handler, head, statutory

from cases import actions, workdays
from cases.models import Case, CaseEvent, CasePaper, Deadline, FollowUp, Mediation
from cases.policies import NotLawfulNow, NotYours
from documents import issuing
from law import confirmation
from law.terms import HandlingState, MediationState, PaperKind, Purpose, Role, Route

pytestmark = pytest.mark.django_db
S = MediationState


def text_of(kind: str) -> str:
    return str(issuing.content_of(CasePaper.objects.get(kind=kind).paper).to_dict())


def clocks_of(handling) -> list:
    names = ("period", "started_on", "due_on", "met_on", "voided_on", "extended")
    return list(Deadline.objects.filter(case=handling.claim.case).order_by("pk").values_list(*names))


# --- the journey -------------------------------------------------------------------------------------------------


def test_from_the_hand_over_to_the_performed_agreement_with_no_clock_touched():
    """条例第33条, domain §4.2 row 19: consent, agreement in writing, performance; T5 runs on as if nobody mediated."""
    handling = accepted()
    before = clocks_of(handling)
    row = consented(row=handed(handling))
    assert row.state == S.CONSENTED
    row = lived(LATER, actions.agree_in_mediation, row, by=handler(handling), content="赔偿三千元\n双方不再争执",
                how="一次付清", agreed_on=LATER, effective_on=LATER, perform_by=date(2026, 4, 10))  # fmt: skip
    assert row.state == S.AGREED
    row = visited(row, "performing", date(2026, 3, 20))
    assert row.state == S.AGREED
    row = visited(row, "performed", date(2026, 4, 9))
    assert Mediation.objects.get().state == S.PERFORMED
    assert [each.found for each in FollowUp.objects.order_by("pk")] == ["performing", "performed"]
    assert clocks_of(handling) == before
    assert again(handling).state == HandlingState.ACCEPTED
    acts = CaseEvent.objects.filter(handling=handling, act__contains="medi").values_list("act", flat=True)
    assert list(acts) == ["hand_to_mediation", "consent_to_mediation", "agree_in_mediation"]
    assert CaseEvent.objects.filter(act="follow_agreement").count() == 2


def test_the_opinion_is_still_owed_and_given_after_an_agreement():
    row = agreed()
    handling = served(again(row.handling), date(2026, 3, 12))
    assert Deadline.objects.get(handling=handling, period="handling").met_on == date(2026, 3, 12)


def test_an_agreement_may_come_after_the_opinion():
    """Mediation begun in the course goes on beside it."""
    row = consented()
    signed(again(row.handling), date(2026, 3, 5))
    lived(LATER, actions.agree_in_mediation, row, by=handler(row.handling), content="和好", how="当场", agreed_on=LATER,
          effective_on=LATER, perform_by=LATER)  # fmt: skip
    assert Mediation.objects.get().state == S.AGREED


# --- papers ------------------------------------------------------------------------------------------------------


def test_the_mediators_get_a_paper_without_the_petitioner():
    handed()
    text = text_of(PaperKind.MEDIATION_TRANSFER)
    assert "第三十三条" in text
    assert "云城街道人民调解委员会" in text
    assert "随时退出" in text
    assert "2026年5月6日" in text  # the sixty days run on, said with their last day
    assert "陈桂英" not in text
    assert "惠民建筑公司" not in text


@pytest.mark.parametrize(
    ("manner", "kind", "court"),
    [
        ("peoples", PaperKind.MEDIATION_AGREEMENT, True),
        ("administrative", PaperKind.MEDIATION_AGREEMENT, False),
        ("judicial", PaperKind.MEDIATION_AGREEMENT, False),
        ("reconciliation", PaperKind.RECONCILIATION_AGREEMENT, False),
    ],
)
def test_what_was_agreed_is_made_out_in_writing(manner, kind, court):
    """条例第33条 应当制作调解协议书或者和解协议书; domain §5.1: parties, dispute, content, manner and period."""
    agreed(manner=manner, body="" if manner == "reconciliation" else "某调解委员会")
    text = text_of(kind)
    for words in (
        "陈桂英",
        "惠民建筑公司",
        "赔偿数额相差八千元",
        "赔偿三千元",
        "双方不再争执",
        "一次付清",
        "最迟2026年4月10日",
    ):
        assert words in text
    assert ("三十三条第一款" in text and "2026年4月8日" in text) == court
    assert "息诉" not in text


def test_no_hand_over_paper_when_the_two_sides_settle_themselves():
    handed(manner="reconciliation", body="")
    assert not CasePaper.objects.filter(kind=PaperKind.MEDIATION_TRANSFER).exists()


# --- conditions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lacking", sorted(CONFIRMED))
def test_without_one_of_the_three_conditions_there_is_no_mediation(lacking):
    """条例第33条: 双方同意, 在裁量权范围内, 不违反政策法规强制性规定."""
    row = handed()
    given = CONFIRMED | {lacking: False}
    with pytest.raises(NotLawfulNow, match="条例第33条"):
        lived(
            DAY,
            actions.consent_to_mediation,
            row,
            by=handler(row.handling),
            petitioner_on=DAY,
            other_on=DAY,
            **given,
        )
    assert Mediation.objects.get().state == S.HANDED_OVER


@pytest.mark.parametrize("state", sorted(HandlingState))
def test_only_in_the_course_of_its_handling(state):
    """条例第33条 在处理申诉求决类事项过程中."""
    handling = IN_STATE[state]()
    lawful = state in {HandlingState.ACCEPTED, HandlingState.STATUTORY}
    if lawful:
        assert handed(handling).state == S.HANDED_OVER
        return
    with pytest.raises((NotLawfulNow, NotYours)):
        handed(handling)
    assert not Mediation.objects.exists()


def test_a_suggestion_is_not_mediated():
    handling = accepted(purpose=Purpose.SUGGESTION, route=Route.SUGGESTION)
    with pytest.raises(NotLawfulNow, match="申诉求决"):
        handed(handling)


def test_a_statutory_matter_may_be_mediated_too():
    assert handed(statutory()).state == S.HANDED_OVER


@pytest.mark.parametrize(
    "changes", [{"manner": "magic"}, {"body": " "}, {"other_party": ""}, {"dispute": " "}]
)
def test_what_is_needed_is_asked_for(changes):
    with pytest.raises(NotLawfulNow, match="请"):
        handed(**changes)
    assert not CasePaper.objects.filter(kind=PaperKind.MEDIATION_TRANSFER).exists()


@pytest.mark.parametrize(
    ("role", "code"),
    [(Role.SCREENING, "bureau"), (Role.BUREAU_LEADER, "bureau"), (Role.HANDLER, "agriculture"), (Role.COUNTY_LEADER, "county_government")],
)  # fmt: skip
def test_only_the_unit_that_handles_it(role, code):
    handling = accepted()
    who = person(role, code)
    with pytest.raises(NotYours):
        lived(
            DAY,
            actions.hand_to_mediation,
            handling,
            by=who,
            manner="reconciliation",
            other_party="甲",
            dispute="乙",
        )
    row = handed(handling)
    calls = {
        actions.consent_to_mediation: {"petitioner_on": DAY, "other_on": DAY, **CONFIRMED},
        actions.end_mediation: {"ending": "withdrawn"},
        actions.agree_in_mediation: {"content": "甲", "how": "乙", "agreed_on": DAY, "effective_on": DAY, "perform_by": DAY},
        actions.confirm_agreement: {"applied_on": DAY, "court": "某法院"},
        actions.follow_agreement: {"visited_on": DAY, "found": "performed"},
    }  # fmt: skip
    for call, words in calls.items():
        with pytest.raises(NotYours):
            lived(DAY, call, row, by=who, **words)


def test_the_head_of_the_unit_may_as_well():
    handling = accepted()
    assert lived(DAY, actions.hand_to_mediation, handling, by=head(handling), manner="reconciliation", other_party="甲",
                 dispute="乙").state == S.HANDED_OVER  # fmt: skip


# --- leaving it --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begin", "ending", "lawful"),
    [
        (handed, S.REFUSED, True),
        (handed, S.WITHDRAWN, True),
        (handed, S.FAILED, False),
        (consented, S.WITHDRAWN, True),
        (consented, S.FAILED, True),
        (consented, S.REFUSED, False),
        (agreed, S.WITHDRAWN, False),
        (agreed, S.FAILED, False),
    ],
)
def test_how_a_mediation_ends_without_an_agreement(begin, ending, lawful):
    row = begin()
    if not lawful:
        with pytest.raises(NotLawfulNow, match="目前是"):
            lived(LATER, actions.end_mediation, row, by=handler(row.handling), ending=ending)
        return
    row = lived(LATER, actions.end_mediation, row, by=handler(row.handling), ending=ending)
    assert (row.state, row.ended_on) == (ending, LATER)


def test_leaving_has_no_consequence():
    """条例第33条 自愿: no reason asked, no clock moved, nothing closed, and one may mediate again."""
    row = consented()
    before, events = clocks_of(row.handling), CaseEvent.objects.count()
    row = lived(LATER, actions.end_mediation, row, by=handler(row.handling), ending="withdrawn")
    assert clocks_of(row.handling) == before
    assert CaseEvent.objects.count() == events + 1
    assert again(row.handling).state == HandlingState.ACCEPTED
    assert handed(again(row.handling), on=LATER).state == S.HANDED_OVER


def test_one_at_a_time():
    row = handed()
    with pytest.raises(NotLawfulNow, match="上一次调解还没有结果"):
        handed(row.handling)


# --- days of the agreement ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"agreed_on": MONDAY}, "签订日"),
        ({"agreed_on": LATER + timedelta(days=1)}, "签订日"),
        ({"effective_on": LATER - timedelta(days=1)}, "生效日"),
        ({"perform_by": LATER - timedelta(days=1)}, "履行期限"),
        ({"content": " "}, "协议内容"),
        ({"how": ""}, "履行方式"),
    ],
)
def test_an_agreement_is_whole_and_its_days_in_order(changes, words):
    row = consented()
    given = {
        "content": "甲",
        "how": "乙",
        "agreed_on": LATER,
        "effective_on": LATER,
        "perform_by": LATER,
    } | changes
    with pytest.raises(NotLawfulNow, match=words):
        lived(LATER, actions.agree_in_mediation, row, by=handler(row.handling), **given)
    assert Mediation.objects.get().agreed_on is None


# --- the court ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("effective", "last"),
    [
        (date(2026, 3, 9), date(2026, 4, 8)),
        (date(2026, 1, 20), date(2026, 2, 24)),  # 02-19 lies in the holidays
        (date(2026, 3, 5), date(2026, 4, 7)),  # 04-04 Saturday, 04-06 holiday
        (date(2026, 8, 21), date(2026, 9, 20)),  # a Sunday worked is no day off
    ],
)
def test_thirty_days_to_ask_a_court_together(effective, last):
    """人民调解法第33条第1款, 民法典第203条第1款: thirty days after it took effect, a day off rolls forward."""
    assert confirmation.last_day(effective, workdays.calendar()) == last


def test_application_and_confirmation_are_recorded():
    row = agreed()
    by = handler(row.handling)
    day = date(2026, 3, 16)
    row = lived(day, actions.confirm_agreement, row, by=by, applied_on=day, court="云溪县人民法院")
    assert (row.applied_on, row.confirmed_on) == (day, None)
    later = date(2026, 3, 27)
    row = lived(later, actions.confirm_agreement, row, by=by, applied_on=day, court="云溪县人民法院", confirmed_on=later,
                number="（2026）云民特12号")  # fmt: skip
    assert Mediation.objects.get().confirmed_on == later
    with pytest.raises(NotLawfulNow, match="已于"):
        lived(later, actions.confirm_agreement, row, by=by, applied_on=day, court="云溪县人民法院")


def test_late_application_is_for_the_court_to_judge():
    row = agreed()
    day = date(2026, 5, 20)
    row = lived(
        day, actions.confirm_agreement, row, by=handler(row.handling), applied_on=day, court="云溪县人民法院"
    )
    assert row.applied_on == day


@pytest.mark.parametrize("manner", ["administrative", "judicial", "reconciliation"])
def test_only_a_people_s_mediation_is_confirmed(manner):
    row = agreed(manner=manner, body="" if manner == "reconciliation" else "某调解中心")
    with pytest.raises(NotLawfulNow, match="人民调解"):
        lived(
            LATER, actions.confirm_agreement, row, by=handler(row.handling), applied_on=LATER, court="某法院"
        )


@pytest.mark.parametrize(
    "changes",
    [{"applied_on": DAY}, {"court": " "}, {"confirmed_on": DAY}, {"applied_on": LATER + timedelta(days=3)}],
)
def test_the_days_of_the_court_are_in_order(changes):
    row = agreed()
    given = {"applied_on": LATER, "court": "某法院"} | changes
    with pytest.raises(NotLawfulNow, match="请"):
        lived(LATER, actions.confirm_agreement, row, by=handler(row.handling), **given)


# --- performance -------------------------------------------------------------------------------------------------


def test_what_was_not_performed_may_still_be():
    row = visited(agreed(), "not_performed", date(2026, 4, 13))
    assert row.state == S.NOT_PERFORMED
    row = visited(row, "performing", date(2026, 4, 14))
    assert row.state == S.NOT_PERFORMED
    row = visited(row, "not_performed", date(2026, 4, 15))
    row = visited(row, "performed", date(2026, 4, 20))
    assert Mediation.objects.get().state == S.PERFORMED
    with pytest.raises(NotLawfulNow, match="已经履行完毕"):
        visited(row, "not_performed", date(2026, 4, 21))


def test_nothing_to_follow_before_an_agreement():
    row = consented()
    with pytest.raises(NotLawfulNow, match="没有达成协议"):
        visited(row, "performed", LATER)
    with pytest.raises(NotLawfulNow, match="没有达成协议"):
        lived(
            LATER, actions.confirm_agreement, row, by=handler(row.handling), applied_on=LATER, court="某法院"
        )


# --- the database ------------------------------------------------------------------------------------------------


def raw(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("target", sorted(S))
def test_raw_sql_cannot_jump(target):
    """The edge is refused, or else the conditions of its state, or that nobody told the file's story."""
    row = handed()
    if target == S.HANDED_OVER:
        return
    with pytest.raises(DatabaseError):
        raw("UPDATE cases_mediation SET state = %s WHERE id = %s", target, row.pk)


def test_raw_sql_cannot_be_born_agreed():
    row = handed()
    with pytest.raises(DatabaseError, match="may not go"):
        raw(
            "INSERT INTO cases_mediation (case_id, handling_id, manner, body, state, handed_on, handed_by_id, voluntary,"
            " within_discretion, breaks_no_rule, court, confirmation_number, version)"
            " VALUES (%s, %s, 'peoples', 'x', 'refused', now(), %s, false, false, false, '', '', 1)",
            row.case_id, row.handling_id, row.handed_by_id,
        )  # fmt: skip


def test_no_consent_no_mediation_in_the_database_either():
    row = handed()
    with pytest.raises(DatabaseError), transaction.atomic():
        Mediation.objects.filter(pk=row.pk).update(voluntary=False, state="consented")


@pytest.mark.parametrize(
    "changes",
    [
        {"voluntary": False},
        {"other_consented_on": None},
        {"effective_on": None},
        {"effective_on": MONDAY},
        {"perform_by": MONDAY},
        {"body": ""},
        {"confirmed_on": LATER},
        {"applied_on": LATER, "court": ""},
        {"applied_on": LATER, "court": "某法院", "confirmed_on": DAY},
        {"applied_on": LATER, "court": "某法院", "manner": "judicial"},
        {"ended_on": LATER},
    ],
)
def test_an_agreement_cannot_be_made_less(changes):
    row = agreed()
    with pytest.raises(IntegrityError), transaction.atomic():
        Mediation.objects.filter(pk=row.pk).update(**changes)


# --- who sees ----------------------------------------------------------------------------------------------------


def test_a_unit_sees_its_own_and_an_accusation_is_seen_by_nobody():
    """条例第30条第3款."""
    row = handed()
    seen = lambda role, code: Mediation.objects.visible_to(person(role, code)).exists()  # noqa: E731
    assert seen(Role.HANDLER, "housing")
    assert seen(Role.SCREENING, "bureau")
    assert seen(Role.COUNTY_LEADER, "county_government")
    assert not seen(Role.HANDLER, "agriculture")
    assert not seen(Role.INTAKE, "township_01")
    assert not seen(Role.SYSADMIN, "bureau")
    Case.objects.filter(pk=row.case_id).update(
        in_compartment=True, title="检举控告件（内容封存）", summary=""
    )
    assert not seen(Role.SCREENING, "bureau")
    assert not seen(Role.HANDLER, "housing")


def test_the_other_side_and_the_agreement_are_not_readable_in_the_tables():
    row = agreed()
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(m)::text FROM cases_mediation m WHERE id = %s", [row.pk])
        (text,) = cursor.fetchone()
    assert "惠民" not in text
    assert "三千" not in text


def test_the_unit_may_still_record_yesterday_s_service_after_an_act_beside():
    """An act beside the course is no act before (补录, design §5)."""
    handling = signed(accepted(), DAY)
    row = handed(forwarded_and_accepted(), on=DAY)
    assert row.pk
    lived(LATER, actions.apply_relief, handling.claim.case, by=handler(handling), kind="legal_aid", body="法律援助中心",
          applied_on=LATER)  # fmt: skip
    from law import clock

    with clock.on_day(LATER):
        actions.serve(again(handling), by=handler(handling), on=DAY, method="direct", served_on=DAY, proof="本人签收",
                      why_backdated="回证在档")  # fmt: skip


def forwarded_and_accepted():
    handling = forwarded()
    return lived(MONDAY, actions.accept, handling, by=handler(handling))
