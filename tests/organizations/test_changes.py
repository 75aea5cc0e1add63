"""Units are moved and abolished, people come and go: the way in the tree stays true."""

from datetime import date

import pytest
from builders import person, unit

from law.terms import Role
from organizations import actions
from organizations.actions import NotPossible
from organizations.models import Unit

pytestmark = pytest.mark.django_db


def true_paths() -> bool:
    return all(
        row.path == f"{row.parent.path if row.parent else '/'}{row.pk}/"
        for row in Unit.objects.select_related("parent")
    )


def grown() -> tuple[Unit, Unit]:
    station = actions.add_unit(
        code="station", kind="department", parent=unit("housing"), name="房管所", short_name="房管所"
    )
    desk = actions.add_unit(
        code="desk", kind="department", parent=station, name="房管所窗口", short_name="窗口"
    )
    return station, desk


def test_what_is_below_moves_with_the_unit():
    station, desk = grown()
    actions.change_unit(station, parent=unit("urban_management"), name="房管所", short_name="房管所")
    desk.refresh_from_db()
    assert desk.is_within(unit("urban_management"))
    assert not desk.is_within(unit("housing"))
    assert true_paths()


def test_no_unit_is_below_itself():
    station, desk = grown()
    with pytest.raises(NotPossible, match="不能是它自己或者它的下级"):
        actions.change_unit(station, parent=desk)


def test_an_abolished_units_people_and_subordinates_pass_on():
    station, desk = grown()
    somebody = person(Role.HANDLER, "station")
    actions.abolish_unit(station, successor=unit("water"), on=date(2026, 5, 1))
    desk.refresh_from_db()
    somebody.refresh_from_db()
    assert (desk.parent, somebody.unit) == (unit("water"), unit("water"))
    assert true_paths()
    for refused in (
        lambda: actions.change_unit(station, parent=None),
        lambda: actions.abolish_unit(station, successor=unit("water"), on=date(2026, 5, 2)),
        lambda: actions.abolish_unit(unit("bureau"), successor=unit("water"), on=date(2026, 5, 2)),
    ):
        with pytest.raises(NotPossible):
            refused()


@pytest.mark.parametrize(
    ("role", "code"),
    [(Role.SCREENING, "housing"), (Role.COMPARTMENT, "housing"), (Role.COUNTY_LEADER, "bureau")],
)
def test_a_role_stands_where_its_work_is(role, code):
    with pytest.raises(NotPossible):
        actions.add_person(username="new", name="新人", unit=unit(code), role=role)


def test_nobody_changes_their_own_role_or_stops_themselves():
    officer = person(Role.SYSADMIN)
    with pytest.raises(NotPossible, match="不能改自己的岗位"):
        actions.change_person(officer, by=officer, name="某", unit=officer.unit, role=Role.COMPARTMENT)
    with pytest.raises(NotPossible, match="不能停用自己"):
        actions.set_active(officer, by=officer, active=False)


def test_a_password_is_told_once_and_kept_as_a_hash():
    user, password = actions.add_person(username="new", name="新人", unit=unit("housing"), role=Role.HANDLER)
    assert user.check_password(password)
    assert password not in user.password
    assert actions.reset_password(user) != password
    assert not user.check_password(password)
