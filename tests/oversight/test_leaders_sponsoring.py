"""领导包案: plan, steps, 五包, acceptance by somebody else (条例第18条第2款); no promise is a condition (design §7)."""

from datetime import date

import pytest
from builders import forwarded, lived, person, registered, unit
from leaders_scenes import (
    DAY,
    DUE,
    ON,
    STEPS,
    advanced,
    bureau_leader,
    checking,
    county_leader,
    handler,
    head,
    line,
    screening,
    sponsored,
    working,
)

from cases.models import Case, CaseEvent
from cases.policies import NotLawfulNow, NotYours
from law.terms import Purpose, Role, SponsorElement, SponsorshipState
from notifications.models import Outbox
from oversight.leaders import sponsoring
from oversight.leaders.models import Milestone, SponsoredCase

pytestmark = pytest.mark.django_db
S = SponsorshipState


def sponsor(case, by=None, **changes):
    fields = {"leader": line(), "unit": unit("housing"), "reason": "责任交叉", "due_on": DUE}
    return lived(DAY, sponsoring.sponsor, case, by=by or bureau_leader(), **(fields | changes))


def test_the_bureaus_leader_decides_who_owns_a_matter_and_they_are_told():
    officer = handler()
    row = sponsored()
    assert (row.state, row.leader, row.unit) == (S.OPENED, county_leader(), unit("housing"))
    assert Outbox.objects.get(key=f"sponsored-opened:{row.pk}").recipients == sorted(
        [county_leader().pk, officer.pk]
    )
    event = CaseEvent.objects.get(act="sponsor")
    assert event.case == row.case
    assert "责任交叉" in event.note


@pytest.mark.parametrize(
    ("role", "code"),
    [(Role.SCREENING, "bureau"), (Role.COUNTY_LEADER, "county_government"), (Role.UNIT_HEAD, "housing")],
)
def test_nobody_else_decides_on_a_sponsorship(role, code):
    case = forwarded().claim.case
    with pytest.raises(NotYours):
        sponsor(case, by=person(role, code))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"leader": "丁亚男"}, "姓名 职务"),
        ({"reason": " "}, "包案缘由"),
        ({"reason": "找 13855552207"}, "不记个人"),
        ({"due_on": DAY}, "晚于今天"),
        ({"unit": "agriculture"}, "没有承办本件"),
    ],
)
def test_a_sponsorship_that_cannot_work_is_refused(changes, says):
    if "unit" in changes:
        changes = {"unit": unit(changes["unit"])}
    with pytest.raises(NotLawfulNow, match=says):
        sponsor(forwarded().claim.case, **changes)


def test_one_matter_has_one_sponsor_at_a_time_and_needs_a_unit():
    row = sponsored()
    with pytest.raises(NotLawfulNow, match="还不能：本件已由"):
        sponsor(row.case)
    with pytest.raises(NotLawfulNow, match="还不能：本件还没有承办单位"):
        sponsor(registered())
    with pytest.raises(NotLawfulNow, match="条例第30条第3款"):
        sponsor(registered(purpose=Purpose.ACCUSATION))
    lived(ON, sponsoring.end_sponsorship, row, by=bureau_leader(), reason="换人包案")
    assert sponsor(row.case).pk != row.pk


def test_a_new_plan_keeps_what_is_done_and_drops_what_it_does_not_name():
    row = working()
    first, second = sponsoring.open_milestones(row)
    lived(
        ON,
        sponsoring.advance_sponsorship,
        row,
        by=handler(),
        element="know",
        text="看过现场",
        milestone=first,
    )
    lived(
        ON,
        sponsoring.plan_sponsorship,
        row,
        by=county_leader(),
        plan="换个办法",
        milestones=[("公开账目", date(2026, 4, 1))],
    )
    assert Milestone.objects.get(pk=first.pk).done_on == ON
    assert Milestone.objects.get(pk=second.pk).dropped_on == ON
    assert [step.text for step in sponsoring.open_milestones(row)] == ["公开账目"]
    with pytest.raises(NotLawfulNow, match="已经完成或者已从方案中撤下"):
        lived(
            ON, sponsoring.advance_sponsorship, row, by=handler(), element="solve", text="x", milestone=second
        )


@pytest.mark.parametrize(
    ("plan", "steps", "says"),
    [
        (" ", STEPS, "化解方案"),
        ("方案", [], "至少写一个步骤"),
        ("方案", [("太晚", date(2026, 5, 1))], "化解期限"),
        ("方案", [("太早", date(2026, 3, 1))], "今天"),
        ("找13855552207", STEPS, "不记个人"),
    ],
)
def test_a_plan_is_whole(plan, steps, says):
    row = sponsored()
    with pytest.raises(NotLawfulNow, match=says):
        lived(DAY, sponsoring.plan_sponsorship, row, by=handler(), plan=plan, milestones=steps)


def test_only_leader_and_unit_work_on_it():
    row = sponsored()
    for by in (
        screening(),
        bureau_leader(),
        handler("agriculture"),
        person(Role.COUNTY_LEADER, "county_committee"),
    ):
        with pytest.raises(NotYours):
            lived(DAY, sponsoring.plan_sponsorship, row, by=by, plan="x", milestones=STEPS)


def test_acceptance_is_asked_for_when_steps_and_elements_are_there():
    row = working()
    with pytest.raises(NotLawfulNow, match="「现场核实」「落实到位」还没有完成"):
        lived(ON, sponsoring.ask_sponsorship_check, row, by=head(), resolution="好了")
    for step in sponsoring.open_milestones(row):
        row = lived(
            ON,
            sponsoring.advance_sponsorship,
            row,
            by=handler(),
            element="solve",
            text="做了",
            milestone=step,
        )
    with pytest.raises(NotLawfulNow, match="「包掌握情况」「包释法回访」还没有记录"):
        lived(ON, sponsoring.ask_sponsorship_check, row, by=head(), resolution="好了")


def test_no_promise_of_the_petitioner_is_asked_for_anywhere():
    """design §7, domain §9.3: 息诉 is in no word, no column and no condition of a sponsorship."""
    words = [element.label for element in SponsorElement] + [
        field.name for field in SponsoredCase._meta.get_fields()
    ]
    assert not [word for word in words if "息诉" in word or "息访" in word or "promise" in word]
    assert sponsoring.cannot_ask_check(advanced()) == []


@pytest.mark.parametrize("by", [county_leader, handler, screening])
def test_the_officer_and_the_bureau_do_not_ask_for_acceptance(by):
    row = advanced()
    if by is county_leader:
        assert (
            lived(ON, sponsoring.ask_sponsorship_check, row, by=by(), resolution="好了").state == S.CHECKING
        )
        return
    with pytest.raises(NotYours):
        lived(ON, sponsoring.ask_sponsorship_check, row, by=by(), resolution="好了")


def test_accepted_by_somebody_who_is_neither_leader_nor_unit():
    row = checking()
    for by in (county_leader(), head(), handler(), person(Role.INTAKE)):
        with pytest.raises(NotYours):
            lived(ON, sponsoring.accept_sponsorship, row, by=by, verdict="好")
    with pytest.raises(NotLawfulNow, match="验收意见"):
        lived(ON, sponsoring.accept_sponsorship, row, by=screening(), verdict=" ")
    done = lived(ON, sponsoring.accept_sponsorship, row, by=screening(), verdict="看过凭据")
    assert (done.state, done.checked_by, done.checked_unit) == (S.ACCEPTED, screening(), unit("bureau"))
    with pytest.raises(NotLawfulNow, match="不能再办"):
        lived(ON, sponsoring.end_sponsorship, done, by=bureau_leader(), reason="x")


def test_a_bureau_leader_who_sponsors_does_not_accept_it_himself():
    case = forwarded().claim.case
    row = sponsor(case, leader=f"{bureau_leader().name} 局长")
    assert row.leader == bureau_leader()
    SponsoredCase.objects.filter(pk=row.pk)  # the same person, another role: refused by who, not by state
    with pytest.raises(NotYours):
        lived(DAY, sponsoring.accept_sponsorship, row, by=bureau_leader(), verdict="好")


def test_a_return_goes_on_with_the_work():
    row = lived(ON, sponsoring.return_sponsorship, checking(), by=screening(), reason="缺凭据")
    assert (row.state, row.verdict, row.checked_by) == (S.WORKING, "缺凭据", None)
    row = lived(ON, sponsoring.ask_sponsorship_check, row, by=head(), resolution="补齐了")
    assert (
        lived(ON, sponsoring.accept_sponsorship, row, by=bureau_leader(), verdict="齐了").state == S.ACCEPTED
    )
    acts = (
        CaseEvent.objects.filter(case=row.case, act__contains="sponsor")
        .order_by("pk")
        .values_list("act", flat=True)
    )
    assert list(acts) == ["sponsor", "plan_sponsorship", *["advance_sponsorship"] * 3, "ask_sponsorship_check", "return_sponsorship",
                          "ask_sponsorship_check", "accept_sponsorship"]  # fmt: skip


def test_who_sees_a_sponsorship():
    row = sponsored()
    seen = SponsoredCase.objects
    for user in (county_leader(), bureau_leader(), screening(), handler()):
        assert seen.visible_to(user).get() == row
    assert not seen.visible_to(handler("agriculture")).exists()
    Case.objects.filter(pk=row.case_id).update(
        in_compartment=True, title="检举控告件（内容封存）", summary=""
    )
    assert not seen.visible_to(bureau_leader()).exists()
    with pytest.raises(NotLawfulNow, match="条例第30条第3款"):
        lived(ON, sponsoring.end_sponsorship, row, by=bureau_leader(), reason="x")
