"""A refusal says why, in the words of whoever refused; the sign-in page bears the house's name."""

import pytest
from builders import person
from django.conf import settings
from django.test import Client

from law.terms import Role
from routing.models import RuleRow, RuleSetStatus

pytestmark = pytest.mark.django_db


def test_a_page_of_another_role_says_so(client: Client) -> None:
    client.force_login(person(Role.HANDLER, "housing"), backend=settings.AUTHENTICATION_BACKENDS[-1])
    answer = client.get("/screening/")
    assert answer.status_code == 403
    assert "您的岗位没有这个页面。" in answer.content.decode()


def test_what_may_not_be_done_now_says_why(client: Client) -> None:
    row = RuleRow.objects.filter(ruleset__status=RuleSetStatus.ACTIVE).first()
    assert row
    client.force_login(person(Role.SCREENING), backend=settings.AUTHENTICATION_BACKENDS[-1])
    answer = client.get(f"/rules/rows/{row.pk}/")
    assert answer.status_code == 409
    assert "现行和停用的规则集不能改" in answer.content.decode()


def test_the_sign_in_page_bears_the_name_of_the_house(client: Client) -> None:
    page = client.get("/login/").content.decode()
    assert "云溪县信访事项办理" in page
    assert "testserver" not in page
    assert 'href="/query/"' in page  # a petitioner who came to the wrong door
