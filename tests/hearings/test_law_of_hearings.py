"""What the law says of hearings, case by case (条例第28条、第31条、第36条; domain §4.2 rows 4 and 18)."""

from datetime import timedelta

import pytest
from builders import MONDAY, accepted, forwarded, lived, person, registered, served, signed, unit
from states import imported, statutory

from cases import actions as case_actions
from cases.models import CaseEvent, CounselRequest
from cases.policies import NotLawfulNow, NotYours
from hearings import actions, conflicts, eligibility
from hearings.models import Evaluation, Expert, Hearing
from law.terms import Channel, Flag, Purpose, Role, Route
from organizations.models import User
from tests.hearings import scenes as s

pytestmark = pytest.mark.django_db


def flagged(flag: str):
    handling = accepted()
    case = handling.claim.case
    case.flags = [flag]
    case.save()
    return handling


def assisting():
    case = registered()
    lived(MONDAY, case_actions.forward, case.claims.get(), by=person(Role.SCREENING), route=Route.PETITION,
          to=case_actions.Destination(unit("housing"), [unit("water")]))  # fmt: skip
    return case.claims.get().handlings.select_related("claim__case", "unit").get(role="assisting")


NEVER = {
    "条例第31条第1至5项: a matter of a statutory way": statutory,
    "条例第31条第4项: while the unit has not answered yet": lambda: forwarded(route=Route.ADMINISTRATIVE),
    "条例第31条第1项: 涉法涉诉, not lawfully ended": lambda: flagged(Flag.JUDICIAL_OPEN),
    "条例第29条: a suggestion is studied, not heard": lambda: accepted(route=Route.SUGGESTION, purpose=Purpose.SUGGESTION),
    "条例第24条: who assists comes to the lead's hearing": assisting,
    "条例第31条第6项: an opinion already signed": lambda: signed(accepted(), MONDAY),
    "条例第31条第6项: served": lambda: served(accepted(), MONDAY),
    "an imported file": lambda: imported(answered=False),
}  # fmt: skip
NOT_YET = {
    "条例第23条: not accepted yet": forwarded,
    "条例第23条第2款: nobody to call": lambda: accepted(address_clear=False, channel=Channel.LETTER),
}


@pytest.mark.parametrize("scene", NEVER.values(), ids=NEVER)
def test_a_hearing_is_never_for(scene):
    handling = scene()
    why = eligibility.why_not(handling)
    assert why.startswith("不能：")
    assert "条例第" in why
    with pytest.raises(NotLawfulNow, match="不能："):
        s.proposed(handling)
    assert not Hearing.objects.exists()


@pytest.mark.parametrize("scene", NOT_YET.values(), ids=NOT_YET)
def test_a_hearing_waits_for(scene):
    handling = scene()
    with pytest.raises(NotLawfulNow, match="还不能："):
        s.proposed(handling)


@pytest.mark.parametrize("ground", ["major", "complex", "difficult"])
def test_a_hearing_is_for_what_is_major_complex_or_difficult(ground):
    """条例第31条第6项: 对重大、复杂、疑难的信访事项，可以举行听证."""
    assert s.proposed(grounds=[ground]).grounds == [ground]


@pytest.mark.parametrize("grounds", [[], ["noisy"]])
def test_and_for_nothing_else(grounds):
    with pytest.raises(NotLawfulNow, match="重大、复杂或者疑难"):
        s.proposed(grounds=grounds)


def test_one_at_a_time_and_again_after_the_end():
    hearing = s.cancelled()
    assert s.proposed(hearing.handling, on=s.CONCLUDED).pk != hearing.pk
    with pytest.raises(NotLawfulNow, match="已经有一个听证"):
        s.proposed(hearing.handling, on=s.CONCLUDED)


# --- 回避 ---------------------------------------------------------------------------------------------------------


def test_the_chair_is_not_the_investigator():
    """domain §4.2 row 18: 主持人非调查人; 条例第28条第3款."""
    hearing = s.proposed()
    investigator = person(Role.HANDLER, "housing")
    with pytest.raises(NotLawfulNow, match=r"条例第28条第3款"):
        lived(s.APPROVED, actions.approve_hearing, hearing, by=s.head(hearing), chair=investigator)


@pytest.mark.parametrize(
    ("role", "code"), [(Role.HANDLER, "water"), (Role.INTAKE, "bureau"), (Role.AUDITOR, "bureau"), (Role.COUNSEL, "bureau")]
)  # fmt: skip
def test_the_chair_is_of_the_organ_or_an_officer_of_the_bureau(role, code):
    hearing = s.proposed()
    with pytest.raises(NotLawfulNow, match="主持人应当是"):
        lived(s.APPROVED, actions.approve_hearing, hearing, by=s.head(hearing), chair=person(role, code))
    officer = person(Role.BUREAU_LEADER)
    assert (
        lived(s.APPROVED, actions.approve_hearing, hearing, by=s.head(hearing), chair=officer).chair
        == officer
    )


def test_who_left_the_service_chairs_nothing():
    hearing = s.proposed()
    gone = User.objects.create(
        username="gone", name="离任", role=Role.HANDLER, unit=unit("housing"), is_active=False
    )
    with pytest.raises(NotLawfulNow):
        lived(s.APPROVED, actions.approve_hearing, hearing, by=s.head(hearing), chair=gone)


def tied(how: str, hearing: Hearing) -> Expert:
    """One of the register, with the tie in question."""
    expert = s.register()[0]
    case = hearing.case
    if how == "works there":
        expert.unit = unit("housing")
    elif how == "works below":
        expert.unit = unit("housing_quality")
    elif how == "advises":
        expert.advises.add(unit("housing"))
    elif how == "is the petitioner":
        expert.name = "陈桂英"
    elif how == "gave an opinion before":
        expert.user = person(Role.COUNSEL)
        CounselRequest.objects.create(
            case=case, counsel=expert.user, question="?", asked_by=s.keeper(), asked_on=MONDAY
        )
    elif how == "evaluated before":
        row = Evaluation.objects.create(
            case=case, organ=unit("bureau"), on=MONDAY, questions="?", opinion="!", recorded_by=s.keeper()
        )
        row.experts.add(expert)
    else:
        s.withdraws(hearing, expert)
    expert.save()
    return expert


TIES = (
    "works there",
    "works below",
    "advises",
    "is the petitioner",
    "gave an opinion before",
    "evaluated before",
    "withdrew",
)


@pytest.mark.parametrize("how", TIES)
def test_who_has_a_tie_is_left_out_of_the_lot(how):
    """条例第28条第3款: 直接利害关系; the record says who was left out and why."""
    hearing = s.approved()
    expert = tied(how, hearing)
    hearing = lived(
        s.DRAWN, actions.draw_panel, hearing, by=s.handler(hearing), wanted={"lawyers": 2, "experts": 1}
    )
    assert expert.pk not in hearing.draw["drawn"]
    left_out = {number: why for number, _, why in hearing.draw["left_out"]}
    assert left_out[expert.pk]
    assert {number for number, _ in hearing.draw["tickets"]} == {row.pk for row in s.register()} - {expert.pk}


def test_who_has_no_tie_is_in_the_lot():
    hearing = s.approved()
    ties = conflicts.ties_of(hearing.handling, hearing)
    assert [conflicts.of_expert(expert, ties) for expert in s.register()] == [""] * 9


def test_who_is_not_appointed_that_day_is_not_in_the_register():
    people = s.register()
    people[0].until = s.DRAWN - timedelta(days=1)
    people[0].save()
    people[1].since = s.DRAWN + timedelta(days=1)
    people[1].save()
    hearing = s.approved()
    with pytest.raises(NotLawfulNow, match="律师组可以参加的只有 1 人，要抽 2 人"):
        lived(
            s.DRAWN, actions.draw_panel, hearing, by=s.handler(hearing), wanted={"lawyers": 2, "experts": 1}
        )


@pytest.mark.parametrize(
    "wanted", [{}, {"lawyers": 1}, {"lawyers": 2, "experts": 2}, {"lawyers": 3, "experts": 3, "delegates": 5}]
)
def test_a_panel_is_odd_and_of_three_to_nine(wanted):
    s.register()
    hearing = s.approved()
    with pytest.raises(NotLawfulNow, match="单数"):
        lived(s.DRAWN, actions.draw_panel, hearing, by=s.handler(hearing), wanted=wanted)


def test_whoever_withdraws_is_followed_by_the_next_of_the_same_lot():
    hearing = s.drawn()
    seat = hearing.panel.get(group="lawyers")
    from hearings import drawing, lot

    expected = lot.following(
        hearing.draw["seed"], drawing.tickets_of(hearing.draw), "lawyers", [seat.expert_id]
    )
    new = lived(s.NOTICED, actions.replace_panelist, hearing, by=s.handler(hearing), leaving=seat, reason="外出开庭")  # fmt: skip
    assert new.expert_id == expected
    seat.refresh_from_db()
    assert (seat.withdrawn_on, seat.withdrawal) == (s.NOTICED, "time")
    with pytest.raises(NotLawfulNow, match="已经退出"):
        lived(
            s.NOTICED,
            actions.replace_panelist,
            hearing,
            by=s.handler(hearing),
            leaving=seat,
            reason="再退",
        )
    lived(
        s.NOTICED,
        actions.replace_panelist,
        hearing,
        by=s.handler(hearing),
        leaving=new,
        reason="出差",
    )
    last = hearing.panel.get(group="lawyers", withdrawn_on=None)
    with pytest.raises(NotLawfulNow, match="没有可以递补的人"):
        lived(
            s.NOTICED,
            actions.replace_panelist,
            hearing,
            by=s.handler(hearing),
            leaving=last,
            reason="出差",
        )
    assert hearing.panel.get(group="lawyers", withdrawn_on=None) == last, "refused: nothing changed"


def test_whoever_follows_has_no_tie_declared_since():
    hearing = s.drawn()
    seat = hearing.panel.get(group="lawyers")
    others = [row for row in s.register()[:3] if row.pk != seat.expert_id]
    others[0].advises.add(unit("housing"))
    new = lived(
        s.NOTICED,
        actions.replace_panelist,
        hearing,
        by=s.handler(hearing),
        leaving=seat,
        reason="出差",
    )
    assert new.expert == others[1]


# --- who decides -------------------------------------------------------------------------------------------------


def test_the_organ_s_own_head_decides():
    """domain §4.2 row 18: 有权机关; the bureau never decides for a unit's own handling."""
    hearing = s.proposed()
    for role, code in (
        (Role.HANDLER, "housing"),
        (Role.UNIT_HEAD, "water"),
        (Role.BUREAU_LEADER, "bureau"),
        (Role.SCREENING, "bureau"),
    ):
        with pytest.raises(NotYours):
            lived(s.APPROVED, actions.approve_hearing, hearing, by=person(role, code), chair=s.chair_of())
        with pytest.raises(NotYours):
            lived(s.APPROVED, actions.refuse_hearing, hearing, by=person(role, code), decision="不必")
    approved = lived(s.APPROVED, actions.approve_hearing, hearing, by=s.head(hearing), chair=s.chair_of())
    assert approved.number == "云住建听证〔2026〕1号"


def test_nobody_approves_the_own_proposal():
    handling = accepted()
    head = person(Role.UNIT_HEAD, "housing")
    hearing = lived(
        s.PROPOSED,
        actions.propose_hearing,
        handling,
        by=head,
        grounds=["major"],
        reason="重大",
        questions="坡度",
    )
    with pytest.raises(NotLawfulNow, match="另一位负责人"):
        lived(s.APPROVED, actions.approve_hearing, hearing, by=head, chair=s.chair_of())


def test_a_refused_proposal_takes_no_number():
    hearing = s.refused()
    assert (hearing.number, hearing.state) == ("", "refused")
    assert CaseEvent.objects.get(act="refuse_hearing").note == "事实清楚，不需要听证"
    assert s.approved(accepted()).number.endswith("1号")


# --- the day -----------------------------------------------------------------------------------------------------


def call(hearing: Hearing, **changes):
    return lived(s.NOTICED, actions.notify_hearing, hearing, by=s.handler(hearing), hours=s.hours(**changes))


def test_the_notice_leaves_days_before():
    hearing = s.drawn()
    with pytest.raises(NotLawfulNow, match="至迟在举行 3 日前"):
        call(hearing, day=s.NOTICED + timedelta(days=1))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"day": s.HEARD + timedelta(days=2)}, "休息日"),
        ({"begins": 7}, "8:00"),
        ({"begins": 11, "ends": 10}, "结束晚于开始"),
        ({"begins": 17, "ends": 19}, "18:00"),
    ],
)
def test_on_a_working_day_in_working_hours(changes, words):
    with pytest.raises(NotLawfulNow, match=words):
        call(s.drawn(), **changes)


def test_a_member_whose_term_ends_before_the_day_is_named():
    hearing = s.drawn()
    expert = hearing.panel.first().expert
    expert.until = s.HEARD - timedelta(days=1)
    expert.save()
    with pytest.raises(NotLawfulNow, match=expert.name):
        call(hearing)


def test_postponed_it_is_the_same_record_with_a_new_day_and_void_notices():
    """lessons 36: one hearing record with statuses, no copies."""
    hearing = s.postponed()
    assert (hearing.state, hearing.starts_at, hearing.postponed) == ("postponed", None, 1)
    assert not hearing.bookings.filter(released_on=None).exists()
    old = hearing.papers.get()
    assert old.voided_on == s.SERVED
    again = lived(
        s.HEARD,
        actions.notify_hearing,
        hearing,
        by=s.handler(hearing),
        hours=s.hours(day=s.HEARD + timedelta(days=7)),
    )
    assert again.pk == hearing.pk
    assert Hearing.objects.count() == 1
    assert hearing.papers.filter(voided_on=None).count() == 1


# --- holding it --------------------------------------------------------------------------------------------------


def test_not_held_before_its_day_nor_without_service():
    hearing = s.noticed()
    with pytest.raises(NotLawfulNow, match="举行以后再录笔录"):
        lived(s.SERVED, actions.hold_hearing, hearing, by=s.handler(hearing), said=s.SAID)
    with pytest.raises(NotLawfulNow, match="没有送达信访人"):
        lived(s.HEARD, actions.hold_hearing, hearing, by=s.handler(hearing), said=s.SAID)


def test_posted_the_receipt_completes_the_service():
    """domain §1.3: 邮寄 arrives on the day its receipt says."""
    hearing = s.noticed()
    clerk = s.handler(hearing)
    lived(s.SERVED, actions.serve_hearing_notice, hearing, by=clerk, method="post", proof="EMS 1")
    with pytest.raises(NotLawfulNow, match="没有送达信访人"):
        lived(s.HEARD, actions.hold_hearing, hearing, by=clerk, said=s.SAID)
    late = s.noticed(accepted(), begins=14, ends=16)
    row = lived(
        s.HEARD,
        actions.serve_hearing_notice,
        hearing,
        by=clerk,
        method="post",
        proof="回执",
        served_on=s.SERVED,
    )
    assert row.served_on == s.SERVED
    assert lived(s.HEARD, actions.hold_hearing, hearing, by=clerk, said=s.SAID).state == "held"
    lived(s.HEARD, actions.serve_hearing_notice, late, by=clerk, method="direct", proof="本人签收")
    with pytest.raises(NotLawfulNow, match="没有在举行日前送到"):
        lived(s.HEARD, actions.hold_hearing, late, by=clerk, said=s.SAID)


def test_served_once():
    hearing = s.served()
    with pytest.raises(NotLawfulNow, match="已于"):
        lived(
            s.SERVED,
            actions.serve_hearing_notice,
            hearing,
            by=s.handler(hearing),
            method="direct",
            proof="又签",
        )


@pytest.mark.parametrize("name", ["recorder", "attendants", "petitioner_words", "unit_words", "exchange"])
def test_minutes_are_whole(name):
    from dataclasses import replace

    hearing = s.served()
    with pytest.raises(NotLawfulNow, match="听证笔录"):
        lived(
            s.HEARD, actions.hold_hearing, hearing, by=s.handler(hearing), said=replace(s.SAID, **{name: " "})
        )


def test_the_chair_does_not_write_the_minutes():
    from dataclasses import replace

    hearing = s.served()
    with pytest.raises(NotLawfulNow, match="不能由主持人兼任"):
        lived(
            s.HEARD,
            actions.hold_hearing,
            hearing,
            by=s.handler(hearing),
            said=replace(s.SAID, recorder=hearing.chair.name),
        )


def test_an_even_or_too_small_panel_does_not_sit():
    hearing = s.served()
    with pytest.raises(NotLawfulNow, match="到会评议人 2 人"):
        lived(
            s.HEARD,
            actions.hold_hearing,
            hearing,
            by=s.handler(hearing),
            said=s.SAID,
            absent=[hearing.panel.first()],
        )


@pytest.mark.parametrize(
    ("given", "finding"),
    [
        (("founded", "founded", "partly"), "founded"),
        (("unfounded", "unfounded", "unfounded"), "unfounded"),
        (("founded", "partly", "unfounded"), "divided"),
    ],
)
def test_the_finding_follows_from_the_votes(given, finding):
    assert s.concluded(s.held(), *given).finding == finding


@pytest.mark.parametrize("missing", ["", "divided", "abstained"])
def test_every_member_who_came_votes(missing):
    hearing = s.held()
    votes = s.votes(hearing)
    votes[min(votes)] = missing
    with pytest.raises(NotLawfulNow, match="表决意见没有登记"):
        lived(
            s.CONCLUDED,
            actions.conclude_hearing,
            hearing,
            by=s.handler(hearing),
            votes=votes,
            conclusion="属实",
        )


def test_minutes_are_sealed_in_the_database():
    hearing = s.held()
    assert hearing.minutes["petitioner_words"] == s.SAID.petitioner_words
    assert s.SAID.petitioner_words.encode() not in bytes(Hearing.objects.get(pk=hearing.pk).minutes_sealed)
