"""接访日程: days by rule, published, changed, cancelled, and who came (条例第18条)."""

from datetime import date, time

import pytest
from builders import lived, person, unit
from django.test import Client
from django.urls import reverse
from leaders_scenes import DAY, ON, PLACE, county_leader, held, line, planned, published, screening

from audit.models import Record
from cases.policies import NotLawfulNow, NotYours
from law import clock
from law.terms import Attendance, ReceptionKind, ReceptionState, Role
from notifications.models import Outbox
from oversight.leaders import schedule
from oversight.leaders.models import Reception, ReceptionChange

pytestmark = pytest.mark.django_db
LATER = date(2026, 3, 17)


@pytest.mark.parametrize(
    ("days", "since", "until", "falls"),
    [
        pytest.param(
            [15, 28],
            (2026, 3, 1),
            (2026, 3, 31),
            ["2026-03-16", "2026-03-30"],
            id="Sunday and Saturday move to Monday",
        ),
        pytest.param(
            [15],
            (2026, 2, 1),
            (2026, 2, 28),
            ["2026-02-24"],
            id="the spring holiday moves it past the holiday",
        ),
        pytest.param(
            [28], (2026, 2, 1), (2026, 2, 28), ["2026-02-28"], id="a Saturday worked for a holiday stays"
        ),
        pytest.param(
            [31], (2026, 4, 1), (2026, 4, 30), ["2026-04-30"], id="a month without that day: its last"
        ),
        pytest.param([14, 15, 16], (2026, 3, 1), (2026, 3, 31), ["2026-03-16"], id="days that meet are one"),
        pytest.param(
            [15], (2026, 3, 16), (2026, 4, 16), ["2026-04-15"], id="the span is of the days asked for"
        ),
        pytest.param(
            [15],
            (2026, 11, 1),
            (2027, 1, 31),
            ["2026-11-16", "2026-12-15", "2027-01-15"],
            id="over the year's end",
        ),
    ],
)
def test_the_days_of_a_rule(days, since, until, falls):
    """兴宁市2020: every 15th and 28th; a day off moves to the next working day (内部要求)."""
    assert [str(day) for _, day in schedule.days_of_rule(days, date(*since), date(*until))] == falls


def plan(**changes):
    fields = {
        "title": "二季度", "kind": ReceptionKind.RECEIVE, "days": [15, 28], "since": date(2026, 4, 1), "until": date(2026, 6, 30),
        "leaders": [line(), "秦志远 常务副县长"], "place": PLACE, "starts_at": time(9), "ends_at": time(12),
    }  # fmt: skip
    return lived(DAY, schedule.make_plan, by=changes.pop("by", screening()), **(fields | changes))


def test_a_rule_makes_drafts_with_the_leaders_in_turn():
    leader = county_leader()
    made = plan()
    rows = list(made.receptions.all())
    assert [row.leader_name for row in rows] == [leader.name, "秦志远"] * 3
    assert [row.leader for row in rows[:2]] == [leader, None]  # the second has no account
    assert {row.state for row in rows} == {ReceptionState.DRAFT}
    assert [(str(row.moved_from), str(row.on)) for row in rows if row.moved_from] == [
        ("2026-06-28", "2026-06-29")
    ]
    assert lived(DAY, schedule.publish_plan, made, by=screening()) == 6
    assert Reception.objects.published().count() == 6
    with pytest.raises(NotLawfulNow, match="没有待公布的日子"):
        lived(DAY, schedule.publish_plan, made, by=screening())


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"days": []}, "1 至 31"),
        ({"days": [0]}, "1 至 31"),
        ({"since": date(2026, 3, 1)}, "从今天"),
        ({"days": [31], "since": date(2026, 4, 1), "until": date(2026, 4, 2)}, "没有要排的日子"),
        ({"leaders": [" "]}, "接访领导"),
        ({"leaders": ["丁亚男"]}, "姓名 职务"),
        ({"place": " "}, "条例第18条第1款"),
        ({"ends_at": time(9)}, "晚于开始"),
        ({"kind": ReceptionKind.JOINT}, "条例第18条第3款"),
        ({"topic": "请找 13855552207"}, "不记个人"),
        ({"days": list(range(1, 32)), "until": date(2028, 6, 30)}, "分几期"),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused(changes, says):
    with pytest.raises(NotLawfulNow, match=says):
        plan(**changes)
    assert not Reception.objects.exists()


@pytest.mark.parametrize(
    ("role", "code"),
    [(Role.INTAKE, "bureau"), (Role.COUNTY_LEADER, "county_government"), (Role.UNIT_HEAD, "housing")],
)
def test_only_the_bureaus_planners_make_and_publish(role, code):
    row = planned()
    by = person(role, code)
    for act in (lambda: plan(by=by), lambda: lived(DAY, schedule.publish, row, by=by),
                lambda: lived(DAY, schedule.cancel, row, by=by, reason="出差")):  # fmt: skip
        with pytest.raises(NotYours):
            act()


def test_a_leader_is_not_in_two_places_at_once():
    planned()
    with pytest.raises(NotLawfulNow, match="已经有接访安排"):
        planned(place="别处")


def public() -> str:
    with clock.on_day(DAY):
        return Client().get(reverse("portal:receptions")).content.decode()


def test_what_is_published_is_public_and_nothing_else_is():
    """条例第18条第1款: time and place are public; a draft is not."""
    row = planned(topic="物业管理")
    assert PLACE not in public()
    lived(DAY, schedule.publish, row, by=screening())
    page = public()
    for word in ("2026年3月16日", "09:00—12:00", PLACE, county_leader().name, "副县长", "物业管理"):
        assert word in page
    assert Outbox.objects.get(key=f"reception-published:{row.pk}").recipients == [county_leader().pk]
    assert Record.objects.filter(verb="publish_reception", object_id=str(row.pk)).exists()
    with pytest.raises(NotLawfulNow, match="已公布"):
        lived(DAY, schedule.publish, row, by=screening())


def test_a_day_that_has_passed_is_not_published():
    with pytest.raises(NotLawfulNow, match="不能：接访日"):
        lived(LATER, schedule.publish, planned(), by=screening())


AS_IT_IS = {"day": ON, "leader": "", "place": PLACE, "starts_at": time(9), "ends_at": time(12)}


def changed(row, on=DAY, reason="防汛值守", **changes):
    return lived(
        on, schedule.change, row, by=screening(), reason=reason, **(AS_IT_IS | {"leader": line()} | changes)
    )


def test_a_published_change_is_public_with_what_stood_before_and_why():
    """条例第18条第1款."""
    row = published()
    changed(row, day=date(2026, 3, 18), place="城东街道综合服务中心")
    page = public()
    assert "2026-03-16（周一）改为2026-03-18（周三）" in page
    assert f"地点由{PLACE}改为城东街道综合服务中心" in page
    assert "防汛值守" in page
    assert Outbox.objects.filter(key__startswith="reception-changed").count() == 1


def test_a_draft_changes_without_a_notice():
    row = changed(planned(), leader="秦志远 常务副县长")
    assert (row.leader, row.leader_name) == (None, "秦志远")
    assert not ReceptionChange.objects.exists()
    assert not Outbox.objects.exists()


@pytest.mark.parametrize(
    ("on", "changes", "says"),
    [
        (DAY, {}, "没有改动"),
        (DAY, {"day": date(2026, 3, 11)}, "已经过去"),
        (DAY, {"day": LATER, "reason": " "}, "变更的原因"),
        (DAY, {"ends_at": time(8)}, "晚于开始"),
        (LATER, {"day": date(2026, 3, 18)}, "不能：接访日"),
    ],
)
def test_a_change_that_is_none_or_comes_too_late_is_refused(on, changes, says):
    row = published()
    with pytest.raises(NotLawfulNow, match=says):
        changed(row, on=on, **changes)


def test_a_cancelled_day_stays_public_with_the_reason():
    row = lived(DAY, schedule.cancel, published(), by=screening(), reason="防汛值守")
    assert "已取消" in public()
    assert "防汛值守" in public()
    assert row.state == ReceptionState.CANCELLED
    planned()  # the time is free again
    with pytest.raises(NotLawfulNow, match="不能再办"):
        lived(DAY, schedule.cancel, row, by=screening(), reason="再一次")


def test_a_published_day_that_has_passed_is_not_cancelled_but_told():
    with pytest.raises(NotLawfulNow, match="照实登记"):
        lived(LATER, schedule.cancel, published(), by=screening(), reason="没人来")


@pytest.mark.parametrize(
    ("attendance", "substitute", "note", "state"),
    [
        (Attendance.PRESENT, "", "", ReceptionState.HELD),
        (Attendance.SUBSTITUTE, "秦志远 常务副县长", "", ReceptionState.HELD),
        (Attendance.ABSENT, "", "处置险情，由窗口接待", ReceptionState.MISSED),
    ],
)
def test_attendance_is_recorded_as_it_was(attendance, substitute, note, state):
    row = lived(
        ON,
        schedule.record_attendance,
        published(),
        by=person(Role.INTAKE),
        attendance=attendance,
        substitute=substitute,
        note=note,
    )
    assert (row.state, row.substitute) == (state, substitute)
    assert Outbox.objects.filter(key=f"reception-missed:{row.pk}").exists() == (
        state == ReceptionState.MISSED and _leaders()
    )


def _leaders() -> bool:
    from oversight.leaders.common import bureau_leaders

    return bool(bureau_leaders())


@pytest.mark.parametrize(
    ("on", "attendance", "words", "says"),
    [
        (DAY, Attendance.PRESENT, {}, "还不能：接访日是"),
        (ON, Attendance.SUBSTITUTE, {}, "写明是谁"),
        (ON, Attendance.SUBSTITUTE, {"substitute": "秦志远"}, "姓名 职务"),
        (ON, Attendance.ABSENT, {}, "为什么没有到"),
    ],
)
def test_attendance_is_whole_and_not_before_the_day(on, attendance, words, says):
    row = published()
    with pytest.raises(NotLawfulNow, match=says):
        lived(on, schedule.record_attendance, row, by=person(Role.INTAKE), attendance=attendance, **words)


def test_attendance_is_recorded_by_those_who_register_and_once():
    row = published()
    with pytest.raises(NotYours):
        lived(ON, schedule.record_attendance, row, by=county_leader(), attendance=Attendance.PRESENT)
    lived(ON, schedule.record_attendance, row, by=person(Role.INTAKE), attendance=Attendance.PRESENT)
    with pytest.raises(NotLawfulNow, match="不能再办"):
        lived(ON, schedule.record_attendance, row, by=person(Role.INTAKE), attendance=Attendance.PRESENT)


def test_a_unit_sees_published_days_it_takes_part_in():
    joint = planned(kind=ReceptionKind.JOINT, units=[unit("housing")])
    held(starts_at=time(14), ends_at=time(17))
    seen = Reception.objects.visible_to(person(Role.HANDLER, "housing"))
    assert not seen.exists()
    lived(DAY, schedule.publish, joint, by=screening())
    assert list(seen.all()) == [joint]
    assert not Reception.objects.visible_to(person(Role.HANDLER, "agriculture")).exists()
    assert Reception.objects.visible_to(county_leader()).count() == 2
