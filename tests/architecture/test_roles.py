"""Roles: what one person may hold, what no role may, and that each thing a role allows is asked for somewhere."""

import re
from pathlib import Path

import pytest
from builders import accepted, person

from cases.models import Case
from law.terms import Role
from organizations.models import User
from organizations.roles import ROLES, Permission
from petition_bureau.navigation import NAVIGATION

ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile(r"[一-鿿]")
#: 三员 (等保 8.1.5): they keep the house and see none of its files.
KEEPERS = (Role.SYSADMIN, Role.SECURITY, Role.AUDITOR)
ABOUT_FILES = {
    Permission.REGISTER, Permission.SEE_COUNTY, Permission.SCREEN, Permission.COUNTERSIGN, Permission.SIGN_ASSIGNMENT,
    Permission.SUPERVISE, Permission.CHECK_CONCLUSION, Permission.DECIDE_OBJECTION, Permission.GIVE_COUNSEL, Permission.HANDLE,
    Permission.HEAD_UNIT, Permission.SEE_FIGURES, Permission.WRITE_REPORTS, Permission.KEEP_COMPARTMENT,
}  # fmt: skip


@pytest.mark.parametrize("role", Role)
def test_every_role_says_in_one_sentence_what_it_is(role):
    row = ROLES[role]
    assert row.permissions <= set(Permission)
    assert row.permissions
    assert CHINESE.search(row.sentence)
    assert row.sentence.endswith("。")
    assert role.label not in {other.label for other in Role if other != role}


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_first_page(role):
    assert NAVIGATION[role]
    assert all(CHINESE.search(label) for label, _ in NAVIGATION[role])


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_is_held_by_a_role_and_asked_for(permission):
    assert any(permission in role.permissions for role in ROLES.values())
    asked = re.compile(rf"\b(?:Permission|P)\.{permission.name}\b")
    packages = (
        "cases",
        "routing",
        "reports",
        "oversight",
        "portal",
        "petition_bureau",
        "hearings",
        "notifications",
    )
    users = [
        path
        for package in packages
        for path in (ROOT / package).rglob("*.py")
        if asked.search(path.read_text("utf-8"))
    ]
    assert users, f"{permission} is asked for nowhere"


def test_the_three_officers_share_nothing():
    """One role a person, and the three have no permission in common: nobody grants, acts and checks."""
    held = [ROLES[role].permissions for role in KEEPERS]
    assert all(one.isdisjoint(two) for n, one in enumerate(held) for two in held[n + 1 :])
    assert all(permissions.isdisjoint(ABOUT_FILES) for permissions in held)


def test_who_signs_is_not_who_proposes():
    """交办 is the leader's, its proposal the screening officer's (条例第22条第1款第3项)."""
    assert not [
        row.role
        for row in ROLES.values()
        if {Permission.SCREEN, Permission.SIGN_ASSIGNMENT} <= row.permissions
    ]


def test_the_compartment_is_kept_by_one_role_that_sees_nothing_else():
    keepers = [row.role for row in ROLES.values() if Permission.KEEP_COMPARTMENT in row.permissions]
    assert keepers == [Role.COMPARTMENT]
    assert ROLES[Role.COMPARTMENT].permissions == {Permission.KEEP_COMPARTMENT}


@pytest.mark.django_db
@pytest.mark.parametrize("role", KEEPERS)
def test_the_three_officers_see_no_file(role):
    accepted()
    assert not Case.objects.visible_to(person(role)).exists()


def test_there_is_no_superuser():
    fields = {field.name for field in User._meta.get_fields()}
    assert not fields & {"is_superuser", "is_staff", "groups", "user_permissions"}
