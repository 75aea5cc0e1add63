"""简易办理 (国信发〔2016〕8号; domain §1.1 T10 to T12, §4.2 row 15): who decides, what is excluded, clocks, conversion."""

from datetime import date, time

import pytest
from builders import (
    MONDAY,
    Destination,
    again,
    claim_of,
    concluded,
    days,
    forwarded,
    lived,
    person,
    registered,
    registration,
    served,
    signed,
    unit,
)
from django.db import IntegrityError, connection, transaction
from states import REPLIED, TOLD, handler, head, reported_withdrawal, simple, simple_replied

from cases import actions, clocks, policies, sweeps
from cases.models import (
    CaseEvent,
    CasePaper,
    Deadline,
    Handling,
    Rating,
    SimpleProcedure,
    SimpleSuggestion,
)
from cases.policies import NotLawfulNow, NotYours
from documents import issuing
from law.terms import (
    CaseState,
    Channel,
    Flag,
    HandlingState,
    Outcome,
    PaperKind,
    Purpose,
    Role,
    Route,
    SourceLevel,
    TellingWay,
)

pytestmark = pytest.mark.django_db
DECISION = {"kind": "clear", "reason": "责任明确，当天能修", "supportable": True, **TOLD}


def take(handling: Handling, on: date = MONDAY, **changes: object) -> Handling:
    lived(on, actions.accept_simple, handling, by=head(handling), **(DECISION | changes))
    return again(handling)


def running(handling: Handling) -> dict[str, date]:
    rows = Deadline.objects.running().filter(handling=handling)
    return dict(rows.values_list("period", "due_on"))


def said(kind: PaperKind) -> str:
    content = issuing.content_of(CasePaper.objects.filter(kind=kind).latest("pk").paper)
    blocks = "".join(block.heading + block.text for block in content.blocks)
    return blocks + "".join("".join(cell.lines) for row in content.rows for cell in row.cells)


# --- the three periods -------------------------------------------------------------------------------------------


def test_the_periods_are_working_days_and_run_one_after_the_other():
    """T10 three to forward, T11 three to tell, T12 ten to answer from acceptance; MONDAY is 2026-03-02."""
    case = registered()
    lived(
        MONDAY,
        actions.suggest_simple,
        claim_of(case),
        by=person(Role.SCREENING),
        kind="clear",
        reason="当天能修",
    )
    row = Deadline.objects.get(period="simple_forwarding")
    assert (row.started_on, row.due_on, row.handling) == (MONDAY, date(2026, 3, 5), None)
    tuesday = MONDAY + days(1)
    handling = lived(tuesday, actions.forward, claim_of(case), by=person(Role.SCREENING), route=Route.PETITION,
                     to=Destination(unit("housing")))  # fmt: skip
    assert Deadline.objects.get(period="simple_forwarding").met_on == tuesday
    handling = take(handling, tuesday + days(1))
    told = Deadline.objects.get(period="simple_acceptance")
    assert (told.started_on, told.due_on, told.met_on) == (tuesday, date(2026, 3, 6), tuesday + days(1))
    assert running(handling) == {"simple_handling": date(2026, 3, 18)}
    assert Deadline.objects.get(period="notice").met_on == tuesday + days(1)
    assert Deadline.objects.get(period="objection").voided_on == tuesday + days(1)
    assert not Deadline.objects.filter(period="handling").exists(), (
        "60 日 run only in the ordinary procedure (条例第34条)"
    )


def test_after_three_working_days_the_ordinary_procedure_remains():
    """T11: the fourth working day is too late to choose; nobody is late for not choosing."""
    handling = forwarded()
    with pytest.raises(NotLawfulNow, match="3 个工作日（2026-03-05）"):
        take(handling, date(2026, 3, 6))
    assert again(handling).state == HandlingState.ARRIVED
    assert not Deadline.objects.filter(period="simple_acceptance").exists()


def test_a_late_suggestion_is_refused():
    """T10."""
    case = registered()
    with pytest.raises(NotLawfulNow, match="3 个工作日（2026-03-05）内转送"):
        lived(
            date(2026, 3, 6),
            actions.suggest_simple,
            claim_of(case),
            by=person(Role.SCREENING),
            kind="clear",
            reason="x",
        )


def test_no_extension_only_conversion():
    """T12: 不延期→转普通程序."""
    handling = simple()
    with pytest.raises(NotLawfulNow, match="简易办理中"):
        lived(MONDAY, actions.approve_extension, handling, by=head(handling), days=5, reason="忙")


# --- what is excluded --------------------------------------------------------------------------------------------


def flagged(flag: Flag):
    return {"flags": frozenset({flag})}


EXCLUDED = [
    ({"source_level": SourceLevel.CITY, "official_number": "2603K1"}, "上级交办的不适用", "上级交办"),
    ({"source_level": SourceLevel.STATE, "official_number": "2603K2"}, "上级交办的不适用", "上级交办"),
    ({"people": 6}, "集体联名", "集体联名"),
    (flagged(Flag.URGENT), "重大复杂疑难", "重大"),
    (flagged(Flag.OPINION_GIVEN), "只用于初次", "初次信访事项"),
    (flagged(Flag.FINAL_REVIEW_GIVEN), "只用于初次", "初次信访事项"),
    ({"procedures": "诉讼"}, "法定程序", "已进入法定程序"),
    (flagged(Flag.JUDICIAL_OPEN), "法定程序", "涉法涉诉"),
    ({"address_clear": False}, "姓名、住址不清", "无法当即告知"),
]


@pytest.mark.parametrize(
    ("changes", "words", "why"), EXCLUDED, ids=[row[2] + str(n) for n, row in enumerate(EXCLUDED)]
)
def test_the_excluded_are_refused_to_unit_and_bureau_alike(changes, words, why):
    """国信发〔2016〕8号: 初次; 上级交办、法定程序、多责任主体或集体联名的重大复杂疑难事项不可用."""
    case = registered(channel=Channel.LETTER, **changes)
    with pytest.raises(NotLawfulNow, match=words):
        lived(
            MONDAY,
            actions.suggest_simple,
            claim_of(case),
            by=person(Role.SCREENING),
            kind="clear",
            reason="x",
        )
    handling = lived(MONDAY, actions.forward, claim_of(case), by=person(Role.SCREENING), route=Route.PETITION,
                     to=Destination(unit("housing")))  # fmt: skip
    with pytest.raises(NotLawfulNow, match=words):
        take(handling)


@pytest.mark.parametrize("route", [Route.ADMINISTRATIVE, Route.ENFORCEMENT, Route.ARBITRATION])
def test_a_statutory_way_is_never_simple(route):
    with pytest.raises(NotLawfulNow, match="依法可走法定程序"):
        take(forwarded(route=route))


def test_several_responsible_units_are_not_simple():
    case = registered()
    handling = lived(MONDAY, actions.forward, claim_of(case), by=person(Role.SCREENING), route=Route.PETITION,
                     to=Destination(unit("housing"), [unit("finance")]))  # fmt: skip
    with pytest.raises(NotLawfulNow, match="多个责任主体"):
        take(handling)


def test_an_assigned_matter_is_not_simple():
    case = registered()
    to = Destination(unit("housing"), report_due_on=MONDAY + days(30))
    proposal = lived(MONDAY, actions.propose, claim_of(case), by=person(Role.SCREENING), way="assign", route=Route.PETITION,
                     reason="重要", to=to)  # fmt: skip
    lived(MONDAY, actions.sign_proposal, proposal, by=person(Role.BUREAU_LEADER))
    with pytest.raises(NotLawfulNow, match="交办的事项不适用"):
        take(Handling.objects.get())


def test_what_may_be_refused_is_not_simple():
    """可能不予支持的: a person looks first, and the answer cannot refuse."""
    with pytest.raises(NotLawfulNow, match="可能不予支持"):
        take(forwarded(), supportable=False)
    with pytest.raises(NotLawfulNow, match="转为普通程序，出具处理意见书"):
        simple_replied(outcome=Outcome.REJECTED)


def test_a_suggestion_may_be_answered_simply():
    """条例第29条: 意见建议可即时反馈."""
    handling = forwarded(route=Route.SUGGESTION, purpose=Purpose.SUGGESTION)
    take(handling, kind="instant")
    lived(
        MONDAY,
        actions.reply_simple,
        again(handling),
        by=handler(handling),
        **(REPLIED | {"outcome": "adopted"}),
    )
    assert again(handling).state == HandlingState.SIMPLE_REPLIED


# --- who ---------------------------------------------------------------------------------------------------------

WRONG = [
    ("suggest_simple", Role.HANDLER, "housing"), ("suggest_simple", Role.INTAKE, "bureau"),
    ("accept_simple", Role.HANDLER, "housing"), ("accept_simple", Role.SCREENING, "bureau"), ("accept_simple", Role.UNIT_HEAD, "education"),
    ("reply_simple", Role.HANDLER, "education"), ("reply_simple", Role.SCREENING, "bureau"),
    ("convert_simple", Role.HANDLER, "housing"), ("convert_simple", Role.BUREAU_LEADER, "bureau"),
    ("ask_simple", Role.HANDLER, "education"), ("ask_conversion", Role.SCREENING, "bureau"),
]  # fmt: skip


@pytest.mark.parametrize(("act", "role", "code"), WRONG)
def test_only_those_whose_act_it_is(act, role, code):
    """The unit decides, its head signs; the bureau only suggests (国信发〔2016〕8号)."""
    made = {
        "suggest_simple": lambda: claim_of(registered()), "accept_simple": forwarded, "ask_simple": forwarded,
        "reply_simple": simple, "convert_simple": simple, "ask_conversion": simple,
    }[act]()  # fmt: skip
    assert not policies.may(person(role, code), act, made)
    words = {
        "suggest_simple": {"kind": "clear", "reason": "x"}, "ask_simple": {"kind": "clear", "reason": "x"}, "accept_simple": DECISION,
        "reply_simple": REPLIED, "convert_simple": {"why": "unsuitable", "reason": "x"}, "ask_conversion": {"why": "unsuitable", "reason": "x"},
    }[act]  # fmt: skip
    with pytest.raises(NotYours):
        lived(MONDAY, getattr(actions, act), made, by=person(role, code), **words)


def test_the_handler_asks_and_the_head_decides():
    handling = forwarded()
    asker = person(Role.HANDLER, "housing")
    lived(MONDAY, actions.ask_simple, handling, by=asker, kind="daily_life", reason="停水，要当天修")
    assert again(handling).state == HandlingState.ARRIVED
    assert take(handling).handler == asker
    lived(MONDAY, actions.ask_conversion, again(handling), by=asker, why="unsuitable", reason="管线分属两家")
    assert again(handling).state == HandlingState.SIMPLE


# --- way, time and content ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", [TellingWay.ORAL, TellingWay.SMS, TellingWay.ONLINE])
def test_told_by_word_leaves_a_record_and_no_paper_to_the_petitioner(way):
    simple(told_way=way)
    row = SimpleProcedure.objects.get()
    assert (row.told_way, row.told_at, row.told_words) == (way, time(15, 20), TOLD["told_words"])
    assert not CasePaper.objects.filter(kind=PaperKind.ACCEPTANCE_NOTICE).exists()
    assert "2026年3月2日15:20" in said(PaperKind.SIMPLE_APPROVAL)


def test_in_writing_when_the_petitioner_asks():
    """信访人要求书面的必须出书面, at the notice and at the reply."""
    with pytest.raises(NotLawfulNow, match="要求书面的，必须出具书面文书"):
        simple(written_asked=True)
    handling = simple(told_way=TellingWay.WRITTEN, written_asked=True, on=MONDAY + days(7))
    text = said(PaperKind.ACCEPTANCE_NOTICE)
    assert "10个工作日内答复" in text
    assert "信访处理意见书送达" not in text
    with pytest.raises(NotLawfulNow, match="要求书面的"):
        lived(MONDAY + days(7), actions.reply_simple, handling, by=handler(handling), **REPLIED)
    lived(
        MONDAY + days(7),
        actions.reply_simple,
        handling,
        by=handler(handling),
        **(REPLIED | {"reply_way": TellingWay.WRITTEN}),
    )
    text = said(PaperKind.SIMPLE_REPLY)
    assert "可以要求转为普通程序办理" in text
    assert "30日内" not in text, "no review period starts from a simple reply (条例第35条)"


@pytest.mark.parametrize("missing", ["told_words", "reason", "told_at", "told_way", "kind"])
def test_what_must_be_recorded_is_asked_for(missing):
    with pytest.raises(NotLawfulNow):
        take(forwarded(), **{missing: None if missing == "told_at" else ""})
    assert not SimpleProcedure.objects.exists()


# --- the reply, the check ----------------------------------------------------------------------------------------


def test_a_simple_reply_starts_no_review():
    """条例第35条: only a 处理意见 can be reviewed."""
    handling = simple_replied(on=MONDAY)
    assert Deadline.objects.get(period="simple_handling").met_on == MONDAY
    assert running(handling) == {"rating": date(2026, 4, 1)}
    assert not Deadline.objects.filter(period="review_request").exists()


def test_content_it_is_concluded():
    handling = simple_replied()
    concluded(handling, MONDAY)
    assert again(handling).state == HandlingState.CONCLUDED
    assert again(handling).claim.case.state == CaseState.CLOSED


def test_not_content_it_is_not_concluded_but_converted():
    """信访人不服的→转普通程序."""
    handling = simple_replied(attitude="not_content")
    with pytest.raises(NotLawfulNow, match="应当转为普通程序"):
        concluded(handling, MONDAY)


def test_silent_it_waits_for_the_rating():
    handling = simple_replied(attitude="silent")
    with pytest.raises(NotLawfulNow, match="评价期还没有结束"):
        concluded(handling, MONDAY)
    concluded(handling, date(2026, 4, 2))
    assert again(handling).state == HandlingState.CONCLUDED


# --- conversion --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("replied", [False, True])
def test_the_sixty_days_come_back_from_the_original_acceptance(replied):
    """T12: 转普通后 60 日仍从原受理日算; 条例第34条."""
    handling = simple_replied(attitude="not_content") if replied else simple()
    later = MONDAY + days(9)
    lived(
        later, actions.convert_simple, handling, by=head(handling), why="not_content", reason="要求出具意见书"
    )
    handling = again(handling)
    row = Deadline.objects.get(period="handling")
    assert handling.state == HandlingState.ACCEPTED
    assert (row.started_on, row.nominal_on, row.due_on) == (MONDAY, MONDAY + days(60), date(2026, 5, 6))
    assert running(handling) == {"handling": date(2026, 5, 6)}
    assert "转为普通程序" in said(PaperKind.SIMPLE_APPROVAL)
    assert "最迟2026年5月6日" in said(PaperKind.ACCEPTANCE_NOTICE), (
        "told in writing what was told by word (条例第23条第3款)"
    )


def test_an_overdue_simple_matter_is_late_and_can_still_be_converted():
    handling = simple()
    late = date(2026, 3, 20)
    lived(late, actions.convert_simple, handling, by=head(handling), why="unsuitable", reason="情况复杂")
    row = Deadline.objects.get(period="simple_handling")
    assert (row.due_on, row.voided_on, row.met_on) == (date(2026, 3, 16), late, None)


def test_after_conversion_the_whole_ordinary_course_and_its_review_period():
    """The journey: simple, answered, not content, ordinary, opinion, review period (条例第31条第6项、第32条、第35条)."""
    handling = simple_replied(attitude="not_content")
    lived(
        MONDAY,
        actions.convert_simple,
        handling,
        by=head(handling),
        why="not_content",
        reason="要求出具意见书",
    )
    day = MONDAY + days(20)
    handling = served(signed(again(handling), day), day)
    assert {row.period for row in handling.deadlines.running()} == {"review_request", "rating"}
    concluded(handling, day)
    assert again(handling).claim.case.state == CaseState.CLOSED


def test_a_rating_of_the_reply_does_not_count_after_conversion():
    handling = simple_replied(attitude="silent")
    lived(
        MONDAY,
        actions.rate,
        handling.claim.case,
        by=None,
        organ="unit",
        handling=handling,
        value="dissatisfied",
    )
    lived(
        MONDAY, actions.convert_simple, again(handling), by=head(handling), why="not_content", reason="不满意"
    )
    assert Rating.objects.get().superseded is True
    assert Deadline.objects.get(period="rating", handling=handling).voided_on == MONDAY


def test_sent_back_by_the_bureau_it_is_done_again_in_the_ordinary_procedure():
    """条例第40条: the sixty days from the original acceptance."""
    handling = simple_replied()
    lived(MONDAY, actions.send_back, handling, by=person(Role.SCREENING), reason="答非所问")
    assert again(handling).state == HandlingState.ACCEPTED
    assert SimpleProcedure.objects.get().converted_for == "sent_back"
    assert Deadline.objects.running().get(handling=handling, period="handling").started_on == MONDAY


def test_a_suggestion_converted_has_its_own_internal_period():
    handling = forwarded(route=Route.SUGGESTION, purpose=Purpose.SUGGESTION)
    handling = take(handling, kind="instant")
    lived(
        MONDAY, actions.convert_simple, handling, by=head(handling), why="unsuitable", reason="要多部门论证"
    )
    assert set(running(handling)) == {"suggestion_reply"}


@pytest.mark.parametrize("why", ["sent_back", "", "other"])
def test_converted_only_for_the_two_reasons(why):
    handling = simple()
    with pytest.raises(NotLawfulNow, match="发现不宜，或者信访人不服"):
        lived(MONDAY, actions.convert_simple, handling, by=head(handling), why=why, reason="x")


def test_converted_once():
    handling = simple()
    lived(MONDAY, actions.convert_simple, handling, by=head(handling), why="unsuitable", reason="复杂")
    with pytest.raises(NotLawfulNow, match="当前状态"):
        lived(
            MONDAY,
            actions.convert_simple,
            again(handling),
            by=head(handling),
            why="unsuitable",
            reason="复杂",
        )


# --- around it ---------------------------------------------------------------------------------------------------


def test_what_the_unit_got_directly_may_be_simple():
    """条例第23条第1款: put to the unit itself; it decides as for what was sent."""
    done = lived(
        MONDAY, actions.register, registration(), by=person(Role.HANDLER, "housing"), unit=unit("housing")
    )
    handling = lived(
        MONDAY, actions.take_in, claim_of(done.case), by=person(Role.HANDLER, "housing"), route=Route.PETITION
    )
    assert take(handling).state == HandlingState.SIMPLE


@pytest.mark.parametrize("way", ["assign", "guide"])
def test_another_way_ends_the_bureau_s_three_days(way):
    case = registered()
    lived(MONDAY, actions.suggest_simple, claim_of(case), by=person(Role.SCREENING), kind="clear", reason="x")
    from states import GUIDANCE

    to = Destination(unit("housing"), report_due_on=MONDAY + days(30)) if way == "assign" else None
    proposal = lived(MONDAY, actions.propose, claim_of(case), by=person(Role.SCREENING), way=way, reason="x", to=to,
                     route=Route.PETITION if way == "assign" else Route.JUDICIAL, details=GUIDANCE)  # fmt: skip
    lived(MONDAY, actions.sign_proposal, proposal, by=person(Role.BUREAU_LEADER))
    assert Deadline.objects.get(period="simple_forwarding").voided_on == MONDAY


def test_the_suggestion_stands_on_the_letter_and_is_no_order():
    case = registered()
    lived(
        MONDAY,
        actions.suggest_simple,
        claim_of(case),
        by=person(Role.SCREENING),
        kind="clear",
        reason="灯泡坏了，换一个",
    )
    handling = lived(MONDAY, actions.forward, claim_of(case), by=person(Role.SCREENING), route=Route.PETITION,
                     to=Destination(unit("housing")))  # fmt: skip
    assert "是否适用由你单位决定" in said(PaperKind.FORWARDING_LETTER)
    lived(MONDAY, actions.accept, handling, by=handler(handling))
    assert SimpleSuggestion.objects.count() == 1


def test_silence_never_presumes_a_matter_that_was_told_simply():
    """内部要求: 推定受理 is for the silent."""
    handling = simple()
    lived(MONDAY + days(30), sweeps.sweep)
    assert again(handling).state == HandlingState.SIMPLE
    assert not CaseEvent.objects.filter(act="presume_acceptance").exists()


def test_the_desk_says_what_is_to_be_done():
    from cases import duties

    handling = simple()
    row = Deadline.objects.running().get(handling=handling)
    duty = duties.of_deadline(row, handler(handling))
    assert duty.act == "reply_simple"
    assert "10 个工作日" in duties.why(row, MONDAY)
    assert clocks.derive(row).due == row.due_on


@pytest.mark.parametrize(
    "change",
    [
        "reply = '好'", "outcome = 'rejected'", "converted_on = '2026-03-03'", "converted_for = 'unsuitable'",
        ("written_asked = true, reply = 'x', reply_way = 'oral', reply_at = '10:00', replied_on = '2026-03-03',"
         " attitude = 'silent', replied_by_id = decided_by_id"),
    ],
)  # fmt: skip
def test_the_database_refuses_half_a_record(change):
    simple()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE cases_simpleprocedure SET {change}")


@pytest.mark.parametrize(
    ("source", "target"), [("accepted", "simple"), ("simple", "served"), ("simple", "concluded")]
)
def test_the_database_refuses_a_jump(source, target):
    handling = simple() if source == "simple" else forwarded()
    if source == "accepted":
        lived(MONDAY, actions.accept, handling, by=handler(handling))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_handling SET state = %s WHERE id = %s", [target, handling.pk])


def test_a_simple_matter_can_be_withdrawn():
    """domain §4.2 row 30: every running duty ends, the simple one too."""
    handling = simple()
    row = reported_withdrawal(handling)
    lived(MONDAY, actions.withdraw, row, by=person(Role.SCREENING), verification="电话核实，确系自愿")
    assert again(handling).state == HandlingState.WITHDRAWN
    assert not Deadline.objects.running().filter(period="simple_handling").exists()
