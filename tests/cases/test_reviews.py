"""复查 and 复核: who asks, who decides, in what time, and what follows (条例第35条、第36条)."""

from datetime import date

import pytest
from builders import MONDAY, accepted, again, concluded, days, forwarded, lived, person, served, signed, unit
from django.db import IntegrityError, connection, transaction
from reviewing import (
    ASKED,
    DECIDED,
    OPINION,
    SERVED,
    WORDS,
    answered,
    asked,
    boss,
    decided,
    decider,
    finally_reviewed,
    fresh,
    recorded,
    reviewed,
    taken,
    told,
)
from states import statutory

from cases import actions, clocks, reviews
from cases.models import CaseEvent, CasePaper, Deadline, Review
from cases.policies import NotLawfulNow, NotYours
from documents import issuing
from law.terms import (
    CaseState,
    HandlingState,
    PaperKind,
    ReviewLevel,
    ReviewOutcome,
    ReviewState,
    Role,
    Route,
)
from organizations.actions import NotPossible, change_unit

pytestmark = pytest.mark.django_db


def clock_of(row: Review, period: str = "") -> Deadline:
    return Deadline.objects.filter(handling=row.handling, period=period or row.period).latest("pk")


def words_of(kind: PaperKind, handling) -> str:
    paper = CasePaper.objects.filter(handling=handling, kind=kind).latest("pk").paper
    return "".join(block.text for block in issuing.content_of(paper).blocks)


# --- the journey -------------------------------------------------------------------------------------------------


def test_the_journey_from_the_opinion_to_the_end_of_the_procedure():
    """Domain §4.2 rows 27 to 29: 复查, 复核, 程序终结; each clock from its own day, each met by the paper that left."""
    row = finally_reviewed()
    assert (row.level, row.state, row.outcome) == (
        ReviewLevel.FINAL,
        ReviewState.SERVED,
        ReviewOutcome.UPHELD,
    )
    assert (row.of.organ.code, row.organ.code) == ("county_government", "city_government")
    first = clock_of(row.of)
    assert (first.started_on, first.nominal_on, first.met_on, first.unit) == (
        ASKED,
        ASKED + days(30),
        DECIDED,
        row.of.organ,
    )
    option = clock_of(row, "final_review_request")
    assert (option.started_on, option.met_on, option.duty) == (DECIDED, ASKED + days(25), False)
    second = clock_of(row)
    assert (second.started_on, second.met_on) == (ASKED + days(25), ASKED + days(46))
    end = reviews.ended(row.handling, [row.of, row], row.handling.deadlines.all(), on=ASKED + days(46))
    assert end == reviews.Ended(ASKED + days(46), "复核意见已经送达")
    acts = list(
        CaseEvent.objects.filter(case=row.case, act__endswith="_review")
        .order_by("pk")
        .values_list("act", flat=True)
    )
    assert acts == ["request_review", "accept_review", "draft_review", "sign_review", "serve_review"] * 2


def test_the_review_opinion_says_where_to_ask_for_the_final_review():
    """§5.1: 原意见、复查请求、认定、结论、30 日内向〔机关〕申请复核."""
    row = reviewed()
    text = words_of(PaperKind.REVIEW_OPINION, row.handling)
    for part in ("《信访工作条例》第三十五条", WORDS["request"], OPINION["findings"], "维持信访处理意见", "30日内，向临澜市人民政府请求复核",
                 "三十日内重新铺设支管"):  # fmt: skip
        assert part in text
    assert row.number.startswith("云政信查〔2026〕")
    assert "复议" not in text
    assert "诉讼" not in text


def test_the_final_opinion_carries_the_words_of_the_bar():
    """条例第36条第3款, in the words of the law, on the paper that ends the procedure."""
    first = reviewed()
    row = asked(first.handling, on=DECIDED + days(5))
    city = row.organ
    handler, head = person(Role.HANDLER, city.code), person(Role.UNIT_HEAD, city.code)
    day = DECIDED + days(20)
    lived(day, actions.accept_review, row, by=handler)
    lived(day, actions.draft_review, fresh(row), by=handler, outcome=ReviewOutcome.CHANGED, **OPINION)
    lived(day, actions.sign_review, fresh(row), by=head)
    text = words_of(PaperKind.FINAL_REVIEW_OPINION, row.handling)
    assert "仍然以同一事实和理由提出投诉请求的，各级党委和政府信访部门和其他机关、单位不再受理" in text
    assert "变更复查意见" in text


# --- asking ------------------------------------------------------------------------------------------------------

LAST = date(2026, 4, 21)  # SERVED (2026-03-22) + 30 days


@pytest.mark.parametrize(
    ("requested", "received", "late"),
    [(LAST, LAST, False), (LAST, LAST + days(6), False), (LAST + days(1), LAST + days(1), True)],
    ids=["the-last-day", "posted-on-the-last-day-counts", "a-day-late"],
)
def test_the_posting_day_decides_and_the_receipt_starts_the_clock(requested, received, late):
    """条例第35条: 30 日 from service; a letter posted in time is in time (民事诉讼法, by analogy); T7 from receipt."""
    handling = answered()
    assert clock_of(Review(handling=handling), "review_request").due_on == LAST
    row = lived(received, actions.request_review, handling, by=person(Role.INTAKE), requested_on=requested,
                received_on=received, **WORDS)  # fmt: skip
    assert row.late is late
    assert clock_of(row).started_on == received


def test_a_late_request_is_accepted_only_for_a_reason_that_is_kept():
    row = asked(on=LAST + days(3))
    with pytest.raises(NotLawfulNow, match="正当理由"):
        lived(LAST + days(4), actions.accept_review, row, by=decider(row))
    row = lived(
        LAST + days(4), actions.accept_review, row, by=decider(row), late_reason="住院四十日，有出院记录"
    )
    assert (row.state, row.late_reason) == (ReviewState.ACCEPTED, "住院四十日，有出院记录")


def test_a_late_request_may_be_declined_in_writing_with_its_basis_and_what_to_do():
    """Domain §2.3: 逾期 needs a local rule, and the way that is left."""
    row = asked(on=LAST + days(3))
    reason = {
        "reason": "超过三十日，没有正当理由",
        "legal_basis": "省信访条例第三十三条",
        "next_step": "有新的事实可以重新提出",
    }
    with pytest.raises(NotLawfulNow, match="地方规定"):
        lived(LAST + days(4), actions.decline_review, row, by=boss(row), **(reason | {"legal_basis": ""}))
    row = lived(LAST + days(4), actions.decline_review, row, by=boss(row), **reason)
    assert row.state == ReviewState.DECLINED
    text = words_of(PaperKind.REVIEW_DECLINE, row.handling)
    assert all(part in text for part in reason.values())
    assert clock_of(row).met_on == LAST + days(4)
    end = reviews.ended(row.handling, [fresh(row)], row.handling.deadlines.all(), on=LAST + days(5))
    assert end == reviews.Ended(LAST, "期满没有申请复查")


NOT_REVIEWABLE = {
    "条例第31条 a statutory result": lambda: statutory(),
    "条例第35条 nothing served yet": lambda: signed(accepted(), SERVED),
    "条例第35条 not even accepted": lambda: forwarded(),
    "条例第35条 a suggestion has no 处理意见": lambda: accepted(route=Route.SUGGESTION),
}


@pytest.mark.parametrize("made", NOT_REVIEWABLE.values(), ids=NOT_REVIEWABLE)
def test_only_a_served_opinion_can_be_reviewed(made):
    handling = made()
    with pytest.raises(NotLawfulNow, match=r"条例第35条|条例第31条"):
        asked(handling)
    assert not Review.objects.exists()


def test_without_the_day_of_arrival_the_time_to_ask_has_not_begun():
    handling = signed(accepted(), SERVED)
    lived(
        SERVED,
        actions.serve,
        handling,
        by=person(Role.HANDLER, "housing"),
        method="post",
        served_on=None,
        proof="EMS1",
    )
    with pytest.raises(NotLawfulNow, match="送达日还没有登记"):
        asked(again(handling))


def test_one_review_and_one_final_review_per_opinion():
    """条例第35条、第36条第1款: there is no second review, and nothing after the final one."""
    row = asked()
    with pytest.raises(NotLawfulNow, match="只复查一次"):
        asked(row.handling)
    final = finally_reviewed_of(row)
    with pytest.raises(NotLawfulNow, match="条例第36条第3款"):
        asked(final.handling, on=ASKED + days(50))


def finally_reviewed_of(row: Review) -> Review:
    first = told(decided(row, DECIDED), DECIDED)
    on = DECIDED + days(5)
    final = recorded(asked(first.handling, on=on), on + days(20))
    lived(on + days(21), actions.serve_review, fresh(final), by=person(Role.SCREENING), sent_on=on + days(21), method="direct",
          served_on=on + days(21), proof="签收")  # fmt: skip
    return fresh(final)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"requested_on": SERVED - days(1)}, "不能早于意见书的送达日"),
        ({"received_on": ASKED - days(1)}, "收到日应在申请日与今天之间"),
        ({"request": " "}, "请写明复查请求"),
        ({"channel": "pigeon"}, "申请的形式"),
        ({"organ": "housing_quality"}, "条例第28条第3款"),
        ({"organ": "city_government"}, "为什么不是登记的上一级机关"),
    ],
    ids=["before-service", "received-before-asked", "no-request", "no-channel", "below-the-handler", "other-body-without-reason"],
)  # fmt: skip
def test_what_a_request_needs(changes, message):
    handling = answered()
    if "organ" in changes:
        changes = {"organ": unit(changes["organ"])}
    with pytest.raises(NotLawfulNow, match=message):
        asked(handling, **changes)


BODIES = {
    "a county department → the county's government": ("housing", "county_government"),
    "a township → the county's government": ("township_01", "county_government"),
    "a body below a department → the department": ("police_traffic", "police"),
    "vertical → its own superior, as its row says": ("ecology", "city_ecology"),
}


@pytest.mark.parametrize(("code", "body"), BODIES.values(), ids=BODIES)
def test_the_body_is_the_superior_of_who_handled(code, body):
    """条例第35条: 原办理机关、单位的上一级."""
    assert asked(answered(code)).organ.code == body


def test_another_body_is_chosen_with_a_reason_that_stays():
    row = asked(organ=unit("city_government"), organ_reason="本级无复查职责，依省复查复核办法第六条")
    assert (row.organ.code, bool(row.organ_reason)) == ("city_government", True)


# --- who ---------------------------------------------------------------------------------------------------------

DRAFT = {"outcome": ReviewOutcome.UPHELD, **OPINION, "own_number": "云政查〔2026〕1号", "signed_on": ASKED}


@pytest.mark.parametrize(
    ("act", "role", "code", "words"),
    [
        ("accept_review", Role.HANDLER, "housing", {}),
        ("accept_review", Role.INTAKE, "bureau", {}),
        ("draft_review", Role.UNIT_HEAD, "housing", DRAFT),
        ("draft_review", Role.HANDLER, "agriculture", DRAFT),
        ("sign_review", Role.HANDLER, "county_government", {}),
        ("sign_review", Role.SCREENING, "bureau", {}),
        ("decline_review", Role.SCREENING, "bureau", {"reason": "逾期", "legal_basis": "条", "next_step": "去"}),
        ("withdraw_review", Role.HANDLER, "housing", {"evidence": "录音"}),
        ("leave_out_hearing", Role.HANDLER, "housing", {"first_day": ASKED, "last_day": ASKED}),
        ("serve_review", Role.HANDLER, "housing", {"sent_on": ASKED, "method": "direct", "served_on": ASKED, "proof": "签"}),
    ],
)  # fmt: skip
def test_the_unit_whose_opinion_it_is_and_the_wrong_officer_may_not(act, role, code, words):
    """条例第28条第3款: the unit that handled is in none of the acts; each act has its own officer."""
    row = asked()
    before = Review.objects.values().get(pk=row.pk)
    with pytest.raises(NotYours):
        lived(ASKED, getattr(actions, act), row, by=person(role, code), **words)
    assert Review.objects.values().get(pk=row.pk) == before


def test_a_unit_may_not_ask_for_the_petitioner():
    with pytest.raises(NotYours):
        lived(ASKED, actions.request_review, answered(), by=person(Role.HANDLER, "housing"), requested_on=ASKED,
              received_on=ASKED, **WORDS)  # fmt: skip


def test_who_handled_the_matter_does_not_review_it_at_another_desk_either():
    """条例第28条第3款: a person who moved to the reviewing body after signing stays out of it."""
    row = asked()
    signer = person(Role.UNIT_HEAD, "housing")
    signer.unit = unit("county_government")
    signer.save()
    with pytest.raises(NotYours, match="条例第28条第3款"):
        lived(ASKED, actions.accept_review, row, by=signer)


def test_the_bureau_records_for_a_body_outside_from_its_paper_and_numbers_nothing_itself():
    row = finally_reviewed()
    assert (row.number, row.paper, row.signed_on) == ("临政信复核〔2026〕3号", None, ASKED + days(45))
    assert (row.drafted_by.role, row.signed_by.role) == (Role.SCREENING, Role.BUREAU_LEADER)
    assert not CasePaper.objects.filter(kind=PaperKind.FINAL_REVIEW_OPINION).exists()
    assert CasePaper.objects.filter(kind=PaperKind.SERVICE_RECEIPT, paper__organ__code="bureau").exists()


def test_the_bureau_does_not_record_for_a_department_that_has_its_own_people():
    row = asked(answered("police_traffic"))
    person(Role.UNIT_HEAD, "police")
    with pytest.raises(NotYours):
        lived(ASKED, actions.accept_review, row, by=person(Role.SCREENING))


@pytest.mark.parametrize("lacking", [{"own_number": ""}, {"signed_on": None}, {"signed_on": ASKED - days(1)}])
def test_a_record_from_paper_needs_the_papers_number_and_day(lacking):
    row = lived(ASKED, actions.accept_review, asked(), by=person(Role.SCREENING))
    words = DRAFT | {"signed_on": DECIDED} | lacking

    def record() -> None:
        lived(DECIDED, actions.draft_review, fresh(row), by=person(Role.SCREENING), **words)
        lived(DECIDED, actions.sign_review, fresh(row), by=person(Role.BUREAU_LEADER))

    with pytest.raises(NotLawfulNow, match=r"文书日期|文号"):
        record()


@pytest.mark.parametrize("lacking", ["findings", "decision", "legal_basis"])
def test_an_opinion_is_signed_only_when_it_is_whole(lacking):
    row = taken(asked(), ASKED)
    lived(
        ASKED,
        actions.draft_review,
        row,
        by=decider(row),
        outcome=ReviewOutcome.UPHELD,
        **(OPINION | {lacking: ""}),
    )
    with pytest.raises(NotLawfulNow, match="还不能：复查意见缺"):
        lived(ASKED, actions.sign_review, fresh(row), by=boss(row))


ACTS = {
    "accept_review": ({}, ReviewState.REQUESTED),
    "decline_review": ({"reason": "逾期", "legal_basis": "条", "next_step": "去"}, ReviewState.REQUESTED),
    "draft_review": ({"outcome": ReviewOutcome.UPHELD, **OPINION}, ReviewState.ACCEPTED),
    "sign_review": ({}, ReviewState.ACCEPTED),
    "serve_review": (
        {"sent_on": DECIDED, "method": "direct", "served_on": DECIDED, "proof": "签"},
        ReviewState.SIGNED,
    ),
    "confirm_review_arrival": ({"served_on": DECIDED}, ReviewState.SERVED),
}
STATES = {
    ReviewState.REQUESTED: lambda: asked(),
    ReviewState.ACCEPTED: lambda: taken(asked(), DECIDED),
    ReviewState.SIGNED: lambda: decided(asked(), DECIDED),
    ReviewState.SERVED: lambda: reviewed(),
}


@pytest.mark.parametrize("state", STATES, ids=str)
def test_an_act_of_another_state_is_refused_and_moves_nothing(state):
    row = STATES[state]()
    for act, (words, lawful) in ACTS.items():
        if lawful == state:
            continue
        before = (
            Review.objects.values().get(pk=row.pk),
            CaseEvent.objects.count(),
            CasePaper.objects.count(),
        )
        with pytest.raises(NotLawfulNow):
            lived(DECIDED, getattr(actions, act), fresh(row), by=boss(row), **words)
        assert before == (
            Review.objects.values().get(pk=row.pk),
            CaseEvent.objects.count(),
            CasePaper.objects.count(),
        ), act


# --- what follows ------------------------------------------------------------------------------------------------


def test_an_annulled_opinion_puts_the_work_back_with_sixty_new_days():
    """条例第35条, domain §4.2 row 27: 撤销责令重办: the file opens again, the old opinion is void, its review used up."""
    handling = answered()
    concluded(handling, SERVED + days(2))
    assert again(handling).claim.case.state == CaseState.CLOSED
    row = told(decided(asked(again(handling)), DECIDED, ReviewOutcome.ANNULLED), DECIDED)
    handling = again(handling)
    assert (handling.state, handling.ended_on, handling.claim.case.state) == (
        HandlingState.ACCEPTED,
        None,
        CaseState.DISPATCHED,
    )
    sixty = Deadline.objects.filter(handling=handling, period="handling").order_by("pk")
    assert [(one.started_on, bool(one.met_on)) for one in sixty] == [(MONDAY, True), (DECIDED, False)]
    assert handling.opinions.filter(annulled_on=None).count() == 0
    assert not Deadline.objects.running().filter(handling=handling, period__endswith="_request").exists()
    assert "撤销信访处理意见，责令云溪县住房和城乡建设局重新办理" in words_of(
        PaperKind.REVIEW_OPINION, handling
    )
    lived(
        DECIDED,
        actions.approve_extension,
        handling,
        by=person(Role.UNIT_HEAD, "housing"),
        days=10,
        reason="要重新测量",
    )
    anew = served(again(handling), DECIDED + days(30))
    second = asked(anew, on=DECIDED + days(40))
    assert (second.level, second.opinion.pk != row.opinion.pk) == (ReviewLevel.REVIEW, True)


@pytest.mark.parametrize("and_told", [True, False], ids=["told", "signed and not yet told"])
def test_the_service_of_the_new_opinion_can_be_corrected_whatever_was_asked_of_the_old(and_told):
    """The request against the annulled opinion does not rest on the new one's service (条例第35条)."""
    row = decided(asked(answered()), DECIDED, ReviewOutcome.ANNULLED)
    if and_told:
        told(row, DECIDED)
    anew = served(again(row.handling), DECIDED + days(30))
    lived(DECIDED + days(31), actions.annul_service, anew, by=person(Role.HANDLER, "housing"), reason="回执登记错了",
          returned=False)  # fmt: skip
    assert again(anew).state == HandlingState.SIGNED
    anew = served(again(anew), DECIDED + days(32))
    if not and_told:
        told(row, DECIDED + days(33))
    asked(anew, on=DECIDED + days(40))
    with pytest.raises(NotLawfulNow, match="已经申请复查"):
        lived(DECIDED + days(41), actions.annul_service, again(anew), by=person(Role.HANDLER, "housing"), reason="登记错了",
              returned=False)  # fmt: skip


@pytest.mark.parametrize("outcome", [ReviewOutcome.UPHELD, ReviewOutcome.CHANGED])
def test_a_review_that_does_not_annul_leaves_the_handling_and_opens_the_final_review(outcome):
    row = reviewed(outcome)
    assert again(row.handling).state == HandlingState.SERVED
    assert reviews.stage_of(row.handling, on=DECIDED).level == ReviewLevel.FINAL


def test_work_is_not_begun_anew_without_an_annulling_review():
    with pytest.raises(NotLawfulNow, match="没有撤销"):
        lived(ASKED, actions.start_anew, answered(), by=person(Role.BUREAU_LEADER))


def test_the_bureau_does_not_send_back_or_archive_under_a_review():
    handling = answered()
    row = asked(handling)
    with pytest.raises(NotLawfulNow, match="正在复查"):
        lived(ASKED, actions.send_back, again(handling), by=person(Role.SCREENING), reason="没有逐项答复")
    concluded(again(handling), ASKED)
    with pytest.raises(NotLawfulNow, match="复查、复核还没有了结"):
        lived(LAST + days(5), actions.archive, row.case, by=person(Role.INTAKE))


def test_a_posted_opinion_starts_the_next_period_on_its_arrival():
    row = told(decided(asked(), DECIDED), DECIDED, method="post", served_on=None, proof="EMS1")
    assert not Deadline.objects.filter(handling=row.handling, period="final_review_request").exists()
    lived(
        DECIDED + days(4), actions.confirm_review_arrival, row, by=decider(row), served_on=DECIDED + days(3)
    )
    assert clock_of(row, "final_review_request").started_on == DECIDED + days(3)
    assert clock_of(row).met_on == DECIDED


def test_a_request_withdrawn_by_will_stops_the_clock_and_leaves_the_right():
    row = asked()
    with pytest.raises(NotLawfulNow, match="不得要求、劝说"):
        lived(ASKED, actions.withdraw_review, row, by=person(Role.INTAKE), evidence=" ")
    taken(row, ASKED)
    lived(ASKED, actions.withdraw_review, fresh(row), by=person(Role.INTAKE), evidence="书面撤回申请")
    assert clock_of(row).voided_on == ASKED
    assert asked(again(row.handling), on=ASKED + days(2)).state == ReviewState.REQUESTED


def test_a_final_request_withdrawn_leaves_the_right_and_a_posted_final_opinion_ends_the_procedure_on_arrival():
    """The same acts one level up (条例第36条): what a walk of chance rarely meets."""
    on = DECIDED + days(5)
    row = asked(reviewed().handling, on=on)
    lived(on, actions.withdraw_review, fresh(row), by=person(Role.INTAKE), evidence="书面撤回申请")
    assert (fresh(row).level, fresh(row).state) == (ReviewLevel.FINAL, ReviewState.WITHDRAWN)
    row = recorded(asked(again(row.handling), on=on + days(1)), on + days(10))
    day = on + days(11)
    lived(day, actions.serve_review, fresh(row), by=person(Role.SCREENING), sent_on=day, method="post", served_on=None,
          proof="EMS 1029")  # fmt: skip
    lived(
        day + days(4),
        actions.confirm_review_arrival,
        fresh(row),
        by=person(Role.SCREENING),
        served_on=day + days(3),
    )
    end = reviews.ended(
        row.handling,
        list(Review.objects.filter(handling=row.handling)),
        row.handling.deadlines.all(),
        on=day + days(4),
    )
    assert end == reviews.Ended(day + days(3), "复核意见已经送达")


# --- 听证 --------------------------------------------------------------------------------------------------------


def under_final_review() -> Review:
    first = reviewed()
    row = asked(first.handling, on=DECIDED + days(5))
    return lived(DECIDED + days(5), actions.accept_review, row, by=person(Role.SCREENING))


def test_hearing_days_are_left_out_of_the_final_review():
    """条例第36条第2款: from the decision to hear to its conclusion, added to the nominal day, which rolls once."""
    row, day = under_final_review(), DECIDED + days(10)
    before = clock_of(row)
    lived(
        day + days(12),
        actions.leave_out_hearing,
        row,
        by=person(Role.SCREENING),
        first_day=day,
        last_day=day + days(12),
    )
    after = clock_of(row)
    assert (after.hearing, after.nominal_on - before.nominal_on) == (12, days(12))
    event = CaseEvent.objects.get(act="leave_out_hearing")
    assert (event.data["before"], event.data["due"]) == (before.due_on.isoformat(), after.due_on.isoformat())


def test_no_hearing_is_left_out_of_a_review():
    """条例第36条第2款 is written for 复核 only."""
    row = taken(asked(), ASKED)
    with pytest.raises(NotLawfulNow, match="只有复核期限"):
        lived(
            ASKED + days(9),
            actions.leave_out_hearing,
            row,
            by=decider(row),
            first_day=ASKED,
            last_day=ASKED + days(9),
        )
    assert clock_of(row).hearing == 0


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        (-3, 2, "不能早于收到"),
        (2, 1, "听证结论日应在"),
        (2, 60, "听证结论日应在"),
        (31, 32, "已满"),
        (8, 12, "重叠"),
    ],
)
def test_which_days_a_hearing_can_take(first, last, message):
    row, start = under_final_review(), DECIDED + days(5)
    officer = person(Role.SCREENING)
    lived(
        start + days(10),
        actions.leave_out_hearing,
        row,
        by=officer,
        first_day=start + days(10),
        last_day=start + days(10),
    )
    with pytest.raises(NotLawfulNow, match=message):
        lived(start + days(50), actions.leave_out_hearing, fresh(row), by=officer, first_day=start + days(first),
              last_day=start + days(last))  # fmt: skip


def test_the_database_knows_the_hearing_of_a_final_review_only():
    row = taken(asked(), ASKED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Deadline.objects.filter(handling=row.handling, period="review").update(hearing=3)


# --- the end -----------------------------------------------------------------------------------------------------


def test_the_procedure_ends_when_the_time_to_ask_ran_out_and_not_a_day_before():
    """Domain §4.2 row 29: computed, so there is nothing to run twice."""
    handling = answered()
    clocks_ = list(handling.deadlines.all())
    assert reviews.ended(handling, [], clocks_, on=LAST) is None
    assert reviews.ended(handling, [], clocks_, on=LAST + days(1)) == reviews.Ended(LAST, "期满没有申请复查")
    row = asked(handling, on=LAST + days(2))
    assert reviews.ended(handling, [row], clocks_, on=LAST + days(3)) is None


def test_a_statutory_result_has_no_such_end():
    handling = statutory()
    assert reviews.ended(handling, [], handling.deadlines.all(), on=LAST + days(90)) is None


# --- the database ------------------------------------------------------------------------------------------------

RAW = {
    "a jump": "update cases_review set state = 'served', ended_on = '2026-05-01' where id = %(pk)s",
    "the handler as its own reviewer": "update cases_review set organ_id = %(handler)s where id = %(pk)s",
    "a review without an end": "update cases_review set ended_on = '2026-05-01' where id = %(pk)s",
    "received before asked": "update cases_review set received_on = '2026-01-01' where id = %(pk)s",
    "a final review of nothing": "update cases_review set level = 'final' where id = %(pk)s",
}


@pytest.mark.parametrize("statement", RAW.values(), ids=RAW)
def test_the_database_refuses(statement):
    row = asked()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, {"pk": row.pk, "handler": row.handling.unit_id})


def test_the_database_refuses_a_second_review_of_one_opinion():
    row = asked()
    again_ = {
        field.attname: getattr(row, field.attname)
        for field in Review._meta.concrete_fields
        if not field.primary_key
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(**again_)


@pytest.mark.django_db(transaction=True)
def test_a_raw_change_of_state_needs_its_event():
    row = asked()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update cases_review set state = 'accepted' where id = %s", [row.pk])


# --- how many ----------------------------------------------------------------------------------------------------


def test_requests_and_outcomes_are_counted_by_level_and_day():
    finally_reviewed()
    year = (date(2026, 1, 1), date(2026, 12, 31))
    found = reviews.figures(*year)
    assert (found["review"]["requested"], found["review"]["upheld"], found["final"]["upheld"]) == (1, 1, 1)
    assert found["final"]["annulled"] == found["review"]["changed"] == found["review"]["declined"] == 0
    assert reviews.figures(date(2025, 1, 1), date(2025, 12, 31))["review"]["requested"] == 0


def test_the_options_stay_options():
    assert {"review_request", "final_review_request"} <= clocks.OPTIONS


# --- the unit's row ----------------------------------------------------------------------------------------------


def test_a_units_row_never_names_itself_or_what_is_below_it_as_its_reviewer():
    """条例第28条第3款, already where the system officer writes it down."""
    with pytest.raises(NotPossible, match="条例第28条第3款"):
        change_unit(unit("police"), parent=unit("county_government"), review_organ=unit("police_traffic"))


def test_an_abolished_body_is_followed_by_its_successor():
    old = unit("city_ecology")
    old.abolished_on, old.successor = MONDAY, unit("city_government")
    old.save()
    assert reviews.superior(unit("ecology")) == unit("city_government")
