"""A new installation gets its three administrators once, each with a password told once."""

import io

import pytest
from django.core.management import call_command

from law.terms import Role
from organizations.models import User

pytestmark = pytest.mark.django_db


def test_the_three_administrators_are_made_once():
    out = io.StringIO()
    call_command("first_accounts", stdout=out)
    lines = [line.split() for line in out.getvalue().splitlines()]
    assert [line[1] for line in lines] == [Role.SYSADMIN, Role.SECURITY, Role.AUDITOR]
    for _, _, username, password in lines:
        assert User.objects.get(username=username).check_password(password)
    with pytest.raises(SystemExit) as left:
        call_command("first_accounts", stdout=io.StringIO())
    assert left.value.code == 1
