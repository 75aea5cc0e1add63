"""The law of one file: service, the bureau's check, an opinion sent back, and what is recorded late (条例第34条、第35条, design §5)."""

from datetime import date

import pytest
from builders import (
    MONDAY,
    accepted,
    again,
    concluded,
    days,
    forwarded,
    lived,
    person,
    served,
    signed,
)
from states import handler, head, statutory

from cases import actions, policies, sweeps
from cases.actions import Person
from cases.models import CaseEvent, CasePaper, Deadline, Handling
from cases.policies import NotLawfulNow, NotYours
from law import clock
from law.terms import PaperKind, Role, Route

pytestmark = pytest.mark.django_db

OBJECTION_DUE = date(2026, 3, 9)  # five working days after MONDAY
SIXTY_DUE = date(2026, 5, 6)  # nominal 05-01, a holiday; rolls to 05-06
OUTWARD = {
    PaperKind.ACCEPTANCE_NOTICE,
    PaperKind.OPINION,
    PaperKind.SUGGESTION_REPLY,
    PaperKind.STATUTORY_RESULT,
}


def clock_of(handling: Handling, period: str) -> Deadline:
    return Deadline.objects.filter(handling=handling, period=period).latest("pk")


def issued(handling: Handling) -> set[str]:
    return set(CasePaper.objects.filter(handling=handling).values_list("kind", flat=True))


# --- 送达 (domain §1.3, 条例第35条) -------------------------------------------------------------------------------


def posted(on: date = MONDAY) -> Handling:
    handling = signed(accepted(), on)
    lived(on, actions.serve, handling, by=handler(handling), method="post", served_on=None, proof="EMS 1001")
    return again(handling)


def test_the_duty_is_met_on_leaving_and_the_petitioners_days_start_on_arrival():
    """条例第34条 asks the unit to have answered; 条例第35条 counts from 收到书面答复之日."""
    handling = posted()
    assert clock_of(handling, "handling").met_on == MONDAY
    assert not Deadline.objects.filter(handling=handling, period__in=["review_request", "rating"]).exists()
    arrived = MONDAY + days(5)
    lived(
        arrived + days(1),
        actions.confirm_arrival,
        handling.services.get(),
        by=handler(handling),
        served_on=arrived,
    )
    rights = Deadline.objects.filter(handling=handling, period__in=["review_request", "rating"])
    assert {row.period: row.started_on for row in rights} == {"review_request": arrived, "rating": arrived}
    assert not rights.filter(duty=True).exists()


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ({"method": "left", "served_on": MONDAY, "proof": "贴门"}, "见证人"),
        ({"method": "electronic", "served_on": MONDAY, "proof": "平台回执"}, "同意"),
        ({"method": "direct", "served_on": MONDAY, "proof": " "}, "送达凭据"),
        ({"method": "post", "served_on": MONDAY - days(1), "proof": "EMS"}, "不能早于发出日"),
    ],
)
def test_service_needs_its_conditions(words, missing):
    """留置 a witness, 电子 the consent, each a proof (民事诉讼法第87条以下, by analogy)."""
    handling = signed(accepted(), MONDAY)
    with pytest.raises(NotLawfulNow, match=missing):
        lived(MONDAY, actions.serve, handling, by=handler(handling), **words)


@pytest.mark.parametrize(
    ("words", "arrives"),
    [
        ({"method": "left", "served_on": None, "proof": "照片", "witness": "桂花苑居委会刘某"}, MONDAY),
        (
            {"method": "public", "served_on": None, "proof": "公告栏", "cause": "原址拆迁，电话停机"},
            MONDAY + days(30),
        ),
        ({"method": "electronic", "served_on": MONDAY, "proof": "平台回执"}, MONDAY),
    ],
)
def test_the_day_of_service_follows_its_method(words, arrives):
    people = [Person(name="陈桂英", phone="13855552207", address="桂花苑", electronic_service=True)]
    handling = signed(accepted(persons=people), MONDAY)
    service = lived(MONDAY, actions.serve, handling, by=handler(handling), **words)
    assert service.served_on == arrives
    assert clock_of(handling, "review_request").started_on == arrives


def test_a_day_of_arrival_lies_between_leaving_and_today():
    handling = posted()
    for served_on in (MONDAY - days(1), MONDAY + days(2)):
        with pytest.raises(NotLawfulNow, match="送达日应在发出日与今天之间"):
            lived(
                MONDAY + days(1),
                actions.confirm_arrival,
                handling.services.get(),
                by=handler(handling),
                served_on=served_on,
            )


# --- 审核认定、退回重办 (design §5, 条例第40条) --------------------------------------------------------------------


def test_the_bureaus_check_stops_no_clock():
    handling = served(accepted(), MONDAY + days(5))
    before = list(Deadline.objects.order_by("pk").values_list("period", "met_on", "due_on"))
    concluded(handling, MONDAY + days(9))
    assert list(Deadline.objects.order_by("pk").values_list("period", "met_on", "due_on")) == before


def test_an_opinion_sent_back_counts_as_never_given():
    """The sixty days ran all the time, from their first day; the petitioner's thirty days never were."""
    handling = served(accepted(), MONDAY + days(5))
    lived(MONDAY + days(6), actions.send_back, handling, by=person(Role.SCREENING), reason="没有逐项答复")
    sixty = clock_of(handling, "handling")
    assert (sixty.met_on, sixty.started_on, sixty.due_on) == (None, MONDAY, SIXTY_DUE)
    assert clock_of(handling, "review_request").voided_on == MONDAY + days(6)
    assert policies.standing_opinion(handling) is None
    handling = served(again(handling), SIXTY_DUE + days(1))
    assert clock_of(handling, "handling").met_on == SIXTY_DUE + days(
        1
    )  # late, though the first one was timely


def test_a_rating_of_an_annulled_opinion_counts_no_more():
    handling = served(accepted(), MONDAY + days(5))
    case = handling.claim.case
    lived(MONDAY + days(6), actions.rate, case, by=None, organ="unit", value="satisfied", handling=handling)
    lived(MONDAY + days(7), actions.send_back, handling, by=person(Role.SCREENING), reason="没有逐项答复")
    assert not case.ratings.filter(organ="unit", superseded=False).exists()
    with pytest.raises(NotLawfulNow, match="现在不在评价期内"):
        lived(
            MONDAY + days(8),
            actions.rate,
            case,
            by=None,
            organ="unit",
            value="satisfied",
            handling=again(handling),
        )


def test_the_result_of_another_procedure_is_not_sent_back():
    """条例第31条第1项至第5项: its remedy is that procedure's; it never becomes a 处理意见书."""
    handling = statutory()
    lived(MONDAY, actions.draft_opinion, handling, by=handler(handling), decision="已作出行政确认")
    handling = lived(MONDAY, actions.record_result, handling, by=handler(handling))
    with pytest.raises(NotLawfulNow, match="不能：法定途径"):
        lived(MONDAY, actions.send_back, handling, by=person(Role.SCREENING), reason="重来")
    lived(MONDAY, actions.conclude, handling, by=person(Role.SCREENING))
    assert PaperKind.OPINION not in issued(handling)


def test_a_statutory_way_has_no_sixty_days():
    handling = statutory()
    assert not Deadline.objects.filter(handling=handling, period="handling").exists()
    with pytest.raises(NotLawfulNow, match="告知按法定途径办理"):
        lived(MONDAY, actions.accept, forwarded(route=Route.ARBITRATION), by=person(Role.HANDLER, "housing"))


# --- 补录 (design §5) --------------------------------------------------------------------------------------------


def test_an_act_is_dated_back_only_to_the_act_before_it_with_a_reason():
    handling = forwarded(on=MONDAY + days(2), received_on=MONDAY)
    today = MONDAY + days(6)
    attempts = [
        (today + days(1), "单据", "晚于今天"),
        (MONDAY + days(1), "单据", "不能早于到达本单位的日期 2026-03-04"),
        (MONDAY + days(3), "", "请写明理由"),
    ]

    with clock.on_day(today):
        for on, why, said in attempts:
            with pytest.raises(NotLawfulNow, match=said):
                actions.accept(handling, by=handler(handling), on=on, why_backdated=why)
        actions.accept(handling, by=handler(handling), on=MONDAY + days(3), why_backdated="告知书签收单")
    assert CaseEvent.objects.get(handling=handling, act="accept").backdated
    assert clock_of(handling, "handling").started_on == MONDAY + days(3)


def test_late_is_not_turned_into_timely_without_the_bureaus_consent():
    handling = signed(accepted(), MONDAY + days(50))
    sent_on, today = SIXTY_DUE - days(1), SIXTY_DUE + days(3)
    words = {
        "by": handler(handling),
        "method": "direct",
        "served_on": sent_on,
        "proof": "签收单",
        "why_backdated": "签收单在案",
    }

    with clock.on_day(today):
        with pytest.raises(NotLawfulNow, match="须先由信访局领导同意补录"):
            actions.serve(handling, on=sent_on, **words)
        with pytest.raises(NotYours):
            actions.consent_backdating(
                handling, by=head(handling), on=today, act="serve", act_on=sent_on, reason="x"
            )
        actions.consent_backdating(handling, by=person(Role.BUREAU_LEADER), on=today, act="serve", act_on=sent_on,
                                   reason="核对了签收单原件")  # fmt: skip
        actions.serve(handling, on=sent_on, **words)
    assert clock_of(handling, "handling").met_on == sent_on


def test_a_late_notice_that_left_in_time_can_be_recorded_with_consent():
    """The unit wrote in time and recorded late: the presumption stays, the notice is timely, with the bureau's consent."""
    handling = forwarded()
    lived(date(2026, 3, 18), sweeps.sweep)
    assert again(handling).presumed
    left_on, today = date(2026, 3, 16), date(2026, 3, 19)
    with clock.on_day(today):
        with pytest.raises(NotLawfulNow, match="须先由信访局领导同意"):
            actions.notify_late(handling, by=handler(handling), on=left_on, why_backdated="签收单")
        actions.consent_backdating(handling, by=person(Role.BUREAU_LEADER), on=today, act="notify_late", act_on=left_on,
                                   reason="核对了签收单原件")  # fmt: skip
        actions.notify_late(handling, by=handler(handling), on=left_on, why_backdated="签收单")
    assert clock_of(handling, "notice").met_on == left_on


def test_a_note_does_not_bar_dating_back():

    handling = forwarded()
    with clock.on_day(MONDAY + days(4)):
        actions.note(
            handling.claim.case, by=handler(handling), on=MONDAY + days(4), text="电话询问", handling=handling
        )
        actions.accept(handling, by=handler(handling), on=MONDAY + days(1), why_backdated="签收单")
    assert again(handling).accepted_on == MONDAY + days(1)
