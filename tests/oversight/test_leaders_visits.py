"""接访: 批次 and 人次, what is assigned, replied and told again (条例第18条第2款); nothing about persons (design §7)."""

from datetime import date

import pytest
from builders import forwarded, lived, person, registered, unit
from leaders_scenes import (
    ON,
    assigned,
    bureau_leader,
    county_leader,
    handler,
    held,
    published,
    screening,
    visited,
)

from cases.actions import link_repeat
from cases.models import Case, CaseEvent
from cases.policies import NotLawfulNow, NotYours
from law.terms import Purpose, Role
from notifications.models import Outbox
from oversight.leaders import visits
from oversight.leaders.models import ReceptionAssignment, ReceptionVisit

pytestmark = pytest.mark.django_db


def receive(reception, case, by=None, people=2, **words):
    return lived(
        ON, visits.receive_visit, reception, case, by=by or person(Role.INTAKE), people=people, **words
    )


def test_a_visit_is_a_matter_a_number_of_people_and_no_name():
    reception, case = held(), registered()
    visit = receive(reception, case, people=4, advice="抓紧办")
    event = CaseEvent.objects.get(act="receive_visit")
    assert (event.case, event.data["people"]) == (case, 4)
    assert "抓紧办" in event.note
    columns = {field.name for field in ReceptionVisit._meta.get_fields()}
    assert columns == {
        "id",
        "reception",
        "case",
        "people",
        "advice",
        "recorded_by",
        "recorded_on",
        "assignments",
    }
    assert visit.people == 4


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"people": 0}, "至少是 1"),
        ({"advice": "联系138 5555 2207"}, "不记个人"),
        ({"advice": "证件330999196001011428"}, "不记个人"),
    ],
)
def test_a_visit_that_is_no_visit_is_refused(words, says):
    reception = held()
    with pytest.raises(NotLawfulNow, match=says):
        receive(reception, registered(), **words)


def test_one_matter_is_one_batch_of_a_reception_and_needs_somebody_who_received():
    reception, case = held(), registered()
    receive(reception, case)
    with pytest.raises(NotLawfulNow, match="只算一批"):
        receive(reception, case)
    waiting = published(place="别处", day=date(2026, 3, 18))
    with pytest.raises(NotLawfulNow, match="还不能：先登记领导到场"):
        receive(waiting, registered())
    with pytest.raises(NotYours):
        receive(reception, registered(), by=county_leader())


def test_an_accusation_is_in_no_reception():
    """条例第30条第3款: it cannot be entered, and one that turns out to be one leaves every list."""
    reception = held()
    accusation = registered(purpose=Purpose.ACCUSATION)
    with pytest.raises(NotLawfulNow, match="条例第30条第3款"):
        receive(reception, accusation)
    with pytest.raises(NotLawfulNow, match="没有这个件号"):
        visits.case_of(screening(), accusation.number)
    row = assigned(receive(reception, forwarded().claim.case))
    Case.objects.filter(pk=row.visit.case_id).update(
        in_compartment=True, title="检举控告件（内容封存）", summary=""
    )
    assert not ReceptionVisit.objects.visible_to(screening()).exists()
    assert not ReceptionAssignment.objects.visible_to(bureau_leader()).exists()
    assert not ReceptionAssignment.objects.visible_to(handler()).exists()


def test_a_joined_file_is_received_under_its_main_number():
    first, second = registered(), registered()
    lived(ON, link_repeat, second, by=screening(), earlier=first, reason="同一事")
    with pytest.raises(NotLawfulNow, match=first.number):
        receive(held(), second)


# --- assigned, replied, told again ------------------------------------------------------------------------------


def assign(visit, by, **changes):
    fields = {"unit": unit("housing"), "matter": "到现场核实", "due_on": date(2026, 3, 25)}
    return lived(ON, visits.assign_visit, visit, by=by, **(fields | changes))


def test_the_leader_who_received_assigns_or_the_bureaus_leader_for_one_without_account():
    officer = handler()
    row = assign(visited(), county_leader())
    assert Outbox.objects.get(key=f"reception-assigned:{row.pk}").recipients == [officer.pk]
    with pytest.raises(NotLawfulNow, match="没有回复的接访交办"):
        assign(row.visit, bureau_leader())
    assert assign(row.visit, bureau_leader(), unit=unit("agriculture")).assigned_by == bureau_leader()
    for by in (screening(), person(Role.INTAKE), officer):
        with pytest.raises(NotYours):
            assign(row.visit, by)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"matter": " "}, "交办事项"),
        ({"matter": "找330999196001011428"}, "不记个人"),
        ({"unit": "bureau"}, "不能交办给"),
        ({"unit": "discipline"}, "不能交办给"),
        ({"due_on": date(2026, 3, 15)}, "已经过去"),
    ],
)
def test_an_assignment_is_possible_and_impersonal(changes, says):
    if "unit" in changes:
        changes = {"unit": unit(changes["unit"])}
    with pytest.raises(NotLawfulNow, match=says):
        assign(visited(), county_leader(), **changes)


def test_reply_by_the_unit_then_the_revisit_by_the_bureau():
    row = assigned()
    with pytest.raises(NotYours):
        lived(ON, visits.reply_visit, row, by=handler("agriculture"), result="办了")
    with pytest.raises(NotLawfulNow, match="还不能：单位没有回复"):
        lived(ON, visits.revisit, row, by=person(Role.INTAKE), words="告知")
    with pytest.raises(NotLawfulNow, match="办理结果"):
        lived(ON, visits.reply_visit, row, by=handler(), result=" ")
    row = lived(ON, visits.reply_visit, row, by=handler(), result="已整改")
    with pytest.raises(NotLawfulNow, match="已于"):
        lived(ON, visits.reply_visit, row, by=handler(), result="再回复")
    assert Outbox.objects.get(key=f"reception-replied:{row.pk}").recipients == sorted(
        [person(Role.INTAKE).pk, county_leader().pk]
    )
    with pytest.raises(NotYours):
        lived(ON, visits.revisit, row, by=handler(), words="告知")
    row = lived(ON, visits.revisit, row, by=person(Role.INTAKE), words="电话告知，没有意见")
    with pytest.raises(NotLawfulNow, match="已于"):
        lived(ON, visits.revisit, row, by=person(Role.INTAKE), words="再次")
    assert list(CaseEvent.objects.filter(act__in=["assign_visit", "reply_visit", "revisit"]).order_by("pk").values_list("act", flat=True)) == [
        "assign_visit", "reply_visit", "revisit"]  # fmt: skip


def test_a_unit_sees_what_was_assigned_to_it_and_no_other():
    row = assigned()
    assert ReceptionAssignment.objects.visible_to(handler()).get() == row
    assert not ReceptionAssignment.objects.visible_to(handler("agriculture")).exists()
    assert ReceptionAssignment.objects.visible_to(county_leader()).get() == row
    assert not ReceptionVisit.objects.visible_to(
        handler()
    ).exists()  # the file is not theirs: only the matter is


def test_an_assignment_moves_no_state_and_no_clock():
    """条例第22条: the leader's word takes the place of neither 转送 nor 交办."""
    visit = visited()
    before = (visit.case.state, list(visit.case.deadlines.order_by("pk").values_list()))
    assigned(visit)
    case = Case.objects.get(pk=visit.case_id)
    assert (case.state, list(case.deadlines.order_by("pk").values_list())) == before
