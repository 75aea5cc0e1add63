"""The tree of bodies, and what a person can do there."""

import pytest
from builders import person, unit
from django.db import IntegrityError, transaction

from law.terms import Role
from organizations.models import Unit, User
from organizations.roles import ROLES, Permission

pytestmark = pytest.mark.django_db


def test_every_units_path_is_the_way_from_the_root():
    for row in Unit.objects.select_related("parent"):
        assert row.path == f"{row.parent.path if row.parent else '/'}{row.pk}/"


def test_within_is_the_unit_and_what_is_below_it():
    county, bureau, court = unit("county_government"), unit("bureau"), unit("court")
    assert bureau.is_within(county)
    assert county.is_within(county)
    assert not county.is_within(bureau)
    assert not court.is_within(county)
    below = set(Unit.objects.with_subordinates(county))
    assert {county, bureau} <= below
    assert court not in below


def test_a_number_that_begins_like_another_is_not_below_it():
    """/4/ is not a prefix of /40/: the slash at the end is part of the way."""
    assert not Unit(path="/4/40/").is_within(Unit(path="/4/4/"))


def test_a_unit_that_was_abolished_is_kept_and_not_offered():
    row = unit("forestry")
    row.abolished_on, row.successor = "2026-01-01", unit("natural_resources")
    row.save()
    assert row not in Unit.objects.active()
    assert row in unit("natural_resources").predecessors.all()


@pytest.mark.parametrize("role", Role)
def test_a_person_can_what_the_role_allows_and_nothing_when_they_left(role):
    somebody = User(username="x", name="某", role=role, unit=unit("bureau"))
    assert {p for p in Permission if somebody.can(p)} == ROLES[role].permissions
    somebody.is_active = False
    assert not any(somebody.can(p) for p in Permission)


def test_a_role_that_does_not_exist_is_refused_by_the_database():
    with pytest.raises(IntegrityError, match="user_role_is_known"), transaction.atomic():
        User.objects.create(username="x", name="某", role="superuser", unit=unit("bureau"))


def test_the_bureau_is_one_body():
    assert person(Role.INTAKE).in_bureau
    assert not person(Role.HANDLER, "housing").in_bureau
    assert list(Unit.objects.filter(kind="bureau")) == [unit("bureau")]
