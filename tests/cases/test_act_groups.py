"""What the case page urges, and where the other lawful acts stand (design §6)."""

import re

import pytest
from builders import MONDAY, accepted, concluded, days, forwarded, person, registered, served
from django.test import Client
from django.urls import reverse

from cases import act_groups, beside, next_acts
from cases.models import Case
from cases.procedure import ACTS
from cases.reading import open_file
from law import clock
from law.terms import Role
from organizations.models import User

DAY = MONDAY + days(3)


def view(act: str, *, allowed: bool = True, never: bool = False, main: bool = False, waits: bool = False):
    if not allowed:
        return beside.refused(act, "因为", act, never=never)
    return beside.allowed(act, "/x/", "以后", act, main=main, waits=waits)


def test_every_grouped_act_is_an_act_and_stands_in_one_group():
    acts = [act for group in act_groups.GROUPS.values() for act in group]
    assert len(acts) == len(set(acts))
    assert set(acts) <= set(ACTS)
    assert set(act_groups.FOLLOWS) <= set(ACTS)


def test_the_urged_act_is_first_then_what_may_be_done_then_what_waits_for_it():
    found = act_groups.arranged(
        [
            view("sign_opinion", allowed=False),
            view("object_to"),
            view("draft_opinion", main=True),
            view("propose_hearing"),
        ]
    )
    assert [row["act"] for row in found.front] == ["draft_opinion", "object_to", "sign_opinion"]
    assert found.front[0]["main"]
    assert [row.get("main") for row in found.front[1:]] == [None, None]
    assert [(group.title, [row["act"] for row in group.acts]) for group in found.groups] == [
        ("调查、听证、调解", ["propose_hearing"])
    ]


def test_an_act_of_a_group_is_never_urged_unless_something_begun_waits_for_it():
    asleep = act_groups.arranged([view("hand_to_mediation", main=True)])
    assert asleep.front == []
    assert asleep.behind == 1
    waiting = act_groups.arranged([view("hand_to_mediation", main=True, waits=True)])
    assert [row["act"] for row in waiting.front] == ["hand_to_mediation"]


def test_what_can_never_be_done_again_stands_last_with_its_reason():
    found = act_groups.arranged([view("object_to", allowed=False, never=True), view("urge")])
    assert found.front == []
    assert [group.title for group in found.groups] == ["信访人的请求", act_groups.NEVER]


pytestmark = pytest.mark.django_db


def offered(user: User, case: Case):
    with clock.on_day(DAY):
        return next_acts.acts(open_file(user, case.number, DAY))


SITUATIONS = [
    (registered, Role.SCREENING, "bureau", "forward"),
    (lambda: forwarded().case, Role.HANDLER, "housing", "accept"),
    (lambda: accepted().case, Role.HANDLER, "housing", "draft_opinion"),
    (lambda: served(accepted(), MONDAY).case, Role.SCREENING, "bureau", "conclude"),
    (lambda: concluded(served(accepted(), MONDAY), MONDAY).case, Role.SCREENING, "bureau", "archive"),
]


@pytest.mark.parametrize(("make", "role", "code", "act"), SITUATIONS)
def test_the_next_act_of_the_course_is_the_one_urged(make, role, code, act):
    found = offered(person(role, code), make())
    assert found.front[0]["act"] == act
    assert found.front[0]["main"]
    assert len(found.front) <= 6, "a calm list"
    assert all(row["reason"] for group in found.groups for row in group.acts if row["allowed"])


def test_the_page_shows_the_rest_behind_one_disclosure_with_reasons():
    case = accepted().case
    client = Client()
    client.force_login(person(Role.HANDLER, "housing"), backend="organizations.backends.StaffBackend")
    with clock.on_day(DAY):
        page = client.get(reverse("cases:detail", args=[case.number])).content.decode()
    groups = re.search(r'<details class="act-groups">.*?</details>', page, re.DOTALL)
    assert groups
    assert "申报、提出回避" in groups.group()
    assert "与事项、信访人有利害关系的，报负责人决定。" in groups.group()
    assert "写处理意见书" not in groups.group()
    assert page.count("btn--main") == 1


def test_a_duty_overdue_brings_supervision_to_the_front():
    """条例第40条第1款: who did not do their duty in time is supervised."""
    case = forwarded().case
    leader = person(Role.BUREAU_LEADER)
    late = MONDAY + days(60)
    with clock.on_day(late):
        front = next_acts.acts(open_file(leader, case.number, late)).front
    assert "supervise" in [row["act"] for row in front]
    assert "supervise" not in [row["act"] for row in offered(leader, case).front]


def test_a_table_without_rows_is_asked_once_for_all(django_assert_max_num_queries):
    """One statement for all subjects beside the course, whatever asks first."""
    case = accepted().case
    with clock.on_day(DAY):
        file = open_file(person(Role.SCREENING), case.number, DAY)
        with django_assert_max_num_queries(1):
            assert not any(
                beside.has(file, name) for name in ("hearing", "mediation", "talk", "review", "backlog")
            )
