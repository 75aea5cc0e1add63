"""The register, the duty plan, the participations and their counts (domain §7.3 洞口县 2023, §8, §9)."""

from datetime import date, timedelta

import pytest
from builders import MONDAY, accepted, lived, person, registered, unit

from audit.models import Record
from cases import actions as case_actions
from cases.models import Case
from cases.policies import NotLawfulNow, NotYours
from hearings import actions, counts
from hearings.models import DutyTurn, Evaluation, Expert, Participation, Room
from law import terms
from law.terms import ExpertKind, Purpose, Role
from tests.hearings import scenes as s

pytestmark = pytest.mark.django_db
KEEPERS = [(Role.SCREENING, "bureau"), (Role.BUREAU_LEADER, "bureau")]
OTHERS = [
    (Role.INTAKE, "bureau"),
    (Role.WRITER, "bureau"),
    (Role.COUNSEL, "bureau"),
    (Role.UNIT_HEAD, "housing"),
    (Role.SYSADMIN, "bureau"),
]
DAY = date(2026, 3, 10)


@pytest.mark.parametrize(("role", "code"), KEEPERS)
def test_the_bureau_s_officers_keep_the_register(role, code):
    expert = lived(
        MONDAY,
        actions.add_expert,
        s.entry("陆律", ExpertKind.LAWYER, advises=[unit("housing")]),
        by=person(role, code),
    )
    assert Record.objects.filter(verb="appoint_expert", object_id=str(expert.pk)).exists()
    changed = lived(
        MONDAY, actions.change_expert, expert, s.entry("陆律", ExpertKind.JURIST), by=person(role, code)
    )
    assert (changed.kind, changed.version, list(changed.advises.all())) == (ExpertKind.JURIST, 2, [])
    gone = lived(DAY, actions.let_go, expert, by=person(role, code), reason="调离")
    assert not gone.serves_on(DAY)
    assert gone.serves_on(DAY - timedelta(days=1))


@pytest.mark.parametrize(("role", "code"), OTHERS)
def test_nobody_else_does(role, code):
    expert, by = s.register()[0], person(role, code)
    turn = lived(
        MONDAY, actions.plan_duty, expert, by=s.keeper(), day=DAY, shift="morning", place=unit("bureau")
    )
    room = s.room()
    for act, given in (
        (lambda **k: actions.add_expert(s.entry("另一人", ExpertKind.LAWYER), **k), {}),
        (lambda **k: actions.change_expert(expert, s.entry("陆一", ExpertKind.LAWYER), **k), {}),
        (lambda **k: actions.let_go(expert, **k), {"reason": "调离"}),
        (
            lambda **k: actions.plan_duty(expert, **k),
            {"day": DAY, "shift": "afternoon", "place": unit("bureau")},
        ),
        (lambda **k: actions.drop_duty(turn, **k), {"reason": "调班"}),
        (lambda **k: actions.add_room(**k), {"name": "室", "unit": unit("bureau"), "address": "一楼"}),
        (lambda **k: actions.close_room(room, **k), {}),
    ):
        with pytest.raises(NotYours):
            lived(MONDAY, act, by=by, **given)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "姓名"), ({"origin": ""}, "工作单位"), ({"until": date(2025, 1, 1)}, "聘期"),
        ({"name": "陆一", "origin": "陆一所在单位"}, "已经在名册中"),
    ],
)  # fmt: skip
def test_an_entry_is_whole_and_once(changes, words):
    s.register()
    base = {"name": "新人", "kind": ExpertKind.LAWYER, "origin": "某所", "since": MONDAY}
    with pytest.raises(NotLawfulNow, match=words):
        lived(MONDAY, actions.add_expert, actions.Entry(**(base | changes)), by=s.keeper())


def test_an_account_belongs_to_one_lawyer():
    counsel, clerk = person(Role.COUNSEL), person(Role.INTAKE)
    lived(MONDAY, actions.add_expert, s.entry("甲", ExpertKind.LAWYER, user=counsel), by=s.keeper())
    for user, words in ((counsel, "另一人"), (clerk, "不是律师岗位")):
        with pytest.raises(NotLawfulNow, match=words):
            lived(MONDAY, actions.add_expert, s.entry("乙", ExpertKind.LAWYER, user=user), by=s.keeper())


def test_nobody_is_let_go_while_counted_on():
    hearing = s.drawn()
    seat = hearing.panel.first()
    with pytest.raises(NotLawfulNow, match="评议人"):
        lived(s.NOTICED, actions.let_go, seat.expert, by=s.keeper(), reason="调离")
    other = next(expert for expert in s.register() if expert.pk not in hearing.draw["drawn"])
    lived(MONDAY, actions.plan_duty, other, by=s.keeper(), day=DAY, shift="morning", place=unit("bureau"))
    with pytest.raises(NotLawfulNow, match="值班安排"):
        lived(MONDAY, actions.let_go, other, by=s.keeper(), reason="调离")


# --- 值班 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2026, 3, 8), "休息日"), (date(2026, 2, 27), "已经过去"), (date(2027, 12, 31), "聘期")],
)
def test_duty_is_on_working_days_to_come_within_the_term(day, words):
    expert = s.register()[0]
    Expert.objects.filter(pk=expert.pk).update(until=date(2026, 12, 31))
    expert.refresh_from_db()
    with pytest.raises(NotLawfulNow, match=words):
        lived(
            MONDAY, actions.plan_duty, expert, by=s.keeper(), day=day, shift="morning", place=unit("bureau")
        )


def test_one_person_at_one_counter_at_a_time():
    expert = s.register()[0]
    plan = {"by": s.keeper(), "day": DAY, "place": unit("bureau")}
    turn = lived(MONDAY, actions.plan_duty, expert, shift="morning", **plan)
    with pytest.raises(NotLawfulNow, match="值班"):
        lived(MONDAY, actions.plan_duty, expert, shift="morning", **(plan | {"place": unit("township_01")}))
    lived(MONDAY, actions.plan_duty, expert, shift="afternoon", **plan)
    lived(MONDAY, actions.drop_duty, turn, by=s.keeper(), reason="调班")
    assert lived(MONDAY, actions.plan_duty, expert, shift="morning", **plan).pk != turn.pk


def test_nobody_is_at_the_counter_and_in_a_hearing():
    hearing = s.noticed()
    expert = hearing.panel.first().expert
    with pytest.raises(NotLawfulNow, match="已有听证"):
        lived(
            s.NOTICED,
            actions.plan_duty,
            expert,
            by=s.keeper(),
            day=s.HEARD,
            shift="morning",
            place=unit("bureau"),
        )
    lived(
        s.NOTICED,
        actions.plan_duty,
        expert,
        by=s.keeper(),
        day=s.HEARD,
        shift="afternoon",
        place=unit("bureau"),
    )


def test_who_came_has_taken_part():
    turn = lived(
        MONDAY,
        actions.plan_duty,
        s.register()[0],
        by=s.keeper(),
        day=DAY,
        shift="morning",
        place=unit("bureau"),
    )
    clerk = person(Role.INTAKE)
    with pytest.raises(NotLawfulNow, match="还没有到"):
        lived(MONDAY, actions.attend_duty, turn, by=clerk, attended=True)
    with pytest.raises(NotLawfulNow, match="写明原因"):
        lived(DAY, actions.attend_duty, turn, by=clerk, attended=False)
    with pytest.raises(NotYours):
        lived(DAY, actions.attend_duty, turn, by=person(Role.WRITER), attended=True)
    lived(DAY, actions.attend_duty, turn, by=clerk, attended=True, received=4)
    assert Participation.objects.get(kind="duty").on == DAY
    with pytest.raises(NotLawfulNow, match="已经登记"):
        lived(DAY, actions.attend_duty, turn, by=clerk, attended=True)
    with pytest.raises(NotLawfulNow, match="已经登记"):
        lived(DAY, actions.drop_duty, turn, by=s.keeper(), reason="误排")


# --- 参与 ---------------------------------------------------------------------------------------------------------


def took_part(expert: Expert, kind: str, **given):
    return lived(
        DAY, actions.record_participation, expert, by=person(Role.INTAKE), kind=kind, **({"day": DAY} | given)
    )


def test_counselling_is_participation_only():
    """domain §9.3, 个人信息保护法第28条: no state of health is written down."""
    expert = s.register()[5]
    with pytest.raises(NotLawfulNow, match="不记内容"):
        took_part(expert, "counselling", remark="情绪低落")
    assert took_part(expert, "counselling").remark == ""


@pytest.mark.parametrize("kind", ["duty", "hearing", "evaluation"])
def test_what_follows_from_an_act_is_not_written_by_hand(kind):
    with pytest.raises(NotLawfulNow, match="各自的登记"):
        took_part(s.register()[0], kind)


def test_counsel_with_an_account_is_counted_by_the_answers():
    """A pre-screening opinion is advice, counted once (domain §8 律师参与)."""
    expert = s.register()[0]
    counsel = person(Role.COUNSEL)
    expert.user = counsel
    expert.save()
    with pytest.raises(NotLawfulNow, match="系统自己计数"):
        took_part(expert, "pre_screening")
    row = lived(
        MONDAY,
        case_actions.ask_counsel,
        registered().claims.get(),
        by=s.keeper(),
        counsel=counsel,
        question="是否属于行政程序",
    )
    lived(DAY, case_actions.give_counsel, row, by=counsel, opinion="属于行政确认")
    took_part(s.register()[1], "pre_screening")
    found = {row.kind: (row.times, row.people, row.cases) for row in counts.of_year(2026)}
    assert found[terms.Participation.PRE_SCREENING] == (2, 2, 1)


def test_counts_are_by_year_and_kind_and_without_accusations():
    people = s.register()
    case = registered()
    took_part(people[0], "explaining", case=case)
    took_part(people[1], "explaining", case=case)
    took_part(people[1], "explaining", day=date(2026, 2, 27))
    hidden = took_part(people[2], "explaining")
    accusation = registered(purpose=Purpose.ACCUSATION)
    Participation.objects.filter(pk=hidden.pk).update(case=accusation)
    found = {row.kind: (row.times, row.people, row.cases) for row in counts.of_year(2026)}
    assert found[terms.Participation.EXPLAINING] == (3, 2, 1)
    assert {row.times for row in counts.of_year(2025)} == {0}
    assert not Participation.objects.visible_to(person(Role.BUREAU_LEADER)).filter(case=accusation).exists()


def test_never_on_an_accusation():
    with pytest.raises(NotLawfulNow, match="检举控告"):
        took_part(s.register()[0], "explaining", case=registered(purpose=Purpose.ACCUSATION))


def test_the_register_is_counted_by_kind():
    s.register()
    found = counts.roster_on(DAY)
    assert found["lawyer"] == 3
    assert sum(found.values()) == 9
    assert sum(counts.roster_on(date(2025, 12, 31)).values()) == 0


# --- 听证室 -------------------------------------------------------------------------------------------------------


def test_a_room_is_closed_when_nobody_is_called_to_it():
    s.noticed()
    room = Room.objects.get()
    with pytest.raises(NotLawfulNow, match="安排好的听证"):
        lived(s.SERVED, actions.close_room, room, by=s.keeper())
    with pytest.raises(NotLawfulNow, match="已有「"):
        lived(s.SERVED, actions.add_room, by=s.keeper(), name=room.name, unit=room.unit, address="一楼")
    assert lived(s.CONCLUDED, actions.close_room, room, by=s.keeper()).closed_on == s.CONCLUDED


# --- 案件评析 -----------------------------------------------------------------------------------------------------


def evaluate(case: Case, by=None, **changes):
    given = {
        "held_on": DAY,
        "experts": s.register()[:2],
        "questions": "责任归谁",
        "opinion": "建议由住建部门牵头重铺。",
    }
    return lived(
        DAY, actions.record_evaluation, case, by=by or person(Role.HANDLER, "housing"), **(given | changes)
    )


@pytest.mark.parametrize(
    ("role", "code"), [(Role.HANDLER, "housing"), (Role.UNIT_HEAD, "housing"), (Role.SCREENING, "bureau")]
)
def test_an_evaluation_is_recorded_by_the_unit_or_the_bureau(role, code):
    handling = accepted()
    before = list(handling.deadlines.values_list("period", "due_on", "met_on"))
    row = evaluate(handling.claim.case, by=person(role, code))
    assert row.organ == unit(code)
    assert Participation.objects.filter(kind="evaluation", case=row.case).count() == 2
    assert list(handling.deadlines.values_list("period", "due_on", "met_on")) == before, "it stops no clock"


@pytest.mark.parametrize(
    ("role", "code"),
    [(Role.HANDLER, "water"), (Role.INTAKE, "bureau"), (Role.COUNTY_LEADER, "county_government")],
)
def test_and_by_nobody_else(role, code):
    with pytest.raises(NotYours):
        evaluate(accepted().claim.case, by=person(role, code))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"experts": []}, "至少有两位"), ({"held_on": MONDAY - timedelta(days=1)}, "收到日"), ({"opinion": " "}, "评析意见"),
        ({"questions": ""}, "评析的问题"),
    ],
)  # fmt: skip
def test_an_evaluation_is_whole(changes, words):
    with pytest.raises(NotLawfulNow, match=words):
        evaluate(accepted().claim.case, **changes)


def test_who_has_an_interest_does_not_evaluate():
    """条例第28条第3款."""
    s.register()[0].advises.add(unit("housing"))
    with pytest.raises(NotLawfulNow, match="应当回避"):
        evaluate(accepted().claim.case)
    assert not Evaluation.objects.exists()


def test_never_of_an_accusation():
    with pytest.raises(NotYours):
        evaluate(registered(purpose=Purpose.ACCUSATION), by=person(Role.SCREENING))


def test_units_see_their_own_and_nothing_of_an_accusation():
    handling = accepted()
    evaluate(handling.claim.case)
    assert Evaluation.objects.visible_to(person(Role.HANDLER, "housing")).count() == 1
    assert Evaluation.objects.visible_to(person(Role.HANDLER, "water")).count() == 0
    Case.objects.update(in_compartment=True, title="检举控告件（内容封存）", summary="")
    assert Evaluation.objects.visible_to(person(Role.BUREAU_LEADER)).count() == 0
    assert counts.evaluations_of(MONDAY, DAY).count() == 0


def test_the_plan_is_the_bureau_s_the_counter_s_and_one_s_own():
    counsel = person(Role.COUNSEL)
    people = s.register()
    people[0].user = counsel
    people[0].save()
    for expert, place in ((people[0], "bureau"), (people[1], "township_01")):
        lived(MONDAY, actions.plan_duty, expert, by=s.keeper(), day=DAY, shift="morning", place=unit(place))
    seen = {
        (Role.INTAKE, "bureau"): 2, (Role.HANDLER, "township_01"): 1, (Role.HANDLER, "housing"): 0, (Role.COUNSEL, "bureau"): 1,
        (Role.AUDITOR, "bureau"): 0,
    }  # fmt: skip
    assert {key: DutyTurn.objects.visible_to(person(*key)).count() for key in seen} == seen
