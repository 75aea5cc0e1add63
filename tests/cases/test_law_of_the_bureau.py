"""The law of one file, the bureau's side: registration, the ways of a claim, repeats, rating, archiving (条例第19条至第23条)."""

from datetime import date

import pytest
from builders import (
    MONDAY,
    accepted,
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
from states import BAR, DECLINE, GUIDANCE, REASON, handler, head

from cases import actions
from cases.actions import Destination, Person
from cases.answerable import answerable_unit
from cases.models import Case, CasePaper, Deadline, Handling, Proposal
from cases.policies import NotLawfulNow, NotYours
from law import clock
from law.terms import CaseState, ClaimWay, HandlingState, PaperKind, Role, Route, SourceLevel
from organizations.models import Setting, User

pytestmark = pytest.mark.django_db


def leader():
    return person(Role.BUREAU_LEADER)


def screener():
    return person(Role.SCREENING)


def second_screener():
    return User.objects.create(
        username="bureau-screening-second", name="第二甄别员", role=Role.SCREENING, unit=unit("bureau")
    )


def proposed(way: str, on: date = MONDAY, case: Case | None = None, **words) -> Proposal:
    fields = {ClaimWay.GUIDE: GUIDANCE, ClaimWay.DECLINE: DECLINE, ClaimWay.BAR: BAR}
    route = Route.JUDICIAL if way == ClaimWay.GUIDE else Route.PETITION
    case = case or registered(received_on=on)
    return lived(on, actions.propose, claim_of(case), by=screener(),
                 **({"way": way, "route": route, "reason": "理由", "details": fields.get(way, {})} | words))  # fmt: skip


# --- 登记 (条例第19条、第20条、第22条) ----------------------------------------------------------------------------


@pytest.mark.parametrize(("representatives", "allowed"), [(5, True), (6, False)])
def test_no_more_than_five_representatives(representatives, allowed):
    """条例第20条第3款: 代表人数不得超过5人; the crowd itself may be larger."""
    people = [Person(name=f"代表{n}", representative=n < representatives) for n in range(8)]
    form = registration(persons=people, people=40)
    if allowed:
        assert lived(
            MONDAY, actions.register, form, by=person(Role.INTAKE), unit=unit("bureau")
        ).petition.collective
    else:
        with pytest.raises(NotLawfulNow, match="代表不得超过5人（条例第20条第3款）"):
            lived(MONDAY, actions.register, form, by=person(Role.INTAKE), unit=unit("bureau"))


@pytest.mark.parametrize(
    ("source", "clocks"),
    [
        (SourceLevel.COUNTY, {"forwarding": date(2026, 3, 17)}),
        (SourceLevel.PROVINCE, {"forwarding": date(2026, 3, 17), "superior_forwarding": date(2026, 3, 6)}),
    ],
)
def test_the_bureaus_clock_runs_from_receipt(source, clocks):
    """条例第22条: fifteen days from receipt, whenever it was typed in; from above the house's own four days beside them."""
    case = lived(MONDAY + days(2), actions.register, registration(source_level=source), by=person(Role.INTAKE),
                 unit=unit("bureau")).case  # fmt: skip
    rows = Deadline.objects.filter(case=case)
    assert {row.period: row.due_on for row in rows} == clocks
    assert {row.started_on for row in rows} == {MONDAY}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"received_on": MONDAY + days(1)}, "晚于今天"),
        ({"petitioned_on": MONDAY + days(1)}, "信访日期不能晚于收到日期"),
        ({"claims": ["  "]}, "至少写一项诉求"),
        ({"persons": [Person(name="甲"), Person(name="乙")], "people": 1}, "人数少于"),
    ],
)
def test_what_cannot_be_registered_is_said(changes, said):
    with pytest.raises(NotLawfulNow, match=said):
        lived(MONDAY, actions.register, registration(**changes), by=person(Role.INTAKE), unit=unit("bureau"))


def test_the_bureaus_clock_is_met_by_the_last_claim():
    case = registered(claims=["修管子", "赔地板"])
    first, last = case.claims.all()
    for claim, on in ((first, MONDAY + days(1)), (last, MONDAY + days(4))):
        assert Deadline.objects.get(case=case, period="forwarding").met_on is None
        lived(
            on, actions.forward, claim, by=screener(), route=Route.PETITION, to=Destination(unit("housing"))
        )
    assert Deadline.objects.get(case=case, period="forwarding").met_on == MONDAY + days(4)


# --- 交办 (条例第22条第1款第3项) ----------------------------------------------------------------------------------


@pytest.mark.parametrize("report_due_on", [None, MONDAY])
def test_an_assignment_names_a_day_to_report(report_due_on):
    proposal = proposed(ClaimWay.ASSIGN, to=Destination(unit("housing"), report_due_on=report_due_on))
    with pytest.raises(NotLawfulNow, match="限办日"):
        lived(MONDAY, actions.sign_proposal, proposal, by=leader())


def assigned() -> Handling:
    to = Destination(unit("housing"), report_due_on=MONDAY + days(45))
    claim = lived(MONDAY, actions.sign_proposal, proposed(ClaimWay.ASSIGN, to=to), by=leader())
    return claim.handlings.get()


def test_an_assignment_is_the_leaders_and_is_reported_before_its_conclusion():
    """条例第22条第1款第3项: 反馈结果并提交办结报告; a leader of the bureau signs."""
    to = Destination(unit("housing"), report_due_on=MONDAY + days(45))
    with pytest.raises(NotYours):
        lived(MONDAY, actions.sign_proposal, proposed(ClaimWay.ASSIGN, to=to), by=second_screener())
    handling = assigned()
    assert Deadline.objects.get(handling=handling, period="assigned_report").due_on == date(2026, 4, 16)
    handling = lived(MONDAY, actions.accept, handling, by=handler(handling))
    handling = served(handling, MONDAY + days(10))
    with pytest.raises(NotLawfulNow, match="还不能：交办件的办结报告没有提交"):
        concluded(handling, MONDAY + days(11))
    lived(
        MONDAY + days(11),
        actions.report_conclusion,
        handling,
        by=handler(handling),
        report={"conclusion": "已修复"},
    )
    assert concluded(handling, MONDAY + days(12)).state == HandlingState.CONCLUDED


def test_what_was_forwarded_owes_no_report():
    handling = served(accepted(), MONDAY)
    with pytest.raises(NotLawfulNow, match="转送件不要求办结报告"):
        lived(
            MONDAY, actions.report_conclusion, handling, by=handler(handling), report={"conclusion": "已修复"}
        )


def test_an_opinion_that_was_not_served_is_not_concluded():
    handling = signed(accepted(), MONDAY)
    lived(MONDAY, actions.serve, handling, by=handler(handling), method="post", served_on=None, proof="EMS 1")
    with pytest.raises(NotLawfulNow, match="还不能：意见书没有送达"):
        concluded(handling, MONDAY)


# --- 第二人 (内部要求) ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("way", "paper"),
    [
        (ClaimWay.GUIDE, PaperKind.GUIDANCE_NOTICE),
        (ClaimWay.DECLINE, PaperKind.DECLINE_NOTICE),
        (ClaimWay.BAR, PaperKind.BAR_NOTICE),
        (ClaimWay.FILE_AWAY, None),
    ],
)
def test_an_ending_way_needs_a_second_person_unless_the_bureau_says_otherwise(way, paper):
    proposal = proposed(way)
    with pytest.raises(NotLawfulNow, match="提出人不能复核自己的提议"):
        lived(MONDAY, actions.sign_proposal, proposal, by=screener())
    claim = lived(MONDAY, actions.sign_proposal, proposal, by=second_screener())
    case = Case.objects.get(pk=claim.case_id)
    assert (claim.way, case.state, case.closed_on) == (way, CaseState.CLOSED, MONDAY)
    assert Deadline.objects.get(case=case, period="forwarding").met_on == MONDAY
    assert paper is None or CasePaper.objects.filter(case=case, kind=paper, to_petitioner=True).exists()
    Setting.objects.create(name="second_pair_of_eyes", value=False)
    lived(MONDAY, actions.sign_proposal, proposed(way), by=screener())


@pytest.mark.parametrize("way", [ClaimWay.GUIDE, ClaimWay.DECLINE, ClaimWay.BAR])
def test_a_notice_that_lacks_what_it_must_say_is_not_proposed(way):
    with pytest.raises(NotLawfulNow, match=r"告知书还缺|规定的情形"):
        proposed(way, details={})


def test_guidance_is_for_the_statutory_ways_only():
    """条例第31条第1项至第5项; 引导 is not a refusal and never replaces the petition procedure."""
    with pytest.raises(NotLawfulNow, match="条例第31条第1项至第5项"):
        proposed(ClaimWay.GUIDE, route=Route.PETITION)


def test_while_something_is_proposed_nothing_else_is_decided():
    proposal = proposed(ClaimWay.DECLINE)
    with pytest.raises(NotLawfulNow, match="已经提请审签"):
        lived(
            MONDAY,
            actions.forward,
            proposal.claim,
            by=screener(),
            route=Route.PETITION,
            to=Destination(unit("housing")),
        )
    lived(MONDAY, actions.refuse_proposal, proposal, by=leader(), answer="应当转送")
    lived(
        MONDAY,
        actions.forward,
        proposal.claim,
        by=screener(),
        route=Route.PETITION,
        to=Destination(unit("housing")),
    )
    with pytest.raises(NotLawfulNow, match="已经有人处理过了"):
        lived(MONDAY, actions.sign_proposal, proposal, by=leader())


def test_a_file_with_an_open_proposal_is_not_joined_to_another():
    earlier = registered()
    proposal = proposed(ClaimWay.DECLINE)
    with pytest.raises(NotLawfulNow, match="提请审签"):
        lived(
            MONDAY,
            actions.link_repeat,
            proposal.claim.case,
            earlier=earlier,
            by=screener(),
            reason="同人同事",
        )


def test_an_ending_is_not_dated_back():
    """An earlier day would turn the bureau's own late forwarding into a timely one (条例第22条)."""

    proposal = proposed(ClaimWay.DECLINE)
    with clock.on_day(MONDAY + days(20)), pytest.raises(NotLawfulNow, match="补录以前的日期"):
        actions.sign_proposal(proposal, by=leader(), on=MONDAY + days(1))


# --- 首办 --------------------------------------------------------------------------------------------------------


def test_the_first_unit_answers_until_another_has_accepted():
    case = registered()
    claim = claim_of(case)
    assert answerable_unit(claim) == unit("bureau")
    first = lived(
        MONDAY, actions.forward, claim, by=screener(), route=Route.PETITION, to=Destination(unit("housing"))
    )
    assert first.first_responsible
    objection = lived(MONDAY, actions.object_to, first, by=head(first), reason=REASON)
    assert answerable_unit(claim) == unit("housing")
    second = lived(
        MONDAY, actions.uphold_objection, objection, by=screener(), to=unit("utilities"), answer="属实"
    )
    assert not second.first_responsible
    assert answerable_unit(claim) == unit("housing")  # returned, and still answerable: nobody has accepted
    third_objection = lived(MONDAY, actions.object_to, second, by=head(second), reason=REASON)
    assert answerable_unit(claim) == unit("housing")
    third = lived(
        MONDAY, actions.uphold_objection, third_objection, by=screener(), to=unit("water"), answer="属实"
    )
    lived(MONDAY, actions.accept, third, by=handler(third))
    assert answerable_unit(claim) == unit("water")


def test_of_a_repeat_the_unit_that_has_it_answers():
    earlier = concluded(served(accepted(), MONDAY), MONDAY).claim.case
    case = registered(received_on=MONDAY + days(3))
    lived(MONDAY + days(3), actions.link_repeat, case, earlier=earlier, by=screener(), reason="同人同事")
    first = lived(MONDAY + days(3), actions.forward, claim_of(case), by=screener(), route=Route.PETITION,
                  to=Destination(unit("housing")))  # fmt: skip
    objection = lived(MONDAY + days(3), actions.object_to, first, by=head(first), reason=REASON)
    lived(
        MONDAY + days(3),
        actions.uphold_objection,
        objection,
        by=screener(),
        to=unit("utilities"),
        answer="属实",
    )
    assert answerable_unit(claim_of(case)) == unit("utilities")


# --- 重复件 (条例第19条第3款, domain §3.4) --------------------------------------------------------------------------


def test_a_joined_petition_keeps_its_number_and_unlinking_restores_its_clock():
    earlier = forwarded().claim.case
    case = registered(received_on=MONDAY + days(3))
    number, due = case.number, Deadline.objects.get(case=case).due_on
    lived(MONDAY + days(3), actions.link_repeat, case, earlier=earlier, by=screener(), reason="同人同事")
    case = Case.objects.get(pk=case.pk)
    petition = case.own_petition
    assert (case.state, petition.case, petition.number) == (CaseState.MERGED, earlier, number)
    assert earlier.petitions.count() == 2
    assert not Deadline.objects.running().filter(case=case).exists()
    case = lived(MONDAY + days(5), actions.unlink_repeat, case, by=screener(), reason="不是一回事")
    assert (case.state, case.own_petition.case) == (CaseState.REGISTERED, case)
    row = Deadline.objects.running().get(case=case)
    assert (row.started_on, row.due_on) == (MONDAY + days(3), due)  # its first day, not today's
    lived(MONDAY + days(5), actions.link_repeat, case, earlier=earlier, by=screener(), reason="还是一回事")


def test_a_repeat_of_a_closed_matter_stays_a_case_of_its_own():
    earlier = concluded(served(accepted(), MONDAY), MONDAY).claim.case
    case = registered(received_on=MONDAY + days(3))
    link = lived(
        MONDAY + days(3), actions.link_repeat, case, earlier=earlier, by=screener(), reason="同人同事"
    )
    assert not link.merged
    assert Deadline.objects.running().filter(case=case, period="forwarding").exists()


def test_what_is_with_a_unit_is_not_joined_any_more():
    earlier, case = registered(), forwarded().claim.case
    with pytest.raises(NotLawfulNow, match="本件已经转出"):
        lived(MONDAY, actions.link_repeat, case, earlier=earlier, by=screener(), reason="同人同事")


# --- 评价 (domain §6 T16) ------------------------------------------------------------------------------------------


def rate(handling: Handling, on: date, value: str = "satisfied", by=None, **words):
    return lived(
        on,
        actions.rate,
        handling.claim.case,
        by=by,
        organ="unit",
        handling=again(handling),
        value=value,
        **words,
    )


@pytest.mark.parametrize(("after", "open_"), [(-1, False), (0, True), (35, True), (36, False)])
def test_rating_is_open_from_service_to_its_last_day(after, open_):
    """Thirty days from 04-01 end on 05-01, a holiday: rolls to 05-06, the thirty-fifth day."""
    on = date(2026, 4, 1)
    handling = served(accepted(), on)
    if open_:
        assert rate(handling, on + days(after)).value == "satisfied"
    else:
        with pytest.raises(NotLawfulNow, match="现在不在评价期内"):
            rate(handling, on + days(after))


def test_a_change_within_the_window_keeps_the_first_and_one_counts():
    handling = served(accepted(), MONDAY)
    rate(handling, MONDAY, "satisfied")
    rate(handling, MONDAY + days(3), "dissatisfied")
    assert list(handling.ratings.values_list("value", "superseded")) == [
        ("satisfied", True),
        ("dissatisfied", False),
    ]
    assert Deadline.objects.get(handling=handling, period="rating").met_on == MONDAY


def test_staff_rate_only_for_the_petitioner_with_evidence_and_never_their_own_work():
    handling = served(accepted(), MONDAY)
    clerk = person(Role.INTAKE)
    with pytest.raises(NotLawfulNow, match="代录评价须写明依据"):
        rate(handling, MONDAY, by=clerk)
    for role, code in ((Role.HANDLER, "housing"), (Role.UNIT_HEAD, "housing"), (Role.HANDLER, "water")):
        with pytest.raises(NotYours):
            rate(handling, MONDAY, by=person(role, code), evidence="录音1号")
    assert rate(handling, MONDAY, by=clerk, evidence="录音1号").entered_by == clerk
    case = handling.claim.case
    with pytest.raises(NotYours, match="本单位"):
        lived(MONDAY, actions.rate, case, by=clerk, organ="bureau", value="satisfied", evidence="录音2号")
    lived(MONDAY, actions.rate, case, by=None, organ="bureau", value="satisfied")


@pytest.mark.parametrize(
    "changes",
    [{"anonymous": True, "persons": [Person()]}, {"address_clear": False}, {"route": Route.ADMINISTRATIVE}],
)
def test_who_cannot_be_asked_is_not_asked(changes):
    """旧满意度办法第4条: 法定途径 is not rated; an anonymous petitioner has nobody to rate."""
    handling = forwarded(**changes)
    assert not Deadline.objects.filter(case=handling.claim.case, period="rating").exists()


def test_a_repeat_is_not_rated_unless_the_bureau_says_so():
    earlier = concluded(served(accepted(), MONDAY), MONDAY).claim.case
    for switched, windows in ((False, 0), (True, 1)):
        Setting.objects.update_or_create(name="rate_repeats", defaults={"value": switched})
        case = registered(received_on=MONDAY + days(3))
        lived(MONDAY + days(3), actions.link_repeat, case, earlier=earlier, by=screener(), reason="同人同事")
        lived(MONDAY + days(3), actions.forward, claim_of(case), by=screener(), route=Route.PETITION,
              to=Destination(unit("housing")))  # fmt: skip
        assert Deadline.objects.filter(case=case, period="rating").count() == windows


# --- 归档 ---------------------------------------------------------------------------------------------------------


def test_a_file_is_archived_only_after_the_window():
    on = date(2026, 4, 1)
    case = concluded(served(accepted(), on), on).claim.case
    with pytest.raises(NotLawfulNow, match="评价期还没有结束"):
        lived(date(2026, 5, 6), actions.archive, case, by=person(Role.INTAKE))
    case = lived(date(2026, 5, 7), actions.archive, case, by=person(Role.INTAKE))
    assert case.state == CaseState.ARCHIVED


def test_an_open_file_is_not_archived():
    with pytest.raises(NotLawfulNow, match="事项当前为"):
        lived(MONDAY, actions.archive, accepted().claim.case, by=person(Role.INTAKE))
